"""What an edition may say, and where.

What is shown to the reader may be anywhere in the file. What the program itself prints or writes,
such as “Contents”, “application/pdf” or the address of a link, may only be in its own place: the
same word in a sentence is still searched for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.prove.extract.xmp import packet_texts
from briefing.prove.text_folding import CACHED_TEXTS, letters, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model.proof import Expectation
    from briefing.prove.extract.extracted import Extract, TextLocation

_BINARY = frozenset(("ID", "CharSet"))
"""Keys of strings that are identifiers, not words."""
_NAMES = frozenset(("D", "Names", "XYZ", "Headers", "Lang"))
_NAMED_PLACES = ("a named destination", "the ID of ")
_HEARD = {
    "the /Contents of an annotation ": "Contents",
    "the actual text of a Reference ": "ActualText",
}
"""Places of what is only heard, with the keys of its strings."""
_OURS = "briefing "
_NUMBERED = re.compile(r"(?P<what>[a-z]+)(?:-\d+)+")
_CLOCK = re.compile(r"\A\d+(?::\d\d)+ ")
_VERSION = re.compile(r"\d+(?:\.\d+)*")


@dataclass(slots=True)
class KnownText:
    """What one edition may say, and where."""

    expectation: Expectation
    words: frozenset[str] = field(init=False)
    """Words of what is shown, which its reader knows anyway."""
    shown_letters: str = field(init=False)
    """Letters of everything shown, in order."""
    folios: frozenset[str] = field(init=False)
    """Page numbers as printed."""
    furniture_words: frozenset[str] = field(init=False)
    """Words that may be in furniture."""
    name_words: frozenset[str] = field(init=False)
    """Words that may be in machine-written names."""
    _whole_texts: frozenset[str] = field(init=False)
    """Letters of each text that may appear outside pages as a whole."""
    _in_alphabet: tuple[str, ...] = field(init=False)
    """The same in alphabetical order."""
    _headings: frozenset[str] = field(init=False)
    """Letters of what layouts print themselves."""
    _addresses: frozenset[str] = field(init=False)
    _heard: Mapping[str, frozenset[str]] = field(init=False)
    """Names of links, and what is said of raised marks, by the key of their strings."""
    _descriptions: _Templates = field(init=False)
    """What links may be called, with a hole for a title or page number."""

    def __post_init__(self) -> None:
        expected = self.expectation
        self.words = frozenset[str]().union(*map(vocabulary, self.content))
        self.shown_letters = "".join(letters(text).text for text in self.content)
        self._whole_texts = frozenset(letters(text).text for text in self.content)
        self._in_alphabet = tuple(sorted(self._whole_texts))
        self._headings = frozenset(letters(text).text for text, _ in expected.printed)
        self.folios = frozenset(n for pair in expected.folios for n in pair.split())
        self.furniture_words = _letter_words((*expected.furniture, *expected.folios))
        self.name_words = _letter_words(expected.written.names)
        self._addresses = frozenset(map(unquote, expected.written.addresses))
        self._heard = {
            "Contents": frozenset(expected.written.links),
            "ActualText": frozenset(expected.written.spoken),
        }
        self._descriptions = _Templates(expected.written.descriptions)

    @property
    def content(self) -> tuple[str, ...]:
        """Every text that is shown, or stands for something shown, save what only layouts print."""
        own = {text for text, _ in self.expectation.printed}
        mixed = self.expectation.mixed
        everything = (*self.expectation.shown, *self.expectation.alternatives)
        return tuple(
            said for text in everything if text not in own for said in mixed.get(text, (text,))
        )

    def unaccounted_locations(self, file: Extract) -> Iterator[TextLocation]:
        """Yield the texts outside the pages that are not allowed as they are, to be searched."""
        for location in file.locations:
            if not self._is_expected(location.name, location.text):
                yield location
        for location in file.addresses:
            if unquote(location.text) not in self._addresses:
                yield location
        yield from self._unaccounted_in_packets(file.object_contents.packets)

    def unaccounted_strings(self, strings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield those of ``strings``, given with their keys, that are not allowed as they are."""
        for key, text in dict.fromkeys(strings):
            if key in _BINARY or self._is_written(key, text):
                continue
            if key == "URI" and unquote(text) in self._addresses:
                continue
            if key in _NAMES and self._is_name(text):
                continue
            if text in self._heard.get(key, ()):
                continue
            if key == "Title" and self._is_bookmark(text):
                continue
            if not self._is_allowed_text(text):
                yield key, text

    # ── by place ─────────────────────────────────────────────────────────────────────────

    def _is_expected(self, name: str, text: str) -> bool:
        if name.startswith("the document's "):
            return self._is_written(name.rpartition(" ")[2], text) or self._is_allowed_text(text)
        if name.startswith(_NAMED_PLACES):
            return self._is_name(text)
        if name.startswith("the label of page "):
            return text in self.folios
        if any(
            name.startswith(place) and text in self._heard[key] for place, key in _HEARD.items()
        ):
            return True
        if name == "a bookmark":
            return self._is_bookmark(text)
        return self._is_allowed_text(text)

    def _is_written(self, key: str, text: str) -> bool:
        """Return whether the program writes ``text`` at ``key``, in this or another version."""
        return any(
            key == own and _of_any_version(text) == _of_any_version(value)
            for own, value in self.expectation.written.strings
        )

    def _is_name(self, text: str) -> bool:
        numbered = _NUMBERED.fullmatch(text)
        return (numbered is not None and numbered["what"] in self.expectation.written.numbered) or (
            all(word in self.name_words or not _is_telling(word) for word in _letter_words((text,)))
        )

    def _is_bookmark(self, text: str) -> bool:
        """Return whether ``text`` is a title; in speaker's notes, a time comes before it."""
        title = _CLOCK.sub("", text)
        return letters(title).text in self._headings or self._is_shown(title)

    def _is_allowed_text(self, text: str) -> bool:
        """Return whether ``text`` is shown on the pages, or describes a link to something shown."""
        if self._is_shown(text):
            return True
        if any(
            self._is_bookmark(inner) or inner in self.folios
            for inner in self._descriptions.holes(text)
        ):
            return True
        if text.endswith(")") and " (" in text:
            words, _, address = text[:-1].rpartition(" (")
            return self._is_address(address) and self._is_shown(words)
        return self._is_address(text)

    def _is_address(self, text: str) -> bool:
        return not self._addresses.isdisjoint((unquote(text), f"mailto:{unquote(text)}"))

    def _is_shown(self, text: str) -> bool:
        spelled = letters(text).text
        return spelled in self._whole_texts or (
            (self._opens_text(spelled) or spelled in self.shown_letters)
            and all(token.joined in self.words for token in tokens(text))
        )

    def _opens_text(self, spelled: str) -> bool:
        """Return whether a text begins with these letters; most of what is shortened does."""
        n = bisect_left(self._in_alphabet, spelled)
        return n < len(self._in_alphabet) and self._in_alphabet[n].startswith(spelled)

    def _unaccounted_in_packets(self, packets: Iterable[str]) -> Iterator[TextLocation]:
        """Yield texts of XMP ``packets`` that are not in the expected packet."""
        own = packet_texts(self.expectation.written.packet)
        expected = Counter(_of_any_version(location.text) for location in own)
        for packet in packets:
            for location in packet_texts(packet):
                text = _of_any_version(location.text)
                if expected[text]:
                    expected[text] -= 1
                elif not self._is_shown(location.text):
                    yield location


