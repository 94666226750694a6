"""Building many editions: who does the work changes nothing, and a fault stops only its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.build import tasks as real_tasks
from briefing.build.build import BuildOptions, Result, build
from briefing.build.tasks import typeset_fragment
from briefing.cache.cache import Cache
from briefing.cache.journal import JOURNAL
from briefing.cache.manifest import Manifest
from briefing.cli.main import main
from briefing.files.lock_file import LOCK
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.model.errors import worst
from briefing.model.findings import Finding, Location, Severity
from briefing.select.selection import editions
from support import tasks
from support.executors import executor_of
from support.listening import hear_signals
from support.projects import PROJECTS, ROOT, copy_small, project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.build.picture_shelf import PictureShelf
    from briefing.build.tasks import Binding, BoundPage, FinishedPdf
    from briefing.model.composition import Asset
    from briefing.prove import Expectation
    from support.executors import Task


pytestmark = pytest.mark.xdist_group("workers")  # they share one fork server


def built(
    folder: Path,
    output: Path,
    jobs: int = 0,
    before: Manifest | None = None,
    replaced: Mapping[Task, Task] | None = None,
    most: int | None = None,
) -> list[Result]:
    """All editions of a briefing, or the first few, from an empty cache, by so many processes or by
    this one; some of their tasks may be replaced."""
    briefing, _ = load(folder, folder.name)
    options = BuildOptions(executor_of(jobs, replaced), before, program="")
    cache = Cache(output / "store")
    wanted = list(editions(briefing))[:most]
    return list(build(briefing, wanted, theme_of(briefing), cache, output, options))


def files(folder: Path) -> dict[str, bytes]:
    """The PDFs and web pages in a folder."""
    paths = (path for ending in ("pdf", "html") for path in folder.glob(f"*.{ending}"))
    return {path.name: path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """All editions of the small briefing, made by this process."""
    output = tmp_path_factory.mktemp("reference")
    assert all(result.delivered for result in built(PROJECTS / "small", output))
    return files(output)


# ── the same bytes ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("jobs", [2, 8])
def test_the_number_of_processes_is_not_in_the_files(
    jobs: int, reference: dict[str, bytes], tmp_path: Path
) -> None:
    """Two processes or eight, from an empty cache: each PDF is byte for byte the same."""
    results = built(PROJECTS / "small", tmp_path, jobs)
    assert [r.edition for r in results] == list(editions(load(PROJECTS / "small", "small")[0]))
    assert files(tmp_path) == reference


def test_an_edition_alone_is_as_among_all(reference: dict[str, bytes], tmp_path: Path) -> None:
    """Each made by itself, from a cache that it has filled: the same as when all are made."""
    briefing, _ = load(PROJECTS / "small", "small")
    for edition in editions(briefing):
        output = tmp_path / str(edition)
        cache, theme = Cache(output / "store"), theme_of(briefing)
        for _ in ("cold", "warm"):
            [result] = build(briefing, [edition], theme, cache, output)
            assert result.path.read_bytes() == reference[edition.file_name]


def test_a_fragment_of_many_editions_is_typeset_once(tmp_path: Path) -> None:
    """What several editions have in common is one fragment; the cache is asked for it, and those
    who want it while it is typeset wait for the one."""
    seen: list[str] = []

    def count(*args: object) -> object:
        seen.append(args[0].html)  # type: ignore[attr-defined]  # it is a fragment
        return typeset_fragment(*args)  # type: ignore[arg-type]  # as given

    built(PROJECTS / "small", tmp_path, replaced={typeset_fragment: count})
    assert len(seen) == len(set(seen)) > 4


# ── what has not changed ──────────────────────────────────────────────────────────────────


def known(results: list[Result], folder: Path) -> Manifest:
    """The manifest that a build with these results writes."""
    keys = ("pages", "words", "marking", "sha256", "bound_from", "made_from")
    return Manifest(
        folder,
        {
            "editions": {
                result.path.name: {
                    "file": result.path.name,
                    **{key: getattr(result, key) for key in keys},
                    "html": {"file": result.edition.page_name, "sha256": result.page_sha256},
                }
                for result in results
            }
        },
    )


def test_a_pdf_that_has_not_changed_is_proven_against_what_is_withheld_now(
    tmp_path: Path,
) -> None:
    """New words for one reader change one PDF. The others are not bound or read again, but held
    against these words too."""
    folder = project(tmp_path, {})
    out = tmp_path / "out"
    before = known(built(folder, out), out)
    second = folder / "sections" / "second.md"
    second.write_text(second.read_text("utf-8") + '\n\nNews. {: audience="policy" }\n', "utf-8")
    bound: list[str] = []
    held: list[tuple[str, bool]] = []

    def finish(binding: Binding, place: Location, theme_assets: tuple[Asset, ...]) -> FinishedPdf:
        bound.append(place.path)
        return real_tasks.bind_and_prove(binding, place, theme_assets)

    def confirm(
        reading: bytes,
        expectation: Expectation,
        place: Location,
        page: BoundPage | None,
        shelf: PictureShelf,
    ) -> FinishedPdf:
        assert page is not None
        news = ["News." in each.withheld for each in (expectation, page.expectation)]
        held.append((place.path, all(news)))
        return real_tasks.reprove(reading, expectation, place, page, shelf)

    replaced: dict[Task, Task] = {real_tasks.bind_and_prove: finish, real_tasks.reprove: confirm}
    results = built(folder, out, before=before, replaced=replaced)
    changed = [result for result in results if result.edition.audience == "policy"]
    assert bound == [str(result.path) for result in changed]
    others = [result for result in results if result not in changed]
    assert held == [(str(result.path), True) for result in others]
    assert all(result.is_current and result.delivered for result in others)
    pages = {r.edition.page_name: r.page_sha256 for r in results}
    assert {**pages, **{r.path.name: r.sha256 for r in results}} == {
        name: sha256(data).hexdigest() for name, data in files(out).items()
    }


@pytest.mark.finds("B524")
def test_what_was_measured_is_told_again(tmp_path: Path) -> None:
    """A PDF that is made and proven no more is warned of as before: because nothing has changed, or
    nothing that concerns it, or because only lines above have moved."""
    options = "    src: figures/tall.svg\n    alt: Nothing\n    height: 190mm\n"
    tall = f"/// figure | A tall one\n{options}///"
    first = "---\ntitle: First\n---\n{}" + "Words.\n\n" * 12 + tall + "\n\nWords.\n"
    drawn = "<rect width='9' height='9'/>"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='20' height='40'>{drawn}</svg>"
    settings = (PROJECTS / "small" / "briefing.yaml").read_text("utf-8")
    for old, new in (("pages: [1, 2]", "pages: [1, 9]"), ("[opening, first, second]", "[first]")):
        settings = settings.replace(old, new)
    pages = {"sections/first.md": first.format(""), "figures/tall.svg": svg}
    folder = project(tmp_path, {**pages, "briefing.yaml": settings})
    out = tmp_path / "out"

    def told(before: Manifest | None) -> tuple[list[Result], set[str]]:
        results = built(folder, out, before=before)
        found = {str(f.location) for r in results for f in r.findings if f.code == "B524"}
        return results, found

    results, line = told(None)
    assert len(line) == 1
    again, same = told(known(results, out))
    assert all(result.is_current for result in again)
    assert same == line
    (folder / "sections" / "first.md").write_text(first.format("<!-- One\nremark -->\n\n"))
    moved, below = told(known(again, out))
    assert len(below) == 1
    assert below != line
    assert told(known(moved, out))[1] == below


def test_a_pdf_that_holds_what_is_withheld_now_fails(tmp_path: Path) -> None:
    """The proof of a PDF that has not changed finds what the first would have found."""

    def leaking(
        reading: bytes,
        expectation: Expectation,
        place: Location,
        *_: BoundPage | PictureShelf | None,
    ) -> FinishedPdf:
        *shown, last = expectation.shown
        stricter = replace(expectation, shown=tuple(shown), withheld=(last,))
        return real_tasks.reprove(reading, stricter, place)

    out = tmp_path / "out"
    folder = project(tmp_path, {})
    before = known(built(folder, out), out)
    second = folder / "sections" / "second.md"
    second.write_text(second.read_text("utf-8") + '\n\nNews. {: audience="policy" }\n', "utf-8")
    results = built(folder, out, before=before, replaced={real_tasks.reprove: leaking})
    failed = [result for result in results if not result.delivered]
    assert {result.edition.audience for result in failed} == {"public", "press", "students"}
    for result in failed:
        assert {f.code for f in result.findings if f.severity is Severity.ERROR} & {"P121", "P122"}
        assert not result.is_current


# ── one that fails among others ───────────────────────────────────────────────────────────


FAILS = {"HANG-HERE": "B521", "EAT-HERE": "B522", "DIE-HERE": "B523"}


@pytest.mark.parametrize(
    ("word", "jobs"),
    [
        pytest.param(word, jobs, marks=pytest.mark.finds(FAILS[word]))
        for word, jobs in (("HANG-HERE", 1), ("EAT-HERE", 1), ("DIE-HERE", 2))
    ],
)
def test_a_worker_that_fails_is_a_finding_of_its_edition(
    word: str, jobs: int, tmp_path: Path
) -> None:
    """A fragment that hangs, eats all memory or kills its process is named; all others are made,
    also where one process does everything. A process that dies twice is the machine's fault."""
    text = (PROJECTS / "small" / "sections" / "second.md").read_text("utf-8")
    folder = project(
        tmp_path, {"sections/second.md": f'{text}\n\n{word} {{: audience="press !policy" }}\n'}
    )
    replaced: dict[Task, Task] = {typeset_fragment: tasks.typeset_unless_told}
    results = built(folder, tmp_path / "out", jobs, replaced=replaced)
    failed = [result for result in results if not result.delivered]
    assert {result.edition.audience for result in failed} == {"press"}
    for result in failed:
        assert result.status == (3 if word == "DIE-HERE" else 1)
        [finding] = [f for f in result.findings if f.code == FAILS[word]]
        assert finding.location.path.startswith("small/sections/")
        assert not result.path.exists()
    assert all(r.path.exists() for r in results if r not in failed)
    assert len(results) - len(failed) >= 6


