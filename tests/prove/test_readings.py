"""What was read of pages before: only changed pages are read, and nothing is read otherwise."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from audit import readings as audit

from briefing.model.findings import Location
from briefing.model.standards import USUAL
from briefing.prove import Expectation, Readings, prove, prove_again
from briefing.prove.extract import page_hash, page_tags
from briefing.prove.extract.pdf_reader import read_parts
from briefing.prove.grammar.object_rules import walk
from support.forging import BOOKMARKS, body, finished
from support.fragments import LOREM, bind, furniture, typeset
from support.packs import COVER, INFO
from support.rereading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.output import TypesetFragment

HERE = Location("some.pdf")
STEPS = 40
"""Of the audit's changes, of which a thousand and more are tried at full size."""


def pack(*chapters: TypesetFragment) -> bytes:
    """A bound pack of these chapters."""
    over = furniture(sum(len(part.pages) for part in chapters))
    return bind(chapters, over, BOOKMARKS[:1], INFO).pdf


COVER_PART = typeset("cover", COVER, front=True)
FLOWING = f"<section>{''.join(f'<h2>Part {n}</h2><p>{LOREM * 9}</p>' for n in range(9))}</section>"


def chapter(name: str, *others: tuple[str, str]) -> TypesetFragment:
    """A chapter of some pages, with some texts replaced by others."""
    text = FLOWING
    for old, new in others:
        assert old in text
        text = text.replace(old, new, 1)
    return typeset(name, text)


# ── what is read ──────────────────────────────────────────────────────────────────────────


def test_a_file_that_was_read_is_not_read_again() -> None:
    """Nor by another process, which has its extract."""
    readings = Readings()
    pages, _ = read(finished(), readings)
    assert read(finished(), readings) == (0, pages)
    later = Readings()
    later.learn(read_parts(finished(), readings).to_bytes())
    assert read(finished(), later) == (0, pages)


def test_one_word_costs_one_page() -> None:
    """Of a chapter of several pages, the one with the word; all objects have other numbers."""
    readings = Readings()
    pages, _ = read(pack(COVER_PART, chapter("a"), chapter("b")), readings)
    changed = pack(COVER_PART, chapter("a", ("ab illo", "ab ulla")), chapter("b"))
    assert read(changed, readings) == (1, pages - 1)


def test_a_letter_that_a_font_did_not_have_costs_all_its_pages() -> None:
    """A font is part of each page that it is used on, with all that it has."""
    readings = Readings()
    pages, _ = read(pack(COVER_PART, chapter("a")), readings)
    changed = pack(COVER_PART, chapter("a", ("ab illo", "ab Xillo")))
    assert read(changed, readings)[0] > pages // 2


def test_a_paragraph_costs_the_pages_that_it_moves() -> None:
    """Pages behind it whose lines stay where they are have other places in the structure tree, and
    are not read."""
    readings = Readings()
    rest = "<section><h2>Rest</h2><p>It stays.</p><table><tr><th>One<td>Two</table></section>"
    first = typeset("first", f"<section><p>One.</p></section>{rest}")
    pages, _ = read(pack(COVER_PART, first, chapter("b")), readings)
    more = typeset("first", f"<section><p>One.</p></section><p>Two.</p>{rest}")
    assert read(pack(COVER_PART, more, chapter("b")), readings) == (1, pages - 1)
    # A chapter before them moves all elements of the others, and their furniture stays.
    moved = typeset("b", FLOWING.replace("<section>", "<p id=more></p><section>"))
    assert read(pack(COVER_PART, more, moved), readings)[1] == pages


def test_a_file_whose_grammar_has_faults_is_read_wholly() -> None:
    """What the hash of a page relies on holds only for files that are as our writer writes them."""
    readings = Readings()
    pages, _ = read(finished(), readings)
    assert read(finished().replace(b"%%EOF", b" %%EOF"), readings) == (pages, 0)


