"""Texts with long tables by number, built in pieces, and what is on their pages."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from briefing.bind.bind import bind
from briefing.build import table_pieces
from briefing.build.pipeline import compose_edition, fragment_assets, prepare
from briefing.build.tasks import typeset_fragment
from briefing.cache.cache import Cache, assets_of
from briefing.files.themes import theme_of
from briefing.model.findings import Location
from briefing.prove import prove
from briefing.select.selection import make_edition
from support.projects import read

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from briefing.model.composition import Fragment
    from briefing.model.output import TypesetFragment

SECRET = "kumquat"
"""The word that only partners may read."""
_WORDS = (
    *("bridge", "village", "Wilhelmshaven", "of", "a", "internationalisation", "patrol", "MMMM"),
    *("road", "ill", "council", "1,234", "x"),
)
_SETTINGS = """\
title: Tables
as_of: 2026-11-23
owner: Test desk
releases:
  - {name: public, marking: "TLP:CLEAR", note: May be shared.}
  - {name: partner, marking: "TLP:GREEN", note: Partners.}
default_release: public
audiences:
  public: {label: the public, clearance: public}
  partners: {label: partners, clearance: partner, includes: [public]}
lengths:
  full: {label: All, pages: [1, 99], cover: COVER, contents: COVER}
sections: [one]
"""


class _Writer:
    """Writes sections whose tables are of all shapes."""

    def __init__(self, seed: int, rows: int) -> None:
        self._random = random.Random(seed)
        self._rows = rows
        self.number = 0
        """Rows written."""

    def words(self, least: int, most: int) -> str:
        count = self._random.randint(least, most)
        return " ".join(self._random.choice(_WORDS) for _ in range(count))

    def table(self) -> str:
        chance, most = self._random.random, self._random.choice([1, 2, 12])
        columns = self._random.randint(2, 6)
        lines = ["| " + " | ".join(self.words(1, 2) for _ in range(columns)) + " |"]
        lines.append("|" + "---|" * columns)
        for _ in range(self._random.randint(self._rows, self._rows * 3)):
            self.number += 1
            cells = [f"{self.words(1, most)} r{self.number}."]
            cells += [
                self.words(1, most) if chance() < 0.8 else str(self._random.randint(0, 99_999))
                for _ in range(columns - 1)
            ]
            cells[0] = f"**{cells[0]}**" if chance() < 0.03 else cells[0]
            cells[-1] += f" [@s{self._random.randint(1, 2)}]" if chance() < 0.03 else ""
            lines.append("| " + " | ".join(cells) + " |")
        rows = "\n".join(lines)
        if chance() < 0.4:
            return rows
        note = "\n    note: A note below." if chance() < 0.5 else ""
        return f"/// table | {self.words(2, 4)}{note}\n\n{rows}\n///"

    def section(self, title: str) -> str:
        blocks = [f"---\ntitle: {title}\n---"]
        for _ in range(self._random.randint(1, 2)):
            blocks += [f"{self.words(20, 120)} [@s1]." for _ in range(self._random.randint(1, 3))]
            if self._random.random() < 0.4:
                blocks.append(f"/// side\n{self.words(10, 30)}\n///")
            blocks.append(f'The {SECRET} is grown here. {{: release="partner" }}')
            blocks += [self.table(), f"{self.words(5, 30)}."]
        return "\n\n".join(blocks) + "\n"


def write_tables(folder: Path, seed: int, rows: int = 30) -> int:
    """Write a briefing whose tables have ``rows`` rows or up to three times as many.

    Returns how many rows there are in all; each has its number in it, such as ``r12.``.
    """
    writer = _Writer(seed, rows)
    cover = "true" if seed % 2 else "false"
    files = {
        "briefing.yaml": _SETTINGS.replace("COVER", cover),
        "sources.yaml": "s1: {title: Report one, issued: 2025-10-03}\n"
        "s2: {title: Report two, issued: 2025-10-03}\n",
        "sections/one.md": writer.section("One"),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return writer.number


@dataclass(frozen=True, slots=True)
class Made:
    """An edition bound, and the fragments it was typeset from."""

    pdf: bytes
    fragments: tuple[Fragment, ...]


def make(folder: Path, rows: int, audience: str = "public") -> Made:
    """Build the edition of a folder in this process and prove it; tables of more than ``rows`` by
    half are typeset in pieces of so many, none if it is 0."""
    briefing = read(folder)
    theme = theme_of(briefing)
    cache = Cache(folder / "cache", read_only=True)
    composed = compose_edition(briefing, make_edition(briefing, audience, "full"), theme, cache)
    assets = fragment_assets(composed.briefing)
    usual = table_pieces.LONGER_THAN, table_pieces.PIECE_ROWS
    table_pieces.LONGER_THAN, table_pieces.PIECE_ROWS = rows * 3 // 2 or 1 << 30, rows or 1
    try:
        steps = prepare(composed, theme)
        typeset: list[Fragment] = []
        asked = next(steps)
        while True:
            typeset += asked
            parts = tuple(typeset_fragment(f, assets_of(f, assets), theme.assets) for f in asked)
            asked = steps.send(parts)
    except StopIteration as stop:
        prepared = stop.value
    finally:
        table_pieces.LONGER_THAN, table_pieces.PIECE_ROWS = usual
    b = prepared.binding
    assert b is not None, prepared.findings
    fonts = {asset.url: asset.data for asset in theme.assets}
    pack = bind(
        b.parts,
        b.furniture,
        b.outline,
        b.info,
        laid=b.laid,
        spoken=b.spoken,
        read=b.read,
        names=b.names,
        font_files=fonts,
        standard=b.standard,
    )
    expected = replace(b.expectation, means=replace(b.expectation.means, drawings=()))
    found = prove(pack.pdf, expected, Location("made.pdf")).findings
    assert not found, found
    return Made(pack.pdf, tuple(typeset))


def printed(pdf: bytes) -> list[list[tuple[float, float, str]]]:
    """Return for each page where its lines of text are, in pt, and what they say."""
    pages = []
    for page in pdfium.PdfDocument(pdf):
        text = page.get_textpage()
        places = [text.get_rect(n) for n in range(text.count_rects())]
        pages.append([(round(p[0], 1), round(p[1], 1), text.get_text_bounded(*p)) for p in places])
    return pages


def drive(
    steps: Generator[
        tuple[Fragment, ...], tuple[TypesetFragment, ...], tuple[TypesetFragment, ...]
    ],
    typeset: Callable[[Fragment], TypesetFragment],
) -> tuple[tuple[TypesetFragment, ...], list[tuple[Fragment, ...]]]:
    """Run a coroutine of fragments; return its value and what it asked for, round by round."""
    rounds = [next(steps)]
    while True:
        try:
            rounds.append(steps.send(tuple(map(typeset, rounds[-1]))))
        except StopIteration as stop:
            return stop.value, rounds
