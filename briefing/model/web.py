"""The web page of an edition: its text as one file of HTML, and what its proof must know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.composition import Traces
    from briefing.model.document import Document
    from briefing.model.pictures import StoredPicture


STORED = "stored:"
"""What stands before the key of a picture in the address that stands for it."""


@dataclass(frozen=True, slots=True)
class WebPicture:
    """A picture as a browser is given it: without metadata, and with nothing that is not drawn."""

    mime: str
    """``image/svg+xml``, ``image/png`` or ``image/jpeg``."""
    data: bytes = field(repr=False)
    width: float
    """In CSS px, as on paper."""
    height: float
    stored: StoredPicture | None = None
    """Where its bytes are, if they are on disk; the page is given them when it is written."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """An edition as one file of HTML, which needs no other file and runs nothing."""

    document: Document = field(repr=False)
    html: str = field(repr=False)
    stylesheet: str = field(repr=False)
    """Of the theme, as it stands in the page."""
    blocks: tuple[str, ...] = field(repr=False)
    """Every text of the page in its order."""
    traces: Traces = field(repr=False)
    descriptions: tuple[str, ...]
    """How links are described, with ``{}`` for the text that they lead to."""
    highest_number: int
    """The highest number that a link names."""
    pictures: Mapping[str, WebPicture] = field(repr=False)
    """Those it shows, by their names in the document."""
    entries: tuple[str, ...] = ()
    """The lines of its list of contents."""
