"""The shipped theme: fonts, colours, sizes and layouts, checked without an eye, then on paper."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
import tinycss2  # type: ignore[import-untyped]
import yaml
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from briefing.files.chart_colours import coloured, colours_in
from briefing.files.theme_folders import find_theme
from briefing.files.theme_palette import base_palette
from briefing.files.themes import CONTENT_URL, load_theme
from briefing.files.workspace import templates_folder
from briefing.model.brand import Brand
from briefing.model.composition import Asset, Fragment
from briefing.model.contrast import LEAST, PAPER, colour_of, contrast
from briefing.model.paper import PT_PER_MM
from briefing.pdf.font_subset import coverage
from briefing.typeset.weasyprint_engine import typeset
from support.page_pdfs import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from briefing.model.output import TypesetFragment
    from briefing.model.palette import Pair

TEMPLATES = templates_folder()
THEME = TEMPLATES / "themes" / "institution"
DESCRIPTION: dict[str, Any] = tomllib.loads((THEME / "theme.toml").read_text("utf-8"))
LABELS: dict[str, str] = yaml.safe_load((TEMPLATES / "labels" / "en.yaml").read_text("utf-8"))
LAYOUTS = sorted([*TEMPLATES.glob("layouts/*.html"), *TEMPLATES.glob("parts/*.html")])
PAPERS = sorted(DESCRIPTION["paper"])

ENGLISH = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
ALBANIAN = "ËëÇç"
SERBIAN_LATIN = "ĐđŠšČčĆćŽž"
SERBIAN_CYRILLIC = "АБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШабвгдђежзијклљмнњопрстћуфхцчџш"
NEIGHBOURS = "ÁáÉéÄäÖöÜüßÅåØøÆæŁłŃńŐőŰűŞşĞğİıȚțȘș"
SIGNS = "–—‘’“”„…‐•·×−≈≤≥½°§©€"


# ── fonts ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("face", DESCRIPTION["faces"], ids=lambda face: str(face["file"]))
def test_each_face_covers_the_three_alphabets(face: dict[str, Any]) -> None:
    """Names of people and places print in Albanian and in both Serbian alphabets."""
    covered = TTFont(THEME / face["file"]).getBestCmap()
    assert coverage((THEME / face["file"]).read_bytes()) == (face["family"], frozenset(covered))
    wanted = ENGLISH + ALBANIAN + SERBIAN_LATIN + SERBIAN_CYRILLIC + NEIGHBOURS + SIGNS
    assert [sign for sign in wanted if ord(sign) not in covered] == []


@pytest.mark.parametrize("face", DESCRIPTION["faces"], ids=lambda face: str(face["file"]))
def test_each_face_has_the_figures_the_style_sheet_asks_for(face: dict[str, Any]) -> None:
    """Old-style figures for reading exist, and lining ones share a width so that columns align."""
    font = TTFont(THEME / face["file"])
    assert "onum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    names = font.getBestCmap()
    widths = [font["hmtx"][names[ord(figure)]][0] for figure in "0123456789"]
    assert max(widths) - min(widths) <= 1  # of a thousand units an em


def test_each_face_is_declared_once_and_its_licence_travels_with_it() -> None:
    """Style sheet, description and folder name the same files."""
    files = {face["file"] for face in DESCRIPTION["faces"]}
    composed = load_theme("institution").assets[0].data.decode()
    assert files == set(re.findall(r"url\((.+?)\)", composed))
    assert "url(" not in _stylesheet()
    assert files == {f"fonts/{path.name}" for path in (THEME / "fonts").glob("*.ttf")}
    for family in {face["family"] for face in DESCRIPTION["faces"]}:
        licence = THEME / "fonts" / f"OFL-{family.replace(' ', '')}.txt"
        assert "SIL Open Font License" in licence.read_text("utf-8")


# ── style sheet ───────────────────────────────────────────────────────────────────────────


def _stylesheet() -> str:
    return (THEME / "theme.css").read_text("utf-8")


def _declarations() -> Iterator[tuple[str, Any]]:
    """Selector and declaration, for every one of the style sheet."""
    for rule in tinycss2.parse_stylesheet(_stylesheet(), skip_comments=True, skip_whitespace=True):
        selector = tinycss2.serialize(rule.prelude).strip() or f"@{rule.at_keyword}"
        for declaration in tinycss2.parse_blocks_contents(
            rule.content, skip_comments=True, skip_whitespace=True
        ):
            assert declaration.type == "declaration", (selector, declaration)
            yield selector, declaration


def _value(declaration: Any) -> str:
    return str(tinycss2.serialize(declaration.value)).strip()


def test_nothing_is_hidden_shaded_or_changed_in_case() -> None:
    """Transparency breaks PDF/A-2, hidden text can be copied, case changes what is extracted."""
    forbidden = {
        "opacity",
        "box-shadow",
        "text-shadow",
        "filter",
        "mix-blend-mode",
        "visibility",
        "text-transform",
        "font-variant-caps",
        "clip",
        "clip-path",
    }
    # Small capitals of a citation style are glyphs of the faces: the test below copies them. What a
    # number lacks behind its units is room only, and so is what of a slide is shown on its next
    # page: the file does not hold it.
    allowed = [
        (".small-caps", "font-variant-caps"),
        (".lacks::after", "visibility"),
        (".slide .later", "visibility"),
    ]
    assert [(s, d.name) for s, d in _declarations() if d.name in forbidden] == allowed
    assert not re.search(r"rgba|hsla|gradient|transparent|display:\s*none", _stylesheet())


def test_page_and_root_have_no_height_and_footnotes_no_box() -> None:
    """A height on the root drops the tail of a document; a box on @footnote loses notes."""
    for selector, declaration in _declarations():
        assert "@footnote" not in selector
        if re.search(r"\b(html|body)\b", selector):
            assert declaration.name not in {"height", "min-height", "max-height"}


def test_letters_are_not_spaced_apart() -> None:
    """Spaced letters are extracted one by one."""
    tracked = [
        float(_value(d).removesuffix("em"))
        for _, d in _declarations()
        if d.name == "letter-spacing"
    ]
    assert all(abs(space) <= 0.01 for space in tracked)


def test_generated_content_says_nothing() -> None:
    """What CSS generates was not selected: at most joiners and spaces, which print nothing."""
    generated = "".join(
        _value(d).strip('"')
        for selector, d in _declarations()
        if d.name == "content" and selector != ".lacks::after"  # not drawn, see above
    )
    assert set(generated) <= {"\N{WORD JOINER}", "\N{NARROW NO-BREAK SPACE}"}


def test_no_text_is_smaller_than_the_theme_promises() -> None:
    """Seven points is the least; the description says what the style sheet does."""
    sizes = [
        float(number)
        for _, d in _declarations()
        if d.name in {"font", "font-size"}
        for number in re.findall(r"([\d.]+)pt", _value(d))[:1]
    ]
    assert min(sizes) == DESCRIPTION["smallest_pt"] >= 7


PALETTE = base_palette(find_theme(None))


def test_no_style_sheet_writes_a_colour_or_a_typeface() -> None:
    """They are data of ``theme.toml``, which a brand changes in one place."""
    for path in sorted(TEMPLATES.glob("themes/*/*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", text) == [], path.name
        if path.name != "web.css":  # which lists the faces of the reader's machine
            assert re.findall(r"Source \w+", text) == [], path.name
    assert re.findall(r"#[0-9a-fA-F]{6}|Source", (THEME / "chart.yaml").read_text("utf-8")) == []


def test_each_property_that_style_sheets_ask_for_is_set() -> None:
    """By the theme's data, by a sheet itself, by a layout, or on the element (`most`)."""
    for theme, name in product(("institution", "columns"), ("theme.css", "large.css")):
        asset = next(a for a in load_theme(theme).assets if a.url.endswith(f"/{name}"))
        text = asset.data.decode()
        asked = set(re.findall(r"var\(--([a-z-]+)\)", text))
        assert asked - set(re.findall(r"--([a-z-]+):", text)) <= {"text-height", "most"}, name


