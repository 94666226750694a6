"""Fonts are written once for all processes of a build, and stay when a configuration goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.files import temporary_folder as module
from briefing.files.themes import theme_of
from briefing.model.errors import EnvironmentFault
from briefing.typeset import weasyprint_engine as stage
from briefing.typeset.shared_fonts import SharedFontConfiguration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.model.composition import Asset
    from briefing.model.content import Briefing


@pytest.fixture
def assets(kfor: Briefing) -> tuple[Asset, ...]:
    """Style sheets and fonts of the theme."""
    return theme_of(kfor).assets


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The temporary folder of a build, as a worker has it."""
    monkeypatch.setattr(module, "_folder", module._Folder(tmp_path))
    stage._theme_style.cache_clear()
    yield tmp_path
    stage._theme_style.cache_clear()


def test_each_font_is_written_once(temporary: Path, assets: tuple[Asset, ...]) -> None:
    """By the first style sheet that brings it; those of other sheets or processes find it there."""
    stage._theme_style(assets, "")
    written = {path: path.stat().st_ino for path in (temporary / "fonts").iterdir()}
    fonts = sorted(asset.data for asset in assets if asset.mime.startswith("font/"))
    assert sorted(path.read_bytes() for path in written) == fonts
    stage._theme_style.cache_clear()
    stage._theme_style(assets, "")
    assert {path: path.stat().st_ino for path in (temporary / "fonts").iterdir()} == written


def test_another_font_under_the_same_name_is_another_file(temporary: Path) -> None:
    """A designer has changed it between two builds in one process."""
    for data in (b"old", b"new"):
        font = SharedFontConfiguration()._folder / "serif"
        assert not font.exists()
        font.write_bytes(data)
    assert {path.read_bytes() for path in (temporary / "fonts").iterdir()} == {b"old", b"new"}


@pytest.mark.usefixtures("temporary")
def test_a_full_disk_is_told(assets: tuple[Asset, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the machine that is at fault, not the theme."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(EnvironmentFault, match=r"No space left on device\n  hint: .*TMPDIR"):
        stage._theme_style(assets, "")
