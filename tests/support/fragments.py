"""Small fragments and furniture, laid out by the engine itself."""

from __future__ import annotations

from base64 import b64encode
from contextlib import nullcontext
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from briefing.bind.bind import bind as bind_with
from briefing.model.output import PageFacts, TypesetFragment
from briefing.pdf import tag_notes
from briefing.typeset import glyph_codes
from briefing.typeset.engine_layout import FragmentLayouts
from briefing.typeset.page_writing import write_pages
from support.otf import as_otf

if TYPE_CHECKING:
    from collections.abc import Mapping

glyph_codes.install()

FONTS = Path(__file__).parents[2] / "templates/themes/institution/fonts"
FACES = {
    "SourceSerif4_400Regular": "Serif",
    "SourceSerif4_400Regular_Italic": "Serif; font-style: italic",
    "SourceSerif4_600SemiBold": "Serif; font-weight: 600",
    "SourceSans3_600SemiBold": "Grotesk; font-weight: 600",
}
FONT_FILES = {
    (FONTS / f"{name}.ttf").as_uri(): (FONTS / f"{name}.ttf").read_bytes() for name in FACES
}
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 é-"
CUBIC = as_otf((FONTS / "SourceSans3_400Regular.ttf").read_bytes(), _LETTERS)
"""A face with CFF outlines, for what is set in the family Cubic."""
_CUBIC_URL = f"data:font/otf;base64,{b64encode(CUBIC).decode()}"
FONT_FILES[_CUBIC_URL] = CUBIC
bind = partial(bind_with, font_files=FONT_FILES)
"""Bind with the font files that `typeset` takes fonts from."""
FONT_URLS = {content: url for url, content in FONT_FILES.items()}
"""The same by their content."""
STYLE = """
@page { size: A5; margin: 20mm }
body { font: 10pt/14pt Serif; hyphens: auto }
h1, h2, h3, .over { font-family: Grotesk; font-weight: 600 }
th, strong { font-weight: 600 }
ul ul { list-style: disc }
table { width: 100% }
.over { position: relative; break-after: page; height: 150mm }
.over:last-child { break-after: auto }
.over p { position: absolute; top: -12mm; margin: 0 }
.over p + p { top: 176mm }
"""
LOREM = (
    "Sed ut perspiciatis unde omnis iste natus error sit voluptatem accusantium doloremque "
    "laudantium, totam rem aperiam, eaque ipsa quae ab illo inventore veritatis et quasi. "
)


@lru_cache(maxsize=1)
def style() -> tuple[weasyprint.CSS, FontConfiguration]:
    """The style sheet of all fragments, and the fonts that came with it."""
    fonts = FontConfiguration()
    faces = "".join(
        f"@font-face {{ src: url({(FONTS / name).as_uri()}.ttf); font-family: {face} }}"
        for name, face in FACES.items()
    )
    faces += f"@font-face {{ src: url({_CUBIC_URL}); font-family: Cubic }}"
    return weasyprint.CSS(string=faces + STYLE, font_config=fonts), fonts


def typeset(
    name: str,
    body: str,
    *,
    front: bool = False,
    marked: bool = True,
    tagged: bool = True,
    size: str = "A5",
    files: Mapping[bytes, str] = FONT_URLS,
) -> TypesetFragment:
    """A fragment as `typeset` makes it, from the inside of an HTML body.

    Fonts are embedded whose files are not in ``files``.
    """
    sheet, fonts = style()
    html = f"<html lang=en><style>@page {{ size: {size} }}</style><body>{body}</body></html>"
    layout = FragmentLayouts(weasyprint.HTML(string=html), sheet, fonts).lay_out()
    with nullcontext() if marked else patch.object(tag_notes, "add_notes"):
        written = write_pages(layout, files, tagged=tagged)
    pages = tuple(PageFacts(page.facts.width, page.facts.height) for page in written.pages)
    return TypesetFragment(name, pages, written.pdfs(), front=front)


def furniture(pages: int, *, tagged: bool = False, size: str = "A5") -> TypesetFragment:
    """Pages with nothing but a running head and a folio."""
    body = "".join(
        f"<div class=over><p>RUNNING HEAD</p><p>{n} / {pages}</p></div>"
        for n in range(1, pages + 1)
    )
    return typeset("furniture", body, marked=False, tagged=tagged, size=size)
