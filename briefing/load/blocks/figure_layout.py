"""The size and place that an author gives a picture, in their normal form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.model.findings import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Fault = Callable[[str, str], None]

PLACES = ("side", "column", "wide", "bleed")
"""Where a picture may stand: beside the text, in its column, across both, or from edge to edge of
the paper."""
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*(mm|cm|%)")
_TO_MM = {"mm": 1.0, "cm": 10.0}


def figure_layout(
    options: Mapping[str, str], *, wide: bool, chart: bool, fault: Fault
) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a figure that say how large it is and where.

    Args:
        options: the values of ``width``, ``height`` and ``place`` that are given.
        wide: whether it has “wide: yes”, which is what “place: wide” was called before.
        chart: whether it shows a chart, whose spec has its sizes.
        fault: reports what is wrong, with a hint.
    """
    for name in ("width", "height"):
        text = options.get(name, "").strip()
        if text and chart:
            fault(
                f"a chart has its {name} in its spec, not in the figure",
                f"write “{name}: …” in the spec, in points",
            )
        elif text:
            found = _LENGTH.fullmatch(text)
            share = found is not None and found[2] == "%"
            value = float(found[1]) if found else 0.0
            if found is None or value <= 0 or (share and (name == "height" or value > 100)):
                example = "“60 mm”, or a share of its place such as “50 %”"
                fault(
                    f'"{text:.20}" is not a {name} for a picture',
                    f"write {example if name == 'width' else '“60 mm”'}",
                )
            else:
                yield name, f"{value:g}%" if share else f"{value * _TO_MM[found[2]]:g}mm"
    place = options.get("place", "").strip()
    if place and place not in PLACES:
        fault(f'unknown place "{place:.20}"', nearest(place, PLACES))
    elif place == "bleed" and chart:
        fault("a chart cannot stand from edge to edge: its words would", "write “place: wide”")
    elif place and wide and place not in {"wide", "bleed"}:
        fault(f"“wide: yes” contradicts “place: {place}”", "keep one of them")
    elif place in {"side", "column"}:
        yield "place", place
    if place in {"wide", "bleed"} and not wide:
        yield "class", "wide"
    if place == "bleed":
        yield "bleed", "yes"
