"""A briefing with one of its nodes withheld, and the words an edition holds, as runs."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from briefing.citations.csl_processor import processor
from briefing.files.pictures import picture_text
from briefing.model.content import Node
from briefing.model.node_text import INLINE, inline_text
from briefing.model.visibility import Condition
from briefing.resolve.acronyms import Acronyms
from briefing.text.plain_text import plain

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterable, Iterator

    from briefing.model.composition import Composition
    from briefing.model.content import Briefing, Section
    from briefing.model.edition import Selection

PARTNER = Condition(release="partner")
_WITHIN = INLINE | {"fact", "cite", "ref"}
_INLINE_TAG = re.compile(r"</?(?:strong|em|a|span)\b[^>]*>")
_LENGTH = 4
"""Words in a run: fewer are found by chance in other text."""

Run = tuple[str, ...]
Path = tuple[int, ...]


def paths(nodes: Iterable[Node | str], above: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node below, with the way to it: the index among the children at each level."""
    for index, node in enumerate(nodes):
        if isinstance(node, Node):
            yield (*above, index), node
            yield from paths(node.children, (*above, index))


def _marked(node: Node | str, path: Path, mark: Condition) -> Node | str:
    assert isinstance(node, Node)
    if not path:
        return replace(node, conditions=(*node.conditions, mark))
    at, *rest = path
    children = list(node.children)
    children[at] = _marked(children[at], tuple(rest), mark)
    return replace(node, children=tuple(children))


def with_mark(briefing: Briefing, section: Section, path: Path, mark: Condition) -> Briefing:
    """The briefing with a mark on one node of a section; an empty path is the section itself."""
    if path:
        blocks = list(section.blocks)
        block = _marked(blocks[path[0]], path[1:], mark)
        assert isinstance(block, Node)
        blocks[path[0]] = block
        changed = replace(section, blocks=tuple(blocks))
    else:
        changed = replace(section, conditions=(*section.conditions, mark))
    sections = tuple(changed if s.id == section.id else s for s in briefing.sections)
    return replace(briefing, sections=sections)


def selected_nodes(selection: Selection) -> Iterator[Node]:
    """All nodes of a selection."""
    for section in selection.sections:
        for root in (section.title, *section.blocks):
            yield from root.walk()


@cache
def runs(text: str) -> frozenset[Run]:
    """Each run of four words in a text; letters and digits count, case and signs do not."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(zip(*(words[i:] for i in range(_LENGTH)), strict=False))


def node_runs(briefing: Briefing, node: Node) -> set[Run]:
    """The runs of a node's own words, block by block, its pictures' words among them."""
    found: set[Run] = set()
    for text in _texts(briefing, node):
        found |= runs(text)
    return found


def selection_runs(briefing: Briefing, selection: Selection) -> set[Run]:
    """The runs an edition may print: of what was selected, and of what all editions may name."""
    texts: list[str] = []
    for section in selection.sections:
        for root in (section.title, *section.blocks):
            texts += _texts(briefing, root)
    for node in selected_nodes(selection):
        if node.kind in {"number", "tr"}:  # their parts stand on one line
            texts.append(" ".join(_texts(briefing, node)))
        elif node.kind == "cite":  # the list of sources says which parts were cited
            texts.append(node.get("body"))
    # With the first use of an acronym gone, a later one is spelled out.
    acronyms = Acronyms(briefing.acronyms)
    for text in tuple(texts):
        acronyms.explained.clear()
        texts.append(acronyms.spell_out(text))
    settings = briefing.settings
    own = settings.audiences[selection.edition.audience]
    texts += [settings.title, settings.standfirst, settings.owner, settings.contact]
    texts += [own.title, own.standfirst]
    texts += [f"{a.full} {name} {a.plain}" for name, a in briefing.acronyms.items()]
    printer = processor(briefing.style, "en")
    texts += [inline_text(printer.entry(source)) for source in briefing.sources.values()]
    return set().union(*map(runs, texts))


def composed_runs(composition: Composition) -> set[Run]:
    """The runs in all that leaves `compose`: words for the proof, and HTML with its attributes."""
    texts = [*composition.blocks, *composition.document.alternatives]
    texts += [entry.title for entry in composition.outline]
    for fragment in composition.fragments:
        # Tags inside a line are taken out; at any other tag a new text begins, as on paper.
        flowing = _INLINE_TAG.sub("", fragment.html)
        texts += map(unescape, re.split(r"<[^>]*>", flowing))
        texts += map(unescape, re.findall(r'="([^"]*)"', fragment.html))
    return set().union(*map(runs, texts))


def letters_in(path: pathlib.Path) -> str:
    """The letters of all pages and bookmarks of a PDF, words that lines divide closed up."""
    with PdfDocument(path) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
        texts += [mark.get_title() for mark in document.get_toc()]
    whole = re.sub(r"[\ufffe\u00ad\u2010](\r?\n)?", "", "\n".join(texts))
    return "".join(re.findall(r"[^\W_]+", whole.casefold()))


def _texts(briefing: Briefing, node: Node) -> Iterator[str]:
    """The text of each block of a node, and what its pictures say."""
    yield node.get("alt")
    if node.kind == "chart":
        yield from briefing.charts[node.get("key")].words
    if node.get("src") in briefing.images and node.get("src").endswith(".svg"):
        yield picture_text(briefing.images[node.get("src")])
    own = ""
    for child in node.children:
        if isinstance(child, str) or child.kind in _WITHIN:
            own += plain(child, briefing.facts, "en")
            continue
        yield own
        own = ""
        yield from _texts(briefing, child)
    yield own
