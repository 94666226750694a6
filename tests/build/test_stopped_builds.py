"""Wherever a build is stopped, verify says what is true of what it left, and the next one heals it.

What builds do in a folder of PDFs is done here with files of a few bytes: each step at which it can
be stopped is one of a few dozen calls to the system, and each of them is tried.
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.build.output_folder import OutputFolder
from briefing.cache.differences import differences
from briefing.cache.fingerprint import Fingerprint
from briefing.cache.journal import JOURNAL, append, mark_of, read_records
from briefing.cache.manifest import NAME, Request, read
from briefing.files.lock_file import LOCK
from briefing.model.errors import EnvironmentFault
from support.failing_disk import Died, FailingDisk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

THEN, NOW = (Fingerprint({"x": "1"}, {"a.md": when}) for when in ("then", "now"))
KINDS = {THEN.digest: b"then", NOW.digest: b"now"}


class Build:
    """A build of the editions ``a`` and ``b``, each a PDF with a page; ``gone`` is no edition."""

    def __init__(self, folder: Path, made_from: Fingerprint, by: str = "") -> None:
        self.results = OutputFolder(folder, folder.parent / "content")
        self.made_from, self.by = made_from, by
        self.delivered: dict[str, dict[str, Any]] = {}

    def files(self, name: str) -> list[tuple[str, bytes]]:
        """The files of an edition, of the state that it is made from."""
        kind = KINDS[self.made_from.digest]
        text = b" ".join((name.encode(), self.by.encode(), kind))
        return [(f"{name}.pdf", b"%PDF " + text), (f"{name}.html", b"<html> " + text)]

    def deliver(self, name: str) -> None:
        """Put an edition in its place."""
        (pdf, data), (page, text) = self.files(name)
        entry = {
            "file": pdf,
            "sha256": sha256(data).hexdigest(),
            "html": {"file": page, "sha256": sha256(text).hexdigest()},
            "state": self.made_from.digest,
        }
        self.results.deliver(entry, self.made_from, self.files(name))
        self.delivered[name] = entry

    def withdraw(self, name: str) -> None:
        """Withdraw the PDF and page of an edition; forget what is not there."""
        for file in (f"{name}.html", f"{name}.pdf"):
            known = read(self.results.folder)
            if digest := known.digest_if_ours(file):
                self.results.withdraw(file, digest, self.made_from)
            elif file in known.written:
                self.results.forget([file])

    def record(self) -> None:
        """End."""
        entries = [*self.delivered.values()]
        known = {"state": self.made_from.digest, "files": ["a.pdf"], "warnings": []}
        self.results.record(self.made_from, entries, (Request("x", ()), known), ())

    def run(self) -> None:
        """Do all that a build does, in its order."""
        self.withdraw("gone")
        self.deliver("a")
        self.deliver("b")
        self.record()


@pytest.fixture(autouse=True)
def _no_power_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is flushed to disk, which takes long."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of results."""
    return tmp_path / "build" / "x"


def built_before(folder: Path) -> None:
    """What an earlier build has left, of a state that is past."""
    before = Build(folder, THEN)
    before.deliver("gone")
    before.deliver("a")
    before.deliver("b")
    before.record()


def told(folder: Path) -> dict[str, str]:
    """The code of what is said of each file."""
    known = read(folder)
    found = list(differences(known, NOW))
    assert len({finding.location for finding in found}) == len(found)
    return {finding.location.path.rpartition("/")[2]: finding.code for finding in found}


def true_of(folder: Path) -> dict[str, str]:
    """What is to be said of each file, by what is in it."""
    paths = [path for end in ("pdf", "html") for path in folder.glob(f"[!.]*.{end}")]
    kinds = {path.name: path.read_bytes().split()[-1] for path in paths}
    said = {}
    for name in {name.partition(".")[0] for name in kinds}:
        pdf, page = kinds.get(f"{name}.pdf"), kinds.get(f"{name}.html")
        if pdf == page == b"then":
            said[f"{name}.pdf"] = "M105"
        elif pdf != page:
            said |= {f"{name}.{end}": "M111" for end in ("pdf", "html") if f"{name}.{end}" in kinds}
    return said


def check(folder: Path) -> None:
    """What is said is true. Of ``gone``, whose files are taken away one after the other, it is
    only said that they are missing, are older than the content, or could not be moved."""
    said, true = told(folder), true_of(folder)
    of_gone = {code for name, code in said.items() if name.startswith("gone")}
    assert of_gone <= {"M102", "M105", "M109"}
    assert {n: c for n, c in said.items() if n[:4] != "gone"} == {
        n: c for n, c in true.items() if n[:4] != "gone"
    }


def check_healed(folder: Path) -> None:
    """After a build that was not stopped, all is as built and nothing else is there."""
    Build(folder, NOW).run()
    assert told(folder) == {}
    of_now = {name for edition in "ab" for name, _ in Build(folder, NOW).files(edition)}
    assert {p.name for p in folder.iterdir()} - {"withdrawn", LOCK} == {*of_now, NAME}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("how", ["dies", "full"])
