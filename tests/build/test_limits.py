"""Limits of time and memory: for all that content may ask of us, whoever does the work."""

from __future__ import annotations

import errno
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.build.isolated_process import Steps, run_isolated
from briefing.build.pipeline import ComposedEdition, compose_editions
from briefing.build.process_usage import is_available
from briefing.build.worker_stops import WorkerLost, WorkerOutOfMemory, WorkerTimeout
from briefing.cache.cache import Cache
from briefing.compose import lay_out
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.model.errors import ContentError, EnvironmentFault, UsageError
from briefing.model.findings import Finding, Location
from briefing.model.limits import MEMORY, SECONDS, Limits, limits_of
from briefing.select.selection import make_edition
from support import tasks
from support.listening import hear_signals
from support.projects import PROJECTS, ROOT, faults, project

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.files.themes import Theme
    from briefing.model.composition import Composition
    from briefing.model.document import Document

pytestmark = [
    pytest.mark.xdist_group("workers"),
    # The test runner has threads; the command has none when it makes a copy of itself.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
LITTLE = Limits(seconds=0.3, memory=4 << 30, patience=4)
ROOMY = Limits(seconds=60, memory=4 << 30)


# ── who may set them ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "environ", "seconds", "mib"),
    [
        ((None, None), {}, 120, 3072),
        (("600", "8192"), {}, 600, 8192),
        ((None, None), {SECONDS: "7.5", MEMORY: "2048"}, 7.5, 2048),
        (("600", None), {SECONDS: "7.5", MEMORY: "2048"}, 600, 2048),
        ((None, None), {SECONDS: "", MEMORY: ""}, 120, 3072),
    ],
)
def test_the_command_line_counts_then_the_environment(
    given: tuple[str | None, str | None], environ: dict[str, str], seconds: float, mib: int
) -> None:
    """Each by itself; what says nothing leaves the usual limit."""
    limits = limits_of(*given, environ)
    assert (limits.seconds, limits.mib) == (seconds, mib)


@pytest.mark.parametrize(
    ("given", "environ", "words"),
    [
        (("soon", None), {}, '--limit-seconds: "soon"'),
        (("nan", None), {}, '--limit-seconds: "nan"'),
        (("inf", None), {}, '--limit-seconds: "inf"'),
        (("0", None), {}, "a limit of 0 seconds"),
        (("-3", None), {}, "a limit of -3 seconds"),
        ((None, "12"), {}, "a limit of 12 MiB"),
        ((None, None), {MEMORY: "3G"}, f'{MEMORY}: "3G"'),
        ((None, None), {SECONDS: "1e400"}, f'{SECONDS}: "1e400"'),
    ],
)
def test_what_is_no_limit_is_refused(
    given: tuple[str | None, str | None], environ: dict[str, str], words: str
) -> None:
    """With the option or variable it came from, and what would do."""
    with pytest.raises(UsageError, match=words.replace('"', ".")) as caught:
        limits_of(*given, environ)
    assert "hint:" in str(caught.value)


def test_content_cannot_raise_a_limit(tmp_path: Path) -> None:
    """No setting of a briefing is called so."""
    text = (PROJECTS / "small" / "briefing.yaml").read_text("utf-8")
    for name in ("limit_seconds", "limit-seconds", "limits"):
        folder = project(tmp_path / name, {"briefing.yaml": f"{text}\n{name}: 9999\n"})
        [fault] = faults(folder)
        assert f'"{name}"' in fault.message


# ── one thing done apart ──────────────────────────────────────────────────────────────────


def test_what_is_done_apart_comes_back() -> None:
    """Its result, what it raises, and what it began on the way to it."""
    steps = Steps()

    def work(tell: object) -> int:
        assert callable(tell)
        tell("a.md")
        return os.getpid()

    assert run_isolated(LITTLE, work, steps) != os.getpid()
    assert steps.last == "a.md"
    with pytest.raises(ValueError, match="no good"):
        run_isolated(LITTLE, lambda _: tasks.fail())
    finding = Finding(Location("a.md", 3), "B101", "wrong", "mend it")

    def at_fault(_: object) -> None:
        raise ContentError([finding, finding])

    with pytest.raises(ContentError) as caught:
        run_isolated(LITTLE, at_fault)
    assert caught.value.findings == (finding, finding)
    assert str(caught.value) == f"{finding}\n{finding}"


