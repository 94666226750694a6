"""Slides as the values that layouts print: each block in its slot, pictures as large as fits."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from briefing.compose.html import Writer, inline_html
from briefing.model.deck import BREAK, CLOSING, COVER
from briefing.model.node_text import TextBlock, inline_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.compose.reading_order import ReadingOrder
    from briefing.files.theme_styles import SlideStyle
    from briefing.model.content import Node
    from briefing.model.deck import Slide

_DARK = frozenset({COVER, BREAK, CLOSING, "title", "section", "full-bleed"})


def slide_values(
    slide: Slide,
    level: int,
    labels: Mapping[str, str],
    style: SlideStyle,
    shape: str,
    order: ReadingOrder,
) -> dict[str, Any]:
    """Return what a layout prints of ``slide``, with its text marked for ``order``.

    Args:
        level: That of the slide's title among headings.
        labels: The fixed words of the edition's language.
        style: The theme's sizes of figures and lines.
        shape: Width to height, ``16:9`` or ``4:3``.
    """
    values: dict[str, Any] = {
        "layout": slide.layout,
        "id": slide.anchor,
        "level": level,
        "dark": slide.layout in _DARK,
        "title": slide.plain_title,
        "place": str(slide.location),
        "made": slide.made,
        "kicker_place": str(slide.kicker_place or slide.location),
    }
    if slide.entries:
        values["entries"] = [
            {"title": order.text(entry.title), "link": entry.anchor} for entry in slide.entries
        ]
    if slide.layout == BREAK:
        values |= {"title": order.text(slide.plain_title), "mark": order.text(slide.number)}
    writer = _SlideWriter(slide.location.path, level, style, shape)
    source = TextBlock(inline_text(slide.source))
    values |= {
        "slots": [
            {
                "name": slot.name,
                "count": len(slot.blocks[0].nodes),
                "html": order.blocks(writer.all(slot.blocks), slide.blocks_of(slot.blocks)),
            }
            for slot in slide.slots
        ],
        "source": Markup("{} {}").format(
            labels["source"], order.line(inline_html(slide.source), source)
        )
        if slide.source
        else "",
    }
    if slide.generated:
        return values
    title = TextBlock(slide.plain_title, slide.location)
    return values | {
        "kicker": order.text(slide.kicker, slide.location),
        "title": order.line(writer.all(slide.title), title),
    }


class _SlideWriter(Writer):
    """Writes what stands on slides: pictures fill their slot, numbers stand in the text."""

    def __init__(self, path: str, level: int, style: SlideStyle, shape: str) -> None:
        super().__init__(path, level=level, boxed=True)
        self._figure_pt = style.figure_pt[shape]
        self._line_pt = style.line_pt
        self._used = 0.0
        """Height that is taken in the column around, in pt."""

    def _column(self, node: Node) -> str:
        """Return a column; its picture has the height that its title leaves."""
        attributes = self._attributes(node, "column", block=True)
        titled = any(c.kind == "box-title" for c in node.nodes)
        self._used = 2 * self._line_pt if titled else 0.0
        inner = self._titled(node.children)
        self._used = 0.0
        return f"<div{attributes}>{inner}</div>\n"

    def _figure(self, node: Node) -> str:
        height = self._figure_pt - sum(self._line_pt for _ in node.nodes) - self._used
        width = f"width: {node.get('width-pt')}pt; " if node.get("width-pt") else ""
        heads = tuple(c for c in node.nodes if c.kind.startswith("fig-"))
        rest = tuple(c for c in node.children if c not in heads)
        caption = f"<figcaption>{self.all(rest)}</figcaption>" if rest else ""
        text = f' data-text="{node.get("text-pt")}"' if node.get("text-pt") else ""
        # A title of two lines takes one from the picture: the style sheet needs its height.
        size = f"{width}--most: {height:g}pt; max-height: {height:g}pt"
        own = f' style="width: {node.get("width-pt")}pt"' if width else ""
        if node.get("fills"):
            size = f"{width}height: {node.get('height-pt')}pt"
        return (
            f"<figure{self._attributes(node, 'figure', block=True)}{own}>{self.all(heads)}"
            f'<img style="{size}" src="{escape(node.get("src"))}"'
            f' alt="{escape(node.get("alt"))}"{text}>{caption}</figure>\n'
        )
