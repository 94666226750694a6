"""Layout until no page breaks badly: what stands in the way of a good break is relaxed, and the
fragment is laid out again.

A style sheet says what must not break. WeasyPrint keeps to that even where it cannot be kept:
before a block that is taller than a page it tears apart whatever stands above. This is seen only
once the text is laid out. So the boxes of each page are read, the elements at fault get a
declaration of their own, and everything is laid out once more. The same text always takes the same
steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any

from briefing.typeset.balanced_headings import unbalanced
from briefing.typeset.floating_figures import float_figure
from briefing.typeset.layout import SIDE, SIDE_IN_TEXT
from briefing.typeset.line_grid import off_grid
from briefing.typeset.page_edges import edges_of
from briefing.typeset.page_findings import letters_of, side_letters
from briefing.typeset.page_flow import (
    HOLE,
    Leaf,
    cells_that_widen,
    divided,
    held_tables,
    hole,
    is_spoilt,
    kept_whole,
    leaves,
    must_not_break,
    would_fit,
)
from briefing.typeset.portraits_beside import set_smaller
from briefing.typeset.slot_overflow import overfull_steps
from briefing.typeset.struck_boxes import AS_COLUMN, struck_boxes
from briefing.typeset.tall_rows import let_break, loosen, pages_in_trouble
from briefing.typeset.wide_tables import step_down

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from briefing.typeset.layout import Layout

_ROUNDS = 10
"""Layouts at most. Each makes some element more tolerant, so there is an end anyway; this bounds
the time for text that was written to prolong it."""
_MAY_BREAK = "break-inside: auto"
_IN_FLOW = "float: none"
_WHOLE_WORDS = "hyphens: manual"
ANYWHERE = "overflow-wrap: anywhere"
"""What cells with very long words are given, where their table is too wide."""


def lay_out(
    render: Callable[[Collection[str]], Layout],
    fragment_pages: int,
    note: Callable[[Layout], None],
    *,
    turns: bool = False,
) -> Layout:
    """Return a layout whose pages break as well as they can.

    Args:
        render: Lays the fragment out, with the declarations that its elements have by then. Pages
            with the given keys are laid out though they are stored.
        fragment_pages: Pages that it must have; 0 for text that flows over as many as it needs.
        note: Called with each layout before its elements are changed, and with the last one.
        turns: Whether tables that are too wide are turned in the end.
    """
    layout = _settled(render)
    note(layout)
    for _ in range(_ROUNDS - 1):
        if not _mend(layout, flows=not fragment_pages, turns=turns):
            break
        layout = _settled(render)
        note(layout)
    bare = {p.key for p in layout.placed if p.taken is not None and p.taken.page is None}
    if bare:  # of these it is known only where they end
        layout = render(bare)
        note(layout)
    return layout


def _settled(render: Callable[[Collection[str]], Layout]) -> Layout:
    """Return a layout with all those pages laid out that may be at fault.

    A page that was taken from a store is not at fault itself. It may be beside another page.
    """
    relaid: set[str] = set()
    layout = render(relaid)
    while more := (_doubtful(layout) or _with_rows_in_trouble(layout)) - relaid:
        relaid |= more
        layout = render(relaid)
    return layout


def _doubtful(layout: Layout) -> set[str]:
    """Return the keys of taken pages that may break badly beside the page they are beside."""
    if all(page.taken is None for page in layout.placed):
        return set()
    edges = [edges_of(p.laid) if p.taken is None else p.taken.edges for p in layout.placed]
    found: set[str] = set()
    for number, (own, following) in enumerate(pairwise(edges)):
        if own is None or following is None or own.may_spoil(following):
            pair = layout.placed[number : number + 2]
            found |= {page.key for page in pair if page.taken is not None}
    return found


def _with_rows_in_trouble(layout: Layout) -> set[str]:
    """Return the keys of taken pages that may hold more of a table whose rows are to break: how
    tall each is decides, on whatever page."""
    if all(page.taken is None for page in layout.placed):
        return set()
    found: set[str] = set()
    for number in pages_in_trouble({n: page._page_box for n, page in layout.laid.items()}):
        for pages in (layout.placed[number + 1 :], layout.placed[:number][::-1]):
            taken = takewhile(lambda page: page.taken and page.taken.edges.first_row, pages)
            found |= {page.key for page in taken}
    return found


def _mend(layout: Layout, *, flows: bool, turns: bool) -> bool:
    """Change elements that are at fault; return whether any was changed.

    What makes a table lower comes first: other faults may be gone with it.
    """
    pages = layout.laid
    if flows:
        widened = [cell for page in pages.values() for cell in cells_that_widen(page)]
        if sum(_declare(cell, ANYWHERE) for cell in widened):
            return True
    page_boxes = [page._page_box for page in pages.values()]
    if step_down(page_boxes, layout.root, turns=turns) or let_break(page_boxes):
        return True
    changed = sum(_step(e) for page_box in page_boxes for e in overfull_steps(page_box))
    if flows:
        changed += sum(_declare(*fault) for fault in _faults(pages))
        changed += sum(loosen(table) for table in _held_tables(pages))
        changed += sum(
            _declare(box, AS_COLUMN) for page in page_boxes for box in struck_boxes(page)
        )
        changed += sum(_into_text(side) for side in [*_lost_sides(layout)])
        if not changed:
            changed = _float_figure(layout)
        if not changed:
            uneven = [
                fault
                for page_box in page_boxes
                for fault in (*unbalanced(page_box), *off_grid(page_box))
            ]
            changed = sum(_declare(*fault) for fault in uneven)
    return changed > 0


def _step(element: Any) -> bool:
    """Set an element one step smaller; return whether the theme has such a step."""
    classes = [name for name in element.get("class").split() if not name.startswith("step-")]
    taken = int(element.get("data-step", "0"))
    if taken == int(element.get("data-steps")):
        return False
    element.set("data-step", str(taken + 1))
    element.set("class", " ".join((*classes, f"step-{taken + 1}")))
    return True


def _into_text(side: Any) -> bool:
    """Put a box of the side column into the text; return whether it was not there.

    A photograph that nobody has put beside the text is set smaller first.
    """
    if side.get("class") == SIDE_IN_TEXT:
        return False
    if set_smaller(side):
        return True
    side.set("class", SIDE_IN_TEXT)
    return True


def _lost_sides(layout: Layout) -> Iterator[Any]:
    """Yield boxes of the side column that there is no room for: not, or not wholly, on one page.

    With each go those that follow it without text between. Nor is there room where a page holds
    nothing but side boxes, or where the text waits for them.
    """
    shown = side_letters(layout.laid, layout.sides())
    if not shown:
        return
    bare = [n for n, page in layout.laid.items() if not any(leaves(page._page_box, ()))]
    sides = {element for element in layout.root.iter("div") if element.get("class") == SIDE}
    neighbours = (pair for parent in layout.root.iter() for pair in pairwise(parent))
    after = {one: other for one, other in neighbours if one in sides and other in sides}
    held_back = _that_leave_holes(layout, shown)
    for side, counts in shown.items():
        whole = list(counts.values()) == [letters_of(side)]
        if not whole or side in held_back or any(page in bare for page in counts):
            lost = side
            while lost is not None:
                yield lost
                lost = after.get(lost)


def _that_leave_holes(layout: Layout, shown: Mapping[Any, Mapping[int, int]]) -> Collection[Any]:
    """Return the side boxes that begin a page and have the page before left half empty, where the
    text beside them would have had room."""
    order = {element: n for n, element in enumerate(layout.root.iter())}
    found = set()
    for (number, page, flow), (_, _, following) in _side_by_side(layout.laid):
        if flow and following and hole(page, flow[-1]) > HOLE:
            if not would_fit(page, flow[-1], following[0]):
                continue  # with or without the box
            first = order.get(following[0].box.element, 0)
            found |= {s for s in shown if number + 1 in shown[s] and order[s] < first}
    return found


def _declare(element: Any, declaration: str) -> bool:
    """Give an element a declaration; return whether it is new to it."""
    style = element.get("style") or ""
    if declaration in style:
        return False
    element.set("style", f"{style}; {declaration}" if style else declaration)
    return True


_Flow = tuple[int, Any, Sequence[Leaf]]
"""A page with its number, and what stands in its flow."""


def _side_by_side(pages: Mapping[int, Any]) -> Iterator[tuple[_Flow, _Flow]]:
    """Yield each two pages that follow one another, of those laid out."""
    flows = [(number, page, list(leaves(page._page_box, ()))) for number, page in pages.items()]
    yield from ((one, other) for one, other in pairwise(flows) if one[0] + 1 == other[0])


def _faults(pages: Mapping[int, Any]) -> Iterator[tuple[Any, str]]:
    """Yield each element that spoils a page break, and the declaration that it needs."""
    yield from _broken(pages)
    for (_, page, flow), (_, _, following) in _side_by_side(pages):
        if not following or not flow:
            continue
        if (kept := kept_whole(following)) is not None and is_spoilt(page, flow[-1], following[0]):
            yield kept, _MAY_BREAK
        yield from ((element, _WHOLE_WORDS) for element in divided(flow[-1], following))


def _float_figure(layout: Layout) -> bool:
    """Let the first figure that leaves a page half empty float; return whether there is one.

    What is behind it is laid out again before the next one is looked at.
    """
    pairs = _side_by_side(layout.laid)
    return any(float_figure(layout.root, page, flow, f) for (_, page, flow), (_, _, f) in pairs)


def _held_tables(pages: Mapping[int, Any]) -> Iterator[Any]:
    """Yield tables whose first or last rows are kept together and so leave a page half empty."""
    for (_, page, flow), (_, _, following) in _side_by_side(pages):
        if flow and following and hole(page, flow[-1]) > HOLE:
            yield from held_tables(following)


def _broken(pages: Mapping[int, Any]) -> Iterator[tuple[Any, str]]:
    """Yield elements that must not break and are on two pages nonetheless: they are taller.

    Each is yielded with what it needs.
    """
    seen: dict[Any, int] = {}
    for number, page in pages.items():
        for leaf in leaves(page._page_box, ()):
            for box in leaf.around:
                if must_not_break(box) and seen.setdefault(box.element, number) != number:
                    yield box.element, _MAY_BREAK
                    if box.style["float"] != "none":  # what follows would be printed over its rest
                        yield box.element, _IN_FLOW
