"""A deck on paper: one slide a page, handouts of several, or each with what is said to it."""

from __future__ import annotations

from dataclasses import asdict, replace
from math import ceil
from typing import TYPE_CHECKING, Any

from briefing.compose.builds import parts_of, passing
from briefing.compose.hidden_text import traces_of
from briefing.compose.html import Writer
from briefing.compose.reading_order import ReadingOrder
from briefing.compose.slide_html import slide_values
from briefing.compose.templates import furniture_of, render, sheet_of
from briefing.compose.text_runs import own_texts
from briefing.model.composition import Composition, Fragment, OutlineEntry
from briefing.model.deck import DeckBody
from briefing.model.formats.handout import OUTLINE
from briefing.model.imposition import (
    GAP_MM,
    SLIDES_MM,
    Box,
    Imposition,
    Placement,
    handout_sheet,
    lines_in,
    sheet_paper,
)
from briefing.model.node_text import inline_text
from briefing.model.notes_rows import notes_pages, script_width
from briefing.model.paper import PT_PER_MM, Paper
from briefing.text.speech import WORDS_A_MINUTE, print_clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.files.themes import Theme
    from briefing.model.deck import Slide
    from briefing.model.document import Document
    from briefing.model.imposition import HandoutSheet
    from briefing.model.notes_rows import NotesRow

    Shown = tuple[Slide, dict[str, Any]]
    """A slide with what layouts print of it."""

_SMALL = 0.6
"""Scale of slides whose furniture could not be read: the sheet's own has to do."""
_SOURCE_LINE_MM = 9 / PT_PER_MM
_SOURCE_LETTER_MM = 1.25
"""Width of a letter of a source below a small slide, rather more than less."""
_NUMBER_LETTERS = 12
"""What the number of the slide takes before it."""
_ABOVE_SOURCE_MM = 0.6
_CLEAR_OF_FOOT_MM = 3.0
"""How far the foot of a sheet is from what stands on it, at least."""
_ANCHORS = ("deck", "title", "agenda", "closing", "break", "script")
"""Words of the ids that are given here."""
_LONGEST = 400
"""Pages that notes and outlines, which flow, may have."""


def compose_slides(document: Document, theme: Theme) -> Composition:
    """Return the slides of an edition, one a page; raises ContentError when a layout drops text."""
    return _Screen(document, theme).compose()


def compose_handout(document: Document, theme: Theme) -> Composition:
    """Return a handout: slides on sheets, or the outline of them; raises ContentError as above."""
    is_outline = document.edition.print_options.per_page == OUTLINE
    return (_Outline if is_outline else _Handout)(document, theme).compose()


def compose_speaker_notes(document: Document, theme: Theme) -> Composition:
    """Return the speaker's notes of an edition; raises ContentError when a layout drops text."""
    return _SpeakerNotes(document, theme).compose()


