"""Themes, labels and layouts for an earlier version: they work, or it is told what they lack."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from briefing.compose import PageFurniture, compose_furniture
from briefing.files import themes
from briefing.files.themes import Labels, load_theme
from briefing.files.workspace import templates_folder
from briefing.model.errors import EnvironmentFault
from briefing.select.selection import make_edition, select
from support.bodies import compose, theme
from support.decks import deck_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a theme ``own``, a copy of ours, in a copy of all templates."""
    templates = shutil.copytree(templates_folder(), tmp_path / "templates")
    monkeypatch.setattr(themes, "templates_folder", lambda: templates)
    return shutil.copytree(templates / "themes" / "institution", templates / "themes" / "own")


def _without(theme: Path, opening: str, end: str) -> None:
    """Take lines from ``theme.toml``: from the one that is ``opening`` to before ``end``."""
    file = theme / "theme.toml"
    before, _, rest = file.read_text("utf-8").partition(opening)
    file.write_text(before + rest[rest.index(end) :], "utf-8")


def test_a_theme_without_sizes_of_print_prints_in_its_own(own: Path) -> None:
    """Large print, Easy Read and web pages came later: a theme need not know of them."""
    _without(own, "[print]\n", "# Slides are")
    _without(own, "web_stylesheet", "smallest_pt")
    for name in ("large.css", "easy.css", "web.css"):
        (own / name).unlink()
    theme = load_theme("own")
    assert theme.name == "own"
    assert theme.printed("") is theme
    assert theme.web_stylesheet
    with pytest.raises(EnvironmentFault) as raised:
        theme.printed("easy-20")
    assert 'templates/themes/own/theme.toml lacks a [[print.sizes]] with name = "easy-20"' in str(
        raised.value
    )


@pytest.mark.parametrize(
    ("opening", "end", "says"),
    [
        ("[slides]\n", "[cards]", "there is no 'slides'"),
        ("around_pt", "indent_pt", "around_pt"),
        ("[text]", "\n", "column_mm"),
    ],
)
def test_what_a_theme_lacks_is_told_by_its_file(
    own: Path, opening: str, end: str, says: str
) -> None:
    """It is the author's file: not a bug of ours, and no traceback."""
    if opening == "[text]":
        file = own / "theme.toml"
        file.write_text(file.read_text("utf-8").replace("column_mm", "columns_mm"), "utf-8")
    else:
        _without(own, opening, end)
    with pytest.raises(EnvironmentFault, match=r"templates/themes/own/theme\.toml") as raised:
        load_theme("own")
    assert says in str(raised.value)


def test_a_label_that_is_missing_is_told_with_its_file() -> None:
    """Also after it has crossed to another process, as themes do."""
    labels = pickle.loads(pickle.dumps(Labels("sr.yaml", {"figure": "Slika"})))
    assert labels["figure"] == "Slika"
    assert labels.get("table") is None
    with pytest.raises(EnvironmentFault, match=r"templates/labels/sr\.yaml has no label “table”"):
        labels["table"]


def _composed_with(folder: Path, layout: str, text: str) -> None:
    """Compose slides and their furniture where one layout or part is another's."""
    own = replace(theme(), layouts={**theme().layouts, layout: text})
    briefing = deck_of(folder, "/// slide | One\nA.\n///\n")
    edition = make_edition(briefing, "public", "short", "slides")
    composition = compose(briefing, select(briefing, edition), own)
    params = [page for each in composition.fragments for page in each.furniture_params]
    compose_furniture(composition, own, [PageFurniture("", "", page) for page in params])


@pytest.mark.parametrize(
    ("layout", "was", "now", "says"),
    [
        ("parts/slide.html", "m, is_read=false)", "m)", "slide-furniture.html: .*takes not more"),
        ("layouts/slide-furniture.html", "in spoken", "in []", "prints nothing that is read aloud"),
        ("parts/slide.html", "m.number", "m.numeral", "slide-furniture.html: .*numeral"),
    ],
)
def test_a_layout_that_does_not_fit_is_told_by_its_name(
    tmp_path: Path, layout: str, was: str, now: str, says: str
) -> None:
    """One of an earlier version lacks what is read aloud, or takes other parameters."""
    text = theme().layouts[layout]
    assert was in text
    _composed_with(tmp_path / "new", layout, text)
    with pytest.raises(EnvironmentFault, match=says) as raised:
        _composed_with(tmp_path / "old", layout, text.replace(was, now))
    assert "hint: " in str(raised.value)
