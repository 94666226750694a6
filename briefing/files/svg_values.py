"""Values in the styles of drawings that stand for others: each is written out as what is printed.

Paper is light, so of two colours for light and dark screens the first is meant. A variable that
nothing sets has the value that stands behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree

_ONE = r"(?:[^(),;{}\"']|\([^()]*\))+"
_LIGHT = re.compile(rf"\blight-dark\(\s*({_ONE}),{_ONE}\)")
_UNSET = re.compile(rf"\bvar\(\s*(--[\w-]+)\s*,\s*({_ONE})\)")
_MOST_STEPS = 8
"""Levels of values in values that are written out; programs nest two."""


def write_out_values(root: etree.Element) -> bool:
    """Write out the values that stand for others, in attributes and style sheets of a drawing;
    return whether there were any."""
    texts = [element.get("style", "") for element in root.iter()]
    texts += ["".join(e.itertext()) for e in root.iter() if e.tag.endswith("style")]
    are_set = set(re.findall(r"(--[\w-]+)\s*:", " ".join(texts)))
    changed = False
    for element in root.iter():
        for key, value in element.attrib.items():
            if "(" in value and (plain := _written_out(value, are_set)) != value:
                element.set(key, plain)
                changed = True
        if element.tag.endswith("style"):
            text = "".join(element.itertext())
            if (plain := _written_out(text, are_set)) != text:
                element.text = plain
                del element[:]
                changed = True
    return changed


def _written_out(text: str, are_set: set[str]) -> str:
    for _ in range(_MOST_STEPS):
        before = text
        text = _UNSET.sub(lambda m: m[0] if m[1] in are_set else m[2].strip(), text)
        text = _LIGHT.sub(lambda m: m[1].strip(), text)
        if text == before:
            break
    return text
