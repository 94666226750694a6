"""Themes lie in a briefing's folder, beside it or in the program, and take from one another."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from briefing.cache.fingerprint import fingerprint_of
from briefing.files.theme_folders import BriefingPlace, find_theme, theme_names
from briefing.files.theme_palette import base_palette
from briefing.files.themes import read_theme
from briefing.files.toml import lines_of, read_toml
from briefing.files.workspace import templates_folder
from briefing.model.brand import Brand
from briefing.model.errors import ContentError
from briefing.model.findings import Location
from briefing.model.theme_schema import theme_schema
from support.brands import font

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.files.theme_folders import ThemeFolders
    from briefing.files.themes import Theme

LEAST = 'extends = "institution"\n'


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The folder of a briefing, with room for others beside it."""
    folder = tmp_path / "content" / "desk"
    folder.mkdir(parents=True)
    return folder


def put(folder: Path, **texts: str) -> None:
    """Write files into a folder; two underscores in their names stand for a full stop."""
    for name, text in texts.items():
        path = folder / name.replace("__", ".").replace("_in_", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def place(desk: Path, theme: str = "") -> BriefingPlace:
    """Where a theme is asked for."""
    return BriefingPlace(desk, "content/desk", theme, Location("content/desk/briefing.yaml", 3))


def found(desk: Path, theme: str = "") -> ThemeFolders:
    """The theme of a briefing that names it, or none."""
    return find_theme(place(desk, theme))


def read(desk: Path, theme: str = "") -> Theme:
    """The theme, read without a brand."""
    return read_theme(found(desk, theme), Brand())


# ── where they lie ────────────────────────────────────────────────────────────────────────


def test_a_briefing_without_a_theme_has_the_usual_one(desk: Path) -> None:
    """That of the program."""
    assert found(desk).files.root == templates_folder() / "themes" / "institution"
    assert theme_names(place(desk)) == ["columns", "institution", "plain"]


def test_the_folder_of_the_briefing_goes_first(desk: Path) -> None:
    """Then what lies beside it, then the program's; ``theme`` is for who names none."""
    put(desk / "themes" / "quay", theme__toml=LEAST)
    put(desk.parent / "themes" / "quay", theme__toml=LEAST)
    put(desk.parent / "themes" / "pier", theme__toml=LEAST)
    put(desk / "theme", theme__toml=LEAST)
    assert found(desk, "quay").files.shown_as == "content/desk/themes/quay"
    assert found(desk, "pier").files.shown_as == "content/themes/pier"
    assert found(desk).files.shown_as == "content/desk/theme"
    assert found(desk, "institution").files.shown_as == "templates/themes/institution"
    names = ["columns", "institution", "pier", "plain", "quay"]
    assert theme_names(place(desk)) == names


def test_a_theme_of_the_same_name_may_extend_the_one_of_the_program(desk: Path) -> None:
    """It does not extend itself."""
    put(desk / "themes" / "institution", theme__toml=LEAST)
    layers = found(desk, "institution").layers
    assert [layer.is_ours for layer in layers] == [False, True]


@pytest.mark.finds("B111")
@pytest.mark.parametrize("extends", ["quay", "pier", "instituton"])
def test_what_extends_nothing_is_told_at_its_line(desk: Path, extends: str) -> None:
    """Itself, a circle of two, or a name that nobody has."""
    put(desk / "themes" / "quay", theme__toml=f'\nextends = "{extends}"\n')
    put(desk / "themes" / "pier", theme__toml='extends = "quay"\n')
    with pytest.raises(ContentError) as raised:
        found(desk, "quay")
    [fault] = raised.value.findings
    assert fault.code == "B111"
    assert fault.location.path.startswith("content/desk/themes/")
    assert fault.location.line > 0


@pytest.mark.finds("B111")
def test_an_unknown_theme_is_told_where_it_is_named(desk: Path) -> None:
    """With the nearest that there is."""
    put(desk.parent / "themes" / "quay", theme__toml=LEAST)
    with pytest.raises(ContentError) as raised:
        found(desk, "quai")
    [fault] = raised.value.findings
    assert fault.location == Location("content/desk/briefing.yaml", 3)
    assert 'did you mean "quay"?' in fault.hint


@pytest.mark.finds("B107")
@pytest.mark.parametrize("home", ["themes", "../themes"])
def test_a_theme_that_is_a_link_out_is_refused(desk: Path, tmp_path: Path, home: str) -> None:
    """As is every file that leads out of it."""
    put(tmp_path / "elsewhere", theme__toml=LEAST)
    (desk / home).mkdir(parents=True)
    (desk / home / "quay").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ContentError) as raised:
        found(desk, "quay")
    assert [fault.code for fault in raised.value.findings] == ["B107"]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        pytest.param(sheet, code, marks=pytest.mark.finds(code))
        for sheet, code in (
            ("url(../../briefing.yaml)", "B107"),
            ("url(secret.png)", "B107"),
            ("url(none.png)", "B106"),
            ("url(https://example.org/x.png)", "B108"),
        )
    ],
)
def test_what_a_style_sheet_shows_lies_in_the_theme(desk: Path, sheet: str, code: str) -> None:
    """And nowhere else, above all not on a network."""
    put(desk, briefing__yaml="title: secret")
    put(desk / "theme", theme__toml=LEAST + 'stylesheet = "own.css"\n')
    put(desk / "theme", own__css=f"h1 {{ background: {sheet} }}")
    (desk / "theme" / "secret.png").symlink_to(desk / "briefing.yaml")
    with pytest.raises(ContentError) as raised:
        read(desk)
    assert [fault.code for fault in raised.value.findings] == [code]


