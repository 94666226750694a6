"""The words that a drawing shows, without those that are hidden in it.

Where a drawing becomes pixels, its words are given to readers who cannot see it. A layer that is
switched off is given to nobody.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.files.svg_expansion import local_name
from briefing.files.svg_features import properties

if TYPE_CHECKING:
    from collections.abc import Callable

_TEXTS = frozenset({"text", "textPath"})
_ONLY_IF_USED = frozenset({"defs", "symbol", "clipPath", "mask", "pattern", "marker"})
_UNSEEN = frozenset({"title", "desc", "style", "metadata"})
_HIDING = re.compile(r"(?:^|;|\s)(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))")
_NAMED = re.compile(r"#([^\s\"'();]+)")
_SELECTED = re.compile(r"[.#]?[\w-]+")


@lru_cache(maxsize=64)
def shown_words(svg: bytes) -> str:
    """Return the text of an SVG picture that is not hidden, in drawing order."""
    root = etree.fromstring(svg)
    hidden, used = _hidden_by_rules(root), names_used(root)
    words: list[str] = []
    _collect(root, hidden, used, words)
    return " ".join(" ".join(words).split())


def is_unseen(root: etree.Element) -> Callable[[etree.Element], bool]:
    """Return what tells of an element of a drawing that nobody sees it: hidden, or never used."""
    hidden, used = _hidden_by_rules(root), names_used(root)

    def unseen(element: etree.Element) -> bool:
        name = local_name(element)
        if name in _UNSEEN - {"style"} or _is_hidden(element, hidden):
            return True
        return name in _ONLY_IF_USED - {"defs"} and not any(
            e.get("id") in used for e in element.iter()
        )

    return unseen


def _collect(
    element: etree.Element, hidden: frozenset[str], used: frozenset[str], words: list[str]
) -> None:
    """Add the words of ``element``; drawings nest no deeper than Python's stack allows."""
    name = local_name(element)
    if name in _UNSEEN or _is_hidden(element, hidden):
        return
    if name in _ONLY_IF_USED and not any(e.get("id") in used for e in element.iter()):
        return
    if name in _TEXTS:
        words.append(_text(element, hidden))
        return
    for child in element:
        _collect(child, hidden, used, words)


def _text(element: etree.Element, hidden: frozenset[str]) -> str:
    """Return the text in an element; parts with a place of their own are apart."""
    found = element.text or ""
    for child in element:
        if local_name(child) not in _UNSEEN and not _is_hidden(child, hidden):
            apart = " " if {"x", "y", "dy"} & child.attrib.keys() else ""
            found += apart + _text(child, hidden)
        found += child.tail or ""
    return found


def _is_hidden(element: etree.Element, hidden: frozenset[str]) -> bool:
    own = properties(element)
    if own.get("display") == "none" or own.get("visibility") in {"hidden", "collapse"}:
        return True
    if re.fullmatch(r"0?\.?0+%?", own.get("opacity", "1")):
        return True
    names = {f".{name}" for name in element.get("class", "").split()}
    return not hidden.isdisjoint(names | {f"#{element.get('id', '')}", local_name(element)})


def _hidden_by_rules(root: etree.Element) -> frozenset[str]:
    """Return the classes, ids and names at the end of selectors whose rules hide."""
    found: set[str] = set()
    for element in root.iter():
        if local_name(element) == "style":
            for rule in "".join(element.itertext()).split("}"):
                selectors, _, body = rule.rpartition("{")
                if _HIDING.search(body):
                    last = (_SELECTED.findall(one)[-1:] for one in selectors.split(","))
                    found.update(name for names in last for name in names)
    return frozenset(found)


def names_used(root: etree.Element) -> frozenset[str]:
    """Return the ids that anything in the picture refers to."""
    texts = [value for e in root.iter() for value in e.attrib.values() if "#" in value]
    texts += ["".join(e.itertext()) for e in root.iter() if local_name(e) == "style"]
    return frozenset(name for text in texts for name in _NAMED.findall(text))
