"""Rendering of charts: the theme's style is added to each spec, renderer processes draw them, and
the pictures are cleaned."""

from __future__ import annotations

import json
import math
import re
import xml.etree.ElementTree as etree
from collections import deque
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import metadata
from select import select
from typing import TYPE_CHECKING, Any

from briefing.draw.drawn_text import lines_of
from briefing.draw.figure_width import FigureWidth
from briefing.draw.fitting import Fit, apply, break_title, refitted
from briefing.draw.legibility import Frame, alike_in_legend, illegible
from briefing.draw.locales import d3_number_locale, d3_time_locale, print_dates
from briefing.draw.marks import missing_rows, number_rows
from briefing.draw.printed_data import printed_tables
from briefing.draw.renderer_process import RENDERER_MAIN, RendererLost, renderer_with
from briefing.draw.svg_cleanup import UnusableChart, clean, scaled
from briefing.draw.svg_rendering import SvgJob, svg_drawing, svg_request
from briefing.draw.text_width import fonts_of
from briefing.draw.touching import set_apart
from briefing.files.chart_colours import coloured
from briefing.model.content import Chart, Drawing
from briefing.model.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from briefing.draw.renderer_process import Answer, Renderer
    from briefing.files.theme_styles import ChartStyle
    from briefing.files.themes import Theme

_VERSION = "15"  # raise it when charts are drawn or cleaned in another way
_VEGA_LITE = "6.4"
_GRADIENT = 200.0
"""Length of a legend that is a gradient, in pt, where there is room: Vega's own."""
_MORE = 1.3
"""How much more than others a chart of a fixed size is enlarged in large print at most."""
_MOST_TRIES = 4
"""How often a chart is drawn at most until its words fit."""
_BYTES_PER_PROCESS = 2 << 20
"""Bytes of specs, data included, that take longer to draw than another process takes to start."""
_LIBRARY_ERROR = re.compile(
    r"^(?:Vega-Lite to SVG conversion failed:\s*)?(?:\w*Error: )?(?P<why>[^\n]*)"
)


@dataclass(frozen=True, slots=True)
class ChartJob:
    """A chart to draw in one width and one language."""

    chart: Chart
    width: FigureWidth
    language: str
    print_size: str = ""
    """The size of print of the edition that it is for: see `Theme.printed`."""

    @property
    def size(self) -> int:
        """How much there is to draw, in bytes."""
        return len(self.chart.spec)

    def key_parts(self) -> tuple[str, ...]:
        """Return what the drawing depends on besides theme and library."""
        return (self.width, self.language, self.print_size, self.chart.spec)


Job = ChartJob | SvgJob
Steps = Generator[dict[str, Any], "Answer", Drawing]
"""Requests to a renderer, each of which is sent its answer, and the drawing they lead to."""


