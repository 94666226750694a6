"""Types of C, made without parsing C, of which the engine says only a name and what is made of it.

WeasyPrint says for each value that it shares with C of which type it is: ``PangoRectangle *``,
``hb_codepoint_t[87]``. cffi has a parser written in Python read that as part of a declaration,
1.6 ms for each type; the engine needs eight, and one for each number of glyphs that a font has in
use. Pointers to types that are known by name, and arrays of them, are made here as the parser makes
them in the end.

Measured: 13 ms of each process with the engine; 0.17 s for 20 packs in one process.

It steps aside for types that are written in another way, and for other versions of cffi.

For WeasyPrint: ``hb_codepoint_t[]`` with a length of its own. For cffi: to do so itself.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

import cffi  # type: ignore[import-untyped]
from cffi import model

from briefing.typeset.engine_patches.replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable

    _TypeOf = Callable[[Any, str], tuple[Any, bool]]

KNOWN = frozenset({"2.1.1"})
"""Versions of cffi whose parser was read."""
_WRITTEN = re.compile(r"([A-Za-z_]\w*(?: int)?) ?(?:(\*)|\[(\d*)\])")
_PLAIN = frozenset({"char", "unsigned int"})


def _made(ffi: Any, written: str) -> Any:
    """Return the type that is written so; None where only the parser knows."""
    match = _WRITTEN.fullmatch(written)
    if not match:
        return None
    name, pointer, length = match.groups()
    parser = ffi._parser
    if name in _PLAIN:
        own, qualifiers = model.PrimitiveType(name), 0
    elif f"typedef {name}" in parser._declarations:
        own, qualifiers = parser._declarations[f"typedef {name}"]
    else:
        return None
    if pointer:
        return parser._get_type_pointer(own, qualifiers)
    return model.ArrayType(own, int(length) if length else None)


def _around(old: _TypeOf) -> _TypeOf:
    @wraps(old)
    def type_of(ffi: Any, written: str) -> tuple[Any, bool]:
        if written not in ffi._parsed_types and (made := _made(ffi, written)) is not None:
            ffi._parsed_types[written] = ffi._get_cached_btype(made), False
        return old(ffi, written)

    return type_of


PATCHES = (
    [Replacement([(cffi.FFI, "_typeof_locked")], _around)] if cffi.__version__ in KNOWN else []
)
