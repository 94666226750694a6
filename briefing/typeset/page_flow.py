"""What stands in the flow of a laid-out page, line by line, and how its first and last lines bear
on the pages beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.typeset.weasyprint_library import boxes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOLE = 0.3
"""Share of a page that may stay empty rather than that the next block breaks."""
_HEADS = frozenset({"thead", "tfoot"})
"""Parts of tables that WeasyPrint repeats on each page."""
_LONG_WORD = 40
"""Letters from which a word in a table may break, where the table would be too wide."""
_ROWS = frozenset({"tr", "th", "td"})
"""What `briefing.typeset.tall_rows` lets break."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A line, picture or table row in the flow of a page, with the boxes around it."""

    box: Any
    around: tuple[Any, ...]
    """From the page's body to the box itself."""

    def foot(self) -> float:
        """Return where its foot is on the page, in px, with the padding of what ends with it."""
        return float(self.box.position_y + self.box.margin_height())


def leaves(box: Any, around: tuple[Any, ...]) -> Iterator[Leaf]:
    """Yield what stands in the flow of a box, in order."""
    here = (*around, box)
    if isinstance(box, boxes.LineBox | boxes.TableRowBox | boxes.ReplacedBox):
        yield Leaf(box, here)
        return
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox) or not isinstance(child, boxes.Box):
            continue
        flows = child.is_in_normal_flow() or child.style["float"] == "left"
        if flows and str(child.element_tag) not in _HEADS:
            yield from leaves(child, here)


def cells_that_widen(page: Any) -> Iterator[Any]:
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


def must_not_break(box: Any) -> bool:
    """Return whether a box is of an element, not of its marker, that is to stay on one page."""
    own = box.element is not None and box.element_tag == box.element.tag
    return (
        own
        and box.element_tag not in _ROWS
        and box.style["break_inside"] in {"avoid", "avoid-page"}
    )


def kept_whole(following: Sequence[Leaf]) -> Any:
    """Return the largest element that is kept whole, of those that begin a page, if it may break.

    Headings before it stay with it. A figure may not break: only its picture is tall.
    """
    for leaf in following:
        kept = next((box for box in leaf.around if must_not_break(box)), None)
        if kept is None or kept.element.find(".//img") is not None:
            return None
        if not keeps_next(kept):
            return kept.element
    return None


def held_tables(following: Sequence[Leaf]) -> Iterator[Any]:
    """Yield the tables that begin a page, or follow what is kept with them, and may break."""
    for leaf in following:
        table = next((box for box in leaf.around if isinstance(box, boxes.TableBox)), None)
        if table is not None and not any(must_not_break(box) for box in leaf.around):
            yield table.element
        if table is not None or not any(keeps_next(box) for box in leaf.around):
            break


def keeps_next(box: Any) -> bool:
    """Return whether what follows a box is to stay on its page."""
    return box.element is not None and box.style["break_after"] in {"avoid", "avoid-page"}


def is_spoilt(page: Any, last: Leaf, following: Leaf) -> bool:
    """Return whether a page ends with what belongs to the text after it, or is left half empty."""
    continued = {id(box.element) for box in following.around if box.element is not None}
    if any(keeps_next(box) and id(box.element) not in continued for box in last.around):
        return True
    return hole(page, last) > HOLE


def hole(page: Any, last: Leaf) -> float:
    """Return the share of a page that is empty below what stands last on it."""
    return room_below(page, last) / float(page._page_box.height)


def room_below(page: Any, last: Leaf) -> float:
    """Return how much of a page is empty below what stands last on it, in px."""
    frame = page._page_box
    return float(frame.content_box_y() + frame.height - last.foot())


def would_fit(page: Any, last: Leaf, following: Leaf) -> bool:
    """Return whether what begins the next page, as far as it is kept whole, is lower than the hole
    on the page before."""
    kept = next((box for box in following.around if must_not_break(box)), following.box)
    return bool(kept.margin_height() <= room_below(page, last))


def divided(last: Leaf, following: Sequence[Leaf]) -> Iterator[Any]:
    """Yield the block whose words are divided at a page's end, or that begins the next page with
    a line of half a word."""
    for leaf, spoils in ((last, ends_divided(last)), (following[0], is_half_word(following[0]))):
        if spoils:
            yield next(box.element for box in reversed(leaf.around[:-1]) if box.element is not None)


def ends_divided(leaf: Leaf) -> bool:
    """Return whether a line ends with a divided word."""
    return _words(leaf).endswith(leaf.box.style["hyphenate_character"])


def is_half_word(leaf: Leaf) -> bool:
    """Return whether a line is one part of a divided word, and nothing else."""
    return ends_divided(leaf) and " " not in _words(leaf)


def _words(leaf: Leaf) -> str:
    return "".join(text.text for text in _texts(leaf.box)).strip()


def _texts(box: Any) -> Iterator[Any]:
    """Yield the texts in a line, in order."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TextBox):
            yield child
        else:
            yield from _texts(child)
