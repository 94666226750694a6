"""Draw charts: each chart of a selection becomes a picture, between *select* and *resolve*.

Vega-Lite runs in a JavaScript engine without a browser. It has a process of its own
(`renderer_process`), one for all charts of a build, which gets everything on its standard input: it
reads no file and no network, its time zone is UTC, and its time is limited. The SVG it returns is
cleaned of what depends on charts drawn before (`svg_cleanup`) and put where the chart was
(`placement`), so that later stages see a picture like any other.
"""

from __future__ import annotations

from briefing.draw.figure_width import FigureWidth
from briefing.draw.picture_fitting import PictureFitter
from briefing.draw.placement import Placed, jobs, place_drawings
from briefing.draw.rendering import ChartJob, Job, draw, drawing_key
from briefing.draw.theme_fonts import font_remark, set_in_theme
from briefing.draw.web_pictures import web_picture
from briefing.draw.widening import widened

__all__ = [
    "ChartJob",
    "FigureWidth",
    "Job",
    "PictureFitter",
    "Placed",
    "draw",
    "drawing_key",
    "font_remark",
    "jobs",
    "place_drawings",
    "set_in_theme",
    "web_picture",
    "widened",
]
