"""What stands around the text and matters is heard once, in its place: the marking before all else.

Finished files of every format are read by their tags, with another library than wrote them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from briefing.build.build import build
from briefing.build.pipeline import compose_edition, expectation_of
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.model.findings import Location, errors
from briefing.model.formats import PrintOptions
from briefing.model.formats.handout import PER_PAGE
from briefing.prove import prove
from briefing.prove.extract.xmp import rights_of
from briefing.select.selection import make_edition
from support.decks import deck_of, make_deck
from support.proofs import changed
from support.tagged import Tag, read_tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.prove import Expectation

BODY = """\
What is said to the first slide, at some length. [@unscr1244]

/// slide | The mandate stands
- One
- Two {: release="partner" }
///

What is said to the second. {: release="partner" }

/// slide | Only partners know this
    release: partner
    length: short
- Three
- Four
///

/// qa | Will it grow?
    release: partner
The number is that of today.
///

/// qa | Will it end?
Nobody has said so.
///
"""
MARKING, NOTE = "TLP:GREEN", "For partners only."
HEARD = f"{MARKING}. {NOTE}"
DATE = "Facts as of 23 November 2026"
FORMATS = (
    *(("pack", length, PrintOptions()) for length in ("short", "full")),
    *(("slides", length, PrintOptions()) for length in ("short", "one")),
    ("slides", "short", PrintOptions(shape="4:3")),
    *(("handout", "short", PrintOptions(per_page=per_page)) for per_page in PER_PAGE.choices),
    ("handout", "one", PrintOptions()),
    ("notes", "short", PrintOptions()),
    *(("cards", "short", PrintOptions(card=card)) for card in ("a6", "a5")),
    *(("cards", "short", PrintOptions(duplex=edge)) for edge in ("long", "short")),
)
"""Every format, with what print options make of it."""
each_format = pytest.mark.parametrize(
    ("format_", "length", "options"),
    FORMATS,
    ids=lambda value: (
        "-".join(filter(None, (value.shape, value.per_page, value.card, value.duplex)))
        if isinstance(value, PrintOptions)
        else value
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all of these tests build."""
    return tmp_path_factory.mktemp("handling")


@pytest.fixture(scope="module")
def briefing(folder: Path) -> Briefing:
    """A section with slides and cards, some of it for partners."""
    return deck_of(folder, BODY, changes={"pages: 3,": "pages: [1, 9], cover: true,"})


def _made(
    briefing: Briefing,
    folder: Path,
    format_: str,
    length: str = "short",
    options: PrintOptions | None = None,
) -> Result:
    result = make_deck(
        briefing, folder, format_, audience="policy", length=length, print_options=options
    )
    assert result.delivered, result.findings
    return result


def heard(tag: Tag) -> str:
    """What is heard of an element: its expansion or alternative text, or else its text."""
    said = tag.key("E") or tag.key("Alt")
    return said or "".join(heard(kid) if isinstance(kid, Tag) else str(kid) for kid in tag.kids)


def _paragraphs(tag: Tag) -> list[str]:
    """What is heard of each paragraph and heading below an element."""
    roles = ("P", "H1", "H2", "H3", "TH", "TD", "LBody")
    return [" ".join(heard(one).split()) for one in tag.all(*roles)]


# ── the marking ───────────────────────────────────────────────────────────────────────────


@each_format
def test_the_marking_and_its_note_are_heard_first_and_once(
    briefing: Briefing, folder: Path, format_: str, length: str, options: PrintOptions
) -> None:
    """They are the first words of the tags; no other paragraph is the marking alone."""
    tags = read_tags(_made(briefing, folder, format_, length, options).path)
    paragraphs = _paragraphs(tags)
    opening = paragraphs[0] if length != "full" else " ".join([f"{paragraphs[0]}.", paragraphs[1]])
    marking, note = (HEARD, HEARD) if MARKING in opening else ("", "")
    assert opening == marking == note != ""
    alone = [words for words in paragraphs if words in {MARKING, HEARD}]
    cards = len(tags.all("H1")) if format_ == "cards" else 1
    assert len(alone) == cards


