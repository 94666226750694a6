"""Slides with everything in them resolved, and each as the HTML of its slots."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

from briefing.citations.csl_processor import processor
from briefing.compose.acronyms import Acronyms
from briefing.compose.citations import Citations
from briefing.compose.expected_text import inline_words, lined_words
from briefing.compose.hidden_text import addresses, beside, names
from briefing.compose.html import Writer
from briefing.compose.numbering import Numbering, counted_anchors, number
from briefing.compose.resolver import Resolver
from briefing.compose.slides.citation_stripping import Quieted, spoken
from briefing.compose.slides.slide_sources import drafts, levels
from briefing.compose.slides.slot_layout import arranged
from briefing.files.pictures import smallest_text_pt
from briefing.model.content import Node, Section
from briefing.model.errors import ContentError
from briefing.model.findings import Finding
from briefing.model.formats import read_formats
from briefing.text.plain_text import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.compose.slides.slide_sources import Draft
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.model.findings import Location

_DARK = frozenset({"title", "section"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on a slide with a size of its own, and what stands in it."""

    name: str
    """As the style sheet places it: ``body``, ``figure``, ``left``."""
    html: str


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide of an author's, resolved."""

    anchor: str
    section: str
    """Id of its section."""
    kicker: str
    layout: str
    title: tuple[Node | str, ...]
    title_html: str
    slots: tuple[Slot, ...]
    source: str
    """HTML of the line at its foot; empty when it cites nothing."""
    place: Location
    minutes: float | None
    script: tuple[Node, ...]
    words: tuple[str, ...]
    """Its text block by block, in the order of its slots."""
    alternatives: tuple[str, ...]
    """What is in the file besides its text: alternative texts, words of pictures."""
    names: frozenset[str] = field(repr=False)
    """Its ids, and the languages it has words in."""
    addresses: frozenset[str] = field(repr=False)
    """Of its links."""
    lines: Mapping[str, str] = field(repr=False)
    """Where its blocks stand, by their words."""

    @property
    def dark(self) -> bool:
        """Set in paper on ink."""
        return self.layout in _DARK

    @property
    def plain_title(self) -> str:
        """The title for bookmarks."""
        return "".join(map(inline_words, self.title))


@dataclass(frozen=True, slots=True)
class Deck:
    """The authors' slides of an edition, and the sources they name."""

    slides: tuple[Slide, ...]
    cited: frozenset[str]
    spoken: bool
    """Whether what is said is printed with them."""
    levels: frozenset[str]
    """Release levels of what is printed."""


def resolve_deck(briefing: Briefing, selection: Selection, theme: Theme) -> Deck:
    """All slides of a selection in reading order.

    Raises ContentError when one refers to something the edition does not hold.
    """
    return _Decker(briefing, selection, theme).deck()


