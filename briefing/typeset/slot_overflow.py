"""Slots of slides and cards: whether their contents fit, and are large enough to read.

This works on WeasyPrint's boxes of a page after layout. A slot is an element with ``data-slot``.
WeasyPrint lays out its contents whether there is room or not, without a warning. So the boxes
inside are compared with the edges of the slot's box; and an element inside that has no box at all
began below the end of the page, and was dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.model.findings import Finding, Location, counted
from briefing.model.paper import MM_PER_PX

if TYPE_CHECKING:
    from collections.abc import Iterator

_PX_PER_PT = 4 / 3
_SLACK_PX = 0.75
"""Overflow in px that is ignored: rounding, and the part of a line box above its letters."""
_SECONDARY = frozenset(
    {"as-of", "fig-subtitle", "tab-note", "fig-title", "part-name", "background", "sources"}
)
"""Classes of text in slots that may be as small as the theme's smallest text."""
_LAID_OUT = frozenset(
    {"p", "li", "dt", "dd", "img", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4"}
)
"""Elements that have a box if they are laid out at all."""


def slot_findings(page_box: Any, place: Location) -> Iterator[Finding]:
    """Yield an error for each slot of a page that overflows, or has text that is too small.

    Args:
        page_box: WeasyPrint's box of the page.
        place: location of findings where no slide or card has one.
    """
    for box, slide in _slots(page_box, place):
        name = box.element.get("data-slot")
        yield from _overflow(box, name, slide)
        yield from _too_small(box, name, slide)


def overfull_steps(page_box: Any) -> Iterator[Any]:
    """Yield each element with ``data-steps``, sizes that its text may have, that has an overfull
    slot in it or is one."""
    for box, stepped in _slots_with_steps(page_box, None):
        if stepped is not None and any(_overflow(box, "", Location(""))):
            yield stepped


def _slots_with_steps(box: Any, stepped: Any) -> Iterator[tuple[Any, Any]]:
    element = getattr(box, "element", None)
    if element is not None and "::" not in str(getattr(box, "element_tag", "")):
        stepped = element if element.get("data-steps") else stepped
        if element.get("data-slot"):
            yield box, stepped
            return
    for child in getattr(box, "children", ()):
        yield from _slots_with_steps(getattr(child, "_box", child), stepped)


def _slots(box: Any, place: Location) -> Iterator[tuple[Any, Location]]:
    """Yield the box of each slot, with the location of the slide or card it belongs to."""
    element = getattr(box, "element", None)
    if element is not None and "::" not in str(getattr(box, "element_tag", "")):
        if key := element.get("data-place") or element.get("data-block"):
            path, _, number = key.rpartition(":")
            place = Location(path, int(number)) if number.isdigit() else place
        if element.get("data-slot"):
            yield box, place
            return
    for child in getattr(box, "children", ()):
        yield from _slots(getattr(child, "_box", child), place)


def _overflow(slot: Any, name: str, slide: Location) -> Iterator[Finding]:
    """Yield an error if a box reaches below or beyond the slot, or an element of it has no box."""
    foot = slot.content_box_y() + slot.height
    right = slot.content_box_x() + slot.width
    low = wide = 0.0
    lines = 0
    for box, edge_of_part in _within(slot, right):
        bottom, edge = _extent(box)
        low, wide = max(low, bottom - foot), max(wide, edge - edge_of_part)
        lines += _is_line(box) and bottom - foot > _SLACK_PX
    lost = _dropped_text(slot)
    remedy = slot.element.get("data-remedy", "")
    if low > _SLACK_PX or lost:
        count = f" ({counted(lines, 'line')})" if lines else ""
        over = f" overflows by {low * MM_PER_PX:.1f} mm{count}" if low > _SLACK_PX else ""
        rest = f"“{lost}” did not fit and was dropped" if lost else ""
        separator = ("; " if over else ": ") if rest else ""
        yield Finding(
            slide,
            "B511",
            f"slot “{name}”{over}{separator}{rest}",
            remedy or "use fewer words, or split it over another slide or card",
        )
    if wide > _SLACK_PX:
        yield Finding(
            slide,
            "B511",
            f"slot “{name}” overflows to the right by {wide * MM_PER_PX:.1f} mm",
            remedy
            or "shorten its contents: a long word, a name, a number, a line of code, a table",
        )


def _dropped_text(slot: Any) -> str:
    """Return the first words of an element without a box: WeasyPrint drops what would begin below
    the end of the page."""
    laid_out = {id(getattr(box, "element", None)) for box in _descendants(slot)}
    for element in slot.element.iter():
        if element.tag in _LAID_OUT and id(element) not in laid_out:
            words = element.get("alt") or " ".join(element.itertext())
            return f"{' '.join(words.split()):.40}"
    return ""


def _descendants(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        yield inner
        yield from _descendants(inner)


def _within(box: Any, right: float) -> Iterator[tuple[Any, float]]:
    """Yield what is in a box, with the right edge that it must keep to: that of the column it is
    in (``data-across``), or ``right``."""
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        element = getattr(inner, "element", None)
        edge = right
        if element is not None and element.get("data-across") is not None:
            edge = inner.content_box_x() + inner.width
        yield inner, edge
        yield from _within(inner, edge)


def _is_line(box: Any) -> bool:
    return type(box).__name__ == "LineBox"


def _is_text(box: Any) -> bool:
    return type(box).__name__ == "TextBox"


def _extent(box: Any) -> tuple[float, float]:
    """Return how far down and right a box reaches, in px; 0 in a direction where it is not tested.

    A line reaches down, and its text to the right: a line box itself is as wide as its slot.
    """
    if _is_line(box):
        return box.position_y + box.height, 0.0
    if _is_text(box):
        return 0.0, box.position_x + box.width
    width = getattr(box, "width", 0)
    height = getattr(box, "height", 0)
    if isinstance(width, str) or isinstance(height, str) or not hasattr(box, "margin_width"):
        return 0.0, 0.0
    below = box.position_y + box.margin_top + box.border_height()
    # Blocks are as wide as their slot; only boxes with a width of their own can overflow.
    own = hasattr(box, "replacement") or type(box).__name__ in {"TableBox", "TableCellBox"}
    return below, box.position_x + box.margin_left + box.border_width() if own else 0.0


def _too_small(slot: Any, name: str, slide: Location) -> Iterator[Finding]:
    """Yield an error for the smallest text below each of the slot's two limits.

    Limits are in pt: ``data-smallest`` for main text, ``data-least`` for secondary text.
    """
    asked = float(slot.element.get("data-smallest") or 0)
    least = float(slot.element.get("data-least") or asked)
    smallest: dict[float, tuple[float, str]] = {}
    for size, secondary, words in _text_sizes(slot, secondary=False):
        limit = least if secondary else asked
        if size < limit - 0.05 and size < smallest.get(limit, (limit, ""))[0]:
            smallest[limit] = (size, words)
    for limit, (size, words) in smallest.items():
        yield Finding(
            slide,
            "B512",
            f"text of {size:.1f} pt in slot “{name}”; the minimum is {limit:g} pt: “{words:.40}”",
            "show less of the picture or table, or draw it larger",
        )


def _text_sizes(box: Any, *, secondary: bool) -> Iterator[tuple[float, bool, str]]:
    """Yield size in pt, whether it is secondary, and content of each text; pictures included."""
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        element = getattr(inner, "element", None)
        if element is not None and element.tag in {"sup", "sub"}:
            continue  # part of a text that is measured: H₂O is as large as its H
        own = secondary
        if element is not None:
            classes = set((element.get("class") or "").split())
            own = secondary or bool(classes & _SECONDARY) or element.tag == "figcaption"
        if _is_text(inner) and inner.text.strip():
            yield inner.style["font_size"] / _PX_PER_PT, own, inner.text
        elif hasattr(inner, "replacement") and element is not None and element.get("data-text"):
            yield float(element.get("data-text")) * _picture_scale(inner), True, element.get("alt")
        yield from _text_sizes(inner, secondary=own)


def _picture_scale(box: Any) -> float:
    """Return by what factor a picture is drawn larger than its own size, keeping proportions."""
    width, height, _ = box.replacement.get_intrinsic_size(1, 16)
    if not width or not height:
        return 1.0
    return float(min(box.width / width, box.height / height))
