"""Takes a web page apart: its text in the order in which it is read, and all that is beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.prove.extract.extracted import Extract, Inventory, PageText, TextLocation, TextObject
from briefing.prove.extract.object_reader import ObjectContents
from briefing.prove.web.page_tree import COMMENT, name_of, parse
from briefing.prove.web.raster_pictures import without_rasters
from briefing.prove.web.vocabulary import Vocabulary
from briefing.prove.web.web_pictures import read_picture

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from briefing.model.proof import WebMeans

_INLINE = frozenset(("a", "abbr", "code", "em", "s", "span", "strong", "sub", "sup", "time"))
_UNREAD = frozenset(("style", "title", "meta", COMMENT))
_GENERIC = frozenset(("serif", "sans-serif", "monospace"))
_CHECKED = frozenset(
    (
        *("src", "class", "href", "role", "aria-labelledby", "headers", "scope", "tabindex"),
        *("width", "height", "start", "colspan", "rowspan", "datetime"),
    )
)
"""Attributes whose every value the vocabulary knows."""
_SPOKEN = {
    "alt": "the alternative text of a picture",
    "aria-label": "the name of a link or part",
    "title": "the long form of an abbreviation",
}
"""Attributes with words for people, and what findings call them."""


def read_page(data: bytes, means: WebMeans) -> Extract:
    """Return what is in a web page.

    Args:
        data: The page.
        means: What it may be made of.

    Raises:
        UnreadableFileError: It cannot be parsed.
    """
    page, rasters = without_rasters(data)
    root, foreign = parse(page)
    reader = _Reader(means.families | _GENERIC, rasters)
    reader.read(root)
    faults = list(reader.faults)
    ids = frozenset(value for e in root.iter() if (value := e.get("id")) is not None)
    faults += Vocabulary(means, ids).faults(root)
    if foreign:
        message = "the page is not, byte for byte, in the form that is written here"
        faults.insert(0, ("P160", message))
        source = TextLocation("the source of the page", foreign, machine_written=True)
        reader.locations.append(source)
    title = next((e.text or "" for e in root.iter() if name_of(e) == "title"), "")
    reader.locations.append(TextLocation("the document's Title", title))
    return Extract(
        pages=(reader.page(),),
        locations=tuple(reader.locations),
        addresses=tuple(reader.addresses),
        object_contents=ObjectContents(),
        inventory=Inventory(faults=tuple(faults), pictures=tuple(reader.pictures)),
        version="",
        title=title,
        language=root.get("lang", ""),
        tagged=True,
        encrypted=False,
        attachments=(),
        revisions=1,
        paged=False,
    )


@dataclass(slots=True)
class _Reader:
    """Walks the tree of a page in reading order."""

    families: frozenset[str]
    """Typefaces that drawings may name."""
    rasters: Mapping[str, str]
    """Hashes of the pictures that were taken out, by the addresses that stand for them."""
    locations: list[TextLocation] = field(default_factory=list)
    addresses: list[TextLocation] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _objects: list[TextObject] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)
    """Characters of the text object that is not finished."""

    def page(self) -> PageText:
        """Return the text as one page."""
        self._end()
        return PageText("".join(self._text), tuple(self._objects))

    def read(self, element: Element) -> None:
        """Read an element and all below it."""
        name = name_of(element)
        self._read_attributes(element, name)
        if name in _UNREAD:
            if name == COMMENT:
                self.locations.append(TextLocation("a comment", element.text or ""))
            return
        is_block = name not in _INLINE
        is_label = "label" in element.get("class", "").split()
        if is_block or is_label:
            self._end()
        if name == "img":
            self._read_image(element)
        self._say(element.text or "")
        for child in element:
            self.read(child)
            self._say(child.tail or "")
        if is_block or is_label:
            self._end(label=is_label)

    def _say(self, text: str) -> None:
        first = len(self._text)
        self._text += text
        self._open += range(first, len(self._text))

    def _end(self, *, label: bool = False) -> None:
        """End the text object that is open; a line ends after it."""
        if any(not self._text[n].isspace() for n in self._open):
            path = (len(self._objects) + 1,)
            self._objects.append(TextObject(tuple(self._open), path, label=label))
            self._text.append("\n")
        self._open = []

    def _read_image(self, element: Element) -> None:
        source = element.get("src", "")
        if source in self.rasters:
            self.pictures.append((self.rasters[source], "a picture of the page"))
            return
        picture = read_picture(source, self.families)
        if picture is None:
            self.faults.append(("P162", "a picture is not in the page, or of another kind"))
            return
        self.pictures.append((picture.digest, "a picture of the page"))
        self.faults += [("P162", fault) for fault in picture.faults]
        for text in picture.texts:
            self._say(text)
            self._end()
        self.locations += [
            TextLocation("the drawing of a picture", value, machine_written=True)
            for value in picture.values
        ]

    def _read_attributes(self, element: Element, name: str) -> None:
        for key, value in element.attrib.items():
            if key in _SPOKEN:
                self.locations.append(TextLocation(_SPOKEN[key], value))
            elif key in {"id", "lang"}:
                location = TextLocation(f"the ID of a <{name}>", value, machine_written=True)
                self.locations.append(location)
            elif key == "href" and not value.startswith("#"):
                self.addresses.append(TextLocation("a link", value, machine_written=True))
            elif key not in _CHECKED and name != "meta":
                where = f"the attribute {key} of a <{name}>"
                self.locations.append(TextLocation(where, value, machine_written=True))