def test_a_proof_that_dies_is_a_finding_too(tmp_path: Path) -> None:
    """Nothing is delivered that is not proven (B523)."""
    replaced: dict[Task, Task] = {real_tasks.bind_and_prove: tasks.die_instead}
    results = built(PROJECTS / "small", tmp_path, 2, replaced=replaced)
    assert results
    assert all([f.code for f in r.findings] == ["B523"] for r in results)
    assert {r.status for r in results} == {3}
    assert all("died of SIGKILL, twice" in r.findings[0].message for r in results)
    assert files(tmp_path) == {}


def test_a_worker_that_dies_once_is_not_in_the_files(
    reference: dict[str, bytes], tmp_path: Path
) -> None:
    """Each fragment and each binding is done by a second process: byte for byte the same."""
    marks = tmp_path / "marks"
    marks.mkdir()
    replaced: dict[Task, Task] = {
        typeset_fragment: partial(tasks.typeset_at_second, signal.SIGKILL, marks),
        real_tasks.bind_and_prove: partial(tasks.finish_at_second, signal.SIGSEGV, marks),
    }
    results = built(PROJECTS / "small", tmp_path, 2, replaced=replaced, most=2)
    assert [result.delivered for result in results] == [True, True]
    made = files(tmp_path)
    assert made == {name: reference[name] for name in made}
    assert len(list(marks.iterdir())) > len(results)


