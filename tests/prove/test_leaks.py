"""The proof: wherever a withheld word hides in a real PDF, it is found; what is shown is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.prove import Expectation
from support.proofs import (
    BODY,
    PLACES,
    SECRET,
    STYLE,
    changed,
    codes,
    expecting,
    plant_marked,
    proof,
    typeset,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("where", PLACES)
def test_a_withheld_word_is_found_anywhere(tmp_path: Path, where: str) -> None:
    """Wherever one withheld word is planted, the proof fails and names it."""
    result = proof(tmp_path, changed(typeset(BODY), PLACES[where]))
    assert any(f.code == "P121" and SECRET in f.message for f in result.findings)


HIDDEN = {
    "white": f"<p style='color:white'>{SECRET}</p>",
    "transparent": f"<p style='color:transparent'>{SECRET}</p>",
    "faint": f"<p style='opacity:.01'>{SECRET}</p>",
    "off the page": f"<p style='position:absolute;left:-500cm'>{SECRET}</p>",
    "clipped": f"<div style='overflow:hidden;width:0;height:0'>{SECRET}</div>",
    "tiny": f"<p style='font-size:.01px'>{SECRET}</p>",
    "invisible heading": f"<h2 style='visibility:hidden'>{SECRET}</h2>",
    "letter-spaced": f"<p style='letter-spacing:8px'>{SECRET}</p>",
    "hyphenated": "<p style='width:1mm'>zebra&shy;fish</p>",
    "inside a known word": f"<p>offices{SECRET}offices</p>",
    "drawn": f"<svg width=200 height=20><text y=10>{SECRET}</text></svg>",
    "small capitals": f"<p style='font-variant:small-caps'>{SECRET.title()}</p>",
    "field": f"<input value={SECRET}>",
    "number": "<p>in 4711</p>",
}


@pytest.mark.parametrize("how", HIDDEN)
def test_hidden_text_is_found(tmp_path: Path, how: str) -> None:
    """What CSS hides is in the file, and what divides a word does not hide it."""
    result = proof(tmp_path, typeset(BODY + HIDDEN[how]))
    secret = "4711" if how == "number" else SECRET
    assert any(f.code == "P121" and secret in f.message for f in result.findings)


def test_text_under_an_actual_text_is_read(tmp_path: Path) -> None:
    """Glyphs that another text stands for can still be taken out of the file."""
    pdf = changed(typeset(f"<p>One.</p><p>{SECRET}</p>"), plant_marked(b"ActualText"))
    result = proof(tmp_path, pdf, expecting("One."))
    assert any("under an ActualText" in f.message for f in result.findings)


@pytest.mark.finds("P106")
def test_text_in_a_repeated_background_is_refused(tmp_path: Path) -> None:
    """No reader hands back what a tiling pattern shows, so none may show text."""
    picture = f"<svg xmlns='http://www.w3.org/2000/svg' width='50' height='20'><text y='9'>{SECRET}"
    style = f'{STYLE} div {{ background: url("data:image/svg+xml,{picture}</text></svg>") }}'
    pdf = typeset("<div><p>One.</p></div>", style)
    assert "P106" in codes(proof(tmp_path, pdf, expecting("One.")))


@pytest.mark.finds("P122")
def test_a_run_of_known_words_is_found(tmp_path: Path) -> None:
    """Words that may all be shown give a withheld block away when they stand in its order."""
    pdf = typeset("<p>Force and agreement under one roof.</p><p>One force under agreement now.</p>")
    expected = expecting(
        "Force and agreement under one roof.",
        withheld=("Only one force under agreement now counts.",),
    )
    shown = Expectation((*expected.shown, "now"), ("Sample",), ("1",), expected.withheld)
    result = proof(tmp_path, pdf, shown)
    assert "P122" in codes(result)
    assert any('"one force under agreement"' in f.message for f in result.findings)


def test_a_run_that_may_be_shown_is_no_leak(tmp_path: Path) -> None:
    """A sentence that a shown and a withheld block share belongs to both."""
    shared = "The force stays as long as it is needed."
    pdf = typeset(f"<p>{shared}</p>")
    expected = expecting(shared, withheld=(f"{shared} Perhaps.",))
    assert proof(tmp_path, pdf, expected).findings == ()


def test_numbers_of_lists_and_labels_are_no_leak(tmp_path: Path) -> None:
    """The number of a list item says nothing, though a withheld block has it."""
    pdf = typeset("<ol start=7><li>item</li></ol>")
    assert proof(tmp_path, pdf, expecting("item", withheld=("Only 7 left.",))).findings == ()


def test_a_piece_of_a_number_is_no_number(tmp_path: Path) -> None:
    """The thousands of a shown number are not the withheld number that looks like them."""
    pdf = typeset("<p>It has 3,400 troops.</p>")
    expected = expecting("It has 3,400 troops.", withheld=("Of them 400 are away.",))
    assert proof(tmp_path, pdf, expected).findings == ()
    planted = typeset("<p>It has 3,400 troops.</p><p>400</p>")
    assert codes(proof(tmp_path, planted, expected)) == {"P121"}
