"""The second arrow (*select*): what one edition may hold, before anything is numbered or printed.

Withheld nodes are gone from the Selection; only ``withheld`` below still knows them, for the proof.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.content import Briefing, Node, Section
from briefing.model.edition import Edition, Selection
from briefing.model.errors import UsageError
from briefing.model.findings import nearest
from briefing.model.formats import (
    DEFAULT_FORMAT,
    FORMATS,
    PRINT_OPTIONS,
    PrintOptions,
    formats_held,
    print_options_of,
)
from briefing.model.gap_closing import closed, plain_item
from briefing.model.release_levels import highest, levels_of
from briefing.model.visibility import EVERYONE, Viewer
from briefing.select.format_parts import outside_format, restrict_to_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.settings import Settings
    from briefing.model.visibility import Condition

# A node of these kinds with nothing left of its content is not shown: no lonely heading or title.
_HOLDERS = frozenset(
    {
        "subsection",
        "ul",
        "ol",
        "li",
        "dl",
        "dd",
        "entry",
        "table",
        "tbody",
        "tr",
        "blockquote",
        "group",
        "key-messages",
        "side",
        "note",
        "table-block",
        "p",
        "number",
        "qa",
        "slide",
        "column",
        "notes",
        "pressed",
        "background",
        "footnote",
        "strong",
        "em",
        "span",
        "a",
    }
)
_TITLES = frozenset(
    {
        "heading",
        "box-title",
        "tab-title",
        "tab-note",
        "source",
        "topic",
        "owner",
        "thead",
        "dt",
        "prefix",
        "value",
        "fig-title",
        "fig-subtitle",
    }
)
_NAMES = {
    "slide": "box-title",
    "qa": "box-title",
    "number": "value",
    "subsection": "heading",
    "entry": "dt",
}
"""What is nothing without the words of one of its parts."""
_EMPTIED = _HOLDERS | _TITLES - {"thead"}
_ASIDE = _TITLES | {"pressed", "background"}
"""Of a card, what is not its line to take."""
_USUAL = PrintOptions()


def make_edition(
    briefing: Briefing,
    audience: str,
    length: str,
    format: str = DEFAULT_FORMAT,  # noqa: A002
    language: str = "",
    paper: str = "",
    print_options: PrintOptions = _USUAL,
) -> Edition:
    """An edition of a briefing; raises UsageError for a name it does not know."""
    settings = briefing.settings
    language = language or settings.languages[0]
    paper = paper or settings.paper
    for what, name, known in (
        ("audience", audience, tuple(settings.audiences)),
        ("length", length, tuple(settings.lengths)),
        ("format", format, settings.formats),
        ("language", language, settings.languages),
        ("paper", paper, ("A4", "Letter")),
        *(
            (option.flag, option.chosen_in(print_options), option.choices)
            for option in PRINT_OPTIONS
        ),
    ):
        if name not in known:
            raise UsageError(f'unknown {what} "{name}"\n  hint: {nearest(name, known)}')
    made = FORMATS[format]
    parts = [briefing.name, audience, length, made.file_suffix(print_options)]
    parts += [language] if language != settings.languages[0] else []
    parts += [paper.lower()] if paper != settings.paper and not made.is_for_screen else []
    name = "-".join(parts) + ".pdf"
    return Edition(briefing.name, audience, length, format, language, paper, name, print_options)


def editions(
    briefing: Briefing,
    paper: str = "",
    print_options: PrintOptions = _USUAL,
    format: str = "",  # noqa: A002
) -> tuple[Edition, ...]:
    """Every edition of a briefing in one set-up, or all of a format, in the order of its settings;
    raises UsageError for a format it does not offer."""
    settings = briefing.settings
    return tuple(
        make_edition(briefing, audience, length, format_, language, paper, print_options)
        for language in settings.languages
        for format_ in ((format,) if format else settings.formats)
        for audience in settings.audiences
        for length in settings.lengths
    )


def edition_named(briefing: Briefing, file_name: str) -> Edition | None:
    """The edition whose PDF has a name, on any paper and in any set-up; None for no such name."""
    return next((edition for edition in _every(briefing) if edition.file_name == file_name), None)


def file_names(briefing: Briefing) -> frozenset[str]:
    """The names of all PDFs a briefing may have, on any paper and in any set-up."""
    return frozenset(edition.file_name for edition in _every(briefing))


def _every(briefing: Briefing) -> Iterator[Edition]:
    return (
        edition
        for format_ in briefing.settings.formats
        for print_options in print_options_of(format_)
        for paper in ("A4", "Letter")
        for edition in editions(briefing, paper, print_options, format_)
    )


def select(briefing: Briefing, edition: Edition) -> Selection:
    """What the edition's reader gets, in that reader's order, with the titles for that reader."""
    settings = briefing.settings
    reader = _reader(settings, edition)
    cut = _Cut(reader, settings.default_release, settings.levels)
    order = settings.audiences[edition.audience].order
    parts = [
        p for s in briefing.sections if (p := restrict_to_format(s, reader.formats)) is not None
    ]
    ranked = sorted(parts, key=lambda s: order.index(s.id) if s.id in order else len(order))
    chain = settings.reads_as(edition.audience)
    sections = tuple(
        kept for section in ranked if (kept := cut.section(section, chain)) is not None
    )
    printed = (
        level
        for section in sections
        for level in levels_of((*section.blocks, *(() if section.opens else (section.title,))))
    )
    return Selection(edition, sections, highest(printed, settings.levels))


def withheld(briefing: Briefing, edition: Edition) -> tuple[tuple[Section, Node], ...]:
    """The largest nodes the edition does not hold, with their sections, for the proof: what its
    reader may not see, what is text of other formats, and remarks among co-authors."""
    settings = briefing.settings
    reader = _reader(settings, edition)
    chain = settings.reads_as(edition.audience)
    out: list[tuple[Section, Node]] = []
    for section in briefing.sections:
        chosen = title_for(section, chain)
        others = (section.title, *(node for _, node in section.titles_for))
        cut = _Cut(reader, settings.default_release, settings.levels)
        gone = (
            cut.section(section, chain) is None
            or restrict_to_format(section, reader.formats) is None
        )
        out += [(section, node) for node in others if gone or node is not chosen]
        blocks = (
            section.blocks if gone else (*cut.dropped, *outside_format(section, reader.formats))
        )
        out += [(section, node) for node in (*blocks, *section.remarks)]
    return tuple(out)


def title_for(section: Section, chain: Iterable[str]) -> Node:
    """The section's title for the first audience of a chain that has one of its own."""
    titles = dict(section.titles_for)
    return next((titles[name] for name in chain if name in titles), section.title)