# ── what they take over ───────────────────────────────────────────────────────────────────


def test_the_least_theme_is_the_one_that_it_extends(desk: Path) -> None:
    """Same style sheet, same fonts, same layouts."""
    put(desk / "theme", theme__toml=LEAST)
    own, usual = read(desk), read_theme(find_theme(None), Brand())
    assert own.assets == usual.assets
    assert own.layouts == usual.layouts
    assert own.web_stylesheet == usual.web_stylesheet
    assert own.papers == usual.papers
    assert own.charts == usual.charts
    assert own.sizes.keys() == usual.sizes.keys()


def test_what_differs_goes_over_it(desk: Path) -> None:
    """Sizes one by one; a style sheet after the other; a layout in the place of one."""
    text = (
        LEAST + 'stylesheet = "own.css"\n[text]\ncolumn_mm = 100\n[paper.A4.margins_mm]\ntop = 30\n'
    )
    put(desk / "theme", theme__toml=text, own__css="h1 { color: red }")
    put(desk / "theme", parts_in_masthead__html="{% macro masthead() %}M{% endmacro %}")
    put(desk / "theme", labels_in_en__yaml="contents: What is in it\n")
    own, usual = read(desk), read_theme(find_theme(None), Brand())
    sheet = own.assets[0].data.decode()
    assert sheet.index("h1 { color: red }") > sheet.index(".masthead {")
    assert "--column: 100mm" in sheet
    assert "--across: 160mm" in sheet
    assert own.charts.widths_pt["column"] < usual.charts.widths_pt["column"]
    assert own.papers["A4"].top_mm == 30
    assert own.papers["A4"].outer_mm == usual.papers["A4"].outer_mm
    assert own.papers["Letter"] == usual.papers["Letter"]
    changed = {name for name in usual.layouts if own.layouts[name] != usual.layouts[name]}
    assert changed == {"parts/masthead.html"}
    assert own.layout_file("parts/masthead.html") == "content/desk/theme/parts/masthead.html"
    assert own.layout_file("layouts/pack.html") == "templates/layouts/pack.html"
    assert own.labels["en"]["contents"] == "What is in it"
    assert own.labels["en"]["figure"] == usual.labels["en"]["figure"]


@pytest.mark.finds("B110")
@pytest.mark.parametrize(
    ("text", "line"),
    [("[text]\ncolumn_mm = 130\n", 2), ("[paper.A4.margins_mm]\ninner = 40\n", 2)],
)
def test_columns_that_are_wider_than_their_paper_are_told(desk: Path, text: str, line: int) -> None:
    """With both widths."""
    put(desk / "theme", theme__toml=LEAST + text)
    with pytest.raises(ContentError) as raised:
        found(desk)
    fault = raised.value.findings[0]
    assert (fault.code, fault.location.line) == ("B110", line)
    assert "mm wide" in fault.message


