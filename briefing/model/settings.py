"""``briefing.yaml`` and its companions as typed values: what an author may say."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from babel import Locale, UnknownLocaleError
from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    field_validator,
    model_validator,
)

from briefing.model.brand import BrandSettings
from briefing.model.fact_values import Value, check_manner, check_unit, currencies, read_value
from briefing.model.formats import DEFAULT_FORMAT, FORMATS
from briefing.model.formats.print_options import LARGE, LARGER
from briefing.model.strict import STRICT
from briefing.model.written import Switch, switched

if TYPE_CHECKING:
    from briefing.model.formats import Contract

    FormatName = str
    SizeName = str
else:
    FormatName = Literal[tuple(FORMATS)]
    SizeName = Literal["standard", LARGE, LARGER]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
"""Names become part of file names and conditions: small letters, digits and hyphens."""

Title = Annotated[str, Field(min_length=1)]
"""A section without words in its title would not be printed at all."""

_MOST = 99_999
"""Most pages or slides of a length; a number with more digits is a slip of the hand."""
_WEEK = 7 * 24 * 60
"""Most minutes of a talk."""


def _instead(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Switch):
        return value
    raise ValueError('write what to say instead, or "" where there is no one word')


def _instead_or_no(value: Any) -> Any:
    value = switched(value)
    if isinstance(value, str) or value is False:
        return value
    raise ValueError('write what to say instead, "" where there is no one word, or no to allow it')


def _listed(value: Any) -> Any:
    """Return sizes of print as a list of names: one of them may stand by itself."""
    given = value if isinstance(value, list | tuple) else [value]
    return [str(size) if isinstance(size, int) else size for size in given]


Sizes = Annotated[tuple[SizeName, ...], BeforeValidator(_listed)]

_LARGE_FACTOR = {LARGE: 4, LARGER: 5, "easy": 4, f"easy-{LARGE}": 5, f"easy-{LARGER}": 6}
"""How many times the pages of a length its large print may have where the length does not say."""


class _Strict(BaseModel):
    model_config = STRICT


class Release(_Strict):
    """A release level; levels are listed lowest first."""

    name: Name
    marking: str = Field(min_length=1)
    """What is printed at top and bottom of every page, for example ``TLP:CLEAR`` (TLP 2.0)."""
    note: str = ""
    """What the marking asks of the reader, for the colophon."""


class Reading(_Strict):
    """How hard a text may be."""

    grade: float | None = Field(default=None, gt=0, le=20)
    """Highest Flesch–Kincaid grade: years of schooling that a reader needs."""
    easy: bool = False
    """Whether the texts are Easy Read: an idea a line, in large print, with pictures beside it."""
    words: int | None = Field(default=None, ge=5, le=40)
    """Most words of a sentence."""

    @property
    def most_words(self) -> int:
        """Most words of a sentence; 0 if there is no limit."""
        return self.words or (_EASY_WORDS if self.easy else 0)


_EASY_WORDS = 15
"""Most words of a sentence in Easy Read (UK government, Accessible communication formats)."""


def _easy(value: Any) -> Any:
    """Read ``easy`` by itself as the settings it stands for."""
    return {"easy": True} if value == "easy" else value


class Audience(_Strict):
    """A named reader."""

    label: Title
    """As printed: “For …”."""
    includes: tuple[Name, ...] = ()
    clearance: Name
    title: str = ""
    kind: str = ""
    standfirst: str = ""
    order: tuple[Name, ...] = ()
    """Sections that come first for this reader, in this order."""
    reading: Annotated[Reading, BeforeValidator(_easy)] | None = None
    print_: Sizes = Field(default=(), alias="print")
    """In which sizes its texts are printed; as the briefing says, if empty."""
    avoid: dict[str, Annotated[str | Literal[False], BeforeValidator(_instead_or_no)]] = {}
    """As the briefing's own, which it goes before; False for a word this reader may be told."""
    notes: bool = False
    """Whether the speaker's notes may stand on the handouts of this audience."""


def _both(value: Any) -> Any:
    """One number is the fewest and the most."""
    return (value, value) if isinstance(value, int) else value


