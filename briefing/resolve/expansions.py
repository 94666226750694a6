"""Acronyms that say what they stand for, to who hears them: the first under each heading.

A reader of paper looks an acronym up, or back to where it was spelled out. Who listens can do
neither. But one who hears the full name each time hears little else: so it is the first in each
section, slide or card, unless it is spelled out there anyway (WCAG 2.2, 3.1.4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.content import Node
from briefing.model.document import Chapter
from briefing.model.kinds import KINDS
from briefing.text.acronym_forms import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.model.cards import Card
    from briefing.model.deck import Slide
    from briefing.model.document import Inline, Note, TextSection
    from briefing.model.settings import Acronym

_LEFT_ALONE = frozenset({"a", "code", "citation", "note-mark", "abbr", "sub", "sup", "th"})
"""Words of these are heard as they are: links by their names, heads of columns with each cell."""

_QUOTED = tuple("“„«‹‘\"'")
"""Before an acronym that is quoted: the text is about the word."""


@dataclass(slots=True)
class Expansions:
    """The acronyms of one edition, marked where they are heard with their expansion."""

    known: Mapping[str, Acronym]
    said: dict[str, None] = field(default_factory=dict)
    """Every expansion that is heard somewhere, in reading order."""
    _told: set[str] = field(default_factory=set)
    """Acronyms that were told under this heading."""
    _pattern: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        if self.known:
            names = "|".join(re.escape(n) for n in sorted(self.known, key=len, reverse=True))
            self._pattern = re.compile(rf"(?<![\w-])({names})(s?)(?![\w]|-\w)")

    def chapter(self, chapter: Chapter) -> Chapter:
        """Return a chapter with its acronyms marked, anew in each section and footnote."""
        return Chapter(
            tuple(map(self._section, chapter.sections)), tuple(map(self._note, chapter.notes))
        )

    def slide(self, slide: Slide) -> Slide:
        """Return a slide, and what is said to it, with its acronyms marked."""
        self._told.clear()
        slots = tuple(replace(slot, blocks=self._blocks(slot.blocks)) for slot in slide.slots)
        return replace(slide, slots=slots, script=self._blocks(slide.script))

    def card(self, card: Card) -> Card:
        """Return a card with its acronyms marked in the answer."""
        self._told.clear()
        parts = tuple(replace(part, blocks=self._blocks(part.blocks)) for part in card.parts)
        return replace(card, parts=parts)

    def _section(self, section: TextSection) -> TextSection:
        self._told.clear()
        return replace(section, blocks=self._blocks(section.blocks))

    def _note(self, note: Note) -> Note:
        self._told.clear()
        return replace(note, content=self._inline(note.content))

    def _blocks(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        return tuple(map(self._node, nodes))

    def _node(self, node: Node) -> Node:
        kind = KINDS.get(node.kind)
        if kind is None or kind.is_title or node.kind in _LEFT_ALONE:
            return node
        if not kind.prose and node.kind != "table":
            return node
        if node.get("lang"):
            return node  # heard in another language than the expansion is in
        if node.kind == "subsection":
            self._told.clear()
        return replace(node, children=self._inline(node.children))

    def _inline(self, parts: Inline) -> Inline:
        out: list[Node | str] = []
        for part in parts:
            out += self._text(part) if isinstance(part, str) else [self._node(part)]
        return tuple(out)

    def _text(self, text: str) -> list[Node | str]:
        out: list[Node | str] = []
        done = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            name, acronym = match[1], self.known[match[1]]
            if name in self._told or text[: match.start()].endswith(_QUOTED):
                continue
            self._told.add(name)
            full = plural(acronym) if match[2] else acronym.full
            if _is_spelled_out(text[: match.start()], text[match.end() :], full):
                continue
            self.said[full] = None
            out += filter(None, (text[done : match.start()],))
            out.append(Node("abbr", (("title", full),), (match[0],)))
            done = match.end()
        return [*out, *filter(None, (text[done:],))]


def _is_spelled_out(before: str, after: str, full: str) -> bool:
    """Return whether an acronym stands beside what it stands for: “Kosovo Force’s (KFOR’s)”."""
    head = before.casefold()
    inside = head.endswith("(") and full.casefold() in head[-len(full) - 6 :]
    return inside or after.casefold().startswith(f" ({full})".casefold())
