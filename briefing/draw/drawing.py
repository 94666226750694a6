"""One chart drawn: the theme's looks under its spec, a process that draws, the picture cleaned."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from briefing.draw.languages import dates, numbers
from briefing.draw.svg import UnfitDrawing, clean
from briefing.errors import EnvironmentFault
from briefing.model import Chart, Drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.themes import Theme

_VERSION = "1"  # raise it when charts are drawn or cleaned in another way
_VEGA_LITE = "6.4"
SECONDS = 30
"""Time for one chart; most take a third of a second, the outlines of all countries one to four."""
_WORKER = Path(__file__).with_name("worker.py")
_STOPPED = re.compile(r"^(?:Vega-Lite to SVG conversion failed:\s*)?(?:\w*Error: )?(?P<why>[^\n]*)")


class Place(StrEnum):
    """Where a figure stands, which says how wide it may be."""

    COLUMN = "column"
    WIDE = "wide"
    SIDE = "side"
    BOX = "box"
    SLIDE = "slide"
    SLIDE_BESIDE = "slide-beside"
    """Beside text or a number on a slide."""
    SLIDE_COLUMN = "slide-column"


_ON_SLIDES = frozenset({Place.SLIDE, Place.SLIDE_BESIDE, Place.SLIDE_COLUMN})


@dataclass(frozen=True, slots=True)
class Job:
    """A chart for one place in one language."""

    chart: Chart
    place: Place
    language: str


def drawing_key(job: Job, theme: Theme) -> str:
    """The hash of everything that can change the drawing: spec, theme, place, language, engine."""
    digest = sha256()
    for part in (
        "drawing",
        _VERSION,
        metadata.version("vl-convert-python"),
        theme.digest,
        job.place,
        job.language,
        job.chart.spec,
    ):
        digest.update(f"{len(part)}\0{part}".encode())
    return digest.hexdigest()


def draw(job: Job, theme: Theme) -> Drawing:
    """Draws a chart; what is wrong with it is said in the drawing.

    Raises EnvironmentFault when no process can be started, or has no room for its fonts.
    """
    # One of a size of its own is scaled to its place on a slide, and its text is measured there.
    scaled = job.place in _ON_SLIDES and not job.chart.fits
    width = theme.charts.widths_pt[Place.SLIDE if scaled else job.place]
    order = {
        "spec": _spec(job.chart, _config(theme, job.place), width),
        "version": _VEGA_LITE,
        "numbers": numbers(job.language),
        "dates": dates(job.language),
    }
    result, remarks = _run(order, theme)
    if job.chart.fits:  # whose width we have set ourselves
        remarks = tuple(line for line in remarks if not line.startswith('Dropping "fit-'))
    if "svg" not in result:
        return Drawing(b"", remarks, result["fault"])
    try:
        svg = clean(result["svg"], width, theme.charts.smallest_pt, theme.charts.families)
    except UnfitDrawing as error:
        return Drawing(b"", remarks, str(error))
    return Drawing(svg, remarks)


def _config(theme: Theme, place: Place) -> Mapping[str, Any]:
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


def _run(order: dict[str, Any], theme: Theme) -> tuple[dict[str, str], tuple[str, ...]]:
    """What the drawing process answers, and what it remarked on the way."""
    try:
        with TemporaryDirectory(prefix="briefing-") as folder:
            for asset in theme.fonts:
                (Path(folder) / asset.url.rpartition("/")[2]).write_bytes(asset.data)
            done = subprocess.run(  # noqa: S603  # our own interpreter with our own file
                [sys.executable, "-P", "-s", str(_WORKER)],
                input=json.dumps({**order, "fonts": folder}).encode(),
                capture_output=True,
                timeout=SECONDS,
                check=False,
                cwd=folder,
                env=_environment(folder),
            )
    except subprocess.TimeoutExpired:
        return {"fault": f"it was not drawn within {SECONDS} seconds"}, ()
    except OSError as error:
        raise EnvironmentFault(
            f"charts cannot be drawn: {error.strerror or error}\n"
            "  hint: free room in the folder for temporary files, or name another with TMPDIR"
        ) from error
    errors = done.stderr.decode(errors="replace")
    remarks = re.findall(r"^WARN (.*)$", errors, re.MULTILINE)
    try:
        result = json.loads(done.stdout)
    except ValueError:
        last = errors.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        result = {"fault": f"the drawing program stopped: {last[0]:.200}"}
    if "fault" in result and (match := _STOPPED.match(result["fault"])):
        result = {"fault": match["why"]}
    return result, tuple(dict.fromkeys(remarks))


def _environment(folder: str) -> dict[str, str]:
    """All that the process is told of the machine: where the library is, and what it loads.

    Dates are read and printed as UTC.
    """
    library = find_spec("vl_convert")
    place = str(Path(library.origin).parents[1]) if library and library.origin else ""
    names = ("LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
    return {
        **{name: os.environ[name] for name in names if name in os.environ},
        "PYTHONPATH": place,
        "TZ": "UTC",
        "LC_ALL": "C",
        "HOME": folder,
    }
