"""Builds editions: makes each, proves it, and puts it where its reader will find it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.crew import gather
from briefing.deliver import beside, settle
from briefing.errors import ContentError
from briefing.findings import Location, errors
from briefing.pipeline import compose_edition, content_assets, draw_ahead, make
from briefing.plan import Course, Plan, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from briefing.crew import Crew
    from briefing.findings import Finding
    from briefing.manifest import Manifest
    from briefing.model import Briefing, Edition
    from briefing.pipeline import Composed
    from briefing.plan import Progress
    from briefing.store import Store
    from briefing.themes import Theme


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one edition."""

    edition: Edition
    path: Path
    findings: tuple[Finding, ...]
    pages: int = 0
    words: int = 0
    marking: str = ""
    sha256: str = ""
    """Of the PDF."""
    made_from: str = ""
    """Hash of all that the PDF was made from and proven against."""
    is_current: bool = False
    """The PDF was there already, made from the same."""

    @property
    def delivered(self) -> bool:
        """Built and proven; otherwise an earlier PDF, if there is one, is still in its place."""
        return not errors(self.findings)


@dataclass(frozen=True, slots=True)
class Order:
    """How to build: by whom, what is known of earlier builds, and who is told how it goes."""

    crew: Crew | None = None
    """None is this process."""
    manifest: Manifest | None = None
    """Without it, all PDFs are bound and proven anew."""
    program: str = ""
    """Hash of the program: what it made is made again by another."""
    progress: Progress | None = None


def build(
    briefing: Briefing,
    editions: Iterable[Edition],
    theme: Theme,
    store: Store,
    folder: Path,
    order: Order | None = None,
) -> Iterator[Result]:
    """Builds editions and gives what became of each, in their order; a fault in one does not stop
    the others.

    Raises EnvironmentFault when the folder cannot be written.
    """
    order = order or Order()
    editions = tuple(editions)
    with order.crew or gather(1) as crew:
        crew.equip(theme.assets)
        if crew.size > 1:
            draw_ahead(briefing, editions, theme, store, crew.size)
        results = _Results(editions)
        courses = []
        for edition in editions:
            try:
                composed = compose_edition(briefing, edition, theme, store)
            except ContentError as error:
                results.add(Result(edition, folder / edition.file_name, error.findings))
                continue
            courses.append(_course(composed, theme, folder, order))
        plan = Plan(crew, store, theme.digest, order.program, order.progress)
        yield from results.ready()
        for course in plan.run(courses):
            results.add(_delivered(course, folder, order))
            course.forget()
            yield from results.ready()


class _Results:
    """Results in the order of their editions, whichever is there first."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self._waiting = deque(editions)
        self._there: dict[Edition, Result] = {}

    def add(self, result: Result) -> None:
        self._there[result.edition] = result

    def ready(self) -> Iterator[Result]:
        """Those before which none is missing."""
        while self._waiting and self._waiting[0] in self._there:
            yield self._there.pop(self._waiting.popleft())


def _course(composed: Composed, theme: Theme, folder: Path, order: Order) -> Course:
    edition = composed.composition.edition
    known = order.manifest.made_from(edition.file_name) if order.manifest else ""
    return Course(
        edition,
        make(composed, theme),
        content_assets(composed.briefing),
        Location(str(folder / edition.file_name)),
        known,
        steps_of(composed.composition.fragments),
    )


def _delivered(course: Course, folder: Path, order: Order) -> Result:
    """What became of an edition; its PDF is put in its place when it is proven."""
    made, path = course.made, folder / course.edition.file_name
    assert made is not None
    if course.is_current and order.manifest is not None:
        entry = order.manifest.entry(path.name)
        return Result(
            course.edition,
            path,
            made.findings,
            entry["pages"],
            entry["words"],
            entry["marking"],
            entry["sha256"],
            course.digest,
            is_current=True,
        )
    if course.finished is None:
        return Result(course.edition, path, made.findings)
    pdf, proof = course.finished.pdf, course.finished.proof
    result = Result(
        course.edition,
        path,
        (*made.findings, *proof.findings),
        proof.pages,
        proof.words,
        made.composition.head.marking,
        sha256(pdf).hexdigest(),
        course.digest,
    )
    if result.delivered:
        with beside(path, pdf) as draft:
            settle(draft, path)
    return result
