"""Count the marks of a drawing against the rows that should be drawn.

Each mark is described by the number of its row. The drawing program writes the description into the
drawing, and the cleanup takes it out again, so it costs no byte on paper.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from briefing.model.content import Flaw
from briefing.model.findings import counted

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Iterator

    from briefing.model.content import Chart

ROW = "\N{PILCROW SIGN} row"
"""A field that no data have by chance."""
_LABEL = re.compile(r"(\d+):(\d+)")
_NOWHERE = re.compile(r"NaN|Infinity|undefined")
_ONE_POINT = re.compile(r"M[-\d.e]+,[-\d.e]+(?:h0)?Z?")
_LISTED = 5
_WHY = (
    "its value may be missing, or no number after the chart's own calculation; leave out such rows "
    "with a filter"
)


def number_rows(spec: dict[str, Any], chart: Chart) -> None:
    """Give each row of the data of ``spec`` its number, and have the marks that are counted say it
    in their description."""
    if not chart.drawn_rows:
        return
    _number(spec)
    for n, counted_view in enumerate(chart.drawn_rows):
        view: Any = spec
        for key in counted_view.at:
            view = view[key]
        mark = view["mark"]
        says = {"expr": f"'{n}:' + datum['{ROW}']"}
        given = mark if isinstance(mark, dict) else {"type": mark}
        view["mark"] = {**given, "aria": True, "description": says}


def _number(part: Any, within: str = "") -> None:
    if isinstance(part, dict):
        for key, value in part.items():
            if (key == "values" and within == "data") or within == "datasets":
                for n, row in enumerate(value if isinstance(value, list) else ()):
                    if isinstance(row, dict):
                        row[ROW] = n
            else:
                _number(value, key)
    elif isinstance(part, list):
        for value in part:
            _number(value)


def missing_rows(root: etree.Element, chart: Chart) -> Iterator[Flaw]:
    """Yield a flaw for each view of a drawn ``chart`` that lacks rows; for a chart without marks
    too."""
    drawn: dict[int, set[int]] = defaultdict(set)
    for element in root.iter():
        found = _LABEL.fullmatch(element.get("aria-label", ""))
        if found and not _NOWHERE.search(f"{element.get('d')} {element.get('transform')}"):
            drawn[int(found[1])].add(int(found[2]))
    told = False
    for n, view in enumerate(chart.drawn_rows):
        lost = [
            name for row, name in zip(view.rows, view.names, strict=True) if row not in drawn[n]
        ]
        if lost:
            more = f" and {len(lost) - _LISTED} more" if len(lost) > _LISTED else ""
            rows = counted(len(view.rows), "row")
            verb, told = ("is" if len(lost) == 1 else "are"), True
            message = f"{len(lost)} of {rows} of data {verb} not drawn: "
            message += ", ".join(lost[:_LISTED]) + more
            yield Flaw("B421", message, _WHY)
    if lonely := _lines_of_one_point(root):
        told = True
        message = f"{counted(lonely, 'line')} of one point cannot be seen"
        yield Flaw("B421", message, "add “point: true” to the mark, or draw bars or points")
    if not told and not any(_is_mark(element) for element in root.iter()):
        hint = "look at its filters, and at the values that they compare"
        yield Flaw("B421", "nothing is drawn: the chart has no marks", hint)


def _lines_of_one_point(root: etree.Element) -> int:
    """Return how many lines of a drawing have only one point, where no points are drawn as well."""
    marks = [element for element in root.iter() if _is_mark(element)]
    if any("mark-symbol" in mark.get("class", "") for mark in marks):
        return 0
    lines = [mark for mark in marks if "mark-line" in mark.get("class", "")]
    return sum(1 for mark in lines for path in mark if _ONE_POINT.fullmatch(path.get("d", "")))


def _is_mark(element: etree.Element) -> bool:
    return "role-mark" in element.get("class", "") and len(element) > 0
