"""Pictures of a selection in the sizes they are printed in: each figure gets its measures, and the
picture with no more pixels than it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.draw.edge_to_edge import LEAST_BLEED_DPI, edge_to_edge
from briefing.draw.figure_width import FigureWidth
from briefing.draw.picture_sizes import (
    LEAST_DPI,
    LEAST_SHOWN_DPI,
    MOST_DPI,
    SMALLEST_MM,
    Place,
    PrintedSize,
    Surroundings,
    asked,
    filled_size,
    place_of,
    printed_size,
)
from briefing.draw.svg_cleanup import scaled
from briefing.draw.svg_rendering import SvgJob
from briefing.draw.text_width import missing_letters
from briefing.files.pictures import is_svg, picture_size_px, picture_type, smallest_text_pt
from briefing.files.raster import raster_size
from briefing.files.stored_pictures import scaled_down
from briefing.files.svg_words import shown_words
from briefing.model.findings import Finding, Severity, machine_failed
from briefing.model.paper import PT_PER_MM
from briefing.model.pictures import StoredPicture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.draw.edge_to_edge import EdgeToEdge
    from briefing.draw.rendering import Job
    from briefing.files.themes import Theme
    from briefing.model.content import Drawing, Node, Section
    from briefing.model.edition import Edition
    from briefing.model.findings import Location
    from briefing.model.pictures import Picture

    Scale = Callable[[bytes, int, int], bytes]

_INCH_MM = 25.4
_PT_PER_PX = 0.75
_IN_TEXT = frozenset({FigureWidth.COLUMN, FigureWidth.WIDE, FigureWidth.SIDE})
_TOLERANCE_PT = 1.0
_HEIGHT = re.compile(rb'<svg[^>]*?\sheight="([\d.]+)pt"')
_NAMED = 5


@dataclass(slots=True)
class PictureFitter:
    """Fits the pictures of one edition; collects what it scaled down, and findings."""

    images: Mapping[str, Picture]
    theme: Theme
    edition: Edition
    scale: Scale
    """Returns a drawing's pixels in a width and height in pixels."""
    drawings: Mapping[Job, Drawing] = field(default_factory=dict)
    """Drawings that were rendered as pixels, as the page engine cannot draw them."""
    made: dict[str, Picture] = field(default_factory=dict)
    """Pictures that were scaled down, by the name in their figure's ``src``."""
    findings: list[Finding] = field(default_factory=list)

    def fit(self, figure: Node, section: Section, around: Surroundings) -> Node:
        """Return ``figure`` with the size of its picture; itself if that fills its place.

        Args:
            figure: a figure that shows a picture.
            section: the section it is in, for the location of findings.
            around: where it stands.
        """
        source = figure.get("src")
        picture = self.images.get(source)
        if picture is None:
            return figure
        place = place_of(figure, around, self.theme, self.edition)
        at = section.place(figure.line)
        cut = self._cut(figure, picture, place, around, at)
        if cut is not None:
            return cut
        if around.width in _IN_TEXT and place.height < SMALLEST_MM * PT_PER_MM:
            message = f'the title and caption of "{source}" leave no room for it on a page'
            self.findings.append(Finding(at, "B414", message, "shorten them"))
            return figure
        size = printed_size(picture, figure, place)
        drawing = self.drawings.get(SvgJob(picture)) if is_svg(picture) else None
        if drawing is not None:
            return self._fit_drawing(figure, drawing, size, place, at)
        if size is None or min(size.width, size.height) <= 0:
            return figure
        self._check(figure, size, place, around, at)
        changed = {"width-pt": f"{size.width:g}", "height-pt": f"{size.height:g}"}
        if size.pixels:
            changed["src"] = self._scaled(picture, *size.pixels)
        return _with(figure, changed)

    def _cut(
        self, figure: Node, picture: Picture, place: Place, around: Surroundings, at: Location
    ) -> Node | None:
        """Return ``figure`` with a picture that is cut to its place; None if it is shown whole."""
        if around.width.is_filled:
            return self._filling(figure, picture, place, at)
        edges = edge_to_edge(figure, picture, place, around, self.theme, self.edition)
        return self._bleeding(figure, edges, at) if edges is not None else None

    def _filling(self, figure: Node, picture: Picture, place: Place, at: Location) -> Node:
        """Return ``figure`` with a photograph cut to its place on a slide."""
        if not isinstance(picture, StoredPicture):
            return figure
        size = filled_size(picture, figure, place)
        if size.dpi < LEAST_SHOWN_DPI:
            message = (
                f'"{figure.get("src")}" has {size.dpi * size.width / 72:.0f} pixels for the width '
                f"of its place on a slide, which looks coarse"
            )
            needed = round(size.width / 72 * LEAST_SHOWN_DPI)
            hint = f"use a picture at least {needed} pixels wide, or take the layout away"
            self._warn(at, "B413", message, hint)
        smaller = scaled_down(picture, *(size.pixels or (1, 1)), size.crop)
        name = f"pictures/{smaller.key[:16]}.{smaller.kind}"
        self.made[name] = smaller
        changed = {"width-pt": f"{size.width:g}", "height-pt": f"{size.height:g}"}
        return _with(figure, {**changed, "src": name, "fills": "yes"})

    def _bleeding(self, figure: Node, edges: EdgeToEdge, at: Location) -> Node:
        """Return ``figure`` with a photograph that is as wide as the paper."""
        size, picture = edges.size, edges.picture
        if size.dpi < LEAST_BLEED_DPI:
            shown, needed = size.dpi * size.width / 72, round(size.width / 72 * LEAST_BLEED_DPI)
            message = (
                f'"{figure.get("src")}" has {shown:.0f} pixels for the width of the paper, which '
                f"looks coarse"
            )
            hint = f"use a picture at least {needed} pixels wide, or write “place: wide”"
            self._warn(at, "B413", message, hint)
        smaller = scaled_down(picture, *(size.pixels or (1, 1)), size.crop)
        name = f"pictures/{smaller.key[:16]}.{smaller.kind}"
        self.made[name] = smaller
        changed = {"width-pt": f"{size.width:g}", "height-pt": f"{size.height:g}", "src": name}
        changed |= {"left-pt": f"{-edges.left_pt:g}", "text-width-pt": f"{edges.text_pt:g}"}
        return _with(figure, changed)

    def check_chart(self, figure: Node, drawn: bytes, around: Surroundings, at: Location) -> None:
        """Say so if a chart is drawn higher than a page has room for.

        Args:
            figure: the figure it is in.
            drawn: the chart as SVG in pt.
            around: where the figure stands.
            at: where the chart is written.
        """
        found = _HEIGHT.search(drawn)
        if found is None or around.width not in _IN_TEXT or around.on_card:
            return
        room = place_of(figure, around, self.theme, self.edition).height
        if (height := float(found[1])) > room + _TOLERANCE_PT:
            message = f"this chart is {_mm(height)} high, but its page leaves it {_mm(room)}"
            hint = "show fewer rows, give it a smaller “height”, or make two charts of it"
            self.findings.append(Finding(at, "B414", message, hint))

    def lower(self, figure: Node, drawn: bytes, around: Surroundings) -> bytes:
        """Return a chart, in large print no higher than its page leaves it.

        Args:
            figure: the figure it is in.
            drawn: the chart as SVG in pt.
            around: where the figure stands.
        """
        found = _HEIGHT.search(drawn)
        if found is None or self.theme.print is None or around.width not in _IN_TEXT:
            return drawn
        room = place_of(figure, around, self.theme, self.edition).height
        return drawn if float(found[1]) <= room else scaled(drawn, room / float(found[1]))

    def legible(
        self, figure: Node, drawn: bytes | None, around: Surroundings, at: Location
    ) -> Node:
        """Return ``figure``, in large print marked if words in its picture are too small.

        Args:
            figure: the figure, its picture fitted.
            drawn: its chart as SVG in pt, if it is one.
            around: where it stands.
            at: where it is written.
        """
        style = self.theme.print
        if style is None or around.width not in _IN_TEXT:
            return figure
        size = smallest_text_pt(drawn) if drawn else self._text_size(figure, around)
        if not 0 < size < style.smallest_drawn_pt:
            return figure
        message = (
            f"words in this picture are {size:.0f} pt high in large print; "
            f"{style.smallest_drawn_pt:.0f} can be read: its alternative text is printed below it"
        )
        hint = "give a chart no “width”, so that it is drawn for its place; set larger words"
        self._warn(at, "B430", message, hint)
        return _with(figure, {"small-words": "yes"})

    def _text_size(self, figure: Node, around: Surroundings) -> float:
        """Return the size in pt in which the smallest words of a drawing are printed; 0 if there
        are none."""
        source = figure.get("src")
        picture = self.images.get(source) or self.made.get(source, b"")
        own = picture_size_px(picture) if is_svg(picture) else None
        if own is None or not own[0]:
            return 0.0
        place = place_of(figure, around, self.theme, self.edition)
        printed = float(figure.get("width-pt") or place.width)
        return smallest_text_pt(picture) * printed / (own[0] * _PT_PER_PX)

    def _fit_drawing(
        self, figure: Node, drawing: Drawing, size: PrintedSize | None, place: Place, at: Location
    ) -> Node:
        """Return ``figure`` with a drawing that was rendered as pixels, and the words in it."""
        source = figure.get("src")
        if not drawing.svg:
            message = f'"{source}" could not be drawn: {drawing.fault}'
            remedy = "simplify the drawing, or export it as PNG"
            self.findings.append(
                machine_failed(at, message)
                if drawing.is_lost
                else Finding(at, "B416", message, remedy)
            )
            return figure
        svg = self.images[source]
        words = shown_words(svg) if is_svg(svg) else ""
        if lacking := missing_letters(words, self.theme.fonts):
            named = ", ".join(f"“{letter}” (U+{ord(letter):04X})" for letter in lacking[:_NAMED])
            message = f'the theme\'s fonts have no glyph for {named} in "{source}"'
            remedy = "write it another way, convert it to paths, or use a theme that has it"
            self.findings.append(Finding(at, "B508", message, remedy))
        across, down = raster_size(drawing.svg)
        width = min(place.width, place.height * across / down) if size is None else size.width
        pixels = max(int(width * MOST_DPI / 72), 1)
        shown = drawing.svg
        if pixels < across:
            shown = self.scale(shown, pixels, max(round(pixels * down / across), 1))
        changed = {
            "width-pt": f"{width:g}",
            "height-pt": f"{width * down / across:.5g}",
            "words-in-picture": words,
            "text-pt": f"{smallest_text_pt(svg):g}",
            "src": self._stored(shown),
        }
        return _with(figure, changed)

    def _scaled(self, picture: Picture, width: int, height: int) -> str:
        """Keep a picture with fewer pixels for this edition; return its name."""
        if not isinstance(picture, StoredPicture):
            return self._stored(self.scale(picture, width, height))
        smaller = scaled_down(picture, width, height)
        name = f"pictures/{smaller.key[:16]}.{smaller.kind}"
        self.made[name] = smaller
        return name

    def _stored(self, picture: bytes) -> str:
        """Keep a picture that was made for this edition; return its name."""
        kind = picture_type(picture).rpartition("/")[2]
        name = f"pictures/{sha256(picture).hexdigest()[:16]}.{kind}"
        self.made[name] = picture
        return name

    def _check(
        self, figure: Node, size: PrintedSize, place: Place, around: Surroundings, at: Location
    ) -> None:
        source = figure.get("src")
        wide, high = asked(figure.get("width"), place.width), asked(figure.get("height"), 0)
        printed = f"it is printed {_mm(size.width)} wide and {_mm(size.height)} high"
        if around.width in _IN_TEXT and not around.on_card:
            if wide > place.width + _TOLERANCE_PT:
                hint = "“place: wide” gives it both columns" if not _is_wide(around) else ""
                self._warn(
                    at,
                    "B414",
                    f'"{source}" is asked to be {_mm(wide)} wide, but there are '
                    f"{_mm(place.width)}: {printed}",
                    hint or "give it a smaller width",
                )
            elif max(high, wide * size.height / size.width) > place.height + _TOLERANCE_PT:
                self._warn(
                    at,
                    "B414",
                    f'the page leaves "{source}" {_mm(place.height)} of height: {printed}',
                    "give it that height or less, or shorten its title and caption",
                )
        if size.dpi < LEAST_DPI - 1 and (wide or high):
            across = size.dpi * size.width / 72
            sharp = across * _INCH_MM / LEAST_DPI
            needed = round(size.width / 72 * LEAST_DPI)
            self._warn(
                at,
                "B413",
                f'"{source}" has {across:.0f} pixels for {_mm(size.width)}: {size.dpi:.0f} dpi, '
                f"which looks coarse; {LEAST_DPI} are needed",
                f"“width: {max(int(sharp), 1)} mm” would be sharp; or use a picture at least "
                f"{needed} pixels wide",
            )

    def _warn(self, at: Location, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(at, code, message, hint, Severity.WARNING))


def _with(figure: Node, changed: Mapping[str, str]) -> Node:
    kept = tuple(pair for pair in figure.attributes if pair[0] not in changed)
    return replace(figure, attributes=(*kept, *changed.items()))


def _is_wide(around: Surroundings) -> bool:
    return around.width is FigureWidth.WIDE


def _mm(length_pt: float) -> str:
    return f"{length_pt / PT_PER_MM:.0f} mm"
