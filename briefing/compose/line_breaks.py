"""Where lines may break: in identifiers and addresses, in ranges, and before the last word.

Never behind a slash, where the rest looks lost.

“S/RES/1244” stays on one line. An address breaks before a sign of its path, as style guides ask, so
that nobody takes the end of a line for its end. The characters that say so are invisible; none is
copied from the PDF, as none has a glyph. “2025–26” stays on one line, too. A last line of one short
word looks lost as well: a space that breaks no line stands before it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.citation_marks import MARKS
from briefing.model.content import Node
from briefing.model.node_text import inline_text

if TYPE_CHECKING:
    Inline = tuple[Node | str, ...]

_JOINER = "\N{WORD JOINER}"
_BREAK = "\N{ZERO WIDTH SPACE}"
_IDENTIFIER = (
    r"(?<![\w/:.@-])(?=\S{0,60}\d|[A-Z./()-]{1,60}(?![\w/]))[A-Z0-9][\w.()-]*(?:/[\w.()-]+)+"
)
_TOKEN = re.compile(rf"(?P<host>https?://[^\s/]+|www\.[^\s/]+)(?P<path>\S*)|{_IDENTIFIER}")
_SIGN = re.compile(r"[/?&=#_.~%-]+(?!$)")
_RANGE = re.compile(r"(?<=\d)–(?=\d)")
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SHORT_WORD = re.compile(r"[^\s/]{1,12}")
"""A last word that does not fill enough of its line."""
_LEAST_DIVIDED = 6
"""Letters of words that may be divided: the end of one would be a line as well."""
_LEAST_TEXT = 40
"""Letters of a text that may have more than one line."""
_LONG = 24
"""Characters of an identifier that may break, before a slash."""


def unbroken(text: str) -> str:
    """Return ``text`` with invisible characters that say where its identifiers may break."""
    if "–" in text:
        text = _RANGE.sub(f"–{_JOINER}", text)
    return _TOKEN.sub(_held, text) if "/" in text else text


def with_tied_end(node: Node) -> Node:
    """Return a paragraph whose last two words stand in one line, if they are short."""
    return replace(node, children=tied_end(node.children))


def tied_end(children: Inline) -> Inline:
    """Return inline content whose last two words stand in one line, if they are short.

    What is raised behind them does not count: it stands with the last word anyway.
    """
    last = len(children) - 1
    while last >= 0 and not isinstance(child := children[last], str) and child.kind in MARKS:
        last -= 1
    end = children[last] if last >= 0 else None
    if not isinstance(end, str) or len(inline_text(children)) < _LEAST_TEXT:
        return children
    before, space, word = end.rpartition(" ")
    if not space or not _SHORT_WORD.fullmatch(word):
        return children
    if sum(map(str.isalpha, word)) < _LEAST_DIVIDED:
        return (*children[:last], f"{before}{_NO_BREAK}{word}", *children[last + 1 :])
    whole = Node("span", (("class", "tie"),), (word,))
    return (*children[:last], f"{before}{_NO_BREAK}", whole, *children[last + 1 :])


def _held(token: re.Match[str]) -> str:
    if token["host"]:
        host = token["host"].replace("://", f"://{_JOINER}")
        return host + _SIGN.sub(rf"{_BREAK}\g<0>{_JOINER}", token["path"])
    before = _BREAK if len(token[0]) > _LONG else ""
    return token[0].replace("/", f"{before}/{_JOINER}")
