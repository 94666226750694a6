"""Sources: three formats in, entries of a citation style out (cases in ``cases/sources.md``)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from briefing.citations.bibtex import read_bibtex
from briefing.citations.csl_json import read_json
from briefing.citations.csl_locales import date_locale
from briefing.citations.csl_markup import nodes, tags_to_markers, without_markers
from briefing.citations.csl_processor import processor
from briefing.citations.csl_styles import check_style
from briefing.compose.expectation import BlockWords, withheld_words
from briefing.files.yaml import read_yaml, validate
from briefing.model.content import CitationStyle, Node
from briefing.model.errors import ContentError
from briefing.model.node_text import inline_text
from briefing.model.source import Source
from briefing.select.selection import withheld
from support.bodies import compose, theme
from support.cases import Case, read_cases
from support.projects import ROOT, project, read, selected

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.content import Briefing


def shipped(name: str) -> CitationStyle:
    """A style of the templates."""
    path = ROOT / "templates" / "csl" / f"{name}.csl"
    return CitationStyle(name, path.name, path.read_text("utf-8"))


STYLES = tuple(path.stem for path in sorted((ROOT / "templates" / "csl").glob("*.csl")))


def changed(old: str, new: str, name: str = "institution") -> CitationStyle:
    """A shipped style with some of its text replaced."""
    style = shipped(name)
    assert old in style.text, old
    return CitationStyle("changed.csl", "changed.csl", style.text.replace(old, new))


def source_of(text: str) -> Source:
    """A source written in YAML."""
    file, _ = read_yaml(text, "sources.yaml")
    return Source.model_validate(file.data)


def _source(case: Case) -> Source:
    if "yaml" in case.blocks:
        return source_of(case.blocks["yaml"])
    kind, reader = ("json", read_json) if "json" in case.blocks else ("bib", read_bibtex)
    file, findings = reader(case.blocks[kind], f"sources.{kind}")
    assert findings == []
    source, findings = validate(Source, file, f"sources.{kind}", ("source",))
    assert findings == []
    assert source is not None
    return source


def shown(part: Node | str) -> str:
    """Formatted text as the cases write it, its no-break spaces as others."""
    if isinstance(part, str):
        return part.replace("\N{NO-BREAK SPACE}", " ")
    inner = "".join(map(shown, part.children))
    if part.kind == "a":
        assert part.get("href") == inner
    marks = {"em": ("*", "*"), "a": ("<", ">"), "span": ("{", "}"), "sub": ("_", "_")}
    before, after = marks[part.kind]
    return f"{before}{inner}{after}"


@pytest.mark.parametrize("case", read_cases("sources.md"), ids=lambda case: case.title)
def test_a_source_is_printed_as_its_style_asks(case: Case) -> None:
    """Each block of the case is the entry in that style and language, to the letter."""
    source = _source(case)
    locators = case.blocks.get("cited", "").strip()
    for block, expected in case.blocks.items():
        name, _, language = block.partition(" ")
        if name in STYLES:
            entry = processor(shipped(name), language or "en").entry(source, locators)
            assert "".join(map(shown, entry)) == expected.strip(), block


def test_every_case_is_in_both_styles() -> None:
    """A style that no case looks at would change unnoticed."""
    assert set(STYLES) == {"author-title", "institution"}
    for case in read_cases("sources.md"):
        assert set(STYLES) <= case.blocks.keys(), case.title


@pytest.mark.parametrize("name", STYLES)
def test_the_shipped_styles_are_sound(name: str) -> None:
    """They follow the schema and ask for nothing in vain, so they are not checked at each run."""
    assert check_style(shipped(name), ["en", "sq", "sr", "sr-Latn"]) == []


# ── short names ──────────────────────────────────────────────────────────────────────────

RESOLUTION = source_of(
    "{title: Resolution 1244, title-short: Res. 1244, author: [{literal: UN Security Council}, "
    "{family: Roe, given: R.}], issued: 1999-06-10}"
)


@pytest.mark.parametrize(
    ("style", "name"),
    [
        (shipped("institution"), "UN Security Council, Roe, 1999"),
        (shipped("author-title"), "UN Security Council and Roe, Res. 1244"),
        (
            changed(
                '<text variable="title"/></substitute>',
                '<text variable="citation-number"/></substitute>',
            ),
            "UN Security Council, Roe, 1999",
        ),
    ],
)
def test_a_source_is_named_as_the_style_cites_it(style: CitationStyle, name: str) -> None:
    """Below a table the style's own citation stands; where it is a number, who and when."""
    assert "".join(map(shown, processor(style, "en").short_name(RESOLUTION))) == name


def test_a_source_without_author_is_named_by_its_title() -> None:
    """The title is all there is to name."""
    source = source_of("{title: Agreed points, issued: 1999}")
    assert processor(shipped("institution"), "en").short_name(source) == ("Agreed points, 1999",)


# ── other styles ─────────────────────────────────────────────────────────────────────────


