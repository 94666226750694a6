"""Styles of a tree some of whose elements were changed are what they are for a new tree."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]
import pytest

from briefing.typeset.engine_patches import install, uninstalled
from briefing.typeset.engine_patches.late_selectors import source_of
from briefing.typeset.engine_patches.selector_matches import Matches, kept

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SHEET = (
    *("p", ".a", "#x", "*", "p > em", "h1 + p", "h1 ~ div p", ".b.a", "[lang|=en]", "p:empty"),
    *(".a[style]", "p:not([style])", "div:has(> [style])", "[style*=top] em", "[STYLE] + *"),
    *(":is(p, h1):not(.b)", "p:nth-child(2)", "div:has(> .b)", ":is([style], .c) ~ p"),
)
TAGS = ("p", "div", "h1", "em")


def tree(chance: Random) -> Element:
    """A tree of some thirty elements."""
    root = ElementTree.Element("body")
    elements = [root]
    for number in range(30):
        child = ElementTree.SubElement(chance.choice(elements[-6:]), chance.choice(TAGS))
        child.set("class", chance.choice(["a", "b", "a b", "c", ""]))
        if number % 7 == 0:
            child.set("id", "x")
        elements.append(child)
    return root


def matcher(selectors: tuple[str, ...] = SHEET) -> cssselect2.Matcher:
    """A style sheet."""
    sheet = cssselect2.Matcher()
    for selector in selectors:
        for compiled in cssselect2.compile_selector_list(selector):
            sheet.add_selector(compiled, selector)
    return sheet


def matched(root: Element, sheet: cssselect2.Matcher) -> list[object]:
    """What matches each element, in order."""
    wrapped = cssselect2.ElementWrapper.from_html_root(root)
    return [sheet.match(element) for element in wrapped.iter_subtree()]


def change(root: Element, chance: Random) -> str:
    """Change an element as layout does, or in another way; return how."""
    element = chance.choice([*root.iter()])
    kind = chance.choice(["style", "style", "style", "no style", "class", "child", "text"])
    if kind == "style":
        element.set("style", chance.choice(["top: 0", "break-inside: auto"]))
    elif kind == "no style":
        element.attrib.pop("style", None)
    elif kind == "class":
        element.set("class", chance.choice(["a", "b", "c"]))
    elif kind == "child":
        ElementTree.SubElement(element, "p")
    else:
        element.text = chance.choice(["", "text"])
    return kind


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("late", [True, False])
def test_what_is_kept_is_what_would_be_found(seed: int, *, late: bool) -> None:
    """After any number of changes, and also with selectors that were compiled at once."""
    install()
    chance = Random(seed)
    root, matches = tree(chance), Matches()
    if late:
        sheet = matcher()
    else:
        with uninstalled():
            sheet = matcher()
    for _ in range(25):
        with kept(matches, root):
            some = matched(root, sheet)
        assert some == matched(root, sheet)
        change(root, chance)


def test_styles_alone_make_no_selector_ask_again() -> None:
    """But for those that ask for styles."""
    install()
    root, matches, sheet = tree(Random(1)), Matches(), matcher(("p", ".a", "*"))
    with kept(matches, root):
        before = matched(root, sheet)
    root[0].set("style", "top: 0")
    sheet.add_relevant_selectors = None
    with kept(matches, root):
        assert matched(root, sheet) == before
    root[0].set("class", "other")
    with pytest.raises(TypeError), kept(matches, root):
        matched(root, sheet)


def test_a_selector_says_what_it_asks_for() -> None:
    """Compiled or not, also deep inside of others."""
    install()
    with uninstalled():
        (plain,) = cssselect2.compile_selector_list("div:has(> [style])")
    (late,) = cssselect2.compile_selector_list("div:has(> [style])")
    assert "style" in source_of(plain.test)
    assert "style" in source_of(late.test)
    assert "style" not in source_of(cssselect2.compile_selector_list("[class] p")[0].test)