@pytest.mark.parametrize("pair", PALETTE.pairs, ids=lambda p: f"{p.colour} on {p.ground}")
def test_text_stands_out_from_its_ground(pair: Pair) -> None:
    """At least 4.5 to 1 (WCAG 2.2, 1.4.3), so that a grey printer carries it as well."""
    colour = colour_of(PALETTE.colours[pair.colour])
    ground = colour_of(PALETTE.colours[pair.ground])
    assert colour is not None
    assert ground is not None
    assert contrast(colour, ground) >= pair.least


def test_the_theme_says_what_is_read_on_what() -> None:
    """Of text and marks, and of colours that stand beside one another."""
    pairs = {(pair.colour, pair.ground, pair.is_text) for pair in PALETTE.pairs}
    for ground in ("paper", "wash"):
        for ink in ("ink", "text", "second", "accent"):
            assert (ink, ground, True) in pairs
    assert {"ink", "accent"} <= {*PALETTE.series} <= PALETTE.colours.keys()


def test_the_columns_fill_every_paper() -> None:
    """Text, gap and side column keep their widths; the margins take the rest."""
    text = DESCRIPTION["text"]
    across = text["column_mm"] + text["gap_mm"] + text["side_mm"]
    for paper in DESCRIPTION["paper"].values():
        margins = paper["margins_mm"]
        left_over = paper["size_mm"][0] - margins["inner"] - margins["outer"]
        assert left_over == pytest.approx(across)
    widths = {"column": text["column_mm"], "side": text["side_mm"], "across": across}
    composed = load_theme("institution").assets[0].data.decode()
    for name, width in widths.items():
        assert f"--{name}: {width}mm" in composed


