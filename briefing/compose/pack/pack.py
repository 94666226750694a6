"""From what was selected to fragments: numbers first, then one walk, then the layouts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from briefing.citations.csl_processor import processor
from briefing.compose.acronyms import Acronyms
from briefing.compose.citations import Citations
from briefing.compose.expected_text import inline_words, lined_words
from briefing.compose.hidden_text import addresses, beside, chart_words, names
from briefing.compose.html import blocks_html, inline_html, section_html
from briefing.compose.numbering import Numbering, number
from briefing.compose.resolver import Footnote, Resolver
from briefing.compose.templates import own_words, render
from briefing.compose.title_block import head_of, info_of
from briefing.model.composition import (
    Composition,
    ContentsEntry,
    Fragment,
    GlossaryEntry,
    OutlineEntry,
    Traces,
)
from briefing.model.errors import ContentError
from briefing.text.plain_text import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from briefing.files.themes import Theme
    from briefing.model.composition import TitleBlock
    from briefing.model.content import Briefing, Node, Section
    from briefing.model.edition import Selection

_LAYOUT_ANCHORS = ("pack", "title", "contents", "notes", "note", "glossary", "sources", "src")
"""Words of the ids that layouts give; ids are names of destinations in the PDF. Ours have a full
stop in them, which an author's id cannot have."""


def compose_pack(briefing: Briefing, selection: Selection, theme: Theme) -> Composition:
    """The text edition's fragments, outline and words.

    Raises ContentError when the text refers to something the edition does not hold.
    """
    return _Composer(briefing, selection, theme).compose()


@dataclass(frozen=True, slots=True)
class _Chapter:
    """The sections between two forced page breaks, with the footnotes made in them."""

    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]


