"""The page budget: whether an edition keeps to the pages of its length, and by how many lines it
misses them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Location, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.model.composition import Composition
    from briefing.model.content import Briefing, Node
    from briefing.model.edition import Edition, Selection
    from briefing.model.output import TypesetFragment

_LISTED = 5
_INLINE = frozenset({"span", "strong", "em", "a", "code", "fact", "cite", "ref", "footnote"})
"""Kinds of inline nodes: lines belong to the block around them."""
_DEFAULT_PRIORITY = 5
_MIN_LAST_FILL = 0.25
"""Smallest share of its height that a last page may use without a warning."""


def check_budget(
    briefing: Briefing, selection: Selection, parts: Sequence[TypesetFragment]
) -> list[Finding]:
    """Return findings for an edition with too many or too few pages, or a nearly empty last one.

    Args:
        briefing: gives the page budget of the edition's length.
        selection: what the edition holds, with the priorities of its blocks.
        parts: its typeset fragments.
    """
    edition = selection.edition
    fewest, most = briefing.settings.lengths[edition.length].pages
    pages = sum(len(part.pages) for part in parts)
    place = briefing.place("briefing.yaml", f"lengths.{edition.length}.pages")
    contract = f"{most}" if fewest == most else f"{fewest} to {most}"
    if pages > most:
        over = _lines_over(parts, pages - most)
        return [
            Finding(
                place,
                "B503",
                f"{edition} has {counted(pages, 'page')}; the length “{edition.length}” allows "
                f"{contract}: {counted(over, 'line')} too many",
                _droppable_blocks(selection, parts),
            )
        ]
    if pages < fewest:
        return [
            Finding(
                place,
                "B504",
                f"{edition} has {counted(pages, 'page')}; the length “{edition.length}” requires "
                f"{contract}: {counted(_lines_short(parts, fewest - pages), 'line')} too few",
                "include more blocks in this length, or lower its minimum page count",
            )
        ]
    return list(_nearly_empty_pages(edition, parts))


def check_deck(briefing: Briefing, composition: Composition) -> list[Finding]:
    """Return a finding when a deck has too many or too few slides for its length."""
    edition = composition.edition
    contract = briefing.settings.lengths[edition.length].deck
    if contract is None or edition.format == "cards":
        return []
    fewest, most = contract.slides
    slides = len(composition.outline)
    if fewest <= slides <= most:
        return []
    place = briefing.place("briefing.yaml", f"lengths.{edition.length}.deck.slides")
    asked = f"{most}" if fewest == most else f"{fewest} to {most}"
    off = f"{slides - most} too many" if slides > most else f"{fewest - slides} too few"
    message = f"{edition} has {counted(slides, 'slide')}; the length “{edition.length}” requires "
    hint = "change the length of some slides, write more of them, or change the limits"
    return [Finding(place, "B514", f"{message}{asked}: {off}", hint)]


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
