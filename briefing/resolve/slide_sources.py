"""The slides of an edition as written, in reading order, each with the script that goes with it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.model.blocks import BY_KIND
from briefing.model.content import Node
from briefing.model.formats import FORMATS
from briefing.model.gap_closing import closed
from briefing.model.release_levels import levels_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.model.content import Section
    from briefing.model.edition import Selection
    from briefing.model.settings import Deck
    from briefing.model.visibility import NameFilter

_SCRIPT = frozenset({"p", "ul", "ol", "dl", "blockquote"})
"""What can be read aloud; tables and figures cannot."""
_MARKS = frozenset({"cite", "footnote"})
_WITHIN = frozenset({"group", "subsection"})
_FINDING = "finding"
_READ_THROUGH = _WITHIN | {kind for kind, block in BY_KIND.items() if block.spoken}
_SAID_AS_LINES = frozenset({"heading", "box-title"})
_MOST_POINTS = 6
_MOST_WORDS = 40
_SENTENCE = re.compile(r"[.!?…](?=\s+[“„«‘]?(\w))")
"""The end of a sentence, where a capital follows, in any alphabet."""


@dataclass(frozen=True, slots=True)
class UnresolvedSlide:
    """A slide before its facts and sources are filled in."""

    section: Section
    node: Node
    """Of kind ``slide``: its ``box-title``, then its blocks."""
    script: tuple[Node, ...] = ()
    """The notes to it or, where there are none, the narrative."""
    made: bool = False
    """Made of the key points of its section, which declares no slide."""
    left_out: int = 0
    """Key points for which it has no room."""
    unsaid: tuple[Node, ...] = ()
    """What of the narrative is not said: what cannot be read aloud, asides, footnotes."""
    replaced: tuple[Node, ...] = ()
    """Subsections of which nothing is said, as there are notes to the slide."""

    notes: tuple[int, ...] = ()
    """Lines of the notes to it."""

    @property
    def has_notes(self) -> bool:
        """Whether notes are said to it, and not the narrative."""
        return bool(self.notes)

    @property
    def plain_title(self) -> str:
        """Return its title as text, without facts."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.title)

    @property
    def title(self) -> tuple[Node | str, ...]:
        """Return its title, which is its message."""
        return next((n.children for n in self.node.nodes if n.kind == "box-title"), ())

    @property
    def blocks(self) -> tuple[Node, ...]:
        """Return its blocks, without title and notes."""
        blocks = _without(self.node, frozenset({"notes"})).nodes
        return tuple(n for n in blocks if n.kind != "box-title")


def unresolved_slides(selection: Selection) -> tuple[UnresolvedSlide, ...]:
    """Return the slides of ``selection``; key messages come first, as in a text."""
    ordered = sorted(selection.sections, key=lambda section: not section.opens)
    # Those that notes print are the slides of the talk.
    format_ = FORMATS[selection.edition.format].shows_blocks_of
    return tuple(draft for section in ordered for draft in _section_drafts(section, format_))


def levels(found: Iterable[UnresolvedSlide], *, spoken: bool) -> Iterator[str]:
    """Yield the release levels of what is printed of slides: titles, blocks, titles of sections.

    Args:
        found: The slides.
        spoken: Whether what is said is printed as well.
    """
    for draft in found:
        yield from levels_of((draft.section.brief,))
        yield from levels_of(draft.node.nodes, frozenset({"notes", "footnote"}))
        yield from levels_of(draft.script if spoken else (), _MARKS)


def findings_of(section: Section) -> tuple[Node, ...]:
    """Return what the slide before a section's own says that it found, a paragraph each."""
    found = (n for block in section.blocks for n in block.walk() if n.kind == _FINDING)
    return tuple(
        Node("p", (), title.children, (), node.line, node.level)
        for node in found
        for title in node.nodes
        if title.kind == "box-title"
    )


def opened_sections(drafts: Iterable[UnresolvedSlide], contract: Deck | None) -> list[Section]:
    """Return the sections that a slide of their own opens: those of two or more slides.

    Args:
        drafts: The slides of an edition.
        contract: The contract of its length, if it has one.
    """
    if contract is None or not contract.breaks:
        return []
    sections = [draft.section for draft in drafts]
    counts = Counter(section.id for section in sections)
    named = {s.id: s for s in sections if s.numbered and not s.opens and counts[s.id] > 1}
    return list(named.values())


