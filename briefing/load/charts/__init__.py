"""Read charts from the text: a Vega-Lite spec and its data, checked and made one value.

Nothing is drawn here. The data that a spec names are looked up in the briefing's folder and put
into the spec itself, so that whoever draws it needs no file and no network.
"""

from __future__ import annotations

from briefing.load.charts.spec import ChartReader

__all__ = ["ChartReader"]
