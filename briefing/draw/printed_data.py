"""The data of a chart in the form in which the chart prints them, for those who do not see it.

The drawing program is asked itself. It draws the chart once more, in which each label says what it
stands for; then it prints the values of the data as its axes and legends print theirs, rounded to
what can be read off them. A value that stands beside its mark is taken from there, to the letter.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.draw.guides import Guides, printed_words
from briefing.draw.label_values import is_measure, says_date, says_number
from briefing.draw.locales import date_formats
from briefing.draw.marks import ROW, number_rows
from briefing.draw.precision import (
    coarser,
    decimals,
    milliseconds,
    number_format,
    resolution,
    rounded,
    unit_of_date,
    unit_of_format,
    unit_of_ticks,
)
from briefing.model.content import ChartTable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence

    from briefing.draw.guides import Guide
    from briefing.draw.renderer_process import Answer
    from briefing.model.content import Chart, ChartColumn, ChartData

Request = dict[str, Any]
Cells = list[str]


@dataclass(slots=True)
class _Column:
    """A column as it is printed so far."""

    head: str
    cells: Cells
    label: bool
    """Whether its cells are words beside marks."""
    values: Sequence[Any] = ()
    """What stands in the data for each cell."""
    kind: str = "text"
    plain: bool = False
    """Whether an axis prints its numbers as they are, not in thousands."""


def printed_tables(
    chart: Chart, request: Request, language: str
) -> Generator[Request, Answer, tuple[tuple[ChartTable, ...], str]]:
    """Yield what to ask the drawing program; return the tables of ``chart`` and what went wrong.

    Args:
        chart: the chart, with its data.
        request: the one that it was drawn with.
        language: the one that it was drawn in.
    """
    spec = request["spec"]
    number_rows(spec, chart)
    for n, at in enumerate(chart.read_views):
        view: Any = spec
        for key in at:
            view = view[key]
        mark = view["mark"] if isinstance(view["mark"], dict) else {"type": view["mark"]}
        says = {"expr": f"'read-{n}:' + datum['{ROW}']"}
        view["mark"] = {**mark, "aria": True, "description": says}
    answer = yield {"compile": spec, "version": request["version"]}
    if answer.fault:
        return (), answer.fault
    shared = {key: request[key] for key in ("numbers", "dates")}
    compiled = answer.vega
    guides = Guides(compiled)
    answer = yield {"vega": compiled, **shared}
    if answer.fault:
        return (), answer.fault
    drawn = etree.fromstring(answer.svg)
    guides.read(drawn)
    words = printed_words(drawn)
    asked = _Asked()
    columns = [
        [_column(column, n, data, guides, words, asked, language) for n, column in _numbered(data)]
        for data in chart.data
    ]
    if asked.sets:
        answer = yield {"vega": asked.spec(compiled.get("signals", ())), **shared}
        if answer.fault:
            return (), answer.fault
        asked.fill_in(etree.fromstring(answer.svg))
    return tuple(filter(None, map(_table, columns))), ""


def _numbered(data: ChartData) -> Iterable[tuple[int, ChartColumn]]:
    return enumerate(data.columns)


def _column(
    column: ChartColumn,
    place: int,
    data: ChartData,
    guides: Guides,
    words: Mapping[tuple[int, int], str],
    asked: _Asked,
    language: str,
) -> _Column:
    """Return a column of ``data``, with the cells that the drawing program has yet to print."""
    values = [row[place] for row in data.rows]
    beside = [view for view, channel in column.shown if channel == "text"]
    cells = [
        next((words[view, row] for view in beside if words.get((view, row))), "")
        for row in data.numbers
    ]
    found = (
        guide
        for view, channel in column.shown
        if channel != "text" and (guide := guides.of(view, channel, column.name)) is not None
    )
    guide = next(found, None)
    printed = _Column(
        guide.title if guide and guide.title else column.name[:1].upper() + column.name[1:],
        cells,
        label=any(cells) and guide is None,
        values=values,
        kind=column.kind,
        plain=guide is not None and _is_plain(guide),
    )
    if guide is not None:
        for n, value in enumerate(values):
            if not cells[n] and value is not None:
                _print(value, column.kind, guide, printed, n, asked, language)
    return printed


def _range(value: float, ticks: Mapping[float, str]) -> str:
    """Return the range of a legend that ``value`` is in: one label, or the two around it."""
    known = sorted(ticks)
    below = [ticks[tick] for tick in known if tick <= value]
    above = [ticks[tick] for tick in known if tick > value]
    if any(re.search(r"[<≥–]", text) for text in ticks.values()):
        return below[-1] if below else ""
    if below and above:
        return f"{below[-1]}–{above[0]}"
    return f"≥ {below[-1]}" if below else f"< {above[0]}" if above else ""


def _is_plain(guide: Guide) -> bool:
    """Return whether the labels of ``guide`` give its numbers in their own unit."""
    return any(tick and says_number(text, tick, scaled=False) for tick, text in guide.ticks.items())


def _print(
    value: Any,
    kind: str,
    guide: Guide,
    column: _Column,
    row: int,
    asked: _Asked,
    language: str,
) -> None:
    """Print one value as ``guide`` does, or have it printed."""
    if kind == "date":
        unit = unit_of_ticks(guide.ticks)
        if isinstance(guide.format, str) and guide.format:
            unit = unit_of_format(guide.format)
            if coarser(unit, own := unit_of_date(str(value))) != unit:
                unit = own
            else:
                asked.add(milliseconds(str(value)), _expression(guide, ""), column, row)
                return
        elif guide.text:
            asked.add(milliseconds(str(value)), _expression(guide, ""), column, row)
            return
        if unit is not None:
            exact = coarser(unit, unit_of_date(str(value)))
            form = _quoted(date_formats(language)[exact])
            label = f"utcFormat(datum.value, {form})"
            asked.add(milliseconds(str(value)), _Expression(label, "datum.label"), column, row)
    elif kind == "number" and isinstance(value, int | float):
        if guide.binned:
            column.cells[row] = _range(value, guide.ticks)
            return
        step = resolution(value, list(guide.ticks), coarse=guide.coarse)
        if step is not None:
            given = guide.format if isinstance(guide.format, str) else ""
            specifier = number_format(given, decimals(step))
            asked.add(rounded(value, step), _expression(guide, specifier), column, row)
    elif kind == "text":
        asked.add(value, _expression(guide, ""), column, row)


@dataclass(frozen=True, slots=True)
class _Expression:
    """How a value becomes a label: first ``label``, then ``text``, which may use it."""

    label: str
    text: str


def _expression(guide: Guide, specifier: str) -> _Expression:
    """Return how ``guide`` prints a value; numbers by the specifier for one value."""
    given = specifier or guide.format
    time = {"time": "timeFormat", "utc": "utcFormat"}.get(guide.format_type or guide.scale_type)
    if isinstance(given, dict) and "signal" in given:
        quoted = str(given["signal"])
    else:
        quoted = _quoted(given) if isinstance(given, str) else ""
    printed = f"{time or 'format'}(datum.value, {quoted})"
    label = printed if quoted else "'' + datum.value"
    return _Expression(label, guide.text or "datum.label")


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class _Asked:
    """Values that the drawing program is to print, each for one cell."""

    def __init__(self) -> None:
        self.sets: dict[_Expression, list[dict[str, Any]]] = {}
        self._cells: list[tuple[_Column, int]] = []

    def add(self, value: Any, how: _Expression, column: _Column, row: int) -> None:
        """Have ``value`` printed for a cell of ``column``."""
        self.sets.setdefault(how, []).append({"value": value, "cell": len(self._cells)})
        self._cells.append((column, row))

    def spec(self, signals: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Return a Vega spec that draws nothing but the values, as text.

        Args:
            signals: those of the chart, which its author calls parameters; labels may use them.
        """
        used = " ".join(f"{how.label} {how.text}" for how in self.sets)
        said = {"signal": "'cell-' + datum.cell"}
        return {
            "width": 10,
            "height": 10,
            "signals": [
                one
                for one in signals
                if set(one) == {"name", "value"} and re.search(rf"\b{one['name']}\b", used)
            ],
            "data": [
                {
                    "name": f"set{n}",
                    "values": values,
                    "transform": [{"type": "formula", "as": "label", "expr": how.label}],
                }
                for n, (how, values) in enumerate(self.sets.items())
            ],
            "marks": [
                {
                    "type": "text",
                    "from": {"data": f"set{n}"},
                    "encode": {"update": {"text": {"signal": how.text}, "description": said}},
                }
                for n, how in enumerate(self.sets)
            ],
        }

    def fill_in(self, drawn: etree.Element) -> None:
        """Put what was printed into its cells."""
        for element in drawn.iter("{http://www.w3.org/2000/svg}text"):
            said = element.get("aria-label", "")
            if said.startswith("cell-"):
                column, row = self._cells[int(said[5:])]
                lines = list(element) or [element]
                column.cells[row] = " ".join("".join(x.itertext()).strip() for x in lines)


