"""Pages of fragments placed on a sheet, scaled and moved, with their tags.

Their content goes into the sheet's own stream, not into forms: screen readers find marked content
in forms badly or not at all. So several streams share one page, and what is named or numbered by
page, resources and marked content, gets new names and numbers.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Dictionary

from briefing.model.paper import PT_PER_MM
from briefing.pdf.content_streams import MARKED_CONTENT
from briefing.pdf.tags.tree import Annotation, Content, Element, Rectangle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.model.imposition import Placement
    from briefing.pdf.tags.tree import Kid

_BOXES = ("/MediaBox", "/BleedBox", "/TrimBox")
# WeasyPrint writes text as glyph numbers, so nothing else in a stream looks like a name.
_RESOURCE_USE = re.compile(
    rb"(/[^\s/<>\[\](){}%]+)(?=(?: -?[\d.]+)* (gs|Tf|Do|sh|scn|SCN|cs|CS)(?:\s|\Z))"
)
_CATEGORIES = {
    b"gs": "/ExtGState",
    b"Tf": "/Font",
    b"Do": "/XObject",
    b"sh": "/Shading",
    b"scn": "/Pattern",
    b"SCN": "/Pattern",
    b"cs": "/ColorSpace",
    b"CS": "/ColorSpace",
}
"""The category of resources that an operator's name is in (ISO 32000-1, table 33)."""


@dataclass(frozen=True, slots=True)
class Move:
    """A scaling about the lower left corner, then a shift in pt to the right and up."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point after the move."""
        return self.scale * x + self.x, self.scale * y + self.y

    def rectangle(self, old: Rectangle) -> Rectangle:
        """Return a rectangle after the move."""
        return (*self.point(old[0], old[1]), *self.point(old[2], old[3]))

    @property
    def matrix(self) -> pikepdf.Matrix:
        """The move as a matrix (ISO 32000-1, 8.3.4)."""
        return pikepdf.Matrix(self.scale, 0, 0, self.scale, self.x, self.y)

    @property
    def operator(self) -> bytes:
        """The move as an operator of a content stream."""
        return f"{self.scale:.6f} 0 0 {self.scale:.6f} {self.x:.4f} {self.y:.4f} cm\n".encode()


NO_MOVE = Move()


def move_of(placement: Placement, page: pikepdf.Page, sheet: pikepdf.Page) -> Move:
    """Return the move of ``page`` to its place on ``sheet``.

    A placement is in mm between the upper left corners of both; PDF counts from the lower left.
    """
    height, room = (float(p.mediabox[3]) - float(p.mediabox[1]) for p in (page, sheet))
    top = PT_PER_MM * placement.top + height * placement.scale
    return Move(placement.scale, PT_PER_MM * placement.left, room - top)


class SheetCanvas:
    """A sheet under construction, with the pages that are on it so far."""

    def __init__(self, pdf: pikepdf.Pdf, size: pikepdf.Page) -> None:
        """Append an empty page to ``pdf``, as large as ``size``."""
        self._pdf = pdf
        self._page = pdf.add_blank_page()
        for box in _BOXES:
            if box in size.obj:
                self._page.obj[box] = pikepdf.Array(size.obj[box].as_list())
        self._page.obj.Resources = Dictionary()
        self._streams: list[bytes] = []
        self._next_mcid = 0

    def add(self, page: pikepdf.Page, resources: pikepdf.Object, move: Move) -> int:
        """Place a page on top of what is there.

        Args:
            page: a page of a fragment.
            resources: its resources, copied into this PDF.
            move: how to place it.

        Returns:
            What was added to the numbers of its marked content.
        """
        first = self._next_mcid
        number = len(self._streams)

        def renumbered(match: re.Match[bytes]) -> bytes:
            mcid = first + int(match[1])
            self._next_mcid = max(self._next_mcid, mcid + 1)
            return match[0].replace(b"MCID " + match[1], b"MCID %d" % mcid)

        def renamed(match: re.Match[bytes]) -> bytes:
            name, category = match[1].decode(), _CATEGORIES[match[2]]
            if name not in resources.get(category, {}):  # predefined: DeviceRGB, Pattern
                return match[1]
            own = self._page.obj.Resources
            if category not in own:
                own[category] = self._pdf.make_indirect(Dictionary())
            held = own[category]
            if f"{name}.{number}" not in held:
                resource = resources[category][name]
                moved = category == "/Pattern"
                held[f"{name}.{number}"] = _moved_pattern(resource, move) if moved else resource
            return b"%b.%d" % (match[1], number)

        stream = MARKED_CONTENT.sub(renumbered, page.Contents.read_bytes())
        stream = _RESOURCE_USE.sub(renamed, stream)
        self._streams.append(b"q\n" + move.operator + stream + b"\nQ\n")
        return first

    def close(self) -> None:
        """Write the stream of the sheet."""
        self._page.obj.Contents = self._pdf.make_stream(b"".join(self._streams))


def _moved_pattern(pattern: pikepdf.Object, move: Move) -> pikepdf.Object:
    """Return a copy of a pattern, moved: a pattern is fixed to the page, whatever the content
    stream transforms (ISO 32000-1, 8.7.2)."""
    own = copy(pattern)
    own.Matrix = (pikepdf.Matrix(pattern.get("/Matrix", pikepdf.Matrix())) @ move.matrix).as_array()
    return own


def move_tree(tree: Element, move: Move, first_page: int, mcid_offsets: Sequence[int]) -> None:
    """Rewrite numbers and rectangles in ``tree`` after its pages were placed on sheets.

    Args:
        tree: the structure tree of a fragment.
        move: how its pages were placed.
        first_page: index in the pack of its first page.
        mcid_offsets: for each of its pages, what was added to the numbers of marked content.
    """
    for element in tree.walk():
        if element.box is not None:
            element.box = move.rectangle(element.box)
        element.kids = [_moved_kid(kid, move, first_page, mcid_offsets) for kid in element.kids]


def _moved_kid(kid: Kid, move: Move, first_page: int, mcid_offsets: Sequence[int]) -> Kid:
    if isinstance(kid, Content):
        return Content(kid.page, kid.mcid + mcid_offsets[kid.page - first_page])
    if isinstance(kid, Annotation):
        moved, frame = move.rectangle(kid.rectangle), move.rectangle(kid.frame)
        return replace(kid, rectangle=moved, frame=frame)
    return kid
