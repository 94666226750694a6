"""Tables that are wider than their place: set wider, then smaller, and reported if nothing helps.

WeasyPrint makes a table as wide as its longest words ask for, however wide its place is. This is
only known once it is laid out. So each table that is too wide gets the next of a few classes, which
the theme's style sheet describes, and the fragment is laid out again: first the full measure, where
the table stands in running text; then closer and smaller type, down to the smallest of the theme.
The full measure is also for tables of many columns in which names and units of a few letters break.
A table that is still too wide is an error that names its columns and what each takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.model.findings import Finding, Location
from briefing.model.paper import MM_PER_PX
from briefing.typeset.folded_tables import FOLD
from briefing.typeset.split_columns import put_across
from briefing.typeset.weasyprint_library import boxes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CODE, TURNED = "B406", "B411"
WIDE = "wide"
TIGHTER = ("tight", "tighter", "tightest")
"""Classes of tables in closer and smaller type, each with those before it."""
_SLACK_PX = 1.0
_FLOW = frozenset({"section", "opening"})
"""Classes of what holds running text, where the full measure is free."""
_MANY = 7
"""Columns from which a table may be crowded."""
_SHORT = 20
"""Characters of a cell that should not need a second line."""
_LONGEST, _MOST = 24, 12
"""Characters of a heading, and number of columns, that a message tells."""


@dataclass(frozen=True, slots=True)
class _WideTable:
    """A table that is wider than its place."""

    element: Any
    block: Any
    """Its table block, or itself."""
    in_text: bool
    """Whether it stands in running text."""
    key: str
    """The ``data-block`` it belongs to."""
    width: float
    """In px, as are the others."""
    place_width: float
    columns: tuple[float, ...]
    parent: Any
    """What holds its block; None if that is on a turned page."""


def step_down(page_boxes: Sequence[Any], root: Any, *, turns: bool = False) -> bool:
    """Give each table that is too wide its next class; return whether there was any to give.

    Args:
        page_boxes: WeasyPrint's boxes of the pages, laid out.
        root: the tree of elements.
        turns: whether one that is still too wide is turned, as in large print, where type does not
            become smaller.
    """
    changed = False
    for table in {id(t.element): t for box in page_boxes for t in _wide_tables(box)}.values():
        if table.in_text and WIDE not in _classes(table.block):
            _add(table.block, WIDE)
            put_across(root, table.block)
            changed = True
        elif following := [name for name in TIGHTER if name not in _classes(table.element)]:
            _add(table.element, following[0])
            changed = True
        elif turns and table.in_text and table.parent is not None:
            _turn(table)
            changed = True
    for turned in _turned_pages(page_boxes):
        for table in turned.block.iter("table") if turned.may_fit else ():
            if following := [name for name in TIGHTER if name not in _classes(table)]:
                _add(table, following[0])
                changed = True
    return changed


def has_wide_tables(page_box: Any) -> bool:
    """Return whether there is a table on a page that is too wide, or turned."""
    return bool(_turned_pages([page_box])) or any(True for _ in _wide_tables(page_box))


def _turn(table: _WideTable) -> None:
    """Put the block of a table on a turned page of its own, closely set no more."""
    table.element.set("class", " ".join(_classes(table.element) - {*TIGHTER, WIDE}))
    block = table.block
    page = block.makeelement("div", {"class": "turned-page", "data-apart": "turned"})
    if "table-block" not in _classes(block):  # one without a title is no block yet
        page.append(block.makeelement("div", {"class": "table-block"}))
    place = list(table.parent).index(block)
    page.tail, block.tail = block.tail, None
    table.parent[place] = page
    (page[0] if len(page) else page).append(block)


def too_wide(page_boxes: Sequence[Any], place: Location) -> Iterator[Finding]:
    """Yield an error for each table that is wider than its place, with the widths of its columns,
    and for each turned one that is too high for its page.

    Args:
        page_boxes: WeasyPrint's boxes of the pages, laid out.
        place: location of findings for tables without one.
    """
    reported = set()
    for box in page_boxes:
        for table in _wide_tables(box):
            if id(table.element) in reported:
                continue
            reported.add(id(table.element))
            over = (table.width - table.place_width) * MM_PER_PX
            yield Finding(
                _location(table.key, place),
                CODE,
                f"this table is {over:.0f} mm too wide, even in the smallest type; its columns "
                f"take {_columns(table)}",
                "leave columns out (of a data file: “    columns: …”), shorten their longest "
                "words, make two tables of it, or give it a turned page: “    turned: true”",
            )
    for turned in _turned_pages(page_boxes):
        at = _location(turned.block.get("data-block", ""), place)
        if turned.over > _SLACK_PX:
            message = f"this table is {turned.over * MM_PER_PX:.0f} mm too high for its page"
            yield Finding(at, TURNED, message, "show fewer rows, or make two tables of it")


@dataclass(slots=True)
class _TurnedPage:
    """A table that is turned."""

    block: Any
    room: float
    """What it may take in height, which is how wide its page is, in px."""
    height: float = 0
    """What it takes, on all pages that the engine has given it, in px."""

    @property
    def over(self) -> float:
        """By how much it is too high, in px."""
        return self.height - self.room

    @property
    def may_fit(self) -> bool:
        """Whether it is too high, but may fit if it is smaller."""
        return _SLACK_PX < self.over < self.room


def _turned_pages(page_boxes: Sequence[Any]) -> list[_TurnedPage]:
    found: dict[int, _TurnedPage] = {}
    for page_box in page_boxes:
        for box in page_box.descendants():
            element = getattr(box, "element", None)
            if element is None or "turned-page" not in _classes(element) or not box.children:
                continue
            turned = _TurnedPage(element[0], box.width)
            found.setdefault(id(element), turned).height += box.children[0].margin_height()
    return list(found.values())


def _location(key: str, place: Location) -> Location:
    """Return the location in a ``data-block`` (``path:line``), or ``place`` if there is none."""
    path, _, line = key.rpartition(":")
    return Location(path, int(line)) if line.isdigit() else place


def _columns(table: _WideTable) -> str:
    """Return what each column takes: ``Name 20 mm, Troops 14 mm``."""
    head = next((row for row in table.element.iter("tr")), None)
    heads = ["".join(cell.itertext()).strip() for cell in head] if head is not None else []
    said = []
    for number, width in enumerate(table.columns[:_MOST]):
        name = heads[number] if number < len(heads) and heads[number] else f"column {number + 1}"
        short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        said.append(f"“{short}” {width * MM_PER_PX:.0f} mm")
    more = len(table.columns) - _MOST
    return ", ".join(said) + (f" and {more} more" if more > 0 else "")


def _wide_tables(
    box: Any, above: tuple[Any, ...] = (), key: str = "", room: float | None = None
) -> Iterator[_WideTable]:
    """Yield the tables below ``box`` that are wider than the box around them.

    Args:
        box: a box.
        above: the elements around it, from the outside in.
        key: the ``data-block`` around it.
        room: width of the box around it, in px.
    """
    element = getattr(box, "element", None)
    if element is not None:
        key = element.get("data-block") or key
        if element.get("data-slot"):
            return  # slides and cards report what overflows their slots
    if getattr(box, "is_table_wrapper", False) and element is not None and room is not None:
        inner: Any = box.get_wrapped_table()
        own = inner.style["width"]
        if getattr(own, "unit", "") == "px":
            # One in the full measure sticks out of its column on purpose; one in the side column
            # has that for its place, whatever it stands in.
            room = own.value if box.style["float"] != "none" else max(room, own.value)
        is_wider = (width := inner.border_width()) > room + _SLACK_PX
        if is_wider or _is_crowded(inner):
            parents = [e for e in above if e is not element and FOLD not in _classes(e)]
            block = parents[-1] if parents and "table-block" in _classes(parents[-1]) else element
            around = parents[:-1] if block is not element else parents
            while around and around[-1].tag == "div" and not _classes(around[-1]):
                around = around[:-1]  # a group of blocks with a name or a language
            in_text = bool(around) and bool(_FLOW & _classes(around[-1]))
            if not is_wider and (not in_text or WIDE in _classes(block)):
                return
            yield _WideTable(
                element,
                block,
                in_text,
                key,
                width,
                room,
                tuple(inner.column_widths),
                around[-1] if around and "turned-page" not in _classes(around[-1]) else None,
            )
    if element is not None and (not above or above[-1] is not element):
        above = (*above, element)
    inside = box.width if isinstance(getattr(box, "width", None), int | float) else room
    for child in getattr(box, "children", ()):
        yield from _wide_tables(getattr(child, "_box", child), above, key, inside)


def _is_crowded(table: Any) -> bool:
    """Return whether a table has many columns and breaks what would stand in a line with more room:
    “half empty”, “Requests/s”."""
    if len(table.column_widths) < _MANY:
        return False
    cells = (box for box in table.descendants() if isinstance(box, boxes.TableCellBox))
    return any(
        sum(isinstance(b, boxes.LineBox) for b in cell.descendants()) > 1
        and len("".join(cell.element.itertext()).strip()) <= _SHORT
        for cell in cells
    )


def _classes(element: Any) -> set[str]:
    return set(element.get("class", "").split())


def _add(element: Any, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())
