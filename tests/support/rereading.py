"""Files read with what was read of pages before, and without: both must find the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.prove.extract.pdf_reader import read_parts, read_pdf
from briefing.prove.extract.serialise import from_bytes

if TYPE_CHECKING:
    from briefing.prove import Readings


def read(pdf: bytes, readings: Readings) -> tuple[int, int]:
    """Read a file with what was read before: how many pages were read and taken. It is what is in
    the file."""
    before = readings.read, readings.taken
    parts = read_parts(pdf, readings)
    assert parts.whole() == read_pdf(pdf)
    assert from_bytes(parts.to_bytes()) == parts.whole()
    return readings.read - before[0], readings.taken - before[1]