def test_what_was_cited_is_printed_whatever_the_style() -> None:
    """A style that does not know of locators in its list gets them before its last full stop."""
    style = changed('<text variable="locator"/>', "")
    for locators in ("para 9", "1999"):  # the second stands in the entry for another reason
        entry = processor(style, "en").entry(source_of("{title: Treaty, issued: 1999}"), locators)
        assert "".join(map(shown, entry)) == f"*Treaty*, 1999, {locators}."


def test_a_source_tells_all_its_words_and_no_addresses() -> None:
    """What the proof looks for: people, titles, notes; not the parts of an address."""
    source = source_of(
        "{title: T, editor: [{family: Lee, given: Kim}], container-title: C, note: N, number: 7, "
        "URL: 'https://www.example.org', language: en}"
    )
    assert set(source.texts()) == {"T", "Kim Lee", "C", "N", "7"}


def test_numbers_are_ours() -> None:
    """A style that prints its own number in the list prints none: ours stands there already."""
    style = changed(
        "<layout>\n", '<layout>\n<text variable="citation-number" prefix="[" suffix="] "/>'
    )
    assert "".join(map(shown, processor(style, "en").entry(source_of("title: Treaty")))) == (
        "*Treaty*."
    )


def test_an_entry_does_not_depend_on_those_before_it() -> None:
    """The library's trees change while it prints; ours are made ready first."""
    style = changed(
        '<text term="accessed"/>\n        <date variable="accessed" form="text"/>',
        '<date variable="accessed" form="text"><date-part name="month" form="short"/></date>',
    )
    text = "{title: T, issued: 2001-12-27, accessed: 2026-11-20, URL: 'https://example.org'}"
    printer = processor(style, "en")
    for _ in range(3):
        entry = printer.entry(source_of(text))
        assert "".join(map(shown, entry)) == (
            "*T*, 27 December 2001. <https://example.org> (20 Nov 2026)"
        )


def test_markup_of_a_style_becomes_nodes() -> None:
    """Bold, underline and raised text have their nodes; nothing is written as HTML."""
    style = changed(
        '<text variable="title" font-style="italic"/>',
        '<text variable="title" font-weight="bold"/><text variable="genre" vertical-align="sup"/>'
        '<text variable="medium" text-decoration="underline"/>',
    )
    source = source_of('{title: "<script>x</script>", genre: g, medium: m}')
    entry = processor(style, "en").entry(source)
    assert [part.kind for part in entry if isinstance(part, Node)] == ["strong", "sup", "span"]
    assert inline_text(entry[:1]) == "<script>x</script>"


def test_a_style_that_fails_on_a_source_is_a_finding() -> None:
    """Whatever the library raises names the style and the source (B114)."""
    style = changed('<text variable="title" font-style="italic"/>', "").text
    empty = CitationStyle("empty.csl", "small/empty.csl", style)
    with pytest.raises(ContentError) as caught:
        processor(empty, "en").entry(source_of("title: Only a title"))
    [finding] = caught.value.findings
    assert str(finding.location) == "small/empty.csl"
    assert finding.code == "B114"
    assert "Only a title" in finding.message


# ── languages ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "dates"),
    [
        ("en", ["1999", "June 1999", "10 June 1999"]),
        ("sq", ["1999", "qershor 1999", "10 qershor 1999"]),
        ("sr", ["1999", "јун 1999", "10. јун 1999"]),
        ("sr-Latn", ["1999", "jun 1999", "10. jun 1999"]),
        ("de", ["1999", "Juni 1999", "10. Juni 1999"]),
        ("es", ["1999", "junio de 1999", "10 de junio de 1999"]),
        ("hu", ["1999", "1999. június", "1999. június 10"]),
    ],
)
def test_dates_are_those_of_the_language(language: str, dates: list[str]) -> None:
    """Months and order are the language's, also where the processor has no words of it; a full
    stop that ends a date is that of the entry as well."""
    printer = processor(shipped("institution"), language)
    for issued, printed in zip(("1999", "1999-06", "1999-06-10"), dates, strict=True):
        entry = printer.entry(source_of(f"{{title: T, issued: '{issued}'}}"))
        assert "".join(map(shown, entry)) == f"*T*, {printed}."


def test_a_day_keeps_its_month_on_the_line() -> None:
    """As everywhere else in print."""
    assert 'suffix="\N{NO-BREAK SPACE}"' in date_locale("en-GB", Locale("en", "GB"))


# ── formats ──────────────────────────────────────────────────────────────────────────────


@given(st.text())
def test_any_text_is_read_or_is_a_fault(text: str) -> None:
    """No file, however broken, stops the run with anything but findings."""
    for reader in (read_json, read_bibtex):
        file, findings = reader(text, "sources")
        assert file.data == {} or isinstance(file.data, dict)
        assert all(finding.location.line >= 1 for finding in findings)


@given(st.text(alphabet='@{}"=,#\\ab1 \n()~$', max_size=60))
def test_broken_bibtex_ends(text: str) -> None:
    """Braces, quotes and commas in any order: the reader comes to an end."""
    file, _ = read_bibtex(f"@book{{a, title={{{text}", "sources.bib")
    for data in file.data.values():
        assert data is None or data["type"]