def drawing_key(job: Job, theme: Theme, library: str | None = None) -> str:
    """Return the hash of everything that can change a drawing: spec, theme, width, language and
    library.

    Args:
        job: the chart, its place and its language.
        theme: gives style and fonts.
        library: version of the library that draws; None for the one that is installed.
    """
    digest = sha256()
    for part in (
        "drawing",
        _VERSION,
        metadata.version("vl-convert-python") if library is None else library,
        theme.digest,
        *job.key_parts(),
    ):
        digest.update(f"{len(part)}\0{part}".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def draw(
    jobs: Collection[Job],
    theme: Theme,
    at_once: int = 1,
    limits: Limits | None = None,
    program: Path = RENDERER_MAIN,
    bytes_per_process: int = _BYTES_PER_PROCESS,
) -> Generator[tuple[Job, Drawing], None, None]:
    """Draw charts and drawings and yield each when it is done; a fault of one is in its result.

    The generator must be closed if it is not exhausted: its processes run until then.

    Args:
        jobs: the charts to draw.
        theme: gives style and fonts.
        at_once: most processes to draw with; more than one are used where there is much to draw.
        limits: limits of time and memory for a chart.
        program: the program that each process runs.
        bytes_per_process: how much there is to draw for each process but the first.

    Raises:
        EnvironmentFault: no process can be started, or the folder for its fonts not be written.
    """
    limits = limits or Limits()
    worth = 1 + sum(job.size for job in jobs) // bytes_per_process
    waiting = deque(jobs)
    busy: dict[Renderer, tuple[Job, Steps]] = {}
    with ExitStack() as kept:
        count = min(at_once, worth, len(jobs))
        opened = (renderer_with(theme.fonts, limits, program) for _ in range(count))
        idle = [kept.enter_context(renderer) for renderer in opened]
        while waiting or busy:
            while waiting and idle:
                renderer, job = idle.pop(), waiting.popleft()
                steps = _drawn(job, theme)
                renderer.send(next(steps))
                busy[renderer] = job, steps
            for renderer in select(busy, (), ())[0]:
                job, steps = busy[renderer]
                try:
                    renderer.send(steps.send(renderer.receive()))
                    continue
                except StopIteration as stop:
                    drawing = stop.value
                except RendererLost as error:
                    drawing = Drawing(b"", fault=str(error), is_lost=True)
                del busy[renderer]
                idle.append(renderer)
                yield job, drawing


def _drawn(job: Job, theme: Theme) -> Steps:
    """Yield what to ask a renderer for ``job``, until its words fit and its data are printed."""
    if isinstance(job, SvgJob):
        return svg_drawing((yield svg_request(job, theme)))
    fit = Fit()
    for tried in range(1, _MOST_TRIES + 1):
        request = _request(job, theme, fit)
        drawing, better = _drawing((yield request), job, theme, fit)
        if better == fit or tried == _MOST_TRIES:
            break
        fit = better
    if not drawing.svg or not job.chart.data:
        return drawing
    tables, fault = yield from printed_tables(job.chart, _request(job, theme, fit), job.language)
    remarks = (f"its data cannot be read out: {fault.splitlines()[-1]}",) if fault else ()
    return replace(drawing, tables=tables, remarks=(*drawing.remarks, *remarks))


def _request(job: ChartJob, theme: Theme, fit: Fit) -> dict[str, Any]:
    """Return the request for a chart, as `renderer_main` reads it."""
    theme = theme.printed(job.print_size)
    width, config = _width(job, theme), _config(theme, job.width)
    spec = _spec(job.chart, config, width, theme.charts)
    print_dates(spec, job.language)
    if job.chart.fits:
        break_title(spec, _width(job, theme), fonts_of(theme.fonts))
    apply(fit, spec)
    return {
        "spec": spec,
        "version": _VEGA_LITE,
        "numbers": d3_number_locale(job.language),
        "dates": d3_time_locale(job.language),
    }


def _drawing(answer: Answer, job: ChartJob, theme: Theme, fit: Fit) -> tuple[Drawing, Fit]:
    """Return the drawing of ``job``, cleaned for print, or with what is wrong with it; and what to
    draw it with next, if that may mend it."""
    theme = theme.printed(job.print_size)
    remarks = tuple(dict.fromkeys(re.findall(r"^WARN (.*)$", answer.log, re.MULTILINE)))
    if job.chart.fits:  # its width was set here, not by the author
        remarks = tuple(line for line in remarks if not line.startswith('Dropping "fit-'))
    if answer.fault:
        match = _LIBRARY_ERROR.match(answer.fault)
        return Drawing(b"", remarks, match["why"] if match else answer.fault), fit
    style = theme.charts
    try:
        svg = clean(answer.svg, _width(job, theme), style.smallest_pt, style.families)
        if not job.width.is_on_slide and style.scale > 1:
            by = style.scale * (1 if _is_fitted(job.chart) else _MORE)
            svg = scaled(svg, by, style.widths_pt[job.width])
    except UnusableChart as error:
        return Drawing(b"", remarks, str(error)), fit
    root = etree.fromstring(answer.svg)
    fonts = fonts_of(theme.fonts)
    lines = lines_of(root, fonts)
    left, top, width, height = (float(n) for n in root.get("viewBox", "0 0 0 0").split())
    found = illegible(lines, Frame(left, top, left + width, top + height), job.chart.words)
    lost = tuple(missing_rows(root, job.chart))
    flaws = lost or tuple(flaw for flaw, _ in found)  # axes of nothing are odd in other ways too
    flaws += tuple(alike_in_legend(root))
    if job.chart.fits:
        wrong = [line for _, marked in found for line in marked]
        fit = refitted(fit, lines, _width(job, theme), wrong, fonts)
    return Drawing(svg, remarks, flaws=flaws), fit


def _width(job: ChartJob, theme: Theme) -> float:
    """Return the width to draw ``job`` in, in pt.

    Charts of a fixed size on slides are drawn at full slide width and scaled afterwards; the size
    of their text is checked where they are placed. In large print charts are drawn narrower and
    enlarged, with all that is in them; those of a fixed size, as far as there is room.
    """
    style = theme.charts
    if job.width.is_on_slide:
        return style.widths_pt[job.width if job.chart.fits else FigureWidth.SLIDE]
    room = style.widths_pt[job.width]
    return math.floor(room / style.scale * 10) / 10 if _is_fitted(job.chart) else room


def _is_fitted(chart: Chart) -> bool:
    """Return whether the width of a chart is set here, and not by its author."""
    return chart.fits and json.loads(chart.spec).get("width", "container") == "container"


def _config(theme: Theme, width: FigureWidth) -> Mapping[str, Any]:
    """Return the theme's Vega-Lite config; on slides, its font sizes are larger."""
    style = theme.charts
    config = coloured(style.config, style.colours, style.darker, style.typefaces)
    return _enlarged(config, theme.slides.chart_text) if width.is_on_slide else config


def _enlarged(config: Mapping[str, Any], by: float) -> dict[str, Any]:
    return {
        key: _enlarged(value, by)
        if isinstance(value, dict)
        else value * by
        if key.lower().endswith("fontsize")
        else value
        for key, value in config.items()
    }


def _spec(
    chart: Chart, config: Mapping[str, Any], width: float, style: ChartStyle
) -> dict[str, Any]:
    """Return the spec to draw: with the theme's ``config`` under its own, names of colours written
    out, and ``width`` pt wide unless it sets a width itself."""
    written = json.loads(chart.spec)
    spec: dict[str, Any] = coloured(written, style.colours, style.darker, style.typefaces)
    spec.pop("$schema", None)
    own = spec.get("config")
    spec["config"] = _merged(config, own if isinstance(own, dict) else {})
    set_apart(spec)
    spec["config"]["aria"] = True  # says which row a mark is of; what is printed has none of it
    number_rows(spec, chart)
    if chart.fits:
        legend = spec["config"].get("legend", {})
        length = min(_GRADIENT, width * 0.7)
        spec["config"]["legend"] = {"gradientLength": length, **legend}
        if spec.get("width", "container") == "container":
            spec["width"] = width
        spec.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    return spec


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return both mappings merged to any depth; ``over`` takes precedence."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged
