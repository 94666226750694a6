"""A web page as browsers parse it (HTML Living Standard, 13.2), and as bytes again.

A page is in canonical form if writing its tree gives the same bytes. Then nothing is in the source
that is not in the tree: no comment, no attribute twice, no other way to write a character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import tinyhtml5

from briefing.prove.extract.extracted import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_HTML = "{http://www.w3.org/1999/xhtml}"
_DOCTYPE = "<!DOCTYPE html>\n"
_VOID = frozenset(("meta", "img", "br"))
_RAW = frozenset(("style",))
"""Elements whose text has no escapes (13.1.2.4); others with this rule are not allowed at all."""
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("'"): "&#39;"} | {
    ord('"'): "&#34;"
}
_DEEPEST = 200
COMMENT = "#comment"
"""The name of what is no element: a comment or an instruction."""


def parse(data: bytes) -> tuple[Element, str]:
    """Return the tree of a page, and the lines of its source that are not in canonical form.

    Raises:
        UnreadableFileError: It is not UTF-8, or nests too deeply.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("it is not UTF-8") from error
    if not text.startswith(_DOCTYPE):
        raise UnreadableFileError("it does not begin as a web page")
    root = tinyhtml5.parse(text)
    written = f"{_DOCTYPE}{''.join(_written(root, 0))}"
    if written == text:
        return root, ""
    known = frozenset(written.split("\n"))
    return root, "\n".join(line for line in text.split("\n") if line not in known) or "\n"


def name_of(element: Element) -> str:
    """Return the name of an element of HTML; with its namespace if it is of another."""
    tag: object = element.tag  # of a comment, a function
    return tag.removeprefix(_HTML) if isinstance(tag, str) else COMMENT


def _written(element: Element, depth: int) -> Iterator[str]:
    """Yield the parts of an element as it is written here."""
    if depth > _DEEPEST:
        raise UnreadableFileError("its elements nest too deeply")
    name = name_of(element)
    attributes = "".join(
        f' {key}="{value.translate(_ESCAPES)}"' for key, value in element.attrib.items()
    )
    yield f"<{name}{attributes}>"
    if name in _VOID:
        return
    text = element.text or ""
    yield text if name in _RAW else text.translate(_ESCAPES)
    for child in element:
        yield from _written(child, depth + 1)
        yield (child.tail or "").translate(_ESCAPES)
    yield f"</{name}>"
