"""Large print as HTML: boxes stand in the text, as there is one column."""

from __future__ import annotations

from briefing.compose.html import Writer


class LargeWriter(Writer):
    """Writes nodes for one column of large print."""

    side = "side in-column"