def test_colours_follow_one_that_a_theme_gives_anew(desk: Path) -> None:
    """On paper, in large print and on screens, by day and by night."""
    put(desk / "theme", theme__toml=LEAST + '[colours]\nink = "#3b1d52"\n')
    own, usual = read(desk), read_theme(find_theme(None), Brand())
    palette = base_palette(found(desk)).colours
    assert palette["ink"] == "#3b1d52"
    assert palette["accent"] == base_palette(find_theme(None)).colours["accent"]
    assert palette["second"] not in {"#5b6675", "#3b1d52"}
    assert own.charts.colours == palette
    assert own.printed("large").charts.colours["second"] != palette["second"]
    assert usual.printed("large").charts.colours["second"] == "#2f3947"
    assert "--link: #143f7a" in usual.web_stylesheet
    assert "--link: #143f7a" not in own.web_stylesheet


def test_a_theme_of_a_theme(desk: Path) -> None:
    """Each goes over the one below it."""
    put(
        desk.parent / "themes" / "quay", theme__toml=LEAST + "[text]\ncolumn_mm = 100\ngap_mm = 9\n"
    )
    put(desk / "theme", theme__toml='extends = "quay"\n[text]\ngap_mm = 7\n')
    text = found(desk).settings.text
    assert (text.column_mm, text.gap_mm, text.side_mm) == (100, 7, 52)


def test_faces_are_added_and_named(desk: Path) -> None:
    """A theme brings a font, and has it for its headings; those below stay for letters that it
    lacks."""
    faces = '[[faces]]\nfamily = "Quay Sans"\nfile = "quay.ttf"\n[typefaces]\nsans = "Quay Sans"\n'
    put(desk / "theme", theme__toml=LEAST + faces)
    (desk / "theme" / "quay.ttf").write_bytes(font())
    own = read(desk)
    assert '--sans: "Quay Sans", sans-serif' in own.assets[0].data.decode()
    assert own.charts.families >= {"Quay Sans", "Source Sans 3"}
    assert own.fonts_for_drawings.sans == "Quay Sans"
    assert any(asset.url.endswith("/quay.ttf") for asset in own.fonts)


@pytest.mark.finds("B123")
def test_a_face_that_is_no_font_is_told_at_its_line(desk: Path) -> None:
    """Not by the engine, which would leave it out."""
    put(desk / "theme", theme__toml=LEAST + '[[faces]]\nfamily = "Quay"\nfile = "quay.ttf"\n')
    put(desk / "theme", quay__ttf="no font")
    with pytest.raises(ContentError) as raised:
        read(desk)
    [fault] = raised.value.findings
    assert (fault.code, fault.location.line) == ("B123", 4)


