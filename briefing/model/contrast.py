"""Contrast of colours, as WCAG 2.2 reckons it ("contrast ratio", "relative luminance")."""

from __future__ import annotations

import re

LEAST = 3.0
"""What a graphic that carries meaning needs to what it stands on (1.4.11)."""
LEAST_OF_TEXT = 4.5
"""What text needs to what it stands on (1.4.3)."""
PAPER = (255, 255, 255)

Colour = tuple[int, int, int]
"""Red, green and blue in sRGB, from 0 to 255."""

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_RGB = re.compile(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)", re.IGNORECASE)
_NAMED = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "orange": (255, 165, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "gold": (255, 215, 0),
    "pink": (255, 192, 203),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "gainsboro": (220, 220, 220),
    "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211),
    "lightblue": (173, 216, 230),
    "skyblue": (135, 206, 235),
    "steelblue": (70, 130, 180),
    "navy": (0, 0, 128),
}
"""Names that people write in charts; of others nothing is said."""


def colour_of(text: str) -> Colour | None:
    """Return the colour that CSS writes as ``text``; None if it is none that is known here."""
    text = text.strip()
    if match := _HEX.fullmatch(text):
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := _RGB.fullmatch(text):
        red, green, blue = (min(255, int(part)) for part in match.groups())
        return red, green, blue
    return _NAMED.get(text.lower())


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def over(colour: Colour, ground: Colour, opacity: float) -> Colour:
    """Return what ``colour`` looks like over ``ground`` with an ``opacity`` from 0 to 1."""
    red, green, blue = (
        round(opacity * top + (1 - opacity) * below)
        for top, below in zip(colour, ground, strict=True)
    )
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, from 0 to 1 (WCAG 2.2, definitions)."""
    parts = (part / 255 for part in colour)
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
