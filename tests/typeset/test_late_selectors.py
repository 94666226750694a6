"""Selectors that are compiled late match what those match that are compiled at once."""

from __future__ import annotations

from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]
import pytest

from briefing.typeset.engine_patches import install, uninstalled

PAGE = """
<body><h1 class="a b">One</h1><p id="x" lang="en">Two <em class="a">three</em></p>
<div class="box" style="top: 0"><p>Four</p><p class="b">five <a href="#x">six</a></p></div></body>
"""
SELECTORS = (
    *("p", ".a", "#x", "*", "em.a", "p > em", "h1 + p", "h1 ~ div p", "[style]", "[lang|=en]"),
    *(":is(p, h1):not(.b)", "p:nth-child(2)", "div:has(> .b)", ":first-child", "p:empty", "a:link"),
    *("h1::before", ":root", "p:is(.b, :has(em))", "[class~=b]", ":not(:has(p))"),
)


def matched(selector: str) -> list[str]:
    """Tags of the elements that it matches, asked twice."""
    matcher = cssselect2.Matcher()
    for compiled in cssselect2.compile_selector_list(selector):
        matcher.add_selector(compiled, selector)
    root = cssselect2.ElementWrapper.from_html_root(ElementTree.fromstring(PAGE))
    elements = [*root.iter_subtree(), *root.iter_subtree()]
    return [element.local_name for element in elements if matcher.match(element)]


@pytest.mark.parametrize("selector", SELECTORS)
def test_they_match_the_same(selector: str) -> None:
    """At first and from then on."""
    late = matched(selector)
    with uninstalled():
        assert matched(selector) == late
    assert "[" in selector or late or selector in {"p:empty", "a:link"}


def test_a_selector_is_compiled_when_it_is_first_asked() -> None:
    """Then it has the true code, and another selector still has not."""
    install()
    one, other = cssselect2.compile_selector_list("p, em")
    before = one.test.__code__
    assert before is other.test.__code__
    root = cssselect2.ElementWrapper.from_html_root(ElementTree.fromstring(PAGE))
    assert [bool(one.test(element)) for element in root.iter_subtree()].count(True) == 3
    assert one.test.__code__ is not before
    assert other.test.__code__ is before


def test_what_is_no_selector_is_refused_at_once() -> None:
    """As the engine warns of it when it reads the style sheet."""
    with pytest.raises(cssselect2.SelectorError):
        cssselect2.compile_selector_list("p:no-such-thing(2)")
