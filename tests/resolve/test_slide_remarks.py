"""What a section says is on a slide, or said to one, or named as left out; each is told once."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.build.deck_remarks import deck_remarks
from briefing.model.deck import DeckBody
from briefing.model.errors import ContentError
from briefing.model.findings import Severity
from briefing.model.formats import PrintOptions
from briefing.resolve import resolve
from briefing.select.selection import editions, make_edition, select
from support.bodies import theme
from support.decks import deck_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.content import Briefing, Node
    from briefing.model.document import Document
    from briefing.model.findings import Finding

FORMS = {
    "p": "{}. {}.",
    "ul": "- {}\n- {}",
    "ol": "3. {}\n4. {}",
    "dl": "{}\n: {}",
    "quote": "> {}\n> {}",
    "table": "| {} |\n| --- |\n| {} |",
    "code": "```\n{} {}\n```",
    "note": "/// note | {}\n{}\n///",
    "side": "/// side | {}\n{}\n///",
    "group": "/// audience | public\n{} {}\n///",
    "heading": "## {} {}",
    "slide": "/// slide | {}\n- {}\n///",
    "spoken": "/// slide | {}\n- {}\n\n//// notes\nSay it.\n////\n///",
}
"""Each block with two words."""
FIRST = 4
"""The line of the file in which the body begins."""


@dataclass
class Written:
    """A body, and where each of its words stands that a pack prints."""

    text: str = ""
    words: dict[str, int] = field(default_factory=dict)
    """Each with the number of its block."""
    lines: list[range] = field(default_factory=list)
    """Of each block, in the file."""


def written(kinds: list[str]) -> Written:
    """A body of such blocks, every word of it unlike every other."""
    out, names = Written(), (f"q{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in count())
    for number, kind in enumerate(kinds):
        own = [next(names), next(names)]
        block = FORMS[kind].format(*own)
        first = FIRST + out.text.count("\n")
        out.lines.append(range(first, first + block.count("\n") + 1))
        out.text += f"{block}\n\n"
        if kind not in {"slide", "spoken"}:
            out.words |= dict.fromkeys(own, number)
    return out


def document(briefing: Briefing, format_: str = "notes", audience: str = "public") -> Document:
    """One of its short editions, resolved."""
    selection = select(briefing, make_edition(briefing, audience, "short", format_))
    return resolve(briefing, selection, theme().labels_for("en"))


def told(briefing: Briefing) -> Iterator[Finding]:
    """All that is said of one edition of notes, and of all decks."""
    yield from document(briefing).findings
    yield from deck_remarks(briefing, editions(briefing))


def covered(kinds: list[str], body: Written, finding: Finding) -> Iterator[int]:
    """The blocks that a finding is about."""
    line = finding.location.line
    if finding.code == "B611":  # of the whole section
        yield from range(len(kinds))
    for number, lines in enumerate(body.lines):
        if line in lines:
            yield number
            if finding.code == "B610":  # of all that stands under a heading
                below = range(number + 1, len(kinds))
                ends = (n for n in below if kinds[n] in {"heading", "slide", "spoken"})
                yield from range(number + 1, next(ends, len(kinds)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(list(FORMS)), min_size=1, max_size=8))
def test_no_word_of_a_section_is_lost_to_a_talk(kinds: list[str]) -> None:
    """It is on a slide or in what is said, or a finding names its block; but notes replace what
    stands before their slide, and what follows it without a heading."""
    body = written(kinds)
    with TemporaryDirectory() as folder:
        briefing = deck_of(Path(folder), body.text, "/// slide | Another\n- Point\n///\n")
        said = {w for b in document(briefing).body.text_blocks() for w in b.text.split()}
        found = [f for f in told(briefing) if f.location.path.endswith("only.md")]
    said = {word.strip(".") for word in said}
    named = {number for finding in found for number in covered(kinds, body, finding)}
    lost = {n for word, n in body.words.items() if word not in said and n not in named}
    assert not {kinds[n] for n in lost if not _replaced(kinds, n)}, body.text
    assert all(finding.severity is Severity.WARNING and finding.hint for finding in found)


def _replaced(kinds: list[str], number: int) -> bool:
    """Whether notes are said instead of a block: those of the slide that it belongs to."""
    slides = [n for n, kind in enumerate(kinds) if kind in {"slide", "spoken"}]
    before = [n for n in slides if n < number]
    after = [n for n in slides if n > number]
    headed = any(kinds[n] == "heading" for n in range(before[-1] if before else 0, number + 1))
    if after and (headed or not before):
        return kinds[after[0]] == "spoken"
    return bool(before) and not headed and kinds[before[-1]] == "spoken"


# ── each is told, at its line ─────────────────────────────────────────────────────────────


@pytest.mark.finds("B610")
def test_text_under_a_heading_below_notes_is_not_lost_silently(tmp_path: Path) -> None:
    """The notes to the slide above would be said instead of it; text without a heading they are
    meant to replace, and a heading above another slide is said with that one."""
    spoken = "/// slide | One\n- a\n\n//// notes\nSaid.\n////\n///\n\n"
    last = deck_of(tmp_path, f"{spoken}Meant.\n\n## Further on\n\nLost.\n")
    [finding] = document(last).findings
    assert (finding.code, finding.location.line) == ("B610", 14)
    assert "“Further on”" in finding.message
    between = deck_of(
        tmp_path / "between", f"{spoken}## Next\n\nKept.\n\n## Two\n\n/// slide | Two\n- b\n///\n"
    )
    assert document(between).findings == ()
    assert any("Kept." in b.text for b in document(between).body.text_blocks())


@pytest.mark.finds("B611")
def test_a_slide_that_nobody_sees_is_told(tmp_path: Path) -> None:
    """As is a section of which no slide can be made; what some reader sees is not."""
    slides = "/// slide | A\n    audience: policy\n- a\n///\n\n/// slide | B\n{}- b\n///\n"
    seen = deck_of(tmp_path / "seen", slides.format("    length: full\n"))
    assert deck_remarks(seen, editions(seen)) == ()
    table = "| a |\n| --- |\n| b |\n"
    nobody = slides.format("    format: pack\n")
    hidden = deck_of(tmp_path / "hidden", nobody, table, table)
    found = deck_remarks(hidden, editions(hidden))
    places = [(str(f.location).removeprefix("small/sections/"), f.code) for f in found]
    assert places == [("only.md:9", "B611"), ("more-1.md:2", "B611"), ("more-2.md:2", "B611")]
    assert deck_remarks(hidden, editions(hidden, format="pack")) == ()


@pytest.mark.finds("B612")
def test_notes_to_no_slide_are_told(tmp_path: Path) -> None:
    """Their section wants no slide."""
    changes = {"title: Only": "title: Only\nslide: no"}
    silent = deck_of(tmp_path, "Text.\n\n/// notes\nSaid.\n///\n", "More.\n", changes=changes)
    [finding] = deck_remarks(silent, editions(silent))
    assert (finding.code, finding.location.line) == ("B612", 7)


@pytest.mark.finds("B614")
def test_what_a_section_found_is_told_where_no_slide_says_it(tmp_path: Path) -> None:
    """It has one slide, or no length has slides before sections."""
    found, slide = "/// finding | It holds\n///\n\n", "/// slide | {}\n- a\n///\n\n"
    for body, changes, told in (
        (found + slide.format(1), {}, ["B614"]),
        (found + slide.format(1) + slide.format(2), {}, []),
        (found + slide.format(1) + slide.format(2), {", breaks: true": ""}, ["B614"]),
    ):
        folder = tmp_path / f"{len(body)}{len(changes)}"
        briefing = deck_of(folder, body, changes=changes)
        remarks = deck_remarks(briefing, editions(briefing))
        assert [(f.code, f.location.line) for f in remarks if f.code == "B614"] == [
            (code, 4) for code in told
        ]


@pytest.mark.finds("B613")
def test_notes_that_would_be_empty_are_told(tmp_path: Path) -> None:
    """Nothing is said to a slide; or handouts with notes are asked for whose reader owns none."""
    slide = "/// slide | One\n- a\n///\n"
    silent = deck_of(tmp_path / "all", slide)
    [one], [other] = (document(silent, audience=name).findings for name in ("public", "policy"))
    assert one == other
    assert (one.code, one.location) == ("B613", silent.place("briefing.yaml", "formats"))
    some = deck_of(tmp_path / "some", slide + "\nSaid.\n{: audience=policy }\n")
    [finding] = document(some, audience="public").findings
    assert (finding.code, "“public”" in finding.message) == ("B613", True)
    assert document(some, audience="policy").findings == ()
    options = PrintOptions(per_page="notes")
    edition = make_edition(silent, "public", "short", "handout", print_options=options)
    labels = theme().labels_for("en")
    [finding] = resolve(silent, select(silent, edition), labels).findings
    assert finding.code == "B613"
    assert "notes: true" in finding.hint


def test_a_format_with_nothing_to_make_it_of_is_one_message(tmp_path: Path) -> None:
    """It names the setting, and no edition, so that it is the same for all of them."""
    nothing = deck_of(tmp_path, "| a |\n| --- |\n| b |\n")
    slides = deck_of(tmp_path / "slides", "/// slide | One\n- a\n///\n")
    for briefing, formats in (
        (nothing, ("cards",)),
        (nothing, ("slides", "handout", "notes")),
        (slides, ("pack",)),
    ):
        faults = set()
        for format_ in formats:
            for audience in ("public", "press"):
                with pytest.raises(ContentError) as caught:
                    document(briefing, format_, audience)
                faults |= set(caught.value.findings)
        [fault] = faults
        assert fault.code == "B307"
        assert str(fault.location) == str(briefing.place("briefing.yaml", "formats"))


def test_key_points_are_the_sections_own_list_with_its_numbers(tmp_path: Path) -> None:
    """A list below a heading is not what the section says."""
    body = "Three rules.\n\n3. Boots\n4. Gloves\n\n## Clothing\n\n1. Hats\n"
    [points] = _made(deck_of(tmp_path / "list", body))
    assert (points.kind, points.get("start")) == ("ol", "3")
    assert [point.text() for point in points.nodes] == ["Boots", "Gloves"]
    without = body.replace("3. Boots\n4. Gloves\n\n", "")
    [points] = _made(deck_of(tmp_path / "none", without))
    assert [point.text() for point in points.nodes] == ["Three rules."]


def _made(briefing: Briefing) -> tuple[Node, ...]:
    """What stands on the slide that is made of its only section."""
    body = document(briefing, "slides").body_as(DeckBody)
    [slide] = [slide for slide in body.slides if slide.made]
    return slide.slots[0].blocks
