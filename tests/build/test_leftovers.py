"""Nothing is left behind, however often one builds and however a build ends."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from briefing.build.leftovers import sweep_leftovers
from briefing.files import temporary_folder as module
from support.rebuilds import ONE, Desk, left_after

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_rebuilds_leave_no_file_more(tmp_path: Path) -> None:
    """Killed and interrupted ones among them: in the output folder with its cache, the folder for
    temporary files, the home and the working folder. The audit does many more."""
    left, _ = left_after(Desk.made(tmp_path, ONE), ("killed", "interrupted"), random.Random(1))
    assert left == set()


def test_what_was_left_is_swept_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts beside PDFs and of the cache, of pages too; temporary folders of killed builds."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(module, "_folder", None)
    results, cache = tmp_path / "small", tmp_path / ".cache"
    for folder in (results, cache, tmp_path / "briefing-run-abcdefgh"):
        folder.mkdir()
    kept = [results / "small.pdf", results / ".mine.pdf", cache / "uses.json"]
    token = "0123456789abcdef"
    left = [results / f".small-{token}{ending}" for ending in (".pdf", ".html", ".json")]
    left += [cache / f".{'0' * 62}-{token}", cache / f".uses-{token}.json"]
    for path in (*kept, *left):
        path.touch()
    sweep_leftovers(results, cache)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(kept)
    assert {path.name for path in tmp_path.iterdir()} == {"small", ".cache"}
