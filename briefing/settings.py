"""``briefing.yaml`` and its companions as typed values: what an author may say."""

from __future__ import annotations

import datetime
import math
from typing import Annotated, Any, Literal, Self

from babel import Locale, UnknownLocaleError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
"""Names end up in file names and conditions: small letters, digits and hyphens."""

Title = Annotated[str, Field(min_length=1)]
"""A section without words in its title would not be printed at all."""


def _instead(value: Any) -> Any:
    if isinstance(value, str):
        return value
    raise ValueError('write what to say instead, or "" where there is no one word')


def _instead_or_no(value: Any) -> Any:
    if isinstance(value, str) or value is False:
        return value
    raise ValueError('write what to say instead, "" where there is no one word, or no to allow it')


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Release(_Strict):
    """A release level; levels are listed lowest first."""

    name: Name
    marking: str = Field(min_length=1)
    """What is printed at top and bottom of every page, for example ``TLP:CLEAR`` (TLP 2.0)."""
    note: str = ""
    """What the marking asks of the reader, for the colophon."""


class Reading(_Strict):
    """How hard a text may be."""

    grade: float = Field(gt=0, le=20)
    """Highest Flesch–Kincaid grade: years of schooling that a reader needs."""


class Audience(_Strict):
    """A named reader."""

    label: str
    """As printed: “For …”."""
    includes: tuple[Name, ...] = ()
    clearance: Name
    title: str = ""
    kind: str = ""
    standfirst: str = ""
    order: tuple[Name, ...] = ()
    """Sections that come first for this reader, in this order."""
    reading: Reading | None = None
    avoid: dict[str, Annotated[str | Literal[False], BeforeValidator(_instead_or_no)]] = {}
    """As the briefing's own, which it goes before; False for a word this reader may be told."""


class Length(_Strict):
    """A tier and its contract in pages."""

    label: str
    pages: tuple[int, int]
    """Fewest and most pages, both included."""
    cover: bool = False
    contents: bool = False
    """A contents list and section numbers."""

    @field_validator("pages", mode="before")
    @classmethod
    def _one_number_is_both(cls, value: Any) -> Any:
        return (value, value) if isinstance(value, int) else value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        low, high = self.pages
        if not 1 <= low <= high <= 999:
            raise ValueError("pages must be a number or [fewest, most], from 1 to 999")
        if self.contents and not self.cover:
            raise ValueError("a contents list stands behind a cover: add “cover: true”")
        return self


Format = Literal["pack", "slides", "handout", "notes", "cards"]
FORMATS: tuple[Format, ...] = ("pack", "slides", "handout", "notes", "cards")


class Settings(_Strict):
    """The whole of ``briefing.yaml``."""

    title: str
    short_title: str = ""
    kind: str = "Briefing"
    standfirst: str = ""
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    """BCP 47 tags; the first is that of editions that ask for none."""
    as_of: datetime.date
    owner: str
    contact: str = ""
    theme: Name = "institution"
    citation_style: str = "institution"
    """A style of the templates by name, or a ``.csl`` file in the briefing's folder."""
    paper: Literal["A4", "Letter"] = "A4"
    releases: tuple[Release, ...] = Field(min_length=1)
    default_release: Name
    audiences: dict[Name, Audience] = Field(min_length=1)
    lengths: dict[Name, Length] = Field(min_length=1)
    formats: tuple[Literal["pack"], ...] = Field(default=("pack",), min_length=1)
    """What is made of it. Conditions may name the other formats already."""
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
                raise ValueError(f"“{tag}” is no language: write en, sq, sr-Latn") from error
        return tags

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the release levels, lowest first."""
        return tuple(level.name for level in self.releases)

    def avoided(self, audience: str) -> dict[str, str]:
        """Words that texts for a reader avoid, in small letters, with what to write instead."""
        both = (self.avoid, self.audiences[audience].avoid)
        merged = {word.casefold(): instead for words in both for word, instead in words.items()}
        return {word: instead for word, instead in merged.items() if instead is not False}

    def reads_as(self, audience: str) -> tuple[str, ...]:
        """The audience and all it includes, itself first; cycles are refused at load."""
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
    audience: str = ""
    length: str = ""
    format: str = ""
    release: str = ""
    priority: int | None = None
    break_: bool = Field(default=False, alias="break")
    numbered: bool = True
    slide: bool | None = None
    """Whether a slide is made of a section that declares none."""


class Fact(_Strict):
    """A value that can go stale."""

    value: int | float | datetime.date | str
    unit: str = ""
    as_of: datetime.date
    source: str
    confidence: Literal["high", "medium", "low"] = "high"
    review_after: datetime.date | None
    """The day from which it must be looked at again; ``None``, written ``never``, for what is over
    and settled, such as the number of signatories of a treaty of 1999."""
    note: str = ""

    @field_validator("value", mode="before")
    @classmethod
    def _can_be_printed(cls, value: Any) -> Any:
        if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
            raise ValueError("a value is a number, a date or words; put quotes round words")
        return value

    @field_validator("review_after", mode="before")
    @classmethod
    def _never_is_said(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("give a date, or never for what cannot change")
        return None if value == "never" else value


class Acronym(_Strict):
    """A short form, what it stands for, and what that is."""

    full: str
    plain: str = ""
