"""Builds editions: makes each, proves it, and puts it where its reader will find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.deliver import beside, settle
from briefing.errors import ContentError
from briefing.findings import Location, errors
from briefing.pipeline import make
from briefing.prove import prove

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from briefing.findings import Finding
    from briefing.model import Briefing, Edition
    from briefing.pipeline import Progress
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

    @property
    def delivered(self) -> bool:
        """Built and proven; otherwise an earlier PDF, if there is one, is still in its place."""
        return not errors(self.findings)


def build(
    briefing: Briefing,
    editions: Iterable[Edition],
    theme: Theme,
    store: Store,
    folder: Path,
    progress: Progress | None = None,
) -> Iterator[Result]:
    """Builds one edition after the other; a fault in one does not stop the next.

    Raises EnvironmentFault when the folder cannot be written.
    """
    for edition in editions:
        path = folder / edition.file_name
        try:
            made = make(briefing, edition, theme, store, progress)
        except ContentError as error:
            yield Result(edition, path, error.findings)
            continue
        if made.pack is None or made.expectation is None:
            yield Result(edition, path, made.findings)
            continue
        with beside(path, made.pack.pdf) as draft:
            proof = prove(draft, made.expectation, Location(str(path)))
            result = Result(
                edition,
                path,
                (*made.findings, *proof.findings),
                proof.pages,
                proof.words,
                made.composition.head.marking,
            )
            if result.delivered:
                settle(draft, path)
        yield result
