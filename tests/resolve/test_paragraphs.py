"""Numbers of paragraphs: counted in what a reader gets, and printed as the first word of each."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.compose import lay_out
from briefing.files.themes import load_theme
from briefing.model.document import TextBody
from briefing.model.errors import ContentError
from briefing.model.formats import PrintOptions
from briefing.model.text_form import TextForm
from briefing.resolve import resolve
from briefing.select.selection import editions, make_edition, select
from support.bodies import briefing_of, drawn, kfor, small, theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.content import Briefing
    from briefing.model.document import Document
    from briefing.model.edition import Edition

NUMBERED = TextForm(one_column=True, numbered_paragraphs=True)
PLAIN = load_theme("plain")
TEXTS = [
    (briefing, edition)
    for briefing in (kfor(), small())
    for edition in editions(briefing)
    if edition.format == "pack"
]
every_text = pytest.mark.parametrize(
    ("briefing", "edition"), TEXTS, ids=[str(edition) for _, edition in TEXTS]
)


def resolved(briefing: Briefing, edition: Edition, form: TextForm = NUMBERED) -> Document:
    """The document of an edition, with an empty picture for each chart."""
    labels = theme().labels_for(edition.language)
    return resolve(*drawn(briefing, select(briefing, edition)), labels, form)


def numbers(document: Document) -> Iterator[str]:
    """The number of each paragraph that has one, in the order of reading."""
    yield from (n.get("number") for n in document.nodes() if n.kind == "p" and n.get("number"))


def document_of(body: str, audience: str = "public", length: str = "full") -> Document:
    """What a reader of a section with this body gets."""
    briefing = briefing_of(body)
    return resolved(briefing, make_edition(briefing, audience, length))


def briefing_with_numbers(body: str) -> Briefing:
    """The small briefing with one section of this body, in a theme that numbers paragraphs."""
    return briefing_of(body, paragraphs=True)


def assert_without_gaps(found: list[str]) -> None:
    """Check that numbers run from 1 in each chapter, and chapters one after the other."""
    parts = [number.rpartition(".") for number in found]
    chapters = [chapter for chapter, _ in groupby(parts, key=lambda part: part[0])]
    assert len(chapters) == len(set(chapters))
    for chapter in chapters:
        own = [int(last) for name, _, last in parts if name == chapter]
        assert own == [*range(1, len(own) + 1)]


@every_text
def test_numbers_run_without_gaps_in_every_edition(briefing: Briefing, edition: Edition) -> None:
    """From 1 in each chapter, whatever its reader does not get; a chapter's number is its own."""
    document = resolved(briefing, edition)
    found = [*numbers(document)]
    assert found
    assert_without_gaps(found)
    if edition.length != "full":
        assert all(map(str.isdigit, found))
    body = document.body_as(TextBody)
    for section in body.sections:
        held = [n.get("number") for block in section.blocks for n in block.walk() if n.kind == "p"]
        assert {n.rpartition(".")[0] for n in held if n} <= {section.number}


BLOCK = st.sampled_from(
    [
        "Words that stand by themselves.",
        'Words for some. {: audience="press" }',
        'Words for others. {: audience="policy" release="partner" }',
        'Words of the long one. {: length="full" }',
        "- An item of a list\n- and another",
        "> Words that are quoted.",
        "## A heading",
        "/// side | Beside\nWords in a box.\n///",
        "/// note | Apart\nWords in a note.\n///",
        "/// audience | press\nTwo.\n\nParagraphs.\n///",
    ]
)


@given(
    st.lists(BLOCK, min_size=1, max_size=12),
    st.sampled_from(["public", "press", "policy"]),
    st.sampled_from(["short", "full"]),
)
def test_numbers_run_without_gaps_whatever_a_reader_gets(
    blocks: list[str], audience: str, length: str
) -> None:
    """Any text, cut for anybody: paragraphs of running text have the next number, others none."""
    document = document_of("\n\n".join(["First words.", *blocks, "Last."]), audience, length)
    found = [*numbers(document)]
    assert_without_gaps(found)
    [section] = (s for s in document.body_as(TextBody).sections if not s.opens)
    text = [block.text for block in section.text_blocks()]
    counted = [words for words in text if re.match(r"\d+(\.\d+)? (?!Only|A heading)", words)]
    assert len(counted) == len(found)
    boxed = ("Words in", "Words that are quoted", "An item", "and another", "Beside", "Apart")
    assert not [words for words in counted if words.partition(" ")[2].startswith(boxed)]


