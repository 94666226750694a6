"""Raster pictures of any kind: upright, in sRGB of 8 bits, and the same bytes each time."""

from __future__ import annotations

import io
import zlib
from hashlib import shake_128
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms

from briefing.files.pictures import print_picture
from briefing.files.raster import print_raster, raster_size, scaled_raster
from briefing.files.unusable_picture import UnusablePicture
from briefing.model.findings import Severity
from support.dots import GREY, SECRET, photograph, saved
from support.projects import faults, project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DRAWING = Image.new("RGB", (24, 16), (255, 255, 255))
DRAWING.paste((200, 30, 20), (0, 0, 12, 8))
DRAWING.paste((20, 60, 190), (12, 8, 24, 16))


def shown(data: bytes, mode: str = "RGB") -> Image.Image:
    """The picture, decoded."""
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_density", "adobe"} | {
            "jfif_unit",
            "adobe_transform",
            "transparency",
        }
        assert picture.mode in {"1", "L", "LA", "P", "RGB", "RGBA"}
        assert picture.getexif() == {}
        return picture.convert(mode)


def noise(width: int = 200, height: int = 150) -> Image.Image:
    """What has as many colours as a photograph."""
    ramps = Image.linear_gradient("L").resize((width, height))
    rough = Image.frombytes("L", (width, height), shake_128(b"rough").digest(width * height))
    return Image.merge("RGB", (ramps, rough, ImageChops.invert(ramps)))


def furthest(one: Image.Image, other: Image.Image) -> int:
    """The greatest difference between two pictures, of 255."""
    return max(most for _, most in ImageChops.difference(one, other).getextrema())  # type: ignore[misc]


FORMATS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "WEBP": ("webp", {"lossless": True}),
    "TIFF": ("tif", {}),
    "GIF": ("gif", {}),
    "BMP": ("bmp", {}),
    "AVIF": ("avif", {"quality": 100, "subsampling": "4:4:4"}),
}


@pytest.mark.parametrize("format_name", FORMATS)
def test_pictures_of_other_formats_are_converted(format_name: str) -> None:
    """A drawing keeps its dots; the conversion gives the same bytes each time."""
    ending, how = FORMATS[format_name]
    data = saved(DRAWING, format_name, **how)
    picture = print_picture(data, f"figures/a.{ending}")
    lossy = format_name == "AVIF"
    assert picture.data.startswith(b"\xff\xd8" if lossy else b"\x89PNG")
    assert furthest(shown(picture.data), DRAWING) <= (60 if lossy else 0)
    print_raster.cache_clear()
    assert print_picture(data, f"figures/A.{ending.upper()}") == picture


@pytest.mark.parametrize("format_name", ["WEBP", "TIFF", "BMP"])
def test_what_has_many_colours_becomes_a_jpeg(format_name: str) -> None:
    """A photograph as a PNG would be several times as large, and look the same."""
    made = print_raster(saved(noise(), format_name, **FORMATS[format_name][1])).data
    assert made.startswith(b"\xff\xd8")
    assert furthest(shown(made), noise()) < 80


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_stand_upright(format_name: str, orientation: int) -> None:
    """As viewers show them, whichever way the camera was held."""
    whole = DRAWING.resize((240, 160))
    stored = {
        1: lambda p: p,
        2: lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda p: p.transpose(Image.Transpose.ROTATE_180),
        4: lambda p: p.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda p: p.transpose(Image.Transpose.TRANSPOSE),
        6: lambda p: p.transpose(Image.Transpose.ROTATE_90),
        7: lambda p: p.transpose(Image.Transpose.TRANSVERSE),
        8: lambda p: p.transpose(Image.Transpose.ROTATE_270),
    }[orientation](whole)
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = print_raster(saved(stored, format_name, exif=exif)).data
    assert shown(made).size == whole.size
    assert shown(made).getpixel((30, 30))[0] > 150  # type: ignore[index]
    assert shown(made).getpixel((200, 140))[2] > 150  # type: ignore[index]


