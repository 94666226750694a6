"""Links as they are hit: each has an area on its page, of some size, and none is over another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.prove.extract.extracted import Extract, LinkArea, PageText

LEAST = 4.0
"""Least width and height of a link in pt. Binding widens to 18 pt (WCAG 2.2, 2.5.8) where there is
room; left to itself, a digit of the smallest raised size, 7 pt, is 3.5 pt wide."""
_SLACK = 0.05
"""Points by which rounded areas may be off."""
_TOLD = 3
_HINT = (
    "build the PDF anew if an earlier version made it; if not, look at the layout or style sheet "
    "around them (left, bottom, right and top are in pt from the lower left corner)"
)


def link_faults(file: Extract) -> Iterator[tuple[str, str, str]]:
    """Yield code, message and hint for each way in which links of a file cannot be hit."""
    found: dict[str, list[str]] = {}
    for number, page in enumerate(file.pages, start=1):
        for n, link in enumerate(page.links):
            if what := _fault(n, link, page):
                left, bottom, right, top = link.box
                place = f"{number} ({left:g}, {bottom:g}, {right:g}, {top:g})"
                found.setdefault(what, []).append(place)
    for what, places in found.items():
        more = f" and {len(places) - _TOLD} more" if len(places) > _TOLD else ""
        message = f"links {what}, on page {'; '.join(places[:_TOLD])}{more}"
        yield "P137", message, _HINT


def _fault(number: int, link: LinkArea, page: PageText) -> str:
    """Return what is wrong with the link of this number on a page; empty if nothing is."""
    left, bottom, right, top = link.box
    width, height = page.size
    if min(right - left, top - bottom) <= 0:
        return "have no area"
    if left < -_SLACK or bottom < -_SLACK or right > width + _SLACK or top > height + _SLACK:
        return "reach off their page"
    if min(right - left, top - bottom) < LEAST:
        return f"are lower or narrower than {LEAST:g} pt"
    if any(_meet(link, other) for other in page.links[:number]):
        return "lie over one another"
    return "" if link.hit else "are not what a click on their middle follows"


def _meet(one: LinkArea, other: LinkArea) -> bool:
    sides: Sequence[tuple[int, int]] = ((0, 2), (1, 3))
    return all(
        min(one.box[high], other.box[high]) - max(one.box[low], other.box[low]) > _SLACK
        for low, high in sides
    )
