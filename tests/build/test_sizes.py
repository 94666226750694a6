"""Sizes that are refused whatever the limits: the guide says the same figures as the program."""

from __future__ import annotations

import re

import pytest

from briefing.citations import bibtex, csl_styles
from briefing.draw import svg_cleanup
from briefing.files import svg, svg_expansion, unusable_picture, workspace, yaml
from briefing.load.charts import datasets
from briefing.load.data import archive, sheet
from briefing.load.markdown import size_limits
from support.projects import ROOT

MIB = 1 << 20
SIZES = {
    "a file": (f"{workspace.MAX_BYTES // MIB} MiB",),
    "a section; a YAML or BibTeX file; a CSV file for a table": (
        f"{size_limits.MOST_CHARACTERS:,} characters",
        f"{bibtex._MAX_CHARACTERS:,}",
        f"{yaml._MAX_CHARACTERS:,}",
    ),
    "a section": (f"{size_limits.MOST_LINES:,} lines",),
    "a paragraph, a line": (
        f"{size_limits.LONGEST_PARAGRAPH:,} characters",
        f"{size_limits.LONGEST_LINE:,}",
    ),
    "special characters in a paragraph": (f"{size_limits.MOST_SIGNS:,}",),
    "blocks in one another": (
        f"{size_limits.DEEPEST} levels",
        f"{size_limits.MOST_LISTS} of lists",
    ),
    "cells of a table": (f"{size_limits.MOST_CELLS:,}",),
    "a sheet of a workbook": (
        f"{sheet.MOST_ROWS:,} rows",
        f"{sheet.MOST_COLUMNS} columns",
        f"{archive.MOST_BYTES // MIB} MiB",
    ),
    "a data file of a chart": (f"{datasets.MAX_BYTES // MIB} MiB",),
    "a chart when it is drawn": (f"{svg_cleanup.MAX_BYTES // MIB} MiB",),
    "elements of an SVG": (
        f"{svg._MAX_ELEMENTS:,};",
        f"{svg_expansion.MAX_DRAWN_PARTS:,} drawn",
        f"{svg_expansion.MAX_DEPTH} levels",
    ),
    "a raster picture": (f"{unusable_picture._MOST_PIXELS:,} pixels",),
    "a citation style": (f"{csl_styles._MAX_BYTES:,}", f"{csl_styles._MAX_ELEMENTS:,} elements"),
}


@pytest.mark.parametrize("what", SIZES)
def test_the_guide_says_what_is_refused_by_its_size(what: str) -> None:
    """A figure that is changed in one place is wrong in the other."""
    guide = (ROOT / "README.md").read_text("utf-8")
    [said] = re.findall(rf"^\| {re.escape(what)} \| (.*) \| .* \|$", guide, re.MULTILINE)
    for figure in SIZES[what]:
        assert figure in said
