"""Files that no edition prints are told of: nobody notices a page that was never there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.load.briefing import load
from support.projects import project

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9V9Z"/></svg>'


SETTINGS = """\
title: A small briefing
as_of: 2026-11-23
owner: Test desk
releases: [{name: public, marking: "TLP:CLEAR"}]
default_release: public
audiences: {public: {label: the public, clearance: public}}
lengths: {short: {label: Short, pages: [1, 2]}}
sections: [first, second]
"""
PLAIN: dict[str, str | None] = {
    "briefing.yaml": SETTINGS,
    "sections/first.md": "---\ntitle: First\n---\nText.\n",
    "sections/second.md": "---\ntitle: Second\n---\nText.\n",
    "sections/opening.md": None,
    "figures/square.svg": None,
    "facts.yaml": None,
    "acronyms.yaml": None,
    "sources.yaml": None,
}


def told(folder: Path, files: dict[str, str | None]) -> list[str]:
    """The warnings of loading the small briefing with files added."""
    target = project(folder, {**PLAIN, **files})
    _, warnings = load(target, "small")
    return [f"{w.location} {w.code} {w.message}" for w in warnings]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param(
            {"sections/third.md": "---\ntitle: T\n---\nX\n"},
            ["small/sections/third.md:1 B116"],
            marks=pytest.mark.finds("B116"),
        ),
        pytest.param(
            {"sections/second.md": "---\ntitle: S\n---\n<!-- later -->\n"},
            ["small/sections/second.md:1 B119"],
            marks=pytest.mark.finds("B119"),
        ),
        pytest.param(
            {"facts.yml": "x: 1"}, ["small/facts.yml B117"], marks=pytest.mark.finds("B117")
        ),
        ({"acronym.yaml": "x: 1"}, ["small/acronym.yaml B117"]),
        pytest.param(
            {"data/old.csv": "a,b\n"},
            ["small/data/old.csv B118 nothing shows 1 file: data/old.csv"],
            marks=pytest.mark.finds("B118"),
        ),
        (
            {"figures/b.svg": SQUARE, "figures/c.png": "x", "data/x.xlsx": "x"},
            ["small/data/x.xlsx B118 nothing shows 3 files: data/x.xlsx, figures/b.svg, figures/c"],
        ),
        ({"logo.png": "x"}, ["small/logo.png B118"]),
        ({"data/evidence/a.csv": "a\n", "README.md": "x", "data/.x.csv": "", "notes.txt": ""}, []),
        ({"data/a.csv~": "x", "build/small/manifest.json": "{}", "package.json": "{}"}, []),
    ],
)
def test_what_nothing_shows_is_told(
    files: dict[str, str | None], said: list[str], tmp_path: Path
) -> None:
    """A section in no list or without text, a table under another name, a picture or data file;
    not what stands elsewhere or is hidden."""
    found = told(tmp_path, files)
    assert len(found) == len(said), found
    for line, start in zip(found, said, strict=True):
        assert line.startswith(start)
