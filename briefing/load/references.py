"""Checks of names across a whole briefing: each one used exists, and no id is used twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.load.capitals import Capitals
from briefing.model.findings import Finding, nearest
from briefing.model.running_text import running_paragraphs
from briefing.model.urls import is_address
from briefing.text.citation_syntax import citations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.model.content import Briefing, Node, Section
    from briefing.model.findings import Location

_MARKED = re.compile(r"(?<!\w)([*_`~]+)\S(?:.*\S)?\1(?!\w)")
_NAMING = frozenset({"fact", "cite", "ref", "a"})
"""Kinds of nodes that name something, or lead to it."""
_NO_PROSE = frozenset({"code", "pre", "chart", "fact", "cite", "ref"})


@dataclass(frozen=True, slots=True)
class _Names:
    """The names that may be used; None for those of a file that cannot be read."""

    facts: frozenset[str] | None
    sources: frozenset[str] | None
    ids: Mapping[str, str]
    numbered: frozenset[str]
    """Ids of everything with a number or a title: sections, figures, tables; paragraphs, where the
    theme numbers them."""
    bare: frozenset[str]
    """Sections whose heading is not printed, so that nothing can link to them."""


@dataclass(frozen=True, slots=True)
class _Walked:
    """A section, and all its nodes: they are walked once."""

    section: Section
    titles: tuple[Node, ...]
    blocks: tuple[Node, ...]
    opens: bool
    """Whether it opens the edition, and so has no heading."""

    @classmethod
    def of(cls, section: Section) -> _Walked:
        titles = tuple(node for title in section.all_titles() for node in title.walk())
        blocks = tuple(node for block in section.blocks for node in block.walk())
        opens = any(node.kind == "key-messages" for node in blocks)  # as `Section.opens`
        return cls(section, titles, blocks, opens)


def check_references(
    briefing: Briefing,
    declared: Mapping[str, frozenset[str] | None],
    *,
    paragraphs: bool = False,
) -> list[Finding]:
    """Report unknown facts, sources, acronyms and targets, and ids that are used twice.

    Args:
        briefing: the content.
        declared: the names in each YAML table, those of faulty entries too.
        paragraphs: whether the theme numbers paragraphs.
    """
    ids: dict[str, str] = {}
    findings: list[Finding] = []
    walked = [_Walked.of(section) for section in briefing.sections]
    for one in walked:
        findings += _collect_ids(one, ids)
    acronyms = declared["acronyms.yaml"]
    capitals = None if acronyms is None else Capitals(briefing.settings, acronyms)
    names = _Names(
        declared["facts.yaml"],
        declared["sources.yaml"],
        ids,
        frozenset(name for one in walked for name in _titled(one, paragraphs=paragraphs)),
        frozenset(one.section.id for one in walked if one.opens),
    )
    for one in walked:
        section = one.section
        for node in (*one.titles, *one.blocks):
            if node.kind in _NAMING:
                findings += _check_node(node, section, names)
            if capitals is not None and node.kind not in _NO_PROSE and not node.get("bare"):
                capitals.read(node, section.place(node.line))
    findings += capitals.findings() if capitals is not None else ()
    for name, fact in briefing.facts.items():
        if names.sources is not None and fact.source not in names.sources:
            findings.append(
                Finding(
                    briefing.place("facts.yaml", f"{name}.source"),
                    "B302",
                    f'the fact "{name}" cites an unknown source "{fact.source}"',
                    nearest(fact.source, sorted(names.sources)),
                )
            )
    return findings


def _titled(walked: _Walked, *, paragraphs: bool) -> Iterator[str]:
    if not walked.opens:
        yield walked.section.id
    if paragraphs and walked.section.numbered and not walked.opens:
        yield from filter(None, (p.get("id") for p in running_paragraphs(walked.section.blocks)))
    for node in walked.blocks:
        if not (name := node.get("id")):
            continue
        titles = {c.kind for c in node.nodes} | {node.kind}
        if titles & {"subsection", "fig-title", "tab-title"}:
            yield name


def _collect_ids(walked: _Walked, ids: dict[str, str]) -> Iterator[Finding]:
    section = walked.section
    names = [(section.id, 1)]
    for node in walked.blocks:
        own = [value for key, value in node.attributes if key == "id"] if node.attributes else ()
        if own and node.kind != "heading":
            names += [(value, node.line) for value in own]
            if len(own) > 1:
                message = f'this block has two ids: "{own[0]}" and "{own[1]}"'
                yield Finding(section.place(node.line), "B207", message, "keep one of them")
    for name, line in names:
        place = section.place(line)
        if name in ids:
            yield Finding(
                place,
                "B207",
                f'the id "{name}" is used twice; first at {ids[name]}',
                "choose another; section names are ids too",
            )
        ids.setdefault(name, str(place))


def _check_node(node: Node, section: Section, names: _Names) -> Iterator[Finding]:
    place = section.place(node.line)
    body = node.get("body")
    if node.kind == "fact" and names.facts is not None:
        yield from _check_fact(body, place, names.facts)
    elif node.kind == "cite" and names.sources is not None:
        yield from _check_citation(body, place, names.sources)
    elif node.kind == "ref":
        yield from _check_target(body, place, names)
        if body in names.ids and body not in names.numbered | names.bare:
            message = f'"#{body}" has neither number nor title to print'
            yield Finding(place, "B304", message, f"write [words](#{body})")
    elif node.kind == "a" and node.get("href").startswith("#"):
        yield from _check_target(node.get("href")[1:], place, names)
    elif node.kind == "a" and not node.get("href").startswith(("http:", "https:", "mailto:")):
        message = f'this link cannot be followed from paper: "{node.get("href"):.60}"'
        yield Finding(place, "B304", message, "link to https://…, mailto:… or #an-id")
    elif node.kind == "a" and not is_address(node.get("href")):
        message = f'this is not a valid URL: "{node.get("href"):.60}"'
        yield Finding(place, "B304", message, "copy the link again from its source")


def _check_fact(body: str, place: Location, known: frozenset[str]) -> Iterator[Finding]:
    name, dot, what = body.partition(".")
    if name not in known:
        yield Finding(place, "B301", f'unknown fact "{name}"', nearest(name, sorted(known)))
    elif dot and what != "as_of":
        remedy = "write {{ " + name + " }} or {{ " + name + ".as_of }}"
        yield Finding(place, "B301", f'facts have no field "{what}"', remedy)


def _check_citation(body: str, place: Location, known: frozenset[str]) -> Iterator[Finding]:
    for source, locator in citations(body):
        if not source:
            message = f"cannot parse this citation: “{locator}”"
            yield Finding(place, "B302", message, "write [@source] or [@source, para 9; @other]")
        elif source not in known:
            hint = nearest(source, sorted(known))
            yield Finding(place, "B302", f'unknown source "{source}"', hint)
        elif _MARKED.search(locator):
            message = f"markup in what is cited of a source: “{locator:.60}”"
            yield Finding(place, "B302", message, "write plain words behind the comma")


def _check_target(anchor: str, place: Location, names: _Names) -> Iterator[Finding]:
    if anchor not in names.ids:
        message = f'unknown cross-reference "#{anchor:.60}"'
        yield Finding(place, "B304", message, nearest(anchor, names.ids))
    elif anchor in names.bare:
        message = f'"#{anchor}" holds the key messages, whose heading is not printed'
        remedy = "give the block itself an id, “{: #an-id }” below its “///”, and link to that"
        yield Finding(place, "B304", message, remedy)
