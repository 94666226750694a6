"""A deck on paper: one slide a page, handouts of several, or each with what is said to it."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import repeat
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from briefing.compose.faces import faces
from briefing.compose.heads import head_of, info_of
from briefing.compose.html import Writer
from briefing.compose.layouts import render
from briefing.compose.nothing import nothing_selected
from briefing.compose.slides import resolve_deck
from briefing.compose.timing import WORDS_A_MINUTE, clock, late, planned
from briefing.compose.words import block_words
from briefing.errors import ContentError
from briefing.geometry import Paper
from briefing.imposition import GAP_MM, SLIDES_MM, Box, handout_sheet, lines_in
from briefing.model import Composition, Fragment, OutlineEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.compose.faces import Face
    from briefing.imposition import HandoutSheet
    from briefing.model import Briefing, Selection
    from briefing.themes import Theme

_THUMBNAIL = 0.25
"""Of the paper's width, for the slide beside what is said to it."""
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
        if not self.deck.spoken:  # text of which no slide was made does not raise the marking
            order = briefing.settings.levels
            level = max(self.deck.levels, key=order.index, default=order[0])
            selection = replace(selection, level=level)
        self.selection = selection
        self.theme = theme
        self.edition = selection.edition
        self.setup = self.edition.setup
        self.labels: Mapping[str, str] = theme.words(self.edition.language)
        self.head = head_of(briefing, selection, self.labels)
        self.faces = faces(briefing, selection, self.deck, self.head, self.labels)
        self.contract = briefing.settings.lengths[self.edition.length].deck
        self.paper, self.furniture = self._paper()

    def _paper(self) -> tuple[Paper, str]:
        width, height = SLIDES_MM[self.setup.shape]
        paper = self.theme.papers[self.edition.paper]
        if self.edition.format == "slides":
            return Paper(self.setup.shape, width, height, 0, 0, 0, 0), "slide-furniture"
        if self.edition.format == "handout" and self.setup.per_page != "outline":
            return self._sheet().paper, "furniture"
        return paper, "furniture"

    def _sheet(self) -> HandoutSheet:
        paper = self.theme.papers[self.edition.paper]
        return handout_sheet(paper, self.setup.shape, self.setup.per_page, self.setup.order)

    def compose(self) -> Composition:
        fragments = tuple(self._fragments())
        fixed = all(fragment.pages for fragment in fragments)
        talks = [face.talk for face in self.faces]
        place = self.briefing.place("briefing.yaml", f"lengths.{self.edition.length}.deck")
        remarks = late(talks, self.contract, str(self.edition), place)
        return Composition(
            edition=self.edition,
            head=self.head,
            info=info_of(self.briefing, self.selection, self.head),
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
            other_words=tuple(self._other_words()),
            paper=self.paper,
            pages=(len(fragments), len(fragments) if fixed else _LONGEST),
            furniture=self.furniture,
            findings=tuple(remarks) if self.edition.format == "notes" else (),
        )

    def _outline(self) -> Iterator[OutlineEntry]:
        """A bookmark for each slide; in speaker's notes with the time at which it begins."""
        timings = self._timings() if self.edition.format == "notes" else repeat({"start": ""})
        for face, timing in zip(self.faces, timings, strict=False):
            yield OutlineEntry(face.level, f"{timing['start']} {face.title}".strip(), face.anchor)

    def _other_words(self) -> Iterator[str]:
        yield from ("deck", "title", "agenda", "closing", "break", "script")
        for number, face in enumerate(self.faces, start=1):
            yield from face.alternatives
            yield str(number)
        if self.edition.format == "notes":
            for timing in self._timings():
                yield from timing.values()

    # ── fragments ────────────────────────────────────────────────────────────────────────

    def _fragments(self) -> Iterator[Fragment]:
        if self.edition.format == "slides":
            for face, shown in self._shown():
                yield self._render(face.title, "slides", [face], (shown,), face=shown)
        elif self.edition.format == "notes":
            yield from self._notes()
        elif self.setup.per_page == "outline":
            slides = [shown for _, shown in self._shown()]
            yield self._render("outline", "outline", self.faces, (), fixed=False, slides=slides)
        else:
            yield from self._handout()

    def _shown(self) -> list[tuple[Face, dict[str, Any]]]:
        """Each slide with what layouts print of it; the first heading of a file is its first."""
        total = len(self.faces)
        return [
            (face, {**face.values, "number": n, "total": total, "level": 1 if n == 1 else 2})
            for n, face in enumerate(self.faces, start=1)
        ]

    def _render(
        self,
        name: str,
        layout: str,
        held: Sequence[Face],
        marks: tuple[dict[str, Any], ...],
        *,
        fixed: bool = True,
        timing: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Fragment:
        """A fragment by its slide's title, not by its place: in other decks it has another, and is
        the same."""
        width, height = SLIDES_MM[self.setup.shape]
        shape = self.setup.shape.replace(":", "x")
        html = render(
            self.theme,
            layout,
            self.edition,
            self.head,
            self.paper,
            fragment=name,
            shape=shape,
            slide_mm={"width": width, "height": height},
            deck=asdict(self.theme.slides),
            **values,
        )
        paths = dict.fromkeys(face.place.path for face in held)
        face = {
            "slides": [_mark(mark, shape) for mark in marks],
            "lines": values.get("lines", ()),
            "timing": timing,
        }
        return Fragment(name, html, tuple(paths), pages=int(fixed), faces=(face,))

    def _handout(self) -> Iterator[Fragment]:
        sheet = self._sheet()
        shown = self._shown()
        count = len(sheet.slides)
        for number, first in enumerate(range(0, len(shown), count), start=1):
            held = shown[first : first + count]
            placed = [
                {**values, "box": asdict(box), "scale": sheet.scale}
                for (_, values), box in zip(held, sheet.slides, strict=False)
            ]
            notes = [self._script(face) for face, _ in held] if self.deck.spoken else []
            rooms = sheet.beside[: len(held)]
            lines = [
                {"left": room.left, "width": room.width, "tops": lines_in(room), "apart": GAP_MM}
                for room in (() if notes else rooms)
            ]
            yield self._render(
                f"sheet {number}",
                "handout",
                [face for face, _ in held],
                tuple(placed),
                slides=placed,
                notes=[
                    {"html": html, "box": asdict(room)}
                    for html, room in zip(notes, rooms, strict=False)
                ],
                lines=lines,
            )

    def _script(self, face: Face) -> Markup:
        return Markup(Writer(face.place.path, self.labels).all(face.script))

    # ── speaker's notes ──────────────────────────────────────────────────────────────────

    def _notes(self) -> Iterator[Fragment]:
        width, height = SLIDES_MM[self.setup.shape]
        scale = _THUMBNAIL * self.paper.width_mm / width
        place = Box(self.paper.inner_mm, self.paper.top_mm, width * scale, height * scale)
        timings = self._timings()
        for (face, values), timing in zip(self._shown(), timings, strict=True):
            shown = {**values, "box": asdict(place), "scale": scale}
            yield self._render(
                face.title,
                "notes",
                [face],
                (shown,),
                fixed=False,
                face=shown,
                script=self._script(face),
                timing=timing,
            )

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


def _mark(slide: Mapping[str, Any], shape: str) -> dict[str, Any]:
    """What the furniture has to know of a slide: its number, its ground and its place."""
    names = ("number", "total", "dark", "box", "scale")
    return {"shape": shape, **{name: slide[name] for name in names if name in slide}}
