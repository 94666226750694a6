"""Text in columns: containers that run through them, and between these what is across."""

from __future__ import annotations

import re
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest

from briefing.files.themes import Theme, load_theme
from support.bodies import briefing_of, compose, cut, drawn, kfor

if TYPE_CHECKING:
    from briefing.model.content import Briefing

CONTAINER = re.compile(
    r'<div class="section (running|across)">\n(.*?)(?=<div class="section |</main>)', re.DOTALL
)
BODIES = (
    "Some text that stands alone.\n",
    "## A heading\n",
    "- One item\n- Another\n",
    "| Wide | Table |\n| --- | --- |\n| 1 | 2 |\n{: .wide}\n",
    "```text wide\ncode\n```\n",
    "/// side | Beside\nWords in a box.\n///\n",
    "> Quoted words.\n",
    "### A deeper heading\n",
    "/// note\nTake care.\n///\n",
)


@cache
def columns() -> Theme:
    """The theme."""
    return load_theme("columns")


def html_of(
    briefing: Briefing, theme: Theme, audience: str = "public", length: str = "short"
) -> str:
    """All text of an edition as HTML."""
    fragments = compose(briefing, cut(briefing, audience, length), theme).fragments
    return "".join(fragment.html for fragment in fragments)


def containers(html: str) -> list[tuple[str, str]]:
    """The containers, in order: kind, and what is in each."""
    return [(kind, inner) for kind, inner in CONTAINER.findall(html)]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_across_is_between_what_runs(seed: int) -> None:
    """Whatever stands where: all is said once, elements match, and no heading ends a column."""
    chosen = Random(seed).choices(BODIES, k=9)
    html = html_of(briefing_of("\n".join(chosen)), columns())  # which checks that all is said
    main = html[html.index("<main>") : html.index("</main>")]
    assert main.count("<div") == main.count("</div>")
    found = containers(html)
    assert found
    for number, (kind, inner) in enumerate(found):
        assert ('class="wide"' in inner or 'class="rows-1 whole wide"' in inner) == (
            kind == "across"
        )
        if kind == "running":
            assert inner.removesuffix("</div>\n").strip()
            ends_with_heading = re.search(r"</h\d>\s*</div>\s*$", inner)
            assert not ends_with_heading or number == len(found) - 1


def test_a_heading_goes_across_with_its_table() -> None:
    """It belongs to the table, not to the column before."""
    html = html_of(briefing_of(f"Text.\n\n## Of the table\n\n{BODIES[3]}\nMore.\n"), columns())
    kinds = [kind for kind, inner in containers(html) if "Of the table" in inner]
    assert kinds == ["across"]


def test_a_folded_table_is_across() -> None:
    """It has columns of its own, of which none would be wide enough in a column."""
    table = (
        "/// table | Short\n    fold: 2\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n///\n"
    )
    html = html_of(briefing_of(f"Text.\n\n{table}\nMore.\n"), columns())
    assert [kind for kind, inner in containers(html) if "fold-2" in inner] == ["across"]


def test_sections_are_found_by_their_headings() -> None:
    """They have no element of their own, so that one begins in the column in which another ends."""
    html = html_of(briefing_of("Words.\n"), columns())
    assert '<h2 id="only">' in html
    assert "<section" not in html.replace('<section class="end', "")


def test_a_box_stands_in_the_column() -> None:
    """Nothing floats beside text that runs through columns."""
    html = html_of(briefing_of(BODIES[5]), columns())
    assert 'class="boxed"' in html
    assert 'class="side' not in html


@pytest.mark.parametrize("theme", [load_theme("institution"), columns().printed("large")])
def test_other_themes_and_large_print_have_no_columns(theme: Theme) -> None:
    """One column, as before."""
    html = html_of(briefing_of("".join(BODIES[:2])), theme)
    assert "running" not in html
    assert '<section class="section"' in html


def test_the_shipped_briefing_says_the_same() -> None:
    """The same blocks, but that figures are numbered where they stand."""
    both = []
    for theme in (load_theme("institution"), columns()):
        briefing, selection = drawn(kfor(), cut(kfor(), "press", "full"))
        said = compose(briefing, selection, theme).blocks
        both.append(sorted(re.sub(r"Figure \d+", "Figure", text) for text in said))
    assert both[0] == both[1]
