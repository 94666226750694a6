"""Gives ids to what links and bookmarks lead to: citations, marks of notes, titles of boxes.

They are counted within their section, or within their note, so that what changes in one leaves the
others as they are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.citation_marks import numbers_of
from briefing.model.content import Node
from briefing.model.document import Chapter, ContentsEntry
from briefing.model.node_text import unmarked_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.model.document import Inline, Note, TextSection

_COUNTED = {"citation": "cite", "note-mark": "mark", "box-title": "box"}
"""Kinds of nodes that get an id, with what is in it before the number."""


@dataclass(slots=True)
class Anchors:
    """The ids of a text edition, given in the order of reading."""

    headings: Mapping[str, ContentsEntry]
    """Those that are bookmarks, by their ids."""
    cited: dict[int, list[str]] = field(default_factory=dict)
    """Where each source is cited, by its number."""
    noted: dict[str, list[str]] = field(default_factory=dict)
    """Where each note is referred to, by its id."""
    bookmarks: list[ContentsEntry] = field(default_factory=list)
    """Headings and titles of boxes."""
    _counts: Counter[str] = field(default_factory=Counter)

    def give(self, chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
        """Return ``chapters`` with ids; notes know where they are referred to."""
        return tuple(map(self._chapter, chapters))

    def _chapter(self, chapter: Chapter) -> Chapter:
        sections = tuple(map(self._section, chapter.sections))
        return Chapter(sections, tuple(map(self._note, chapter.notes)))

    def _section(self, section: TextSection) -> TextSection:
        level = 0 if section.opens else self._bookmark(section.id, 0)
        title = self._all(section.title, section.id, level)
        return replace(section, title=title, blocks=self._blocks(section.blocks, section.id, level))

    def _note(self, note: Note) -> Note:
        content = self._all(note.content, note.anchor, 0)
        return replace(note, content=content, places=tuple(self.noted.get(note.anchor, ())))

    def _blocks(self, nodes: Iterable[Node], scope: str, level: int) -> tuple[Node, ...]:
        return tuple(self._node(node, scope, level) for node in nodes)

    def _all(self, parts: Iterable[Node | str], scope: str, level: int) -> Inline:
        """Return the children of a node with ids; below its title, if it has one, bookmarks are a
        level lower."""
        out: list[Node | str] = []
        for part in parts:
            out.append(part if isinstance(part, str) else self._node(part, scope, level))
            if isinstance(part, Node) and part.kind == "box-title":
                level += 1
        return tuple(out)

    def _node(self, node: Node, scope: str, level: int) -> Node:
        """Return ``node`` with ids.

        Args:
            scope: What its ids are counted in.
            level: That of the bookmark above it, 0 if there is none.
        """
        if node.kind in _COUNTED:
            name = f"{scope}.{_COUNTED[node.kind]}"
            self._counts[name] += 1
            anchor = f"{name}{self._counts[name]}"
            self._note_place(node, anchor, level)
            others = (pair for pair in node.attributes if pair[0] != "id")
            node = replace(node, attributes=(*others, ("id", anchor)))
        if node.kind == "subsection":
            level = self._bookmark(node.get("id"), level)
        return replace(node, children=self._all(node.children, scope, level))

    def _note_place(self, node: Node, anchor: str, level: int) -> None:
        if node.kind == "citation":
            for number in numbers_of(node):
                self.cited.setdefault(number, []).append(anchor)
        elif node.kind == "note-mark":
            self.noted.setdefault(node.get("href")[1:], []).append(anchor)
        elif title := " ".join(unmarked_text(node.children).split()):
            self.bookmarks.append(ContentsEntry(level + 1, "", title, anchor))

    def _bookmark(self, anchor: str, level: int) -> int:
        """Note a heading, if it is a bookmark; return the level of what is below it."""
        entry = self.headings.get(anchor)
        if entry is None:
            return level
        self.bookmarks.append(entry)
        return entry.level
