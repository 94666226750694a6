"""The order of the stages in one place: select, draw, compose, typeset; what to bind and prove."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.build.blank_pages import with_blank_pages
from briefing.build.crash_reports import concerns_one_edition
from briefing.build.layout_limits import composing_within
from briefing.build.letter_places import located
from briefing.build.page_plan import (
    folios_by_anchor,
    page_furniture,
    paper_plan,
    tall_table_locations,
)
from briefing.build.table_pieces import typeset_in_pieces
from briefing.build.tasks import Binding
from briefing.build.trial_cuts import trial_cuts
from briefing.build.web_pages import bound_page, web_page
from briefing.build.worker_stops import WorkerStopped, stop_finding
from briefing.cache.toolchain import page_engine
from briefing.check.page_budget import check_budget, pages_over
from briefing.compose import (
    assets_apart,
    compose_contents,
    compose_furniture,
    drawings_in,
    lay_out,
    link_names,
)
from briefing.compose.expectation import expect
from briefing.draw import (
    PictureFitter,
    draw,
    drawing_key,
    font_remark,
    jobs,
    place_drawings,
    set_in_theme,
    widened,
)
from briefing.files.pictures import picture_type
from briefing.files.themes import CONTENT_URL
from briefing.model.composition import Asset
from briefing.model.errors import ContentError
from briefing.model.findings import Location, errors
from briefing.model.limits import Limits
from briefing.model.picture_proxies import proxy_of
from briefing.model.pictures import StoredPicture
from briefing.model.placeholders import fingerprint_pixels
from briefing.resolve import resolve
from briefing.select.selection import select, withheld

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence

    from briefing.build.blank_pages import Part
    from briefing.cache.cache import Cache
    from briefing.compose.expectation import BlockWords
    from briefing.draw import Job
    from briefing.files.themes import Theme
    from briefing.model.composition import Composition, Fragment
    from briefing.model.content import Briefing, Drawing
    from briefing.model.edition import Edition, Selection
    from briefing.model.findings import Finding
    from briefing.model.output import TypesetFragment
    from briefing.model.proof import Expectation
    from briefing.model.web import WebPage

    EditionCoroutine = Generator[
        tuple[Fragment, ...], tuple[TypesetFragment, ...], "PreparedEdition"
    ]


_MOST_KEPT = 64
"""Editions whose selections are kept until they are composed."""


@dataclass(frozen=True, slots=True)
class PreparedEdition:
    """An edition ready to be bound, unless one of its findings is an error."""

    composition: Composition
    findings: tuple[Finding, ...]
    binding: Binding | None = None


@dataclass(frozen=True, slots=True)
class ComposedEdition:
    """An edition as text, before anything is typeset."""

    briefing: Briefing
    """The content, its pictures with the charts drawn for this edition."""
    selection: Selection
    composition: Composition
    drawings: Mapping[str, Fragment]
    """Drawings that are typeset separately, by the path of the picture."""
    findings: tuple[Finding, ...]
    page: WebPage | None = None
    """Its web page, if it has one."""


def compose_editions(
    briefing: Briefing,
    editions: Iterable[Edition],
    theme: Theme,
    cache: Cache,
    processes: int = 1,
    limits: Limits | None = None,
) -> Iterator[ComposedEdition | Exception]:
    """Run the stages up to text; yield each edition composed, or the exception that ended it.

    All charts that are not in the cache are drawn before the first edition is composed.

    Args:
        briefing: The content.
        editions: What to compose.
        theme: How it looks.
        cache: Holds charts drawn earlier.
        processes: Processes that draw charts at the same time.
        limits: Limits of time and memory.
    """
    limits = limits or Limits()
    written, briefing = briefing, set_in_theme(briefing, theme)
    editions = tuple(editions)
    # Many editions are selected twice, as their selections together may not fit in memory.
    kept = {one: _selected(briefing, one, theme) for one in editions[:_MOST_KEPT]}
    wanted: dict[Job, None] = {}

    def shown() -> Iterator[Selection]:
        for edition in editions:
            one = kept.get(edition) or _selected(briefing, edition, theme)
            if isinstance(one, _SelectedEdition):
                wanted.update(dict.fromkeys(one.jobs))
                yield one.selection

    remarks = font_remark(written, shown(), theme)
    drawings: Mapping[Job, Drawing] = {}
    try:
        drawings = _drawings(wanted, theme, cache, processes, limits)
    except Exception as error:
        if not concerns_one_edition(error):
            raise
        # Draw the charts of each edition separately, so that only those with a bad chart fail.
    for edition in editions:
        one = kept.pop(edition, None) or _selected(briefing, edition, theme)
        if isinstance(one, Exception):
            yield one
            continue
        try:
            missing = {job: None for job in one.jobs if job not in drawings}
            own = _drawings(missing, theme, cache, 1, limits) if missing else {}
            with composing_within(limits, theme):
                composed: ComposedEdition | Exception = _composed(
                    briefing, one, theme, {**drawings, **own}, cache
                )
        except WorkerStopped as error:
            doing = f"composing “{one.selection.edition}”"
            composed = ContentError([stop_finding(error, Location(briefing.folder), doing)])
        except Exception as error:
            if not concerns_one_edition(error):
                raise
            composed = error
        if remarks and isinstance(composed, ComposedEdition):
            composed, remarks = replace(composed, findings=(*remarks, *composed.findings)), ()
        yield composed


def compose_edition(
    briefing: Briefing, edition: Edition, theme: Theme, cache: Cache, limits: Limits | None = None
) -> ComposedEdition:
    """Compose one edition: this takes milliseconds, unless a chart has to be drawn.

    Raises:
        ContentError: The text refers to something missing, or a chart cannot be drawn.
    """
    [composed] = compose_editions(briefing, (edition,), theme, cache, 1, limits)
    if isinstance(composed, Exception):
        raise composed
    return composed


@dataclass(frozen=True, slots=True)
class _SelectedEdition:
    selection: Selection
    jobs: Collection[Job]
    """The charts it shows."""


def _selected(briefing: Briefing, edition: Edition, theme: Theme) -> _SelectedEdition | Exception:
    try:
        selection = widened(briefing, select(briefing, edition), theme)
        return _SelectedEdition(selection, jobs(briefing, selection))
    except Exception as error:
        if not concerns_one_edition(error):
            raise
        return error


def _composed(
    briefing: Briefing,
    one: _SelectedEdition,
    theme: Theme,
    drawings: Mapping[Job, Drawing],
    cache: Cache,
) -> ComposedEdition:
    edition = one.selection.edition
    theme = theme.printed(edition.print_size)
    fitter = PictureFitter(briefing.images, theme, edition, cache.scaled_picture, drawings)
    placed = place_drawings(one.selection, {job: drawings[job] for job in one.jobs}, fitter)
    if errors(placed.findings):
        raise ContentError(placed.findings)
    drawn = replace(briefing, images={**briefing.images, **placed.images})
    labels = theme.labels_for(edition.language)
    resolved = resolve(drawn, placed.selection, labels, theme.text.form)
    composition = lay_out(resolved, theme)
    apart = drawings_in(composition, drawn.images, theme)
    page = web_page(drawn, resolved, theme)
    return ComposedEdition(drawn, placed.selection, composition, apart, placed.findings, page)


def _drawings(
    wanted: Iterable[Job], theme: Theme, cache: Cache, processes: int, limits: Limits
) -> Mapping[Job, Drawing]:
    """Return the charts of ``wanted`` jobs from the cache; draw and cache the missing ones."""
    drawings: dict[Job, Drawing] = {}
    missing: dict[Job, str] = {}
    for job in wanted:
        key = drawing_key(job, theme)
        drawing = cache.get_drawing(key)
        if drawing is None:
            missing[job] = key
        else:
            drawings[job] = drawing
    with closing(draw(missing, theme, processes, limits)) as drawn:
        for job, drawing in drawn:
            drawings[job] = drawing
            if drawing.svg:
                cache.put_drawing(missing[job], drawing)
    return drawings


def prepare(
    composed: ComposedEdition, theme: Theme, words: BlockWords | None = None
) -> EditionCoroutine:
    """Prepare one edition for binding, as a coroutine.

    It yields fragments that may be typeset in any order and any process, and is sent the typeset
    fragments in the order it yielded them. The contents list and the furniture, which depend on
    page numbers, are yielded once the pages are known.

    Args:
        composed: The edition as text.
        theme: How it looks.
        words: The words of the briefing's blocks, if several of its editions are built.

    Returns:
        The edition, with what to bind unless it is at fault.
    """
    briefing, composition = composed.briefing, composed.composition
    theme = theme.printed(composition.edition.print_size)
    prepared = yield from typeset_in_pieces((*composition.fragments, *composed.drawings.values()))
    parts = list(prepared[: len(composition.fragments)])
    drawings = dict(zip(composed.drawings, prepared[len(parts) :], strict=True))
    findings = [
        *composed.findings,
        *composition.document.findings,
        *located((f for part in parts for f in part.findings), briefing),
        *located(_drawing_findings(composition, drawings), briefing),
    ]
    if errors(findings):
        return PreparedEdition(composition, tuple(findings))
    text, pages = parts, (yield from _all_parts(composition, theme, parts))
    parts, fragments = [part for part, _ in pages], [fragment for _, fragment in pages]
    added = [part for part in parts if not any(part is one for one in text)]
    findings += located((finding for part in added for finding in part.findings), briefing)
    cuts = None
    if pages_over(briefing, composition.edition, parts):
        cuts = yield from trial_cuts(briefing, composed.selection, theme, text, added)
    slides = [entry.title for entry in composition.outline]
    findings += check_budget(briefing, composed.selection, parts, slides, cuts)
    sheets = page_furniture(composition, parts, fragments)
    composed_furniture = compose_furniture(composition, theme, sheets)
    furniture, spoken = yield (composed_furniture.fragment, composed_furniture.spoken)
    # What is read aloud is furniture too, and has the faults of it.
    both = dict.fromkeys((*furniture.findings, *spoken.findings))
    findings += located(both, briefing)
    if errors(findings):
        return PreparedEdition(composition, tuple(findings))
    expectation = expectation_of(briefing, composition, theme, len(sheets), words)
    binding = Binding(
        parts=tuple(parts),
        furniture=furniture,
        outline=composition.outline,
        info=composition.info,
        standard=composition.edition.standard,
        names=link_names(composition.document, theme.labels_for(composition.edition.language)),
        expectation=replace(
            expectation,
            tall=tall_table_locations(findings),
            paper=paper_plan(composition, theme, parts),
        ),
        verso_shift=composition.verso_shift,
        laid=composed_furniture.laid,
        spoken=spoken,
        read=composed_furniture.read,
        drawings=tuple((fingerprint_pixels(path), part) for path, part in drawings.items()),
        impositions=composition.impositions,
        page=bound_page(briefing, composed.page, theme, words),
        pictures=expectation.means.stored if expectation.means else (),
    )
    return PreparedEdition(composition, tuple(findings), binding)


def _all_parts(
    composition: Composition, theme: Theme, typeset: Sequence[TypesetFragment]
) -> Generator[tuple[Fragment, ...], tuple[TypesetFragment, ...], list[Part]]:
    """Return the parts of an edition with its contents list and blank pages, each as it was typeset
    and as it was composed."""
    parts, blank = [*zip(typeset, composition.fragments, strict=True)], None
    if composition.blank is not None:
        [empty] = yield (composition.blank,)
        blank = empty, composition.blank
    if composition.contents:
        numbered = [part for part, _ in with_blank_pages(parts, blank)]
        listed = compose_contents(composition, theme, folios_by_anchor(numbered))
        [contents] = yield (listed,)
        parts.insert(1, (contents, listed))
    return with_blank_pages(parts, blank)


def expectation_of(
    briefing: Briefing,
    composition: Composition,
    theme: Theme,
    pages: int | None = None,
    words: BlockWords | None = None,
) -> Expectation:
    """Return what the proof of an edition has to look for, with what is withheld from it.

    Without ``pages``, the edition may have as many pages as its length allows.
    """
    theme = theme.printed(composition.edition.print_size)
    dropped = withheld(briefing, composition.edition)
    return expect(briefing, composition, theme, dropped, page_engine(), pages=pages, words=words)


def content_assets(briefing: Briefing) -> tuple[Asset, ...]:
    """Return the briefing's pictures, or their proxies, under the URLs by which the engine
    requests them."""
    return tuple(
        Asset(f"{CONTENT_URL}{path}", proxy_of(picture), "image/jpeg")
        if isinstance(picture, StoredPicture)
        else Asset(f"{CONTENT_URL}{path}", picture, picture_type(picture))
        for path, picture in sorted(briefing.images.items())
    )


def scaled_pictures(briefing: Briefing) -> tuple[StoredPicture, ...]:
    """Return the pictures that are scaled down for an edition."""
    pictures = briefing.images.values()
    return tuple(p for p in pictures if isinstance(p, StoredPicture) and p.is_scaled)


def fragment_assets(briefing: Briefing) -> tuple[Asset, ...]:
    """Return assets for fragments: pictures plus placeholders for separately typeset drawings."""
    both = (*content_assets(briefing), *assets_apart(briefing.images))
    return tuple({asset.url: asset for asset in both}.values())


def _drawing_findings(
    composition: Composition, drawings: Mapping[str, TypesetFragment]
) -> Iterator[Finding]:
    """Yield the findings of drawings, each located at the first section that shows the drawing."""
    for path, part in drawings.items():
        shown = next(f for f in composition.fragments if f.shows(path))
        place = Location(shown.sections[0]) if shown.sections else None
        yield from (replace(f, location=place or f.location) for f in part.findings)
