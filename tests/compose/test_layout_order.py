"""Layouts are the designer's: any order of what they print is proven, and nothing is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup

from briefing.build.build import build
from briefing.build.pipeline import expectation_of
from briefing.cache.cache import Cache
from briefing.compose.reading_order import ReadingOrder
from briefing.model.errors import ContentError
from briefing.model.findings import Location
from briefing.model.formats import PrintOptions
from briefing.model.node_text import TextBlock
from briefing.prove.known_text import KnownText
from briefing.select.selection import make_edition, select
from support.bodies import compose, drawn, html_of, kfor, small, theme
from support.cards import cards_of
from support.decks import deck_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.files.themes import Theme
    from briefing.model.composition import Composition
    from briefing.model.content import Briefing

DUPLEX = PrintOptions(duplex="long")
NOTES = PrintOptions(per_page="notes")
OUTLINE = PrintOptions(per_page="outline")

SLIDES = """\
/// slide | A figure with words
- First point [@unscr1244]
- Second point

//// figure
    src: figures/large.svg
    alt: A grey box.
////

//// notes
Said to the figure at some length.
////
///

/// slide | A table
| Year | Troops |
|---|---:|
| 1999 | 50,000 |
| 2025 | {{ troops }} |
///
"""
CARDS = """\
/// qa | How many are there?
    topic: Strength
The force has {{ troops }} troops.[^a]

[^a]: At the last count of all.

//// pressed
KFOR does not say where they are. [@mta]
////
///

