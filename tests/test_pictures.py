"""Photographs: nothing but the picture is taken from their files."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from briefing.markup.jpeg import without_metadata


def photograph(*, turned: int = 1, words: str = "", profile: bytes = b"") -> bytes:
    """A small photograph with remarks in its file."""
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = words
    exif[0x0112] = turned
    extra = {"icc_profile": profile} if profile else {}
    picture = Image.linear_gradient("L").convert("RGB").resize((40, 30))
    picture.save(file, "JPEG", exif=exif, comment=words.encode(), **extra)
    return file.getvalue()


def pixels(data: bytes) -> bytes:
    """What is to be seen."""
    return Image.open(BytesIO(data)).tobytes()


@given(st.text("abcdefghijklmnop", min_size=6, max_size=400))
def test_remarks_are_taken_out_and_the_picture_stays(words: str) -> None:
    """Description and comment are gone, every pixel and the colour profile are there."""
    data = photograph(words=words, profile=b"a profile" * 9)
    assert words.encode() in data
    bare = without_metadata(data)
    assert words.encode() not in bare
    assert b"a profile" in bare
    assert pixels(bare) == pixels(data)
    assert without_metadata(bare) == bare


@pytest.mark.parametrize("turned", [2, 3, 6, 8])
def test_a_picture_that_is_shown_turned_is_refused(turned: int) -> None:
    """Without its remark it would lie on its side."""
    with pytest.raises(ValueError, match="turned"):
        without_metadata(photograph(turned=turned))


@given(st.binary(max_size=60), st.integers(2, 600))
def test_a_damaged_picture_is_refused_and_nothing_else_happens(junk: bytes, cut: int) -> None:
    """Whatever the file holds: a picture, or a fault that can be told."""
    for data in (junk, b"\xff\xd8" + junk, photograph()[:cut]):
        try:
            assert without_metadata(data).startswith(b"\xff\xd8")
        except ValueError:
            continue
