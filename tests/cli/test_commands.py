"""The command line as people meet it (cases in ``commands/*.md``), and what must never happen."""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic_core import SchemaError, SchemaValidator, core_schema

from briefing import __version__
from briefing.build.tasks import bind_and_prove
from briefing.cache.cache import Cache
from briefing.cli import entry_point, main
from briefing.model.errors import is_interrupt
from support.cases import Case, read_cases
from support.projects import ROOT, copy_small

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.build.tasks import Binding, FinishedPdf
    from briefing.model.composition import Asset
    from briefing.model.findings import Location

COMMANDS = Path(__file__).parent / "commands"
FILES = sorted(path.name for path in COMMANDS.glob("*.md"))
BUILD = ["build", "small", "--audience", "press", "--length", "short"]
PDF = Path("build/small/small-press-short-pack.pdf")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the small briefing under ``content/``, as on a user's machine."""
    copy_small(tmp_path / "content" / "small")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(arguments: list[str]) -> int:
    """The exit status of a command; the parser's own exits count as one."""
    try:
        return main.main(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1


def _typed(name: str) -> list[Case]:
    return read_cases(f"../cli/commands/{name}")


CASES = [pytest.param(case, id=f"{name}: {case.title}") for name in FILES for case in _typed(name)]


def _matches(said: str, expected: list[str]) -> bool:
    """Line by line; “…” stands for any words, alone on its line for any lines."""
    lines = [
        r"(?:.*\n)*?" if line == "…" else r"[^\n]*".join(map(re.escape, line.split("…"))) + r"\n"
        for line in expected
    ]
    return re.fullmatch("".join(lines), said) is not None


@pytest.mark.parametrize("case", CASES)
def test_a_session_goes_as_written(
    case: Case, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command prints and returns exactly what the case says."""
    for name, text in case.blocks.items():
        kind, _, path = name.partition(" ")
        if kind == "file":
            target = desk / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    sessions = case.blocks["console"].split("$ ")[1:]
    assert sessions
    for session in sessions:
        command, *expected = session.splitlines()
        words = shlex.split(command)
        if words[0] != "briefing":
            subprocess.run(words, cwd=desk, check=True)
            continue
        status = run(words[1:])
        out, err = capsys.readouterr()
        exits = [line for line in expected if re.fullmatch(r"exit \d+", line)]
        told = [line for line in expected if line not in exits]
        assert f"exit {status}" == (exits[0] if exits else "exit 0"), f"{command}\n{out}{err}"
        faults = [line[2:] for line in told if line.startswith("! ")]
        results = [line for line in told if not line.startswith("! ")]
        assert _matches(err, faults), f"{command}\n{err}"
        assert _matches(out, results), f"{command}\n{out}"
        assert "Traceback" not in out + err


# ── JSON ──────────────────────────────────────────────────────────────────────────────────


def _json(arguments: list[str], capsys: pytest.CaptureFixture[str], status: int = 0) -> Any:
    assert run([*arguments, "--json"]) == status
    out, err = capsys.readouterr()
    assert err == ""
    data = json.loads(out)
    assert isinstance(data, dict)
    return data


def test_list_and_build_and_prove_speak_json(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With ``--json``, standard output is one JSON value and nothing else is printed."""
    listed = _json(["list", "small"], capsys)
    assert len(listed["editions"]) == 8
    assert not any(row["built"] for row in listed["editions"])
    [made] = _json(BUILD, capsys)["editions"]
    assert made["delivered"]
    assert made["file"] == str(PDF)
    assert (desk / PDF).is_file()
    assert made["marking"] == "TLP:CLEAR"
    [proof] = _json(["prove", str(PDF)], capsys)["proofs"]
    assert proof["passed"]
    assert (proof["pages"], proof["words"]) == (made["pages"], made["words"])
    rows = _json(["list", "small"], capsys)["editions"]
    assert [row["file"] for row in rows if row["built"]] == [str(PDF)]


def test_faults_in_json_have_places(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program that reads the findings gets file, line, code, severity, message and hint."""
    section = desk / "content" / "small" / "sections" / "first.md"
    section.write_text('---\ntitle: First\n---\nText. {: audience="pres" }\n')
    [finding] = [
        f for f in _json(BUILD, capsys, status=1)["findings"] if "audience" in f["message"]
    ]
    assert finding["file"] == "content/small/sections/first.md"
    assert finding["line"] == 4
    assert finding["code"] == "B203"
    assert finding["severity"] == "error"
    assert "press" in finding["hint"]


def test_warnings_of_the_content_are_told_and_stop_nothing(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a citation style asks for in vain is said at its line, and the PDF is made."""
    folder = desk / "content" / "small"
    style = (ROOT / "templates" / "csl" / "institution.csl").read_text("utf-8")
    own = style.replace("<bibliography", '<bibliography subsequent-author-substitute="—"')
    (folder / "own.csl").write_text(own, encoding="utf-8")
    with (folder / "briefing.yaml").open("a") as settings:
        settings.write("citation_style: own.csl\n")
    assert run(BUILD) == 0
    line = own[: own.index("<bibliography")].count("\n") + 1
    assert f"content/small/own.csl:{line}: warning B115" in capsys.readouterr().err
    assert (desk / PDF).is_file()


# ── faults of ours, of the machine, and an impatient user ─────────────────────────────────


def _stub(error: BaseException) -> Callable[..., None]:
    def stop(*_: object, **__: object) -> None:
        raise error

    return stop


def test_a_fault_of_ours_leaves_a_log_and_no_traceback(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 70, one line on the terminal, and a file with all that repeats it; the next fault is
    written below. Those that concern but one edition are in ``test_breakdown.py``."""
    monkeypatch.setattr("briefing.load.briefing.load", _stub(RuntimeError("a bug")))
    for _ in range(2):
        assert run(BUILD) == 70
        out, err = capsys.readouterr()
        assert out == ""
        assert err == (
            "briefing: internal error (a bug in briefing); "
            "please report it with build/briefing-fault.log\n"
        )
    log = (desk / "build" / "briefing-fault.log").read_text()
    assert log.count("RuntimeError: a bug") == 2
    assert f"briefing {__version__}" in log
    assert "command: briefing build small --audience press --length short" in log


@pytest.mark.parametrize(
    "stage",
    [
        "briefing.build.pipeline.lay_out",
        "briefing.build.tasks.prove",
        "briefing.build.output_folder.publish",
    ],
)
def test_an_interrupt_leaves_no_half_written_file(
    stage: str, desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control-C at any stage: status 130 and no result; what was announced is in the journal."""
    monkeypatch.setattr(stage, _stub(KeyboardInterrupt()))
    assert run(BUILD) == 130
    assert "interrupted" in capsys.readouterr().err
    folder = desk / "build" / "small"
    left = {path.name for path in folder.iterdir()} if folder.exists() else set()
    assert left <= {".lock", ".manifest.journal"}


@pytest.mark.usefixtures("desk")
def test_a_former_name_of_a_command_works_and_is_not_advertised(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """``briefing store`` prints what ``briefing cache`` prints; help and hints do not list it."""
    assert run(["cache"]) == 0
    expected = capsys.readouterr().out
    assert run(["store"]) == 0
    assert capsys.readouterr().out == expected
    assert run(["--help"]) == 0
    assert "store" not in capsys.readouterr().out
    assert run(["stor"]) == 2
    assert "store" not in capsys.readouterr().err


@pytest.mark.parametrize("taken", ["build", "build/small"])
def test_a_place_that_cannot_be_written_is_a_fault_of_the_machine(
    taken: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file where a folder must be: status 3, with the reason and the way out."""
    (desk / taken).parent.mkdir(exist_ok=True)
    (desk / taken).write_text("in the way")
    assert run(BUILD) == 3
    err = capsys.readouterr().err
    assert ("is a file" if taken == "build" else "cannot be written") in err
    assert "--output" in err


@pytest.mark.parametrize(
    ("hidden", "command"),
    [
        ("content/small", "list small"),
        ("content/small", "build small"),
        ("content/small", "check content/small"),
        ("content/small/briefing.yaml", "list small"),
        ("content/small/briefing.yaml", "prove build/small/small-press-short-pack.pdf"),
        ("build", "list small --json"),
        ("build/small", "list small"),
        ("build/small", "prove build/small/small-press-short-pack.pdf"),
    ],
)
def test_a_folder_that_may_not_be_looked_at_is_a_fault_of_the_machine(
    hidden: str,
    command: str,
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody can tell what is in it, so nothing is said to be missing or not built: status 3."""
    (desk / PDF).parent.mkdir(parents=True)
    (desk / PDF).write_bytes(b"%PDF")
    stat = os.stat

    def refuse(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        # Root, who runs these tests in CI, may look at every folder.
        if isinstance(path, str | Path) and Path(path).absolute().is_relative_to(desk / hidden):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat(path, *arguments, **options)

    monkeypatch.setattr(os, "stat", refuse)
    assert run(command.split()) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "cannot access" in err
    assert ": Permission denied" in err
    assert hidden in err
    assert "hint:" in err


def test_an_output_folder_that_is_a_file_holds_no_editions(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """“Not built” would be true and no help: nothing can be built there."""
    (desk / "build").write_text("in the way")
    assert run(["list", "small"]) == 3
    assert "build: is a file" in capsys.readouterr().err


OBSTACLES: dict[str, Callable[[Path], object]] = {
    "is a file": lambda path: path.write_text("in the way"),
    "Too many levels of symbolic links": lambda path: path.symlink_to(path.name),
    "File name too long": lambda path: path.symlink_to("x" * 300),
}


@pytest.mark.parametrize("command", ["build small", "list small", "clean", "cache"])
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_is_no_output_folder_is_told_before_anything_is_done(
    obstacle: str, command: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By each command that is given one; nothing is made."""
    OBSTACLES[obstacle](desk / "out")
    before = sorted(desk.rglob("*"))
    for output in ("out", "out/below"):
        assert run([*command.split(), "--output", output]) == 3
        assert f"{output}: " in (err := capsys.readouterr().err)
        assert "choose another folder with --output" in err
    assert obstacle in err or obstacle == "is a file"
    assert sorted(desk.rglob("*")) == before


@pytest.mark.parametrize("command", ["build", "list"])
def test_results_do_not_go_into_the_content(
    command: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They would change it each time."""
    before = sorted(desk.rglob("*"))
    assert run([command, "small", "--output", "content"]) == 2
    assert "written into the content, to content/small" in capsys.readouterr().err
    assert sorted(desk.rglob("*")) == before


@pytest.mark.usefixtures("desk")
def test_a_name_too_long_for_a_file_is_the_name_of_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whoever types it, or pastes a page, has made a mistake: status 2."""
    for command, told in (
        (["list", "s" * 5000], "there is no briefing"),
        (["prove", f"{'s' * 5000}.pdf"], "no such file"),
        (["list", "s\0mall"], "there is no briefing"),
    ):
        assert run(command) == 2
        err = capsys.readouterr().err
        assert told in err
        assert len(err) < 400


def _shell(command: str, desk: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command line with ``briefing`` in it, run by bash as people type it."""
    program = f'briefing() {{ {shlex.quote(sys.executable)} -m briefing "$@"; }}; '
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", program + command],
        cwd=desk,
        env=_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["list small", "list small --json", "--help", "list smal"])
def test_a_closed_pipe_is_no_fault(command: str, unbuffered: str, desk: Path) -> None:
    """``briefing list | true`` ends quietly, whenever the reader has left."""
    done = _shell(f"briefing {command} | true", desk, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == (2 if command.endswith("smal") else 0), done.stderr
    assert ("there is no briefing" if command.endswith("smal") else "") in done.stderr
    assert "Error" not in done.stderr


@pytest.mark.parametrize("to", ["| true", "2>&1 | true", ">&-", ">&- 2>&-"])
def test_who_stops_reading_gets_all_editions(to: str, desk: Path) -> None:
    """The lines of a build are for who wants them; the PDFs are made all the same."""
    done = _shell(f"briefing build small --all --length short {to}", desk, PYTHONUNBUFFERED="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((desk / "build/small").glob("*.pdf"))) == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk always full")
@pytest.mark.parametrize("command", ["list small", "build empty --json", "--version"])
def test_a_full_disk_is_a_fault_of_the_machine(command: str, desk: Path) -> None:
    """Results that cannot be written to where standard output leads: status 3 and why."""
    (desk / "empty").mkdir()
    done = _shell(f"briefing {command} >/dev/full", desk)
    assert done.returncode == 3
    assert "the results cannot be printed: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def _environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}


def test_the_module_is_the_command(tmp_path: Path) -> None:
    """``python -m briefing`` is the same program."""
    done = subprocess.run(
        [sys.executable, "-m", "briefing", "--version"],
        cwd=tmp_path,
        env=_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"briefing {__version__}\n"


def test_a_terminal_of_few_letters_stops_nothing(desk: Path) -> None:
    """With an ASCII terminal, dashes and letters print as escapes and the run goes on."""
    done = subprocess.run(
        [sys.executable, "-m", "briefing", "list", "small"],
        cwd=desk,
        env=_environment(LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


# ── the last good PDF ─────────────────────────────────────────────────────────────────────


def _break_content(desk: Path, _: pytest.MonkeyPatch) -> None:
    (desk / "content/small/sections/first.md").write_text("---\ntitle: F\n---\n[@nowhere]\n")


def _break_budget(desk: Path, _: pytest.MonkeyPatch) -> None:
    paragraph = "Words without end, and more of them. " * 40 + "\n\n"
    text = "---\ntitle: First\n---\n" + paragraph * 40 + "## Roads {: #movement }\n\nX"
    (desk / "content/small/sections/first.md").write_text(text)


def _break_proof(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "build/small/manifest.json").unlink()  # else there is nothing to do

    def lose(binding: Binding, place: Location, theme_assets: tuple[Asset, ...]) -> FinishedPdf:
        shown = (*binding.expectation.shown, "A block that was lost on the way.")
        expectation = replace(binding.expectation, shown=shown)
        return bind_and_prove(replace(binding, expectation=expectation), place, theme_assets)

    monkeypatch.setattr("briefing.build.executors.bind_and_prove", lose)


@pytest.mark.parametrize(
    ("code", "fault", "stays"),
    [
        pytest.param("B302", _break_content, "unchecked", id="content"),
        pytest.param("B503", _break_budget, "", id="length"),
        pytest.param("P110", _break_proof, "check it before you hand it out", id="proof"),
    ],
)
def test_a_build_that_fails_loses_no_pdf(
    code: str,
    fault: Callable[[Path, pytest.MonkeyPatch], None],
    stays: str,
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In content, in length or in its proof: nothing is replaced, half-written or thrown away. The
    PDF from before stays, with a word of what it is, or is withdrawn when its text is another."""
    assert run(BUILD) == 0
    good = (desk / PDF).read_bytes()
    fault(desk, monkeypatch)
    capsys.readouterr()
    assert run(BUILD) == 1
    err = capsys.readouterr().err
    assert f"error {code}" in err
    assert "Traceback" not in err
    [kept] = (desk / PDF).parent.rglob("*.pdf")
    assert kept.read_bytes() == good
    assert (kept.relative_to(desk) == PDF) == bool(stays)
    assert (stays or f"was moved to {kept.relative_to(desk)}: it does not pass") in err
    names = {path.name for path in (desk / PDF).parent.iterdir() if path.suffix != ".json"}
    rest = names - {".lock"}
    assert rest == ({PDF.name, PDF.with_suffix(".html").name} if stays else {"withdrawn"})


def test_a_fault_in_one_edition_does_not_stop_the_next(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With ``--all``, editions without the fault are delivered and the status is 1."""
    settings = desk / "content/small/briefing.yaml"
    settings.write_text(settings.read_text().replace("pages: [3, 12]", "pages: [9, 12]"))
    assert run(["build", "small", "--all", "--audience", "press"]) == 1
    out, err = capsys.readouterr()
    assert "B504" in err
    assert re.search(r"^all +1 +0 +1 ", out, re.MULTILINE)
    assert (desk / PDF).is_file()


def test_a_second_build_typesets_nothing(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All fragments are in the cache, so the engine is not asked again."""
    assert run(BUILD) == 0
    first = (desk / PDF).read_bytes()
    (desk / "build/small/manifest.json").unlink()
    monkeypatch.setattr(Cache, "put", _stub(AssertionError("nothing is new")))
    assert run(BUILD) == 0
    assert (desk / PDF).read_bytes() == first


def test_an_interrupt_while_loading_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever stops the command at once sees no traceback."""
    monkeypatch.setattr("builtins.__import__", _interrupted(__import__))
    monkeypatch.setattr(entry_point, "handle_signals", lambda: None)
    assert entry_point.main() == 130
    assert capsys.readouterr().err == "briefing: interrupted\n"


def _interrupted(real: Any) -> Any:
    def load(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "briefing.cli.main":
            raise KeyboardInterrupt
        return real(name, *args, **kwargs)

    return load


def test_an_interrupt_while_a_class_is_made_is_one(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.11 wraps it into another exception; it is no fault of ours."""
    wrapped = RuntimeError("Error calling __set_name__")
    wrapped.__cause__ = KeyboardInterrupt()
    monkeypatch.setattr("briefing.build.pipeline.lay_out", _stub(wrapped))
    assert run(BUILD) == 130
    assert "interrupted" in capsys.readouterr().err
    assert not (desk / "build/briefing-fault.log").exists()


def test_an_interrupt_while_pydantic_makes_a_class_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so in its message, and nowhere else."""

    def interrupted() -> SchemaValidator:
        config = core_schema.CoreConfig(regex_engine="python-re")
        return SchemaValidator(core_schema.str_schema(pattern="a"), config)

    with monkeypatch.context() as patch:
        patch.setattr(re, "compile", _stub(KeyboardInterrupt()))
        with pytest.raises(SchemaError) as raised:
            interrupted()
    assert is_interrupt(raised.value)
    assert not is_interrupt(SchemaError("Error building a validator"))


@pytest.mark.usefixtures("desk")
def test_a_name_nobody_can_have_is_wrong_usage() -> None:
    """Too long a name is no briefing's, no folder's, and no fault of ours."""
    assert run(["build", "x" * 5000]) == 2
    assert run(["list", "small", "--output", "x" * 5000]) == 3
