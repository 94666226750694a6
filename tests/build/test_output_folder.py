"""What is on disk is what may be read: PDFs from before stay, are withdrawn, or are unchecked."""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.build import executors, pipeline
from briefing.build.output_folder import OutputFolder
from briefing.build.publish import WITHDRAWN
from briefing.cache.differences import differences
from briefing.cache.fingerprint import Fingerprint, fingerprint_of
from briefing.cache.journal import JOURNAL
from briefing.cache.manifest import NAME, Manifest, Request, Standing, read
from briefing.cli.main import main
from briefing.model.findings import Finding, Location
from briefing.prove.extract.pdf_reader import read_pdf
from support.desks import BUILD, PDFS, RESULTS, edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PUBLIC, PRESS, POLICY = PDFS
GONE = RESULTS / WITHDRAWN
pytestmark = pytest.mark.usefixtures("built_desk")


def build(*options: str) -> int:
    """The status of a build of all editions."""
    return main([*BUILD, *options])


def verify(*options: str) -> int:
    """The status of a look at what is there."""
    return main(["verify", *options])


def here() -> set[str]:
    """PDFs in the place of their readers."""
    return {path.name for path in RESULTS.glob("*.pdf")}


def digest(path: Path) -> str:
    """The hash of a file."""
    return sha256(path.read_bytes()).hexdigest()


def words_here() -> str:
    """All that readers may read."""
    pages = [page for path in RESULTS.glob("*.pdf") for page in read_pdf(path).pages]
    return " ".join(page.text for page in pages).replace("\xa0", " ")


def entries() -> dict[str, Any]:
    """What the manifest says of each PDF."""
    found: dict[str, Any] = json.loads((RESULTS / NAME).read_bytes())["editions"]
    return found


@pytest.fixture
def _nothing_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No edition keeps to its length."""

    def too_long(*_: object) -> list[Finding]:
        return [Finding(Location("content/desk/briefing.yaml", 14), "B503", "too long")]

    monkeypatch.setattr(pipeline, "check_budget", too_long)


nothing_fits = pytest.mark.usefixtures("_nothing_fits")


# ── an edition that cannot be delivered ───────────────────────────────────────────────────


def test_what_is_withheld_now_leaves_the_place_of_its_reader(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A paragraph is marked, and something else broken: nobody finds the paragraph under his name
    any more, nothing is lost, and one line says what was moved where, and why."""
    before = {name: digest(RESULTS / name) for name in PDFS}
    edit("sections/roads.md", "second winter.", 'second winter. {: release="partner" }')
    edit("briefing.yaml", "pages: [1, 2]", "pages: [2, 3]")
    assert build() == 1
    err = capsys.readouterr().err
    assert here() == set()
    moved = {f"{name[:-4]}-{before[name][:12]}.pdf": before[name] for name in PDFS}
    assert {path.name: digest(path) for path in GONE.iterdir()} == moved
    for name in PDFS:
        [line] = [line for line in err.splitlines() if line.startswith(f"{RESULTS / name}  ")]
        assert f"not delivered; the previous PDF was moved to {GONE / name[:-4]}-" in line
        assert ": it does not pass today's proof (P1" in line
    assert verify() == 0
    edit("briefing.yaml", "pages: [2, 3]", "pages: [1, 2]")
    assert build() == 0
    assert here() == set(PDFS)
    assert "second winter" in words_here()  # of policy staff
    assert {path.name for path in GONE.iterdir()} == set(moved)


