"""A mark in the Markdown, wherever it stands, takes words out of the PDF."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.select.selection import make_edition
from support.mutations import letters_in
from support.projects import PROJECTS

if TYPE_CHECKING:
    from pathlib import Path

SMALL = {
    "a sentence": (
        "first.md",
        "It keeps roads open.[^1] Some",
        "It keeps [roads open]{M}.[^1] Some",
    ),
    "a row": ("second.md", "| 1999 | 50,000 |\n", "| 1999 | 50,000 | {: M }\n"),
    "a box": (
        "first.md",
        "    prefix: more than\n",
        "    prefix: more than\n    release: partner\n",
    ),
}
GONE = {"a sentence": "roadsopen", "a row": "50000", "a box": "morethan"}


def _built(folder: Path, target: Path) -> str:
    """The letters of a built and proven edition."""
    briefing, _ = load(folder, folder.name)
    edition = make_edition(briefing, "press", "short")
    [result] = build(briefing, [edition], theme_of(briefing), Cache(target / "store"), target)
    assert result.delivered, "\n".join(map(str, result.findings))
    return letters_in(result.path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", SMALL)
def test_a_mark_written_in_the_source_takes_the_words_out_of_the_pdf(
    kind: str, tmp_path: Path
) -> None:
    """The mark at its place in the Markdown: the PDF is proven and does not hold the words."""
    folder = tmp_path / "small"
    shutil.copytree(PROJECTS / "small", folder)
    name, old, new = SMALL[kind]
    file = folder / "sections" / name
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    assert GONE[kind] in _built(folder, tmp_path)
    file.write_text(text.replace(old, new.replace("M", 'release="partner"')), "utf-8")
    assert GONE[kind] not in _built(folder, tmp_path)
