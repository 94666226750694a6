"""Trees of `support.twins` at random, each with a reader: small, with all that may be withheld."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from support.twins import Block, Chapter, For, Mark, Paper, Piece
from support.twinstock import (
    ACRONYMS,
    AUDIENCES,
    CHAPTERS,
    CHART,
    FACTS,
    FILES,
    LENGTHS,
    LEVELS,
    MARKS,
    ODD_WORDS,
    SIGNS,
    SOURCES,
    WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class Growth:
    """Grows one briefing and its reader."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)
        self.notes: list[tuple[str, tuple[Piece, ...], Mark | None]] = []
        self.ids: list[str] = []
        self.linked = self.random.random() < 0.1
        self.spans = self.random.choice((0.0, 0.15, 0.3))
        self.marks = self.random.choice((0.15, 0.3))
        self.footnotes = True
        self.on_slide = False
        self.charts = self.random.random() < 0.06

    def grown(self) -> tuple[Paper, For]:
        """A briefing and whom it is made for."""
        names = self.random.sample(CHAPTERS, self.random.choice((1, 1, 2, 3)))
        chapters = [self._chapter(name) for name in names]
        if self.chance(0.3):
            chapters.append(self._opening())
        paper = Paper(
            AUDIENCES,
            LENGTHS,
            LEVELS,
            self.random.choice((("partner", "secret"), ("public", "partner"))),
            tuple(chapters),
            FACTS,
            SOURCES,
            ACRONYMS,
            FILES,
        )
        return paper, self._reader()

    def _reader(self) -> For:
        format_ = self.random.choice((*["pack"] * 3, "slides", "notes", *["handout", "cards"] * 2))
        print_options = {}
        if format_ == "handout":
            print_options = {
                "per_page": self.random.choice(("1", "2", "3", "4", "notes", "notes", "outline")),
                "order": self.random.choice(("horizontal", "vertical")),
            }
        elif format_ == "cards":
            print_options = {
                "card": self.random.choice(("a6", "a5")),
                "duplex": self.random.choice(("", "long", "short")),
            }
        if format_ in {"slides", "notes", "handout"}:
            print_options["shape"] = self.random.choice(("16:9", "16:9", "4:3"))
        print_options["standard"] = self.random.choice(("1", "1", "2"))
        return For(
            self.random.choice(tuple(AUDIENCES)),
            self.random.choice(tuple(LENGTHS)),
            format_,
            self.random.choice(("A4", "A4", "Letter")),
            print_options,
        )

    def chance(self, share: float) -> bool:
        """Whether something of this share happens."""
        return self.random.random() < share

    def _mark(self, share: float | None = None) -> Mark | None:
        return self.random.choice(MARKS) if self.chance(share or self.marks) else None

    # ── words ────────────────────────────────────────────────────────────────────────────

    def pieces(self, most: int = 8, depth: int = 0, *, rich: bool = True) -> tuple[Piece, ...]:
        """Words of a line, with all that may stand in one."""
        out: list[Piece] = []
        for _ in range(self.random.randint(1, min(most, 3) if self.on_slide else most)):
            started = any(piece.kind == "word" for piece in out)  # a line does not begin with “:”
            more = self._next(depth, rich=rich, first=not started)
            if out and out[-1].kind == "note" and more[0].text == ":":
                continue  # that would write the footnote, and not refer to it
            out += more
        return tuple(out)

    def _next(self, depth: int, *, rich: bool, first: bool) -> list[Piece]:
        if depth < 3 and self.chance(self.spans):
            inner = self.pieces(3, depth + 1, rich=rich)
            glued = inner[0].kind == "word" and self.chance(0.05)
            return [Piece("span", "", inner, self.random.choice(MARKS), glued)]
        if depth < 3 and self.chance(0.12):
            return [self._around(depth, rich=rich)]
        if rich and self.chance(0.12):
            return self._reference()
        if not first and self.chance(0.12):
            return [Piece("word", self.random.choice(SIGNS), glued=True)]
        breaks = rich and depth == 0 and not first and self.chance(0.03)
        return [*([Piece("break")] if breaks else []), self._word()]

    def _around(self, depth: int, *, rich: bool) -> Piece:
        """Words that are set apart from others."""
        kind = self.random.choice(("em", "strong", "struck", "quote", "paren", "link"))
        kind = kind if rich or kind == "paren" else "quote"  # “***” says not which is inside
        inner = self.pieces(3, 3 if kind == "quote" else depth + 1, rich=False)
        if kind in {"quote", "paren"}:  # their signs would be left with nothing in them
            inner = (*inner, self._word()) if self.chance(0.5) else (self._word(), *inner)
        return Piece(kind, "https://example.org/x" if kind == "link" else "", inner)

    def _word(self) -> Piece:
        if self.chance(0.04):
            return Piece("word", self.random.choice(ODD_WORDS))
        return Piece("word", self.random.choice(WORDS))

    def _reference(self) -> list[Piece]:
        kind = self.random.choice(("fact", "cite", "note", "code", "ref", "fact.as_of"))
        if kind == "cite":
            names = self.random.sample(tuple(SOURCES), self.random.choice((1, 1, 2)))
            tail = self.random.choice(("", "", ", para 9", ", p. 4"))
            text = "; ".join(f"@{name}" for name in names) + tail
            return [self._word(), Piece("cite", text, glued=self.chance(0.3))]
        if kind == "note" and self.footnotes:
            return [self._word(), self._note_mark()]
        if kind == "code":
            return [Piece("code", self.random.choice(("figures/plan.svg", "x = 1")))]
        if kind == "ref" and self.linked and self.ids:
            return [self._link(self.random.choice(self.ids))]
        fact = self.random.choice(tuple(FACTS))
        return [Piece("fact", f"{fact}.as_of" if kind == "fact.as_of" else fact)]

    def _note_mark(self) -> Piece:
        """A reference to a footnote, which is written as well; there is none in one."""
        name = f"n{len(self.notes)}"
        self.footnotes = False
        self.notes.append((name, self.pieces(4, 2), self._mark(0.3)))
        self.footnotes = True
        return Piece("note", name, glued=self.chance(0.8))

    def _link(self, name: str) -> Piece:
        """A reference to what has an id, by words where it has no title."""
        if self.chance(0.5) or name.startswith("bare"):
            return Piece("link", f"#{name}", (self._word(),))
        return Piece("ref", name)

    def _titled(self, most: int = 3) -> tuple[Piece, ...]:
        """Words of a title: no references, and something without a mark as a rule."""
        words = self.pieces(most, 1, rich=False)
        return words if self.chance(0.1) else (self._word(), *words)

    def _named(self, id_: str) -> tuple[Piece, ...]:
        """The title of a figure or table; of one that is referred to, never nothing."""
        if id_:
            return (self._word(), *self._titled())
        return self._titled() if self.chance(0.7) else ()

    # ── blocks ───────────────────────────────────────────────────────────────────────────

    def _chapter(self, name: str) -> Chapter:
        self.notes = []
        kinds: tuple[Callable[[], Block], ...] = (
            *[self._paragraph] * 4,
            *(self._list, self._list, self._grid, self._quote, self._dl, self._code, self._picture),
            *(self._group, self._note, self._side, self._number, self._table, self._figure),
        )
        blocks = [self.random.choice(kinds)() for _ in range(self.random.randint(1, 4))]
        for make in (self._slide, self._card):
            for _ in range(self.random.choice((0, 0, 1, 2, 3))):
                blocks.insert(self.random.randint(0, len(blocks)), make())
        kinds += (self._slide, self._card)
        blocks += [self._head(2, kinds) for _ in range(self.random.choice((0, 0, 1, 2)))]
        options = [("break", "true")] if self.chance(0.3) else []
        options += [("numbered", "false")] if self.chance(0.2) else []
        options += [("slide", "no")] if self.chance(0.1) else []
        titles = [
            (audience, self._titled())
            for audience in self.random.sample(tuple(AUDIENCES), self.random.choice((0, 0, 1, 2)))
        ]
        mark = self._mark(0.25)
        if mark and mark.release and self.chance(0.5):
            mark = replace(mark, audience="")
        return Chapter(
            name,
            self._titled(),
            tuple(titles),
            _apart(blocks),
            mark,
            tuple(options),
            tuple(self.notes),
            self._shorter(name),
        )

    def _shorter(self, name: str) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
        """Short titles of a section, drawn apart from all else: it stays as it was without them."""
        state = self.random.getstate()
        self.random.seed(f"{name} {self.random.random()}")
        names = [name for name in ("", *AUDIENCES) if self.chance(0.3)]
        titles = tuple((name, self._titled()) for name in names)
        self.random.setstate(state)
        return titles

    def _opening(self) -> Chapter:
        """The section of key messages."""
        self.notes = []
        blocks = [Block("key-messages", (), (self._list(),), self._mark())]
        blocks += [self._number()] if self.chance(0.3) else []
        blocks += [self._side()] if self.chance(0.3) else []
        return Chapter(
            "key", self._titled(), (), tuple(blocks), self._mark(0.2), (), tuple(self.notes)
        )

    def _id(self, kind: str = "titled") -> str:
        if not self.chance(0.25):
            return ""
        self.ids.append(f"{kind}-{len(self.ids)}")
        return self.ids[-1]

    def _paragraph(self) -> Block:
        return Block("p", self.pieces(), (), self._mark(), below=self.chance(0.3))

    def _head(self, level: int, kinds: tuple[Callable[[], Block], ...]) -> Block:
        id_ = self._id()
        inner = [self.random.choice(kinds)() for _ in range(self.random.randint(1, 3))]
        if level == 2 and self.chance(0.3):
            inner.append(self._head(3, kinds))
        return Block(
            "head",
            self._titled(),
            _apart(inner),
            self._mark(),
            (("level", "#" * level),),
            id_,
        )

    def _list(self, kind: str = "") -> Block:
        depth = len(kind)
        kind = kind or self.random.choice(("ul", "ol"))
        items = []
        for _ in range(self.random.randint(1, 3 if self.on_slide else 4)):
            inner = []
            if depth == 0 and not self.on_slide and self.chance(0.2):
                inner.append(self._list(kind))
            elif self.chance(0.1):
                inner.append(replace(self._paragraph(), below=False))
            words = self.pieces(5) if not inner else (self._word(), *self.pieces(4))
            items.append(Block("li", words, tuple(inner), self._mark()))
        options = (
            [("start", self.random.choice("2347"))]
            if kind == "ol" and not depth and self.chance(0.4)
            else []
        )
        options += [("loose", "yes")] if self.chance(0.2) else []
        mark = self._mark(0.1) if depth == 0 else None
        return Block(kind, (), tuple(items), mark, tuple(options))

    def _quote(self) -> Block:
        return Block("quote", (), (replace(self._paragraph(), below=False),), self._mark(0.1))

    def _dl(self) -> Block:
        entries = tuple(
            Block(
                "entry",
                self._titled(2),
                tuple(
                    Block("def", self.pieces(5), (), self._mark())
                    for _ in range(self.random.choice((1, 1, 2)))
                ),
                self._mark(),
            )
            for _ in range(self.random.choice((1, 2)))
        )
        return Block("dl", (), entries, None, (("loose", "yes"),) if self.chance(0.2) else ())

    def _grid(self) -> Block:
        width = self.random.choice((2, 2, 3))
        heads = Block("heads", (), tuple(Block("cell", (self._word(),)) for _ in range(width)))
        rows = []
        for _ in range(self.random.randint(1, 4)):
            cells = tuple(Block("cell", self.pieces(3, 1)) for _ in range(width))
            rows.append(Block("row", (), cells, self._mark()))
        aligns = " ".join(self.random.choice(("none", "right", "center")) for _ in range(width))
        return Block("grid", (), (heads, *rows), self._mark(0.1), (("aligns", aligns),))

    def _code(self) -> Block:
        return Block("code", (), (), self._mark(), (("text", "x = 1\ny  = 2"),))

    def _source(self) -> str:
        return self.random.choice([name for name in FILES if not name.endswith(".csv")])

    def _picture(self) -> Block:
        options = (("alt", f"A {self.random.choice(WORDS)}"), ("src", self._source()))
        return Block("picture", (), (), self._mark(), options)

    def _captions(self, *names: str) -> list[tuple[str, str | tuple[Piece, ...]]]:
        return [(name, self._titled()) for name in names if self.chance(0.3)]

    def _sourced(self) -> list[tuple[str, str | tuple[Piece, ...]]]:
        if not self.chance(0.4):
            return []
        return [
            ("source", (Piece("cite", f"@{self.random.choice(tuple(SOURCES))}"), *self._more()))
        ]

    def _more(self) -> tuple[Piece, ...]:
        return (Piece("word", ";", glued=True), *self._titled(2)) if self.chance(0.3) else ()

    def _figure(self) -> Block:
        id_ = self._id()
        options: list[tuple[str, str | tuple[Piece, ...]]] = [("alt", "A drawing")]
        options += self._captions("subtitle")
        if self.charts and self.chance(0.6):
            options += [("source", (Piece("cite", "@report"),)), ("chart", CHART)]
        else:
            options += [("src", self._source()), *self._sourced()]
        title = self._named(id_)
        return Block("figure", title, (), self._mark(), tuple(options), id_)

    def _table(self) -> Block:
        id_ = self._id()
        options = [*self._captions("note"), *self._sourced()]
        blocks: tuple[Block, ...] = ()
        if self.chance(0.3):
            options += [("src", "data/rows.csv"), ("rows", self.random.choice("23"))]
            options += [("align", "{people: right}")] if self.chance(0.5) else []
        else:
            blocks = (self._grid(),)
        title = self._named(id_)
        return Block("table", title, blocks, self._mark(), tuple(options), id_)

    def _some(self, most: int = 2) -> tuple[Block, ...]:
        kinds = (self._paragraph, self._paragraph, self._list, self._quote)
        return _apart([self.random.choice(kinds)() for _ in range(self.random.randint(1, most))])

    def _group(self) -> Block:
        mark = self._mark(1.0) or Mark()
        names = mark.audience or self.random.choice(("public", "press", "!public", "students"))
        mark = replace(mark, audience=names)
        return Block("audience", (), self._some(), mark, (("argument", names),))

    def _note(self) -> Block:
        title = self._titled() if self.chance(0.6) else ()
        return Block("note", title, self._some(), self._mark())

    def _side(self) -> Block:
        return Block("side", self._titled(), (self._paragraph(),), self._mark())

    def _number(self) -> Block:
        value = (Piece("fact", "troops"),) if self.chance(0.6) else (Piece("word", "33"),)
        return Block(
            "number",
            value,
            (Block("p", self._titled(), (), self._mark(0.1)),),
            self._mark(),
            tuple(self._captions("prefix")),
        )

    # ── slides and cards ─────────────────────────────────────────────────────────────────

    def _slide(self) -> Block:
        self.footnotes, self.on_slide = False, True  # where room is scarce
        id_ = self._id("bare")
        inner: list[Block] = []
        options: list[tuple[str, str | tuple[Piece, ...]]] = []
        kind = self.random.choice(("list", "list", "text", "number", "figure", "grid", "columns"))
        if kind == "number":
            inner = [self._number(), self._paragraph()]
        elif kind == "figure":
            inner = [self._figure()]
        elif kind == "grid":
            inner = [self._grid()]
        elif kind == "columns":
            inner = [self._column() for _ in range(2)]
        else:
            inner = [self._list() if kind == "list" else self._paragraph()]
        inner += [Block("notes", (), self._some(), self._mark())] if self.chance(0.4) else []
        options += [("minutes", "1.5")] if self.chance(0.3) else []
        options += self._sourced()
        self.footnotes, self.on_slide = True, False
        return Block("slide", self._titled(), tuple(inner), self._mark(), tuple(options), id_)

    def _column(self) -> Block:
        """One of two: with a mark on one of them, the other could not be written alone."""
        return Block("column", (self._word(),), (Block("p", (self._word(), self._word())),))

    def _card(self) -> Block:
        inner = [self._paragraph()]
        inner += [Block("pressed", (), self._some(1), self._mark())] if self.chance(0.4) else []
        inner += [Block("background", (), self._some(1), self._mark())] if self.chance(0.4) else []
        options = [*self._captions("topic", "owner"), *self._sourced()]
        return Block("qa", self._titled(), tuple(inner), self._mark(), tuple(options))


_ALIKE = frozenset({"ul", "ol", "quote", "dl", "grid", "code"})


def _apart(blocks: list[Block]) -> tuple[Block, ...]:
    """Blocks that Markdown would join, or whose mark it would take for another's, kept apart."""
    out: list[Block] = []
    for block in blocks:
        if out and out[-1].kind in _ALIKE and block.kind in _ALIKE:
            out.append(Block("p", (Piece("word", "then"),)))
        out.append(block)
    return tuple(out)
