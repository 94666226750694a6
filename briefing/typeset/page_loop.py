"""Page by page through a fragment: each page is taken from a store if it can be, or laid out.

A page follows from where it begins (in what token, in which state, with what page style) and from
the tokens that its layout consumed or looked at. Pages are stored under the hash of these. So a
page is found again wherever it stands: after an edit before it, in another edition, in another
process. What is in doubt is laid out by the engine, from the state that it would be in itself:
pages that begin or end inside a table, in columns, with a float or a note carried over, on the
other side of a blank page.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol

from briefing.typeset.box_signatures import UnsupportedBox, canonical
from briefing.typeset.box_stream import BoxStream, Position, is_plain
from briefing.typeset.weasyprint_library import block_layout, boxes, page_layout

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence


@dataclass(frozen=True, slots=True)
class PageEnd:
    """Where a page ends, seen from its beginning, and what the next page is told."""

    tokens: int
    """Tokens from the one that the page begins in to the one that the next begins in."""
    rest: Any
    """The engine's skip stack inside that token; None before it."""
    next_page: tuple[str, str | None]
    """The kind of break, and the name of the next page."""


@dataclass(slots=True)
class PlacedPage:
    """A page of a fragment, taken or laid out."""

    number: int
    """From 0."""
    start: Position
    start_key: str = ""
    """Hash of where and how it begins; empty if that is in doubt, and it cannot be stored."""
    reach: int = 0
    """Tokens that it consumed or looked at."""
    key: str = ""
    """Hash of the start and of these tokens; empty if it cannot be stored."""
    end: PageEnd | None = None
    """None for the last page."""
    laid: Any = None
    """The engine's page, if it was laid out."""
    taken: Any = None
    """What was stored of it, if it was taken."""


class PageShelf(Protocol):
    """Where pages are looked for."""

    def reaches(self, start_key: str) -> Sequence[int]:
        """Return how far pages have looked that began so."""

    def page(self, key: str) -> tuple[PageEnd | None, Any] | None:
        """Return the end of a page, and what was stored of it; None if there is none."""


@dataclass(slots=True)
class _LaidEarlier:
    """A page that was laid out in an earlier round, of the same elements."""

    reach: int
    end: PageEnd | None
    laid: Any


@dataclass(slots=True)
class RoundMemory:
    """Pages that earlier rounds of the same fragment have laid out, by their keys."""

    pages: dict[str, _LaidEarlier] = field(default_factory=dict)
    starts: dict[str, list[int]] = field(default_factory=dict)

    def keep(self, placed: PlacedPage) -> None:
        """Keep a page that was laid out."""
        if placed.key and placed.key not in self.pages:
            self.pages[placed.key] = _LaidEarlier(placed.reach, placed.end, placed.laid)
            self.starts.setdefault(placed.start_key, []).append(placed.reach)


def install() -> None:
    """Have the engine note how far it looks. To call it again changes nothing."""
    if not hasattr(block_layout._in_flow_layout, "around"):
        block_layout._in_flow_layout = _noting(block_layout._in_flow_layout)
        block_layout._out_of_flow_layout = _noting(block_layout._out_of_flow_layout)


def _noting(around: Any) -> Any:
    """Return a layout of children that notes the furthest child it was called for."""

    def layout(context: Any, box: Any, index: int, child: Any, *rest: Any) -> Any:
        if (furthest := context.__dict__.get("furthest")) is not None:
            furthest.see(child)
        return around(context, box, index, child, *rest)

    layout.around = around  # type: ignore[attr-defined]
    return layout


@dataclass(slots=True)
class _Furthest:
    """The furthest token that a layout was called for."""

    stream: BoxStream
    token: int = 0

    def see(self, box: Any) -> None:
        number = self.stream.number_of(box)
        if number is not None and number > self.token:
            self.token = number


