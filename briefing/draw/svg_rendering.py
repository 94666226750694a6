"""Drawings that the page engine would draw wrong, as pictures of pixels that resvg draws.

resvg comes with the chart library and runs in the same processes, with the same limits of time and
memory. It draws on white: where a drawing is clear, it is seen on paper.
"""

from __future__ import annotations

import base64
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.files.pictures import picture_size_px
from briefing.files.raster import opaque_png
from briefing.files.svg_fonts import SVG, in_theme_fonts
from briefing.files.unusable_picture import UnusablePicture
from briefing.model.content import Drawing

if TYPE_CHECKING:
    from briefing.draw.renderer_process import Answer
    from briefing.files.themes import Theme

_DPI = 300
_MOST_PIXELS = 16_000_000
_WHITE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACk"
    "lEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
"""One white pixel."""
_USUAL_SIZE = (300.0, 150.0)


@dataclass(frozen=True, slots=True)
class SvgJob:
    """A drawing to render."""

    svg: bytes

    @property
    def size(self) -> int:
        """How much there is to draw, in bytes."""
        return len(self.svg)

    def key_parts(self) -> tuple[str, ...]:
        """Return what the drawing depends on besides theme and library."""
        return ("svg", self.svg.decode("utf-8", "surrogateescape"))


def svg_request(job: SvgJob, theme: Theme) -> dict[str, Any]:
    """Return the request for a drawing, as `renderer_main` reads it."""
    svg, _ = in_theme_fonts(job.svg, theme.fonts_for_drawings, quoted=True)
    root = etree.fromstring(svg)
    width, height = picture_size_px(svg) or _USUAL_SIZE
    box = root.get("viewBox") or f"0 0 {width:g} {height:g}"
    left, top, across, down = map(float, box.replace(",", " ").split())
    whole = etree.Element(
        f"{{{SVG}}}svg",
        {"width": f"{width:g}", "height": f"{height:g}", "viewBox": box}
        | {k: v for k, v in root.attrib.items() if k in {"preserveAspectRatio", "id"}},
    )
    ground = {"x": left - 9 * across, "y": top - 9 * down, "width": 19 * across}
    ground["height"] = 19 * down
    # A picture: no style sheet is written for one.
    etree.SubElement(
        whole,
        f"{{{SVG}}}image",
        {k: f"{v:g}" for k, v in ground.items()} | {"preserveAspectRatio": "none", "href": _WHITE},
    )
    kept = {k: v for k, v in root.attrib.items() if k not in {*whole.attrib, "x", "y"}}
    group = etree.SubElement(whole, f"{{{SVG}}}g", kept)
    group.text = root.text
    group.extend(root)
    etree.register_namespace("", SVG)
    etree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    text = etree.tostring(whole, encoding="unicode").replace("rebeccapurple", "#663399")
    wanted = max(theme.charts.widths_pt.values()) / 72 * _DPI
    most = (_MOST_PIXELS / (width * height)) ** 0.5
    return {"svg": text, "scale": min(wanted / width, most)}


def svg_drawing(answer: Answer) -> Drawing:
    """Return the rendered drawing as a PNG, or what is wrong with it."""
    if answer.fault:
        return Drawing(b"", (), answer.fault)
    try:
        return Drawing(opaque_png(base64.b64decode(answer.png)))
    except UnusablePicture as error:
        return Drawing(b"", (), error.fault)
