"""What is printed of a citation: runs of numbers, and what is cited of each source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model.citation_marks import citation_text, marks, numbers_of
from briefing.model.content import Node


def citation(*children: str) -> Node:
    """A citation of these sources, in the order of their numbers."""
    return Node("citation", (), children)


@pytest.mark.parametrize(
    ("children", "printed"),
    [
        (("3",), "3"),
        (("3", "4"), "3, 4"),
        (("3", "5", "6", "7"), "3, 5–7"),
        (tuple(map(str, range(32, 41))), "32–40"),
        (("1, para 9",), "1, para 9"),
        (("1, para 9", "2"), "1, para 9; 2"),
        (("1", "2, annex 2, point 6", "3", "4"), "1; 2, annex 2, point 6; 3; 4"),
        (("1", "2", "3", "4, p. 5", "5", "6", "7"), "1–3; 4, p. 5; 5–7"),
    ],
)
def test_three_and_more_in_a_row_are_a_run(children: tuple[str, ...], printed: str) -> None:
    """What has a locator stands by itself, between semicolons."""
    assert citation_text(citation(*children)) == printed


@given(st.dictionaries(st.integers(1, 30), st.sampled_from(["", "para 9", "pp. 4, 5"]), min_size=1))
def test_every_number_can_be_read_from_what_is_printed(cited: dict[int, str]) -> None:
    """A run read out is the numbers inside it; each locator stands behind its own."""
    mark = citation(*(f"{n}, {at}" if (at := cited[n]) else str(n) for n in sorted(cited)))
    assert numbers_of(mark) == tuple(sorted(cited))
    read: dict[int, str] = {}
    apart = "; " if any(cited.values()) else ", "
    for part in citation_text(mark).split(apart):
        found = re.fullmatch(r"(\d+)(?:–(\d+))?(?:, (.*))?", part)
        assert found is not None
        last = int(found[2] or found[1])
        read |= dict.fromkeys(range(int(found[1]), last + 1), found[3] or "")
    assert read == cited
    ends = [int(number) for numbers, _ in marks(mark) for number in numbers]
    assert ends == sorted(ends)
