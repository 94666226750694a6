"""Write CFF outlines as a bare font program for a PDF (Adobe Technical Note 5176).

A subset that HarfBuzz writes still says what the font is called, who made it and what its glyphs
are named. Here it is written anew, with numbers for glyphs in place of names: a CID-keyed font with
the registry of the PDF's own font dictionary, in which glyph 7 is character 7. A character has one
glyph and a glyph one character, so a glyph that is two characters is there twice. The parts
follow one another in one fixed order, so that the proof can hold every byte against what it is for.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Operands = list[bytes]
    """Numbers as they are encoded: what is copied needs no decoding."""

_HEADER = b"\1\0\4\4"  # version 1.0, four bytes long, offsets of up to four bytes
_NAME = b"Subset"
_STRINGS = (b"Adobe", b"Identity")
_FIRST_STRING = 391  # the first number that is not a standard string's
_FONT_BOX, _CHARSET, _CHAR_STRINGS, _PRIVATE = b"\5", b"\x0f", b"\x11", b"\x12"
_FONT_MATRIX, _CID_COUNT, _ROS = b"\x0c\7", b"\x0c\x22", b"\x0c\x1e"
_FD_ARRAY, _FD_SELECT = b"\x0c\x24", b"\x0c\x25"
_DEFAULT_WIDTH, _NOMINAL_WIDTH = b"\x14", b"\x15"
_ESCAPE, _REAL, _LONG = 12, 30, 29


def cid_keyed(table: bytes, copied: Sequence[int] = ()) -> bytes:
    """Return the outlines of a ``CFF`` table without subroutines as a CID-keyed program.

    Args:
        table: The table.
        copied: Glyphs to repeat behind the others. In the charset they are a range of their own.
    """
    _, end = _index(table, table[2])
    [top_bytes], _ = _index(table, end)
    top = _dict(top_bytes)
    outlines, _ = _index(table, _number(top[_CHAR_STRINGS][0]))
    if _FD_ARRAY in top:
        fonts = [_dict(font) for font in _index(table, _number(top[_FD_ARRAY][0]))[0]]
        chosen = _selected(table, _number(top[_FD_SELECT][0]), len(outlines))
    else:
        fonts, chosen = [{_PRIVATE: top[_PRIVATE]}], [0] * len(outlines)
    glyphs = (*range(len(outlines)), *copied)
    charset = _charset(len(outlines), len(copied))
    strings, selected = [outlines[n] for n in glyphs], [chosen[n] for n in glyphs]
    return _written(table, top, charset, strings, fonts, selected)


def _written(
    table: bytes,
    top: dict[bytes, Operands],
    charset: bytes,
    outlines: Sequence[bytes],
    fonts: Sequence[dict[bytes, Operands]],
    chosen: Sequence[int],
) -> bytes:
    """Return the program: each part is measured before the offsets to it are written."""
    count = len(outlines)
    ranges = _ranges(chosen)
    select = b"\3" + len(ranges).to_bytes(2) + b"".join(ranges) + count.to_bytes(2)
    strings = _index_of(outlines)
    privates = [_private(table, font) for font in fonts]
    lengths = [len(private) for private in privates]
    front = _HEADER + _index_of([_NAME])
    back = _index_of(_STRINGS) + _index_of([])
    # Offsets are written in five bytes whatever they are, so that they do not change lengths.
    at = len(front) + len(_index_of([_top(top, count, 0, 0, 0, 0)])) + len(back)
    select_at = at + len(charset)
    strings_at = select_at + len(select)
    fonts_at = strings_at + len(strings)
    private_at = fonts_at + len(_index_of([_font(font, 0, 0) for font in fonts]))
    descriptions = []
    for font, length in zip(fonts, lengths, strict=True):
        descriptions.append(_font(font, length, private_at))
        private_at += length
    head = _index_of([_top(top, count, at, select_at, strings_at, fonts_at)])
    parts = (front, head, back, charset, select, strings, _index_of(descriptions), *privates)
    return b"".join(parts)


def _charset(count: int, copies: int) -> bytes:
    """Return the charset: ranges of characters, each with how many follow its first."""
    ranges = ((1, count - 1), (count, copies))  # glyph 0 is always character 0, and not listed
    listed = (first.to_bytes(2) + (size - 1).to_bytes(2) for first, size in ranges if size)
    return b"\2" + b"".join(listed)


def _top(
    top: dict[bytes, Operands], count: int, charset: int, select: int, strings: int, fonts: int
) -> bytes:
    registry = b"".join(map(_long, (_FIRST_STRING, _FIRST_STRING + 1, 0))) + _ROS
    copied = (b"".join(top[key]) + key for key in (_FONT_MATRIX, _FONT_BOX) if key in top)
    offsets = ((_CHARSET, charset), (_FD_SELECT, select), (_CHAR_STRINGS, strings))
    return b"".join(
        (
            registry,
            *copied,
            _long(count) + _CID_COUNT,
            *(_long(offset) + key for key, offset in offsets),
            _long(fonts) + _FD_ARRAY,
        )
    )


def _font(font: dict[bytes, Operands], length: int, at: int) -> bytes:
    matrix = b"".join(font[_FONT_MATRIX]) + _FONT_MATRIX if _FONT_MATRIX in font else b""
    return matrix + _long(length) + _long(at) + _PRIVATE


def _private(table: bytes, font: dict[bytes, Operands]) -> bytes:
    """Return the widths that outlines give their own against; hints are not kept."""
    length, at = map(_number, font[_PRIVATE])
    private = _dict(table[at : at + length])
    kept = [key for key in (_DEFAULT_WIDTH, _NOMINAL_WIDTH) if key in private]
    return b"".join(b"".join(private[key]) + key for key in kept)


def _selected(table: bytes, at: int, count: int) -> list[int]:
    """Return the number of the font dictionary of each glyph."""
    if table[at] == 0:
        return list(table[at + 1 : at + 1 + count])
    found: list[int] = []
    for n in range(int.from_bytes(table[at + 1 : at + 3])):
        place = at + 3 + 3 * n
        end = int.from_bytes(table[place + 3 : place + 5])
        found += [table[place + 2]] * (end - len(found))
    return found


def _ranges(chosen: Sequence[int]) -> list[bytes]:
    found, first = [], 0
    for number, glyphs in groupby(chosen):
        found.append(first.to_bytes(2) + number.to_bytes(1))
        first += len(list(glyphs))
    return found


def _index(table: bytes, at: int) -> tuple[list[bytes], int]:
    """Return the entries of an INDEX, and where it ends."""
    count = int.from_bytes(table[at : at + 2])
    if not count:
        return [], at + 2
    size, start = table[at + 2], at + 3
    places = range(start, start + size * (count + 1), size)
    offsets = [int.from_bytes(table[place : place + size]) for place in places]
    base = start + size * (count + 1) - 1
    entries = [table[base + a : base + b] for a, b in pairwise(offsets)]
    return entries, base + offsets[-1]


def _index_of(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return b"\0\0"
    offsets, end = [1], 1
    for entry in entries:
        end += len(entry)
        offsets.append(end)
    size = (end.bit_length() + 7) // 8
    written = b"".join(offset.to_bytes(size) for offset in offsets)
    return len(entries).to_bytes(2) + size.to_bytes(1) + written + b"".join(entries)


def _dict(content: bytes) -> dict[bytes, Operands]:
    """Return the operands of each operator of a DICT."""
    found: dict[bytes, Operands] = {}
    operands: Operands = []
    at = 0
    while at < len(content):
        first = content[at]
        if first <= 21:
            end = at + (2 if first == _ESCAPE else 1)
            found[content[at:end]] = operands
            operands = []
        else:
            end = at + _length(content, at)
            operands.append(content[at:end])
        at = end
    return found


def _length(content: bytes, at: int) -> int:
    """Return how many bytes a number in a DICT takes."""
    first = content[at]
    if first == _REAL:  # digits of four bits, up to one that is all ones
        end = at + 1
        while content[end] & 0xF != 0xF and content[end] >> 4 != 0xF:
            end += 1
        return end + 1 - at
    return {28: 3, _LONG: 5}.get(first, 1 if first < 247 else 2)


def _number(operand: bytes) -> int:
    """Return the value of a whole number in a DICT."""
    first = operand[0]
    if first in {28, _LONG}:
        return int.from_bytes(operand[1:], signed=True)
    if first < 247:
        return first - 139
    near = (first - 247) % 4 * 256 + operand[1] + 108
    return near if first < 251 else -near


def _long(value: int) -> bytes:
    return bytes((_LONG,)) + value.to_bytes(4, signed=True)
