"""Layout until no page breaks badly: what stands in the way of a good break is relaxed, and the
fragment is laid out again.

A style sheet says what must not break. WeasyPrint keeps to that even where it cannot be kept:
before a block that is taller than a page it tears apart whatever stands above. This is seen only
once the text is laid out. So the boxes of each page are read, the elements at fault get a
declaration of their own, and everything is laid out once more. The same text always takes the same
steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from briefing.typeset.page_findings import SIDE_IN_TEXT, letter_count, root_of, side_letters
from briefing.typeset.slot_overflow import overfull_steps
from briefing.typeset.tall_rows import let_break, loosen
from briefing.typeset.weasyprint_library import boxes
from briefing.typeset.wide_tables import step_down

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

_ROUNDS = 10
"""Layouts at most. Each makes some element more tolerant, so there is an end anyway; this bounds
the time for text that was written to prolong it."""
_HOLE = 0.3
"""Share of a page that may stay empty rather than that the next block breaks."""
_MAY_BREAK = "break-inside: auto"
_IN_FLOW = "float: none"
_WHOLE_WORDS = "hyphens: manual"
ANYWHERE = "overflow-wrap: anywhere"
"""What cells with very long words are given, where their table is too wide."""
_LONG_WORD = 40
"""Letters from which a word in a table may break, where the table would be too wide."""
_HEADS = frozenset({"thead", "tfoot"})
"""Parts of tables that WeasyPrint repeats on each page."""
_ROWS = frozenset({"tr", "th", "td"})
"""What `briefing.typeset.tall_rows` lets break."""


def lay_out(render: Callable[[], Any], fragment_pages: int, *, turns: bool = False) -> Any:
    """Return a laid-out document whose pages break as well as they can.

    Args:
        render: Lays the fragment out, with the declarations that its elements have by then.
        fragment_pages: Pages that it must have; 0 for text that flows over as many as it needs.
        turns: Whether tables that are too wide are turned in the end.
    """
    document = render()
    for _ in range(_ROUNDS - 1):
        if not _mend(document.pages, flows=not fragment_pages, turns=turns):
            break
        document = render()
    return document


def _mend(pages: Sequence[Any], *, flows: bool, turns: bool) -> bool:
    """Change elements that are at fault; return whether any was changed.

    What makes a table lower comes first: other faults may be gone with it.
    """
    if flows:
        widened = [cell for page in pages for cell in _cells_that_widen(page)]
        if sum(_declare(cell, ANYWHERE) for cell in widened):
            return True
    page_boxes = [page._page_box for page in pages]
    if step_down(page_boxes, turns=turns) or let_break(page_boxes):
        return True
    changed = sum(_step(e) for page in pages for e in overfull_steps(page._page_box))
    if flows:
        changed += sum(_declare(*fault) for fault in _faults(pages))
        changed += sum(loosen(table) for table in _held_tables(pages))
        changed += sum(_into_text(side) for side in [*_lost_sides(pages)])
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
    """Put a box of the side column into the text; return whether it was not there."""
    if side.get("class") == SIDE_IN_TEXT:
        return False
    side.set("class", SIDE_IN_TEXT)
    return True


def _lost_sides(pages: Sequence[Any]) -> Iterator[Any]:
    """Yield boxes of the side column that there is no room for: not, or not wholly, on one page.

    With each go those that follow it without text between. Nor is there room where a page holds
    nothing but side boxes, or where the text waits for them.
    """
    bare = [n for n, page in enumerate(pages) if not any(leaves(page._page_box, ()))]
    shown = side_letters(pages)
    neighbours = (pair for parent in root_of(pages).iter() for pair in pairwise(parent))
    after = {one: other for one, other in neighbours if one in shown and other in shown}
    held_back = _that_leave_holes(pages, shown)
    for side, counts in shown.items():
        whole = list(counts.values()) == [letter_count("".join(side.itertext()))]
        if not whole or side in held_back or any(page in bare for page in counts):
            lost = side
            while lost is not None:
                yield lost
                lost = after.get(lost)


def _that_leave_holes(
    pages: Sequence[Any], shown: Mapping[Any, Mapping[int, int]]
) -> Collection[Any]:
    """Return the side boxes that begin a page and have the page before left half empty."""
    order = {element: n for n, element in enumerate(root_of(pages).iter())} if shown else {}
    flows = [list(leaves(page._page_box, ())) for page in pages] if shown else []
    found = set()
    for number, (flow, following) in enumerate(pairwise(flows), start=1):
        if flow and following and _hole(pages[number - 1], flow[-1]) > _HOLE:
            first = order.get(following[0].box.element, 0)
            found |= {side for side in shown if number in shown[side] and order[side] < first}
    return found


def _declare(element: Any, declaration: str) -> bool:
    """Give an element a declaration; return whether it is new to it."""
    style = element.get("style") or ""
    if declaration in style:
        return False
    element.set("style", f"{style}; {declaration}" if style else declaration)
    return True


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A line, picture or table row in the flow of a page, with the boxes around it."""

    box: Any
    around: tuple[Any, ...]
    """From the page's body to the box itself."""

    def foot(self) -> float:
        """Return where its foot is on the page, in px, with the padding of what ends with it."""
        return float(self.box.position_y + self.box.margin_height())


