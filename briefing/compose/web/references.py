"""Links there and back: where notes and sources are referred to, and what links are called."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.node_text import inline_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.model.document import Note, SourceEntry

_LONGEST = 160
"""Characters of a source or note that are heard before one decides to go there."""


def source_id(number: int | str) -> str:
    """Return the id of an entry of the list of sources; ``src.1`` may be a block of a section."""
    return f"of.src.{number}"


@dataclass(slots=True)
class References:
    """Counts the places where each note and source is referred to, while text is written."""

    labels: Mapping[str, str]
    sources: Mapping[int, str] = field(default_factory=dict)
    """What each entry says, by its number."""
    notes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Mark and text of each note, by its id."""
    places: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Ids of the places that refer to an entry, by its id."""

    tables: int = 0
    """Tables without a title."""

    @classmethod
    def to(
        cls, labels: Mapping[str, str], notes: Sequence[Note], sources: Sequence[SourceEntry]
    ) -> References:
        """Return what is to be referred to, before anything does."""
        return cls(
            labels,
            {entry.number: inline_text(entry.content) for entry in sources},
            {note.anchor: (note.mark, inline_text(note.paragraphs()[0])) for note in notes},
        )

    def place(self, target: str) -> str:
        """Return the id of one more place that refers to ``target``."""
        known = self.places[target]
        known.append(f"to.{target}.{len(known) + 1}")
        return known[-1]

    def source_name(self, number: int) -> str:
        """Return what a link to a source is called; empty where the edition has no such list."""
        if number not in self.sources:
            return ""
        text = _opening(self.sources[number])
        return self.labels["link_source"].format(number=number, entry=text)

    def note_name(self, anchor: str) -> str:
        """Return what a link to a note is called."""
        mark, text = self.notes[anchor]
        return self.labels["link_note"].format(mark=mark, words=_opening(text))

    def back_to_source(self, number: int) -> list[dict[str, str]]:
        """Return a link to each place that cites a source: id, mark and name."""
        return self._back(source_id(number), "web_back_source", number=number)

    def back_to_note(self, anchor: str) -> list[dict[str, str]]:
        """Return a link to each place that refers to a note: id, mark and name."""
        return self._back(anchor, "web_back_note", mark=self.notes[anchor][0])

    def table_name(self, title: str) -> str:
        """Return what a table without a title is called; ``title`` is that of its section."""
        self.tables += 1
        return self.labels["web_table"].format(number=self.tables, title=title)

    def _back(self, target: str, label: str, **values: object) -> list[dict[str, str]]:
        places = self.places.get(target, [])
        if len(places) == 1:
            return [{"id": places[0], "mark": "", "name": self.labels[label].format(**values)}]
        several = self.labels[f"{label}_at"]
        return [
            {"id": place, "mark": str(n), "name": several.format(place=n, **values)}
            for n, place in enumerate(places, start=1)
        ]

    def highest_number(self) -> int:
        """Return the highest number that a link may name: of a source, or of a place citing one."""
        return max((*map(len, self.places.values()), *self.sources), default=0)

    def descriptions(self) -> tuple[str, ...]:
        """Return what links may be called, with ``{}`` for a number or the text they lead to."""
        say = self.labels
        found = [say["web_back_source"].format(number="{}")]
        for number in self.sources:
            found.append(say["link_source"].format(number=number, entry="{}"))
            found.append(say["web_back_source_at"].format(place="{}", number=number))
        for mark, _ in self.notes.values():
            found.append(say["link_note"].format(mark=mark, words="{}"))
            found.append(say["web_back_note"].format(mark=mark))
            found.append(say["web_back_note_at"].format(place="{}", mark=mark))
        counted = range(1, self.tables + 1)
        found += [say["web_table"].format(number=number, title="{}") for number in counted]
        return tuple(found)


def _opening(text: str) -> str:
    """Return ``text``, or whole words of it where it is too long to be listened to."""
    if len(text) <= _LONGEST:
        return text
    return text[: text.rfind(" ", 0, _LONGEST)]
