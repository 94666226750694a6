"""How exact a value is read: as a chart shows it, by its axis, and no more exact than its data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.draw.label_values import is_measure, says_date, says_number
from briefing.draw.precision import (
    UNITS,
    coarser,
    decimals,
    milliseconds,
    number_format,
    resolution,
    rounded,
    unit_of_date,
    unit_of_format,
    unit_of_ticks,
)

INTERVALS = st.sampled_from([base * 10.0**n for base in (1, 2, 2.5, 5) for n in range(-4, 8)])


@given(INTERVALS, st.integers(2, 9), st.floats(-0.2, 1.2), st.booleans())
def test_a_value_is_read_to_a_tenth_of_a_step_of_its_axis(
    interval: float, count: int, share: float, coarse: bool
) -> None:
    """Never finer than a tenth nor coarser than a half, and as near to it as that allows."""
    ticks = [n * interval for n in range(count)]
    value = share * ticks[-1]
    step = resolution(value, ticks, coarse=coarse)
    assert step is not None
    least = interval / (2 if coarse else 10)
    assert least * (1 - 1e-6) <= step <= interval * (1 + 1e-6)
    read = rounded(value, step)
    assert abs(read - value) <= step / 2 * (1 + 1e-6)
    assert abs(read / step - round(read / step)) < 1e-6
    assert len(f"{read:.10f}".rstrip("0").partition(".")[2]) <= decimals(step)


@given(st.floats(1, 1e6))
def test_a_value_between_fewer_than_two_labels_cannot_be_read(value: float) -> None:
    """One label says where nothing else is."""
    assert resolution(value, []) is None
    assert resolution(value, [value, value]) is None


@pytest.mark.parametrize(
    ("given_format", "places", "expected"),
    [
        ("", 0, ",.0~f"),
        ("", 2, ",.2~f"),
        ("%", 3, ".1~%"),
        ("$,f", 1, "$,.1~f"),
        ("s", 0, "~s"),
        ("d", 2, "d"),
        (".1f", 3, ".1f"),
        ("~s", 0, "~s"),
        ("not a format", 0, "not a format"),
    ],
)
def test_a_format_is_completed_as_an_axis_does(
    given_format: str, places: int, expected: str
) -> None:
    """What an author says of decimals stands; where nothing is said, the steps decide."""
    assert number_format(given_format, places) == expected


@pytest.mark.parametrize(
    ("days", "unit"),
    [
        (["1999", "2005", "2010"], "year"),
        (["1999", "1999-07"], "month"),
        (["1999-06-01", "1999-06-15"], "day"),
        (["1999-06-01", "1999-06-01T12:00"], "time"),
    ],
)
def test_labels_of_a_time_axis_say_how_exact_it_is(days: list[str], unit: str) -> None:
    """An axis that shows years alone shows no months."""
    assert unit_of_ticks(milliseconds(day) for day in days) == unit


def test_an_axis_of_time_without_labels_says_nothing() -> None:
    """There is no unit to read a day in."""
    assert unit_of_ticks([]) is None


@given(
    st.sampled_from(["1999", "1999-06", "1999-06-01", "1999-06-01T12:30"]), st.sampled_from(UNITS)
)
def test_a_date_is_never_read_more_exactly_than_written(written: str, unit: str) -> None:
    """Neither than its data, nor than its axis."""
    read, own = coarser(unit, unit_of_date(written)), unit_of_date(written)
    assert UNITS.index(read) == min(UNITS.index(unit), UNITS.index(own))


@pytest.mark.parametrize(
    ("specifier", "unit"),
    [("%Y", "year"), ("%B %Y", "month"), ("%-d %b", "day"), ("%H:%M", "time"), ("’%y", "year")],
)
def test_a_format_of_dates_says_what_it_prints(specifier: str, unit: str) -> None:
    """The finest of its parts counts."""
    assert unit_of_format(specifier) == unit


@pytest.mark.parametrize(
    ("words", "value", "says"),
    [
        ("more than 4,500", 4500, True),
        ("4,500+", 4600, True),
        ("4.5 thousand", 4500, True),
        ("45 %", 0.45, True),
        ("4.500", 4500, True),
        ("Brigade 3", 4500, False),
        ("Italy", 4500, False),
        ("50,000", 4500, False),
        ("−12", -12, True),
    ],
)
def test_words_beside_a_mark_may_give_its_value(words: str, value: float, says: bool) -> None:
    """Rounded, in thousands or per cent, in either way to write numbers; a name gives none."""
    assert says_number(words, value) is says


def test_words_beside_a_mark_may_give_its_date() -> None:
    """By the year, which must stand by itself."""
    assert says_date("early 2002", "2002-01-01")
    assert not says_date("20021", "2002-01-01")


@pytest.mark.parametrize(
    ("cells", "measure"),
    [
        (["4,500+", "", "about 600"], True),
        (["June 1999", "end of 2003"], False),
        (["1999", "2003"], False),
        (["Italy", "Spain"], False),
    ],
)
def test_a_column_of_amounts_is_told_from_names_and_dates(cells: list[str], measure: bool) -> None:
    """How many is said last."""
    assert is_measure(cells) is measure
