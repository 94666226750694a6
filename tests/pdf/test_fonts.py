"""Fonts of a bound PDF: cut from the files they came from, TrueType or CFF, once for all parts."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from briefing.pdf.cff import cid_keyed
from briefing.pdf.font_subset import coverage, subset
from briefing.prove.grammar.embedded_cff import check_compact_program
from briefing.prove.grammar.embedded_fonts import check_program
from support.fragments import CUBIC, FONT_FILES, bind, furniture, typeset
from support.otf import NOTICE, variable
from support.packs import INFO
from support.page_pdfs import joined
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.output import TypesetFragment

pytestmark = pytest.mark.xdist_group("bind")

_STYLE = "font-family: Cubic; font-size: 24pt"
REGULAR = next(content for url, content in FONT_FILES.items() if url.endswith("_400Regular.ttf"))


def _parts(*, known: bool = True) -> tuple[TypesetFragment, ...]:
    """Two parts; with ``known``, typesetting knows that their fonts are a theme's."""
    texts = ("Cubic curves", "Other words \u00e9t\u00e9")
    files = {content: url for url, content in FONT_FILES.items()} if known else {}
    return tuple(
        typeset(f"part {n}", f"<p style='{_STYLE}'>{text}</p><p>{text}</p>", files=files)
        for n, text in enumerate(texts)
    )


def _programs(pdf: bytes) -> list[tuple[str, bytes]]:
    """The font programs of a PDF with the key they stand at."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        descriptors = [
            item
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        keys = ("/FontFile2", "/FontFile3")
        return [(k, d[k].read_bytes()) for d in descriptors for k in keys if k in d]


@pytest.mark.parametrize("known", [True, False], ids=["known files", "unknown files"])
def test_parts_look_and_read_as_before(known: bool) -> None:
    """Whether the font files are at hand or not, and whatever their outlines are."""
    parts = _parts(known=known)
    pdf = bind(parts, furniture(2), (), INFO).pdf
    with pdfium.PdfDocument(pdf) as whole:
        for number, part in enumerate(parts):
            with pdfium.PdfDocument(joined(part)) as one:
                said = one[0].get_textpage().get_text_range()
                assert whole[number].get_textpage().get_text_range().startswith(said)
                area = {"crop": (0, 60, 0, 60), "scale": 3}
                drawn = whole[number].render(**area).to_pil()
                assert drawn.tobytes() == one[0].render(**area).to_pil().tobytes()


def test_a_face_with_cff_outlines_is_embedded_once(tmp_path: Path) -> None:
    """As a bare program without names, and validators find nothing."""
    pdf = bind(_parts(), furniture(2), (), INFO).pdf
    programs = _programs(pdf)
    assert sorted(key for key, _ in programs) == ["/FontFile2", "/FontFile2", "/FontFile3"]
    [compact] = [program for key, program in programs if key == "/FontFile3"]
    assert NOTICE.encode() in CUBIC
    assert NOTICE.encode() not in compact
    path = tmp_path / "cubic.pdf"
    path.write_bytes(pdf)
    assert pdfua_failures(path) == []
    assert pdfa_failures(path) == []


def test_fonts_of_unknown_files_are_not_mixed() -> None:
    """Each part keeps the glyphs it had: nothing says that two of a name are of one file."""
    alone = bind(_parts(known=False), furniture(2), (), INFO).pdf
    assert len(_programs(alone)) > len(_programs(bind(_parts(), furniture(2), (), INFO).pdf))


def test_a_font_that_was_left_out_must_be_at_hand() -> None:
    """Pages have none of the theme's fonts in them: without its files they are not bound."""
    with pytest.raises(ValueError, match="is not among those of the theme"):
        bind(_parts(), furniture(2), (), INFO, font_files={})


@pytest.mark.parametrize("font", [REGULAR, CUBIC], ids=["TrueType", "CFF"])
def test_glyphs_keep_their_ids(font: bytes) -> None:
    """A program has the outlines that were asked for, with what they are made of, and no other."""
    held = TTFont(BytesIO(font))
    names = held.getBestCmap()
    ids = {held.getGlyphID(names[ord(letter)]) for letter in "az\u00e9"}
    program = subset(font, ids)
    assert program.cff is (font is CUBIC)
    check = check_compact_program if program.cff else check_program
    texts = {number: chr(number) for number in ids}
    check(program.content, texts)
    del texts[max(ids)]
    with pytest.raises(ValueError, match="glyphs that no text uses"):
        check(program.content, texts)


def test_an_instance_of_a_variable_font() -> None:
    """It is cut as it stands on its axes, and its glyphs do not vary any more."""
    font = variable(REGULAR, "abc ")
    bold = TTFont(BytesIO(subset(font, {2, 3, 4}, (("wght", 550.0),)).content))
    assert not {"gvar", "fvar"} & {*bold.keys()}
    usual = TTFont(BytesIO(subset(font, {2, 3, 4}).content))
    for number in (2, 3, 4):
        assert (
            bold["hmtx"].metrics[bold.getGlyphName(number)][0]
            == 20 + (usual["hmtx"].metrics[usual.getGlyphName(number)][0])
        )


def test_a_program_written_again_is_the_same() -> None:
    """Fonts that are keyed by number are read as those that are keyed by name."""
    program = subset(CUBIC, range(9)).content
    assert cid_keyed(program) == program


def test_what_a_font_covers() -> None:
    """Its family and its letters, whatever its outlines are."""
    for font in (REGULAR, CUBIC):
        held = TTFont(BytesIO(font))
        family, letters = coverage(font)
        assert family == (held["name"].getDebugName(16) or held["name"].getDebugName(1))
        assert letters == set(held.getBestCmap())
