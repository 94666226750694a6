"""What is in a file besides its running text: ids, alternative texts, words of pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.markup.pictures import picture_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model import Node


def beside(blocks: Iterable[Node], images: Mapping[str, bytes]) -> Iterator[str]:
    """All of it for some blocks, in reading order."""
    for node in (inner for block in blocks for inner in block.walk()):
        source = node.get("src")
        words = picture_words(images[source]) if source else ""
        yield from filter(None, (node.get("id"), node.get("alt"), words))
