"""The authors' slides with everything in them resolved, each block in its slot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.citations.csl_processor import processor
from briefing.files.pictures import smallest_text_pt
from briefing.model.content import Node, Section
from briefing.model.deck import BREAK, Slide, Slot
from briefing.model.findings import Finding
from briefing.resolve.acronyms import Acronyms
from briefing.resolve.citation_stripping import CitationStripper, spoken
from briefing.resolve.citations import Citations
from briefing.resolve.numbering import Numbering, counted_anchors, number
from briefing.resolve.resolver import Resolver
from briefing.resolve.slide_sources import findings_of, unresolved_slides
from briefing.resolve.slot_layout import assign_slots
from briefing.text.plain_text import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.resolve.slide_sources import UnresolvedSlide


class SlideResolver:
    """Resolves the slides of one edition."""

    def __init__(
        self,
        briefing: Briefing,
        selection: Selection,
        labels: Mapping[str, str],
        *,
        scripted: bool,
    ) -> None:
        """Prepare to resolve the slides of ``selection``.

        Args:
            labels: The fixed words of the edition's language.
            scripted: Whether what is said is printed. What is not printed must neither name sources
                nor explain acronyms.
        """
        self.briefing = briefing
        self.edition = selection.edition
        self.labels = labels
        self.scripted = scripted
        self.drafts = unresolved_slides(selection)
        self.sources, unnamed = (
            Citations(briefing.sources, processor(briefing.style, self.edition.language))
            for _ in range(2)
        )
        acronyms = Acronyms(briefing.acronyms)
        self.anchors = counted_anchors("s", ((d.section, d.node) for d in self.drafts))
        numbering = Numbering()
        for draft, anchor in zip(self.drafts, self.anchors, strict=True):
            numbering.add(anchor, "section", "", Node("title", (), draft.title))
        shown = {n.get("id") for d in self.drafts for b in d.blocks for n in b.walk()}
        shown |= {*self.anchors}
        self.resolver = self._resolver(self.sources, acronyms, numbering, shown - {""})
        # What is said names no sources, and may refer to all of the sections that have slides.
        talked = tuple(s for s in selection.sections if any(d.section is s for d in self.drafts))
        whole = number(talked if scripted else (), numbered=False)
        held = {n.get("id") for s in talked for b in s.blocks for n in b.walk()}
        self.speaker = self._resolver(unnamed, acronyms, whole, {*whole.targets, *held})

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the slides resolved so far."""
        return (*self.resolver.findings, *self.speaker.findings)

    def slides(self) -> Iterator[tuple[Slide, float | None]]:
        """Yield every slide with its minutes as written; None where it does not say."""
        for draft, anchor in zip(self.drafts, self.anchors, strict=True):
            minutes = draft.node.get("minutes")
            yield self._slide(draft, anchor), float(minutes) if minutes else None

    def _resolver(
        self, sources: Citations, acronyms: Acronyms, numbering: Numbering, ids: Iterable[str]
    ) -> Resolver:
        return Resolver(
            self.briefing.facts,
            self.edition.language,
            self.labels,
            numbering,
            sources,
            acronyms,
            frozenset(ids),
        )

    def _slide(self, draft: UnresolvedSlide, anchor: str) -> Slide:
        self.resolver.afresh()
        resolved = self.resolver.section(
            Section(
                id=anchor,
                path=draft.section.path,
                title=Node("title", (), draft.title, (), draft.node.line),
                titles_for=(),
                blocks=draft.blocks,
            )
        )
        stripper = CitationStripper()
        title = stripper.all(resolved.title.children)
        blocks = stripper.blocks(resolved.blocks)
        if self.edition.print_options.per_page == "outline":
            blocks = tuple(map(_in_words, blocks))
        blocks = tuple(map(self._measured, blocks))
        layout = assign_slots(draft.node.get("layout"), blocks)
        location = draft.section.place(draft.node.line)
        if layout.conflict:
            message = "two blocks of this slide ask for the same place"
            hint = "beside a figure stand a number or text; give columns, tables and quotes a slide"
            self.resolver.findings.append(Finding(location, "B605", message, hint))
        kicker = plain_title(draft.section.brief, self.briefing.facts, self.edition.language)
        return Slide(
            layout=layout.name,
            anchor=anchor,
            title=title,
            location=location,
            minutes=0.0,
            section=draft.section.id,
            kicker="" if draft.made else kicker,
            kicker_place=draft.section.place(draft.section.brief.line or 1),
            made=draft.made,
            build=draft.node.flagged("build"),
            slots=tuple(Slot(name, nodes) for name, nodes in layout.slots),
            source=stripper.line(self.sources),
            script=self._script(draft, anchor) if self.scripted else (),
        )

    def opening(self, section: Section) -> Slide:
        """Return ``section``'s findings as the slots and the source of a slide before its own."""
        self.resolver.afresh()
        blocks = findings_of(section)
        resolved = self.resolver.section(
            Section(f"deck.{section.id}", section.path, Node("title"), (), blocks)
        )
        stripper = CitationStripper()
        found = stripper.blocks(resolved.blocks)
        return Slide(
            BREAK,
            f"deck.{section.id}",
            (),
            section.place(section.brief.line or 1),
            0.0,
            slots=(Slot("finding", found),) if found else (),
            source=stripper.line(self.sources),
        )

    def _script(self, draft: UnresolvedSlide, anchor: str) -> tuple[Node, ...]:
        said = self.speaker.section(
            Section(
                id=f"{anchor}.script",
                path=draft.section.path,
                title=Node("title"),
                titles_for=(),
                blocks=draft.script,
            )
        )
        return tuple(node for node in spoken(said.blocks) if isinstance(node, Node))

    def _measured(self, node: Node) -> Node:
        """Return ``node`` with the size of the smallest text in each of its pictures, in pt."""
        if node.kind == "figure":
            picture = self.briefing.images.get(node.get("src"))
            if node.get("text-pt") or picture is None:  # it was measured before it was drawn
                return node
            smallest = smallest_text_pt(picture)
            own = (("text-pt", f"{smallest:g}"),) if smallest else ()
            return replace(node, attributes=(*node.attributes, *own))
        if not any(inner.kind == "figure" for inner in node.walk()):
            return node
        children = (c if isinstance(c, str) else self._measured(c) for c in node.children)
        return node.with_children(tuple(children))


def _in_words(node: Node) -> Node:
    """Return ``node`` with every picture told by its alternative text, for an outline."""
    if node.kind == "figure":
        return Node("p", (), (Node("em", (), (node.get("alt"),)),), (), node.line)
    children = (c if isinstance(c, str) else _in_words(c) for c in node.children)
    return node.with_children(tuple(children))