def _section_drafts(section: Section, format_: str) -> Iterator[UnresolvedSlide]:
    items = list(_flat(section.blocks))
    slides = [item for item in items if item.kind == "slide"]
    if not slides:
        shown = _only_for(format_, section.blocks)
        points = key_points(shown) if section.slide else None
        if points:
            few = replace(points, children=tuple(_few(points.children)))
            children = (Node("box-title", (), section.brief.children), few)
            node = Node("slide", (), children, (), section.brief.line or 1)
            left_out = len(points.nodes) - len(few.nodes)
            unsaid = tuple(_unsaid(items, _shown((node,))))
            yield UnresolvedSlide(
                section,
                node,
                tuple(_script(items)),
                made=True,
                left_out=left_out,
                unsaid=unsaid,
                replaced=tuple(_replaced(items, 0)),
                notes=tuple(note.line for note in _notes_in(items)),
            )
        return
    shown_on_slides = _shown(slides)
    for slide, chunk in zip(slides, _chunks(items, len(slides)), strict=True):
        own = [inner for inner in slide.walk() if inner.kind == "notes"]
        title = next((n.text() for n in slide.nodes if n.kind == "box-title"), "")
        # A heading that says the same as the slide is not said again.
        said = [n for n in chunk if n.kind != "heading" or n.text().strip() != title.strip()]
        spoken = [*own, *said]
        yield UnresolvedSlide(
            section,
            slide,
            tuple(_script(spoken)),
            unsaid=tuple(_unsaid(spoken, shown_on_slides)),
            replaced=tuple(_replaced(spoken, slide.line)),
            notes=tuple(note.line for note in _notes_in(spoken)),
        )


def _chunks(items: Iterable[Node], slides: int) -> list[list[Node]]:
    """Return what goes with each slide: what follows it, or stands before the first. A heading that
    stands before a slide, with or without text of its own, begins what goes with that one."""
    chunks: list[list[Node]] = [[] for _ in range(slides)]
    passed, ahead = 0, False
    for item in items:
        if item.kind == "slide":
            passed, ahead = passed + 1, False
            continue
        ahead = ahead or item.kind in {"heading", "subsection"}
        chunks[min(passed if ahead else max(passed - 1, 0), slides - 1)].append(item)
    return chunks


def _flat(nodes: Iterable[Node | str]) -> Iterator[Node]:
    """Yield blocks in order, taken out of the containers and subsections that hold slides."""
    for node in nodes:
        if not isinstance(node, Node) or node.kind == _FINDING:
            continue
        if node.kind in _WITHIN and any(inner.kind == "slide" for inner in node.walk()):
            yield from _flat(node.children)
        else:
            yield node


def _script(items: Iterable[Node]) -> Iterator[Node]:
    """Yield what is said: the notes if there are any, or else all that can be read aloud."""
    found = list(items)
    if notes := _notes_in(found):
        yield from (c for note in notes for c in note.nodes if c.kind != "box-title")
        return
    for item in found:
        yield from _spoken(item)


def _spoken(node: Node) -> Iterator[Node]:
    if node.kind in _SCRIPT:
        yield node
    elif node.kind in _SAID_AS_LINES:
        yield _as_line(node)
    elif node.kind in _READ_THROUGH:
        for child in node.nodes:
            yield from _spoken(child)


def _as_line(heading: Node) -> Node:
    """Return a heading as it is said: a line of its own."""
    words = Node("strong", (), heading.children)
    return Node("p", (), (words,), heading.conditions, heading.line, heading.level)


def _notes_in(items: Iterable[Node]) -> list[Node]:
    return [inner for item in items for inner in item.walk() if inner.kind == "notes"]


def _shown(slides: Iterable[Node]) -> set[str]:
    """Return what is shown on ``slides``, as `_parts` gives it."""
    return {
        part
        for slide in slides
        for node in _without(slide, frozenset({"notes", "footnote"})).nodes
        for part in _parts(node)
    }


def _unsaid(items: Sequence[Node], shown: set[str]) -> Iterator[Node]:
    """Yield what of a narrative is neither said nor ``shown`` on a slide; nothing where notes are
    said instead of it."""
    if not _notes_in(items):
        for node in (node for item in items for node in _not_said(item)):
            parts = _parts(node)
            if not parts or not parts <= shown:
                yield node


def _not_said(node: Node) -> Iterator[Node]:
    if node.kind in _READ_THROUGH:
        for child in node.nodes:
            yield from _not_said(child)
    elif node.kind in _SCRIPT | _SAID_AS_LINES:
        yield from (inner for inner in node.walk() if inner.kind == "footnote")
    else:
        yield node


