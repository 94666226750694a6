"""Embedded fonts: they hold the outlines of the glyphs that are used, and nothing else.

A font program may have no names, only tables that draw, no bytes between its tables, and no outline
that no text uses. Its maps cover exactly the characters that are used, in the order of their codes.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from briefing.prove.grammar.file_syntax import Value

_DRAWING = frozenset((b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"))
_HINTING = frozenset((b"cvt ", b"fpgm", b"prep"))
_MAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_MAP_TAIL = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
# A glyph that maps to no character is a different fault, reported elsewhere.
_PAIR = re.compile(rb"<([0-9a-f]{4})> <((?:[0-9a-f]{4})*+)>")
_ENCODING_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
3 dict dup begin
/Registry (Adobe) def
/Ordering (Identity) def
/Supplement 0 def
end def
/CMapName /Glyphs-of-Codes def
/CMapType 1 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_ENTRY = re.compile(rb"<([0-9a-f]{4})> (0|[1-9]\d{0,4})")
_BLOCK = 100  # pairs allowed in one block
_NOT_OURS = "is not written as our writer writes the maps of character codes"
_WORDS, _SCALE, _MORE, _SCALES, _MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80  # flags of a component


@lru_cache(maxsize=64)  # read twice: for its codes, and for its text
def read_map(content: bytes) -> dict[int, str]:
    """Return the text of each character code in a character map.

    Raises:
        ValueError: It is not written as our writer writes it.
    """
    return {
        code: bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for code, text in _pairs(content, _MAP_HEAD, b"bfchar", _PAIR)
    }


@lru_cache(maxsize=64)
def read_encoding(content: bytes) -> dict[int, int]:
    """Return the number of the character (CID) of each character code in an encoding.

    Raises:
        ValueError: It is not written as our writer writes it.
    """
    pairs = _pairs(content, _ENCODING_HEAD, b"cidchar", _ENTRY)
    return {code: int(number) for code, number in pairs}


def _pairs(
    content: bytes, head: bytes, kind: bytes, pair: re.Pattern[bytes]
) -> list[tuple[int, bytes]]:
    """Return the pairs of a map, which has nothing else; their codes must ascend."""
    found = list(pair.finditer(content, len(head)))
    lines = [match[0] + b"\n" for match in found]
    blocks = (lines[n : n + _BLOCK] for n in range(0, len(lines), _BLOCK))
    body = b"".join(
        b"%d begin%b\n%bend%b\n" % (len(block), kind, b"".join(block), kind) for block in blocks
    )
    codes = [int(match[1], 16) for match in found]
    if content != head + body + _MAP_TAIL or codes != sorted(set(codes)):
        raise ValueError(_NOT_OURS)
    return [(code, match[2]) for code, match in zip(codes, found, strict=True)]


def read_glyph_map(content: bytes) -> list[int]:
    """Return the glyph of each character (ISO 32000-1, 9.7.4.3), to be checked by its program."""
    if len(content) % 2:
        raise ValueError("ends within a number")
    return [value for (value,) in struct.iter_unpack(">H", content)]


def check_copies(
    texts: Mapping[int, str], first: int, originals: Sequence[Collection[int]]
) -> None:
    """Check the characters of a font that have their glyph in common with another.

    Each must stand for a further text of its glyph, and come behind the characters of all glyphs.
    Their order is that of glyphs, then of texts, so that it says nothing.

    Args:
        texts: What each character that is used stands for.
        first: The number of the first of these characters.
        originals: The characters that look like each.

    Raises:
        ValueError: One is idle, stands for what its glyph already does, or is in another place.
    """
    last = (-1, "")
    for number, alike in enumerate(originals, first):
        text = texts.get(number, "")
        fit = [n for n in alike if n < first and texts.get(n, text) < text and (n, text) > last]
        if not fit:
            raise ValueError(f"has character {number} without need, or in another place than ours")
        last = (min(fit), text)


def read_widths(value: Value) -> set[int]:
    """Return the numbers of the characters that have a width (ISO 32000-1, 9.7.4.3)."""
    assert isinstance(value, list)
    found: set[int] = set()
    for first, run in zip(value[::2], value[1::2], strict=True):
        assert isinstance(first, bytes)
        assert isinstance(run, list)
        found.update(range(int(first), int(first) + len(run)))
    return found


def tag_of(program: bytes) -> str:
    """Return the prefix of a subset's name, which binding derives from the font program."""
    return "".join(chr(65 + byte % 26) for byte in sha256(program).digest()[:6])


def check_program(
    program: bytes, texts: Mapping[int, str], glyphs: Sequence[int] | None = None
) -> None:
    """Check that a TrueType program holds only used glyphs, and the glyphs they are made of.

    Args:
        program: The program.
        texts: What each character that is used stands for, by its number.
        glyphs: The glyph of each character; None if both have the same number.

    Raises:
        ValueError: It is damaged, or holds anything else; or ``glyphs`` does.
    """
    try:
        tables = _tables(program)
        outlines = _outlines(tables)
        used = texts.keys() if glyphs is None else {glyphs[number] for number in texts}
        _check_outlines(outlines, set(used))
        if glyphs is not None:
            _check_glyph_map(tables, texts, glyphs)
    except (struct.error, KeyError, IndexError, RecursionError):
        raise ValueError("is damaged") from None


