"""``_brand.yml``, the brand of an organisation in the form that Posit's tools read (brand.yml).

Of what that convention has we take what a printed page can use: names, logos, four of the colours
and the families of three kinds of text. All else in it is for other programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from briefing.files.yaml import read_yaml, validate
from briefing.model.colour_space import hex_of
from briefing.model.contrast import colour_of
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location, Severity, nearest
from briefing.model.strict import STRICT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.files.workspace import Workspace
    from briefing.files.yaml import YamlFile

BRAND_FILE = "_brand.yml"
_SIZES = ("large", "medium", "small")
_ROLES = {"ink": "foreground", "accent": "primary", "second": "secondary", "wash": "light"}
"""Our names of colours, with those of the convention."""
_KINDS = {"serif": "base", "sans": "headings", "mono": "monospace"}
"""Our names of typefaces, with those of the convention: its base is what text is read in."""
_SET_IN = {"base": "text is", "headings": "headings are", "monospace": "code is"}
_OFFLINE = "file"


@dataclass(frozen=True, slots=True)
class Said:
    """What a brand says of one thing, and where."""

    value: str | tuple[str, ...]
    place: Location


class _Strict(BaseModel):
    model_config = STRICT


class _Open(_Strict):
    """What other programs read may have more names than we know."""

    model_config = ConfigDict(extra="ignore")


def _named(value: Any) -> Any:
    """Read a name by itself as that in full."""
    return {"full": value} if isinstance(value, str) else value


def _path(value: Any) -> Any:
    """Read a path by itself as a picture."""
    return {"path": value} if isinstance(value, str) else value


def _lit(value: Any) -> Any:
    """Read a value by itself as that for light and dark."""
    is_both = isinstance(value, dict) and {"light", "dark"} & value.keys()
    return value if is_both else {"light": value}


def _family(value: Any) -> Any:
    """Read a family by itself as settings of text."""
    return {"family": value} if isinstance(value, str) else value


class _Names(_Open):
    full: str = ""
    short: str = ""


class _Meta(_Open):
    name: Annotated[_Names, BeforeValidator(_named)] = _Names()


class _Picture(_Open):
    path: str
    alt: str = ""


class _LitPicture(_Strict):
    light: Annotated[_Picture, BeforeValidator(_path)] | None = None
    dark: Annotated[_Picture, BeforeValidator(_path)] | None = None


class _Logos(_Open):
    images: dict[str, Annotated[_Picture, BeforeValidator(_path)]] = {}
    small: Annotated[_LitPicture, BeforeValidator(_lit)] | None = None
    medium: Annotated[_LitPicture, BeforeValidator(_lit)] | None = None
    large: Annotated[_LitPicture, BeforeValidator(_lit)] | None = None


def _logos(value: Any) -> Any:
    """Read one logo as that of all sizes."""
    is_one = isinstance(value, str) or (isinstance(value, dict) and "path" in value)
    return {"large": value} if is_one else value


class _LitColour(_Strict):
    light: str = ""
    dark: str = ""


_Colour = Annotated[_LitColour, BeforeValidator(_lit)]


class _Colours(_Strict):
    palette: dict[str, _Colour] = {}
    foreground: _Colour | None = None
    background: _Colour | None = None
    primary: _Colour | None = None
    secondary: _Colour | None = None
    tertiary: _Colour | None = None
    success: _Colour | None = None
    info: _Colour | None = None
    warning: _Colour | None = None
    danger: _Colour | None = None
    light: _Colour | None = None
    dark: _Colour | None = None
    link: _Colour | None = None


class _FontFile(_Open):
    path: str


class _Font(_Open):
    family: str = ""
    source: str = "google"
    files: tuple[Annotated[_FontFile, BeforeValidator(_path)], ...] = ()


class _Text(_Open):
    family: str = ""


_TextOf = Annotated[_Text, BeforeValidator(_family)]


class _Typography(_Open):
    fonts: tuple[_Font, ...] = ()
    base: _TextOf | None = None
    headings: _TextOf | None = None
    monospace: _TextOf | None = None


class _BrandFile(_Strict):
    meta: _Meta = _Meta()
    logo: Annotated[_Logos, BeforeValidator(_logos)] = _Logos()
    color: _Colours = _Colours()
    typography: _Typography = _Typography()
    defaults: Any = None


def read_brand_file(workspace: Workspace) -> tuple[dict[str, Said], list[Finding]]:
    """Return what ``_brand.yml`` says by our names, and findings about it."""
    path = str(workspace.place(BRAND_FILE))
    try:
        source, findings = read_yaml(workspace.read_text(BRAND_FILE), path)
    except ContentError as error:
        return {}, list(error.findings)
    file, faults = validate(_BrandFile, source, path)
    if file is None or findings:
        return {}, [*findings, *faults]
    reader = _Reader(file, source, path, findings)
    said = dict(reader.said())
    return said, findings


@dataclass(slots=True)
class _Reader:
    file: _BrandFile
    source: YamlFile
    path: str
    findings: list[Finding]

    def said(self) -> Iterator[tuple[str, Said]]:
        """Yield what the file says, by our names."""
        name = self.file.meta.name.full or self.file.meta.name.short
        if name:
            yield "name", Said(name, self._at("meta", "name"))
        yield from self._logo()
        for ours, theirs in _ROLES.items():
            yield from self._colour(ours, theirs)
        yield from self._typefaces()

    def _at(self, *keys: str | int) -> Location:
        return Location(self.path, self.source.line(keys))

    def _logo(self) -> Iterator[tuple[str, Said]]:
        """Yield the largest logo, for light grounds and for dark ones."""
        logos = self.file.logo
        for ours, which in (("logo", "light"), ("logo_dark", "dark")):
            for size in _SIZES:
                both = getattr(logos, size)
                one = getattr(both, which) if both is not None else None
                if one is not None:
                    known = logos.images.get(one.path, one)
                    yield ours, Said(known.path, self._at("logo", size, which))
                    break

    def _colour(self, ours: str, theirs: str) -> Iterator[tuple[str, Said]]:
        """Yield a colour, by whatever name the file has it."""
        both = getattr(self.file.color, theirs)
        written = both.light if both is not None else ""
        place, steps = self._at("color", theirs), 0
        while written in self.file.color.palette and steps < len(self.file.color.palette):
            written, steps = self.file.color.palette[written].light, steps + 1
        if not written:
            return
        colour = colour_of(written)
        if colour is None:
            hint = nearest(written, self.file.color.palette)
            message = f'color.{theirs}: "{written:.40}" is no colour and no name of the palette'
            self.findings.append(Finding(place, "B105", message, hint))
        elif ours != "wash" or hex_of(colour) != "#ffffff":  # it would not be seen on paper
            yield ours, Said(hex_of(colour), place)

    def _typefaces(self) -> Iterator[tuple[str, Said]]:
        """Yield the files of families, or their names; one that is only on a network is told."""
        typography = self.file.typography
        fonts = {font.family: font for font in typography.fonts}
        for ours, theirs in _KINDS.items():
            text = getattr(typography, theirs)
            at = theirs
            if theirs == "headings" and (text is None or not text.family):
                text, at = typography.base, "base"  # headings are set as text is, if not said
            if text is None or not text.family:
                continue
            place, font = self._at("typography", at), fonts.get(text.family)
            files = tuple(file.path for file in font.files) if font else ()
            if files and font is not None and font.source == _OFFLINE:
                yield ours, Said(files, place)
                continue
            message = (
                f"“{text.family:.60}” has no files here, and no font is fetched: "
                f"{_SET_IN[theirs]} set in the theme's typeface"
            )
            hint = (
                "put its files into the folder and name them under typography.fonts: "
                "{family: …, source: file, files: [{path: …}]}"
            )
            self.findings.append(Finding(place, "B124", message, hint, Severity.WARNING))
