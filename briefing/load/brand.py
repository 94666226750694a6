"""Read a brand: ``brand`` in ``briefing.yaml``, over an organisation's own ``_brand.yml``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.files.font_file import UnusableFont, read_font
from briefing.files.pictures import (
    PICTURES,
    is_svg,
    picture_path,
    picture_size_px,
    picture_text,
    print_picture,
)
from briefing.files.stored_pictures import kept_picture
from briefing.files.theme_folders import find_theme, named_theme, theme_at
from briefing.files.theme_palette import base_palette, colour_findings
from briefing.files.theme_places import DESCRIPTION, OWN, THEMES
from briefing.files.unusable_picture import UnusablePicture
from briefing.load.brand_file import BRAND_FILE, Said, read_brand_file
from briefing.model.brand import (
    COLOURS,
    TYPEFACES,
    Brand,
    BrandFace,
    BrandSettings,
    Logo,
    is_font_file,
)
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location, Severity, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from briefing.files.font_file import FontFile
    from briefing.files.workspace import Workspace
    from briefing.model.pictures import Picture
    from briefing.model.settings import Settings

_LARGEST_FONT = 8 * 1024 * 1024
"""Bytes of a font file: faces for Chinese are larger, but no text of ours is set in them."""
_MOST_FONTS = 24


@dataclass(frozen=True, slots=True)
class BrandReading:
    """What reading a brand gives, together with the theme that it is for."""

    brand: Brand = field(default_factory=Brand)
    colours: Mapping[str, str] = field(default_factory=dict)
    """All colours that charts and drawings may name."""
    findings: tuple[Finding, ...] = ()
    images: Mapping[str, Picture] = field(default_factory=dict)
    """Its pictures by their path."""
    paragraphs: bool = False
    """Whether the theme numbers paragraphs."""


def read_brand(
    workspace: Workspace,
    settings: Settings,
    lines: Mapping[str, int],
    tell: Callable[[str], None],
) -> BrandReading:
    """Return the brand of a briefing, held to what its theme says must be read on what.

    Args:
        workspace: The briefing's folder.
        settings: Its ``briefing.yaml``.
        lines: The lines of that file's values, by their keys with dots.
        tell: Called with the name of each file before it is read.
    """
    try:
        theme = theme_at(workspace, settings, lines)
    except ContentError as error:
        # What it says of colours and paragraphs is not known: nothing else is held to it.
        usual = base_palette(find_theme(None))
        return BrandReading(colours=usual.colours, findings=tuple(error.findings), paragraphs=True)
    reader = _BrandReader(workspace, frozenset(face.family for face in theme.settings.faces))
    brand = reader.read(settings.brand, lines, tell)
    palette = base_palette(theme).branded(brand.colours)
    findings = (
        *reader.findings,
        *colour_findings(theme, brand, palette),
        *_unused_theme(workspace, settings, lines),
    )
    numbers = theme.settings.text.numbered_paragraphs
    return BrandReading(brand, palette.colours, findings, reader.images, numbers)


def _unused_theme(
    workspace: Workspace, settings: Settings, lines: Mapping[str, int]
) -> Iterator[Finding]:
    """Warn of a theme in the briefing's folder that is not used, as another is named."""
    if named_theme(settings) and workspace.exists(f"{OWN}/{DESCRIPTION}"):
        place = workspace.place("briefing.yaml", lines.get("theme", 1))
        message = f'the theme in {OWN}/ is not used: this names "{settings.theme}"'
        hint = f"leave the setting out, or move the folder to {THEMES}/ under a name of its own"
        yield Finding(place, "B125", message, hint, Severity.WARNING)


