"""Pages as they are measured: each text with its box and the block that it is of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.findings import Location

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from briefing.model.proof import Expectation
    from briefing.prove.completeness import Located
    from briefing.prove.extract.extracted import Box, Extract, PageText, Picture, TextObject
    from briefing.prove.letter_stream import LetterStream

Path = tuple[int, ...]

_SIBLINGS = 2
"""Numbers of a picture's path below the element that it shares with its caption."""
_IN_CAPTION = 3
"""The same of a paragraph of that caption."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text object on a page."""

    object: TextObject
    words: str
    block: int
    """Number of the block it shows; -1 if it is of none."""

    @property
    def box(self) -> Box:
        """Return where its letters are."""
        return self.object.box

    @property
    def group(self) -> Hashable:
        """Return what is at fault if this text is: a whole table, else a block."""
        if self.object.table:
            return self.table
        return self.block if self.block >= 0 else self.object.path[:-1]

    @property
    def table(self) -> tuple[int, ...]:
        """Return the path of the table that it is in; empty if it is in none."""
        return self.object.path[: self.object.table]


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """A page with all its text that is not furniture or decoration, its pictures, its furniture.

    What of the furniture is read aloud is text by its tags, but stands where the rest of it does.
    """

    number: int
    """From 1."""
    size: tuple[float, float]
    """Width and height in pt."""
    texts: tuple[PlacedText, ...]
    pictures: tuple[Picture, ...]
    furniture: tuple[PlacedText, ...]


class Blocks:
    """Which block of an edition a text or picture is of, and where that is written."""

    def __init__(
        self, file: Extract, expectation: Expectation, text: LetterStream, located: Located
    ) -> None:
        self.shown = expectation.shown
        self._lines = expectation.lines
        self._aloud = expectation.aloud
        self._number_at: dict[tuple[int, int], int] = {}
        for number, spans in located.spans.items():
            for low, high in spans:
                at = low
                while 0 <= at < high:
                    self._number_at[text.pages[at], text.chars[at]] = number
                    at = text.breaks.find(1, at + 1, high)
        self.pages = tuple(self._measured(n, page) for n, page in enumerate(file.pages))
        self._beside = self._texts_beside()

    def _texts_beside(self) -> dict[Path, list[PlacedText]]:
        """Return the texts of each table, and of each element that is around a picture."""
        placed = [text for page in self.pages for text in page.texts]
        around = {p.path[:-_SIBLINGS] for page in self.pages for p in page.pictures}
        around.update(text.table for page in self.pages for text in (*page.texts, *page.furniture))
        found: dict[Path, list[PlacedText]] = defaultdict(list)
        above: dict[Path, list[list[PlacedText]]] = {}  # many texts have one path
        for text in placed:
            path = text.object.path
            if path not in above:
                parts = (path[:length] for length in range(1, len(path)))
                above[path] = [found[part] for part in parts if part in around]
            for texts in above[path]:
                texts.append(text)
        return found

    def _measured(self, index: int, page: PageText) -> MeasuredPage:
        texts = [
            PlacedText(found, words, self._block_of(index, found))
            for found in page.text_objects
            if (words := "".join(map(page.text.__getitem__, found.chars)).strip())
        ]
        return MeasuredPage(
            index + 1,
            page.size,
            tuple(t for t in texts if not t.object.artifact and t.block not in self._aloud),
            page.pictures,
            tuple(t for t in texts if t.object.standing or t.block in self._aloud),
        )

    def _block_of(self, page: int, found: TextObject) -> int:
        for char in found.chars:
            number = self._number_at.get((page, char))
            if number is not None:
                return number
        return -1

    def place(self, block: int, otherwise: Location) -> Location:
        """Return file and line of a block, or another location if they are not known."""
        text = self._lines.get(self.shown[block], "") if block >= 0 else ""
        path, _, line = text.rpartition(":")
        return Location(path, int(line)) if line.isdigit() else otherwise

    def place_of(self, text: PlacedText, otherwise: Location) -> Location:
        """Return file and line of a text: of a table, those where it begins."""
        if not text.object.table:
            return self.place(text.block, otherwise)
        cells = self._beside.get(text.table, [text])
        return min((self.place(cell.block, otherwise) for cell in cells), default=otherwise)

    def place_of_picture(self, picture: Picture, otherwise: Location) -> Location:
        """Return file and line of a picture: those of its title or caption."""
        places = (self.place(text.block, otherwise) for text in self.beside(picture))
        return next(places, otherwise)

    def beside(self, picture: Picture) -> Sequence[PlacedText]:
        """Return title and captions of a picture, in the order of the pages."""
        return self._beside.get(picture.path[:-_SIBLINGS], ())

    def titles(self, label: str) -> Iterator[tuple[int, MeasuredPage, PlacedText]]:
        """Yield each numbered figure: its number, its page and the beginning of its title."""
        figures = {p.path[:-_SIBLINGS] for page in self.pages for p in page.pictures}
        for page in self.pages:
            for placed in page.texts:
                number = placed.words.removeprefix(label).split()[:1]
                if (
                    placed.words.startswith(label)
                    and placed.object.path[:-_IN_CAPTION] in figures
                    and number
                    and number[0].isdecimal()
                ):
                    yield int(number[0]), page, placed
