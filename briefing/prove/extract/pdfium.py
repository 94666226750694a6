"""Wraps PDFium's raw functions for Python: ask for the length of a string, then for the string."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEEPEST = 256
"""Depth of forms, bookmarks and structure elements beyond which a file is not followed."""

_SHORT = (ctypes.c_ushort * 64)()
"""Buffer for most strings, which are names of marked content."""


def bare(function: Any, result: Any) -> Callable[[int, int], Any]:
    """Return ``function``, of a handle and an index, with handles as numbers.

    It is called for each character; otherwise most of the time would be spent on turning pointers
    into objects.

    Args:
        function: A raw function of PDFium.
        result: The ctypes type of its result.
    """
    made = ctypes.CFUNCTYPE(result, ctypes.c_void_p, ctypes.c_int)
    called: Callable[[int, int], Any] = made(ctypes.cast(function, ctypes.c_void_p).value or 0)
    return called


def address(handle: Any) -> int:
    """Return the address of a handle as a number."""
    return ctypes.addressof(handle.contents)


_mcid_of = bare(pdfium_c.FPDF_StructElement_GetChildMarkedContentID, ctypes.c_int)
_kid_of = bare(pdfium_c.FPDF_StructElement_GetChildAtIndex, ctypes.c_void_p)


def kids_on_page(element: Any) -> Iterator[tuple[int, int]]:
    """Yield number and marked-content id of those kids of a structure element that are on the page
    whose tree it is of; the id is negative for an element.

    The page's tree has all the kids of an element, so a list of 5,000 items is gone through on each
    of its hundred pages.
    """
    of_element = address(element)
    for n in range(max(0, pdfium_c.FPDF_StructElement_CountChildren(element))):
        mcid = _mcid_of(of_element, n)
        if mcid >= 0 or _kid_of(of_element, n):
            yield n, mcid


def text(function: Callable[..., Any], *arguments: object) -> str:
    """Return the UTF-16 string of a function that takes a buffer and its length last."""
    size = int(function(*arguments, None, 0))
    if size < 4:
        return ""
    buffer = (ctypes.c_ushort * ((size + 1) // 2))()
    function(*arguments, buffer, size)
    return _utf16(buffer, size)


def text_out(function: Callable[..., Any], *arguments: object) -> str:
    """Return the UTF-16 string of a function that writes the length to its last argument."""
    size = ctypes.c_ulong()
    buffer, room = _SHORT, ctypes.sizeof(_SHORT)
    function(*arguments, buffer, room, ctypes.byref(size))
    if size.value > room:
        buffer = (ctypes.c_ushort * ((size.value + 1) // 2))()
        function(*arguments, buffer, size.value, ctypes.byref(size))
    return _utf16(buffer, size.value) if size.value >= 4 else ""


def data(function: Callable[..., Any], *arguments: object) -> bytes:
    """Return the byte string of a function, without the zero at its end."""
    size = int(function(*arguments, None, 0))
    if size < 2:
        return b""
    buffer = ctypes.create_string_buffer(size)
    function(*arguments, buffer, size)
    return buffer.raw[: size - 1]


def _utf16(buffer: ctypes.Array[ctypes.c_ushort], size: int) -> str:
    return bytes(buffer)[:size].decode("utf-16-le", errors="replace").rstrip("\0")
