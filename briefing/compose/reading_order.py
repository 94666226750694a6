"""In which order layouts print the text of a document, whatever that order is.

Layouts belong to designers, who may put the sources above the notes or the figure before the text.
So nobody keeps their order a second time: each value with text of the document is marked on its way
into a layout, and the HTML that comes out is read. Whatever stands between marks is what the layout
says of its own. The marks are taken out again: the page engine never sees one.

What the document says must all have been printed, once in each layout that prints it: `check`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from markupsafe import Markup

from briefing.compose.text_runs import TAG, TextRun, runs
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location
from briefing.model.node_text import TextBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.document import Document

# Characters that Unicode gives to no sign, and that are neither letters nor digits: layouts may
# count the words of a marked value.
_NUMBER, _VALUE, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_DIGITS = {ord("0") + n: chr(0xFDD3 + n) for n in range(10)}
_READ = {ord(mark): digit for digit, mark in _DIGITS.items()}
_MARK = re.compile(f"{_NUMBER}([\ufdd3-\ufddc]+){_VALUE}")

_PLACE = re.compile(r'data-block="([^"]*)"')
_LINE_BREAKS = re.compile("[\N{WORD JOINER}\N{ZERO WIDTH SPACE}]")

_BLOCKS, _LINE, _TITLE, _ENTRY = "blocks", "line", "title", "entry"
_FIRST, _PLACE_OF = "first", "place"
_OPTIONAL = frozenset({_TITLE, _FIRST, _PLACE_OF})
"""Kinds of values that layouts need not print."""


class _Marked(str):
    """Text or HTML for a layout; wherever it is printed as it is, its mark goes with it."""

    __slots__ = ("marked",)
    marked: Markup

    def __html__(self) -> Markup:
        return self.marked


@dataclass(frozen=True, slots=True)
class _Given:
    """A value that a layout was given to print."""

    kind: str
    html: str
    blocks: tuple[TextBlock, ...]
    name: str = ""
    """Of a place."""


@dataclass(slots=True)
class ReadingOrder:
    """What the layouts of one edition print, in the order in which they do."""

    beside: tuple[str, ...] = ()
    """HTML that stands beside the words of a document and is none of them, as brackets around the
    number of a source."""
    as_printed: bool = False
    """Whether texts are noted in the order in which they are printed, without the words that are
    drawn in pictures; else in that of reading."""
    _shown: list[tuple[str, str, int]] = field(default_factory=list)
    """Every text, one for each block of the document and each line of a layout's own; with the
    ``data-whole`` of the element that it is in, if that goes on in other layouts, and how many
    texts it floats past."""
    repeated: list[str] = field(default_factory=list)
    """Texts that layouts print once more, and that are not read out."""
    locations: dict[str, str] = field(default_factory=dict)
    """Where texts are written, as file and line."""
    _starts: dict[str, int] = field(default_factory=dict)
    """How many texts are printed before each place that layouts were given."""
    _whole: str = ""
    """The ``data-whole`` around what is being read."""
    _firsts: int = 0
    """How many texts are read before all others, wherever they stand."""
    _own: dict[str, None] = field(default_factory=dict)
    """Texts that layouts say of their own, in order: headings of lists, the lines of a cover."""
    mixed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of texts that a layout has put words of its own into, what the document says in them."""
    _given: list[_Given] = field(default_factory=list)
    _layouts: list[str] = field(default_factory=list)
    """The layout that each value was given to first."""
    _printed: Counter[int] = field(default_factory=Counter)
    """How often each value was printed."""
    _repeated: dict[int, str] = field(default_factory=dict)
    """Values that a layout printed more than once, and the layout."""
    _said: set[str] = field(default_factory=set)
    """Texts that are of the document."""

    # ── what layouts are given ───────────────────────────────────────────────────────────

    def blocks(self, html: str, blocks: Iterable[TextBlock]) -> str:
        """Return the HTML of whole blocks, marked.

        Raises:
            ValueError: The HTML does not say what ``blocks`` say.
        """
        said = tuple(blocks)
        printed = (block.text for block in _as_printed(said) if not block.drawn)
        wanted = _letters("".join(printed))
        if (found := self._said_in(html)) != wanted:
            raise ValueError(_difference(said, wanted, found))
        return self._html(_BLOCKS, html, said)

    def line(self, html: str, block: TextBlock) -> str:
        """Return the HTML of inline content, marked; the layout may put words around it."""
        if (found := self._said_in(html)) != _letters(block.text):
            raise ValueError(_difference((block,), _letters(block.text), found))
        return self._html(_LINE, html, (block,))

    def text(self, text: str, location: Location | None = None) -> str:
        """Return plain text, marked; the layout may put words around it."""
        return self._text(_LINE, text, location)

    def title(self, text: str, location: Location | None = None) -> str:
        """Return the title or standfirst of the briefing, marked.

        A layout may repeat it. Quoted among words of the layout it is part of those.
        """
        if location is not None:
            self.locations.setdefault(text, str(location))
        return self._text(_TITLE, text)

    def entry(self, text: str) -> str:
        """Return the title of a line of the contents list, marked; page numbers follow it later."""
        return self._text(_ENTRY, text)

    def _said_in(self, html: str) -> str:
        for words in self.beside:
            html = html.replace(words, "")
        return _letters(unescape(TAG.sub("", html)))

    def first(self, text: str) -> str:
        """Return a text that is read before all others, marked.

        The layout prints it in an element with ``data-read="first"``.
        """
        return self._text(_FIRST, text)

    def place(self, name: str) -> str:
        """Return a mark that prints nothing: `starts` tells what is read before it."""
        return self._marked(_PLACE_OF, name, "", ())

    def _text(self, kind: str, text: str, location: Location | None = None) -> str:
        if not text:
            return text
        return self._marked(kind, text, str(Markup.escape(text)), (TextBlock(text, location),))

    def _html(self, kind: str, html: str, blocks: tuple[TextBlock, ...]) -> str:
        return self._marked(kind, html, html, blocks)

    def _marked(self, kind: str, value: str, html: str, blocks: tuple[TextBlock, ...]) -> str:
        number = str(len(self._given)).translate(_DIGITS)
        self._given.append(_Given(kind, html, blocks, value if kind == _PLACE_OF else ""))
        marked = _Marked(value)
        marked.marked = Markup(f"{_NUMBER}{number}{_VALUE}{html}{_END}")
        return marked

    # ── what they make of it ─────────────────────────────────────────────────────────────

    def read(self, layout: str, html: str) -> str:
        """Note what ``layout`` prints, and return its HTML without marks."""
        self._layouts += [layout] * (len(self._given) - len(self._layouts))
        clean, frame = self._unmarked(html)
        printed: Counter[int] = Counter()
        for run in runs(frame):
            self._whole = run.whole
            self._read_run(run, printed)
        for number, count in printed.items():
            if count > 1 and self._given[number].kind != _TITLE:
                self._repeated[number] = layout
        self._printed += printed
        return clean

    def check(self, document: Document) -> None:
        """Check that all of ``document`` was printed.

        Raises:
            ContentError: A layout leaves out text or pictures, or prints them twice (B515).
            ValueError: No layout was given some of its text.
        """
        lost: dict[str, list[str]] = {}
        repeated: dict[str, list[str]] = {}
        missing = Counter(document.text_blocks())
        layouts: dict[TextBlock, str] = {}
        printed = {value.html for n, value in enumerate(self._given) if self._printed[n]}
        for number, value in enumerate(self._given):
            layout = self._layouts[number]
            if value.kind not in _OPTIONAL and value.html not in printed:
                lost.setdefault(layout, []).extend(_quoted(value))
                printed.add(value.html)  # told of
            for block in value.blocks:
                layouts.setdefault(block, layout)
                missing[block] -= self._printed[number]
        for block in +missing:
            if block not in layouts:
                raise ValueError(f"no layout is given the text “{_opening(block.text)}”")
            if (name := _named(block)) not in lost.get(layouts[block], ()):
                lost.setdefault(layouts[block], []).append(name)
        for number, layout in self._repeated.items():
            repeated.setdefault(layout, []).extend(_quoted(self._given[number]))
        faults = [
            *(_fault(layout, "leaves out", names) for layout, names in lost.items()),
            *(_fault(layout, "prints twice", names) for layout, names in repeated.items()),
        ]
        if faults:
            raise ContentError(faults)

    def _unmarked(self, html: str) -> tuple[str, str]:
        """Return the HTML without marks, and a frame of it: marks stand in it without values."""
        clean: list[str] = []
        frame: list[str] = []
        done = 0
        for mark in _MARK.finditer(html):
            number = _number(mark)
            if mark.start() < done or number >= len(self._given):
                continue  # somebody's own characters
            value = self._given[number].html
            end = mark.end() + len(value)
            if not html.startswith(f"{value}{_END}", mark.end()):
                continue
            before = html[done : mark.start()]
            clean += (before, value)
            frame += (before.replace(_NUMBER, ""), mark[0])
            done = end + len(_END)
        clean.append(html[done:])
        frame.append(html[done:].replace(_NUMBER, ""))
        return "".join(clean), "".join(frame)

    def _read_run(self, run: TextRun, printed: Counter[int]) -> None:
        """Note the texts of a run that no block begins or ends in, but those it was given."""
        parts: list[str | _Given] = []
        done = 0
        for mark in _MARK.finditer(run.text):
            parts.append(unescape(run.text[done : mark.start()]))
            done = mark.end()
            number = _number(mark)
            given = self._given[number]
            printed[number] += 1
            if given.kind == _PLACE_OF:
                self._note(parts, heard=run.heard)
                parts = []
                self._starts[given.name] = len(self._shown)
            elif given.kind == _BLOCKS:
                self._note(parts, heard=run.heard)
                parts = []
                blocks = given.blocks
                if self.as_printed:
                    blocks = tuple(_as_printed(b for b in blocks if not b.drawn))
                for block in blocks:
                    self._show(block.text, block.location, block.floats)
            else:
                parts.append(given)
        parts.append(unescape(run.text[done:]))
        self._note(parts, heard=run.heard)

    def _note(self, parts: list[str | _Given], *, heard: bool) -> None:
        """Note one text, which is of the document where a line of it stands in it."""
        text = "".join(p if isinstance(p, str) else p.blocks[0].text for p in parts)
        text = " ".join(text.split())
        given = [part for part in parts if not isinstance(part, str)]
        if not any(map(str.isalnum, text)) or any(part.kind == _ENTRY for part in given):
            return
        if not heard:
            self.repeated.append(text)
            return
        own = any(map(str.isalnum, "".join(part for part in parts if isinstance(part, str))))
        lines = [part.blocks[0] for part in given if part.kind == _LINE or not own]
        if any(part.kind == _FIRST for part in given):
            self._shown.insert(self._firsts, (text, "", 0))
            self._firsts += 1
            self._own[text] = None
            return
        if not lines:  # the title may be quoted in it
            self._shown.append((text, self._whole, 0))
            self._own[text] = None
            return
        self._show(text, lines[0].location)
        if own:
            self.mixed[text] = tuple(block.text for block in lines)

    def _show(self, text: str, location: Location | None, floats: int = 0) -> None:
        self._shown.append((text, self._whole, floats))
        self._said.add(text)
        if location is not None:
            self.locations.setdefault(text, str(location))

    @property
    def shown(self) -> tuple[str, ...]:
        """Every text in the order in which it is read out, one for each block of the document and
        each line of a layout's own."""
        return tuple(self._shown[n][0] for n in self._heard())

    @property
    def floats(self) -> dict[int, int]:
        """By their numbers, how many texts behind its figure each text in a figure may follow."""
        return {
            place: self._shown[n][2] for place, n in enumerate(self._heard()) if self._shown[n][2]
        }

    @property
    def starts(self) -> dict[str, int]:
        """How many texts are read before each place that layouts were given."""
        place = {n: before for before, n in enumerate(self._heard())}
        return {name: place.get(at, at) for name, at in self._starts.items()}

    def _heard(self) -> list[int]:
        """Return the indexes of all texts in the order in which they are read out: what is one
        element in several layouts is read where it begins."""
        first: dict[str, int] = {}
        places = [
            first.setdefault(whole, n) if whole else n
            for n, (_, whole, _) in enumerate(self._shown)
        ]
        return sorted(range(len(places)), key=places.__getitem__)

    @property
    def own_texts(self) -> tuple[str, ...]:
        """Texts that layouts say and the document does not."""
        return tuple(text for text in self._own if text not in self._said)