class _Composer:
    """Composes one edition."""

    def __init__(self, briefing: Briefing, selection: Selection, theme: Theme) -> None:
        self.briefing = briefing
        self.selection = selection
        self.edition = selection.edition
        self.theme = theme
        self.settings = briefing.settings
        self.length = self.settings.lengths[self.edition.length]
        self.paper = theme.papers[self.edition.paper]
        self.labels: Mapping[str, str] = theme.labels_for(self.edition.language)
        sections = tuple(sorted(selection.sections, key=lambda s: not s.opens))
        self.numbering: Numbering = number(
            tuple(s for s in sections if not s.opens), numbered=self.length.contents
        )
        self.sources = Citations(briefing.sources, processor(briefing.style, self.edition.language))
        self.acronyms = Acronyms(briefing.acronyms)
        self.chapters = self._resolve(sections)
        self.printed: list[str] = []
        """What layouts print of their own."""

    def _resolve(self, sections: tuple[Section, ...]) -> tuple[_Chapter, ...]:
        resolver = Resolver(
            self.briefing.facts,
            self.edition.language,
            self.labels,
            self.numbering,
            self.sources,
            self.acronyms,
            frozenset(_ids(sections)),
        )
        chapters: list[_Chapter] = []
        noted = 0
        for group in _groups(sections, split=self.length.cover):
            resolved = tuple(resolver.section(section) for section in group)
            chapters.append(_Chapter(resolved, tuple(resolver.footnotes[noted:])))
            noted = len(resolver.footnotes)
        if resolver.findings:
            raise ContentError(resolver.findings)
        return tuple(chapters)

    def compose(self) -> Composition:
        head = head_of(self.briefing, self.selection, self.labels)
        fragments = tuple(self._full(head) if self.length.cover else self._short(head))
        contents = tuple(self._contents())
        glossary = tuple(self._glossary()) if self.length.cover else ()
        before = (self._glossary_entry(),) if glossary else ()
        if contents and self.length.contents:
            listed = [{**asdict(entry), "id": entry.anchor, "page": ""} for entry in contents]
            short_forms = [asdict(entry) for entry in glossary]
            self._render("contents", "contents", head, contents=listed, glossary=short_forms)
        blocks = tuple(self._blocks(head))
        return Composition(
            edition=self.edition,
            head=head,
            info=info_of(self.briefing, self.edition, head),
            fragments=fragments,
            outline=tuple(
                OutlineEntry(e.level, f"{e.number} {e.title}".strip(), e.anchor)
                for e in (*before, *contents)
            ),
            contents=contents if self.length.contents else (),
            glossary=glossary,
            blocks=tuple(words for words, _ in blocks),
            cited=frozenset(self.sources.locators),
            other_words=tuple(self._other_words()),
            traces=self._traces(blocks),
            paper=self.paper,
            pages=self.length.pages,
        )

    # ── fragments ────────────────────────────────────────────────────────────────────────

    def _render(
        self,
        name: str,
        layout: str,
        head: TitleBlock,
        held: tuple[Section, ...] = (),
        *,
        front: bool = False,
        first: str = "",
        **values: Any,
    ) -> Fragment:
        given = (self.theme, layout, self.edition, head, self.paper)
        html = render(*given, fragment=name, **values)
        self.printed += own_words(*given, fragment=name, **values)
        faces = ({first: True},) if first else ()
        return Fragment(name, html, tuple(s.path for s in held), front, faces=faces)

    def _text(self, chapter: _Chapter) -> dict[str, Any]:
        return {
            "key_messages": Markup(
                "".join(blocks_html(s, self.labels) for s in chapter.sections if s.opens)
            ),
            "sections": [
                {"id": s.id, "html": Markup(self._section(s))}
                for s in chapter.sections
                if not s.opens
            ],
            "notes": [
                {
                    "mark": n.mark,
                    "id": n.anchor,
                    "html": Markup(inline_html(n.content, self.labels)),
                }
                for n in chapter.footnotes
            ],
        }

    def _section(self, section: Section) -> str:
        return section_html(section, self.numbering.targets[section.id].number, self.labels)

    def _end(self) -> dict[str, Any]:
        return {
            "sources": [
                {
                    "number": str(n),
                    "id": f"pack.src.{n}",
                    "html": Markup(inline_html(text.children, self.labels)),
                }
                for n, text in self.sources.entries()
            ],
        }

    def _glossary(self) -> Iterator[GlossaryEntry]:
        # It stands below the list of contents: with nothing to list, there is no page for it.
        if self.length.contents and self._listed():
            for name, acronym in self.acronyms.glossary():
                yield GlossaryEntry(name, acronym.full, acronym.plain)

    def _short(self, head: TitleBlock) -> Iterator[Fragment]:
        """One flowing document: nothing in it starts on a new page by force."""
        sections = tuple(s for chapter in self.chapters for s in chapter.sections)
        notes = tuple(n for chapter in self.chapters for n in chapter.footnotes)
        yield self._render(
            self.edition.length,
            "pack",
            head,
            sections,
            first="masthead",
            **self._text(_Chapter(sections, notes)),
            glossary=[asdict(entry) for entry in self._glossary()],
            **self._end(),
        )

    def _full(self, head: TitleBlock) -> Iterator[Fragment]:
        yield self._render("cover", "cover", head, front=True, first="cover")
        for chapter in self.chapters:
            yield self._render(
                chapter.sections[0].id, "chapter", head, chapter.sections, **self._text(chapter)
            )
        yield self._render("back", "back", head, notes=[], **self._end())

    def _listed(self) -> bool:
        """Whether the contents list has an entry: key messages stand in none."""
        return bool(self.numbering.order or self.sources.locators)

    def _contents(self) -> Iterator[ContentsEntry]:
        for target in self.numbering.order:
            if target.kind == "section" and target.level <= 2:
                title = plain_title(target.title, self.briefing.facts, self.edition.language)
                deep = any(s.id == target.anchor for s in self.selection.sections)
                yield ContentsEntry(1 if deep else 2, target.number, title, target.anchor)
        if not self.length.cover and self._has_notes():
            yield ContentsEntry(1, "", self.labels["notes"], "pack.notes")
        if not self.length.cover and any(self._glossary()):
            yield self._glossary_entry()
        if self.sources.locators:
            yield ContentsEntry(1, "", self.labels["sources"], "pack.sources")

    def _glossary_entry(self) -> ContentsEntry:
        return ContentsEntry(1, "", self.labels["glossary"], "pack.glossary")

    def _has_notes(self) -> bool:
        return any(chapter.footnotes for chapter in self.chapters)

    # ── words, for the proof ─────────────────────────────────────────────────────────────

    def _blocks(self, head: TitleBlock) -> Iterator[tuple[str, str]]:
        """The text of each block in print order, with the place it has in the content."""
        yield from ((head.title, ""), (head.standfirst, ""))
        if self.length.cover:
            yield from ((words, "") for words in self._glossary_words())
        for chapter in self.chapters:
            for section in chapter.sections:
                if not section.opens:
                    own = self.numbering.targets[section.id].number
                    title = "".join(map(inline_words, section.title.children))
                    yield f"{own} {title}", str(section.place(section.title.line))
                for words, line in lined_words(section.blocks, self.labels):
                    yield words, str(section.place(line))
            if self.length.cover:
                yield from ((words, "") for words in self._note_words(chapter))
        if not self.length.cover:
            for chapter in self.chapters:
                yield from ((words, "") for words in self._note_words(chapter))
            yield from ((words, "") for words in self._glossary_words())
        for number_, text in self.sources.entries():
            yield f"{number_} {inline_words(text)}", ""

    def _glossary_words(self) -> Iterator[str]:
        for entry in self._glossary():
            yield from (entry.short, f"{entry.full} {entry.plain}")

    def _note_words(self, chapter: _Chapter) -> Iterator[str]:
        for note in chapter.footnotes:
            yield note.mark + "".join(map(inline_words, note.content))

    def _other_words(self) -> Iterator[str]:
        for chapter in self.chapters:
            for section in chapter.sections:
                yield from beside(section.blocks, self.briefing.images)

    def _traces(self, blocks: Sequence[tuple[str, str]]) -> Traces:
        held: list[Node | str] = [
            node
            for chapter in self.chapters
            for section in chapter.sections
            for node in (section.title, *section.blocks)
        ]
        held += [n for chapter in self.chapters for note in chapter.footnotes for n in note.content]
        held += [text for _, text in self.sources.entries()]
        return Traces(
            printed=tuple(self.printed),
            names=frozenset((*self.numbering.anchors(), *_LAYOUT_ANCHORS, *names(held))),
            addresses=frozenset(addresses(held)),
            lines={words: place for words, place in reversed(blocks) if place},
            charts=tuple(chart_words(held)),
        )


def _ids(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        if not section.opens:
            yield section.id
        for block in section.blocks:
            yield from (node.get("id") for node in block.walk() if node.get("id"))


def _groups(sections: tuple[Section, ...], *, split: bool) -> Iterator[tuple[Section, ...]]:
    """Sections that share a fragment: split where one starts a new page."""
    group: list[Section] = []
    for section in sections:
        if split and section.breaks and group:
            yield tuple(group)
            group = []
        group.append(section)
    if group:
        yield tuple(group)