@pytest.mark.parametrize("format_name", ["JPEG", "TIFF"])
def test_inks_become_light(format_name: str) -> None:
    """Without a profile as on coated paper; the primary colours are where printers expect them."""
    for inks, colour in (
        ((0, 0, 0, 0), (255, 255, 255)),
        ((255, 0, 0, 0), (0, 158, 224)),
        ((0, 255, 255, 0), (227, 6, 19)),
        ((0, 0, 0, 255), (29, 29, 27)),
        ((255, 255, 255, 255), (0, 0, 0)),
    ):
        picture = print_raster(saved(Image.new("CMYK", (32, 32), inks), format_name))
        assert furthest(shown(picture.data), Image.new("RGB", (32, 32), colour)) <= 8
        assert "CMYK" in picture.remarks[0]


def profile(name: str, gamma: float = 2.2) -> bytes:
    """An RGB profile with wide primaries, written by hand (ICC.1:2022)."""

    def number(value: float) -> bytes:
        return round(value * 65536).to_bytes(4, "big", signed=True)

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(number, values))

    curve = b"curv\0\0\0\0\0\0\0\1" + round(gamma * 256).to_bytes(2, "big") + b"\0\0"
    text = name.encode()
    described = b"desc\0\0\0\0" + (len(text) + 1).to_bytes(4, "big") + text + bytes(79)
    tags = {
        b"desc": described + bytes(-len(described) % 4),
        b"wtpt": xyz(0.9642, 1, 0.8249),
        b"rXYZ": xyz(0.6097, 0.3111, 0.0195),
        b"gXYZ": xyz(0.2053, 0.6257, 0.0609),
        b"bXYZ": xyz(0.1492, 0.0632, 0.7446),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for key, value in tags.items():
        table += key + (at + len(body)).to_bytes(4, "big") + len(value).to_bytes(4, "big")
        body += value
    size = 128 + 4 + len(table) + len(body)
    head = size.to_bytes(4, "big") + b"\0\0\0\0\x02\x10\0\0mntrRGB XYZ " + bytes(12) + b"acsp"
    head += bytes(28) + number(0.9642) + number(1) + number(0.8249) + bytes(48)
    return head + len(tags).to_bytes(4, "big") + table + body


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_colours_of_wide_gamut_become_those_of_srgb(format_name: str) -> None:
    """Taken for sRGB as they are, they would be dull."""
    dull = Image.new("RGB", (64, 64), (180, 90, 60))
    made = print_raster(saved(dull, format_name, icc_profile=profile("Wide"))).data
    red, green, blue = shown(made).getpixel((9, 9))  # type: ignore[misc]
    assert red > 190
    assert green < 92
    assert blue < 62


def test_an_srgb_profile_changes_nothing() -> None:
    """A photograph that is sRGB already keeps its coded data."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert print_raster(photograph(icc_profile=srgb)) == print_raster(photograph())
    plain = saved(DRAWING, "PNG")
    assert print_raster(saved(DRAWING, "PNG", icc_profile=srgb)).data == plain


@pytest.mark.parametrize("junk", [b"", b"a profile", profile("Cut")[:200], bytes(500)])
def test_a_profile_that_is_none_is_left_out(junk: bytes) -> None:
    """What cannot be read says nothing."""
    assert print_raster(photograph(icc_profile=junk)) == print_raster(photograph())


def test_sixteen_bits_print_as_eight() -> None:
    """Of grey and of colours: paper knows no finer ones."""
    head = (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + bytes([16, 2, 0, 0, 0])
    rows = zlib.compress(b"\0" + bytes.fromhex("ffff80000000 0000c0ffffff"))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        )

    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    made = print_raster(data).data
    assert made[24] == 8
    assert [shown(made).getpixel((n, 0)) for n in (0, 1)] == [(255, 128, 0), (0, 192, 255)]
    fine = Image.new("I;16", (3, 1))
    for n, grey in enumerate((0, 0x8000, 0xFFFF)):
        fine.putpixel((n, 0), grey)
    for format_name in ("PNG", "TIFF"):
        assert shown(print_raster(saved(fine, format_name)).data, "L").tobytes() == b"\0\x80\xff"


def test_of_several_frames_or_pages_the_first_is_printed_and_the_author_told() -> None:
    """A film on paper is its first picture."""
    other = Image.new("RGB", DRAWING.size, (9, 9, 9))
    for format_name, ending, parts in (("GIF", "gif", "2 frames"), ("TIFF", "tif", "2 pages")):
        data = saved(DRAWING, format_name, save_all=True, append_images=[other])
        picture = print_picture(data, f"a.{ending}")
        assert furthest(shown(picture.data), DRAWING) == 0
        assert parts in picture.remarks[0]


@pytest.mark.finds("B412")
def test_what_is_not_printed_as_it_is_is_told_at_its_figure(tmp_path: Path) -> None:
    """With the file, and what to do."""
    folder = project(tmp_path, {"sections/first.md": "---\ntitle: A\n---\n![A](figures/a.gif)\n"})
    other = Image.new("RGB", DRAWING.size, (9, 9, 9))
    film = saved(DRAWING, "GIF", save_all=True, append_images=[other])
    (folder / "figures" / "a.gif").write_bytes(film)
    [found] = [f for f in faults(folder) if f.code == "B412"]
    assert str(found.location) == "small/sections/first.md:4"
    assert found.severity is Severity.WARNING
    assert "figures/a.gif" in found.message


def test_transparency_stays() -> None:
    """What is seen through is not painted white."""
    clear = DRAWING.convert("RGBA")
    clear.putpixel((0, 0), (1, 2, 3, 0))
    for format_name in ("WEBP", "TIFF"):
        how = FORMATS[format_name][1]
        assert shown(print_raster(saved(clear, format_name, **how)).data, "RGBA").getpixel(
            (0, 0)
        ) == (0, 0, 0, 0)


def test_nothing_but_dots_survives() -> None:
    """Whatever the format can carry along."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    for format_name in ("WEBP", "TIFF", "AVIF", "PNG", "JPEG"):
        data = saved(DRAWING, format_name, exif=exif)
        assert SECRET in data
        assert SECRET not in print_raster(data).data


@pytest.mark.parametrize("format_name", ["WEBP", "TIFF", "GIF", "BMP", "AVIF", "JPEG", "PNG"])
def test_a_picture_that_is_cut_short_is_refused(format_name: str) -> None:
    """Wherever the cut is: half a picture looks like a whole one with an empty part."""
    data = saved(noise(60, 40), format_name)
    for part in range(1, 12):
        with pytest.raises(UnusablePicture):
            print_raster(data[: len(data) * part // 12])


@pytest.mark.parametrize("part", range(3, 10))
def test_a_jpeg_that_was_cut_and_closed_again_is_refused(part: int) -> None:
    """Programs that save what they could read end the file as if it were whole."""
    data = saved(noise(), "JPEG")
    with pytest.raises(UnusablePicture, match="cut short"):
        print_raster(data[: len(data) * part // 12] + b"\xff\xd9")


@settings(max_examples=60)
@given(
    st.sampled_from(["WEBP", "TIFF", "GIF", "BMP", "AVIF", "JPEG", "PNG"]),
    st.lists(st.tuples(st.integers(4, 800), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_damage_is_a_fault_or_a_picture(format_name: str, changes: list[tuple[int, int]]) -> None:
    """Never another error; and what comes out is stable."""
    data = bytearray(saved(noise(30, 20), format_name))
    for at, byte in changes:
        data[at % len(data)] = byte
    try:
        made = print_raster(bytes(data)).data
    except UnusablePicture:
        return
    assert print_raster(made).data == made


def test_a_picture_is_scaled_down_in_its_own_kind() -> None:
    """Photographs as photographs, drawings without loss, line art in black and white."""
    photo, drawing = saved(noise(), "JPEG"), saved(DRAWING.resize((240, 160)), "PNG")
    lines = saved(GREY.convert("1").resize((400, 400)), "PNG")
    for data, start, size in (
        (photo, b"\xff\xd8", (80, 60)),
        (drawing, b"\x89PNG", (60, 40)),
        (lines, b"\x89PNG", (90, 90)),
    ):
        small = scaled_raster(data, *size)
        assert small.startswith(start)
        assert raster_size(small) == size
        assert scaled_raster(data, *size) == small
    assert shown(scaled_raster(lines, 90, 90), "L").getcolors() is not None
    assert scaled_raster(lines, 90, 90)[24:26] == b"\1\0"
