"""Signs that not every face has, written so that each face can set them."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_HELD_HYPHEN = "\u2060-\u2060"
_PLAIN = {"\N{PRIME}": "'", "\N{DOUBLE PRIME}": '"'}


def with_known_signs(html: str, letters: Mapping[str, frozenset[int]]) -> str:
    """Return a text with characters that not every face has written in another way.

    A no-break hyphen is always a hyphen between word joiners, as nobody types it to search for it.
    A prime becomes a straight quote. A letter becomes a letter and its marks, from which the engine
    makes it up; what it stands for does not change.

    Args:
        html: The text.
        letters: Code points that every font of a family has, by family.
    """
    if html.isascii():
        return html
    html = _in_text("\N{NON-BREAKING HYPHEN}").sub(_HELD_HYPHEN, html)
    for sign in sorted(sign for sign in {*html} if not sign.isascii()):
        other = _PLAIN.get(sign) or unicodedata.normalize("NFD", sign)
        if other != sign and _helps(ord(sign), {*map(ord, other)}, letters.values()):
            html = _in_text(sign).sub(escape(other), html)
    return html


def _helps(sign: int, other: set[int], families: Collection[frozenset[int]]) -> bool:
    """Return whether a family that lacks a sign has the others for it, and none loses by them."""
    lacking = [known for known in families if sign not in known]
    having = [known for known in families if sign in known]
    return any(other <= known for known in lacking) and all(other <= known for known in having)


def _in_text(sign: str) -> re.Pattern[str]:
    """Return the pattern of a character outside of tags."""
    return re.compile(rf"{re.escape(sign)}(?=[^<>]*(?:<|$))")
