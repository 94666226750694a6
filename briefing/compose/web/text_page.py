"""A text edition as a web page: contents, sections, notes, abbreviations and sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from briefing.compose.web.chart_data import with_chart_data
from briefing.compose.web.order import as_seen
from briefing.compose.web.page import logo_in, reading_order, render_page
from briefing.compose.web.references import References, source_id
from briefing.compose.web.writer import WebWriter, number_html
from briefing.model.document import ContentsEntry, TextBody
from briefing.model.node_text import inline_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.compose.reading_order import ReadingOrder
    from briefing.files.themes import Theme
    from briefing.model.document import Document, Note, TextSection
    from briefing.model.web import WebPage, WebPicture

_LISTED = 3
"""Sections and lists from which on a list of contents helps."""


def text_page(document: Document, theme: Theme, pictures: Mapping[str, WebPicture]) -> WebPage:
    """Return the web page of a text edition; raises ContentError when a layout drops text."""
    return _TextPage(document, theme, pictures).page()


class _TextPage:
    """Writes one page, in its order: numbers of links are counted on the way."""

    def __init__(
        self, document: Document, theme: Theme, pictures: Mapping[str, WebPicture]
    ) -> None:
        self.document = document
        self.theme = theme
        self.pictures = pictures
        self.body = document.body_as(TextBody)
        self.labels = theme.labels_for(document.edition.language)
        self.references = References.to(self.labels, self.body.notes, self.body.sources)
        self.order: ReadingOrder = reading_order()
        self.shown = logo_in(theme, pictures)

    def page(self) -> WebPage:
        """Return the page."""
        values = {
            "opening": self._opening(),
            "sections": [self._section(s) for s in self.body.sections if not s.opens],
        }
        # What stands in notes counts before sources are listed, and after the text.
        notes = [self._note(note) for note in self.body.notes]
        for note in notes:
            note["back"] = self.references.back_to_note(note["id"])
        contents = self._contents()
        return render_page(
            self.document,
            self.theme,
            "web-text",
            self.order,
            self.references,
            self.shown,
            **values,
            contents=contents,
            entries=tuple(f"{e.number} {e.title}".strip() for e in self._entries()),
            notes=notes,
            glossary=[
                {
                    "short": self.order.text(entry.short),
                    "full": self.order.text(entry.full),
                    "plain": self.order.text(entry.plain),
                }
                for entry in self.body.glossary
            ],
            sources=list(self._sources()),
        )

    def _writer(self, level: int = 2, title: str = "") -> WebWriter:
        title = title or self.document.head.title
        return WebWriter(self.references, self.pictures, level, self.shown, title)

    def _opening(self) -> str:
        """Return what stands before the first section: the key messages."""
        held = [self._prepared(section) for section in self.body.sections if section.opens]
        html = "".join(self._writer(1).all(section.blocks) for section in held)
        said = (block for section in held for block in section.text_blocks())
        return self.order.blocks(html, said) if html else ""

    def _section(self, section: TextSection) -> dict[str, Any]:
        section = self._prepared(section)
        writer = self._writer(title=inline_text(section.title))
        title = f"{number_html(section.number)}{writer.all(section.title)}"
        html = f"<h2>{title}</h2>\n{writer.all(section.blocks)}"
        return {"id": section.id, "html": self.order.blocks(html, section.text_blocks())}

    def _prepared(self, section: TextSection) -> TextSection:
        """Return a section in the order in which it is read here, with the data of its charts."""
        blocks = with_chart_data(as_seen(section.blocks), self.labels)
        return replace(section, blocks=blocks)

    def _note(self, note: Note) -> dict[str, Any]:
        """Return a footnote as the paragraphs that it has."""
        writer = self._writer()
        texts = zip(note.paragraphs(), note.text_blocks(), strict=True)
        return {
            "mark": note.mark,
            "id": note.anchor,
            "paragraphs": [self.order.line(writer.all(part), block) for part, block in texts],
        }

    def _sources(self) -> Iterator[dict[str, Any]]:
        writer = self._writer()
        for source in self.body.sources:
            yield {
                "id": source_id(source.number),
                "html": self.order.line(writer.all(source.content), source.text_block()),
                "back": self.references.back_to_source(source.number),
            }

    def _entries(self) -> tuple[ContentsEntry, ...]:
        """Return the lines of the list of contents: headings, then the lists."""
        held = (
            ("notes", self.body.notes),
            ("glossary", self.body.glossary),
            ("sources", self.body.sources),
        )
        lists = (ContentsEntry(1, "", self.labels[n], f"of.{n}") for n, has in held if has)
        return (*self.body.headings, *lists)

    def _contents(self) -> list[dict[str, Any]]:
        """Return the list of contents: sections and lists, with their subsections below them; none
        where there is little to list."""
        if sum(entry.level == 1 for entry in self._entries()) < _LISTED:
            return []
        listed: list[dict[str, Any]] = []
        for entry in self._entries():
            shown = {
                "number": str(escape(entry.number)),
                "title": self.order.entry(entry.title),
                "id": entry.anchor,
                "below": [],
            }
            (listed if entry.level == 1 or not listed else listed[-1]["below"]).append(shown)
        return listed
