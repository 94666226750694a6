"""Composing: numbers, sources, acronyms and references (cases in ``cases/compose.md``)."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest

from briefing.model.errors import ContentError
from briefing.model.paper import roman
from briefing.model.settings import Acronym
from briefing.resolve.acronyms import Acronyms
from briefing.text import acronym_forms
from briefing.text.locale_format import print_date, print_partial_date, print_value
from support.bodies import briefing_of, composed, small, text_of
from support.cases import Case, read_cases

DAY = datetime.date(2025, 10, 3)


@pytest.mark.parametrize("case", read_cases("compose.md"), ids=lambda case: case.title)
def test_a_section_is_composed_as_written(case: Case) -> None:
    """For each reader of the case the blocks are those listed, in their order, and no others."""
    for reader, expected in case.blocks.items():
        if reader != "section":
            audience, _, length = reader.partition(" ")
            blocks = text_of(case.blocks["section"], audience, length)
            printed = [block.replace("\N{NO-BREAK SPACE}", " ") for block in blocks]
            assert printed == expected.splitlines()


def html(body: str, audience: str = "public", length: str = "short") -> str:
    """The HTML of a section's fragments, spaces made one."""
    fragments = composed(briefing_of(body), audience, length).fragments
    return " ".join("".join(fragment.html for fragment in fragments).split())


def test_key_messages_are_numbered_before_the_column_beside_them() -> None:
    """What is read first is cited first: the box, then the side column at its height."""
    body = (
        "/// key-messages\n- First. [@unscr1244]\n///\n\n"
        "/// side\n//// number | {{ troops }}\ntroops\n////\n///\n"
    )
    page = html(body)
    assert page.index("First.") < page.index("4,500")
    apart = "\u2060 "
    assert re.search(rf"First\.<sup[^>]*><a [^>]*>{apart}1<", page)
    assert re.search(rf"as of 3.October 2025<sup[^>]*><a [^>]*>{apart}2<", page)


@pytest.mark.parametrize("words", ["In 2025", "17,500.", "12%", "(33)", "A word", "{{ troops }}"])
@pytest.mark.parametrize("mark", ["[@mta]", "[^a]"])
def test_a_mark_keeps_apart_from_what_it_follows(words: str, mark: str) -> None:
    """“2025⁴” must not be read, copied or searched as 20254: a narrow space is there, at which no
    line ends. What is heard is in brackets."""
    page = html(f"{words} {mark}\n\n[^a]: So it is.\n" if mark == "[^a]" else f"{words} {mark}\n")
    printed = "a" if mark == "[^a]" else "1"
    before, tag, inner = re.search(r"(\S)(<sup [^>]*>)<a [^>]*>(.*?)</a>", page).groups()  # type: ignore[union-attr]
    assert before not in "\u2060\u202f"
    assert inner == f"\u2060 {printed}"
    assert f'data-spoken="[{printed}' in tag


def test_a_list_may_begin_at_any_number() -> None:
    """The engine does not read ``start``, so the number is a style; absurd ones count nothing."""
    assert "counter-reset: list-item 5" in html("6. six\n7. seven\n")
    assert "counter-reset" not in html("1. one\n2. two\n")
    assert "counter-reset" not in html(f"{'9' * 5000}. much\n")


def test_bold_words_at_the_start_make_a_run_in_head() -> None:
    """A question set in bold opens its paragraph without an indent."""
    assert 'class="run-in"' in html("**Why?** Because.\n")
    assert "run-in" not in html("This is **bold**.\n")


@pytest.mark.parametrize(
    ("language", "number", "date"),
    [
        ("en", "4,600", "3 October 2025"),
        ("sq", "4 600", "3 tetor 2025"),
        ("sr", "4.600", "3. октобар 2025."),
        ("sr-Latn", "4.600", "3. oktobar 2025."),
    ],
)
def test_values_are_printed_by_locale(language: str, number: str, date: str) -> None:
    """Grouping and dates are the language's; a number never breaks over two lines."""
    assert print_value(4600, language).replace("\N{NO-BREAK SPACE}", " ") == number
    assert " " not in print_value(4600, language)
    assert print_date(DAY, language).replace("\N{NO-BREAK SPACE}", " ") == date
    assert print_value(DAY, language) == print_date(DAY, language)


def test_folios_of_front_matter_are_roman() -> None:
    """Small letters, as printers number what stands before the text."""
    assert [roman(n) for n in (1, 4, 9, 12, 39)] == ["i", "iv", "ix", "xii", "xxxix"]


