"""Which charts a selection holds, each in which place, and the pictures put in their stead."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.draw.rendering import ChartJob, FigureWidth
from briefing.files.pictures import picture_text
from briefing.model.content import Node
from briefing.model.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.model.content import Briefing, Drawing, Section
    from briefing.model.edition import Selection

_WIDTH_WITHIN = {"side": FigureWidth.SIDE, "key-messages": FigureWidth.BOX}
"""Blocks whose figures have a place of their own, whatever they are in there."""
_ON_SLIDES = frozenset({FigureWidth.SLIDE, FigureWidth.SLIDE_BESIDE})
_TAKES_NO_WIDTH = frozenset({"box-title", "source", "notes", "column", "figure"})
"""Of a slide, what leaves its width to a figure."""
_SEE_VEGA_LITE = "see vega.github.io/vega-lite/docs, or remove parts until it renders"


@dataclass(frozen=True, slots=True)
class Placed:
    """A selection with pictures where its charts were."""

    selection: Selection
    images: Mapping[str, bytes]
    """The pictures by the name the figures give them."""
    findings: tuple[Finding, ...]


def jobs(briefing: Briefing, selection: Selection) -> dict[ChartJob, None]:
    """What has to be drawn for an edition, in reading order, each once."""
    language = selection.edition.language
    return {
        ChartJob(briefing.charts[chart.get("key")], width, language): None
        for section in selection.sections
        for block in section.blocks
        for chart, width in _charts_within(block, FigureWidth.COLUMN)
    }


def place_drawings(selection: Selection, drawings: Mapping[ChartJob, Drawing]) -> Placed:
    """The selection with its drawings; what could not be drawn is a finding."""
    inserter = _PictureInserter(
        {(job.chart.key, job.width): (job, drawing) for job, drawing in drawings.items()}
    )
    sections = tuple(
        replace(
            section,
            blocks=tuple(
                inserter.insert_pictures(block, section, FigureWidth.COLUMN)
                for block in section.blocks
            ),
        )
        for section in selection.sections
    )
    return Placed(replace(selection, sections=sections), inserter.images, tuple(inserter.findings))


def _charts_within(node: Node, width: FigureWidth) -> Iterator[tuple[Node, FigureWidth]]:
    width = _width_within(node, width)
    for child in node.children:
        if isinstance(child, Node):
            if child.kind == "chart":
                yield child, width
            yield from _charts_within(child, width)


def _width_within(node: Node, around: FigureWidth) -> FigureWidth:
    """Where what is in a node stands."""
    if around in {*_WIDTH_WITHIN.values(), FigureWidth.SLIDE_COLUMN}:
        return around
    if around in _ON_SLIDES:
        return FigureWidth.SLIDE_COLUMN if node.kind == "column" else around
    if node.kind in _WIDTH_WITHIN:
        return _WIDTH_WITHIN[node.kind]
    if node.kind == "slide":
        return FigureWidth.SLIDE_BESIDE if _shares_its_slide(node) else FigureWidth.SLIDE
    is_wide = node.kind == "figure" and "wide" in node.get("class").split()
    return FigureWidth.WIDE if is_wide else around


def _shares_its_slide(slide: Node) -> bool:
    """Whether text or a number takes its place beside the figure of a slide."""
    return any(
        _shares_its_slide(child) if child.kind == "group" else child.kind not in _TAKES_NO_WIDTH
        for child in slide.children
        if isinstance(child, Node)
    )


class _PictureInserter:
    """Hangs pictures; remembers them and what was wrong."""

    def __init__(
        self, drawings: Mapping[tuple[str, FigureWidth], tuple[ChartJob, Drawing]]
    ) -> None:
        self._drawings = drawings
        self.images: dict[str, bytes] = {}
        self.findings: list[Finding] = []

    def insert_pictures(self, node: Node, section: Section, width: FigureWidth) -> Node:
        """The node with every chart in it a picture."""
        width = _width_within(node, width)
        children: list[Node | str] = []
        attributes = node.attributes
        for child in node.children:
            if isinstance(child, Node) and child.kind == "chart":
                attributes += self._picture(child, section, width)
            elif isinstance(child, Node):
                children.append(self.insert_pictures(child, section, width))
            else:
                children.append(child)
        return replace(node, attributes=attributes, children=tuple(children))

    def _picture(
        self, chart: Node, section: Section, width: FigureWidth
    ) -> tuple[tuple[str, str], ...]:
        """The attributes of a figure that shows a chart."""
        job, drawing = self._drawings[chart.get("key"), width]
        at = section.place(chart.line)
        for remark in drawing.remarks:
            message = f"chart rendered with warning: {remark}"
            self.findings.append(Finding(at, "B510", message, _SEE_VEGA_LITE, Severity.WARNING))
        if not drawing.svg:
            message = f"chart could not be rendered: {drawing.fault}"
            self.findings.append(Finding(at, "B509", message, _SEE_VEGA_LITE))
            return ()
        name = f"charts/{sha256(drawing.svg).hexdigest()[:16]}.svg"
        self.images[name] = drawing.svg
        readings = json.dumps(job.chart.readings, ensure_ascii=False)
        words = picture_text(drawing.svg)
        return (("src", name), ("drawn", "yes"), ("words", words), ("readings", readings))
