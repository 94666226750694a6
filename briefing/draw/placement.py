"""Charts in a selection: which there are, how wide each is drawn, and pictures in their place.

Pictures from files are given the size they are printed in on the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.draw.figure_width import FigureWidth
from briefing.draw.picture_sizes import Surroundings
from briefing.draw.portraits import stands_beside
from briefing.draw.rendering import ChartJob
from briefing.draw.svg_rendering import SvgJob
from briefing.files.pictures import is_svg, picture_text
from briefing.files.svg_features import needs_resvg
from briefing.model.blocks import BLOCKS, BY_KIND, PHOTOGRAPHS
from briefing.model.chart_table import as_attribute, chart_tables
from briefing.model.content import Node
from briefing.model.findings import Finding, Severity, machine_failed
from briefing.model.kinds import KINDS, PARTS
from briefing.model.pairing import is_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.draw.picture_fitting import PictureFitter
    from briefing.draw.rendering import Job
    from briefing.model.content import Briefing, Drawing, Section
    from briefing.model.edition import Selection
    from briefing.model.pictures import Picture

_INDENTED = frozenset({"li", "blockquote", "dd"})
_TITLE_LINES = 2
"""Lines that a column's title takes on a slide, with its rule."""
_ON_SLIDES = frozenset({FigureWidth.SLIDE, FigureWidth.SLIDE_BESIDE})
_WIDTH_WITHIN = {
    kind: FigureWidth(block.figures) for kind, block in BY_KIND.items() if block.figures
}
"""Blocks that set the width of every figure in them."""
_TAKES_NO_WIDTH = (
    PARTS
    | BLOCKS["slide"].emptied.aside
    | {kind.name for kind in KINDS.values() if kind.layout in {"figure", "two-column"}}
)
"""Kinds of blocks on a slide that take no width from its figure."""
_BESIDE = (("place", FigureWidth.SIDE.value), ("portrait", "yes"))
"""What a photograph in portrait format is given."""
_SEE_VEGA_LITE = "see vega.github.io/vega-lite/docs, or remove parts until it renders"


@dataclass(frozen=True, slots=True)
class Placed:
    """A selection with pictures in place of its charts."""

    selection: Selection
    images: Mapping[str, Picture]
    """The pictures by the name in each figure's ``src``."""
    findings: tuple[Finding, ...]


def jobs(briefing: Briefing, selection: Selection) -> dict[Job, None]:
    """Return the charts to draw for an edition, and the drawings that the page engine cannot draw.

    They are in reading order, each once, as keys of a dict.
    """
    language, size = selection.edition.language, selection.edition.print_size
    blocks = [block for section in selection.sections for block in section.blocks]
    charts: dict[Job, None] = {
        ChartJob(briefing.charts[chart.get("key")], width, language, size): None
        for block in blocks
        for chart, width in _charts_within(block, FigureWidth.COLUMN)
    }
    shown = (node.get("src") for block in blocks for node in block.walk() if node.kind == "figure")
    pictures = (briefing.images[source] for source in shown if source in briefing.images)
    return charts | {SvgJob(p): None for p in pictures if is_svg(p) and needs_resvg(p)}


def place_drawings(
    selection: Selection,
    drawings: Mapping[Job, Drawing],
    fitter: PictureFitter | None = None,
) -> Placed:
    """Return ``selection`` with its drawings; a chart that could not be drawn is a finding.

    Args:
        selection: what an edition holds.
        drawings: its charts, and drawings that were rendered.
        fitter: gives pictures their size; without it they fill their place.
    """
    inserter = _PictureInserter(
        {
            (job.chart.key, job.width): (job, drawing)
            for job, drawing in drawings.items()
            if isinstance(job, ChartJob)
        },
        fitter,
    )
    sections = tuple(
        replace(
            section,
            blocks=tuple(
                inserter.insert_pictures(block, section, Surroundings()) for block in section.blocks
            ),
        )
        for section in selection.sections
    )
    images: Mapping[str, Picture] = inserter.images
    findings = inserter.findings
    if fitter is not None:
        images, findings = {**images, **fitter.made}, [*findings, *fitter.findings]
    return Placed(replace(selection, sections=sections), images, tuple(findings))


def _charts_within(node: Node, width: FigureWidth) -> Iterator[tuple[Node, FigureWidth]]:
    """Yield each chart below ``node`` with its width; ``width`` is that of what is around."""
    width = _width_within(node, width)
    for child in node.children:
        if isinstance(child, Node):
            if child.kind == "chart":
                yield child, width
            yield from _charts_within(child, width)


def _width_within(node: Node, around: FigureWidth) -> FigureWidth:
    """Return the width of figures in ``node``, which is itself where they are ``around`` wide."""
    if around in {*_WIDTH_WITHIN.values(), FigureWidth.SLIDE_COLUMN} or around.is_filled:
        return around
    if around in _ON_SLIDES:
        return FigureWidth.SLIDE_COLUMN if node.kind == "column" else around
    if node.kind in _WIDTH_WITHIN:
        return _WIDTH_WITHIN[node.kind]
    if node.kind == "slide":
        if node.get("layout") in PHOTOGRAPHS:
            return FigureWidth(f"slide-{node.get('layout')}")
        return FigureWidth.SLIDE_BESIDE if _shares_its_slide(node) else FigureWidth.SLIDE
    return _width_of(node, around) if node.kind == "figure" else around


