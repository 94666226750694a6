"""Measures how long each section of an edition is on paper, without making its PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.build.pipeline import PreparedEdition, compose_edition, fragment_assets
from briefing.build.scheduler import EditionJob, Scheduler, steps_of
from briefing.build.table_pieces import typeset_in_pieces
from briefing.model.errors import ContentError
from briefing.model.findings import Location, errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.build.executors import BuildExecutor
    from briefing.build.pipeline import ComposedEdition, EditionCoroutine
    from briefing.cache.cache import Cache
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition
    from briefing.model.output import TypesetFragment


@dataclass(slots=True)
class SectionLength:
    """What a section, or a part that is of no section, takes on paper."""

    name: str
    """Path of the section file; name of the fragment for a cover or a list of sources."""
    first: int
    """First page, as its folio counts; 0 for a cover."""
    last: int
    height: float = 0.0
    """Height of its text in pt."""
    leading: float = 1.0
    """Line height of running text in pt."""


def section_lengths(
    briefing: Briefing, edition: Edition, theme: Theme, cache: Cache, executor: BuildExecutor
) -> list[SectionLength]:
    """Return the length of each section of an edition, in reading order.

    Raises:
        ContentError: The edition cannot be composed or typeset.
    """
    composed = compose_edition(briefing, edition, theme, cache, executor.limits)
    parts: list[TypesetFragment] = []
    job = EditionJob(
        edition,
        _typeset(composed, parts),
        fragment_assets(composed.briefing),
        Location(edition.file_name),
        steps=steps_of(composed.composition.fragments),
    )
    executor.set_theme(theme.assets)
    for done in Scheduler(executor, cache, theme.digest, "", None).run([job]):
        if done.error is not None:
            raise done.error
    findings = tuple(finding for part in parts for finding in part.findings)
    if errors(findings):
        raise ContentError(findings)
    return list(_lengths(parts))


def _typeset(composed: ComposedEdition, parts: list[TypesetFragment]) -> EditionCoroutine:
    """Have an edition's fragments typeset into ``parts``, and nothing more."""
    parts += yield from typeset_in_pieces(composed.composition.fragments)
    return PreparedEdition(composed.composition, ())


def _lengths(parts: Sequence[TypesetFragment]) -> Iterator[SectionLength]:
    number = 0
    found: dict[str, SectionLength] = {}
    for part in parts:
        own: set[str] = set()
        for page in part.pages:
            number += not part.front
            for key, height in page.blocks:
                name = key.rpartition(":")[0]
                if not name:
                    continue
                own.add(name)
                one = found.setdefault(
                    name, SectionLength(name, number, number, leading=page.leading)
                )
                one.last = number
                one.height += height
        if not own and part.pages:
            first, last = (0, 0) if part.front else (number - len(part.pages) + 1, number)
            used = sum(page.used for page in part.pages)
            leading = part.pages[0].leading
            found[part.name] = SectionLength(part.name, first, last, used, leading)
    return iter(found.values())
