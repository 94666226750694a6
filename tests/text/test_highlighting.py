"""Code taken apart: nothing of it is lost, and what is special is set apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model.content import Node
from briefing.text import highlighting
from briefing.text.highlighting import highlighted, misspelt_language

LANGUAGES = sorted(highlighting._LANGUAGES)
_WORDS = (
    "def f(x):",
    "  # remark",
    '"text',
    "'",
    "/*",
    "*/",
    "<!--",
    "<b>",
    "\n",
    "\n\n",
    " ",
    "=",
)
_MORE = (
    "€",
    "1.5",
    "{",
    "}",
    "--",
    "return None",
    "if",
    "$x",
    "\\",
    "é",
    "|",
    "@a",
    "- old",
    "+ new",
)


def _flat(parts: tuple[Node | str, ...]) -> str:
    return "".join(part if isinstance(part, str) else part.text() for part in parts)


@given(
    st.lists(st.sampled_from([*_WORDS, *_MORE]), max_size=20).map("".join),
    st.sampled_from([*LANGUAGES, "", "text", "nonsense"]),
)
def test_highlighted_code_is_the_code(text: str, language: str) -> None:
    """Whatever the language and the text, the parts say the text, in order."""
    assert _flat(highlighted(text, language)) == text


def test_keywords_remarks_and_strings_are_set_apart() -> None:
    """Each by its class; what is between them is plain."""
    parts = highlighted('def f():  # why\n    return "so"', "python")
    found = [(part.get("class"), part.text()) for part in parts if isinstance(part, Node)]
    assert [(name, words.strip()) for name, words in found] == [
        ("kw", "def"),
        ("co", "# why"),
        ("kw", "return"),
        ("st", '"so"'),
    ]


@pytest.mark.parametrize("info", ["", "text", "nonsense", "mermaid"])
def test_code_in_no_known_language_is_plain(info: str) -> None:
    """It is printed as it is, whatever stands after the fence."""
    assert highlighted("def f(): 1", info) == ("def f(): 1",)


@pytest.mark.parametrize(
    ("info", "meant"),
    [("pyhton", "python"), ("Python", ""), ("yml", ""), ("text", ""), ("nonsense", ""), ("", "")],
)
def test_a_misspelt_language_is_told(info: str, meant: str) -> None:
    """One that resembles a known language; others may be of a tool that is not known here."""
    assert misspelt_language(info) == meant


def test_much_code_is_not_taken_apart() -> None:
    """Lexers may take long for what nobody writes by hand."""
    text = "def f(): pass\n" * 2_000
    assert highlighted(text, "python") == (text,)
