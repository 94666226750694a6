"""Texts of earlier versions are brought up to date: they print as they did, nothing is lost."""

from __future__ import annotations

import re
from random import Random

import pytest

from briefing.load.markdown.migration import migrate
from support.blocktrees import nested_text, odd_text
from support.texts import make_text


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


CASES = {
    "a paragraph": ("Words.\n\n    A text of five words.", "Words.\n\nA text of five words."),
    "in an item": (
        "- one\n\n        Its second and long text.",
        "- one\n\n  Its second and long text.",
    ),
    "in a quote": ("> One.\n>\n>     A text of five words.", "> One.\n>\n> A text of five words."),
    "a list": ("Steps:\n\n    - one\n        - two", "Steps:\n\n- one\n    - two"),
    "a heading": ("##Heading", "## Heading"),
    "code": ("    for x in y:\n        print(x)", None),
    "short words": ("    make all", None),
    "a fence": ("```\n\n    A text of five words.\n##x\n```", None),
    "a remark": ("<!-- one\n\n    A text of five words.\n-->", None),
    "an option": ("/// note\n    title: A text of five words.\n///", None),
    "a footnote": ("One.[^a]\n\n[^a]: Words\n    A text of five words.", None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_line_is_changed_as_its_words_say(name: str) -> None:
    """What was a paragraph is one again; code, and what is none of the text, stays."""
    old, new = CASES[name]
    head = "---\ntitle: One\n---\n"
    assert migrate(head + old).text == head + (old if new is None else new)


def test_what_stays_code_is_told() -> None:
    """With its line."""
    assert migrate("---\n---\nOne.\n\n    make all").notes == (
        (5, "printed as code; it was a paragraph"),
    )


@pytest.mark.parametrize("seed", range(40))
def test_no_letter_is_lost_and_twice_is_once(seed: int) -> None:
    """Whatever the text, only spaces change, and a second run changes nothing."""
    random = Random(seed)
    for text in (odd_text(random), nested_text(random), make_text(random).body):
        new = migrate(text).text
        assert _letters(new) == _letters(text)
        assert migrate(new).text == new