@each_format
def test_the_rights_of_the_file_are_its_marking(
    briefing: Briefing, folder: Path, format_: str, length: str, options: PrintOptions
) -> None:
    """In the default language and in that of the file, with the terms of use."""
    with pikepdf.open(_made(briefing, folder, format_, length, options).path) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        with pdf.open_metadata() as metadata:
            assert metadata["dc:rights"] == HEARD
            assert metadata["xmpRights:UsageTerms"] == NOTE
            assert metadata["xmpRights:Marked"] == "True"
    assert packet.count(f'<rdf:li xml:lang="en">{HEARD}</rdf:li>') == 1
    assert rights_of(packet) == (HEARD, NOTE)


@pytest.mark.parametrize("duplex", ["", "long", "short"])
def test_each_card_says_its_own_marking(briefing: Briefing, folder: Path, duplex: str) -> None:
    """A card is cut out, and a document of its own: its section begins with it. Whose the cards are
    is heard once."""
    result = _made(briefing, folder, "cards", options=PrintOptions(duplex=duplex))
    tags = read_tags(result.path)
    asked = [tag for tag in tags.all("Sect") if tag.all("H1")]
    assert len(asked) == len(tags.all("H1")) == 2
    for section in asked:
        first = section.tags[0]
        assert (first.role, heard(first).strip()) == ("P", HEARD)
    assert sum("for policy staff" in words for words in _paragraphs(tags)) == 1


def test_a_lower_marking_is_heard_where_no_more_is_shown(briefing: Briefing, folder: Path) -> None:
    """What partners may know and this reader does not leaves no trace in what is heard."""
    result = make_deck(briefing, folder, "slides")
    assert _paragraphs(read_tags(result.path))[0] == "TLP:CLEAR. May be shared without restriction."
    assert b"TLP:GREEN" not in result.path.read_bytes()


def test_a_marking_without_a_note_is_heard_alone(tmp_path: Path) -> None:
    """On a cover too; metadata then have no terms of use."""
    changes = {
        ", note: For partners only.": "",
        "TLP:GREEN": "R&D <only>",
        "pages: 3,": "pages: [1, 9], cover: true,",
    }
    briefing = deck_of(tmp_path, BODY, changes=changes)
    for format_, length in (("pack", "full"), ("pack", "short"), ("cards", "short")):
        result = _made(briefing, tmp_path, format_, length)
        assert _paragraphs(read_tags(result.path))[0] == "R&D <only>"
        with pikepdf.open(result.path) as pdf, pdf.open_metadata() as metadata:
            assert metadata["dc:rights"] == "R&D <only>"
            assert "xmpRights:UsageTerms" not in metadata


def test_a_note_of_any_words_is_heard_as_it_is_written(tmp_path: Path) -> None:
    """With signs that markup knows, and letters beyond those of one byte."""
    note = "Tell “A & B” <nobody>: Ђоковић’s — 10\u00a0%, no-break\u2011hyphen."
    briefing = deck_of(
        tmp_path, BODY, changes={"For partners only.": f"'{note.replace(chr(39), 2 * chr(39))}'"}
    )
    for format_ in ("pack", "cards", "notes"):
        result = _made(briefing, tmp_path, format_)
        assert heard(read_tags(result.path).all("P")[0]).strip() == f"{MARKING}. {note}"


# ── what else matters ─────────────────────────────────────────────────────────────────────


@each_format
def test_date_and_reader_are_heard(
    briefing: Briefing, folder: Path, format_: str, length: str, options: PrintOptions
) -> None:
    """Whatever is printed around the text only. A deck of one slide prints no date at all."""
    words = " ".join(_paragraphs(read_tags(_made(briefing, folder, format_, length, options).path)))
    assert "policy staff" in words
    dated = words.replace("Facts as of 23", "Facts as of: 23")
    printed_once = {"cards": 2}.get(format_, 1)
    if (format_, length) != ("slides", "one"):
        assert "23 November 2026" in dated
    if length == "short" and format_ in {"pack", "cards"}:
        assert words.count(DATE) == printed_once


