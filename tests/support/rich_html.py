"""Fragments of all that a layout knows, by chance: for comparing two ways to typeset the same."""

from __future__ import annotations

from html import escape
from random import Random
from typing import TYPE_CHECKING

from briefing.files.themes import CONTENT_URL
from briefing.model.composition import Asset, Fragment

if TYPE_CHECKING:
    from collections.abc import Callable

SQUARE = Asset(
    f"{CONTENT_URL}figures/square.svg",
    b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40'>"
    b"<rect width='9' height='9'/><text x='1' y='20' font-size='9'>Sign</text></svg>",
    "image/svg+xml",
)
_TEXT = (
    "a of the in KFOR and troops 33 4,600 peacekeeping internationally misunderstandings re-entry "
    "Straßenverkehrsordnung office flight Kosovo’s “quoted” 1999–2004 Prishtinë Mitrovicë "
    "administration co\u00adordi\u00adnation https://example.org/a/very/long/address/without/end "
    "No.\u00a07 e.g. fi ffl naïve Đakovica is was has not for to"
)
_WORDS = _TEXT.split(" ")
_LANGUAGES = ("en", "de", "sq", "fr", "sr-Latn", "")
_DECLARATIONS = (
    *("letter-spacing: .04em", "word-spacing: 2px", "hyphens: auto", "hyphens: none"),
    *("white-space: pre", "white-space: pre-wrap; tab-size: 13.5pt", "white-space: nowrap"),
    *("white-space: pre-line", "overflow-wrap: anywhere", "word-break: break-all"),
    *("text-align: justify", "text-align: right", "text-indent: 2em", "text-indent: -13pt"),
    *("font-size: 7pt", "font-size: 21pt; line-height: 1", "line-height: 200%", "color: #733"),
    *("font-variant-numeric: tabular-nums", "font-feature-settings: 'smcp'", "direction: rtl"),
    *("text-decoration: underline", "text-decoration: line-through", "font-kerning: none"),
    *("text-transform: uppercase", "hyphenate-limit-chars: 9 4 4", "hyphenate-limit-zone: 20%"),
    *("hyphenate-character: '='; hyphens: auto", "vertical-align: super", "font-weight: 600"),
    *("font-style: italic", "overflow: hidden; text-overflow: ellipsis; white-space: nowrap"),
)
_BLOCK_DECLARATIONS = (
    *_DECLARATIONS,
    *("margin: 0", "margin: 10% 5% 0 -3%", "padding: 3pt 5%", "border: 1pt solid; padding: 4pt"),
    *("width: 60%", "width: 70mm; box-sizing: border-box; padding: 2mm", "min-height: 20mm"),
    *("max-width: 50mm", "break-inside: avoid", "break-before: avoid", "break-after: avoid"),
    *("float: left; width: 30mm", "clear: both", "position: relative; left: 4mm"),
    *("position: absolute; right: 0; width: 20mm", "break-before: page", "widows: 4; orphans: 3"),
    *("display: flex; gap: 2mm", "display: grid; grid-template-columns: 1fr 2fr; gap: 3pt"),
    *("height: 25mm", "border-radius: 3pt; border: 1pt solid", "margin-top: -4mm"),
    *("width: calc(50% + 10mm)", "line-height: calc(8pt + .5em)", "break-before: column"),
    *("max-lines: 2; block-ellipsis: auto; continue: discard", "border-collapse: collapse"),
)
_KEPT = ("break-inside: avoid", "margin: 0 0 7pt", "widows: 4; orphans: 3", "padding-left: 5%")
_IN_BLOCKS = tuple(one for one in _BLOCK_DECLARATIONS if not one.startswith("float"))
_PSEUDO = (
    *(".p1::before { content: '→ ' } .p1::after { content: counter(n) }", ".p2::first-line "),
    *(".p3::first-letter { font-size: 3em; float: left }", ".p3::first-letter { color: red }"),
)


def words(random: Random, most: int) -> str:
    """Some words, as they are written in HTML."""
    return escape(" ".join(random.choice(_WORDS) for _ in range(random.randint(1, most))))


