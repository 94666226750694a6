"""What the edges of a page say about pages that may stand beside it; whether it is sound itself.

Faults of page breaks are found on two pages that follow one another
(`briefing.typeset.relayout`). A page from a store has no boxes any more. So what its first and last
lines may contribute to a fault is kept with it, roughly: where two pages could be at fault
together, both are laid out, and looked at closely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.model.stored_pages import PageEdges
from briefing.typeset.balanced_headings import unbalanced
from briefing.typeset.floating_figures import GAP, waiting_figure
from briefing.typeset.line_grid import off_grid
from briefing.typeset.page_findings import letters_of, side_letters
from briefing.typeset.page_flow import (
    HOLE,
    cells_that_widen,
    ends_divided,
    held_tables,
    hole,
    is_half_word,
    keeps_next,
    kept_whole,
    leaves,
)
from briefing.typeset.slot_overflow import overfull_steps
from briefing.typeset.struck_boxes import struck_boxes
from briefing.typeset.tall_rows import has_broken_rows, row_edges
from briefing.typeset.wide_tables import has_wide_tables

if TYPE_CHECKING:
    from collections.abc import Sequence


def edges_of(page: Any) -> PageEdges | None:
    """Return the edges of a laid-out page; None if nothing stands in its flow."""
    flow = list(leaves(page._page_box, ()))
    if not flow:
        return None
    rows = row_edges(page._page_box)
    return PageEdges(
        leaves_hole=hole(page, flow[-1]) > HOLE,
        leaves_gap=hole(page, flow[-1]) > GAP,
        ends_kept=any(keeps_next(box) for box in flow[-1].around),
        ends_divided=ends_divided(flow[-1]),
        starts_divided=is_half_word(flow[0]),
        starts_kept=kept_whole(flow) is not None,
        starts_table=any(held_tables(flow)),
        starts_figure=waiting_figure(flow) is not None,
        has_side=bool(side_letters({0: page}, ())),
        lacks_header=rows.lacks_header,
        first_row=rows.first,
        last_row=rows.last,
    )


def is_sound(page: Any, sides: Sequence[Any]) -> bool:
    """Return whether nothing is wrong with a page by itself, or could be mended on it.

    Args:
        page: a laid-out page.
        sides: the elements of the boxes that are to be in its side column.
    """
    page_box = page._page_box
    shown = side_letters({0: page}, sides)
    return not (
        any(cells_that_widen(page))
        or has_wide_tables(page_box)
        or has_broken_rows(page_box)
        or any(overfull_steps(page_box))
        or any(struck_boxes(page_box))
        or any(unbalanced(page_box))
        or any(off_grid(page_box))
        or any(sum(n.values()) != letters_of(s) for s, n in shown.items())
    )
