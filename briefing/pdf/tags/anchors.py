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


class _Anchor(NamedTuple):
    """An id, as it is noted before the tree is changed."""

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
            anchor = _Anchor(first, len(self._contents))
            self._found.setdefault(element.note.anchor, anchor)

    def elements(self, document: Element) -> dict[str, Element]:
        """Return the element of each id, once the tree has its final form.

        It is the element that says so, the innermost where an item of a list and the note in it
        both do; otherwise the one with nothing in it but what was in that of the id; otherwise the
        one around the first of this. An id of what is not in the tree any more, or of nothing, is
        that of what follows it.
        """
        tree = _Tree(document)
        said: dict[str, Element] = {}
        for element in document.walk():
            name = element.note.anchor if element.note else ""
            if name and (name not in said or element in said[name].walk()):
                said[name] = element
        return {
            name: said.get(name) or self._element(anchor, tree)
            for name, anchor in self._found.items()
        }

    def _element(self, anchor: _Anchor, tree: _Tree) -> Element:
        within = self._contents[anchor.first : anchor.end]
        after = next(filter(tree.has, self._contents[anchor.end :]), None)
        following = [after] if after is not None else []
        return tree.around(within) or tree.around(following) or tree.document


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

    def has(self, content: Content) -> bool:
        """Return whether content is in the tree; other content has become an artifact."""
        return content in self._holders

    def around(self, contents: Iterable[Content]) -> Element | None:
        """Return the element with nothing in it but ``contents``, or as many of them as there is
        one for, from the first; or else the one around the first. None if the tree has none."""
        inside = [content for content in contents if self.has(content)]
        if not inside:
            return None
        wanted = set(inside)
        element = self._holders[inside[0]]
        while self._sizes[id(element)] < len(wanted):
            parent = self._parents[id(element)]
            if not wanted.issuperset(parent.contents()):
                break
            element = parent
        return element
