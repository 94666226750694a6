"""Ink where none may be: off the paper, outside the type area, over furniture or other text."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from briefing.model.findings import Finding, Severity
from briefing.model.paper import PT_PER_MM
from briefing.prove.extract.extracted import Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from briefing.model.findings import Location
    from briefing.model.proof import PaperPlan
    from briefing.prove.extract.extracted import Box
    from briefing.prove.geometry.measured_page import Blocks, MeasuredPage, PlacedText

_SLACK = 1.5
"""Points that letters may stick out: their boxes are rounded, and some glyphs overhang."""
_OVERHANG = 0.12
"""The same for large letters, by their size: the tail of a slanted y."""
_EDGE = 0.5
"""Points from which a picture that ends at the edge of the paper may be off it."""
_SHARE = 0.15
"""Share of the smaller of two texts that must be covered before one counts as over the other."""
_SHORTEN_FURNITURE = (
    "give a shorter short_title in briefing.yaml, or shorten the audience's label or the marking"
)
_SHORTEN = "shorten the word, the code or the table; or make the picture smaller"


class _Ink(NamedTuple):
    """A text or a picture of the content."""

    box: Box
    group: Hashable
    place: Callable[[], Location]
    name: str


def ink_findings(
    blocks: Blocks, plan: PaperPlan, otherwise: Location
) -> Iterator[tuple[Hashable, float, Finding]]:
    """Yield each fault with what is at fault and how grave it is, for the gravest to be kept.

    Args:
        blocks: The pages with their blocks.
        plan: What is known of the pages.
        otherwise: Where to report what has no line of its own.
    """
    for page in blocks.pages:
        width, height = page.size
        inner = plan.area or (0, 0, width, height)
        # Furniture stands outside the type area: what is within it is not over any.
        free = not any(_covered(fixed.box, inner) for fixed in page.furniture)
        everything: Iterable[PlacedText | Picture] = (*page.texts, *page.pictures)
        for shown in everything:
            around = _without_sides(inner, width) if _bleeds(shown, width) else inner
            over = _beyond(shown.box, around)
            if over <= 0 and free and plan.area is not None:
                continue
            ink = _ink(shown, blocks, otherwise)
            beyond = _beyond(ink.box, (0, 0, width, height))
            if beyond > _SLACK:
                message = f"{ink.name} on page {page.number} {_lies(ink.box, page)}"
                yield ink.group, beyond, Finding(ink.place(), "B518", message, _SHORTEN)
            elif over > _slack(shown):
                message = (
                    f"{ink.name} on page {page.number} sticks out of the type area by "
                    f"{over / PT_PER_MM:.1f} mm"
                )
                found = Finding(ink.place(), "B505", message, _SHORTEN, Severity.WARNING)
                yield ink.group, over, found
            for fixed in page.furniture:
                if share := _covered(ink.box, fixed.box):
                    message = (
                        f"{ink.name} on page {page.number} is printed over “{fixed.words:.40}”"
                    )
                    hint = "shorten it, or what stands around it"
                    yield ink.group, share, Finding(ink.place(), "B519", message, hint)
        yield from _overprinted(page, blocks, otherwise)
        yield from _furniture_faults(page, plan.head or otherwise)


def _ink(shown: PlacedText | Picture, blocks: Blocks, otherwise: Location) -> _Ink:
    if isinstance(shown, Picture):
        place = partial(blocks.place_of_picture, shown, otherwise)
        return _Ink(shown.box, shown.path, place, "a picture")
    name = "a table" if shown.object.table else f"“{shown.words:.40}”"
    return _Ink(shown.box, shown.group, partial(blocks.place_of, shown, otherwise), name)


def _bleeds(shown: PlacedText | Picture, width: float) -> bool:
    """Return whether it is a picture from edge to edge of the paper, as nothing is by chance."""
    left, _, right, _ = shown.box
    return isinstance(shown, Picture) and max(abs(left), abs(right - width)) < _EDGE


def _without_sides(area: Box, width: float) -> Box:
    return 0, area[1], width, area[3]


def _slack(shown: PlacedText | Picture) -> float:
    if isinstance(shown, Picture):
        return _SLACK
    return max(_SLACK, _OVERHANG * shown.object.size)


def _beyond(box: Box, frame: Box) -> float:
    """Return how far a box is out of a frame, in pt."""
    return max(frame[0] - box[0], frame[1] - box[1], box[2] - frame[2], box[3] - frame[3])


def _lies(box: Box, page: MeasuredPage) -> str:
    width, height = page.size
    if box[0] >= width or box[2] <= 0 or box[1] >= height or box[3] <= 0:
        return "lies off the paper"
    over = _beyond(box, (0, 0, width, height))
    return f"is cut off by the edge of the paper: {over / PT_PER_MM:.1f} mm of it are lost"


def _covered(one: Box, other: Box) -> float:
    """Return the share of the smaller box that the other covers; 0 where they only touch."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 1 or high <= 1:
        return 0.0
    smaller = min((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))
    share = wide * high / smaller if smaller else 0.0
    return share if share > _SHARE else 0.0


def _overprinted(
    page: MeasuredPage, blocks: Blocks, otherwise: Location
) -> Iterator[tuple[Hashable, float, Finding]]:
    """Yield a fault for each text that is over one of another block, or a picture.

    They are taken from the top; each is compared with those that begin above its foot.
    """
    found = [(picture.box, None, picture.path) for picture in page.pictures]
    inks = sorted(
        [*((text.box, text, text.object.path) for text in page.texts), *found],
        key=lambda ink: -ink[0][3],
    )
    for n, (box, upper, path) in enumerate(inks):
        left, foot, right, _ = box
        most, least = right - 1, left + 1
        for other, lower, other_path in islice(inks, n + 1, None):
            if other[3] <= foot:
                break
            if other[0] >= most or other[2] <= least or path == other_path:
                continue  # words of a drawing have its path
            if upper and lower and upper.group == lower.group and upper.block == lower.block:
                continue
            if share := _covered(box, other):
                names = [f"“{ink.words:.40}”" if ink else "a picture" for ink in (lower, upper)]
                message = f"{names[0]} on page {page.number} is printed over {names[1]}"
                text = upper or lower
                place = blocks.place_of(text, otherwise) if text else otherwise
                key = upper.group if upper else path
                yield key, share, Finding(place, "B520", message, "shorten either of them")


def _furniture_faults(
    page: MeasuredPage, place: Location
) -> Iterator[tuple[Hashable, float, Finding]]:
    """Yield a fault for furniture that is off the paper, or over other furniture."""
    for n, fixed in enumerate(page.furniture):
        over = _beyond(fixed.box, (0, 0, *page.size))
        if over > _SLACK:
            message = f"“{fixed.words:.40}” around page {page.number} {_lies(fixed.box, page)}"
            yield "furniture", over, Finding(place, "B518", message, _SHORTEN_FURNITURE)
        for other in page.furniture[:n]:
            if share := _covered(fixed.box, other.box):
                message = (
                    f"“{fixed.words:.40}” is printed over “{other.words:.40}” around page "
                    f"{page.number}"
                )
                yield "furniture", share, Finding(place, "B519", message, _SHORTEN_FURNITURE)
