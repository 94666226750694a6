"""What was read of pages before, so that only changed ones are read.

Everything is found by the hash of all that it was read from. A hash that covered too little would
hide a leak; so where it is in doubt there is none, and the page is read.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from briefing.prove.extract.page_places import (
    PackedPage,
    Starts,
    packed,
    packed_as_it_is,
    starts_of,
)
from briefing.prove.extract.serialise import remembered
from briefing.prove.grammar.stream_facts import StreamFacts

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.prove.extract.extracted import PageReading
    from briefing.prove.extract.page_hash import PageHash

MOST_PACKED = 1024
"""Pages that are kept as bytes; one takes about 12 kB."""
MOST_READY = 128
"""Pages that are kept ready for use; one takes about 300 kB."""
MOST_STREAMS = 8192
"""Streams of which is kept what was found."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class _Latest(OrderedDict[_Key, _Value]):
    """As many values as there is room for, those that were set last."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def __setitem__(self, key: _Key, value: _Value) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > self.most:
            self.popitem(last=False)


class Readings:
    """Remembers what was read of the pages and streams of some files, in bounded memory.

    One store is for one program: what another version has read is not for this one.
    """

    def __init__(self, most_ready: int = MOST_READY, most_packed: int = MOST_PACKED) -> None:
        """Make an empty store.

        Args:
            most_ready: Pages that are kept ready for use.
            most_packed: Pages that are kept as bytes.
        """
        self.read = 0
        """Pages that had to be read."""
        self.taken = 0
        """Pages that were known."""
        self._ready: _Latest[tuple[str, Starts], tuple[PageReading, PackedPage]]
        self._ready = _Latest(most_ready)
        self._packed: _Latest[str, bytes] = _Latest(most_packed)
        self._facts = StreamFacts(_Latest(MOST_STREAMS), _Latest(MOST_STREAMS))

    def learn(self, extract: bytes) -> None:
        """Take over what an earlier proof by this same program has read.

        Args:
            extract: Its extract; one that is damaged is ignored.
        """
        with suppress(ValueError):
            streams, pages = remembered(extract)
            known = {page.digest: page.content for page in pages if page.digest}
            if known.keys() <= self._packed.keys():
                return
            facts = StreamFacts.of_json(streams())
            for digest, content in known.items():
                self._packed[digest] = content
            self.remember(facts)

    def facts(self) -> StreamFacts:
        """Return what is known of streams, for a file that is about to be read."""
        return StreamFacts(earlier=self._facts)

    def remember(self, facts: StreamFacts) -> None:
        """Keep what was found of the streams of a file."""
        self._facts.programs.update(facts.programs)
        self._facts.sound.update(facts.sound)

    def page(
        self, hashed: PageHash | None, read: Callable[[], PageReading]
    ) -> tuple[PageReading, PackedPage]:
        """Return what is on a page: what is known of it, or else what ``read`` returns.

        Args:
            hashed: Hash of what it is read from; None if it is to be read every time.
            read: Reads the page.
        """
        if hashed is None:
            self.read += 1
            reading = read()
            return reading, packed_as_it_is(reading)
        key = hashed.digest, starts_of(hashed.tags.starts())
        found = self._ready.get(key) or self._unpacked(*key)
        if found is None:
            self.read += 1
            reading = read()
            try:
                starts = hashed.tags.starts(all_of_them=True)
                found = reading, packed(reading, hashed.digest, starts)
            except KeyError:  # PDFium has found a tag where the index of tags has none
                return reading, packed_as_it_is(reading)
        else:
            self.taken += 1
        self._ready[key] = found
        self._packed[hashed.digest] = found[1].content
        return found

    def _unpacked(self, digest: str, starts: Starts) -> tuple[PageReading, PackedPage] | None:
        content = self._packed.get(digest)
        if content is None:
            return None
        page = PackedPage(digest, starts, content)
        try:
            return page.unpacked(), page
        except ValueError:
            del self._packed[digest]
            return None
