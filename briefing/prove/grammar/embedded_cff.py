"""Check a CFF program in a file: the outlines of the glyphs that are set, and nothing else.

Every byte has its place (Adobe Technical Notes 5176 and 5177): the parts of a program follow one
another as binding writes them, an outline is read to its end, and each number in it belongs to an
operator that draws. No text can be where none is drawn.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from briefing.prove.grammar.embedded_fonts import check_copies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Entry = tuple[bytes, list[bytes]]
    """An operator of a DICT with its operands."""

_HEAD = b"\1\0\4\4" + b"\0\1\1\1\7Subset"
_STRINGS = b"\0\2\1\1\6\x0eAdobeIdentity" + b"\0\0"  # no subroutines behind them
_FONT_BOX, _CHARSET, _OUTLINES, _PRIVATE = b"\5", b"\x0f", b"\x11", b"\x12"
_MATRIX, _ROS, _COUNT, _FONTS, _SELECT = (bytes((12, n)) for n in (7, 30, 34, 36, 37))
_OPTIONAL = {_MATRIX: 6, _FONT_BOX: 4}
"""Entries that a font need not have, and how many numbers they hold."""
_WIDTHS = (b"\x14", b"\x15")
_LONGEST_REAL = 12
_STACK = 48
_MOST = 0xFFFF
_END = 14
_MOVES = {4: 1, 21: 2, 22: 1, _END: 0}
"""Operators with which an outline may begin, and how many numbers they take."""
_DRAWS = {
    5: (2, (0,)),
    6: (1, (0,)),
    7: (1, (0,)),
    8: (6, (0,)),
    24: (6, (2,)),
    25: (2, (0,)),
    26: (4, (0, 1)),
    27: (4, (0, 1)),
    30: (4, (0, 1)),
    31: (4, (0, 1)),
}
"""Lines and curves: how many numbers are one of them, and how many may be left over."""
_FLEXES = {34: 7, 35: 13, 36: 9, 37: 11}


def check_compact_program(program: bytes, texts: Mapping[int, str]) -> None:
    """Check that a program holds the outlines of used characters only; else raise ValueError.

    Args:
        program: The program.
        texts: What each character that is used stands for, by its number.
    """
    try:
        _check(program, texts)
    except (IndexError, KeyError):
        raise ValueError("is damaged") from None


def _check(program: bytes, texts: Mapping[int, str]) -> None:
    _expect(program.startswith(_HEAD))
    tops, at = _index(program, len(_HEAD))
    _expect(len(tops) == 1)
    top = _entries(tops[0])
    _expect(program.startswith(_STRINGS, at))
    at += len(_STRINGS)
    count = _check_top(top)
    offsets = {key: _whole(numbers[0]) for key, numbers in top if len(numbers) == 1}
    _expect(offsets[_CHARSET] == at)
    glyphs, at = _charset(program, at, count)
    _expect(offsets[_SELECT] == at)
    chosen, at = _selection(program, at, count)
    _expect(offsets[_OUTLINES] == at)
    outlines, at = _index(program, at)
    _expect(offsets[_FONTS] == at and len(outlines) == count)
    fonts, at = _index(program, at)
    _expect({*chosen} == set(range(len(fonts))))
    for font in fonts:
        at = _check_font(program, _entries(font), at)
    if at != len(program):
        raise ValueError("has bytes behind its tables")
    _check_use([*zip(chosen, outlines, strict=True)], glyphs, texts)
    for number, outline in enumerate(outlines):
        _check_outline(outline, number)


def _check_use(
    outlines: Sequence[tuple[int, bytes]], glyphs: int, texts: Mapping[int, str]
) -> None:
    """Check that each outline is used: that of a glyph, or its copy for a further text.

    Args:
        outlines: Each with the number of its font, on which its width depends.
        glyphs: How many are no copies.
        texts: What each character that is used stands for.
    """
    blank = bytes((_END,))
    idle = [n for n, (_, drawn) in enumerate(outlines) if n and n not in texts and drawn != blank]
    if idle:
        raise ValueError(
            f"has outlines of glyphs that no text uses: {', '.join(map(str, idle[:8]))}"
        )
    alike: dict[tuple[int, bytes], list[int]] = {}
    for number in sorted(texts):
        alike.setdefault(outlines[number], []).append(number)
    check_copies(texts, glyphs, [alike.get(outline, []) for outline in outlines[glyphs:]])


def _expect(held: bool) -> None:
    if not held:
        raise ValueError("is no CFF program as we write them")


def _check_top(top: Sequence[Entry]) -> int:
    """Check the entries of the font as a whole; return how many glyphs there are."""
    fixed = [key for key, _ in top if key not in _OPTIONAL]
    _expect(fixed == [_ROS, _COUNT, _CHARSET, _SELECT, _OUTLINES, _FONTS] and top[0][0] == _ROS)
    [(_, registry), *others] = top
    _expect([_whole(number) for number in registry] == [391, 392, 0])
    _expect(all(len(numbers) == _OPTIONAL.get(key, 1) for key, numbers in others))
    count = _whole(next(numbers for key, numbers in top if key == _COUNT)[0])
    _expect(0 < count <= _MOST)
    return count


def _charset(program: bytes, at: int, count: int) -> tuple[int, int]:
    """Return how many of the glyphs are no copies, and where the charset ends.

    Glyphs have the numbers of their characters; copies are a range of their own.
    """
    listed = program[at : at + 1]
    glyphs = int.from_bytes(program[at + 3 : at + 5]) + 2 if count > 1 else 1
    for first, end in ((1, glyphs), (glyphs, count)):
        if end > first:
            listed += first.to_bytes(2) + (end - first - 1).to_bytes(2)
    _expect(listed[0] == 2 and glyphs <= count and program.startswith(listed, at))
    return glyphs, at + len(listed)


def _selection(program: bytes, at: int, count: int) -> tuple[list[int], int]:
    """Return the number of the font that each glyph belongs to, and where the list ends."""
    _expect(program[at] == 3)
    ranges = int.from_bytes(program[at + 1 : at + 3])
    end = at + 5 + 3 * ranges
    starts = [int.from_bytes(program[n : n + 2]) for n in range(at + 3, end, 3)]
    ascending = sorted({*starts}) == starts
    _expect(ascending and starts[0] == 0 and starts[-1] == count and end <= len(program))
    fonts = program[at + 5 : end - 2 : 3]
    sizes = (after - start for start, after in pairwise(starts))
    return [font for font, size in zip(fonts, sizes, strict=True) for _ in range(size)], end


def _check_font(program: bytes, font: Sequence[Entry], at: int) -> int:
    """Check one font dictionary and its widths at ``at``; return where these end."""
    _expect(bool(font))
    *others, (key, private) = font
    _expect(key == _PRIVATE and len(private) == 2)
    _expect([len(numbers) for key, numbers in others if key == _MATRIX] == [6] * len(others))
    length, start = map(_whole, private)
    _expect(start == at and length >= 0 and start + length <= len(program))
    widths = _entries(program[start : start + length])
    _expect(all(key in _WIDTHS and len(numbers) == 1 for key, numbers in widths))
    return start + length


def _check_outline(outline: bytes, glyph: int) -> None:
    """Read an outline to its end: numbers, then what draws with all of them."""
    at, numbers, begun = 0, 0, False
    while at < len(outline):
        first = outline[at]
        if first >= 32 or first == 28:
            at += 5 if first == 255 else 3 if first == 28 else 2 if first >= 247 else 1
            numbers += 1
            continue
        at += 1
        if first == 12:
            drawn = numbers == _FLEXES.get(outline[at])
            at += 1
        elif first in _MOVES:
            # The first of them may have the width of the glyph before its own numbers.
            drawn = numbers - _MOVES[first] in ((0,) if begun else (0, 1))
            begun = True
        else:
            size, left = _DRAWS.get(first, (1, ()))
            drawn = begun and numbers >= size and numbers % size in left
        if not drawn or numbers > _STACK:
            raise ValueError(f"has something that draws nothing in the outline of glyph {glyph}")
        numbers = 0
        if first == _END:
            break
    if at != len(outline) or outline[-1] != _END:
        raise ValueError(f"has bytes behind the outline of glyph {glyph}")


def _index(program: bytes, at: int) -> tuple[list[bytes], int]:
    """Return the entries of an INDEX that has some, and where it ends."""
    count, size = int.from_bytes(program[at : at + 2]), program[at + 2]
    base = at + 3 + size * (count + 1)
    places = range(at + 3, base, size)
    ends = [int.from_bytes(program[place : place + size]) for place in places]
    smallest = (ends[-1].bit_length() + 7) // 8
    _expect(size == smallest and ends[0] == 1 and ends == sorted(ends))
    _expect(base - 1 + ends[-1] <= len(program))
    entries = [program[base - 1 + a : base - 1 + b] for a, b in pairwise(ends)]
    return entries, base - 1 + ends[-1]


def _entries(content: bytes) -> list[Entry]:
    """Return the operators of a DICT with their operands, each operator once."""
    found: list[Entry] = []
    numbers: list[bytes] = []
    at = 0
    while at < len(content):
        first = content[at]
        if first <= 21:
            length = 2 if first == 12 else 1
            found.append((content[at : at + length], numbers))
            numbers = []
        else:
            length = _length(content, at)
            numbers.append(content[at : at + length])
        at += length
    _expect(not numbers and at == len(content) and len(dict(found)) == len(found))
    return found


def _length(content: bytes, at: int) -> int:
    """Return how many bytes the number at ``at`` takes."""
    first = content[at]
    if first == 30:
        length = 2
        while 0xF not in divmod(content[at + length - 1], 16):
            length += 1
        _expect(length <= _LONGEST_REAL)
        return length
    _expect(first in {28, 29} or 32 <= first <= 254)
    return {28: 3, 29: 5}.get(first, 1 if first < 247 else 2)


def _whole(number: bytes) -> int:
    """Return a number that is written in five bytes, as offsets and counts are."""
    _expect(number[0] == 29)
    return int.from_bytes(number[1:], signed=True)
