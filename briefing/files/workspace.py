"""The one door to the disk: reads only inside its roots, never the network, and says why not."""

from __future__ import annotations

import errno
import mimetypes
import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from briefing.model.errors import ContentError, EnvironmentFault
from briefing.model.findings import Finding, Location

MAX_BYTES = 32 * 1024 * 1024
"""Largest file that is read, in bytes: a photo for print is smaller, a disk image is not."""

_TYPES = {".ttf": "font/ttf", ".otf": "font/otf", ".svg": "image/svg+xml", ".css": "text/css"}


def mime_type(path: str) -> str:
    """The media type the engine must be told; a wrong one makes it drop the file silently."""
    suffix = PurePosixPath(path).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def is_file(path: Path) -> bool:
    """Whether a file is there; raises EnvironmentFault when nobody can tell."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Whether a folder is there; raises EnvironmentFault when nobody can tell."""
    return stat.S_ISDIR(_mode(path))


def _mode(path: Path) -> int:
    """What a path leads to (``st_mode``), 0 for nothing; pathlib's own answer depends on Python's
    version: it is no, or an error, where a folder above may not be entered."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return 0
    except OSError as error:
        if error.errno in {errno.ENAMETOOLONG, errno.ELOOP}:
            return 0
        raise inaccessible(path, error) from error


def inaccessible(path: Path, error: OSError) -> EnvironmentFault:
    """Return the fault to raise for a path whose folder may not be entered or read."""
    reason = error.strerror or str(error)
    return EnvironmentFault(
        f"cannot access {path}: {reason}\n"
        "  hint: grant read permission on it and its parent folders, or choose another path"
    )


def templates_folder() -> Path:
    """Where templates are: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_templates", package.parent / "templates"):
        if (folder / "themes").is_dir():
            return folder
    raise EnvironmentFault("the templates are missing\n  hint: reinstall briefing")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that may be read, and nothing beside it."""

    root: Path
    shown_as: str
    """How people name the folder, for example ``content/kfor``."""

    def place(self, name: str, line: int = 0) -> Location:
        """A line of one of its files, for a finding."""
        shown = f"{self.shown_as}/{name}" if self.shown_as else name
        return Location(shown, line)

    def exists(self, name: str) -> bool:
        """Whether there is something of that name, readable or not: a broken link is, too."""
        try:
            os.lstat(self.root / unquote(name))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return False
        except OSError:  # it cannot be told: whoever reads it will hear why
            return True
        return True

    def names(self, folder: str, suffix: str) -> tuple[str, ...]:
        """Files in a folder, by name, for the hints of a finding."""
        found = (self.root / folder).glob(f"*{suffix}")
        return tuple(sorted(f"{folder}/{path.name}" for path in found))

    def read_bytes(self, name: str, asked_at: Location | None = None) -> bytes:
        """The file's bytes.

        Raises ContentError, placed where the file was asked for, when it is missing, outside the
        folder, on the network, too large or unreadable.
        """
        at = asked_at or self.place(name)
        if "://" in name or name.startswith("//"):
            raise _fault(
                at, "B108", f'"{name}" is a network address; only local files are read', _COPY_IN
            )
        try:
            path = self._inside(name)
            if path is None:
                raise _fault(at, "B107", f'"{name}" is outside {self.shown_as}', _COPY_IN)
            if not path.is_file():
                raise _fault(
                    at,
                    "B106",
                    f'there is no file "{name}" in {self.shown_as}',
                    "check the spelling; paths start at the briefing's folder",
                )
            if path.stat().st_size > MAX_BYTES:
                raise _fault(
                    at,
                    "B109",
                    f'"{name}" is larger than {MAX_BYTES >> 20} MiB',
                    "save a smaller version for print",
                )
            return path.read_bytes()
        except RuntimeError as error:  # up to Python 3.12; an OSError from there on
            raise _fault(at, "B102", f'"{name}" is a link to itself', _CHECK_PATH) from error
        except (OSError, ValueError) as error:  # the second: no path at all
            reason = getattr(error, "strerror", None) or str(error)
            raise _fault(at, "B102", f'"{name}" cannot be read: {reason}', _CHECK_PATH) from error

    def read_text(self, name: str, asked_at: Location | None = None) -> str:
        r"""The file as text in UTF-8, line ends made ``\\n``; raises ContentError."""
        data = self.read_bytes(name, asked_at)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise _fault(
                self.place(name, line),
                "B103",
                "this file is not UTF-8 text",
                "save it with UTF-8 encoding",
            ) from error
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _inside(self, name: str) -> Path | None:
        """The real path of a name, or None when it leads out (by ``..``, ``/`` or a link)."""
        root = self.root.resolve()
        path = (root / unquote(name)).resolve()
        return path if path.is_relative_to(root) else None


_CHECK_PATH = "check the file's name, its permissions and, if it is a link, its target"
_COPY_IN = "copy the file into the briefing's folder and use its path there"


def _fault(place: Location, code: str, message: str, hint: str) -> ContentError:
    return ContentError([Finding(place, code, message, hint)])
