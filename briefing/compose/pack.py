"""Text editions laid out: a cover, chapters and lists, or one document that flows."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from briefing.compose.code_fitting import CodeFitter
from briefing.compose.column_html import columns_html
from briefing.compose.end_matter import sources_run_on
from briefing.compose.floating_figures import with_floats
from briefing.compose.hidden_text import traces_of
from briefing.compose.html import Writer, inline_html, section_html
from briefing.compose.line_breaks import tied_end
from briefing.compose.one_column_html import OneColumnWriter
from briefing.compose.reading_order import ReadingOrder
from briefing.compose.second_pass import contents_lines
from briefing.compose.templates import furniture_of, render, sheet_of
from briefing.model.composition import Composition, Fragment, OutlineEntry
from briefing.model.document import ContentsEntry, TextBody
from briefing.model.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from briefing.files.themes import Theme
    from briefing.model.document import Document, Note, TextSection
    from briefing.model.findings import Finding

_ANCHORS = ("pack", "title", "numbers", "contents", "notes", "note", "glossary", "sources", "src")
"""Words of the ids that layouts give; ids are names of destinations in the PDF. Ours have a full
stop in them, which an author's id cannot have."""


def compose_pack(document: Document, theme: Theme) -> Composition:
    """Return the fragments of a text edition; raises ContentError when a layout drops text."""
    return PackComposer(document, theme).compose()


