"""What catches each plant, as a table to read: ``tests/cases/plants.txt``.

``python -m support.planting.table``, in the folder of the tests, writes it anew; what has changed
is then read as a difference.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from support.cases import CASES
from support.planting import PLANTS, Plant
from support.planting.base import base

if TYPE_CHECKING:
    from support.planting.base import Base

PATH = CASES / "plants.txt"
USUAL = "handout"
"""The form that the table is of: small, with everything in it."""
_HEAD = """\
What catches each leak that is planted in a finished PDF (tests/support/planting): the codes of the
errors that the proof finds in a handout. A plant without a code is let through, and says why.
"""
_WIDTH = 44


def expected() -> dict[str, tuple[str, ...]]:
    """The codes that the table says, by plant."""
    codes: dict[str, tuple[str, ...]] = {}
    place = ""
    for line in PATH.read_text("utf-8").removeprefix(_HEAD).splitlines():
        if line.startswith("    "):
            name, _, caught = line.strip().partition("  ")
            codes[f"{place}: {name}"] = tuple(c for c in caught.split() if c.startswith("P1"))
        elif line:
            place = line
    return codes


def table(base: Base) -> str:
    """The table as it is now."""
    lines = [_HEAD]
    for place, plants in groupby(PLANTS, lambda plant: plant.place):
        lines += [place, *(_row(plant, base) for plant in plants), ""]
    return "\n".join(lines)


def _row(plant: Plant, base: Base) -> str:
    caught = " ".join(plant.caught_by(base)) or f"passes: {plant.why_missed}".rstrip(": ")
    return f"    {plant.name:{_WIDTH}}  {caught}"


if __name__ == "__main__":
    PATH.write_text(table(base(USUAL)), encoding="utf-8")
