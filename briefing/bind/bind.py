"""Joins typeset fragments and their furniture into one tagged, archivable, repeatable PDF."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from briefing.bind.assembly import Assembly
from briefing.model.output import BoundPdf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.model.composition import OutlineEntry
    from briefing.model.document import DocumentInfo
    from briefing.model.imposition import Imposition
    from briefing.model.output import TypesetFragment


def bind(
    parts: Sequence[TypesetFragment],
    furniture: TypesetFragment,
    outline: Sequence[OutlineEntry],
    info: DocumentInfo,
    *,
    laid: Sequence[Sequence[int]] = (),
    drawings: Mapping[bytes, TypesetFragment] = MappingProxyType({}),
    impositions: Sequence[Imposition] = (),
) -> BoundPdf:
    """The parts in their order, with furniture laid over each page, as PDF/UA-1 and PDF/A-2a.

    ``laid`` names for each page those pages of ``furniture``, from 0, that are laid over it, the
    lowest first; without it, page k is laid over page k. Furniture is best typeset without tags:
    nothing of it gets into the structure tree. With ``impositions`` parts stand on sheets as these
    say, each sheet as large as its furniture. ``drawings`` take the place of pictures that show
    their dots (`briefing.model.placeholders`). Parts are typeset with tags and, for joined
    paragraphs and tables, languages and roles, with the marks of `briefing.pdf.tag_notes`. Equal
    arguments give equal bytes.

    Raises ``ValueError`` when there is no part, a part is not tagged, furniture does not match the
    pages, a drawing is missing, or a link or bookmark leads to an id that is in no part or in two.
    """
    with Assembly(parts, furniture, laid, impositions) as assembly:
        assembly.draw(drawings)
        assembly.tag(outline, info.language)
        assembly.navigate(outline)
        assembly.share()
        assembly.describe(info)
        drawn = tuple(sorted(assembly.drawings))
        return BoundPdf(pdf=assembly.to_bytes(), pages=assembly.count, drawings=drawn)