def _as_printed(blocks: Iterable[TextBlock]) -> Iterator[TextBlock]:
    """Yield blocks in the order of the page, which is not always that of reading."""
    held: list[TextBlock] = []
    above = 0
    for block in blocks:
        if block.below:
            held.append(block)
            above = block.below
            continue
        yield block
        above -= 1
        if held and not above:
            yield from held
            held = []
    yield from held


def _number(mark: re.Match[str]) -> int:
    return int(mark[1].translate(_READ))


def _letters(text: str) -> str:
    """Return ``text`` without spaces, and without the characters that only lines need."""
    return _LINE_BREAKS.sub("", "".join(text.split()))


def _quoted(value: _Given) -> list[str]:
    """Return what messages call the blocks of a value: their place and first words."""
    place = _PLACE.search(value.html)
    return [*map(_named, value.blocks)] or [
        f"the picture at {unescape(place[1] if place else '?')}"
    ]


def _named(block: TextBlock) -> str:
    return f"the text{f' at {block.location}' if block.location else ''}, “{_opening(block.text)}”"


def _opening(text: str) -> str:
    words = text.split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")


def _fault(layout: str, does: str, names: list[str]) -> Finding:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return Finding(
        Location(f"templates/layouts/{layout}.html"),
        "B515",
        f"this layout {does} {names[0]}{more}",
        "print each value that the layout is given once, and as it is, without filters",
    )


def _difference(blocks: tuple[TextBlock, ...], wanted: str, found: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), None)
    at = min(len(wanted), len(found)) if at is None else at
    where = next((str(block.location) for block in blocks if block.location), "a list")
    return (
        f"the HTML of the text at {where} says “{found[at : at + 40]}” where the document says "
        f"“{wanted[at : at + 40]}”"
    )