class _DeckComposer:
    """Sets the slides of one edition on their pages; subclasses say which pages those are."""

    furniture = "furniture"

    def __init__(self, document: Document, theme: Theme) -> None:
        self.document = document
        self.body = document.body_as(DeckBody)
        self.theme = theme
        self.edition = document.edition
        self.print_options = self.edition.print_options
        self.labels: Mapping[str, str] = theme.labels_for(self.edition.language)
        self.order = ReadingOrder()
        self.places: dict[str, tuple[int, int]] = {}
        self.fragments: list[Fragment] = []
        """Those on sheets, as they are placed."""
        self.shape = self.print_options.shape.replace(":", "x")
        self.screen = Paper(
            self.print_options.shape, *SLIDES_MM[self.print_options.shape], 0, 0, 0, 0
        )
        self.paper = self._paper(theme.papers[self.edition.paper])

    def _paper(self, paper: Paper) -> Paper:
        """Return what the pages stand on, given the paper of the edition."""
        return paper

    def _impositions(self) -> Iterator[Imposition]:
        """Yield what is on each sheet, if slides stand on sheets. They are typeset apart, and are
        the slides of the deck itself."""
        yield from ()

    def _own_pages(self) -> Iterator[Fragment]:
        """Yield the fragments that have pages of their own, if slides do not stand on sheets."""
        yield from ()

    def _bookmarks(self) -> Iterator[str]:
        """Yield the title of each slide's bookmark."""
        yield from (slide.plain_title for slide in self.body.slides)

    def compose(self) -> Composition:
        impositions = tuple(self._impositions())
        fragments = tuple(self.fragments or self._own_pages())
        self.order.check(self.document)
        sheets = len(impositions or fragments)
        fixed = all(fragment.pages for fragment in fragments)
        return Composition(
            document=self.document,
            info=self.document.info,
            fragments=fragments,
            outline=tuple(
                OutlineEntry(slide.level, title, slide.anchor)
                for slide, title in zip(self.body.slides, self._bookmarks(), strict=True)
            ),
            blocks=self.order.shown,
            repeated=tuple(dict.fromkeys(self.order.repeated)),
            traces=traces_of(self.document, self.order, _ANCHORS),
            paper=self.paper,
            pages=(sheets, sheets if fixed else _LONGEST),
            furniture=self.furniture,
            impositions=impositions,
            places=self.places,
        )

    def _shown(self) -> list[Shown]:
        """Return each slide with what layouts print of it; the first heading of a file is its
        first."""
        total = len(self.body.slides)
        given = (self.labels, self.theme.slides, self.print_options.shape, self.order)
        return [
            (slide, slide_values(slide, 1 if n == 1 else 2, *given) | {"number": n, "total": total})
            for n, slide in enumerate(self.body.slides, start=1)
        ]

    def _slide(self, slide: Slide, shown: Mapping[str, Any]) -> Fragment:
        """Return a slide named by its title, not its place: in other decks it has another, and is
        the same. On sheets as well: they are bound of the slides that are shown."""
        name = slide.plain_title
        first = len(self.order.shown)
        html = self._render(name, "slides", self.screen, shown=shown)
        self.places[slide.anchor] = (first, len(self.order.shown))
        return Fragment(name, html, (slide.location.path,), pages=1)

    def _said(self, slide: Slide, level: int, layout: str, pages: int, **values: Any) -> Fragment:
        """Return what is said to a slide, whose title is a heading of ``level``."""
        name = f"{slide.plain_title}: notes"
        script = Writer(slide.location.path, level=level).all(slide.script)
        marked = self.order.blocks(script, slide.blocks_of(slide.script))
        html = self._render(name, layout, self.paper, script=marked, **values)
        return Fragment(name, html, (slide.location.path,), pages=pages)

    def _render(
        self,
        name: str,
        layout: str,
        paper: Paper,
        order: ReadingOrder | None = None,
        **values: Any,
    ) -> str:
        values = {**values, "shape": self.shape, "deck": asdict(self.theme.slides)}
        given = (self.theme, layout, self.document, paper, order or self.order)
        return render(*given, fragment=name, **values)

    def _place(self, fragment: Fragment, box: Box, scale: float = 1.0) -> Placement:
        """Have a fragment typeset, and put in the corner of a box."""
        self.fragments.append(fragment)
        return Placement(len(self.fragments) - 1, box.left, box.top, scale)

    def _mark(
        self, shown: Mapping[str, Any], box: Box | None = None, scale: float = 1.0
    ) -> dict[str, Any]:
        """Return what the furniture has to know of a slide: number, ground and place."""
        mark = {
            "shape": self.shape,
            "small": scale < _SMALL,
            **{name: shown[name] for name in ("id", "number", "total", "dark", "layout")},
        }
        return mark | ({"box": asdict(box), "scale": scale} if box else {})


