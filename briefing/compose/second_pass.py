"""Fragments that depend on pages: the contents list, and the furniture around the text.

Furniture is laid over the pages as artifacts, which nobody hears. What of it matters and is said
nowhere else, its layouts mark with ``data-read`` (`briefing.pdf.tags.reading_places`): it is
typeset in its place on pages of its own, which are bound as text, and left out of the others.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, replace
from html import unescape
from typing import TYPE_CHECKING

from briefing.compose.templates import render, sheet_of
from briefing.compose.text_runs import own_texts
from briefing.model.composition import Fragment
from briefing.model.errors import EnvironmentFault

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
class ReadAloud:
    """An element of furniture that is read aloud."""

    where: str
    """``first``, ``in:ID`` or ``after:ID``: its ``data-read``."""
    texts: tuple[str, ...]
    """Its text, one for each block."""
    heard: tuple[str, ...] = ()
    """What is heard instead of words in it."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """Page furniture: one shared page for each distinct static part, one for each running part."""

    fragment: Fragment
    laid: tuple[tuple[int, ...], ...]
    """For each page of the edition, which pages of the fragment, from 0, are laid over it."""
    spoken: Fragment
    """What of it is read aloud."""
    read: tuple[int | None, ...]
    """For each page of the edition, which page of ``spoken`` is on it."""


_RUNNING = frozenset({"number", "total", "timings", "id", "source"})
"""Template variables that differ from page to page."""
_IS_READ = "read"
"""Template variable of pages with furniture that is read aloud."""
_SPOKEN = "spoken furniture"
_READ = re.compile(
    r'<(?P<tag>p|div|span)\b[^>]*\bdata-read="(?P<where>[^"]*)"[^>]*>(?P<inner>.*?)</(?P=tag)>',
    re.DOTALL,
)
_HEARD = re.compile(r'<(?:abbr\b[^>]*\btitle|\w+\b[^>]*\baria-label)="([^"]*)"')


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

    Raises:
        EnvironmentFault: The layout prints nothing that is read aloud, or cannot be rendered.
    """
    pages = [_opening(page) if n == 0 else page for n, page in enumerate(pages)]
    static = [_static(page.params) for page in pages]
    standing = [params for n, params in enumerate(static) if params not in static[:n]]
    running = pages if composition.folios else ()
    html = _layout(composition, theme, "furniture", standing=standing, running=running)
    laid = tuple(
        (standing.index(params), *((len(standing) + n,) if running else ()))
        for n, params in enumerate(static)
    )
    count = len(standing) + len(running)
    aloud = [n for n, page in enumerate(pages) if page.params.get(_IS_READ)]
    spoken = _layout(composition, theme, _SPOKEN, spoken=[pages[n] for n in aloud])
    if not any(own_texts(spoken)):
        raise EnvironmentFault(
            f"templates/layouts/{composition.furniture}.html prints nothing that is read aloud\n"
            "  hint: print a sheet for each page in “spoken”, as the layout that came with briefing"
        )
    _check_places(composition, spoken)
    return Furniture(
        Fragment("furniture", html, tagged=False, pages=count, sheet=sheet_of(theme)),
        laid,
        Fragment(_SPOKEN, spoken, pages=len(aloud), sheet=sheet_of(theme)),
        tuple(aloud.index(n) if n in aloud else None for n in range(len(pages))),
    )


def _check_places(composition: Composition, spoken: str) -> None:
    """Raise EnvironmentFault if what is read aloud is to be read where nothing is."""
    for layout, html in (
        (composition.furniture, spoken),
        *((fragment.name, fragment.html) for fragment in composition.fragments),
    ):
        for element in _READ.finditer(html):
            where, _, anchor = element["where"].partition(":")
            held = f'id="{anchor}"'
            if where == "first" or (
                where in {"in", "after"}
                and any(held in fragment.html for fragment in composition.fragments)
            ):
                continue
            raise EnvironmentFault(
                f'templates/layouts/{layout}.html: data-read="{element["where"]}" names no place\n'
                "  hint: write “first”, or “in:” or “after:” and the id of a slide or card"
            )


def read_aloud(composition: Composition, theme: Theme) -> tuple[ReadAloud, ...]:
    """Return what of the furniture of an edition is read aloud, whatever pages it has."""
    params = _all_params(composition) or [{}]
    pages = [PageFurniture("", " ", page) for page in params]
    html = compose_furniture(composition, theme, pages).spoken.html
    found = []
    for element in _READ.finditer(html):
        heard = tuple(map(unescape, _HEARD.findall(element[0])))
        texts = tuple(own_texts(element["inner"]))
        found.append(ReadAloud(element["where"], texts, heard))
    return tuple(found)


def _layout(composition: Composition, theme: Theme, name: str, **sheets: Any) -> str:
    """Return sheets of furniture as its layout makes them."""
    printed = "\n".join(composition.traces.printed).lower()
    kinds = {"standing": (), "running": (), "spoken": (), **sheets}
    return render(
        theme,
        composition.furniture,
        composition.document,
        composition.paper,
        fragment=name,
        opened=composition.opens_with_marking,
        chapters=any(page.get("cover") for page in _all_params(composition)),
        is_said=lambda text: " ".join(text.lower().split()) in printed,
        standing=kinds["standing"],
        running=[asdict(page) for page in kinds["running"]],
        spoken=[asdict(page) for page in kinds["spoken"]],
    )


def _opening(page: PageFurniture) -> PageFurniture:
    """Return the furniture of a page as that of the first, on which things are said once."""
    return replace(page, params={**page.params, "first": True, _IS_READ: True})


def _all_params(composition: Composition) -> list[Mapping[str, object]]:
    """Return the template variables of the furniture of all pages that have some."""
    return [
        *(page for fragment in composition.fragments for page in fragment.furniture_params),
        *(sheet.furniture_params for sheet in composition.impositions),
    ]


def furniture_words(composition: Composition, theme: Theme) -> tuple[str, ...]:
    """Return all that the furniture of an edition prints, but page numbers, however many pages it
    has."""
    params = _all_params(composition)
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
