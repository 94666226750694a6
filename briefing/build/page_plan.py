"""What is known of pages once text is typeset: folios, furniture, and where parts may end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.compose import PageFurniture
from briefing.model.paper import roman
from briefing.model.proof import PaperPlan
from briefing.typeset.tall_rows import CODE as ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.files.themes import Theme
    from briefing.model.composition import Composition, Fragment
    from briefing.model.findings import Finding
    from briefing.model.output import TypesetFragment


def folios_by_anchor(parts: Sequence[TypesetFragment]) -> dict[str, str]:
    """Return printed page numbers by anchor.

    Front matter is numbered separately, so the length of the contents list changes none of them.
    """
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


def paper_plan(
    composition: Composition, theme: Theme, parts: Sequence[TypesetFragment]
) -> PaperPlan:
    """Return what the measuring of the pages has to know of them."""
    flows = not (composition.impositions or all(part.pages for part in composition.fragments))
    ends: set[int] = set()
    last = 0
    for part in parts if flows else ():
        pages = range(last + 1, last + len(part.pages) + 1)
        last = pages[-1]
        ends |= {*pages} if part.front else {last}
    labels = theme.labels_for(composition.edition.language)
    area = composition.paper.type_area if flows else None
    return PaperPlan(
        area,
        frozenset(ends),
        labels["figure"],
        smallest_pt=theme.print.smallest_pt if theme.print else 0.0,
        head=composition.head.short_title_place,
    )


def tall_table_locations(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the locations of tables with a row taller than a page, whose words may be lost."""
    return tuple(str(f.location) for f in findings if f.code == ROWS)


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive pages of one fragment, or the sheets of one imposition."""

    pages: int
    params: Sequence[Mapping[str, object]]
    """Template variables of the furniture for the first pages; later pages have none."""
    front: bool = False


def _runs(
    composition: Composition, parts: Sequence[TypesetFragment], fragments: Sequence[Fragment]
) -> list[_Run]:
    if not composition.impositions:
        pairs = zip(parts, fragments, strict=True)
        return [
            _Run(len(part.pages), fragment.furniture_params, part.front) for part, fragment in pairs
        ]
    return [
        _Run(max(len(parts[p.fragment].pages) for p in sheet.placements), (sheet.furniture_params,))
        for sheet in composition.impositions
    ]


def page_furniture(
    composition: Composition, parts: Sequence[TypesetFragment], fragments: Sequence[Fragment]
) -> list[PageFurniture]:
    """Return the furniture of each page, with its page number as printed.

    Args:
        composition: The edition, laid out.
        parts: Its fragments as they were typeset.
        fragments: The same, as they were composed.
    """
    runs = _runs(composition, parts, fragments)
    front = sum(run.pages for run in runs if run.front)
    total = sum(run.pages for run in runs) - front
    sheets: list[PageFurniture] = []
    for run in runs:
        for n in range(run.pages):
            number = len(sheets) + 1
            params = run.params[n] if n < len(run.params) else {}
            if run.front:
                sheets.append(PageFurniture(roman(number), "", params))
            else:
                sheets.append(PageFurniture(str(number - front), str(total), params))
    return sheets
