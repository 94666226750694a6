"""The order of the stages, in one place: select, draw, compose, typeset; what to bind and prove."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.build.crash_reports import concerns_one_edition
from briefing.build.isolated_process import fault_of, in_time
from briefing.build.process_pool import WorkerStopped
from briefing.build.tasks import Binding
from briefing.cache.toolchain import page_engine
from briefing.check.page_budget import check_budget
from briefing.compose import (
    Sheet,
    assets_apart,
    compose_contents,
    compose_furniture,
    drawings_in,
    lay_out,
)
from briefing.compose.expectation import expect
from briefing.draw import draw, drawing_key, jobs, place_drawings
from briefing.files.pictures import picture_type
from briefing.files.themes import CONTENT_URL
from briefing.model.composition import Asset
from briefing.model.errors import ContentError
from briefing.model.findings import Location, errors
from briefing.model.limits import Limits
from briefing.model.paper import roman
from briefing.model.placeholders import fingerprint_pixels
from briefing.resolve import resolve
from briefing.select.selection import select, withheld
from briefing.typeset.tall_rows import CODE as ROWS

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence

    from briefing.cache.cache import Cache
    from briefing.compose.expectation import BlockWords
    from briefing.draw import ChartJob
    from briefing.files.themes import Theme
    from briefing.model.composition import Composition, Fragment
    from briefing.model.content import Briefing, Drawing
    from briefing.model.edition import Edition, Selection
    from briefing.model.findings import Finding
    from briefing.model.output import TypesetFragment
    from briefing.model.proof import Expectation

    EditionCoroutine = Generator[
        tuple[Fragment, ...], tuple[TypesetFragment, ...], "PreparedEdition"
    ]


@dataclass(frozen=True, slots=True)
class PreparedEdition:
    """An edition as far as it came: ready to be bound, unless a finding is an error."""

    composition: Composition
    findings: tuple[Finding, ...]
    binding: Binding | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """An edition as text, before anything is typeset."""

    briefing: Briefing
    """Its pictures with the charts that were drawn for this edition."""
    selection: Selection
    composition: Composition
    drawings: Mapping[str, Fragment]
    """What it shows that is typeset apart, by the path of the picture."""
    findings: tuple[Finding, ...]


def compose_editions(
    briefing: Briefing,
    editions: Iterable[Edition],
    theme: Theme,
    cache: Cache,
    at_once: int = 1,
    limits: Limits | None = None,
) -> Iterator[Composed | Exception]:
    """The stages up to text, one edition after the other; of one at fault, what is wrong with it:
    a ContentError, or a fault of ours.

    All charts that are not in the store are drawn before the first, by up to so many processes,
    held to limits.
    """
    limits = limits or Limits()
    selections = [_selected(briefing, edition) for edition in editions]
    wanted = {job: None for one in selections if isinstance(one, _Selected) for job in one.jobs}
    drawings: Mapping[ChartJob, Drawing] = {}
    try:
        drawings = _drawings(wanted, theme, cache, at_once, limits)
    except Exception as error:
        if not concerns_one_edition(error):
            raise
        # Each edition has its own drawn, and the one whose chart it is stops there.
    for one in selections:
        if isinstance(one, Exception):
            yield one
            continue
        try:
            missing = {job: None for job in one.jobs if job not in drawings}
            own = _drawings(missing, theme, cache, 1, limits) if missing else {}
            with in_time(limits):
                composed: Composed | Exception = _composed(
                    briefing, one, theme, {**drawings, **own}
                )
        except WorkerStopped as error:
            doing = f"composing “{one.selection.edition}”"
            composed = ContentError([fault_of(error, Location(briefing.folder), doing)])
        except Exception as error:
            if not concerns_one_edition(error):
                raise
            composed = error
        yield composed


def compose_edition(
    briefing: Briefing, edition: Edition, theme: Theme, cache: Cache, limits: Limits | None = None
) -> Composed:
    """The same of one edition: milliseconds, unless a chart has to be drawn.

    Raises ContentError when the text refers to what is not there, or a chart cannot be drawn.
    """
    [composed] = compose_editions(briefing, (edition,), theme, cache, 1, limits)
    if isinstance(composed, Exception):
        raise composed
    return composed


@dataclass(frozen=True, slots=True)
class _Selected:
    selection: Selection
    jobs: Collection[ChartJob]
    """The charts it shows."""


def _selected(briefing: Briefing, edition: Edition) -> _Selected | Exception:
    try:
        selection = select(briefing, edition)
        return _Selected(selection, jobs(briefing, selection))
    except Exception as error:
        if not concerns_one_edition(error):
            raise
        return error


def _composed(
    briefing: Briefing, one: _Selected, theme: Theme, drawings: Mapping[ChartJob, Drawing]
) -> Composed:
    placed = place_drawings(one.selection, {job: drawings[job] for job in one.jobs})
    if errors(placed.findings):
        raise ContentError(placed.findings)
    drawn = replace(briefing, images={**briefing.images, **placed.images})
    labels = theme.words(one.selection.edition.language)
    composition = lay_out(resolve(drawn, placed.selection, labels), theme)
    apart = drawings_in(composition, drawn.images, theme)
    return Composed(drawn, placed.selection, composition, apart, placed.findings)


def _drawings(
    wanted: Iterable[ChartJob], theme: Theme, cache: Cache, at_once: int, limits: Limits
) -> Mapping[ChartJob, Drawing]:
    """Charts from the store, or drawn and kept."""
    drawings: dict[ChartJob, Drawing] = {}
    missing: dict[ChartJob, str] = {}
    for job in wanted:
        key = drawing_key(job, theme)
        drawing = cache.get_drawing(key)
        if drawing is None:
            missing[job] = key
        else:
            drawings[job] = drawing
    with closing(draw(missing, theme, at_once, limits)) as drawn:
        for job, drawing in drawn:
            drawings[job] = drawing
            if drawing.svg:
                cache.put_drawing(missing[job], drawing)
    return drawings


def prepare(composed: Composed, theme: Theme, words: BlockWords | None = None) -> EditionCoroutine:
    """One edition from text to what is bound of it.

    A generator: it yields fragments that may be typeset at once, in any order and anywhere, and is
    sent the typeset fragments in the order of its own. What depends on pages comes after the pages.
    ``words`` are those of the briefing, where several of its editions are made.
    """
    briefing, composition = composed.briefing, composed.composition
    prepared = yield (*composition.fragments, *composed.drawings.values())
    parts = list(prepared[: len(composition.fragments)])
    drawings = dict(zip(composed.drawings, prepared[len(parts) :], strict=True))
    findings = [
        *composed.findings,
        *composition.document.findings,
        *(f for part in parts for f in part.findings),
        *_of_drawings(composition, drawings),
    ]
    if errors(findings):
        return PreparedEdition(composition, tuple(findings))
    fragments = list(composition.fragments)
    if composition.contents:
        listed = compose_contents(composition, theme, _folios_by_anchor(parts))
        [contents] = yield (listed,)
        parts.insert(1, contents)
        fragments.insert(1, listed)
        findings += contents.findings
    findings += check_budget(briefing, composed.selection, parts, len(composition.outline))
    sheets = _sheets(_runs(composition, parts, fragments))
    around = compose_furniture(composition, theme, sheets)
    [furniture] = yield (around.fragment,)
    findings += furniture.findings
    if errors(findings):
        return PreparedEdition(composition, tuple(findings))
    expectation = expectation_of(briefing, composition, theme, len(sheets), words)
    binding = Binding(
        parts=tuple(parts),
        furniture=furniture,
        outline=composition.outline,
        info=composition.info,
        expectation=replace(expectation, tall=_tall(findings)),
        laid=around.laid,
        drawings=tuple((fingerprint_pixels(path), part) for path, part in drawings.items()),
        impositions=composition.impositions,
    )
    return PreparedEdition(composition, tuple(findings), binding)


def expectation_of(
    briefing: Briefing,
    composition: Composition,
    theme: Theme,
    pages: int | None = None,
    words: BlockWords | None = None,
) -> Expectation:
    """Return what the proof of an edition has to look for, with what was withheld from it.

    Without ``pages`` it may have as many as its length allows.
    """
    dropped = withheld(briefing, composition.edition)
    return expect(briefing, composition, theme, dropped, page_engine(), pages=pages, words=words)


def content_assets(briefing: Briefing) -> tuple[Asset, ...]:
    """The briefing's pictures as the engine asks for them."""
    return tuple(
        Asset(f"{CONTENT_URL}{path}", data, picture_type(data))
        for path, data in sorted(briefing.images.items())
    )


