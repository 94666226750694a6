"""Content streams: closed, with furniture laid over them, and untagged content as artifacts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pikepdf import Dictionary, Name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    import pikepdf

MARKED_CONTENT = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
PAINTING = frozenset(b"TJ Tj f f* S s B B* b b* Do sh".split())
FURNITURE = "/Furniture"
OVERLAY = b"/Artifact <</Type /Pagination>> BDC q %b Do Q EMC\n"


def close(stream: bytes, tagged: AbstractSet[int]) -> bytes:
    """Return a page's stream with the graphics state restored at its end.

    WeasyPrint leaves its transformation open, so that anything added would print upside down.
    Marked content whose number is not in ``tagged``, those of the structure tree, becomes an
    artifact.
    """

    def tag(match: re.Match[bytes]) -> bytes:
        return match[0] if int(match[1]) in tagged else b"/Artifact BMC"

    return b"q\n" + MARKED_CONTENT.sub(tag, stream) + b"\nQ\n"


def is_empty(page: pikepdf.Page) -> bool:
    """Return whether a page paints nothing."""
    return PAINTING.isdisjoint(page.Contents.read_bytes().split())


def form_of(pdf: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Object:
    """Return ``page``, of furniture or a drawing, as a form of ``pdf`` without tags."""
    form = pdf.make_stream(MARKED_CONTENT.sub(b"/Artifact BMC", page.Contents.read_bytes()))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = page.mediabox.as_list()
    form.Resources = pdf.copy_foreign(page.obj.Resources)
    return form


def furnish(page: pikepdf.Object, stream: bytes, forms: Sequence[pikepdf.Object]) -> bytes:
    """Give ``page`` its own resources, with only the images and forms that it draws.

    Return ``stream`` with ``forms`` of furniture laid over it in turn.
    """
    shared = page.Resources
    drawn = set(stream.split())
    objects = shared.get("/XObject", Dictionary())
    own = Dictionary({k: v for k, v in objects.items() if k.encode() in drawn})
    resources = Dictionary({k: v for k, v in shared.items() if k != "/XObject"})
    for number, form in enumerate(forms, start=1):
        name = f"{FURNITURE}{number}"
        own[name] = form
        stream += OVERLAY % name.encode()
    if own.keys():
        resources.XObject = own
    page.Resources = resources
    return stream