class PageLoop:
    """Goes through the pages of one fragment."""

    def __init__(
        self,
        html: Any,
        context: Any,
        stream: BoxStream,
        salt: str,
        shelf: PageShelf | None,
        memory: RoundMemory,
    ) -> None:
        """Prepare for a fragment whose boxes are built.

        Args:
            html: WeasyPrint's document.
            context: Its layout context.
            stream: The boxes, as tokens.
            salt: Hash of everything else that pages depend on: engine, theme, options.
            shelf: Where pages are looked for.
            memory: Pages of earlier rounds.
        """
        self._html = html
        self._context = context
        self._stream = stream
        self._salt = salt
        self._shelf = shelf
        self._memory = memory

    def run(self, relaid: Collection[str] = ()) -> list[PlacedPage]:
        """Return all pages, in order.

        Args:
            relaid: Keys of pages that are laid out though they are stored.
        """
        self._context.rendered_notes = []
        placed: list[PlacedPage] = []
        while True:
            page = self._page(len(placed), relaid)
            placed.append(page)
            goes_on = self._context.page_maker[len(placed)][0] is not None
            if not goes_on and not self._context.reported_footnotes:
                return placed

    def _page(self, number: int, relaid: Collection[str]) -> PlacedPage:
        resume_at = self._context.page_maker[number][0]
        try:
            page = PlacedPage(number, self._stream.position(resume_at))
        except UnsupportedBox:
            page = PlacedPage(number, Position(0))
            return self._lay_out(page)
        page.start_key = self._start_key(page)
        if page.start_key and self._take(page, relaid):
            return page
        return self._lay_out(page)

    # ── where a page begins ───────────────────────────────────────────────────────────────

    def _start_key(self, page: PlacedPage) -> str:
        """Return the hash of where and how a page begins; empty if that is in doubt."""
        context, stream, number = self._context, self._stream, page.number
        if context.broken_out_of_flow or context.reported_footnotes or not self._may_cut(page.start):
            return ""
        resume_at, next_page, right_page, *_ = context.page_maker[number]
        page_type, state = self._page_type(number)
        if page_type.blank:
            return ""
        try:
            told = canonical(
                [
                    self._salt,
                    number == 0,
                    resume_at is None,
                    dict(next_page),
                    stream.has_sides and right_page,
                    stream.around[page.start.token].hex(),
                    page.start.rest,
                    *self._page_styles(page_type, number, state),
                ]
            )
        except UnsupportedBox:
            return ""
        first = stream.digests[page.start.token]
        return blake2b(told.encode() + first, digest_size=16).hexdigest()

    def _may_cut(self, position: Position) -> bool:
        """Return whether pages may be stored that begin or end at a place: between blocks, or
        between the lines of one, none of them made up by the engine."""
        box = self._stream.boxes[position.token]
        if box is None or box.element is None or box.element_tag != box.element.tag:
            return False
        if position.rest is None:
            return True
        return type(box) is boxes.BlockBox and isinstance(box.children[-1], boxes.LineBox)

    def _page_type(self, number: int) -> tuple[Any, Any]:
        """Return the type of a page, for style sheets, and its state, as `remake_page` does."""
        resume_at, next_page, right_page, state, _ = self._context.page_maker[number]
        state = deepcopy(state)
        root = self._stream.root
        wanted = {"recto": "right", "verso": "left"}.get(next_page["break"], next_page["break"])
        if root.style["direction"] != "ltr" and next_page["break"] in {"recto", "verso"}:
            wanted = {"right": "left", "left": "right"}[wanted]
        side = "right" if right_page else "left"
        blank = wanted in {"left", "right"} and wanted != side
        name = page_layout._update_page_groups(state[3], resume_at, next_page, root, blank)
        groups = tuple((name, index) for name, index, _ in state[3])
        page_type = page_layout.PageType(side, blank, name, number, groups)
        page_layout.set_page_type_computed_styles(page_type, self._html, self._context.style_for)
        return page_type, state

    def _page_styles(self, page_type: Any, number: int, state: Any) -> list[Any]:
        """Return what style sheets say of a page; and its number, if anything is printed around
        it."""
        said: list[Any] = []
        prints = False
        for (element, pseudo), cascaded in self._context.style_for.get_cascaded_styles().items():
            if element == page_type:
                values = {name: value for name, (value, _) in cascaded.items()}
                said.append([str(pseudo), values])
                content = values.get("content", "normal")
                prints |= pseudo is not None and content not in ("normal", "none")
        return [said, [number, repr(state)] if prints else None]

    # ── pages that are known ──────────────────────────────────────────────────────────────

    def _take(self, page: PlacedPage, relaid: Collection[str]) -> bool:
        """Fill in a page that is known; return whether it is."""
        start = page.start.token
        for reach in self._memory.starts.get(page.start_key, ()):
            key = self._key(page, reach)
            if (known := self._memory.pages.get(key)) is not None:
                page.reach, page.key, page.end, page.laid = reach, key, known.end, known.laid
                self._go_on(page)
                return True
        for reach in self._shelf.reaches(page.start_key) if self._shelf is not None else ():
            if start + reach > len(self._stream.digests):
                continue
            key = self._key(page, reach)
            if key in relaid:
                continue
            found = self._shelf.page(key) if self._shelf is not None else None
            if found is not None:
                page.reach, page.key = reach, key
                page.end, page.taken = found
                self._go_on(page)
                return True
        return False

    def _key(self, page: PlacedPage, reach: int) -> str:
        start = page.start.token
        told = f"{page.start_key} {reach} {self._stream.digest(start, start + reach)}"
        return blake2b(told.encode(), digest_size=16).hexdigest()

    def _go_on(self, page: PlacedPage) -> None:
        """Put the engine in the state that it is in after a page."""
        context, number = self._context, page.number
        page_type, state = self._page_type(number)
        style = context.style_for(page_type)
        if number == 0:
            self._note_size(page_type, style)
        page_layout._standardize_page_based_counters(style, None)
        page_layout.build.update_counters(state, style)
        resume_at, next_page = None, {"break": "any", "page": None}
        if page.end is not None:
            start = page.start
            resume_at = self._stream.resume_at(
                Position(start.token + page.end.tokens, page.end.rest)
            )
            next_page = dict(zip(("break", "page"), page.end.next_page, strict=True))
        right_page = not context.page_maker[number][2]
        remake = {
            "content_changed": False,
            "pages_wanted": False,
            "anchors": [],
            "content_lookups": [],
        }
        del context.page_maker[number + 1 :]
        context.page_maker.append((resume_at, next_page, right_page, state, remake))

    def _note_size(self, page_type: Any, style: Any) -> None:
        """Note the size of the first page, to which units of the viewport refer."""
        page = boxes.PageBox(page_type, style)
        size = style["size"]
        page_layout.resolve_percentages(page, size)
        page_layout.page_width(page, self._context, size[0])
        page_layout.page_height(page, self._context, size[1])
        sizes = self._context.style_for.initial_page_sizes
        sizes["box"], sizes["area"] = size, (page.width, page.height)

    # ── pages that are laid out ───────────────────────────────────────────────────────────

    def _lay_out(self, page: PlacedPage) -> PlacedPage:
        context, stream = self._context, self._stream
        context.furthest = furthest = _Furthest(stream, page.start.token)
        try:
            page.laid, resume_at = page_layout.remake_page(
                page.number, context, stream.root, self._html
            )
        finally:
            context.furthest = None
        next_page = context.page_maker[page.number + 1][1]
        seen = furthest.token
        if resume_at is not None:
            try:
                end = stream.position(resume_at)
            except UnsupportedBox:
                page.start_key = ""
                end = page.start
            seen = max(seen, end.token)
            told = (next_page["break"], next_page["page"])
            page.end = PageEnd(end.token - page.start.token, end.rest, told)
            if not self._may_cut(end) or end.token < page.start.token:
                page.start_key = ""
        if context.broken_out_of_flow or context.reported_footnotes:
            page.start_key = ""
        if page.start_key:
            page.reach = stream.look_ahead(seen) - page.start.token
            page.key = self._key(page, page.reach)
            self._memory.keep(page)
        return page
