"""Fonts for the engine, each written once for all processes of a build.

WeasyPrint writes each font that a style sheet brings to a file, for the C libraries to open. It
makes a folder of its own for each style sheet in each process, which stays when the process is
killed. Here the files are in the temporary folder of the build, under the hash of their content:
whichever process needs a font first writes it, and all of them map the same file into memory.
"""

from __future__ import annotations

from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from briefing.files.temporary_folder import temporary_files_or_fault, temporary_folder
from briefing.typeset.weasyprint_library import FontConfiguration

if TYPE_CHECKING:
    from pathlib import Path


class SharedFontConfiguration(FontConfiguration):  # type: ignore[misc]  # untyped
    """A font configuration whose files are in the temporary folder of the build."""

    def __init__(self) -> None:
        """Make an empty one.

        Raises:
            EnvironmentFault: There is no temporary folder, or none can be made.
        """
        super().__init__()
        folder = temporary_folder() / "fonts"
        with temporary_files_or_fault():
            folder.mkdir(exist_ok=True)
        self._folder: Any = _FontFolder(folder)

    def __del__(self) -> None:
        """Leave the files, which others use as well."""


class _FontFolder:
    """Stands for the folder in which the engine looks for its font files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.added: set[str] = set()
        """Names of the fonts that this configuration has."""

    def __truediv__(self, name: str) -> _FontFile:
        return _FontFile(self, name)


class _FontFile:
    """Stands for the path of a font file, as far as the engine uses it."""

    def __init__(self, folder: _FontFolder, name: str) -> None:
        self._folder = folder
        self._name = name
        self._path = folder.folder / name

    def exists(self) -> bool:
        """Return whether this configuration has the font already."""
        return self._name in self._folder.added

    def write_bytes(self, data: bytes) -> None:
        """Write the font, unless another process has done so."""
        path = self._path.with_name(f"{self._name}-{sha256(data).hexdigest()[:16]}")
        with temporary_files_or_fault():
            if not path.exists():
                draft = path.with_name(f".{token_hex(8)}")
                draft.write_bytes(data)
                draft.rename(path)
        self._path = path
        self._folder.added.add(self._name)

    def as_posix(self) -> str:
        """Return the path that the C libraries open."""
        return self._path.as_posix()
