"""A deck on paper: one slide a page, handouts of several, or each with what is said to it."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import repeat
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from briefing.compose.empty_edition import nothing_selected
from briefing.compose.expected_text import block_words
from briefing.compose.html import Writer
from briefing.compose.slides.deck_order import faces
from briefing.compose.slides.slide_content import resolve_deck
from briefing.compose.slides.timing import WORDS_A_MINUTE, clock, late, planned
from briefing.compose.templates import own_words, render
from briefing.compose.title_block import head_of, info_of
from briefing.model.composition import Composition, Fragment, OutlineEntry, Traces
from briefing.model.errors import ContentError
from briefing.model.imposition import (
    GAP_MM,
    SLIDES_MM,
    Box,
    Imposition,
    Placement,
    handout_sheet,
    lines_in,
)
from briefing.model.paper import Paper
from briefing.model.release_levels import highest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.compose.slides.deck_order import Face
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.model.imposition import HandoutSheet

_THUMBNAIL = 0.25
"""Of the paper's width, for the slide beside what is said to it."""
_ANCHORS = ("deck", "title", "agenda", "closing", "break", "script")
"""Words of the ids that are given here."""
_LONGEST = 400
"""Pages that notes and outlines, which flow, may have."""


def compose_slides(briefing: Briefing, selection: Selection, theme: Theme) -> Composition:
    """The slides of an edition, or their handout, or the speaker's notes.

    Raises ContentError when there is no slide, or one refers to what the edition does not hold.
    """
    return _Sheets(briefing, selection, theme).compose()