def test_what_is_done_apart_is_held_to_limits() -> None:
    """However it goes wrong, this process goes on."""
    with pytest.raises(WorkerTimeout, match=r"0\.3 seconds of processor time"):
        run_isolated(LITTLE, lambda _: tasks.hang())
    with pytest.raises(WorkerTimeout, match=r"waited for more than 1\.2 seconds and did nothing"):
        run_isolated(LITTLE, lambda _: tasks.sleep(60))
    with pytest.raises(WorkerOutOfMemory, match="more than 4096 MiB"):
        run_isolated(LITTLE, lambda _: tasks.eat_memory())


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, 0])
def test_what_is_done_apart_is_tried_again_when_it_dies(how: int, tmp_path: Path) -> None:
    """Once: twice dead is told, with how it died and the memory it had. What it began before it
    died does not count."""
    steps = Steps()

    def work(tell: Callable[[str], None], times: int, mark: Path) -> str:
        begun = tasks.begin(mark)
        tell(f"part {begun}")
        if begun <= times:
            tasks.die(how)
        return "done"

    assert run_isolated(ROOMY, lambda tell: work(tell, 1, tmp_path / "once"), steps) == "done"
    assert [name for name, _ in steps._begun] == ["part 2"]
    words = signal.Signals(how).name if how else "status 7"
    with pytest.raises(WorkerLost, match=rf"{words}, twice; it had up to \d+ MiB of memory"):
        run_isolated(ROOMY, lambda tell: work(tell, 9, tmp_path / "twice"))
    assert (tmp_path / "twice").stat().st_size == 2


def test_a_damaged_answer_is_none(tmp_path: Path) -> None:
    """It is tried again, and told."""
    assert run_isolated(ROOMY, lambda _: tasks.answer_badly(1, tmp_path / "once")) == "well"
    with pytest.raises(WorkerLost, match="damaged answer, twice"):
        run_isolated(ROOMY, lambda _: tasks.answer_badly(2, tmp_path / "twice"))


def test_a_limit_of_the_content_is_told_from_one_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Memory that the limits allow and the machine does not have is not the content's fault."""
    with pytest.raises(WorkerOutOfMemory, match="more than 4096 MiB"):
        run_isolated(ROOMY, lambda _: tasks.eat_memory())

    def allowed_less(_: object) -> None:
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))  # as by ulimit -v
        tasks.eat_memory()

    with pytest.raises(WorkerLost, match=r"allows a process no more than 3072 MiB \(ulimit -v\)"):
        run_isolated(ROOMY, allowed_less)
    monkeypatch.setattr("briefing.build.worker_stops.is_available", lambda _: False)
    with pytest.raises(WorkerLost, match="this machine has no more memory for it, twice"):
        run_isolated(ROOMY, lambda _: tasks.eat_memory())


def test_what_the_machine_lacks_is_not_an_error_of_ours(tmp_path: Path) -> None:
    """A full disk, or no more files: tried again, and told; other errors are what they are."""

    def fail(number: int, times: int, mark: Path) -> str:
        if tasks.begin(mark) <= times:
            raise OSError(number, os.strerror(number))
        return "done"

    assert run_isolated(ROOMY, lambda _: fail(errno.ENOSPC, 1, tmp_path / "once")) == "done"
    for number in (errno.ENOSPC, errno.EMFILE, errno.EAGAIN):
        with pytest.raises(WorkerLost, match=f"failed it: {os.strerror(number)}, twice"):
            run_isolated(ROOMY, lambda _, n=number: fail(n, 2, tmp_path / str(n)))  # type: ignore[misc]
    with pytest.raises(PermissionError):
        run_isolated(ROOMY, lambda _: fail(errno.EACCES, 1, tmp_path / "other"))


