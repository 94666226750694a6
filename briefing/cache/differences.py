"""How a folder of PDFs differs from its manifest and from the content as it is now.

A build may be writing there meanwhile. So what would be a fault of a file is asked again whenever
the manifest or its journal has changed since it was read: a build announces each file first.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from briefing.cache.fingerprint import changed_files
from briefing.cache.manifest import NAME, Manifest, Standing, read
from briefing.files.lock_file import LOCK, locked, silent
from briefing.model.file_names import PAGE, PDF, pdf_name_of
from briefing.model.findings import Finding, Location, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.cache.fingerprint import Fingerprint
    from briefing.files.lock_file import Say

_BUILD_AGAIN = "build again"
_MOST_NAMED = 3
"""Changed files that are named."""
_TRIES = 20
"""How often to ask again what builds are writing meanwhile."""
_FAULTS = {
    Standing.MISSING: ("M102", "this PDF is missing", _BUILD_AGAIN),
    Standing.CHANGED: ("M103", "this PDF is not as it was built", _BUILD_AGAIN),
    Standing.STALE: (
        "M105",
        "this PDF is older than the content, which has changed since it was proven",
        "build it again before you hand it out",
    ),
    Standing.UNCHECKED: (
        "M106",
        "this PDF is unchecked: the content could not be read in the last build",
        "fix the content and build again; do not hand this PDF out before",
    ),
    Standing.STOPPED: (
        "M111",
        "this PDF was written by a build that was stopped before its edition was whole",
        _BUILD_AGAIN,
    ),
    Standing.REFUSED: (
        "M109",
        "this PDF must no longer be read, and could not be withdrawn",
        "delete or move it, or build again; do not give it to anyone",
    ),
}

_OF_FILE = {Standing.MISSING, Standing.CHANGED, Standing.STOPPED}
"""What is to be said of a file by itself, whatever is said of the other one of its edition."""


def differences(
    manifest: Manifest, now: Fingerprint | None, say: Say = silent
) -> Iterator[Finding]:
    """Yield a finding for every PDF that must not be handed out, or only with a warning.

    Args:
        manifest: The manifest of the folder.
        now: The fingerprint of today; None to check only the folder itself.
        say: Told which build is waited for, if that takes long.
    """
    listed = manifest.written
    for name in listed:
        standing = _standing(manifest, name, now, say)
        of_both = name.endswith(PAGE) and standing not in _OF_FILE
        if not of_both or _standing(manifest, pdf_name_of(name), now, say) in _OF_FILE:
            yield from _of_file(manifest, name, standing)  # else it is said of the PDF
    paths = (p for ending in (PDF, PAGE) for p in manifest.folder.glob(f"[!.]*{ending}"))
    for path in sorted(paths):
        if path.name not in listed:
            yield from _of_unlisted(manifest, path, now, say)


def _standing(known: Manifest, name: str, now: Fingerprint | None, say: Say) -> Standing:
    """Return the standing of a file by all that builds have recorded of it meanwhile."""
    for _ in range(_TRIES):
        standing = known.standing(name, now)
        if standing not in _OF_FILE:
            break
        if standing is Standing.STOPPED and os.path.lexists(known.folder / LOCK):
            with locked(known.folder / LOCK, say, shared=True):  # a build may be about to finish it
                standing = known.standing(name, now)
        newer = known.newer()
        if newer is None:
            break
        known = newer
    return standing


def _of_file(manifest: Manifest, name: str, standing: Standing) -> Iterator[Finding]:
    """Yield what is to be said of a file, if anything is."""
    location = Location(str(manifest.folder / name))
    called = "page" if name.endswith(PAGE) else "PDF"
    if standing in _FAULTS:
        code, message, hint = _FAULTS[standing]
        message, hint = message.replace("PDF", called), hint.replace("PDF", called)
        yield Finding(location, code, message, hint)
    elif standing is Standing.OLD:
        message = (
            f"this {called} is from an earlier build: its edition cannot be built now, but "
            f"the {called} passes its proof against today's content"
        )
        hint = "fix what keeps its edition from being built"
        yield Finding(location, "M107", message, hint, Severity.WARNING)


def _of_unlisted(
    manifest: Manifest, path: Path, now: Fingerprint | None, say: Say
) -> Iterator[Finding]:
    """Yield what is to be said of a file that ``manifest`` does not list."""
    newer = manifest.newer()
    if newer is not None and path.name in newer.written:  # a build has put it there meanwhile
        yield from _of_file(newer, path.name, _standing(newer, path.name, now, say))
        return
    message = f"the manifest does not list this {'PDF' if path.suffix == PDF else 'page'}"
    hint = "it belongs to an edition that no longer exists, or was not made here; delete or move it"
    yield Finding(Location(str(path)), "M104", message, hint)


def read_to_verify(folder: Path) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """Return the manifest of ``folder``, or None and the finding why it cannot be verified."""
    manifest = read(folder)
    if manifest.data and not manifest.damage:
        return manifest, ()
    message = "no readable manifest.json in this folder"
    hint = "name a folder of PDFs, such as build/kfor; a build writes the manifest"
    if manifest.damage:
        message, hint = f"the manifest is damaged: {manifest.damage}", _BUILD_AGAIN
    return None, (Finding(Location(str(folder / NAME)), "M101", message, hint),)


def missing_content(folder: Path) -> Finding:
    """Return the finding for PDFs in ``folder`` whose briefing cannot be found."""
    message = "the content that these PDFs were made from cannot be found to compare them with"
    hint = "name the briefing with --briefing"
    return Finding(Location(str(folder)), "M108", message, hint)


def change_finding(shown: str, made_from: Fingerprint, now: Fingerprint) -> Finding | None:
    """Return the finding that what PDFs are made from has changed during the build, if it has.

    Args:
        shown: The folder of the briefing as people say it.
        made_from: What was read.
        now: What would be read now.
    """
    changed = changed_files(made_from, now)
    if not changed:
        return None
    more = len(changed) - _MOST_NAMED
    named = ", ".join(changed[:_MOST_NAMED])
    named += f" and {counted(more, 'other file')}" if more > 0 else ""
    message = f"changed while it was being built: {named}; build again"
    return Finding(Location(shown), "M112", message)
