"""Links of every format are hit and called by where they lead; raised marks stand apart, and are
heard in brackets. All is read from finished PDFs, by their tags and by other programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from briefing.model.formats import PrintOptions
from support.decks import deck_of, make_deck
from support.extraction import MISSING, WHY, in_order, texts, without_artifacts, words
from support.links import TARGET, clicked, faults, undersized
from support.tagged import read_tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.build.build import Result

    Make = Callable[[str], Result]

pytestmark = pytest.mark.xdist_group("links")

ADDRESS = "https://example.org/reports/2025/the-whole-of-a-long-report-on-roads-and-bridges"
TEXT = f"""\
The count was 17,500. [@mta] By March it fell by 12% [@unscr1244], then to 400 (33) [@mta, para 9].
In 2003[^1] it was 15 km[^2] further, at 90 m^2^ a head. On 3 October 2025 [@mta] and on
4 October 2025 [@unscr1244; @mta], “all 70” [@unscr1244] were back. See [](#tab), [](#fig),
[](#more-1) and [](#walls).

A [report that has a name which is long enough to be printed on two lines of the text, and more so
with these words]({ADDRESS}), <{ADDRESS}>, and <desk@example.org>.

/// table | Counts by year
    id: tab
    source: "[@mta]"

| Year | Count |
| --- | ---: |
| 2003 | 17,500 [@mta] |
| 2025 | 400 [@unscr1244] |
///

/// figure | A square of 2025
    id: fig
    src: figures/large.svg
    alt: A grey box
    source: "[@mta]"
///

/// number | 4,500
troops on 3 October 2025 [@mta]
///

/// slide | Two links
- [The report]({ADDRESS}) of 2025 [@mta]
- [Another](https://example.org/b)

//// notes
Say that 17,500 [@mta] were there, and name [the report]({ADDRESS}).
////
///

/// qa | Open?
Yes, see [the report]({ADDRESS}), 17,500 [@mta].
///

[^1]: A note of 2003 [@mta], in words.
[^2]: Another note.
"""
MORE = """\
A point of 2025. [@mta]

## Walls {: #walls }

They are of 1999. [@mta]
"""
FORMATS = {
    "pack": PrintOptions(),
    "slides": PrintOptions(),
    "handout": PrintOptions(per_page="3"),
    "notes": PrintOptions(),
    "cards": PrintOptions(),
    "cards duplex": PrintOptions(duplex="long"),
    "handout 9": PrintOptions(per_page="9"),
    "handout notes": PrintOptions(per_page="notes"),
    "handout outline": PrintOptions(per_page="outline"),
}
SETTINGS = {
    "pages: 3, deck: {slides: [8, 40]": "pages: [1, 9], cover: true, contents: true, "
    "deck: {slides: [1, 40]"
}
every_format = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Build the briefing in a format, each once."""
    folder = tmp_path_factory.mktemp("links")
    briefing = deck_of(folder, TEXT, MORE, changes=SETTINGS)
    known: dict[str, Result] = {}

    def made(name: str) -> Result:
        if name not in known:
            format_ = name.split(maxsplit=1)[0]
            known[name] = make_deck(
                briefing,
                folder / name.replace(" ", "-"),
                format_,
                audience="policy",
                length="full" if format_ != "cards" else "short",
                print_options=FORMATS[name],
            )
        result = known[name]
        assert result.delivered, "\n".join(map(str, result.findings))
        return result

    return made


# ── links ─────────────────────────────────────────────────────────────────────────────────


@every_format
def test_every_link_is_hit(make: Make, name: str) -> None:
    """On its page, no smaller than 4 pt, over no other, and followed by who clicks on it."""
    links = clicked(make(name).path)
    assert links
    assert list(faults(links)) == []


def test_links_are_targets_where_there_is_room(make: Make) -> None:
    """24 by 24 CSS px or spaced as such: all of a slide, and in a text those that no other link is
    near. On paper, small slides have lines that are lower than that."""
    assert undersized(clicked(make("slides").path)) == []
    links = clicked(make("pack").path)
    assert len(undersized(links)) < len(links) / 2
    for link in links:
        if min(link.width, link.height) < TARGET - 0.01:
            others = (o.box for o in links if o is not link and o.page == link.page)
            assert any(
                all(
                    min(box[n + 2], link.box[n + 2]) - max(box[n], link.box[n]) > -TARGET
                    for n in (0, 1)
                )
                for box in others
            )


def test_links_are_called_by_where_they_lead(make: Make) -> None:
    """By number and title; those out of the file by their words and address."""
    long = "report that has a name which is long enough to be printed on two lines of the text, "
    names = {link.name for link in clicked(make("pack").path)}
    assert {
        "Source 1: Military Technical Agreement, 9 June 1999, S/1999/682, para 9",
        "Source 2: UN Security Council, Resolution 1244 (1999), 10 June 1999",
        "Note a: A note of 2003, in words.",
        "Note b: Another note.",
        "Table 1: Counts by year",
        "Figure 1: A square of 2025",
        "Section 1, Only",
        "Section 2, More 1",
        "Section 2.1, Walls",
        "Sources",
        f"{long}and more so with these words ({ADDRESS})",
        ADDRESS,
        "desk@example.org",
    } <= names
    assert not [name for name in names if name.startswith("Go to")]
    assert {link.name for link in clicked(make("slides").path)} >= {"Slide 3: Two links"}


def test_names_lead_where_they_say(make: Make) -> None:
    """Each name is of one place, and this is where the text of that name stands."""
    links = clicked(make("pack").path)
    places = {
        link.name: {other.target for other in links if other.name == link.name} for link in links
    }
    assert all(len(targets) == 1 for targets in places.values())
    tags = read_tags(make("pack").path)
    for heading in tags.all("H2", "H3"):
        named = [
            link for link in links if link.name.endswith(f", {heading.text.split(' ', 1)[-1]}")
        ]
        assert all(link.target[0] == heading.pages[0] for link in named)


def test_a_long_link_has_an_area_on_each_line(make: Make) -> None:
    """The tags hold them in one Link element."""
    [link] = [
        tag
        for tag in read_tags(make("pack").path).all("Link")
        if tag.text.startswith("report that")
    ]
    assert len(link.links) == 2
    upper, lower = link.links
    assert upper.rectangle[1] >= lower.rectangle[3] - 0.01


# ── raised marks ──────────────────────────────────────────────────────────────────────────


def test_marks_are_heard_in_brackets(make: Make) -> None:
    """Each Reference in the text has what is heard; it says what is printed, and no more."""
    tags = read_tags(make("pack").path)
    heard = [
        (tag.key("ActualText"), re.sub(r"[\u2060\u202f]", "", tag.text).strip())
        for tag in tags.all("Reference")
        if "/ActualText" in tag.keys
    ]
    listed = {id(tag) for toc in tags.all("TOC") for tag in toc.all("Reference")}
    assert len(heard) == sum(id(tag) not in listed for tag in tags.all("Reference"))
    assert {"[1]", "[2]", "[1, 2]", "[1, para 9]", "[a]", "[b]"} == {spoken for spoken, _ in heard}
    printed = {re.sub(r"\W", "", text) for _, text in heard}
    assert printed == {re.sub(r"\W", "", spoken) for spoken, _ in heard}


def test_raised_letters_of_an_author_are_left_alone(make: Make) -> None:
    """m² is one word, and nothing else is heard of it."""
    tags = read_tags(make("pack").path)
    [text] = [tag.text for tag in tags.all("P") if "a head" in tag.text]
    assert "90 m2 a head" in text.replace("\u2060", "")


@pytest.mark.skipif(bool(MISSING), reason=WHY)
def test_numbers_do_not_run_into_marks(make: Make) -> None:
    """Behind figures, full stops, units, brackets, quotes, in cells, captions and boxes."""
    for program, text in texts(make("pack").path).items():
        flat = " ".join(text.split()).replace(" ,", ",")
        for apart in (
            *("17,500. 1 By", "12% 2, then", "(33) 1, para 9.", "2003 a it", "km b further"),
            *(
                "October 2025 1 and",
                "October 2025 1, 2, ",
                "70” 2 were",
                "troops on 3 October 2025 1",
            ),
            *("17,500 1", "400 2", "Agreement, 1999 1", "point of 2025. 1", "note of 2003 1, in"),
        ):
            assert apart in flat, (program, apart)


@pytest.mark.skipif(bool(MISSING), reason=WHY)
def test_marks_stand_apart_wherever_a_line_ends(tmp_path: Path) -> None:
    """At each place of a line; the mark goes with its word to the next one."""
    lines = "\n\n".join(f"{'it ' * count}was 2025 [@mta] or so." for count in range(60))
    briefing = deck_of(tmp_path, lines, changes=SETTINGS)
    result = make_deck(briefing, tmp_path, "pack", audience="policy", length="full")
    assert result.delivered, "\n".join(map(str, result.findings))
    for program, text in texts(result.path).items():
        assert len(re.findall(r"\b2025\s1\s", text)) == 60, program
        assert not re.search(r"20251|2025\s*\n\s*1", text), program


# ── the same words, whoever reads ─────────────────────────────────────────────────────────


@pytest.mark.skipif(bool(MISSING), reason=WHY)
@every_format
def test_three_programs_extract_the_same_words_in_the_same_order(
    make: Make, name: str, tmp_path: Path
) -> None:
    """Furniture and drawings, which are not read in order, have the same words in any order.

    PDFium takes two lines of letters lower than 4.5 pt for one (``ProcessInsertObject``), so that
    words of the small slides beside speaker's notes are joined across lines: there its letters are
    compared.
    """
    whole, bare = make(name).path, tmp_path / "bare.pdf"
    for path in (without_artifacts(whole, bare), whole):
        found = {program: in_order(said) for program, said in words(path).items()}
        if path == whole:
            found = {program: sorted(said) for program, said in found.items()}
        if name in {"notes", "handout 9"}:
            letters = {"".join(sorted("".join(said))) for said in found.values()}
            assert len(letters) == 1
            del found["pdfium"]
        assert len({" ".join(said) for said in found.values()}) == 1
