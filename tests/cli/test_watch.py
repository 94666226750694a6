"""``briefing watch``: what is saved is built, once; faults keep what there was until mended."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import briefing
from briefing.cli import resident_build, watch
from briefing.cli.main import main
from briefing.cli.resident_build import ResidentBuild
from briefing.files import lock_file
from briefing.model.errors import EnvironmentFault
from briefing.prove.extract.pdf_reader import read_pdf
from support.desks import PDFS, RESULTS, edit, write_content
from support.locks import is_locked
from support.projects import ROOT
from support.realbuilds import Running, Site, left
from support.watching import SECTION, follow

if TYPE_CHECKING:
    from collections.abc import Callable

desk = pytest.mark.usefixtures("built_desk")
ALL = ("watch", "desk", "--all")
ONE = ("desk", "--audience", "policy")
PDF = "desk-policy-short-pack.pdf"
"""Of the edition that is watched."""
BUILT = re.compile(r"(?m)^\d\d:\d\d:\d\d  built (.*) for (.*), in \d+\.\d s$")
SECONDS = 300
"""By the clock, after which a watch counts as hung."""


def words_of(name: str) -> str:
    """The text of a PDF."""
    return " ".join(page.text for page in read_pdf(RESULTS / name).pages).replace("\xa0", " ")


def bytes_of_all() -> list[bytes]:
    """The PDFs as they are."""
    return [(RESULTS / name).read_bytes() for name in PDFS]


def say_more() -> None:
    """A sentence that all read is saved."""
    edit("sections/roads.md", "roads are", "all roads are")


# ── changes ───────────────────────────────────────────────────────────────────────────────


@desk
def test_what_is_saved_is_built_and_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The PDFs it changes, the file, and how long it took; others are as they were."""
    before = bytes_of_all()
    steps = (
        say_more,
        lambda: edit("sections/roads.md", "kumquat", "quince"),
        lambda: edit("sections/roads.md", "title: Roads", "title: Roads  # of all kinds"),
    )
    assert follow(monkeypatch, *steps, typed=ALL) == 130
    out, err = capsys.readouterr()
    assert err == "briefing: interrupted; nothing half-written is left\n"
    assert BUILT.findall(out) == [
        (", ".join(PDFS), "sections/roads.md"),
        ("desk-press-short-pack.pdf", "sections/roads.md"),
    ]
    assert re.search(r"(?m)  no PDF changes for sections/roads\.md, in \d+\.\d s$", out)
    assert out.count("watching content/desk; Ctrl-C ends it\n") == 1
    assert all("all roads are" in words_of(name) for name in PDFS)
    assert all(one != other for one, other in zip(before, bytes_of_all(), strict=True))
    assert main(["build", "desk", "--all"]) == 0
    assert "all 3 editions are up to date" in capsys.readouterr().out


def save_ten() -> None:
    """Ten files at once: in place, by renaming a draft, with other rights, new and removed."""
    say_more()
    folder = SECTION.parent
    text = SECTION.read_text("utf-8")
    SECTION.unlink()
    draft = folder / "roads.md.tmp"
    draft.write_text(text.replace("second winter", "fourth winter"), "utf-8")
    draft.chmod(0o600)
    draft.replace(SECTION)
    edit("briefing.yaml", "title: A desk", "title: A table")
    for number in range(8):
        (folder.parent / f"remark{number}.txt").write_text("read by nobody")


