"""A workspace that records which files were read through it, and what was in them.

Who keeps what was made of files can so tell later whether it would be made again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.files.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model.findings import Location

_NOT_ALIKE = ""
"""Stands for the hash of a file that was not the same each time it was read."""


@dataclass(frozen=True, slots=True)
class RecordingWorkspace(Workspace):
    """A workspace that records what it was asked for."""

    asked: dict[str, str] = field(default_factory=dict, compare=False)
    """SHA-256 of each file that was read, by the name under which it was asked for."""
    unrecorded: list[str] = field(default_factory=list, compare=False)
    """What was asked for besides: files that could not be read, which files there are."""

    @property
    def is_recorded(self) -> bool:
        """Whether `asked` tells all that was learnt of the folder."""
        return not self.unrecorded and _NOT_ALIKE not in self.asked.values()

    def read_hashed(self, name: str, asked_at: Location | None = None) -> tuple[bytes, str]:
        """Return content and SHA-256 of a file, as `Workspace.read_hashed` does."""
        self.unrecorded.append(name)  # it stays there if this fails
        data, digest = Workspace.read_hashed(self, name, asked_at)
        self.unrecorded.pop()
        self.asked[name] = digest if self.asked.get(name, digest) == digest else _NOT_ALIKE
        return data, digest

    def exists(self, name: str) -> bool:
        """Return whether anything is called ``name``, as `Workspace.exists` does."""
        self.unrecorded.append(name)
        return Workspace.exists(self, name)

    def names(self, folder: str, suffix: str, *, deep: bool = False) -> tuple[str, ...]:
        """Return the names of files in ``folder``, as `Workspace.names` does."""
        self.unrecorded.append(folder)
        return Workspace.names(self, folder, suffix, deep=deep)

    def files(self, folders: Iterable[str]) -> tuple[str, ...]:
        """Return the names of all files in ``folders``, as `Workspace.files` does."""
        folders = tuple(folders)
        self.unrecorded.extend(folders)
        return Workspace.files(self, folders)
