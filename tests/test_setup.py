"""A fresh machine: what ``make`` would do, what the locks hold, what is packed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
SET_UP = ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "setup.sh")
LOCKED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)(?P<rest>.*\n(?:[ \t].*\n)*)", re.MULTILINE
)


def run_make(*arguments: str, folder: Path = ROOT, **environment: str) -> str:
    """What ``make`` prints, called as from a shell: not as a child of the make that runs us."""
    outer = {
        name: value
        for name, value in os.environ.items()
        if name
        not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "BRIEFING", "AUDIENCE", "LENGTH", "PAPER_SIZE"}
    }
    done = subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=outer | environment,
        text=True,
        capture_output=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def ready_folder(tmp_path: Path) -> Path:
    """A folder in which set-up has been done, as far as make can tell."""
    for name in SET_UP:
        shutil.copyfile(ROOT / name, tmp_path / name)
        os.utime(tmp_path / name, (1_000_000_000, 1_000_000_000))
    (tmp_path / ".venv").mkdir()
    for stamp in ("ready", "ready-dev"):
        (tmp_path / ".venv" / stamp).write_text(f"{tmp_path.resolve()}\n")
        os.utime(tmp_path / ".venv" / stamp, (1_100_000_000, 1_100_000_000))
    return tmp_path


def project() -> dict[str, Any]:
    """``pyproject.toml`` as data."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(name: str) -> dict[str, tuple[str, str]]:
    """Version and the rest of the entry, with its hashes, of every package in a lock file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {canonicalize_name(m["name"]): (m["version"], m["rest"]) for m in LOCKED.finditer(text)}


def requirements(*groups: str) -> list[Requirement]:
    """What the project asks for, and what its groups ask for."""
    data = project()
    wanted = list(data["project"]["dependencies"])
    for group in groups:
        wanted += data["dependency-groups"][group]
    return [Requirement(text) for text in wanted]


# ── make ──────────────────────────────────────────────────────────────────────────────────


def test_help_lists_every_target() -> None:
    """``make help`` has a line for each target a person may ask for."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: ([a-z][a-z-]*)$", makefile, re.MULTILINE)
    listed = dict(re.findall(r"^  ([a-z-]+) +(\S.*)$", run_make("help"), re.MULTILINE))
    assert {"pack", "one-pager", "all", "test", "help"} <= set(targets)
    assert [target for target in targets if target not in listed] == []


def test_plain_make_builds_the_public_standard_pack(ready_folder: Path) -> None:
    """``make`` alone is the standard pack of the shipped briefing for the public."""
    assert run_make("-n", folder=ready_folder).split() == [
        ".venv/bin/briefing",
        "build",
        "'kfor'",
        "--audience",
        "'public'",
        "--length",
        "'standard'",
    ]


def test_variables_name_the_edition(ready_folder: Path) -> None:
    """Audience, length and paper given on the command line reach the command."""
    said = run_make(
        "-n", "pack", "AUDIENCE=press", "LENGTH=full", "PAPER_SIZE=Letter", folder=ready_folder
    )
    assert "--audience 'press'" in said
    assert "--length 'full'" in said
    assert "--paper 'Letter'" in said


@pytest.mark.parametrize("target", ["pack", "one-pager", "all", "list"])
def test_other_peoples_variables_do_not_leak_in(target: str, ready_folder: Path) -> None:
    """What an environment says of language and paper for other programs changes no command."""
    plain = run_make("-n", target, folder=ready_folder)
    dressed = run_make(
        "-n",
        target,
        folder=ready_folder,
        LANG="sq_AL.UTF-8",
        LANGUAGE="sq",
        LC_ALL="C",
        PAPER="letter",
        PAPERSIZE="letter",
        FORMAT="slides",
        OUTPUT="elsewhere",
        TESTS="none",
    )
    assert dressed == plain


