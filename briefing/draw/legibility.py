"""What a reader could not read in a drawing: words that are cut, shortened, or over one another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from briefing.model.content import Flaw
from briefing.model.findings import Severity

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from briefing.draw.drawn_text import Line, Point

_TOLERANCE = 0.8
"""How far ink may lie outside the frame, and over other ink, in pt: less is not seen."""
_LEAST_GAP = 0.18
"""The least space between two labels side by side, as a part of the font size: a word space has
about 0.2; with less, two labels read as one."""
_NAMED = 3
_MOST_COMPARED, _MOST_PAIRS = 2_000, 1_000
"""Lines of text, and pairs of them that overlap, up to which all are looked at."""
_NOT_LOOKS = frozenset(("transform", "aria-label", "role", "aria-roledescription"))
_TAKES_ROOM = frozenset(("axis-label", "header-label", "legend-label", "title-text"))
"""What takes room from the marks, until nothing is left and words are cut."""
_NAMES = {
    "axis-title": "title",
    "axis-label": "labels",
    "legend-label": "words",
    "legend-title": "title",
}
_REMEDIES = {
    "axis-label": "put the names on the y axis, set a labelAngle, show fewer (“labelOverlap: true” "
    "leaves some out), or make the chart wider",
    "axis-title": "give the title as a list of lines, “title: [first line, second line]”, or "
    "shorten it",
    "header-label": "shorten the names, or set fewer “columns”",
    "legend-label": "set “columns” in the legend, put it elsewhere with “orient”, shorten its "
    "words, or write them beside the marks",
    "legend-title": "give the title of the legend as a list of lines, or shorten it",
    "mark": "move the text with “dx” and “dy”, shorten it, or show fewer",
    "title-text": "give the title as a list of lines, “title: [first line, second line]”, or "
    "shorten it",
    "title-subtitle": "give the subtitle as a list of lines, or shorten it",
}
_SHORTENED = (
    "set “labelLimit: 0” and make room for the words: put the names on the y axis, shorten them, "
    "or make the chart wider"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a drawing that is printed."""

    left: float
    top: float
    right: float
    bottom: float

    def cuts(self, line: Line) -> bool:
        """Return whether some of the ink of ``line`` lies outside, or outside of a clip."""
        left, top, right, bottom = line.box
        frames = [(self.left, self.top, self.right, self.bottom), *line.clips]
        return any(
            left < frame[0] - _TOLERANCE
            or top < frame[1] - _TOLERANCE
            or right > frame[2] + _TOLERANCE
            or bottom > frame[3] + _TOLERANCE
            for frame in frames
        )


Illegible = tuple[Flaw, list["Line"]]
"""A flaw, and the words that have it."""


def illegible(lines: Sequence[Line], frame: Frame, words: Collection[str]) -> list[Illegible]:
    """Return a flaw for each cause that makes words of a drawing illegible.

    Args:
        lines: the words as they are drawn.
        frame: what is printed of the drawing.
        words: texts of the spec and its data; those that end in “…” by themselves are whole.
    """
    found: list[Illegible] = []
    shortened = [
        one
        for one in lines
        if one.text.endswith("…") and one.text not in words and one.whole not in words
    ]
    for first, alike in _by_cause(shortened):
        message = f"{_what(first)} of this chart are shortened: {_quoted(alike)}"
        found.append((Flaw("B422", message, _SHORTENED), alike))
    outside = [one for one in lines if frame.cuts(one) and one not in shortened]
    if any(one.role in _TAKES_ROOM for one in outside):  # and so all else is moved
        outside = [one for one in outside if one.role in _TAKES_ROOM]
    for first, alike in _by_cause(outside):
        verb = "are" if first.role.endswith("label") else "is"
        message = f"{_what(first)} of this chart {verb} cut by its frame: {_quoted(alike)}"
        found.append((Flaw("B422", message, _remedy(first)), alike))
    left = [one for one in lines if one not in shortened and one not in outside]
    return [*found, *_overlapping(left)]


def alike_in_legend(root: etree.Element) -> Iterator[Flaw]:
    """Yield a warning for each legend in which two names have the same symbol and colour."""
    for legend in root.iter():
        if "role-legend" not in legend.get("class", "").split():
            continue
        symbols = [path for group in _of_role(legend, "legend-symbol") for path in group]
        names = ["".join(t.itertext()) for g in _of_role(legend, "legend-label") for t in g]
        if len(symbols) != len(names):
            continue
        looks: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
        for symbol, name in zip(symbols, names, strict=True):
            look = tuple(sorted(p for p in symbol.attrib.items() if p[0] not in _NOT_LOOKS))
            looks[look].append(name)
        if twins := [alike for alike in looks.values() if len(alike) > 1]:
            first = " and ".join(f"“{name}”" for name in twins[0][:2])
            message = f"{len(names)} names of the legend of this chart have {len(looks)} colours: "
            hint = "write the names beside the marks, show fewer, or give a “range” of more colours"
            yield Flaw("B424", f"{message}{first} look the same", hint, Severity.WARNING)


