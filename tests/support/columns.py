"""Fragments with columns of whatever may stand in them, by chance; and one with long ones."""

from __future__ import annotations

from random import Random

from briefing.model.composition import Fragment
from support.rich_html import SQUARE, words

_BLOCKS = (
    *("margin: 0", "margin: 4pt 5% 7pt -2%", "margin-top: -3pt", "padding: 3pt 4%"),
    *("border: 1pt solid; padding: 2pt", "width: 70%", "max-width: 40mm", "min-height: 12mm"),
    *("height: 9mm", "height: 30%", "text-align: justify; hyphens: auto", "text-indent: 10%"),
    *("break-inside: avoid", "break-after: avoid", "break-before: avoid", "widows: 3; orphans: 3"),
    *("break-before: column", "break-before: page", "direction: rtl", "line-height: 1.7"),
    *("box-decoration-break: clone; padding: 2pt; border: 1pt solid", "overflow: hidden"),
    *("position: relative; left: 2mm; top: 1mm", "display: flow-root", "max-lines: 2"),
    *("margin: 2.7mm 0 1.3mm", "font-size: 7.3pt", "padding-bottom: 5mm", "clear: both"),
    *("display: flex", "columns: 2", "column-span: all", "page: other", "margin-bottom: 0"),
)
_PARTS = (
    *("<strong>{}</strong>", "<em>{}</em>", '<a href="https://example.org">{}</a>', "{}<br>{}"),
    *('<span style="position: relative; top: 1mm">{}</span>', "<sup>{}</sup>", "{}", "{}", "{}"),
    *('<span style="display: inline-block; width: 9mm">{}</span>', "<code>{}</code>", "{}"),
    f'<img src="{SQUARE.url}" alt="Sign" style="height: 1em">',
)
_RARE = (
    '<span style="float: left; width: 9mm">{}</span>',
    '<span style="float: footnote">{}</span>',
)
_AROUND = (
    *("columns: 2", "columns: 2", "columns: 3; column-gap: 4mm", "columns: 2; padding: 3pt"),
    *("columns: 45mm", "columns: 2; column-fill: auto; height: 50mm", "columns: 2; height: 40mm"),
    *("columns: 2; direction: rtl", "columns: 4; column-gap: 0", "columns: 2; margin: 0 7%"),
    *("columns: 2; position: relative", "columns: 2; break-inside: avoid", "columns: 1"),
)


class _Columns:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._rare = random.choice((0.0, 0.0, 0.0, 0.05))
        """Share of what floats: with it, the engine tries each pixel."""

    def _text(self, most: int) -> str:
        parts = []
        for _ in range(self._random.randint(1, 4)):
            rare = self._random.random() < self._rare
            part = self._random.choice(_RARE if rare else _PARTS)
            parts.append(part.replace("{}", words(self._random, most)))
        return " ".join(parts)

    def _style(self) -> str:
        if self._random.random() > 0.25:
            return ""
        return f' style="{"; ".join(self._random.sample(_BLOCKS, self._random.choice((1, 1, 2))))}"'

    def _block(self, depth: int = 0) -> str:
        kind = self._random.randrange(10 if depth < 2 else 6)
        if kind < 4:
            return f"<p{self._style()}>{self._text(12)}</p>"
        if kind < 6:
            return f"<h3{self._style()}>{words(self._random, 4)}</h3>"
        if kind == 6:
            items = "".join(f"<li{self._style()}>{self._text(9)}" for _ in range(3))
            return f"<ul>{items}</ul>"
        if kind == 7:
            rows = "".join(
                f"<dt{self._style()}>{words(self._random, 2)}<dd{self._style()}>{self._text(9)}"
                for _ in range(self._random.randint(1, 6))
            )
            return f"<dl>{rows}</dl>"
        inner = "".join(self._block(depth + 1) for _ in range(self._random.randint(1, 4)))
        return f"<div{self._style()}>{inner}</div>"

    def columns(self) -> str:
        """Columns, with paragraphs before."""
        inner = "".join(self._block() for _ in range(self._random.randint(1, 7)))
        before = f"<p>{self._text(60)}</p>" * self._random.randint(0, 3)
        return f'{before}<div style="{self._random.choice(_AROUND)}">{inner}</div>'


def columns_fragment(seed: int) -> Fragment:
    """A fragment of a page or two; the same for the same seed."""
    random = Random(f"columns {seed}")
    maker = _Columns(random)
    body = "".join(maker.columns() for _ in range(random.randint(1, 3)))
    first = "p::first-letter { font-size: 2em } h3::first-line { color: red }"
    size = random.choice(("210mm 297mm", "210mm 120mm"))
    return _fragment(body, f"@page {{ size: {size} }} {first if random.random() < 0.2 else ''}")


def long_columns() -> Fragment:
    """A glossary of a page or two, and columns of paragraphs below it."""
    random = Random(1)
    rows = "".join(f"<dt>{words(random, 2)}</dt><dd>{words(random, 24)}</dd>" for _ in range(60))
    text = "".join(f"<p>{words(random, 50)}</p>" for _ in range(16))
    return _fragment(
        f'<section class="end glossary"><div class="columns"><dl>{rows}</dl></div></section>'
        f'<div style="columns: 3">{text}</div>',
        "",
    )


def _fragment(body: str, style: str) -> Fragment:
    html = (
        f'<!DOCTYPE html><html lang="en"><head><title>T</title><style>{style}</style></head>'
        f'<body class="pack"><main>{body}</main></body></html>'
    )
    return Fragment("first", html, ("content/small/sections/first.md",))
