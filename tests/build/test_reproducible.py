"""The same content gives the same bytes: anywhere, at any time, in any order of work."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.select.selection import editions, make_edition
from support.projects import PROJECTS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.content import Briefing
    from briefing.model.edition import Edition

pytestmark = pytest.mark.xdist_group("reproducible")
NAME = "small-policy-full-pack.pdf"


def made(briefing: Briefing, edition: Edition, folder: Path, cache: Cache | None = None) -> bytes:
    """The bytes of an edition; without a cache, one that is empty."""
    cache = cache or Cache(folder / "store")
    [result] = build(briefing, [edition], theme_of(briefing), cache, folder)
    assert result.delivered, result.findings
    return result.path.read_bytes()


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A full pack of the small briefing, made in this process from an empty cache."""
    briefing, _ = load(PROJECTS / "small", "small")
    return made(briefing, make_edition(briefing, "policy", "full"), tmp_path_factory.mktemp("one"))


def test_a_second_run_gives_the_same_bytes(reference: bytes, tmp_path: Path) -> None:
    """From an empty cache, and from the cache the first run has filled."""
    briefing, _ = load(PROJECTS / "small", "small")
    edition = make_edition(briefing, "policy", "full")
    cache = Cache(tmp_path / "store")
    assert made(briefing, edition, tmp_path / "cold", cache) == reference
    assert made(briefing, edition, tmp_path / "warm", cache) == reference


def test_the_order_of_work_is_not_in_the_file(reference: bytes, tmp_path: Path) -> None:
    """After all other editions, last first and from one cache, the bytes are the same."""
    briefing, _ = load(PROJECTS / "small", "small")
    options = sorted(editions(briefing), key=str, reverse=True)
    results = build(briefing, options, theme_of(briefing), Cache(tmp_path / "store"), tmp_path)
    assert all(result.delivered for result in results)
    assert (tmp_path / NAME).read_bytes() == reference


def test_the_place_of_the_content_is_not_in_the_file(reference: bytes, tmp_path: Path) -> None:
    """A copy in another folder, called by its whole path, gives the same bytes."""
    folder = tmp_path / "a folder, elsewhere" / "small"
    shutil.copytree(PROJECTS / "small", folder)
    briefing, _ = load(folder, str(folder))
    assert made(briefing, make_edition(briefing, "policy", "full"), tmp_path / "out") == reference
    assert str(tmp_path).encode() not in reference


SURROUNDINGS = {
    "hash seed and language": {
        "PYTHONHASHSEED": "1",
        "LANG": "sq_AL.UTF-8",
        "LC_ALL": "C",
        "LANGUAGE": "sq",
        "PAPER": "letter",
    },
    "time zone and epoch": {
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Kiritimati",
        "SOURCE_DATE_EPOCH": "1",
        "HOME": "/",
    },
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_surroundings_are_not_in_the_file(name: str, reference: bytes, tmp_path: Path) -> None:
    """Another process with another hash seed, time zone, language or home gives the same bytes."""
    shutil.copytree(PROJECTS / "small", tmp_path / "content" / "small")
    command = [sys.executable, "-m", "briefing", "build", "small", "--audience", "policy"]
    done = subprocess.run(
        [*command, "--length", "full", "--quiet"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), **SURROUNDINGS[name]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "build" / "small" / NAME).read_bytes() == reference


def test_the_clock_is_not_in_the_file(
    reference: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Years later, the dates in the file are still the as-of date of the content."""
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    briefing, _ = load(PROJECTS / "small", "small")
    assert made(briefing, make_edition(briefing, "policy", "full"), tmp_path) == reference
    assert b"D:20261123000000Z" in reference or b"2026-11-23T00:00:00" in reference


@pytest.mark.slow
def test_the_shipped_pack_repeats_too(tmp_path: Path) -> None:
    """A pack with figures and tables, in two processes with two hash seeds, byte for byte."""
    command = [sys.executable, "-m", "briefing", "build", str(ROOT / "content" / "kfor")]
    command += ["--audience", "policy", "--length", "standard", "--quiet"]
    files = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=folder, env=environment, check=True)
        files.append((folder / "build" / "kfor" / "kfor-policy-standard-pack.pdf").read_bytes())
    assert files[0] == files[1]