class _Screen(_DeckComposer):
    """A slide a page."""

    furniture = "slide-furniture"

    def _paper(self, paper: Paper) -> Paper:
        return self.screen

    def _own_pages(self) -> Iterator[Fragment]:
        built = any(slide.build for slide in self.body.slides)
        for slide, shown in self._shown():
            mark = self._mark(shown)
            for part in parts_of(slide):
                yield replace(self._part(part, shown), furniture_params=({"slides": [mark]},))
            # Where a slide is several pages, their labels do not say which it is.
            params: dict[str, Any] = {"slides": [mark | {"told": built}]}
            params |= {"read": True} if built else {}
            yield replace(self._slide(slide, shown), furniture_params=(params,))

    def _part(self, part: Slide, shown: Mapping[str, Any]) -> Fragment:
        """Return a page on which a slide is not whole yet."""
        order = ReadingOrder()
        own = slide_values(
            part, shown["level"], self.labels, self.theme.slides, self.print_options.shape, order
        )
        name = part.plain_title
        html = self._render(name, "slides", self.screen, order, shown=own | {"passing": True})
        html = passing(html)
        self.order.repeated += own_texts(html)
        return Fragment(name, html, (part.location.path,), pages=1)


class _Outline(_DeckComposer):
    """The text of the slides, which flows."""

    def __init__(self, document: Document, theme: Theme) -> None:
        super().__init__(document, theme)
        self.furniture = furniture_of(theme)

    def _own_pages(self) -> Iterator[Fragment]:
        slides = [shown for _, shown in self._shown()]
        paths = tuple(dict.fromkeys(slide.location.path for slide in self.body.slides))
        html = self._render(OUTLINE, OUTLINE, self.paper, slides=slides)
        yield Fragment(OUTLINE, html, paths, sheet=sheet_of(self.theme))


class _Handout(_DeckComposer):
    """Several slides on a sheet, or one with its notes."""

    def _paper(self, paper: Paper) -> Paper:
        options = self.print_options
        self.sheet = handout_sheet(paper, options.shape, options.per_page, options.order)
        return self.sheet.paper

    def _impositions(self) -> Iterator[Imposition]:
        shown = self._shown()
        count = len(self.sheet.slides)
        for first in range(0, len(shown), count):
            yield self._side(self.sheet, shown[first : first + count])

    def _side(self, sheet: HandoutSheet, held: Sequence[Shown]) -> Imposition:
        """One sheet: its slides, and beside each what is said to it, or lines to write on."""
        rooms = sheet.beside[: len(held)]
        placements = []
        marks = []
        for n, (slide, shown) in enumerate(held):
            box = sheet.slides[n]
            placements.append(self._place(self._slide(slide, shown), box, sheet.scale))
            source = self._legible_source(slide, box) if sheet.scale < _SMALL else ""
            marks.append(self._mark(shown, box, sheet.scale) | {"source": source})
            if self.body.spoken and slide.script:
                room = asdict(rooms[n])
                said = self._said(
                    slide, shown["level"], "handout-notes", 1, room=room, place=shown["place"]
                )
                placements.append(self._place(said, rooms[n]))
        lines = [
            {"left": room.left, "width": room.width, "tops": lines_in(room), "apart": GAP_MM}
            for room, (slide, _) in zip(rooms, held, strict=False)
            if not (self.body.spoken and slide.script)
        ]
        return Imposition(tuple(placements), {"slides": marks, "lines": lines, "read": True})

    def _legible_source(self, slide: Slide, box: Box) -> str:
        """Return the source of a small slide, to be printed once more below it; empty where it is
        too long for the room there."""
        text = inline_text(slide.source)
        said = f"{self.labels['source']} {text}"
        lines = int((_room_below(self.sheet, box) - _ABOVE_SOURCE_MM) / _SOURCE_LINE_MM)
        letters = max(1, lines) * int(box.width / _SOURCE_LETTER_MM)
        return said if text and len(said) + _NUMBER_LETTERS <= letters else ""


