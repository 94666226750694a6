"""``theme.toml`` as a typed value: what of a theme others than the page engine must know.

A theme that extends another gives only what differs, so here stands what all of them come to
together. `briefing.model.theme_schema` writes the schema for editors, in which nothing is required.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo, field_validator

from briefing.model.contrast import colour_of
from briefing.model.palette import Pair
from briefing.model.strict import STRICT

_ON = " on "

Size = Annotated[float, Field(gt=0, le=2000)]
"""A length in the unit that its name ends in."""
Share = Annotated[float, Field(gt=0, le=1)]
ColourName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Family = Annotated[str, Field(pattern=r"^\w[\w .+&-]*$")]
"""The name of a font family: no sign that means something in a style sheet."""
FileName = Annotated[str, Field(min_length=1)]
"""The path of a file in the theme's folder."""


class _Strict(BaseModel):
    model_config = STRICT


class Colour(_Strict):
    """A colour, and which other it follows where a brand changes that."""

    is_: str = Field(alias="is")
    like: str = ""

    @field_validator("is_")
    @classmethod
    def _is_a_colour(cls, value: str) -> str:
        if colour_of(value) is None:
            raise ValueError("write a colour as six hexadecimal digits, “#12263f”")
        return value


def _alone(value: Any) -> Any:
    """Read a colour by itself as one that follows no other."""
    return {"is": value} if isinstance(value, str) else value


Colours = dict[
    ColourName, Annotated[Colour, BeforeValidator(_alone, json_schema_input_type=str | Colour)]
]


class Contrast(_Strict):
    """What a brand is held to."""

    text: tuple[str, ...] = ()
    """Pairs of names, “ink on paper”, with 4.5:1."""
    marks: tuple[str, ...] = ()
    """Those with 3:1."""
    greys: tuple[str, ...] = ()
    """Names of colours that stand beside one another."""

    @field_validator("text", "marks")
    @classmethod
    def _are_pairs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pair in value:
            if len(pair.split(_ON)) != 2:
                raise ValueError("write two names of colours: “ink on paper”")
        return value

    def pairs(self, text: float, marks: float) -> tuple[Pair, ...]:
        """Return all pairs, with the contrast that ``text`` and ``marks`` need."""
        found = []
        for pairs, least in ((self.text, text), (self.marks, marks)):
            for pair in pairs:
                colour, ground = (name.strip() for name in pair.split(_ON))
                found.append(Pair(colour, ground, least))
        return tuple(found)


class Typefaces(_Strict):
    """Families of the theme, by what they are for."""

    sans: Family
    serif: Family
    mono: Family


class Text(_Strict):
    """Columns and paragraphs of running text."""

    columns: Literal[1, 2] = 1
    """With two, text runs through both, and side matter stands in them as boxes. ``side_mm`` is
    then the width inside of such a box."""
    column_mm: Size
    gap_mm: Annotated[float, Field(ge=0, le=100)]
    """Between the columns; with one column, the margin at its left, in which numbers hang."""
    side_mm: Annotated[float, Field(ge=0, le=1000)]
    """The side column; with one column, what only wide figures and tables take at its right."""
    measure_mm: Size | None = None
    """Running text where nothing stands beside it; as wide as its column if this is not given."""
    small_mm: Size | None = None
    """Small figures; as wide as the side column if this is not given."""
    one_column: bool = False
    """Whether there is no side column: what stands there elsewhere stands in the text."""
    numbered_paragraphs: bool = False
    """Whether paragraphs of running text have numbers, in place of headings below a section's."""

    @field_validator("one_column")
    @classmethod
    def _is_not_two(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("columns") == 2:
            raise ValueError("write one of them: “one_column = true”, or “columns = 2”")
        return value

    @field_validator("measure_mm")
    @classmethod
    def _fits(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is None or not {"column_mm", "gap_mm", "side_mm"} <= info.data.keys():
            return value  # what is missing is told by itself
        column = info.data["column_mm"]
        across = column + info.data["gap_mm"] + info.data["side_mm"]
        if not column <= value <= across:
            raise ValueError(
                f"give a number of mm from {column:g}, the column, to {across:g}, both columns; or "
                "leave it out, and text keeps to its column"
            )
        return value

    @property
    def across_mm(self) -> float:
        """The width of the text, with all columns and what is between or beside them."""
        second = self.side_mm if self.columns == 1 else self.column_mm
        return self.column_mm + self.gap_mm + second


class Code(_Strict):
    """Sizes of code in text."""

    size_pt: Size
    smallest_pt: Size
    advance_em: Size
    inset_pt: Size
    indent_pt: Size


class Charts(_Strict):
    """How charts look."""

    config: FileName
    box_inset_pt: Size


class Pictures(_Strict):
    """What stands around pictures."""

    title_line_pt: Size
    caption_line_pt: Size
    around_pt: Size
    indent_pt: Size
    share: Share
    wide_share: Share


class Margins(_Strict):
    """Margins of a page; the inner one is where it is bound."""

    top: Size
    outer: Size
    bottom: Size
    inner: Size


class Page(_Strict):
    """A paper, and the margins on it."""

    size_mm: tuple[Size, Size]
    margins_mm: Margins


class PrintSize(_Strict):
    """A size of print other than the theme's own."""

    name: str
    text_pt: Size
    stylesheets: tuple[FileName, ...] = Field(min_length=1)
    side_share: Share | None = None


class Print(_Strict):
    """What all other sizes of print share, in em of their text."""

    smallest_em: Size
    title_line_em: Size
    caption_line_em: Size
    around_em: Size
    indent_em: Size
    box_inset_em: Size
    chart_em: Size
    colours: Colours = {}
    margins_mm: dict[str, Margins]
    sizes: tuple[PrintSize, ...] = ()


class Slides(_Strict):
    """Sizes on slides."""

    width_pt: Size
    beside_pt: Size
    column_pt: Size
    text_pt: Size
    smallest_pt: Size
    figure_pt: dict[Literal["16:9", "4:3"], Size]
    photo_pt: dict[
        Literal["full-bleed", "picture"], dict[Literal["16:9", "4:3"], tuple[Size, Size]]
    ]
    line_pt: Size
    chart_text: Size


class CardSizes(_Strict):
    """Sizes on question cards."""

    text_pt: dict[Literal["a6", "a5"], Size]
    smallest_pt: Size
    width_pt: dict[Literal["a6", "a5"], Size]
    figure_pt: dict[Literal["a6", "a5"], Size]


class Web(_Strict):
    """Colours of web pages that differ from those of paper."""

    colours: Colours = {}
    night: Colours = {}


class Face(_Strict):
    """A font file and the family it is of."""

    family: Family
    file: FileName


class ThemeSettings(_Strict):
    """The whole of ``theme.toml``, with what it takes from the theme that it extends."""

    extends: str = ""
    """The theme that has all that this one does not."""
    stylesheet: str = ""
    """Comes after that of the theme which it extends."""
    web_stylesheet: str = ""
    smallest_pt: Size
    colours: Colours = {}
    contrast: Contrast = Contrast()
    typefaces: Typefaces
    text: Text
    code: Code
    charts: Charts
    pictures: Pictures
    print_: Print | None = Field(default=None, alias="print")
    slides: Slides
    cards: CardSizes
    web: Web = Web()
    paper: dict[Literal["A4", "Letter"], Page] = Field(min_length=2)
    faces: tuple[Face, ...] = Field(min_length=1)
