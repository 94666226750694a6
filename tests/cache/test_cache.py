"""Typeset fragments under their hash: found again whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import threading
from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.cache.cache import Cache, _findings_key, fragment_key
from briefing.cache.entries import drawing_head, findings_head, fragment_head
from briefing.cache.folder import cache_folder
from briefing.cache.toolchain import engine_versions, packages
from briefing.files.themes import CONTENT_URL
from briefing.model.composition import Asset, Fragment
from briefing.model.content import ChartTable, Drawing, Flaw
from briefing.model.findings import Finding, Location, Severity
from briefing.model.output import PageFacts, PagePdf, TableRows, TypesetFragment, UsedFont
from support import damage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = "ab" * 32
PART = TypesetFragment(
    "mandate",
    (
        PageFacts(
            595.3, 841.9, frozenset({"a", "b"}), (("s.md:4", 33.25), ("", 11.0)), 44.5, 700.0, 11.0
        ),
        PageFacts(595.3, 841.9),
    ),
    (
        PagePdf(
            b"%PDF-1.7\nbinary \x00\xff\n{}\n%%EOF",
            (UsedFont("ABCDEF", "fonts/x.otf", (("wght", 450.0),)), UsedFont("BCDEFG", "y.ttf")),
        ),
        PagePdf(b"%PDF-1.7\nother", base=(1, 0, 14), piece=2),
    ),
    (Finding(Location("s.md", 4), "B505", "a line – “wide”", "shorten it", Severity.WARNING),),
    front=True,
    rows=TableRows(
        (((12.5, 80.1), (3.0, 4.0)), ((1.0, 2.0),)),
        (("wide", "section"),) * 2,
        needs_whole=False,
        next_row=(1, 44),
        on_pages=(40, 0),
    ),
)
DRAWING = Drawing(
    b"<svg/>",
    ("a remark",),
    flaws=(Flaw("B422", "cut", "shorten it", Severity.WARNING),),
    tables=(ChartTable(("Year", "Troops"), (("1999", "50,000"),)),),
)
FRAGMENT = Fragment("mandate", '<img src="figures/x%20y.svg"> &amp;', ("s.md",))
PICTURE = Asset(f"{CONTENT_URL}figures/x%20y.svg", b"<svg/>", "image/svg+xml")


def _entry(cache: Cache) -> Path:
    [path] = [path for path in cache.folder.rglob("*") if path.is_file()]
    return path


def test_what_was_put_is_found(tmp_path: Path) -> None:
    """Bytes, facts of pages and findings come back equal."""
    cache = Cache(tmp_path / "store")
    assert cache.get(KEY) is None
    cache.put(KEY, PART)
    assert cache.get(KEY) == PART
    assert Cache(tmp_path / "store").get(KEY) == PART


def test_a_drawing_that_was_put_is_found(tmp_path: Path) -> None:
    """The picture and the remarks on it come back; neither is taken for a fragment."""
    cache = Cache(tmp_path)
    drawing = Drawing(b"<svg>\n</svg>", ("a remark – “quoted”",))
    assert cache.get_drawing(KEY) is None
    cache.put_drawing(KEY, drawing)
    assert cache.get_drawing(KEY) == drawing
    assert cache.get(KEY) is None
    path = _entry(cache)
    path.write_bytes(path.read_bytes().replace(b"<svg>", b"<svg/>"))
    assert cache.get_drawing(KEY) is None


def test_a_store_that_is_only_read_is_left_as_it_is(tmp_path: Path) -> None:
    """Proving a file does not make a folder."""
    cache = Cache(tmp_path / "store", read_only=True)
    cache.put(KEY, PART)
    cache.put_drawing(KEY, Drawing(b"<svg/>"))
    assert not cache.folder.exists()


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda data: data[:-1],
    "cut in half": lambda data: data[: len(data) // 2],
    "longer": lambda data: data + b"x",
    "PDF changed": lambda data: data.replace(b"%%EOF", b"%%EOG"),
    "a page gone": lambda data: data.removesuffix(b"%PDF-1.7\nother"),
    "a base changed": lambda data: data.replace(b"[1, 0, 14]", b"[1, 0, 15]"),
    "facts changed": lambda data: data.replace(b'"used": 44.5', b'"used": 44.6'),
    "findings gone": lambda data: data.replace(b"B505", b"B506"),
    "no JSON": lambda data: b"\x00\xff" + data,
    "other JSON": lambda data: b"[]\n" + data.partition(b"\n")[2],
    "nested JSON": lambda data: b"[" * 100_000 + b"\n" + data,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_counts_as_absent(damage: str, tmp_path: Path) -> None:
    """Whatever happened to the file, it is typeset again and then replaced."""
    cache = Cache(tmp_path)
    cache.put(KEY, PART)
    path = _entry(cache)
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    assert cache.get(KEY) is None
    cache.put(KEY, PART)
    assert cache.get(KEY) == PART


@given(st.data())
def test_no_single_changed_byte_passes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """An entry with any byte changed is not used."""
    cache = Cache(tmp_path_factory.mktemp("store"))
    cache.put(KEY, PART)
    path = _entry(cache)
    entry = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(entry) - 1))
    entry[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(entry)
    assert cache.get(KEY) is None


def test_an_entry_under_another_key_counts_as_absent(tmp_path: Path) -> None:
    """A file that was renamed or copied is not taken for the fragment its name says."""
    cache, other = Cache(tmp_path), KEY[:-1] + "c"
    cache.put(KEY, PART)
    path = _entry(cache)
    path.rename(path.with_name(other[2:]))
    assert cache.get(other) is None


@pytest.mark.parametrize("damage_name", [name for name in damage.DAMAGE if name != "unreadable"])
def test_whatever_lies_in_the_place_of_an_entry_counts_as_absent(
    damage_name: str, tmp_path: Path
) -> None:
    """It is not waited for and not held in memory, and the next entry takes its place."""
    cache = Cache(tmp_path)
    cache.put(KEY, PART)
    path = _entry(cache)
    damage.DAMAGE[damage_name](path, Random(1))
    assert cache.get(KEY) is None
    cache.put(KEY, PART)
    if damage_name != "a folder with a file":
        assert cache.warning() is None
        assert cache.get(KEY) == PART


def test_swapped_entries_count_as_absent(tmp_path: Path) -> None:
    """Each knows its key, so that neither is taken for the other, and both are made again."""
    cache, other = Cache(tmp_path), "cd" * 32
    cache.put(KEY, PART)
    cache.put(other, replace(PART, name="tasks"))
    damage.swap(tmp_path / KEY[:2] / KEY[2:], tmp_path / other[:2] / other[2:])
    assert cache.get(KEY) is None
    assert cache.get(other) is None
    cache.put(KEY, PART)
    assert cache.get(KEY) == PART


# ── what a seal does not tell ─────────────────────────────────────────────────────────────


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.just("\ud800"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)
HEADS = (
    fragment_head(PART),
    drawing_head(DRAWING),
    findings_head(PART.findings),
)


def _forged(folder: Path, head: bytes) -> Cache:
    """A cache with an entry that is sealed, under `KEY` and as findings; the head may be wrong."""
    cache = Cache(folder)
    for key in (KEY, _findings_key(KEY)):
        body = head + b"\n%PDF"
        path = folder / key[:2] / key[2:]
        path.parent.mkdir(exist_ok=True)
        seal = sha256(key.encode() + b"\0" + body).hexdigest()
        path.write_bytes(f"{seal} {len(body)}\n".encode() + body)
    return cache


@given(st.data())
def test_a_sealed_entry_of_another_shape_counts_as_absent(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Any value in the place of any other: it is refused, or it is one of the right type."""
    head = json.loads(json.dumps(data.draw(st.sampled_from(HEADS))))
    inside = {"": head}
    holder: Any = inside
    key: Any = ""
    while isinstance(holder[key], dict | list) and holder[key] and data.draw(st.booleans()):
        holder = holder[key]
        keys = sorted(holder) if isinstance(holder, dict) else range(len(holder))
        key = data.draw(st.sampled_from(list(keys)))
    holder[key] = data.draw(json_values)
    cache = _forged(tmp_path_factory.mktemp("store"), json.dumps(inside[""]).encode())
    fragment, drawing = cache.get(KEY), cache.get_drawing(KEY)
    found = cache.get_findings(KEY)
    again = Cache(tmp_path_factory.mktemp("again"))
    if fragment is not None:
        again.put(KEY, fragment)
        assert again.get(KEY) == fragment
    if drawing is not None:
        again.put_drawing(KEY, drawing)
        assert again.get_drawing(KEY) == drawing
    if found is not None:
        again.put_findings(KEY, found)
        assert again.get_findings(KEY) == found


