"""Pictures in dots: what shows them is taken from their files, dot for dot, and nothing else."""

from __future__ import annotations

import io
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from briefing.files.pictures import bare_picture
from briefing.files.unusable_picture import UnusablePicture
from support.decks import deck_project, make_deck
from support.dots import GREY, SECRET, photograph, saved
from support.projects import faults, project, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def segment(kind: int, body: bytes) -> bytes:
    """A segment of a JPEG (ITU-T T.81, B.1.1.4)."""
    return b"\xff" + bytes([kind]) + (len(body) + 2).to_bytes(2, "big") + body


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG (ISO/IEC 15948, 5.3)."""
    check = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + check


def dots(data: bytes, mode: str = "RGBA") -> bytes:
    """What is to be seen."""
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert(mode).tobytes()


# ── photographs ───────────────────────────────────────────────────────────────────────────


def between_scans(data: bytes) -> bytes:
    """The photograph in several scans, and a remark between the first two."""
    with Image.open(io.BytesIO(data)) as picture:
        first, second, *more = saved(picture, "JPEG", progressive=True).split(b"\xff\xda")
    return b"\xff\xda".join([first, second + segment(0xFE, SECRET), *more])


def with_thumbnail(data: bytes) -> bytes:
    """With a small picture in the head of JFIF."""
    end = 4 + int.from_bytes(data[4:6], "big")
    assert data[6:10] == b"JFIF"
    return data[:2] + segment(0xE0, data[6 : end - 2] + b"\3\1" + SECRET) + data[end:]


IN_PHOTOGRAPHS: dict[str, Callable[[bytes], bytes]] = {
    "a remark": lambda data: data[:2] + segment(0xFE, SECRET) + data[2:],
    "a maker's segment": lambda data: data[:2] + segment(0xED, SECRET) + data[2:],
    "a colour profile": lambda data: data[:2] + segment(0xE2, b"ICC_PROFILE\0" + SECRET) + data[2:],
    "a second head": lambda data: data[:2] + segment(0xE0, b"JFXX\0" + SECRET) + data[2:],
    "another program's head": lambda data: data[:2] + segment(0xEE, b"Adobe" + SECRET) + data[2:],
    "a thumbnail": with_thumbnail,
    "a remark between scans": between_scans,
    "a remark behind the last scan": lambda data: data[:-2] + segment(0xFE, SECRET) + data[-2:],
    "a film behind the end": lambda data: data + SECRET,
    "a second picture behind the end": lambda data: data + photograph(words=SECRET.decode()),
    "padding": lambda data: data[:2] + b"\xff" * 9 + segment(0xFE, SECRET) + data[2:],
}


@pytest.mark.parametrize("what", IN_PHOTOGRAPHS)
def test_a_photograph_keeps_what_shows_it_and_nothing_else(what: str) -> None:
    """Wherever in its file other things stand, they are gone, and every dot is there."""
    data = IN_PHOTOGRAPHS[what](photograph())
    assert SECRET in data
    bare = bare_picture(data)
    assert SECRET not in bare
    assert dots(bare) == dots(data)
    assert bare_picture(bare) == bare


@given(st.text("abcdefghijklmnop", min_size=6, max_size=400))
def test_remarks_are_taken_out_and_the_picture_stays(words: str) -> None:
    """Description, comment and colour profile are gone, and every dot is there."""
    data = photograph(words=words, icc_profile=b"a profile" * 9)
    assert words.encode() in data
    bare = bare_picture(data)
    assert words.encode() not in bare
    assert b"a profile" not in bare
    assert dots(bare) == dots(data)


# ── pictures in PNG ───────────────────────────────────────────────────────────────────────


def before_end(data: bytes, more: bytes) -> bytes:
    """Something before the last chunk."""
    return data[:-12] + more + data[-12:]


def packed_again(data: bytes, change: Any) -> bytes:
    """With its packed rows changed."""
    at = data.index(b"IDAT") - 4
    length = int.from_bytes(data[at : at + 4], "big")
    body = change(data[at + 8 : at + 8 + length])
    return data[:at] + chunk(b"IDAT", body) + data[at + 12 + length :]


IN_PNGS: dict[str, Callable[[bytes], bytes]] = {
    "a text": lambda data: before_end(data, chunk(b"tEXt", b"Title\0" + SECRET)),
    "a packed text": lambda data: before_end(
        data, chunk(b"zTXt", b"Title\0\0" + zlib.compress(SECRET))
    ),
    "a chunk of its own": lambda data: before_end(data, chunk(b"zeBr", SECRET)),
    "another picture of a film": lambda data: before_end(
        data, chunk(b"fdAT", b"\0\0\0\1" + SECRET)
    ),
    "behind the end": lambda data: data + SECRET,
    "behind the packed rows": lambda data: packed_again(data, lambda rows: rows + SECRET),
    "rows nobody sees": lambda data: packed_again(
        data, lambda rows: zlib.compress(zlib.decompress(rows) + SECRET, 0)
    ),
}
MODES = ("1", "L", "LA", "P", "RGB", "RGBA")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("what", IN_PNGS)
def test_a_png_keeps_what_shows_it_and_nothing_else(what: str, mode: str) -> None:
    """Whatever its colours are, every dot is there and other things are gone."""
    plain = saved(GREY.convert(mode), "PNG")
    data = IN_PNGS[what](plain)
    bare = bare_picture(data)
    assert SECRET not in bare
    assert len(bare) <= len(plain) + 100
    assert dots(bare) == dots(plain)
    assert bare_picture(bare) == bare


def test_colours_under_what_is_rubbed_out_are_gone() -> None:
    """Who makes a part of a picture transparent means it to be gone; half shown is shown."""
    picture = Image.new("RGBA", (4, 1), (200, 10, 20, 255))
    picture.putpixel((1, 0), (90, 91, 92, 0))
    picture.putpixel((2, 0), (90, 91, 92, 1))
    with Image.open(io.BytesIO(bare_picture(saved(picture, "PNG")))) as bare:
        assert [bare.getpixel((n, 0)) for n in range(4)] == [
            *((200, 10, 20, 255), (0, 0, 0, 0), (90, 91, 92, 1), (200, 10, 20, 255))
        ]


def test_sixteen_bits_of_grey_print_as_eight() -> None:
    """The engine knows no finer greys, and nor does paper."""
    fine = Image.new("I;16", (3, 1))
    for n, grey in enumerate((0, 0x8000, 0xFFFF)):
        fine.putpixel((n, 0), grey)
    assert dots(bare_picture(saved(fine, "PNG")), "L") == bytes([0, 0x80, 0xFF])


@pytest.mark.parametrize("interlaced", [False, True])
def test_rows_that_are_written_in_no_known_way_are_damage(interlaced: bool) -> None:
    """Every row says how it is written; the engine would guess."""
    head = (9).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, interlaced])
    # A picture of 9 by 9 dots of grey in one pass, or in seven.
    rows = [(3, 2), (2, 2), (4, 1), (3, 3), (6, 2), (5, 5), (10, 4)] if interlaced else [(10, 9)]
    whole = [bytes([n % 5]) + bytes(length - 1) for length, count in rows for n in range(count)]

    def png(parts: list[bytes]) -> bytes:
        chunks = (b"IHDR", head), (b"IDAT", zlib.compress(b"".join(parts))), (b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in chunks)

    assert bare_picture(png(whole)) == png(whole)
    for n in range(len(whole)):
        with pytest.raises(UnusablePicture, match="damaged"):
            bare_picture(png([*whole[:n], b"\5" + whole[n][1:], *whole[n + 1 :]]))


def test_a_png_that_is_cut_short_is_refused() -> None:
    """Wherever the cut is: half a picture looks like a whole one with a white part."""
    data = saved(GREY.convert("RGB"), "PNG")
    for cut in range(8, len(data), 17):
        with pytest.raises(UnusablePicture, match="cut short"):
            bare_picture(data[:cut])


# ── pictures nobody can print ─────────────────────────────────────────────────────────────


def of_size(width: int, height: int) -> bytes:
    """A PNG that says it is this large, in a few bytes."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")