def test_nothing_in_columns_is_smaller_than_elsewhere() -> None:
    """No size that its style sheet sets is below the smallest of all."""
    text = (TEMPLATES / "themes/columns/columns.css").read_text("utf-8")
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: [^;}]*?([\d.]+)pt", text)]
    assert min(sizes) >= DESCRIPTION["smallest_pt"]


def test_two_columns_fill_every_paper() -> None:
    """They are alike; a wide figure takes both, and one in a box what the box leaves it."""
    theme = load_theme("columns")
    text, widths = theme.text, theme.charts.widths_pt
    assert text.columns == 2
    assert text.across_mm == text.measure_mm == 2 * text.column_mm + text.gap_mm
    for paper in theme.papers.values():
        assert paper.width_mm - paper.inner_mm - paper.outer_mm == pytest.approx(text.across_mm)
    assert widths["side"] < widths["column"] == pytest.approx(text.column_mm * PT_PER_MM, abs=0.1)
    assert widths["wide"] == pytest.approx(text.across_mm * PT_PER_MM, abs=0.1)
    composed = theme.assets[0].data.decode()
    assert f"--across: {text.across_mm:g}mm" in composed


# ── layouts ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: str(path.name))
def test_layouts_have_no_words_of_their_own(path: Path) -> None:
    """All that prints comes from content or from the labels of the language."""
    source = path.read_text("utf-8")
    for printed_not in (
        r"\{#.*?#\}",
        r"<style>.*?</style>",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
        r"<[^>]*>",
        r' data-[a-z]+="',  # an attribute that a macro gives to an element
    ):
        source = re.sub(printed_not, " ", source, flags=re.DOTALL)
    assert re.findall(r"[^\W\d_]+", source) == []


def test_layouts_use_only_labels_that_exist() -> None:
    """A label misspelt would stop an edition."""
    used = {
        name
        for path in LAYOUTS
        for name in re.findall(r"labels(?:\.|\[')(\w+)", path.read_text("utf-8"))
    }
    assert used <= LABELS.keys()


# ── on paper ──────────────────────────────────────────────────────────────────────────────

_PARAGRAPH = (
    "<p>Patrols watch the administrative boundary line; liaison teams sit in the towns "
    "and talk to mayors. A reserve can be moved within hours"
    '.<sup class="cite"><a href="urn:briefing:src-1">\u20601</a>, '
    '<a href="urn:briefing:src-2">2</a></sup></p>'
)
_SIDE = (
    '<div class="side"><div class="number"><p class="value"><span class="prefix">more than'
    '</span> 4,500</p><p class="label">troops</p><p class="as-of">as of today</p></div></div>'
)


def _section(identifier: str, body: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "html": Markup(
            f'<section class="section" id="{identifier}"><h2>What it does</h2>{body}</section>'
        ),
    }