def test_a_language_and_a_class_reach_every_kind_of_block() -> None:
    """A screen reader must know that a heading, a box or a table is in another language."""
    page = html(
        """
/// note | Shënim
Tekst.
///
{: lang="sq" }

## Kapitulli {: lang="sq" }

Tekst.

| Viti | Trupa |
|---|---|
| 1999 | 50 |
{: lang="sq" }

**Pse?** Sepse. {: lang="sq" .wide }
"""
    )
    for tag, cls in (("div", "note"), ("h3", ""), ("table", ""), ("p", "run-in wide")):
        found = [e for e in re.findall(rf"<{tag}[^>]*>", page) if 'lang="sq"' in e]
        assert len(found) == 1, tag
        assert f'class="{cls}"' in found[0] or not cls
        assert found[0].count("class=") <= 1


def test_a_fact_of_a_title_is_not_cited_in_another_section() -> None:
    """Its source belongs to no other sentence; where the fact is said again, it is cited."""
    briefing = briefing_of(
        "/// figure | {{ troops }} troops\n    src: figures/square.svg\n    alt: A square\n///\n"
    )
    other = replace(
        small().sections[2], blocks=briefing_of("An opinion, mine.\n").sections[0].blocks
    )
    both = replace(briefing, sections=(*briefing.sections, replace(other, conditions=())))
    page = "".join(fragment.html for fragment in composed(both, "public", "short").fragments)
    assert 'class="cite"' not in page


def test_an_edition_of_nothing_is_a_fault() -> None:
    """Paper without content is never handed out as a proven pack (B307)."""
    with pytest.raises(ContentError) as caught:
        composed(briefing_of("For others. {: audience='press' }\n"), "public", "short")
    assert [f.code for f in caught.value.findings] == ["B307"]


def test_a_value_is_printed_as_exactly_as_it_is_given() -> None:
    """A share of 0.12345 is not 0.123."""
    assert print_value(0.12345, "en") == "0.12345"
    assert print_value(1234567.5, "en") == "1,234,567.5"


@pytest.mark.parametrize(
    ("written", "full", "printed"),
    [
        ("a EU body", "European Union", "a European Union (EU) body"),
        ("a UNMIK office", "United Nations Mission", "a United Nations Mission (UNMIK) office"),
        ("an LMT", "Liaison Team", "a Liaison Team (LMT)"),
        ("a OSCE post", "Organization", "an Organization (OSCE) post"),
        ("an HQ", "Headquarters", "a Headquarters (HQ)"),
        ("an LMT", "NATO liaison team", "a NATO liaison team (LMT)"),
        ("a ZR", "uninvolved party", "an uninvolved party (ZR)"),
        ("a ZR", "utmost effort", "an utmost effort (ZR)"),
        ("an XR", "uranium store", "a uranium store (XR)"),
        ("a ZR", "honorary consul", "an honorary consul (ZR)"),
        ("an XR", "human right", "a human right (XR)"),
        ("a ZR", "EU-led mission", "an EU-led mission (ZR)"),
        ("an XR", "UN mission", "a UN mission (XR)"),
        ("a ZR", "LMT report", "an LMT report (ZR)"),
        ("a ZR", "8th brigade", "an 8th brigade (ZR)"),
    ],
)
def test_an_article_fits_the_word_behind_it(written: str, full: str, printed: str) -> None:
    """By its sound, not by its letter."""
    short = next(word for word in written.split() if word.isupper())
    acronyms = Acronyms({short: Acronym(full=full)})
    assert acronyms.spell_out(written) == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("NGOs left.", "Non-governmental organisations (NGOs) left."),
        ("They left. MPs too.", "They left. Members of parliament (MPs) too."),
        ("Really? (MPs.)", "Really? (Members of parliament (MPs).)"),
        ("He said: “MPs left.”", "He said: “Members of parliament (MPs) left.”"),
        ("“Gone.” MPs left.", "“Gone.” Members of parliament (MPs) left."),
        ("Some, e.g. MPs, left.", "Some, e.g. members of parliament (MPs), left."),
        ("An NGO left.", "A non-governmental organisation (NGO) left."),
        ("the MP’s pay", "the member of parliament’s (MP’s) pay"),
        ("the MPs’ pay", "the members of parliament’s (MPs’) pay"),
        ("the NGOs’ pay", "the non-governmental organisations’ (NGOs’) pay"),
        ("the ‘old NGOs’ left", "the ‘old non-governmental organisations (NGOs)’ left"),
        ("COVID-19 came.", "Coronavirus disease 2019 (COVID-19) came."),
        ("iPS are cells.", "iPS are cells."),
        ("VS came.", "vSphere (VS) came."),
    ],
)
def test_an_acronym_is_spelled_out_as_its_place_asks(written: str, printed: str) -> None:
    """With a capital at the start of a sentence, in the plural and in the genitive."""
    acronyms = Acronyms(
        {
            "NGO": Acronym(full="non-governmental organisation"),
            "MP": Acronym(full="member of parliament", plural="members of parliament"),
            "COVID-19": Acronym(full="coronavirus disease 2019"),
            "VS": Acronym(full="vSphere"),
        }
    )
    assert acronyms.spell_out(written) == printed


