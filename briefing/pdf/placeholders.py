"""Puts drawings in place of their placeholders (`briefing.model.placeholders`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Dictionary, Name

from briefing.model.placeholders import OURS, WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pikepdf


def replace_placeholders(
    pages: Sequence[pikepdf.Object], streams: Sequence[bytes], forms: Mapping[bytes, pikepdf.Object]
) -> list[bytes]:
    """Replace placeholders on pages, and in forms on them, by drawings.

    Args:
        pages: the pages, whose resources are changed.
        streams: their content streams.
        forms: the drawings by the pixels of their placeholders.

    Returns:
        The new content streams.

    Raises:
        ValueError: a placeholder has no drawing.
    """
    seen: set[tuple[int, int]] = set()
    below = [form for page in pages for form in _forms_below(page.Resources, seen)]
    drawn = [*streams, *(form.read_bytes() for form in below)]
    # All are found before any is replaced, as the pages of a fragment share their resources.
    found = [dict(_placeholders(holder.get("/Resources"))) for holder in (*pages, *below)]
    for number, (holder, names) in enumerate(zip((*pages, *below), found, strict=True)):
        for name, pixels in names.items():
            if pixels not in forms:
                raise ValueError("the drawing for a placeholder is missing")
            holder.Resources.XObject[name] = forms[pixels]
            drawn[number] = _scaled(drawn[number], name, forms[pixels])
    for form, stream in zip(below, drawn[len(pages) :], strict=True):
        if stream != form.read_bytes():
            form.write(stream)
    return drawn[: len(pages)]


def _forms_below(
    resources: pikepdf.Object | None, seen: set[tuple[int, int]]
) -> Iterator[pikepdf.Object]:
    """Yield the forms in ``resources``, and the forms in these, each once."""
    for _, drawn in sorted(_xobjects(resources).items()):
        if drawn.get("/Subtype") == Name.Form and drawn.objgen not in seen:
            seen.add(drawn.objgen)
            yield drawn
            yield from _forms_below(drawn.get("/Resources"), seen)


def _placeholders(resources: pikepdf.Object | None) -> Iterator[tuple[str, bytes]]:
    """Yield name and pixels of each placeholder in ``resources``."""
    for name, image in _xobjects(resources).items():
        is_row = image.get("/Subtype") == Name.Image and int(image.Height) == 1
        if is_row and int(image.Width) == WIDTH and (pixels := image.read_bytes()).startswith(OURS):
            yield name, pixels


def _xobjects(resources: pikepdf.Object | None) -> pikepdf.Object:
    empty = Dictionary()
    return empty if resources is None else resources.get("/XObject", empty)


def _scaled(stream: bytes, name: str, form: pikepdf.Object) -> bytes:
    """Return ``stream`` drawing a form where it drew the image ``name``.

    An image is 1 by 1 unit large (ISO 32000-1, 8.9.5.1), so the form is scaled to that. This is
    done here and not by the form's matrix: pdfium loses letters of forms so small.
    """
    _, _, width, height = (float(side) for side in form.BBox.as_list())
    scaled = f"q {1 / width:.9f} 0 0 {1 / height:.9f} 0 0 cm {name} Do Q"
    return stream.replace(f"{name} Do".encode(), scaled.encode())
