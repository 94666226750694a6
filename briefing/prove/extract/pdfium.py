"""PDFium's raw interface with Python's strings: ask for the length, then for the text."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST = 256
"""Nesting of forms, bookmarks and structure elements beyond which a file is not followed."""

_SHORT = (ctypes.c_ushort * 64)()
"""Room for the strings that there are most of: names of marks."""


def bare(function: Any, result: Any) -> Callable[[int, int], Any]:
    """A function of a handle and an index that takes and gives handles as numbers.

    Called for each character, it would spend most of its time on making pointers into objects.
    """
    made = ctypes.CFUNCTYPE(result, ctypes.c_void_p, ctypes.c_int)
    called: Callable[[int, int], Any] = made(ctypes.cast(function, ctypes.c_void_p).value or 0)
    return called


def address(handle: Any) -> int:
    """The number of a handle."""
    return ctypes.addressof(handle.contents)


def text(function: Callable[..., Any], *arguments: object) -> str:
    """A UTF-16 string of a function that ends in buffer and length and gives the length."""
    size = int(function(*arguments, None, 0))
    if size < 4:
        return ""
    buffer = (ctypes.c_ushort * ((size + 1) // 2))()
    function(*arguments, buffer, size)
    return _utf16(buffer, size)


def text_out(function: Callable[..., Any], *arguments: object) -> str:
    """A UTF-16 string of a function that writes the length to its last argument."""
    size = ctypes.c_ulong()
    buffer, room = _SHORT, ctypes.sizeof(_SHORT)
    function(*arguments, buffer, room, ctypes.byref(size))
    if size.value > room:
        buffer = (ctypes.c_ushort * ((size.value + 1) // 2))()
        function(*arguments, buffer, size.value, ctypes.byref(size))
    return _utf16(buffer, size.value) if size.value >= 4 else ""


def data(function: Callable[..., Any], *arguments: object) -> bytes:
    """A byte string, without the zero at its end."""
    size = int(function(*arguments, None, 0))
    if size < 2:
        return b""
    buffer = ctypes.create_string_buffer(size)
    function(*arguments, buffer, size)
    return buffer.raw[: size - 1]


def _utf16(buffer: ctypes.Array[ctypes.c_ushort], size: int) -> str:
    return bytes(buffer)[:size].decode("utf-16-le", errors="replace").rstrip("\0")
