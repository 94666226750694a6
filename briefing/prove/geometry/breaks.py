"""Pages that break badly: left empty, or between what belongs together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import compress, pairwise
from math import ceil
from operator import ne
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Severity
from briefing.prove.text_folding import first_words, letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.findings import Location
    from briefing.model.proof import PaperPlan
    from briefing.prove.completeness import Located
    from briefing.prove.extract.extracted import Box
    from briefing.prove.geometry.measured_page import Blocks, MeasuredPage, PlacedText
    from briefing.prove.letter_stream import LetterStream

_EMPTY = 0.34
"""Share of a page that may stay empty before a part goes on on the next."""
_AROUND = 24.0
"""What a figure takes in pt besides what is seen of it: its margin, and the end of a line."""
_MOST_OF_PICTURE = 0.5
"""Share of its height that a picture is not asked to give up."""
_BESIDE = 20.0
"""Distance in pt up to which two figures begin at the same height."""
_MAIN = 0.62
"""Share of the type area's width that belongs to the main column."""


def break_findings(blocks: Blocks, plan: PaperPlan, otherwise: Location) -> Iterator[Finding]:
    """Yield a warning for each page that ends badly, and for figures out of their order."""
    assert plan.area is not None
    for page, following in pairwise(blocks.pages):
        if page.number in plan.ends or not (page.texts or page.pictures):
            continue
        first = _first(following)
        if (empty := _empty_share(page, plan.area)) > _EMPTY and first is not None:
            words = blocks.shown[first.block] if first.block >= 0 else first.words
            message = (
                f"{empty * 100:.0f} % of page {page.number} stay empty: “{words:.40}”, and "
                "what belongs to it, goes on the next"
            )
            lower = _lower(blocks, following, first, empty * (plan.area[3] - plan.area[1]))
            hint = f"move it behind the next paragraphs, or make it {lower}"
            place = blocks.place_of(first, otherwise)
            if first.table and any(text.table == first.table for text in page.texts):
                hint = "split this row of the table, or write it as text under headings"
                place = blocks.place(first.block, otherwise)
            yield _warning(place, "B524", message, hint)
        last = _last(page, plan.area)
        if last is not None and last.object.heading:
            message = f"the heading “{last.words:.60}” is alone at the foot of page {page.number}"
            hint = "add or cut a line before it"
            yield _warning(blocks.place(last.block, otherwise), "B525", message, hint)
        yield from _torn_figures(blocks, page, following, otherwise)
    yield from _figures_out_of_order(blocks, plan, otherwise)


def divided_words(
    blocks: Blocks, text: LetterStream, located: Located, otherwise: Location
) -> Iterator[Finding]:
    """Yield a warning for each block with a word that goes on on the next page."""
    pages = text.pages[: text.body]
    turns = [*compress(range(1, text.body), map(ne, pages[1:], pages))]
    turned = set(turns)
    for number, spans in located.spans.items():
        done = 0
        for low, high in spans:
            within = turns[bisect_right(turns, low) : bisect_left(turns, high)]
            # A block that other text interrupts may go on on the next page with its next part.
            cuts = [done + n - low for n in within] + ([done] if done and low in turned else [])
            done += high - low
            starts = letters(blocks.shown[number]).starts
            if any(cut < len(starts) and not starts[cut] for cut in cuts):
                page = text.pages[low] + 1
                words = first_words(blocks.shown[number])
                message = f"a word of “{words}” is divided at the foot of page {page}"
                hint = "change the text before it, or write the word another way"
                yield _warning(blocks.place(number, otherwise), "B526", message, hint)
                break


def _warning(place: Location, code: str, message: str, hint: str) -> Finding:
    return Finding(place, code, message, hint, Severity.WARNING)


def _empty_share(page: MeasuredPage, area: Box) -> float:
    """Return the share of the type area below the last ink of the main column."""
    edge = _edge(area)
    boxes = [*(text.box for text in page.texts), *(picture.box for picture in page.pictures)]
    foot = min((box[1] for box in boxes if box[0] < edge), default=area[3])
    return (foot - area[1]) / (area[3] - area[1])


def _lower(blocks: Blocks, page: MeasuredPage, first: PlacedText, room: float) -> str:
    """Return what to do to a block so that it fits into ``room`` pt: of a figure, how much."""
    for picture in page.pictures:
        beside = [text for text in blocks.beside(picture) if text in page.texts]
        if first not in beside:
            continue
        foot = min(picture.box[1], *(text.box[1] for text in beside))
        lack = first.box[3] - foot + _AROUND - room
        if 0 < lack < _MOST_OF_PICTURE * (picture.box[3] - picture.box[1]):
            return f"{ceil(lack * 25.4 / 72)} mm lower"
    return "smaller"


def _edge(area: Box) -> float:
    """Return where the main column ends, and a side column may begin."""
    return area[0] + _MAIN * (area[2] - area[0])


def _first(page: MeasuredPage) -> PlacedText | None:
    """Return what is read first on a page, also if it is turned."""
    return min(page.texts, key=lambda text: text.object.path, default=None)


def _last(page: MeasuredPage, area: Box) -> PlacedText | None:
    """Return the lowest text of the main column, if no picture is below it."""
    edge = _edge(area)
    texts = [text for text in page.texts if text.box[0] < edge]
    lowest = min(texts, key=lambda text: text.box[1], default=None)
    if lowest is None or any(p.box[1] < lowest.box[1] and p.box[0] < edge for p in page.pictures):
        return None
    return lowest


def _torn_figures(
    blocks: Blocks, page: MeasuredPage, following: MeasuredPage, otherwise: Location
) -> Iterator[Finding]:
    for picture in following.pictures:
        beside = blocks.beside(picture)
        if beside and beside[0] in page.texts and beside[0].object.path < picture.path:
            message = f"the title of this figure is on page {page.number}, its picture on the next"
            hint = "make the picture smaller, or move the figure"
            yield _warning(blocks.place(beside[0].block, otherwise), "B528", message, hint)
    for picture in page.pictures:
        beside = blocks.beside(picture)
        if beside and beside[-1] in following.texts:
            message = f"this figure is on page {page.number}, what stands below it on the next"
            hint = "make the picture smaller, or move the figure"
            yield _warning(blocks.place(beside[-1].block, otherwise), "B528", message, hint)


def _figures_out_of_order(
    blocks: Blocks, plan: PaperPlan, otherwise: Location
) -> Iterator[Finding]:
    """Yield a warning for each figure that a reader meets before the one numbered before it."""
    found = sorted(blocks.titles(plan.figure), key=lambda item: item[0])
    for (number, page, title), (_, next_page, next_title) in pairwise(found):
        box, other = title.box, next_title.box
        beside = abs(box[3] - other[3]) < _BESIDE and other[0] < box[0]
        overlap = min(box[2], other[2]) > max(box[0], other[0])
        above = overlap and other[3] > box[3] + 1
        if next_page.number < page.number or (next_page is page and (beside or above)):
            message = f"figure {number + 1} stands before figure {number} on page {page.number}"
            hint = "write the figures in the order in which they are to stand"
            yield _warning(blocks.place(next_title.block, otherwise), "B527", message, hint)
