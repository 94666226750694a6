"""A cache that stays small, whoever else uses it."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from briefing.cache.cache import Cache
from briefing.cache.eviction import clear, record_and_evict, stats
from briefing.model.errors import EnvironmentFault
from briefing.model.output import PageFacts, PagePdf, TypesetFragment

if TYPE_CHECKING:
    from pathlib import Path


def keys(count: int) -> list[str]:
    """Some keys, in different folders."""
    return [f"{n:02x}" * 32 for n in range(count)]


def filled(folder: Path, count: int) -> Cache:
    """A cache with entries of 10 kB, the first the oldest."""
    cache = Cache(folder)
    for n, key in enumerate(keys(count)):
        cache.put(key, TypesetFragment("x", (PageFacts(1, 1),), (PagePdf(b"x" * 10_000),)))
        os.utime(folder / key[:2] / key[2:], (n, n))
    return cache


def left(cache: Cache, count: int) -> list[int]:
    """Which of the entries are there."""
    looking = Cache(cache.folder, read_only=True)
    return [n for n, key in enumerate(keys(count)) if looking.get(key) is not None]


def test_what_was_not_used_longest_goes_first(tmp_path: Path) -> None:
    """When the cache is full, the oldest go until a fifth of it is free; what was read is new."""
    cache = filled(tmp_path, 10)
    assert cache.get(keys(10)[0]) is not None
    record_and_evict(tmp_path, 1, 10, max_bytes=80_000)
    assert left(cache, 10) == [0, 5, 6, 7, 8, 9]
    assert stats(tmp_path).size <= 64_000


def test_what_fits_stays(tmp_path: Path) -> None:
    """A cache that is not full loses nothing; nor does one to which nothing came."""
    cache = filled(tmp_path, 5)
    record_and_evict(tmp_path, 0, 5)
    record_and_evict(tmp_path, 5, 0, max_bytes=1)
    assert left(cache, 5) == [0, 1, 2, 3, 4]


def test_uses_are_counted_over_builds(tmp_path: Path) -> None:
    """Two at once too: none of their counts is lost."""
    threads = [threading.Thread(target=record_and_evict, args=(tmp_path, 2, 1)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = stats(tmp_path)
    assert (found.hits, found.misses) == (16, 8)


def test_hits_and_misses_are_those_of_the_store(tmp_path: Path) -> None:
    """A damaged entry is a miss."""
    cache = filled(tmp_path, 2)
    first, second = keys(2)
    (tmp_path / second[:2] / second[2:]).write_bytes(b"damaged")
    for key in (first, second, "ff" * 32):
        cache.get(key)
    assert (cache.lookups.hits, cache.lookups.misses) == (1, 2)


def test_leftovers_of_a_killed_build_go_too(tmp_path: Path) -> None:
    """Half-written entries count, and are removed as the others."""
    cache = filled(tmp_path, 1)
    (tmp_path / "00" / "tmpabc").write_bytes(b"x" * 100_000)
    assert stats(tmp_path).entries == 2
    before = clear(tmp_path)
    assert before.entries == 2
    assert stats(tmp_path).entries == 0
    assert left(cache, 1) == []


def test_a_store_that_may_not_be_emptied_is_told(tmp_path: Path) -> None:
    """A file in its place is a fault of the machine when it is to be emptied, none when used."""
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(EnvironmentFault, match="cannot be emptied"):
        clear(tmp_path / "cache")
    record_and_evict(tmp_path / "cache", 1, 1)
    assert stats(tmp_path / "cache").entries == 0


def test_who_writes_while_the_cache_is_emptied_is_spared(tmp_path: Path) -> None:
    """Again and again, at once: no entry is refused, and nothing is left of the drafts."""
    cache, done = Cache(tmp_path), threading.Event()

    def empty() -> None:
        while not done.is_set():
            clear(tmp_path)

    thread = threading.Thread(target=empty)
    thread.start()
    for key in keys(60):
        cache.put(key, TypesetFragment("x", (PageFacts(1, 1),), (PagePdf(b"x" * 10_000),)))
    done.set()
    thread.join()
    assert cache.warning() is None
    assert list(tmp_path.glob(".*")) == []
