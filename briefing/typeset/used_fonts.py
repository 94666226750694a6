"""Which font files the engine took the fonts of a fragment from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.output import UsedFont

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weasyprint.document import Document


def used_fonts(document: Document, urls: Mapping[bytes, str]) -> tuple[UsedFont, ...]:
    """Return the theme's fonts that a written document uses.

    The PDF does not say this: the engine names a font by what was asked for, and a face that the
    theme lacks (a bold italic, say) is set in the nearest that it has.

    Args:
        document: The document, after its PDF was written.
        urls: The theme's font files by their content.
    """
    # Loaded by now: `weasyprint_engine` does that, and says what a machine lacks.
    from weasyprint.text.fonts import get_hb_object_data

    found: dict[str, UsedFont] = {}
    for font in document.fonts.values():
        # Of several fonts with one name the engine embeds the first.
        if font.hash not in found and not font.index:
            url = urls.get(get_hb_object_data(font.hb_face))
            axes = font.variations if "fvar" in font.tables else {}
            if url is not None:
                found[font.hash] = UsedFont(font.hash, url, tuple(sorted(axes.items())))
    return tuple(found[tag] for tag in sorted(found))
