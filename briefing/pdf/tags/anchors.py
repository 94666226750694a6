"""Which structure element each id belongs to, whatever becomes of the tree.

An id is that of an HTML element. On the way to its final form, an element may be replaced by its
kids, by one around it, or by nothing. What stays is the content that was in it: so each id is noted
with its content before, and looked for by it after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.pdf.tags.tree import Content, Element

if TYPE_CHECKING:
    from collections.abc import Iterable

_ITEMS = frozenset({"LI", "LBody"})
_ENTRIES = frozenset({"Note", "FENote", "BibEntry"})
"""What an item of a list may be around; its id is that of the entry."""


class _Anchor(NamedTuple):
    """An id, as it is noted before the tree is changed."""

    element: Element
    first: int
    """The number of its first content in the whole tree."""
    end: int
    """The number after that of its last content."""


class Anchors:
    """The ids in a tree; of equal ones the first."""

    def __init__(self, document: Element) -> None:
        """Note the ids, before the tree is changed."""
        self._contents: list[Content] = []
        self._found: dict[str, _Anchor] = {}
        self._visit(document)

    def _visit(self, element: Element) -> None:
        first = len(self._contents)
        for kid in element.kids:
            if isinstance(kid, Element):
                self._visit(kid)
            elif isinstance(kid, Content):
                self._contents.append(kid)
        if element.note and element.note.anchor:
            anchor = _Anchor(element, first, len(self._contents))
            self._found.setdefault(element.note.anchor, anchor)

    def elements(self, document: Element) -> dict[str, Element]:
        """Return the element of each id, once the tree has its final form.

        It is the element that the id was noted on, if that is still there; otherwise the largest
        one with nothing in it but what was in that; otherwise the one around the first of it. An id
        of what is not in the tree any more, or of nothing, is that of what follows it.
        """
        tree = _Tree(document)
        return {name: self._element(anchor, tree) for name, anchor in self._found.items()}

    def _element(self, anchor: _Anchor, tree: _Tree) -> Element:
        if tree.holds(anchor.element):
            return _entry(anchor.element)
        within = self._contents[anchor.first : anchor.end]
        return tree.around(within) or tree.around(self._contents[anchor.end :]) or tree.document


def _entry(element: Element) -> Element:
    """Return the note or source that an item of a list is around, or the element as it is."""
    entries = [e for e in element.walk() if e.role in _ENTRIES] if element.role in _ITEMS else []
    return entries[0] if len(entries) == 1 else element


class _Tree:
    """The final tree, by what is in its elements."""

    def __init__(self, document: Element) -> None:
        self.document = document
        self._parents: dict[int, Element] = {}
        self._holders: dict[Content, Element] = {}
        self._sizes: dict[int, int] = {}
        self._count(document)

    def _count(self, element: Element) -> int:
        size = 0
        for kid in element.kids:
            if isinstance(kid, Element):
                self._parents[id(kid)] = element
                size += self._count(kid)
            elif isinstance(kid, Content):
                self._holders[kid] = element
                size += 1
        self._sizes[id(element)] = size
        return size

    def holds(self, element: Element) -> bool:
        """Return whether an element is in the tree."""
        return id(element) in self._sizes

    def around(self, contents: Iterable[Content]) -> Element | None:
        """Return the largest element with nothing but some of ``contents`` in it, their first among
        them, or else the one around the first; None if the tree has none of them."""
        inside = [content for content in contents if content in self._holders]
        if not inside:
            return None
        element = self._holders[inside[0]]
        while (parent := self._parents.get(id(element))) and self._is_of(parent, inside):
            element = parent
        return element

    def _is_of(self, element: Element, contents: list[Content]) -> bool:
        size = self._sizes[id(element)]
        return size <= len(contents) and set(element.contents()) <= set(contents)
