"""What PDFium reads of the structure tree for each page, apart from where in the tree it stands.

PDFium goes from a page's entry in the parent tree to the elements that it names, and from them up
to the root. Of the kids of all these it uses those that are on the page, each by its number among
all kids. A paragraph that is added before them changes the numbers and nothing else. So the numbers
are counted from the first kid on the page, and where that is, is kept beside.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
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
"""Keys of an element that lead to others. Where its parent and its kids are is said by paths;
nothing is read by way of ``Ref``."""


class IrregularTagsError(Exception):
    """The structure tree is none, or its parent tree is out of order."""


@dataclass(frozen=True, slots=True)
class PageTags:
    """What is read of the tree for one page."""

    spelled: bytes
    """All of it, with paths that are counted from the first kid on the page."""
    starts: Mapping[Path, int]
    """The number of each element's first kid on the page, by its path, counted so."""


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
        self._paths: dict[int, Path] = {self._root: ()}
        self._parents: dict[int, int] = {}
        self._content: defaultdict[tuple[int, int], list[tuple[int, bytes]]] = defaultdict(list)
        """Number and marked-content id of the content that elements have on pages."""
        self._spelled: dict[int, bytes] = {}
        self._follow()
        self._entries = self._parent_tree(body.keys(body.keys(structure)[b"/ParentTree"]))

    def of_page(self, number: int, spell: Spell) -> PageTags:
        """Return what is read for the page that is object ``number``."""
        entry = self._entries.get(self._body.keys(self._body.objects[number])[b"/StructParents"])
        held = self._body.objects[number_of(entry)] if entry else None
        # An entry that is an element, as links have them, is none for a page.
        named = [number_of(one) for one in held] if isinstance(held, list) else []
        elements = self._with_ancestors(filter(None, named))
        kids = {one: dict(self._content.get((one, number), ())) for one in elements}
        for one in elements[1:]:
            kids[self._parents[one]][self._paths[one][-1]] = b"element"
        first = {one: min(found, default=0) for one, found in kids.items()}
        paths: dict[int, Path] = {}
        for one in elements:
            parent = self._parents.get(one)
            own = () if parent is None else (self._paths[one][-1] - first[parent],)
            paths[one] = paths[parent] + own if parent is not None else ()
        lines = [b"%a" % [paths.get(one) for one in named]]
        for one in elements:
            lines.append(b"%a %b" % (paths[one], self._spell(one, spell)))
            lines += [b"%d %b" % (n - first[one], kids[one][n]) for n in sorted(kids[one])]
        return PageTags(b"\n".join(lines), {paths[one]: first[one] for one in elements})

    def _follow(self) -> None:
        waiting = [self._root]
        while waiting:
            number = waiting.pop()
            keys = self._body.keys(self._body.objects[number])
            kids = keys.get(b"/K", [])
            for n, kid in enumerate(kids if isinstance(kids, list) else [kids]):
                if isinstance(kid, dict):  # content of whatever page it names, or a link there
                    what = kid.get(b"/MCID", b"object")
                    assert isinstance(what, bytes)
                    self._content[number, number_of(kid[b"/Pg"])].append((n, what))
                elif child := number_of(kid):
                    named = self._body.keys(self._body.objects[child]).get(b"/P")
                    if child in self._paths or number_of(named) != number:
                        raise IrregularTagsError
                    self._paths[child] = (*self._paths[number], n)
                    self._parents[child] = number
                    waiting.append(child)
                else:
                    assert isinstance(kid, bytes)
                    self._content[number, number_of(keys.get(b"/Pg"))].append((n, kid))

    def _parent_tree(self, tree: Mapping[bytes, Value]) -> dict[Any, Value]:
        """Return the entries of the parent tree, which PDFium searches up to a greater number."""
        numbers = tree[b"/Nums"]
        assert isinstance(numbers, list)
        keys = [int(number) for number in numbers[::2]]  # type: ignore[arg-type]  # as the grammar has it
        if any(one >= other for one, other in pairwise(keys)):
            raise IrregularTagsError
        return dict(zip(numbers[::2], numbers[1::2], strict=True))

    def _with_ancestors(self, elements: Iterable[int]) -> list[int]:
        """Return elements and all above them, each after its parent, in the order of the tree."""
        found = {self._root}
        for element in elements:
            one = element
            while one not in found:
                found.add(one)
                one = self._parents[one]
        return sorted(found, key=self._paths.__getitem__)

    def _spell(self, element: int, spell: Spell) -> bytes:
        if element not in self._spelled:
            keys = self._body.keys(self._body.objects[element])
            own = {key: value for key, value in keys.items() if key not in _BY_PLACE}
            self._spelled[element] = spell(own)
        return self._spelled[element]