@pytest.mark.parametrize("lengths", [(0, 0), (1, 2), (-1, 36), (99, 0), (36, 15)])
def test_pages_that_are_not_as_long_as_told_count_as_absent(
    lengths: tuple[int, int], tmp_path: Path
) -> None:
    """The PDFs of pages follow one another to the end, or none of them is taken."""
    head = fragment_head(PART)
    for pdf, length in zip(head["pdfs"], lengths, strict=True):
        pdf["bytes"] = length
    cache = Cache(tmp_path)
    cache._write(KEY, head, b"".join(pdf.content for pdf in PART.pdfs))
    assert cache.get(KEY) is None


@pytest.mark.parametrize("head", damage.WRONG_SHAPES, ids=range(len(damage.WRONG_SHAPES)))
def test_a_sealed_entry_that_is_no_head_counts_as_absent(head: bytes, tmp_path: Path) -> None:
    """Numbers that are none, letters that cannot be written, nesting without end."""
    cache = _forged(tmp_path, head)
    assert cache.get(KEY) is None
    assert cache.get_drawing(KEY) is None
    assert cache.get_findings(KEY) is None


# ── where nothing can be written ──────────────────────────────────────────────────────────


def _no_folder(folder: Path) -> None:
    folder.write_text("in the way")


def _a_link(folder: Path) -> None:
    folder.symlink_to("nowhere/at/all")


