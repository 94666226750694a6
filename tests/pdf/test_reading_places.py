"""Elements are read where they say, and everything else where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.pdf.tag_notes import TagNote
from briefing.pdf.tags.reading_places import move_to_reading_places
from briefing.pdf.tags.tree import Content, Element

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS = ("one", "two", "three")


def element(role: str, *kids: Element | Content, anchor: str = "", read: str = "") -> Element:
    """An element with a note."""
    return Element(role, list(kids), TagNote("0", "p", anchor=anchor, read=read))


def document(reads: list[tuple[int, str]]) -> Element:
    """Three sections of a heading and a paragraph; before each, what stands there on paper."""
    kids: list[Element] = []
    for number, name in enumerate(SECTIONS):
        furniture = [
            element("P", Content(number, 10 + n), read=read)
            for n, (page, read) in enumerate(reads)
            if page == number
        ]
        heading = element("H1", Content(number, 0), anchor=name)
        section = element("Sect", element("Div", heading), element("P", Content(number, 1)))
        # Some are deeper than others: the order is that of the page all the same.
        deep = [Element("Div", [one]) if n % 2 else one for n, one in enumerate(furniture)]
        kids += [Element("Div", [*deep]), element("Part", section)]
    return Element("Document", list(kids))


def order(tree: Element) -> list[Content]:
    """The content of a tree, in reading order."""
    return list(tree.contents())


def expected(reads: list[tuple[int, str]]) -> list[Content]:
    """The same, from what the words say."""
    furniture: dict[str, list[Content]] = {}
    for page in range(len(SECTIONS)):
        for n, (on, read) in enumerate(reads):
            if on == page:
                furniture.setdefault(read, []).append(Content(page, 10 + n))
    found = list(furniture.get("first", ()))
    for number, name in enumerate(SECTIONS):
        found += furniture.get(f"in:{name}", ())
        found += (Content(number, 0), Content(number, 1))
        found += furniture.get(f"after:{name}", ())
    return found


READ = st.sampled_from(["first", *(f"{where}:{n}" for where in ("in", "after") for n in SECTIONS)])


@given(st.lists(st.tuples(st.integers(0, 2), READ), max_size=12))
def test_each_is_read_once_where_it_says(reads: list[tuple[int, str]]) -> None:
    """Those of one place keep their order, and nothing else moves or is lost."""
    tree = document(reads)
    before = {run for run in tree.contents() if run.mcid < 10}
    move_to_reading_places(tree)
    assert order(tree) == expected(reads)
    assert before <= {*tree.contents()}


def walk_roles(tree: Element) -> Iterator[str]:
    """The roles of a tree, in reading order."""
    return (one.role for one in tree.walk())


def test_a_part_of_a_line_is_a_paragraph_elsewhere() -> None:
    """The number of a slide stands in its foot, and is read as a line of its own."""
    tree = document([])
    assert isinstance(tree.kids[0], Element)
    tree.kids[0].kids = [element("P", element("Span", Content(0, 10), read="in:two"))]
    move_to_reading_places(tree)
    [section] = [kid for kid in tree.walk() if kid.role == "Sect" and Content(1, 0) in order(kid)]
    first = section.kids[0]
    assert isinstance(first, Element)
    assert list(walk_roles(first)) == ["P", "Span"]


def test_an_id_that_is_nowhere_is_told() -> None:
    """A layout that names it is at fault."""
    with pytest.raises(ValueError, match="in:four"):
        move_to_reading_places(document([(0, "in:four")]))


def test_what_is_in_no_section_is_read_before_what_holds_the_id() -> None:
    """A layout without sections has places too."""
    tree = Element("Document", [element("Div", element("H1", Content(0, 0), anchor="one"))])
    tree.kids.append(element("P", Content(0, 1), read="in:one"))
    move_to_reading_places(tree)
    assert order(tree) == [Content(0, 1), Content(0, 0)]