def test_times_are_heard_at_their_slide(briefing: Briefing, folder: Path) -> None:
    """Of each slide: which it is, what is on it, planned minutes, clock and pace, then the script.
    That the notes are not for distribution is heard before all slides."""
    paragraphs = _paragraphs(read_tags(_made(briefing, folder, "notes").path))
    assert paragraphs[1].endswith("Speaker's notes, not for distribution")
    titles = ["A small briefing", "The mandate stands", "Only partners know this"]
    slides = [paragraphs.index(f"Slide {n} of 4") for n in range(1, 5)]
    for title, first, end in zip(titles, slides, slides[1:], strict=False):
        told = paragraphs[first:end]
        planned = next(n for n, words in enumerate(told) if words.startswith("planned "))
        assert title in told[:planned]
        assert re.fullmatch(r"from \d+:\d\d to \d+:\d\d", told[planned + 1])
        # What is planned in all is said once on each sheet.
        ends = (" min planned of 10:00", "at some length. 1", "to the second.", told[planned + 1])
        assert told[-1].endswith(ends)
    second = paragraphs[slides[1] : slides[2]]
    said = next(n for n, words in enumerate(second) if "words, " in words)
    script = next(n for n, words in enumerate(second) if words.startswith("What is said"))
    assert said < script


@pytest.mark.parametrize("per_page", [p for p in PER_PAGE.choices if p.isdigit()])
def test_a_slide_on_a_handout_says_which_it_is(
    briefing: Briefing, folder: Path, per_page: str
) -> None:
    """On a page of several slides its number is heard before its title."""
    options = PrintOptions(per_page=per_page)
    tags = read_tags(_made(briefing, folder, "handout", options=options).path)
    sections = [tag for tag in tags.all("Sect") if tag.all("H1", "H2")]
    openings = [heard(section.tags[0]).strip() for section in sections]
    assert openings == [f"Slide {n} of 4" for n in range(1, 5)]


@pytest.mark.parametrize("format_", ["pack", "slides"])
def test_a_further_line_is_heard_as_soon_as_a_layout_says_so(
    briefing: Briefing, folder: Path, format_: str
) -> None:
    """What is printed on each copy needs no more than to say that it is read first."""

    def numbered(name: str, text: str) -> str:
        if "furniture" not in name:
            return text
        copy = '<p class="copy" data-read="first" style="top: 0; left: 80mm">Copy 7 of 30</p>'
        *before, after = text.split("</div>")
        return "</div>".join((*before[:-1], f"{before[-1]}{copy}", after))

    result = _with_layouts(briefing, folder, theme_of(briefing), numbered, format_)
    assert result.delivered, [f.message for f in result.findings]
    paragraphs = _paragraphs(read_tags(result.path))
    assert paragraphs[:4].count("Copy 7 of 30") == paragraphs.count("Copy 7 of 30") == 1


# ── the proof ─────────────────────────────────────────────────────────────────────────────


def _expected(briefing: Briefing, folder: Path, format_: str, pages: int) -> Expectation:
    theme = theme_of(briefing)
    edition = make_edition(briefing, "policy", "short", format_)
    composed = compose_edition(briefing, edition, theme, Cache(folder / "store"))
    return expectation_of(composed.briefing, composed.composition, theme, pages)


def _faults(data: bytes, expected: Expectation) -> list[str]:
    return [finding.code for finding in errors(prove(data, expected, Location("x.pdf")).findings)]


def _without(words: str, number: int = 0) -> Callable[[pikepdf.Pdf], None]:
    """Make paragraphs with these words artifacts: all of them, or the one of a number, from 1."""

    def change(pdf: pikepdf.Pdf) -> None:
        met = 0
        waiting: list[Any] = [pdf.Root.StructTreeRoot.K[0]]
        while waiting:
            element = waiting.pop(0)
            held = element.get("/K", pikepdf.Array())
            kids = held.as_list() if isinstance(held, pikepdf.Array) else [held]
            kept = []
            for kid in kids:
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    found = words in str(kid.get("/E", "")) or words in str(kid.get("/Alt", ""))
                    met += found
                    if found and number in {0, met}:
                        _make_artifact(kid, pdf)
                        continue
                    waiting.append(kid)
                kept.append(kid)
            element.K = pikepdf.Array(kept)

    return change


