"""What an edition may say: descriptions of links are known with whatever fills their holes."""

from __future__ import annotations

from itertools import product

from briefing.prove.known_text import _Templates


def _holes(templates: list[str], text: str) -> list[str]:
    """The same by trying all of them."""
    found = []
    for words in templates:
        head, _, tail = words.partition("{}")
        fits = len(text) >= len(head) + len(tail)
        if head and fits and text.startswith(head) and text.endswith(tail):
            found.append(text[len(head) : len(text) - len(tail)])
    return sorted(found)


def test_holes_are_those_of_each_template_that_fits() -> None:
    """Of those with the same beginning or end, too, and of none whose ends would overlap."""
    parts = ["", "a", "ab", "ba", "abab"]
    templates = [f"{head}{{}}{tail}" for head, tail in product(parts, parts)]
    known = _Templates([*templates, *templates])
    for words in product("ab", repeat=6):
        text = "".join(words)
        assert sorted(known.holes(text)) == _holes(templates, text)
    assert list(_Templates(["Source {}"]).holes("Source")) == []
    assert list(_Templates(["Go to {} of it"]).holes("Go to of it")) == []