def _reader(settings: Settings, edition: Edition) -> Viewer:
    audience = settings.audiences[edition.audience]
    clearance = settings.levels.index(audience.clearance)
    return Viewer(
        reads_as=frozenset(settings.reads_as(edition.audience)),
        length=edition.length,
        formats=formats_held(edition.format, edition.print_options, owns_notes=audience.notes),
        cleared=frozenset(settings.levels[: clearance + 1]),
    )


@dataclass(slots=True)
class _Cut:
    """Cuts nodes for one reader; remembers what it dropped."""

    reader: Viewer
    default: str
    order: tuple[str, ...]
    """Release levels, lowest first."""
    dropped: list[Node] = field(default_factory=list)

    def section(self, section: Section, chain: tuple[str, ...]) -> Section | None:
        own = [c.release for c in section.conditions if c.release is not None]
        # The default is for what has no mark; a section's own mark takes its place.
        level = own[-1] if own else self.default
        if not self._sees(section.conditions, level):
            return None
        blocks = self._children(section.blocks, level)
        title = self._node(title_for(section, chain), level)
        if not blocks or title is None or not _has_content(title.children):
            return None
        return replace(
            section,
            blocks=tuple(b for b in blocks if isinstance(b, Node)),
            title=title,
            titles_for=(),
            remarks=(),
        )

    def _sees(self, conditions: tuple[Condition, ...], level: str) -> bool:
        """All conditions pass, and the level is cleared: its own or else that of its parent."""
        return self._level(conditions, level) in self.reader.cleared and all(
            self.reader.sees(condition) for condition in conditions
        )

    def _level(self, conditions: tuple[Condition, ...], inherited: str) -> str:
        """The highest of a node's own levels and its parent's: a mark inside only narrows."""
        own = [c.release for c in conditions if c.release is not None]
        ranks = {name: rank for rank, name in enumerate(self.order)}
        return max((inherited, *own), key=lambda name: ranks.get(name, len(ranks)))

    def _node(self, node: Node, level: str) -> Node | None:
        if not self._sees(node.conditions, level):
            self.dropped.append(node)
            return None
        level = self._level(node.conditions, level)
        before = len(self.dropped)
        children = self._children(node.children, level)
        if len(self.dropped) > before and _is_emptied(node, children):
            # What fell out with it is in the record already; its titles are withheld as well.
            self.dropped += [c for c in children if isinstance(c, Node)]
            return None
        return plain_item(replace(node, children=children, level=level))

    def _children(self, nodes: Iterable[Node | str], level: str) -> tuple[Node | str, ...]:
        """The nodes that stay, closed up where others stood."""
        return closed(self._kept(nodes, level))

    def _kept(self, nodes: Iterable[Node | str], level: str) -> Iterator[Node | str | None]:
        """Each node, or None for one that is withheld. Of words with a mark, nothing tells that
        they have one: neither how they are read from here on, nor tags in the file."""
        for node in nodes:
            kept = node if isinstance(node, str) else self._node(node, level)
            if isinstance(kept, Node) and kept.kind == "span" and _says_nothing(kept, level):
                yield from kept.children
            else:
                yield kept


