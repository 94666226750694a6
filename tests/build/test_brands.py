"""Editions in the colours of a brand: built and proven in every format, the same each time."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from briefing.build.build import BuildOptions, build
from briefing.build.executors import open_executor
from briefing.cache.cache import Cache
from briefing.cache.fingerprint import fingerprint_of
from briefing.files.theme_folders import find_theme
from briefing.files.theme_palette import base_palette
from briefing.files.themes import read_theme, theme_of
from briefing.listen.speech import speech
from briefing.load.briefing import load
from briefing.model.brand import Brand
from briefing.model.contrast import colour_of, contrast
from briefing.model.errors import ContentError
from briefing.model.limits import Limits
from briefing.prove.extract.tag_reader import read_tags
from briefing.select.selection import make_edition
from support.brands import FILES, HARBOUR, branded, font, loaded
from support.projects import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.model.content import Briefing
    from briefing.model.findings import Finding

pytestmark = pytest.mark.xdist_group("brands")
LAYOUT = "theme/layouts/pack.html"
LEAST = 'extends = "institution"\n'


def made(briefing: Briefing, folder: Path, length: str = "short", format_: str = "pack") -> Result:
    """One edition, built into a folder from an empty cache."""
    edition = make_edition(briefing, "public", length, format_)
    cache = Cache(folder / "store")
    [result] = build(briefing, [edition], theme_of(briefing), cache, folder)
    return result


CARD = """\
---
title: Numbers
---
A number. [@mta]

/// qa | How many?
    source: "[@mta]"

Some four thousand.
///

/// table | Strength fell
    id: tab-strength
    source: "[@mta]"