def test_a_command_without_memory_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line with a hint, status 3, and no report of a bug: also in the midst of an edition, when
    those before it are in the manifest."""
    from briefing.cli.main import main

    project(tmp_path, {})
    monkeypatch.chdir(tmp_path)
    said = ["build", "small", "--all", "--length", "short", "--format", "pack"]
    for name in ("briefing.cli.build.load_content", "briefing.build.pipeline.lay_out"):
        with monkeypatch.context() as patch:
            patch.setattr(name, tasks.raise_memory_error)
            assert main(said) == 3
        first, hint = capsys.readouterr().err.splitlines()
        assert first.startswith("briefing: this machine has no memory left")
        assert hint.startswith("  hint: ")
    assert not (tmp_path / "build" / "briefing-fault.log").exists()


def test_whether_there_is_memory() -> None:
    """What the machine has is there; what no machine has is not."""
    assert is_available(0)
    assert is_available(1 << 20)
    assert not is_available(1 << 60)


def test_most_time_is_counted_not_the_last() -> None:
    """A file that took long is named, though another was being read when time was up."""
    steps = Steps()
    assert steps.longest(3) == ("", 3)
    for name, at in (("a.yaml", 0.1), ("b.md", 0.2), ("c.md", 2.7), ("a.yaml", 2.8)):
        steps.begin(name, at)
    assert steps.longest(3) == ("b.md", 2.5)


# ── the command ───────────────────────────────────────────────────────────────────────────

PROGRAM = """
import sys, time, unicodedata
from briefing.cli.entry_point import main
from briefing.load.section import SectionReader
read = SectionReader.read
def slow(self, text):
    if "SLOW-HERE" in text:  # minutes in a single call of C, that hears of nothing
        unicodedata.normalize("NFC", "a" + "\\u0316\\u0301" * 400_000)
    if "WAIT-HERE" in text:
        open("waiting", "w").close()
        time.sleep(600)
    if "EAT-HERE" in text:
        bytearray(1 << 36)
    return read(self, text)
