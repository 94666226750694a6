"""Places of HTML elements, told in a way that does not depend on where their page stands.

The path of an element leads down from the root by the numbers of children: ``(1, 0, 4)`` is the
fifth child of the first child of the second child of ``html``; ``html`` itself is ``()``. An edit
changes the paths of all elements behind it. So what is stored of a page names elements by how they
lie to its base, the element that the page begins with: as long as the page itself is unchanged,
so are the places on it. With the base of today they are paths again.
"""

from __future__ import annotations

ElementPath = tuple[int, ...]
"""The number of the child to take at each level below the root."""


def place_of(path: ElementPath, base: ElementPath) -> str:
    """Return where an element lies to a base, as numbers with dots between them.

    The first is the length of the way that they share. Then follows how many children further the
    element's way goes on than that of the base, unless either ends there, and the rest of the way.
    """
    shared = zip(path, base, strict=False)
    depth = next((n for n, (own, other) in enumerate(shared) if own != other), None)
    if depth is None:
        depth = min(len(path), len(base))
    rest = path[depth:]
    if rest and depth < len(base):
        rest = (rest[0] - base[depth], *rest[1:])
    return ".".join(map(str, (depth, *rest)))


def path_of(place: str, base: ElementPath) -> ElementPath:
    """Return the path of the element that lies at a place to a base.

    Raises:
        ValueError: It is not a place, or there is none like it to this base.
    """
    depth, *rest = map(int, place.split("."))
    if not 0 <= depth <= len(base):
        raise ValueError(f"{place} is no place to an element on level {len(base)}")
    if rest and depth < len(base):
        rest = [base[depth] + rest[0], *rest[1:]]
    return (*base[:depth], *rest)
