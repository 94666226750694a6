"""Hashes of boxes before layout: two boxes with one hash are laid out alike in the same place.

A hash covers what a box is, its text, the attributes of its element, and all that style sheets say
of it and of the boxes in it; what it inherits is covered by the hashes of the boxes around it. Of
where a text was written (`data-block`), for line numbers move, only this counts: whether it is the
place of the element before.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from briefing.files.themes import CONTENT_URL
from briefing.typeset.engine_internals import CssColor, CssNode, Pending
from briefing.typeset.weasyprint_library import boxes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WHERE_WRITTEN = "data-block"
_ELSEWHERE = frozenset(
    {
        "children",
        "column_groups",
        "element",
        "element_tag",
        "first_letter_style",
        "first_line_style",
        "replacement",
        "style",
        "text",
        "is_plain",
    }
)
"""Attributes of boxes that are hashed in a way of their own."""
_ON_A_SIDE = frozenset({"left", "right", "recto", "verso"})
_SEPARATOR = "\x00"


class UnsupportedBox(Exception):  # it is no fault
    """Raised for what cannot be hashed, or is not laid out page by page."""


class Signatures:
    """Hashes the boxes of one tree."""

    def __init__(self, files: Mapping[str, str]) -> None:
        """Prepare for the boxes of one tree.

        Args:
            files: Hashes of the fragment's files, by the URLs that its elements name.
        """
        self.has_sides = False
        """Whether a box is to begin on a left or right page, of those hashed."""
        self._files = files
        self._styles: dict[int, tuple[Any, str]] = {}
        """Hash of each style by its identity, with the style, so that it is not used anew."""
        self._values: dict[int, tuple[Any, str]] = {}
        """The same of single values."""
        self._elements: dict[int, str] = {}
        self._written_at = ""
        """Where the last element was written that says so."""

    def own(self, box: Any) -> bytes:
        """Return the hash of a box without its children."""
        return _digest(_SEPARATOR.join(self._parts(box)))

    def whole(self, box: Any) -> bytes:
        """Return the hash of a box with all that is in it."""
        parts: list[str] = []
        self._collect(box, parts)
        return _digest(_SEPARATOR.join(parts))

    def _collect(self, box: Any, parts: list[str]) -> None:
        parts += self._parts(box)
        for group in getattr(box, "column_groups", ()):
            self._collect(group, parts)
        if box.children:
            parts.append("(")
            for child in box.children:
                self._collect(child, parts)
            parts.append(")")

    def _parts(self, box: Any) -> list[str]:
        """Return what tells a box from others of another layout."""
        style = box.style
        parts = [type(box).__name__, str(box.element_tag), self._style(style)]
        if isinstance(box, boxes.TextBox):
            parts.append(f"{len(box.text)}:{box.text}")
        elif box.element is not None and box.element_tag == box.element.tag:
            parts.append(self._element(box.element))
        firsts = (box.first_letter_style, box.first_line_style)
        parts += [f"first {self._style(first)}" for first in firsts if first is not None]
        if isinstance(box, boxes.ReplacedBox):
            parts.append(self._replaced(box))
        for name, value in box.__dict__.items():
            if name not in _ELSEWHERE and value is not None:
                parts.append(f"{name}={_plain(value, name)}")
        return parts

    def _element(self, element: Any) -> str:
        """Return what an element says of itself, but for where it was written."""
        known = self._elements.get(id(element))
        if known is None:
            attributes = {n: v for n, v in element.attrib.items() if n != _WHERE_WRITTEN}
            text = "".join(element.itertext()) if element.tag == "a" else ""
            written_at = element.get(_WHERE_WRITTEN)
            again = written_at and written_at == self._written_at
            self._written_at = written_at or self._written_at
            told = (sorted(attributes.items()), text, bool(written_at), again)
            known = self._elements[id(element)] = repr(told)
        return known

    def _replaced(self, box: Any) -> str:
        """Return what a picture shows: the hash of its file, or its address if it has none."""
        if box.element is None or box.element_tag != "img":
            raise UnsupportedBox(f"a picture of {box.element_tag}")
        source = unquote(box.element.get("src", ""))
        if source.startswith("data:"):
            return source
        if source not in self._files:
            raise UnsupportedBox(f"a picture that is not known: {source}")
        return self._files[source]

    def _style(self, style: Any) -> str:
        known = self._styles.get(id(style))
        if known is None:
            known = (style, self._style_digest(style))
            self._styles[id(style)] = known
        return known[1]

    def _style_digest(self, style: Any) -> str:
        self._judge(style)
        cascaded = getattr(style, "cascaded", None)
        if cascaded is None:
            return "anonymous"
        values = [f"{style.pseudo_type}"]
        for name, (value, weight) in sorted(cascaded.items()):
            values.append(f"{name}:{self._value(value)}:{weight!r}")
        told = _SEPARATOR.join(values)
        if CONTENT_URL in told:
            raise UnsupportedBox("a picture of the briefing in a style")
        return _digest(told).hex()

    def _judge(self, style: Any) -> None:
        """Raise UnsupportedBox for what is not on the page that it is written on."""
        position = style["position"]
        if position == "fixed" or position[0] in {"running()", "note()"}:
            raise UnsupportedBox("what is on every page, or on another")
        if style["float"] == "footnote":
            raise UnsupportedBox("a footnote")
        if style["string_set"] != "none":
            raise UnsupportedBox("a named string")
        if style["break_before"] in _ON_A_SIDE or style["break_after"] in _ON_A_SIDE:
            self.has_sides = True

    def _value(self, value: Any) -> str:
        known = self._values.get(id(value))
        if known is None:
            known = (value, canonical(value))
            self._values[id(value)] = known
        return known[1]


def _plain(value: Any, name: str) -> str:
    """Return an attribute of a box as text."""
    try:
        return canonical(value)
    except UnsupportedBox as error:
        raise UnsupportedBox(f"{name}: {error}") from error


def _several(values: Any) -> str:
    return f"[{','.join(map(canonical, values))}]"


def canonical(value: Any) -> str:
    """Return a value of a style, or another plain one, as text that is the same in all processes.

    Raises:
        UnsupportedBox: It is of a kind that is not known.
    """
    if value is None or isinstance(value, str | int | float | bool):
        return repr(value)
    for kind, told in _TOLD.items():
        if isinstance(value, kind):
            return told(value)
    raise UnsupportedBox(type(value).__name__)


_TOLD: dict[type, Callable[[Any], str]] = {
    CssColor: lambda color: repr((color.space, color.coordinates, color.alpha)),
    tuple: _several,
    list: _several,
    set: lambda values: _several(sorted(values, key=repr)),
    frozenset: lambda values: _several(sorted(values, key=repr)),
    dict: lambda mapping: _several(sorted(mapping.items(), key=repr)),
    CssNode: lambda node: f"{node.type} {node.serialize()}",
    Pending: lambda held: f"{type(held).__name__} {held.name} {_several(held.tokens)}",
}


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).digest()
