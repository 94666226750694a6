"""Palettes: what a brand does not name follows, can be read, and differs in greys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.files.theme_folders import find_theme
from briefing.files.theme_palette import base_palette
from briefing.model.colour_space import following, hex_of, readable
from briefing.model.contrast import LEAST_OF_TEXT, Colour, colour_of, contrast, luminance
from briefing.model.palette import APART, Palette

COLOURS = st.tuples(*[st.integers(0, 255)] * 3)
NAMES = ("ink", "accent", "second", "wash")
THEME = base_palette(find_theme(None))
GIVEN = st.dictionaries(st.sampled_from(NAMES), COLOURS.map(hex_of), min_size=1)


def known(text: str) -> Colour:
    """A colour by its value."""
    colour = colour_of(text)
    assert colour is not None
    return colour


@given(COLOURS, COLOURS, COLOURS)
def test_what_follows_another_keeps_its_luminance(one: Colour, was: Colour, now: Colour) -> None:
    """So its contrast to anything else stays what it was, but for the steps of eight bits."""
    assert luminance(following(one, was, now)) == pytest.approx(luminance(one), abs=0.006)


@given(COLOURS, COLOURS)
def test_a_colour_that_follows_what_has_not_changed_stays(one: Colour, other: Colour) -> None:
    """To the bit."""
    assert following(one, other, other) == one


@given(COLOURS, COLOURS)
def test_a_colour_is_made_readable(one: Colour, ground: Colour) -> None:
    """On any ground, black or white can be read; what can be read stays as it is."""
    found = readable(one, ground, LEAST_OF_TEXT)
    assert contrast(found, ground) >= LEAST_OF_TEXT
    if contrast(one, ground) >= LEAST_OF_TEXT:
        assert found == one
    assert readable(found, ground, LEAST_OF_TEXT) == found


def test_without_a_brand_nothing_changes() -> None:
    """Not by a step: files stay the same, to the byte."""
    assert THEME.branded({}) is THEME
    assert THEME.branded({"unheard-of": "#123456"}) is THEME


@given(GIVEN)
def test_a_brand_has_the_colours_that_it_names(given_: dict[str, str]) -> None:
    """They are printed as they are; all others follow."""
    made = THEME.branded(given_).colours
    assert {name: made[name] for name in given_} == given_
    assert made.keys() == THEME.colours.keys()
    for name in made.keys() - THEME.like.keys() - given_.keys():
        assert made[name] == THEME.colours[name]


@given(GIVEN)
def test_only_what_a_brand_says_is_at_fault(given_: dict[str, str]) -> None:
    """If nothing of it is, all that is read can be read, and series are told apart in greys."""
    made = THEME.branded(given_)
    faults = list(made.faults(given_))
    assert {fault.name for fault in faults} <= given_.keys()
    if any(fault.is_error for fault in faults):
        return
    for pair in made.pairs:
        ratio = contrast(known(made.colours[pair.colour]), known(made.colours[pair.ground]))
        assert ratio >= pair.least, pair


@given(COLOURS.map(hex_of))
def test_the_hint_of_a_fault_mends_it(accent: str) -> None:
    """The value that it names can be read."""
    [*found] = [f for f in THEME.branded({"accent": accent}).faults(["accent"]) if f.is_error]
    for fault in found:
        assert accent in fault.message
        better = fault.hint.split('"')[1]
        assert not [
            f for f in THEME.branded({"accent": better}).faults(["accent"]) if f.is_error
        ], better


def test_colours_that_look_alike_in_greys_are_told_with_their_values() -> None:
    """Both are named."""
    given_ = {"ink": "#7a1f5c", "accent": "#0b5563"}
    [fault] = THEME.branded(given_).faults(given_)
    assert not fault.is_error
    assert "#7a1f5c" in fault.message
    assert "#0b5563" in fault.message
    assert "look alike in greys" in fault.message


@given(GIVEN)
def test_series_that_follow_are_moved_apart(given_: dict[str, str]) -> None:
    """As far as there is room between the darkest and what is too pale."""
    made = THEME.branded(given_)
    if {"ink", "accent"} & given_.keys() and not list(made.faults(given_)):
        tones = sorted(made._lightness(name) for name in ("ink", "accent"))
        assert tones[1] - tones[0] >= APART or not {"ink", "accent"} <= given_.keys()


def test_a_palette_follows_another() -> None:
    """As the colours of web pages follow those of paper."""
    own = Palette({"link": "#143f7a", "code": "#7d2915"}, {"link": "ink", "code": "accent"})
    made = own.after(THEME.colours, {"ink": "#0b4f3c"})
    assert made.colours["code"] == "#7d2915"
    assert made.colours["link"] != "#143f7a"
    assert luminance(known(made.colours["link"])) == pytest.approx(
        luminance(known("#143f7a")), abs=0.006
    )
