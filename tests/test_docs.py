"""What README promises is there, and each finding is described, has one meaning and a test."""

from __future__ import annotations

import ast
import os
import re
import shlex
import signal
from functools import cache
from typing import TYPE_CHECKING

import pytest

from briefing import check, prove
from briefing.build import crash_reports
from briefing.cache import manifest
from briefing.cli.main import COMMANDS, main, parser
from briefing.model import ending, errors, findings
from briefing.model.ending import handle_signals
from support.projects import ROOT, copy_small

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from briefing.model.content import Briefing

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CODE = re.compile(r"[BCDMP]\d{3}")


_TRIED_ELSEWHERE = {"dask", "pip", "umask", "openssl", "for", "done"}
"""Commands of other programs, which ``cluster/test_cluster.py`` and ``test_setup.py`` run."""


def _shell_lines() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.split() and line.split()[0] not in _TRIED_ELSEWHERE]


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))


# ── commands ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("line", _shell_lines())
def test_each_command_of_the_readme_exists(line: str) -> None:
    """A make line names targets and variables of the Makefile, a briefing line parses."""
    command, *arguments = shlex.split(line)
    if command == "make":
        for argument in arguments:
            name, is_variable, _ = argument.partition("=")
            if is_variable:
                assert re.search(rf"^{name} [:?]=", MAKEFILE, re.MULTILINE), line
            else:
                assert name in _targets(), line
    else:
        assert command == "briefing", line
        parser().parse_args(arguments)


def test_each_command_within_a_sentence_exists(kfor: Briefing) -> None:
    """The same for commands named in running text; audiences are targets."""
    made = re.findall(r"`make ([a-z-]+)`", README)
    assert made
    assert set(made) <= _targets() | set(kfor.settings.audiences)
    commands = "|".join(command.NAME for command in COMMANDS)
    typed = re.findall(rf"`briefing ((?:{commands})\b[^`]*)`", README)
    for arguments in typed:
        parser().parse_args(shlex.split(arguments))
    in_blocks = [line.split()[1] for line in _shell_lines() if line.startswith("briefing ")]
    assert {command.NAME for command in COMMANDS} == {*in_blocks, *(t.split()[0] for t in typed)}


def _table(head: str) -> list[list[str]]:
    """The rows of the README's table whose first row begins like this."""
    rows = README.partition(f"\n| {head} |")[2].partition("\n\n")[0].splitlines()[2:]
    assert rows, f"README has no table of {head}"
    return [[cell.strip() for cell in row.strip("|").split(" |")] for row in rows]


def test_each_make_variable_is_as_described() -> None:
    """It is one of the Makefile, with this value where none is given."""
    values = dict(re.findall(r"^([A-Z_]+) \?= *(.*)$", MAKEFILE, re.MULTILINE))
    told = {name.strip("`"): default for name, default, _ in _table("variable")}
    for name, default in told.items():
        value = default.strip("`") if default.startswith("`") else ""
        assert values[name] == value, name
    assert told.keys() == values.keys()


def test_each_option_of_a_build_is_as_described() -> None:
    """Each that the table shows is taken with the value it shows, and none is unknown to people:
    those of the command alone are all in README."""
    typed = [option for cell, *_ in _table("option of `briefing build`") for option in _typed(cell)]
    assert len(typed) > 8
    for option in typed:
        parser().parse_args(["build", "kfor", *shlex.split(option)])
    taken = vars(parser().parse_args(["build"])).keys() - {"command", "run", "briefing"}
    options = {f"--{name.replace('_', '-')}" for name in taken}
    written = set(re.findall(r"--[a-z][a-z-]+", README))
    by_make = {"--card", "--duplex", "--order", "--per-page", "--shape", "--size", "--standard"}
    by_make |= {"--paper"}
    assert options - written == by_make
    makes = {name.strip("`").lower().replace("_", "-") for name, *_ in _table("variable")}
    assert {option[2:] for option in by_make} <= makes | {"paper"}


def _typed(cell: str) -> list[str]:
    return [text for text in re.findall(r"`([^`]+)`", cell) if text.startswith("--")]


# ── exit statuses ─────────────────────────────────────────────────────────────────────────


def _nothing(_: Path) -> None:
    """The briefing is as it was."""


def _refer_to_nothing(desk: Path) -> None:
    """The content is at fault."""
    (desk / SMALL / "sections/first.md").write_text("---\ntitle: F\n---\n[@nowhere]\n")


def _take_the_place(desk: Path) -> None:
    """Results cannot be written."""
    (desk / "build").write_text("in the way")


