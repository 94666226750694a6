"""The budget: what is said of an edition that does not keep its pages."""

from __future__ import annotations

import pytest

from briefing.check.page_budget import check_budget
from briefing.model.output import PageFacts, TypesetFragment
from briefing.select.selection import make_edition, select
from support.bodies import small

LEADING, COLUMN = 10.0, 500.0


def page(*blocks: tuple[str, int], room: int | None = None) -> PageFacts:
    """A page of A4 with lines by block, and so many lines of room below them, else none."""
    lines = sum(count for _, count in blocks)
    return PageFacts(
        595.0,
        842.0,
        blocks=tuple((key, count * LEADING) for key, count in blocks),
        used=lines * LEADING if room is None else COLUMN - room * LEADING,
        column=COLUMN,
        leading=LEADING,
    )


@pytest.mark.parametrize(
    ("tail", "place"),
    [
        ((("content/small/sections/first.md:4", 3),), "content/small/sections/first.md"),
        ((("", 2), ("content/small/sections/first.md:9", 3)), "content/small/sections/first.md"),
        ((("", 3),), "small/briefing.yaml:15"),
        ((), "small/briefing.yaml:15"),
    ],
)
def test_a_nearly_empty_last_page_is_told_of(tail: tuple[tuple[str, int], ...], place: str) -> None:
    """At the section that ends there, or at the length when only end matter does (B506)."""
    selection = select(small(), make_edition(small(), "public", "short"))
    part = TypesetFragment("short", (page(("content/small/sections/first.md:4", 40)), page(*tail)))
    [finding] = check_budget(small(), selection, [part])
    assert (finding.code, str(finding.location)) == ("B506", place)


def test_missing_lines_fill_the_last_page_and_reach_the_next() -> None:
    """Room for ten lines left: eleven reach the next page, sixty-one the one after it (B504)."""
    briefing = small()
    selection = select(briefing, make_edition(briefing, "public", "full"))
    for pages, lines in ((2, 11), (1, 61)):
        part = TypesetFragment("full", tuple(page(("a", 40), room=10) for _ in range(pages)))
        [finding] = check_budget(briefing, selection, [part])
        assert finding.code == "B504"
        assert f"{lines} lines (" in finding.message


def test_missing_lines_are_counted_where_the_least_will_do() -> None:
    """In the chapter with the least room left, not among the sources at the end (B504)."""
    briefing = small()
    selection = select(briefing, make_edition(briefing, "public", "full"))
    chapters = [
        TypesetFragment(n, (page(("a", 40), room=r),)) for n, r in (("one", 30), ("two", 6))
    ]
    sources = TypesetFragment("back", (page(("", 2), room=90),))
    [finding] = check_budget(briefing, selection, [*chapters[1:], sources])
    assert "7 lines (25 mm) too few" in finding.message
    [finding] = check_budget(briefing, selection, [chapters[0]])
    assert "81 lines (" in finding.message