def test_an_edition_that_cannot_be_composed_is_proven_by_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A link of everybody leads to what is only for some: no proof is possible, so the PDF goes.
    Those who may still see it all get theirs."""
    edit("sections/roads.md", "Bridges are", "## Bridges {: #bridges }\n\nBridges are")
    edit("sections/roads.md", "roads are kept open", "[roads](#bridges) are kept open")
    assert build() == 0
    edit("sections/roads.md", "{: #bridges }", '{: #bridges release="partner" }')
    assert build() == 1
    assert here() == {POLICY}
    err = capsys.readouterr().err
    assert "error B306" in err
    assert "it cannot be proven, because today's edition cannot be composed" in err


@nothing_fits
@pytest.mark.finds("M107")
def test_an_old_pdf_that_passes_stays_and_is_said_to_be_old(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Only policy staff read new words: for the others the PDF from before is as good as a new
    one, and whoever looks is told that it is not new."""
    before = {name: digest(RESULTS / name) for name in (PUBLIC, PRESS)}
    edit("sections/roads.md", "Bridges", 'The marzipan plan. {: audience="policy" }\n\nBridges')
    assert build() == 1
    assert {name: digest(RESULTS / name) for name in here()} == before
    err = capsys.readouterr().err
    assert err.count("the previous PDF passes today's proof and is kept, but is out of date") == 2
    assert verify() == 0
    out, err = capsys.readouterr()
    assert err.count("warning M107") == 2
    assert out == f"{RESULTS}: 2 PDFs: 0 as built, 2 old ones that pass\n"
    assert main(["list", "desk"]) == 0
    assert capsys.readouterr().out.count("(old)") == 2
    edit("sections/roads.md", "kept open", "kept open now")
    assert verify() == 1
    assert capsys.readouterr().err.count("error M105") == 2


