"""Layouts that are kept compiled print what they print when compiled anew, or are not used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from jinja2 import DictLoader, Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing.compose.compiled_layouts import CompiledLayouts, compiled_layouts

if TYPE_CHECKING:
    from pathlib import Path


def rendered(folder: Path, source: str = "a {{ b }}") -> str:
    """What a layout prints, in a new environment."""
    kept = CompiledLayouts(folder)
    own = ImmutableSandboxedEnvironment(loader=DictLoader({"one": source}), bytecode_cache=kept)
    return own.get_template("one").render(b="x")


@pytest.fixture(autouse=True)
def written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python writes what it has compiled."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def never(*_: object, **__: object) -> None:
    """Fail where a layout is compiled."""
    raise AssertionError("it was compiled")


def test_a_layout_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next environment, such as that of another process, takes what is kept."""
    assert rendered(tmp_path / "new") == "a x"
    monkeypatch.setattr(Environment, "_generate", never)
    assert rendered(tmp_path / "new") == "a x"
    (file,) = (tmp_path / "new").iterdir()
    assert file.suffix == ".layout"


def test_another_text_is_compiled_again_in_its_place(tmp_path: Path) -> None:
    """What was kept of the earlier one is written over."""
    assert rendered(tmp_path) == "a x"
    assert rendered(tmp_path, "other {{ b }}") == "other x"
    assert rendered(tmp_path, "other {{ b }}") == "other x"
    assert len([*tmp_path.iterdir()]) == 1


@pytest.mark.parametrize("place", [0, 5, 60, 130, -1])
def test_what_is_damaged_is_not_used(tmp_path: Path, place: int) -> None:
    """Whichever byte it is, and where it ends too early."""
    rendered(tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    damaged = bytearray(whole)
    damaged[place] ^= 0x20
    for content in (bytes(damaged), whole[:place], b""):
        file.write_bytes(content)
        assert rendered(tmp_path) == "a x"
        assert file.read_bytes() == whole


def test_nothing_is_kept_where_nothing_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file is in the place of the folder, or Python is told to write nothing."""
    (tmp_path / "file").write_bytes(b"")
    assert rendered(tmp_path / "file") == "a x"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(tmp_path / "folder") == "a x"
    assert not (tmp_path / "folder").exists()


def test_they_are_beside_the_modules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where Python keeps those; where it keeps none, there are none."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    kept = compiled_layouts()
    assert kept is not None
    assert kept.folder.is_relative_to(tmp_path)
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    assert compiled_layouts() is None