def test_a_pdf_is_a_target(ready_folder: Path) -> None:
    """A file of results by its name is made by the command that knows what it is made from, also
    when it is there already."""
    pdf = ready_folder / "build/kfor/kfor-press-short-pack.pdf"
    pdf.parent.mkdir(parents=True)
    pdf.write_text("old and new")
    said = run_make("-n", "build/kfor/kfor-press-short-pack.pdf", folder=ready_folder)
    assert said.split() == [
        ".venv/bin/briefing",
        "build",
        "'kfor'",
        "--pdf",
        "'kfor-press-short-pack.pdf'",
    ]
    said = run_make("-n", "build/x/x-a.pdf", "BRIEFING=far/away/x/", folder=ready_folder)
    assert "'far/away/x/'" in said


def test_an_audience_is_a_target(ready_folder: Path) -> None:
    """Any word that is no target is an audience, several are several, one after the other."""
    said = run_make("-n", "-j8", "press", "policy", "PAPER_SIZE=A4", folder=ready_folder)
    assert [line.split()[2:] for line in said.splitlines()] == [
        ["'kfor'", "--all", "--audience", f"'{name}'", "--paper", "'A4'"]
        for name in ("press", "policy")
    ]


HOSTILE = (
    "x'; touch pwned; '",
    '"; touch pwned; "',
    "$(shell touch pwned)",
    "$(touch pwned)",
    "`touch pwned`",
    "$$(touch pwned)",
    "x\\",
    "a,b) (c # %",
    "Косово ü",
)
"""Values that a shell or make would take for more than text."""
TAKEN_BY = {
    "pack": ("BRIEFING", "AUDIENCE", "LENGTH", "PAPER_SIZE", "SIZE", "STANDARD"),
    "one-pager": ("BRIEFING", "AUDIENCE"),
    "slides": ("LENGTH", "SHAPE"),
    "handout": ("PER_PAGE", "ORDER"),
    "notes": ("SHAPE",),
    "cards": ("CARD", "DUPLEX"),
    "all": ("BRIEFING", "STANDARD"),
    "list": ("BRIEFING",),
    "check": ("BRIEFING", "TODAY"),
    "listen": ("PDF",),
    "audit": ("PART", "SEED", "MINUTES"),
    "look": ("PDF",),
}
"""Which variables the recipe of a target hands on."""


@pytest.fixture
def told_folder(ready_folder: Path) -> Path:
    """A folder like that, whose programs write down what they are given, a line each."""
    (ready_folder / ".venv" / "bin").mkdir()
    for name in ("briefing", "python"):
        program = ready_folder / ".venv" / "bin" / name
        program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\" >>told\n")
        program.chmod(0o755)
    return ready_folder


@pytest.mark.parametrize("target", TAKEN_BY)
def test_values_are_text(target: str, told_folder: Path) -> None:
    """Whatever stands in a variable reaches the program as it is, and no shell runs it, be it from
    the command line or from the environment."""
    names = TAKEN_BY[target]
    for number, value in enumerate(HOSTILE):
        values = dict.fromkeys(names, value)
        if number % 2 and names[0] not in {"PDF", "PART"}:  # these are not read from there
            run_make(target, folder=told_folder, **values)
        else:
            run_make(target, *(f"{k}={v}" for k, v in values.items()), folder=told_folder)
        told = (told_folder / "told").read_text("utf-8").splitlines()
        (told_folder / "told").unlink()
        assert told.count(value) == len(values), (value, told)
    assert not (told_folder / "pwned").exists()


def test_tests_are_words(told_folder: Path) -> None:
    """Several may be named; each reaches pytest as it is."""
    run_make("test", "TESTS=tests/a 'tests/b;touch pwned", folder=told_folder)
    told = (told_folder / "told").read_text("utf-8").splitlines()
    assert told == ["-m", "pytest", "tests/a", "'tests/b;touch", "pwned"]
    assert not (told_folder / "pwned").exists()


