"""The areas of links: large enough to be hit, none over another.

A page engine makes the area of a link as large as its text. A single raised digit is then a target
of 3 by 7 pt, a third of which is missed. Here each area is widened about its middle to the size
that WCAG 2.2 asks for (2.5.8 Target Size, level AA: 24 by 24 CSS px, which are 18 pt), as far as
its page, its slide or its card reaches, and up to the middle of the room between it and its
neighbours. What stays smaller does so because of these or of the lines of its text, which 2.5.8
excepts (“inline”).

A link on several lines has an area on each. ``QuadPoints`` would say the same of one annotation,
but PDFium and most viewers follow ``Rect`` alone (ISO 32000-1, 12.5.6.5).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.pdf.tags.tree import Annotation, Element

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.pdf.tags.tree import Rectangle

TARGET = 18.0
"""Width and height in pt that a target should have."""


@dataclass(slots=True)
class _Area:
    """The area of one link on one line; ranges are across and up, each from low to high."""

    link: Annotation
    owner: Element
    place: int
    """Among the kids of its owner."""
    frame: list[list[float]]
    text: list[list[float]]
    """Where its text is."""
    grown: list[list[float]] = field(default_factory=list)


def widen(document: Element, pages: Sequence[Rectangle]) -> None:
    """Widen the links below ``document`` where they are; those off their page stay as they are.

    Args:
        document: The structure tree, with everything in its final place.
        pages: The box of each page, in pt.
    """
    by_page: dict[int, list[_Area]] = {}
    for area in _areas(document, pages):
        by_page.setdefault(area.link.page, []).append(area)
    for areas in by_page.values():
        _compare(areas, [area.text for area in areas], _part_texts)
        for area in areas:
            area.grown = [
                _grown(*side, *edge) for side, edge in zip(area.text, area.frame, strict=True)
            ]
        _compare(areas, [area.grown for area in areas], _part)
        for area in areas:
            (left, right), (bottom, top) = area.grown
            link = replace(area.link, rectangle=(left, bottom, right, top))
            area.owner.kids[area.place] = link


def _areas(document: Element, pages: Sequence[Rectangle]) -> Iterator[_Area]:
    for owner in document.walk():
        for place, kid in enumerate(owner.kids):
            if isinstance(kid, Annotation):
                frame = _common(_ranges(kid.frame), _ranges(pages[kid.page]))
                text = _common(_ranges(kid.rectangle), frame)
                if all(low <= high for low, high in text):
                    yield _Area(kid, owner, place, frame, text)


def _ranges(box: Rectangle) -> list[list[float]]:
    """Return the ranges of a rectangle across and up."""
    return [[box[0], box[2]], [box[1], box[3]]]


def _common(one: list[list[float]], other: list[list[float]]) -> list[list[float]]:
    """Return the ranges that two rectangles share; one that ends before it begins is none."""
    return [[max(a, c), min(b, d)] for (a, b), (c, d) in zip(one, other, strict=True)]


def _grown(low: float, high: float, least: float, most: float) -> list[float]:
    """Return a range widened about its middle to the target size, moved to where there is room."""
    more = max(0.0, TARGET - (high - low)) / 2
    low, high = low - more, high + more
    back = max(0.0, least - low) - max(0.0, high - most)
    return [max(least, low + back), min(most, high + back)]


# ── neighbours ────────────────────────────────────────────────────────────────────────────


def _compare(
    areas: Sequence[_Area], ranges: list[list[list[float]]], part: Callable[[_Area, _Area], None]
) -> None:
    """Call ``part`` with each two areas whose ranges meet as one looks up the page."""
    heights = [(low, high, n) for n, (_, (low, high)) in enumerate(ranges)]
    heights.sort()
    for at, (_, high, n) in enumerate(heights, start=1):
        for low, _, other in heights[at:]:
            if low >= high:
                break
            part(areas[n], areas[other])


def _overlap(one: list[float], other: list[float]) -> float:
    """Return how much two ranges share; what is between them is negative."""
    return min(one[1], other[1]) - max(one[0], other[0])


def _part_texts(one: _Area, other: _Area) -> None:
    """Part two links whose texts are over each other, in the middle of the shorter overlap."""
    shared = [_overlap(a, b) for a, b in zip(one.text, other.text, strict=True)]
    if min(shared) > 0:
        axis = shared.index(min(shared))
        _cut(one.text[axis], other.text[axis], one.text[axis], other.text[axis])


def _part(one: _Area, other: _Area) -> None:
    """Part two areas that have grown over each other, in the middle between their texts.

    Of the axes on which these are apart, it is the one that takes least away.
    """
    shared = [_overlap(a, b) for a, b in zip(one.grown, other.grown, strict=True)]
    if min(shared) > 0:
        between = [_overlap(a, b) for a, b in zip(one.text, other.text, strict=True)]
        _, axis = min((shared[n], n) for n in (0, 1) if between[n] <= 0)
        _cut(one.text[axis], other.text[axis], one.grown[axis], other.grown[axis])


def _cut(a: list[float], b: list[float], first: list[float], second: list[float]) -> None:
    """End ``first`` where ``second`` begins: in the middle between ``a`` and ``b``, or of what they
    share."""
    if a[0] + a[1] > b[0] + b[1]:
        a, b, first, second = b, a, second, first
    middle = round((max(a[0], b[0]) + min(a[1], b[1])) / 2, 3)
    first[1], second[0] = min(first[1], middle), max(second[0], middle)