class PackComposer:
    """Composes one text edition; a format with a layout of its own subclasses it."""

    layout = "pack"
    """The layout of an edition without a cover."""

    def __init__(self, document: Document, theme: Theme) -> None:
        self.document = document
        self.body = document.body_as(TextBody)
        self.theme = theme
        self.labels = theme.labels_for(document.edition.language)
        self.paper = theme.papers[document.edition.paper]
        self.in_columns = theme.text.columns > 1 and not theme.print
        """Whether its text runs through columns; other sizes of print have one."""
        in_text = theme.text.form.one_column and not self.in_columns
        self.writer = OneColumnWriter if theme.print or in_text else Writer
        self.order = ReadingOrder()
        self.findings: list[Finding] = []

    def compose(self) -> Composition:
        """Return the edition; raises ContentError when a layout drops text."""
        fragments = tuple(self._with_cover() if self.body.cover else self._flowing())
        if self.findings:
            raise ContentError(self.findings)
        self.order.check(self.document)
        pages = [fragment.html for fragment in fragments]
        contents = self._entries(self.body.headings, pages)
        bookmarks = self._entries(self.body.bookmarks, pages)
        boxes = frozenset(self.body.bookmarks) - frozenset(self.body.headings)
        glossary = [self._entry("glossary")] if self.body.cover and self.body.glossary else []
        return Composition(
            document=self.document,
            info=self.document.info,
            fragments=fragments,
            outline=tuple(
                OutlineEntry(e.level, f"{e.number} {e.title}".strip(), e.anchor, e in boxes)
                for e in (*glossary, *bookmarks)
            ),
            contents=contents if self.body.listed else (),
            glossary=self.body.glossary if self.body.cover else (),
            blocks=self.order.shown,
            floats=self.order.floats,
            traces=traces_of(self.document, self.order, _ANCHORS),
            paper=self.paper,
            pages=self.body.pages,
            verso_shift=self.paper.verso_shift if self.body.two_sided else 0,
            blank=self._fragment("blank", "blank") if self.body.recto else None,
            furniture=furniture_of(self.theme),
        )

    # ── fragments ────────────────────────────────────────────────────────────────────────

    def _flowing(self) -> Iterator[Fragment]:
        """Yield one flowing document: nothing in it starts on a new page by force."""
        yield self._fragment(
            self.document.edition.length,
            self.layout,
            self.body.sections,
            first="masthead",
            **self._text(self.body.sections, self.body.notes),
            glossary=self._glossary(),
            sources=self._sources(),
        )

    def _with_cover(self) -> Iterator[Fragment]:
        """Yield a cover, each chapter and what stands at the end: below the last chapter, if it is
        short, or that chapter."""
        head = self.document.head
        handling = {
            "marking": self.order.first(head.marking),
            "note": self.order.first(head.marking_note),
        }
        yield self._fragment("cover", "cover", front=True, first="cover", handling=handling)
        if self.body.listed:
            self._read_contents()
        sources, chapters, apart = self._sources(), self.body.chapters, True
        for number, chapter in enumerate(chapters, start=1):
            runs_on = number == len(chapters) and sources_run_on(chapter, self.body.sources)
            text = {
                **self._text(chapter.sections, chapter.notes),
                "ends": runs_on,
                "sources": sources if runs_on else [],
            }
            apart = not runs_on
            yield self._fragment(chapter.sections[0].id, "chapter", chapter.sections, **text)
        if apart:
            yield self._fragment("back", "back", notes=[], sources=sources)

    def _fragment(
        self,
        name: str,
        layout: str,
        held: Sequence[TextSection] = (),
        *,
        front: bool = False,
        first: str = "",
        **values: Any,
    ) -> Fragment:
        given = (self.theme, layout, self.document, self.paper, self.order)
        html = render(*given, fragment=name, **values)
        params = ({first: True},) if first else ()
        paths = tuple(section.path for section in held)
        sheet = sheet_of(self.theme)
        return Fragment(name, html, paths, front, furniture_params=params, sheet=sheet)

    def _read_contents(self) -> None:
        """Read what the contents list says; it is composed once its page numbers are known."""
        entries = self._entries(self.body.headings, [])
        listed = contents_lines(entries, {}, self.order.entry)
        given = (self.theme, "contents", self.document, self.paper, self.order)
        if listed:
            render(*given, fragment="contents", contents=listed, glossary=self._glossary())

    # ── values for layouts ───────────────────────────────────────────────────────────────

    def _text(self, sections: Iterable[TextSection], notes: Iterable[Note]) -> dict[str, Any]:
        held = tuple(map(self._fitted, sections))
        if self.in_columns:
            return self._columns(held) | {"notes": self._notes(notes)}
        opening = [section for section in held if section.opens]
        messages = "".join(section_html(section, self.writer) for section in opening)
        said = (block for section in opening for block in section.text_blocks())
        shown = [{"id": s.id, "html": self._section(s)} for s in held if not s.opens]
        begins = (messages, *(str(section["html"]) for section in shown[:1]))
        return {
            "key_messages": self.order.blocks(messages, said) if messages else "",
            "sections": shown,
            "beside": any(f'<div class="{self.writer.side}"' in html for html in begins),
            "notes": self._notes(notes),
        }

    def _columns(self, held: Sequence[TextSection]) -> dict[str, Any]:
        """Return text that runs through columns as one value: sections share them."""
        said = (block for section in held for block in section.text_blocks())
        html = self.order.blocks(columns_html(held), said)
        sections = [{"id": held[0].id, "html": html}] if held else []
        return {"key_messages": "", "sections": sections, "beside": False}

    def _notes(self, notes: Iterable[Note]) -> list[dict[str, Any]]:
        return [
            {
                "mark": note.mark,
                "id": note.anchor,
                "back": next(iter(note.places), ""),
                "html": self._note(note),
            }
            for note in notes
        ]

    def _section(self, section: TextSection) -> str:
        html = section_html(section, self.writer)
        return self.order.blocks(html, section.text_blocks())

    def _fitted(self, section: TextSection) -> TextSection:
        """Return a section with its code as large as it fits; what does not is a finding."""
        fitter = CodeFitter(self.theme.code, self.theme.charts.widths_pt, section.path)
        blocks = fitter.fitted(section.blocks)
        self.findings += fitter.findings
        return replace(section, blocks=with_floats(blocks))

    def _note(self, note: Note) -> Markup:
        """Return a footnote; its mark stands before the first of its paragraphs."""
        written = (inline_html(part, self.writer) for part in note.paragraphs())
        texts = zip(written, note.text_blocks(), strict=True)
        first, *more = (self.order.line(html, block) for html, block in texts)
        return Markup("{}").format(first) + Markup().join(
            Markup("<p>{}</p>").format(m) for m in more
        )

    def _sources(self) -> list[dict[str, Any]]:
        return [
            {
                "number": str(source.number),
                "id": f"pack.src.{source.number}",
                "back": next(iter(source.places), ""),
                "html": self.order.line(inline_html(tied_end(source.content)), source.text_block()),
            }
            for source in self.body.sources
        ]

    def _glossary(self) -> list[dict[str, str]]:
        return [
            {name: self.order.text(text) for name, text in asdict(entry).items()}
            for entry in self.body.glossary
        ]

    # ── contents list and bookmarks ──────────────────────────────────────────────────────

    def _entries(
        self, headings: Sequence[ContentsEntry], pages: Sequence[str]
    ) -> tuple[ContentsEntry, ...]:
        """Return ``headings``, then those of the lists, in the order that ``pages`` have."""
        lists: list[ContentsEntry] = []
        if not self.body.cover and self.body.notes:
            lists.append(self._entry("notes"))
        if not self.body.cover and self.body.glossary:
            lists.append(self._entry("glossary"))
        if self.body.sources:
            lists.append(self._entry("sources"))
        html = "".join(pages)
        return (*headings, *sorted(lists, key=lambda e: html.find(f'"{e.anchor}"')))

    def _entry(self, name: str) -> ContentsEntry:
        return ContentsEntry(1, "", self.labels[name], f"pack.{name}")
