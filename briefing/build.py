"""Builds editions: makes each, proves it, and puts it where its reader will find it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.crew import here
from briefing.deliver import beside, settle
from briefing.errors import ContentError
from briefing.expect import BlockWords
from briefing.findings import Location, errors
from briefing.pipeline import compose_editions, fragment_assets, make
from briefing.plan import Course, Plan, steps_of
from briefing.store import reading_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from briefing.crew import Crew
    from briefing.findings import Finding
    from briefing.manifest import Manifest
    from briefing.model import Briefing, Edition
    from briefing.pipeline import Composed, Making
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
    bound_from: str = ""
    """Hash of all that its bytes were made from."""
    made_from: str = ""
    """That, and of all it was proven against."""
    is_current: bool = False
    """The PDF was there already, bound of the same."""

    @property
    def delivered(self) -> bool:
        """Built and proven; otherwise an earlier PDF, if there is one, is still in its place."""
        return not errors(self.findings)


@dataclass(frozen=True, slots=True)
class Order:
    """How to build: by whom, what is known of earlier builds, and who is told how it goes."""

    crew: Crew | None = None
    """None is this process, where no limit holds."""
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
    with order.crew or here() as crew:
        crew.equip(theme.assets)
        results = _Results(editions)
        courses, words = [], BlockWords(briefing)
        composed = compose_editions(briefing, editions, theme, store, crew.at_hand, crew.limits)
        for edition, text in zip(editions, composed, strict=True):
            if isinstance(text, ContentError):
                results.add(Result(edition, folder / edition.file_name, text.findings))
            else:
                courses.append(_course(text, make(text, theme, words), folder, order))
        plan = Plan(crew, store, theme.digest, order.program, order.progress)
        yield from results.ready()
        for course in plan.run(courses):
            results.add(_delivered(course, folder, store, order.program))
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


def _course(composed: Composed, making: Making, folder: Path, order: Order) -> Course:
    edition = composed.composition.edition
    known = order.manifest.known(edition.file_name) if order.manifest else None
    return Course(
        edition,
        making,
        fragment_assets(composed.briefing),
        Location(str(folder / edition.file_name)),
        known,
        steps_of((*composed.composition.fragments, *composed.drawings.values())),
    )


def _delivered(course: Course, folder: Path, store: Store, program: str) -> Result:
    """What became of an edition; its PDF is put in its place when it is proven."""
    made, known, path = course.made, course.known, folder / course.edition.file_name
    assert made is not None
    if made.binding is None:
        return Result(course.edition, path, made.findings)
    hashes = (course.bound_from, course.made_from)
    finished = course.finished
    if known is not None and (finished is None or (not finished.pdf and finished.proof.passed)):
        return Result(
            course.edition,
            path,
            made.findings if finished is None else (*made.findings, *finished.proof.findings),
            known.pages,
            known.words,
            known.marking,
            known.sha256,
            *hashes,
            is_current=True,
        )
    assert finished is not None
    pdf, proof = finished.pdf, finished.proof
    result = Result(
        course.edition,
        path,
        (*made.findings, *proof.findings),
        proof.pages,
        proof.words,
        made.composition.head.marking,
        sha256(pdf).hexdigest() if pdf else "",
        *hashes,
    )
    if result.delivered:
        store.put_reading(reading_key(result.sha256, program), proof.reading)
        with beside(path, pdf) as draft:
            settle(draft, path)
    return result
