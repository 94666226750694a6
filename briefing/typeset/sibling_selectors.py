"""Selectors that look at siblings, however many an element has.

cssselect2 finds the siblings before an element by recursion, a call for each, and keeps a list of
them for each element: a list of a thousand items ends in a RecursionError. The siblings after it
are all wrapped anew for each element that asks. Here the ones before are walked one by one, and
the ones after are wrapped once for each parent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.typeset.weasyprint_library import ElementWrapper

if TYPE_CHECKING:
    from collections.abc import Iterator


def install() -> None:
    """Have selectors find siblings without recursion. To call it again changes nothing."""
    ElementWrapper.previous_siblings = property(_previous_siblings)
    ElementWrapper.iter_next_siblings = _next_siblings


def _previous_siblings(element: Any) -> Iterator[Any]:
    """Yield the siblings before an element, the nearest first."""
    while (element := element.previous) is not None:
        yield element


def _next_siblings(element: Any) -> Iterator[Any]:
    """Yield the siblings after an element, in order."""
    if element.parent is None:
        return iter(())
    known = element.parent.__dict__
    if "_all_children" not in known:
        known["_all_children"] = list(element.parent.iter_children())
    return iter(known["_all_children"][element.index + 1 :])
