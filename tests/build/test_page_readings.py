"""Proofs of a build read the pages that have changed; the rest is in the last PDF's extract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.build import tasks
from briefing.build.build import BuildOptions, build
from briefing.build.executors import inline_executor
from briefing.cache.cache import Cache, extract_key
from briefing.cache.manifest import Manifest
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.prove import Readings
from briefing.select.selection import make_edition
from support.projects import project

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result

OLD, NEW = "It keeps roads open.", "It keeps roads clear."


def _built(folder: Path, output: Path, before: Result | None = None) -> tuple[Result, Readings]:
    """One edition, built by a new process; what it has read."""
    readings = Readings()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "_READINGS", readings)
        manifest = None if before is None else _manifest(before, output)
        briefing, _ = load(folder, folder.name)
        edition = make_edition(briefing, "press", "full")
        options = BuildOptions(inline_executor(), manifest, program="this")
        [result] = build(
            briefing, [edition], theme_of(briefing), Cache(output / "store"), output, options
        )
    assert result.delivered, result.findings
    return result, readings


def _manifest(result: Result, output: Path) -> Manifest:
    keys = ("pages", "words", "marking", "sha256", "bound_from", "made_from")
    entry = {"file": result.path.name, **{key: getattr(result, key) for key in keys}}
    page = {"file": result.edition.page_name, "sha256": result.page_sha256}
    return Manifest(output, {"editions": {result.path.name: {**entry, "html": page}}})


def _edit(folder: Path) -> None:
    section = folder / "sections" / "first.md"
    text = section.read_text("utf-8")
    assert text.count(OLD) == 1
    section.write_text(text.replace(OLD, NEW), "utf-8")


def test_a_word_in_a_new_process_costs_a_page(tmp_path: Path) -> None:
    """The pages that did not change are those of the PDF before, and the file is the same as one
    that was built anew."""
    folder, output = project(tmp_path, {}), tmp_path / "out"
    before, first = _built(folder, output)
    assert (first.read, first.taken) == (before.pages, 0)
    _edit(folder)
    after, second = _built(folder, output, before)
    assert (second.read, second.taken) == (1, before.pages - 1)
    anew, third = _built(folder, tmp_path / "anew")
    assert (third.read, third.taken) == (anew.pages, 0)
    assert after.path.read_bytes() == anew.path.read_bytes()
    assert (after.findings, after.words) == (anew.findings, anew.words)


@pytest.mark.parametrize("how", ["missing", "damaged", "of another program"])
def test_without_an_extract_of_its_own_all_pages_are_read(how: str, tmp_path: Path) -> None:
    """An entry that is not as it was written counts as missing."""
    folder, output = project(tmp_path, {}), tmp_path / "out"
    before, _ = _built(folder, output)
    key = extract_key(before.sha256, "this")
    entry = output / "store" / key[:2] / key[2:]
    data = entry.read_bytes()
    entry.unlink()
    if how == "damaged":
        entry.write_bytes(data[:-9] + b"x" + data[-8:])
    elif how == "of another program":
        Cache(output / "store").put_extract(extract_key(before.sha256, "that"), b"[]")
    _edit(folder)
    after, second = _built(folder, output, before)
    assert (second.read, second.taken) == (after.pages, 0)