@pytest.mark.parametrize(("words", "status"), [("DIE-HERE", 3), ("DIE-HERE EAT-HERE", 1)])
def test_the_command_says_whose_fault_it_is(
    words: str,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Status 3 where only processes died, 1 where a limit was reached as well; what is not at fault
    is delivered and in the manifest."""
    readers = ("press !policy", "students")
    marked = zip(words.split(), readers, strict=False)
    text = (PROJECTS / "small" / "sections" / "second.md").read_text("utf-8")
    text += "".join(f'\n\n{word} {{: audience="{reader}" }}\n' for word, reader in marked)
    project(tmp_path, {"sections/second.md": text})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("briefing.build.executors.typeset_fragment", tasks.typeset_unless_told)
    said = ["build", "small", "--all", "--length", "short", "--format", "pack", "--jobs", "2"]
    assert main(said) == status
    err = capsys.readouterr().err
    assert "error B523: typesetting “short”: its process died of SIGSEGV, twice; it had" in err
    assert ("error B522" in err) == (status == 1)
    made = {path.name for path in Path("build/small").glob("*.pdf")}
    assert "small-public-short-pack.pdf" in made
    assert "small-press-short-pack.pdf" not in made
    assert made <= set(json.loads(Path("build/small/manifest.json").read_text())["editions"])


def test_the_content_counts_before_the_machine() -> None:
    """Building again mends what the machine did, never what is written."""
    made = editions(load(PROJECTS / "small", "small")[0])[0]
    place = Location("small")
    machine, content, bug = (Finding(place, code, "") for code in ("B523", "B521", "D101"))
    remark = Finding(place, "B521", "", severity=Severity.WARNING)
    for findings, status in (
        ((), 0), ((remark,), 0), ((machine,), 3), ((machine, remark), 3),
        ((machine, content), 1), ((content,), 1), ((machine, bug, content), 70),
    ):  # fmt: skip
        assert Result(made, Path("small.pdf"), findings).status == status, findings
    assert worst([]) == 0
    assert worst([0, 3]) == 3
    assert worst([3, 1, 0]) == 1
    assert worst([3, 70, 1]) == 70


def test_memory_that_runs_out_in_this_process_is_a_finding(tmp_path: Path) -> None:
    """Without workers there is no other process, and it is the machine that has no more (B523)."""
    replaced: dict[Task, Task] = {typeset_fragment: tasks.raise_memory_error}
    results = built(PROJECTS / "small", tmp_path, replaced=replaced)
    assert results
    assert all({f.code for f in r.findings} == {"B523"} for r in results)


# ── interrupted, and two at once ──────────────────────────────────────────────────────────


def _command(desk: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", "build", "small", "--all", *options],
        cwd=desk,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_signals,  # noqa: PLW1509  # no threads yet
        start_new_session=True,  # what it starts can be found by its session
    )


def _processes_of(session: int) -> list[str]:
    """Processes that a command has started and left, by ``ps``."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "sess=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    rows = [line.split(None, 2) for line in listed]
    return [row[2] for row in rows if row[0] == str(session) and not row[1].startswith("Z")]


@pytest.mark.skipif(not shutil.which("ps"), reason="ps tells which processes there are")
@pytest.mark.parametrize(
    ("number", "times", "whole_group", "after"),
    [
        (signal.SIGINT, 1, True, 0.6),
        (signal.SIGINT, 3, False, 1.8),
        (signal.SIGTERM, 1, False, 1.2),
        (signal.SIGTERM, 2, True, 1.5),
        (signal.SIGHUP, 1, True, 1.8),
    ],
)
def test_a_signal_that_ends_a_build_leaves_nothing(
    number: signal.Signals, times: int, whole_group: bool, after: float, desk: Path
) -> None:
    """Whenever it comes, to the command or to all it started, once or more: its status, one line,
    no half-written file, no process, no trace."""
    command = _command(desk, "--jobs", "2")
    time.sleep(after)
    for _ in range(times):
        if command.poll() is None:
            (os.killpg if whole_group else os.kill)(command.pid, number)
    out, err = command.communicate(timeout=30)
    log = desk / "build" / "briefing-fault.log"
    assert not log.exists(), log.read_text()
    # By the signal itself while the command was not yet listening; to a shell it is the same.
    assert command.returncode in {128 + number, -number, 0}, err
    words = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated", signal.SIGHUP: "hung up"}
    if command.returncode == 128 + number:
        assert re.fullmatch(rf"briefing: {words[number]}(; nothing half-written is left)?\n", err)
    assert "Traceback" not in out + err
    assert _left_of(command.pid) == []
    hidden = {path.name for path in desk.glob("build/small/.*")}
    assert hidden <= {LOCK, JOURNAL}
    whole = list(desk.glob("build/small/*.pdf"))
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in whole)


