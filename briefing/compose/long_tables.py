"""Long tables of a fragment taken apart by rows, and HTML of any run of them with what is around.

A piece is a document of its own. It begins before a row, or with the fragment, and ends before a
row, or with the fragment. In it, the table has its head, as on each page, and stands in the same
elements as in the whole; these have ``data-whole``, by which binding makes one table of the pieces.
Rows that are not shown stand for those before and after, so that rules of the style sheet for the
first, the last or each second row match the same rows as in the whole.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from heapq import nlargest
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.model.output import ColumnWidth

_TAG = re.compile(r"""<(/?)([a-zA-Z][\w-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_TABLE = re.compile(
    r"<table\b[^>]*>\s*(?P<head><thead\b[^>]*>\s*<tr\b[^>]*>(?P<cells>(?:(?!<tr|</thead>).)*)</tr>"
    r"\s*</thead>)\s*(?P<body><tbody\b[^>]*>)(?P<rows>(?:(?!<table|</tbody>).)*)"
    r"(?P<end></tbody>\s*</table>)",
    re.DOTALL,
)
"""A table with one header row and one group of rows, as those of a text are written."""
_ROW = re.compile(r"<tr\b[^>]*>.*?</tr>\s*", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b[^>]*>(.*?)</\1>", re.DOTALL)
_RAW = re.compile(r"<(style|title)\b[^>]*>[^<]*</\1>|<!--.*?-->", re.DOTALL)
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_FLOW = frozenset({"body", "main", "section", "div"})
_PLAIN = frozenset({"", "section", "table-block"})
"""Classes of elements in which a table stands in running text: in others, boxes and columns, a
theme may do anything with it."""
_AROUND = "margin-top: 0; padding-top: 0; border-top-width: 0"
_CONTINUED = "margin-top: 0"
_FIRST_PAGE = re.compile(r"@page :first \{[^}]*\}")
"""What is said of the first page of a fragment: pieces after the first do not begin with it."""
_UNSEEN = '<tr style="display: none"></tr>'
_CYCLE = 60
"""Rows after which rules for every second to sixth row begin again."""
_WIDEST = 24
"""Cells of each column that look widest, laid out to find its width."""
_NARROW, _WIDE = frozenset("ijl.,:;'|!()[]/ t\u00a0\u2007\u202f"), frozenset("mwMW@%—…©®&")

Place = tuple[int, int]
"""A long table of a fragment, and a row of it, from 0."""


@dataclass(frozen=True, slots=True)
class LongTable:
    """A table whose rows are taken apart."""

    around: tuple[str, ...]
    """The start tags of the elements around it, from ``body`` to its own."""
    before: str
    """The HTML from the table before it, or from the start of the fragment, up to its head."""
    head: str
    body: str
    """The start tag of what holds the rows."""
    rows: tuple[str, ...]
    end: str
    """The tags that end it."""

    @property
    def columns(self) -> int:
        """The number of its columns."""
        return len(_CELL.findall(self.head))


@dataclass(frozen=True, slots=True)
class TableLayout:
    """What all pieces of a table have in common, as typesetting has found it."""

    columns: tuple[ColumnWidth, ...] = ()
    """What the cells of each column need."""
    classes: tuple[str, str] | None = None
    """Classes of the table and of its block; None for those it was composed with."""


@dataclass(frozen=True, slots=True)
class LongTables:
    """A fragment of which long tables are taken apart."""

    opening: str
    """The HTML before ``body``."""
    tables: tuple[LongTable, ...]
    rest: str
    """The HTML behind the rows of the last table, which it ends."""

    def piece(self, start: Place | None, end: Place | None, layouts: Sequence[TableLayout]) -> str:
        """Return the HTML from a row, or from the start, up to a row, or to the end."""
        parts = []
        first, row = start or (0, 0)
        last, stop = end or (len(self.tables) - 1, len(self.tables[-1].rows))
        if start is None:
            parts.append(self.opening)
        else:
            parts.append(_FIRST_PAGE.sub("", self.opening))
            parts += self._continued(first, layouts[first])
        for number in range(first, last + 1):
            table = self.tables[number]
            if number != first or start is None:
                parts.append(_with_classes(table.before, table, layouts[number]))
                row = 0
            parts += [_head(table.head, layouts[number].columns), table.body]
            parts += [_UNSEEN] * (_CYCLE + row % _CYCLE if row else 0)
            upto = stop if number == last else len(table.rows)
            parts += table.rows[row:upto]
        if end is None:
            parts.append(self.rest)
        else:
            parts += [_UNSEEN] * _CYCLE
            parts += [self.tables[last].end, *_closing(self.tables[last].around[:-1])]
        return "".join(parts)

    def sample(self, number: int) -> str:
        """Return the HTML of a table with its widest rows only, to find what its columns need."""
        table = self.tables[number]
        return "".join(
            (
                self.opening,
                *self._continued(number, TableLayout()),
                table.head,
                table.body,
                *[_UNSEEN] * _CYCLE,
                *(table.rows[n] for n in _widest(table.rows)),
                table.end,
                *_closing(table.around[:-1]),
            )
        )

    def _continued(self, number: int, layout: TableLayout) -> Iterator[str]:
        """Yield the start tags around a table, and its own, for it to go on at the top of a page:
        what begins an element has been printed."""
        table = self.tables[number]
        *outer, own = (_with_classes(tag, table, layout) for tag in table.around)
        for tag in outer:
            yield _continued(tag, _AROUND)
        yield _continued(own, _CONTINUED)


def take_apart(name: str, html: str, longer_than: int) -> LongTables | None:
    """Return a fragment with its long tables taken apart; None if it has none that can be.

    Args:
        name: the name of the fragment, for the keys of what is one in all pieces.
        html: its HTML.
        longer_than: how many rows a table has at most that is left whole.
    """
    found = [m for m in _TABLE.finditer(html) if m["rows"].count("<tr") > longer_than]
    open_at = _open_elements(html, [match.span() for match in found])
    taken = [(m, at) for m, at in zip(found, open_at, strict=False) if _in_running_text(html, at)]
    opening = html[: html.find("<body")]
    tables: list[LongTable] = []
    numbers: dict[int, int] = {}
    done = len(opening)
    for number, (match, elements) in enumerate(taken):
        key = f"{escape(name)}.table{number}"
        *outer, own = [_tag_at(html, at) for at in (*elements, match.start())]
        keys = [f"{escape(name)}.{numbers.setdefault(at, len(numbers))}" for at in elements]
        tags = [_having(t, f'data-whole="{k}"') for t, k in zip(outer, keys, strict=True)]
        own = _having(own, f'data-long="{number}" data-whole="{key}"')
        before = html[done : match.start()]
        for at, old, new in reversed([*zip(elements, outer, tags, strict=True)]):
            if at >= done:
                before = before[: at - done] + new + before[at - done + len(old) :]
        tables.append(
            LongTable(
                around=(*tags, own),
                before=before + own,
                head=_having(match["head"], f'data-whole="{key}.head"'),
                body=_having(match["body"], f'data-whole="{key}.rows"'),
                rows=tuple(_ROW.findall(match["rows"])),
                end=match["end"],
            )
        )
        done = match.start("end")
    return LongTables(opening, tuple(tables), html[done:]) if tables else None


def _open_elements(html: str, tables: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield for each table where the tags of the elements around it start, from ``body`` on.

    Nothing is yielded from where tags do not match.
    """
    around: list[tuple[str, int]] = []
    raw = (match.span() for match in _RAW.finditer(html))
    apart = deque(sorted([*raw, *tables]))
    starts = {start for start, _ in tables}
    at = 0
    while tag := _TAG.search(html, at):
        if apart and tag.start() >= apart[0][0]:
            start, at = apart.popleft()
            if start in starts:
                yield [place for name, place in around if name != "html"]
            at = max(at, start + 1)
            continue
        at = tag.end()
        name = tag[2].lower()
        if name in _VOID or tag[3].endswith("/"):
            continue
        if not tag[1]:
            around.append((name, tag.start()))
        elif not around or around.pop()[0] != name:
            return


def _in_running_text(html: str, around: Iterable[int]) -> bool:
    """Return whether all elements around a table let it flow over pages."""
    for place in around:
        tag = _tag_at(html, place)
        name = tag[1:].split(maxsplit=1)[0].rstrip(">")
        if name not in _FLOW or (name != "body" and _class_of(tag) not in _PLAIN):
            return False
    return True


def _tag_at(html: str, place: int) -> str:
    tag = _TAG.match(html, place)
    assert tag is not None
    return tag[0]


def _class_of(tag: str) -> str:
    found = re.search(r'\sclass="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def _having(html: str, attributes: str) -> str:
    """Return HTML whose first tag has more attributes."""
    end = len(_tag_at(html, 0)) - 1
    return f"{html[:end]} {attributes}{html[end:]}"


def _without(tag: str, attribute: str) -> str:
    return re.sub(rf'\s{attribute}="[^"]*"', "", tag)


def _continued(tag: str, style: str) -> str:
    """Return the start tag of an element that goes on: its id is that of its beginning."""
    own = re.search(r'\sstyle="([^"]*)"', tag)
    both = f"{own[1].rstrip('; ')}; {style}" if own else style
    return _having(_without(_without(tag, "id"), "style"), f'style="{both}"')


def _with_classes(html: str, table: LongTable, layout: TableLayout) -> str:
    """Return HTML with the classes that a table and what is right around it have come to have."""
    if layout.classes is not None:
        for tag, classes in zip(table.around[:-3:-1], layout.classes, strict=True):
            new = _without(tag, "class")
            html = html.replace(tag, _having(new, f'class="{escape(classes)}"') if classes else new)
    return html


def _head(html: str, columns: Sequence[ColumnWidth]) -> str:
    """Return a header row whose cells need as much as those of all rows below them."""
    widths = iter(columns)

    def needing(cell: re.Match[str]) -> str:
        least, most = next(widths)
        return _having(cell[0], f'data-least="{least!r} {most!r}"')

    return _CELL.sub(needing, html) if columns else html


def _closing(around: Iterable[str]) -> Iterator[str]:
    """Yield the end tags of elements around a table, from the inside out, and of the document."""
    for tag in reversed([*around]):
        yield f"</{tag[1:].split(maxsplit=1)[0].rstrip('>')}>"
    yield "</html>"


def _widest(rows: Sequence[str]) -> list[int]:
    """Return the numbers of the rows with the cells that look widest, and of those with the longest
    words, in each column."""
    texts: dict[tuple[int, str], int] = {}
    for number, row in enumerate(rows):
        for column, (_, cell) in enumerate(_CELL.findall(row)):
            texts.setdefault((column, cell), number)
    lines: dict[int, list[tuple[float, int]]] = {}
    words: dict[int, list[tuple[float, int]]] = {}
    for (column, cell), number in texts.items():
        text = unescape(_TAG.sub("", cell))
        lines.setdefault(column, []).append((_width(text), number))
        longest = max(map(_width, text.split()), default=0.0)
        words.setdefault(column, []).append((longest, number))
    found = {
        number
        for columns in (lines, words)
        for sizes in columns.values()
        for _, number in nlargest(_WIDEST, sizes)
    }
    return sorted(found)


def _width(text: str) -> float:
    """Return about how wide a text is, in em."""
    return sum(
        0.28
        if letter in _NARROW
        else 0.85
        if letter in _WIDE
        else 0.62
        if letter.isupper()
        else 0.5
        for letter in text
    )
