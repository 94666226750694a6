"""Short titles of sections: where they stand, for whom; they are content like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.cards import CardBody
from briefing.model.deck import AGENDA, BREAK, DeckBody
from briefing.model.document import TextBody
from briefing.resolve import resolve
from briefing.select.selection import make_edition, select, withheld
from support.bodies import theme
from support.decks import deck_of, make_deck

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.content import Briefing
    from briefing.model.document import Document

LONG = "How seven steps of a long procedure come to be followed"
HEAD = f"""title: {LONG}
title_for: {{policy: Policy of steps}}
short_title: 'Steps [of kumquats]{{release="partner"}}'
short_title_for: {{press: Press steps}}"""
BODY = "- One\n- Two\n\n/// qa | Why?\nBecause.\n///\n"


SLIDES = "/// slide | A\n- a\n///\n\n/// slide | B\n- b\n///\n"


def _briefing(folder: Path, head: str = HEAD, body: str = BODY) -> Briefing:
    return deck_of(folder, body, "/// slide | B\n- b\n///\n", changes={"title: Only": head})


def _document(briefing: Briefing, audience: str, format_: str) -> Document:
    selection = select(briefing, make_edition(briefing, audience, "full", format_))
    return resolve(briefing, selection, theme().labels_for("en"))


def _called(folder: Path, audience: str, head: str = HEAD) -> set[str]:
    """What the first section is called on the slides of an audience, and on its cards."""
    briefing = _briefing(folder / audience / "made", head)
    slides = _document(briefing, audience, "slides").body_as(DeckBody).slides
    [agenda] = [slide.entries[0].title for slide in slides if slide.layout == AGENDA]
    written = _briefing(folder / audience / "written", head, SLIDES)
    opened = _document(written, audience, "slides").body_as(DeckBody).slides
    [opening] = [slide.plain_title for slide in opened if slide.layout == BREAK]
    [made] = [slide.plain_title for slide in slides if slide.made]
    [card] = _document(briefing, audience, "cards").body_as(CardBody).cards
    return {agenda, opening, made, "".join(map(str, card.topic))}


def test_it_stands_where_there_is_little_room(tmp_path: Path) -> None:
    """On agenda, section slide, made slide and card; the text keeps the whole title."""
    assert _called(tmp_path, "public") == {"Steps"}
    assert _called(tmp_path, "press") == {"Press steps"}
    text = _document(_briefing(tmp_path / "text"), "public", "pack").body_as(TextBody)
    assert next(entry.title for entry in text.headings if entry.level == 1) == LONG


def test_one_with_a_title_of_its_own_gets_no_other_short_title(tmp_path: Path) -> None:
    """The short title goes with the title beside it."""
    assert _called(tmp_path, "policy") == {"Policy of steps"}


def test_it_is_withheld_as_titles_are(tmp_path: Path) -> None:
    """What another audience would read is among the words that the proof looks for, and a deck
    with a short title is proven."""
    briefing = _briefing(tmp_path)
    gone = {node.text() for _, node in withheld(briefing, make_edition(briefing, "public", "full"))}
    assert {"Policy of steps", "Press steps", "of kumquats"} <= gone
    assert not {LONG, "Steps"} & gone
    result = make_deck(briefing, tmp_path, length="full")
    assert [finding.code for finding in result.findings] in ([], ["B514"])
    policy = withheld(briefing, make_edition(briefing, "policy", "full", "slides"))
    assert "Steps of kumquats" in {node.text() for _, node in policy}


def test_one_whose_words_are_all_withheld_is_none(tmp_path: Path) -> None:
    """Then the title stands in its place, as if it had never been written."""
    head = "title: Long\nshort_title: '[Kumquats]{release=\"partner\"}'"
    assert _called(tmp_path, "public", head) == {"Long"}


def test_a_title_without_room_says_what_mends_it(tmp_path: Path) -> None:
    """On the section slide, on one made of the section, and above its slides."""
    title = "A title that goes on and on, and on, and says all that the section should say " * 2
    briefing = deck_of(
        tmp_path, "- a\n", "/// slide | B\n- b\n///\n", changes={"title: Only": f"title: {title}"}
    )
    found = make_deck(briefing, tmp_path, length="full").findings
    assert {(f.code, f.location.line) for f in found if f.location.path.endswith("only.md")} == {
        ("B511", 2)
    }
    assert all("short_title" in f.hint for f in found if f.code == "B511")


def test_a_made_slide_that_overflows_says_what_it_was_made_of(tmp_path: Path) -> None:
    """And the ways out."""
    points = f"- {'Many words that go on ' * 60}\n"
    found = make_deck(deck_of(tmp_path, points), tmp_path).findings[-1]
    assert found.code == "B511"
    assert all(way in found.hint for way in ("own list", "“/// slide”", "slide: no", "shorten"))
