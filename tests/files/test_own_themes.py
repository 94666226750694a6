"""Themes, labels and layouts for an earlier version: they work, or it is told what they lack."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from briefing.compose import PageFurniture, compose_furniture
from briefing.files import theme_folders
from briefing.files.theme_layouts import Labels
from briefing.files.themes import load_theme
from briefing.files.workspace import templates_folder
from briefing.model.errors import ContentError, EnvironmentFault
from briefing.select.selection import make_edition, select
from support.bodies import compose, theme
from support.decks import deck_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a theme ``own``, a copy of ours, in a copy of all templates."""
    templates = shutil.copytree(templates_folder(), tmp_path / "templates")
    monkeypatch.setattr(theme_folders, "templates_folder", lambda: templates)
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


@pytest.mark.finds("B105")
@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("[code]", "[coda]", '"code" is missing'),
        ("around_pt = 90\n", "", '"pictures.around_pt" is missing'),
        ("column_mm", "columns_mm", 'unknown setting "text.columns_mm"'),
        ("column_mm = 110", "column_mm = -1", '"text.column_mm" must be a number above 0'),
        ('ink = "#12263f"', 'ink = "very dark"', "write a colour as six hexadecimal digits"),
        ("share = 0.48", "share = 48", '"pictures.share" must be a number above 0 and at most 1'),
        ('"ink on paper"', '"ink paper"', "write two names of colours"),
    ],
)
def test_what_is_wrong_with_a_theme_is_told_by_its_file(
    own: Path, was: str, now: str, says: str
) -> None:
    """It is the author's file: not a bug of ours, and no traceback; with its line, and a hint as
    TOML is written."""
    file = own / "theme.toml"
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), "utf-8")
    with pytest.raises(ContentError) as raised:
        load_theme("own")
    found = [one for one in raised.value.findings if says in one.message]
    assert found, raised.value.findings
    assert found[0].location.path == "templates/themes/own/theme.toml"
    assert found[0].code == "B105"
    if now and "is missing" not in says:
        lines = text.replace(was, now, 1).splitlines()
        assert lines[found[0].location.line - 1].split("=")[0].strip() in f"{now} text"
    assert ": " not in found[0].hint.partition("“")[2].partition("”")[0]


@pytest.mark.finds("B104")
@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = \n", 2), ("[a\n", 1), ("a = '\n", 2), ("=" * 99, 1)]
)
def test_what_is_no_toml_is_told_with_its_line(own: Path, text: str, line: int) -> None:
    """Where the parser stopped."""
    (own / "theme.toml").write_text(text, "utf-8")
    with pytest.raises(ContentError) as raised:
        load_theme("own")
    [found] = raised.value.findings
    assert (found.code, found.location.line) == ("B104", line)


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
        (
            "parts/slide.html",
            "read('first'",
            "read('in:it'",
            "slide-furniture.html: .* names no place",
        ),
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