@pytest.mark.parametrize("target", ["prove", "links"])
@pytest.mark.parametrize("name", ["x'; touch pwned; '", "$(touch pwned)", "an island"])
def test_the_folder_of_results_is_text(name: str, target: str, told_folder: Path) -> None:
    """Whatever the briefing's folder is called, the files of its results are found."""
    results = told_folder / "build" / name
    results.mkdir(parents=True)
    (results / "x-public-standard-pack.pdf").touch()
    run_make(target, f"BRIEFING=far/{name}/", folder=told_folder)
    told = (told_folder / "told").read_text("utf-8").splitlines()
    assert f"build/{name}/x-public-standard-pack.pdf" in told
    assert not (told_folder / "pwned").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("AUDIENCE=x\ntouch pwned",),
        ("press'; touch pwned; '",),
        ("$(shell touch pwned)",),
        ("`touch pwned`",),
        ("press", "press: ;touch pwned #"),
        ("build/$(shell touch pwned)/x.pdf",),
        ("build/x/x';touch${IFS}pwned;'.pdf",),
        ("build/`touch${IFS}pwned`/x.html",),
    ],
)
def test_no_line_break_and_no_target_runs_a_shell(
    arguments: tuple[str, ...], told_folder: Path
) -> None:
    """What cannot be an audience is refused; a file by its name is text."""
    is_refused = not arguments[0].startswith("build/") or " " in arguments[0]
    with pytest.raises(subprocess.CalledProcessError) if is_refused else contextlib.nullcontext():
        run_make(*arguments, folder=told_folder)
    assert not (told_folder / "pwned").exists()


def test_foreign_python_modules_are_kept_out(ready_folder: Path) -> None:
    """A ``PYTHONPATH`` for other programs does not reach ours."""
    (ready_folder / "probe.mk").write_text("include Makefile\nprobe:\n\t@echo [$$PYTHONPATH]\n")
    said = run_make("-f", "probe.mk", "probe", folder=ready_folder, PYTHONPATH="/elsewhere")
    assert said.strip() == "[]"


def test_set_up_is_done_once(ready_folder: Path) -> None:
    """After set-up, neither building nor testing sets up again."""
    assert "setup.sh" not in run_make("-n", "pack", folder=ready_folder)
    assert "setup.sh" not in run_make("-n", "test", folder=ready_folder)


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "setup.sh"])
def test_set_up_is_done_again_when_its_input_changes(name: str, ready_folder: Path) -> None:
    """A changed lock, project file or script makes set-up due."""
    (ready_folder / name).touch()
    assert "sh setup.sh\n" in run_make("-n", "pack", folder=ready_folder)


def test_only_tests_need_the_tools(ready_folder: Path) -> None:
    """A changed lock of the tools is no business of somebody who builds."""
    (ready_folder / "requirements-dev.lock").touch()
    assert "setup.sh" not in run_make("-n", "pack", folder=ready_folder)
    assert "setup.sh dev" in run_make("-n", "test", folder=ready_folder)


def test_a_moved_folder_is_set_up_again(ready_folder: Path) -> None:
    """Scripts in ``.venv`` hold the folder's path, so a moved folder needs new ones."""
    (ready_folder / ".venv" / "ready").write_text("/where/it/was/made\n")
    assert "sh setup.sh\n" in run_make("-n", "pack", folder=ready_folder)


