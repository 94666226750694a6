"""Fragments that depend on pages: the contents list and the furniture around the text."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from briefing.compose.layouts import render
from briefing.model import Fragment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.model import Composition
    from briefing.themes import Theme


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the furniture of one page has to know."""

    folio: str
    """As printed: ``ii`` or ``3``."""
    total: str
    """Number of the last page; empty in front matter, which is not counted."""
    face: Mapping[str, object] = field(default_factory=dict)
    """What the layout has to know of the page besides: of its fragment's ``faces``."""


def compose_contents(composition: Composition, theme: Theme, folios: Mapping[str, str]) -> Fragment:
    """The contents list, with the page of each entry as plain text, and the short forms below it.

    ``folios`` gives the printed page number by anchor.
    """
    entries = [
        {**asdict(entry), "id": entry.anchor, "page": folios[entry.anchor]}
        for entry in composition.contents
    ]
    html = render(
        theme,
        "contents",
        composition.edition,
        composition.head,
        composition.paper,
        fragment="contents",
        contents=entries,
        glossary=[asdict(entry) for entry in composition.glossary],
    )
    return Fragment("contents", html, front=True)


def compose_furniture(composition: Composition, theme: Theme, sheets: Sequence[Sheet]) -> Fragment:
    """Running heads, markings, dates and folios of every page, a page each."""
    html = render(
        theme,
        composition.furniture,
        composition.edition,
        composition.head,
        composition.paper,
        fragment="furniture",
        pages=[asdict(sheet) for sheet in sheets],
    )
    return Fragment("furniture", html, tagged=False)
