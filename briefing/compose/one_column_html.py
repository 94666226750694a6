"""Text in one column as HTML, as in large print: boxes stand in the text."""

from __future__ import annotations

from briefing.compose.html import Writer


class OneColumnWriter(Writer):
    """Writes nodes for one column."""

    side = "side in-column"