class Deck(_Strict):
    """A tier's contract in slides and in time."""

    slides: tuple[int, int]
    """Fewest and most slides, both included, with those that the layout adds."""
    minutes: float = Field(gt=0, le=_WEEK)
    """The slot: how long the talk may be."""
    agenda: bool = False
    """A slide that lists the sections."""
    breaks: bool = False
    """A slide before each section."""

    _one_number_is_both = field_validator("slides", mode="before")(_both)

    @field_validator("slides")
    @classmethod
    def _can_be_kept(cls, value: tuple[int, int]) -> tuple[int, int]:
        if not 1 <= value[0] <= value[1] <= _MOST:
            raise ValueError(f"slides must be a number or [fewest, most], from 1 to {_MOST:,}")
        return value

    @property
    def whole(self) -> bool:
        """Whether the deck gets a title slide and a closing slide."""
        return self.slides[1] > 1


class Length(_Strict):
    """A tier and its contract in pages."""

    label: str
    pages: tuple[int, int]
    """Fewest and most pages, both included."""
    large_pages: tuple[int, int] | None = None
    """The same in large print, of either size; as many times the pages as usual if not given."""
    cover: bool = False
    contents: bool = False
    """A contents list and section numbers."""
    two_sided: bool = False
    """Printed on both sides: on the backs of sheets the margins are mirrored."""
    recto: bool = False
    """Chapters begin on right-hand pages, after a blank one where they would not."""
    data_tables: bool = False
    """The data of its charts as tables, in a section at the end."""
    deck: Deck | None = None
    """Without it, slides of this length may be as many as there are, at two minutes each."""

    _one_number_is_both = field_validator("pages", "large_pages", mode="before")(_both)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for name, held in (("pages", self.pages), ("large_pages", self.large_pages)):
            if held is not None and not 1 <= held[0] <= held[1] <= _MOST:
                raise ValueError(f"{name} must be a number or [fewest, most], from 1 to {_MOST:,}")
        if self.contents and not self.cover:
            raise ValueError("a contents list needs a cover: add “cover: true”")
        if self.recto and not self.cover:
            raise ValueError(
                "only a text with a cover has chapters, to begin on right-hand pages (recto): "
                "add “cover: true”, or leave “recto” out"
            )
        return self

    def pages_in(self, size: str) -> tuple[int, int]:
        """Return fewest and most pages in a size of print, as themes call it; large print is never
        too short."""
        if size not in _LARGE_FACTOR:
            return self.pages
        return self.large_pages or (self.pages[0], self.pages[1] * _LARGE_FACTOR[size])


class Cards(_Strict):
    """Who may see which part of a question card."""

    pressed: Name | None = None
    """Release level of what is said if pressed; the highest there is when not given."""
    background: Name | None = None
    """Release level of what is not for use; the highest there is when not given."""


