"""A make dependency file: which files the PDFs are made from, for use in a Makefile."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.files.workspace import templates_folder
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.cache.fingerprint import Fingerprint


def files_of(folder: Path, fingerprint: Fingerprint) -> list[Path]:
    """Return every file that can change a PDF, as seen from the working folder.

    Args:
        folder: The folder of the briefing.
        fingerprint: What its PDFs are made from.
    """
    templates = (path for path in templates_folder().rglob("*") if path.is_file())
    content = (Path(os.path.normpath(folder / name)) for name in fingerprint.content)
    files = [*content, *sorted(templates)]
    here = Path.cwd()
    return [
        Path(os.path.relpath(path)) if path.is_absolute() and path.is_relative_to(here) else path
        for path in files
    ]


def write_rules(path: Path, targets: Iterable[Path], files: Iterable[Path]) -> None:
    """Write a make dependency file to ``path``: ``targets`` depend on ``files``.

    Each file is a target without a recipe as well: when it is removed, make does not stop but
    makes the PDFs again.

    Raises:
        EnvironmentFault: ``path`` cannot be written.
    """
    sources = [_escaped(file) for file in files]
    text = "".join(
        f"{_escaped(target)}: \\\n  " + " \\\n  ".join(sources) + "\n" for target in targets
    )
    text += "".join(f"\n{source}:\n" for source in sources)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A FIFO that nobody reads is an error, and not waited for.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NONBLOCK | os.O_CLOEXEC
        number = os.open(path, flags, 0o666)
        os.set_blocking(number, True)
        with os.fdopen(number, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise EnvironmentFault(
            f"{path}: cannot be written: {error.strerror or error}\n"
            "  hint: choose another file with --deps"
        ) from error


def touch(paths: Iterable[Path]) -> None:
    """Update the times of files that a build has left unchanged: make goes by these times."""
    for path in paths:
        with suppress(OSError):
            os.utime(path)


def _escaped(path: Path) -> str:
    """Return ``path`` with the characters escaped that make treats specially."""
    text = path.as_posix().replace("$", "$$")
    for letter in ("#", " ", ":", "%"):
        text = text.replace(letter, f"\\{letter}")
    return text
