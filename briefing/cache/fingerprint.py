"""Hashes of everything that can change a PDF: a briefing's files, the templates, the program.

Changes are found by content, never by time: a file that is saved again with the same words changes
nothing, and one that is removed, renamed or linked elsewhere is noticed. Computing a fingerprint
loads neither the content nor the engine.
"""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import __version__
from briefing.cache.toolchain import libraries, packages
from briefing.files.changes import SKIPPED
from briefing.files.checked_read import MAX_PDF_BYTES, hash_file
from briefing.files.editor_files import is_kept_by_editor
from briefing.files.theme_places import themes_beside
from briefing.files.workspace import MAX_BYTES, templates_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LISTED_PACKAGES = ("weasyprint", "pydyf", "pikepdf", "pypdfium2", "vl_convert_python")
"""Packages whose versions a manifest lists; all others go into one hash."""

_SOURCE = (".py", ".gz", ".icc")
"""Endings of the files of this program: code, the schema of charts, the colour profile."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Content hashes of every build input."""

    toolchain: Mapping[str, str]
    """Versions by name, and hashes of what has no version."""
    content: Mapping[str, str]
    """Hashes (SHA-256) of the briefing's files, and of themes beside it, by path from there."""
    templates: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Those of the program's templates, to say which has changed: the toolchain has one of all."""

    @property
    def digest(self) -> str:
        """One hash of all inputs."""
        return _digest({"": self.toolchain_digest, **self.content})

    @property
    def parts(self) -> dict[str, dict[str, str]]:
        """What it consists of, as a manifest has it."""
        return {"program": dict(self.toolchain), "content": dict(self.content)}

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
    templates = dict(_hashes(templates_folder()))
    if toolchain is None:
        toolchain = toolchain_fingerprint(templates=templates)
    return Fingerprint(toolchain, dict(_content(folder, output)), templates)


def fingerprint_while_running(
    folder: Path, output: Path, running: Mapping[str, str]
) -> Fingerprint:
    """Return the fingerprint as `fingerprint_of` does, of a program that goes on running: only
    content and templates are looked at again.

    Args:
        folder: The folder of the briefing.
        output: The folder of results.
        running: The program when it began, as `toolchain_fingerprint` returns it.
    """
    templates = dict(_hashes(templates_folder()))
    toolchain = {**running, "templates": _digest(templates)}
    return Fingerprint(toolchain, dict(_content(folder, output)), templates)


def source_digest() -> str:
    """Return one hash of the program's own code, as it is on disk."""
    source = {k: v for k, v in _hashes(Path(__file__).parent.parent) if k.endswith(_SOURCE)}
    return _digest(source)


def fingerprint_as_read(
    before: Fingerprint, read: Mapping[str, str], folder: Path, output: Path
) -> Fingerprint:
    """Return the fingerprint of what was read, by the bytes that were read.

    Templates are read by many, so they are looked at again: if they are not what they were before,
    nobody knows which was read, and the fingerprint is that of no state of theirs.

    Args:
        before: The fingerprint from before anything was read.
        read: Hashes of what was read in the folder of the briefing; empty for what was not there.
        folder: The folder of the briefing.
        output: The folder of results, as for `fingerprint_of`.
    """
    content = dict(before.content)
    by_case = {name.casefold(): name for name in content}  # a disk may not tell them apart
    for asked, digest in read.items():
        name = asked if asked in content else by_case.get(asked.casefold(), asked)
        if not digest:
            content.pop(asked, None)
        elif not _is_left_out(folder / name, folder, output):
            content[name] = digest
    root = folder.resolve()
    for name, known in content.items():
        leads, _, digest = known.rpartition(" ")
        if leads and (folder / name).is_symlink():  # read under the name of what it leads to
            target = (folder / name).resolve()
            inside = target.relative_to(root).as_posix() if target.is_relative_to(root) else ""
            content[name] = f"{leads} {read.get(inside, digest)}"
    toolchain = before.toolchain
    if dict(_hashes(templates_folder())) != before.templates:
        toolchain = {**toolchain, "templates": "changed while they were read"}
    return Fingerprint(toolchain, content, before.templates)