class _SpeakerNotes(_DeckComposer):
    """Each slide, small, beside what is said to it and the time it takes."""

    def _paper(self, paper: Paper) -> Paper:
        return sheet_paper(paper)

    def _bookmarks(self) -> Iterator[str]:
        """Yield the time at which each slide begins, and its title."""
        for slide, timing in zip(self.body.slides, self._timings(), strict=True):
            yield f"{timing['start']} {slide.plain_title}".strip()

    def _impositions(self) -> Iterator[Imposition]:
        heights = [_said_height(slide, self.paper) for slide in self.body.slides]
        held = list(zip(self._shown(), self._timings(), heights, strict=True))
        for rows in notes_pages(self.paper, self.print_options.shape, heights):
            yield self._page(rows, held[: len(rows)])
            del held[: len(rows)]

    def _page(
        self, rows: Sequence[NotesRow], held: Sequence[tuple[Shown, dict[str, str], float]]
    ) -> Imposition:
        """One sheet: slides, each with its times and what is said to it. What takes more than was
        reckoned runs on on a sheet of its own."""
        placements, marks, timings = [], [], []
        for row, ((slide, shown), timing, height) in zip(rows, held, strict=True):
            scale = row.slide.width / self.screen.width_mm
            placements.append(self._place(self._slide(slide, shown), row.slide, scale))
            marks.append(self._mark(shown, row.slide, scale))
            timings.append(
                {**timing, "id": shown["id"], "box": asdict(row.times) | {"row": row.slide.top}}
            )
            if row.script:
                area = self.paper.height_mm - self.paper.top_mm - self.paper.bottom_mm
                room = Box(row.script.left, 0, row.script.width, min(height, area))
                said = self._said(slide, shown["level"], "notes", 0, room=asdict(room))
                placements.append(self._place(said, Box(0, row.script.top, 0, 0)))
        timings[0]["total"] = self._total
        params = {"slides": marks, "timings": timings, "read": True}
        return Imposition(tuple(placements), params)

    def _timings(self) -> list[dict[str, str]]:
        """Return planned minutes, running clock and the pace of each slide, as printed."""
        slides = self.body.slides
        total = sum(slide.minutes for slide in slides)
        self._total = self.labels["total"].format(
            planned=print_clock(total), slot=print_clock(self.body.slot_minutes)
        )
        rows = []
        start = 0.0
        for n, slide in enumerate(slides):
            words = slide.spoken_words
            pages = 1 + sum(1 for _ in parts_of(slide))
            said = self.labels["said"].format(
                words=words, time=print_clock(words / WORDS_A_MINUTE), pace=WORDS_A_MINUTE
            )
            end = start + slide.minutes
            rows.append(
                {
                    "start": print_clock(start),
                    "planned": self.labels["planned"].format(minutes=print_clock(slide.minutes)),
                    "clock": self.labels["clock"].format(
                        start=print_clock(start), end=print_clock(end)
                    ),
                    "said": said if words else "",
                    "steps": self.labels["steps"].format(count=pages) if pages > 1 else "",
                    "next": self.labels["next_slide"].format(title=slides[n + 1].plain_title)
                    if n + 1 < len(slides)
                    else "",
                }
            )
            start = end
        return rows


_SCRIPT_LINE_PT, _SCRIPT_GAP_PT = 17.0, 8.0
"""Between lines and between paragraphs of what is said."""
_SCRIPT_LETTER_PT = 6.3
"""Width of a letter of it, reckoned wide."""


def _room_below(sheet: HandoutSheet, box: Box) -> float:
    """Return the height in mm between a slide and the first of what stands below it: another slide,
    a ruled line, the foot."""
    paper, end = sheet.paper, box.top + box.height
    tops = [one.top for one in sheet.slides] + [one.top + GAP_MM for one in sheet.beside]
    boxes = (*sheet.slides, *sheet.beside)
    below = [
        top
        for one, top in zip(boxes, tops, strict=True)
        if one.top >= end and one.left < box.left + box.width and box.left < one.left + one.width
    ]
    return min([*below, paper.height_mm - paper.bottom_mm + _CLEAR_OF_FOOT_MM]) - end


def _said_height(slide: Slide, paper: Paper) -> float:
    """Return the height in mm that is kept for what is said to a slide, rather more than less; 0
    if nothing is."""
    if not slide.script:
        return 0.0
    across = script_width(paper) * PT_PER_MM / _SCRIPT_LETTER_PT
    height = _SCRIPT_LINE_PT
    for block in slide.blocks_of(slide.script):
        lines = sum(max(ceil(len(line) / across), 1) for line in block.text.split("\n"))
        height += lines * _SCRIPT_LINE_PT + _SCRIPT_GAP_PT
    return height / PT_PER_MM