def _table(columns: list[_Column]) -> ChartTable | None:
    """Return the columns that have something to say, and the rows; None if there is neither."""
    for label in [one for one in columns if one.label]:
        for other in columns:
            if other is not label and other.kind != "text":
                _take_labels(label, other)
    shown = [one for one in columns if any(one.cells)]
    if len(shown) == 1 and not shown[0].label:
        return None  # names without values, or values of nothing that is named
    # As people say it: what or when first, how many last.
    shown.sort(key=lambda one: one.label and is_measure(one.cells))
    rows = tuple(row for row in zip(*(one.cells for one in shown), strict=True) if any(row))
    return ChartTable(tuple(one.head for one in shown), rows) if rows else None


def _take_labels(label: _Column, other: _Column) -> None:
    """Have the words beside a mark stand for the value that they give, not both."""
    for n, (words, value) in enumerate(zip(label.cells, other.values, strict=True)):
        if not words or value is None:
            continue
        if other.kind == "date" and says_date(words, str(value)):
            other.cells[n], label.cells[n] = words, ""
        elif other.kind == "number" and says_number(words, value):
            # In another unit than the axis they keep a column of their own.
            alike = not other.cells[n] or (other.plain and says_number(words, value, scaled=False))
            other.cells[n] = words if alike else ""
            label.cells[n] = "" if alike else words
