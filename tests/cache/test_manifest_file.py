"""A manifest is believed as far as it is what a build wrote; what is damaged is kept and told."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.build.output_folder import OutputFolder
from briefing.cache.differences import differences
from briefing.cache.fingerprint import Fingerprint
from briefing.cache.manifest import NAME, Request, read
from briefing.cache.manifest_file import set_aside
from briefing.cli.console import Console
from briefing.cli.main import main
from support.damage import DAMAGE, hashes
from support.desks import BUILD, PDFS, RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("built_desk")
NOW = Fingerprint({"x": "2"}, {"a.md": "now"})
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


def data() -> dict[str, Any]:
    """What is in the manifest."""
    found: dict[str, Any] = json.loads((RESULTS / NAME).read_bytes())
    return found


def write(changed: dict[str, Any]) -> None:
    """Puts it into the manifest."""
    (RESULTS / NAME).write_text(json.dumps(changed))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.data(), unsealed=st.booleans())
def test_any_value_in_the_place_of_any_other_is_noticed(
    drawn: st.DataObject, unsealed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """An entry that was changed is left out; one without a seal, as earlier releases wrote them,
    is of the right shape or left out. Whoever reads what is left meets nothing he cannot read."""
    before = (RESULTS / NAME).read_bytes()
    whole = data()
    if unsealed:
        for part in ("editions", "states", "requests"):
            for entry in whole[part].values():
                del entry["seal"]
    inside = {"": whole}
    holder: Any = inside
    key: Any = ""
    while isinstance(holder[key], dict | list) and holder[key] and drawn.draw(st.booleans()):
        holder = holder[key]
        keys = sorted(holder) if isinstance(holder, dict) else range(len(holder))
        key = drawn.draw(st.sampled_from(list(keys)))
    holder[key] = drawn.draw(json_values)
    write(inside[""])
    known = read(RESULTS)
    if not unsealed and known.names:
        for name in known.names:
            assert known.data["editions"][name] == json.loads(before)["editions"][name]
        assert bool(known.damage) == (set(known.names) != set(PDFS))
    for name in (*known.written, *PDFS):
        known.standing(name, NOW)
        known.digest_if_ours(name)
        known.up_to_date_pdf(name)
    known.content()
    list(differences(known, NOW))
    for request in known.data.get("requests", {}):
        hit = known.current(Request(request, ()), NOW)
        if hit is not None:
            Console().current(RESULTS, hit)
    (RESULTS / NAME).write_bytes(before)
    capsys.readouterr()


def _entries(whole: dict[str, Any]) -> None:
    """Two PDFs are taken for each other: all but their names is exchanged."""
    one, other = (whole["editions"][name] for name in PDFS[:2])
    for key in (set(one) | set(other)) - {"file"}:
        one[key], other[key] = other.get(key), one.get(key)


def _requests(whole: dict[str, Any]) -> None:
    """What was asked for is taken for something else."""
    [asked] = whole["requests"]
    whole["requests"]["content/desk audience=press"] = whole["requests"].pop(asked)


def _a_state(whole: dict[str, Any]) -> None:
    """An older content is taken for that of today."""
    [state] = whole["states"].values()
    state["content"]["sections/roads.md"] = "0" * 64


@pytest.mark.parametrize("change", [_entries, _requests, _a_state])
def test_exchanged_entries_are_noticed(change: Callable[[dict[str, Any]], None]) -> None:
    """And healed: the next build makes what is asked for, from the content of today."""
    before = hashes(RESULTS.parent)
    whole = data()
    change(whole)
    write(whole)
    known = read(RESULTS)
    kept = {part: set(known.data[part]) for part in ("editions", "states", "requests")}
    assert kept != {part: set(whole[part]) for part in kept}
    assert main(BUILD) == 0
    assert hashes(RESULTS.parent) == before
    assert main(["verify"]) == 0


def test_exchanged_pdfs_are_noticed_and_made_again() -> None:
    """Each is known by its bytes."""
    before = hashes(RESULTS.parent)
    one, other = (RESULTS / name for name in PDFS[:2])
    data_of_one = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data_of_one)
    assert main(["verify"]) == 1
    assert main(BUILD) == 0
    assert hashes(RESULTS.parent) == before


@pytest.mark.finds("M101")
@pytest.mark.parametrize(
    "damage", ["truncated", "noise", "a FIFO", "a folder with a file", "a link to itself", "giant"]
)
def test_a_damaged_manifest_is_told_kept_and_written_anew(
    damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The PDFs are made again, all the same; nothing that was in it is lost."""
    before = hashes(RESULTS.parent)
    path, aside = RESULTS / NAME, RESULTS / f"{NAME}.damaged"
    DAMAGE[damage](path, Random(1))
    kind = path.lstat().st_mode
    content = path.read_bytes() if damage in {"truncated", "noise"} else b""
    assert main(BUILD) == 0
    assert hashes(RESULTS.parent) == before
    err = capsys.readouterr().err
    assert err.count("warning M101: the manifest is damaged") == 1
    assert aside.lstat().st_mode == kind
    assert not content or aside.read_bytes() == content
    assert main([*BUILD, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
    assert main(["verify"]) == 0


def test_an_entry_that_is_damaged_is_made_anew(capsys: pytest.CaptureFixture[str]) -> None:
    """The others still hold, and verify and programs are told too."""
    before = hashes(RESULTS.parent)
    whole = data()
    whole["editions"][PDFS[0]]["pages"] = 99
    write(whole)
    assert main(["verify"]) == 1
    assert f"error M101: the manifest is damaged: what it says of {PDFS[0]}" in (
        capsys.readouterr().err
    )
    assert main([*BUILD, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [found["code"] for found in said["findings"]] == ["M101"]
    assert {Path(row["file"]).name: row["current"] for row in said["editions"]} == {
        name: name != PDFS[0] for name in PDFS
    }
    assert hashes(RESULTS.parent) == before
    assert data()["editions"][PDFS[0]]["pages"] != 99
    assert main(["verify"]) == 0


@pytest.mark.parametrize("linked", [True, False])
def test_a_manifest_that_cannot_be_replaced_is_kept_once(
    linked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full, it stays in its place; where files have but one name, it is moved."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not linked:
        monkeypatch.setattr(os, "link", refuse)
    (RESULTS / NAME).write_text("damaged")
    for _ in range(2):
        if linked or (RESULTS / NAME).exists():
            set_aside(RESULTS / NAME)
    assert (RESULTS / NAME).exists() == linked
    assert [path.read_text() for path in RESULTS.glob(f"{NAME}.damaged*")] == ["damaged"]


def test_damaged_manifests_are_kept_up_to_a_number() -> None:
    """After nine, the last makes way."""
    results = OutputFolder(RESULTS, Path("content/desk"))
    for number in range(12):
        (RESULTS / NAME).write_text(f"damaged {number}")
        assert read(RESULTS).damage
        results.record(NOW, (), None, ())
        assert not read(RESULTS).damage
    kept = sorted(path.read_text() for path in RESULTS.glob(f"{NAME}.damaged*"))
    assert kept == sorted(f"damaged {number}" for number in (*range(8), 11))
