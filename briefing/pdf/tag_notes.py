"""Notes on HTML elements that WeasyPrint would not write, carried in its PDF as link annotations.

WeasyPrint tags boxes, one page at a time. Whether two boxes are the halves of one paragraph, what
language a phrase is in, which list is the list of contents: none of that reaches its PDF. Between
layout and writing, `add_notes` adds to each box a link whose "address" is a note about its element.
WeasyPrint writes the notes as annotations tied to the right structure elements;
`briefing.pdf.tags.read` reads them, and binding leaves them out. A PDF without notes can be bound
too, with only what WeasyPrint tagged.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SCHEME = "briefing-mark:"
TEXT_LIMIT = 160  # characters of a link's text kept for its description
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x2060))
"""Characters that only say where a text may break; they are no part of what it is called."""
WITHOUT_NOTE = frozenset({"html", "body", "br", "wbr"})
PLAIN_INLINE = frozenset({"b", "i", "s", "small", "sub", "time", "u", "span"})
"""Inline elements without meaning for screen readers, unless an attribute of theirs has one."""
_TELLING = ("lang", "role", "id", "aria-hidden", "data-read")

LISTS = frozenset({"ol", "ul"})

_LINE = "LineBox"
"""WeasyPrint's class for a line of text."""

Matrix = Any
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TagNote:
    """What binding needs to know of an HTML element."""

    place: str
    """Where it lies to the element that its page begins with (`briefing.model.element_places`): so
    boxes of one element are known as such on all pages."""
    tag: str
    """Its HTML name."""
    role: str = ""
    """Its ``role`` attribute: ``heading``, ``doc-endnote``, ``doc-biblioentry``."""
    language: str = ""
    scope: str = ""
    """``row`` or ``col`` of a table header."""
    numbering: str = ""
    """CSS ``list-style-type`` of a list."""
    target: str = ""
    """Where a link leads: ``#id``, ``urn:briefing:id`` or a URL."""
    text: str = ""
    """The text of a link."""
    decorative: bool = False
    """An image with an empty ``alt``."""
    label: str = ""
    """What is heard instead of a sign: its ``aria-label``."""
    spoken: str = ""
    """What is heard instead of its text: its ``data-spoken``."""
    frame: Sequence[float] = ()
    """Of a link, the rectangle in CSS px from the top left that it may not leave: the element with
    ``data-frame`` that it is in. Without one it is the page."""
    anchor: str = ""
    """Its id."""
    level: int = 0
    """``aria-level`` of what has the role of a heading."""
    expansion: str = ""
    """What an abbreviation stands for: the ``title`` of an ``abbr``."""
    key: str = ""
    """Its ``data-whole``: elements of one key are one, whatever fragments they are in."""
    hidden: bool = False
    """``aria-hidden``: printed, but not read out."""
    read: str = ""
    """Its ``data-read``: where it is read, if not where it stands (`tags.reading_places`)."""


class Page(Protocol):
    """The part of WeasyPrint's ``Page`` that is used here."""

    links: list[tuple[str, str, Rectangle, Any]]
    _page_box: Any


def add_notes(page: Page, place: Callable[[Any], str]) -> None:
    """Add a note to every box of a laid-out page, before it is written.

    Links get a note too. Those that WeasyPrint repeats on boxes inside a link are dropped: each
    would be written as one more annotation outside of any ``Link`` element.

    Args:
        page: the page.
        place: returns the place of an element to the base of the page.
    """
    links = {id(box): (kind, target) for kind, target, _, box in page.links}
    page.links[:] = [
        ("external", to_url(_note_of(box, place, links.get(id(box)), frame)), rectangle, box)
        for box, rectangle, frame in _boxes(page._page_box, _Around())  # noqa: SLF001
    ]


def to_url(note: TagNote) -> str:
    """Return ``note`` as the address of a link."""
    values = [getattr(note, name) for name in TagNote.__slots__]
    while len(values) > 2 and not values[-1]:
        values.pop()
    return SCHEME + json.dumps(values, separators=(",", ":"))


def from_url(url: str) -> TagNote | None:
    """Return the note in the address of a link; ``None`` for a link that is not one of ours."""
    return TagNote(*json.loads(url[len(SCHEME) :])) if url.startswith(SCHEME) else None


@dataclass(frozen=True, slots=True)
class _Around:
    """What is around a box."""

    element: Any = None
    """Of the box that it is in."""
    matrix: Matrix = None
    line: Any = None
    """The line of text that it is in."""
    frame: Sequence[float] = ()


def _boxes(box: Any, around: _Around) -> Iterator[tuple[Any, Rectangle, Sequence[float]]]:
    """Yield the outermost box of each element on a page, with its rectangle in CSS px from the top
    left, and the frame that it is in."""
    box = getattr(box, "_box", box)  # an absolutely placed box stands behind a placeholder
    matrix, frame = around.matrix, around.frame
    transformation = getattr(box, "transformation_matrix", None)
    if transformation is not None:
        matrix = transformation @ matrix if matrix is not None else transformation
    element = box.element
    if element is not None and element is not around.element and _needs_note(box):
        if element.get("data-frame") is not None:
            frame = [round(side, 2) for side in _rectangle(box, matrix, None)]
        # A table's caption and grid lie in a wrapper that the engine does not tag.
        tagged = box.get_wrapped_table() if box.is_table_wrapper else box
        yield tagged or box, _rectangle(box, matrix, around.line), frame
    line = box if type(box).__name__ == _LINE else around.line
    for child in getattr(box, "children", ()):
        yield from _boxes(child, _Around(element, matrix, line, frame))


def _needs_note(box: Any) -> bool:
    tag = box.element_tag
    if tag in PLAIN_INLINE:
        return any(map(box.element.get, _TELLING))
    return "::" not in tag and tag not in WITHOUT_NOTE


def _rectangle(box: Any, matrix: Matrix, line: Any) -> Rectangle:
    """Return where a box is; a link is as high as the line that it is in, raised or small as its
    text may be: the numbers of sources have no line height of their own."""
    x, y, width, height = box.hit_area()
    if line is not None and box.element_tag == "a":
        foot = max(y + height, line.position_y + line.height)
        y = min(y, line.position_y)
        height = foot - y
    corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    if matrix is not None:
        corners = [matrix.transform_point(*corner) for corner in corners]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _note_of(
    box: Any,
    place: Callable[[Any], str],
    link: tuple[str, str] | None,
    frame: Sequence[float],
) -> TagNote:
    element = box.element
    tag = str(element.tag).rpartition("}")[2]
    target = text = ""
    if tag == "a" and link is not None:
        kind, target = link
        target = "#" + target if kind == "internal" else target
        words = "".join(element.itertext()).translate(_UNSEEN)
        text = " ".join(words.split())[:TEXT_LIMIT]
    return TagNote(
        place=place(element),
        tag=tag,
        role=element.get("role", ""),
        language=element.get("lang", ""),
        scope=element.get("scope", "") if tag == "th" else "",
        numbering=str(box.style["list_style_type"]) if tag in LISTS else "",
        target=target,
        text=text,
        decorative=tag == "img" and element.get("alt") == "",
        label=element.get("aria-label", ""),
        spoken=element.get("data-spoken", ""),
        frame=frame if target else (),
        anchor=element.get("id", ""),
        level=_level(element),
        expansion=element.get("title", "") if tag == "abbr" else "",
        key=element.get("data-whole", ""),
        hidden=element.get("aria-hidden") == "true",
        read=element.get("data-read", ""),
    )


def _level(element: Any) -> int:
    level = element.get("aria-level", "")
    return int(level) if element.get("role") == "heading" and level.isdigit() else 0
