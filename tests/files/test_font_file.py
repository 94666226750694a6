"""Font files are read for their family, weight and slope; what cannot be used says why."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from briefing.files.font_file import FontFile, UnusableFont, read_font
from briefing.files.workspace import templates_folder
from briefing.pdf.font_subset import coverage
from support.brands import font

if TYPE_CHECKING:
    from pathlib import Path

FONTS = sorted((templates_folder() / "themes" / "institution" / "fonts").glob("*.ttf"))
REGULAR = FONTS[0].read_bytes()


@pytest.mark.parametrize("path", FONTS, ids=lambda path: str(path.name))
def test_a_font_says_what_it_is(path: Path) -> None:
    """As its file is called, and as the library that shapes text reads it."""
    read = read_font(path.read_bytes())
    _, _, rest = path.stem.partition("_")
    assert read.weight == int(rest[:3])
    assert read.italic == path.stem.endswith("Italic")
    assert read.family == coverage(path.read_bytes())[0]


def test_the_typographic_family_goes_first() -> None:
    """A semi-bold is of the family of the regular."""
    assert read_font(font("Quay Sans")) == FontFile("Quay Sans", 400, italic=False)


def _changed(table: str, name: str, value: int) -> bytes:
    made = TTFont(BytesIO(REGULAR))
    setattr(made[table], name, value)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"wOF2" + bytes(60), "font for web pages"),
        (b"ttcf" + bytes(60), "collection"),
        (b"%PDF-1.7", "no font"),
        (b"", "no font"),
        (REGULAR[:900], "damaged"),
        (b"\0\1\0\0\0\1" + bytes(40), "lacks"),
        (_changed("OS/2", "fsType", 2), "does not allow"),
        (_changed("OS/2", "fsType", 0x200), "does not allow"),
    ],
)
def test_what_cannot_be_used_says_why(data: bytes, says: str) -> None:
    """With what to do."""
    with pytest.raises(UnusableFont, match=says) as raised:
        read_font(data)
    assert raised.value.remedy


@given(st.integers(0, 800), st.binary(min_size=1, max_size=8))
def test_a_damaged_font_is_refused_and_nothing_else(at: int, put: bytes) -> None:
    """Whatever bytes of its head are other ones."""
    data = REGULAR[:at] + put + REGULAR[at + len(put) :]
    try:
        read = read_font(data)
    except UnusableFont:
        return
    assert read.family
    assert 1 <= read.weight <= 1000
