"""Colours of pictures as sRGB, the colour space of the PDF.

A colour profile in the file says what its numbers mean. Four inks without one are taken for offset
printing on coated paper. The idea of that conversion is Neugebauer's: each of the sixteen ways to
print the full inks over each other has a known colour, and any mixture of inks lies between them.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from briefing.files.unusable_picture import UnusablePicture

if TYPE_CHECKING:
    from PIL.Image import Image

# sRGB of full inks on coated paper, cyan varying fastest, then magenta, then yellow.
_WITHOUT_BLACK = (
    *((255, 255, 255), (0, 158, 224), (230, 0, 126), (49, 39, 131)),
    *((255, 237, 0), (0, 150, 64), (227, 6, 19), (55, 52, 53)),
)
_WITH_BLACK = (
    *((29, 29, 27), (0, 23, 33), (30, 0, 14), (10, 5, 18)),
    *((28, 26, 0), (0, 20, 8), (26, 2, 4), (0, 0, 0)),
)
_SAME = 3
"""Steps of 255 by which colours may differ without being converted."""
_PROFILE_OF = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}


def in_srgb(picture: Image) -> Image:
    """Return a decoded picture in sRGB or grey; itself, if it is so already.

    Raises:
        UnusablePicture: its colours are not grey, RGB or CMYK.
    """
    mode = picture.mode
    if mode in {"LAB", "HSV", "F"}:
        what = "floating point numbers" if mode == "F" else f"{mode} colours"
        raise UnusablePicture(
            f"this picture is stored in {what}", "save it again in RGB with 8 bits a channel"
        )
    profile = picture.info.get("icc_profile")
    if profile and not mode.startswith("I") and mode != "1":
        converted = _by_profile(picture, profile)
        if converted is not None:
            return converted
    return _from_inks(picture) if mode == "CMYK" else picture


def _by_profile(picture: Image, profile: bytes) -> Image | None:
    """Return ``picture`` as its profile has it, itself if that is sRGB; None if it cannot be
    used."""
    from PIL import ImageCms

    has_alpha = "transparency" in picture.info or picture.mode in {"LA", "PA", "RGBA", "RGBa"}
    whole = picture
    if picture.mode not in _PROFILE_OF:
        whole = picture.convert("RGB" if picture.mode != "LA" else "L")
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _PROFILE_OF[whole.mode]:
            return None
        to_srgb = ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            whole.mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        if whole.mode != "CMYK" and _changes_nothing(to_srgb, whole.mode):
            return picture
        shown = ImageCms.applyTransform(whole, to_srgb)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    if shown is None:
        return None
    if whole.mode == "L":
        shown = shown.convert("L")
    if has_alpha:
        alpha = picture.convert("RGBA").getchannel("A")
        shown.putalpha(alpha)
    shown.info = {}
    return shown


def _changes_nothing(transform: object, mode: str) -> bool:
    """Return whether a transform leaves colours as they are, as that of an sRGB profile does."""
    from PIL import Image, ImageChops, ImageCms

    ramp = Image.linear_gradient("L")
    sample = ramp
    if mode == "RGB":
        turned = ramp.transpose(Image.Transpose.ROTATE_90)
        sample = Image.merge("RGB", (ramp, turned, ImageChops.invert(ramp)))
    shown = ImageCms.applyTransform(sample, transform)  # type: ignore[arg-type]
    assert shown is not None
    extremes = ImageChops.difference(shown, sample.convert("RGB")).getextrema()
    return all(most <= _SAME for _, most in extremes)  # type: ignore[misc]


def _from_inks(picture: Image) -> Image:
    from PIL import Image, ImageFilter

    *inks, black = picture.split()
    coloured = Image.merge("RGB", inks)
    light, dark = (
        coloured.filter(
            ImageFilter.Color3DLUT(2, [value / 255 for corner in corners for value in corner])
        )
        for corners in (_WITHOUT_BLACK, _WITH_BLACK)
    )
    return Image.composite(dark, light, black)
