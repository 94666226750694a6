"""Sources with the fields of CSL-JSON (CSL 1.0.2, appendix IV), checked."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from briefing.model.urls import is_address

Kind = Literal[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
]
"""Item types; styles choose by them."""

_ISO = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?")
_WEB = re.compile(r"https?://[^\s<>\"]+")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


OTHERS = "et al."
"""The name of those who are not named: printed as “et al.” behind the names before it."""


class Agent(BaseModel):
    """A person or a body."""

    model_config = ConfigDict(
        defer_build=True,
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        validate_by_name=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )

    literal: str = ""
    """The whole name of a body, never taken apart."""
    family: str = ""
    given: str = ""
    dropping_particle: str = ""
    non_dropping_particle: str = ""
    suffix: str = ""

    @property
    def stands_for_others(self) -> bool:
        """Whether these are the others of “Smith and others”."""
        name = self.literal or ("" if self.given else self.family)
        return name.casefold() in {"et al.", "et al", "others", "and others"}

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not self.literal and not self.family:
            raise ValueError("a name is {family: …, given: …}, or {literal: …} for a body")
        return self

    def __str__(self) -> str:
        particles = (self.dropping_particle, self.non_dropping_particle)
        parts = (self.given, *particles, self.family, self.suffix)
        return self.literal or " ".join(part for part in parts if part)


class Date(BaseModel):
    """A day, a month, a year, a range of two of them, or words where no date is known."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    begin: tuple[int, ...] = ()
    """Year, month and day, as far as they are known."""
    end: tuple[int, ...] = ()
    """Of a range, as exact as its begin."""
    season: int = Field(default=0, ge=0, le=4)
    """1 is spring."""
    circa: bool = False
    literal: str = ""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return _from_csl(value)
        begin, slash, end = str(value).strip().partition("/")
        return _checked({"begin": _parts(begin), "end": _parts(end) if slash else ()})

    @property
    def year(self) -> str:
        """The year as printed, or the words that stand for it."""
        return str(self.begin[0]) if self.begin else self.literal


_HOW_TO_DATE = "write 2024, 2024-06, 2024-06-18, a range 2024-06/2024-07, or {literal: about 2015}"


def _from_csl(value: dict[str, Any]) -> dict[str, Any]:
    """Return a date variable of CSL-JSON as fields of `Date`; raise ValueError if it is none."""
    unknown = value.keys() - {"date-parts", "raw", "literal", "season", "circa"}
    if unknown:
        raise ValueError(f"unknown field “{min(unknown)}” in a date; {_HOW_TO_DATE}")
    dates = value.get("date-parts", [])
    if value.get("raw"):
        begin, _, end = str(value["raw"]).partition("/")
        dates = [_parts(part) for part in (begin, end) if part]
    if not isinstance(dates, list | tuple) or len(dates) > 2:
        raise ValueError(f"date-parts must be one date, or two for a range; {_HOW_TO_DATE}")
    read = [_numbers(parts) for parts in dates]
    fields = {
        "begin": read[0] if read else (),
        "end": read[1] if len(read) == 2 else (),
        "season": _season(value.get("season")),
        "circa": bool(value.get("circa", False)),
        "literal": "" if read else str(value.get("literal", "")).strip(),
    }
    return _checked(fields)


def _season(value: Any) -> int:
    if value in (None, ""):
        return 0
    if str(value) not in {"1", "2", "3", "4"}:
        raise ValueError("a season is a number from 1 (spring) to 4 (winter)")
    return int(value)


def _numbers(parts: Any) -> tuple[int, ...]:
    """Return the parts of one date, which CSL-JSON gives as numbers or as digits."""
    try:
        return tuple(int(part) for part in parts)
    except (TypeError, ValueError) as error:
        raise ValueError(f"not a date; {_HOW_TO_DATE}") from error


def _parts(text: str) -> tuple[int, ...]:
    match = _ISO.fullmatch(text.strip().partition("T")[0].partition(" ")[0])
    if match is None:
        raise ValueError(f"not a date; {_HOW_TO_DATE}")
    return tuple(int(part) for part in match.groups() if part)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields; raise ValueError if the calendar has no such days."""
    begin, end = fields["begin"], fields["end"]
    for parts in (begin, end):
        try:
            if parts:
                datetime.date(*(*parts, 1, 1)[:3])
        except (TypeError, ValueError) as error:
            raise ValueError(f"no such day in the calendar; {_HOW_TO_DATE}") from error
    if not begin and not fields.get("literal"):
        raise ValueError(f"not a date; {_HOW_TO_DATE}")
    if end and (len(begin) != len(end) or end < begin):
        raise ValueError("a range must end after it begins, with both dates equally exact")
    return fields


def _web(value: Any) -> Any:
    if not _WEB.fullmatch(str(value)):
        raise ValueError("an address must begin with http:// or https:// and have no spaces")
    if not is_address(str(value)):
        raise ValueError("not a valid address; copy the link again from its source")
    return value


def _doi(value: Any) -> Any:
    """Return a DOI without the resolver's address, which styles put before it."""
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", str(value), flags=re.IGNORECASE)
    if not _DOI.fullmatch(bare):
        raise ValueError("write a DOI as 10.1234/abc")
    return bare


