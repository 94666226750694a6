"""Binding: joins typeset fragments and their furniture into one PDF."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from briefing.bind.assembly import Assembly
from briefing.model.link_names import LinkNames
from briefing.model.output import BoundPdf
from briefing.model.standards import USUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from briefing.model.composition import OutlineEntry
    from briefing.model.document import DocumentInfo
    from briefing.model.imposition import Imposition
    from briefing.model.output import TypesetFragment
    from briefing.model.standards import Standard


def bind(  # noqa: PLR0913  # each is something that the PDF is made of
    parts: Sequence[TypesetFragment],
    furniture: TypesetFragment,
    outline: Sequence[OutlineEntry],
    info: DocumentInfo,
    *,
    laid: Sequence[Sequence[int]] = (),
    spoken: TypesetFragment | None = None,
    read: Sequence[int | None] = (),
    drawings: Mapping[bytes, TypesetFragment] = MappingProxyType({}),
    picture: Callable[[str], bytes] = MappingProxyType[str, bytes]({}).__getitem__,
    impositions: Sequence[Imposition] = (),
    font_files: Mapping[str, bytes] = MappingProxyType({}),
    standard: Standard = USUAL,
    names: LinkNames | None = None,
    verso_shift: float = 0,
) -> BoundPdf:
    """Join parts into one PDF made to a standard; equal arguments give equal bytes.

    Args:
        parts: the fragments in order, typeset with tags and with the notes of
            `briefing.pdf.tag_notes`; without notes, paragraphs and tables that were split across
            pages are not joined, and languages and roles are lost.
        furniture: pages to lay over the others. Best typeset without tags: none of its content
            gets into the structure tree.
        outline: the bookmarks.
        info: title, author, language and date of the document.
        laid: for each page, the indexes (from 0) of the pages of ``furniture`` that are laid over
            it, lowest layer first. By default page k is laid over page k.
        spoken: pages with the furniture that is read aloud, typeset with tags and notes, which say
            where it is read (`briefing.pdf.tags.reading_places`).
        read: for each page, the index of its page in ``spoken``, None if there is none.
        drawings: drawings by the pixels of their placeholders (`briefing.model.placeholders`).
        picture: returns a raster picture by the key in its proxy (`briefing.model.picture_proxies`)
            or raises KeyError.
        impositions: where parts stand on sheets, each sheet as large as its furniture. By default
            pages stay single.
        names: what links are called; without them, all are called by titles and pages, in English.
        font_files: the theme's font files by URL. Pages have none of them in them: each is embedded
            once for all pages, any other font once for each page.
        standard: what the PDF conforms to; by default PDF/UA-1 and PDF/A-2a.
        verso_shift: how far what is on pages 2, 4, … is moved to the left, in pt.

    Raises:
        ValueError: there is no part; a part is not tagged; furniture does not match the pages; a
            drawing, a picture or a font file is missing; or a link, a bookmark or what is read
            somewhere names an id that is in no part, or in two.
    """
    with Assembly(parts, furniture, standard, laid, impositions, spoken, read) as assembly:
        assembly.draw(drawings)
        assembly.show(picture)
        assembly.tag(outline, names or LinkNames(), info.language)
        assembly.navigate(outline)
        assembly.share(font_files)
        assembly.describe(info)
        if verso_shift:
            assembly.shift_versos(verso_shift)
        drawn = tuple(sorted(assembly.drawings))
        return BoundPdf(pdf=assembly.to_bytes(), pages=assembly.count, drawings=drawn)