def _make_artifact(element: Any, pdf: pikepdf.Pdf) -> None:
    mcid = int(element.K)
    page = next(p for p in pdf.pages if p.obj.objgen == element.Pg.objgen)
    mark = re.compile(rb"/\w+\s*<<\s*/MCID %d\s*>>\s*BDC" % mcid)
    stream = page.Contents.read_bytes()
    assert mark.search(stream)
    page.Contents = pdf.make_stream(mark.sub(b"/Artifact BMC", stream))


@pytest.mark.finds("P124")
@pytest.mark.parametrize("format_", ["pack", "slides", "handout", "notes", "cards"])
def test_a_marking_that_is_only_an_artifact_is_refused(
    briefing: Briefing, folder: Path, format_: str
) -> None:
    """It is printed on every page as before, and nobody hears it."""
    result = _made(briefing, folder, format_)
    data = result.path.read_bytes()
    expected = _expected(briefing, folder, format_, result.pages)
    assert _faults(data, expected) == []
    assert "P124" in _faults(changed(data, _without(MARKING)), expected)


@pytest.mark.finds("P125")
@pytest.mark.parametrize(
    ("format_", "words", "number"), [("cards", MARKING, 2), ("handout", "Slide", 2)]
)
def test_what_is_not_heard_in_its_place_is_refused(
    briefing: Briefing, folder: Path, format_: str, words: str, number: int
) -> None:
    """The marking of the second card, the number of the second slide."""
    result = _made(briefing, folder, format_)
    expected = _expected(briefing, folder, format_, result.pages)
    data = changed(result.path.read_bytes(), _without(words, number))
    found = _faults(data, expected)
    assert "P125" in found
    assert "P124" not in found


@pytest.mark.finds("P124", "P126")
def test_a_note_that_is_not_heard_is_refused(briefing: Briefing, folder: Path) -> None:
    """So is another one, and one that only the metadata have not."""
    result = _made(briefing, folder, "slides")
    expected = _expected(briefing, folder, "slides", result.pages)
    other = replace(expected, handling=(MARKING, "Nobody may know."))
    assert {"P124", "P126"} <= {*_faults(result.path.read_bytes(), other)}

    def reword(pdf: pikepdf.Pdf) -> None:
        packet = pdf.Root.Metadata.read_bytes().replace(NOTE.encode(), b"For all.")
        pdf.Root.Metadata.write(packet)

    found = _faults(changed(result.path.read_bytes(), reword), expected)
    assert "P126" in found
    assert "P124" not in found


@pytest.mark.finds("P120")
def test_a_marking_that_is_neither_printed_nor_heard_is_refused(
    briefing: Briefing, folder: Path
) -> None:
    """A layout that has it read on every page takes it away where nothing is read."""

    def everywhere(name: str, text: str) -> str:
        if name != "layouts/slide-furniture.html":
            return text
        return text.replace(
            "slide_marking(params.slides[0], params.first | default(false))",
            "slide_marking(params.slides[0], true)",
        )

    result = _with_layouts(briefing, folder, theme_of(briefing), everywhere)
    assert not result.delivered
    assert "P120" in {finding.code for finding in result.findings}


@pytest.mark.finds("P124")
def test_a_layout_that_has_nothing_read_is_refused(briefing: Briefing, folder: Path) -> None:
    """A designer who takes the marking out of what is heard is told."""

    def silent(name: str, text: str) -> str:
        return text if name != "parts/spoken.html" else re.sub(r" data-read=\"[^\"]*\"", "", text)

    result = _with_layouts(briefing, folder, theme_of(briefing), silent)
    assert not result.delivered
    assert "P124" in {finding.code for finding in result.findings}


def _with_layouts(
    briefing: Briefing,
    folder: Path,
    theme: Theme,
    change: Callable[[str, str], str],
    format_: str = "slides",
) -> Result:
    layouts = {name: change(name, text) for name, text in theme.layouts.items()}
    assert layouts != theme.layouts
    edition = make_edition(briefing, "policy", "short", format_)
    [result] = build(
        briefing,
        [edition],
        replace(theme, layouts=layouts),
        Cache(folder / "store"),
        folder / "other",
    )
    return result
