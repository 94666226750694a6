"""PDFium's raw interface with Python's strings: ask for the length, then for the text."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST = 256
"""Nesting of forms, bookmarks and structure elements beyond which a file is not followed."""


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
    function(*arguments, None, 0, ctypes.byref(size))
    if size.value < 4:
        return ""
    buffer = (ctypes.c_ushort * ((size.value + 1) // 2))()
    function(*arguments, buffer, size.value, ctypes.byref(size))
    return _utf16(buffer, size.value)


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