def _context(paper: str) -> dict[str, Any]:
    shape = load_theme("institution").papers[paper]
    size = DESCRIPTION["paper"][paper]
    margins = {f"{side}_mm": width for side, width in size["margins_mm"].items()}
    width, height = size["size_mm"]
    assert shape.name == paper
    return {
        "lang": "en-GB",
        "fragment": "a fragment",
        "labels": LABELS,
        "page": {
            "name": paper,
            "size": f"{width}mm {height}mm",
            "width_mm": width,
            "height_mm": height,
            **margins,
        },
        "doc": {
            "title": "A force and its mandate",
            "title_place": "briefing.yaml:1",
            "short_title_place": "briefing.yaml:1",
            "kind": "Briefing",
            "standfirst": "In short.",
            "short_title": "The force",
            "audience_label": "the public",
            "length_label": "One page",
            "as_of": "23 November 2026",
            "owner": "The desk",
            "contact": "desk@briefing.example",
            "marking": "TLP:CLEAR",
            "marking_note": "May be shared.",
        },
        "key_messages": Markup('<div class="key-messages"><ul><li>One.</li></ul></div>'),
        "sections": [_section("does", _SIDE + _PARAGRAPH * 2)],
        "ends": False,
        "notes": [{"mark": "a", "id": "note-a", "html": "A note.", "back": ""}],
        "glossary": [{"short": "KFOR", "full": "Kosovo Force", "plain": "the force"}],
        "sources": [
            {"number": n, "id": f"src-{n}", "html": "A paper, 1999.", "back": ""} for n in "12"
        ],
        "contents": [
            {
                "level": 1,
                "number": "1",
                "title": "What it does",
                "id": "does",
                "page": "3",
                "below": [],
            }
        ],
        "standing": [{"cover": True}, {}],
        "running": [
            {"folio": "i", "total": "", "params": {}},
            {"folio": "1", "total": "2", "params": {}},
        ],
        "spoken": [],
        "opened": False,
        "is_said": bool,
        "handling": {"marking": "TLP:CLEAR", "note": ""},
        "print": None,
        "brand": Brand(),
        "text": load_theme("institution").text,
        "beside": True,
    }


