"""Charts drawn: the theme's looks under each spec, processes that draw, the pictures cleaned."""

from __future__ import annotations

import json
import re
from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from importlib import metadata
from select import select
from typing import TYPE_CHECKING, Any

from briefing.draw.locales import dates, numbers
from briefing.draw.renderer_process import RENDERER, plotter_with
from briefing.draw.svg_cleanup import UnfitDrawing, clean
from briefing.model.content import Chart, Drawing
from briefing.model.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Mapping
    from pathlib import Path

    from briefing.draw.renderer_process import Answer, Plotter
    from briefing.files.themes import Theme

_VERSION = "2"  # raise it when charts are drawn or cleaned in another way
_VEGA_LITE = "6.4"
_WORTH_A_PROCESS = 2 << 20
"""Bytes of specs, data and all, that take longer to draw than a process takes to start."""
_STOPPED = re.compile(r"^(?:Vega-Lite to SVG conversion failed:\s*)?(?:\w*Error: )?(?P<why>[^\n]*)")


class FigureWidth(StrEnum):
    """Where a figure stands, which says how wide it may be."""

    COLUMN = "column"
    WIDE = "wide"
    SIDE = "side"
    BOX = "box"
    SLIDE = "slide"
    SLIDE_BESIDE = "slide-beside"
    """Beside text or a number on a slide."""
    SLIDE_COLUMN = "slide-column"


_ON_SLIDES = frozenset({FigureWidth.SLIDE, FigureWidth.SLIDE_BESIDE, FigureWidth.SLIDE_COLUMN})


@dataclass(frozen=True, slots=True)
class ChartJob:
    """A chart for one place in one language."""

    chart: Chart
    place: FigureWidth
    language: str


def drawing_key(job: ChartJob, theme: Theme, library: str | None = None) -> str:
    """The hash of everything that can change the drawing: spec, theme, place, language, engine."""
    digest = sha256()
    for part in (
        "drawing",
        _VERSION,
        metadata.version("vl-convert-python") if library is None else library,
        theme.digest,
        job.place,
        job.language,
        job.chart.spec,
    ):
        digest.update(f"{len(part)}\0{part}".encode())
    return digest.hexdigest()


def draw(
    jobs: Collection[ChartJob],
    theme: Theme,
    at_once: int = 1,
    limits: Limits | None = None,
    renderer: Path = RENDERER,
    worth_a_process: int = _WORTH_A_PROCESS,
) -> Generator[tuple[ChartJob, Drawing], None, None]:
    """Draws charts and gives each as it is done; what is wrong with one is said in its drawing.

    By one process, or up to ``at_once`` where there is much to draw (one more for each
    ``worth_a_process`` bytes of specs), held to limits; each runs the program ``renderer``. To be
    closed when not all are taken: processes are left until then. Raises EnvironmentFault when no
    process can be started, or has no room for its fonts.
    """
    limits = limits or Limits()
    worth = 1 + sum(len(job.chart.spec) for job in jobs) // worth_a_process
    waiting = deque(jobs)
    busy: dict[Plotter, ChartJob] = {}
    with ExitStack() as kept:
        count = min(at_once, worth, len(jobs))
        idle = [
            kept.enter_context(plotter_with(theme.fonts, limits, renderer)) for _ in range(count)
        ]
        while waiting or busy:
            while waiting and idle:
                plotter, job = idle.pop(), waiting.popleft()
                plotter.give(_order(job, theme))
                busy[plotter] = job
            for plotter in select(busy, (), ())[0]:
                job = busy.pop(plotter)
                yield job, _drawing(plotter.take(), job, theme)
                idle.append(plotter)


def _order(job: ChartJob, theme: Theme) -> dict[str, Any]:
    """What a plotter is told of a chart."""
    return {
        "spec": _spec(job.chart, _config(theme, job.place), _width(job, theme)),
        "version": _VEGA_LITE,
        "numbers": numbers(job.language),
        "dates": dates(job.language),
    }


def _drawing(answer: Answer, job: ChartJob, theme: Theme) -> Drawing:
    """What has become of a chart, fit for print."""
    remarks = tuple(dict.fromkeys(re.findall(r"^WARN (.*)$", answer.said, re.MULTILINE)))
    if job.chart.fits:  # whose width we have set ourselves
        remarks = tuple(line for line in remarks if not line.startswith('Dropping "fit-'))
    if answer.fault:
        match = _STOPPED.match(answer.fault)
        return Drawing(b"", remarks, match["why"] if match else answer.fault)
    looks = theme.charts
    try:
        svg = clean(answer.svg, _width(job, theme), looks.smallest_pt, looks.families)
    except UnfitDrawing as error:
        return Drawing(b"", remarks, str(error))
    return Drawing(svg, remarks)


def _width(job: ChartJob, theme: Theme) -> float:
    """The width of its place, in pt. One of a size of its own is scaled to its place on a slide,
    and its text is measured there."""
    scaled = job.place in _ON_SLIDES and not job.chart.fits
    return theme.charts.widths_pt[FigureWidth.SLIDE if scaled else job.place]


def _config(theme: Theme, place: FigureWidth) -> Mapping[str, Any]:
    """The theme's looks; on slides its text is larger, where a chart does not say its size."""
    config = theme.charts.config
    return _enlarged(config, theme.slides.chart_text) if place in _ON_SLIDES else config


def _enlarged(config: Mapping[str, Any], by: float) -> dict[str, Any]:
    return {
        key: _enlarged(value, by)
        if isinstance(value, dict)
        else value * by
        if key.lower().endswith("fontsize")
        else value
        for key, value in config.items()
    }


def _spec(chart: Chart, config: Mapping[str, Any], width: float) -> dict[str, Any]:
    """The spec as it is drawn: as wide as its place unless it says how wide, looks of the theme."""
    spec: dict[str, Any] = json.loads(chart.spec)
    spec.pop("$schema", None)
    own = spec.get("config")
    spec["config"] = _merged(config, own if isinstance(own, dict) else {})
    spec["config"]["aria"] = False  # the alternative text is ours
    if chart.fits:
        if spec.get("width", "container") == "container":
            spec["width"] = width
        spec.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    return spec


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Both, to any depth; what ``over`` says counts."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged
