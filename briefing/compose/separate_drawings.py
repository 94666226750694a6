"""Drawings apart from what shows them: each is a fragment as large as the picture itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.compose.templates import render
from briefing.files.pictures import is_svg, size_px
from briefing.files.themes import CONTENT_URL
from briefing.model.composition import Asset, Fragment
from briefing.model.placeholders import stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.files.themes import Theme
    from briefing.model.composition import Composition
    from briefing.model.pictures import Picture

_APART = "drawings/"
_SVG = "image/svg+xml"


def assets_apart(images: Mapping[str, Picture]) -> Iterator[Asset]:
    """Yield placeholders under the names of drawings, and the drawings under names for their own
    fragments."""
    for path, data, size in _sizes(images):
        yield Asset(f"{CONTENT_URL}{path}", stand_in(path, *size), _SVG)
        yield Asset(f"{CONTENT_URL}{_APART}{path}", data, _SVG)


def drawings_in(
    composition: Composition, images: Mapping[str, Picture], theme: Theme
) -> dict[str, Fragment]:
    """Return a fragment for each drawing that an edition shows, by the path of the picture."""
    found = {}
    for path, _, (width, height) in _sizes(images):
        if any(fragment.shows(path) for fragment in composition.fragments):
            html = render(
                theme,
                "drawing",
                composition.document,
                composition.paper,
                fragment=path,
                source=f"{_APART}{path}",
                width_px=width,
                height_px=height,
            )
            found[path] = Fragment(f"drawing {path}", html, tagged=False, pages=1)
    return found


def _sizes(images: Mapping[str, Picture]) -> Iterator[tuple[str, bytes, tuple[float, float]]]:
    for path, data in sorted(images.items()):
        if is_svg(data) and (size := size_px(data)) is not None:
            yield path, data, size
