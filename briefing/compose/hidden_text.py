"""What is in a file besides its running text: alternative texts, words of pictures, names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.files.pictures import picture_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model.content import Node


def beside(blocks: Iterable[Node], images: Mapping[str, bytes]) -> Iterator[str]:
    """What is said by some blocks, in reading order: alternative texts, words of pictures."""
    for node in (inner for block in blocks for inner in block.walk()):
        source = node.get("src")
        words = picture_text(images[source]) if source else ""
        yield from filter(None, (node.get("alt"), words))


def names(blocks: Iterable[Node | str]) -> Iterator[str]:
    """What blocks are called by programs: ids, and the languages they are in."""
    for node in _all(blocks):
        yield from filter(None, (node.get("id"), node.get("lang")))


def addresses(blocks: Iterable[Node | str]) -> Iterator[str]:
    """Where links of blocks lead that lead out of the pack."""
    for node in _all(blocks):
        if (href := node.get("href")) and not href.startswith("#"):
            yield href


def chart_words(blocks: Iterable[Node | str]) -> Iterator[str]:
    """What is drawn in charts, chart by chart."""
    for node in _all(blocks):
        if node.get("drawn") and node.get("words"):
            yield node.get("words")


def _all(blocks: Iterable[Node | str]) -> Iterator[Node]:
    return (inner for block in blocks if not isinstance(block, str) for inner in block.walk())
