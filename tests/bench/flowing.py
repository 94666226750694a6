"""A made-up briefing that flows: no chapter begins a page, so that a pack's text is one fragment.

`write_flowing(folder)` writes a plan for a river and its floods with what people mix: paragraphs,
lists, tables, boxes, figures, notes and citations. Six readers get it in two lengths: twelve packs.
Each reader has words of its own in the first chapter and in one further on, and the shorter length
leaves paragraphs out, so that no two packs break their pages alike; all else is the same for all.
Each run writes the same bytes.

`edit(folder, number)` is what an author does next: another word in a paragraph that all print.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import flowing_words as words
from measure import Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

AUDIENCES = ("residents", "press", "farmers", "mayors", "engineers", "insurers")
"""Those it is for."""
LENGTHS = ("standard", "full")
CHAPTERS = len(words.CHAPTERS)
"""How many it has when it is whole: 20 pages of text in a full pack."""
_SECTIONS = tuple(f"chapter-{number}" for number in range(1, CHAPTERS + 1))
_SOURCES = 24
_SETTINGS = """\
title: Living with the Morna
kind: River plan
standfirst: "What the river does, what was built against it, and what each of us can do."
as_of: 2026-11-23
owner: Morna basin desk
releases:
  - {{name: public, marking: "TLP:CLEAR", note: May be shared without restriction.}}
default_release: public
audiences:
{audiences}
lengths:
  standard: {{label: Plan, pages: [1, 40], cover: true, contents: true}}
  full: {{label: Full plan, pages: [1, 40], cover: true, contents: true}}
sections: [{sections}]
"""
_VILLAGE = re.compile(r"(?<=Whoever lives near )(\w+)(?=, by the river)")


def write_flowing(folder: Path, *, chapters: int = CHAPTERS, readers: int = 6) -> Path:
    """Writes the briefing, or its first chapters for the first of its readers, into ``folder``.

    Returns:
        ``folder``, which was made for it.
    """
    for name in ("sections", "figures"):
        (folder / name).mkdir(parents=True)
    audiences, sections = AUDIENCES[:readers], _SECTIONS[:chapters]
    listed = "\n".join(f"  {name}: {{label: {name}, clearance: public}}" for name in audiences)
    settings = _SETTINGS.format(audiences=listed, sections=", ".join(sections))
    _write(folder / "briefing.yaml", settings)
    _write(folder / "sources.yaml", "".join(_sources()))
    _write(folder / "acronyms.yaml", words.ACRONYMS)
    for number, name in enumerate(sections):
        later = 1 + number % max(1, chapters - 1) if number else 0
        own = [a for n, a in enumerate(audiences) if later in {0, 1 + n % max(1, chapters - 1)}]
        text = "\n\n".join(_Chapter(number, name).blocks(own))
        head = f"---\ntitle: {words.CHAPTERS[number]}\n---\n"
        _write(folder / "sections" / f"{name}.md", f"{head}{text}\n")
        if f"{name}.svg" in text:
            _write(folder / "figures" / f"{name}.svg", _figure(number))
    return folder


def edit(folder: Path, number: int) -> tuple[Path, str]:
    """Return a section that all print, and its text with another word in it; nothing is written.

    Numbers in a row are paragraphs far from each other: in the middle of the text, near its start,
    near its end. No two numbers have the same word.

    Raises:
        Failed: There is no such word: the briefing is another one.
    """
    paths = [path for name in _SECTIONS if (path := folder / "sections" / f"{name}.md").exists()]
    step = next(step for step in (7, 5, 1) if len(paths) % step or step == 1)
    path = paths[(len(paths) // 2 + number * step) % len(paths)]
    text, found = _VILLAGE.subn(words.village(number), path.read_text(encoding="utf-8"))
    if not found:
        raise Failed(f"{path.name} has no word to change")
    return path, text


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _sources() -> Iterator[str]:
    chance = random.Random("sources")
    for number in range(_SOURCES):
        title = f"{words.thing(chance)} {words.place(chance)}"
        yield (
            f'report{number}: {{type: report, title: "{title}", '
            f"author: [{{literal: Morna Basin Authority}}], "
            f"issued: {2001 + number}-0{1 + number % 9}, "
            f'number: "MBA/{number + 11}"}}\n'
        )


def _figure(number: int) -> str:
    """Bars, with the heights that a chapter's number gives."""
    chance = random.Random(number)
    bars = "".join(
        f'<rect x="{4 + 9 * n}" y="{36 - height}" width="6" height="{height}" fill="#5b6675"/>'
        for n, height in enumerate(chance.choices(range(4, 34), k=11))
    )
    size = 'width="110mm" height="40mm" viewBox="0 0 110 40"'
    axis = '<path d="M2 36H106" stroke="#12263f" stroke-width="0.5"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{axis}{bars}</svg>\n'


