"""Other people's texts: a flood plan, an incident report, a leaflet, a board paper. Each is built
in all its editions, and nothing is found."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.select.selection import editions, make_edition
from support.projects import PROJECTS

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.model.content import Briefing

THEMES = ("institution",)
"""That for which their lengths were written; `make themes` builds them in every theme."""
TEXTS = ("flood-plan", "software-report", "health-leaflet", "board-paper")
MOST_BYTES = 1_000_000
"""Of all of them together: they are in every clone."""


def _in_theme(text: str, theme: str, folder: Path) -> Briefing:
    """A text, loaded as if its settings named a theme."""
    copied = folder / text
    shutil.copytree(PROJECTS / text, copied)
    settings = copied / "briefing.yaml"
    words = re.sub(r"(?m)^theme: .*\n", "", settings.read_text("utf-8"))
    settings.write_text(f"{words.rstrip()}\ntheme: {theme}\n", "utf-8")
    briefing, warnings = load(copied, text)
    assert warnings == ()
    return briefing


def _words(result: Result) -> str:
    with pdfium.PdfDocument(result.path) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", TEXTS)
def test_every_edition_is_built_without_a_finding(text: str, theme: str, tmp_path: Path) -> None:
    """Each audience, length, format and size of print: in budget, proven, and nothing to mend."""
    briefing = _in_theme(text, theme, tmp_path)
    cache = Cache(tmp_path / "store")
    asked = editions(briefing)
    found = {}
    for result in build(briefing, asked, theme_of(briefing), cache, tmp_path / "out"):
        assert result.delivered, "\n".join(map(str, result.findings))
        found[str(result.edition)] = [str(finding) for finding in result.findings]
    assert len(found) == len(asked) > 2
    assert {name: findings for name, findings in found.items() if findings} == {}


def test_only_the_council_gets_the_keys(tmp_path: Path) -> None:
    """The numbers of those who hold keys are in its edition, and in no other."""
    briefing = _in_theme("flood-plan", THEMES[0], tmp_path)
    readers = briefing.settings.audiences
    asked = [make_edition(briefing, reader, "standard") for reader in readers]
    theme, cache = theme_of(briefing), Cache(tmp_path / "store")
    built = build(briefing, asked, theme, cache, tmp_path / "out")
    holding = {r.edition.audience for r in built if "01632 960 118" in _words(r)}
    assert holding == {"council"}


def test_they_are_small() -> None:
    """Photographs are of the size that they are printed in."""
    files = [file for text in TEXTS for file in (PROJECTS / text).rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
