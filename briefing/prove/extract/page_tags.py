"""What PDFium reads of the structure tree for each page, apart from where in the tree it stands.

PDFium goes from a page's entry in the parent tree to the elements that it names, and from them up
to the root. Of the kids of all these it uses those that are on the page, each by its number among
all kids. A paragraph that is added before them changes the numbers and nothing else. So the numbers
are counted from the first kid on the page, and where that is, is kept beside.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

from briefing.prove.grammar.file_syntax import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from briefing.prove.grammar.file_syntax import Body, Value

    Spell = Callable[[Value], bytes]
    """Returns a value with the hashes of all that it refers to."""

Path = tuple[int, ...]
"""Child numbers from the root of the structure tree."""
_BY_PLACE = frozenset((b"/P", b"/K", b"/Ref"))
"""Keys of an element that lead to others. Which are its parent and its kids is said by numbers;
nothing is read by way of ``Ref``."""
_USUAL = frozenset((*_BY_PLACE, b"/Pg", b"/S"))


class IrregularTagsError(Exception):
    """The structure tree is none, or its parent tree is out of order."""


@dataclass(frozen=True, slots=True)
class PageTags:
    """What is read of the tree for one page."""

    spelled: bytes
    """All of it, with kids that are counted from the first on the page."""
    _above: Mapping[int, tuple[int, int]] = field(repr=False)
    """The parent of each element that is read, and its number among all kids of that."""
    _first: Mapping[int, int] = field(repr=False)
    """The number of the first kid on the page, of each of these and of the root."""

    def starts(self, *, all_of_them: bool = False) -> dict[Path, int]:
        """Return the number of each element's first kid on the page, by its path.

        Paths are counted from first kids as well. Where the number is 0, the element is left out,
        unless ``all_of_them`` are asked for.
        """
        return {
            self._path(one): first for one, first in self._first.items() if first or all_of_them
        }

    def _path(self, element: int) -> Path:
        path: list[int] = []
        one = element
        while one in self._above:
            one, number = self._above[one]
            path.append(number - self._first[one])
        return tuple(reversed(path))


class TagIndex:
    """The structure tree of a file whose grammar has no faults, by the pages of its content."""

    def __init__(self, body: Body) -> None:
        """Follow the tree from its root.

        Raises:
            IrregularTagsError: An element has two parents, or another one than it names; or the
                parent tree is not in order.
        """
        self._body = body
        structure = body.keys(body.trailer[b"/Root"])[b"/StructTreeRoot"]
        self._root = number_of(structure)
        self._order: dict[int, int] = {}
        """Which place each element has in the tree: each comes after its parent."""
        self._above: dict[int, tuple[int, int]] = {}
        self._content: defaultdict[tuple[int, int], list[tuple[int, bytes]]] = defaultdict(list)
        """Number and marked-content id of the content that elements have on pages."""
        self._follow()
        self._entries = self._parent_tree(body.keys(body.keys(structure)[b"/ParentTree"]))

    def of_page(self, number: int, spell: Spell) -> PageTags:
        """Return what is read for the page that is object ``number``."""
        entry = self._entries.get(self._body.keys(self._body.objects[number])[b"/StructParents"])
        held = self._body.objects[number_of(entry)] if entry else None
        # An entry that is an element, as links have them, is none for a page.
        named = [number_of(one) for one in held] if isinstance(held, list) else []
        elements = self._with_ancestors(filter(None, named))
        kids = {one: [*self._content.get((one, number), ())] for one in elements}
        for one in elements[1:]:
            parent, place = self._above[one]
            kids[parent].append((place, b"element"))
        first = {one: min(found)[0] if found else 0 for one, found in kids.items()}
        label = dict(zip(elements, count()))
        lines = [b"%a" % [label.get(one) for one in named]]
        for one in elements:
            parent, place = self._above.get(one, (0, 0))
            own = (label.get(parent, -1), place - first.get(parent, 0), self._spell(one, spell))
            lines.append(b"%d %d %b" % own)
            lines += [b"%d %b" % (n - first[one], what) for n, what in sorted(kids[one])]
        above = {one: self._above[one] for one in elements[1:]}
        return PageTags(b"\n".join(lines), above, first)

    def _follow(self) -> None:
        objects = self._body.objects
        waiting = [self._root]
        while waiting:
            number = waiting.pop()
            self._order[number] = len(self._order)
            keys = self._body.keys(objects[number])
            kids = keys.get(b"/K", [])
            below = []
            for n, kid in enumerate(kids if isinstance(kids, list) else [kids]):
                if isinstance(kid, dict):  # content of whatever page it names, or a link there
                    what = kid.get(b"/MCID", b"object")
                    assert isinstance(what, bytes)
                    self._content[number, number_of(kid[b"/Pg"])].append((n, what))
                elif child := number_of(kid):
                    named = self._body.keys(objects[child]).get(b"/P")
                    if child in self._above or number_of(named) != number:
                        raise IrregularTagsError
                    self._above[child] = (number, n)
                    below.append(child)
                else:
                    assert isinstance(kid, bytes)
                    self._content[number, number_of(keys.get(b"/Pg"))].append((n, kid))
            waiting += reversed(below)

    def _parent_tree(self, tree: Mapping[bytes, Value]) -> dict[Any, Value]:
        """Return the entries of the parent tree, which PDFium searches up to a greater number."""
        numbers = tree[b"/Nums"]
        assert isinstance(numbers, list)
        keys = [int(number) for number in numbers[::2]]  # type: ignore[arg-type]  # as the grammar has it
        if any(one >= other for one, other in pairwise(keys)):
            raise IrregularTagsError
        return dict(zip(numbers[::2], numbers[1::2], strict=True))

    def _with_ancestors(self, elements: Iterable[int]) -> list[int]:
        """Return elements and all above them, in the order of the tree; the root is the first."""
        found = {self._root}
        for element in elements:
            one = element
            while one not in found:
                found.add(one)
                one, _ = self._above[one]
        return sorted(found, key=self._order.__getitem__)

    def _spell(self, element: int, spell: Spell) -> bytes:
        """Return what an element says of itself; the root has nothing to say but the role map."""
        keys = self._body.keys(self._body.objects[element])
        if element == self._root:
            return spell({key: value for key, value in keys.items() if key == b"/RoleMap"})
        if keys.keys() <= _USUAL:
            return keys[b"/S"]  # type: ignore[return-value]  # a name
        return spell({key: value for key, value in keys.items() if key not in _BY_PLACE})