class _Templates:
    """Texts with a hole, by what is before it, then by the length of what is behind it."""

    def __init__(self, templates: Iterable[str]) -> None:
        self._tails: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(
            lambda: defaultdict(set)
        )
        for words in templates:
            head, _, tail = words.partition("{}")
            if head:
                self._tails[head][len(tail)].add(tail)
        self._lengths = sorted({len(head) for head in self._tails})

    def holes(self, text: str) -> Iterator[str]:
        """Yield what would fill the hole of each template that gives ``text``."""
        for length in self._lengths:
            for kept, tails in self._tails.get(text[:length], {}).items():
                end = len(text) - kept
                if end >= length and text[end:] in tails:
                    yield text[length:end]


def _is_telling(word: str) -> bool:
    """Return whether a word of a name tells anything; numbers and very short words do not."""
    return len(word) > 2 and not word.isdigit()


def _of_any_version(text: str) -> str:
    """Return ``text`` without version numbers if it names this program, else as it is."""
    return _VERSION.sub("0", text) if text.startswith(_OURS) else text


@lru_cache(maxsize=CACHED_TEXTS)
def vocabulary(text: str) -> frozenset[str]:
    """Return the words of ``text``: hyphenated ones both joined and in parts, numbers whole."""
    words: set[str] = set()
    for token in tokens(text):
        words.add(token.joined)
        if not token.number:
            words.update(token.parts)
    return frozenset(words)


def _letter_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of ``texts``, as streams of letters divide them."""
    return frozenset(word for text in texts for word in letters(text).words())
