"""Places in the pack by the ids of the elements there, and what a link to one is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf

from briefing.pdf.identification import go_to
from briefing.pdf.imposition import NO_MOVE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.model.composition import OutlineEntry
    from briefing.pdf.imposition import Move
    from briefing.pdf.tags.tree import Annotation

URN = "urn:briefing:"


@dataclass(frozen=True, slots=True)
class Destination:
    """A point on a page: the page from 0, pt from its lower left corner."""

    page: int
    x: float
    y: float

    def explicit(self, pages: Sequence[pikepdf.Object]) -> pikepdf.Array:
        """The destination as it is written, magnification left as the reader has it."""
        at = pages[self.page]
        return pikepdf.Array([at, pikepdf.Name.XYZ, *numbers(self.x, self.y), None])


@dataclass(slots=True)
class Directory:
    """All anchors of a pack."""

    places: dict[str, Destination] = field(default_factory=dict)
    parts: dict[str, set[int]] = field(default_factory=dict)
    """In which parts, from 0, an id occurs."""

    def add(self, part: int, pdf: pikepdf.Pdf, first_page: int, move: Move = NO_MOVE) -> None:
        """Enter the named destinations of a fragment, which may stand moved on its pages; of equal
        ids the first is kept."""
        if "/Names" not in pdf.Root or "/Dests" not in pdf.Root.Names:
            return
        pages = {page.obj.objgen: first_page + n for n, page in enumerate(pdf.pages)}
        names = pdf.Root.Names.Dests.Names.as_list()
        for name, place in zip(names[::2], names[1::2], strict=True):
            page, _, x, y, _ = place.as_list()
            moved = Destination(pages[page.objgen], *move.point(float(x), float(y)))
            self.places.setdefault(str(name), moved)
            self.parts.setdefault(str(name), set()).add(part)

    def find(self, anchor: str) -> Destination:
        """The place of an id. Raises ``ValueError`` when no part or more than one part has it."""
        if anchor not in self.places:
            raise ValueError(f'a link or bookmark leads to "{anchor}", which no fragment has')
        if len(self.parts[anchor]) > 1:
            raise ValueError(f'a link or bookmark leads to "{anchor}", which is in two fragments')
        return self.places[anchor]


@dataclass(frozen=True, slots=True)
class Wording:
    """What links are called: titles by id, folios by page, in the language of the pack."""

    titles: Mapping[str, str]
    folios: Sequence[str]
    language: str

    @classmethod
    def of(cls, outline: Sequence[OutlineEntry], folios: Sequence[str], language: str) -> Wording:
        """The wording for a pack with these bookmarks and folios."""
        titles: dict[str, str] = {}
        for entry in outline:
            titles.setdefault(entry.anchor, entry.title)
        return cls(titles, folios, language)

    def internal(self, anchor: str, place: Destination, text: str) -> str:
        """A link inside the pack: the title it leads to, else its own words, else the page."""
        to_title, to_page = go_to(self.language)
        # A mark such as "3" or "a" says nothing by itself.
        own_words = text if sum(character.isalpha() for character in text) > 1 else ""
        title = self.titles.get(anchor) or own_words
        return to_title.format(title) if title else to_page.format(self.folios[place.page])

    def external(self, annotation: Annotation) -> str:
        """A link to somewhere else: its own words and where they lead."""
        words, url = annotation.text, annotation.target.removeprefix("mailto:")
        return url if words in {"", url, annotation.target} else f"{words} ({url})"


def anchor_of(target: str) -> str | None:
    """The id that a link leads to; ``None`` when it leads out of the pack."""
    if target.startswith("#"):
        return target[1:]
    return target.removeprefix(URN) if target.startswith(URN) else None


def numbers(*values: float) -> list[int | float]:
    """Coordinates to a thousandth of a point, whole ones as integers: compact and repeatable."""
    rounded = [round(value, 3) for value in values]
    return [int(value) if value == int(value) else value for value in rounded]