def _check_glyph_map(
    tables: dict[bytes, bytes], texts: Mapping[int, str], glyphs: Sequence[int]
) -> None:
    """Check that glyphs have their own numbers, and only further texts of them others."""
    [count] = struct.unpack_from(">H", tables[b"maxp"], 4)
    own = [number if number in texts else 0 for number in range(count)]
    if [*glyphs[:count]] != own or len(glyphs) <= count:
        raise ValueError("has a map of glyphs that is not as our writer writes it")
    check_copies(texts, count, [{glyph} for glyph in glyphs[count:]])


def _tables(program: bytes) -> dict[bytes, bytes]:
    """Return the tables of a font program, which must follow one another without gaps."""
    kind, count = struct.unpack_from(">4sH", program)
    entries = [struct.unpack_from(">4sIII", program, 12 + 16 * n) for n in range(count)]
    names = [name for name, *_ in entries]
    foreign = sorted({*names} - _DRAWING - _HINTING)
    if foreign:
        quoted = ", ".join(name.decode("latin-1") for name in foreign)
        raise ValueError(f"has tables that draw nothing: {quoted}")
    if kind != b"\0\1\0\0" or not {*names} >= _DRAWING or names != sorted(names):
        raise ValueError("is not a TrueType program as our writer writes it")
    tables, end = {}, 12 + 16 * count
    for name, _, start, length in sorted(entries, key=lambda entry: entry[2]):
        if start != end:
            raise ValueError("has bytes between its tables")
        end = start + (length + 3) // 4 * 4
        if any(program[start + length : end]) or end > len(program):
            raise ValueError("has bytes between its tables")
        tables[name] = program[start : start + length]
    if end != len(program):
        raise ValueError("has bytes after its tables")
    return tables


def _outlines(tables: dict[bytes, bytes]) -> dict[int, bytes]:
    """Return the outlines of all glyphs that are not blank, by glyph number."""
    [count] = struct.unpack_from(">H", tables[b"maxp"], 4)
    [long_offsets] = struct.unpack_from(">h", tables[b"head"], 50)
    [metrics] = struct.unpack_from(">H", tables[b"hhea"], 34)
    form, scale = (f">{count + 1}I", 1) if long_offsets else (f">{count + 1}H", 2)
    glyf, loca = tables[b"glyf"], tables[b"loca"]
    offsets = [n * scale for n in struct.unpack_from(form, loca)]
    sizes = {
        b"loca": struct.calcsize(form),
        b"hmtx": 4 * metrics + 2 * (count - metrics),
        b"glyf": offsets[-1],
        b"head": 54,
        b"hhea": 36,
        b"maxp": 32,
    }
    wrong = [name for name, size in sizes.items() if not size <= len(tables[name]) <= size + 1]
    if wrong or offsets != sorted(offsets) or offsets[0]:
        raise ValueError("has tables that are longer than their content")
    return {n: glyf[a:b] for n, (a, b) in enumerate(pairwise(offsets)) if a != b}


def _check_outlines(outlines: dict[int, bytes], used: set[int]) -> None:
    wanted: set[int] = set()
    waiting = [glyph for glyph in (*used, 0) if glyph in outlines]
    while waiting:
        glyph = waiting.pop()
        wanted.add(glyph)
        parts, end = _parts(outlines[glyph])
        rest = outlines[glyph][end:]
        if len(rest) > 3 or any(rest):
            raise ValueError(f"has bytes after the outline of glyph {glyph}")
        waiting += [part for part in parts if part not in wanted and part in outlines]
    if idle := sorted(outlines.keys() - wanted):
        raise ValueError(
            f"has outlines of glyphs that no text uses: {', '.join(map(str, idle[:8]))}"
        )


def _parts(outline: bytes) -> tuple[list[int], int]:
    """Return the glyphs that a composite is made of, and where its outline ends, in bytes.

    See ISO/IEC 14496-22, 5.3.4.
    """
    [contours] = struct.unpack_from(">h", outline)
    if contours >= 0:
        return [], _end_of_simple(outline, contours)
    parts, place, flags = [], 10, _MORE
    instructed = 0
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", outline, place)
        parts.append(part)
        place += 8 if flags & _WORDS else 6
        place += 2 if flags & _SCALE else 4 if flags & _SCALES else 8 if flags & _MATRIX else 0
        instructed |= flags & 0x100
    if instructed:
        place += 2 + struct.unpack_from(">H", outline, place)[0]
    return parts, place


def _end_of_simple(outline: bytes, contours: int) -> int:
    """Return where a simple outline ends, in bytes; its flags give the size of coordinates."""
    if not contours:
        return 10
    last: int
    instructions: int
    last, instructions = struct.unpack_from(">HH", outline, 8 + 2 * contours)
    place, points, size = 12 + 2 * contours + instructions, last + 1, 0
    while points > 0:
        flag, repeats = outline[place], 1
        place += 1
        if flag & 8:
            repeats += outline[place]
            place += 1
        points -= repeats
        size += repeats * _SIZES[flag & 0x36]
    return place + size


def _bytes_of(flag: int) -> int:
    """Return the bytes of a point's coordinates: each is short, same as before, or long."""
    across = 1 if flag & 2 else 0 if flag & 16 else 2
    down = 1 if flag & 4 else 0 if flag & 32 else 2
    return across + down


_SIZES = {flag: _bytes_of(flag) for flag in range(256)}
