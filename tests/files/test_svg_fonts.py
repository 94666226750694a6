"""Drawings are set in the theme's typefaces, whatever they name and wherever they name it."""

from __future__ import annotations

import time
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.files.svg_fonts import ThemeFonts, in_theme_fonts
from briefing.model.findings import Severity
from support.decks import deck_project, make_deck
from support.projects import read

if TYPE_CHECKING:
    from pathlib import Path

FONTS = ThemeFonts(frozenset({"Grotesk 3", "Antiqua", "Mono"}), "Grotesk 3", "Antiqua", "Mono")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">{}</svg>'


def set_in(inside: str, *, quoted: bool = False) -> tuple[str, tuple[str, ...]]:
    """A drawing in the theme's fonts, without its frame, and the fonts that the theme lacks."""
    made, lacking = in_theme_fonts(SVG.format(inside).encode(), FONTS, quoted=quoted)
    return made.decode(), lacking


FAMILIES = {
    "Arial": ("Grotesk 3", ["Arial"]),
    "Arial, Helvetica, sans-serif": ("Grotesk 3", ["Arial"]),
    "sans-serif": ("Grotesk 3", []),
    "serif": ("Antiqua", []),
    "monospace": ("Mono", []),
    "'Times New Roman', Times, serif": ("Antiqua", ["Times New Roman"]),
    "Courier New": ("Mono", ["Courier New"]),
    "DejaVu Sans Mono": ("Mono", ["DejaVu Sans Mono"]),
    "MS Sans Serif": ("Grotesk 3", ["MS Sans Serif"]),
    "Garamond Pro": ("Antiqua", ["Garamond Pro"]),
    "Calibri, Calibri_MSFontService, sans-serif": ("Grotesk 3", ["Calibri"]),
    "system-ui, -apple-system, Segoe UI": ("Grotesk 3", []),
    "Verdana, antiqua": ("Antiqua", []),
    "'grotesk 3'": ("Grotesk 3", []),
    "": ("Grotesk 3", []),
}
WRITTEN = (
    '<text font-family="{}" y="9">A</text>',
    '<text style="fill:red;font-family:{};x:1" y="9">A</text>',
    "<style>text {{ font-family: {} }}</style><text>A</text>",
    "<style>text {{ font: italic 600 12px/1.2 {} }}</style><text>A</text>",
    '<g style="font:12px {}"><text>A</text></g>',
)


@pytest.mark.parametrize("families", FAMILIES)
@pytest.mark.parametrize("written", WRITTEN)
def test_a_family_becomes_one_of_the_themes(families: str, written: str) -> None:
    """The first that the theme has, or what is nearest in kind to the first that is named."""
    if not families and "font:" in written.replace(" ", ""):
        pytest.skip("a font without a family is none")
    family, lacking = FAMILIES[families]
    made, named = set_in(written.format(families), quoted=True)
    assert f"'{family}'" in made
    assert list(named) == lacking
    assert in_theme_fonts(made.encode(), FONTS, quoted=True) == (made.encode(), ())


def test_a_drawing_in_the_themes_fonts_stays_as_it_is() -> None:
    """To the last byte."""
    written = SVG.format('<text font-family="Grotesk 3">A</text><text style="font-family:Mono"/>')
    assert in_theme_fonts(written.encode(), FONTS) == (written.encode(), ())


def test_words_without_a_font_have_the_themes() -> None:
    """Not that of the machine."""
    made, lacking = set_in("<text>A</text>")
    assert etree.fromstring(made).get("font-family") == "'Grotesk 3'"
    assert not lacking
    assert set_in("<rect/>") == (SVG.format("<rect/>"), ())


def test_a_font_in_one_word_is_written_out() -> None:
    """The engine knows the parts, and not the whole."""
    made, _ = set_in('<text style="font: italic bold small-caps 12px/14px Arial">A</text>')
    for part in ("font-family:'Grotesk 3'", "font-size:12px", "font-style:italic"):
        assert part in made
    for part in ("font-weight:bold", "font-variant:small-caps"):
        assert part in made
    assert "font:" not in made


@given(st.text("font-family:;{} '\",Arialspx123/", max_size=120))
def test_any_style_can_be_read(style: str) -> None:
    """Never an exception, and what is written once stays."""
    root = etree.Element("{http://www.w3.org/2000/svg}svg", {"style": style})
    etree.SubElement(root, "{http://www.w3.org/2000/svg}text").text = "A"
    made, _ = in_theme_fonts(etree.tostring(root), FONTS, quoted=True)
    assert in_theme_fonts(made, FONTS, quoted=True)[0] == made


def test_a_long_style_is_read_in_time() -> None:
    """Whatever it is made of."""
    for style in ("font:" + "a " * 100_000, "font:" + "1" * 200_000, "font: " + "a-" * 100_000):
        begun = time.process_time()
        set_in(f'<text style="{style}">A</text>')
        assert time.process_time() - begun < 2


@pytest.mark.finds("B415")
def test_the_author_is_told_once_which_pictures_change(tmp_path: Path) -> None:
    """At the first of them; their words are set in the theme's faces and proven."""
    text = SVG.format('<text x="2" y="20" font-size="14" font-family="{}">Words</text>')
    body = "".join(f"![A](figures/{n}.svg)\n\n" for n in ("one", "two", "three", "one"))
    folder = deck_project(tmp_path, body)
    for name, family in (("one", "Arial"), ("two", "sans-serif"), ("three", "Comic Sans MS")):
        (folder / "figures" / f"{name}.svg").write_text(text.format(family))
    result = make_deck(read(folder), tmp_path, "pack")
    assert result.delivered, result.findings
    [found] = [f for f in result.findings if f.code == "B415"]
    assert str(found.location) == "small/sections/only.md:4"
    assert found.severity is Severity.WARNING
    assert '"figures/one.svg" (Arial), "figures/three.svg" (Comic Sans MS)' in found.message
    assert "two" not in found.message
    with pdfium.PdfDocument(result.path) as pdf:
        assert pdf[0].get_textpage().get_text_range().count("Words") == 4
