"""What is measured on the finished pages, as findings at the lines that can be changed.

Nothing here trusts the style sheet: boxes come from the reopened file. Each cause gives one
finding, the gravest of its kind: a table that is too wide is one fault, not one for each of its
cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.prove.geometry.breaks import break_findings, divided_words
from briefing.prove.geometry.ink import ink_findings
from briefing.prove.geometry.measured_page import Blocks
from briefing.prove.geometry.sizes import size_findings

if TYPE_CHECKING:
    from collections.abc import Hashable

    from briefing.model.findings import Finding, Location
    from briefing.model.proof import Expectation
    from briefing.prove.completeness import Located
    from briefing.prove.extract.extracted import Extract
    from briefing.prove.letter_stream import LetterStream

_GRAVEST = ("B518", "B519", "B520", "B530", "B505", "B528", "B524", "B525", "B526", "B527")


def measure(
    file: Extract,
    expectation: Expectation,
    text: LetterStream,
    located: Located,
    location: Location,
) -> list[Finding]:
    """Return what is wrong with the pages of a file as pages.

    Args:
        file: The reopened file.
        expectation: What is known of its pages; without a plan of them nothing is measured.
        text: Its letters.
        located: Where the blocks of the edition are among them.
        location: Where to report what has no line of its own.
    """
    plan = expectation.paper
    if plan is None:
        return []
    blocks = Blocks(file, expectation, text, located)
    found = [*ink_findings(blocks, plan, location), *size_findings(blocks, plan, location)]
    if plan.area is not None:
        breaks = (
            *break_findings(blocks, plan, location),
            *divided_words(blocks, text, located, location),
        )
        found += [(finding.message, 0.0, finding) for finding in breaks]
    worst: dict[Hashable, tuple[float, Finding]] = {}
    for group, weight, finding in found:
        cause = finding.location if finding.location != location else group
        if cause not in worst or _rank(weight, finding) > _rank(*worst[cause]):
            worst[cause] = (weight, finding)
    return [finding for _, finding in worst.values()]


def _rank(weight: float, finding: Finding) -> tuple[int, float]:
    """Return how grave a finding is: what lies off the paper explains all else of its block."""
    return -_GRAVEST.index(finding.code), weight