class _Writer:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._ids = 0
        self._has_note = False
        """Whether a footnote may stand in the paragraph that is written: the engine loses itself
        in those of columns, tables and floats."""

    def words(self, most: int) -> str:
        """Some words, as they are written in HTML."""
        return words(self._random, most)

    def style(self, declarations: tuple[str, ...], share: float) -> str:
        """An attribute with declarations, or none."""
        chosen = self._random.sample(declarations, self._random.choice((1, 1, 2)))
        return f' style="{"; ".join(chosen)}"' if self._random.random() < share else ""

    def block_style(self, depth: int, share: float) -> str:
        """The same for a block; inside of others none floats: in columns, the engine tries each
        pixel."""
        chosen = _BLOCK_DECLARATIONS if not depth else _IN_BLOCKS
        return self.style(chosen, share)

    def inline(self, depth: int = 0) -> str:
        """Text with what may stand in a line."""
        parts = [self.words(16)]
        for _ in range(self._random.choice((0, 0, 1, 2, 3))):
            parts += [self._element(depth), self.words(15)]
        return self._random.choice((" ", " ", "")).join(parts)

    def _element(self, depth: int) -> str:
        inner = (
            self.inline(depth + 1) if depth < 2 and self._random.random() < 0.3 else self.words(6)
        )
        style = self.style(_DECLARATIONS, 0.25)
        name = self._random.choice(("strong", "em", "code", "span", "sup", "abbr"))
        plain = f"<{name}{style}>{inner}</{name}>"
        special = (
            "<br>",
            f'<img src="{SQUARE.url}" alt="Sign" style="height: 1em">',
            f'<span style="float: footnote">{self.words(12)}</span>' if self._has_note else plain,
            f'<span style="display: inline-block; width: 18mm">{inner}</span>',
            f'<span lang="{self._random.choice(_LANGUAGES)}"{style}>{inner}</span>',
            f'<a href="https://example.org"{style}>{inner}</a>',
        )
        kind = self._random.randrange(11)
        return special[kind] if kind < len(special) else plain

    def block(self, depth: int = 0) -> str:
        """A block, with others in it."""
        kinds: tuple[Callable[[int], str], ...] = (
            *(self._paragraph, self._paragraph, self._list, self._columns, self._definitions),
            *(self._table, self._around, self._figure, self._side),
        )
        self._has_note = False
        known = {0: kinds, 1: kinds[:-1]}.get(depth, kinds[:1])
        return self._random.choice(known)(depth)

    def _paragraph(self, depth: int) -> str:
        self._has_note = depth == 0
        name = self._random.choice(("p", "p", "p", "h2", "h3", "blockquote", "pre"))
        named = self._random.choice(("", "", "", ' class="p1"', ' class="p2"', ' class="p3"'))
        self._ids += 1
        return (
            f'<{name} id="x{self._ids}"{named}{self.block_style(depth, 0.3)}>'
            f"{self.inline()}</{name}>"
        )

    def _list(self, depth: int) -> str:
        kind = self._random.choice(("ul", "ol", 'ul class="list"'))
        items = "".join(self._item(depth) for _ in range(self._random.randint(1, 9)))
        return f"<{kind}>{items}</{kind.split()[0]}>"

    def _item(self, depth: int) -> str:
        style = self.block_style(1, 0.1) if depth < 2 else ""
        is_plain = depth > 1 or self._random.random() < 0.8
        return f"<li{style}>{self.inline(1) if is_plain else self.block(depth + 1)}</li>"

    def _columns(self, _: int) -> str:
        """Columns of what the theme has in them; with much else, the engine tries each pixel."""
        if self._random.random() < 0.5:
            inner = self._list(2)
        else:
            inner = "".join(
                f"<p{self.style(_DECLARATIONS + _KEPT, 0.3)}>{self.inline(1)}</p>"
                for _ in range(self._random.randint(1, 8))
            )
        style = self._random.choice(("columns: 2", "columns: 2", "columns: 3; column-gap: 8mm"))
        more = self._random.choice(("", "", "; padding: 3pt", "; column-fill: auto; height: 60mm"))
        return f'<div class="columns" style="{style}{more}">{inner}</div>'

    def _definitions(self, _: int) -> str:
        rows = "".join(
            f"<dt>{self.words(2)}</dt><dd>{self.words(20)}</dd>"
            for _ in range(self._random.randint(1, 12))
        )
        return f'<section class="end glossary"><div class="columns"><dl>{rows}</dl></div></section>'

    def _table(self, depth: int) -> str:
        columns = self._random.randint(1, 4)
        width = self._random.choice(("", "width: 100%", "width: 60%", "width: 90mm"))
        rows = []
        for number in range(self._random.randint(1, 5)):
            cells = []
            for _ in range(columns):
                name = "td" if number else "th"
                inner = self._in_cell(depth)
                size = self._random.choice(("", "", "", ' style="width: 30%"'))
                cells.append(f"<{name}{size}>{inner}</{name}>")
            rows.append(f"<tr>{''.join(cells)}</tr>")
        body = "".join(rows[1:])
        table = f'<table style="{width}"><thead>{rows[0]}</thead><tbody>{body}</tbody></table>'
        if self._random.random() < 0.3:
            table = f'<div class="fold fold-2">{table}</div>'
        return f'<div class="table-block">{table}</div>'

    def _in_cell(self, depth: int) -> str:
        kind = self._random.random()
        if kind < 0.1:
            return self.block(depth + 2)
        return self.inline(1) if kind < 0.4 else self.words(9)

    def _around(self, depth: int) -> str:
        inner = "".join(self.block(depth + 1) for _ in range(self._random.randint(1, 4)))
        name = self._random.choice(("div", "section", "aside", "blockquote"))
        return f"<{name}{self.block_style(depth, 0.5)}>{inner}</{name}>"

    def _figure(self, depth: int) -> str:
        return (
            f'<figure class="figure"{self.block_style(depth, 0.3)}>'
            f'<img src="{SQUARE.url}" alt="Sign" style="width: {self._random.choice((30, 70))}%">'
            f"<figcaption>{self.inline(1)}</figcaption></figure>"
        )

    def _side(self, depth: int) -> str:
        return f'<div class="side">{self._paragraph(1)}</div>{self._paragraph(depth)}'


def rich_fragment(seed: int) -> Fragment:
    """A fragment of a few pages; the same for the same seed."""
    random = Random(seed)
    writer = _Writer(random)
    body = "".join(writer.block() for _ in range(random.randint(2, 5)))
    height = random.choice((297, 297, 120))
    pseudo = "".join(random.sample(_PSEUDO, random.randint(0, 3)))
    if ".p2::first-line " in pseudo:
        pseudo = pseudo.replace("::first-line ", "::first-line { letter-spacing: 1px } ")
    language = random.choice(("en", "en", "de", "sq"))
    html = (
        f'<!DOCTYPE html><html lang="{language}"><head><title>T</title>'
        f"<style>@page {{ size: 210mm {height}mm; margin: 20mm }} {pseudo}</style></head>"
        f'<body class="pack"><main>{body}</main></body></html>'
    )
    return Fragment("first", html, ("content/small/sections/first.md",), tagged=bool(seed % 4))