class _Decker:
    """Resolves the slides of one edition."""

    def __init__(self, briefing: Briefing, selection: Selection, theme: Theme) -> None:
        self.briefing = briefing
        self.edition = selection.edition
        self.style = theme.slides
        self.labels: Mapping[str, str] = theme.labels_for(self.edition.language)
        audience = briefing.settings.audiences[self.edition.audience]
        print_options = self.edition.print_options
        formats = read_formats(self.edition.format, print_options, owns_notes=audience.notes)
        # What is not printed must neither name sources nor explain short forms.
        self.spoken = "notes" in formats
        self.drafts = drafts(selection)
        self.sources, unnamed = (
            Citations(briefing.sources, processor(briefing.style, self.edition.language))
            for _ in range(2)
        )
        acronyms = Acronyms(briefing.acronyms)
        self.anchors = counted_anchors("s", ((d.section, d.node) for d in self.drafts))
        self.numbering = Numbering()
        for draft, anchor in zip(self.drafts, self.anchors, strict=True):
            title = Node("title", (), draft.title)
            self.numbering.add(anchor, "section", "", title)
        shown = {n.get("id") for d in self.drafts for b in d.blocks for n in b.walk()}
        shown |= {*self.anchors}
        self.resolver = self._resolver(self.sources, acronyms, self.numbering, shown - {""})
        # What is said names no sources, and may refer to all of the sections that have slides.
        talked = tuple(s for s in selection.sections if any(d.section is s for d in self.drafts))
        whole = number(talked if self.spoken else (), numbered=False)
        held = {n.get("id") for s in talked for b in s.blocks for n in b.walk()}
        self.speaker = self._resolver(unnamed, acronyms, whole, {*whole.targets, *held})

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

    def deck(self) -> Deck:
        slides = tuple(map(self._slide, self.drafts, self.anchors))
        findings = [*self.resolver.findings, *self.speaker.findings]
        if findings:
            raise ContentError(findings)
        printed = frozenset(levels(self.drafts, spoken=self.spoken))
        return Deck(slides, frozenset(self.sources.locators), self.spoken, printed)

    def _slide(self, draft: Draft, anchor: str) -> Slide:
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
        quieted = Quieted()
        title = quieted.all(resolved.title.children)
        blocks = quieted.blocks(resolved.blocks)
        if self.edition.print_options.per_page == "outline":
            blocks = tuple(map(_in_words, blocks))
        source = quieted.line(self.sources)
        parts = arranged(draft.node.get("layout"), blocks)
        if parts.crowded:
            place = draft.section.place(draft.node.line)
            message = "two blocks of this slide ask for the same place"
            hint = "beside a figure stand a number or text; give columns, tables and quotes a slide"
            self.resolver.findings.append(Finding(place, "B605", message, hint))
        kicker = plain_title(draft.section.title, self.briefing.facts, self.edition.language)
        kicker = "" if draft.made else kicker
        writer = _SlideWriter(draft.section.path, self.labels, self)
        script = self._script(draft, anchor) if self.spoken else ()
        held = (*title, *blocks, *source, *script)
        laid = [pair for _, nodes in parts.slots for pair in lined_words(nodes, self.labels)]
        heads = (*([kicker] if kicker else []), "".join(map(inline_words, title)))
        source_words = f"{self.labels['source']} {''.join(map(inline_words, source))}"
        return Slide(
            anchor=anchor,
            section=draft.section.id,
            kicker=kicker,
            layout=parts.layout,
            title=title,
            title_html=writer.all(title),
            slots=tuple(Slot(name, writer.all(nodes)) for name, nodes in parts.slots),
            source=f"{escape(self.labels['source'])} {writer.all(source)}" if source else "",
            place=draft.section.place(draft.node.line),
            minutes=float(draft.node.get("minutes")) if draft.node.get("minutes") else None,
            script=script,
            words=(
                *heads,
                *(words for words, _ in laid),
                *([source_words] if source else []),
            ),
            alternatives=tuple(beside(blocks, self.briefing.images)),
            names=frozenset((anchor, *names(held))),
            addresses=frozenset(addresses(held)),
            lines={
                words: str(draft.section.place(line or draft.node.line))
                for words, line in (
                    *lined_words(script, self.labels),
                    *laid,
                    *((words, 0) for words in heads),
                )
            },
        )

    def _script(self, draft: Draft, anchor: str) -> tuple[Node, ...]:
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

    def smallest_text(self, source: str) -> float:
        """Size of the smallest text in a picture, in pt; 0 when it has none."""
        picture = self.briefing.images.get(source)
        return smallest_text_pt(picture) if picture else 0.0

    def figure_height(self, figure: Node) -> float:
        """Height in pt for the picture of a figure that has its slot to itself."""
        height = self.style.figure_pt[self.edition.print_options.shape]
        return height - sum(self.style.line_pt for _ in figure.nodes)


def _in_words(node: Node) -> Node:
    """A block with every picture in it told by its alternative text, for an outline."""
    if node.kind == "figure":
        return Node("p", (), (Node("em", (), (node.get("alt"),)),), (), node.line)
    children = (c if isinstance(c, str) else _in_words(c) for c in node.children)
    return replace(node, children=tuple(children))


class _SlideWriter(Writer):
    """Writes what stands on slides: pictures fill their slot, numbers stand in the text."""

    def __init__(self, path: str, labels: Mapping[str, str], decker: _Decker) -> None:
        super().__init__(path, labels, beside=True)
        self.decker = decker
        self._used = 0.0

    def _column(self, node: Node) -> str:
        """A column; its picture has the height that its title leaves."""
        attributes = self._attributes(node, "column", block=True)
        titled = any(c.kind == "box-title" for c in node.nodes)
        self._used = 2 * self.decker.style.line_pt if titled else 0.0
        inner = self.all(node.children)
        self._used = 0.0
        return f"<div{attributes}>{inner}</div>\n"

    def _figure(self, node: Node) -> str:
        height = self.decker.figure_height(node) - self._used
        smallest = self.decker.smallest_text(node.get("src"))
        heads = tuple(c for c in node.nodes if c.kind.startswith("fig-"))
        rest = tuple(c for c in node.children if c not in heads)
        caption = f"<figcaption>{self.all(rest)}</figcaption>" if rest else ""
        text = f' data-text="{smallest:g}"' if smallest else ""
        return (
            f"<figure{self._attributes(node, 'figure', block=True)}>{self.all(heads)}"
            f'<img style="max-height: {height:g}pt" src="{escape(node.get("src"))}"'
            f' alt="{escape(node.get("alt"))}"{text}>{caption}</figure>\n'
        )
