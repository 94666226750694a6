"""Read a section file, or recall what was read of it before."""

from __future__ import annotations

from dataclasses import fields
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.files.recorded_reads import RecordingWorkspace
from briefing.load.section import SectionReader
from briefing.load.section_memory import SectionReading

if TYPE_CHECKING:
    from briefing.files.workspace import Workspace
    from briefing.load.markdown.parser import Parser
    from briefing.load.section_memory import LoadMemory
    from briefing.model.content import Section
    from briefing.model.visibility import KnownNames


def read_section(
    folder: Workspace, parser: Parser, names: KnownNames, name: str, memory: LoadMemory
) -> SectionReading:
    """Return what the file of a section gives; all that it looks at is noted in ``folder``.

    Args:
        folder: The briefing's folder.
        parser: Reads Markdown in the briefing's language.
        names: What conditions may name.
        name: The id of the section.
        memory: What was read before, and what is kept of this.

    Raises:
        ContentError: The file cannot be read.
    """
    file = f"sections/{name}.md"
    place = RecordingWorkspace(folder.root, folder.shown_as)
    try:
        data = place.read_bytes(file)
        key = _key(place, name, place.asked[file], names)
        if (known := memory.recall(key, folder)) is not None:
            return known
        reader = SectionReader(place, parser, names, name, str(place.place(file)))
        section = reader.read(place.text_of(file, data))
    finally:
        folder.take_over(place)
    reading = _reading(section, reader, place)
    if place.is_recorded:
        memory.keep(key, reading)
    return reading


def _key(folder: Workspace, name: str, digest: str, names: KnownNames) -> str:
    """Return the hash of all that decides what is read of a section, but for what else it looks at.

    The names have the language in which the text is set.
    """
    known = [getattr(names, field.name) for field in fields(names)]
    parts = (str(folder.root), folder.shown_as, name, digest, *known)
    return sha256(repr(parts).encode(errors="surrogateescape")).hexdigest()


def _reading(section: Section, reader: SectionReader, place: RecordingWorkspace) -> SectionReading:
    letters = tuple(
        (letter, path, tuple(lines))
        for letter, files in place.letters.items()
        for path, lines in files.items()
    )
    return SectionReading(
        section,
        tuple(reader.findings),
        tuple(reader.images.items()),
        tuple(reader.charts.items()),
        letters,
        tuple(place.remarks),
        tuple(place.named_sources),
        tuple(place.asked.items()),
    )