def test_at_whatever_step_a_build_is_stopped(
    how: str, first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies, or the disk is full, at each step of a first build or a later one: no file is said
    to be changed, unknown or to be deleted; each is as built, old or half an edition; and the next
    build leaves nothing of it."""
    at = 0
    while True:
        folder = tmp_path / str(at) / "x"
        if not first:
            built_before(folder)
        disk = FailingDisk(at, how)
        with disk.of(monkeypatch):
            try:
                Build(folder, NOW).run()
            except Died:
                assert how == "dies"
            except EnvironmentFault as error:
                assert "No space left" in str(error)  # noqa: PT017
        if folder.exists():
            check(folder)
            hidden = {path.name for path in folder.glob(".*")}
            assert how == "dies" or hidden <= {JOURNAL, LOCK}
            sweep(folder)
        check_healed(folder)
        if disk.calls <= at:
            break
        at += 1
    assert at > 20


def sweep(folder: Path) -> None:
    """Remove the drafts that a build has left, as the next one does."""
    for path in folder.glob(".*-*"):
        path.unlink()


OPS = st.lists(st.sampled_from(["a", "b", "withdraw a", "record"]), max_size=6)


@settings(max_examples=30, deadline=None)
@given(data=st.data(), ones=OPS, others=OPS)
def test_two_builds_in_any_order(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    ones: list[str],
    others: list[str],
) -> None:
    """Of two builds at a time, each of which may be killed after any of its steps, what is on disk
    is known at every moment, whoever has put it there."""
    folder = tmp_path_factory.mktemp("two") / "x"
    built_before(folder)
    going = [(Build(folder, NOW, "one"), iter(ones)), (Build(folder, NOW, "other"), iter(others))]
    while going:
        turn = data.draw(st.sampled_from(going))
        build, rest = turn
        step = next(rest, None)
        if step is None:
            going.remove(turn)
        elif step == "record":
            build.record()
        elif step.startswith("withdraw"):
            build.withdraw("a")
        else:
            build.deliver(step)
        said = told(folder)
        assert set(said.values()) <= {"M105"}, (step, said)
    check_healed(folder)


def test_what_verify_reads_while_a_build_writes_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between manifest and journal a build takes the one into the other, and after both it delivers
    more: nobody is told to delete what is being written."""
    built_before(folder)
    build = Build(folder, NOW)
    build.deliver("a")
    steps: list[Callable[[], None]] = [lambda: build.deliver("c"), build.record]

    def reading(*args: Any) -> Any:
        with monkeypatch.context() as patch:  # the build itself reads undisturbed
            patch.setattr("briefing.cache.manifest.read_records", read_records)
            if steps:
                steps.pop()()
        return read_records(*args)

    monkeypatch.setattr("briefing.cache.manifest.read_records", reading)
    known = read(folder)
    build.deliver("d")
    found = {(f.location.path.rpartition("/")[2], f.code) for f in differences(known, NOW)}
    assert found == {("b.pdf", "M105"), ("gone.pdf", "M105")}


@pytest.mark.finds("M111")
def test_a_page_that_is_put_in_its_place_just_now_is_waited_for(folder: Path) -> None:
    """Its PDF is there, and the build that holds the lock is about to put the page beside it."""
    Build(folder, NOW).deliver("a")
    page = folder / "a.html"
    text = page.read_bytes()
    page.unlink()
    assert told(folder) == {"a.pdf": "M111"}
    known = read(folder)
    page.write_bytes(text)
    assert list(differences(known, NOW)) == []


@pytest.fixture
def lines(folder: Path) -> bytes:
    """A journal of three records, and what it begins with."""
    folder.mkdir(parents=True)
    for number in range(3):
        append(folder, "m", [{"forget": [str(number)]}])
    return (folder / JOURNAL).read_bytes()


def test_a_torn_journal_loses_what_is_torn(lines: bytes, folder: Path) -> None:
    """Cut anywhere, it has the records before the cut, and what is appended then."""
    whole = read_records(folder, "m")
    assert [record["forget"] for record in whole] == [["0"], ["1"], ["2"]]
    for cut in range(len(lines)):
        (folder / JOURNAL).write_bytes(lines[:cut])
        kept = read_records(folder, "m")
        assert kept == whole[: len(kept)]
        append(folder, "m", [{"forget": ["x"]}])
        assert read_records(folder, "m")[-1] == {"forget": ["x"]}
        assert read_records(folder, "m")[:-1] == kept


@pytest.mark.usefixtures("lines")
def test_a_journal_of_another_manifest_counts_for_nothing(folder: Path) -> None:
    """Its records are in the manifest already, or it is of one that is gone."""
    assert read_records(folder, "n") == []
    append(folder, "n", [{"forget": ["x"]}])
    assert read_records(folder, "n") == [{"forget": ["x"]}]
    assert mark_of(folder / NAME) == ""
