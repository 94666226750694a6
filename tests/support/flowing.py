"""Texts that flow over many small pages, and random edits of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.files.themes import CONTENT_URL
from briefing.model.composition import Asset, Fragment

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from briefing.model.stored_pages import StoredPage

SQUARE = Asset(
    f"{CONTENT_URL}figures/square.svg",
    b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40'>"
    b"<rect width='9' height='9'/></svg>",
    "image/svg+xml",
)
_TALE = (
    "soldiers from many nations keep the roads open and talk to people in every town whatever "
    "language is spoken there because trust grows slowly while misunderstandings spread within "
    "hours municipal administrations interoperability agreements notwithstanding responsibilities"
)
_WORDS = _TALE.split()
_FLOATED_PAST = re.compile("t+")
_SIZES = ("105mm 148mm; margin: 12mm", "148mm 210mm; margin: 15mm 12mm 20mm")


@dataclass(slots=True)
class Block:
    """A block of a text: its kind, and its parts as lists of words."""

    kind: str
    parts: list[list[str]]
    number: int
    """Which makes its ids."""

    def html(self, line: int) -> str:
        """Return it as composing writes it, as if it stood in a line of its section."""
        at = f'data-block="small/sections/first.md:{line}"'
        return _RENDERED[self.kind](self, at, self.number)


@dataclass(slots=True)
class FlowingText:
    """A text that is edited at random."""

    random: Random
    blocks: list[Block] = field(default_factory=list)
    size: str = _SIZES[0]
    _made: int = 0

    @classmethod
    def written(cls, random: Random, blocks: int) -> FlowingText:
        """Return a text of so many blocks."""
        text = cls(random, size=random.choice(_SIZES))
        text.blocks = [text._block() for _ in range(blocks)]
        return text

    def fragment(self) -> Fragment:
        """Return it as a fragment; blocks stand in sections that begin with headings."""
        body, line, open_section = [], 3, False
        for n, block in enumerate(self.blocks):
            if block.kind == "section":
                body.append("</section>" * open_section)
                open_section = True
            past = _FLOATED_PAST.match(self._kinds_behind(n)) if block.kind == "figure" else None
            floats = f' data-floats="{len(past[0])}"' if past else ""
            body.append(block.html(line).replace("<figure ", f"<figure{floats} ", 1))
            line += 2 + len(block.parts)
        body.append("</section>" * open_section)
        inside = "\n".join(body)
        html = (
            "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>first</title>"
            f"<style>@page {{ size: {self.size} }} "
            ":root { --across: 80mm; --text-height: 110mm }</style></head>"
            f'<body class="chapter"><main>{inside}</main></body></html>'
        )
        return Fragment("first", html, ("content/small/sections/first.md",))

    def _kinds_behind(self, n: int) -> str:
        """A letter for each of the blocks behind one: ``t`` for what a figure floats past."""
        text = {"text", "rich", "list", "numbers"}
        return "".join("t" if block.kind in text else "-" for block in self.blocks[n + 1 : n + 9])

    def edit(self) -> str:
        """Change it somewhere; return what was done."""
        name, done = self.random.choice(_EDITS)
        done(self)
        return name

    def _words(self, most: int = 60) -> list[str]:
        return self.random.choices(_WORDS, k=self.random.randint(2, most))

    def _block(self, kind: str = "") -> Block:
        kind = kind or self.random.choices(list(_KINDS), list(_KINDS.values()))[0]
        count = {
            "list": 5,
            "numbers": 4,
            "table": 6,
            "tall table": 5,
            "box": 3,
            "code": 6,
            "columns": 4,
        }.get(kind, 1)
        most = {
            "heading": 8,
            "section": 8,
            "table": 12,
            "tall table": 20,
            "side": 14,
            "figure": 8,
        }.get(kind, 60)
        parts = [self._words(most) for _ in range(self.random.randint(1, count))]
        if kind in {"table", "tall table"}:
            parts = [self._words(most) for _ in range(3 * (len(parts) + 1))]
        if kind == "tall table":  # whose rows break over pages
            parts[4] = self.random.choices(_WORDS, k=self.random.randint(90, 400))
        self._made += 1
        return Block(kind, parts, self._made)

    def _any(self, *kinds: str) -> Block:
        """Return one of the blocks, of a kind if there is any."""
        return self.random.choice([b for b in self.blocks if b.kind in kinds] or self.blocks)

    def change_word(self) -> None:
        """Put another word in place of one."""
        part = self.random.choice(self._any().parts)
        part[self.random.randrange(len(part))] = self.random.choice(_WORDS)

    def add_words(self) -> None:
        """Add words to a part of a block: a paragraph, an item, a cell."""
        part = self.random.choice(
            self._any("text", "rich", "list", "table", "tall table", "side").parts
        )
        at = self.random.randint(0, len(part))
        part[at:at] = self._words(self.random.choice((2, 40)))

    def remove_words(self) -> None:
        """Remove words of a block, but not the last."""
        part = max(self._any("text", "rich", "list", "box").parts, key=len)
        start = self.random.randrange(len(part))
        del part[max(1, start) : start + self.random.randint(1, 9)]

    def add_part(self) -> None:
        """Add an item, or a row of a table."""
        block = self._any("list", "numbers", "table", "tall table", "box", "code")
        at = self.random.randint(0, len(block.parts) // 3) * 3
        block.parts[at:at] = [self._words(9) for _ in range(3)]

    def remove_part(self) -> None:
        """Remove items, or a row of a table."""
        block = self._any("list", "numbers", "table", "tall table", "code")
        if len(block.parts) > 6:
            del block.parts[3:6]

    def add_block(self) -> None:
        """Add a block of any kind."""
        self.blocks.insert(self.random.randint(0, len(self.blocks)), self._block())

    def remove_block(self) -> None:
        """Remove a block."""
        if len(self.blocks) > 8:
            del self.blocks[self.random.randrange(len(self.blocks))]

    def move_block(self) -> None:
        """Move a block."""
        block = self.blocks.pop(self.random.randrange(len(self.blocks)))
        self.blocks.insert(self.random.randint(0, len(self.blocks)), block)

    def repeat_blocks(self) -> None:
        """Say something again, so often that pages may be alike."""
        at = self.random.randrange(len(self.blocks))
        some = self.blocks[at : at + self.random.randint(1, 3)]
        self.blocks[at:at] = [
            Block(block.kind, [list(part) for part in block.parts], self._made + n)
            for n, block in enumerate(some * self.random.randint(1, 4), 1)
        ]
        self._made += 12

    def change_kind(self) -> None:
        """Make something else of a block."""
        at = self.random.randrange(len(self.blocks))
        self.blocks[at] = self._block()

    def change_several(self) -> None:
        """Edit at several places, as who saves ten files at once."""
        for _ in range(self.random.randint(2, 10)):
            self.edit()


_KINDS = {
    "text": 30,
    "rich": 14,
    "heading": 6,
    "section": 4,
    "list": 8,
    "numbers": 4,
    "table": 7,
    "tall table": 0.6,
    "figure": 5,
    "side": 5,
    "box": 3,
    "quote": 3,
    "code": 2,
    "columns": 1,
    "footnote": 0.2,
    "new page": 1,
    "turned page": 0.2,
}
"""Kinds of blocks, and how often each is chosen."""

_EDITS: list[tuple[str, Callable[[FlowingText], None]]] = [
    (done.__name__, done)
    for done in (
        FlowingText.change_word,
        FlowingText.change_word,
        FlowingText.add_words,
        FlowingText.add_words,
        FlowingText.remove_words,
        FlowingText.add_part,
        FlowingText.remove_part,
        FlowingText.add_block,
        FlowingText.remove_block,
        FlowingText.move_block,
        FlowingText.change_kind,
        FlowingText.repeat_blocks,
        FlowingText.change_several,
    )
]


def _said(words: list[str]) -> str:
    return f"{' '.join(words).capitalize()}."


def _text(block: Block, at: str, number: int) -> str:  # noqa: ARG001  # as the others
    return f"<p {at}>{_said(block.parts[0])}</p>"


def _rich(block: Block, at: str, number: int) -> str:
    words = list(block.parts[0])
    words[0] = f"<strong>{words[0]}</strong>"
    words[-1] = f'<em>{words[-1]}</em> <a href="urn:briefing:pack.src.{number % 5}">source</a>'
    middle = len(words) // 2
    words[middle] = f'<abbr title="Kosovo Force">KFOR</abbr> <span lang=fr>{words[middle]}</span>'
    return f'<p id="p{number}" {at}>{" ".join(words)}</p>'


def _heading(block: Block, at: str, number: int) -> str:
    return f'<h3 id="h{number}" {at}>{_said(block.parts[0])}</h3>'


def _section(block: Block, at: str, number: int) -> str:  # noqa: ARG001
    title = " ".join(block.parts[0])
    return f'<section class="section" id="s{number}"><h2><span class="no">1</span> {title}</h2>'


def _list(block: Block, at: str, number: int) -> str:
    items = "\n".join(f"<li {at}>{_said(words)}</li>" for words in block.parts)
    inner = f"<li {at}>First<ul><li {at}>Inside</li></ul></li>" if number % 3 else ""
    return f"<ul {at}>{items}{inner}</ul>"


def _numbers(block: Block, at: str, number: int) -> str:  # noqa: ARG001
    items = "\n".join(f"<li {at}><p>{_said(words)}</p></li>" for words in block.parts)
    return f"<ol {at}>{items}</ol>"


def _table(block: Block, at: str, number: int) -> str:
    cells = [" ".join(words) for words in block.parts]
    rows = [cells[n : n + 3] for n in range(3, len(cells), 3)]
    head = "".join(f"<th scope=col>{cell}</th>" for cell in cells[:3])
    body = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
    return (
        f'<div id="t{number}" class="table-block" {at} role="figure">'
        f'<p class="tab-title" role="caption">A table</p>'
        f"<table {at}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _figure(block: Block, at: str, number: int) -> str:
    title = " ".join(block.parts[0])
    return (
        f'<figure id="f{number}" class="figure" {at}>'
        f'<p class="fig-title" role="caption">{title}</p>'
        f'<img src="figures/square.svg" alt="A square." style="height: {number % 5 * 9 + 8}mm">'
        '<figcaption><p class="source" role="caption">Source: nobody</p></figcaption></figure>'
    )


def _side(block: Block, at: str, number: int) -> str:  # noqa: ARG001
    return f'<div class="side" {at} role="note"><p {at}>{_said(block.parts[0])}</p></div>'


def _box(block: Block, at: str, number: int) -> str:
    inside = "\n".join(f"<p {at}>{_said(words)}</p>" for words in block.parts)
    return (
        f'<div class="key-messages" {at}><p id="b{number}" class="box-title" role="heading" '
        f'aria-level="2">Key messages</p>{inside}</div>'
    )


def _quote(block: Block, at: str, number: int) -> str:  # noqa: ARG001
    return f"<blockquote {at}><p {at}>{_said(block.parts[0])}</p></blockquote>"


def _code(block: Block, at: str, number: int) -> str:  # noqa: ARG001
    return (
        f"<pre {at}><code>{chr(10).join(' '.join(line[:6]) for line in block.parts)}</code></pre>"
    )


def _columns(block: Block, at: str, number: int) -> str:  # noqa: ARG001
    inside = "\n".join(f"<p {at}>{_said(words)}</p>" for words in block.parts)
    return f'<div style="columns: 2" {at}>{inside}</div>'


def _footnote(block: Block, at: str, number: int) -> str:  # noqa: ARG001
    return f'<p {at}>Text<span style="float: footnote">{_said(block.parts[0])}</span></p>'


def _new_page(block: Block, at: str, number: int) -> str:  # noqa: ARG001
    return f'<div style="break-before: page" {at}><p {at}>{_said(block.parts[0])}</p></div>'


def _turned_page(block: Block, at: str, number: int) -> str:
    table = _table(Block("table", [*block.parts * 6], number), at, number)
    return f'<div class="turned-page" data-apart="turned">{table}</div>'


_RENDERED: dict[str, Callable[[Block, str, int], str]] = {
    "text": _text,
    "rich": _rich,
    "heading": _heading,
    "section": _section,
    "list": _list,
    "numbers": _numbers,
    "table": _table,
    "tall table": _table,
    "figure": _figure,
    "side": _side,
    "box": _box,
    "quote": _quote,
    "code": _code,
    "columns": _columns,
    "footnote": _footnote,
    "new page": _new_page,
    "turned page": _turned_page,
}


@dataclass(slots=True)
class CountingShelf:
    """A shelf in memory that counts."""

    pages: dict[str, StoredPage] = field(default_factory=dict)
    starts: dict[str, list[int]] = field(default_factory=dict)
    found: int = 0
    added: int = 0

    def reaches(self, start: str) -> list[int]:
        """Return how far pages looked."""
        return self.starts.get(start, [])

    def page(self, key: str) -> StoredPage | None:
        """Return a page."""
        self.found += key in self.pages
        return self.pages.get(key)

    def put(self, start: str, reach: int, key: str, page: StoredPage) -> None:
        """Add a page."""
        self.added += 1
        self.pages[key] = page
        known = self.starts.setdefault(start, [])
        if reach not in known:
            known.insert(0, reach)