def changed_files(made_from: Fingerprint, now: Fingerprint) -> list[str]:
    """Return the files that are not what they were, as paths in the folder of the briefing, then
    those of the templates, then what else of the program."""
    found = _differing(made_from.content, now.content)
    found += [f"templates/{name}" for name in _differing(made_from.templates, now.templates)]
    if not found and made_from.toolchain != now.toolchain:
        found = [f"the program ({', '.join(_differing(made_from.toolchain, now.toolchain))})"]
    return found


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def _is_left_out(path: Path, folder: Path, output: Path) -> bool:
    """Return whether a file in ``folder`` is not part of its fingerprint."""
    parts = path.relative_to(folder).parts[:-1]
    return any(part.startswith(SKIPPED) for part in parts) or path.resolve().is_relative_to(
        output.resolve()
    )


def toolchain_fingerprint(
    installed: Mapping[str, str] | None = None,
    linked: Mapping[str, str] | None = None,
    templates: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return versions of this program and its libraries, and hashes of its code and templates.

    Args:
        installed: Versions of packages; None for those of this machine.
        linked: Versions of the engine's libraries; None for those of this machine.
        templates: Hashes of the templates; None for those of this program.
    """
    templates = dict(_hashes(templates_folder())) if templates is None else templates
    installed = packages() if installed is None else installed
    return {
        "briefing": __version__,
        "python": sys.version.split()[0],
        **{name: installed[name] for name in _LISTED_PACKAGES if name in installed},
        **(libraries() if linked is None else linked),
        "packages": _digest(installed),
        "source": source_digest(),
        "templates": _digest(templates),
    }


def digest_of(path: Path | str) -> str:
    """Return the SHA-256 of a file as hex digits; empty when it cannot be read, or is no file."""
    try:
        return hash_file(path, MAX_PDF_BYTES)
    except (OSError, ValueError):  # ValueError: not a path
        return ""


def _digest(items: Mapping[str, str]) -> str:
    text = "".join(f"{name}\0{value}\0" for name, value in sorted(items.items()))
    return sha256(text.encode(errors="surrogateescape")).hexdigest()


def _hashes(folder: Path, without: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield path and hash of every file below ``folder``, save version control, caches and what
    editors keep.

    Args:
        folder: Where to look; paths are relative to it.
        without: A folder to leave out.
    """
    skipped = os.path.realpath(without) if without else None
    top = os.fspath(folder)  # paths are text here: there are hundreds, and a Path takes longer
    for here, folders, files in os.walk(top):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(SKIPPED)
            and (skipped is None or os.path.realpath(f"{here}/{name}") != skipped)
        )
        links = [name for name in folders if Path(here, name).is_symlink()]
        inside = here[len(top) :].lstrip("/")
        for name in sorted(files) + links:
            if not is_kept_by_editor(name):
                yield f"{inside}/{name}" if inside else name, _hash(f"{here}/{name}")


def _content(folder: Path, output: Path) -> Iterator[tuple[str, str]]:
    """Yield path and hash of every file of a briefing, and of the themes that lie beside it."""
    yield from _hashes(folder, output)
    for name, theme in themes_beside(folder):
        yield from ((f"{name}/{inside}", digest) for inside, digest in _hashes(theme, output))


def _hash(path: str) -> str:
    leads = ""
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            leads = f"{Path(path).readlink()} "
            status = Path(path).stat()
            if stat.S_ISDIR(status.st_mode):
                return f"to {leads}"
        if status.st_size > MAX_BYTES or not stat.S_ISREG(status.st_mode):
            return f"{leads}{status.st_size} bytes"  # refused, whatever is in it
    except (OSError, RuntimeError):
        return f"{leads}unreadable"
    return f"{leads}{digest_of(path) or 'unreadable'}"