@desk
def test_ten_files_saved_at_once_are_one_build(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the first of them, and how many more there are."""
    follow(monkeypatch, save_ten)
    assert BUILT.findall(capsys.readouterr().out) == [
        (PDF, "briefing.yaml, remark0.txt, remark1.txt and 7 other files")
    ]
    assert "fourth winter" in words_of(PDF)


def save_nothing_new() -> None:
    """Everything is written again with the same words, a moment later and with other rights; an
    editor has left its files."""
    for path in Path("content/desk").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes())
            path.chmod(0o600)
            os.utime(path, (1, 1))
    for name in (".roads.md.swp", "roads.md~", "#roads.md#", ".#roads.md"):
        (SECTION.parent / name).write_text("not saved yet")


@desk
def test_what_changes_no_content_is_not_built(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor are results of the watch itself, wherever they are written."""
    typed = ("watch", "desk", "--output", "content/desk/out")
    assert follow(monkeypatch, save_nothing_new, lambda: None, typed=typed) == 130
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2, out
    assert "watching" in out
    assert len(err.splitlines()) == 1, err


def during_the_first(patch: pytest.MonkeyPatch, *changes: Callable[[], object]) -> list[int]:
    """Make changes when a build has read the content; return a list to which builds are added."""
    real = ResidentBuild.content
    builds: list[int] = []

    def content(build: ResidentBuild, *args: Any) -> Any:
        loaded = real(build, *args)
        builds.append(len(builds))
        if len(builds) == 2:
            for change in changes:
                change()
        return loaded

    patch.setattr(ResidentBuild, "content", content)
    return builds


@desk
def test_changes_during_a_build_are_one_more_after_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was read is built to its end, and nobody is told to build again."""
    builds = during_the_first(
        monkeypatch,
        lambda: edit("sections/roads.md", "second winter", "fourth winter"),
        lambda: edit("briefing.yaml", "title: A desk", "title: A table"),
    )
    follow(monkeypatch, say_more)
    out, err = capsys.readouterr()
    assert [why for _, why in BUILT.findall(out)] == [
        "sections/roads.md",
        "briefing.yaml, sections/roads.md",
    ]
    assert len(builds) == 3
    assert "build again" not in err
    assert main(["build", *ONE]) == 0
    assert capsys.readouterr().out.endswith("; up to date\n")


# ── faults ────────────────────────────────────────────────────────────────────────────────


def break_it() -> None:
    """An attribute that nobody knows."""
    edit("sections/roads.md", 'audience="press !policy"', 'audience="pres"')


def mend_it() -> None:
    """As it was."""
    edit("sections/roads.md", 'audience="pres"', 'audience="press !policy"')


@desk
@pytest.mark.finds("B203")
def test_a_fault_is_told_and_the_last_pdfs_are_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its line, as a build tells it, and again each time it is saved; mending is enough."""
    before = bytes_of_all()

    def still_there() -> None:
        assert bytes_of_all() == before
        assert main(["verify"]) == 1
        edit("sections/roads.md", "second winter", "fourth winter")

    follow(monkeypatch, break_it, still_there, mend_it)
    out, err = capsys.readouterr()
    fault = 'content/desk/sections/roads.md:6: error B203: unknown audience "pres"'
    assert err.count(fault) == 2
    assert "hint: did you mean" in err
    assert "1 fault in the content; nothing was built, and earlier PDFs are kept" in err
    assert [names for names, _ in BUILT.findall(out)] == [PDF]
    assert main(["build", *ONE]) == 0
    assert capsys.readouterr().out.endswith("; up to date\n")


@desk
@pytest.mark.finds("B503", "P110")
@pytest.mark.parametrize("is_mended", [True, False], ids=["mended", "left"])
def test_an_edition_that_fails_keeps_its_pdf_while_it_is_mended(
    is_mended: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told that it may not be handed out. If the fault is there when the watch ends, the PDF
    goes where a build would have put it."""
    text = SECTION.read_text("utf-8")
    pdf = RESULTS / PDF
    before = pdf.read_bytes()

    def write_too_much() -> None:
        SECTION.write_text(text + "\nMany more roads are open.\n" * 120, "utf-8")

    def look_and_mend() -> None:
        assert pdf.read_bytes() == before
        if is_mended:
            SECTION.write_text(text.replace("second winter", "fourth winter"), "utf-8")

    follow(monkeypatch, write_too_much, look_and_mend)
    out, err = capsys.readouterr()
    assert f"not built: {PDF}, for sections/roads.md" in err
    assert "; the previous PDF may not be handed out: it does not pass today's proof" in err
    moved = [path.name for path in (RESULTS / "withdrawn").glob("*")]
    if is_mended:
        assert [names for names, _ in BUILT.findall(out)] == [PDF]
        assert "fourth winter" in words_of(PDF)
        assert moved == []
    else:
        assert len(moved) == 1
        assert not pdf.exists()
        assert err.count("the previous PDF was moved to") == 1


@desk
@pytest.mark.finds("B101")
def test_settings_may_go_and_come_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Deleted, empty, then as they were: the watch waits for what it can build."""
    settings = Path("content/desk/briefing.yaml")
    text = settings.read_text("utf-8")

    def come_back() -> None:
        settings.write_text(text.replace("A desk", "A table"), "utf-8")

    follow(monkeypatch, settings.unlink, lambda: settings.write_text("title: x\n"), come_back)
    out, err = capsys.readouterr()
    assert "error B101: this folder is not a briefing" in err
    assert 'content/desk/briefing.yaml:1: error B105: "as_of" is missing' in err
    assert [why for _, why in BUILT.findall(out)] == ["briefing.yaml"]


@desk
def test_what_is_asked_for_may_be_missing_for_a_while(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An audience that is unknown from the beginning is wrong usage; later it is waited for."""
    assert main(["watch", "desk", "--audience", "pres"]) == 2
    follow(
        monkeypatch,
        lambda: edit("briefing.yaml", "policy: {label", "staff: {label"),
        lambda: edit("briefing.yaml", "staff: {label", "policy: {label"),
        say_more,
    )
    out, err = capsys.readouterr()
    assert err.count('unknown audience "policy"') + err.count('there is no audience "policy"') == 1
    assert BUILT.findall(out)[-1] == ("desk-policy-short-pack.pdf", "sections/roads.md")


def test_a_theme_may_be_broken_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its files are watched, too; what it changes is printed anew."""
    write_content(tmp_path)
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    for module in ("cache.fingerprint", "load.briefing", "files.theme_folders", "cli.watch"):
        monkeypatch.setattr(f"briefing.{module}.templates_folder", lambda: tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    theme = Path("templates/themes/institution/theme.toml")
    text = theme.read_text("utf-8")
    labels = Path("templates/labels/en.yaml")
    follow(
        monkeypatch,
        lambda: theme.write_text("[paper", "utf-8"),
        lambda: theme.write_text(text, "utf-8"),
        lambda: labels.write_text(labels.read_text("utf-8").replace("Facts as of", "As of")),
    )
    out, err = capsys.readouterr()
    assert err.count("this is not TOML") == 1
    assert BUILT.findall(out) == [("desk-policy-short-pack.pdf", "templates/labels/en.yaml")]


@desk
def test_a_brand_and_a_theme_beside_the_briefing_are_watched(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each change is printed: the theme that is kept is not that of before."""
    theme = Path("content/themes/quay")
    theme.mkdir(parents=True)
    (theme / "theme.toml").write_text('extends = "institution"\n', "utf-8")
    (theme / "own.css").write_text("h1 { color: var(--accent) }\n", "utf-8")
    sheet = 'extends = "institution"\nstylesheet = "own.css"\n'
    brand = "brand: {ink: '#0b4f3c'}\ntheme: quay\ntitle: A desk"
    follow(
        monkeypatch,
        lambda: edit("briefing.yaml", "title: A desk", brand),
        lambda: edit("briefing.yaml", "#0b4f3c", "#7a1f5c"),
        lambda: (theme / "theme.toml").write_text(sheet, "utf-8"),
        lambda: (theme / "own.css").write_text("h1 { color: var(--second) }\n", "utf-8"),
    )
    assert BUILT.findall(capsys.readouterr().out) == [
        (PDF, "briefing.yaml"),
        (PDF, "briefing.yaml"),
        (PDF, "../themes/quay/theme.toml"),
        (PDF, "../themes/quay/own.css"),
    ]


@desk
def test_what_the_machine_failed_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody saves a file when there is room on the disk again; it is told once."""
    monkeypatch.setattr(watch, "_AGAIN", 0.0)
    real, failing = ResidentBuild.run_resident, [1, 1, 1]

    def run(build: ResidentBuild, *args: Any) -> int:
        if build.because and failing:
            failing.pop()
            raise EnvironmentFault("the disk is full\n  hint: free some")
        return real(build, *args)

    monkeypatch.setattr(ResidentBuild, "run_resident", run)
    follow(monkeypatch, say_more)
    out, err = capsys.readouterr()
    assert err.count("briefing: the disk is full\n  hint: free some\n") == 1
    assert failing == []
    assert BUILT.findall(out) == [(PDF, "what failed before")]


@desk
def test_a_bug_is_logged_and_the_watch_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other words may not run into it."""

    def stumble() -> None:
        if "all roads" in SECTION.read_text("utf-8"):
            raise RuntimeError("a bug")

    real = ResidentBuild.content

    def content(build: ResidentBuild, *args: Any) -> Any:
        stumble()
        return real(build, *args)

    monkeypatch.setattr(ResidentBuild, "content", content)
    follow(monkeypatch, say_more, lambda: edit("sections/roads.md", "all roads", "most roads"))
    out, err = capsys.readouterr()
    assert "internal error (a bug in briefing); please report it with build/briefing-fault" in err
    assert len(BUILT.findall(out)) == 1


@desk
def test_another_program_ends_the_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What runs is not what is on disk any more: its results would count as those of the new."""
    package = tmp_path / "lib" / "briefing"
    package.mkdir(parents=True)
    monkeypatch.setattr(briefing, "__file__", str(package / "__init__.py"))

    def install() -> None:
        (package / "new.py").touch()
        monkeypatch.setattr(resident_build, "source_digest", lambda: "of tomorrow")
        say_more()

    before = bytes_of_all()
    assert follow(monkeypatch, (package / "same.py").touch, say_more, install) == 3
    out, err = capsys.readouterr()
    assert "briefing: briefing itself was changed on this machine" in err
    assert len(BUILT.findall(out)) == 1
    assert bytes_of_all() != before


@desk
def test_results_that_are_locked_are_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever clears them away is named, and the build is made when they are free."""
    monkeypatch.setattr(lock_file, "PATIENCE", 0.0)
    lock = Path("build") / lock_file.LOCK
    held = lock_file.locked(lock)
    released: list[str] = []
    asleep = pytest.MonkeyPatch()  # for `monkeypatch` has more to undo

    def release(_: float) -> None:
        released.append(capsys.readouterr().err)
        held.__exit__(None, None, None)
        asleep.undo()

    def take() -> None:
        held.__enter__()
        assert is_locked(lock)
        asleep.setattr("briefing.files.lock_file.time.sleep", release)
        say_more()

    with pytest.MonkeyPatch.context() as patch:
        follow(patch, take)
    assert f"waiting for {lock}" in released[0]
    assert len(BUILT.findall(capsys.readouterr().out)) == 1


# ── results for programs, commands to run ─────────────────────────────────────────────────


@desk
@pytest.mark.finds("B203")
def test_each_build_is_a_line_of_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What ``briefing build --json`` prints, and which files have changed."""
    follow(monkeypatch, say_more, break_it, typed=("watch", "desk", "--all", "--json"))
    out, err = capsys.readouterr()
    first, second, third = map(json.loads, out.splitlines())
    assert [first["changed"], second["changed"]] == [[], ["sections/roads.md"]]
    assert [one["current"] for one in first["editions"]] == [True, True, True]
    assert [one["current"] for one in second["editions"]] == [False, False, False]
    assert [one["code"] for one in third["findings"]] == ["B203"]
    assert len(err.splitlines()) == 1


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that comes in the end."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


@desk
@pytest.mark.finds("B203")
def test_a_command_is_run_after_each_good_build(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the shell, with the PDFs and which of them are new; not after a fault. That it fails is
    told and ends nothing."""
    told = Path("told.txt")
    command = 'echo "$BRIEFING_PDFS" | wc -l >> told.txt; echo ":$BRIEFING_CHANGED" >> told.txt; '
    command += "echo . >> told.txt; exit 7"
    pdfs = [str(RESULTS / name) for name in PDFS]

    def runs() -> list[str]:
        return told.read_text("utf-8").split(".\n")[:-1] if told.exists() else []

    follow(
        monkeypatch,
        lambda: until(lambda: len(runs()) == 1),
        lambda: edit("sections/roads.md", "kumquat", "quince"),
        lambda: until(lambda: len(runs()) == 2),
        break_it,
        mend_it,
        lambda: until(lambda: len(runs()) == 3),
        say_more,
        lambda: until(lambda: len(runs()) == 4),
        typed=("watch", "desk", "--all", "--exec", command),
    )
    new = ["", pdfs[1], "", "\n".join(pdfs)]
    assert [run.split(":", 1)[1].strip() for run in runs()] == new
    assert {run.split(":", 1)[0].strip() for run in runs()} == {"3"}
    told_of = f"--exec: the command ended with status 7: {command}\n"
    assert 3 <= capsys.readouterr().err.count(told_of) <= 4  # the last may be cut short


@desk
def test_a_command_that_still_runs_is_run_once_more_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many builds there were meanwhile, with all that is new since it began."""
    command = "echo begun >> runs; until [ -e go ]; do sleep 0.02; done; "
    command += 'echo "$BRIEFING_CHANGED" >> runs'
    runs = Path("runs")

    def words() -> list[str]:
        return runs.read_text("utf-8").split() if runs.exists() else []

    follow(
        monkeypatch,
        lambda: until(lambda: words() == ["begun"]),
        lambda: edit("sections/roads.md", "kumquat", "quince"),
        say_more,
        lambda: Path("go").touch(),
        *(nothing_yet for nothing_yet in [lambda: time.sleep(0.2)] * 3),
        lambda: until(lambda: len(words()) == 5),
        typed=("watch", "desk", "--all", "--exec", command),
    )
    changed = [RESULTS / name for name in (PDFS[1], PDFS[0], PDFS[2])]
    assert words() == ["begun", "begun", *map(str, changed)]


# ── a watch of its own ────────────────────────────────────────────────────────────────────


def said(running: Running, words: str, times: int = 1, stream: str = "out") -> None:
    """Wait until a command has printed something so often."""
    until(lambda: (running.printed / stream).read_text("utf-8").count(words) >= times)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_nothing_is_left(number: signal.Signals, tmp_path: Path) -> None:
    """No process, of the command that runs either; no temporary file. A worker that was killed
    meanwhile has been replaced, a burst of saves was one build, and no terminal is written for."""
    write_content(tmp_path)
    (tmp_path / "site").mkdir()
    site = Site.of(tmp_path / "site", tmp_path / "content" / "desk")
    command = "echo $$ > command; sleep 600 & sleep 600"
    running = site.start("watch", "desk", "--exec", command)
    said(running, "watching content/desk")
    until((site.folder / "command").exists)
    session = int((site.folder / "command").read_text())
    for worker in running.helpers():
        os.kill(worker, signal.SIGKILL)
    running.process.send_signal(signal.SIGSTOP)
    words = ["are kept", *(f"are{turn} kept" for turn in range(10))]
    for old, new in pairwise(words):
        site.edit("sections/roads.md", old, new)
    running.process.send_signal(signal.SIGCONT)
    said(running, "  built desk-public-short-pack.pdf for sections/roads.md")
    site.edit("sections/roads.md", "second winter", "fourth winter")
    said(running, "  built desk-public-short-pack.pdf for sections/roads.md", 2)
    out = (running.printed / "out").read_text("utf-8")
    assert out.count("  built ") == 2, out
    running.process.send_signal(number)
    ended = running.wait(SECONDS)
    assert ended.status == 128 + number
    assert ended.fault == ""
    assert "\x1b" not in ended.out + ended.err
    assert "\r" not in ended.out + ended.err
    assert "nothing half-written is left" in ended.err
    assert running.left() == 0
    assert left(session, 0.0) == 0
    assert list(site.temporary.iterdir()) == []
    assert {path.name for path in site.results.iterdir()} == {
        *("desk-public-short-pack.pdf", "manifest.json", lock_file.LOCK),
    }
