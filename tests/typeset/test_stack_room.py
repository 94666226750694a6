"""Room on the stack changes what calls cost, and nothing that they do."""

from __future__ import annotations

import resource
import sys

import pytest

from briefing.typeset.stack_room import with_stack_room


def _depths(most: int) -> int:
    """Go down to each depth and back."""

    def descend(depth: int) -> int:
        return depth and 1 + descend(depth - 1)

    return sum(descend(depth) for depth in range(most))


def _pages_mapped(function: object) -> int:
    """How often the system had to give this process a page while it went down and up."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        function(600)  # type: ignore[operator]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_a_function_does_what_it_does() -> None:
    """Its arguments, its result, its errors, its name."""

    @with_stack_room
    def divide(dividend: float, *, by: float) -> float:
        """Divide."""
        return dividend / by

    assert divide(6, by=3) == 2
    assert (divide.__name__, divide.__doc__) == ("divide", "Divide.")
    with pytest.raises(ZeroDivisionError):
        divide(6, by=0)


def test_recursion_ends_as_ever() -> None:
    """The limit of recursion is Python's own."""

    @with_stack_room
    def endless(depth: int) -> int:
        return endless(depth + 1)

    with pytest.raises(RecursionError):
        endless(0)


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="others have no chunks")
def test_calls_below_it_ask_the_system_for_less() -> None:
    """Where plain recursion crosses the edge of a chunk again and again."""
    assert _pages_mapped(with_stack_room(_depths)) < _pages_mapped(_depths) / 4
