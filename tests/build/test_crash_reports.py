"""A fault of ours ends one edition, whichever stage it is in: a finding, a log, and the others are
delivered."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.build import executors
from briefing.build.crash_reports import FaultLog, concerns_one_edition
from briefing.cli.main import main
from briefing.model.errors import ContentError, EnvironmentFault, UsageError
from briefing.model.findings import Location
from briefing.resolve import resolve
from support import tasks
from support.desks import BUILD, RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.xdist_group("workers")  # they share one fork server

LOG = Path("build/briefing-fault.log")


@pytest.fixture
def desk(built_desk: Path) -> Path:
    """A working folder where all is typeset and nothing is bound."""
    shutil.rmtree(built_desk / RESULTS)
    return built_desk


def breaking(real: Callable[..., object], attribute: str = "edition") -> Callable[..., object]:
    """A stage that breaks down over the edition for the press."""

    def stage(*arguments: object, **options: object) -> object:
        for argument in arguments:
            edition = getattr(argument, attribute, argument)
            if getattr(edition, "audience", None) == "press":
                raise RuntimeError("a bug\x1b[31m\nof ours")
        return real(*arguments, **options)

    return stage


def breaking_at(real: Callable[..., object], word: str) -> Callable[..., object]:
    """The same where a stage knows an edition only by a path or a text."""

    def stage(*arguments: object, **options: object) -> object:
        if any(word in f"{argument}" for argument in arguments):
            raise RuntimeError("a bug\x1b[31m\nof ours")
        return real(*arguments, **options)

    return stage


def of_press(real: Callable[..., object]) -> Callable[..., object]:
    """A stage that breaks down over a path of the press's edition."""
    return breaking_at(real, "desk-press-short-pack")


def at_the_second(real: Callable[..., object]) -> Callable[..., object]:
    """Breaks down over the second edition it is asked for, which is that of the press."""
    asked: list[object] = []

    def stage(briefing: object) -> object:
        asked.append(briefing)
        if len(asked) == 2:
            raise RuntimeError("a bug\x1b[31m\nof ours")
        return real(briefing)

    return stage


IN_THIS_PROCESS: dict[str, Callable[[Callable[..., object]], Callable[..., object]]] = {
    "briefing.build.pipeline.select": breaking,
    "briefing.build.pipeline.jobs": breaking,
    "briefing.build.pipeline.resolve": breaking,
    "briefing.build.pipeline.lay_out": breaking,
    "briefing.build.build.fragment_assets": at_the_second,
    "briefing.build.pipeline.check_budget": breaking,
    "briefing.build.pipeline.compose_furniture": breaking,
    "briefing.build.pipeline.expect": breaking,
    "briefing.build.executors.typeset_fragment": lambda _: tasks.typeset_unless_told,
    "briefing.build.executors.bind_and_prove": of_press,
    "briefing.build.output_folder.staged_file": of_press,
    "briefing.build.output_folder.publish": of_press,
}


def assert_only_the_press_failed(err: str) -> None:
    """One finding that names the log, one line below it; the other PDFs and no traceback."""
    path = "build/desk/desk-press-short-pack.pdf"
    found = [line for line in err.splitlines() if " error " in line]
    assert len(found) == 1, err
    assert found[0].startswith(f"{path}: error D101: internal error (a bug in briefing) while ")
    assert r"RuntimeError: a bug\x1b[31m of ours" in found[0]
    assert f"  hint: please report it with {LOG}" in err
    assert f"{path}  not delivered" in err
    assert "Traceback" not in err
    names = sorted(path.name for path in Path("build/desk").glob("*.pdf"))
    assert names == [f"desk-{who}-short-pack.pdf" for who in ("policy", "public")]
    log = LOG.read_text()
    assert "Traceback" in log
    assert "command: briefing build desk --all" in log