class _Sheets:
    """Sets the slides of one edition on their pages."""

    def __init__(self, briefing: Briefing, selection: Selection, theme: Theme) -> None:
        self.briefing = briefing
        self.deck = resolve_deck(briefing, selection, theme)
        if not self.deck.slides:  # there is text, and no slide is made of it
            raise ContentError([nothing_selected(briefing, selection.edition)])
        # Text of which no slide was made, and that nobody says, does not raise the marking.
        level = highest(self.deck.levels, briefing.settings.levels)
        selection = replace(selection, level=level)
        self.selection = selection
        self.theme = theme
        self.edition = selection.edition
        self.print_options = self.edition.print_options
        self.labels: Mapping[str, str] = theme.labels_for(self.edition.language)
        self.head = head_of(briefing, selection, self.labels)
        self.faces = faces(briefing, selection, self.deck, self.head, self.labels)
        self.contract = briefing.settings.lengths[self.edition.length].deck
        self.fragments: list[Fragment] = []
        """Those on sheets, as they are placed."""
        self.printed: list[str] = []
        """What layouts print of their own."""
        self.shape = self.print_options.shape.replace(":", "x")
        self.screen = Paper(
            self.print_options.shape, *SLIDES_MM[self.print_options.shape], 0, 0, 0, 0
        )
        self.paper, self.furniture = self._paper()

    def _paper(self) -> tuple[Paper, str]:
        paper = self.theme.papers[self.edition.paper]
        if self.edition.format == "slides":
            return self.screen, "slide-furniture"
        if self.edition.format == "handout" and self.print_options.per_page != "outline":
            return self._sheet().paper, "furniture"
        return paper, "furniture"

    def _sheet(self) -> HandoutSheet:
        paper = self.theme.papers[self.edition.paper]
        return handout_sheet(
            paper, self.print_options.shape, self.print_options.per_page, self.print_options.order
        )

    def compose(self) -> Composition:
        impositions = tuple(self._impositions())
        fragments = tuple(self.fragments or self._own_pages())
        sheets = len(impositions or fragments)
        fixed = all(fragment.pages for fragment in fragments)
        talks = [face.talk for face in self.faces]
        place = self.briefing.place("briefing.yaml", f"lengths.{self.edition.length}.deck")
        remarks = late(talks, self.contract, str(self.edition), place)
        return Composition(
            edition=self.edition,
            head=self.head,
            info=info_of(self.briefing, self.edition, self.head),
            fragments=fragments,
            outline=tuple(self._outline()),
            contents=(),
            glossary=(),
            blocks=tuple(
                words
                for face in self.faces
                for words in (
                    *face.words,
                    *block_words(face.script, self.labels),
                )
            ),
            cited=self.deck.cited,
            other_words=tuple(w for face in self.faces for w in face.alternatives),
            traces=self._traces(),
            paper=self.paper,
            pages=(sheets, sheets if fixed else _LONGEST),
            furniture=self.furniture,
            impositions=impositions,
            findings=tuple(remarks) if self.edition.format == "notes" else (),
        )

    def _outline(self) -> Iterator[OutlineEntry]:
        """A bookmark for each slide; in speaker's notes with the time at which it begins."""
        timings = self._timings() if self.edition.format == "notes" else repeat({"start": ""})
        for face, timing in zip(self.faces, timings, strict=False):
            yield OutlineEntry(face.level, f"{timing['start']} {face.title}".strip(), face.anchor)

    def _traces(self) -> Traces:
        return Traces(
            printed=tuple(self.printed),
            names=frozenset((*_ANCHORS, *(name for face in self.faces for name in face.names))),
            addresses=frozenset(a for face in self.faces for a in face.addresses),
            lines={words: place for face in self.faces for words, place in face.lines.items()},
        )

    # ── fragments ────────────────────────────────────────────────────────────────────────

    def _impositions(self) -> Iterator[Imposition]:
        """What is on each sheet, where slides stand on sheets; typeset apart, they are those of the
        slides themselves."""
        if self.edition.format == "notes":
            yield from self._notes()
        elif self.edition.format == "handout" and self.print_options.per_page != "outline":
            yield from self._handout()

    def _own_pages(self) -> Iterator[Fragment]:
        """The slides as they are shown, or the outline of them."""
        if self.edition.format == "slides":
            for face, shown in self._shown():
                yield replace(self._slide(face, shown), faces=({"slides": [self._mark(shown)]},))
        else:
            slides = [shown for _, shown in self._shown()]
            paths = tuple(dict.fromkeys(face.place.path for face in self.faces))
            html = self._render("outline", "outline", self.paper, slides=slides)
            yield Fragment("outline", html, paths)

    def _shown(self) -> list[tuple[Face, dict[str, Any]]]:
        """Each slide with what layouts print of it; the first heading of a file is its first."""
        total = len(self.faces)
        return [
            (face, {**face.values, "number": n, "total": total, "level": 1 if n == 1 else 2})
            for n, face in enumerate(self.faces, start=1)
        ]

    def _slide(self, face: Face, shown: Mapping[str, Any]) -> Fragment:
        """A slide by its title, not by its place: in other decks it has another, and is the same.
        On sheets as well: they are bound of the slides that are shown."""
        html = self._render(face.title, "slides", self.screen, face=shown)
        return Fragment(face.title, html, (face.place.path,), pages=1)

    def _said(self, face: Face, layout: str, pages: int, **values: Any) -> Fragment:
        """What is said to a slide."""
        name = f"{face.title}: notes"
        script = Markup(Writer(face.place.path, self.labels).all(face.script))
        html = self._render(name, layout, self.paper, script=script, **values)
        return Fragment(name, html, (face.place.path,), pages=pages)

    def _render(self, name: str, layout: str, paper: Paper, **values: Any) -> str:
        given = (self.theme, layout, self.edition, self.head, paper)
        values = {**values, "shape": self.shape, "deck": asdict(self.theme.slides)}
        self.printed += own_words(*given, fragment=name, **values)
        return render(*given, fragment=name, **values)

    def _place(self, fragment: Fragment, box: Box, scale: float = 1.0) -> Placement:
        """Has a fragment typeset, and put in the corner of a box."""
        self.fragments.append(fragment)
        return Placement(len(self.fragments) - 1, box.left, box.top, scale)

    def _mark(
        self, slide: Mapping[str, Any], box: Box | None = None, scale: float = 1.0
    ) -> dict[str, Any]:
        """What the furniture has to know of a slide: its number, its ground and its place."""
        mark = {"shape": self.shape, **{name: slide[name] for name in ("number", "total", "dark")}}
        return mark | ({"box": asdict(box), "scale": scale} if box else {})

    # ── handouts ─────────────────────────────────────────────────────────────────────────

    def _handout(self) -> Iterator[Imposition]:
        sheet = self._sheet()
        shown = self._shown()
        count = len(sheet.slides)
        for first in range(0, len(shown), count):
            yield self._side(sheet, shown[first : first + count])

    def _side(self, sheet: HandoutSheet, held: Sequence[tuple[Face, dict[str, Any]]]) -> Imposition:
        """One sheet: its slides, and beside each what is said to it, or lines to write on."""
        rooms = sheet.beside[: len(held)]
        placements = []
        marks = []
        for n, (face, shown) in enumerate(held):
            box = sheet.slides[n]
            placements.append(self._place(self._slide(face, shown), box, sheet.scale))
            marks.append(self._mark(shown, box, sheet.scale))
            if self.deck.spoken and face.script:
                room = asdict(rooms[n])
                said = self._said(face, "handout-notes", 1, room=room, place=shown["place"])
                placements.append(self._place(said, rooms[n]))
        lines = [
            {"left": room.left, "width": room.width, "tops": lines_in(room), "apart": GAP_MM}
            for room in (() if self.deck.spoken else rooms)
        ]
        return Imposition(tuple(placements), {"slides": marks, "lines": lines})

    # ── speaker's notes ──────────────────────────────────────────────────────────────────

    def _notes(self) -> Iterator[Imposition]:
        width, height = SLIDES_MM[self.print_options.shape]
        scale = _THUMBNAIL * self.paper.width_mm / width
        box = Box(self.paper.inner_mm, self.paper.top_mm, width * scale, height * scale)
        page = Box(0, 0, self.paper.width_mm, self.paper.height_mm)
        indent = box.width + GAP_MM
        for (face, shown), timing in zip(self._shown(), self._timings(), strict=True):
            placements = [self._place(self._slide(face, shown), box, scale)]
            if face.script:
                said = self._said(face, "notes", 0, indent_mm=indent)
                placements.append(self._place(said, page))
            marks = [self._mark(shown, box, scale)]
            yield Imposition(tuple(placements), {"slides": marks, "timing": timing})

    def _timings(self) -> list[dict[str, str]]:
        """Planned minutes, running clock and the pace of each slide, as printed."""
        talks = [face.talk for face in self.faces]
        minutes = planned(talks, self.contract)
        total = sum(minutes)
        slot = self.contract.minutes if self.contract else total
        rows = []
        start = 0.0
        for talk, own in zip(talks, minutes, strict=True):
            said = self.labels["said"].format(
                words=talk.words, time=clock(talk.words / WORDS_A_MINUTE), pace=WORDS_A_MINUTE
            )
            rows.append(
                {
                    "start": clock(start),
                    "planned": self.labels["planned"].format(minutes=clock(own)),
                    "clock": self.labels["clock"].format(
                        start=clock(start), end=clock(start + own)
                    ),
                    "said": said if talk.words else "",
                    "total": self.labels["total"].format(planned=clock(total), slot=clock(slot)),
                }
            )
            start += own
        return rows
