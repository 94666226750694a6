"""Headings of several lines whose last line is short: their lines are made equally long.

CSS asks for that with ``text-wrap: balance`` (CSS Text 4), which WeasyPrint does not know. So the
lines of a heading are read after layout, and the heading gets so much space at its right that as
many lines come out as before, and none is much shorter than the others. What it measures follows
from the heading and its width alone: wherever pages end, it is set the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.typeset.weasyprint_library import boxes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TAGS = frozenset({"h1", "h2", "h3", "h4"})
_CLASSES = frozenset({"fig-title", "tab-title", "box-title"})
_NARROWER = "box-sizing: border-box; padding-right: "
_SHORT = 0.72
"""Share of the longest line below which the last one is short."""
_SLACK = 1.03
"""How much wider the lines may be than they are thought to be: letters are told by their number."""
_MOST_LINES = 6


def unbalanced(page_box: Any) -> Iterator[tuple[Any, str]]:
    """Yield each heading on a page with a short last line, and the declaration that it needs."""
    for box in _headings(page_box):
        lines = [line for line in box.children if isinstance(line, boxes.LineBox)]
        style = box.element.get("style") or ""
        if _NARROWER in style or not 2 <= len(lines) <= _MOST_LINES:
            continue
        widths = [*map(_width, lines)]
        if widths[-1] >= _SHORT * max(widths):
            continue
        free = box.width - _even_width([*zip(map(_words, lines), widths, strict=True)])
        if free > 1:
            yield box.element, f"{_NARROWER}{free:.1f}px"


def _even_width(lines: Sequence[tuple[Sequence[str], float]]) -> float:
    """Return the least width, in px, in which the words of some lines take as many lines."""
    words: list[float] = []
    space = 0.0
    for texts, width in lines:
        letters = sum(map(len, texts)) + len(texts) - 1
        space = max(space, width / max(letters, 1))
        words += [width * len(text) / max(letters, 1) for text in texts]
    low = max(sum(words) / len(lines), *words)
    while _line_count(words, space, low) > len(lines):
        low *= 1.01
    return low * _SLACK


def _line_count(words: Sequence[float], space: float, width: float) -> int:
    """Return how many lines words take that are filled one after the other."""
    count, used = 1, 0.0
    for word in words:
        if used and used + space + word > width:
            count, used = count + 1, word
        else:
            used += (space if used else 0) + word
    return count


def _headings(box: Any) -> Iterator[Any]:
    """Yield the boxes of headings that are whole on a page."""
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        if not isinstance(inner, boxes.Box) or isinstance(inner, boxes.LineBox):
            continue
        if isinstance(inner, boxes.BlockBox) and _is_heading(inner):
            yield inner
        else:
            yield from _headings(inner)


def _is_heading(box: Any) -> bool:
    element = box.element
    if element is None or box.element_tag != element.tag:
        return False
    return element.tag in _TAGS or not _CLASSES.isdisjoint(element.get("class", "").split())


def _width(line: Any) -> float:
    """Return how far the words of a line reach, in px."""
    texts = [*_texts(line)]
    if not texts:
        return 0.0
    ends = [text.position_x + text.width for text in texts]
    return float(max(ends) - min(text.position_x for text in texts))


def _words(line: Any) -> list[str]:
    """Return the words of a line."""
    return "".join(text.text for text in _texts(line)).split() or [""]


def _texts(box: Any) -> Iterator[Any]:
    """Yield the texts in a line, in order."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TextBox):
            yield child
        else:
            yield from _texts(child)
