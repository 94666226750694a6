"""All that can change a PDF, as hashes: the files of a briefing, the templates, the program.

Found by content, never by time: a file that is written anew with the same words changes nothing,
and one that is removed, renamed or linked to another place is seen. Nothing is loaded for it.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import __version__
from briefing.cache.toolchain import libraries, packages
from briefing.files.workspace import MAX_BYTES, templates_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAMED = ("weasyprint", "pydyf", "pikepdf", "pypdfium2", "vl_convert_python")
"""Packages a manifest names; all others are in one hash."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What the PDFs of a briefing are made from."""

    toolchain: Mapping[str, str]
    """Versions by name, and hashes of what has none."""
    content: Mapping[str, str]
    """Hashes (SHA-256) of the briefing's files, by their path in its folder."""

    @property
    def digest(self) -> str:
        """One hash of all of it."""
        return _digest({"": self.toolchain_digest, **self.content})

    @property
    def toolchain_digest(self) -> str:
        """One hash of the program."""
        return _digest(self.toolchain)


def fingerprint_of(
    folder: Path, output: Path, toolchain: Mapping[str, str] | None = None
) -> Fingerprint:
    """The state of a briefing's folder and of a program; results in ``output`` do not count.

    Without ``toolchain``, the program is this one.
    """
    toolchain = toolchain_fingerprint() if toolchain is None else toolchain
    return Fingerprint(toolchain, dict(_hashes(folder, output)))


def toolchain_fingerprint(
    installed: Mapping[str, str] | None = None, linked: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Versions of the program, of what it is built on, and hashes of its code and templates.

    Without ``installed`` and ``linked``, packages and libraries are those of this machine.
    """
    installed = packages() if installed is None else installed
    source = {k: v for k, v in _hashes(Path(__file__).parent.parent) if k.endswith(".py")}
    return {
        "briefing": __version__,
        "python": sys.version.split()[0],
        **{name: installed[name] for name in _NAMED if name in installed},
        **(libraries() if linked is None else linked),
        "packages": _digest(installed),
        "source": _digest(source),
        "templates": _digest(dict(_hashes(templates_folder()))),
    }


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; empty when it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _digest(items: Mapping[str, str]) -> str:
    text = "".join(f"{name}\0{value}\0" for name, value in sorted(items.items()))
    return sha256(text.encode(errors="surrogateescape")).hexdigest()


def _hashes(folder: Path, without: Path | None = None) -> Iterator[tuple[str, str]]:
    """Names and hashes of all files below a folder but those of version control and of caches."""
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
