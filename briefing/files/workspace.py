"""The one door to the disk: files are read only inside given folders, never from the network."""

from __future__ import annotations

import errno
import mimetypes
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.files.characters import Odd, cleaned, composed
from briefing.files.checked_read import read_file
from briefing.files.editor_files import is_kept_by_editor
from briefing.model.errors import ContentError, EnvironmentFault
from briefing.model.findings import Finding, Location, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 32 * 1024 * 1024
"""Largest file that is read, in bytes: a photo for print is smaller, a disk image is not."""

_CHANGED = "changed while it was read"
"""Stands for the hash of a file that was not the same each time it was read."""
_MOST_LINES = 1000
"""Lines of one letter in one file that are kept."""
_TYPES = {".ttf": "font/ttf", ".otf": "font/otf", ".svg": "image/svg+xml", ".css": "text/css"}


def mime_type(path: str) -> str:
    """Return the media type of a file; WeasyPrint silently drops files with a wrong one."""
    suffix = PurePosixPath(path).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def is_file(path: Path) -> bool:
    """Return whether ``path`` is a file; raises EnvironmentFault when it cannot be accessed."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Return whether ``path`` is a folder; raises EnvironmentFault when it cannot be accessed."""
    return stat.S_ISDIR(_mode(path))


def _mode(path: Path) -> int:
    """Return the ``st_mode`` of ``path``, 0 if nothing is there.

    pathlib is not asked: where a parent folder may not be entered, its answer is no or an error,
    depending on the version of Python.
    """
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
    """Return the templates' folder: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_templates", package.parent / "templates"):
        if (folder / "themes").is_dir():
            return folder
    raise EnvironmentFault("the templates are missing\n  hint: reinstall briefing")


def own_text(path: Path) -> str:
    """Return a text of the templates; raise EnvironmentFault if it cannot be read."""
    try:
        return read_file(path, MAX_BYTES).decode("utf-8").replace("\r\n", "\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EnvironmentFault(
            f"{path}: cannot be read: {reason}\n  hint: reinstall briefing"
        ) from error


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that may be read, and nothing outside of it."""

    root: Path
    shown_as: str
    """The folder's name in messages, for example ``content/kfor``."""
    read: set[str] = field(default_factory=set, compare=False)
    """Names of the files that were read."""
    hashes: dict[str, str] = field(default_factory=dict, compare=False)
    """SHA-256 of what was read, by path, links resolved; empty for what was looked for in vain."""
    letters: dict[str, dict[str, list[int]]] = field(default_factory=dict, compare=False)
    """Lines of each letter beyond ASCII in the files that were read, by file."""
    remarks: list[Finding] = field(default_factory=list, compare=False)
    """Findings about the characters of files that were read."""
    named_sources: list[tuple[Location, str]] = field(default_factory=list, compare=False)
    """What data that was read names as its sources, each with its place."""

    def place(self, name: str, line: int = 0) -> Location:
        """Return the location of a line of the file ``name``, for a finding."""
        shown = f"{self.shown_as}/{name}" if self.shown_as else name
        return Location(shown, line)

    def exists(self, name: str) -> bool:
        """Return whether anything is called ``name``, readable or not, a broken link included."""
        try:
            os.lstat(self._named(self.root, unquote(name)))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            self._note(name, "")
            return False
        except OSError:  # not known: reading it will give the reason
            return True
        return True

    def names(self, folder: str, suffix: str, *, deep: bool = False) -> tuple[str, ...]:
        """Return the names of files in ``folder`` that end in ``suffix``.

        Args:
            folder: the folder, from the root of the workspace.
            suffix: the end of their names.
            deep: whether to look in folders below it as well.
        """
        found = (self.root / folder).glob(f"**/*{suffix}" if deep else f"*{suffix}")
        return tuple(sorted(composed(path.relative_to(self.root).as_posix()) for path in found))

    def files(self, folders: Iterable[str]) -> tuple[str, ...]:
        """Return the names of all files in ``folders``, not in folders below them, in order.

        Hidden files are left out, and those that programs leave behind (``x~``).
        """
        found = []
        for folder in folders:
            with suppress(OSError), os.scandir(self.root / unquote(folder)) as entries:
                found += [
                    composed((PurePosixPath(unquote(folder)) / entry.name).as_posix())
                    for entry in entries
                    if entry.is_file()
                    and not entry.name.startswith(".")
                    and not entry.name.endswith("~")
                ]
        return tuple(sorted(found))

    def read_bytes(self, name: str, asked_at: Location | None = None) -> bytes:
        """Return the content of the file ``name``.

        Args:
            name: path of the file from the root of the workspace.
            asked_at: where the content refers to it: the location of errors.

        Raises:
            ContentError: it is missing, outside the folder, on the network, too large (more than
                ``MAX_BYTES``) or unreadable.
        """
        return self.read_hashed(name, asked_at)[0]

    def read_hashed(self, name: str, asked_at: Location | None = None) -> tuple[bytes, str]:
        """Return content and SHA-256 of the file ``name``; raises ContentError as `read_bytes`."""
        at = asked_at or self.place(name)
        if "://" in name or name.startswith("//"):
            raise _fault(
                at, "B108", f'"{name}" is a network address; only local files are read', _COPY_IN
            )
        if is_kept_by_editor(PurePosixPath(unquote(name)).name):  # a change of it is not noticed
            reason = "it is what an editor keeps beside another file"
            raise _fault(at, "B102", f'"{name}" cannot be read: {reason}', _RENAME)
        try:
            path = self._inside(name)
            if path is None:
                raise _fault(at, "B107", f'"{name}" is outside {self.shown_as}', _COPY_IN)
            data = read_file(path, MAX_BYTES)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise _fault(
                at,
                "B106",
                f'there is no file "{name}" in {self.shown_as}',
                "check the spelling; paths start at the briefing's folder",
            ) from error
        except RuntimeError as error:  # up to Python 3.12; an OSError from there on
            raise _fault(at, "B102", f'"{name}" is a link to itself', _CHECK_PATH) from error
        except (OSError, ValueError) as error:  # ValueError: not a valid path
            reason = getattr(error, "strerror", None) or str(error)
            if getattr(error, "errno", 0) == errno.EFBIG:
                hint = "save a smaller version for print"
                raise _fault(at, "B109", f'"{name}" is {reason}', hint) from error
            raise _fault(at, "B102", f'"{name}" cannot be read: {reason}', _CHECK_PATH) from error
        self.read.add(composed(unquote(name)))
        digest = sha256(data).hexdigest()
        self._note(path.relative_to(self.root.resolve()).as_posix(), digest)
        return data, digest

    def read_text(self, name: str, asked_at: Location | None = None) -> str:
        r"""Return the file as text, decoded as UTF-8, in NFC and with ``\n`` as line ends.

        Characters that print nothing, or cannot be printed, are left out, with a finding in
        `remarks`. Raises ContentError as `read_bytes` does, and for a file that is not UTF-8.
        """
        return self.text_of(name, self.read_bytes(name, asked_at))

    def text_of(self, name: str, data: bytes) -> str:
        """Return the content of the file ``name`` as text, as `read_text` does."""
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
        return self.clean(name, text.replace("\r\n", "\n").replace("\r", "\n"))

    def clean(self, name: str, text: str, line: int = 1) -> str:
        """Return text of the file ``name`` as `read_text` does; it begins on ``line``."""
        text, odd = cleaned(text)
        self._index(name, text, line)
        self.remarks.extend(
            self._remark(name, replace(one, line=one.line + line - 1)) for one in odd
        )
        return text

    def _index(self, name: str, text: str, first: int) -> None:
        """Note the lines of all letters beyond ASCII."""
        if text.isascii():
            return
        path = str(self.place(name))
        for number, line in enumerate(text.split("\n"), start=first):
            for letter in () if line.isascii() else sorted({*line}):
                if not letter.isascii():
                    self._note_letter(letter, path, [number])

    def _note_letter(self, letter: str, path: str, lines: Iterable[int]) -> None:
        noted = self.letters.setdefault(letter, {}).setdefault(path, [])
        for number in lines:
            if len(noted) < _MOST_LINES and number not in noted[-1:]:
                noted.append(number)

    def take_over(self, other: Workspace) -> None:
        """Note all that was read, and found, through another workspace of the same folder."""
        self.read.update(other.read)
        for name, digest in other.hashes.items():
            self._note(name, digest)
        for letter, files in other.letters.items():
            for path, lines in files.items():
                self._note_letter(letter, path, lines)
        self.remarks.extend(other.remarks)
        self.named_sources.extend(other.named_sources)

    def _remark(self, name: str, odd: Odd) -> Finding:
        place = self.place(name, odd.line)
        if odd.refused:
            message = f"this text has the character {odd}"
            hint = "remove it; if nothing is to be seen, write the words around it again"
            return Finding(place, "B516", message, hint)
        times = "" if odd.times == 1 else f", here and {counted(odd.times - 1, 'more time')}"
        message = f"the character {odd} is left out{times}: it prints nothing"
        return Finding(place, "B517", message, "remove it, and this is not said", Severity.WARNING)

    def _note(self, name: str, digest: str) -> None:
        """Note what was read, or that nothing was there; what has changed meanwhile is neither."""
        self.hashes[name] = digest if self.hashes.get(name, digest) == digest else _CHANGED

    def _inside(self, name: str) -> Path | None:
        """Return the real path of ``name``, None if it leads out (by ``..``, ``/`` or a link)."""
        root = self.root.resolve()
        path = self._named(root, unquote(name)).resolve()
        return path if path.is_relative_to(root) else None

    @staticmethod
    def _named(root: Path, name: str) -> Path:
        """Return the path of ``name``, whatever way the disk writes accents of its letters."""
        path = root / name
        if name.isascii() or os.path.lexists(path):
            return path
        found = root
        for part in PurePosixPath(name).parts:
            try:
                names = [each.name for each in found.iterdir()]
            except OSError:
                return path
            same = [one for one in names if composed(one) == composed(part)]
            if part != ".." and len(same) != 1:
                return path
            found /= same[0] if same else part
        return found


_CHECK_PATH = "check the file's name, its permissions and, if it is a link, its target"
_RENAME = "name the other file, or give this one a name of its own"
_COPY_IN = "copy the file into the briefing's folder and use its path there"


def _fault(place: Location, code: str, message: str, hint: str) -> ContentError:
    return ContentError([Finding(place, code, message, hint)])