def large_photograph() -> bytes:
    """A JPEG that says it is as large as can be."""
    data = photograph()
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :]


UNFIT = {
    "a PNG of ten thousand million dots": (of_size(100_000, 100_000), "100,000 × 100,000 pixels"),
    "a PNG of no width": (of_size(0, 9), "no width"),
    "a JPEG as large as can be": (large_photograph(), "65,535 × 65,535 pixels"),
    "colours as floating point numbers": (saved(GREY.convert("F"), "TIFF"), "floating point"),
    "a HEIC": (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
    "a photograph by another name": (photograph(), "its content is JPEG"),
    "a WebP by another name": (saved(GREY, "WEBP"), "its content is WebP"),
    "a drawing by another name": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is SVG"),
    "a PDF": (saved(GREY, "PDF"), "a PDF"),
    "a page of the web": (b"\n<!-- 404 -->\n<!doctype HTML><title>404</title>", "HTML"),
    "nothing": (b"", "empty"),
    "blanks": (b" \n" * 90, "empty"),
    "words": (b"a picture", "not a picture"),
    "a JPEG without its end": (photograph()[:-2], "cut short"),
    "a JPEG without dots": (b"\xff\xd8\xff\xd9", "damaged"),
    "arithmetic coding": (
        photograph().replace(b"\xff\xc0", b"\xff\xc9", 1),
        "PDF does not support",
    ),
}


@pytest.mark.parametrize("what", UNFIT)
def test_a_picture_that_cannot_be_printed_says_why(tmp_path: Path, what: str) -> None:
    """At the line of its figure, once, with its file and what to do."""
    data, why = UNFIT[what]
    folder = project(tmp_path, {"sections/first.md": "---\ntitle: A\n---\n![A](figures/a.png)\n"})
    (folder / "figures" / "a.png").write_bytes(data)
    [fault] = [f for f in faults(folder) if f.code == "B403"]
    assert str(fault.location) == "small/sections/first.md:4"
    assert fault.message.startswith('"figures/a.png" cannot be printed: ')
    assert why in fault.message
    assert fault.hint


@given(st.binary(max_size=80), st.integers(2, 900), st.integers(0, 255))
def test_a_damaged_picture_is_refused_and_nothing_else_happens(
    junk: bytes, at: int, byte: int
) -> None:
    """Whatever the file holds: a picture, or a fault that can be told."""
    for whole in (photograph(), saved(GREY, "PNG"), saved(GREY.convert("RGBA"), "PNG")):
        spoilt = whole[:at] + bytes([byte]) + whole[at + 1 :]
        for data in (junk, whole[:2] + junk, whole[:8] + junk, whole[:at], spoilt, whole + junk):
            with suppress(UnusablePicture):
                bare = bare_picture(data)
                assert bare_picture(bare) == bare


# ── on paper ──────────────────────────────────────────────────────────────────────────────


def test_pictures_on_paper_are_what_is_needed_to_show_them(tmp_path: Path) -> None:
    """What else was in their files is not in the PDF."""
    folder = deck_project(
        tmp_path,
        "![A](figures/dots.png)\n\n![B](figures/photo.jpg)\n"
        '\nThe words. {: audience="policy" release="partner" }\n',
    )
    (folder / "figures" / "dots.png").write_bytes(saved(GREY, "PNG") + SECRET)
    (folder / "figures" / "photo.jpg").write_bytes(photograph() + SECRET)
    result = make_deck(read(folder), tmp_path, "pack")
    assert result.delivered, result.findings
    assert SECRET not in result.path.read_bytes()
    with pikepdf.open(result.path) as pdf:
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" in o]
        assert sorted(int(image.Width) for image in images) == [40, 40]
        assert not any(SECRET in image.read_raw_bytes() for image in images)
