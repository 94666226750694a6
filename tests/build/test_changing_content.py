"""Content that is saved while it is being built: it is said, and the manifest is true of what was
read.

Whatever the moment and the way of saving, no PDF counts as made from words that are not in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefing.build.output_folder import OutputFolder
from briefing.cache.fingerprint import (
    Fingerprint,
    changed_files,
    fingerprint_as_read,
    fingerprint_of,
)
from briefing.cli.console import Console
from briefing.cli.main import main
from briefing.cli.options import load_content
from briefing.files.workspace import Workspace
from briefing.prove.extract.pdf_reader import read_pdf
from support.desks import BUILD, PDFS, RESULTS, edit

if TYPE_CHECKING:
    from collections.abc import Callable

SECTION = Path("content/desk/sections/roads.md")
SAID = (
    "content/desk: error M112: changed while it was being built: sections/roads.md; build again\n"
)
LOADING = "briefing.cli.build.load_content"
desk = pytest.mark.usefixtures("built_desk")


def save() -> None:
    """The file is written anew, over itself."""
    edit("sections/roads.md", "second winter", "fourth winter")


def replace() -> None:
    """Another file is renamed to its name, as most editors save."""
    draft = SECTION.with_name("roads.tmp")
    draft.write_text(SECTION.read_text("utf-8").replace("second winter", "fourth winter"), "utf-8")
    draft.replace(SECTION)


def remove() -> None:
    """It is deleted, or moved away for a moment."""
    SECTION.unlink()


def after_loading(patch: pytest.MonkeyPatch, change: Callable[[], None]) -> None:
    """All has been read."""

    def load(*args: Any) -> Any:
        loaded = load_content(*args)
        change()
        return loaded

    patch.setattr(LOADING, load)


def at_delivery(number: int) -> Callable[[pytest.MonkeyPatch, Callable[[], None]], None]:
    """An edition is about to be put in its place."""

    def patched(patch: pytest.MonkeyPatch, change: Callable[[], None]) -> None:
        real, left = OutputFolder.deliver, [number]

        def deliver(*args: Any) -> None:
            left[0] -= 1
            if not left[0]:
                change()
            real(*args)

        patch.setattr(OutputFolder, "deliver", deliver)

    return patched


def after_the_last(patch: pytest.MonkeyPatch, change: Callable[[], None]) -> None:
    """The last PDF is there; the manifest is not yet written."""
    real, left = Console.result, [len(PDFS)]

    def result(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        left[0] -= 1
        if not left[0]:
            change()

    patch.setattr(Console, "result", result)


def words_of(name: str) -> str:
    """The text of a PDF."""
    return " ".join(page.text for page in read_pdf(RESULTS / name).pages).replace("\xa0", " ")


@desk
@pytest.mark.finds("M112", "M105")
@pytest.mark.parametrize(
    ("moment", "change"),
    [
        (after_loading, save),
        (at_delivery(1), replace),
        (at_delivery(2), remove),
        (after_the_last, save),
    ],
    ids=["after loading", "before the first", "before the second", "after the last"],
)
def test_a_change_during_a_build_is_said(
    moment: Callable[[pytest.MonkeyPatch, Callable[[], None]], None],
    change: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In one line, with status 1. The PDFs are those of what was read, and verify says that they
    are older than the content; the next build, of what is there then, makes it good."""
    edit("sections/roads.md", "kept open", "kept open now")
    before = SECTION.read_text("utf-8")
    with monkeypatch.context() as patch:
        moment(patch, change)
        assert main(BUILD) == 1
    assert capsys.readouterr().err == SAID
    for name in PDFS:
        assert "kept open now" in words_of(name)
        assert "fourth winter" not in words_of(name)
    assert main(["verify"]) == 1
    assert capsys.readouterr().err.count("error M105") == len(PDFS)
    changed = SECTION.read_text("utf-8") if SECTION.exists() else ""
    SECTION.write_text(before, "utf-8")
    assert main(["verify"]) == 0  # for they are as what was read
    SECTION.write_text(changed or before, "utf-8")
    assert main(BUILD) == 0
    assert main(["verify"]) == 0


