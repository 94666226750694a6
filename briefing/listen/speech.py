"""What a screen reader says of a PDF, line by line: each text with its role, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.listen.phrases import is_inline, link_names, phrase
from briefing.model.findings import counted
from briefing.prove.extract.tag_reader import Tag, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.prove.extract.tag_reader import TagTree

_CALLED = {
    "P": "",
    "Title": "title",
    "Caption": "caption",
    "BlockQuote": "quotation",
    "Note": "note",
    "FENote": "note",
    "BibEntry": "source",
    "Aside": "aside",
    "TOCI": "entry",
    "LI": "item",
    "LBody": "item",
    "Document": "",
    "Part": "",
    "Sect": "",
    "Div": "",
    "Art": "",
    "NonStruct": "",
}
"""What elements are called; an empty name is not said."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text that is heard."""

    role: str
    """What is said of it: ``heading 2``, ``item``; empty for running text."""
    text: str
    depth: int = 0
    """How many lists it is in."""


def speech(tree: TagTree) -> tuple[Line, ...]:
    """Return all that is heard of a file, from its title on."""
    opened = f"{tree.title}, {counted(tree.pages, 'page')}"
    return (
        Line("document", opened),
        Line("language", tree.language),
        *_Reader(tree.language).block(tree.root, 0),
    )


class _Reader:
    def __init__(self, language: str) -> None:
        self._language = language

    def block(self, tag: Tag, depth: int) -> Iterator[Line]:
        """Yield the lines of an element that is read by itself."""
        match tag.role:
            case "L" | "TOC":
                yield from self._list(tag, depth)
            case "Table":
                yield from self._table(tag, depth)
            case "Figure" | "Formula":
                yield Line("picture", tag.alt or tag.actual, depth)
                for kid in tag.tags():
                    if kid.role == "Caption":
                        yield from self.block(kid, depth)
            case _:
                yield from self._text(tag, depth)

    def _text(self, tag: Tag, depth: int) -> Iterator[Line]:
        """Yield a line for each run of words in an element, and those of the blocks in it."""
        role = _role(tag)
        run: list[Tag | Words] = []
        for kid in tag.kids:
            if isinstance(kid, Words) or is_inline(kid):
                run.append(kid)
                continue
            yield from self._line(role, run, depth)
            role, run = (role if not run else _CALLED.get(role, "")), []
            for line in self.block(kid, depth):
                yield Line(line.role or role, line.text, line.depth)
                role = ""
        yield from self._line(role, run, depth)

    def _line(self, role: str, run: list[Tag | Words], depth: int) -> Iterator[Line]:
        if words := phrase(run, self._language):
            yield Line(role, words, depth)
            yield from self._names(run, depth)

    def _names(self, run: Iterable[Tag | Words], depth: int) -> Iterator[Line]:
        for name in link_names(run):
            yield Line("link", name, depth)

    def _list(self, tag: Tag, depth: int) -> Iterator[Line]:
        items = [kid for kid in tag.tags() if kid.role in {"LI", "TOCI"}]
        what = "contents" if tag.role == "TOC" else "list"
        yield Line(what, counted(len(items), "item"), depth)
        for item in items:
            labels = [kid for kid in item.tags() if kid.role == "Lbl"]
            rest = Tag(item.role, kids=[kid for kid in item.kids if kid not in labels])
            lines = self._text(rest, depth + 1)
            yield from _after_label(phrase(labels, self._language), lines, depth + 1)
            yield from self._names(labels, depth + 1)

    def _table(self, tag: Tag, depth: int) -> Iterator[Line]:
        rows = [row for row in tag.walk() if row.role == "TR"]
        for kid in tag.tags():
            if kid.role == "Caption":
                yield from self.block(kid, depth)
        widths = [sum(cell.span[0] for cell in row.tags()) for row in rows]
        size = f"{counted(len(rows), 'row')}, {counted(max(widths, default=0), 'column')}"
        yield Line("table", size, depth)
        heads: dict[int, str] = {}
        plain = all(cell.span[1] == 1 for row in rows for cell in row.tags())
        for number, row in enumerate(rows, start=1):
            missing = max(widths) - widths[number - 1] if plain else 0  # empty cells at its end
            full = Tag("TR", kids=[*row.tags(), *(Tag("TD") for _ in range(missing))])
            yield Line(f"row {number}", "; ".join(self._cells(full, heads)), depth)
            yield from self._names(row.kids, depth)

    def _cells(self, row: Tag, heads: dict[int, str]) -> Iterator[str]:
        """Yield the cells of a row, each after the head of its column, as they are heard."""
        across = 0
        for cell in row.tags():
            said = _inside(cell, self._language) or "blank"
            if cell.role == "TH" and cell.scope != "Row":
                heads |= {across + n: said for n in range(cell.span[0])}
            elif cell.role == "TD" and heads.get(across):
                said = f"{heads[across]}: {said}"
            yield said
            across += cell.span[0]


def _after_label(label: str, lines: Iterator[Line], depth: int) -> Iterator[Line]:
    """Yield the lines of an item, its bullet or number before the first; a term has one of its
    own."""
    first = next(lines, None)
    if first is None or first.role not in {"item", "entry"}:
        yield from (Line("term", label, depth),) if label else ()
        yield from (first,) if first else ()
    else:
        yield Line(first.role, f"{label} {first.text}".strip(), first.depth)
    yield from lines


def _inside(tag: Tag, language: str) -> str:
    """Return all that is heard in a cell, its blocks one after the other."""
    parts: list[str] = []
    run: list[Tag | Words] = []
    for kid in tag.kids:
        if is_inline(kid):
            run.append(kid)
        elif isinstance(kid, Tag):
            parts += [phrase(run, language), kid.alt or _inside(kid, language)]
            run = []
    return " ".join(filter(None, (*parts, phrase(run, language))))


def _role(tag: Tag) -> str:
    if tag.role[:1] == "H" and tag.role[1:].isdigit():
        return f"heading {tag.role[1:]}"
    return _CALLED.get(tag.role, tag.role)
