"""Charts drawn by themselves, to see what is read out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw import ChartJob, FigureWidth, draw
from briefing.files.workspace import Workspace
from briefing.load.charts import ChartReader
from support.bodies import theme

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.model.content import Drawing


def drawings(
    folder: Path, specs: Iterable[str], language: str = "en", width: str = "column"
) -> list[Drawing]:
    """Return the drawing of each spec, whose data may lie in ``folder``."""
    reader = ChartReader(Workspace(folder, ""), "chart.yaml")
    charts = [reader.read(spec, 0) for spec in specs]
    assert not [one for one in reader.findings if one.severity == "error"], reader.findings
    jobs = [ChartJob(chart, FigureWidth(width), language) for chart in charts if chart]
    found = dict(draw(list(dict.fromkeys(jobs)), theme()))
    return [found[job] for job in jobs]


def heard(folder: Path, spec: str, language: str = "en") -> list[str]:
    """Return the words of each table behind a chart."""
    [drawing] = drawings(folder, [spec], language)
    assert not drawing.fault, drawing.fault
    assert not [remark for remark in drawing.remarks if "read out" in remark], drawing.remarks
    return [table.words() for table in drawing.tables]