| Year | Troops |
|---|---:|
| 1999 | 50,000 |
///
"""


def fonts(path: Path) -> set[str]:
    """The names of the faces that are embedded in a PDF."""
    with pikepdf.open(path) as pdf:
        objects = (o for o in pdf.objects if isinstance(o, pikepdf.Dictionary))
        names = {str(o.FontName) for o in objects if "/FontFile2" in o or "/FontFile3" in o}
    return {name.partition("+")[2] for name in names}


def words(path: Path) -> str:
    """All text of a PDF."""
    document = pypdfium2.PdfDocument(path)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


@pytest.mark.parametrize(
    ("length", "format_", "printed"),
    [
        ("short", "pack", ("Briefing 12/2026",)),
        ("full", "pack", ("Briefing 12/2026", "Harbour Office, Quay 12")),
        ("short", "slides", ()),
        ("short", "handout", ()),
        ("short", "cards", ()),
    ],
)
def test_every_format_is_proven_with_a_brand(
    tmp_path: Path, length: str, format_: str, printed: tuple[str, ...]
) -> None:
    """With its logo, whose name is heard, and its lines, each once."""
    briefing = loaded(tmp_path, HARBOUR, {"sections/second.md": CARD})
    result = made(briefing, tmp_path / "out", length, format_)
    assert result.delivered, result.findings
    text = words(result.path)
    for line in printed:
        assert text.count(line) == 1
    if format_ != "handout":
        assert "Harbour Office" in str(speech(read_tags(result.path)))
    if result.page_path is not None:
        page = result.page_path.read_text("utf-8")
        assert '<img class="logo"' in page
        assert 'alt="Harbour Office"' in page


def test_a_logo_for_paper_alone_stands_on_a_plate(tmp_path: Path) -> None:
    """It might not be seen on ink."""
    brand = {**HARBOUR, "logo": "figures/logo.svg"}
    result = made(loaded(tmp_path, brand), tmp_path / "out", "short", "slides")
    assert result.delivered, result.findings


def test_the_same_brand_gives_the_same_bytes(tmp_path: Path) -> None:
    """Wherever the briefing lies; and the same style sheet in another briefing."""
    one, other = loaded(tmp_path / "one", HARBOUR), loaded(tmp_path / "other", HARBOUR)
    assert theme_of(one).assets == theme_of(other).assets
    assert theme_of(one).digest == theme_of(other).digest
    bytes_of = [made(b, tmp_path / f"out{n}").path.read_bytes() for n, b in enumerate((one, other))]
    assert bytes_of[0] == bytes_of[1]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ink", "#123456"),
        ("accent", "#8a2222"),
        ("wash", "#f3f0e8"),
        ("number", "Briefing 13/2026"),
        ("name", "Harbour Authority"),
    ],
)
def test_a_changed_brand_is_built_anew(tmp_path: Path, key: str, value: str) -> None:
    """Whatever of it changes, the fingerprint does, and so do the bytes."""
    before, after = (
        branded(tmp_path / "a", HARBOUR),
        branded(tmp_path / "b", {**HARBOUR, key: value}),
    )
    prints = [fingerprint_of(folder, folder / "build", {}).digest for folder in (before, after)]
    assert prints[0] != prints[1]
    files = [
        made(load(folder, "small")[0], folder / "build").path.read_bytes()
        for folder in (before, after)
    ]
    assert files[0] != files[1]


def test_a_changed_logo_is_built_anew(tmp_path: Path) -> None:
    """From the same cache."""
    folder = branded(tmp_path, HARBOUR)
    first = made(load(folder, "small")[0], tmp_path / "out").path.read_bytes()
    logo = folder / "figures/logo.svg"
    logo.write_text(logo.read_text("utf-8").replace("150v6", "90v6"), "utf-8")
    assert made(load(folder, "small")[0], tmp_path / "out").path.read_bytes() != first


def faults_of(folder: Path) -> tuple[Finding, ...]:
    """The errors of a briefing that cannot be read."""
    try:
        load(folder, "small")
    except ContentError as error:
        return error.findings
    return ()


COLOUR = st.tuples(*[st.integers(0, 255)] * 3).map(lambda c: "#{:02x}{:02x}{:02x}".format(*c))
DARK = st.tuples(*[st.integers(0, 110)] * 3).map(lambda c: "#{:02x}{:02x}{:02x}".format(*c))
BRANDS = st.dictionaries(
    st.sampled_from(["ink", "accent", "second", "wash"]),
    st.one_of(DARK, COLOUR),
    min_size=1,
)


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(brand=BRANDS)
def test_any_brand_is_built_or_told_what_cannot_be_read(
    tmp_path_factory: pytest.TempPathFactory, brand: dict[str, str]
) -> None:
    """Nothing between: what is built is proven, and what is not names a colour of the brand."""
    folder = tmp_path_factory.mktemp("brand")
    faults = faults_of(branded(folder, brand))
    assert {fault.code for fault in faults} <= {"B121", "B122"}
    assert all(any(value in f.message for value in brand.values()) for f in faults)
    if faults:
        return
    result = made(load(folder / "small", "small")[0], folder / "out")
    assert result.delivered, result.findings


# ── typefaces ─────────────────────────────────────────────────────────────────────────────


def with_font(folder: Path, brand: dict[str, Any], data: bytes | None = None) -> Briefing:
    """The small briefing whose brand brings a font."""
    target = branded(folder, brand)
    (target / "quay.ttf").write_bytes(data or font())
    return load(target, "small")[0]


def test_a_font_of_a_brand_is_embedded(tmp_path: Path) -> None:
    """One file serves every weight and slope; the theme's other faces stay."""
    briefing = with_font(tmp_path, {"sans": "quay.ttf"})
    theme = theme_of(briefing)
    assert theme.fonts_for_drawings.sans == "Quay Sans"
    assert theme.charts.typefaces["sans"] == "Quay Sans"
    result = made(briefing, tmp_path / "out")
    assert result.delivered, result.findings
    assert {name.rpartition("-")[0] or name for name in fonts(result.path)} & {"Quay-Sans"}
    assert "Source-Serif-4" in fonts(result.path)
    assert not any(name.startswith("Source-Sans") for name in fonts(result.path))


def test_another_font_of_the_same_name_is_built_anew(tmp_path: Path) -> None:
    """Its bytes are in the digest of the theme, and in the fingerprint."""
    one = with_font(tmp_path / "a", {"sans": "quay.ttf"})
    bold = font(name="SourceSans3_700Bold.ttf")
    other = with_font(tmp_path / "b", {"sans": "quay.ttf"}, bold)
    assert theme_of(one).digest != theme_of(other).digest


def test_a_family_of_the_theme_may_be_named(tmp_path: Path) -> None:
    """Text in its sans, say."""
    briefing = loaded(tmp_path, {"serif": "Source Sans 3"})
    result = made(briefing, tmp_path / "out")
    assert result.delivered, result.findings
    assert not any(name.startswith("Source-Serif") for name in fonts(result.path))


@pytest.mark.finds("B508")
def test_a_letter_that_no_face_has_is_told(tmp_path: Path) -> None:
    """Neither the brand's nor the theme's, which stand in for it."""
    text = "---\ntitle: First\n---\nA letter: \N{HIRAGANA LETTER A}.\n"
    briefing = loaded(tmp_path, {"ink": "#0b4f3c"}, {"sections/first.md": text})
    result = made(briefing, tmp_path / "out")
    assert "B508" in {found.code for found in result.findings}