def _listed(value: Any) -> Any:
    """Return names as a list, as CSL-JSON has them; a single name is accepted too."""
    return [value] if isinstance(value, dict) else value


Names = Annotated[tuple[Agent, ...], BeforeValidator(_listed)]
_LOWER = {"DOI", "ISBN", "ISSN", "PMCID", "PMID", "URL", "archive_collection", "archive_location"}


class Source(BaseModel):
    """A source with the variables of CSL 1.0.2; a style prints those it asks for."""

    model_config = ConfigDict(
        defer_build=True,
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        coerce_numbers_to_str=True,  # CSL-JSON gives volumes and the like as numbers
        alias_generator=lambda name: name if name in _LOWER else name.replace("_", "-"),
    )

    type: Kind = "document"
    title: str = Field(min_length=1)

    author: Names = ()
    chair: Names = ()
    collection_editor: Names = ()
    compiler: Names = ()
    composer: Names = ()
    container_author: Names = ()
    contributor: Names = ()
    curator: Names = ()
    director: Names = ()
    editor: Names = ()
    editorial_director: Names = ()
    executive_producer: Names = ()
    guest: Names = ()
    host: Names = ()
    illustrator: Names = ()
    interviewer: Names = ()
    narrator: Names = ()
    organizer: Names = ()
    original_author: Names = ()
    performer: Names = ()
    producer: Names = ()
    recipient: Names = ()
    reviewed_author: Names = ()
    script_writer: Names = ()
    series_creator: Names = ()
    translator: Names = ()

    accessed: Date | None = None
    available_date: Date | None = None
    event_date: Date | None = None
    issued: Date | None = None
    original_date: Date | None = None
    submitted: Date | None = None

    chapter_number: str = ""
    collection_number: str = ""
    edition: str = ""
    issue: str = ""
    number: str = ""
    number_of_pages: str = ""
    number_of_volumes: str = ""
    page: str = ""
    page_first: str = ""
    part_number: str = ""
    printing_number: str = ""
    section: str = ""
    supplement_number: str = ""
    version: str = ""
    volume: str = ""

    collection_title: str = ""
    container_title: str = ""
    container_title_short: str = ""
    original_title: str = ""
    part_title: str = ""
    reviewed_title: str = ""
    title_short: str = ""
    volume_title: str = ""

    abstract: str = ""
    annote: str = ""
    archive: str = ""
    archive_collection: str = ""
    archive_location: str = ""
    archive_place: str = ""
    authority: str = ""
    call_number: str = ""
    dimensions: str = ""
    division: str = ""
    event_place: str = ""
    event_title: str = ""
    genre: str = ""
    jurisdiction: str = ""
    keyword: str = ""
    language: str = ""
    license: str = ""
    medium: str = ""
    note: str = ""
    """Of access and identity: printed with the source."""
    original_publisher: str = ""
    original_publisher_place: str = ""
    publisher: str = ""
    publisher_place: str = ""
    references: str = ""
    reviewed_genre: str = ""
    scale: str = ""
    source: str = ""
    status: str = ""

    DOI: Annotated[str, BeforeValidator(_doi)] = ""
    ISBN: str = ""
    ISSN: str = ""
    PMCID: str = ""
    PMID: str = ""
    URL: Annotated[str, BeforeValidator(_web)] = ""

    @model_validator(mode="before")
    @classmethod
    def _other_names(cls, value: Any) -> Any:
        """Accept the names that earlier versions of CSL-JSON had for some variables."""
        if not isinstance(value, dict):
            return value
        return {_OTHER_NAMES.get(key, key): entry for key, entry in value.items()}

    def variables(self) -> dict[str, str | tuple[Agent, ...] | Date]:
        """Return the variables that are given, by CSL's names, without the type."""
        return {
            field.alias or name: value
            for name, field in type(self).model_fields.items()
            if name != "type" and (value := getattr(self, name))
        }

    def texts(self) -> tuple[str, ...]:
        """Return the names and texts that must not be printed of a source that is not cited.

        URLs and identifiers are left out: their words (www, org) are nobody's secret.
        """
        said = [getattr(self, name) for name in _WORDS]
        people = [
            str(agent)
            for name in _PEOPLE
            for agent in getattr(self, name)
            if not agent.stands_for_others
        ]
        return tuple(_TAGS.sub("", text) for text in (*said, *people) if text)


_TAGS = re.compile(r"</?(?:i|b|sup|sub|span)(?: [^>]*)?>")
"""Markup that CSL-JSON allows in text."""
_OTHER_NAMES = {
    "event": "event-title",
    "shortTitle": "title-short",
    "journalAbbreviation": "container-title-short",
}
_PEOPLE = tuple(
    name for name, field in Source.model_fields.items() if field.annotation == tuple[Agent, ...]
)
_WORDS = (
    *("title", "title_short", "container_title", "collection_title", "event_title"),
    *("original_title", "part_title", "volume_title", "reviewed_title", "publisher", "number"),
    *("note", "genre", "authority"),
)
