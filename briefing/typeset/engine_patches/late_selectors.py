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
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

import cssselect2  # type: ignore[import-untyped]
from cssselect2 import compiler

from briefing.typeset.engine_patches.replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KNOWN = frozenset({"0.10.1"})
"""Versions of cssselect2 whose compiler was read."""
_SOURCE = "source of the test"
"""The name by which a test has its source."""


def _stub(element: Any) -> Any:
    """Have the true code take the place of this, and test an element by it."""
    return first_test(element)  # type: ignore[name-defined]  # noqa: F821  # of its own globals


def source_of(test: Any) -> str:
    """Return the expression that a test evaluates; of one that was compiled at once, all names and
    texts that are in it."""
    return str(test.__globals__.get(_SOURCE) or "\n".join(_told(test.__code__)))


def _told(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for value in code.co_consts:
        yield from _told(value) if isinstance(value, CodeType) else (str(value),)


def _around(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    def later(source: str, names: dict[str, Any], own: dict[str, Any]) -> FunctionType:
        test = FunctionType(_stub.__code__, names)

        def first_test(element: Any) -> Any:
            test.__code__ = evaluate(source, names, own).__code__
            return test(element)

        names[first_test.__name__] = first_test
        names[_SOURCE] = source
        return test

    return later


if cssselect2.VERSION in KNOWN:
    compiler.eval = builtins.eval  # as it finds it anyway: to be replaced in this module alone
    PATCHES = [Replacement([(compiler, "eval")], _around)]
else:
    PATCHES = []
