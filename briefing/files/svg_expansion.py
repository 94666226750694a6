"""How much an SVG picture draws, with everything that it draws more than once.

Elements that are used again, as a clip, as a pattern or as a marker on lines count as often as they
are drawn: ten times ten times ten, a few lines of SVG could keep the engine busy for hours. The
idea: the size of an element is 1, plus the sizes of its children, plus the size of each element it
refers to, times how often it draws that one. Sizes are computed bottom up, each once, on a stack of
our own, as references may nest more deeply than Python's stack allows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.files.unusable_picture import UnusableSvg

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Iterator

MAX_DRAWN_PARTS = 50_000
"""Most elements a picture may draw: WeasyPrint takes some ten seconds for them."""
MAX_DEPTH = 200
_NAMED = re.compile(r"#([^\s\"'();]+)")
_CORNERS = re.compile(r"[a-zA-Z]|\d*\.?\d+")
_SELECTED = re.compile(r"[.#]?[\w-]+|[*\[:]")
_UNGROUPED = "save it as plain SVG: in most drawing programs, unlink clones and symbols first"


def local_name(element: etree.Element) -> str:
    """Return the name of ``element`` without its namespace."""
    return str(element.tag).rpartition("}")[2]


def too_deep() -> UnusableSvg:
    """Return the fault of a picture that is nested too deeply."""
    fault = f"this picture nests its elements more than {MAX_DEPTH} deep"
    return UnusableSvg(fault, "ungroup them in the drawing program")


@dataclass(slots=True)
class _DrawnSize:
    """How much drawing an element takes."""

    parts: int
    """Number of elements drawn."""
    corners: int
    """Number of points on its lines, where markers are drawn."""
    depth: int = 1
    """Levels of nesting, including elements that are used again."""


@dataclass(slots=True)
class _StyleRules:
    """References in style sheets, by the tag, class or id that a rule selects."""

    rules: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def read(self, text: str) -> None:
        """Add the rules of a style sheet; names match too widely rather than too narrowly."""
        for rule in text.split("}"):
            selector, _, body = rule.rpartition("{")
            if found := list(_style_references(body)):
                for name in _SELECTED.findall(selector):
                    key = "*" if name in "*[:" else name
                    self.rules.setdefault(key, set()).update(found)

    def of(self, element: etree.Element) -> Iterator[tuple[str, str]]:
        """Yield property and id of each reference in rules that may select ``element``."""
        if self.rules:
            own = (f".{name}" for name in element.get("class", "").split())
            for name in ("*", local_name(element), f"#{element.get('id', '')}", *own):
                yield from self.rules.get(name, ())


def check_repeats(root: etree.Element) -> None:
    """Check how much a picture draws.

    Raises:
        UnusableSvg: it draws too much, repeats an element that repeats others, or has text where
            it cannot be searched.
    """
    _refuse_repeats_of_repeats(root)
    sheet = _StyleRules()
    targets: dict[str, etree.Element] = {}
    for element in root.iter():
        if local_name(element) == "style":
            sheet.read("".join(element.itertext()))
        if name := element.get("id"):
            targets.setdefault(name, element)
    sums: dict[etree.Element, _DrawnSize | None] = {}
    waiting = [(root, False)]
    while waiting:
        element, below_known = waiting.pop()
        if below_known:
            sums[element] = _drawn_size(element, sums, _references(element, sheet, targets))
        elif element not in sums:
            sums[element] = None
            waiting.append((element, True))
            uses = [target for _, target in _references(element, sheet, targets)]
            for inner in (*element, *uses):
                if inner in sums and sums[inner] is None:
                    fault = "this picture repeats an element inside itself"
                    raise UnusableSvg(fault, _UNGROUPED)
                waiting.append((inner, False))


def _refuse_repeats_of_repeats(root: etree.Element) -> None:
    uses = {e for e in root.iter() if local_name(e) == "use"}
    shown = {value[1:] for e in uses for key, value in e.attrib.items() if key.endswith("href")}
    for element in root.iter():
        if element.get("id") in shown and any(
            e in uses for e in element.iter() if e is not element
        ):
            raise UnusableSvg("this picture repeats an element that repeats others", _UNGROUPED)


def _references(
    element: etree.Element, sheet: _StyleRules, targets: dict[str, etree.Element]
) -> list[tuple[str, etree.Element]]:
    """Return attribute or property, and target, of each reference from ``element``."""
    found = [*sheet.of(element), *_style_references(element.get("style", ""))]
    for attribute, value in element.attrib.items():
        if "#" in value and attribute != "style":
            key = attribute.rpartition("}")[2]
            found += ((key, name) for name in _NAMED.findall(value))
    return [(key, targets[name]) for key, name in found if name in targets]


def _style_references(style: str) -> Iterator[tuple[str, str]]:
    """Yield property and id of each reference in the declarations ``style``."""
    for declaration in style.split(";"):
        key, _, value = declaration.partition(":")
        yield from ((key.strip(), name) for name in _NAMED.findall(value))


def _drawn_size(
    element: etree.Element,
    sums: dict[etree.Element, _DrawnSize | None],
    used: list[tuple[str, etree.Element]],
) -> _DrawnSize:
    shape = element.get("d", "") + element.get("points", "")
    total = _DrawnSize(1, len(_CORNERS.findall(shape)) or 4)
    # An element that is used counts as a child; a property of a group holds for all in it.
    for inner in (*element, *(target for key, target in used if key == "href")):
        _add(total, 1, sums[inner])
    parts = total.parts
    for key, inner in used:
        if key.startswith("marker"):
            _add(total, total.corners, sums[inner])
        elif key != "href":
            _add(total, parts if key in {"fill", "stroke"} else 1, sums[inner])
    if total.depth > MAX_DEPTH:
        raise too_deep()
    if total.parts > MAX_DRAWN_PARTS:
        raise UnusableSvg(
            f"this picture draws more than {MAX_DRAWN_PARTS:,} elements, repeated ones included",
            "simplify it, or export it as PNG",
        )
    return total


def _add(total: _DrawnSize, times: int, more: _DrawnSize | None) -> None:
    if more is not None:
        total.parts += times * more.parts
        total.corners += more.corners
        total.depth = max(total.depth, more.depth + 1)
