"""Briefings as trees, for the twin test: what is written, and the remover that leaves out what a
reader must not see, by its own reading of the README.

`support.twingrowth` makes trees at random, `support.twinwriter` writes them down. Nothing of the
program is used here: this is a second opinion.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Mark:
    """The conditions of a mark or of a block's options, as written; empty ones are not written."""

    audience: str = ""
    length: str = ""
    format: str = ""
    release: str = ""

    def items(self) -> Iterator[tuple[str, str]]:
        """Those that are written."""
        yield from ((name, value) for name, value in vars(self).items() if value)


@dataclass(frozen=True)
class Piece:
    """A part of a line: words, or something with parts of its own."""

    kind: str
    """``word``, ``code``, ``fact``, ``cite``, ``ref``, ``note``, ``break``; or with pieces inside:
    ``span``, ``em``, ``strong``, ``link``, ``quote``, ``paren``."""
    text: str = ""
    pieces: tuple[Piece, ...] = ()
    mark: Mark | None = None
    glued: bool = False
    """Without a space before it."""


@dataclass(frozen=True)
class Block:
    """A block of any kind, with what it holds."""

    kind: str
    """``p``, ``head``, ``ul``, ``ol``, ``li``, ``quote``, ``dl``, ``entry``, ``def``, ``grid`` (a
    Markdown table), ``heads``, ``row``, ``cell``, ``code``, ``picture``, or that of a container."""
    pieces: tuple[Piece, ...] = ()
    """Its words; of a container, its title."""
    blocks: tuple[Block, ...] = ()
    mark: Mark | None = None
    options: tuple[tuple[str, str | tuple[Piece, ...]], ...] = ()
    id: str = ""
    below: bool = False
    """Its mark stands on the line below."""

    def option(self, name: str) -> str | tuple[Piece, ...]:
        """An option; empty when it has none of that name."""
        return dict(self.options).get(name, "")


@dataclass(frozen=True)
class Chapter:
    """A section file."""

    id: str
    title: tuple[Piece, ...]
    titles_for: tuple[tuple[str, tuple[Piece, ...]], ...]
    blocks: tuple[Block, ...]
    mark: Mark | None = None
    options: tuple[tuple[str, str], ...] = ()
    """Of the front matter: ``break``, ``numbered``, ``slide``."""
    notes: tuple[tuple[str, tuple[Piece, ...], Mark | None], ...] = ()
    """Footnotes: name, words, mark."""
    short_titles: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    """By audience; that of nobody is for all who have no title of their own."""