@dataclass(slots=True)
class _BrandReader:
    """Reads the brand of one briefing; collects findings and pictures."""

    workspace: Workspace
    families: frozenset[str]
    """Those of the theme."""
    findings: list[Finding] = field(default_factory=list)
    images: dict[str, Picture] = field(default_factory=dict)
    _faces: dict[str, BrandFace] = field(default_factory=dict)

    def read(
        self, settings: BrandSettings | None, lines: Mapping[str, int], tell: Callable[[str], None]
    ) -> Brand:
        """Return the brand of a briefing; what cannot be used of it is a finding.

        Args:
            settings: ``brand`` of ``briefing.yaml``; None if it says nothing.
            lines: The lines of that file's values, by their keys with dots.
            tell: Called with the name of each file before it is read.
        """
        said: dict[str, Said] = {}
        if self.workspace.exists(BRAND_FILE):
            tell(BRAND_FILE)
            said, findings = read_brand_file(self.workspace)
            self.findings += findings
        said |= self._own(settings, lines)
        colours = {name: str(said[name].value) for name in COLOURS if name in said}
        typefaces = {name: self._family(name, said[name]) for name in TYPEFACES if name in said}
        brand = Brand(
            name=self._text(said, "name"),
            colours=colours,
            typefaces={name: family for name, family in typefaces.items() if family},
            faces=tuple(self._faces.values()),
            address=self._text(said, "address"),
            number=self._text(said, "number"),
            places={name: one.place for name, one in said.items()},
        )
        light = self._logo(said, "logo", tell)
        dark = self._logo(said, "logo_dark", tell)
        if light.src and not brand.name:
            place = said["logo"].place
            message = "this brand has a logo and no name: nobody would hear whose it is"
            self._fault(place, "B401", message, "give the brand a name")
        cover = self._logo(said, "cover", tell)
        return replace(brand, logo=light, logo_on_ink=dark, cover=cover)

    def _own(self, settings: BrandSettings | None, lines: Mapping[str, int]) -> dict[str, Said]:
        """Return what ``briefing.yaml`` says, each with its place."""
        if settings is None:
            return {}
        said: dict[str, Said] = {}

        def note(name: str, value: str | tuple[str, ...], key: str = "") -> None:
            line = lines.get(f"brand.{key or name}", lines.get("brand", 1))
            if value:
                said[name] = Said(value, self.workspace.place("briefing.yaml", line))

        for name in ("name", *COLOURS, *TYPEFACES, "cover", "address", "number"):
            note(name, getattr(settings, name))
        if settings.logo is not None:
            inside = "logo.light" in lines or "brand.logo.light" in lines
            note("logo", settings.logo.light, "logo.light" if inside else "logo")
            note("logo_dark", settings.logo.dark, "logo.dark")
        return said

    @staticmethod
    def _text(said: Mapping[str, Said], name: str) -> str:
        return str(said[name].value) if name in said else ""

    def _family(self, kind: str, said: Said) -> str:
        """Return the family of a typeface; empty if it cannot be used, which is a finding."""
        written = (said.value,) if isinstance(said.value, str) else said.value
        if not is_font_file(written[0]):
            if written[0] in self.families:
                return written[0]
            message = f'the theme has no typeface "{written[0]:.60}"'
            hint = f"{nearest(written[0], sorted(self.families))}; or name its font files"
            self._fault(said.place, "B123", message, hint)
            return ""
        families = {self._face(name, said.place) for name in written[:_MOST_FONTS]} - {""}
        if len(families) > 1:
            both = " and ".join(sorted(families)[:2])
            message = f"the files of “{kind}” are of several families: {both}"
            self._fault(said.place, "B123", message, "name the files of one family only")
        return min(families, default="")

    def _face(self, name: str, place: Location) -> str:
        """Read a font file; return its family, or nothing if it cannot be used."""
        try:
            data, digest = self.workspace.read_hashed(name, place)
            font = _font(data, self.families)
        except ContentError as error:
            self.findings += error.findings
            return ""
        except UnusableFont as error:
            message = f'"{name}" cannot be used: {error.fault}'
            self._fault(place, "B123", message, error.remedy)
            return ""
        kind = name.lower().rpartition(".")[2]
        face = BrandFace(font.family, font.weight, font.italic, digest, data, kind)
        self._faces[name] = face
        return font.family

    def _logo(self, said: Mapping[str, Said], name: str, tell: Callable[[str], None]) -> Logo:
        """Read a picture of the brand; return it, or none if it cannot be used."""
        if name not in said:
            return Logo()
        place, source = said[name].place, picture_path(str(said[name].value))
        tell(source)
        try:
            picture = self._picture(source, place)
            size = picture_size_px(picture)
            if size is None or min(size) <= 0:
                raise _NO_SIZE
            if name != "cover" and is_svg(picture) and picture_text(picture):
                raise _HAS_TEXT
        except ContentError as error:
            self.findings += error.findings
            return Logo()
        except UnusablePicture as error:
            message = f'"{source}" cannot be printed: {error.fault}'
            self._fault(place, "B403", message, error.remedy)
            return Logo()
        self.images[source] = picture
        return Logo(source, round(size[0] / size[1], 4))

    def _picture(self, source: str, place: Location) -> Picture:
        """Return a picture; raises ContentError or UnusablePicture."""
        if not source.lower().endswith(PICTURES):
            remedy = f"use one of {', '.join(PICTURES)}"
            raise UnusablePicture("it is of no format that can be printed", remedy)
        file = self.workspace.read_bytes(source, place)
        return kept_picture(self.workspace, source, file, print_picture(file, source).data)

    def _fault(self, place: Location, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(place, code, message, hint))


_NO_SIZE = UnusablePicture("it has no size", "give its <svg> a width and a height")
_HAS_TEXT = UnusablePicture(
    "it has text, which would be set in other fonts than it was made in",
    "convert its text to paths in the drawing program",
)


def _font(data: bytes, families: frozenset[str]) -> FontFile:
    """Return what a font file says; raises UnusableFont for one that a brand cannot have."""
    if len(data) > _LARGEST_FONT:
        fault = f"it has {len(data) >> 20} MiB; the limit is {_LARGEST_FONT >> 20}"
        raise UnusableFont(fault, "take a font with fewer letters")
    font = read_font(data)
    if font.family in families:
        fault = f"its family is called “{font.family}”, as one of the theme"
        remedy = f"write the name of the family instead of its files: {font.family}"
        raise UnusableFont(fault, remedy)
    return font