def _faults(pages: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """Yield each element that spoils a page break, and the declaration that it needs."""
    flows = [list(leaves(page._page_box, ())) for page in pages]
    yield from _broken(flows)
    for page, flow, following in zip(pages, flows, flows[1:], strict=False):
        if not following or not flow:
            continue
        if (kept := _kept(following)) is not None and _is_spoilt(page, flow[-1], following[0]):
            yield kept, _MAY_BREAK
        yield from ((element, _WHOLE_WORDS) for element in _divided(flow[-1], following))


def _held_tables(pages: Sequence[Any]) -> Iterator[Any]:
    """Yield tables whose first or last rows are kept together and so leave a page half empty."""
    flows = [list(leaves(page._page_box, ())) for page in pages]
    for page, flow, following in zip(pages, flows, flows[1:], strict=False):
        if not flow or not following or _hole(page, flow[-1]) <= _HOLE:
            continue
        for leaf in following:
            table = next((box for box in leaf.around if isinstance(box, boxes.TableBox)), None)
            if table is not None and not any(_must_not_break(box) for box in leaf.around):
                yield table.element
            if table is not None or not any(_keeps_next(box) for box in leaf.around):
                break


def leaves(box: Any, around: tuple[Any, ...]) -> Iterator[_Leaf]:
    """Yield what stands in the flow of a box, in order."""
    here = (*around, box)
    if isinstance(box, boxes.LineBox | boxes.TableRowBox | boxes.ReplacedBox):
        yield _Leaf(box, here)
        return
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox) or not isinstance(child, boxes.Box):
            continue
        flows = child.is_in_normal_flow() or child.style["float"] == "left"
        if flows and str(child.element_tag) not in _HEADS:
            yield from leaves(child, here)


def _broken(flows: Sequence[Sequence[_Leaf]]) -> Iterator[tuple[Any, str]]:
    """Yield elements that must not break and are on two pages nonetheless: they are taller.

    Each is yielded with what it needs.
    """
    seen: dict[Any, int] = {}
    for number, flow in enumerate(flows):
        for leaf in flow:
            for box in leaf.around:
                if _must_not_break(box) and seen.setdefault(box.element, number) != number:
                    yield box.element, _MAY_BREAK
                    if box.style["float"] != "none":  # what follows would be printed over its rest
                        yield box.element, _IN_FLOW


def _cells_that_widen(page: Any) -> Iterator[Any]:
    """Yield the cells with words of great length, of tables that are wider than their place."""
    for leaf in leaves(page._page_box, ()):
        if not isinstance(leaf.box, boxes.TableRowBox):
            continue
        table = next(n for n, box in enumerate(leaf.around) if isinstance(box, boxes.TableBox))
        # Right around a table is an anonymous box as wide as itself.
        if leaf.around[table].margin_width() > leaf.around[table - 2].width + 1:
            for cell in leaf.box.children:
                if any(len(word) > _LONG_WORD for word in "".join(cell.element.itertext()).split()):
                    yield cell.element


def _must_not_break(box: Any) -> bool:
    """Return whether a box is of an element, not of its marker, that is to stay on one page."""
    own = box.element is not None and box.element_tag == box.element.tag
    return (
        own
        and box.element_tag not in _ROWS
        and box.style["break_inside"] in {"avoid", "avoid-page"}
    )


def _kept(following: Sequence[_Leaf]) -> Any:
    """Return the largest element that is kept whole, of those that begin a page, if it may break.

    Headings before it stay with it. A figure may not break: only its picture is tall.
    """
    for leaf in following:
        kept = next((box for box in leaf.around if _must_not_break(box)), None)
        if kept is None or kept.element.find(".//img") is not None:
            return None
        if not _keeps_next(kept):
            return kept.element
    return None


def _keeps_next(box: Any) -> bool:
    """Return whether what follows a box is to stay on its page."""
    return box.element is not None and box.style["break_after"] in {"avoid", "avoid-page"}


def _is_spoilt(page: Any, last: _Leaf, following: _Leaf) -> bool:
    """Return whether a page ends with what belongs to the text after it, or is left half empty."""
    continued = {id(box.element) for box in following.around if box.element is not None}
    if any(_keeps_next(box) and id(box.element) not in continued for box in last.around):
        return True
    return _hole(page, last) > _HOLE


def _hole(page: Any, last: _Leaf) -> float:
    """Return the share of a page that is empty below what stands last on it."""
    frame = page._page_box
    return float((frame.content_box_y() + frame.height - last.foot()) / frame.height)


def _divided(last: _Leaf, following: Sequence[_Leaf]) -> Iterator[Any]:
    """Yield the block whose words are divided at a page's end, or that begins the next page with
    a line of half a word."""
    for leaf, whole_line in ((last, False), (following[0], True)):
        words = "".join(text.text for text in _texts(leaf.box)).strip()
        mark = leaf.box.style["hyphenate_character"]
        if words.endswith(mark) and not (whole_line and " " in words):
            yield next(box.element for box in reversed(leaf.around[:-1]) if box.element is not None)


def _texts(box: Any) -> Iterator[Any]:
    """Yield the texts in a line, in order."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TextBox):
            yield child
        else:
            yield from _texts(child)