class _Chapter:
    """The blocks of one chapter."""

    def __init__(self, number: int, name: str) -> None:
        self.number = number
        self.name = name
        self.chance = random.Random(name)
        self.noted = number % 4 == 1
        """Whether it has a footnote."""

    def blocks(self, readers: Sequence[str]) -> Iterator[str]:
        """Its blocks in order, those of some readers among them."""
        yield self._paragraph()
        for reader in readers:
            yield f'For {reader}: {self._paragraph(2)} {{: audience="{reader}" }}'
        yield f'{self._paragraph(cited=False)} {{: length="full" }}'
        yield from self._parts()

    def _parts(self) -> Iterator[str]:
        specials = [self._list, self._table, self._side, self._list, self._image]
        for number, heading in enumerate(self.chance.sample(words.HEADINGS, 2)):
            yield f"## {heading}"
            yield self._paragraph() if number else self._edited()
            yield specials[(2 * self.number + number) % len(specials)]()
            yield f'{self._paragraph()} {{: length="full" }}'
        if self.noted:
            yield f"[^{self.name}]: {words.sentence(self.chance)}"

    def _paragraph(self, sentences: int = 0, *, cited: bool = True) -> str:
        count = sentences or self.chance.randint(3, 5)
        text = " ".join(words.sentence(self.chance) for _ in range(count))
        if cited and self.chance.random() < 0.5:
            text += (
                f" [@report{self.chance.randrange(_SOURCES)}, para {self.chance.randint(1, 60)}]"
            )
        return text

    def _edited(self) -> str:
        """The paragraph in which `edit` finds its word."""
        note = f"[^{self.name}]" if self.noted else ""
        village = words.village(self.chance.randrange(10_000, 20_000))
        known = f"Whoever lives near {village}, by the river, has heard it said.{note}"
        return f"{self._paragraph(2, cited=False)} {known} {self._paragraph(2)}"

    def _list(self) -> str:
        items = [
            f"- **{words.thing(self.chance)}:** {words.sentence(self.chance)}"
            for _ in range(self.chance.randint(3, 6))
        ]
        return "\n".join(items)

    def _table(self) -> str:
        columns = (words.thing, words.place, words.remark)
        rows = [
            f"| {' | '.join(cell(self.chance) for cell in columns)} |"
            for _ in range(self.chance.randint(4, 8))
        ]
        head = f"/// table | {words.thing(self.chance)}\n    id: tab-{self.name}\n"
        lines = ["| What | Where and when | Remark |", "|---|---|---|", *rows]
        return "\n".join((head, *lines, "///"))

    def _side(self) -> str:
        return f"/// side | {words.thing(self.chance)}\n{words.sentence(self.chance)}\n///"

    def _image(self) -> str:
        return (
            f"/// figure | {words.thing(self.chance)}\n    src: figures/{self.name}.svg\n"
            f"    alt: Eleven bars of different height.\n"
            f'    source: "[@report{self.number}]"\n///'
        )