def _of_role(root: etree.Element, role: str) -> Iterator[etree.Element]:
    return (e for e in root.iter() if f"role-{role}" in e.get("class", "").split())


def _overlapping(lines: Sequence[Line]) -> Iterator[Illegible]:
    pairs: dict[tuple[str, int, str, int], list[tuple[Line, Line]]] = defaultdict(list)
    for one, other in islice(collisions(lines[:_MOST_COMPARED]), _MOST_PAIRS):
        pairs[one.role, one.group, other.role, other.group].append((one, other))
    for (_, group, role, other_group), found in pairs.items():
        one, other = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        named = f"“{one.whole}” and “{other.whole}”{more}"
        if group == other_group and role == one.role and role in _NAMES:
            message = f"{_what(one)} of this chart overlap: {named}"
        else:
            message = f"words of this chart overlap: {named}"
        yield Flaw("B423", message, _remedy(one)), [line for pair in found for line in pair]


def collisions(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Yield pairs of lines whose ink lies over one another, or that run into one."""
    order = sorted(lines, key=lambda one: one.box[0])
    open_lines: list[Line] = []
    for one in order:
        gap = one.size * _LEAST_GAP
        open_lines = [other for other in open_lines if other.box[2] + gap > one.box[0]]
        for other in open_lines:
            if one.whole == other.whole and (
                one.group == other.group or one.corners == other.corners
            ):
                continue  # lines of one label, or a text and its own outline
            if _touch(one, other):
                yield other, one
        open_lines.append(one)


def _touch(one: Line, other: Line) -> bool:
    if not one.turned and not other.turned:
        left, top, right, bottom = one.box
        left2, top2, right2, bottom2 = other.box
        over = min(bottom, bottom2) - max(top, top2)
        if over <= _TOLERANCE:
            return False
        same_line = abs(one.corners[0][1] - other.corners[0][1]) < one.size / 3
        gap = one.size * _LEAST_GAP if same_line and over > one.size / 4 else -_TOLERANCE
        return max(left, left2) - min(right, right2) < gap
    return _polygons_overlap(one.corners, other.corners)


def _polygons_overlap(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Return whether two convex shapes overlap: no line separates them (separating axes)."""
    for shape in (one, other):
        for (x0, y0), (x1, y1) in zip(shape, (*shape[1:], shape[0]), strict=True):
            length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
            if not length:
                continue
            across = ((y1 - y0) / length, (x0 - x1) / length)
            low, high = _span(one, across)
            low2, high2 = _span(other, across)
            if min(high, high2) - max(low, low2) <= _TOLERANCE:
                return False
    return True


def _span(shape: Iterable[Point], across: Point) -> tuple[float, float]:
    along = [x * across[0] + y * across[1] for x, y in shape]
    return min(along), max(along)


def _by_cause(lines: Iterable[Line]) -> list[tuple[Line, list[Line]]]:
    """Return lines that have the same role in the same axis, legend or title, each with a first."""
    causes: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in lines:
        causes[line.role, line.group].append(line)
    return [(alike[0], alike) for alike in causes.values()]


def _quoted(lines: Iterable[Line]) -> str:
    wholes = list(dict.fromkeys(line.whole for line in lines))
    more = f" and {len(wholes) - _NAMED} more" if len(wholes) > _NAMED else ""
    return ", ".join(f"“{whole:.60}”" for whole in wholes[:_NAMED]) + more


def _what(line: Line) -> str:
    """Return what a line is part of, in the author's words: “labels of the x axis”."""
    if line.role.startswith("axis"):
        axis = f"the {line.owner[:1].lower()} axis" if line.owner[1:6] == "-axis" else "an axis"
        return f"{_NAMES.get(line.role, 'words')} of {axis}"
    if line.role.startswith("legend"):
        return f"{_NAMES.get(line.role, 'words')} of the legend"
    return {"title-text": "the title", "title-subtitle": "the subtitle"}.get(line.role, "words")


def _remedy(line: Line) -> str:
    if line.role == "axis-label" and line.owner.startswith("Y-axis"):
        return "shorten the names, or write them beside the marks"
    return _REMEDIES.get(line.role, _REMEDIES["mark"])
