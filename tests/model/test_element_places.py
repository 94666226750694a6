"""Places of elements: the same wherever their page stands, and paths again with its base."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model.element_places import path_of, place_of

PATHS = st.lists(st.integers(0, 4), max_size=5).map(tuple)


@given(PATHS, PATHS)
def test_a_place_is_the_path_again_with_its_base(
    path: tuple[int, ...], base: tuple[int, ...]
) -> None:
    """Above it, in it, before and behind it."""
    assert path_of(place_of(path, base), base) == path


@given(PATHS, PATHS, PATHS)
def test_elements_have_places_of_their_own(
    one: tuple[int, ...], other: tuple[int, ...], base: tuple[int, ...]
) -> None:
    """Two places to one base are equal if their elements are."""
    assert (place_of(one, base) == place_of(other, base)) == (one == other)


@given(PATHS, PATHS.filter(len), st.data())
def test_what_is_added_before_a_page_changes_no_place_on_it(
    path: tuple[int, ...], base: tuple[int, ...], data: st.DataObject
) -> None:
    """Children added before the way to the base, at any level, move the base and what is behind it
    alike."""
    level = data.draw(st.integers(0, len(base) - 1))
    added = data.draw(st.integers(1, 9))

    def moved(old: tuple[int, ...]) -> tuple[int, ...]:
        if old[:level] != base[:level] or len(old) <= level or old[level] < base[level]:
            return old
        return (*old[:level], old[level] + added, *old[level + 1 :])

    if path >= base or base[: len(path)] == path:
        assert place_of(moved(path), moved(base)) == place_of(path, base)


def test_places_are_told_by_the_way_they_share() -> None:
    """The base is as deep as it is; above it no more is told, behind it how far."""
    base = (1, 0, 4)
    places = {(): "0", (1,): "1", (1, 0): "2", base: "3", (1, 0, 4, 2): "3.2", (1, 0, 7): "2.3"}
    assert {path: place_of(path, base) for path in places} == places
    assert place_of((1, 2, 0), base) == "1.2.0"
    assert place_of((0, 3), ()) == "0.0.3"


@pytest.mark.parametrize("place", ["", "x", "4", "-1", "3.", "1..2"])
def test_what_is_no_place_is_refused(place: str) -> None:
    """Of a page that was damaged, say."""
    with pytest.raises(ValueError, match=r"."):
        path_of(place, (1, 0, 4))
