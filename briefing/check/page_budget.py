"""The page budget: whether an edition is as long as its length allows, or by how much it is not."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from briefing.check.page_cuts import Cuts, excess, listed, millimetres
from briefing.model.findings import Finding, Location, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.model.content import Briefing
    from briefing.model.edition import Edition, Selection
    from briefing.model.formats import Contract
    from briefing.model.output import TypesetFragment

_MIN_LAST_FILL = 0.25
"""Smallest share of its height that a last page may use without a warning."""


def check_budget(
    briefing: Briefing,
    selection: Selection,
    parts: Sequence[TypesetFragment],
    slides: Sequence[str] = (),
    cuts: Cuts | None = None,
) -> list[Finding]:
    """Return what is wrong with the length of an edition.

    Args:
        briefing: gives what the edition's length allows.
        selection: the blocks of the edition, some of which could go.
        parts: its typeset fragments.
        slides: the titles of the slides on their pages.
        cuts: what could be left out of it, if it has too many pages.

    Returns:
        A finding when there are too many or too few pages or slides, or when the last page of a
        text is nearly empty; nothing for a format without a contract.
    """
    edition = selection.edition
    contract = _contract(briefing, edition)
    if contract is None:
        return []
    place = briefing.place("briefing.yaml", f"lengths.{edition.length}.{contract.setting}")
    if contract.unit == "slide":
        return list(_check_slides(edition, contract, place, slides))
    return list(_check_pages(edition, contract, place, parts, cuts or Cuts()))


def pages_over(briefing: Briefing, edition: Edition, parts: Sequence[TypesetFragment]) -> int:
    """Return how many pages an edition has more than its length allows."""
    contract = _contract(briefing, edition)
    if contract is None or contract.unit != "page":
        return 0
    return max(0, sum(len(part.pages) for part in parts) - contract.most)


def _contract(briefing: Briefing, edition: Edition) -> Contract | None:
    return briefing.settings.contract(edition.length, edition.format, edition.print_size)


def _check_pages(
    edition: Edition,
    contract: Contract,
    place: Location,
    parts: Sequence[TypesetFragment],
    cuts: Cuts,
) -> Iterator[Finding]:
    pages = sum(len(part.pages) for part in parts)
    found = f"{edition} has {counted(pages, 'page')}; the length “{edition.length}”"
    if pages > contract.most:
        over = excess(parts, pages - contract.most)
        height, leading = sum(e.height for e in over), over[0].part.pages[0].leading
        where = " and ".join(f"on page {_last_page(parts, e.part)}" for e in over)
        much = f"{contract.text()}{contract.aside}: {_amount(height, leading)}"
        message = f"{found} allows {much} too many, {where}"
        yield Finding(place, "B503", message, _what_could_go(cuts, height))
    elif pages < contract.fewest:
        height, part = _height_short(parts, contract.fewest - pages)
        amount = _amount(height, part.pages[-1].leading)
        message = f"{found} requires {contract.text()}{contract.aside}: {amount} too few"
        room = part.pages[-1].column - part.pages[-1].used
        hint = (
            f"include more blocks in this length: page {_last_page(parts, part)} has room for "
            f"{millimetres(room)} more; or lower its minimum page count"
        )
        yield Finding(place, "B504", message, hint)
    elif not edition.print_size:  # large print breaks where it must
        yield from _nearly_empty_pages(edition, parts, place)


def _amount(height: float, leading: float) -> str:
    """Return a height in pt in lines of running text and in mm."""
    return f"{counted(ceil(height / leading - 0.01), 'line')} ({millimetres(height)})"


def _what_could_go(cuts: Cuts, height: float) -> str:
    if not cuts.blocks:
        return "shorten a section, or raise the number of pages"
    end = ", and it fits" if cuts.tried else ""
    return f"{listed(cuts.blocks, height)}{end}; or raise the number of pages"


def _last_page(parts: Sequence[TypesetFragment], part: TypesetFragment) -> int:
    """Return the number of the last page of a fragment, counted from the first of the edition."""
    before = next(n for n, other in enumerate(parts) if other is part)
    return sum(len(other.pages) for other in parts[: before + 1])


def _check_slides(
    edition: Edition, contract: Contract, place: Location, slides: Sequence[str]
) -> Iterator[Finding]:
    if contract.fewest <= len(slides) <= contract.most:
        return
    off = (
        f"{len(slides) - contract.most} too many"
        if len(slides) > contract.most
        else f"{contract.fewest - len(slides)} too few"
    )
    found = f"{edition} has {counted(len(slides), 'slide')}; the length “{edition.length}”"
    named = ", ".join(f"{n} “{title:.40}”" for n, title in enumerate(slides, 1))
    hint = (
        "change the length of some slides, write more of them, or change the limits; "
        f"the slides are: {named}"
    )
    yield Finding(place, "B514", f"{found} requires {contract.text()}: {off}", hint)


def _height_short(parts: Sequence[TypesetFragment], pages: int) -> tuple[float, TypesetFragment]:
    """Return the height in pt of running text that would add ``pages`` pages, and to which part.

    A part gains a page when text fills the rest of its last page and one line more; any further
    page of it takes a page full of text. The cheapest of these are counted.
    """
    text = [part for part in parts if any(key for p in part.pages for key, _ in p.blocks)] or parts
    first = [
        (part.pages[-1].column - part.pages[-1].used + part.pages[-1].leading, n)
        for n, part in enumerate(text)
    ]
    column = max(part.pages[-1].column for part in text)
    further = [(column, n) for n in range(len(text))] * pages
    added = sorted([*first, *further])[:pages]
    return sum(height for height, _ in added), text[added[0][1]]


def _nearly_empty_pages(
    edition: Edition, parts: Sequence[TypesetFragment], length: Location
) -> Iterator[Finding]:
    for part in parts:
        if part.front or len(part.pages) < 2 or part.pages[-1].fill >= _MIN_LAST_FILL:
            continue
        tail = part.pages[-1]
        held = next((key.rpartition(":")[0] for key, _ in tail.blocks if key), "")
        place = Location(held) if held else length  # end matter is of no section
        page = "the last page" if part is parts[-1] else f"page {_last_page(parts, part)}"
        yield Finding(
            place,
            "B506",
            f"{edition}: {page} is nearly empty: {_amount(tail.used, tail.leading)}",
            "cut that much, or add more text",
            Severity.WARNING,
        )
