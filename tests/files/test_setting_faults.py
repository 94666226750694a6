"""Faults of settings are told in the words of the file, never in those of a library."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from briefing.files.setting_faults import fields_at
from briefing.files.yaml import read_yaml, validate
from briefing.model.settings import Acronym, Fact, FrontMatter, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

LIBRARY = re.compile(
    r"[Ii]nput|valid|instance|tuple|dict\b|[Ss]tring|pydantic|after|parse|integer|boolean|union"
    r"|schema|character|[Ee]xtra|permitted|\bint\b|\bfloat\b|\bstr\b|None|default"
)
WHOLE = """\
title: A small briefing
as_of: 2026-11-23
owner: Test desk
releases: [{name: public, marking: "TLP:CLEAR"}]
default_release: public
audiences: {public: {label: the public, clearance: public}}
lengths: {short: {label: Short, pages: [1, 2], deck: {slides: 8, minutes: 20}}}
sections: [only]
cards: {pressed: public}
avoid: {utilise: use}
"""
WRONG = [
    "",
    "[]",
    "{}",
    "'x y'",
    "3",
    "-1",
    "1.5",
    "true",
    "[[]]",
    "[3]",
    "{a: {b: c}}",
    "2026-11-23",
]


def places(data: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where a value stands in data."""
    if at:
        yield at
    if isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(inner, (*at, key))


def replaced(data: Any, at: tuple[str | int, ...], value: Any) -> Any:
    """The data with another value at a place."""
    if not at:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[at[0]] = replaced(copy[at[0]], at[1:], value)  # type: ignore[index]
    return copy


def messages(model: type[BaseModel], text: str, at: tuple[str | int, ...], wrong: str) -> list[str]:
    """What is said of a text with a wrong value at a place."""
    source, _ = read_yaml(text, "briefing.yaml")
    value, _ = read_yaml(f"x: {wrong}", "briefing.yaml")
    source.data = replaced(source.data, at, value.data["x"])
    _, findings = validate(model, source, "briefing.yaml")
    return [f"{f.message} | {f.hint}" for f in findings]


def wrong_values() -> Iterator[Any]:
    """A wrong value at each place of each kind of file."""
    fact = "value: 5\nas_of: 2026-11-23\nsource: s\nreview_after: never\nunit: men\nnote: x\n"
    head = "title: A\ntitle_for: {press: B}\naudience: public\npriority: 2\nbreak: true\n"
    files = ((Settings, WHOLE), (Fact, fact), (FrontMatter, head), (Acronym, "full: A B\nplain: x"))
    for model, text in files:
        for at in places(read_yaml(text, "x")[0].data):
            yield pytest.param(model, text, at, id=f"{model.__name__}-{'.'.join(map(str, at))}")


@pytest.mark.parametrize(("model", "text", "at"), list(wrong_values()))
def test_no_message_is_in_the_words_of_a_library(
    model: type[BaseModel], text: str, at: tuple[str | int, ...]
) -> None:
    """Whatever stands at any place: what is said names the setting, and the way out."""
    for wrong in WRONG:
        for said in messages(model, text, at, wrong):
            ours = said.replace("default_release", "").replace("review_after", "")
            assert not LIBRARY.search(ours), said
            assert not said.endswith("| "), said


@pytest.mark.parametrize(
    ("at", "wrong", "said"),
    [
        (("sections",), "[]", '"sections" must be a list of names, with at least one of them, not'),
        (("sections",), "[]", "an empty list | for example “sections: [why, today]”"),
        (("audiences",), "{}", '"audiences" must be entries with names, with at least'),
        (("as_of",), "soon", '"as_of" must be a date, as 2026-11-23, not “soon” | for example “as'),
        (("lengths", "short", "pages"), "many", "must be a whole number, or two: [fewest, most]"),
        (("lengths", "short", "cover"), "[]", '"lengths.short.cover" must be true or false, not'),
        (("lengths", "short", "deck", "minutes"), "0", "a number above 0 and at most 10080"),
        (("sections", 0), "Why", "must be a name of small letters, digits and hyphens, beginning"),
        (("title",), "", '"title" must be words, not nothing | for example “title: some words”'),
    ],
)
def test_what_a_setting_may_be_is_said(at: tuple[str | int, ...], wrong: str, said: str) -> None:
    """Its name, what it may be, what it is instead, and an example."""
    text = WHOLE.replace("pages: [1, 2],", "pages: [1, 2], cover: true,")
    assert said in " ".join(messages(Settings, text, at, wrong))


def test_fields_are_found_inside_lists_and_mappings() -> None:
    """To name those that are known where one is unknown."""
    assert "clearance" in fields_at(Settings, ("audiences", "public"))
    assert "marking" in fields_at(Settings, ("releases", 0))
