"""Pieces of long tables: columns as wide as in the whole, and the pages that a piece ends with.

A table is laid out from what the cells of its columns need. In a piece, cells of the header row
have ``data-least``: what the cells of all other rows need is taken for theirs. So columns are as
wide in all pieces, to the last bit, as they would be in one. What a piece needs is measured with
it: more than it was given is seen by whoever asked for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.model.output import TableRows
from briefing.typeset.page_findings import root_of
from briefing.typeset.page_flow import leaves
from briefing.typeset.relayout import ANYWHERE
from briefing.typeset.tall_rows import LOOSE
from briefing.typeset.weasyprint_library import boxes, preferred, table_layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.typeset.layout import Layout

_NEEDED, _LEAST, _LONG = "data-needed", "data-least", "data-long"
_FEW = 4
"""Rows that follow where a piece is cut: with fewer, the cut may depend on what is not in it."""


def install() -> None:
    """Have the engine heed and tell what columns need. To call it again changes nothing."""
    if not hasattr(preferred.table_cell_min_max_content_width, "around"):
        preferred.table_cell_min_max_content_width = _heeding(
            preferred.table_cell_min_max_content_width
        )
        table_layout.auto_table_layout = _telling(table_layout.auto_table_layout)


def _heeding(cell_widths: Any) -> Any:
    """Return WeasyPrint's ``table_cell_min_max_content_width``, of cells with needs of others."""

    def both(context: Any, box: Any, *rest: Any, **named: Any) -> tuple[float, float]:
        least, most = cell_widths(context, box, *rest, **named)
        given = box.element.get(_LEAST) if box.element is not None else None
        if given:
            others = [float(number) for number in given.split()]
            least, most = max(least, others[0]), max(most, others[1])
        return least, most

    both.around = cell_widths  # type: ignore[attr-defined]
    return both


def _telling(lay_out: Any) -> Any:
    """Return WeasyPrint's ``auto_table_layout``, which notes what columns need on long tables."""

    def noting(context: Any, box: Any, *rest: Any) -> None:
        lay_out(context, box, *rest)
        element = box.get_wrapped_table().element
        if element is not None and element.get(_LONG):
            widths = preferred.table_and_columns_preferred_widths(context, box, outer=False)
            pairs = zip(widths[2], widths[3], strict=True)
            element.set(_NEEDED, " ".join(f"{least!r} {most!r}" for least, most in pairs))

    return noting


def of_piece(layout: Layout, kind: str) -> tuple[Layout, TableRows]:
    """Return the pages that are printed of a piece, and what is known of its tables.

    Args:
        layout: the piece, laid out.
        kind: what is asked of it, as `briefing.model.composition.Fragment` has it.
    """
    pages, root = list(layout.laid.values()), layout.root
    tables = [element for element in root.iter("table") if element.get(_LONG)]
    around = {child: parent for parent in root.iter() for child in parent}
    needed = [[float(number) for number in table.get(_NEEDED, "").split()] for table in tables]
    end, following = _end(pages, tables) if kind == "cut" else (len(pages), None)
    facts = TableRows(
        columns=tuple(tuple(zip(n[::2], n[1::2], strict=True)) for n in needed),
        classes=tuple((_classes(table), _classes(around[table])) for table in tables),
        needs_whole=any(ANYWHERE in cell.get("style", "") for t in tables for cell in t.iter())
        or any("turned-page" in element.get("class", "").split() for element in root.iter("div")),
        next_row=following,
        on_pages=tuple(_row_count(page) for page in pages[:end]),
    )
    if following is None:
        return layout, facts
    table, row = following
    _remove_from([r for r in tables[table].find("tbody") if len(r)][row], around)
    return layout.up_to(end), facts


def _remove_from(element: Any, around: Mapping[Any, Any]) -> None:
    """Remove an element and all behind it: the next piece has them, and says what is wrong there.

    Args:
        element: what goes first.
        around: the parent of each element of the document.
    """
    own = 0
    while (parent := around.get(element)) is not None:
        del parent[list(parent).index(element) + own :]
        element, own = parent, 1


def _classes(element: Any) -> str:
    """Return the classes of an element, but for what only rows near the ends of a table need."""
    return " ".join(name for name in element.get("class", "").split() if name != LOOSE)


def _row_count(page: Any) -> int:
    return sum(isinstance(leaf.box, boxes.TableRowBox) for leaf in leaves(page._page_box, ()))


def _end(pages: Sequence[Any], tables: Sequence[Any]) -> tuple[int, tuple[int, int] | None]:
    """Return how many pages a piece has before the last that begins with a row of a long table,
    and which row that is; a row that is on two pages is not where a piece can end."""
    rows = [[row for row in table.find("tbody") if len(row)] for table in tables]
    places = {row: (t, n) for t, held in enumerate(rows) for n, row in enumerate(held)}
    order = {element: n for n, element in enumerate(root_of(pages).iter())}
    for number in range(len(pages) - 1, 0, -1):
        first = next(leaves(pages[number]._page_box, ()), None)
        place = places.get(first.box.element) if first is not None else None
        if first is None or place is None or not 0 < place[1] <= len(rows[place[0]]) - _FEW:
            continue
        *_, last = leaves(pages[number - 1]._page_box, ())
        around = {box.element for box in first.around}
        shown = {box.element for box in _boxes_on(pages[number]._page_box)} - around
        table = order[tables[place[0]]]
        if last.box.element is not first.box.element and all(order[e] > table for e in shown):
            return number, place
    return len(pages), None


def _boxes_on(box: Any) -> Iterator[Any]:
    """Yield the boxes of elements on a page."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox):
            continue
        inner = getattr(child, "_box", child)
        if inner.element is not None:
            yield inner
        yield from _boxes_on(inner)
