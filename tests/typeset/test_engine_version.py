"""An engine of another version: told in a line, and everything is built, the slow way."""

from __future__ import annotations

import subprocess
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest
import weasyprint

from briefing.cli.main import main
from briefing.model.errors import EnvironmentFault
from briefing.typeset import engine_version
from support.desks import edit
from support.flowing import FlowingText
from support.fragments import FONT_FILES, bind, furniture
from support.fragments import typeset as typeset_small
from support.packs import INFO
from support.projects import ROOT, copy_small
from support.watching import follow

if TYPE_CHECKING:
    from pathlib import Path

_OTHER = """
import sys
from briefing.typeset import engine_version
engine_version.KNOWN = frozenset({"69.0"})
"""
"""Begins a program to which the engine is one of another version, in its processes too."""

_TYPESET = """
import pickle
from random import Random
from briefing.files.themes import load_theme
from briefing.typeset.weasyprint_engine import typeset
from briefing.typeset.weasyprint_library import block_layout, draw_text, inline_layout
from support.flowing import SQUARE, CountingShelf, FlowingText

text, shelf = FlowingText.written(Random(21), 12), CountingShelf()
text.size = "A5"
assets = load_theme("institution").assets
both = [typeset(text.fragment(), (SQUARE,), assets, shelf) for _ in range(2)]
assert both[0] == both[1]
assert not shelf.added
assert not both[1].taken
assert not [name for name in sys.modules if "engine_patches" in name or "engine_int" in name]
assert inline_layout.strut.__module__ == "weasyprint.text.line_break"
assert not hasattr(block_layout._in_flow_layout, "around")
assert hasattr(draw_text.draw_first_line, "around")
assert hasattr(block_layout.columns_layout, "around")
sys.stdout.buffer.write(pickle.dumps(both[1]))
"""

_BUILD = """
from briefing.cli.main import main
sys.exit(main(["build", "content/small", "--length", "short", "--jobs", "2", "--output", "other"]))
"""


def other(program: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """What comes of a program to which the engine is one of another version."""
    return subprocess.run(
        [sys.executable, "-c", _OTHER + program],
        cwd=folder,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
        capture_output=True,
        check=True,
    )


def test_its_inside_is_left_alone(tmp_path: Path) -> None:
    """No patches that save time, no single pages; what has to be replaced is replaced."""
    import pickle

    from briefing.files.themes import load_theme
    from briefing.typeset.weasyprint_engine import typeset
    from support.flowing import SQUARE

    assets = load_theme("institution").assets
    text = FlowingText.written(Random(21), 12)
    text.size = "A5"
    plain = pickle.loads(other(_TYPESET, tmp_path).stdout)
    known = typeset(text.fragment(), (SQUARE,), assets)
    assert plain.findings == known.findings
    assert plain.pages == known.pages
    assert len(known.pages) > 2
    sources = typeset_small("back", "".join(f"<p id=pack.src.{n}>Source</p>" for n in range(5)))
    over = furniture(len(known.pages) + 1)
    files = FONT_FILES | {asset.url: asset.data for asset in assets}
    both = [bind([part, sources], over, (), INFO, font_files=files).pdf for part in (plain, known)]
    assert both[0] == both[1]


def test_everything_builds_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In its processes too, and told in one line; to build again says it again."""
    monkeypatch.chdir(tmp_path)
    copy_small(tmp_path / "content" / "small")
    assert main(["build", "content/small", "--length", "short", "--jobs", "2"]) == 0
    assert "B531" not in "".join(capsys.readouterr())
    for _ in range(2):
        done = other(_BUILD, tmp_path)
        lines = [line for line in (done.stdout + done.stderr).splitlines() if b"B531" in line]
        assert len(lines) == 1
        assert lines[0].startswith(f"WeasyPrint {weasyprint.__version__}: warning B531: ".encode())
    built = {path.name: path.read_bytes() for path in tmp_path.glob("build/small/*.pdf")}
    assert built == {path.name: path.read_bytes() for path in tmp_path.glob("other/small/*.pdf")}
    assert built


@pytest.mark.finds("B531")
@pytest.mark.usefixtures("built_desk")
def test_a_watch_tells_it_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not with each file that is saved."""
    monkeypatch.setattr(engine_version, "KNOWN", frozenset({"69.0"}))
    follow(monkeypatch, lambda: edit("sections/roads.md", "roads are", "all roads are"))
    said = "".join(capsys.readouterr())
    assert said.count("B531") == 1
    assert "  built desk-policy-short-pack.pdf for sections/roads.md" in said


def test_its_private_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for them without looking is told why, and what to do."""
    monkeypatch.setattr(engine_version, "KNOWN", frozenset({"69.0", "69.1"}))
    monkeypatch.delitem(sys.modules, "briefing.typeset.engine_internals", raising=False)
    with pytest.raises(EnvironmentFault, match=r"for WeasyPrint 69\.0, 69\.1, and not for 70"):
        import briefing.typeset.engine_internals  # noqa: F401


def test_the_installed_version_is_known() -> None:
    """Otherwise nobody gets what the patches save."""
    assert engine_version.is_known()
    assert engine_version.unknown_engine(weasyprint.__version__) is None
