"""What an edition may say, and where: all that stands in a file for a reason is accounted for.

What is shown to the reader may be said anywhere. What the program prints or writes by itself, as
“Contents”, “application/pdf” or the address of a link, may stand in its own place and in no other:
the same word in a sentence is still searched for.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.prove.extract.xmp import packet_places
from briefing.prove.text_folding import REMEMBERED, letters, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.proof import Expectation
    from briefing.prove.extract.extracted import Reopened, TextLocation

_BINARY = frozenset(("ID", "CharSet"))
"""Keys of strings that are no words: identifiers."""
_NAMES = frozenset(("D", "Names", "XYZ", "Headers", "Lang"))
_NAMED_PLACES = ("a named destination", "the ID of ")
_OURS = "briefing "
_NUMBERED = re.compile(r"(?P<what>[a-z]+)(?:-\d+)+")
_CLOCK = re.compile(r"\A\d+(?::\d\d)+ ")
_VERSION = re.compile(r"\d+(?:\.\d+)*")


@dataclass(slots=True)
class Known:
    """What one edition may say."""

    expectation: Expectation
    words: frozenset[str] = field(init=False)
    """Words of what is shown; a reader has them anyway."""
    said: str = field(init=False)
    """Letters of all that is shown, in its order."""
    folios: frozenset[str] = field(init=False)
    """Page numbers one by one."""
    around: frozenset[str] = field(init=False)
    """Words that furniture may have."""
    names: frozenset[str] = field(init=False)
    """Words that names may have."""
    _whole: frozenset[str] = field(init=False)
    """Letters of each text that may stand outside pages as it is."""
    _headings: frozenset[str] = field(init=False)
    """Letters of what layouts print of their own."""
    _addresses: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        expected = self.expectation
        self.words = frozenset[str]().union(*map(vocabulary, self.content))
        self.said = "".join(letters(text).text for text in self.content)
        self._whole = frozenset(letters(text).text for text in self.content)
        self._headings = frozenset(letters(text).text for text, _ in expected.printed)
        self.folios = frozenset(n for pair in expected.folios for n in pair.split())
        self.around = _spelled((*expected.furniture, *expected.folios))
        self.names = _spelled(expected.written.names)
        self._addresses = frozenset(map(unquote, expected.written.addresses))

    @property
    def content(self) -> tuple[str, ...]:
        """All that is shown, block by block, and what stands for it outside the pages; without what
        only layouts say."""
        own = {text for text, _ in self.expectation.printed}
        everything = (*self.expectation.shown, *self.expectation.alternatives)
        return tuple(text for text in everything if text not in own)

    def unaccounted(self, file: Reopened) -> Iterator[TextLocation]:
        """Every text of a file outside its pages that may not simply stand where it stands."""
        for place in file.places:
            if not self._is_expected(place.name, place.text):
                yield place
        for place in file.addresses:
            if unquote(place.text) not in self._addresses:
                yield place
        yield from self._of_packets(file.held.packets)

    def strange_strings(self, strings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """The same of strings of objects, by the key they stand at."""
        for key, text in dict.fromkeys(strings):
            if key in _BINARY or self._is_written(key, text):
                continue
            if key == "URI" and unquote(text) in self._addresses:
                continue
            if key in _NAMES and self._is_name(text):
                continue
            if key == "Title" and self._is_bookmark(text):
                continue
            if not self._is_said(text):
                yield key, text

    # ── by place ─────────────────────────────────────────────────────────────────────────

    def _is_expected(self, name: str, text: str) -> bool:
        if name.startswith("the document's "):
            return self._is_written(name.rpartition(" ")[2], text) or self._is_said(text)
        if name.startswith(_NAMED_PLACES):
            return self._is_name(text)
        if name.startswith("the label of page "):
            return text in self.folios
        if name == "a bookmark":
            return self._is_bookmark(text)
        return self._is_said(text)

    def _is_written(self, key: str, text: str) -> bool:
        """Whether it is what the program writes there; its version may be another."""
        return any(
            key == own and _of_any_version(text) == _of_any_version(value)
            for own, value in self.expectation.written.strings
        )

    def _is_name(self, text: str) -> bool:
        numbered = _NUMBERED.fullmatch(text)
        return (numbered is not None and numbered["what"] in self.expectation.written.numbered) or (
            all(word in self.names or not _says(word) for word in _spelled((text,)))
        )

    def _is_bookmark(self, text: str) -> bool:
        """Whether it is a title; in speaker's notes the time stands before it."""
        title = _CLOCK.sub("", text)
        return letters(title).text in self._headings or self._is_shown(title)

    def _is_said(self, text: str) -> bool:
        """Whether it is said on the pages, or describes a link to what is."""
        if self._is_shown(text):
            return True
        if any(self._is_bookmark(inner) or inner in self.folios for inner in self._described(text)):
            return True
        if text.endswith(")") and " (" in text:
            words, _, address = text[:-1].rpartition(" (")
            return self._is_address(address) and self._is_shown(words)
        return self._is_address(text)

    def _described(self, text: str) -> Iterator[str]:
        """What a description of a link says it leads to."""
        for words in self.expectation.written.descriptions:
            head, _, tail = words.partition("{}")
            if head and text.startswith(head) and text.endswith(tail):
                yield text[len(head) : len(text) - len(tail)]

    def _is_address(self, text: str) -> bool:
        return not self._addresses.isdisjoint((unquote(text), f"mailto:{unquote(text)}"))

    def _is_shown(self, text: str) -> bool:
        spelled = letters(text).text
        return spelled in self._whole or (
            spelled in self.said and all(token.joined in self.words for token in tokens(text))
        )

    def _of_packets(self, packets: Iterable[str]) -> Iterator[TextLocation]:
        """Words of XMP packets that are not those of the packet this edition has."""
        own = packet_places(self.expectation.written.packet)
        expected = Counter(_of_any_version(place.text) for place in own)
        for packet in packets:
            for place in packet_places(packet):
                text = _of_any_version(place.text)
                if expected[text]:
                    expected[text] -= 1
                elif not self._is_shown(place.text):
                    yield place


def _says(word: str) -> bool:
    """Whether a word of a name says anything: numbers and single letters count."""
    return len(word) > 2 and not word.isdigit()


def _of_any_version(text: str) -> str:
    """What a producer is called whatever its version; all other texts as they are."""
    return _VERSION.sub("0", text) if text.startswith(_OURS) else text


@lru_cache(maxsize=REMEMBERED)
def vocabulary(text: str) -> frozenset[str]:
    """The words of a text: hyphenated ones both joined and in parts, numbers whole."""
    words: set[str] = set()
    for token in tokens(text):
        words.add(token.joined)
        if not token.number:
            words.update(token.parts)
    return frozenset(words)


def _spelled(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts as streams of letters divide them."""
    return frozenset(word for text in texts for word in letters(text).words())