@dataclass(frozen=True)
class Audience:
    """A reader of the settings."""

    includes: tuple[str, ...]
    clearance: str
    title: str = ""
    standfirst: str = ""
    order: tuple[str, ...] = ()
    notes: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole briefing as it is written."""

    audiences: Mapping[str, Audience]
    lengths: Mapping[str, str]
    """Name to what is written of it."""
    levels: tuple[str, ...]
    cards: tuple[str, ...]
    """Levels of `pressed` and `background`."""
    chapters: tuple[Chapter, ...]
    facts: Mapping[str, str]
    sources: Mapping[str, str]
    acronyms: Mapping[str, str]
    files: Mapping[str, str | bytes]


@dataclass(frozen=True)
class For:
    """Whom an edition is for, and what it is."""

    audience: str
    length: str
    format: str
    paper: str = "A4"
    print_options: Mapping[str, str] = field(default_factory=dict)


_CLOSERS = (".", ",", ";", ":", "!", "?", ")")
_WITHIN = frozenset({"span", "em", "strong", "struck", "link", "quote", "paren"})
_HELD = (
    *("audience", "note", "side", "key-messages", "number", "pressed", "background", "notes"),
    *("ul", "ol", "quote", "dl", "head", "entry"),
)
"""What is nothing without the blocks in it."""
_NAMED = frozenset({"slide", "qa", "number", "head", "entry"})
_WORDED = frozenset({"p", "li", "def"})
_CAPTIONS = ("source", "note", "subtitle", "topic", "owner", "prefix")
_OF_SLIDES = frozenset({"slides", "handout", "notes"})
_LAYOUTS = {"big-number": "number", "figure": "figure", "quote": "quote", "table": "table"}


class Remover:
    """Takes what is withheld from a reader out of a tree."""

    def __init__(self, paper: Paper, reader: For) -> None:
        self.paper = paper
        self.reader = reader
        own = paper.audiences[reader.audience]
        self.reads_as = tuple(_chain(paper.audiences, reader.audience))
        self.cleared = paper.levels[: paper.levels.index(own.clearance) + 1]
        with_notes = own.notes and reader.print_options.get("per_page") == "notes"
        self.formats = {reader.format} | ({"notes"} if with_notes else set())
        self._notes: dict[str, bool] = {}

    # ── conditions ───────────────────────────────────────────────────────────────────────

    def passes(self, mark: Mark | None, level: str) -> str:
        """The level of what bears the mark, inside of something of a level; empty if withheld."""
        mark = mark or Mark()
        level = max(level, mark.release or level, key=self.paper.levels.index)
        shown = (
            level in self.cleared
            and _any_of(mark.audience, self.reads_as)
            and _any_of(mark.format, self.formats)
            and (not mark.length or self.reader.length in self._lengths(mark.length))
        )
        return level if shown else ""

    def _lengths(self, text: str) -> set[str]:
        order = list(self.paper.lengths)
        found: set[str] = set()
        for word in text.split():
            low, dots, high = word.partition("..")
            first = order.index(low) if low else 0
            last = order.index(high) if dots and high else len(order) - 1
            found |= set(order[first : last + 1])
        return found

    # ── words ────────────────────────────────────────────────────────────────────────────

    def words(self, pieces: Sequence[Piece], level: str) -> tuple[Piece, ...]:
        """The pieces that stay. A gap closes: what follows it keeps a space before it, if it had
        one or what has gone had one; punctuation keeps none."""
        out: list[Piece] = []
        gap = False
        spaced = False
        for piece in pieces:
            kept = self._piece(piece, level)
            if kept is None:
                gap, spaced = True, spaced or not piece.glued
                continue
            if gap and spaced and not kept.text.startswith(_CLOSERS):
                kept = replace(kept, glued=kept.kind in {"note", "cite"} and kept.glued)
            if gap and kept.kind == "break" and (not out or out[-1].kind == "break"):
                continue
            gap = spaced = False
            out.append(kept)
        while gap and out and out[-1].kind == "break":
            out.pop()
        return tuple(out)

    def _piece(self, piece: Piece, level: str) -> Piece | None:
        if piece.kind == "note":
            return piece if self._notes.get(piece.text, True) else None
        if piece.kind not in _WITHIN:
            return piece
        own = self.passes(piece.mark, level)
        inner = self.words(piece.pieces, own) if own else ()
        return replace(piece, pieces=inner) if inner else None

    # ── blocks ───────────────────────────────────────────────────────────────────────────

    def blocks(self, blocks: Sequence[Block], level: str) -> tuple[Block, ...]:
        """The blocks that stay."""
        return tuple(kept for b in blocks if (kept := self._block(b, level)) is not None)

    def _block(self, block: Block, level: str) -> Block | None:
        own = self.passes(block.mark, level)
        if block.kind in {"pressed", "background"}:
            least = self.paper.cards[block.kind == "background"]
            own = own and self.passes(Mark(release=least), own)
        if not own:
            return None
        kept = replace(
            block,
            pieces=self.words(block.pieces, own),
            blocks=self.blocks(block.blocks, own),
            options=tuple(self._options(block, own)),
        )
        return None if self._nothing_left(block, kept) else kept

    def _options(self, block: Block, level: str) -> Iterator[tuple[str, str | tuple[Piece, ...]]]:
        for name, value in block.options:
            if isinstance(value, str):
                yield name, value
            elif words := self.words(value, level):
                yield name, words

    def _nothing_left(self, before: Block, kept: Block) -> bool:
        """Whether what was taken out leaves nothing to show, or not what the block is about."""
        kind, blocks = kept.kind, kept.blocks
        if kind in _NAMED and not kept.pieces:
            return True  # nothing says what it is about
        if kind in _WORDED:
            return bool(before.pieces) and not kept.pieces and not blocks
        left = {
            "row": any(cell.pieces for cell in blocks),
            "grid": any(inner.kind == "row" for inner in blocks),
            "table": bool(blocks or kept.option("src")),
            "qa": _said(blocks),
            "slide": _on(blocks) or not _on(before.blocks),
            **dict.fromkeys(_HELD, bool(blocks)),
        }
        return not left.get(kind, True)

    # ── files ────────────────────────────────────────────────────────────────────────────

    def remove(self) -> Paper:
        """The briefing without what is withheld."""
        chapters = tuple(c for c in map(self._chapter, self.paper.chapters) if c is not None)
        return replace(self.paper, chapters=chapters)

    def _chapter(self, chapter: Chapter) -> Chapter | None:
        # A section's own level takes the place of the default, which is the lowest here.
        level = self.passes(chapter.mark, self.paper.levels[0])
        if not level:
            return None
        words = {}
        for name, content, mark in chapter.notes:
            own = self.passes(mark, level)
            words[name] = self.words(content, own) if own else ()
        self._notes |= {name: bool(content) for name, content in words.items()}
        blocks = self.blocks(chapter.blocks, level)
        titles = dict(chapter.titles_for)
        title = next((titles[n] for n in self.reads_as if n in titles), chapter.title)
        title = self.words(title, level)
        shorter = dict(chapter.short_titles)
        own = next((n for n in self.reads_as if n in titles or n in shorter), "")
        short = self.words(shorter.get(own, ()), level)
        if not title or not blocks:
            return None
        options = dict(chapter.options)
        if self.reader.format in _OF_SLIDES and _has(chapter.blocks, "slide"):
            # None is made of a section whose slides are all for others.
            options |= {} if _has(blocks, "slide") else {"slide": "no"}
        named = {piece.text for piece in _pieces(blocks) if piece.kind == "note"}
        return replace(
            chapter,
            title=title,
            titles_for=(),
            short_titles=(("", short),) if short else (),
            blocks=blocks,
            options=tuple(options.items()),
            notes=tuple(
                (name, words[name], mark) for name, _, mark in chapter.notes if name in named
            ),
        )


def unnamed(paper: Paper, reader: For) -> Paper:
    """What is left of a briefing, without the names of other readers, lengths and levels: what
    passes for this reader needs no condition but its level."""
    chain = tuple(_chain(paper.audiences, reader.audience))
    top = paper.levels.index(paper.audiences[reader.audience].clearance)
    levels = paper.levels[: top + 1]

    def marked(mark: Mark | None) -> Mark | None:
        kept = replace(mark or Mark(), audience="", length="")
        return kept if list(kept.items()) else None

    def words(pieces: Sequence[Piece]) -> Iterator[Piece]:
        for piece in pieces:
            inner = tuple(words(piece.pieces))
            if piece.kind == "span" and not marked(piece.mark):
                yield from (replace(inner[0], glued=piece.glued), *inner[1:])
            else:
                yield replace(piece, pieces=inner, mark=marked(piece.mark))

    def whole(block: Block) -> Block:
        options = tuple(
            (
                n,
                reader.audience
                if n == "argument"
                else v
                if isinstance(v, str)
                else tuple(words(v)),
            )
            for n, v in block.options
        )
        return replace(
            block,
            pieces=tuple(words(block.pieces)),
            blocks=tuple(map(whole, block.blocks)),
            mark=marked(block.mark),
            options=options,
        )

    return replace(
        paper,
        audiences={name: paper.audiences[name] for name in paper.audiences if name in chain},
        lengths={reader.length: paper.lengths[reader.length]},
        levels=levels,
        cards=tuple(level if level in levels else levels[-1] for level in paper.cards),
        chapters=tuple(
            replace(
                chapter,
                title=tuple(words(chapter.title)),
                short_titles=tuple((n, tuple(words(t))) for n, t in chapter.short_titles),
                blocks=tuple(map(whole, chapter.blocks)),
                mark=marked(chapter.mark),
                notes=tuple((n, tuple(words(w)), marked(m)) for n, w, m in chapter.notes),
            )
            for chapter in paper.chapters
        ),
    )


def _chain(audiences: Mapping[str, Audience], name: str) -> Iterator[str]:
    found = [name]
    for each in found:
        found += [n for n in audiences[each].includes if n not in found]
    yield from found


def _any_of(text: str, names: Sequence[str] | set[str]) -> bool:
    """Whether a list lets one of the names in: any that is named, and none that is excluded."""
    wanted = [word for word in text.split() if not word.startswith("!")]
    refused = [word[1:] for word in text.split() if word.startswith("!")]
    return (not wanted or any(w in names for w in wanted)) and not any(r in names for r in refused)


def _has(blocks: Sequence[Block], kind: str) -> bool:
    return any(block.kind == kind or _has(block.blocks, kind) for block in blocks)


def _said(blocks: Sequence[Block]) -> bool:
    """Whether a card has a line to take."""
    return any(
        _said(b.blocks) if b.kind == "audience" else b.kind not in {"pressed", "background"}
        for b in blocks
    )


def _on(blocks: Sequence[Block]) -> bool:
    """Whether something stands on a slide under its title."""
    return any(_on(b.blocks) if b.kind == "audience" else b.kind != "notes" for b in blocks)


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks, those inside others too."""
    for block in blocks:
        yield block
        yield from walk(block.blocks)


def _below(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        yield piece
        yield from _below(piece.pieces)


def _pieces(blocks: Sequence[Block]) -> Iterator[Piece]:
    for block in walk(blocks):
        yield from _below(block.pieces)
        for _, value in block.options:
            if not isinstance(value, str):
                yield from _below(value)


def pieces_of(paper: Paper) -> Iterator[Piece]:
    """Every piece of a briefing's sections."""
    for chapter in paper.chapters:
        yield from _below(chapter.title)
        for _, title in (*chapter.titles_for, *chapter.short_titles):
            yield from _below(title)
        for _, words, _ in chapter.notes:
            yield from _below(words)
        yield from _pieces(chapter.blocks)
