"""Drawings of a briefing in the fonts and colours of its theme, and what is said of it: once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.files.pictures import is_svg
from briefing.files.svg_colours import in_theme_colours
from briefing.files.svg_fonts import in_theme_fonts
from briefing.model.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.model.findings import Location

_LISTED = 6


def set_in_theme(briefing: Briefing, theme: Theme) -> Briefing:
    """Return ``briefing`` with its drawings in the fonts of ``theme``, and in the colours that they
    name as it has them; and with the pictures of the theme."""
    fonts, named = theme.fonts_for_drawings, tuple(sorted(theme.charts.colours.items()))
    images = {
        path: in_theme_colours(in_theme_fonts(data, fonts)[0], named) if is_svg(data) else data
        for path, data in {**briefing.images, **theme.images}.items()
    }
    return replace(briefing, images=images)


def font_remark(
    briefing: Briefing, selections: Iterable[Selection], theme: Theme
) -> tuple[Finding, ...]:
    """Return a warning that names the drawings whose fonts the theme lacks, if there are any.

    Args:
        briefing: the content, its drawings in the fonts they were made with.
        selections: the editions that are made: only what they show is named.
        theme: gives the fonts they are printed in.
    """
    lacking: dict[str, tuple[str, ...]] = {}
    places: list[Location] = []
    for selection in selections:
        for section in selection.sections:
            for node in (inner for block in section.blocks for inner in block.walk()):
                source = node.get("src")
                data = briefing.images.get(source, b"") if node.kind == "figure" else b""
                if data and source not in lacking and is_svg(data):
                    lacking[source] = in_theme_fonts(data, theme.fonts_for_drawings)[1]
                    if lacking[source]:
                        places.append(section.place(node.line))
    named = [f'"{path}" ({", ".join(names[:3])})' for path, names in lacking.items() if names]
    if not named:
        return ()
    listed = ", ".join(named[:_LISTED])
    more = f" and {len(named) - _LISTED} more" if len(named) > _LISTED else ""
    return (
        Finding(
            places[0],
            "B415",
            f"fonts that the theme does not have are replaced by its own: {listed}{more}",
            "look at these pictures in print; write “sans-serif”, “serif” or “monospace” in them "
            "to have the theme's fonts without a word",
            Severity.WARNING,
        ),
    )