def _a_file_inside(folder: Path) -> None:
    folder.mkdir()
    (folder / KEY[:2]).write_text("in the way")


def _a_folder_inside(folder: Path) -> None:
    (folder / KEY[:2] / KEY[2:] / "full").mkdir(parents=True)


@pytest.mark.finds("M110")
@pytest.mark.parametrize("do", [_no_folder, _a_link, _a_file_inside, _a_folder_inside])
def test_what_is_in_the_way_of_an_entry_is_told(do: Callable[[Path], None], tmp_path: Path) -> None:
    """Nothing is raised, and one warning says what to remove."""
    cache = Cache(tmp_path / "store")
    do(cache.folder)
    for key in (KEY, *(KEY[:-1] + letter for letter in "0123")):
        cache.put(key, PART)
        cache.get(key)
    warning = cache.warning()
    assert warning is not None
    assert "is worked without" in warning.message
    assert f"see to {cache.folder}" in warning.hint


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_a_disk_that_refuses_is_told_and_asked_no_more(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After three times: a full disk is not filled again and again."""
    asked: list[str] = []

    def refuse(path: str, *_: object) -> int:
        asked.append(path)
        raise OSError(number, os.strerror(number), str(path))

    cache = Cache(tmp_path)
    monkeypatch.setattr(os, "open", refuse)
    for _ in range(10):
        cache.put(KEY, PART)
    monkeypatch.undo()
    assert len(asked) == 3
    warning = cache.warning()
    assert warning is not None
    assert os.strerror(number) in warning.message


def test_a_cache_that_may_not_be_entered_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another user's: not even what is in the way can be looked at."""
    cache = Cache(tmp_path / "store")
    cache.folder.mkdir()

    def closed(name: str) -> Callable[..., Any]:
        allowed = getattr(os, name)

        def refuse(path: Any, *more: Any, **named: Any) -> Any:
            if str(path).startswith(f"{cache.folder}/"):
                raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return allowed(path, *more, **named)

        return refuse

    for name in ("stat", "lstat", "mkdir", "open", "scandir"):
        monkeypatch.setattr(os, name, closed(name))
    cache.put(KEY, PART)
    found = cache.get(KEY)
    monkeypatch.undo()
    assert found is None
    warning = cache.warning()
    assert warning is not None
    assert f"see to {cache.folder}:" in warning.hint


def test_a_cache_that_is_emptied_meanwhile_refuses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of an entry goes just before the entry is to be put into it."""
    cache = Cache(tmp_path)
    replace_ = os.replace
    left = [3]

    def replace_late(draft: Path, path: Path) -> None:
        if left[0]:
            left[0] -= 1
            (tmp_path / KEY[:2]).rmdir()
        replace_(draft, path)

    monkeypatch.setattr(os, "replace", replace_late)
    cache.put(KEY, PART)
    monkeypatch.undo()
    assert cache.warning() is None
    assert cache.get(KEY) == PART


def test_writers_and_readers_at_once_never_see_half_an_entry(tmp_path: Path) -> None:
    """While two write and two read, every read gives a whole entry; nothing else is left."""
    cache = Cache(tmp_path)
    big = replace(PART, pdfs=(PagePdf(b"%PDF" * 50_000),))
    cache.put(KEY, big)
    seen: list[TypesetFragment | None] = []

    def write() -> None:
        for _ in range(10):
            cache.put(KEY, big)

    def read() -> None:
        seen.extend(cache.get(KEY) for _ in range(40))

    threads = [threading.Thread(target=work) for work in (write, write, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 80
    assert all(part == big for part in seen)
    assert _entry(cache).is_file()


# ── the key ───────────────────────────────────────────────────────────────────────────────


CHANGES: dict[str, Callable[[], str]] = {
    "name": lambda: fragment_key(replace(FRAGMENT, name="mandates"), [PICTURE], "d"),
    "text": lambda: fragment_key(replace(FRAGMENT, html=f"{FRAGMENT.html}."), [PICTURE], "d"),
    "sections": lambda: fragment_key(replace(FRAGMENT, sections=("t.md",)), [PICTURE], "d"),
    "front": lambda: fragment_key(replace(FRAGMENT, front=True), [PICTURE], "d"),
    "tagged": lambda: fragment_key(replace(FRAGMENT, tagged=False), [PICTURE], "d"),
    "picture": lambda: fragment_key(FRAGMENT, [replace(PICTURE, data=b"<svg> </svg>")], "d"),
    "no picture": lambda: fragment_key(FRAGMENT, [], "d"),
    "theme": lambda: fragment_key(FRAGMENT, [PICTURE], "e"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_key_changes_with_all_that_changes_the_page(change: str) -> None:
    """Text, pictures, theme and the way it is written are all in the hash."""
    assert CHANGES[change]() != fragment_key(FRAGMENT, [PICTURE], "d")


def test_the_key_changes_with_the_engine() -> None:
    """Another version of the engine typesets everything again, and this one does not."""
    before = fragment_key(FRAGMENT, [PICTURE], "d")
    assert fragment_key(FRAGMENT, [PICTURE], "d", engine_versions()) == before
    other = engine_versions({**packages(), "weasyprint": "99.0"})
    assert fragment_key(FRAGMENT, [PICTURE], "d", other) != before


def test_the_key_is_equal_for_equal_things() -> None:
    """Pictures of other fragments, which it does not show, change nothing."""
    other = Asset(f"{CONTENT_URL}figures/other.svg", b"<svg/>", "image/svg+xml")
    assert fragment_key(FRAGMENT, [PICTURE], "d") == fragment_key(FRAGMENT, [other, PICTURE], "d")


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_no_two_fragments_have_one_key(one: tuple[str, str], two: tuple[str, str]) -> None:
    """Name and text cannot be confused, wherever the border between them lies."""
    keys = {fragment_key(Fragment(name, html), [], "d") for name, html in (one, two)}
    assert len(keys) == len({one, two})


# ── the folder ────────────────────────────────────────────────────────────────────────────


def test_a_cache_under_its_former_name_is_renamed_once(tmp_path: Path) -> None:
    """Entries of an earlier release are found again, and nothing is left under the old name."""
    Cache(tmp_path / ".store").put(KEY, PART)
    cache = Cache(cache_folder(tmp_path))
    assert cache.folder == tmp_path / ".cache"
    assert cache.get(KEY) == PART
    assert [path.name for path in tmp_path.iterdir()] == [".cache"]


def test_a_reader_leaves_a_cache_under_its_former_name(tmp_path: Path) -> None:
    """It is read where it is."""
    Cache(tmp_path / ".store").put(KEY, PART)
    folder = cache_folder(tmp_path, read_only=True)
    assert Cache(folder, read_only=True).get(KEY) == PART
    assert [path.name for path in tmp_path.iterdir()] == [".store"]


def test_a_cache_under_its_present_name_stays(tmp_path: Path) -> None:
    """Where there are both, as after a step back to an earlier release, nothing is overwritten."""
    (tmp_path / ".store").mkdir()
    Cache(tmp_path / ".cache").put(KEY, PART)
    assert cache_folder(tmp_path) == cache_folder(tmp_path, read_only=True) == tmp_path / ".cache"
    assert Cache(tmp_path / ".cache").get(KEY) == PART
    assert (tmp_path / ".store").is_dir()


def test_without_any_cache_its_present_name_is_used(tmp_path: Path) -> None:
    """And no folder is made."""
    assert cache_folder(tmp_path) == cache_folder(tmp_path, read_only=True) == tmp_path / ".cache"
    assert list(tmp_path.iterdir()) == []
