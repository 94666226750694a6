"""The page budget: whether an edition is as long as its length allows, or by how much it is not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Location, Severity, counted
from briefing.model.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.model.content import Briefing, Node
    from briefing.model.edition import Edition, Selection
    from briefing.model.formats import Contract
    from briefing.model.output import TypesetFragment

_LISTED = 5
_INLINE = frozenset({"span", "strong", "em", "a", "code", "fact", "cite", "ref", "footnote"})
"""Kinds of inline nodes: lines belong to the block around them."""
_DEFAULT_PRIORITY = 5
_MIN_LAST_FILL = 0.25
"""Smallest share of its height that a last page may use without a warning."""


def check_budget(
    briefing: Briefing, selection: Selection, parts: Sequence[TypesetFragment], slides: int = 0
) -> list[Finding]:
    """Return what is wrong with the length of an edition.

    Args:
        briefing: gives what the edition's length allows.
        selection: the blocks of the edition with their priorities, some of which could go.
        parts: its typeset fragments.
        slides: the number of slides on their pages.

    Returns:
        A finding when there are too many or too few pages or slides, or when the last page of a
        text is nearly empty; nothing for a format without a contract.
    """
    edition = selection.edition
    length = briefing.settings.lengths[edition.length]
    deck = length.deck.slides if length.deck else None
    contract = FORMATS[edition.format].contract(length.pages, deck)
    if contract is None:
        return []
    place = briefing.place("briefing.yaml", f"lengths.{edition.length}.{contract.setting}")
    if contract.unit == "slide":
        return list(_check_slides(edition, contract, place, slides))
    return list(_check_pages(selection, contract, place, parts))


def _check_pages(
    selection: Selection, contract: Contract, place: Location, parts: Sequence[TypesetFragment]
) -> Iterator[Finding]:
    edition = selection.edition
    pages = sum(len(part.pages) for part in parts)
    found = f"{edition} has {counted(pages, 'page')}; the length “{edition.length}”"
    if pages > contract.most:
        over = counted(_lines_over(parts, pages - contract.most), "line")
        message = f"{found} allows {contract.text()}: {over} too many"
        yield Finding(place, "B503", message, _droppable_blocks(selection, parts))
    elif pages < contract.fewest:
        short = counted(_lines_short(parts, contract.fewest - pages), "line")
        message = f"{found} requires {contract.text()}: {short} too few"
        hint = "include more blocks in this length, or lower its minimum page count"
        yield Finding(place, "B504", message, hint)
    else:
        yield from _nearly_empty_pages(edition, parts)


def _check_slides(
    edition: Edition, contract: Contract, place: Location, slides: int
) -> Iterator[Finding]:
    if contract.fewest <= slides <= contract.most:
        return
    off = (
        f"{slides - contract.most} too many"
        if slides > contract.most
        else f"{contract.fewest - slides} too few"
    )
    found = f"{edition} has {counted(slides, 'slide')}; the length “{edition.length}”"
    hint = "change the length of some slides, write more of them, or change the limits"
    yield Finding(place, "B514", f"{found} requires {contract.text()}: {off}", hint)


def _lines_over(parts: Sequence[TypesetFragment], pages: int) -> int:
    """Return how many lines must go to save ``pages`` pages.

    A page is saved by emptying the last page of a part, and then the page before it. So the pages
    that can go are ranked by their lines, fewest first, and the cheapest are counted. A single part
    can only lose its last pages.
    """
    text = [part for part in parts if not part.front]
    last = [part.pages[-1].lines for part in text]
    last += [page.lines for part in text for page in reversed(part.pages[:-1])]
    return (
        sum(sorted(last)[:pages])
        if len(text) > 1
        else sum(page.lines for page in text[0].pages[-pages:])
    )


def _lines_short(parts: Sequence[TypesetFragment], pages: int) -> int:
    """Return how many lines of running text would add ``pages`` pages.

    A part gains a page when text fills the rest of its last page and one line more; any further
    page of it takes a page full of lines. The cheapest of these are counted.
    """
    text = [part for part in parts if any(key for p in part.pages for key, _ in p.blocks)] or parts
    last = [part.pages[-1] for part in text]
    more = [page.free_lines + 1 for page in last] + [
        max(page.line_capacity for page in last)
    ] * pages
    return sum(sorted(more)[:pages])


def _droppable_blocks(selection: Selection, parts: Sequence[TypesetFragment]) -> str:
    """Return a hint that lists the blocks of lowest priority with their lines, lowest first."""
    lines: Counter[str] = Counter()
    for part in parts:
        for page in part.pages:
            for key, count in page.blocks:
                lines[key] += count
    priorities = dict(_priorities(selection))
    ranked = [
        (priorities.get(key, _DEFAULT_PRIORITY), count, key) for key, count in lines.items() if key
    ]
    ranked.sort(key=lambda item: (-item[0], item[1]))
    named = [
        f"{key} ({counted(count, 'line')}, priority {priority})"
        for priority, count, key in ranked[:_LISTED]
    ]
    return "candidates to drop first: " + ", ".join(named) if named else "shorten a section"


def _priorities(selection: Selection) -> Iterator[tuple[str, int]]:
    """Yield the key (``path:line``) and the priority of each block of a selection."""
    for section in selection.sections:
        own = [c.priority for c in section.conditions if c.priority is not None]
        above = own[-1] if own else _DEFAULT_PRIORITY
        for block in section.blocks:
            yield from _block_priorities(block, section.path, above)


def _block_priorities(node: Node, path: str, above: int) -> Iterator[tuple[str, int]]:
    own = [c.priority for c in node.conditions if c.priority is not None]
    priority = own[-1] if own else above
    if node.line:  # before its children: an item that starts its list counts for their line
        yield f"{path}:{node.line}", priority
    for child in node.children:
        if not isinstance(child, str) and child.kind not in _INLINE:
            yield from _block_priorities(child, path, priority)


def _nearly_empty_pages(edition: Edition, parts: Sequence[TypesetFragment]) -> Iterator[Finding]:
    for part in parts:
        if part.front or len(part.pages) < 2 or part.pages[-1].fill >= _MIN_LAST_FILL:
            continue
        tail = part.pages[-1]
        held = next((key.rpartition(":")[0] for key, _ in tail.blocks if key), "")
        place = Location(held or str(edition))  # end matter is of no section
        yield Finding(
            place,
            "B506",
            f"{edition}: the last page of “{part.name}” is nearly empty: "
            f"{counted(tail.lines, 'line')}",
            "cut that many lines, or add more text",
            Severity.WARNING,
        )
