"""Fragments that depend on pages: the contents list, and the furniture around the text."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from briefing.compose.reading_order import own_texts
from briefing.compose.templates import render, sheet_of
from briefing.model.composition import Fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from briefing.files.themes import Theme
    from briefing.model.composition import Composition
    from briefing.model.document import ContentsEntry


@dataclass(frozen=True, slots=True)
class PageFurniture:
    """What the furniture of one page is made of."""

    folio: str
    """The page number as printed: ``ii`` or ``3``."""
    total: str
    """Number of the last page; empty in front matter, which is not counted."""
    params: Mapping[str, object] = field(default_factory=dict)
    """More template variables: of ``furniture_params`` of its fragment or sheet."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """Page furniture: one shared page for each distinct static part, one for each running part."""

    fragment: Fragment
    laid: tuple[tuple[int, ...], ...]
    """For each page of the edition, which pages of the fragment, from 0, are laid over it."""


_RUNNING = frozenset({"number", "total", "timing"})
"""Template variables that differ from page to page."""


def compose_contents(composition: Composition, theme: Theme, folios: Mapping[str, str]) -> Fragment:
    """Return the contents list, with page numbers as plain text, and the acronyms below it.

    Args:
        composition: The edition, laid out.
        theme: Its layouts.
        folios: The printed page number of each anchor.
    """
    entries = contents_lines(composition.contents, folios)
    html = render(
        theme,
        "contents",
        composition.document,
        composition.paper,
        fragment="contents",
        contents=entries,
        glossary=[asdict(entry) for entry in composition.glossary],
    )
    return Fragment("contents", html, front=True, sheet=sheet_of(theme))


def contents_lines(
    entries: Iterable[ContentsEntry],
    folios: Mapping[str, str],
    title: Callable[[str], str] = str,
) -> list[dict[str, Any]]:
    """Return what layouts print of a contents list: its lines, each with those ``below`` it.

    Args:
        entries: Its lines in order; one of a lower level goes below the line before it.
        folios: The printed page number of each anchor.
        title: Makes of a title what is printed.
    """
    lines: list[dict[str, Any]] = []
    for entry in entries:
        line = asdict(entry) | {"title": title(entry.title), "id": entry.anchor, "below": []}
        line["page"] = folios.get(entry.anchor, "")
        held = lines
        while held and held[-1]["level"] < entry.level:
            held = held[-1]["below"]
        held.append(line)
    return lines


def compose_furniture(
    composition: Composition, theme: Theme, pages: Sequence[PageFurniture]
) -> Furniture:
    """Return running heads, markings, dates, rules above notes, page and slide numbers.

    Args:
        composition: The edition, laid out.
        theme: Its layouts.
        pages: Every page of the edition, in order.
    """
    static = [_static(page.params) for page in pages]
    standing = [params for n, params in enumerate(static) if params not in static[:n]]
    running = pages if composition.folios else ()
    html = render(
        theme,
        composition.furniture,
        composition.document,
        composition.paper,
        fragment="furniture",
        standing=standing,
        running=[asdict(page) for page in running],
    )
    laid = tuple(
        (standing.index(params), *((len(standing) + n,) if running else ()))
        for n, params in enumerate(static)
    )
    count = len(standing) + len(running)
    sheet = sheet_of(theme)
    return Furniture(Fragment("furniture", html, tagged=False, pages=count, sheet=sheet), laid)


def furniture_words(composition: Composition, theme: Theme) -> tuple[str, ...]:
    """Return all that the furniture of an edition prints, but page numbers, however many pages it
    has."""
    params: list[Mapping[str, object]] = [
        *(page for fragment in composition.fragments for page in fragment.furniture_params),
        *(sheet.furniture_params for sheet in composition.impositions),
    ]
    if not all(fragment.pages for fragment in composition.fragments):
        params.append({})  # pages that text flows on to
    # A layout may say other words where pages are counted than in front matter, where they are not.
    pages = [
        PageFurniture("", total, page)
        for n, page in enumerate(params)
        if page not in params[:n]
        for total in ("", " ")
    ]
    html = compose_furniture(composition, theme, pages).fragment.html
    return tuple(dict.fromkeys(own_texts(html)))


def _static(value: Any) -> Any:
    """Return template variables without those that differ from page to page."""
    if isinstance(value, dict):
        return {name: _static(inner) for name, inner in value.items() if name not in _RUNNING}
    return [_static(item) for item in value] if isinstance(value, list) else value
