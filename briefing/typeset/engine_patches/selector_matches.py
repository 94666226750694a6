"""Which selectors match an element, kept from one layout of a fragment to the next.

A fragment is laid out again when some of its elements were given a declaration of their own, in
their ``style`` attribute. The engine then asks anew, for each element, which rules of all style
sheets match it: half of the time in which it computes styles. But an attribute that no selector
asks for changes nothing. So what matched is taken again, and only selectors that ask for ``style``
are asked again. If any other attribute has changed, or the tree, all of it is forgotten.

Measured: 17 ms of each layout of a text of 20 pages but the first, of 35 for its styles.

It steps aside for other versions of cssselect2.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

import cssselect2  # type: ignore[import-untyped]

from briefing.typeset.engine_patches.late_selectors import KNOWN, source_of
from briefing.typeset.engine_patches.replacement import Replacement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    _Match = Callable[[Any, Any], list[Any]]

_STYLE = "style"
_ORDER = 1
"""Where in a match the number of its selector is, among those of its style sheet."""


@dataclass(slots=True)
class Matches:
    """What has matched the elements of one tree."""

    found: dict[tuple[Any, Any], list[Any]] = field(default_factory=dict)
    """By style sheet and element."""
    asking: dict[Any, tuple[list[Any], frozenset[int]]] = field(default_factory=dict)
    """The selectors of a style sheet that ask for styles, and their numbers."""
    told: list[Any] = field(default_factory=list)
    """The tree that it is known of."""

    def check(self, root: Any) -> None:
        """Forget all, unless the tree of ``root`` is what it was but for its styles."""
        told = [
            (e, len(e), e.text, e.tail, [item for item in e.attrib.items() if item[0] != _STYLE])
            for e in root.iter()
        ]
        if told != self.told:
            self.found.clear()
            self.told = told

    def of(self, matcher: Any, element: Any, match: _Match) -> list[Any]:
        """Return what matches an element, asking only for what may have changed."""
        key = matcher, element.etree_element
        known = self.found.get(key)
        if known is None:
            known = self.found[key] = match(matcher, element)
            return known
        if matcher not in self.asking:
            self.asking[matcher] = _asking(matcher)
        selectors, numbers = self.asking[matcher]
        if not selectors:
            return known
        now = [one for one in known if one[_ORDER] not in numbers]
        matcher.add_relevant_selectors(element, selectors, now)
        now.sort()
        return now


def _asking(matcher: Any) -> tuple[list[Any], frozenset[int]]:
    """Return the selectors of a style sheet that ask for styles, and their numbers."""
    by_name = (
        *(matcher.id_selectors, matcher.class_selectors),
        *(matcher.lower_local_name_selectors, matcher.namespace_selectors),
    )
    lists = [entries for named in by_name for entries in named.values()]
    lists += [matcher.lang_attr_selectors, matcher.other_selectors]
    found = [e for entries in lists for e in entries if _STYLE in source_of(e[0]).lower()]
    return found, frozenset(entry[2] for entry in found)


_used: list[Matches] = []
"""The matches of the tree whose styles are being computed, if they are kept."""


@contextmanager
def kept(matches: Matches, root: Any) -> Iterator[None]:
    """Take from ``matches``, in the block, what is known of the tree of ``root``."""
    matches.check(root)
    _used.append(matches)
    try:
        yield
    finally:
        _used.pop()


def _around(old: _Match) -> _Match:
    @wraps(old)
    def match(matcher: Any, element: Any) -> list[Any]:
        return _used[-1].of(matcher, element, old) if _used else old(matcher, element)

    return match


PATCHES = (
    [Replacement([(cssselect2.Matcher, "match")], _around)] if cssselect2.VERSION in KNOWN else []
)