def test_a_sentence_begins_where_the_block_says_so() -> None:
    """Marks, citations, facts and footnotes inside a block do not hide where a sentence begins."""
    body = "They left. [@mta] *KFOR* came.[^n]\n\n[^n]: LMTs.\n"
    acronyms = {"KFOR": Acronym(full="kosovo force"), "LMT": Acronym(full="liaison team")}
    briefing = replace(briefing_of(body), acronyms=acronyms)
    page = "".join(fragment.html for fragment in composed(briefing, "public", "short").fragments)
    assert "<em>Kosovo force (KFOR)</em> came" in page
    assert "Liaison teams (LMTs)." in page
    briefing = replace(briefing_of("- {{ troops }} LMTs\n- KFOR\n"), acronyms=acronyms)
    page = "".join(fragment.html for fragment in composed(briefing, "public", "short").fragments)
    assert "4,500 liaison teams (LMTs)" in page
    assert "Kosovo force (KFOR)" in page


@pytest.mark.parametrize(
    ("full", "plural", "sure"),
    [
        ("Kosovo Force", "Kosovo Forces", True),
        ("member of parliament", "members of parliament", False),
        ("Liaison and Monitoring Team", "Liaison and Monitoring Teams", True),
        ("statutory body", "statutory bodies", False),
        ("head office box", "head office boxes", False),
    ],
)
def test_a_plural_that_is_not_given_is_made_as_in_english(
    full: str, plural: str, sure: bool
) -> None:
    """What is more than an “s” at the end is a guess, and told."""
    assert acronym_forms.plural(Acronym(full=full)) == plural
    assert acronym_forms.is_sure(Acronym(full=full)) is sure


def test_a_unit_stands_behind_its_value_and_small_in_a_box() -> None:
    """In running text a space that does not break is between them."""
    body = "{{ troops }} came.\n\n/// number | {{ troops }}\nof {{ troops }}\n///\n"
    unit = {"one": "soldier", "other": "soldiers"}
    facts = {"troops": small().facts["troops"].model_copy(update={"printed_unit": unit})}
    briefing = replace(briefing_of(body), facts=facts)
    page = "".join(fragment.html for fragment in composed(briefing, "public", "short").fragments)
    assert "4,500\N{NO-BREAK SPACE}soldiers came" in page
    assert '<p class="value">4,500<span class="unit"> soldiers</span></p>' in page
    assert "of 4,500\N{NO-BREAK SPACE}soldiers" in page


def test_a_long_citation_may_break_between_its_marks() -> None:
    """Each mark keeps together; the numbers of a run are links, and so is one with a locator."""
    page = html("One. [@mta, annex 2, point 6; @unscr1244, paras 7 and 9]\n")
    mark = re.search(r'<sup [^>]*class="cite long"[^>]*>.*?</sup>', page)
    assert mark is not None
    assert re.sub(r"<[^>]*>|\u2060 ?", "", mark[0]) == "1, annex 2, point 6; 2, paras 7, 9"
    assert re.findall(r'href="urn:briefing:pack\.src\.(\d+)"', mark[0]) == ["1", "2"]


def test_an_address_in_the_list_of_sources_is_laid_out_and_read() -> None:
    """The invisible characters at which it breaks are no words."""
    source = (
        small()
        .sources["mta"]
        .model_copy(update={"URL": "https://example.org/a-long/path/of_many/parts.html?x=1&y=2"})
    )
    briefing = replace(briefing_of("One. [@mta]\n"), sources={"mta": source})
    composition = composed(briefing, "public", "short")
    assert any(source.URL in text for text in composition.blocks)


def test_locators_are_counted_in_english() -> None:
    """Two of a kind have a plural, whatever their abbreviation."""
    page = html("One. [@mta, annex 2; @unscr1244, p. 5] Two. [@mta, annex 3; @unscr1244, p. 7]\n")
    assert "annexes 2, 3" in page
    assert "pp. 5, 7" in page


def test_names_of_layouts_are_free_for_authors() -> None:
    """A section called sources and the list of sources are two places of a pack."""
    page = html("## Sources {: #sources }\n\nText. [@mta]\n\n## A\n\nText.\n", length="full")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"sources", "pack.sources", "only.1"} <= set(ids)


def test_a_link_to_a_block_of_an_audience_leads_there() -> None:
    """An id on a container is one that links can lead to."""
    page = html("/// audience | public\nText.\n///\n{: #grp }\n\n[there](#grp)\n")
    assert 'id="grp"' in page


@pytest.mark.parametrize(
    ("date", "printed"),
    [
        ("1999", "1999"),
        ("1999-06", "June 1999"),
        ("1999-06-10", "10 June 1999"),
        ("about 2016", "about 2016"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(date: str, printed: str) -> None:
    """Year, month or day; anything else stands as written."""
    assert print_partial_date(date, "en").replace("\N{NO-BREAK SPACE}", " ") == printed
