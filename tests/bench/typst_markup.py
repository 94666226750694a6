"""Our HTML as Typst's markup: words, headings, lists, tables, pictures, emphasis."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.composition import Composition

_HEAD = """\
#set document(title: {title})
#set page(paper: "a4", numbering: "1 / 1")
#set text(font: "Source Serif 4", size: 10pt, lang: {language}, hyphenate: true)
#set par(justify: true)
"""
_SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~=+/.-])")
_SILENT = {"head", "style", "title"}
_BLOCKS = {"p", "div", "section", "figure", "dt", "dd", "figcaption", "blockquote"}
_OPENED = {
    **{f"h{level}": f"\n\n#heading(level: {level})[" for level in range(1, 7)},
    "em": "#emph[",
    "strong": "#strong[",
    "sup": "#super[",
    "ul": "\n\n#list(",
    "ol": "\n\n#enum(",
    "li": "[",
}
# The semicolon ends what the hash began: a bracket that comes next is text.
_CLOSED = {
    **{f"h{level}": "];\n\n" for level in range(1, 7)},
    "em": "];",
    "strong": "];",
    "sup": "];",
    "ul": ");\n\n",
    "ol": ");\n\n",
    "li": "],",
}


def typst_markup(composition: Composition) -> str:
    """A whole edition; a contents list where ours has one."""
    title, language = composition.head.title, composition.edition.language
    parts = [_HEAD.format(title=_quoted(title), language=_quoted(language))]
    for number, fragment in enumerate(composition.fragments):
        if number == 1 and composition.contents:
            parts.append("\n\n#outline()\n\n")
        reader = _Reader()
        reader.feed(fragment.html)
        parts.append("".join(reader.out))
    return "".join(parts)


def _quoted(text: str) -> str:
    """A string of Typst's, which is written as in JSON."""
    return json.dumps(text, ensure_ascii=False)


class _Reader(HTMLParser):
    """Writes while it reads. The cells of a table are gathered first: Typst wants their number."""

    def __init__(self) -> None:
        super().__init__()
        self.out: list[str] = []
        self.lists: list[str] = []
        self.silent = 0
        self.rows: list[list[str]] = []
        self.around: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins what the tag begins."""
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.out.append("\n\n")
        elif tag in {"td", "th"}:
            self.around.append(self.out)
            self.out = []
        elif tag == "tr":
            self.rows.append([])
        elif tag == "img":
            of = dict(attrs)
            source, alt = _quoted(f"/{of.get('src')}"), _quoted(of.get("alt") or "")
            self.out.append(f"\n\n#image({source}, alt: {alt}, width: 90%);\n\n")
        if tag in _OPENED:
            self.lists.append(tag)
            self.out.append(_OPENED[tag])

    def handle_endtag(self, tag: str) -> None:
        """Ends it."""
        if tag in _SILENT:
            self.silent -= 1
        elif tag in _BLOCKS:
            self.out.append("\n\n")
        elif tag in {"td", "th"}:
            self.rows[-1].append("".join(self.out))
            self.out = self.around.pop()
        elif tag == "table":
            width = max(map(len, self.rows), default=1)
            cells = (f"[{c}], " for r in self.rows for c in [*r, *[""] * (width - len(r))])
            self.out.append(f"\n\n#table(columns: {width}, {''.join(cells)});\n\n")
            self.rows = []
        if tag in _CLOSED:
            self.lists.pop()
            self.out.append(_CLOSED[tag])

    def handle_data(self, data: str) -> None:
        """Words, with what Typst would take for markup escaped."""
        between = self.lists and self.lists[-1] in {"ul", "ol"}  # two items: code, not text
        if not self.silent and not between:
            self.out.append(_SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", data)))
