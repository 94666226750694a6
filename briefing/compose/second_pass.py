"""Fragments that depend on pages: the contents list and the furniture around the text."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from briefing.compose.reading_order import own_texts
from briefing.compose.templates import render
from briefing.model.composition import Fragment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from briefing.files.themes import Theme
    from briefing.model.composition import Composition


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the furniture of one page has to know."""

    folio: str
    """As printed: ``ii`` or ``3``."""
    total: str
    """Number of the last page; empty in front matter, which is not counted."""
    face: Mapping[str, object] = field(default_factory=dict)
    """What the layout has to know of the page besides: of its fragment's ``faces``."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What repeats around pages: what stands the same on many of them is a page of its own, set
    once and laid over each, and what runs from page to page is another."""

    fragment: Fragment
    laid: tuple[tuple[int, ...], ...]
    """For each page of the edition, which pages of the fragment, from 0, are laid over it."""


_RUNNING = frozenset({"number", "total", "timing"})
"""What differs from page to page, of all that is known of one."""


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
        composition.document,
        composition.paper,
        fragment="contents",
        contents=entries,
        glossary=[asdict(entry) for entry in composition.glossary],
    )
    return Fragment("contents", html, front=True)


def compose_furniture(composition: Composition, theme: Theme, sheets: Sequence[Sheet]) -> Furniture:
    """Running heads, markings, dates, rules for notes; folios and numbers of slides."""
    faces = [_standing(sheet.face) for sheet in sheets]
    standing = [face for n, face in enumerate(faces) if face not in faces[:n]]
    running = sheets if composition.folios else ()
    html = render(
        theme,
        composition.furniture,
        composition.document,
        composition.paper,
        fragment="furniture",
        standing=standing,
        running=[asdict(sheet) for sheet in running],
    )
    laid = tuple(
        (standing.index(face), *((len(standing) + n,) if running else ()))
        for n, face in enumerate(faces)
    )
    pages = len(standing) + len(running)
    return Furniture(Fragment("furniture", html, tagged=False, pages=pages), laid)


def furniture_words(composition: Composition, theme: Theme) -> tuple[str, ...]:
    """All that the furniture of an edition prints, whatever pages it has; folios are left out."""
    faces: list[Mapping[str, object]] = [
        *(face for fragment in composition.fragments for face in fragment.faces),
        *(imposition.face for imposition in composition.impositions),
    ]
    if not all(fragment.pages for fragment in composition.fragments):
        faces.append({})  # of pages that text flows on to
    sheets = [Sheet("", "", face) for n, face in enumerate(faces) if face not in faces[:n]]
    html = compose_furniture(composition, theme, sheets).fragment.html
    return tuple(dict.fromkeys(own_texts(html)))


def _standing(known: Any) -> Any:
    """What is known of a page without what no other page shares."""
    if isinstance(known, dict):
        return {name: _standing(value) for name, value in known.items() if name not in _RUNNING}
    return [_standing(item) for item in known] if isinstance(known, list) else known
