"""Which pictures Easy Read puts beside the text that follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.content import Node


def is_beside(node: Node) -> bool:
    """Return whether a figure stands beside its text: if its place says so, or it has no title.

    A chart has the whole width: narrower it could not be read.
    """
    if node.kind != "figure" or "wide" in node.get("class").split() or node.get("drawn"):
        return False
    if any(child.kind == "chart" for child in node.nodes):
        return False
    titled = node.get("title") or any(child.kind == "fig-title" for child in node.nodes)
    return node.get("place") == "side" or not titled
