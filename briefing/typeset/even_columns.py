"""Columns of running text that end alike, found by halving.

The engine tries one height after the other, often a pixel more each time: a page of boxes that may
not break takes it hundreds of layouts. Heights are whole lines here, and each try halves the range.
What it finds is the least height at which all of the text fits, as the engine would. Where
something stands across the columns, or that height does not do, the engine has its way.
"""

from __future__ import annotations

from math import ceil, inf
from typing import Any

from briefing.typeset.layout import RUNNING
from briefing.typeset.weasyprint_library import block_layout, strut

_SLACK_PX = 0.01


def install() -> None:
    """Have the engine balance running text by halves. To call it again changes nothing."""
    if not hasattr(block_layout.columns_layout, "halves"):
        block_layout.columns_layout = _halving(block_layout.columns_layout)


def _halving(lay_out_columns: Any) -> Any:
    """Return WeasyPrint's ``columns_layout``, which finds the height of running text sooner."""

    def lay_out(context: Any, box: Any, bottom_space: float, *given: Any) -> Any:
        if not _is_plain_running(context, box):
            return lay_out_columns(context, box, bottom_space, *given)
        trial = _Trial(lay_out_columns, context, _unbalanced(box), given)
        found = trial.at(bottom_space)
        full, resume_at, *_ = found
        if full is None or resume_at is not None:
            return found  # as high as the page
        line = float(strut(box.style)[0])
        top = full.content_box_y()
        low, high = 0, ceil((full.height - _SLACK_PX) / line)
        while high - low > 1:
            middle = (low + high) // 2
            if trial.fits(context.page_bottom - top - middle * line, bottom_space):
                high = middle
            else:
                low = middle
        found = trial.at(max(bottom_space, context.page_bottom - top - high * line))
        if found[0] is None or found[1] is not None:
            trial.take_back()
            return lay_out_columns(context, box, bottom_space, *given)
        return found

    lay_out.halves = lay_out_columns  # type: ignore[attr-defined]
    # So that `folded_tables` knows that it has been here.
    lay_out.around = lay_out_columns  # type: ignore[attr-defined]
    return lay_out


def _is_plain_running(context: Any, box: Any) -> bool:
    """Return whether a box is text that runs through columns, with nothing across them."""
    element = box.element
    return (
        element is not None
        and RUNNING in element.get("class", "").split()
        and context.current_footnote_area.height == "auto"
        and box.style["height"] == "auto"
        and all(child.style["column_span"] != "all" for child in box.children)
    )


def _unbalanced(box: Any) -> Any:
    """Return a copy of a box whose columns are filled one after the other."""
    copy = box.copy()
    copy.style = box.style.copy()
    copy.style["column_fill"] = "auto"
    return copy


class _Trial:
    """Lays columns out again and again; what a try leaves in the engine's lists is taken back."""

    def __init__(self, lay_out: Any, context: Any, box: Any, given: tuple[Any, ...]) -> None:
        self._lay_out, self._context, self._box, self._given = lay_out, context, box, given
        _, _, _, absolute, fixed, *_ = given
        shapes, broken = context.excluded_shapes, context.broken_out_of_flow
        self._lists = [(held, list(held)) for held in (absolute, fixed, shapes)]
        self._broken = (broken, dict(broken))

    def at(self, bottom_space: float) -> Any:
        """Return the layout that leaves so much of the page free, in px."""
        self.take_back()
        return self._lay_out(self._context, self._box, bottom_space, *self._given)

    def fits(self, bottom_space: float, least: float) -> bool:
        """Return whether all has room above it, without anything that must be somewhere."""
        self.take_back()
        skip_stack, containing_block, _, *rest = self._given
        given = (skip_stack, containing_block, False, *rest)
        space = max(bottom_space, least)
        box, resume_at, *_ = self._lay_out(self._context, self._box, space, *given)
        return box is not None and resume_at is None and box.height < inf

    def take_back(self) -> None:
        """Leave the engine's lists as they were."""
        for held, before in self._lists:
            held[:] = before
        broken, known = self._broken
        broken.clear()
        broken.update(known)
