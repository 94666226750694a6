"""Who made a picture: in small print under it, and as wide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.content import Node

_LEAST_PT = 140
"""Width that a credit needs: under a narrower picture it takes that of the caption."""


def under(credit: Node, figure: Node) -> Node:
    """Return the credit of a picture with that picture's width, so that it ends where it does.

    Under one that goes on into the margins it has the width between them.
    """
    width = figure.get("text-width-pt") or figure.get("width-pt")
    wide = bool(width) and float(width) >= _LEAST_PT
    return replace(credit, attributes=(("width-pt", width),)) if wide else credit