def _parts(node: Node) -> set[str]:
    """Return what a node shows: a picture, or else its words and facts."""
    pictures = {key for n in node.walk() for key in (n.get("src"), n.get("key")) if key}
    return pictures or {
        *node.text().split(),
        *(inner.get("body") for inner in node.walk() if inner.kind == "fact"),
    }


def _replaced(items: Sequence[Node], line: int) -> Iterator[Node]:
    """Yield the subsections below a slide, or below notes if ``line`` is 0, of which nothing is
    said as notes from elsewhere are said instead: they begin a subject of their own."""
    if notes := _notes_in(items):
        line = line or notes[0].line
        below = (item for item in _subsections(items) if item.line > line)
        yield from (item for item in below if not _notes_in((item,)))


def _subsections(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.kind == "subsection":
            yield node
        elif node.kind == "group":
            yield from _subsections(node.nodes)


def _only_for(format_: str, nodes: Iterable[Node | str]) -> tuple[Node | str, ...]:
    """Return ``nodes`` without what is for other formats: notes are selected with slides."""

    def kept(node: Node | str) -> Node | str | None:
        if isinstance(node, str):
            return node
        if not all(_is_for(format_, condition.format) for condition in node.conditions):
            return None
        return node.with_children(_only_for(format_, node.children))

    return closed(map(kept, nodes))


def _is_for(format_: str, choice: NameFilter) -> bool:
    return format_ not in choice.exclude and format_ in (choice.include or {format_})


def key_points(shown: Iterable[Node | str]) -> Node | None:
    """Return a list of what a section says: its key messages or its own first list, with their
    numbers, or else the bold words or first sentences of its own paragraphs. A section that has
    nothing but subsections says their headings."""
    nodes = [node for node in shown if isinstance(node, Node)]
    blocks = [block for node in nodes for block in _own(node)]
    lists = [block for block in blocks if block.kind in {"ul", "ol"}]
    if lists:
        return lists[0]
    paragraphs = [block for block in blocks if block.kind == "p"]
    points = [Node("li", (), _first_words(p), (), p.line, p.level) for p in paragraphs]
    points = points or [
        Node("li", (), inner.children, (), inner.line, inner.level)
        for node in nodes
        if node.kind == "subsection"
        for inner in node.nodes
        if inner.kind == "heading"
    ]
    return Node("ul", (), tuple(points), (), points[0].line) if points else None


def _own(node: Node) -> Iterator[Node]:
    """Yield what can be read aloud of ``node`` and stands below no heading of its own."""
    if node.kind in _SCRIPT:
        yield node
    elif node.kind in _READ_THROUGH - {"subsection"}:
        for child in node.nodes:
            yield from _own(child)


def _few(items: Iterable[Node | str]) -> Iterator[Node]:
    """Yield as many items as a slide takes, and the first one in any case."""
    words = 0
    for count, item in enumerate(i for i in items if isinstance(i, Node)):
        words += len(item.text().split())
        if count and (count >= _MOST_POINTS or words > _MOST_WORDS):
            return
        yield item


def _first_words(paragraph: Node) -> tuple[Node | str, ...]:
    """Return the bold words that a paragraph opens with, or its first sentence."""
    first = paragraph.children[0] if paragraph.children else ""
    if isinstance(first, Node) and first.kind == "strong":
        return (first,)
    out: list[Node | str] = []
    ended = False
    for child in paragraph.children:
        if isinstance(child, Node):
            ended = ended and child.kind in _MARKS  # a citation may follow the end of a sentence
            out.append(child)
            continue
        if ended and _opens_sentence(child):
            break
        ends = (m.end() for m in _SENTENCE.finditer(child) if m[1].isupper())
        if (end := next(ends, None)) is not None:
            out.append(child[:end])
            break
        out.append(child)
        ended = child.rstrip()[-1:] in {".", "!", "?", "…"}
    return tuple(out)


def _opens_sentence(text: str) -> bool:
    return text[:1].isspace() and text.lstrip(" \n“„«‘")[:1].isupper()


def _without(node: Node, kinds: frozenset[str]) -> Node:
    if not any(inner.kind in kinds for inner in node.walk()):
        return node
    children = (c if isinstance(c, str) else _without(c, kinds) for c in node.children)
    kept = tuple(c for c in children if isinstance(c, str) or c.kind not in kinds)
    return node.with_children(kept)
