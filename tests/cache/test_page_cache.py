"""Single pages in the cache: taken if they are what was written, laid out again if not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

import pytest

from briefing.cache import page_cache
from briefing.cache.cache import Cache
from briefing.cache.page_cache import PageCache
from briefing.files.themes import Theme, load_theme
from briefing.model.output import PageFacts, TypesetPage, UsedFont
from briefing.model.stored_pages import PageEdges, PageEnd, StoredPage
from briefing.typeset.weasyprint_engine import typeset
from support.damage import DAMAGE
from support.flowing import SQUARE, FlowingText

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.output import TypesetFragment

EDGES = PageEdges(
    leaves_hole=True,
    leaves_gap=True,
    ends_kept=False,
    ends_divided=True,
    starts_divided=False,
    starts_kept=True,
    starts_table=False,
    starts_figure=True,
    has_side=True,
    lacks_header=False,
    first_row="0f3c",
    last_row="",
)
PAGE = StoredPage(
    TypesetPage(
        b"%PDF-1.7\n\x00\xff",
        PageFacts(595.3, 841.9, frozenset({"a"}), (("0.1", 33.25),), 44.5, 700.0, 11.0),
        (UsedFont("ABCDEF", "fonts/x.otf", (("wght", 450.0),)),),
    ),
    PageEnd(7, {3: {0: None}}, ("any", None)),
    EDGES,
)


TEXT = FlowingText.written(Random(3), 14)


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme that is shipped."""
    return load_theme("institution")


def forget() -> None:
    """Be another process: nothing is in memory."""
    page_cache._memory_of.cache_clear()


def shelf(folder: Path, *, read_only: bool = False, sheet: str = "") -> PageCache:
    """The pages in a cache, of the theme that is shipped."""
    return PageCache(folder, read_only, "theme", sheet)


def laid_out(text: FlowingText, pages: PageCache | None) -> TypesetFragment:
    """The text on paper."""
    return typeset(text.fragment(), (SQUARE,), theme().assets, pages)


@lru_cache(maxsize=1)
def whole() -> TypesetFragment:
    """The text, laid out with no page from anywhere."""
    return laid_out(TEXT, None)


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        replace(PAGE, end=None),
        replace(PAGE, end=PageEnd(0, None, ("page", "annex"))),
        replace(PAGE, end=PageEnd(1, {0: {1: {22: None}}}, ("right", ""))),
    ],
)
def test_a_page_is_found_by_the_next_process(tmp_path: Path, page: StoredPage) -> None:
    """As it was, with where it ends and how far it looked."""
    shelf(tmp_path).put("start", 9, "key", page)
    for _ in range(2):
        assert shelf(tmp_path).page("key") == page
        assert list(shelf(tmp_path).reaches("start")) == [9]
        forget()


def test_pages_of_other_themes_sheets_and_engines_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would look otherwise."""
    shelf(tmp_path).put("start", 9, "key", PAGE)
    others = [shelf(tmp_path, sheet="slides.css"), replace(shelf(tmp_path), theme_digest="other")]
    for other in others:
        assert other.page("key") is None
        assert not other.reaches("start")
    monkeypatch.setattr(page_cache, "engine_versions", lambda: ("another",))
    assert shelf(tmp_path).page("key") is None


def test_a_cache_that_is_only_read_stays_as_it_is(tmp_path: Path) -> None:
    """What is put is kept in memory alone."""
    shelf(tmp_path, read_only=True).put("start", 9, "key", PAGE)
    assert shelf(tmp_path, read_only=True).page("key") == PAGE
    assert not [*tmp_path.rglob("*")]


def test_what_is_kept_in_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was used least recently goes first, and is still in the cache."""
    forget()
    monkeypatch.setattr(page_cache, "_MOST_BYTES", 3 * page_cache._size(PAGE))
    monkeypatch.setattr(page_cache, "_MOST_STARTS", 3)
    for number in range(5):
        shelf(tmp_path).put(f"start {number}", 9, f"key {number}", PAGE)
        assert shelf(tmp_path).page("key 0") == PAGE
    memory = page_cache._memory_of(tmp_path)
    names = [shelf(tmp_path)._named(f"key {number}") for number in (0, 3, 4)]
    assert sorted(memory._pages) == sorted(names)
    assert memory._bytes == 3 * page_cache._size(PAGE)
    assert len(memory._reaches) == 3
    assert shelf(tmp_path).page("key 1") == PAGE
    forget()


def test_of_one_beginning_the_last_few_ends_are_known(tmp_path: Path) -> None:
    """A text that is edited for days does not make each look-up longer."""
    for reach in range(20):
        shelf(tmp_path).put("start", reach, f"key {reach}", PAGE)
        shelf(tmp_path).put("start", reach, f"key {reach}", PAGE)
    assert list(shelf(tmp_path).reaches("start")) == list(range(19, 11, -1))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the pages of a text."""
    folder = tmp_path_factory.mktemp("filled")
    assert laid_out(TEXT, shelf(folder)) == whole()
    return folder


@pytest.mark.parametrize("way", DAMAGE)
def test_damaged_pages_are_laid_out_again(filled: Path, tmp_path: Path, way: str) -> None:
    """Whatever has happened to all files of the cache, the result is as if there were none."""
    folder = shutil.copytree(filled, tmp_path / "cache")
    for number, path in enumerate(_entries(folder)):
        DAMAGE[way](path, Random(number))
    forget()
    assert laid_out(TEXT, shelf(folder)) == whole()


def test_entries_under_the_keys_of_others_are_not_taken(filled: Path, tmp_path: Path) -> None:
    """A cache that was put together by hand, or whose files were renamed."""
    folder = shutil.copytree(filled, tmp_path / "cache")
    entries = _entries(folder)
    contents = [path.read_bytes() for path in entries]
    for path, content in zip(entries, contents[1:] + contents[:1], strict=True):
        path.write_bytes(content)
    forget()
    assert laid_out(TEXT, shelf(folder)) == whole()


def _entries(folder: Path) -> list[Path]:
    entries = sorted(path for path in folder.rglob("*") if path.is_file())
    assert entries
    return entries


def test_well_formed_entries_of_another_kind_are_not_taken(tmp_path: Path) -> None:
    """Sealed for their place, but no page, or no number."""
    store = Cache(tmp_path)
    name = shelf(tmp_path)._named("key")
    for reaches in (["1"], [True], [1.5], "9", {"1": 2}, None):
        store._write(name, {"reaches": reaches}, b"")
        assert store.get_reaches(name) is None
        assert store.get_page(name) is None
    store.put_page(name, PAGE)
    assert store.get_reaches(name) is None
    shutil.rmtree(tmp_path)
    assert store.get_page(name) is None