@pytest.mark.skipif(sys.platform != "linux", reason="the system ends the processes")
@pytest.mark.skipif(not shutil.which("ps"), reason="ps tells which processes there are")
def test_a_build_that_is_killed_leaves_no_process(desk: Path) -> None:
    """Not even one that is in the middle of its work, and no thing but its own file is lost."""
    command = _command(desk, "--jobs", "2")
    while not list(desk.glob("build/.cache/??/*")) and command.poll() is None:
        time.sleep(0.01)  # until the first fragment is typeset
    command.kill()
    command.communicate(timeout=30)
    assert _left_of(command.pid) == []


def _left_of(session: int) -> list[str]:
    """Processes that are still there some seconds after a command has ended."""
    until = time.monotonic() + 5
    while (left := _processes_of(session)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def test_two_builds_at_once_do_not_disturb_one_another(
    desk: Path, reference: dict[str, bytes]
) -> None:
    """Both succeed, all files are whole and the same, and the manifest has all of them."""
    commands = [_command(desk, "--jobs", "1"), _command(desk, "--jobs", "2", "--length", "short")]
    for command in commands:
        out, err = command.communicate(timeout=120)
        assert command.returncode == 0, out + err
    assert files(desk / "build" / "small") == reference
    manifest = json.loads((desk / "build/small/manifest.json").read_text())
    assert set(manifest["editions"]) == {name for name in reference if name.endswith(".pdf")}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A working folder with the small briefing under ``content/``."""
    copy_small(tmp_path / "content" / "small")
    return tmp_path
