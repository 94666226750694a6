"""Charts declared in the text: a Vega-Lite spec and its data read, checked and made one value.

Nothing is drawn here. What a spec asks for is looked up in the briefing's folder and put into the
spec itself, so that whoever draws it needs no file and no network.
"""

from __future__ import annotations

from briefing.load.charts.spec import ChartReader

__all__ = ["ChartReader"]
