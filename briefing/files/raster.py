"""Raster pictures as they are printed: decoded whole, upright, in sRGB or grey of 8 bits.

A PNG or JPEG that is all this already keeps its pixels; any other picture is converted. What shows
many colours, as photographs do, becomes a JPEG, drawings and screenshots become a PNG.

Pillow's decoders raise whatever happens to them on files that are not as their format wants them,
so any exception of theirs is damage.
"""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.files import jpeg, png
from briefing.files.jpeg import bare_jpeg
from briefing.files.picture_colours import in_srgb
from briefing.files.png import bare_png
from briefing.files.unusable_picture import UnusablePicture, check_area, cut_short, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image, Transpose

_GIF, _TIFF, _WEBP, _BMP, _AVIF = "GIF", "TIFF", "WebP", "BMP", "AVIF"
_STARTS = (
    (png.START, "PNG"),
    (jpeg.START, "JPEG"),
    (b"GIF8", _GIF),
    (b"II*\0", _TIFF),
    (b"MM\0*", _TIFF),
    (b"BM", _BMP),
)
_LOSSY_WEBP, _HEAD = b"VP8 ", 1 << 12
_MANY_COLOURS = 1 << 13
"""More colours than drawings and screenshots have, with the soft edges of their text."""
_QUALITY = 92
_LARGEST_SIDE = 3200
"""Most pixels of a side of what is converted: 27 cm at 300 dpi, more than any page has for it."""
_ORIENTATION = 0x0112
_JUNK = b"\x55\xaa" * 512


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture for print, and what an author has to know of it."""

    data: bytes
    """A PNG or JPEG without metadata."""
    remarks: tuple[str, ...] = ()


def raster_kind(data: bytes) -> str:
    """Return the name of a raster format by the first bytes of a file; empty if it is none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _WEBP
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        return _AVIF
    return next((kind for start, kind in _STARTS if data.startswith(start)), "")


@lru_cache(maxsize=16)
def print_raster(data: bytes) -> Raster:
    """Return a raster picture for print.

    Raises:
        UnusablePicture: it is damaged, cut short, too large or in colours that are not known.
    """
    kind = raster_kind(data)
    with _strict():
        if kind == "PNG":
            return _from_png(data)
        if kind == "JPEG":
            return _from_jpeg(data)
        lossy = kind == _AVIF or (kind == _WEBP and _LOSSY_WEBP in data[:_HEAD])
        remarks = tuple(_parts_left(data, kind))
        return _converted(_decoded(data, kind), remarks, was_lossy=lossy)


@contextmanager
def _strict() -> Iterator[None]:
    """Have Pillow refuse pictures that are cut short, which the engine asks it to accept, and give
    no warnings, which name no file of the author's."""
    from PIL import ImageFile

    usual, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = usual


