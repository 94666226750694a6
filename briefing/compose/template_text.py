"""What a layout prints of its own: its words, and those of the head, without what it is given."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_GIVEN = "\ue000"
"""Stands for what a layout was given; a character for private use, and neither letter nor digit."""
_UNSEEN = re.compile(r"<(style|title)\b[^>]*>[^<]*</\1>")
_INLINE = re.compile(r"</?(?:a|b|code|em|i|small|span|strong|sub|sup)\b[^>]*>")
_BETWEEN = re.compile(rf"<[^>]*>|{_GIVEN}")


class _Text(str):
    """Plain words a layout was given."""

    __slots__ = ()


class _Html(Markup):
    """HTML a layout was given."""

    __slots__ = ()


def given(value: Any, fixed: frozenset[str]) -> Any:
    """A layout's values with every text marked as given, but those that are ``fixed`` words."""
    if isinstance(value, Markup):
        return _Html(value)
    if isinstance(value, str):
        return value if value in fixed else _Text(value)
    if isinstance(value, dict):
        return {key: given(inner, fixed) for key, inner in value.items()}
    return [given(inner, fixed) for inner in value] if isinstance(value, (list, tuple)) else value


def without_given(value: Any) -> Any:
    """What an expression of a layout prints: nothing, where it prints what was given."""
    return _GIVEN if isinstance(value, _Text | _Html) else value


def texts(html: str) -> Iterator[str]:
    """The words of HTML, one text for each element that is a block and for each stretch of it
    between what was given."""
    shown = _INLINE.sub("", _UNSEEN.sub("", html))
    for text in map(unescape, _BETWEEN.split(shown)):
        if any(map(str.isalnum, text)):
            yield " ".join(text.split())


def fixed_words(labels: Mapping[str, str]) -> frozenset[str]:
    """The words of a theme that composition hands to layouts as they are."""
    return frozenset(labels.values())
