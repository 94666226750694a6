"""Quotes, apostrophes, primes and dashes: a table of what is typed and what is printed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.load.markdown import placeholders
from briefing.load.markdown.parser import Parser
from support.projects import ROOT

_ROWS = [
    line.partition(" ⇒ ")[::2]
    for line in (ROOT / "tests/cases/punctuation.txt").read_text("utf-8").splitlines()
    if " ⇒ " in line
]
_FACT = placeholders.write("fact", 0)


def printed(text: str, language: str = "en") -> str:
    """The words of a paragraph."""
    parser = Parser()
    parser.write_in(language)
    root = parser.parse(text.replace("{{ fact }}", _FACT))
    return "".join(root.itertext()).replace(_FACT, "{{ fact }}").strip("\n")


@pytest.mark.parametrize(("written", "wanted"), _ROWS, ids=[row[0] for row in _ROWS])
def test_what_is_typed_prints_as_people_mean_it(written: str, wanted: str) -> None:
    """In each language as it has it."""
    language = re.match(r"\[([\w-]+)\] ", written)
    text = written[language.end() :] if language else written
    wanted = wanted.replace("\\u202f", "\u202f")
    assert printed(text, language[1] if language else "en") == wanted


def test_the_table_has_a_row_for_each_kind() -> None:
    """Nobody has emptied it."""
    assert len(_ROWS) > 45


@given(st.text("ab1 '\"-.,()", max_size=30))
def test_only_signs_change(text: str) -> None:
    """Whatever is typed, letters, digits and spaces stay, and what is curly stays as it is."""
    found = printed(f"x{text}x")
    plain = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "′": "'", "″": '"'})
    back = found.translate(plain).replace("—", "---").replace("–", "--").replace("…", "...")
    assert back == re.sub(" +$", "", f"x{text}x")
    assert printed(found) == found


@given(st.text("ab1 '\"-.", max_size=12), st.text("a1 '\"-.", max_size=12), st.text("ab1 '\"-."))
def test_words_with_attributes_change_nothing_around_them(a: str, b: str, inner: str) -> None:
    """Who does not get them reads the rest as if they had never been written."""
    span = placeholders.write("span", 0)

    def around(words: str) -> str:
        root = Parser().parse(f"x{a}[{words}]{span}{b}x")
        [element] = root.iter("span")
        element.text = ""
        return "".join(root.itertext())

    assert around(inner) == around("w")
