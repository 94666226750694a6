"""The structure tree as plain values (ISO 32000-1, 14.7), free to be rearranged."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.pdf.tag_notes import TagNote

INLINE = frozenset({"Span", "Em", "Strong", "Link", "Code", "Quote", "Reference"})
"""Types of what stands in a line of text."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in pt from the lower left corner of the page."""


@dataclass(frozen=True, slots=True)
class Content:
    """A run of marked content: the page it is on, from 0, and its number on that page."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link on a page."""

    page: int
    rectangle: Rectangle
    target: str
    """``#id`` in the same fragment, ``urn:briefing:id`` in any, or a URL."""
    text: str = ""
    """The text of the link, as far as it is known."""
    origin: str = ""
    """The id of the note or source that it leads back from; empty if it leads on."""
    frame: Rectangle = (-inf, -inf, inf, inf)
    """What its rectangle may not leave: the page of its fragment, or the card that it is on."""

    def covers(self, other: Annotation) -> bool:
        """Return whether ``other`` lies within this one, to a tenth of a pt."""
        left, bottom, right, top = self.rectangle
        x1, y1, x2, y2 = other.rectangle
        inside = left - 0.1 <= x1 and x2 <= right + 0.1 and bottom - 0.1 <= y1 and y2 <= top + 0.1
        return self.page == other.page and inside


@dataclass(eq=False, slots=True)
class Element:
    """A structure element; its place in the tree is the list of kids that holds it."""

    role: str
    kids: list[Kid] = field(default_factory=list)
    note: TagNote | None = None
    path: tuple[int, ...] = ()
    """Equal for all boxes of one HTML element of a fragment; empty without a note."""
    alt: str = ""
    box: Rectangle | None = None
    """Rectangle of a figure."""
    span: tuple[int, int] = (1, 1)
    """Columns and rows of a cell."""
    language: str = ""
    id: str = ""
    scope: str = ""
    """``Column`` or ``Row`` of a header cell."""
    headers: tuple[str, ...] = ()
    """Ids of the header cells of a cell."""
    expansion: str = ""
    """What an abbreviation stands for (ISO 32000-1, 14.9.5)."""
    spoken: str = ""
    """What is heard instead of its text (``ActualText``, ISO 32000-1, 14.9.4)."""
    namespace: str = ""
    """Address of the namespace of its type; empty where types have none."""
    numbering: str = ""
    """How the items of a list are labelled, as in ISO 32000-1, table 347."""
    refers_to: list[Element] = field(default_factory=list)
    """What a reference refers to; of a note or source, where it is referred to."""

    @property
    def tag(self) -> str:
        """The HTML name; empty when WeasyPrint made the element up."""
        return self.note.tag if self.note else ""

    def refer_to(self, other: Element) -> None:
        """Add an element to those that this one refers to, once."""
        if other is not self and other not in self.refers_to:
            self.refers_to.append(other)

    def elements(self) -> Iterator[Element]:
        """Return the structure elements among the kids."""
        return (kid for kid in self.kids if isinstance(kid, Element))

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in reading order."""
        yield self
        for kid in self.elements():
            yield from kid.walk()

    def contents(self) -> Iterator[Content]:
        """Yield all marked content below, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.contents()
            elif isinstance(kid, Content):
                yield kid


Kid = Element | Content | Annotation


def is_inline(kid: Kid) -> bool:
    """Return whether ``kid`` is text or stands in a line of it."""
    return isinstance(kid, Content) or (isinstance(kid, Element) and kid.role in INLINE)