def raster_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG in pixels."""
    with _opened(data, raster_kind(data)) as picture:
        return picture.size


def is_one_bit(data: bytes) -> bool:
    """Return whether a picture is line art: a PNG that has black and white and nothing between."""
    return data.startswith(png.START) and data[24:26] == b"\1\0"


def scaled_raster(
    data: bytes, width: int, height: int, crop: tuple[int, int, int, int] | None = None
) -> bytes:
    """Return a PNG or JPEG for print with fewer pixels, encoded as `print_raster` does.

    Args:
        data: The picture.
        width: In pixels, afterwards.
        height: The same.
        crop: What is kept of it, in its own pixels: left, top, right and bottom.
    """
    from PIL.Image import Dither, Resampling

    with _opened(data, raster_kind(data)) as picture:
        one_bit = picture.mode == "1"
        picture.load()
        whole = _simple(picture)
        as_photo = not data.startswith(png.START) or _has_many_colours(whole)
        smaller = (whole.convert("L") if one_bit else whole).resize(
            (width, height), Resampling.LANCZOS, box=crop
        )
        return _encoded(
            smaller.convert("1", dither=Dither.NONE) if one_bit else smaller, as_photo=as_photo
        )


def opaque_png(data: bytes) -> bytes:
    """Return a PNG of a drawing without its opacity; raises UnusablePicture if any is clear."""
    picture = _decoded(data, raster_kind(data))
    if "A" in picture.getbands() and picture.getchannel("A").getextrema() != (255, 255):
        raise UnusablePicture("its ground is not white", "export it as PNG")
    return _encoded(picture.convert("RGB"), as_photo=False)


def _from_png(data: bytes) -> Raster:
    bare = bare_png(data)
    remarks = tuple(_parts_left(data, "PNG"))
    with _opened(data, "PNG") as picture:
        depth, turned = data[24], _orientation(picture) > 1
        profile = picture.info.get("icc_profile")
    if depth < 16 and not profile and not turned:
        return Raster(bare, remarks)
    whole = _decoded(data, "PNG")
    if depth < 16 and not turned and in_srgb(whole) is whole:
        return Raster(bare, remarks)
    return _converted(whole, remarks)


def _from_jpeg(data: bytes) -> Raster:
    bare = bare_jpeg(data)
    _check_complete(bare)
    with _opened(data, "JPEG") as picture:
        as_it_is = picture.mode in {"L", "RGB"} and _orientation(picture) <= 1
        profile = picture.info.get("icc_profile")
    if as_it_is and not profile:
        return Raster(bare)
    whole = _decoded(data, "JPEG")
    if as_it_is and in_srgb(whole) is whole:
        return Raster(bare)
    return _converted(whole, was_lossy=True)


def _check_complete(bare: bytes) -> None:
    """Raise UnusablePicture if coded data are missing, which decoders fill up with grey.

    If all are there, what follows them changes nothing.
    """
    seen = []
    for data in (bare, bare[:-2] + _JUNK + bare[-2:]):
        with _opened(data, "JPEG") as picture:
            picture.draft("L", (picture.width // 8, picture.height // 8))
            try:
                picture.load()
            except OSError as error:
                raise damaged("JPEG") from error
            seen.append(picture.tobytes())
    if seen[0] != seen[1]:
        raise cut_short("JPEG")


def _opened(data: bytes, kind: str) -> Image:
    from PIL import Image  # only where a briefing has raster pictures

    try:
        picture = Image.open(io.BytesIO(data), formats=(kind.upper(),))
    except MemoryError:
        raise
    except Image.DecompressionBombError as error:
        raise UnusablePicture(
            "this picture has more pixels than can be printed", "save a smaller version"
        ) from error
    except Exception as error:
        raise damaged(kind) from error
    check_area(*picture.size)
    return picture


def _decoded(data: bytes, kind: str) -> Image:
    picture = _opened(data, kind)
    try:
        picture.load()
    except MemoryError:
        raise
    except Exception as error:
        short = "truncated" in str(error) or "not enough" in str(error).lower()
        raise (cut_short if short else damaged)(kind) from error
    return picture


def _parts_left(data: bytes, kind: str) -> Iterator[str]:
    """Yield what says that a file holds more pictures than the first, which is printed."""
    with _opened(data, kind) as picture:
        try:
            count = getattr(picture, "n_frames", 1)
        except Exception as error:
            raise damaged(kind) from error
    if count > 1:
        parts = "pages" if kind == _TIFF else "frames"
        yield f"it has {count} {parts}: only the first is printed"


def _orientation(picture: Image) -> int:
    """Return the orientation that viewers rotate a picture by (Exif 2.32, 4.6.4); 1 is upright."""
    try:
        found = picture.getexif().get(_ORIENTATION, 1)
    except Exception:
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _converted(picture: Image, remarks: tuple[str, ...] = (), *, was_lossy: bool = False) -> Raster:
    from PIL.Image import Resampling

    orientation = _orientation(picture)
    if picture.mode == "CMYK" and "icc_profile" not in picture.info:
        remarks += ("it is in CMYK without a colour profile, taken for that of coated paper",)
    if max(picture.size) > _LARGEST_SIDE:
        picture.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE), Resampling.LANCZOS)
    shown = _simple(in_srgb(picture))
    if orientation > 1:
        shown = shown.transpose(_turn(orientation))
    return Raster(_encoded(shown, as_photo=was_lossy or _has_many_colours(shown)), remarks)


def _turn(orientation: int) -> Transpose:
    """Return what puts a picture of one of the orientations 2 to 8 upright."""
    from PIL.Image import Transpose

    return (
        *(Transpose.FLIP_LEFT_RIGHT, Transpose.ROTATE_180, Transpose.FLIP_TOP_BOTTOM),
        *(Transpose.TRANSPOSE, Transpose.ROTATE_270, Transpose.TRANSVERSE, Transpose.ROTATE_90),
    )[orientation - 2]


def _simple(picture: Image) -> Image:
    """Return a picture in one of five modes: 1, L, LA, RGB or RGBA, without any metadata."""
    if "transparency" in picture.info or picture.mode == "PA":
        simple = picture.convert("RGBA")
    elif picture.mode.startswith("I"):
        simple = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif picture.mode in {"1", "L", "LA", "RGB", "RGBA"}:
        simple = picture.copy()
    else:
        simple = picture.convert("RGBA" if picture.mode == "RGBa" else "RGB")
    simple.info = {}
    return simple


def _has_many_colours(picture: Image) -> bool:
    return picture.mode in {"RGB", "L"} and picture.convert("RGB").getcolors(_MANY_COLOURS) is None


def _encoded(picture: Image, *, as_photo: bool) -> bytes:
    file = io.BytesIO()
    if as_photo and picture.mode in {"RGB", "L"}:
        picture.save(file, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
        return bare_jpeg(file.getvalue())
    picture.save(file, "PNG", compress_level=6)
    return bare_png(file.getvalue())