/// qa | Why is it there?
Because it was asked to be. [@unscr1244]
///
"""


def with_layouts(*changes: tuple[str, str, str]) -> Theme:
    """The shipped theme with changes in its layouts: name, what stands there, what shall."""
    layouts = dict(theme().layouts)
    for name, old, new in changes:
        assert layouts[name].count(old) == 1, (name, old)
        layouts[name] = layouts[name].replace(old, new)
    return replace(theme(), layouts=layouts)


def exchanged(name: str, first: str, second: str) -> tuple[str, str, str]:
    """A change of a layout in which a part changes places with a later one."""
    text = theme().layouts[name]
    start, end = text.index(first), text.index(second) + len(second)
    between = text[start + len(first) : end - len(second)]
    return name, text[start:end], f"{second}{between}{first}"


def built(
    folder: Path,
    briefing: Briefing,
    look: Theme,
    format_: str = "pack",
    length: str = "short",
    print_options: PrintOptions | None = None,
) -> Result:
    """The edition of policy, who see most, in another look."""
    options = print_options or PrintOptions()
    edition = make_edition(briefing, "policy", length, format_, print_options=options)
    [result] = build(briefing, [edition], look, Cache(folder / "store"), folder)
    return result


def laid_out(
    briefing: Briefing,
    look: Theme,
    format_: str = "pack",
    length: str = "short",
    print_options: PrintOptions | None = None,
) -> Composition:
    """The same as text."""
    options = print_options or PrintOptions()
    edition = make_edition(briefing, "policy", length, format_, print_options=options)
    return compose(*drawn(briefing, select(briefing, edition)), look)


# ── another order ─────────────────────────────────────────────────────────────────────────

END = "parts/end.html"
SLIDE = "parts/slide.html"
_SOURCE = '{% if s.source %}<p class="slide-source" data-slot="source" '
_SOURCE += 'data-smallest="{{ deck.smallest_pt }}">{{ s.source }}</p>{% endif %}\n'
_TITLE = '<h{{ s.level }} id="{{ s.id }}" class="slide-title" data-slot="title" '
_TITLE += """data-steps="{{ 3 if s.layout == 'picture' else 1 }}" """
_TITLE += 'data-remedy="{{ remedy }}" '
_TITLE += 'data-smallest="{{ deck.text_pt }}">{{ s.title }}</h{{ s.level }}>\n'
_SLOTS = "{% for slot in s.slots %}{% if is_paired %}"
_MASTHEAD = "{{ masthead() }}\n"
_FOOT = "{% for note in card.notes %}<p>{{ note }}</p>{% endfor %}\n"
_ACRONYMS = "{% if card.acronyms %}<p>{{ card.acronyms }}</p>{% endif %}\n"
_PART_NAME = '<p class="part-name" role="heading" aria-level="2">{{ part.label }}</p>\n'
_PARTS = _PART_NAME + "{{ part.html }}\n"


def decked(tmp_path: Path) -> Briefing:
    """A briefing with slides."""
    return deck_of(tmp_path, SLIDES, "More of the text, which says more.\n")


ORDERS = {
    "the sources above the notes": (
        "pack",
        None,
        (exchanged("layouts/pack.html", "{{ notes_list(notes) }}", "{{ sources_list(sources) }}"),),
        ("Sources", "Notes"),
    ),
    "the notes above the text": (
        "full pack",
        None,
        (
            ("layouts/chapter.html", "{{ notes_list(notes, anchor='') }}\n", ""),
            ("layouts/chapter.html", "<main>\n", "<main>\n{{ notes_list(notes, anchor='') }}\n"),
        ),
        ("Notes", "1 What KFOR does"),
    ),
    "the glossary above the contents": (
        "full pack",
        None,
        (
            ("layouts/contents.html", "{{ glossary_list(glossary) }}\n", ""),
            (
                "layouts/contents.html",
                '<h2 id="pack.contents">',
                '{{ glossary_list(glossary) }}\n<h2 id="pack.contents">',
            ),
        ),
        ("Abbreviations", "Contents"),
    ),
    "the title of a slide below its section's, last": (
        "slides",
        None,
        (
            (SLIDE, _TITLE, ""),
            (SLIDE, _SOURCE, f"{_SOURCE}{_TITLE}"),
        ),
        ("First point", "A figure with words"),
    ),
    "the source of a slide above its text": (
        "slides",
        None,
        ((SLIDE, _SOURCE, ""), (SLIDE, _SLOTS, f"{_SOURCE}{_SLOTS}")),
        ("Source: UN Security Council, 1999", "First point"),
    ),
    "the same on a handout": (
        "handout",
        NOTES,
        ((SLIDE, _SOURCE, ""), (SLIDE, _SLOTS, f"{_SOURCE}{_SLOTS}")),
        ("Source: UN Security Council, 1999", "First point"),
    ),
    "the source of an outline above its text": (
        "handout",
        OUTLINE,
        (
            exchanged(
                "layouts/outline.html",
                "{% for slot in s.slots | default([]) %}{{ slot.html }}{% endfor %}",
                "{% if s.source | default('') %}<p class=\"source\">{{ s.source }}</p>{% endif %}",
            ),
        ),
        ("Source: UN Security Council, 1999", "First point"),
    ),
    "the acronyms of a card above its notes": (
        "cards",
        None,
        (exchanged("layouts/cards.html", _FOOT, _ACRONYMS),),
        ("KFOR: Kosovo Force.", "At the last count of all."),
    ),
    "the answer of a card above what it is called": (
        "cards",
        DUPLEX,
        (
            (
                "layouts/cards.html",
                _PARTS,
                "{{ part.html }}\n" + _PART_NAME,
            ),
        ),
        ("The force has 4,500 troops.", "Line to take"),
    ),
}


@pytest.mark.parametrize("order", ORDERS)
def test_a_designer_may_change_the_order(order: str, tmp_path: Path) -> None:
    """The text is expected where the layout has it, in the PDF as in the HTML, and is proven."""
    kind, options, changes, (first, second) = ORDERS[order]
    length, format_ = ("full", "pack") if kind == "full pack" else ("short", kind)
    briefing = small() if format_ == "pack" else decked(tmp_path)
    briefing = cards_of(CARDS) if format_ == "cards" else briefing
    look = with_layouts(*changes)
    blocks = laid_out(briefing, look, format_, length, options).blocks
    usual = laid_out(briefing, theme(), format_, length, options).blocks
    assert sorted(blocks) == sorted(usual)
    assert blocks.index(first) < blocks.index(second)
    assert usual.index(second) < usual.index(first)
    result = built(tmp_path, briefing, look, format_, length, options)
    assert result.delivered, "\n".join(map(str, result.findings))


def test_contents_and_bookmarks_follow_the_layout() -> None:
    """Lists at the end are listed in the order in which they stand there."""
    lists = exchanged("layouts/pack.html", "{{ notes_list(notes) }}", "{{ sources_list(sources) }}")
    for look, last in (
        (theme(), ["Notes", "Sources"]),
        (with_layouts(lists), ["Sources", "Notes"]),
    ):
        outline = laid_out(small(), look).outline
        assert [entry.title for entry in outline][-2:] == last


def test_lines_of_a_layout_s_own_are_expected_in_their_place() -> None:
    """What a layout says of itself is in the HTML, so it has to be in the PDF as well."""
    composition = laid_out(small(), theme())
    blocks, own = composition.blocks, composition.traces.printed
    assert {"Notes", "Sources"} <= set(own)
    assert blocks.index("Notes") < blocks.index("Sources")
    assert "Numbers" not in own


# ── text left out, or printed twice ───────────────────────────────────────────────────────

LOST = {
    "the sources of a pack": (
        "pack", ("layouts/pack.html", "{{ sources_list(sources) }}", ""), "leaves out",
    ),
    "the key messages": (
        "pack",
        ("layouts/pack.html", '<div class="opening">{{ key_messages }}</div>', ""),
        "leaves out",
    ),
    "the standfirst": (
        "pack",
        ("parts/masthead.html", '<p class="standfirst">{{ doc.standfirst }}</p>', ""),
        "leaves out",
    ),
    "all sections but the first": (
        "pack", ("layouts/pack.html", "in sections %}", "in sections[:1] %}"), "leaves out",
    ),
    "sections without their tags": (
        "pack", ("layouts/pack.html", "{{ section.html }}", "{{ section.html | striptags }}"),
        "leaves out",
    ),
    "sources in an attribute": (
        "pack", (END, "{{ source.html }}", '<b title="{{ source.html | striptags }}"></b>'),
        "leaves out",
    ),
    "notes in a remark": (
        "pack",
        ("layouts/pack.html", "{{ notes_list(notes) }}", "<!-- {{ notes_list(notes) }} -->"),
        "leaves out",
    ),
    "the titles of a contents list": (
        "full pack", ("layouts/contents.html", "{{ entry.title }}", ""), "leaves out",
    ),
    "what abbreviations mean": ("full pack", (END, "{{ term.full }}", ""), "leaves out"),
    "the figure of a slide": (
        "slides", (SLIDE, _SLOTS, _SLOTS.replace("s.slots", "s.slots[:1]")),
        "leaves out",
    ),
    "what is said": (
        "notes", ("layouts/notes.html", "{{ script }}", ""), "leaves out",
    ),
    "the notes of a card": ("cards", ("layouts/cards.html", _FOOT, ""), "leaves out"),
    "sources twice": (
        "pack",
        ("layouts/pack.html", "{{ notes_list(notes) }}",
         "{{ sources_list(sources) }}{{ notes_list(notes) }}"),
        "prints twice",
    ),
    "a section twice": (
        "pack", ("layouts/pack.html", "{{ section.html }}", "{{ section.html }}{{ section.html }}"),
        "prints twice",
    ),
    "the question of a card twice": (
        "cards",
        ("layouts/cards.html", "{% for part in card.parts %}",
         "<p>{{ card.question }}</p>{% for part in card.parts %}"),
        "prints twice",
    ),
}  # fmt: skip


@pytest.mark.finds("B515")
@pytest.mark.parametrize("lost", LOST)
def test_what_a_layout_leaves_out_or_repeats_is_told(lost: str, tmp_path: Path) -> None:
    """The finding names the layout and the text, before anything is typeset (B515)."""
    kind, change, does = LOST[lost]
    length, format_ = ("full", "pack") if kind == "full pack" else ("short", kind)
    briefing = small() if format_ == "pack" else decked(tmp_path)
    briefing = cards_of(CARDS) if format_ == "cards" else briefing
    with pytest.raises(ContentError) as caught:
        laid_out(briefing, with_layouts(change), format_, length)
    assert {finding.code for finding in caught.value.findings} == {"B515"}
    told = [finding for finding in caught.value.findings if does in finding.message]
    assert told, caught.value.findings
    assert str(told[0].location).startswith("templates/layouts/")
    assert "“" in told[0].message or "picture at small" in told[0].message


def test_it_stops_the_edition_like_every_finding(tmp_path: Path) -> None:
    """A build tells it with its code, and delivers nothing."""
    look = with_layouts(("layouts/pack.html", "{{ sources_list(sources) }}", ""))
    result = built(tmp_path, small(), look)
    assert not result.delivered
    [finding] = result.findings
    assert str(finding).startswith(
        "templates/layouts/pack.html: error B515: this layout leaves out"
    )


def test_text_that_the_style_sheet_hides_is_missed_by_the_proof(tmp_path: Path) -> None:
    """It is in the HTML, so it is expected; on paper it is not."""
    hidden = ("layouts/pack.html", '<div class="opening">', '<div style="display: none">')
    look = with_layouts(hidden)
    result = built(tmp_path, small(), look)
    assert not result.delivered
    assert "P110" in {finding.code for finding in result.findings}


def test_a_title_may_be_repeated_and_quoted(tmp_path: Path) -> None:
    """A cover, a colophon, a running title: what everybody sees may stand in several places."""
    again = "{{ masthead() }}\n<p>{{ doc.title }}</p>\n<p>This is {{ doc.title }}.</p>\n"
    look = with_layouts(("layouts/pack.html", _MASTHEAD, again))
    blocks = laid_out(small(), look).blocks
    assert blocks.count("A small briefing") == 2
    assert "This is A small briefing." in blocks
    assert built(tmp_path, small(), look).delivered


def test_words_of_a_layout_are_not_known_for_standing_beside_text(tmp_path: Path) -> None:
    """They may stand in their own place; in any other they are still searched for."""
    look = with_layouts(("layouts/cards.html", "<p>{{ note }}</p>", "<p>Marzipan: {{ note }}</p>"))
    composition = laid_out(cards_of(CARDS), look, "cards")
    assert "Marzipan: At the last count of all." in composition.blocks
    expectation = expectation_of(cards_of(CARDS), composition, look)
    words = KnownText(expectation).words
    assert "count" in words
    assert "marzipan" not in words
    assert built(tmp_path, cards_of(CARDS), look, "cards").delivered


def test_furniture_may_say_its_numbers_in_words(tmp_path: Path) -> None:
    """Words that stand only where pages are counted, or only in front matter, are known too."""
    counted = "{{ sheet.folio }}{% if sheet.total %} / {{ sheet.total }}{% endif %}"
    worded = (
        "{% if sheet.total %}Marzipan {{ sheet.folio }} of {{ sheet.total }}"
        "{% else %}Nougat {{ sheet.folio }}{% endif %}"
    )
    result = built(tmp_path, small(), with_layouts(("layouts/furniture.html", counted, worded)))
    assert result.delivered, "\n".join(map(str, result.findings))


# ── marks ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format_", ["pack", "slides", "handout", "notes", "cards"])
def test_no_mark_is_left_in_what_is_typeset(format_: str) -> None:
    """The page engine gets the HTML that layouts made, and nothing of how it was read."""
    composition = laid_out(kfor(), theme(), format_)
    assert not [c for c in html_of(composition) if 0xFDD0 <= ord(c) <= 0xFDEF]


def test_an_author_s_own_characters_are_no_marks() -> None:
    """Text that looks like a mark is text: it stays, and nothing is taken for another."""
    odd = "one \ufdd0\ufdd3\ufdd1two\ufdd2 three"
    order = ReadingOrder()
    value = order.text(odd)
    html = order.read("layout", f"<p>{Markup('{}').format(value)}</p><p>{odd}</p>")
    assert html == f"<p>{odd}</p><p>{odd}</p>"
    assert len(order.shown) == 2
    assert order.shown[0] == odd


def pieces() -> Iterator[TextBlock]:
    """Two paragraphs, and the words of a chart between them."""
    yield TextBlock("First & last", Location("a.md", 4))
    yield TextBlock("Drawn", Location("a.md", 5), drawn=True)
    yield TextBlock("Second", Location("a.md", 6))


def test_html_says_what_the_document_says() -> None:
    """A writer that loses words, adds some or moves them is at fault, wherever it is used."""
    ReadingOrder().blocks("<p>First\u2060 &amp; <em>last</em></p>\n<p>Second</p>", pieces())
    for html in ("<p>First &amp; last</p>", "<p>Second</p><p>First &amp; last</p>", "", "<p>x</p>"):
        with pytest.raises(ValueError, match=r"the HTML of the text at a\.md:4 says"):
            ReadingOrder().blocks(html, pieces())


def test_layouts_may_count_what_they_are_given() -> None:
    """Marks are neither letters nor digits, and no part of a value's length."""
    look = with_layouts(
        (
            "layouts/pack.html",
            "<main>\n",
            (
                "<main>\n{% set html = sections[0].html %}<p>{{ html | striptags | wordcount }} "
                "{{ html | length }} {{ html.count('<') }} counted</p>\n"
            ),
        )
    )
    html = laid_out(small(), theme()).fragments[0].html
    start = html.index('<section class="section"')
    section = html[start : html.index("</section>", start) + len("</section>")]
    [counted] = [text for text in laid_out(small(), look).blocks if text.endswith("counted")]
    assert counted.split()[1:3] == [str(len(section)), str(section.count("<"))]
