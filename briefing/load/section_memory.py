"""What was read of sections, kept by their content: who has changed one reads one.

A section is read again unless all that its reading looked at is what it was: its own text, the
names that conditions may use, and each file that it asked for (data, charts, pictures). What stands
elsewhere in the briefing, such as facts, sources and the ids of other sections, is looked at after
all sections are read, each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from briefing.files.recorded_reads import RecordingWorkspace
from briefing.load.stored_values import from_json, to_json
from briefing.model.content import Chart, Section  # noqa: TC001  # read by `stored_values`
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location, errors
from briefing.model.pictures import Picture, StoredPicture
from briefing.model.visibility import Condition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.files.workspace import Workspace


class Store(Protocol):
    """Keeps readings for processes that run later, as `briefing.cache.cache.Cache` does."""

    def get_section(self, key: str) -> bytes | None:
        """Return what was put under ``key``, as it was put there, or None."""

    def put_section(self, key: str, reading: bytes) -> None:
        """Put a reading under ``key``, if it can be."""


@dataclass(frozen=True, slots=True)
class SectionReading:
    """All that reading one section file gives, and what it depends on."""

    section: Section
    findings: tuple[Finding, ...]
    images: tuple[tuple[str, Picture], ...]
    charts: tuple[tuple[str, Chart], ...]
    letters: tuple[tuple[str, str, tuple[int, ...]], ...]
    """Of all its files, each letter beyond ASCII with file and lines."""
    remarks: tuple[Finding, ...]
    """Findings about the characters of its files."""
    named_sources: tuple[tuple[Location, str], ...]
    files: tuple[tuple[str, str], ...]
    """The files that were read, by the names that they were asked for, each with its SHA-256."""

    def repeated_in(self, folder: Workspace) -> bool:
        """Note in ``folder`` all that reading the section again would; False, and nothing is
        noted, if a file that it looked at is not what it was."""
        again = RecordingWorkspace(folder.root, folder.shown_as)
        for name, digest in self.files:
            try:
                _, found = again.read_hashed(name)
            except ContentError:
                return False
            if found != digest:
                return False
        for letter, path, lines in self.letters:
            again.letters.setdefault(letter, {})[path] = list(lines)
        again.remarks.extend(self.remarks)
        again.named_sources.extend(self.named_sources)
        folder.take_over(again)
        return True


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a load has added to a memory, to be sent to another process that has the same one."""

    used: tuple[str, ...]
    """The keys of all readings that the load has used."""
    readings: Mapping[str, SectionReading]
    """Those that were not in the memory before."""
    unsaved: frozenset[str]
    """The keys of those that are in no store yet."""


class LoadMemory:
    """Sections of one briefing, as they were read: give the same to each `load` of it.

    It holds what the last load has used and no more, and so is no larger than that briefing.
    """

    def __init__(self, store: Store | None = None, program: str = "") -> None:
        """Remember nothing yet.

        Args:
            store: Where earlier processes may have saved readings; None for nowhere.
            program: Hash of this program and all it is built on: another may read otherwise.
        """
        self._store = store
        self._program = program
        self._known: dict[str, SectionReading] = {}
        self._used: dict[str, SectionReading] = {}
        self._unsaved: set[str] = set()
        self._learnt = Learnt((), {}, frozenset())

    def begin(self) -> None:
        """Begin a load: what it does not use is forgotten when it ends."""
        self._used = {}

    def end(self) -> None:
        """End a load that has read all sections."""
        news = {key: self._used[key] for key in self._used if key not in self._known}
        self._unsaved.intersection_update(self._used)
        self._learnt = Learnt(tuple(self._used), news, frozenset(self._unsaved))
        self._known, self._used = self._used, {}

    def recall(self, key: str, folder: Workspace) -> SectionReading | None:
        """Return the reading under ``key``, noted in ``folder`` as if it were read there; None if
        there is none, or what it depends on has changed."""
        for reading in self._candidates(key):
            if reading.repeated_in(folder):
                self._used[key] = reading
                return reading
        return None

    def keep(self, key: str, reading: SectionReading) -> None:
        """Keep a reading under ``key``, unless there is an error in it: it may be of the machine,
        and will be mended."""
        if not errors((*reading.findings, *reading.remarks)):
            self._known.pop(key, None)  # of other files
            self._used[key] = reading
            self._unsaved.add(key)

    @property
    def learnt(self) -> Learnt:
        """What the last load has added."""
        return self._learnt

    def learn(self, learnt: Learnt) -> None:
        """Add what a load in a copy of this process has added to the copy of this memory."""
        known = {**self._known, **learnt.readings}
        self._known = {key: known[key] for key in learnt.used}
        self._unsaved = {*learnt.unsaved}

    def save(self, store: Store) -> None:
        """Put into ``store`` what is in none yet."""
        for key in sorted(self._unsaved):
            if (data := to_json(self._known[key])) is not None:
                store.put_section(self._stored_key(key), data)
        self._unsaved.clear()

    def _candidates(self, key: str) -> Iterator[SectionReading]:
        if key in self._known:
            yield self._known[key]
        if self._store is not None:
            data = self._store.get_section(self._stored_key(key))
            if data is not None and (reading := reading_of(data)) is not None:
                yield reading

    def _stored_key(self, key: str) -> str:
        return sha256(f"{_VERSION}\0{self._program}\0{key}".encode()).hexdigest()


def reading_of(data: bytes) -> SectionReading | None:
    """Return the reading that `LoadMemory.save` has written as ``data``; None if it is none."""
    return from_json(SectionReading, data, _NAMES)


_VERSION = "1"  # raise it when readings are kept in another form
_NAMES = {"Condition": Condition, "Picture": Picture, "StoredPicture": StoredPicture}
"""What the types of fields name that their modules import for type checkers alone."""
