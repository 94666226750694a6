"""The shipped briefing after an edit: what was read of its pages before is what is in the file."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from briefing.build.build import build
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.prove import Readings
from support.projects import ROOT
from support.rereading import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.cache.cache import Cache


@pytest.mark.parametrize("name", ["press-short", "policy-full"])
def test_an_edition_is_read_as_by_a_proof_alone(
    name: str, built: Mapping[str, Result], kfor_cache: Cache, tmp_path: Path
) -> None:
    """A word more, a paragraph less: the pages that are taken are what is in the file."""
    before = built[f"kfor-{name}-pack"]
    folder = tmp_path / "kfor"
    shutil.copytree(ROOT / "content" / "kfor", folder)
    readings = Readings()
    pages, _ = read(before.path.read_bytes(), readings)
    section = folder / "sections" / "mandate.md"
    text = section.read_text("utf-8")
    shown = [part for part in text.split("\n\n") if re.match("[A-Z][^|{}]*\\.$", part)]
    assert shown
    edits = {"a word": (shown[0], f"{shown[0][:-1]} then."), "a paragraph": (f"{shown[-1]}\n", "")}
    for what, (old, new) in edits.items():
        assert old in text, what
        section.write_text(text.replace(old, new), "utf-8")
        briefing, _ = load(folder, "content/kfor")
        theme, output = theme_of(briefing), tmp_path / what
        [result] = build(briefing, [before.edition], theme, kfor_cache, output)
        assert result.delivered, result.findings
        _, taken = read(result.path.read_bytes(), readings)
        assert taken >= pages // 2, what