def _says_nothing(span: Node, level: str) -> bool:
    """Whether a span carries nothing but conditions that were looked at: of a format, those of
    handouts with notes are looked at again."""
    read = all(c.format == EVERYONE.format for c in span.conditions)
    return read and span.level == level and not span.attributes


def _is_emptied(node: Node, kept: tuple[Node | str, ...]) -> bool:
    """Whether what was dropped of a node leaves nothing to show, or not what it is about."""
    name = _NAMES.get(node.kind)
    if name and not any(
        isinstance(c, Node) and c.kind == name and _has_content(c.children) for c in kept
    ):
        return True
    if node.kind in {"slide", "column"}:  # what is said is not on it; its title alone may be all
        return not _on_slide(kept) and _on_slide(node.children)
    if node.kind == "qa":
        return not _says(kept)
    if node.kind == "tr":  # cells without words are dropped at load, where they are all of a row
        cells = [cell for cell in kept if isinstance(cell, Node)]
        return all(c.kind == "td" and not _has_content(c.children) for c in cells)
    return node.kind in _EMPTIED and not _has_content(kept)


def _on_slide(children: tuple[Node | str, ...]) -> bool:
    """Whether a slide has anything on it but its title."""
    return any(
        isinstance(child, Node)
        and (
            _on_slide(child.children)
            if child.kind == "group"
            else child.kind not in {*_TITLES, "notes"}
        )
        for child in children
    )


def _says(children: tuple[Node | str, ...]) -> bool:
    """Whether a card has a line to take."""
    return any(
        isinstance(child, Node)
        and (_says(child.children) if child.kind == "group" else child.kind not in _ASIDE)
        for child in children
    )


def _has_content(children: tuple[Node | str, ...]) -> bool:
    return any(
        child.strip() if isinstance(child, str) else child.kind not in _TITLES for child in children
    )
