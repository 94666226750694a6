"""PNG files stripped to the picture itself: only the chunks that its pixels need are kept.

Texts, times, profiles, earlier versions and further pictures may be in other chunks and after the
end (ISO/IEC 15948). Fully transparent pixels may still have colours, such as those of something
that was erased; these are removed too.
"""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from briefing.files.unusable_picture import UnusablePicture, check_area, cut_short, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

START = b"\x89PNG\r\n\x1a\n"
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PALETTE, _ALPHA = 3, (4, 6)
# The seven passes of an interlaced picture: first column and row, and steps (ISO/IEC 15948, 8.2).
_PASSES = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
_ONE_PASS = ((0, 0, 1, 1),)
_PIECE_BYTES = 1 << 20
_MOST_CHUNKS = 100_000
_FILTERS = bytes(range(5))


def bare_png(data: bytes) -> bytes:
    """Return the picture with only header, palette, transparency and pixel data.

    Raises:
        UnusablePicture: the file is damaged, cut short or too large.
    """
    if not data.startswith(START):
        raise damaged("PNG")
    kept: dict[bytes, bytes] = {}
    pixels = bytearray()
    for kind, body in _chunks(data):
        if kind == b"IDAT":
            pixels += body
        elif kind in {b"IHDR", b"PLTE", b"tRNS"}:
            if kind in kept or pixels or (kind != b"IHDR" and not kept):
                raise damaged("PNG")
            kept[kind] = body
        elif not kind[:1].islower() and kind != b"IEND":  # an unknown critical chunk
            raise damaged("PNG")
    colour, rows = _shape(kept)
    if kept[b"IHDR"][8] == 16 and b"tRNS" in kept:
        raise UnusablePicture(
            "this PNG picture has 16 bits a channel and a transparent colour",
            "save it again with 8 bits a channel",
        )
    kept[b"IDAT"] = _pixel_data(bytes(pixels), rows)
    bare = START + b"".join(_chunk(kind, body) for kind, body in (*kept.items(), (b"IEND", b"")))
    return _without_hidden_colours(bare) if colour in _ALPHA or b"tRNS" in kept else bare


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(START)
    for _ in range(_MOST_CHUNKS):
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 8 + length
        if len(data) < end + 4:
            raise cut_short("PNG")
        kind, body = data[at + 4 : at + 8], data[at + 8 : end]
        check = int.from_bytes(data[end : end + 4], "big")
        if not kind[:1].islower() and zlib.crc32(data[at + 4 : end]) != check:
            raise damaged("PNG")
        yield kind, body
        if kind == b"IEND":
            return
        at = end + 4
    raise damaged("PNG")


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + check


def _shape(kept: dict[bytes, bytes]) -> tuple[int, list[tuple[int, int]]]:
    """Return the colour type, and length in bytes and number of the rows of each pass."""
    head = kept.get(b"IHDR", b"")
    if len(head) != 13:
        raise damaged("PNG")
    width, height = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
    depth, colour, packing, filtering, interlaced = head[8:]
    if depth not in _DEPTHS.get(colour, ()) or packing or filtering or interlaced > 1:
        raise damaged("PNG")
    palette = len(kept.get(b"PLTE", b""))
    if colour == _PALETTE and (palette % 3 or not 3 <= palette <= 768):
        raise damaged("PNG")
    check_area(width, height)
    passes = _PASSES if interlaced else _ONE_PASS
    found = []
    for column, row, across, down in passes:
        columns, rows = -(-(width - column) // across), -(-(height - row) // down)
        if columns > 0 and rows > 0:
            found.append((1 + -(-columns * depth * _CHANNELS[colour] // 8), rows))
    return colour, found


def _pixel_data(packed: bytes, rows: list[tuple[int, int]]) -> bytes:
    """Return the compressed rows without any data after them.

    Args:
        packed: the compressed rows.
        rows: length in bytes and number of the rows of each pass.

    Raises:
        UnusablePicture: rows are missing, or have an unknown filter.
    """
    unpacking, found, rest = zlib.decompressobj(), 0, packed
    size = sum(length * count for length, count in rows)
    try:
        while not unpacking.eof and found <= size:
            piece = unpacking.decompress(rest, _PIECE_BYTES)
            rest = unpacking.unconsumed_tail
            if not all(_have_known_filters(piece, found, rows)):
                raise damaged("PNG")
            found += len(piece)
            if not (piece or rest):
                break
    except zlib.error as error:
        raise damaged("PNG") from error
    if found < size:
        raise cut_short("PNG")
    if found == size and unpacking.eof and not unpacking.unused_data:
        return packed
    return zlib.compress(zlib.decompressobj().decompress(packed, size))


def _have_known_filters(piece: bytes, at: int, rows: list[tuple[int, int]]) -> Iterator[bool]:
    """Yield, for each pass, whether the rows that begin in ``piece`` have a filter type of 0 to 4.

    ``at`` is the number of bytes before the piece.
    """
    start = -at
    for length, count in rows:
        end = start + length * count
        first = start if start >= 0 else start % length
        yield not piece[first : max(end, 0) : length].strip(_FILTERS)
        start = end


def _without_hidden_colours(data: bytes) -> bytes:
    """Return the picture without colours in fully transparent pixels."""
    from PIL import Image, ImageChops  # only where a picture has transparency

    picture = _opened(data).convert("RGBA")
    alpha = picture.getchannel("A")
    if alpha.getextrema()[0]:
        return data
    seen = Image.composite(
        picture, Image.new("RGBA", picture.size), alpha.point(lambda pixel: 255 if pixel else 0)
    )
    if ImageChops.difference(picture, seen).getbbox(alpha_only=False) is None:
        return data
    return _as_png(seen)


def _opened(data: bytes) -> Image:
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG",))
        picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise damaged("PNG") from error
    return picture


def _as_png(picture: Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