def _width_of(figure: Node, around: FigureWidth) -> FigureWidth:
    """Return the width that ``figure`` asks for, in text whose figures are ``around`` wide."""
    if figure.get("place") == FigureWidth.SIDE:
        return FigureWidth.SIDE
    return FigureWidth.WIDE if "wide" in figure.get("class").split() else around


def _within(node: Node, around: Surroundings) -> Surroundings:
    """Return where the figures in ``node`` stand, which itself stands ``around``."""
    titled = node.kind == "column" and any(c.kind == "box-title" for c in node.nodes)
    return Surroundings(
        _width_within(node, around.width),
        on_card=around.on_card or node.kind == "qa",
        lines_taken=_TITLE_LINES if titled else around.lines_taken,
        levels=around.levels + (node.kind in _INDENTED),
        boxed=around.boxed or node.kind == "note",
    )


def _shares_its_slide(slide: Node) -> bool:
    """Return whether text or a number stands beside the figure of ``slide``."""
    return any(
        _shares_its_slide(child) if child.kind == "group" else child.kind not in _TAKES_NO_WIDTH
        for child in slide.children
        if isinstance(child, Node)
    )


class _PictureInserter:
    """Puts pictures in place of charts; collects the pictures and the findings."""

    def __init__(
        self,
        drawings: Mapping[tuple[str, FigureWidth], tuple[ChartJob, Drawing]],
        fitter: PictureFitter | None,
    ) -> None:
        self._drawings = drawings
        self._fitter = fitter
        self.images: dict[str, bytes] = {}
        self.findings: list[Finding] = []

    def insert_pictures(self, node: Node, section: Section, around: Surroundings) -> Node:
        """Return ``node`` with a picture in place of each chart in it.

        Args:
            node: the node to rewrite.
            section: the section it is in, for the location of findings.
            around: where the node stands.
        """
        beside = node.get("place") == FigureWidth.SIDE
        easy = self._fitter is not None and self._fitter.edition.easy
        if beside and not easy and (around.width is not FigureWidth.COLUMN or around.on_card):
            rest = tuple(pair for pair in node.attributes if pair[0] != "place")
            node = replace(node, attributes=rest)
        if self._goes_beside(node, around):
            node = replace(node, attributes=(*node.attributes, *_BESIDE))
        within = _within(node, around)
        if easy and is_beside(node):
            within = replace(within, width=FigureWidth.SIDE)
        children: list[Node | str] = []
        attributes = node.attributes
        for child in node.children:
            if isinstance(child, Node) and child.kind == "chart":
                attributes += (shown := self._picture(child, node, section, within))
                self._check_data(node, section, shown)
                if self._fitter and shown:
                    drawn, at = self.images[shown[0][1]], section.place(child.line)
                    self._fitter.check_chart(node, drawn, within, at)
            elif isinstance(child, Node):
                children.append(self.insert_pictures(child, section, within))
            else:
                children.append(child)
        node = replace(node, attributes=attributes, children=tuple(children))
        if self._fitter is None or node.kind != "figure":
            return node
        if not node.get("drawn"):
            node = self._fitter.fit(node, section, within)
        chart = self.images.get(node.get("src")) if node.get("drawn") else None
        return self._fitter.legible(node, chart, within, section.place(node.line))

    def _goes_beside(self, node: Node, around: Surroundings) -> bool:
        """Return whether a node is a photograph in portrait format without a place given."""
        fitter = self._fitter
        if fitter is None or node.kind != "figure":
            return False
        return stands_beside(node, fitter.images.get(node.get("src")), around, fitter.theme)

    def _check_data(
        self, figure: Node, section: Section, shown: tuple[tuple[str, str], ...]
    ) -> None:
        """Report a figure that asks for a table of its data, of which the chart prints none."""
        tables = chart_tables(Node("figure", shown))
        if shown and figure.get("data") == "table" and all(len(t.heads) < 2 for t in tables):
            message = "“data: table” asks for a table, but the chart shows no rows to put in it"
            hint = (
                "rows that are filtered, aggregated or hidden with “aria: false” are not read, nor "
                "values without an axis, legend or label; or remove “data”"
            )
            at = section.place(figure.line)
            self.findings.append(Finding(at, "B427", message, hint, Severity.WARNING))

    def _picture(
        self, chart: Node, figure: Node, section: Section, around: Surroundings
    ) -> tuple[tuple[str, str], ...]:
        """Return the attributes of the figure that shows ``chart``; none if it was not drawn."""
        _, drawing = self._drawings[chart.get("key"), around.width]
        at = section.place(chart.line)
        for remark in drawing.remarks:
            message = f"chart rendered with warning: {remark}"
            self.findings.append(Finding(at, "B510", message, _SEE_VEGA_LITE, Severity.WARNING))
        for flaw in drawing.flaws:
            self.findings.append(Finding(at, flaw.code, flaw.message, flaw.hint, flaw.severity))
        if not drawing.svg:
            message = f"chart could not be rendered: {drawing.fault}"
            self.findings.append(
                machine_failed(at, message)
                if drawing.is_lost
                else Finding(at, "B509", message, _SEE_VEGA_LITE)
            )
            return ()
        svg = (
            drawing.svg if self._fitter is None else self._fitter.lower(figure, drawing.svg, around)
        )
        name = f"charts/{sha256(svg).hexdigest()[:16]}.svg"
        self.images[name] = svg
        words = picture_text(svg)
        own = as_attribute(drawing.tables)
        return (("src", name), ("drawn", "yes"), ("words", words), own)