@pytest.mark.parametrize("stage", IN_THIS_PROCESS)
def test_a_stage_that_breaks_down_ends_its_edition_only(
    stage: str, desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one process: the others are delivered, the status is 70, and the next build mends it."""
    module, _, name = stage.rpartition(".")
    real = getattr(__import__(module, fromlist=[name]), name)
    if "typeset" in stage:
        shutil.rmtree("build/.cache")
    with monkeypatch.context() as patch:
        patch.setattr(stage, IN_THIS_PROCESS[stage](real))
        assert main(BUILD) == 70
        assert_only_the_press_failed(capsys.readouterr().err)
    assert desk.is_dir()
    assert main(BUILD) == 0
    assert Path("build/desk/desk-press-short-pack.pdf").exists()


@pytest.mark.parametrize(
    ("stage", "broken"),
    [("typeset_fragment", tasks.typeset_unless_told), ("bind_and_prove", tasks.finish_unless_told)],
)
def test_a_worker_that_breaks_down_ends_its_edition_only(
    stage: str,
    broken: Callable[..., object],
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With two processes the same, and the log has the trace of where it was in the worker."""
    shutil.rmtree(desk / "build/.cache")
    monkeypatch.setattr(executors, stage, broken)
    assert main([*BUILD, "--jobs", "2"]) == 70
    assert_only_the_press_failed(capsys.readouterr().err)
    assert f"in {broken.__name__}" in LOG.read_text()


@pytest.mark.finds("D101")
def test_a_fault_of_ours_in_json(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads the finding with the edition it belongs to."""
    assert desk.is_dir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executors, "bind_and_prove", tasks.finish_unless_told)
        assert main([*BUILD, "--json"]) == 70
    rows = json.loads(capsys.readouterr().out)["editions"]
    assert [f["code"] for row in rows for f in row["findings"]] == ["D101"]
    assert [row["audience"] for row in rows if not row["delivered"]] == ["press"]


def test_a_proof_that_breaks_down_does_not_keep_others_from_being_proven(
    built_desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``briefing prove`` of several files: the one is a finding, the status 70."""
    assert built_desk.is_dir()
    import briefing.prove

    monkeypatch.setattr("briefing.prove.prove", of_press(briefing.prove.prove))
    assert main(["prove", *sorted(map(str, RESULTS.glob("*.pdf")))]) == 70
    out, err = capsys.readouterr()
    assert out.count(": proven: ") == 2
    assert err.startswith(f"{RESULTS}/desk-press-short-pack.pdf: error D101: internal error")
    assert LOG.exists()


def test_a_fault_and_content_at_fault_end_with_the_graver(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """70 says more than 1: somebody has to mend the program as well."""
    settings = desk / "content/desk/briefing.yaml"
    settings.write_text(settings.read_text().replace("pages: [1, 2]", "pages: [2, 3]"))
    monkeypatch.setattr("briefing.build.pipeline.resolve", breaking(resolve))
    assert main(BUILD) == 70
    err = capsys.readouterr().err
    assert err.count("error B504") == 1
    assert "B504: and in 1 more edition" in err
    assert err.count("error D101") == 1


def test_what_the_machine_lacks_is_no_fault_of_an_edition() -> None:
    """Nor is an interrupt, also where Python has wrapped it into something else."""
    wrapped = RuntimeError("Error calling __set_name__")
    wrapped.__cause__ = KeyboardInterrupt()
    of_all = (EnvironmentFault("x"), UsageError("x"), KeyboardInterrupt(), wrapped)
    assert not any(map(concerns_one_edition, of_all))
    assert all(map(concerns_one_edition, (ContentError([]), RuntimeError("x"), OSError(2, "x"))))


# ── the log ───────────────────────────────────────────────────────────────────────────────


def _raised(text: str) -> RuntimeError:
    try:
        raise RuntimeError(text)  # noqa: TRY301  # it has to have a trace
    except RuntimeError as error:
        return error


def test_the_log_is_added_to_and_for_its_owner_only(tmp_path: Path) -> None:
    """The next run does not write over it; one that tells the same of many tells it once; nothing
    in it acts on a terminal."""
    for run in ("first", "second"):
        log = FaultLog(tmp_path, ("briefing", run))
        error = _raised(f"{run}\x1b[31m")
        for edition in ("a", "b"):
            finding = log.finding(error, Location(f"{edition}.pdf"), "composing it")
            assert finding.hint.startswith(f"please report it with {tmp_path}/briefing-fault.log")
    path = tmp_path / "briefing-fault.log"
    text = path.read_text()
    assert text.count("Traceback") == 2
    assert text.count("the same again: b.pdf") == 2
    assert r"first\x1b[31m" in text
    assert all(line.isprintable() for line in text.split("\n"))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_log_that_cannot_lie_there_lies_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder for temporary files under a name nobody knew before; a link that lies in its
    place is not followed."""
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    (tmp_path / "file").write_text("in the way")
    where = Path(FaultLog(tmp_path / "file").add(_raised("x")))
    assert where.parent == elsewhere
    assert "RuntimeError: x" in where.read_text()
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "briefing-fault.log").symlink_to(tmp_path / "victim")
    assert Path(FaultLog(tmp_path).add(_raised("x"))).parent == elsewhere
    assert (tmp_path / "victim").read_text() == "mine"


def test_without_any_place_for_a_log_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk takes the log as well; what is said says so."""

    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.open", full)
    monkeypatch.setattr("tempfile.mkstemp", full)
    assert "no log" in FaultLog(tmp_path).finding(_raised("x"), Location("a"), "x").hint
