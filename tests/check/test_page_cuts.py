"""What an edition that is too long could do without: what is named is enough, and not too much."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.check.page_cuts import Block, choose
from briefing.files.themes import theme_of
from briefing.model.content import Node
from briefing.model.findings import Location
from briefing.select.selection import make_edition
from support.projects import project, read

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.findings import Finding

SETTINGS = """\
title: A small briefing
as_of: 2026-11-23
owner: Test desk
releases: [{name: public, marking: "TLP:CLEAR"}]
default_release: public
audiences: {public: {label: the public, clearance: public}}
lengths: {short: {label: Short, pages: [1, MOST]}}
sections: [only]
"""
SQUARE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 90"><path d="M0 0H100V90H0Z"/></svg>
"""
WORDS = "The mission has gone on for many years, and nobody knows when it will end. "
NAMED = re.compile(r":(\d+)(?:,| \([\w ]+, \d+ mm(?:, or (\d+) of its \d+ rows)?\))")


def paragraphs(draw: Random, most: int) -> list[str]:
    """Paragraphs of different lengths."""
    return [WORDS * draw.randint(1, 6) for _ in range(draw.randint(most // 2, most))]


def table(rows: int) -> str:
    """A table of six columns."""
    body = "\n".join(f"| a{n} | b | c | d | e | f |" for n in range(rows))
    return f"/// table | Figures\n| A | B | C | D | E | F |\n|---|---|---|---|---|---|\n{body}\n///"


FIGURE = "/// figure | A square\n    src: figures/square.svg\n    alt: A square.\n///"
LIST = "\n".join(f"- Item {n} of a list." for n in range(30))


def written(seed: int) -> tuple[int, list[str]]:
    """Most pages, and the blocks of a text that is longer."""
    draw = Random(seed)
    match seed % 5:
        case 0:
            return 1, [*paragraphs(draw, 30), FIGURE]
        case 1:
            return 1, [*paragraphs(draw, 4), table(60), "The end."]
        case 2:
            return 2, [*paragraphs(draw, 30), table(30), *paragraphs(draw, 20), FIGURE, LIST]
        case 3:
            return 1, [FIGURE, LIST, *paragraphs(draw, 12)]
        case _:
            return 2, ["## A", *paragraphs(draw, 40), "## B", LIST, FIGURE, "## C", FIGURE]


def built(folder: Path, most: int, blocks: list[str], cache: Cache) -> tuple[Finding, ...]:
    """The findings of building a text with so many pages at most."""
    files = {
        "briefing.yaml": SETTINGS.replace("MOST", str(most)),
        "sections/only.md": "---\ntitle: Only\n---\n" + "\n\n".join(blocks) + "\n",
        "figures/square.svg": SQUARE,
    }
    briefing = read(project(folder, files))
    edition = make_edition(briefing, "public", "short")
    [result] = build(briefing, [edition], theme_of(briefing), cache, folder / "out")
    return tuple(f for f in result.findings if f.code in {"B503", "B504"})


def without(blocks: list[str], hint: str) -> list[str]:
    """The blocks that are left when an author takes out what a hint names."""
    named = {int(line): rows for line, rows in NAMED.findall(hint)}
    line, left = 4, []
    for block in blocks:
        own = range(line, line + block.count("\n") + 1)
        line = own.stop + 1
        gone = named.keys() & set(own)
        if gone and block is LIST:
            items = [item for n, item in zip(own, block.split("\n"), strict=True) if n not in gone]
            left += ["\n".join(items)] if items else []
        elif gone and named[min(gone)]:
            kept = block.split("\n")
            left.append("\n".join([*kept[: -int(named[min(gone)]) - 1], kept[-1]]))
        elif not gone:
            left.append(block)
    # A heading goes with the last block under it.
    below = [*left[1:], "## "]
    return [
        b
        for b, after in zip(left, below, strict=True)
        if not b.startswith("## ") or not after.startswith("## ")
    ]


@pytest.mark.finds("B503")
@pytest.mark.parametrize("seed", range(5))
def test_without_what_the_message_names_the_budget_is_met(seed: int, tmp_path: Path) -> None:
    """The author takes out the blocks, or the rows of a table, and builds again: no finding."""
    most, blocks = written(seed)
    cache = Cache(tmp_path / "cache")
    [finding] = built(tmp_path / "long", most, blocks, cache)
    assert finding.code == "B503"
    assert "and it fits" in finding.hint, finding.hint
    left = without(blocks, finding.hint)
    assert len(left) < len(blocks) or sum(map(len, left)) < sum(map(len, blocks))
    assert built(tmp_path / "short", most, left, cache) == ()


def test_blocks_of_a_higher_number_go_first_and_no_more_than_is_needed() -> None:
    """Rank by rank; in a rank the smallest that is enough, else the largest and then that."""
    large, small, last = (
        Block(Node("p"), Location("only.md", line), priority, height)
        for line, priority, height in ((4, 5, 90.0), (6, 5, 20.0), (8, 9, 10.0))
    )
    assert choose([large, small, last], 9.0) == [last]
    assert choose([large, small, last], 25.0) == [last, small]
    assert choose([large, small], 95.0) == [large, small]
    assert choose([large, small], 999.0) == [large, small]
