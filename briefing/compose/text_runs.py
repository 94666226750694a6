"""The text of HTML as a layout made it, run by run: what stands between the tags of blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSEEN = re.compile(r"<(style|title)\b[^>]*>[^<]*</\1>|<!--.*?-->", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|abbr|b|code|em|i|s|small|span|strong|sub|sup|time)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
_WHOLE = re.compile(r'<(\w+)\b[^>]*\bdata-whole="([^"]*)"')
_NAME = re.compile(r"</?(\w+)")
_NOT_HEARD = 'aria-hidden="true"'


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text that no block begins or ends in."""

    text: str
    whole: str = ""
    """The ``data-whole`` of the element around it."""
    heard: bool = True
    """False right behind a tag which says that what it holds is not read out."""


def runs(html: str) -> Iterator[TextRun]:
    """Yield what stands between the tags of blocks; tags in a line of text are left out."""
    html = _INLINE.sub("", _UNSEEN.sub("", html))
    whole, name, depth, heard, done = "", "", 0, True, 0
    for tag in TAG.finditer(html):
        yield TextRun(html[done : tag.start()], whole, heard)
        done, heard = tag.end(), _NOT_HEARD not in tag[0]
        if found := _WHOLE.match(tag[0]):
            name, whole, depth = found[1], unescape(found[2]), 1
        elif whole and (found := _NAME.match(tag[0])) and found[1] == name:
            depth += -1 if tag[0].startswith("</") else 1
            whole = whole if depth else ""
    yield TextRun(html[done:], whole, heard)


def own_texts(html: str) -> Iterator[str]:
    """Yield the texts of ``html`` that was given nothing: one for each block."""
    for run in runs(html):
        text = unescape(run.text)
        if any(map(str.isalnum, text)):
            yield " ".join(text.split())
