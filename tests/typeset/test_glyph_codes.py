"""Text is copied as it is written: each glyph stands, at each place, for what is written there."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
import uharfbuzz as hb  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from support.extraction import MISSING, WHY, texts, words
from support.fragments import FONT_FILES, bind, furniture, typeset
from support.packs import INFO
from support.page_pdfs import joined
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("bind")

_FACE = next(file for url, file in FONT_FILES.items() if url.endswith("Serif4_400Regular.ttf"))
_KNOWN = [chr(code) for code in hb.Face(_FACE).unicodes]
MARKS = [sign for sign in _KNOWN if unicodedata.category(sign) == "Mn"]
SIGNS = [
    sign
    for sign in _KNOWN
    if unicodedata.category(sign)[0] in "LNPS"
    and unicodedata.normalize("NFC", sign) == sign
    and not "\ufb00" <= sign <= "\ufb06"  # PDFium itself reads these as two letters
]
LETTERS = [sign for sign in SIGNS if sign.isalpha()]
# A word begins and ends with a letter: a hyphen at a line's end may be that of a broken word.
_CLUSTER = st.builds(
    lambda sign, marks: sign + "".join(marks),
    st.sampled_from(LETTERS),
    st.lists(st.sampled_from(MARKS), max_size=3),
)
_WORD = st.builds(
    lambda first, middle, last: unicodedata.normalize("NFC", first + "".join(middle) + last),
    st.sampled_from(LETTERS),
    st.lists(st.sampled_from(SIGNS) | _CLUSTER, max_size=6),
    st.sampled_from(LETTERS),
)


def copied(pdf: bytes) -> str:
    """All text of a PDF, as a reader copies it."""
    with pdfium.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


# Where a font kerns two signs far apart, PDFium reads a space between them.
_PLAIN = "hyphens: none; font-kerning: none"


def _paragraphs(texts: Sequence[str], style: str = _PLAIN) -> str:
    return "".join(f"<p style='{style}; line-height: 30pt'>{escape(text)}</p>" for text in texts)


@settings(max_examples=25, deadline=None)
@given(st.lists(_WORD, min_size=1, max_size=60))
def test_what_is_copied_is_what_is_written(words: list[str]) -> None:
    """Whatever glyphs characters share, and whatever marks a letter has."""
    lines = [" ".join(words[n : n + 3]) for n in range(0, len(words), 3)]
    read = copied(joined(typeset("words", _paragraphs(lines))))
    assert unicodedata.normalize("NFC", read).split() == words


def test_every_sign_of_a_face_is_copied_as_itself() -> None:
    """Also those that share a glyph, on one page."""
    words = [f"x{sign}y" for sign in SIGNS]
    lines = [" ".join(words[n : n + 6]) for n in range(0, len(words), 6)]
    assert copied(joined(typeset("signs", _paragraphs(lines)))).split() == words


@pytest.mark.parametrize(
    "text",
    [
        "\u2206x and \u0394\u03ad\u03bb\u03c4\u03b1",
        "5 \u00b5m, \u03bc",
        "\u2126 \u03a9",
        "\u1ecd\u0301 e\u0329\u0301",
    ],
)
def test_characters_that_share_a_glyph_stay_apart(text: str) -> None:
    """In one line, in two fragments, and after binding."""
    wanted = unicodedata.normalize("NFC", text)
    other = " ".join(reversed(wanted.split()))
    parts = [typeset(f"part {n}", _paragraphs([part])) for n, part in enumerate((wanted, other))]
    pdf = bind(parts, furniture(2), (), INFO).pdf
    assert copied(joined(parts[0])).split() == wanted.split()
    assert wanted in copied(pdf)
    assert other in copied(pdf)


BROKEN = "The internationalisation of telecommunications is a low-threat case of 2019-11-29. "


@pytest.mark.parametrize("style", ["", "; text-align: justify", "; hyphenate-character: '~'"])
def test_only_the_hyphen_of_a_broken_word_is_a_soft_one(style: str) -> None:
    """On the page that has both, a date, a compound and a command keep theirs (ISO 32000-1,
    14.8.2.2.3)."""
    part = typeset("broken", f'<div style="width: 41mm{style}"><p>{BROKEN * 6}</p></div>')
    read = copied(joined(part))
    whole = read.replace("\ufffe", "").split()  # what PDFium makes of a soft hyphen at a line's end
    assert "\ufffe" in read
    assert "\u2010" not in read
    assert read.count("2019-11-29") == 6
    # PDFium joins at a real hyphen too, if a line ends in it.
    assert "".join(whole).replace("-", "") == "".join((BROKEN * 6).split()).replace("-", "")


@pytest.mark.skipif(bool(MISSING), reason=WHY)
def test_three_programs_copy_every_sign_as_itself(tmp_path: Path) -> None:
    """Also MuPDF, which keeps one text for each character (CID) of a font; in two fragments."""
    wanted = [f"x{sign}y" for sign in SIGNS]
    lines = [" ".join(wanted[n : n + 6]) for n in range(0, len(wanted), 6)]
    parts = [typeset(f"part {n}", _paragraphs(lines[::step])) for n, step in enumerate((1, -1))]
    path = tmp_path / "signs.pdf"
    path.write_bytes(bind(parts, furniture(sum(len(p.pages) for p in parts)), (), INFO).pdf)
    backwards = [word for line in reversed(lines) for word in line.split()]
    for program, text in texts(path).items():
        read = [word for word in text.split() if word.startswith("x") and word.endswith("y")]
        assert read == wanted + backwards, program


@pytest.mark.skipif(bool(MISSING), reason=WHY)
@pytest.mark.parametrize("first", ["written", "broken"])
@pytest.mark.parametrize("face", ["Serif", "Cubic"], ids=["TrueType", "CFF"])
def test_three_programs_tell_a_written_hyphen_from_that_of_a_broken_word(
    face: str, first: str, tmp_path: Path
) -> None:
    """Within a line and at its end, whichever of the two the first fragment has."""
    columns = [f"<p style='width: {mm}mm'>{BROKEN * 3}</p>" for mm in (33, 41, 53)]
    bodies = {"written": f"<p>{BROKEN}</p>", "broken": "".join(columns)}
    order = sorted(bodies, reverse=first == "written")
    style = f"font-family: {face}; hyphenate-character: '-'"
    parts = [typeset(name, f'<div style="{style}">{bodies[name]}</div>') for name in order]
    path = tmp_path / "broken.pdf"
    path.write_bytes(bind(parts, furniture(sum(len(p.pages) for p in parts)), (), INFO).pdf)
    said = texts(path)["mutool"]
    assert "\u00ad\n" in said
    assert "-\n" in said
    wanted = BROKEN.replace(".", "").split()
    for program, read in words(path).items():
        between = {"RUNNING", "HEAD", *map(str, range(9))}
        assert [word for word in read if word not in between] == wanted * 10, program


@pytest.mark.parametrize("spaces", ["\u00a0", "\u202f", "\u2009", "\u2007", "\u200a"])
def test_spaces_stay_what_they_are(spaces: str) -> None:
    """A no-break space is copied as one, beside others."""
    read = copied(joined(typeset("spaces", _paragraphs([f"10{spaces}km and more"]))))
    assert f"10{spaces}km and more" in read


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u200c", "\u2060"])
def test_what_says_where_to_break_is_not_copied(sign: str) -> None:
    """It prints nothing, and is found without it."""
    read = copied(joined(typeset("breaks", _paragraphs([f"half{sign}way"]))))
    assert "halfway" in read


def test_an_accent_is_drawn_and_not_moved_as_text() -> None:
    """Between letters with accents no reader sees spaces, and the accents are on paper."""
    plain, _ = _seen("\u1ecdr\u1ecd")
    marked, read = _seen("\u1ecd\u0301r\u1ecd\u0300")
    assert "\u1ecd\u0301r\u1ecd\u0300" in read
    assert marked > plain * 1.05


def test_an_accent_that_the_face_gives_no_place_stands_on_its_letter() -> None:
    """Not behind it: the ink is no wider than that of the letter alone."""
    style = "font: 40pt Grotesk; letter-spacing: %s"
    for spacing in ("0", "4pt"):
        alone, upon = (_width(text, style % spacing) for text in ("e", "e\u0307\u0303"))
        assert upon <= alone * 1.1


def _width(text: str, style: str) -> int:
    """How wide the ink of a page is, in pixels."""
    part = typeset("wide", _paragraphs([text], style.replace('"', "")))
    with pdfium.PdfDocument(joined(part)) as document:
        grey = document[0].render(scale=2).to_pil().convert("L")
        left, _, right, _ = grey.point(lambda value: 255 * (value < 128)).getbbox()
    return int(right - left)


def _seen(text: str) -> tuple[int, str]:
    """The number of dark pixels of a page, and its text."""
    part = typeset("seen", _paragraphs([text]))
    with pdfium.PdfDocument(joined(part)) as document:
        grey = document[0].render(scale=2).to_pil().convert("L")
        return sum(grey.histogram()[:128]), document[0].get_textpage().get_text_range()


def test_validators_find_nothing(tmp_path: Path) -> None:
    """An encoding of our own and outlines of accents are PDF/A-2a and PDF/UA-1."""
    part = typeset("all", _paragraphs(["\u2206 \u0394 \u1ecd\u0301 a\u00a0b c", BROKEN * 3], ""))
    path = tmp_path / "all.pdf"
    path.write_bytes(bind((part,), furniture(1), (), INFO).pdf)
    assert pdfua_failures(path) == []
    assert pdfa_failures(path) == []
