"""Clearing away while others work: what they write is spared, or they are waited for."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.build.publish import publish
from briefing.cli.main import main
from briefing.files.lock_file import LOCK, locked
from support.damage import ROOT, hashes
from support.desks import BUILD, PDFS, RESULTS, edit, write_content
from support.locks import is_locked

TOOLS = ("sh", "rm", "head", "tr", "sed", "cat", "pwd", "echo", "python3")


def _tools(folder: Path, *names: str) -> str:
    """A folder to look for programs in, with these only."""
    folder.mkdir()
    for name in names:
        # Not a program that looks for the Python to run, which needs more than this folder has.
        found = str(Path(sys.executable).resolve()) if name == "python3" else shutil.which(name)
        if found is not None:
            (folder / name).symlink_to(found)
    return str(folder)


@pytest.mark.parametrize("tools", [("flock",), ("python3",)])
def test_make_clean_waits_for_a_build(tools: tuple[str, ...], tmp_path: Path) -> None:
    """It says for whom, and removes all when that has ended; with `flock` or with any Python."""
    if shutil.which(tools[0]) is None:
        pytest.skip(f"no {tools[0]} here")
    work = tmp_path / "work"
    (work / "build" / "desk").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", work)
    make = shutil.which("make")
    assert make is not None
    path = _tools(tmp_path / "bin", *({*TOOLS} - {"python3"}), *tools)
    with locked(work / "build" / LOCK, shared=True):
        process = subprocess.Popen(
            [make, "clean"], cwd=work, env={"PATH": path}, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith(f"waiting for a build to end: process {os.getpid()} on ")
        assert (work / "build" / "desk").is_dir()
        assert process.poll() is None
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert [path.name for path in work.iterdir()] == ["Makefile"]


@pytest.mark.parametrize("kind", ["none", "free", "a FIFO", "a link"])
def test_make_clean_waits_for_nobody_else(kind: str, tmp_path: Path) -> None:
    """Whatever is in the place of the lock."""
    (tmp_path / "build").mkdir()
    lock = tmp_path / "build" / LOCK
    if kind == "free":
        lock.touch()
    elif kind == "a FIFO":
        os.mkfifo(lock)
    elif kind == "a link":
        lock.symlink_to("/dev/zero")
    shutil.copy(ROOT / "Makefile", tmp_path)
    environ = {"PATH": os.environ["PATH"]}  # without what an outer make tells an inner one
    done = subprocess.run(
        ["make", "clean"], cwd=tmp_path, env=environ, capture_output=True, check=True, timeout=60
    )
    assert done.stdout == b""
    assert not (tmp_path / "build").exists()


@pytest.mark.usefixtures("built_desk")
def test_a_build_holds_the_lock_of_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as it writes."""
    held: list[bool] = []

    def look(draft: Path, path: Path) -> None:
        held.append(is_locked(RESULTS.parent / LOCK))
        publish(draft, path)

    monkeypatch.setattr("briefing.build.output_folder.publish", look)
    edit("sections/roads.md", "kept open", "kept open now")
    assert main(BUILD) == 0
    assert held
    assert all(held)


def test_builds_at_once_and_a_cache_that_is_emptied_meanwhile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three builds of two states of the content write to one folder, while the cache is emptied
    again and again: each PDF is as one of the states makes it, and all end well. A last build makes
    all of them of one state, as if there had been no other."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        write_content(tmp_path / name)
    roads = tmp_path / "other/content/desk/sections/roads.md"
    roads.write_text(roads.read_text().replace("second winter", "fourth winter"))
    apart: dict[str, dict[str, str]] = {}
    for name in ("one", "other"):
        assert _done(tmp_path / name, *BUILD) == 0
        apart[name] = hashes(tmp_path / name / "build")
    assert apart["one"] != apart["other"]
    output = ["--output", str(tmp_path / "both"), "--jobs", "1"]
    starts = [
        ("one", BUILD),
        ("other", BUILD),
        ("one", [*BUILD[:2], "--audience", "press"]),
    ]
    builds = [_started(tmp_path / name, *what, *output) for name, what in starts]
    while any(build.poll() is None for build in builds):
        assert main(["clean", *output[:2]]) == 0
    for build in builds:
        said = build.communicate()[1]
        assert build.returncode == 0, said
        assert "Traceback" not in said
        assert "M110" not in said
    found = hashes(tmp_path / "both")
    assert set(found) == {f"desk/{name}" for name in PDFS}
    for path, digest in found.items():
        assert digest in {apart["one"][path], apart["other"][path]}
    assert _done(tmp_path / "one", *BUILD, *output) == 0
    assert hashes(tmp_path / "both") == apart["one"]
    capsys.readouterr()
    verify = ("verify", str(tmp_path / "both/desk"), "--briefing", "desk")
    assert _done(tmp_path / "one", *verify) == 0
    assert capsys.readouterr().err == ""


def _done(folder: Path, *arguments: str) -> int:
    """The status of a command that is called in a folder."""
    with contextlib.chdir(folder):
        return main(arguments)


def _started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command that is under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_clean_removes_whatever_is_in_the_place_of_entries(tmp_path: Path) -> None:
    """Folders, FIFOs and links too; nothing by way of a link."""
    cache = tmp_path / "build/.cache"
    (cache / "ab/cd/ef").mkdir(parents=True)
    (cache / "uses.json/x").mkdir(parents=True)
    os.mkfifo(cache / "ab/ef")
    (cache / "cd").write_text("x")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/x").write_text("mine")
    (cache / "ef").symlink_to(tmp_path / "mine")
    (cache / "ab/fe").symlink_to(tmp_path / "mine")
    assert main(["clean", "--output", str(tmp_path / "build")]) == 0
    assert [path.name for path in cache.iterdir()] == ["lock"]
    assert (tmp_path / "mine/x").read_text() == "mine"
