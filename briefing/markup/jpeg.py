"""What a camera or a program has written into a photograph besides the picture, taken out.

Names, places and remarks would travel in the PDF unseen: nothing of them was selected.
"""

from __future__ import annotations

from typing import Literal

_START, _SCAN = b"\xff\xd8", 0xDA
_KEPT = frozenset({0xE0, 0xEE})
"""JFIF and Adobe: how the colours are coded (ITU-T T.871; Adobe Technical Note 5116)."""
_COLOUR = b"ICC_PROFILE\0"
_TURN = b"Exif\0\0"


def without_metadata(data: bytes) -> bytes:
    """The same picture with no segment but those that draw it (ITU-T T.81, annex B).

    Raises ValueError when it is no JPEG, or one that is shown turned by a remark in its metadata.
    """
    if not data.startswith(_START):
        raise ValueError("this is not a JPEG picture")
    kept, at = [_START], 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("this JPEG picture is damaged")
        kind = data[at + 1]
        if kind == 0xFF:  # padding
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : end]
        if kind == _SCAN:
            return b"".join([*kept, data[at:]])
        if kind == 0xE1 and body.startswith(_TURN) and _turned(body[len(_TURN) :]):
            raise ValueError("a remark in this picture asks for it to be turned")
        is_remark = 0xE0 <= kind <= 0xEF or kind == 0xFE
        if not is_remark or kind in _KEPT or (kind == 0xE2 and body.startswith(_COLOUR)):
            kept.append(data[at:end])
        at = end
    raise ValueError("this JPEG picture is cut short")


def _turned(tiff: bytes) -> bool:
    """Whether the orientation in the first directory is another than upright (Exif 2.32, 4.6.4)."""
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"

    def number(start: int, size: int) -> int:
        return int.from_bytes(tiff[start : start + size], order)

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * min(number(first, 2), 256), 12):
        if number(entry, 2) == 0x0112:
            return number(entry + 8, 2) not in {0, 1}
    return False