class Settings(_Strict):
    """The whole of ``briefing.yaml``."""

    title: Title
    short_title: str = ""
    kind: str = "Briefing"
    standfirst: str = ""
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    """BCP 47 tags; the first is that of editions that ask for none."""
    as_of: datetime.date
    owner: Title
    contact: str = ""
    theme: Name = "institution"
    """If none is named, that in the folder ``theme``; else the usual one."""
    brand: BrandSettings | None = None
    citation_style: str = "institution"
    """A style of the templates by name, or a ``.csl`` file in the briefing's folder."""
    paper: Literal["A4", "Letter"] = "A4"
    print_: Sizes = Field(default=("standard",), min_length=1, alias="print")
    """In which sizes texts are printed, for audiences that do not say."""
    releases: tuple[Release, ...] = Field(min_length=1)
    default_release: Name
    audiences: dict[Name, Audience] = Field(min_length=1)
    lengths: dict[Name, Length] = Field(min_length=1)
    formats: tuple[FormatName, ...] = Field(default=(DEFAULT_FORMAT,), min_length=1)
    """What is made of it."""
    html: bool = True
    """Whether packs and decks are made as web pages as well."""
    cards: Cards = Cards()
    sections: tuple[Name, ...] = Field(min_length=1)
    known_words: tuple[str, ...] = ()
    """Words in capitals that every reader knows, so that they are not expanded."""
    numbers_allowed: tuple[str, ...] = ()
    """Phrases with numbers that cannot go stale: ``Resolution 1244``; ``#`` is any number."""
    low_confidence_words: tuple[str, ...] = Field(
        default=("about", "according to", "reported", "unconfirmed", "disputed", "recalled"),
        min_length=1,
    )
    """One of them stands beside each fact of low confidence."""
    avoid: dict[str, Annotated[str, BeforeValidator(_instead)]] = {}
    """Words not to use, with what to write instead; empty where there is no one word for it."""

    @field_validator("languages")
    @classmethod
    def _are_languages(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        for tag in tags:
            try:
                Locale.parse(tag, sep="-")
            except (ValueError, UnknownLocaleError) as error:
                raise ValueError(
                    f"“{tag}” is not a language tag: write en, sq or sr-Latn"
                ) from error
        return tags

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the release levels, lowest first."""
        return tuple(level.name for level in self.releases)

    def avoided(self, audience: str) -> dict[str, str]:
        """Return the words to avoid for an audience, lower-cased, with what to write instead."""
        both = (self.avoid, self.audiences[audience].avoid)
        merged = {word.casefold(): instead for words in both for word, instead in words.items()}
        return {word: instead for word, instead in merged.items() if instead is not False}

    def sizes(self, audience: str) -> tuple[str, ...]:
        """Return the sizes of print of an audience's texts as print options have them: empty for
        the theme's own."""
        named = self.audiences[audience].print_ or self.print_
        return tuple(dict.fromkeys("" if size == "standard" else size for size in named))

    def contract(self, length: str, format_: str, size: str) -> Contract | None:
        """Return how long an edition may be; None if there is no limit.

        Args:
            length: the name of its length.
            format_: the name of its format.
            size: its size of print, as themes call it.
        """
        held = self.lengths[length]
        slides = held.deck.slides if held.deck else None
        found = FORMATS[format_].contract(held.pages_in(size), slides)
        if found is None or found.unit != "page" or not size:
            return found
        if held.large_pages:
            return replace(found, setting="large_pages", aside=" in large print")
        times = f"{_LARGE_FACTOR[size]} times its pages"
        return replace(found, aside=f" in large print ({times}, as there is no “large_pages”)")

    def reads_as(self, audience: str) -> tuple[str, ...]:
        """Return an audience and all it includes, itself first; loading refuses cycles."""
        chain = [audience]
        for name in chain:
            chain += [
                n for n in self.audiences[name].includes if n in self.audiences and n not in chain
            ]
        return tuple(chain)


class FrontMatter(_Strict):
    """The head of a section file."""

    title: Title
    title_for: dict[str, Title] = {}
    short_title: str = ""
    """Where there is little room: above slides, on section slides, agendas and cards."""
    short_title_for: dict[str, Title] = {}
    audience: str = ""
    length: str = ""
    format: str = ""
    release: str = ""
    priority: int | None = None
    break_: bool = Field(default=False, alias="break")
    numbered: bool = True
    slide: bool = True
    """Whether a slide is made of a section that declares none."""


class Fact(_Strict):
    """A value that can go stale."""

    value: Annotated[Value, PlainValidator(read_value)]
    currency: str = ""
    """Code of ISO 4217, for money."""
    as_: Literal["number", "year", "percent", "money", "date", "time"] | None = Field(
        default=None, alias="as"
    )
    """How it is printed, where its form does not say."""
    printed_unit: Annotated[str | dict[str, str], BeforeValidator(check_unit)] = ""
    """Printed behind the value; by plural category where a language tells them apart."""
    unit: str = ""
    """A remark for authors."""
    as_of: datetime.date
    source: str
    confidence: Literal["high", "medium", "low"] = "high"
    review_after: datetime.date | None
    """The day from which it must be looked at again; ``None``, written ``never``, for what is over
    and settled, such as the number of signatories of a treaty of 1999."""
    note: str = ""

    @field_validator("currency")
    @classmethod
    def _is_known(cls, code: str, info: ValidationInfo) -> str:
        if code and code not in currencies():
            raise ValueError("write a currency as its code of three letters: EUR, USD")
        if code and "value" in info.data:
            check_manner("money", info.data["value"], code)
        return code

    @field_validator("as_")
    @classmethod
    def _fits_the_value(cls, manner: str | None, info: ValidationInfo) -> str | None:
        if manner and {"value", "currency"} <= info.data.keys():
            check_manner(manner, info.data["value"], info.data["currency"])
        return manner

    @field_validator("review_after", mode="before")
    @classmethod
    def _never_is_said(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("give a date, or never for what cannot change")
        return None if value == "never" else value


class Acronym(_Strict):
    """An acronym, what it stands for, and what that is."""

    full: str = Field(min_length=1)
    plural: str = ""
    """What more than one of them are called: ``members of parliament``."""
    plain: str = ""
