"""Select what one edition may hold, before anything is numbered or printed.

Withheld nodes are gone from the Selection; only ``withheld`` below still knows them, for the proof.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.content import Briefing, Node, Section
from briefing.model.edition import Edition, Selection
from briefing.model.errors import UsageError
from briefing.model.file_names import pdf_name_of
from briefing.model.findings import nearest
from briefing.model.formats import (
    DEFAULT_FORMAT,
    FORMATS,
    PRINT_OPTIONS,
    PrintOptions,
    formats_held,
    print_options_of,
)
from briefing.model.formats.print_options import SIZE
from briefing.model.gap_closing import closed, plain_item
from briefing.model.kinds import KINDS
from briefing.model.release_levels import highest, levels_of
from briefing.model.visibility import EVERYONE, Viewer
from briefing.select.format_parts import outside_format, restrict_to_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.formats import Format
    from briefing.model.settings import Settings
    from briefing.model.visibility import Condition

_USUAL = PrintOptions()
_LARGE_HINT = (
    f"texts are, and outlines of slides (--per-page outline); leave {SIZE.flag} out for others"
)


def make_edition(
    briefing: Briefing,
    audience: str,
    length: str,
    format: str = DEFAULT_FORMAT,  # noqa: A002
    language: str = "",
    paper: str = "",
    print_options: PrintOptions = _USUAL,
) -> Edition:
    """Return an edition of a briefing.

    Raises:
        UsageError: If a name is unknown.
    """
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
    print_options = _sized(settings, audience, FORMATS[format], print_options)
    return _made(briefing, audience, length, format, language, paper, print_options)


def _made(
    briefing: Briefing,
    audience: str,
    length: str,
    format_: str,
    language: str,
    paper: str,
    print_options: PrintOptions,
) -> Edition:
    """Return an edition with its file name, all of whose names are known."""
    settings, made = briefing.settings, FORMATS[format_]
    parts = [briefing.name, audience, length, made.file_suffix(print_options)]
    parts += [language] if language != settings.languages[0] else []
    parts += [paper.lower()] if paper != settings.paper and not made.is_for_screen else []
    name = "-".join(parts) + ".pdf"
    reading = settings.audiences[audience].reading
    easy = made.is_running_text and reading is not None and reading.easy
    given = (audience, length, format_, language, paper, name, print_options)
    return Edition(briefing.name, *given, easy)


def editions(
    briefing: Briefing,
    paper: str = "",
    print_options: PrintOptions = _USUAL,
    format: str = "",  # noqa: A002
) -> tuple[Edition, ...]:
    """Return every edition of a briefing in one set-up, in the order of its settings.

    Args:
        briefing: The briefing.
        paper: The paper; that of the settings if empty.
        print_options: How they are printed; without a size of print, in all that an audience has.
        format: The only format to return; all if empty.

    Raises:
        UsageError: If the briefing does not offer the format.
    """
    settings = briefing.settings
    paper = paper or settings.paper
    if format and format not in settings.formats:
        raise UsageError(f'unknown format "{format}"\n  hint: {nearest(format, settings.formats)}')
    return tuple(
        _made(briefing, audience, length, format_, language, paper, options)
        for language in settings.languages
        for format_ in ((format,) if format else settings.formats)
        for audience in settings.audiences
        for length in settings.lengths
        for options in _in_sizes(settings, audience, FORMATS[format_], print_options)
    )


def _sized(settings: Settings, audience: str, made: Format, options: PrintOptions) -> PrintOptions:
    """Return print options with the size of print that is asked for, or else the audience's first.

    Raises:
        UsageError: If the format has no large print, and it is asked for.
    """
    if made.prints_large(options):
        return options if options.size else replace(options, size=settings.sizes(audience)[0])
    if options.size:
        raise UsageError(f"{made.name} is not made in large print that way\n  hint: {_LARGE_HINT}")
    return options


def _in_sizes(
    settings: Settings, audience: str, made: Format, options: PrintOptions
) -> Iterator[PrintOptions]:
    """Yield print options for each size that an audience's texts have, or for the one asked for."""
    if made.prints_large(options):
        sizes = (options.size,) if options.size else settings.sizes(audience)
        yield from (replace(options, size=size) for size in sizes)
    elif not options.size:
        yield options


def edition_named(briefing: Briefing, file_name: str) -> Edition | None:
    """Return the edition whose PDF or web page is called so, on any paper and in any set-up.

    Returns None if there is no such edition.
    """
    found = (edition for edition in _every(briefing) if edition.file_name == pdf_name_of(file_name))
    edition = next(found, None)
    if edition is None or file_name == edition.file_name or has_page(briefing, edition):
        return edition
    return None


def file_names(briefing: Briefing) -> frozenset[str]:
    """Return the names of all PDFs and web pages of a briefing, on any paper and in any set-up."""
    every = tuple(_every(briefing))
    pages = (edition.page_name for edition in every if has_page(briefing, edition))
    return frozenset((*(edition.file_name for edition in every), *pages))


def has_page(briefing: Briefing, edition: Edition) -> bool:
    """Return whether an edition is made as a web page as well."""
    return briefing.settings.html and FORMATS[edition.format].has_page


def _every(briefing: Briefing) -> Iterator[Edition]:
    return (
        edition
        for format_ in briefing.settings.formats
        for print_options in print_options_of(format_)
        for paper in ("A4", "Letter")
        for edition in editions(briefing, paper, print_options, format_)
    )