@desk
def test_what_is_saved_just_before_it_is_read_is_what_was_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The build had looked for changes before: PDFs and manifest are of the new words."""
    edit("sections/roads.md", "kept open", "kept open now")

    def load(*args: Any) -> Any:
        replace()
        return load_content(*args)

    with monkeypatch.context() as patch:
        patch.setattr(LOADING, load)
        assert main(BUILD) == 0
    assert "fourth winter" in words_of(PDFS[-1])
    capsys.readouterr()
    assert main(["verify"]) == 0
    assert main(BUILD) == 0
    assert "up to date" in capsys.readouterr().out


@desk
def test_what_was_there_for_a_moment_only_is_not_taken_for_what_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Changed before it is read and back again after: neither the first look nor the last can know
    it. The bytes that were read do."""
    edit("sections/roads.md", "kept open", "kept open now")
    before = SECTION.read_text("utf-8")

    def load(*args: Any) -> Any:
        save()
        loaded = load_content(*args)
        SECTION.write_text(before, "utf-8")
        return loaded

    with monkeypatch.context() as patch:
        patch.setattr(LOADING, load)
        assert main(BUILD) == 1
    assert capsys.readouterr().err == SAID
    assert main(["verify"]) == 1
    assert main(BUILD) == 0
    assert main(["verify"]) == 0
    assert "second winter" in words_of(PDFS[-1])


@desk
def test_content_that_is_read_while_it_is_saved_is_not_only_at_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An editor had written half of it: the fault is told, and why it may be none."""
    text = SECTION.read_text("utf-8")

    def load(*args: Any) -> Any:
        SECTION.write_text("---\ntitle: Ro", "utf-8")
        try:
            return load_content(*args)
        finally:
            SECTION.write_text(text + "\nMore.\n", "utf-8")

    monkeypatch.setattr(LOADING, load)
    edit("sections/roads.md", "kept open", "kept open now")
    assert main(BUILD) == 1
    err = capsys.readouterr().err
    assert "content/desk changed while it was being built: sections/roads.md; build again" in err


# ── what was read ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with some files."""
    content = tmp_path / "content"
    (content / "sections").mkdir(parents=True)
    for name in ("a.md", "sections/b.md"):
        (content / name).write_text(name)
    (content / "link.md").symlink_to("a.md")
    (content / "build").mkdir()
    (content / "build/out.md").write_text("a result")
    (content / ".github").mkdir()
    (content / ".github/c.md").write_text("of version control")
    return content


def looked_at(folder: Path) -> Fingerprint:
    """The fingerprint of what is there."""
    return fingerprint_of(folder, folder / "build")


def as_read(before: Fingerprint, files: Workspace) -> Fingerprint:
    """The fingerprint of what was read."""
    return fingerprint_as_read(before, files.hashes, files.root, files.root / "build")


def test_what_was_read_unchanged_is_what_is_there(folder: Path) -> None:
    """By way of links, and from places that do not count, as well."""
    before, files = looked_at(folder), Workspace(folder, "x")
    for name in ("a.md", "link.md", "sections/b.md", "build/out.md", ".github/c.md"):
        files.read_bytes(name)
    assert not files.exists("none.md")
    assert as_read(before, files) == before
    assert changed_files(before, looked_at(folder)) == []


def test_what_was_read_counts_by_its_bytes(folder: Path) -> None:
    """Changed, removed or added after the look at it, and put back before the next."""
    before, files = looked_at(folder), Workspace(folder, "x")
    (folder / "a.md").write_text("changed")
    (folder / "sections/b.md").unlink()
    (folder / "new.md").write_text("new")
    files.read_text("link.md")
    assert not files.exists("sections/b.md")
    files.read_text("new.md")
    read = as_read(before, files)
    assert changed_files(read, before) == ["a.md", "link.md", "new.md", "sections/b.md"]
    assert changed_files(read, looked_at(folder)) == []


def test_what_was_read_twice_and_differed_is_no_state(folder: Path) -> None:
    """Nobody knows which of both is in the PDFs."""
    before, files = looked_at(folder), Workspace(folder, "x")
    files.read_bytes("a.md")
    (folder / "a.md").write_text("changed")
    files.read_bytes("a.md")
    read = as_read(before, files)
    for there in (before, looked_at(folder)):
        assert changed_files(read, there) == ["a.md", "link.md"]


def test_a_template_that_changes_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made while it changed counts as made from neither."""
    (tmp_path / "templates/themes").mkdir(parents=True)
    sheet = tmp_path / "templates/themes/theme.css"
    sheet.write_text("a {}")
    templates = "briefing.cache.fingerprint.templates_folder"
    monkeypatch.setattr(templates, lambda: tmp_path / "templates")
    before = looked_at(folder)
    sheet.write_text("b {}")
    now = looked_at(folder)
    assert changed_files(before, now) == ["templates/themes/theme.css"]
    read = fingerprint_as_read(before, {}, folder, folder / "build")
    assert read.digest not in {before.digest, now.digest}


def test_a_program_that_changes_is_said_to() -> None:
    """An upgrade, or a developer at work."""
    one, other = (Fingerprint({"source": s, "python": "3"}, {}) for s in ("a", "b"))
    assert changed_files(one, other) == ["the program (source)"]
