"""Pages of fragments, for whoever typesets: in memory while the process lives, and in the cache.

A fragment that is unchanged is found in the cache as a whole. Of one that was edited most pages are
found here. Which page it is, only its layout can tell (`briefing.typeset.page_loop`): so a worker
looks for it, and not the build.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.cache.cache import PAGES_VERSION, Cache
from briefing.cache.toolchain import engine_versions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from briefing.model.stored_pages import StoredPage

_MOST_BYTES = 64 << 20
"""Of pages that a process keeps in memory."""
_MOST_STARTS = 20_000
"""Beginnings of pages that a process keeps in memory."""
_MOST_REACHES = 8
"""Of one beginning: texts that go on differently, as those of several editions do."""


@dataclass(frozen=True, slots=True)
class PageCache:
    """Where pages of one theme are looked for: a `PageShelf` that can be sent to any process."""

    folder: Path
    """Of the cache."""
    read_only: bool
    """Whether nothing is added to it."""
    theme_digest: str
    sheet: str = ""
    """The style sheet of the pages, if it is not the theme's own."""

    def reaches(self, start: str) -> Sequence[int]:
        """Return how far pages looked that began so, as `PageShelf.reaches` does."""
        memory, name = _memory_of(self.folder), self._named(start)
        known = memory.reaches(name)
        if known is None:
            known = self._cache.get_reaches(name) or ()
            memory.keep_reaches(name, known)
        return known

    def page(self, key: str) -> StoredPage | None:
        """Return a page by its key."""
        memory, name = _memory_of(self.folder), self._named(key)
        page = memory.page(name)
        if page is None and (page := self._cache.get_page(name)) is not None:
            memory.keep(name, page)
        return page

    def put(self, start: str, reach: int, key: str, page: StoredPage) -> None:
        """Add a page."""
        memory = _memory_of(self.folder)
        memory.keep(self._named(key), page)
        self._cache.put_page(self._named(key), page)
        known = self.reaches(start)
        if reach not in known:
            known = (reach, *known)[:_MOST_REACHES]
            memory.keep_reaches(self._named(start), known)
            self._cache.put_reaches(self._named(start), known)

    @property
    def _cache(self) -> Cache:
        return Cache(self.folder, self.read_only)

    def _named(self, key: str) -> str:
        """Return the hash of a key and of everything that all pages depend on."""
        parts = (PAGES_VERSION, *engine_versions(), self.theme_digest, self.sheet, key)
        return sha256("".join(f"{len(part)}\0{part}" for part in parts).encode()).hexdigest()


@dataclass(slots=True)
class _Memory:
    """What a process has read or written, as far as it may keep it."""

    _reaches: dict[str, Sequence[int]] = field(default_factory=dict)
    _pages: OrderedDict[str, StoredPage] = field(default_factory=OrderedDict)
    """Least recently used first."""
    _bytes: int = 0

    def page(self, key: str) -> StoredPage | None:
        """Return a page that is kept."""
        if key in self._pages:
            self._pages.move_to_end(key)
        return self._pages.get(key)

    def keep(self, key: str, page: StoredPage) -> None:
        """Keep a page, and as many others as there is room for."""
        self._bytes += _size(page) - (_size(self._pages.pop(key)) if key in self._pages else 0)
        self._pages[key] = page
        while self._bytes > _MOST_BYTES:
            self._bytes -= _size(self._pages.popitem(last=False)[1])

    def reaches(self, name: str) -> Sequence[int] | None:
        """Return how far pages looked, if that is kept."""
        return self._reaches.get(name)

    def keep_reaches(self, name: str, reaches: Sequence[int]) -> None:
        """Keep how far pages looked, and forget what was noted first if it is too much."""
        self._reaches[name] = reaches
        while len(self._reaches) > _MOST_STARTS:
            del self._reaches[next(iter(self._reaches))]


def _size(page: StoredPage) -> int:
    return (len(page.page.pdf) if page.page else 0) + 4096  # of what is known of it, roughly


@lru_cache(maxsize=2)
def _memory_of(folder: Path) -> _Memory:  # noqa: ARG001  # each folder has one
    return _Memory()
