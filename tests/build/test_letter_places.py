"""A letter that the theme lacks is told once for each block, in the file that has it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from briefing.build.letter_places import located
from briefing.load.briefing import load
from briefing.model.findings import Location, lacking
from support.projects import PROJECTS, project

if TYPE_CHECKING:
    from pathlib import Path

_SECTION = "---\ntitle: First\n---\nOne \u2692 and\ntwo \u2693 and {{ snow }}.\n\nA third \u2692.\n"
_FACTS = "{unit: words, source: mta, as_of: 2026-01-01, review_after: 2027-01-01}"


def test_letters_are_told_where_they_are_written(tmp_path: Path) -> None:
    """Those of a paragraph at its first line, that of a fact in the facts, each place once."""
    facts = f"troops: {_FACTS[:-1]}, value: 1}}\nsnow: {_FACTS[:-1]}, value: \u2603}}\n"
    folder = project(tmp_path, {"sections/first.md": _SECTION, "facts.yaml": facts})
    briefing, _ = load(folder, "small")
    first = "small/sections/first.md"
    found = [
        *located([lacking(Location(first, 4), "\u2693\u2692\u2603")] * 2, briefing),
        *located([lacking(Location(first, 7), "\u2692")], briefing),
        *located([lacking(Location(first, 7), "\u05d0")], briefing),
    ]
    told = [(str(finding.location), finding.letters) for finding in found]
    assert told == [
        (f"{first}:4", "\u2693\u2692"),
        ("small/facts.yaml:2", "\u2603"),
        (f"{first}:7", "\u2692"),
        (f"{first}:7", "\u05d0"),  # written as “&#x5d0;”, say
    ]


def test_many_letters_are_counted() -> None:
    """A page of another script is one finding that fits on a line."""
    finding = lacking(Location("a.md", 4), "".join(map(chr, range(0x5D0, 0x5E0))))
    assert "(U+05D7) and 8 more" in finding.message


def test_text_and_names_of_files_are_composed(tmp_path: Path) -> None:
    """However a disk or a keyboard writes an accent, it is one character; lines stay."""
    loose = unicodedata.normalize("NFD", "caf\u00e9")
    text = f"---\ntitle: First\n---\n{loose}\n\n![A square](figures/{loose}.svg)\n"
    folder = project(tmp_path, {"sections/first.md": text})
    square = (PROJECTS / "small" / "figures" / "square.svg").read_bytes()
    (folder / "figures").mkdir(exist_ok=True)
    (folder / "figures" / f"{loose}.svg").write_bytes(square)
    briefing, _ = load(folder, "small")
    first = next(section for section in briefing.sections if section.id == "first")
    assert first.blocks[0].children == ("caf\u00e9",)
    assert first.blocks[1].line == 6
    assert "figures/caf\u00e9.svg" in briefing.images
