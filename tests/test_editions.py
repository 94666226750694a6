"""The shipped editions, all twenty: built, proven, in budget, valid, and fit for their reader."""

from __future__ import annotations

import ctypes
import hashlib
import re
import shutil
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
import pytest

from briefing.build import Result, build
from briefing.load import load
from briefing.selection import editions, make_edition
from briefing.settings import Settings
from briefing.store import Store
from briefing.themes import theme_of
from support.projects import ROOT
from support.validators import pdfua_failures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.model import Briefing

pytestmark = [pytest.mark.xdist_group("kfor"), pytest.mark.slow]


def _names() -> list[str]:
    briefing, _ = load(ROOT / "content" / "kfor", "content/kfor")
    return [str(edition) for edition in editions(briefing)]


every_edition = pytest.mark.parametrize("name", _names())


def _pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _marking_places(path: Path, marking: str) -> Iterator[list[tuple[float, float]]]:
    """For each page: height from the foot (share of the page) and size in pt of each marking."""
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            found = []
            text = page.get_textpage()
            search = text.search(marking, match_case=True)
            while hit := search.get_next():
                index = hit[0]
                top = text.get_charbox(index)[3]
                size = pdfium.FPDFText_GetFontSize(text.raw, index)
                found.append((top / page.get_height(), size))
            yield found


def test_there_are_twenty(built: dict[str, Result], kfor: Briefing) -> None:
    """Five audiences at four lengths, each delivered without an error."""
    assert len(built) == len(kfor.settings.audiences) * len(kfor.settings.lengths) == 20
    assert [name for name, result in built.items() if not result.delivered] == []


@every_edition
def test_the_page_budget_is_kept(built: dict[str, Result], kfor: Briefing, name: str) -> None:
    """The contract of the length, counted in the finished file."""
    fewest, most = kfor.settings.lengths[built[name].edition.length].pages
    assert fewest <= len(_pages(built[name].path)) <= most


@every_edition
def test_the_validator_finds_nothing(built: dict[str, Result], name: str) -> None:
    """PDF/UA-1 in an independent validator; veraPDF checks both profiles in ``make verapdf``."""
    assert pdfua_failures(built[name].path) == []


@every_edition
def test_every_page_is_marked_above_and_below(built: dict[str, Result], name: str) -> None:
    """TLP 2.0: in head and foot of each page, at 12 pt or more."""
    result = built[name]
    assert result.marking in {"TLP:CLEAR", "TLP:GREEN"}
    for places in _marking_places(result.path, result.marking):
        large = [height for height, size in places if size >= 11.9]
        assert max(large) > 0.9, places
        assert min(large) < 0.1, places


@every_edition
def test_folios_count_the_pages(built: dict[str, Result], name: str) -> None:
    """Page x of y at the foot; front matter in Roman numerals, uncounted."""
    pages = _pages(built[name].path)
    front = 2 if built[name].edition.length == "full" else 0
    total = len(pages) - front
    for number, page in enumerate(pages[front:], start=1):
        assert f"{number} / {total}" in page
    with pypdfium2.PdfDocument(built[name].path) as document:
        labels = [document.get_page_label(i) for i in range(len(document))]
    assert labels == ["i", "ii"][:front] + [str(n + 1) for n in range(total)]


@every_edition
def test_bookmarks_are_the_sections_shown(built: dict[str, Result], name: str) -> None:
    """Every bookmark leads to a page; sources are always there to be found."""
    with pypdfium2.PdfDocument(built[name].path) as document:
        marks = [(b.get_title(), b.get_dest()) for b in document.get_toc()]
    assert all(destination is not None for _, destination in marks)
    assert marks[-1][0] == "Sources"


def test_partner_text_is_marked_and_only_the_cleared_get_it(
    built: dict[str, Result], kfor: Briefing
) -> None:
    """TLP:GREEN is on some editions, all for the cleared; the others are TLP:CLEAR."""
    green = {r.edition.audience for r in built.values() if r.marking == "TLP:GREEN"}
    cleared = {n for n, a in kfor.settings.audiences.items() if a.clearance == "partner"}
    assert green
    assert green <= cleared


def test_each_audience_opens_in_its_own_words(built: dict[str, Result]) -> None:
    """No two readers get the same first page of the same length, or nearly the same."""
    for length in ("one-pager", "short", "standard"):
        firsts = {}
        for result in built.values():
            if result.edition.length == length:
                words = re.findall(r"\w+", _pages(result.path)[0])
                firsts[result.edition.audience] = {
                    tuple(words[i : i + 5]) for i in range(len(words) - 4)
                }
        for one, runs in firsts.items():
            for other, others in firsts.items():
                if one < other:
                    assert len(runs & others) < 0.75 * min(len(runs), len(others)), (one, other)


def _font_names(path: Path) -> set[str]:
    """PostScript names of the fonts that text is set in, subset tags included; all embedded."""
    names = set()
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            for item in page.get_objects(max_depth=4, filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                font = pdfium.FPDFTextObj_GetFont(item.raw)
                assert pdfium.FPDFFont_GetIsEmbedded(font) == 1
                size = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
                name = ctypes.create_string_buffer(size)
                pdfium.FPDFFont_GetBaseFontName(font, name, size)
                names.add(name.value.decode())
    return names


@every_edition
def test_one_font_program_per_face(built: dict[str, Result], name: str) -> None:
    """After binding, no face is embedded twice, and none is missing."""
    fonts = _font_names(built[name].path)
    faces = [font.partition("+")[2] for font in fonts]
    assert faces
    assert len(faces) == len(set(faces)), sorted(fonts)


def test_the_same_bytes_from_a_cold_store_and_another_folder(
    built: dict[str, Result], tmp_path: Path
) -> None:
    """Nothing of the place, the clock or the order of work is in the file."""
    folder = tmp_path / "elsewhere" / "kfor"
    shutil.copytree(ROOT / "content" / "kfor", folder)
    briefing, _ = load(folder, str(folder))
    chosen = [make_edition(briefing, "press", "full"), make_edition(briefing, "public", "short")]
    results = build(briefing, chosen, theme_of(briefing), Store(tmp_path / "s"), tmp_path / "o")
    for result in results:
        other = built[str(result.edition)].path.read_bytes()
        assert hashlib.sha256(result.path.read_bytes()).digest() == hashlib.sha256(other).digest()


def test_letter_keeps_the_contract_too(kfor: Briefing, tmp_path: Path) -> None:
    """The tightest lengths on the other paper."""
    chosen = [
        make_edition(kfor, audience, length, paper="Letter")
        for audience in kfor.settings.audiences
        for length in ("one-pager", "short")
    ]
    for result in build(kfor, chosen, theme_of(kfor), Store(tmp_path / "store"), tmp_path):
        assert result.delivered, result.findings


def test_settings_describe_themselves() -> None:
    """Editors complete briefing.yaml from the model's own schema."""
    assert "audiences" in Settings.model_json_schema()["properties"]
