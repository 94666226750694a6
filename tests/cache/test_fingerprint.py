"""Nothing to do is seen by content: whatever can change a PDF changes the state, and only that."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.cache.fingerprint import (
    _SOURCE,
    digest_of,
    fingerprint_of,
    fingerprint_while_running,
    toolchain_fingerprint,
)
from briefing.cache.manifest import Request, read
from briefing.cache.toolchain import libraries, packages
from briefing.cli.main import main
from support.projects import PROJECTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

BUILD = ["build", "small", "--audience", "press", "--length", "short"]
PACKAGE = ROOT / "briefing"
PDF = Path("build/small/small-press-short-pack.pdf")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the small briefing, and templates that may be changed."""
    shutil.copytree(PROJECTS / "small", tmp_path / "content" / "small")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    for module in ("cache.fingerprint", "load.briefing", "files.theme_folders"):
        monkeypatch.setattr(f"briefing.{module}.templates_folder", lambda: tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    """Puts other words into a file."""

    def change(desk: Path) -> None:
        text = (desk / name).read_text("utf-8")
        assert old in text
        (desk / name).write_text(text.replace(old, new), "utf-8")

    return change


def move(name: str, to: str) -> Callable[[Path], object]:
    """Renames a file."""
    return lambda desk: (desk / name).rename(desk / to)


def link(name: str) -> Callable[[Path], object]:
    """Puts a file elsewhere, and a link to it in its place."""

    def change(desk: Path) -> None:
        (desk / name).rename(desk / "moved")
        (desk / name).symlink_to(desk / "moved")

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "a word of a section": edit("content/small/sections/first.md", "e", "ee"),
    "a setting": edit("content/small/briefing.yaml", "owner:", "contact: us\nowner:"),
    "a section is removed": lambda desk: (desk / "content/small/sections/second.md").unlink(),
    "a section is renamed": move(
        "content/small/sections/second.md", "content/small/sections/third.md"
    ),
    "a picture": edit("content/small/figures/square.svg", "<svg", "<svg "),
    "a picture is renamed": move(
        "content/small/figures/square.svg", "content/small/figures/other.svg"
    ),
    "a file is new": lambda desk: (desk / "content/small/data.csv").write_text("a,b\n"),
    "a file becomes a link": link("content/small/facts.yaml"),
    "a layout": edit("templates/layouts/pack.html", "<body", "<body "),
    "the style sheet": edit("templates/themes/institution/theme.css", "{", "{ "),
    "words of the layouts": edit("templates/labels/en.yaml", "Contents", "What is in it"),
    "a font is renamed": lambda desk: next(
        (desk / "templates/themes/institution/fonts").glob("*.ttf")
    ).rename(desk / "templates/themes/institution/fonts/x.ttf"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_seen(change: str, desk: Path) -> None:
    """Files of the content and of the templates: changed, new, removed, renamed, linked."""
    before = fingerprint_of(desk / "content/small", desk / "build").digest
    CHANGES[change](desk)
    assert fingerprint_of(desk / "content/small", desk / "build").digest != before


def test_nothing_else_is_seen(desk: Path) -> None:
    """Times, rights, results, version control and another place change nothing."""
    before = fingerprint_of(desk / "content/small", desk / "build").digest
    section = desk / "content/small/sections/first.md"
    os.utime(section, (1, 1))
    section.write_bytes(section.read_bytes())
    section.chmod(0o600)
    (desk / "content/small/.git").mkdir()
    (desk / "content/small/.git/HEAD").write_text("x")
    (desk / "content/small/sections/.first.md.swp").write_text("what is being typed")
    output = desk / "content/small/out"
    output.mkdir()
    (output / "x.pdf").write_text("x")
    assert fingerprint_of(desk / "content/small", output).digest == before
    shutil.rmtree(output)
    shutil.move(desk / "content/small", desk / "elsewhere")
    assert fingerprint_of(desk / "elsewhere", desk / "build").digest == before


def test_a_program_that_goes_on_running_stays_what_it_was(desk: Path) -> None:
    """Content and templates are looked at as ever, and with the same result."""
    running, places = toolchain_fingerprint(), (desk / "content/small", desk / "build")
    assert fingerprint_while_running(*places, running).digest == fingerprint_of(*places).digest
    before = fingerprint_while_running(*places, {**running, "source": "of yesterday"})
    assert before.digest != fingerprint_of(*places).digest
    for change in ("a word of a section", "a layout"):
        CHANGES[change](desk)
        now = fingerprint_while_running(*places, {**running, "source": "of yesterday"})
        assert now.digest != before.digest
        before = now


def test_a_loop_and_what_cannot_be_read_stop_nothing(desk: Path) -> None:
    """Links in circles and to nowhere, and a pipe, count as what they are."""
    folder = desk / "content/small"
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to("self")
    (folder / "nowhere").symlink_to("gone")
    os.mkfifo(folder / "pipe")
    content = fingerprint_of(folder, desk / "build").content
    assert {"loop", "self", "nowhere", "pipe"} <= content.keys()


@pytest.mark.parametrize("what", ["weasyprint", "pydyf", "fonttools", "some_new_package"])
def test_another_version_of_a_package_is_seen(what: str, desk: Path) -> None:
    """All that is installed with the program counts, the engine by name."""
    content, output = desk / "content/small", desk / "build"
    before = fingerprint_of(content, output).digest
    assert fingerprint_of(content, output, toolchain_fingerprint(packages())).digest == before
    changed = toolchain_fingerprint({**packages(), what: "99"})
    assert fingerprint_of(content, output, changed).digest != before


@pytest.mark.parametrize("what", ["pango", "harfbuzz"])
def test_another_library_is_seen(what: str, desk: Path) -> None:
    """So do the libraries that lay text out."""
    content, output = desk / "content/small", desk / "build"
    before = fingerprint_of(content, output).digest
    same = toolchain_fingerprint(linked=libraries())
    assert fingerprint_of(content, output, same).digest == before
    changed = toolchain_fingerprint(linked={**libraries(), what: "9"})
    assert fingerprint_of(content, output, changed).digest != before


def test_versions_are_those_of_the_packages() -> None:
    """Read from the names of folders, they are what the standard library says."""
    from importlib.metadata import version

    for name in ("weasyprint", "pydyf", "pikepdf", "pypdfium2", "pyphen"):
        assert packages()[name] == version(name)
    assert "unknown" not in libraries().values()


# ── nothing to do ─────────────────────────────────────────────────────────────────────────


def run(arguments: list[str]) -> None:
    """A command that succeeds."""
    assert main(arguments) == 0


def test_all_of_the_program_counts() -> None:
    """Whatever kind of file the program has, of code or of data, another version of it is seen."""
    files = (p for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    assert {path.suffix for path in files} - {".txt"} == {*_SOURCE}  # licences are text


def test_nothing_to_do_loads_nothing(tmp_path: Path) -> None:
    """A second build reads no content and loads neither engine nor any other library."""
    shutil.copytree(PROJECTS / "small", tmp_path / "content" / "small")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-X", "importtime", "-m", "briefing", *BUILD]
    for _ in range(2):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
    assert done.stdout.count("\n") == 1
    assert "up to date" in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "briefing.cache.manifest" in loaded
    heavy = {"weasyprint", "pydantic", "yaml", "jinja2", "markdown", "pikepdf", "babel", "lxml"}
    assert (
        loaded
        & {
            *heavy,
            *("briefing.load.briefing", "briefing.build.pipeline", "briefing.select.selection"),
            *("multiprocessing", "briefing.build.dask_address", "briefing.build.output_folder"),
        }
        == set()
    )


DAMAGES: dict[str, Callable[[Path], object]] = {
    "the PDF is changed": lambda desk: (desk / PDF).write_bytes((desk / PDF).read_bytes() + b" "),
    "the PDF is removed": lambda desk: (desk / PDF).unlink(),
    "the manifest is removed": lambda desk: (desk / "build/small/manifest.json").unlink(),
    "the manifest is damaged": lambda desk: (desk / "build/small/manifest.json").write_text("{"),
    "the manifest is of another kind": lambda desk: (desk / "build/small/manifest.json").write_text(
        '{"requests": [], "editions": 3}'
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_done_to_the_results_is_undone(
    damage: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A PDF that is not what was built, or not known to be, is made again: the same bytes."""
    run(BUILD)
    good = (desk / PDF).read_bytes()
    DAMAGES[damage](desk)
    capsys.readouterr()
    run(BUILD)
    assert "up to date" not in capsys.readouterr().out
    assert (desk / PDF).read_bytes() == good
    run(BUILD)
    assert "up to date" in capsys.readouterr().out


def test_warnings_are_said_again(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A build with nothing to do hides nothing that the one before it had to say, nor its JSON."""
    settings = (desk / "content/small/briefing.yaml").read_text()
    settings = settings.replace("[opening, first, second]", "[first]")
    (desk / "content/small/briefing.yaml").write_text(settings)
    lines = "\n".join(f"- {n}" for n in range(43))
    section = f"---\ntitle: Only\n---\n## Roads {{: #movement }}\n\n{lines}\n"
    (desk / "content/small/sections/first.md").write_text(section)
    run(BUILD)
    first = capsys.readouterr()
    assert "warning B506" in first.err
    run(BUILD)
    second = capsys.readouterr()
    assert second.err == first.err
    assert "up to date" in second.out
    run([*BUILD, "--json"])
    [entry] = json.loads(capsys.readouterr().out)["editions"]
    assert entry["current"]
    assert [f["code"] for f in entry["findings"]] == ["B506"]
    assert entry["file"] == str(PDF)


def test_a_failed_build_is_never_up_to_date(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its faults are found and told each time."""
    settings = desk / "content/small/briefing.yaml"
    settings.write_text(settings.read_text().replace("pages: [1, 2]", "pages: [2, 3]"))
    for _ in range(2):
        assert main(BUILD) == 1
        assert "error B504" in capsys.readouterr().err


def test_each_choice_of_editions_is_asked_for_by_itself(desk: Path) -> None:
    """What is current for one audience says nothing of another, nor of a folder named otherwise."""
    run(BUILD)
    now = fingerprint_of(desk / "content/small", desk / "build")
    known = read(desk / "build/small")
    [name] = known.data["requests"]
    assert "audience=press" in name
    assert known.current(Request("content/small", ("audience=policy",)), now) is None


def test_content_that_is_saved_just_before_it_is_read_is_what_was_read(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes that were read say so, whatever the build had seen before."""
    from briefing.load.briefing import load

    def load_late(*arguments: object) -> object:
        section = desk / "content/small/sections/first.md"
        section.write_text(section.read_text() + "\n")
        return load(*arguments)  # type: ignore[arg-type]  # as given

    with monkeypatch.context() as patch:
        patch.setattr("briefing.load.briefing.load", load_late)
        run(BUILD)
    assert main(["verify"]) == 0


# ── the manifest ──────────────────────────────────────────────────────────────────────────


def test_the_manifest_says_what_each_pdf_is(desk: Path) -> None:
    """Edition, hash, size, marking, date, sources, versions and findings of every PDF."""
    run(["build", "small", "--all", "--length", "short"])
    data = json.loads((desk / "build/small/manifest.json").read_text())
    assert len(data["editions"]) == 4
    entry = data["editions"][PDF.name]
    assert (entry["audience"], entry["length"], entry["format"]) == ("press", "short", "pack")
    assert (entry["language"], entry["paper"], entry["as_of"]) == ("en", "A4", "2026-11-23")
    assert (entry["pages"], entry["sheets"], entry["marking"]) == (1, 1, "TLP:CLEAR")
    assert entry["words"] > 20
    assert entry["findings"] == []
    assert entry["sha256"] == digest_of(desk / PDF)
    made = data["states"][entry["state"]]
    section = "sections/first.md"
    assert made["content"][section] == digest_of(desk / "content/small" / section)
    assert {"weasyprint", "pango", "harfbuzz", "python", "briefing"} <= made["program"].keys()


AUDIENCES_NOW = ("policy", "press", "public", "pupils")


def test_an_edition_that_is_no_more_leaves_the_manifest(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The PDF of an audience that was renamed is in nobody's manifest, nor in its place."""
    command = ["build", "small", "--all", "--length", "short"]
    run(command)
    settings = desk / "content/small/briefing.yaml"
    settings.write_text(settings.read_text().replace("students", "pupils"))
    run(command)
    names = json.loads((desk / "build/small/manifest.json").read_text())["editions"]
    assert sorted(names) == [f"small-{who}-short-pack.pdf" for who in AUDIENCES_NOW]
    assert not (desk / "build/small/small-students-short-pack.pdf").exists()
    withdrawn = sorted(path.suffix for path in (desk / "build/small/withdrawn").iterdir())
    assert withdrawn == [".html", ".pdf"]
    assert "small-students-short-pack.pdf  no longer in the briefing" in capsys.readouterr().err
    run(["verify"])