def select(briefing: Briefing, edition: Edition) -> Selection:
    """Return what the edition's reader gets, in that reader's order, with that reader's titles."""
    settings = briefing.settings
    reader = _reader(settings, edition)
    cut = _Cut(reader, settings.default_release, settings.levels)
    first = dict.fromkeys(settings.audiences[edition.audience].order)
    order = {name: n for n, name in enumerate(first)}
    parts = [
        p for s in briefing.sections if (p := restrict_to_format(s, reader.formats)) is not None
    ]
    ranked = sorted(parts, key=lambda s: order.get(s.id, len(order)))
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
    """Return the largest nodes that the edition does not hold, with their sections, for the proof.

    They are what its reader may not see, what is text of other formats, and remarks to co-authors.
    """
    settings = briefing.settings
    reader = _reader(settings, edition)
    chain = settings.reads_as(edition.audience)
    out: list[tuple[Section, Node]] = []
    for section in briefing.sections:
        chosen = (title_for(section, chain), short_title_for(section, chain))
        cut = _Cut(reader, settings.default_release, settings.levels)
        gone = (
            cut.section(section, chain) is None
            or restrict_to_format(section, reader.formats) is None
        )
        out += [
            (section, node)
            for node in section.all_titles()
            if gone or not any(node is title for title in chosen)
        ]
        blocks = (
            section.blocks if gone else (*cut.dropped, *outside_format(section, reader.formats))
        )
        out += [(section, node) for node in (*blocks, *section.remarks)]
    return tuple(out)


def title_for(section: Section, chain: Iterable[str]) -> Node:
    """Return the section's title for the first audience in ``chain`` that has one of its own."""
    titles = dict(section.titles_for)
    return next((titles[name] for name in chain if name in titles), section.title)


def short_title_for(section: Section, chain: Iterable[str]) -> Node | None:
    """Return the section's short title for the first audience in ``chain`` that has a title of its
    own, long or short: a short title goes with the title beside it."""
    titles, shorter = dict(section.titles_for), dict(section.short_titles_for)
    first = next((name for name in chain if name in titles or name in shorter), None)
    return section.short_title if first is None else shorter.get(first)


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
        # The default level is for sections without one of their own.
        level = own[-1] if own else self.default
        if not self._sees(section.conditions, level):
            return None
        blocks = self._children(section.blocks, level)
        title = self._node(title_for(section, chain), level)
        if not blocks or title is None or not _has_content(title.children):
            return None
        short = short_title_for(section, chain)
        brief = self._node(short, level) if short else None
        return replace(
            section,
            blocks=tuple(b for b in blocks if isinstance(b, Node)),
            title=title,
            titles_for=(),
            short_title=brief if brief and _has_content(brief.children) else None,
            short_titles_for=(),
            remarks=(),
        )

    def _sees(self, conditions: tuple[Condition, ...], level: str) -> bool:
        """Return whether all conditions pass and the level, inherited or own, is cleared."""
        return self._level(conditions, level) in self.reader.cleared and all(
            self.reader.sees(condition) for condition in conditions
        )

    def _level(self, conditions: tuple[Condition, ...], inherited: str) -> str:
        """Return the highest of a node's own levels and the inherited one: conditions only
        narrow."""
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
        if len(self.dropped) > before and is_emptied(node, children):
            # What was dropped inside it is recorded already; its titles are withheld as well.
            self.dropped += [c for c in children if isinstance(c, Node)]
            return None
        return plain_item(replace(node, children=children, level=level))

    def _children(self, nodes: Iterable[Node | str], level: str) -> tuple[Node | str, ...]:
        """Return the nodes that stay, with gaps closed."""
        return closed(self._kept(nodes, level))

    def _kept(self, nodes: Iterable[Node | str], level: str) -> Iterator[Node | str | None]:
        """Yield each node that stays, or None for one that is withheld.

        Nothing may tell that shown words have conditions, neither nodes nor tags in the file, so
            spans
        that only carry conditions are replaced by their content.
        """
        for node in nodes:
            kept = node if isinstance(node, str) else self._node(node, level)
            if isinstance(kept, Node) and kept.kind == "span" and _says_nothing(kept, level):
                yield from kept.children
            else:
                yield kept


def _says_nothing(span: Node, level: str) -> bool:
    """Return whether a span carries nothing but conditions that were checked already.

    Conditions on a format are checked again for handouts with notes.
    """
    read = all(c.format == EVERYONE.format for c in span.conditions)
    return read and span.level == level and not span.attributes


def is_emptied(node: Node, kept: tuple[Node | str, ...]) -> bool:
    """Return whether the ``kept`` children of ``node`` show nothing, or not what it is about."""
    rule = KINDS[node.kind].emptied
    if rule.never:
        return False
    if rule.needs and not any(
        isinstance(c, Node) and c.kind == rule.needs and _has_content(c.children) for c in kept
    ):
        return True
    if rule.bare and not _has_content(node.children, rule.aside):
        return False
    return not _has_content(kept, rule.aside)


def _has_content(children: Iterable[Node | str], aside: frozenset[str] = frozenset()) -> bool:
    """Return whether any of ``children`` is more than a title and of no kind in ``aside``."""
    for child in children:
        if isinstance(child, str):
            if child.strip():
                return True
        elif not (KINDS[child.kind].is_title or child.kind in aside) and (
            not KINDS[child.kind].through or _has_content(child.children, aside)
        ):
            return True
    return False
