"""Which charts a selection holds, each in which place, and the pictures put in their stead."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.draw.rendering import ChartJob, FigureWidth
from briefing.files.pictures import picture_words
from briefing.model.blocks import BLOCKS, BY_KIND
from briefing.model.content import Node
from briefing.model.findings import Finding, Severity
from briefing.model.kinds import KINDS, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.model.content import Briefing, Drawing, Section
    from briefing.model.edition import Selection

_ON_SLIDES = frozenset({FigureWidth.SLIDE, FigureWidth.SLIDE_BESIDE})
_OWN = {kind: FigureWidth(block.figures) for kind, block in BY_KIND.items() if block.figures}
"""Blocks whose figures have a place of their own, whatever they are in there."""
_NOT_BESIDE = (
    PARTS
    | BLOCKS["slide"].emptied.aside
    | {kind.name for kind in KINDS.values() if kind.layout in {"figure", "two-column"}}
)
"""Of a slide, what leaves its width to a figure."""
_LOOK = "see vega.github.io/vega-lite/docs, or take parts out until it is drawn"


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
        ChartJob(briefing.charts[chart.get("key")], place, language): None
        for section in selection.sections
        for block in section.blocks
        for chart, place in _charts(block, FigureWidth.COLUMN)
    }


def place_drawings(selection: Selection, drawings: Mapping[ChartJob, Drawing]) -> Placed:
    """The selection with its drawings; what could not be drawn is a finding."""
    hanger = _PictureInserter(
        {(job.chart.key, job.place): (job, drawing) for job, drawing in drawings.items()}
    )
    sections = tuple(
        replace(
            section,
            blocks=tuple(
                hanger.hang(block, section, FigureWidth.COLUMN) for block in section.blocks
            ),
        )
        for section in selection.sections
    )
    return Placed(replace(selection, sections=sections), hanger.images, tuple(hanger.findings))


def _charts(node: Node, place: FigureWidth) -> Iterator[tuple[Node, FigureWidth]]:
    place = _place(node, place)
    for child in node.children:
        if isinstance(child, Node):
            if child.kind == "chart":
                yield child, place
            yield from _charts(child, place)


def _place(node: Node, around: FigureWidth) -> FigureWidth:
    """Where what is in a node stands."""
    if around in {*_OWN.values(), FigureWidth.SLIDE_COLUMN}:
        return around
    if around in _ON_SLIDES:
        return FigureWidth.SLIDE_COLUMN if node.kind == "column" else around
    if node.kind in _OWN:
        return _OWN[node.kind]
    if node.kind == "slide":
        return FigureWidth.SLIDE_BESIDE if _shares(node) else FigureWidth.SLIDE
    is_wide = node.kind == "figure" and "wide" in node.get("class").split()
    return FigureWidth.WIDE if is_wide else around


def _shares(slide: Node) -> bool:
    """Whether text or a number takes its place beside the figure of a slide."""
    return any(
        _shares(child) if child.kind == "group" else child.kind not in _NOT_BESIDE
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

    def hang(self, node: Node, section: Section, place: FigureWidth) -> Node:
        """The node with every chart in it a picture."""
        place = _place(node, place)
        children: list[Node | str] = []
        attributes = node.attributes
        for child in node.children:
            if isinstance(child, Node) and child.kind == "chart":
                attributes += self._picture(child, section, place)
            elif isinstance(child, Node):
                children.append(self.hang(child, section, place))
            else:
                children.append(child)
        return replace(node, attributes=attributes, children=tuple(children))

    def _picture(
        self, chart: Node, section: Section, place: FigureWidth
    ) -> tuple[tuple[str, str], ...]:
        """The attributes of a figure that shows a chart."""
        job, drawing = self._drawings[chart.get("key"), place]
        at = section.place(chart.line)
        for remark in drawing.remarks:
            message = f"the chart is drawn, but: {remark}"
            self.findings.append(Finding(at, "B510", message, _LOOK, Severity.WARNING))
        if not drawing.svg:
            message = f"this chart cannot be printed: {drawing.fault}"
            self.findings.append(Finding(at, "B509", message, _LOOK))
            return ()
        name = f"charts/{sha256(drawing.svg).hexdigest()[:16]}.svg"
        self.images[name] = drawing.svg
        readings = json.dumps(job.chart.readings, ensure_ascii=False)
        words = picture_words(drawing.svg)
        return (("src", name), ("drawn", "yes"), ("words", words), ("readings", readings))
