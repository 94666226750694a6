"""What is heard or found instead of seen: alternative texts, and the data behind charts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.files.pictures import picture_text
from briefing.model.chart_table import ATTRIBUTE, IN_TABLE, SUMMARY, chart_tables
from briefing.model.content import Node
from briefing.resolve.numbering import labelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model.pictures import Picture
    from briefing.resolve.numbering import Numbering


def alternatives(blocks: Iterable[Node], images: Mapping[str, Picture]) -> Iterator[str]:
    """Yield the alternative texts of pictures in ``blocks`` and the words in them, in order."""
    for node in (inner for block in blocks for inner in block.walk()):
        source = node.get("src")
        words = picture_text(images[source]) if source else ""
        heard = node.get("label") if node.kind == "task" else node.get("alt")
        yield from filter(None, (heard, words))


def with_data(figure: Node, labels: Mapping[str, str], numbering: Numbering) -> Node:
    """Return a drawn ``figure`` whose alternative text ends with its data, row by row, or with the
    number of the table that holds them."""
    words = figure.get("alt").rstrip()
    if names := figure.get(IN_TABLE).split():
        found = [numbering.targets[name] for name in names]
        called = ", ".join(
            f"{labelled(one, labels)}\N{NO-BREAK SPACE}{one.number}" for one in found
        )
        said = [labels["chart_data_in"].format(table=called)]
    elif figure.get("data") == "no":
        said = []
    else:
        tables = chart_tables(figure)
        said = [labels["chart_data"].format(rows=table.words()) for table in tables]
    for sentence in said:
        words += " " if words.endswith((".", "!", "?")) else ". "
        words += sentence
    gone = {"alt", ATTRIBUTE} if figure.get("data") == "no" else {"alt"}
    rest = (pair for pair in figure.attributes if pair[0] not in gone)
    return replace(figure, attributes=(*rest, (SUMMARY, figure.get("alt")), ("alt", words)))


def in_words(figure: Node, labels: Mapping[str, str]) -> Node:
    """Return what a picture shows as a paragraph: its own words are too small in large print."""
    return Node("in-words", (), (labels["in_words"].format(words=figure.get("alt")),))


def with_words(figure: Node, labels: Mapping[str, str]) -> Node:
    """Return a ``figure`` whose alternative text ends with the words that its pixels show."""
    words = figure.get("words-in-picture")
    if not words:
        return figure
    alt = figure.get("alt").rstrip()
    alt += " " if alt.endswith((".", "!", "?")) else ". "
    alt += labels["picture_words"].format(words=words)
    gone = {"alt", "words-in-picture"}
    rest = (pair for pair in figure.attributes if pair[0] not in gone)
    return replace(figure, attributes=(*rest, ("alt", alt)))