def set_up(folder: Path, **environment: str) -> int:
    """Run ``setup.sh`` with a Python that only pretends; return its status."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    shutil.copy(ROOT / "tests" / "support" / "fake_python.sh", programs / "python3.13")
    (folder / "moments").write_text("")
    path = f"{programs}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "setup.sh"],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        check=False,
    )
    return done.returncode


def test_set_up_may_be_killed_at_any_moment(ready_folder: Path) -> None:
    """Run again, it makes whole what was half made, although pip takes it for installed."""
    venv = ready_folder / ".venv"
    shutil.rmtree(venv)
    assert set_up(ready_folder) == 0
    whole = {path.name: path.read_text() for path in venv.iterdir() if path.is_file()}
    assert whole == dict.fromkeys(("first", "second", "briefing"), "whole\n")
    moments = (ready_folder / "moments").read_text().count("\n")
    for moment in range(1, moments + 1):
        shutil.rmtree(venv)
        assert set_up(ready_folder, KILL_AT=str(moment)) == -9
        assert set_up(ready_folder, KILL_AT="1") in {-9, 0}
        assert set_up(ready_folder) == 0
        assert {p.name: p.read_text() for p in venv.iterdir() if p.is_file()} == whole, moment


def test_set_up_without_a_network_keeps_what_there_is(ready_folder: Path) -> None:
    """It fails, says so, and the next one need not begin anew."""
    shutil.rmtree(ready_folder / ".venv")
    assert set_up(ready_folder, NO_NETWORK="1") == 3
    made = (ready_folder / ".venv" / "bin" / "activate").stat().st_ino
    assert set_up(ready_folder) == 0
    assert (ready_folder / ".venv" / "bin" / "activate").stat().st_ino == made


def test_shell_scripts_parse() -> None:
    """Both scripts are well-formed for the shell that runs them, and may be run."""
    for shell, name in (("sh", "setup.sh"), ("bash", ".ci/run")):
        subprocess.run([shell, "-n", ROOT / name], check=True)
        assert os.access(ROOT / name, os.X_OK)


# ── locks ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "groups"),
    [("requirements.lock", ("build",)), ("requirements-dev.lock", ("build", "dev"))],
)
def test_lock_covers_what_is_asked_for(name: str, groups: tuple[str, ...]) -> None:
    """Each requirement is locked in a version that it allows, with hashes."""
    lock = locked(name)
    for requirement in requirements(*groups):
        version, _ = lock[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked as {version}"
    assert [package for package, (_, rest) in lock.items() if "--hash=sha256:" not in rest] == []


def test_tools_are_tested_with_what_is_shipped() -> None:
    """The lock of the tools holds the very versions people build with."""
    shipped = {package: version for package, (version, _) in locked("requirements.lock").items()}
    tested = {package: version for package, (version, _) in locked("requirements-dev.lock").items()}
    assert {package: tested.get(package) for package in shipped} == shipped


def test_each_package_is_locked_in_one_version() -> None:
    """No Python gets another version than the next one: same input, same bytes."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert len(LOCKED.findall(text)) == len(locked(name))


# ── package ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_wheel_holds_package_and_templates(tmp_path: Path) -> None:
    """An installed ``briefing`` needs no checkout: layouts, styles and fonts travel with it. It is
    called ``briefing-press``, for on PyPI the shorter name is somebody else's program."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-index",
            "--no-deps",
            "--no-build-isolation",
            "--wheel-dir",
            tmp_path,
            ROOT,
        ],
        check=True,
    )
    [wheel] = tmp_path.glob("briefing_press-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        entry_points = next(n for n in held if n.endswith(".dist-info/entry_points.txt"))
        assert "briefing = briefing.cli.entry_point:main" in archive.read(entry_points).decode()
    for folder, inside in (
        (ROOT / "briefing", "briefing"),
        (ROOT / "templates", "briefing/_templates"),
    ):
        files = {
            f"{inside}/{path.relative_to(folder).as_posix()}"
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert files - held == set()


def test_nobody_is_sent_to_somebody_elses_program() -> None:
    """No file tells people to install ``briefing`` from PyPI."""
    wrong = re.compile(r"""pip3? install (?:-\S+ )*['"]?briefing(?:\[|['"\s;,)]|$)""")
    files = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in ("briefing", "content", "templates", "tests"):
        files += [p for p in (ROOT / folder).rglob("*") if p.suffix in {".md", ".py", ".html"}]
    for path in files:
        assert not wrong.search(path.read_text("utf-8", "replace")), path


def test_what_reads_bytes_of_others_is_no_older_than_the_lock() -> None:
    """Who installs without the lock gets no version that we know to be older than its fixes."""
    least = {
        canonicalize_name(r.name): next(s.version for s in r.specifier if s.operator == ">=")
        for r in requirements()
        if canonicalize_name(r.name) in {"pillow", "lxml", "pikepdf", "pypdfium2"}
    }
    lock = locked("requirements.lock")
    assert len(least) == 4
    for name, version in least.items():
        assert Version(lock[name][0]).release[:2] == Version(version).release[:2], name