@pytest.mark.finds("B123", "B109")
def test_pictures_of_a_theme_are_read_as_those_of_content(desk: Path) -> None:
    """Whole, and not too many."""
    put(
        desk / "theme",
        theme__toml=LEAST,
        images_in_seal__svg="<svg xmlns='http://www.w3.org/2000/svg'/>",
    )
    assert set(read(desk).images) == {"theme/images/seal.svg"}
    put(desk / "theme", images_in_bad__png="no picture")
    with pytest.raises(ContentError) as raised:
        read(desk)
    assert [fault.code for fault in raised.value.findings] == ["B123"]
    for n in range(101):
        put(desk / "theme", **{f"images_in_s{n}__svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    (desk / "theme" / "images" / "bad.png").unlink()
    with pytest.raises(ContentError) as raised:
        read(desk)
    assert [fault.code for fault in raised.value.findings] == ["B109"]


@pytest.mark.finds("B109")
def test_a_theme_that_is_too_large_is_refused_unread(desk: Path) -> None:
    """By the sizes of its files, also of those that are empty on disk; and by their number."""
    put(desk / "theme", theme__toml=LEAST, parts_in_x__html="")
    for n in range(3):
        with (desk / "theme" / "parts" / f"{n}.html").open("wb") as file:
            file.truncate(30 << 20)
    with pytest.raises(ContentError) as raised:
        found(desk)
    assert [fault.code for fault in raised.value.findings] == ["B109"]
    (desk / "theme" / "parts" / "0.html").unlink()
    assert found(desk).name == "theme"
    for n in range(1000):
        (desk / "theme" / f"{n}.txt").touch()
    with pytest.raises(ContentError):
        found(desk)


# ── what may change a PDF ─────────────────────────────────────────────────────────────────


def test_each_file_of_a_theme_is_in_the_fingerprint(desk: Path) -> None:
    """In the briefing's folder or beside it; what is no theme beside it is not looked at."""
    put(desk, briefing__yaml="theme: quay\n")
    before = fingerprint_of(desk, desk / "build", {})
    put(desk.parent / "themes" / "other", notes__txt="not a theme")
    assert fingerprint_of(desk, desk / "build", {}).digest == before.digest
    put(desk.parent / "themes" / "quay", theme__toml=LEAST)
    beside = fingerprint_of(desk, desk / "build", {})
    assert beside.digest != before.digest
    put(desk.parent / "themes" / "quay", layouts_in_pack__html="x")
    again = fingerprint_of(desk, desk / "build", {})
    assert again.digest != beside.digest
    assert again.toolchain_digest == before.toolchain_digest
    put(desk / "theme", own__css="x")
    assert fingerprint_of(desk, desk / "build", {}).digest != again.digest


def test_every_part_of_a_theme_is_in_its_digest(desk: Path) -> None:
    """Which is part of the key of every fragment and drawing."""
    put(desk / "theme", theme__toml=LEAST)
    usual = read(desk).digest
    put(desk / "theme", theme__toml=LEAST + "[cards]\nsmallest_pt = 7.5\n")
    cards = read(desk).digest
    put(desk / "theme", theme__toml=LEAST + '[colours]\naccent = "#1f6f8b"\n')
    assert len({usual, cards, read(desk).digest}) == 3


# ── TOML and its schema ───────────────────────────────────────────────────────────────────


def test_the_lines_of_toml() -> None:
    """Of tables, entries of lists of them, and keys with full stops; what stands in a text over
    several lines is no key."""
    text = 'a = 1\n[b.c]\nd.e = """\nf = 2\n"""\n[[g]]\nh = 1\n[[g]]\n"i j" = [\n  1,\n]\n'
    assert read_toml(text, "x")[1] == []
    assert lines_of(text) == {
        ("a",): 1,
        ("b", "c"): 2,
        ("b", "c", "d", "e"): 3,
        ("g", 0): 6,
        ("g", 0, "h"): 7,
        ("g", 1): 8,
        ("g", 1, "i j"): 9,
    }


def test_the_schema_is_one_and_fits_our_theme() -> None:
    """What the program takes, an editor takes, and what it refuses by name, too."""
    schema = theme_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for name in theme_names():
        data = find_theme(None, name).layers[0].said.data
        assert [error.message for error in validator.iter_errors(data)] == []
    assert list(validator.iter_errors({"extends": "institution"})) == []
    assert list(validator.iter_errors({"text": {"colum_mm": 1}}))
    assert list(validator.iter_errors({"text": {"column_mm": -1}}))


WRITTEN = st.sampled_from(
    ["a", "text", "colours", "ink", "paper", "A4", "faces", "print", "sizes", "extends", "web"]
)
SINGLE = st.one_of(st.integers(-9, 999), st.booleans(), st.text(max_size=9), st.just("#12263f"))


def within(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Single values, and lists and tables of others."""
    held = st.lists(inner, max_size=3), st.dictionaries(WRITTEN, inner, max_size=3)
    return st.one_of(SINGLE, *held)


VALUES = within(within(SINGLE))


def toml_of(value: object) -> str:
    """A value as TOML writes it in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml_of(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_of, value)) + "]"
    return json.dumps(value)


@given(st.dictionaries(WRITTEN, VALUES, max_size=4))
def test_whatever_a_theme_says_is_used_or_told(
    tmp_path_factory: pytest.TempPathFactory, said: dict[str, object]
) -> None:
    """Never more than a finding with its place: no bug of ours."""
    desk = tmp_path_factory.mktemp("desk")
    text = "".join(f"{key} = {toml_of(value)}\n" for key, value in said.items())
    put(desk / "theme", theme__toml=text if "extends" in said else LEAST + text)
    with suppress(ContentError):
        folders = found(desk)
        base_palette(folders)
        read_theme(folders, Brand())


@given(st.text(max_size=60))
def test_any_text_is_toml_or_told_with_its_line(text: str) -> None:
    """Each with a line that there is."""
    file, findings = read_toml(text, "theme.toml")
    assert isinstance(file.data, dict)
    for fault in findings:
        assert 1 <= fault.location.line <= text.count("\n") + 1
