"""Question cards made for tests, as text and on paper, and where things stand on their sheets."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from pypdfium2 import raw

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.model.formats import FORMATS, PrintOptions
from briefing.select.selection import make_edition, select
from support.bodies import briefing_of, compose, theme

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.model.composition import Composition
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition

USUAL = PrintOptions()


def cards_of(body: str) -> Briefing:
    """The small briefing with one section of this body, which makes cards as well."""
    briefing = briefing_of(body)
    settings = briefing.settings.model_copy(update={"formats": tuple(FORMATS)})
    return replace(briefing, settings=settings)


def edition_of(
    briefing: Briefing,
    audience: str,
    length: str = "full",
    paper: str = "A4",
    print_options: PrintOptions = USUAL,
) -> Edition:
    """The cards of a reader."""
    return make_edition(
        briefing, audience, length, "cards", paper=paper, print_options=print_options
    )


def composed_cards(
    briefing: Briefing, audience: str = "public", print_options: PrintOptions = USUAL
) -> Composition:
    """The cards of a reader, as text."""
    return compose(
        briefing,
        select(briefing, edition_of(briefing, audience, print_options=print_options)),
        theme(),
    )


def built_cards(
    folder: Path,
    briefing: Briefing,
    audience: str = "public",
    paper: str = "A4",
    print_options: PrintOptions = USUAL,
) -> Result:
    """The cards of a reader, on paper."""
    edition = edition_of(briefing, audience, paper=paper, print_options=print_options)
    [result] = build(briefing, [edition], theme(), Cache(folder / "store"), folder)
    return result


@dataclass(frozen=True)
class Found:
    """Words on a page: the middle of the first letter in pt from the page's foot, and how the
    letters stand."""

    x: float
    y: float
    along: tuple[float, float]
    """Where the line runs to: (1, 0) is to the right."""
    up: tuple[float, float]
    """Where the heads of the letters are: (0, 1) is up."""


@dataclass(frozen=True)
class Leaf:
    """A page with the places of the words that were looked for."""

    width: float
    height: float
    found: dict[str, list[Found]]


def leaves(path: Path, wanted: list[str]) -> list[Leaf]:
    """Where some words stand on each page of a finished PDF."""
    with pdfium.PdfDocument(path) as document:
        return [
            Leaf(page.get_width(), page.get_height(), {text: _find(page, text) for text in wanted})
            for page in document
        ]


def _find(page: pdfium.PdfPage, wanted: str) -> list[Found]:
    layer = page.get_textpage()
    search = layer.search(wanted, match_case=True)
    found = []
    while (hit := search.get_next()) is not None:
        left, bottom, right, top = layer.get_charbox(hit[0])
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(layer.raw, hit[0], ctypes.byref(matrix))
        size = (matrix.a**2 + matrix.b**2) ** 0.5
        found.append(
            Found(
                (left + right) / 2,
                (bottom + top) / 2,
                (round(matrix.a / size, 3), round(matrix.b / size, 3)),
                (round(matrix.c / size, 3), round(matrix.d / size, 3)),
            )
        )
    return found