def _ending_in(how: BaseException | signal.Signals) -> Callable[..., None]:
    def stage(*_: object) -> None:
        if isinstance(how, BaseException):
            raise how
        for number in ending.SIGNALS:  # ignored by whoever runs the tests, perhaps, as by nohup
            signal.signal(number, signal.SIG_DFL)
        handle_signals()
        os.kill(os.getpid(), how)

    return stage


SMALL = "content/small"
ENDS: dict[int, tuple[str, Callable[[Path], None], BaseException | signal.Signals | None]] = {
    0: ("build small --length short", _nothing, None),
    1: ("build small", _refer_to_nothing, None),
    2: ("build nowhere", _nothing, None),
    3: ("build small", _take_the_place, None),
    70: ("build small", _nothing, RuntimeError("a bug")),
    130: ("build small", _nothing, KeyboardInterrupt()),
    143: ("build small", _nothing, signal.SIGTERM),
    129: ("build small", _nothing, signal.SIGHUP),
}
"""By status: what is typed, what is done before, and what the reader of content raises or the
command is sent."""


def _statuses() -> dict[int, str]:
    """What README says of each status."""
    return {int(status.strip("`")): meaning for status, meaning in _table("exit status")}


def test_each_exit_status_is_in_the_readme() -> None:
    """Those of the program and no others, in README and in the last line of each help."""
    helped = parser().epilog or ""
    of_program = {
        value
        for name, value in vars(errors).items()
        if name.isupper() and not name.startswith("_") and isinstance(value, int)
    }
    assert set(_statuses()) == {0, *of_program} == set(ENDS)
    assert [int(found) for found in re.findall(r"(\d+) [a-z]", helped)] == list(_statuses())


@pytest.mark.parametrize("status", ENDS)
def test_a_command_ends_as_described(
    status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each status is that of a real command to which it happens."""
    typed, before, error = ENDS[status]
    copy_small(tmp_path / SMALL)
    monkeypatch.chdir(tmp_path)
    before(tmp_path)
    if error is not None:
        monkeypatch.setattr("briefing.load.briefing.load", _ending_in(error))
    monkeypatch.setattr(ending, "_state", ending._State())
    handlers = {number: signal.getsignal(number) for number in ending.SIGNALS}
    try:
        assert main(shlex.split(typed)) == status
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert status in _statuses()


def test_each_file_and_folder_named_in_the_readme_is_there() -> None:
    """Pictures and links lead somewhere."""
    for target in re.findall(r"\]\(([^)#\s]+)\)", README):
        if "://" not in target:
            assert (ROOT / target).exists(), target


# ── findings ──────────────────────────────────────────────────────────────────────────────


@cache
def _raised() -> frozenset[tuple[str, str]]:
    """Code and module of each place in the program that makes a finding."""
    return frozenset(
        (node.value, path.relative_to(ROOT / "briefing").as_posix())
        for path in (ROOT / "briefing").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    )


def test_each_finding_is_made_by_a_test(promised_codes: set[str]) -> None:
    """Some case lists it among what is found, or some test is marked with it; both fail where it is
    not made (``support/codes.py``)."""
    codes = {code for code, _ in _raised()}
    assert codes
    assert codes - promised_codes == set()


def test_codes_of_one_stage_are_told_by_that_stage() -> None:
    """B1 is reading, B2 marks, B3 references, B4 blocks and drawings, B5 pages, C checks, D our own
    faults, M results, P proof."""
    homes = {
        "B1": ("load", "files", "citations", "model/settings.py"),
        "B2": ("load", "citations", "model/visibility.py", "compose/code_fitting.py"),
        "B3": ("load", "resolve"),
        "B4": ("load", "draw", "typeset/wide_tables.py"),  # what only the engine can measure
        "B5": (
            *("compose", "draw", "typeset", "check", "build", "prove/geometry"),
            *("files/workspace.py", "model/findings.py"),  # left out when read; letters
        ),
        "B6": ("resolve",),
        "D1": ("build",),
        "M1": ("cache",),
        "P1": ("prove",),
        "C1": ("check",),
        "C2": ("check",),
        "C3": ("check",),
        "C4": ("check",),
        "C5": ("check",),
    }
    for code, module in _raised():
        assert module.startswith(homes[code[:2]]), f"{code} in {module}"


@pytest.mark.parametrize(
    ("module", "letter"),
    [(findings, "B"), (check, "C"), (crash_reports, "D"), (manifest, "M"), (prove, "P")],
)
def test_the_list_of_codes_is_whole(module: ModuleType, letter: str) -> None:
    """Each code has one line in its list, and none is listed that is not in use."""
    listed = re.findall(rf"^({letter}\d{{3}}) \S", module.__doc__ or "", re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert sorted(listed) == sorted({code for code, _ in _raised() if code.startswith(letter)})