@pytest.mark.parametrize("at", range(6))
def test_what_is_kept_and_damaged_is_read(at: int) -> None:
    """Wherever an extract is cut or a byte of it is another: pages are read, none otherwise."""
    chosen = random.Random(at)
    extract = read_parts(finished(), Readings()).to_bytes()
    for _ in range(10):
        place = chosen.randrange(len(extract))
        byte = bytes((chosen.randrange(256),))
        for damaged in (extract[:place], extract[:place] + byte + extract[place + 1 :]):
            readings = Readings()
            readings.learn(damaged)
            read(finished(), readings)


@pytest.mark.parametrize("foreign", [b"", b"{}", b"[]\n", b'[[1,1],[["a",[],3]]]\nxx', b"\xff\n"])
def test_what_is_no_extract_is_ignored(foreign: bytes) -> None:
    """Another file under the key of an extract is as none."""
    readings = Readings()
    readings.learn(foreign)
    assert read(finished(), readings)[1] == 0


def test_a_store_is_bounded() -> None:
    """With room for fewer pages than a file has, it is read as ever."""
    readings = Readings(most_ready=1, most_packed=2)
    pages, _ = read(pack(COVER_PART, chapter("a")), readings)
    assert pages > 2
    again, taken = read(pack(COVER_PART, chapter("a")), readings)
    assert again + taken == pages
    assert again > 0


# ── what is compared ──────────────────────────────────────────────────────────────────────


def test_a_proof_says_the_same_with_and_without() -> None:
    """And again from its extract, whichever of the two has made it."""
    expected = Expectation(("It is not there.",), withheld=("The perspiciatis was withheld.",))
    readings = Readings()
    proofs = [prove(finished(), expected, HERE, readings=readings) for _ in range(2)]
    alone = prove(finished(), expected, HERE)
    assert readings.taken == readings.read > 0
    assert {"P110", "P121"} <= {finding.code for finding in alone.findings}
    for proof in (*proofs, *(prove_again(p.extract, expected, HERE) for p in (*proofs, alone))):
        assert replace(proof, extract=b"") == replace(alone, extract=b"")


def test_pages_that_are_not_read_are_compared_with_what_is_withheld_today() -> None:
    """A word that was shown yesterday."""
    readings = Readings()
    prove(finished(), Expectation(()), HERE, readings=readings)
    today = Expectation((), withheld=("A perspiciatis it was.",))
    found = prove(finished(), today, HERE, readings=readings).findings
    assert readings.taken > 0
    assert "P121" in {finding.code for finding in found}


# ── the hash of a page ────────────────────────────────────────────────────────────────────


def test_a_change_anywhere_is_read() -> None:
    """A sample of what ``make audit`` does at full size: any value of any object, any stream."""
    found = [audit.examine(1, index) for index in range(STEPS)]
    assert [fault for outcome in found for fault in outcome.faults] == []
    assert sum(outcome.counts.get("pages taken", 0) for outcome in found) > STEPS // 2
    assert sum(outcome.counts.get("pages with a known hash", 0) for outcome in found) > STEPS


def _changes_of(kind: str) -> Iterator[list[str]]:
    """What is found by changes to objects of one kind."""
    for index in range(20_000):
        chosen = random.Random(index)
        objects = body(USUAL)
        known = walk(objects)
        change = chosen.choice(audit.CHANGES)
        if f"{kind} " in change(objects, known, chosen):
            yield audit.compared(USUAL, objects)[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [
        *("content", "form", "link", "fonts", "font", "descendant font", "font description"),
        *("font program", "character map", "encoding", "element"),
    ],
)
def test_a_hash_without_any_of_it_would_be_noticed(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of object in turn left out of the hash: the search above finds pages that are read
    in another way."""
    if kind == "element":
        monkeypatch.setattr(page_tags.TagIndex, "_spell", lambda *_: b"")
    else:
        left_out = page_hash._OF_NO_PAGE | {kind}
        monkeypatch.setattr(page_hash, "_OF_NO_PAGE", left_out)
    audit._extract.cache_clear()
    audit._read.cache_clear()
    try:
        assert any(faults for faults, _ in zip(_changes_of(kind), range(60), strict=False))
    finally:
        audit._extract.cache_clear()
        audit._read.cache_clear()
