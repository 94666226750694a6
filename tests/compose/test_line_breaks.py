"""Where identifiers and addresses break, in their characters and on the laid-out page."""

from __future__ import annotations

import re

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.compose.line_breaks import tied_end, unbroken
from briefing.model.content import Node
from support.fragments import typeset
from support.page_pdfs import joined

_INVISIBLE = re.compile("[\N{WORD JOINER}\N{ZERO WIDTH SPACE}]")


def shown(text: str) -> str:
    """The text with “·” where it may break and “_” where it may not."""
    return unbroken(text).replace("\N{WORD JOINER}", "_").replace("\N{ZERO WIDTH SPACE}", "·")


@pytest.mark.parametrize(
    ("written", "breaks"),
    [
        ("S/RES/1244 (1999)", "S/_RES/_1244 (1999)"),
        ("see A/55/305-S/2000/809.", "see A/_55/_305-S/_2000/_809."),
        ("doi 10.1234/abc.5", "doi 10.1234/_abc.5"),
        ("10.1234/a-very-long-identifier/2", "10.1234·/_a-very-long-identifier·/_2"),
        ("https://example.org/a/b?c=d", "https://_example.org·/_a·/_b·?_c·=_d"),
        ("https://example.org/", "https://_example.org/"),
        ("and/or, he/she, either/or", "and/or, he/she, either/or"),
        ("Mitrovicë/Kosovska", "Mitrovicë/Kosovska"),
        ("AC/DC", "AC/_DC"),
        ("no slash", "no slash"),
        ("in 2025–26, about 12–14 of A–B", "in 2025–_26, about 12–_14 of A–B"),
    ],
)
def test_an_identifier_is_kept_together(written: str, breaks: str) -> None:
    """Words side by side are none; what is long breaks before a sign."""
    assert shown(written) == breaks


START = "A text of so many words that it has more than a line, "


@pytest.mark.parametrize(
    ("end", "tied"),
    [
        ("and more.", "and+more."),
        ("by its responsibilities.", "by its responsibilities."),
        ("after violence.", "after+[violence.]"),
        ("see https://a.b", "see https://a.b"),
        ("ends ", "ends "),
    ],
)
def test_a_short_last_word_has_company(end: str, tied: str) -> None:
    """The space before it breaks no line; what is raised behind it does not count."""
    for marks in ((), (Node("citation", (), ("1",)),), (Node("note-mark", (), ("a",)),)):
        children = tied_end((START + end, *marks))
        text = children[: len(children) - len(marks)]
        shown = (c if isinstance(c, str) else f"[{c.text()}]" for c in text)
        assert "".join(shown).replace("\N{NO-BREAK SPACE}", "+") == START + tied
        assert children[len(text) :] == marks
    assert tied_end(("Two words.",)) == ("Two words.",)
    assert tied_end((START, Node("em", (), ("last word",)))) == (
        START,
        Node("em", (), ("last word",)),
    )


@given(st.text("aA1/.:-_?&=#% htps–", max_size=40))
def test_nothing_that_can_be_seen_is_changed(text: str) -> None:
    """Only characters without a glyph are added."""
    assert _INVISIBLE.sub("", unbroken(text)) == text


@pytest.mark.parametrize("width", range(24, 60, 3))
def test_no_line_ends_with_a_slash(width: int) -> None:
    """Whatever the width of the column; and what is copied is what was written."""
    text = "See S/RES/1244 and S/1999/682, https://example.org/a/long/path/to-some/page?of=it now. "
    style = f"width: {width}mm; overflow-wrap: anywhere; hyphens: manual"
    body = f"<p style='{style}'>{unbroken(text) * 4}</p>"
    with pypdfium2.PdfDocument(joined(typeset("breaks", body))) as pdf:
        read = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    lines = read.replace("\r", "").split("\n")
    assert len(lines) > 4
    assert [line for line in lines if line.rstrip().endswith("/")] == []
    assert not _INVISIBLE.search(read)
    assert re.sub(r"\s", "", read) == re.sub(r"\s", "", text * 4)
