"""What an edition says of itself on paper: its title and kind, its reader, its marking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.document import TitleBlock
from briefing.model.formats import FORMATS
from briefing.text.locale_format import print_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.content import Briefing
    from briefing.model.edition import Edition, Selection
    from briefing.model.findings import Location


def head_of(briefing: Briefing, selection: Selection, labels: Mapping[str, str]) -> TitleBlock:
    """Return the head of an edition: for its reader, marked with the level of ``selection``."""
    settings, edition = briefing.settings, selection.edition
    audience = settings.audiences[edition.audience]
    release = next(r for r in settings.releases if r.name == selection.level)
    own = f"audiences.{edition.audience}."

    def place(key: str, *, of_audience: object) -> Location:
        return briefing.place("briefing.yaml", (own if of_audience else "") + key)

    title = audience.title or settings.title
    label = _length_label(briefing, edition, labels)
    return TitleBlock(
        title=title,
        kind=audience.kind or settings.kind,
        standfirst=audience.standfirst or settings.standfirst,
        short_title=settings.short_title or settings.title,
        audience_label=audience.label,
        length_label=label,
        as_of=print_date(settings.as_of, edition.language),
        owner=settings.owner,
        contact=settings.contact,
        marking=release.marking,
        marking_note=release.note,
        file_title=labels["file_title"].format(title=title, label=label),
        title_place=place("title", of_audience=audience.title),
        standfirst_place=place("standfirst", of_audience=audience.standfirst),
        short_title_place=place(
            "short_title" if settings.short_title else "title", of_audience=False
        ),
    )


def _length_label(briefing: Briefing, edition: Edition, labels: Mapping[str, str]) -> str:
    """Return the label of the length for a text, and of the format for what is no text."""
    if edition.easy:
        return labels["easy_read"]
    length = briefing.settings.lengths[edition.length].label
    return FORMATS[edition.format].label(edition.print_options, length, labels)
