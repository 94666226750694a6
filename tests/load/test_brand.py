"""A brand is read from ``briefing.yaml`` and ``_brand.yml``; what cannot be used is told at its
line."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from briefing.load.briefing import load
from briefing.model.errors import ContentError
from briefing.model.findings import Severity
from support.brands import FILES, HARBOUR, LOGO, branded, font, loaded
from support.projects import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.findings import Finding

OWN = """\
meta: {name: {full: Harbour Office, short: HO}, link: https://example.org}
logo:
  images: {wide: {path: figures/logo.svg, alt: Harbour Office}}
  small: figures/none.png
  medium: {light: wide, dark: figures/logo-dark.svg}
color:
  palette: {kelp: "#0b4f3c", berry: plum, plum: "#9a3b6e"}
  foreground: kelp
  background: white
  primary: berry
  secondary: {light: "#50605a", dark: "#ffffff"}
  light: "#eaf3ee"
  warning: "#ffcc00"
typography:
  fonts: [{family: Quay Sans, source: file, files: [fonts/quay.ttf]}]
  base: {family: Quay Sans, size: 10pt, line-height: 1.4}
defaults: {quarto: {format: {}}}
"""


def told(folder: Path) -> list[Finding]:
    """What is said of a briefing, whether it is read or not."""
    try:
        return list(load(folder, "small")[1])
    except ContentError as error:
        return list(error.findings)


def test_all_of_a_brand_is_read(tmp_path: Path) -> None:
    """Colours and lines as they are written, pictures with their shape."""
    brand = loaded(tmp_path, HARBOUR).brand
    assert brand.name == "Harbour Office"
    assert brand.colours == {key: HARBOUR[key] for key in ("ink", "accent", "wash")}
    assert (brand.address, brand.number) == (HARBOUR["address"], HARBOUR["number"])
    assert (brand.logo.src, brand.logo.ratio) == ("figures/logo.svg", 3.75)
    assert brand.logo_on_ink.src == "figures/logo-dark.svg"
    assert not brand.is_none


def test_a_briefing_without_a_brand_has_none(tmp_path: Path) -> None:
    """Nothing of it is printed."""
    briefing = loaded(tmp_path, None)
    assert briefing.brand.is_none
    assert set(briefing.images) == {"figures/square.svg"} & set(briefing.images)


def test_a_file_of_the_organisation_is_read(tmp_path: Path) -> None:
    """By the names that the convention has; what it has for other programs is passed over."""
    folder = branded(tmp_path, None, {"_brand.yml": OWN, **FILES, "figures/cover.svg": None})
    (folder / "fonts").mkdir()
    (folder / "fonts" / "quay.ttf").write_bytes(font())
    briefing, findings = load(folder, "small")
    assert findings == ()
    brand = briefing.brand
    assert brand.name == "Harbour Office"
    assert brand.colours == {
        "ink": "#0b4f3c",
        "accent": "#9a3b6e",
        "second": "#50605a",
        "wash": "#eaf3ee",
    }
    assert brand.typefaces == {"serif": "Quay Sans", "sans": "Quay Sans"}
    assert [face.family for face in brand.faces] == ["Quay Sans"]
    assert brand.logo.src == "figures/logo.svg"
    assert brand.logo_on_ink.src == "figures/logo-dark.svg"


def test_the_settings_go_before_the_file(tmp_path: Path) -> None:
    """One by one."""
    brand = loaded(tmp_path, {"accent": "#1f5f8b"}, {"_brand.yml": OWN_COLOURS}).brand
    assert brand.colours == {"ink": "#0b4f3c", "accent": "#1f5f8b"}
    assert brand.name == "Harbour Office"


OWN_COLOURS = 'meta: {name: Harbour Office}\ncolor: {foreground: "#0b4f3c", primary: "#9a3b6e"}\n'


@pytest.mark.parametrize(
    ("text", "logo"),
    [
        ("logo: figures/logo.svg\n", "figures/logo.svg"),
        ("logo: {path: figures/logo.svg, alt: x}\n", "figures/logo.svg"),
        ("logo: {small: figures/logo.svg}\n", "figures/logo.svg"),
        ("logo: {large: {light: {path: figures/logo.svg}}}\n", "figures/logo.svg"),
        ("logo: {large: {dark: figures/logo.svg}}\n", ""),
    ],
)
def test_a_logo_is_written_in_many_ways(tmp_path: Path, text: str, logo: str) -> None:
    """As the convention allows."""
    briefing = loaded(tmp_path, None, {"_brand.yml": f"meta: {{name: x}}\n{text}", **FILES})
    assert briefing.brand.logo.src == logo


CASES: dict[str, tuple[Any, dict[str, str | None], str, str]] = {
    "text that is too pale": ({"accent": "#c9d400"}, {}, "B121", "accent"),
    "ink that is too pale": ({"ink": "#9aa5b1"}, {}, "B121", "ink"),
    "a wash that is too dark": ({"wash": "#777777"}, {}, "B121", "wash"),
    "second text that is too pale": ({"second": "#aaaaaa"}, {}, "B121", "second"),
    "no colour": ({"ink": "dark"}, {}, "B105", "ink"),
    "an unknown name": ({"inks": "#000000"}, {}, "B105", "inks"),
    "a logo that is not there": ({"name": "x", "logo": "figures/none.svg"}, {}, "B106", "logo"),
    "a logo outside": ({"name": "x", "logo": "../../secret.svg"}, {}, "B107", "logo"),
    "a logo on a network": ({"name": "x", "logo": "https://x.org/a.svg"}, {}, "B108", "logo"),
    "a logo that is no picture": ({"name": "x", "logo": "facts.yaml"}, {}, "B403", "logo"),
    "a logo with text": (
        {"name": "x", "logo": "figures/text.svg"},
        {
            "figures/text.svg": LOGO.format(ink="ink", accent="ink").replace(
                "<path", "<text>N</text><path", 1
            )
        },
        "B403",
        "logo",
    ),
    "a logo without a size": (
        {"name": "x", "logo": "figures/bare.svg"},
        {"figures/bare.svg": "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h9'/></svg>"},
        "B403",
        "logo",
    ),
    "a logo that nobody would hear": ({"logo": "figures/logo.svg"}, {}, "B401", "logo"),
    "a typeface that is not there": ({"sans": "Sorce Sans 3"}, {}, "B123", "sans"),
    "a file that is no font": ({"sans": "facts.ttf"}, {"facts.ttf": "a"}, "B123", "sans"),
    "a font that is not there": ({"sans": ["fonts/x.ttf"]}, {}, "B106", "sans"),
    "two families": ({"sans": ["One", "Two"]}, {}, "B105", "sans"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.finds(c[2])) for n, c in CASES.items()]
)
def test_what_cannot_be_used_is_told_at_its_line(tmp_path: Path, name: str) -> None:
    """One finding, an error, with what to do."""
    brand, files, code, key = CASES[name]
    folder = branded(tmp_path, brand, files)
    (folder.parent.parent / "secret.svg").write_text("<svg/>", "utf-8")
    faults = [f for f in told(folder) if f.severity is Severity.ERROR]
    assert [fault.code for fault in faults] == [code], faults
    lines = (folder / "briefing.yaml").read_text("utf-8").splitlines()
    assert lines[faults[0].location.line - 1].split(":")[0].strip() in {key, "light"}
    assert faults[0].hint


@pytest.mark.finds("B122")
def test_colours_alike_in_greys_are_a_warning(tmp_path: Path) -> None:
    """Text can be read all the same; charts may not."""
    found = told(branded(tmp_path, {"ink": "#7a1f5c", "accent": "#0b5563"}))
    assert [(one.code, one.severity) for one in found] == [("B122", Severity.WARNING)]


@pytest.mark.finds("B124")
@pytest.mark.parametrize("fonts", ["", "  fonts: [{family: Rubik, source: google}]\n"])
def test_a_font_on_a_network_is_a_warning(tmp_path: Path, fonts: str) -> None:
    """Nothing is fetched; the theme's stands in for it."""
    text = f"typography:\n{fonts}  monospace: Rubik\n"
    found = told(branded(tmp_path, None, {"_brand.yml": text}))
    assert [(one.code, one.location.line) for one in found] == [("B124", 2 + bool(fonts))]


@pytest.mark.finds("B123")
def test_the_files_of_a_typeface_are_of_one_family(tmp_path: Path) -> None:
    """And not of one that the theme has."""
    folder = branded(tmp_path, {"sans": ["a.ttf", "b.ttf"]})
    (folder / "a.ttf").write_bytes(font("Quay Sans"))
    (folder / "b.ttf").write_bytes(font("Pier Sans"))
    [fault] = told(folder)
    assert "Pier Sans and Quay Sans" in fault.message
    (folder / "b.ttf").write_bytes(font("Source Sans 3"))
    [fault] = told(folder)
    assert "as one of the theme" in fault.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("colour: {primary: '#000'}\n", "B105"),
        ("color: {primry: '#000'}\n", "B105"),
        ("color: {primary: nothing}\n", "B105"),
        ("color: {palette: {a: b, b: a}, primary: a}\n", "B105"),
        ("logo: 12\ncolor: [", "B104"),
        ("[]", "B105"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str, code: str) -> None:
    """With the nearest name, where one is misspelt."""
    found = told(branded(tmp_path, None, {"_brand.yml": text}))
    assert [one.code for one in found] == [code]
    assert found[0].location.path == "small/_brand.yml"


@pytest.mark.finds("B117")
def test_a_brand_in_a_file_of_another_name_is_told(tmp_path: Path) -> None:
    """It would be passed over without a word."""
    found = told(branded(tmp_path, None, {"brand.yml": OWN_COLOURS}))
    assert [one.code for one in found] == ["B117"]
    assert "_brand.yml" in found[0].message


@pytest.mark.finds("B125")
def test_a_theme_that_is_not_used_is_told(tmp_path: Path) -> None:
    """As another is named."""
    folder = branded(tmp_path, None, {"theme/theme.toml": 'extends = "institution"\n'})
    assert told(folder) == []
    settings = folder / "briefing.yaml"
    settings.write_text(settings.read_text("utf-8") + "theme: institution\n", "utf-8")
    assert [one.code for one in told(folder)] == ["B125"]


CHART = """\
---
title: First
---
/// figure | Two
    alt: Two bars.
    source: "[@mta]"

```vega-lite
data: {values: [{g: a, n: 1}, {g: b, n: 2}]}
mark: {type: bar, fill: COLOUR}
encoding: {x: {field: g}, y: {field: n, type: quantitative}}
```
///
"""


@pytest.mark.parametrize(
    ("colour", "code"), [("ink", ""), ("accent", ""), ("acent", "B420"), ("wash", "B426")]
)
def test_charts_may_name_colours(tmp_path: Path, colour: str, code: str) -> None:
    """One that is misspelt is told with the nearest; one that is too pale as if it were written."""
    text = CHART.replace("COLOUR", colour)
    found = told(branded(tmp_path, None, {"sections/first.md": text}))
    assert [one.code for one in found if one.code in {"B420", "B426"}] == [code] * bool(code)
    if code == "B420":
        assert 'did you mean "accent"?' in next(f.hint for f in found if f.code == code)


def test_a_misspelt_theme_is_the_only_fault(tmp_path: Path) -> None:
    """What charts and drawings name is not held to a theme that cannot be read."""
    folder = tmp_path / "kfor"
    shutil.copytree(ROOT / "content" / "kfor", folder)
    settings = folder / "briefing.yaml"
    text = re.sub(r"(?m)^theme: .*\n", "", settings.read_text(encoding="utf-8"))
    settings.write_text(f"{text}\ntheme: institutoin\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(folder, "kfor")
    assert [finding.code for finding in caught.value.findings] == ["B111"]
