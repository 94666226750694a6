"""Page by page through a fragment: each page is taken from a shelf if it can be, or laid out.

A page follows from where it begins (in what token, in which state, with what page style) and from
the tokens that its layout consumed or looked at. Pages are stored under the hash of these. So a
page is found again wherever it stands: after an edit before it, in another edition, in another
process. What is in doubt is laid out by the engine, from the state that it would be in itself:
pages that begin or end in columns, in what is to stay on one page, with a float or a note carried
over, on the other side of a blank page.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from briefing.model.stored_pages import PageEnd
from briefing.typeset.box_signatures import UnsupportedBox, canonical
from briefing.typeset.box_stream import BoxStream, has_element
from briefing.typeset.layout import PlacedPage, Position
from briefing.typeset.page_flow import must_not_break
from briefing.typeset.weasyprint_library import boxes

if TYPE_CHECKING:
    from collections.abc import Collection

    from briefing.model.stored_pages import PageShelf
    from briefing.typeset.engine_pages import EnginePages, PageStart

_PRINTS_NOTHING = (None, "normal", "none", [("element()", ("note", "all-once"))])
"""What boxes around a page may say of their content; the last is the engine's own way to print
notes, of which there are none."""


@dataclass(slots=True)
class RoundMemory:
    """Pages that earlier rounds of the same fragment have laid out: their elements are the same.

    So a page counts only where it was: where the text is repeated, others have its key.
    """

    pages: dict[tuple[str, Any], PlacedPage] = field(default_factory=dict)
    """By their keys and first elements."""
    reaches: dict[str, list[int]] = field(default_factory=dict)
    """By their starts."""

    def keep(self, placed: PlacedPage) -> None:
        """Keep a page that was laid out, if it has a key."""
        if placed.key and (placed.key, placed.first) not in self.pages:
            self.pages[placed.key, placed.first] = placed
            self.reaches.setdefault(placed.start, []).append(placed.reach)


class PageLoop:
    """Goes through the pages of one fragment."""

    def __init__(
        self,
        pages: EnginePages,
        stream: BoxStream,
        memory: RoundMemory,
        shelf: PageShelf | None = None,
    ) -> None:
        """Prepare for a fragment whose boxes are built.

        Args:
            pages: The engine's pages.
            stream: The boxes, as tokens.
            memory: Pages of earlier rounds.
            shelf: Where pages are stored.
        """
        self._pages = pages
        self._stream = stream
        self._shelf = shelf
        self._memory = memory
        self._fresh: list[PlacedPage] = []
        """Pages that were laid out now."""

    def run(self, relaid: Collection[str] = ()) -> list[PlacedPage]:
        """Return all pages, in order.

        Args:
            relaid: Keys of pages that are laid out though they are stored.

        Raises:
            UnsupportedBox: A page ends where no page can be told to begin.
        """
        placed: list[PlacedPage] = []
        while self._pages.has_more(len(placed)):
            start = self._pages.start(len(placed))
            page = self._placed(start)
            if not (page.start and self._take(page, start, relaid)):
                self._lay_out(page)
            placed.append(page)
        for page in self._fresh:
            page.laid = self._pages.finished(page.number, page.laid, len(placed))
        return placed

    # ── where a page begins ───────────────────────────────────────────────────────────────

    def _placed(self, start: PageStart) -> PlacedPage:
        """Return a page that begins now."""
        position = self._stream.position(start.resume_at)
        page = PlacedPage(start.number, position, self._stream.element(position.token))
        if not (start.is_blank or self._pages.carries_over) and self._may_cut(position):
            with suppress(UnsupportedBox):
                page.start = self._start_key(position, start)
        return page

    def _start_key(self, position: Position, start: PageStart) -> str:
        """Return the hash of where and how a page begins.

        Raises:
            UnsupportedBox: Style sheets say something of it that cannot be hashed.
        """
        styles = list(self._pages.styles(start))
        for pseudo, said in styles:
            if pseudo is not None and said.get("content") not in _PRINTS_NOTHING:
                raise UnsupportedBox("what is printed around pages: it may count them")
        told = canonical(
            [
                not start.number,
                start.resume_at is None,
                start.next_page,
                start.right if self._stream.has_sides else None,
                self._stream.around[position.token].hex(),
                self._stream.digests[position.token].hex(),
                position.rest,
                styles,
            ]
        )
        return _digest(told)

    def _may_cut(self, position: Position) -> bool:
        """Return whether pages may be stored that begin or end at a place.

        That is between blocks, between the lines of one or the rows of a table: none that is to
        stay on one page, and none that the engine has made up, unless it is the first in its
        element. (Before it there might be more elements or fewer, and places on the page are told
        from the element that it begins with.)
        """
        stream = self._stream
        box = stream.boxes[position.token]
        if box is None:
            return False
        if not (has_element(box) or box.is_table_wrapper or stream.is_first(position.token)):
            return False
        if any(must_not_break(one) for one in self._stream.open_at(position.token)):
            return False
        if position.rest is None:
            return True
        if box.is_table_wrapper:
            return not any(must_not_break(one) for one in (box, *box.children))
        in_lines = type(box) is boxes.BlockBox and isinstance(box.children[-1], boxes.LineBox)
        return in_lines and not must_not_break(box)

    # ── pages that are known ──────────────────────────────────────────────────────────────

    def _take(self, page: PlacedPage, start: PageStart, relaid: Collection[str]) -> bool:
        """Fill in a page that is known; return whether it is."""
        if not (self._recall(page) or (self._shelf and self._fetch(page, self._shelf, relaid))):
            return False
        resume_at, next_page = None, {"break": "any", "page": None}
        if page.end is not None:
            following = Position(page.position.token + page.end.tokens, page.end.rest)
            resume_at = self._stream.resume_at(following)
            next_page = dict(zip(("break", "page"), page.end.next_page, strict=True))
        self._pages.go_on(start, resume_at, next_page)
        return True

    def _recall(self, page: PlacedPage) -> bool:
        """Fill in a page that an earlier round has laid out; return whether there is one."""
        for reach in self._memory.reaches.get(page.start, ()):
            key = self._key(page, reach)
            if (known := self._memory.pages.get((key, page.first))) is not None:
                page.reach, page.key, page.end, page.laid = reach, key, known.end, known.laid
                return True
        return False

    def _fetch(self, page: PlacedPage, shelf: PageShelf, relaid: Collection[str]) -> bool:
        """Fill in a page from the shelf; return whether there is one."""
        for reach in shelf.reaches(page.start):
            if reach <= len(self._stream.digests) - page.position.token:
                key = self._key(page, reach)
                found = None if key in relaid else shelf.page(key)
                if found is not None and self._leads_on(page, found.end):
                    page.reach, page.key, page.end, page.taken = reach, key, found.end, found
                    return True
        return False

    def _leads_on(self, page: PlacedPage, end: PageEnd | None) -> bool:
        """Return whether there is something where a stored page says that the next one begins."""
        if end is None:
            return True
        token = page.position.token + end.tokens
        forward = end.tokens > 0 or (end.rest is not None and end.rest != page.position.rest)
        return forward and token < len(self._stream.boxes) and self._stream.boxes[token] is not None

    def _key(self, page: PlacedPage, reach: int) -> str:
        first = page.position.token
        return _digest(f"{page.start} {reach} {self._stream.digest(first, first + reach)}")

    # ── pages that are laid out ───────────────────────────────────────────────────────────

    def _lay_out(self, page: PlacedPage) -> None:
        """Lay out a page, and note what it follows from."""
        stream = self._stream
        furthest = page.position.token

        def see(box: Any) -> None:
            nonlocal furthest
            number = stream.number_of(box)
            if number is not None and number > furthest:
                furthest = number

        page.laid, resume_at, next_page = self._pages.lay_out(page.number, see)
        self._fresh.append(page)
        if resume_at is not None:
            end = stream.position(resume_at)
            furthest = max(furthest, end.token)
            tokens = end.token - page.position.token
            page.end = PageEnd(tokens, end.rest, (next_page["break"], next_page["page"]))
            if not self._may_cut(end):
                page.start = ""
        if self._pages.carries_over:
            page.start = ""
        if page.start:
            page.reach = stream.look_ahead(furthest) - page.position.token
            page.key = self._key(page, page.reach)
            self._memory.keep(page)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=32).hexdigest()
