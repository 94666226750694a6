"""The briefing that flows is what the benchmarks say of it, and its edits change what it says."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.projects import ROOT

sys.path.insert(0, str(ROOT / "tests" / "bench"))

import flowing
import pypdfium2  # type: ignore[import-untyped]
from flowing_desk import FlowingDesk
from measure import Failed

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.pipeline import ComposedEdition


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> FlowingDesk:
    folder = flowing.write_flowing(tmp_path / "morna")
    return FlowingDesk(folder, flowing.AUDIENCES[0], flowing.LENGTHS[-1])


def _texts(composed: dict[str, ComposedEdition]) -> dict[str, str]:
    """The text of each edition."""
    return {n: "".join(f.html for f in c.composition.fragments) for n, c in composed.items()}


@pytest.mark.slow
def test_a_full_pack_has_twenty_pages_of_text(desk: FlowingDesk) -> None:
    """And a cover and contents; it is one fragment, built without a fault."""
    desk.build_pack()
    with pypdfium2.PdfDocument(desk.built(desk.pack)) as pdf:
        assert 20 <= len(pdf) <= 25
    composition = desk.compose([desk.pack])[str(desk.pack)].composition
    assert max(len(fragment.sections) for fragment in composition.fragments) == flowing.CHAPTERS


def test_there_are_twelve_packs_of_what_people_mix(desk: FlowingDesk) -> None:
    """No two say the same, and each has lists, tables, boxes, figures, notes and citations."""
    texts = _texts(desk.compose(desk.packs()))
    assert len(set(texts.values())) == 12
    for name, text in texts.items():
        for mark in ("<ul", "<table", 'class="side', "<img", 'class="note', 'class="cit'):
            assert mark in text, f"{name} has no {mark}"


def test_an_edit_changes_what_all_packs_say(desk: FlowingDesk) -> None:
    """Another word each time, in other chapters."""
    before = _texts(desk.compose(desk.packs()))
    sections = set()
    for number in range(3):
        sections.add(desk.change_a_word(number))
        after = _texts(desk.compose(desk.packs()))
        assert all(after[name] != before[name] for name in before)
        before = after
    assert len(sections) == 3
    words = {flowing.edit(desk.folder, number)[1] for number in range(100)}
    assert len(words) == 100


def test_it_is_always_the_same(tmp_path: Path) -> None:
    """To the byte, in each of its files."""
    one, other = (flowing.write_flowing(tmp_path / name) for name in ("one", "other"))
    files = sorted(path.relative_to(one) for path in one.rglob("*.*"))
    assert len(files) > flowing.CHAPTERS
    assert all((one / path).read_bytes() == (other / path).read_bytes() for path in files)


def test_another_briefing_has_no_word_to_change(desk: FlowingDesk) -> None:
    """Whoever asks for one is told."""
    for path in (desk.folder / "sections").glob("*.md"):
        path.write_text("---\ntitle: Other\n---\nOther words.\n", encoding="utf-8")
    with pytest.raises(Failed, match="has no word to change"):
        flowing.edit(desk.folder, 1)