@nothing_fits
@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("roads are kept open", "roads are kept closed", "P110: block "),
        ("Bridges are inspected every second winter.\n", "", "P12"),
        (' {: audience="press !policy" }', ' {: audience="policy" }', "P12"),
    ],
    ids=["changed", "removed", "marked"],
)
def test_words_that_are_no_longer_so_are_withdrawn(
    old: str, new: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was corrected, taken out or marked since is not read in the PDF from before."""
    edit("sections/roads.md", old, new)
    assert build() == 1
    assert PRESS not in here()
    [line] = [n for n in capsys.readouterr().err.splitlines() if n.startswith(f"{RESULTS / PRESS}")]
    assert f"does not pass today's proof ({why}" in line


@nothing_fits
def test_a_pdf_of_this_very_content_stays(capsys: pytest.CaptureFixture[str]) -> None:
    """It was proven against what is there, whatever keeps it from being made once more."""
    (RESULTS / POLICY).unlink()  # else there is nothing to do
    for path in sorted((RESULTS.parent / ".cache").rglob("*")):
        if path.is_file():
            path.unlink()
    assert build() == 1
    assert here() == {PUBLIC, PRESS}
    assert "is kept, but is out of date" in capsys.readouterr().err


def test_a_proof_that_breaks_down_proves_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of ours in the proof: what cannot be shown to pass goes."""

    def broken(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("briefing.build.tasks.prove", broken)
    monkeypatch.setattr("briefing.build.executors.prove_old", broken)
    edit("sections/roads.md", "kept open", "kept open now")
    assert build() == 70
    assert here() == set()
    assert "it cannot be proven (ZeroDivisionError)" in capsys.readouterr().err


@nothing_fits
def test_it_is_said_to_programs_too(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has what became of the PDF from before, and where it is now."""
    edit("sections/roads.md", "about the kumquat", "of the kumquat")
    assert build("--json") == 1
    rows = {row["audience"]: row for row in json.loads(capsys.readouterr().out)["editions"]}
    assert rows["public"]["earlier"] == {
        "ours": True,
        "passes": True,
        "why_not": "",
        "moved_to": None,
    }
    assert rows["press"]["earlier"]["moved_to"].startswith(f"{GONE}/")
    assert "P110" in rows["press"]["earlier"]["why_not"]


# ── what is not ours is not moved ─────────────────────────────────────────────────────────


def _changed_by_hand() -> None:
    with (RESULTS / PRESS).open("ab") as file:
        file.write(b"\n% a note\n")


def _of_somebody_else() -> None:
    data = json.loads((RESULTS / NAME).read_bytes())
    del data["editions"][PRESS]
    (RESULTS / NAME).write_text(json.dumps(data))


def _without_manifest() -> None:
    (RESULTS / NAME).unlink()


def _a_link() -> None:
    (RESULTS / PRESS).rename("mine.pdf")
    (RESULTS / PRESS).symlink_to("../../mine.pdf")


@nothing_fits
@pytest.mark.parametrize("do", [_changed_by_hand, _of_somebody_else, _without_manifest, _a_link])
def test_a_foreign_pdf_is_left_and_told_of(
    do: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Changed by hand, put there by somebody, or known to no manifest: it is his to look into."""
    do()
    before = digest(RESULTS / PRESS)
    edit("sections/roads.md", "kept open", "kept open now")
    assert build() == 1
    assert digest(RESULTS / PRESS) == before
    [line] = [n for n in capsys.readouterr().err.splitlines() if n.startswith(f"{RESULTS / PRESS}")]
    assert "is kept: check it before you hand it out" in line
    assert verify() == 1 or not (RESULTS / NAME).exists()


# ── editions that are no more ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("press", "media", {PUBLIC, POLICY, "desk-media-short-pack.pdf"}),
        ("short:", "brief:", {name.replace("short", "brief") for name in PDFS}),
    ],
)
def test_a_reader_or_length_that_is_gone_takes_its_pdfs_along(
    old: str, new: str, left: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said, and the build of those that are there is a success."""
    edit("briefing.yaml", old, new)
    edit("sections/roads.md", 'audience="press !policy"', 'audience="public"')
    assert build() == 0
    assert here() == left
    err = capsys.readouterr().err
    gone = set(PDFS) - left
    assert len(gone) == err.count("no longer in the briefing; its PDF was moved to")
    assert len(list(GONE.iterdir())) == len(gone)
    assert set(entries()) == left
    assert verify() == 0


def test_a_gone_edition_is_told_once_and_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """Also by a build that was asked for another edition; one that a hand has changed is left."""
    _changed_by_hand()
    edit(
        "briefing.yaml", "  press: {label: the press, clearance: public, includes: [public]}\n", ""
    )
    edit("briefing.yaml", "includes: [press]", "includes: [public]")
    edit("sections/roads.md", "press !policy", "public")
    options = ["build", "desk", "--audience", "public"]
    assert main([*options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["gone"] == [
        {"file": str(RESULTS / PRESS), "moved_to": None}
    ]
    assert (RESULTS / PRESS).exists()
    assert main(options) == 0
    assert "any more" not in capsys.readouterr().err
    assert verify() == 1
    assert f"{RESULTS / PRESS}: error M104" in capsys.readouterr().err


# ── content that cannot be read ───────────────────────────────────────────────────────────


def test_content_that_cannot_be_read_leaves_all_unchecked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """PDFs stay, and nobody is told they are as built; when the content is again what it was, they
    are."""
    before = {name: digest(RESULTS / name) for name in PDFS}
    edit("sections/roads.md", "kept open", "kept open {{ nowhere }}")
    assert build() == 1
    told = "The 3 PDFs in build/desk are unchecked: do not hand them out before a build has"
    assert f"earlier PDFs are kept. {told}" in capsys.readouterr().err
    assert {name: digest(RESULTS / name) for name in here()} == before
    assert all(entry["unchecked"] for entry in entries().values())
    assert verify() == 1
    out, err = capsys.readouterr()
    assert "as built" not in out
    assert err.count("error M106") == 3
    assert build("--json") == 1
    assert told in json.loads(capsys.readouterr().out)["consequence"]
    edit("sections/roads.md", "nowhere", "nothing")  # still at fault, in another way
    assert verify() == 1
    assert capsys.readouterr().err.count("error M106") == 3
    edit("sections/roads.md", " {{ nothing }}", "")
    assert verify() == 0
    assert build() == 0
    assert "up to date" in capsys.readouterr().out


def test_a_reader_that_breaks_down_leaves_all_unchecked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of ours while reading: the same content is refused all the same until it is read."""
    (RESULTS / PRESS).unlink()

    def broken(*_: object) -> object:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("briefing.load.briefing.load", broken)
        patch.setattr(
            "briefing.cache.fingerprint.libraries", lambda: {"pango": "9"}
        )  # another program
        assert build() == 70
        assert "The 2 PDFs in build/desk are unchecked" in capsys.readouterr().err
        assert verify() == 1
        assert capsys.readouterr().err.count("error M106") == 2
        patch.undo()
    assert build() == 0
    assert verify() == 0


def test_a_build_of_some_says_that_others_are_older(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has but one edition made hears of the others, also when there is nothing to do."""
    edit("sections/roads.md", "second winter.", 'second winter. {: release="partner" }')
    for _ in range(2):
        assert main(["build", "desk", "--audience", "press", "--quiet"]) == 0
        err = capsys.readouterr().err
        assert f"{RESULTS}: warning M105: 2 other PDFs here are older than the content" in err
    assert verify() == 1
    out, err = capsys.readouterr()
    assert "as built" not in out
    assert err.count("error M105") == 2
    assert f"{RESULTS / PRESS}" not in err
    assert build() == 0
    assert "M105" not in capsys.readouterr().err
    assert verify() == 0


# ── verify and where the content is ───────────────────────────────────────────────────────


def test_without_its_content_nothing_is_as_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that was taken elsewhere: it can be told which PDFs are unchanged, and no more."""
    shutil.copytree(RESULTS, tmp_path / "taken")
    assert verify("taken") == 1
    out, err = capsys.readouterr()
    assert (out, err.count("error")) == ("", 1)
    assert "taken: error M108" in err
    assert verify("taken", "--briefing", "desk") == 0
    edit("sections/roads.md", "kept open", "kept open now")
    assert verify("taken", "--briefing", "desk") == 1


@pytest.mark.parametrize("output", ["build", "out/there"])
def test_the_content_is_found_from_where_one_stands(
    output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the results are and the command is called: the manifest says the way."""
    assert build("--output", output) == 0
    monkeypatch.chdir("/")
    assert verify(str(tmp_path / output / "desk")) == 0
    monkeypatch.chdir(tmp_path / "content" / "desk")
    assert verify(os.path.relpath(tmp_path / output / "desk")) == 0


def test_a_manifest_of_an_earlier_release_is_understood() -> None:
    """It says no more than of which state each PDF is."""
    data = json.loads((RESULTS / NAME).read_bytes())
    del data["content"], data["journal"], data["announced"]
    for entry in data["editions"].values():
        del entry["proven"], entry["earlier"], entry["seal"]
    (RESULTS / NAME).write_text(json.dumps(data))
    assert verify() == 0
    edit("sections/roads.md", "kept open", "kept open now")
    assert verify() == 1
    assert build() == 0
    assert verify() == 0


NOW, THEN = Fingerprint({"x": "2"}, {"a.md": "now"}), Fingerprint({"x": "2"}, {"a.md": "then"})
OTHER_PROGRAM = Fingerprint({"x": "1"}, {"a.md": "now"})


@pytest.mark.parametrize(
    ("entry", "standing"),
    [
        ({"state": NOW.digest}, Standing.AS_BUILT),
        ({"state": OTHER_PROGRAM.digest}, Standing.AS_BUILT),
        ({"state": THEN.digest}, Standing.STALE),
        ({"state": ""}, Standing.STALE),
        ({}, Standing.STALE),
        ({"state": THEN.digest, "proven": NOW.digest, "old": True}, Standing.OLD),
        ({"state": THEN.digest, "proven": THEN.digest, "old": True}, Standing.STALE),
        ({"state": THEN.digest, "unchecked": NOW.digest}, Standing.UNCHECKED),
        ({"state": OTHER_PROGRAM.digest, "unchecked": NOW.digest}, Standing.UNCHECKED),
        ({"state": OTHER_PROGRAM.digest, "unchecked": THEN.digest}, Standing.AS_BUILT),
        ({"state": NOW.digest, "unchecked": THEN.digest}, Standing.AS_BUILT),
        ({"state": THEN.digest, "refused": NOW.digest}, Standing.REFUSED),
        ({"state": NOW.digest, "sha256": "another"}, Standing.CHANGED),
        ({"state": NOW.digest, "sha256": ""}, Standing.CHANGED),
        ({"state": ["no"], "proven": {}}, Standing.STALE),
    ],
)
def test_what_a_pdf_is_to_its_reader(entry: dict[str, Any], standing: Standing) -> None:
    """By what the manifest says of it and what the content is now: as built only when it is."""
    states = {s.digest: {"content": dict(s.content)} for s in (NOW, THEN, OTHER_PROGRAM)}
    known = {"file": PUBLIC, "sha256": digest(RESULTS / PUBLIC), **entry}
    data = {"editions": {PUBLIC: known}, "states": states, "requests": {}}
    assert Manifest(RESULTS, data).standing(PUBLIC, NOW) is standing


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
ENTRY_KEYS = ("file", "sha256", "state", "proven", "unchecked", "refused", "old", "pages")
entries_ = st.dictionaries(st.sampled_from(ENTRY_KEYS), json_values) | json_values


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    editions=st.dictionaries(st.sampled_from([PUBLIC, "../x.pdf", "", ".."]), entries_)
    | json_values,
    other=st.dictionaries(
        st.sampled_from(["states", "requests", "announced", "journal", "content"]),
        st.dictionaries(st.sampled_from([PUBLIC, NOW.digest]), json_values) | json_values,
    ),
)
def test_no_manifest_breaks_us(editions: Any, other: dict[str, Any]) -> None:
    """Whatever stands in it, by hand or by another release: it is asked and written anew."""
    if isinstance(editions, dict):
        for name, entry in editions.items():
            if isinstance(entry, dict):
                entry |= {"file": name, "sha256": entry.get("sha256", "0" * 64)}
    data = {"editions": editions, "states": {}, "requests": {}, **other}
    (RESULTS / NAME).write_text(json.dumps(data))
    known = read(RESULTS)
    for name in (*known.written, PUBLIC, "x.pdf"):
        known.standing(name, NOW)
        known.digest_if_ours(name)
        known.up_to_date_pdf(name)
        known.is_proven_against(name, NOW.digest)
    known.content()
    known.outdated_warning(NOW)
    known.current(Request("x", ()), NOW)
    if known.data:
        list(differences(known, NOW))
        list(differences(known, None))
    results().mark_unchecked(NOW)
    results().record(NOW, (), None, [PUBLIC])
    results().forget([PUBLIC])
    assert read(RESULTS).data


# ── what can go wrong on the way ──────────────────────────────────────────────────────────


def results() -> OutputFolder:
    """The folder of results with what guards it."""
    return OutputFolder(RESULTS, Path("content/desk"))


def now() -> Fingerprint:
    """The state of the content."""
    return fingerprint_of(Path("content/desk"), Path("build"))


def test_every_version_is_kept_and_none_written_over() -> None:
    """The same bytes twice are one file; another file that has taken the name stays as it is."""
    data = (RESULTS / PRESS).read_bytes()
    first = results().withdraw(PRESS, digest(RESULTS / PRESS), now())
    assert first is not None
    assert first.read_bytes() == data
    assert build() == 0
    assert results().withdraw(PRESS, digest(RESULTS / PRESS), now()) == first
    first.write_bytes(b"of somebody else")
    assert build() == 0
    second = results().withdraw(PRESS, digest(RESULTS / PRESS), now())
    assert second is not None
    assert first.read_bytes() == b"of somebody else"
    assert second.read_bytes() == data
    assert second.parent == first.parent
    assert second != first


def test_what_another_build_delivers_meanwhile_is_not_withdrawn() -> None:
    """The judgement was of the PDF that was there before."""
    assert results().withdraw(PRESS, "0" * 64, now()) is None
    assert results().withdraw(PRESS, digest(RESULTS / POLICY), now()) is None
    assert here() == set(PDFS)


@nothing_fits
@pytest.mark.finds("M109")
def test_what_cannot_be_moved_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A file lies where the folder should be: status 3, all that is wrong is said, and verify goes
    on saying so until the PDF is gone or good."""
    GONE.write_text("in the way")
    edit("sections/roads.md", "about the kumquat", "of the kumquat")
    assert build() == 3
    err = capsys.readouterr().err
    assert f"briefing: {RESULTS / PRESS}: must no longer be read, and cannot be moved to" in err
    assert "hint: delete or move it yourself; do not give it to anyone" in err
    assert f"{RESULTS / PRESS}  not delivered; the previous PDF may not be handed out" in err
    assert here() == set(PDFS)
    assert verify() == 1
    assert f"{RESULTS / PRESS}: error M109" in capsys.readouterr().err
    GONE.unlink()
    assert build() == 1
    assert PRESS not in here()


@nothing_fits
def test_a_folder_that_cannot_be_written_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Read-only, or full: the machine is at fault, and no traceback is seen."""
    edit("sections/roads.md", "kept open", "kept open now")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.rename", refuse)
    assert build() == 3
    err = capsys.readouterr().err
    assert err.count("cannot be moved to build/desk/withdrawn: Permission denied") == 3
    assert "Traceback" not in err


class Killed(BaseException):
    """The process ends at once, as after SIGKILL."""


def _kill(*_: object, **__: object) -> None:
    raise Killed


def test_a_build_that_is_killed_leaves_no_pdf_unknown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It had put PDFs in their places and not yet written the manifest: they are known for what
    they are, and the next build withdraws them when it must."""
    edit("sections/roads.md", "second winter", "fourth winter")
    with monkeypatch.context() as patch:
        patch.setattr(OutputFolder, "record", _kill)
        with pytest.raises(Killed):
            build()
    assert "fourth winter" in words_here()
    capsys.readouterr()
    assert verify() == 0
    assert capsys.readouterr().out == f"{RESULTS}: 3 PDFs as built\n"
    edit("sections/roads.md", "fourth winter.", 'fourth winter. {: release="partner" }')
    assert verify() == 1
    assert capsys.readouterr().err.count("error M105") == 3
    edit("briefing.yaml", "pages: [1, 2]", "pages: [2, 3]")
    assert build() == 1
    assert here() == set()
    assert len(list(GONE.iterdir())) == 3
    assert not (RESULTS / JOURNAL).exists()


def test_a_first_build_that_is_killed_is_verified(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is no manifest yet: the journal says what is there."""
    shutil.rmtree(RESULTS)
    with monkeypatch.context() as patch:
        patch.setattr(OutputFolder, "record", _kill)
        with pytest.raises(Killed):
            build()
    assert not (RESULTS / NAME).exists()
    capsys.readouterr()
    assert verify() == 0
    assert "3 PDFs as built" in capsys.readouterr().out
    assert main(["list", "desk"]) == 0
    assert "not built" not in capsys.readouterr().out
    assert build() == 0
    assert (RESULTS / NAME).exists()


def test_what_a_killed_build_has_left_half_done_is_swept_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It lies beside under a hidden name, and may hold what is withheld now; a hidden file of the
    user's own is not ours."""
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.unlink", lambda *_, **__: None)
        patch.setattr("briefing.build.output_folder.publish", _kill)
        edit("sections/roads.md", "kept open", "kept open now")
        with pytest.raises(Killed):
            build()
    assert len(list(RESULTS.glob(".desk-*.pdf"))) == 1
    (RESULTS / ".mine.pdf").write_text("x")
    assert build() == 0
    assert {path.name for path in RESULTS.glob(".*")} == {".lock", ".mine.pdf"}


@nothing_fits
def test_killed_after_a_move_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The manifest still has what was moved: it is missing, and the next build goes on."""
    before = digest(RESULTS / PUBLIC)
    edit("sections/roads.md", "kept open", "kept open now")
    with monkeypatch.context() as patch:
        patch.setattr("briefing.build.output_folder.append", _kill)
        patch.setattr(OutputFolder, "record", lambda *_: None)
        with pytest.raises(Killed):
            build()
    assert [digest(path) for path in GONE.iterdir()] == [before]
    assert verify() == 1
    assert f"{RESULTS / PUBLIC}: error M102" in capsys.readouterr().err
    assert build() == 1
    assert here() == set()
    assert len(list(GONE.iterdir())) == 3
    assert verify() == 1  # two that were withdrawn, one that is missing


# ── rights ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=[0o077, 0o022])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """What a user lets others do with files."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_the_umask_is_kept(umask: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs and manifest are as a user's own files; nothing that is written is more open than that:
    the cache and the log hold what some readers must not see."""
    shutil.rmtree("build")
    with monkeypatch.context() as patch:
        patch.setattr(executors, "bind_and_prove", _break_down)
        assert build() == 70
    assert build("--deps", "build/rules.mk") == 0
    edit("sections/roads.md", "kept open", "kept open now")
    edit("briefing.yaml", "pages: [1, 2]", "pages: [2, 3]")
    assert build() == 1
    edit("briefing.yaml", "pages: [2, 3]", "pages: [1, 2]")
    assert build() == 0
    paths = [RESULTS.parent, *RESULTS.parent.rglob("*")]
    assert {p.name for p in paths} >= {NAME, WITHDRAWN, ".cache", "briefing-fault.log", *PDFS}
    open_to_others = [str(path) for path in paths if path.stat().st_mode & 0o777 & umask]
    assert open_to_others == []
    for name in (NAME, *PDFS):
        assert (RESULTS / name).stat().st_mode & 0o777 == 0o666 & ~umask


def _break_down(*_: object) -> None:
    raise RuntimeError


# ── clean ─────────────────────────────────────────────────────────────────────────────────


def test_clean_keeps_what_was_withdrawn_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """It says that it is there; and it removes nothing but PDFs, and nothing by way of a link."""
    moved = results().withdraw(PRESS, digest(RESULTS / PRESS), now())
    assert moved is not None
    capsys.readouterr()
    assert main(["clean"]) == 0
    assert f"{GONE}: 1 PDF stays; --withdrawn removes them" in capsys.readouterr().out
    assert moved.exists()
    (GONE / "why.txt").write_text("a note")
    assert main(["clean", "--withdrawn"]) == 0
    assert [path.name for path in GONE.iterdir()] == ["why.txt"]
    assert here() == {PUBLIC, POLICY}
    GONE.rename("mine")
    shutil.copy(RESULTS / POLICY, "mine/mine.pdf")
    GONE.symlink_to("../../mine")
    assert main(["clean", "--withdrawn"]) == 0
    assert (GONE / "mine.pdf").exists()


def test_withdrawn_pdfs_are_nobodys_results() -> None:
    """Neither verify nor the file names that make and people pass on to other commands take them
    for PDFs to hand out."""
    results().withdraw(PRESS, digest(RESULTS / PRESS), now())
    assert PRESS not in read(RESULTS).names
    assert {path.parent for path in RESULTS.parent.glob("*/*.pdf")} == {RESULTS}
    assert verify() == 0
