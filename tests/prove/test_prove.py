"""The proof: real PDFs pass, and what is lost, displaced or ill-formed is found."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from briefing.prove import Expectation, Proof, prove
from briefing.prove.extract.extracted import Extract, Inventory, PageText, TextLocation, TextObject
from briefing.prove.extract.object_reader import ObjectContents
from briefing.prove.extract.serialise import from_bytes, to_bytes
from support.proofs import (
    ARTIFACT,
    BODY,
    EXPECTED,
    HERE,
    LONG,
    SHOWN,
    STYLE,
    annotate,
    attach,
    attach_to,
    changed,
    codes,
    expecting,
    overlay,
    proof,
    root,
    typeset,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_whole_pack_passes(tmp_path: Path) -> None:
    """Hyphens, notes, boxes, columns, ligatures and Cyrillic raise nothing."""
    result = proof(tmp_path, typeset(BODY))
    assert result.findings == ()
    assert (result.pages, result.passed) == (3, True)
    assert result.words > 300


def test_an_untagged_pack_has_its_words_all_the_same(tmp_path: Path) -> None:
    """Without a structure tree the order of drawing serves, furniture between pages or not."""
    result = proof(tmp_path, typeset(BODY, variant=None))
    assert codes(result) <= {"P130", "P111"}
    assert "P130" in codes(result)


def test_a_block_broken_around_a_footnote_matches(tmp_path: Path) -> None:
    """Other text between the halves of a paragraph that runs over pages is no fault."""
    style = STYLE + "aside { position: absolute; bottom: 0 } body { text-align: left }"
    body = f"<p id=p>{LONG * 10}</p><aside>A note at the foot of the page.</aside><p>The end.</p>"
    pdf = typeset(body, style)

    def interleave(pdf: Pdf) -> None:
        document = pdf.Root.StructTreeRoot.K[0]
        kids = list(document.K)
        document.K = Array([kids[0], kids[2], kids[1], *kids[3:]])

    expected = expecting(LONG * 10, "A note at the foot of the page.", "The end.")
    assert proof(tmp_path, changed(pdf, interleave), expected).findings == ()


def test_furniture_is_no_text_of_a_block(tmp_path: Path) -> None:
    """A paragraph that stands in an artifact only is missing: nobody would hear it."""
    pdf = changed(typeset("<p>One.</p>"), lambda pdf: overlay(pdf, "Two words.", ARTIFACT))
    result = proof(tmp_path, pdf, expecting("One.", "Two words."))
    assert codes(result) == {"P110"}


def test_furniture_may_repeat_what_is_known(tmp_path: Path) -> None:
    """A running head with the title of the section passes."""
    pdf = changed(
        typeset("<p>One long title.</p>"), lambda p: overlay(p, "One long title", ARTIFACT)
    )
    assert proof(tmp_path, pdf, expecting("One long title.")).findings == ()


def test_a_dropped_paragraph_is_named(tmp_path: Path) -> None:
    """The finding quotes the block and the last one before it."""
    shown = (*SHOWN[:3], "This paragraph went missing on its way to the printer.", *SHOWN[3:])
    result = proof(tmp_path, typeset(BODY), Expectation(shown, EXPECTED.alternatives))
    (finding,) = result.findings
    assert finding.code == "P110"
    assert '"This paragraph went missing on its way to …"' in finding.message
    assert "A box stands beside the text" in finding.hint
    assert not result.passed


@pytest.mark.parametrize("dropped", ["item two", "3,400", "Troops"])
def test_a_dropped_cell_is_missed(tmp_path: Path, dropped: str) -> None:
    """Short blocks count too."""
    result = proof(tmp_path, typeset(BODY.replace(dropped, "")))
    assert "P110" in codes(result)


@pytest.mark.finds("P111")
def test_swapped_paragraphs_are_out_of_order(tmp_path: Path) -> None:
    """All words are there, in another order than selected."""
    pdf = typeset("<p>The first thing to know.</p><p>The second thing to know.</p><p>End.</p>")
    expected = expecting("The second thing to know.", "The first thing to know.", "End.")
    assert codes(proof(tmp_path, pdf, expected)) == {"P111"}


SHAPES: dict[str, Callable[[Pdf], object]] = {
    "P103": lambda pdf: pdf.pages.append(pdf.pages[0]),
    "P130": lambda pdf: pdf.Root.__delitem__("/MarkInfo"),
    "P131": lambda pdf: pdf.docinfo.__delitem__("/Title"),
    "P132": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "P133": root(OpenAction=lambda _: Dictionary(S=Name.JavaScript, JS=String("beep()"))),
    "P134": attach("offices.txt", "item"),
    "P135": annotate(A=Dictionary(S=Name.URI, URI=String("file:///etc/passwd"))),
    "P136": annotate(A=Dictionary(S=Name.URI, URI=String("urn:briefing:north"))),
}


def _moved(*sides: float) -> Callable[[Pdf], object]:
    """Give the first link of a file another rectangle; several, one to each of its links."""

    def move(pdf: Pdf) -> None:
        links = [note for page in pdf.pages for note in page.get("/Annots", Array())]
        for n, at in enumerate(range(0, len(sides), 4)):
            links[n].Rect = Array(sides[at : at + 4])

    return move


_TWO = BODY + '<p>And <a href="https://example.org/report">the report</a> again.</p>'
UNHIT: dict[str, Callable[[Pdf], object]] = {
    "have no area": _moved(50, 60, 90, 60),
    "reach off their page": _moved(-9, 60, 90, 75),
    "are lower or narrower than 4 pt": _moved(50, 60, 53.5, 75),
    "lie over one another": _moved(50, 60, 90, 75, 80, 70, 120, 85),
}


@pytest.mark.finds("P137")
@pytest.mark.parametrize("what", UNHIT)
def test_a_link_that_cannot_be_hit_is_refused(tmp_path: Path, what: str) -> None:
    """The finding says what its area is, and where."""
    expected = replace(EXPECTED, shown=(*SHOWN, "And the report again."))
    whole = typeset(_TWO)
    assert codes(proof(tmp_path, whole, expected)) == set()
    result = proof(tmp_path, changed(whole, UNHIT[what]), expected)
    [finding] = [finding for finding in result.findings if finding.code == "P137"]
    assert finding.message.startswith(f"links {what}, on page 3 (")


@pytest.mark.finds("P137")
def test_a_link_below_something_else_is_refused(tmp_path: Path) -> None:
    """Another annotation over it takes the click, though the two rectangles differ."""
    over = annotate(
        Subtype=Name.Link,
        Rect=Array([60, 60, 80, 75]),
        A=Dictionary(S=Name.URI, URI=String("https://example.org/other")),
    )

    def both(pdf: Pdf) -> None:
        _moved(50, 50, 90, 85)(pdf)
        over(pdf)

    result = proof(tmp_path, changed(typeset(BODY), both))
    messages = [finding.message for finding in result.findings if finding.code == "P137"]
    assert any("not what a click on their middle follows" in message for message in messages)


@pytest.mark.parametrize("code", [pytest.param(c, marks=pytest.mark.finds(c)) for c in SHAPES])
def test_a_fault_of_form_is_found(tmp_path: Path, code: str) -> None:
    """Each fault of form has its code."""
    assert code in codes(proof(tmp_path, changed(typeset(BODY), SHAPES[code])))


def test_a_marking_stands_twice_on_every_page(tmp_path: Path) -> None:
    """One at the top alone is not enough, and a longer marking is another one."""
    style = STYLE.replace("@bottom-right { content: 'TLP:GREEN' }", "")
    assert codes(proof(tmp_path, typeset(BODY, style))) == {"P120"}
    stricter = STYLE.replace("TLP:GREEN", "TLP:GREEN+STRICT")
    result = proof(tmp_path, typeset(BODY, stricter))
    assert codes(result) == {"P120"}
    assert "of page 1, 2, 3" in result.findings[0].message


def test_a_marking_in_the_text_is_none(tmp_path: Path) -> None:
    """Words of a page that happen to be the marking do not mark it."""
    style = STYLE.replace("{ content: 'TLP:GREEN' }", "{}")
    pdf = typeset("<p>One.</p><p>TLP:GREEN</p><p>TLP:GREEN</p>", style)
    shown = Expectation(("One.", "TLP:GREEN", "TLP:GREEN"), ("Sample",), markings=("TLP:GREEN",))
    assert codes(proof(tmp_path, pdf, shown)) == {"P120"}


@pytest.mark.parametrize("where", ["annotation", "catalog"])
def test_a_file_attached_anywhere_is_found(tmp_path: Path, where: str) -> None:
    """Attachments hang from pages and from the catalog too, not only in the tree of names."""
    assert "P134" in codes(proof(tmp_path, changed(typeset(BODY), attach_to(where))))


def test_a_length_is_a_range_of_pages(tmp_path: Path) -> None:
    """What a pack may have is enough where the number of its pages is not known."""
    for pages, told in (((2, 4), set()), ((4, 9), {"P103"}), ((1, 2), {"P103"})):
        expected = replace(EXPECTED, pages=pages)
        assert codes(proof(tmp_path, typeset(BODY), expected)) == told


@pytest.mark.finds("P101", "P102")
def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    """With a password to open it or with restrictions only."""
    for user, code in (("x", "P101"), ("", "P102")):
        saved = io.BytesIO()
        with pikepdf.open(io.BytesIO(typeset(BODY))) as pdf:
            pdf.save(saved, encryption=pikepdf.Encryption(owner="y", user=user))
        assert code in codes(proof(tmp_path, saved.getvalue()))


@pytest.mark.finds("P107")
def test_an_earlier_state_of_the_file_is_refused(tmp_path: Path) -> None:
    """A file saved on top of itself still holds what was taken out."""
    data = typeset(BODY)
    again = data + b"\nstartxref\n" + data.rsplit(b"startxref\n", 1)[1]
    assert "P107" in codes(proof(tmp_path, again))


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n%%EOF\n", None])
def test_what_cannot_be_read_is_a_finding(tmp_path: Path, data: bytes | None) -> None:
    """Empty, something else, hollow or cut short: never a traceback."""
    result = proof(tmp_path, typeset(BODY)[:9000] if data is None else data)
    assert codes(result) == {"P101"}
    assert (result.pages, result.passed) == (0, False)


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    """The finding says so."""
    (finding,) = prove(tmp_path / "none.pdf", EXPECTED, HERE).findings
    assert "No such file" in finding.message


WORDS = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzäéčžђћ", min_size=3, max_size=14),
    min_size=12,
    max_size=60,
    unique=True,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, data=st.data())
def test_shown_never_raises_and_planted_always_does(
    tmp_path: Path, words: list[str], data: st.DataObject
) -> None:
    """Whatever the words: a faithful file passes, and one withheld word more fails."""
    third = len(words) // 3
    shown = (" ".join(words[:third]), " ".join(words[third : 2 * third]))
    hidden = words[2 * third :]
    expected = expecting(*shown, withheld=(" ".join(hidden),))
    faithful = "".join(f"<p lang=en>{block}</p>" for block in shown)
    style = STYLE + "body { width: 3cm }"
    assert proof(tmp_path, typeset(faithful, style), expected).findings == ()
    word = data.draw(st.sampled_from(hidden))
    result = proof(tmp_path, typeset(f"{faithful}<p>{word}</p>", style), expected)
    assert "P121" in codes(result)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_never_ends_in_a_traceback(tmp_path: Path, data: st.DataObject) -> None:
    """Some bytes changed, or the middle lost: there is a proof, whatever it says."""
    pdf = bytearray(typeset(BODY))
    places = data.draw(st.lists(st.integers(0, len(pdf) - 1), min_size=1, max_size=30))
    for at in places:
        pdf[at] ^= 0x55
    if data.draw(st.booleans()):
        del pdf[places[0] : -8]
    assert isinstance(proof(tmp_path, bytes(pdf)), Proof)


# ── what was read, kept ───────────────────────────────────────────────────────────────────

# Any character, halves of characters too: broken files have them.
TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
PLACES = st.lists(st.builds(TextLocation, TEXT, TEXT, st.booleans()), max_size=4).map(tuple)
CHARS = st.lists(st.integers(0, 60), max_size=20).map(tuple)
PIECES = st.builds(
    TextObject, CHARS, CHARS, st.booleans(), st.booleans(), st.floats(allow_nan=False)
)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
READ = st.builds(
    Extract,
    st.lists(
        st.builds(PageText, TEXT, st.lists(PIECES, max_size=6).map(tuple), st.integers(0)),
        max_size=3,
    ).map(tuple),
    PLACES,
    PLACES,
    st.builds(
        ObjectContents,
        st.lists(st.tuples(TEXT, TEXT), max_size=4),
        st.lists(TEXT, max_size=2),
        st.sets(TEXT, max_size=3),
        st.sets(TEXT, max_size=3),
        st.lists(st.integers(0), max_size=3),
        st.booleans(),
    ),
    st.builds(Inventory, PAIRS, PAIRS, PAIRS, PAIRS),
    TEXT,
    TEXT,
    TEXT,
    st.booleans(),
    st.booleans(),
    st.lists(TEXT, max_size=3).map(tuple),
    st.integers(0),
)


@given(READ)
@settings(max_examples=60)
def test_what_was_read_comes_back_as_it_was(file: Extract) -> None:
    """Every fact, whatever the characters and their order."""
    assert from_bytes(to_bytes(file)) == file