# ── layouts of one's own ──────────────────────────────────────────────────────────────────


@pytest.mark.finds("B532")
@pytest.mark.parametrize(
    "layout", ["{{ nothing.at.all }}", "{% for %}", "{{ doc.__class__ }}", "{{ 'x' * 10 ** 9 }}"]
)
def test_a_layout_that_cannot_be_rendered_is_the_contents_fault(
    tmp_path: Path, layout: str
) -> None:
    """Told by its file and line; nothing of it is a bug of ours."""
    files = {"theme/theme.toml": LEAST, LAYOUT: f"<p>\n{layout}\n"}
    result = made(loaded(tmp_path, None, files), tmp_path / "out")
    [fault] = result.findings
    assert (fault.code, result.status) == ("B532", 1)
    assert fault.location.path == f"small/{LAYOUT}"


@pytest.mark.finds("B515")
def test_a_layout_that_drops_text_is_told_by_its_file(tmp_path: Path) -> None:
    """As is one of the program."""
    files = {"theme/theme.toml": LEAST, LAYOUT: "<html><body></body></html>"}
    result = made(loaded(tmp_path, None, files), tmp_path / "out")
    assert {fault.code for fault in result.findings} == {"B515"}


ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
DOUBLING = (
    "{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}"
)


@pytest.mark.parametrize("where", [LAYOUT, "theme/layouts/furniture.html"])
@pytest.mark.parametrize(("layout", "code"), [(ENDLESS, "B521"), (DOUBLING, "B522")])
def test_a_layout_without_end_is_ended(tmp_path: Path, where: str, layout: str, code: str) -> None:
    """It is held to the limits of content, wherever it is rendered, and the next one is built."""
    files = {"theme/theme.toml": LEAST, where: layout, **FILES}
    before = resource.getrlimit(resource.RLIMIT_AS)
    briefing = loaded(tmp_path, HARBOUR, files)
    edition = make_edition(briefing, "public", "short", "pack")
    with open_executor(1, Limits(seconds=4.0, memory=3 << 29)) as executor:
        options = BuildOptions(executor)
        cache = Cache(tmp_path / "store")
        [result] = build(briefing, [edition], theme_of(briefing), cache, tmp_path / "out", options)
    assert not result.delivered
    assert result.status == 1
    assert {found.code for found in result.findings} == {code}
    assert resource.getrlimit(resource.RLIMIT_AS) == before


# ── web pages ─────────────────────────────────────────────────────────────────────────────


@given(brand=BRANDS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_text_of_web_pages_has_seven_to_one(brand: dict[str, str]) -> None:
    """By day and by night, whatever a brand that can be read on paper is."""
    folders = find_theme(None)
    given_ = {name: value for name, value in brand.items() if name != "wash"}
    made = base_palette(folders).branded(given_)
    assume(not [fault for fault in made.faults(given_) if fault.is_error])
    sheet = read_theme(folders, Brand(colours=given_)).web_stylesheet
    rules = re.findall(r":root \{([^}]*)\}", sheet)
    *_, text, grounds, dark = [dict(re.findall(r"--([a-z]+): (#\w{6})", rule)) for rule in rules]
    day, night = {"paper": "#ffffff", **text, **grounds}, dark
    for colours in (day, night):
        for name in ("ink", "text", "second", "accent", "link", "code"):
            for ground in ("paper", "wash"):
                one, other = colour_of(colours[name]), colour_of(colours[ground])
                assert one is not None
                assert other is not None
                assert contrast(one, other) >= 6.95, (name, ground, colours)


def test_an_earlier_pdf_is_assessed_within_limits(tmp_path: Path) -> None:
    """What is expected of it today comes of the same layouts."""
    folder = branded(tmp_path, HARBOUR, {"theme/theme.toml": LEAST})
    content = tmp_path / "content" / "small"
    content.parent.mkdir()
    folder.rename(content)
    command = [sys.executable, "-m", "briefing", "build", str(content), "--quiet"]
    command += ["--audience", "public", "--length", "short", "--output", str(tmp_path / "build")]
    command += ["--jobs", "1", "--limit-seconds", "2"]
    assert subprocess.run(command, check=False, cwd=ROOT).returncode == 0
    furniture = content / "theme/layouts/furniture.html"
    furniture.parent.mkdir()
    furniture.write_text(ENDLESS, "utf-8")
    assert subprocess.run(command, check=False, cwd=ROOT).returncode == 1
