"""The pages of a typeset fragment, joined into one PDF that can be looked at."""

from __future__ import annotations

from contextlib import ExitStack
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf

from briefing.files.themes import load_theme
from briefing.pdf import font_merging
from support.fragments import FONT_FILES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.output import TypesetFragment


@lru_cache(maxsize=1)
def _shipped() -> dict[str, bytes]:
    return FONT_FILES | {asset.url: asset.data for asset in load_theme("institution").fonts}


def joined(part: TypesetFragment, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return a PDF of all pages of a fragment, with the programs of the theme's fonts in it.

    Args:
        part: The fragment.
        files: Font files by URL; those of the shipped theme and of the tests by default.
    """
    with pikepdf.new() as pdf, ExitStack() as stack:
        used = []
        for page in part.pdfs:
            pdf.pages.append(stack.enter_context(pikepdf.open(BytesIO(page.content))).pages[0])
            used.append((pdf.pages[-1].obj.Resources, page.fonts))
        sources = font_merging.sources_of(used, _shipped() if files is None else files)
        font_merging.unify(pdf, [held.Font for held, _ in used if "/Font" in held], sources)
        target = BytesIO()
        pdf.save(target)
    return target.getvalue()
