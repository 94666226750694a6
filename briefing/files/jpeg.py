"""JPEG files stripped to the picture itself: its pixels are kept as they are, and nothing else.

Cameras and programs write names, places, comments, thumbnails and films into such files, between
the segments of the picture and after its end. All of it would be in the PDF unseen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.files.unusable_picture import UnusablePicture, check_area, cut_short, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

START = b"\xff\xd8"
_END, _SCAN = 0xD9, 0xDA
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Encodings that a PDF may hold: baseline, extended, progressive (ISO 32000-2, 7.4.8)."""
_OTHER_FRAMES = frozenset({*range(0xC3, 0xD0)} - {0xC4, 0xC8, 0xCC})
_DRAWS = frozenset({0xC4, 0xDB, 0xDD, _SCAN}) | _FRAMES
"""Tables, frame and scans: the segments that the pixels are made from (ITU-T T.81, B.1)."""
_JFIF, _JFIF_HEAD = b"JFIF\0", b"JFIF\0\1\1\0\0\1\0\1\0\0"
"""A JFIF header says that colours are grey or YCbCr. Written without a resolution: the page sets
the size."""
_ADOBE, _ADOBE_HEAD = b"Adobe", b"Adobe\0\x64\0\0\0\0"
"""An Adobe header up to its last byte, which says whether colours are RGB or YCbCr."""
# Entropy-coded data end at a byte 0xFF that is followed by neither 0 nor a restart marker.
_CODED = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)
_PADDING = re.compile(rb"\xff+(?=\xff)")
_MOST_SEGMENTS = 10_000
"""Most segments of a file; cameras write a few hundred at most."""


def bare_jpeg(data: bytes) -> bytes:
    """Return the picture with only the segments that its pixels need (ITU-T T.81, annex B).

    Of the JFIF and Adobe headers only the colour encoding is kept.

    Raises:
        UnusablePicture: the file is damaged, or in an encoding that PDF does not support.
    """
    if not data.startswith(START):
        raise damaged("JPEG")
    kept, heads, framed, scanned = [START], set[int](), False, False
    for kind, body, coded in _segments(data):
        if kind in _OTHER_FRAMES:
            raise UnusablePicture(
                "this JPEG picture uses an encoding that PDF does not support",
                "save it again as a standard JPEG, or as PNG",
            )
        if kind in _FRAMES:
            if framed:
                raise damaged("JPEG")
            framed = True
            _check_frame(body)
        scanned |= kind == _SCAN
        shown = b"" if kind in heads else _shown(kind, body)
        if shown:
            heads |= {kind} - _DRAWS
            kept += [b"\xff", bytes([kind]), (len(shown) + 2).to_bytes(2, "big"), shown, coded]
    if not (framed and scanned):
        raise damaged("JPEG")
    return b"".join([*kept, b"\xff", bytes([_END])])


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield marker code and body of each segment up to the end of the picture, and the coded data
    that follow it."""
    at = len(START)
    for _ in range(_MOST_SEGMENTS):
        if padding := _PADDING.match(data, at):
            at = padding.end()
        if len(data) < at + 2:
            raise cut_short("JPEG")
        if data[at] != 0xFF:
            raise damaged("JPEG")
        kind = data[at + 1]
        if kind == _END:
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if len(data) < end or len(data) < at + 4:
            raise cut_short("JPEG")
        if length < 2 or kind < 0xC0 or kind in range(0xD0, 0xD9):
            raise damaged("JPEG")
        stop = end
        if kind == _SCAN:
            found = _CODED.search(data, end)
            # Padding before a marker is not part of the data.
            stop = found.start() if found else len(data)
        yield kind, data[at + 4 : end], data[end:stop]
        at = stop
    raise damaged("JPEG")


def _shown(kind: int, body: bytes) -> bytes:
    """Return the part of a segment that is needed to show the picture; empty if none is."""
    if kind in _DRAWS:
        return body
    if kind == 0xE0 and body.startswith(_JFIF):
        return _JFIF_HEAD
    if kind == 0xEE and body.startswith(_ADOBE) and len(body) > len(_ADOBE_HEAD):
        return _ADOBE_HEAD + bytes([body[len(_ADOBE_HEAD)]])
    return b""


def _check_frame(body: bytes) -> None:
    if len(body) < 6:
        raise damaged("JPEG")
    depth, components = body[0], body[5]
    check_area(int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"))
    if depth != 8 or components not in {1, 3, 4}:
        raise UnusablePicture(
            f"this JPEG picture has {components} colour channels of {depth} bits",
            "save it again in RGB or grey, with 8 bits a channel",
        )
