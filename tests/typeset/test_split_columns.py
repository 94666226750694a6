"""Tables that turn out to be too wide for a column part the columns, wherever pages end."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from briefing.compose.column_html import RUNNING
from briefing.files.themes import load_theme
from briefing.model.composition import Fragment
from briefing.typeset.split_columns import put_across
from briefing.typeset.weasyprint_engine import typeset

WORDS = ("interoperability", "misunderstandings", "notwithstanding", "administrations")


def _tree(body: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<main>{body}</main>")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p/>|<p/>", "R<p/>|A<t/>|R<p/>"),
        ("<p/><h3/>|<p/>", "R<p/>|A<h3/><t/>|R<p/>"),
        ("|<p/>", "A<t/>|R<p/>"),
        ("<p/>|", "R<p/>|A<t/>"),
        ("<h2/><h3/>|", "A<h2/><h3/><t/>"),
    ],
)
def test_columns_end_above_and_begin_again_below(before: str, after: str) -> None:
    """Headings right above go with the table, and nothing empty is left."""
    root = _tree(f'<div class="section running">{before.replace("|", "<t/>")}</div><p/>')
    [table] = root.iter("t")
    put_across(root, table)
    kinds = {"R": "section running", "A": "section across"}
    parts = (f'<div class="{kinds[part[0]]}">{part[1:]}</div>' for part in after.split("|"))
    wanted = ElementTree.canonicalize(ElementTree.tostring(_tree("".join(parts) + "<p/>")))
    assert ElementTree.canonicalize(ElementTree.tostring(root)) == wanted


def test_nothing_changes_in_other_text() -> None:
    """Text of one column has room beside it."""
    root = _tree('<section class="section"><p/><t/><p/></section>')
    before = ElementTree.tostring(root)
    [table] = root.iter("t")
    put_across(root, table)
    assert ElementTree.tostring(root) == before


@pytest.mark.parametrize("lines", range(0, 40, 4))
def test_two_wide_tables_may_stand_over_the_end_of_a_page(lines: int) -> None:
    """The engine fails at two blocks in columns that span them there."""
    row = "".join(f"<td>{word}-{word}</td>" for word in WORDS)
    table = (
        f'<div class="table-block" data-block="s.md:9"><table>{f"<tr>{row}</tr>" * 8}</table></div>'
    )
    words = "<p>Many words of text that fill a line of a column.</p>" * lines
    inside = f"{RUNNING}{words}{table * 2}<p>End.</p></div>"
    html = (
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>t</title><style>"
        "@page { size: 148mm 210mm; margin: 15mm 12mm } :root { --across: 124mm }</style></head>"
        f'<body class="chapter"><main>{inside}</main></body></html>'
    )
    theme = load_theme("columns")
    result = typeset(Fragment("first", html, ("content/small/s.md",)), (), theme.assets)
    assert result.pages, result.findings
