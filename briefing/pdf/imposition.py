"""Pages of fragments on a sheet, scaled and moved, with their tags: what is on them stays one text.

Their content goes into the sheet's own stream, not into forms: readers of tags find marked content
in forms badly or not at all. So what is named or numbered by page gets new names and numbers.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Dictionary

from briefing.pdf.content_streams import MARKED_CONTENT
from briefing.pdf.tags.tree import Annotation, Content, Element, Rectangle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.model.imposition import Placement
    from briefing.pdf.tags.tree import Kid

_PT_PER_MM = 72 / 25.4
_BOXES = ("/MediaBox", "/BleedBox", "/TrimBox")
# The engine writes text as numbers of glyphs, so that nothing else in a stream looks like a name.
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
"""Where an operator's name stands among the resources (ISO 32000-1, table 33)."""


@dataclass(frozen=True, slots=True)
class Move:
    """Scaling about the lower left corner, then a shift in pt to the right and up."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to lie."""
        return self.scale * x + self.x, self.scale * y + self.y

    def rectangle(self, old: Rectangle) -> Rectangle:
        """Where a rectangle comes to lie."""
        return (*self.point(old[0], old[1]), *self.point(old[2], old[3]))

    @property
    def matrix(self) -> pikepdf.Matrix:
        """The same as a matrix (ISO 32000-1, 8.3.4)."""
        return pikepdf.Matrix(self.scale, 0, 0, self.scale, self.x, self.y)

    @property
    def operator(self) -> bytes:
        """The same as it stands in a content stream."""
        return f"{self.scale:.6f} 0 0 {self.scale:.6f} {self.x:.4f} {self.y:.4f} cm\n".encode()


NO_MOVE = Move()


def move_of(placement: Placement, page: pikepdf.Page, sheet: pikepdf.Page) -> Move:
    """How a page gets to its place, which is measured from the upper left corners of both."""
    height, room = (float(p.mediabox[3]) - float(p.mediabox[1]) for p in (page, sheet))
    top = _PT_PER_MM * placement.top + height * placement.scale
    return Move(placement.scale, _PT_PER_MM * placement.left, room - top)


class SheetCanvas:
    """A page in the making, with all that is on it so far."""

    def __init__(self, pdf: pikepdf.Pdf, size: pikepdf.Page) -> None:
        """An empty last page, as large as another."""
        self._pdf = pdf
        self._page = pdf.add_blank_page()
        for box in _BOXES:
            if box in size.obj:
                self._page.obj[box] = pikepdf.Array(size.obj[box].as_list())
        self._page.obj.Resources = Dictionary()
        self._streams: list[bytes] = []
        self._next_mcid = 0

    def add(self, page: pikepdf.Page, resources: pikepdf.Object, move: Move) -> int:
        """Lays a page over what is there; returns what is added to the numbers of its marked
        content. ``resources`` are its own, in this file."""
        first = self._next_mcid
        number = len(self._streams)

        def renumbered(match: re.Match[bytes]) -> bytes:
            mcid = first + int(match[1])
            self._next_mcid = max(self._next_mcid, mcid + 1)
            return match[0].replace(b"MCID " + match[1], b"MCID %d" % mcid)

        def renamed(match: re.Match[bytes]) -> bytes:
            name, category = match[1].decode(), _CATEGORIES[match[2]]
            if name not in resources.get(category, {}):  # DeviceRGB, Pattern
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
        """Writes the stream."""
        self._page.obj.Contents = self._pdf.make_stream(b"".join(self._streams))


def _moved_pattern(pattern: pikepdf.Object, move: Move) -> pikepdf.Object:
    """A pattern for a page that was moved: it is fixed to the page, whatever is transformed in the
    content stream (ISO 32000-1, 8.7.2)."""
    own = copy(pattern)
    own.Matrix = (pikepdf.Matrix(pattern.get("/Matrix", pikepdf.Matrix())) @ move.matrix).as_array()
    return own


def move_tree(tree: Element, move: Move, first_page: int, mcid_offsets: Sequence[int]) -> None:
    """Has the contents, links and figures of a tree stand where their pages were laid.

    ``marks`` holds, for each page from ``first_page`` on, what was added to its numbers.
    """
    for element in tree.walk():
        if element.box is not None:
            element.box = move.rectangle(element.box)
        element.kids = [_moved_kid(kid, move, first_page, mcid_offsets) for kid in element.kids]


def _moved_kid(kid: Kid, move: Move, first_page: int, mcid_offsets: Sequence[int]) -> Kid:
    if isinstance(kid, Content):
        return Content(kid.page, kid.mcid + mcid_offsets[kid.page - first_page])
    if isinstance(kid, Annotation):
        return Annotation(kid.page, move.rectangle(kid.rectangle), kid.target, kid.text)
    return kid
