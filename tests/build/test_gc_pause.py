"""Garbage waits for a while, and is cleared away in the end."""

from __future__ import annotations

import gc
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from briefing.build.gc_pause import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator


class Knot:
    """Holds itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself: Knot | None = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """What a test has put aside is taken back, that of other files' tests too."""
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.fixture
def collector() -> Collector:
    """One that has a thousand objects wait, however many are in use."""
    return Collector(most=1000, share=1_000_000)


def test_leavings_wait_until_there_are_enough(collector: Collector) -> None:
    """Those of a few objects are not gone through; those of many are freed."""
    with collector.paused():
        knot = weakref.ref(Knot())
    gc.collect()
    assert knot() is not None
    with collector.paused():
        _leave(2000)
    assert knot() is None
    assert collector.objects == 0


def test_leavings_between_pauses_are_freed(collector: Collector) -> None:
    """A process that builds often leaves content and theme of each build: they are put aside at the
    next pause, and must not stay there."""
    with collector.paused():
        pass
    knot = weakref.ref(Knot())
    for _ in range(10):
        gc.disable()
        _leave(200)  # too few for one pause
        gc.enable()
        with collector.paused():
            pass
    assert knot() is None


def test_the_more_are_in_use_the_more_may_wait() -> None:
    """So that collections cost no more than a share of the work, however large a process is."""
    collector = Collector(most=1000, share=2)
    held = [Knot() for _ in range(20_000)]
    with collector.paused():
        pass
    with collector.paused():
        knot = weakref.ref(Knot())
        _leave(2000)
    assert knot() is not None
    with collector.paused():
        _leave(collector.kept)
    assert knot() is None
    assert len(held) == 20_000


def test_what_is_freed_at_once_does_not_count(collector: Collector) -> None:
    """Only what waits does."""
    with collector.paused():
        for _ in range(2000):
            Knot().itself = None
    assert collector.objects < 100


def test_what_was_put_aside_before_stays_there_in_a_worker(collector: Collector) -> None:
    """Where the collector is off; leavings of this process are freed all the same."""
    aside = weakref.ref(Knot())
    gc.disable()
    try:
        gc.freeze()
        with collector.paused():
            knot = weakref.ref(Knot())
            _leave(2000)
        assert knot() is None
        assert aside() is not None
        assert gc.get_freeze_count() > 0
    finally:
        gc.enable()


def _leave(count: int) -> None:
    for _ in range(count):
        Knot()


def test_it_is_on_again_afterwards_whatever_happens() -> None:
    """An error changes nothing; who has switched it off finds it off."""
    collector = Collector()
    with suppress(ValueError), collector.paused():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()
    gc.disable()
    try:
        with collector.paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
