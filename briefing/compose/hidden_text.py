"""What is in a file besides its running text: names of places, languages and where links lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.citation_marks import MARKS, spoken_mark
from briefing.model.composition import Traces
from briefing.model.node_text import inline_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.compose.reading_order import ReadingOrder
    from briefing.model.document import Document


def traces_of(document: Document, order: ReadingOrder, anchors: Iterable[str]) -> Traces:
    """Return what is in the file of ``document`` without being read, and what layouts say.

    Args:
        order: What its layouts printed.
        anchors: Words of the ids that layouts give.
    """
    found: dict[str, list[str]] = {"id": [], "lang": [], "href": [], "words": []}
    for node in document.nodes():
        for name, value in node.attributes:
            if name in found and value:
                found[name].append(value)
    return Traces(
        printed=order.own_texts,
        names=frozenset((*anchors, *document.body.anchors(), *found["id"], *found["lang"])),
        addresses=frozenset(href for href in found["href"] if not href.startswith("#")),
        mixed=order.mixed,
        lines=order.locations,
        charts=tuple(found["words"]),
        spoken=frozenset(
            spoken_mark(inline_text([node])) for node in document.nodes() if node.kind in MARKS
        ),
    )
