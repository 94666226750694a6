"""Web pages: each thing is the element that means it, whatever a document holds."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import tinyhtml5

from briefing.build.pipeline import compose_edition
from briefing.cache.cache import Cache
from briefing.compose.web.by_format import WRITERS
from briefing.compose.web.references import References
from briefing.compose.web.tables import is_wide
from briefing.compose.web.writer import WebWriter
from briefing.model.blocks import Html
from briefing.model.content import Node
from briefing.model.formats import FORMATS
from briefing.model.kinds import KINDS
from briefing.select.selection import editions, make_edition
from support.bodies import kfor, small, theme
from support.decks import deck_project
from support.projects import project, read

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from briefing.model.web import WebPage

_HTML = "{http://www.w3.org/1999/xhtml}"
SECTION = """\
---
title: Roads
---
Everybody reads that roads are kept open.[^a] [@mta] All of it. [@mta] A part. [@mta, para 2]

/// side | Beside
Said beside.
///

## Gates {#gates}

1. One
2. Two

- [x] done
- [ ] to do

Term
:   Meaning

> Said so.

```python
x = 1 < 2 and "a & b"
```

/// number | 4
gates
///

/// table | Gates of the *north*
| Gate | Width | Height | Built by | In the year | Colour |
| --- | --- | --- | --- | --- | --- |
| North-western | 4 m | 3 m | Stonemasons | 1999 | Vermilion |
///

