"""Selectors that look at siblings: the same elements as by their definitions, however many."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

import pytest
from cssselect2.tree import ElementWrapper  # type: ignore[import-untyped]

from briefing.typeset import sibling_selectors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

sibling_selectors.install()
DEFINITIONS: dict[str, Callable[[Sequence[Element], int], bool]] = {
    "b ~ c": lambda row, n: row[n].tag == "c" and any(e.tag == "b" for e in row[:n]),
    "b + c": lambda row, n: row[n].tag == "c" and n > 0 and row[n - 1].tag == "b",
    "b:has(~ c)": lambda row, n: row[n].tag == "b" and any(e.tag == "c" for e in row[n + 1 :]),
    "b:has(+ c)": lambda row, n: row[n].tag == "b" and [e.tag for e in row[n + 1 : n + 2]] == ["c"],
    ":nth-child(2 of b)": lambda row, n: (
        row[n].tag == "b" and sum(e.tag == "b" for e in row[:n]) == 1
    ),
}


def _row(tags: Sequence[str]) -> Element:
    parent = Element("ul")
    for tag in tags:
        SubElement(parent, tag)
    return parent


def _matched(parent: Element, selector: str) -> list[Any]:
    root = ElementWrapper.from_html_root(parent)
    return [found.etree_element for found in root.query_all(selector)]


@pytest.mark.parametrize("selector", DEFINITIONS)
def test_selectors_match_what_they_are_defined_to(selector: str) -> None:
    """In rows of any order, none among them."""
    chance = random.Random(selector)
    for _ in range(50):
        parent = _row(chance.choices("bcd", k=chance.randrange(9)))
        row = list(parent)
        expected = [row[n] for n in range(len(row)) if DEFINITIONS[selector](row, n)]
        assert _matched(parent, selector) == expected


@pytest.mark.parametrize(
    ("selector", "count"), {"b ~ c": 1, "b:has(~ c)": 1, "b:has(+ b)": 1, "b ~ b": 2}.items()
)
def test_more_siblings_than_calls_may_nest(selector: str, count: int) -> None:
    """Twice as many, and selectors look from one end of them to the other."""
    between = ["d"] * sys.getrecursionlimit() * 2
    assert len(_matched(_row(["b", *between, "c", "b", "b"]), selector)) == count
