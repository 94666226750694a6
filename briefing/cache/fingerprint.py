"""Hashes of everything that can change a PDF: a briefing's files, the templates, the program.

Changes are found by content, never by time: a file that is saved again with the same words changes
nothing, and one that is removed, renamed or linked elsewhere is noticed. Computing a fingerprint
loads neither the content nor the engine.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import __version__
from briefing.cache.toolchain import libraries, packages
from briefing.files.workspace import MAX_BYTES, templates_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LISTED_PACKAGES = ("weasyprint", "pydyf", "pikepdf", "pypdfium2", "vl_convert_python")
"""Packages whose versions a manifest lists; all others go into one hash."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Content hashes of every build input."""

    toolchain: Mapping[str, str]
    """Versions by name, and hashes of what has no version."""
    content: Mapping[str, str]
    """Hashes (SHA-256) of the briefing's files, by path in its folder."""

    @property
    def digest(self) -> str:
        """One hash of all inputs."""
        return _digest({"": self.toolchain_digest, **self.content})

    @property
    def toolchain_digest(self) -> str:
        """One hash of the program and all it is built on."""
        return _digest(self.toolchain)


def fingerprint_of(
    folder: Path, output: Path, toolchain: Mapping[str, str] | None = None
) -> Fingerprint:
    """Return the fingerprint of the briefing in ``folder`` and of the program.

    Args:
        folder: The folder of the briefing.
        output: The folder of results, which does not count even if it lies in ``folder``.
        toolchain: The program, as `toolchain_fingerprint` returns it; None for this one.
    """
    toolchain = toolchain_fingerprint() if toolchain is None else toolchain
    return Fingerprint(toolchain, dict(_hashes(folder, output)))


def toolchain_fingerprint(
    installed: Mapping[str, str] | None = None, linked: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return versions of this program and its libraries, and hashes of its code and templates.

    Args:
        installed: Versions of packages; None for those of this machine.
        linked: Versions of the engine's libraries; None for those of this machine.
    """
    installed = packages() if installed is None else installed
    source = {k: v for k, v in _hashes(Path(__file__).parent.parent) if k.endswith(".py")}
    return {
        "briefing": __version__,
        "python": sys.version.split()[0],
        **{name: installed[name] for name in _LISTED_PACKAGES if name in installed},
        **(libraries() if linked is None else linked),
        "packages": _digest(installed),
        "source": _digest(source),
        "templates": _digest(dict(_hashes(templates_folder()))),
    }


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file as hex digits; empty when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):  # ValueError: no name of a file can be so
        return ""


def _digest(items: Mapping[str, str]) -> str:
    text = "".join(f"{name}\0{value}\0" for name, value in sorted(items.items()))
    return sha256(text.encode(errors="surrogateescape")).hexdigest()


def _hashes(folder: Path, without: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield path and hash of every file below ``folder``, save version control and caches.

    Args:
        folder: Where to look; paths are relative to it.
        without: A folder to leave out.
    """
    skipped = without.resolve() if without else None
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith((".git", "__pycache__")) and (here / name).resolve() != skipped
        )
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted(files) + links:
            path = here / name
            yield path.relative_to(folder).as_posix(), _hash(path)


def _hash(path: Path) -> str:
    leads = ""
    try:
        if path.is_symlink():
            leads = f"{path.readlink()} "
            if path.is_dir():
                return f"to {leads}"
        size = path.stat().st_size
        if size > MAX_BYTES or not path.is_file():  # refused, whatever is in it
            return f"{leads}{size} bytes"
    except (OSError, RuntimeError):
        return f"{leads}unreadable"
    return f"{leads}{digest_of(path) or 'unreadable'}"