@every_text
def test_without_the_setting_nothing_has_a_number(briefing: Briefing, edition: Edition) -> None:
    """Themes that say nothing print as before."""
    assert not [*numbers(resolved(briefing, edition, TextForm()))]
    assert not [*numbers(resolved(briefing, edition, theme().text.form))]


def test_headings_in_a_chapter_have_no_numbers_that_could_be_a_paragraph_s() -> None:
    """“1.1” is the first paragraph of chapter 1, and nothing else."""
    [section] = document_of("One.\n\n## Under\n\nTwo.").body_as(TextBody).sections
    assert [block.text for block in section.text_blocks()] == [
        "1 Only",
        "1.1 One.",
        "Under",
        "1.2 Two.",
    ]


def test_a_section_without_a_number_has_none_at_its_paragraphs() -> None:
    """A summary is not part of the count, in any length."""
    briefing = briefing_of("Summed up.", "---\ntitle: Only\nnumbered: false\n---\n")
    for length in ("short", "full"):
        assert not [*numbers(resolved(briefing, make_edition(briefing, "public", length)))]


@pytest.mark.parametrize(("length", "printed"), [("full", "paragraph\xa01.2"), ("short", "2")])
def test_a_reference_prints_the_number_of_a_paragraph(length: str, printed: str) -> None:
    """“As paragraph 1.2 says”, and it leads there."""
    body = "See [](#here).\n\nIt is here.\n{: #here }"
    briefing = briefing_with_numbers(body)
    document = resolved(briefing, make_edition(briefing, "public", length))
    [link] = (node for node in document.nodes() if node.get("class") == "xref")
    assert link.get("href") == "#here"
    assert link.text().endswith(printed)
    assert next(n for n in document.nodes() if n.get("id") == "here").get("number")


def test_in_easy_read_a_reference_names_the_section() -> None:
    """Paragraphs have no numbers there, where each sentence has a line."""
    briefing = briefing_with_numbers("See [](#here).\n\nIt is here.\n{: #here }")
    easy = replace(make_edition(briefing, "public", "short"), easy=True)
    document = resolved(briefing, easy)
    assert not [*numbers(document)]
    [link] = (node for node in document.nodes() if node.get("class") == "xref")
    assert link.text() == "“Only”"


def test_a_reference_to_a_paragraph_is_refused_where_they_have_no_numbers() -> None:
    """At its line, before anything is made."""
    body = "See [](#here).\n\nIt is here.\n{: #here }"
    with pytest.raises(ContentError) as caught:
        briefing_of(body)
    [finding] = caught.value.findings
    assert finding.code == "B304"
    assert finding.hint == "write [words](#here)"
    # In a box, a list or a section without number it has none in any theme.
    for unnumbered in ("- Item.\n    {: #here }", "/// note\n{: #here }\nBoxed.\n///"):
        with pytest.raises(ContentError):
            briefing_with_numbers(f"See [](#here).\n\n{unnumbered}")


@pytest.mark.parametrize("size", ["", "large"])
def test_a_number_is_the_first_word_of_its_paragraph_in_html(size: str) -> None:
    """Real text in the paragraph, which is heard, found and copied with it."""
    options = PrintOptions(size=size) if size else PrintOptions()
    briefing = briefing_of("**One.** Words.\n\nTwo.")
    edition = make_edition(briefing, "public", "full", print_options=options)
    composition = lay_out(resolved(briefing, edition), PLAIN.printed(size))
    html = "".join(fragment.html for fragment in composition.fragments)
    found = re.findall(r'<p class="([^"]*)"[^>]*><span class="no">([^<]*)</span>', html)
    assert found == [("run-in numbered", "1.1\t"), ("numbered", "1.2\t")]
    assert "1.1 One. Words." in composition.blocks
