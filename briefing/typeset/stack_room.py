"""Room on the interpreter's stack before the engine recurses, so that its calls are cheaper.

CPython keeps the frames of Python functions in chunks of 16 KiB, which it asks the system for and
gives back one by one. Layout recurses, and goes up and down at the edge of a chunk many thousand
times: each time the system maps and unmaps one. A caller that claims a large frame gets a chunk to
suit, and all calls below it find room in the rest of that one. Nothing else changes.

For CPython: the chunk that `_PyThreadState_PushFrame` gives back (Python/pystate.c, `push_chunk`)
could be kept for the next call.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Given = ParamSpec("_Given")
_Returned = TypeVar("_Returned")

_CLAIMED = 140_000
"""Slots of a frame, of 8 bytes each: CPython doubles its chunk to 2 MiB for them, of which nearly a
half stays free for the calls below."""


def with_stack_room(function: Callable[_Given, _Returned]) -> Callable[_Given, _Returned]:
    """Return ``function``, called from a frame that claims room for all that it calls."""

    def call(*args: _Given.args, **kwargs: _Given.kwargs) -> _Returned:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=_CLAIMED)
    return wraps(function)(call)
