"""A deck as a web page: each slide a section that says its number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefing.compose.web.chart_data import with_chart_data
from briefing.compose.web.page import logo_in, reading_order, render_page
from briefing.compose.web.references import References
from briefing.compose.web.writer import WebWriter
from briefing.model.deck import BREAK, DeckBody
from briefing.model.node_text import TextBlock, inline_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.compose.reading_order import ReadingOrder
    from briefing.files.themes import Theme
    from briefing.model.deck import Slide
    from briefing.model.document import Document
    from briefing.model.web import WebPage, WebPicture


def deck_page(document: Document, theme: Theme, pictures: Mapping[str, WebPicture]) -> WebPage:
    """Return the web page of a deck; raises ContentError when a layout drops text."""
    labels = theme.labels_for(document.edition.language)
    references = References.to(labels, (), ())
    order = reading_order()
    shown = logo_in(theme, pictures)
    slides = document.body_as(DeckBody).slides
    written = []
    for number, one in enumerate(slides, start=1):
        slide = _with_chart_data(one, labels)
        level = 1 if number == 1 else 2  # the first heading of a page is its first
        writer = WebWriter(references, pictures, level, shown, slide.plain_title)
        counted = labels["web_slide"].format(number=number, total=len(slides))
        written.append({**_slide(slide, order, writer), "counted": counted, "level": level})
    return render_page(document, theme, "web-deck", order, references, shown, slides=written)


def _with_chart_data(slide: Slide, labels: Mapping[str, str]) -> Slide:
    slots = (replace(slot, blocks=with_chart_data(slot.blocks, labels)) for slot in slide.slots)
    return replace(slide, slots=tuple(slots))


def _slide(slide: Slide, order: ReadingOrder, writer: WebWriter) -> dict[str, Any]:
    """Return what the layout prints of a slide."""
    values: dict[str, Any] = {"layout": slide.layout, "id": slide.anchor}
    entries = [{"title": order.text(entry.title), "id": entry.anchor} for entry in slide.entries]
    source = TextBlock(inline_text(slide.source))
    values |= {
        "html": [
            order.blocks(writer.all(slot.blocks), slide.blocks_of(slot.blocks))
            for slot in slide.slots
        ],
        "source": order.line(writer.all(slide.source), source) if slide.source else "",
    }
    if slide.layout == BREAK:
        title = order.text(slide.plain_title)
        return {**values, "title": title, "mark": order.text(slide.number)}
    if slide.generated:
        return {**values, "title": slide.plain_title, "entries": entries}
    title = order.line(writer.all(slide.title), TextBlock(slide.plain_title, slide.location))
    return {**values, "kicker": order.text(slide.kicker, slide.location), "title": title}
