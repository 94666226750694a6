"""A brand: what an organisation looks like, as data beside the content."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, field_validator

from briefing.model.colour_space import hex_of
from briefing.model.contrast import colour_of
from briefing.model.strict import STRICT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.findings import Location

COLOURS = ("ink", "accent", "second", "wash")
"""The colours that a brand may name."""
TYPEFACES = ("sans", "serif", "mono")
BROUGHT = "brand/"
"""What the URLs of its fonts begin with, below that of the theme."""
_FONTS = (".ttf", ".otf")


def is_font_file(text: str) -> bool:
    """Return whether a typeface is named by one of its files."""
    return text.lower().endswith(_FONTS)


def _files(value: Any) -> Any:
    """Read one family or file as a list of it."""
    return [value] if isinstance(value, str) else value


def _both(value: Any) -> Any:
    """Read one picture as that for paper."""
    return {"light": value} if isinstance(value, str) else value


Typeface = Annotated[tuple[str, ...], BeforeValidator(_files)]


class _Strict(BaseModel):
    model_config = STRICT


class LogoFiles(_Strict):
    """The files of a logo: on paper, and on ink."""

    light: str = Field(min_length=1)
    dark: str = ""


class BrandSettings(_Strict):
    """``brand`` in ``briefing.yaml``."""

    name: str = ""
    """Whose it is; what is heard of the logo."""
    logo: Annotated[LogoFiles, BeforeValidator(_both)] | None = None
    ink: str = ""
    accent: str = ""
    second: str = ""
    wash: str = ""
    sans: Typeface = ()
    serif: Typeface = ()
    mono: Typeface = ()
    cover: str = ""
    """A picture on covers."""
    address: str = ""
    number: str = ""
    """The number in a series: “Briefing 12/2026”."""

    @field_validator(*COLOURS)
    @classmethod
    def _is_a_colour(cls, value: str) -> str:
        colour = colour_of(value) if value else None
        if value and colour is None:
            raise ValueError("write a colour as six hexadecimal digits in quotes, “'#12263f'”")
        return hex_of(colour) if colour else ""

    @field_validator(*TYPEFACES)
    @classmethod
    def _is_a_family_or_files(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(value) > 1 and not all(map(is_font_file, value)):
            raise ValueError("write one family of the theme, or the font files of one family")
        return value


@dataclass(frozen=True, slots=True)
class BrandFace:
    """A font file of a brand."""

    family: str
    weight: int
    italic: bool
    digest: str
    """SHA-256 of the file."""
    data: bytes = field(repr=False, compare=False)
    kind: str = "ttf"

    @property
    def url_path(self) -> str:
        """What style sheets call it: by its content, so that no author's name is in a URL."""
        return f"{BROUGHT}{self.digest[:16]}.{self.kind}"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of a brand in the briefing's folder."""

    src: str = ""
    """Its path; empty if there is none."""
    ratio: float = 1.0
    """Its width, by its height."""


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand, read and checked as far as can be without its theme."""

    name: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    """By the names of `COLOURS`, as style sheets write them."""
    typefaces: Mapping[str, str] = field(default_factory=dict)
    """Families by `TYPEFACES`."""
    faces: tuple[BrandFace, ...] = ()
    logo: Logo = Logo()
    logo_on_ink: Logo = Logo()
    cover: Logo = Logo()
    address: str = ""
    number: str = ""
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)
    """Where each of its colours and typefaces is said."""

    @property
    def is_none(self) -> bool:
        """Whether nothing is said of a brand."""
        return self == Brand()

    @property
    def heard(self) -> tuple[str, ...]:
        """What is heard of its logo."""
        return (self.name,) if self.logo.src or self.logo_on_ink.src else ()

    @property
    def pictures(self) -> tuple[str, ...]:
        """The paths of its pictures."""
        shown = (self.logo.src, self.logo_on_ink.src, self.cover.src)
        return tuple(path for path in dict.fromkeys(shown) if path)