def _print(layout: str, paper: str, *assets: Asset, **changes: Any) -> TypesetFragment:
    theme = load_theme("institution")
    environment = SandboxedEnvironment(
        loader=DictLoader(dict(theme.layouts)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template(f"layouts/{layout}.html").render(_context(paper) | changes)
    return typeset(Fragment(layout, html), assets, theme.assets)


def _words(part: TypesetFragment) -> list[str]:
    """Words of each page, as a reader copies them."""
    document = pypdfium2.PdfDocument(joined(part))
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("layout", ["back", "chapter", "contents", "cover", "furniture", "pack"])
def test_every_layout_of_a_text_prints_without_a_word_from_the_engine(
    layout: str, paper: str
) -> None:
    """One page each of the paper's size (of furniture, four), and nothing to warn of."""
    part = _print(layout, paper)
    assert part.findings == ()
    assert len(part.pages) == (4 if layout == "furniture" else 1)
    width, height = (mm / 25.4 * 72 for mm in DESCRIPTION["paper"][paper]["size_mm"])
    assert part.pages[0].width == pytest.approx(width, abs=0.1)
    assert part.pages[0].height == pytest.approx(height, abs=0.1)


def test_what_stands_on_page_one_is_copied_whole() -> None:
    """Kicker, title and labels come out of the file as they were put in."""
    [text] = _words(_print("pack", "A4"))
    for words in (
        "Briefing · One page",
        "A force and its mandate",
        "more than 4,500",
        "Sources",
        "Notes",
        "Answers for it: The desk",
    ):
        assert words in text


def test_furniture_marks_each_page_twice_and_names_the_reader_within() -> None:
    """Marking at top and bottom everywhere; the cover says itself for whom it is."""
    cover, page, first, second = _words(_print("furniture", "A4"))
    assert cover.count("TLP:CLEAR") == page.count("TLP:CLEAR") == 2
    assert "for the public" in page
    assert "for the public" not in cover
    assert (first, second) == ("i", "1 / 2")


def test_a_heading_goes_with_its_side_box_to_the_next_page() -> None:
    """Wherever the page ends, no heading is left behind by a box that did not fit below it."""
    for lines in range(26, 48):
        before = _section("before", "<p>Line.</p>" * lines)
        part = _print(
            "chapter",
            "A4",
            key_messages="",
            notes=[],
            sections=[before, _section("after", _SIDE * 3 + _PARAGRAPH)],
        )
        for text in _words(part):
            if "4,500" not in text:
                assert text.count("What it does") <= text.count("What it does Line."), lines


def test_a_heading_stands_over_more_than_one_answer_of_a_line() -> None:
    """Wherever the page ends, the first short answer takes the second and the heading along."""
    answers = "".join(
        f'<p class="run-in"><strong>Is it {n}?</strong> No.</p>' for n in ("one", "two", "three")
    )
    for lines in range(26, 48):
        before = _section("before", "<p>Line.</p>" * lines)
        sections = [before, _section("after", answers)]
        part = _print("chapter", "A4", key_messages="", notes=[], sections=sections)
        [page] = [text for text in _words(part) if "Is it one?" in text]
        assert "What it does Is it one? No. Is it two?" in page, lines


def test_figures_beside_one_another_begin_at_one_height() -> None:
    """In the text and at the head of a page, where the engine drops the space above."""
    side = '<div class="side"><figure class="figure"><p class="fig-title">Beside</p></figure></div>'
    figure = '<figure class="figure"><p class="fig-title">Within</p></figure>'
    for lead in ("", "<p>Text.</p>"):
        body = lead + side + figure
        document = pypdfium2.PdfDocument(
            joined(_print("chapter", "A4", key_messages="", sections=[_section("does", body)]))
        )
        page = document[0].get_textpage()
        heights = [
            page.get_charbox(page.search(word).get_next()[0])[1] for word in ("Beside", "Within")
        ]
        assert heights[0] == pytest.approx(heights[1], abs=1.5)


def test_acronyms_stand_below_the_contents() -> None:
    """They are looked up while reading, so they come before the text."""
    [text] = _words(_print("contents", "A4"))
    assert "What it does 3 Abbreviations KFOR Kosovo Force" in text


def _places(part: TypesetFragment, words: Iterable[str]) -> list[tuple[int, float, float]]:
    """Page, left edge and base of the first letter of each word, which is printed once."""
    texts = [page.get_textpage() for page in pypdfium2.PdfDocument(joined(part))]
    places = []
    for word in words:
        [(page, start)] = [
            (number, found[0])
            for number, text in enumerate(texts)
            if (found := text.search(word, match_case=True).get_next())
        ]
        left, base, _, _ = texts[page].get_charbox(start, loose=True)
        places.append((page, left, base))
    return places


@pytest.mark.parametrize("count", [2, 9, 24, 90])
def test_acronyms_stand_in_columns_beside_what_they_mean(count: int) -> None:
    """Each on the line where its meaning begins, below one another, in columns of like height."""
    terms = [
        {"short": f"T{n}t", "full": f"M{n}m {'words to read ' * (n * 7 % 5)}", "plain": ""}
        for n in range(count)
    ]
    contents = _context("A4")["contents"] * 20
    part = _print("contents", "A4", glossary=terms, contents=contents)
    assert part.findings == ()
    shorts = _places(part, [f"T{n}t" for n in range(count)])
    meanings = _places(part, [f"M{n}m" for n in range(count)])
    for (page, left, base), (other, right, level) in zip(shorts, meanings, strict=True):
        assert page == other
        assert base == pytest.approx(level, abs=0.5)
        assert right - left == pytest.approx(16 / 25.4 * 72, abs=1)
    assert shorts == sorted(shorts, key=lambda place: (place[0], round(place[1]), -place[2]))
    last = [place for place in shorts if place[0] == shorts[-1][0]]
    sides = {round(left) for _, left, _ in last}
    lowest = [min(base for _, left, base in last if round(left) == side) for side in sides]
    assert len(lowest) == 2
    assert max(lowest) - min(lowest) <= 3 * 11 + 2.5


def test_sources_hang_behind_their_numbers() -> None:
    """What follows a number of one, two or three figures begins where the next line does."""
    numbers = (1, 12, 123)
    sources = [
        {"number": str(n), "id": f"src-{n}", "html": Markup(f"B{n}b<br>C{n}c"), "back": ""}
        for n in numbers
    ]
    part = _print("back", "A4", notes=[], sources=sources)
    assert part.findings == ()
    for n in numbers:
        [_, number, _], [_, first, _], [_, second, _] = _places(
            part, [f"{n} B{n}b", f"B{n}b", f"C{n}c"]
        )
        assert first - number == pytest.approx(13.5, abs=1)
        assert first == pytest.approx(second, abs=0.1)


def test_a_raised_figure_never_starts_a_line() -> None:
    """The engine would break between a full stop and the number of a source."""
    for width in range(60, 110):
        narrow = f'<div style="width: {width}mm">{_PARAGRAPH}</div>'
        part = _print("chapter", "A4", notes=[], sections=[_section("does", narrow)])
        [page] = pypdfium2.PdfDocument(joined(part))
        lines = page.get_textpage().get_text_bounded().splitlines()
        assert not any(line.startswith("1, 2") for line in lines)


def test_small_capitals_are_copied_as_they_were_written() -> None:
    """They are set with glyphs of the faces, never with other letters."""
    name = '<span class="small-caps">Šainović of the UN</span>, <em>A Title</em>.'
    sources = [{"number": "1", "id": "src-1", "html": Markup(name), "back": ""}]
    body = f'<p>{name}</p><p class="source">Source: {name}</p>'
    part = _print("pack", "A4", sources=sources, sections=[_section("does", body)])
    assert part.findings == ()
    assert _words(part)[0].count("Šainović of the UN, A Title.") == 3


def test_pictures_fill_their_column() -> None:
    """A drawing made for the side column is found and printed without a warning."""
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="52mm" height="20mm" '
        b'viewBox="0 0 52 20"><rect width="52" height="20" fill="#eef1f5"/></svg>'
    )
    figure = (
        '<div class="side"><figure class="figure" id="fig"><p class="fig-title">Finding</p>'
        f'<img src="{CONTENT_URL}x.svg" alt="A grey box."></figure></div>'
    )
    asset = Asset(f"{CONTENT_URL}x.svg", drawing, "image/svg+xml")
    part = _print("chapter", "A4", asset, sections=[_section("does", figure + _PARAGRAPH)])
    assert part.findings == ()


def test_charts_have_names_of_colours_and_no_text_that_is_too_small() -> None:
    """Every colour of their style is one of the theme's."""
    config = (THEME / "chart.yaml").read_text("utf-8")
    used = {colour for _, colour in colours_in(yaml.safe_load(config))}
    assert used <= PALETTE.colours.keys()
    sizes = [float(size) for size in re.findall(r"[fF]ontSize: ([\d.]+)", config)]
    assert min(sizes) >= 7


def _chart_colours() -> dict[str, str]:
    """Each colour that a mark or a series has by the theme alone, by where it stands."""
    config: dict[str, Any] = yaml.safe_load((THEME / "chart.yaml").read_text("utf-8"))
    config = coloured(config, PALETTE.colours, {}, {})
    marks = ("mark", "arc", "area", "bar", "circle", "line", "point", "rect", "rule", "square")
    found = {}
    for name in (*marks, "tick", "trail"):
        said = config[name]
        found[name] = said.get("fill") or said.get("stroke") or said["color"]
    found["geoshape"] = config["geoshape"]["stroke"]  # its fill is the ground of a map
    for name, colours in config["range"].items():
        found |= {f"{name} {n}": colour for n, colour in enumerate(colours, start=1)}
    return found


@pytest.mark.parametrize("name", _chart_colours())
def test_colours_of_charts_are_told_from_the_paper_and_from_boxes(name: str) -> None:
    """3:1 or more, as WCAG 2.2 asks of graphics that carry meaning (1.4.11)."""
    colour = colour_of(_chart_colours()[name])
    box = colour_of("#eef1f5")
    assert colour is not None
    assert box is not None
    assert contrast(colour, PAPER) >= LEAST
    assert contrast(colour, box) >= LEAST


def test_series_differ_in_lightness() -> None:
    """A grey printer keeps them apart: each pair by a step that the eye sees."""
    for series in ("category", "ordinal"):
        colours = [c for name, c in _chart_colours().items() if name.startswith(series)]
        tones = sorted(_lightness(colour) for colour in colours)
        assert min(high - low for low, high in pairwise(tones)) >= 6, (series, tones)


def _lightness(colour: str) -> float:
    """L* of CIE Lab, by the contrast to black, (Y + 0.05) / 0.05."""
    known = colour_of(colour)
    assert known is not None
    luminance = contrast(known, (0, 0, 0)) * 0.05 - 0.05
    return 116 * float(luminance ** (1 / 3)) - 16
