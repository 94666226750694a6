"""Selectors of style sheets, compiled when an element is first tested by one.

cssselect2 writes each selector as an expression of Python and has it compiled, 30 µs each. A theme
has 500, of which one text needs half: an element is only tested by those that name its class, its
name or its id. Here a test begins as a stub, which takes on the code of the true one with its first
call; from then on there is no difference.

Measured: 10 ms of 62 for the style sheet of the theme, once for each process with the engine.

It steps aside for other versions of cssselect2.

For cssselect2: to compile in `Matcher.add_relevant_selectors`.
"""

from __future__ import annotations

import builtins
from types import FunctionType
from typing import TYPE_CHECKING, Any

import cssselect2  # type: ignore[import-untyped]
from cssselect2 import compiler

from briefing.typeset.engine_patches.replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = frozenset({"0.10.1"})
"""Versions of cssselect2 whose compiler was read."""


def _stub(element: Any) -> Any:
    """Have the true code take the place of this, and test an element by it."""
    return first_test(element)  # type: ignore[name-defined]  # noqa: F821  # of its own globals


def _around(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    def later(source: str, names: dict[str, Any], own: dict[str, Any]) -> FunctionType:
        test = FunctionType(_stub.__code__, names)

        def first_test(element: Any) -> Any:
            test.__code__ = evaluate(source, names, own).__code__
            return test(element)

        names[first_test.__name__] = first_test
        return test

    return later


if cssselect2.VERSION in KNOWN:
    compiler.eval = builtins.eval  # as it finds it anyway: to be replaced in this module alone
    PATCHES = [Replacement([(compiler, "eval")], _around)]
else:
    PATCHES = []
