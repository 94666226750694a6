"""Decks: the authors' slides, and those that the contract of a length puts around them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model.deck import AGENDA, CLOSING, COVER, AgendaEntry, DeckBody, Slide
from briefing.model.document import Document
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Severity
from briefing.model.formats import FORMATS
from briefing.model.formats.handout import WITH_NOTES
from briefing.model.release_levels import highest, levels_of
from briefing.resolve.alt_text import alternatives
from briefing.resolve.empty_edition import has_notes, has_text, nothing_selected
from briefing.resolve.expansions import Expansions
from briefing.resolve.slide_remarks import left_out
from briefing.resolve.slide_sources import findings_of, levels, opened_sections
from briefing.resolve.slides import SlideResolver
from briefing.resolve.timing import GENERATED_MINUTES, overruns, planned
from briefing.resolve.title_block import head_of
from briefing.text.plain_text import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.model.content import Briefing
    from briefing.model.document import TitleBlock
    from briefing.model.edition import Edition, Selection


def resolve_deck(briefing: Briefing, selection: Selection, labels: Mapping[str, str]) -> Document:
    """Return the slides of ``selection``, and what is said to them where it is printed.

    Raises:
        ContentError: There is no slide, or one refers to what the edition does not hold.
    """
    edition = selection.edition
    audience = briefing.settings.audiences[edition.audience]
    format_ = FORMATS[edition.format]
    scripted = format_.prints_notes(edition.print_options, owns_notes=audience.notes)
    resolver = SlideResolver(briefing, selection, labels, scripted=scripted)
    own = list(resolver.slides())
    if resolver.findings:
        raise ContentError(resolver.findings)
    if not own:  # there is text, and no slide is made of it
        raise ContentError([nothing_selected(briefing, edition)])
    contract = briefing.settings.lengths[edition.length].deck
    opened = opened_sections(resolver.drafts, contract)
    # Text of which no slide was made, and that nobody says, does not raise the marking.
    printed = {
        *levels(resolver.drafts, spoken=resolver.scripted),
        *levels_of(node for section in opened for node in findings_of(section)),
    }
    level = highest(frozenset(printed), briefing.settings.levels)
    head = head_of(briefing, replace(selection, level=level), labels)
    openings = {section.id: resolver.opening(section) for section in opened}
    if resolver.findings:
        raise ContentError(resolver.findings)
    order = _DeckOrder(briefing, selection, head, labels, openings)
    shown = list(order.slides(own))
    minutes = planned([written for _, written in shown], contract)
    expansions = Expansions(briefing.acronyms)
    slides = tuple(
        expansions.slide(replace(slide, minutes=own))
        for (slide, _), own in zip(shown, minutes, strict=True)
    )
    remarks = overruns(slides, contract, str(edition), order.location)
    lost = (
        *left_out(resolver.drafts, spoken=resolver.scripted),
        *_empty_notes(briefing, edition, slides, spoken=resolver.scripted),
    )
    blocks = (block for slide in slides for slot in slide.slots for block in slot.blocks)
    return Document(
        edition=edition,
        head=head,
        as_of=briefing.settings.as_of,
        body=DeckBody(slides, resolver.scripted, contract.minutes if contract else sum(minutes)),
        cited=frozenset(resolver.sources.locators),
        alternatives=(*alternatives(blocks, briefing.images), *expansions.said),
        findings=(*lost, *(remarks if format_.prints_narrative else ())),
    )


def _empty_notes(
    briefing: Briefing, edition: Edition, slides: Iterable[Slide], *, spoken: bool
) -> Iterator[Finding]:
    """Yield a warning if notes are asked for and there are none (B613)."""
    audience = edition.audience
    place = briefing.place("briefing.yaml", f"audiences.{audience}")
    if spoken and not (has_text(briefing) or has_notes(briefing)):
        place = briefing.place("briefing.yaml", "formats")
        message = "nothing is said to any slide for anybody: the notes are slides alone"
        hint = "write “//// notes” in slides or text around them, or take the notes out"
    elif edition.print_options.per_page == WITH_NOTES and not spoken:
        message = f"the handouts of “{audience}” have no notes: lines to write on stand there"
        hint = "write “notes: true” for this audience, or print so many slides a page"
    elif spoken and not any(slide.script for slide in slides):
        message = f"nothing is said to any slide for “{audience}”: its notes are slides alone"
        hint = "write “//// notes” in slides or text around them, or take the notes out"
    else:
        return
    yield Finding(place, "B613", message, hint, Severity.WARNING)


class _DeckOrder:
    """Puts title, agenda, section and closing slides around the others."""

    def __init__(
        self,
        briefing: Briefing,
        selection: Selection,
        head: TitleBlock,
        labels: Mapping[str, str],
        openings: Mapping[str, Slide],
    ) -> None:
        edition = selection.edition
        self.head = head
        self.labels = labels
        self.openings = openings
        self.contract = briefing.settings.lengths[edition.length].deck
        self.location = briefing.place("briefing.yaml", f"lengths.{edition.length}.deck")
        self.titles = {
            s.id: plain_title(s.brief, briefing.facts, edition.language)
            for s in selection.sections
            if s.numbered and not s.opens
        }

    def slides(
        self, own: Sequence[tuple[Slide, float | None]]
    ) -> Iterator[tuple[Slide, float | None]]:
        """Yield all slides in their order, each with its minutes as written."""
        whole = self.contract is None or self.contract.whole
        first: dict[str, str] = {}
        for slide, _ in own:
            first.setdefault(slide.section, slide.anchor)
        agenda = [section for section in first if section in self.titles]
        if whole:
            yield self._generated(COVER, "deck.title", self.head.title)
        if self.contract and self.contract.agenda and agenda:
            entries = tuple(
                AgendaEntry(
                    self.titles[s], self.openings[s].anchor if s in self.openings else first[s]
                )
                for s in agenda
            )
            listed, own_minutes = self._generated(AGENDA, "deck.agenda", self.labels["agenda"])
            yield replace(listed, entries=entries), own_minutes
        section = ""
        for slide, minutes in own:
            opens = slide.section != section
            section = slide.section
            below = section in self.openings
            if below and opens:
                yield self._opening(section, agenda.index(section) + 1)
            yield replace(slide, level=2 if below else 1), minutes
        if whole:
            yield self._generated(CLOSING, "deck.closing", self.labels["closing"])

    def _opening(self, section: str, number: int) -> tuple[Slide, float]:
        title = (self.titles[section],)
        return replace(self.openings[section], title=title, number=str(number)), GENERATED_MINUTES

    def _generated(self, layout: str, anchor: str, title: str) -> tuple[Slide, float]:
        return Slide(layout, anchor, (title,), self.location, 0.0), GENERATED_MINUTES