See [](#gates), and H~2~O, x^2^, ~~not~~, `a < b`, “3 < 4 & 5”.

Once more.[^a]

[^a]: A note on roads.
"""


def page_in(folder: Path, audience: str, length: str, format_: str = "pack") -> WebPage:
    """The page of an edition of a briefing in a folder."""
    briefing = read(folder)
    edition = make_edition(briefing, audience, length, format_)
    composed = compose_edition(briefing, edition, theme(), Cache(folder.parent / "store"))
    assert composed.page is not None
    return composed.page


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Element:
    """A page with all sorts of things, parsed."""
    folder = project(tmp_path_factory.mktemp("page"), {"sections/first.md": SECTION})
    return parsed(page_in(folder, "public", "short").html)


def parsed(html: str) -> Element:
    """The tree of a page, with plain names."""
    root = tinyhtml5.parse(html)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(_HTML)
    return root  # type: ignore[no-any-return]  # of a library without types


def words(element: Element | None) -> str:
    """The text in an element."""
    assert element is not None
    return " ".join("".join(element.itertext()).replace("\u2060", "").split())


def the(root: Element, path: str) -> Element:
    """The first element at a path, which is there."""
    found = root.find(path)
    assert found is not None, path
    return found


# ── every kind, every format ──────────────────────────────────────────────────────────────


def test_every_kind_of_node_has_a_way_to_be_written() -> None:
    """A new kind is told here, and not by the first page that holds it."""
    writer = WebWriter(References({}), {})
    own = {Html.OWN, Html.BOX}
    lacking = [
        name
        for name, kind in KINDS.items()
        if kind.html in own and not hasattr(writer, f"_{name.replace('-', '_')}")
    ]
    assert lacking == []


def test_formats_with_a_page_have_a_writer() -> None:
    """And no writer is left of one that has none."""
    assert {name for name, format_ in FORMATS.items() if format_.has_page} == set(WRITERS)


@pytest.mark.slow
def test_every_page_of_the_shipped_briefing_says_all_its_document_says(tmp_path: Path) -> None:
    """Composing checks it (B515); here, that each edition with a page gets that far."""
    briefing = kfor()
    cache = Cache(tmp_path / "store")
    for edition in editions(briefing, format="slides"):
        composed = compose_edition(briefing, edition, theme(), cache)
        assert composed.page is not None
        assert "Slide 1 of " in composed.page.html


def test_without_pages_none_is_composed(tmp_path: Path) -> None:
    """``html: no`` in the settings."""
    folder = project(tmp_path, {})
    settings = folder / "briefing.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}html: no\n", "utf-8")
    briefing = read(folder)
    edition = make_edition(briefing, "public", "short")
    assert compose_edition(briefing, edition, theme(), Cache(tmp_path / "store")).page is None


# ── the frame ─────────────────────────────────────────────────────────────────────────────


def test_the_marking_is_read_first_and_last(page: Element) -> None:
    """Before the link to the text, and after everything."""
    body = the(page, "body")
    assert words(body).startswith("TLP:CLEAR May be shared")
    assert words(the(body, "footer")).endswith("May be shared without restriction.")
    assert the(body, "header/a").get("href") == "#of.text"
    assert the(body, "main").get("id") == "of.text"


def test_headings_step_down_one_by_one(page: Element) -> None:
    """From the title on; titles of boxes are headings below that of their section."""
    levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch(r"h\d", str(e.tag))]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert words(the(page, ".//aside/h3")) == "Beside"


def test_every_id_is_there_once_and_every_link_leads_somewhere(page: Element) -> None:
    """Inside the page."""
    ids = [value for e in page.iter() if (value := e.get("id"))]
    assert len(ids) == len(set(ids))
    links = [href for e in page.iter("a") if (href := e.get("href", "")).startswith("#")]
    assert {href[1:] for href in links} <= set(ids)


# ── references ────────────────────────────────────────────────────────────────────────────


def test_sources_say_where_their_links_lead_and_back_again(page: Element) -> None:
    """Each citation has a name and a place; each place has a link back to it."""
    cited = [a for a in page.iter("a") if a.get("role") == "doc-biblioref"]
    assert len(cited) >= 3
    for link in cited:
        number, text = words(link), link.get("aria-label", "")
        entry = the(page, f".//li[@id='of.src.{number}']")
        assert text.startswith(f"Source {number}: ")
        assert " ".join(text.partition(": ")[2].split()) in words(entry)
        assert f"#{link.get('id')}" in [a.get("href") for a in entry.iter("a")]


def test_notes_go_both_ways(page: Element) -> None:
    """A note that is referred to twice has two ways back."""
    marks = [a for a in page.iter("a") if a.get("role") == "doc-noteref"]
    assert {a.get("aria-label", "")[:21] for a in marks} == {"Note a: A note on roa"}
    note = the(page, ".//li[@id='note.a']")
    back = [a.get("href") for a in note.iter("a") if a.get("role") == "doc-backlink"]
    assert set(back) == {f"#{a.get('id')}" for a in marks}


def test_a_number_and_that_of_a_source_stay_apart(tmp_path: Path) -> None:
    """In text that is copied as well: brackets are text, and the mark stays with its word."""
    text = "---\ntitle: First\n---\nThere were 50,000. [@mta]\n"
    folder = project(tmp_path, {"sections/first.md": text})
    found = parsed(page_in(folder, "public", "short").html)
    assert re.search("50,000\\.\u2060\\[\\d+]", "".join(the(found, "body").itertext()))


# ── tables, figures, lists ────────────────────────────────────────────────────────────────


def test_a_wide_table_scrolls_in_a_region_with_its_name(page: Element) -> None:
    """With the keys as well; its caption is in the table, and row heads are heads."""
    region = the(page, ".//div[@role='region']")
    assert region.get("tabindex") == "0"
    assert region.get("aria-label") == "Table 1 Gates of the north"
    table = the(region, "table")
    assert words(the(table, "caption")) == "Table 1 Gates of the north"
    assert the(table, "tbody/tr/th").get("scope") == "row"
    assert {th.get("scope") for th in table.findall("thead/tr/th")} == {"col"}


@pytest.mark.parametrize(("cells", "wide"), [(("a", "b"), False), (("Word",) * 9, True)])
def test_a_table_is_wide_by_its_longest_words(cells: tuple[str, ...], *, wide: bool) -> None:
    """What a phone shows side by side."""
    row = Node("tr", (), tuple(Node("td", (), (cell,)) for cell in cells))
    assert is_wide(Node("table", (), (Node("tbody", (), (row,)),))) == wide


def test_tasks_lists_terms_and_code_are_what_they_are(page: Element) -> None:
    """The state of a task is heard; code is code, to the letter."""
    boxes = [e.get("aria-label") for e in page.iter("span") if e.get("role") == "img"]
    assert boxes == ["done", "to do"]
    assert words(the(page, ".//dl/dt")) == "Term"
    assert the(page, ".//pre/code") is not None
    assert "".join(the(page, ".//pre/code").itertext()) == 'x = 1 < 2 and "a & b"'
    assert words(the(page, ".//blockquote")) == "Said so."
    assert the(page, ".//ol") is not None


def test_the_data_of_a_chart_are_a_table_and_its_alternative_text_is_short(tmp_path: Path) -> None:
    """A reader opens the table; who hears the picture is not read all of it first."""
    briefing = kfor()
    edition = make_edition(briefing, "press", "full")
    composed = compose_edition(briefing, edition, theme(), Cache(tmp_path / "store"))
    assert composed.page is not None
    found = parsed(composed.page.html)
    held = [f for f in found.iter("figure") if f.find("details") is not None]
    assert held
    for figure in held:
        alt = the(figure, "img").get("alt", "")
        cells = [words(td) for td in figure.iter("td")]
        assert cells
        assert "Data:" not in alt


# ── decks ─────────────────────────────────────────────────────────────────────────────────


def test_each_slide_says_its_number_and_no_notes(tmp_path: Path) -> None:
    """What is said to a slide is not on it."""
    body = "/// slide | Shown\n- One\n\n//// notes\nSaid aloud.\n////\n///\n"
    folder = deck_project(tmp_path, body)
    found = parsed(page_in(folder, "public", "short", "slides").html)
    slides = the(found, "body/main").findall("section")
    counted = [words(slide.find("p")) for slide in slides]
    assert counted == [f"Slide {n} of {len(slides)}" for n in range(1, len(slides) + 1)]
    assert "Said aloud" not in words(found)


def test_a_deck_of_one_slide_has_a_first_heading(tmp_path: Path) -> None:
    """Though it has no cover with the title."""
    briefing = kfor()
    edition = make_edition(briefing, "public", "one-pager", "slides")
    composed = compose_edition(briefing, edition, theme(), Cache(tmp_path / "store"))
    assert composed.page is not None
    headings = [
        e.tag for e in parsed(composed.page.html).iter() if re.fullmatch(r"h\d", str(e.tag))
    ]
    assert headings[0] == "h1"
    assert headings.count("h1") == 1


def test_two_pages_of_one_edition_are_the_same(tmp_path: Path) -> None:
    """To the last letter."""
    briefing = small()
    edition = make_edition(briefing, "policy", "full")
    pages = {
        composed.page.html
        for n in range(2)
        if (composed := compose_edition(briefing, edition, theme(), Cache(tmp_path / str(n)))).page
    }
    assert len(pages) == 1
