"""Charts become pictures: between *select* and *compose*, for those that an edition holds.

The drawing program is a browser's engine without a browser. It runs in a process of its own
(`plotter`), one for all charts of a build, that is told everything on its standard input: no file,
no network, the time zone UTC whatever that of the machine, an end after so many seconds. What it
draws is cleaned (`svg`) of all that shows what was drawn before, and put where the chart stood
(`placing`), so that the stages after this one see a picture like any other.
"""

from __future__ import annotations

from briefing.draw.placement import Placed, jobs, place_drawings
from briefing.draw.rendering import ChartJob, FigureWidth, draw, drawing_key

__all__ = ["ChartJob", "FigureWidth", "Placed", "draw", "drawing_key", "jobs", "place_drawings"]
