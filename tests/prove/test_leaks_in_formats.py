"""Leaks in slides, handouts, notes and cards: whatever a stage lets through, the proof reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from briefing.build import pipeline
from briefing.build.pipeline import expectation_of
from briefing.cache.cache import Cache
from briefing.compose import lay_out
from briefing.files.themes import theme_of
from briefing.model.composition import OutlineEntry
from briefing.model.findings import Location, errors
from briefing.model.formats import PrintOptions
from briefing.prove import prove
from briefing.select.selection import make_edition
from support.decks import deck_of, make_deck
from support.proofs import PLACES, SECRET, WITHHELD, changed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.files.themes import Theme
    from briefing.model.composition import Composition
    from briefing.model.content import Briefing
    from briefing.model.document import Document
    from briefing.prove import Expectation

    Change = Callable[[Composition], Composition]

BODY = """\
Told at length with a nectarine. [@unscr1244, para 88]

/// slide | For all
- One
- [A report](https://example.org/report)

//// figure
    src: figures/large.svg
    alt: A grey box.
////

//// notes
The marzipan remark is said, not shown.
////
///

/// slide | The kumquat plan
    id: pomelo
    audience: policy
- 177 teams of LMT

//// number | {{ troops }}
troops
////
///

/// qa | Will it grow?
The number is that of today.

//// pressed
Ask the tangerine desk. [@mta]
////

//// background
The quince plan foresees it.
////
///
"""
UNSAID = "It is over.\n\n/// slide | Not at all\n    audience: policy\n- One\n///\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all of these tests build, so that what one has typeset serves the others."""
    return tmp_path_factory.mktemp("leaks")


@pytest.fixture(scope="module")
def briefing(folder: Path) -> Briefing:
    """A section with slides and a card, and one whose only slide is for others."""
    return deck_of(folder, BODY, UNSAID)


# ── let through by the stages before the PDF ──────────────────────────────────────────────


def _in_text(html: str, before: str = "</main>") -> Change:
    """Write HTML into the last fragment but one, or the only one."""

    def change(composition: Composition) -> Composition:
        *first, held = composition.fragments[:-1] or composition.fragments
        last = composition.fragments[len(first) + 1 :]
        assert before in held.html
        leaked = replace(held, html=held.html.replace(before, html + before, 1))
        return replace(composition, fragments=(*first, leaked, *last))

    return change


def _bookmark(composition: Composition) -> Composition:
    last = composition.outline[-1]
    return replace(composition, outline=(*composition.outline, replace(last, title="The kumquat")))


def _name(composition: Composition) -> Composition:
    """The id of what is withheld on what is shown."""
    entry = next(e for e in composition.outline if e.anchor.startswith("only."))
    outline = tuple(
        OutlineEntry(e.level, e.title, "pomelo") if e == entry else e for e in composition.outline
    )
    fragments = tuple(
        replace(f, html=f.html.replace(f'id="{entry.anchor}"', 'id="pomelo"'))
        for f in composition.fragments
    )
    return replace(composition, outline=outline, fragments=fragments)


LEAKS: dict[str, tuple[str, str, Change]] = {
    "notes on a slide": ("slides", "marzipan", _in_text("<p>The marzipan remark.</p>")),
    "narrative on a slide": ("slides", "nectarine", _in_text("<p>With a nectarine.</p>")),
    "narrative in a handout": ("handout", "nectarine", _in_text("<p>With a nectarine.</p>")),
    "notes in an outline": ("outline", "marzipan", _in_text("<p>The marzipan remark.</p>")),
    "notes in a handout of those without": (
        "handout-notes",
        "marzipan",
        _in_text("<div class='notes'>The marzipan remark.</div>"),
    ),
    "hidden notes": ("slides", "marzipan", _in_text("<p style='color: transparent'>marzipan</p>")),
    "a withheld title among bookmarks": ("slides", "kumquat", _bookmark),
    "a withheld title among bookmarks of notes": ("notes", "kumquat", _bookmark),
    "the name of a withheld slide": ("slides", "pomelo", _name),
    "an alternative text": (
        "slides",
        "kumquat",
        _in_text("<img alt='The kumquat' src='figures/large.svg' width='9'>"),
    ),
    "an address": (
        "slides",
        "kumquat",
        _in_text("<a href='https://example.org/the-kumquat'>One</a>"),
    ),
    "the day of a withheld fact": ("slides", "october", _in_text("<p>3 October</p>")),
    "a number no page has": ("notes", "177", _in_text("<p>177</p>")),
    "the long form of a withheld short one": ("cards", "liaison", _in_text("<p>Liaison</p>")),
    "what is said if pressed": ("cards", "tangerine", _in_text("<p>Ask the tangerine desk.</p>")),
    "background": ("cards", "quince", _in_text("<p>quince</p>")),
    "a slide on a card": ("cards", "kumquat", _in_text("<p>The kumquat plan</p>")),
    "a withheld source": ("cards", "technical", _in_text("<p>Military Technical</p>")),
    "metadata": (
        "slides",
        "kumquat",
        lambda c: replace(c, info=replace(c.info, subject="The kumquat plan")),
    ),
}
SETUPS = {
    "handout-notes": PrintOptions(per_page="notes"),
    "outline": PrintOptions(per_page="outline"),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_what_a_stage_lets_through_is_not_delivered(
    leak: str, briefing: Briefing, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When composing leaks, the proof names the word, and no file is left."""
    kind, word, change = LEAKS[leak]

    def leaking(document: Document, theme: Theme) -> Composition:
        return change(lay_out(document, theme))

    monkeypatch.setattr(pipeline, "lay_out", leaking)
    format_ = "handout" if kind in SETUPS else kind
    result = make_deck(briefing, folder, format_, print_options=SETUPS.get(kind))
    told = [f.message for f in errors(result.findings) if f.code in {"P121", "P122"}]
    assert any(word in message for message in told), "\n".join(map(str, result.findings))
    assert not result.delivered


# ── planted in the finished PDF ───────────────────────────────────────────────────────────

FILES = {
    "slides": ("slides", None),
    "notes": ("handout", PrintOptions(per_page="notes")),
    "cards": ("cards", None),
    "slides to the newer standard": ("slides", PrintOptions(standard="2")),
}
"""Formats whose files are changed: each lays its pages out in a way of its own."""


@pytest.fixture(scope="module", params=FILES)
def finished(
    request: pytest.FixtureRequest, briefing: Briefing, folder: Path
) -> tuple[bytes, Expectation]:
    """A finished file, and what its proof looks for, with one more withheld word."""
    format_, print_options = FILES[request.param]
    result = make_deck(briefing, folder, format_, audience="policy", print_options=print_options)
    assert result.delivered, "\n".join(map(str, result.findings))
    edition = make_edition(
        briefing, "policy", "short", format_, print_options=print_options or PrintOptions()
    )
    cache, theme = Cache(folder / "store"), theme_of(briefing)
    composed = pipeline.compose_edition(briefing, edition, theme, cache)
    expectation = expectation_of(composed.briefing, composed.composition, theme)
    return result.path.read_bytes(), replace(
        expectation, withheld=(*expectation.withheld, *WITHHELD)
    )


@pytest.mark.parametrize("where", PLACES)
def test_a_word_planted_in_the_file_is_found(
    where: str, finished: tuple[bytes, Expectation], tmp_path: Path
) -> None:
    """Wherever in a deck, a handout with notes or a sheet of cards it is planted."""
    data, expectation = finished
    path = tmp_path / "sample.pdf"
    path.write_bytes(changed(data, PLACES[where]))
    found = prove(path, expectation, Location("sample.pdf")).findings
    assert any(f.code == "P121" and SECRET in f.message for f in found)
