"""Colours by how they look: hue, how colourful, how light (Oklch), and luminance as WCAG has it.

A palette is changed by one or two of its colours. What else is in it follows: it keeps its
luminance, so that what could be read can be read, and takes the hue of what it follows.
Conversions are those of CSS Color 4 (10.3 and its sample code).
"""

from __future__ import annotations

import math

from briefing.model.contrast import Colour, luminance

_STEPS = 24
"""Halvings of an interval of lightness: more than 8 bits of a channel can show."""
_MOST_COLOURFUL = 1.5
"""How much more colourful than in the palette a colour becomes that follows another, at most: a
grey that follows a vivid colour stays a grey of its cast."""
_GREY = 0.004
"""Chroma below which a colour has no hue."""


def hex_of(colour: Colour) -> str:
    """Return a colour as style sheets write it: ``#12263f``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def following(colour: Colour, was: Colour, now: Colour) -> Colour:
    """Return ``colour`` as it is where another has become ``now`` that ``was`` another.

    It keeps its luminance, or is darker by less than one step of 8 bits; its hue turns to that of
    ``now``, and it becomes more or less colourful as that does.
    """
    if was == now:
        return colour
    _, chroma, hue = _oklch(colour)
    _, chroma_was, _ = _oklch(was)
    _, chroma_now, hue_now = _oklch(now)
    by = min(_MOST_COLOURFUL, chroma_now / max(chroma_was, _GREY))
    turned = hue_now if chroma_now >= _GREY else hue
    return with_luminance(chroma * by, turned, luminance(colour))


def with_luminance(chroma: float, hue: float, wanted: float) -> Colour:
    """Return the lightest colour of a hue that has no more than a luminance.

    Args:
        chroma: How colourful it is, where sRGB has such a colour; else less.
        hue: Its hue, as an angle in radians.
        wanted: Its relative luminance, from 0 to 1.
    """
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if luminance(_srgb(middle, chroma, hue)) <= wanted:
            low = middle
        else:
            high = middle
    return _srgb(low, chroma, hue)


def readable(colour: Colour, ground: Colour, ratio: float) -> Colour:
    """Return ``colour``, or the nearest of its hue with a contrast of ``ratio`` to ``ground``.

    It is lighter on a dark ground and darker on a light one. Where not even white or black has that
    contrast, it is white or black.
    """
    on = luminance(ground)
    own = luminance(colour)
    if (max(own, on) + 0.05) / (min(own, on) + 0.05) >= ratio:
        return colour
    _, chroma, hue = _oklch(colour)
    darker = (on + 0.05) / ratio - 0.05
    lighter = (on + 0.05) * ratio - 0.05
    if darker >= 0 and on > _MIDDLE:
        return with_luminance(chroma, hue, darker)
    if lighter > 1:
        return (255, 255, 255) if on <= _MIDDLE else (0, 0, 0)
    found = with_luminance(chroma, hue, lighter)
    while luminance(found) < lighter and found != (255, 255, 255):
        red, green, blue = (min(255, part + 1) for part in found)
        found = (red, green, blue)
    return found


_MIDDLE = 0.179
"""Luminance at which black and white have the same contrast."""


def _oklch(colour: Colour) -> tuple[float, float, float]:
    """Return lightness, chroma and hue (in radians) of a colour in Oklch."""
    red, green, blue = (_linear(part / 255) for part in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(a, b), math.atan2(b, a)


def _srgb(light: float, chroma: float, hue: float) -> Colour:
    """Return a colour of Oklch in sRGB, less colourful where sRGB has none so colourful."""
    inside, outside = 0.0, chroma
    parts = _parts(light, chroma, hue)
    if not _is_shown(parts):
        for _ in range(_STEPS):
            middle = (inside + outside) / 2
            if _is_shown(_parts(light, middle, hue)):
                inside = middle
            else:
                outside = middle
        parts = _parts(light, inside, hue)
    red, green, blue = (round(255 * _curved(min(1.0, max(0.0, part)))) for part in parts)
    return red, green, blue


def _parts(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Return linear red, green and blue, which are beyond 0 to 1 where sRGB has no such colour."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _is_shown(parts: tuple[float, float, float]) -> bool:
    return all(-1e-6 <= part <= 1 + 1e-6 for part in parts)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _curved(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
