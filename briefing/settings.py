"""``briefing.yaml`` and its companions as typed values: what an author may say."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
"""Names end up in file names and conditions: small letters, digits and hyphens."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Release(_Strict):
    """A release level; levels are listed lowest first."""

    name: Name
    marking: str
    """What is printed at top and bottom of every page, for example ``TLP:CLEAR`` (TLP 2.0)."""
    note: str = ""
    """What the marking asks of the reader, for the colophon."""


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
    def _fewest_first(self) -> Self:
        low, high = self.pages
        if not 1 <= low <= high:
            raise ValueError("pages must be a number or [fewest, most], at least 1")
        return self


Format = Literal["pack", "slides", "handout", "notes", "cards"]
FORMATS: tuple[Format, ...] = ("pack", "slides", "handout", "notes", "cards")


class Settings(_Strict):
    """The whole of ``briefing.yaml``."""

    title: str
    short_title: str = ""
    kind: str = "Briefing"
    standfirst: str = ""
    languages: tuple[str, ...] = ("en",)
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
    formats: tuple[Format, ...] = ("pack",)
    sections: tuple[Name, ...] = Field(min_length=1)
    known_words: tuple[str, ...] = ()
    """Words in capitals that every reader knows, so that they are not expanded."""

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the release levels, lowest first."""
        return tuple(level.name for level in self.releases)

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

    title: str
    title_for: dict[str, str] = {}
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