def fragment_assets(briefing: Briefing) -> tuple[Asset, ...]:
    """The same for fragments, where drawings are typeset apart from what shows them."""
    both = (*content_assets(briefing), *assets_apart(briefing.images))
    return tuple({asset.url: asset for asset in both}.values())


def _of_drawings(
    composition: Composition, drawings: Mapping[str, TypesetFragment]
) -> Iterator[Finding]:
    """What is found in drawings, at the section that shows each first."""
    for path, part in drawings.items():
        shown = next(f for f in composition.fragments if f.shows(path))
        place = Location(shown.sections[0]) if shown.sections else None
        yield from (replace(f, location=place or f.location) for f in part.findings)


def _folios_by_anchor(parts: Sequence[TypesetFragment]) -> dict[str, str]:
    """Printed page numbers by anchor. Front matter counts apart, so the contents' own length
    changes none of them."""
    folios: dict[str, str] = {}
    number = 0
    for part in parts:
        if part.front:
            continue
        for page in part.pages:
            number += 1
            for anchor in page.anchors:
                folios.setdefault(anchor, str(number))
    return folios


def _tall(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Where tables stand that have a row higher than a page: words of it may be lost."""
    return tuple(str(f.location) for f in findings if f.code == ROWS)


@dataclass(frozen=True, slots=True)
class _Run:
    """Pages that belong together: those of a fragment, or the sheets of one imposition."""

    pages: int
    faces: Sequence[Mapping[str, object]]
    """What the furniture has to know of the first of them; a run that goes on knows no more."""
    front: bool = False


def _runs(
    composition: Composition, parts: Sequence[TypesetFragment], fragments: Sequence[Fragment]
) -> list[_Run]:
    if not composition.impositions:
        pairs = zip(parts, fragments, strict=True)
        return [_Run(len(part.pages), fragment.faces, part.front) for part, fragment in pairs]
    return [
        _Run(max(len(parts[p.fragment].pages) for p in sheet.placements), (sheet.face,))
        for sheet in composition.impositions
    ]


def _sheets(runs: Sequence[_Run]) -> list[Sheet]:
    """A sheet for each page."""
    front = sum(run.pages for run in runs if run.front)
    total = sum(run.pages for run in runs) - front
    sheets: list[Sheet] = []
    for run in runs:
        for n in range(run.pages):
            number = len(sheets) + 1
            face = run.faces[n] if n < len(run.faces) else {}
            if run.front:
                sheets.append(Sheet(roman(number), "", face))
            else:
                sheets.append(Sheet(str(number - front), str(total), face))
    return sheets
