"""Destinations in the pack by the ids of their elements, and descriptions of links to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf

from briefing.pdf.imposition import NO_MOVE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.model.composition import OutlineEntry
    from briefing.model.link_names import LinkNames
    from briefing.pdf.imposition import Move
    from briefing.pdf.tags.tree import Annotation

URN = "urn:briefing:"


@dataclass(frozen=True, slots=True)
class Destination:
    """A point on a page: index of the page, and pt from its lower left corner."""

    page: int
    x: float
    y: float

    def explicit(self, pages: Sequence[pikepdf.Object]) -> pikepdf.Array:
        """Return the destination as a PDF array, which leaves the reader's magnification alone."""
        at = pages[self.page]
        return pikepdf.Array([at, pikepdf.Name.XYZ, *numbers(self.x, self.y), None])


@dataclass(slots=True)
class Directory:
    """All named destinations of a pack."""

    places: dict[str, Destination] = field(default_factory=dict)
    parts: dict[str, set[int]] = field(default_factory=dict)
    """Indexes of the parts that an id occurs in."""
    elements: Mapping[str, pikepdf.Object] = field(default_factory=dict)
    """The structure element of each id, in a file whose destinations are elements as well as
    points (ISO 32000-2, 12.3.2.3)."""

    def add(self, part: int, pdf: pikepdf.Pdf, number: int, move: Move = NO_MOVE) -> None:
        """Add the named destinations of a page; of equal ids the first is kept.

        Args:
            part: index of its fragment.
            pdf: the page.
            number: its index in the pack.
            move: how it was placed on a sheet.
        """
        if "/Names" not in pdf.Root or "/Dests" not in pdf.Root.Names:
            return
        names = pdf.Root.Names.Dests.Names.as_list()
        for name, place in zip(names[::2], names[1::2], strict=True):
            _, _, x, y, _ = place.as_list()
            moved = Destination(number, *move.point(float(x), float(y)))
            self.places.setdefault(str(name), moved)
            self.parts.setdefault(str(name), set()).add(part)

    def find(self, anchor: str) -> Destination:
        """Return the destination of an id; raises ``ValueError`` unless exactly one part has it."""
        if anchor not in self.places:
            raise ValueError(f'a link or bookmark leads to "{anchor}", which no fragment has')
        if len(self.parts[anchor]) > 1:
            raise ValueError(f'a link or bookmark leads to "{anchor}", which is in two fragments')
        return self.places[anchor]

    def action(self, anchor: str, pages: Sequence[pikepdf.Object]) -> pikepdf.Dictionary:
        """Return the action that leads to an id; raises ``ValueError`` as `find` does."""
        place = self.find(anchor)
        return pikepdf.Dictionary(S=pikepdf.Name.GoTo, **self._both(anchor, place, pages))

    def bookmark(self, anchor: str, pages: Sequence[pikepdf.Object]) -> dict[str, Any]:
        """Return the keys of a bookmark that leads to an id; raises ``ValueError`` as `find`.

        A destination of its own could be a point or an element, an action can lead to both.
        """
        place = self.find(anchor)
        if anchor in self.elements:
            return {"A": self.action(anchor, pages)}
        return {"Dest": place.explicit(pages)}

    def named(self, anchor: str, pages: Sequence[pikepdf.Object]) -> pikepdf.Object:
        """Return the destination that has an id for its name (ISO 32000-2, 12.3.2.4)."""
        both = self._both(anchor, self.places[anchor], pages)
        return pikepdf.Dictionary(**both) if "SD" in both else both["D"]

    def _both(
        self, anchor: str, place: Destination, pages: Sequence[pikepdf.Object]
    ) -> dict[str, Any]:
        """Return the destination as a point, and as an element if there is one."""
        point = place.explicit(pages)
        if anchor not in self.elements:
            return {"D": point}
        _, *view = point.as_list()
        return {"D": point, "SD": pikepdf.Array([self.elements[anchor], *view])}


@dataclass(frozen=True, slots=True)
class Wording:
    """Descriptions of links: names and titles by id, and folios by page."""

    names: LinkNames
    titles: Mapping[str, str]
    folios: Sequence[str]

    @classmethod
    def of(
        cls, names: LinkNames, outline: Sequence[OutlineEntry], folios: Sequence[str]
    ) -> Wording:
        """Return the wording for a pack with these names, bookmarks and folios."""
        titles: dict[str, str] = {}
        for entry in outline:
            titles.setdefault(entry.anchor, entry.title)
        return cls(names, titles, folios)

    def internal(self, anchor: str, place: Destination, link: Annotation) -> str:
        """Describe a link inside the pack: by what it leads back from, else by the name of its
        target, else by its title in the bookmarks, else by the link's own text, else by its page.

        Args:
            anchor: the id it leads to.
            place: the destination of that id.
            link: the link.
        """
        folio, text = self.folios[place.page], link.text
        if (name := self.names.back.get(link.origin)) is not None:
            return name.on(folio)
        if (name := self.names.places.get(anchor)) is not None:
            return name.on(folio)
        # A single sign such as "3" or "a" says nothing by itself.
        own_words = text if sum(character.isalpha() for character in text) > 1 else ""
        title = self.titles.get(anchor) or own_words
        return self.names.title.on(title) if title else self.names.page.on(folio)

    def external(self, annotation: Annotation) -> str:
        """Describe a link out of the pack: by its own text and its URL."""
        words, url = annotation.text, annotation.target.removeprefix("mailto:")
        return url if words in {"", url, annotation.target} else f"{words} ({url})"


def anchor_of(target: str) -> str | None:
    """Return the id that a link leads to; ``None`` when it leads out of the pack."""
    if target.startswith("#"):
        return target[1:]
    return target.removeprefix(URN) if target.startswith(URN) else None


def numbers(*values: float) -> list[int | float]:
    """Round coordinates to 0.001 pt, whole ones to integers: compact and reproducible."""
    rounded = [round(value, 3) for value in values]
    return [int(value) if value == int(value) else value for value in rounded]