def test_strings_that_double_each_other_are_a_fault() -> None:
    """Forty lines of BibTeX can name a terabyte."""
    text = "@string{a = {0123456789}}\n" + "@string{a = a # a}\n" * 40
    file, findings = read_bibtex(text, "sources.bib")
    assert file.data == {}
    assert [finding.code for finding in findings] == ["B104"]


def test_a_style_is_read_as_utf_8_whatever_it_says() -> None:
    """A declared encoding cannot hide what would be refused in plain sight."""
    text = shipped("institution").text.replace('encoding="utf-8"', 'encoding="utf-7"')
    hidden = text.replace("<!-- The list", "+ADwAIQ-DOCTYPE style><!-- The list", 1)
    assert [f.code for f in check_style(CitationStyle("x", "x.csl", hidden), ["en"])] == ["B114"]


@given(st.text())
def test_words_survive_their_markup(text: str) -> None:
    """Marks come and go; the words between stay, whatever they are."""
    words = inline_text(nodes(tags_to_markers(text)))
    assert words == without_markers(tags_to_markers(text))


def test_marks_in_a_source_are_taken_out() -> None:
    """A noncharacter in a title cannot pass for our markup."""
    assert nodes(tags_to_markers("a\ufdd0b\ufddfc")) == ("abc",)


def test_a_macro_that_grows_without_end_is_refused() -> None:
    """Thirty macros that each call the next twice would print for hours."""
    text = "".join(
        f'<macro name="m{n}"><text macro="m{n + 1}"/><text macro="m{n + 1}"/></macro>'
        for n in range(30)
    )
    text += '<macro name="m30"><text variable="title"/></macro><citation>'
    style = changed("<citation>", text)
    style = replace(style, text=style.text.replace('macro="access"', 'macro="m0"'))
    [finding] = check_style(style, ["en"])
    assert finding.code == "B114"
    assert "expand to more than 20,000 elements" in finding.message


# ── in an edition ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def three_files(tmp_path: Path) -> Briefing:
    """Sources in YAML, JSON and BibTeX, cited together in another style."""
    settings = (ROOT / "tests/projects/small/briefing.yaml").read_text("utf-8")
    settings = settings.replace("[opening, first, second]", "[first]")
    return read(
        project(
            tmp_path,
            {
                "briefing.yaml": f"{settings}citation_style: author-title\n",
                "sources.json": '[{"id": "ja", "title": "From J & Co"}]',
                "sources.bib": "@book{bi, author={Doe, Jane}, title={From <B>}}",
                "sections/first.md": "---\ntitle: First\n---\nOne [@bi; @ja, para 2]. [@mta]\n\n"
                'Policy. [@unscr1244] {: audience="policy" }\n',
            },
        )
    )


def test_sources_of_all_files_are_numbered_together(three_files: Briefing) -> None:
    """Numbers follow the text and the list holds what was cited, escaped, and nothing else."""
    made = compose(three_files, selected(three_files, "public", "short"), theme())
    assert made.document.cited == {"bi", "ja", "mta"}
    html = made.fragments[0].html
    assert '<span class="small-caps">Doe</span>, Jane, <em>From &lt;B&gt;</em>.' in html
    assert "<em>From J &amp; Co</em>, para 2." in html
    assert "Resolution" not in html
    assert "2 From J & Co, para 2." in made.blocks


def test_the_proof_looks_for_the_words_of_sources_that_are_not_cited(
    three_files: Briefing,
) -> None:
    """All that is said of a withheld source is looked for, and nothing of those in the list."""
    public = compose(three_files, selected(three_files, "public", "short"), theme())
    policy = compose(three_files, selected(three_files, "policy", "short"), theme())
    words = BlockWords(three_files)
    places = dict(
        withheld_words(three_files, public.document, withheld(three_files, public.edition), words)
    )
    assert {"Resolution 1244 (1999)", "UN Security Council"} <= places.keys()
    assert places["Resolution 1244 (1999)"].startswith("small/sources.yaml")
    assert "Resolution 1244 (1999)" not in dict(
        withheld_words(three_files, policy.document, withheld(three_files, policy.edition), words)
    )


def test_a_source_that_is_read_again_is_formatted_once() -> None:
    """So that who builds for hours keeps the entries of one reading; another is another."""
    printer = processor(shipped("institution"), "en")
    text = "{title: Said once, author: [{family: Doe}], issued: 1999}"
    first, again, other = (source_of(t) for t in (text, text, text.replace("1999", "2001")))
    assert first is not again
    assert printer.entry(first, "p. 4") is printer.entry(again, "p. 4")
    assert printer.short_name(first) is printer.short_name(again)
    assert printer.entry(first) != printer.entry(first, "p. 4")
    assert printer.entry(other) != printer.entry(first)
    assert printer.short_name(other) != printer.short_name(first)