SectionReader.read = slow
sys.exit(main())
"""


def command(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command, with a reader of sections that can be told to take too much."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_reading_has_a_limit_of_time(tmp_path: Path) -> None:
    """Whatever reads content ends, in C as well; the file is named, and how to raise the limit."""
    project(tmp_path, {"sections/second.md": "---\ntitle: A\n---\nSLOW-HERE\n"})
    done = command(tmp_path, "list", "small", BRIEFING_LIMIT_SECONDS="1")
    assert done.returncode == 1, done.stderr
    first, hint, _ = done.stderr.splitlines()
    assert first.startswith("small/sections/second.md: error B521: reading the content: it took ")
    assert "more than 1 seconds of processor time" in first
    assert "--limit-seconds (or BRIEFING_LIMIT_SECONDS)" in hint


def test_reading_has_a_limit_of_memory(tmp_path: Path) -> None:
    """The file that was being read is named."""
    project(tmp_path, {"sections/second.md": "---\ntitle: A\n---\nEAT-HERE\n"})
    done = command(tmp_path, "build", "small", "--limit-memory", "2048")
    assert done.returncode == 1, done.stderr
    assert "small/sections/second.md: error B522: reading the content: it needs" in done.stderr
    assert "more than 2048 MiB" in done.stderr


@pytest.mark.parametrize(
    ("number", "whole_group"), [(signal.SIGINT, False), (signal.SIGTERM, True)]
)
def test_a_signal_while_content_is_read(
    number: signal.Signals, whole_group: bool, tmp_path: Path
) -> None:
    """The command ends at once, and nobody goes on reading."""
    project(tmp_path, {"sections/second.md": "---\ntitle: A\n---\nWAIT-HERE\n"})
    reading = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "check", "small"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_signals,  # noqa: PLW1509  # no threads yet
        start_new_session=True,
    )
    while not (tmp_path / "waiting").exists() and reading.poll() is None:
        time.sleep(0.02)
    (os.killpg if whole_group else os.kill)(reading.pid, number)
    out, err = reading.communicate(timeout=30)
    assert reading.returncode == 128 + number, err
    assert "Traceback" not in out + err
    with pytest.raises(ProcessLookupError):
        os.killpg(reading.pid, 0)


def test_a_text_that_takes_too_long_is_one_edition_less(tmp_path: Path) -> None:
    """A table of six hundred rows that only the press gets: theirs fails, all others are there, by
    one process."""
    rows = "".join(f"| word{n} and more | another word | a third |\n" for n in range(600))
    table = f"| a | b | c |\n| --- | --- | --- |\n{rows}"
    text = (PROJECTS / "small" / "sections" / "second.md").read_text("utf-8")
    text += f"\n\n/// audience | press !policy\n\n{table}///\n"
    project(tmp_path, {"sections/second.md": text})
    arguments = ("build", "small", "--all", "--length", "short", "--format", "pack")
    done = command(tmp_path, *arguments, "--jobs", "1", "--limit-seconds", "1")
    assert done.returncode == 1, done.stderr
    [fault] = [line for line in done.stderr.splitlines() if " B521: " in line]
    assert "typesetting “short”: it took more than 1 seconds of processor time" in fault
    made = {path.name for path in (tmp_path / "build" / "small").glob("*.pdf")}
    assert made == {f"small-{name}-short-pack.pdf" for name in ("public", "students", "policy")}


@pytest.mark.parametrize("how", [signal.SIGKILL, 0])
def test_a_command_whose_process_dies_is_not_the_contents_fault(
    how: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reading, proving and reading aloud: status 3, with the file and how it died."""
    from briefing.cli.main import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("briefing.build.isolated_process.run_isolated", run_isolated)
    Path("small-public-short-pack.pdf").write_bytes(b"%PDF-1.7")
    died = signal.Signals(how).name if how else "with status 7"
    for name, said, words in (
        ("briefing.load.briefing.load", ["list", str(PROJECTS / "small")], "small: reading"),
        ("briefing.prove.tagged.tags_of", ["listen", "small-public-short-pack.pdf"], "reading: "),
        (
            "briefing.prove.prove",
            ["prove", "small-public-short-pack.pdf", "--briefing", str(PROJECTS / "small")],
            "small-public-short-pack.pdf: proving",
        ),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(name, lambda *_: tasks.die(how))
            assert main(said) == 3
        fault, hint = capsys.readouterr().err.splitlines()
        assert words in fault
        assert died in fault
        assert ", twice; it had up to" in fault
        assert "--jobs 1" in hint


def test_a_machine_that_lets_us_start_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many processes of one user, for example."""

    def fail() -> int:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr("os.fork", fail)
    with pytest.raises(EnvironmentFault, match="cannot start a process: Resource temporarily"):
        run_isolated(ROOMY, lambda _: None)


def test_check_has_limits_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is read may take too long to check."""
    from briefing.cli.main import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("briefing.check.checks.check", lambda _: tasks.hang())
    assert main(["check", str(PROJECTS / "small"), "--limit-seconds", "0.6"]) == 1
    assert "error B521: checking: it took more than 0.6 seconds" in capsys.readouterr().err


def test_make_lets_limits_through() -> None:
    """What is in the environment, and what is said to make, goes on to the command."""
    kept_back = re.findall(r"^unexport (.*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert kept_back == ["PYTHONHOME PYTHONPATH"]


def test_prove_has_limits_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A PDF that takes too long to read is a finding at the file."""
    from briefing.cli.main import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("briefing.build.isolated_process.run_isolated", run_isolated)
    monkeypatch.setattr("briefing.prove.prove", lambda *_: tasks.hang())
    (tmp_path / "small-public-short-pack.pdf").write_bytes(b"%PDF-1.7")
    said = ["prove", "small-public-short-pack.pdf", "--briefing", str(PROJECTS / "small")]
    assert main([*said, "--limit-seconds", "0.6"]) == 1
    assert "small-public-short-pack.pdf: error B521: proving: it took" in capsys.readouterr().err


def test_an_edition_that_takes_too_long_to_compose_is_one_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its text is never there; all others are made."""

    def lay_out_some(document: Document, theme: Theme) -> Composition:
        if document.edition.audience == "press":
            tasks.hang()
        return lay_out(document, theme)

    monkeypatch.setattr("briefing.build.pipeline.lay_out", lay_out_some)
    briefing, _ = load(PROJECTS / "small", "small")
    wanted = [make_edition(briefing, name, "short") for name in ("public", "press", "policy")]
    theme, cache = theme_of(briefing), Cache(tmp_path)
    first, slow, last = compose_editions(briefing, wanted, theme, cache, 1, Limits(seconds=1))
    assert isinstance(first, ComposedEdition)
    assert isinstance(last, ComposedEdition)
    assert isinstance(slow, ContentError)
    [finding] = slow.findings
    assert (finding.code, str(finding.location)) == ("B521", "small")
    assert "composing “small-press-short-pack”: it took more than 1 seconds" in finding.message
    assert signal.getsignal(signal.SIGPROF) == signal.SIG_DFL
