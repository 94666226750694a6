"""A folder of PDFs and its manifest, which are changed together.

A lock beside the manifest keeps other builds out meanwhile. Even if a build is killed, the next one
still recognises every file that a build wrote: a PDF and its page are announced in the journal of
the manifest before they are put in their places, and a withdrawn PDF is moved before its entry is
removed.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from briefing.build.publish import publish, staged_file, withdraw
from briefing.cache.journal import (
    ANNOUNCED,
    announcement,
    append,
    applied,
    files_of,
    mark_of,
    marked,
    removal,
    remove,
    settle,
    state,
    whole,
)
from briefing.cache.manifest import NAME, read, read_to_write
from briefing.cache.manifest_file import data_bytes, set_aside
from briefing.files.lock_file import LOCK, locked, silent
from briefing.model.ending import uninterrupted
from briefing.model.errors import EnvironmentFault
from briefing.model.file_names import pdf_name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from briefing.build.results import FileContent
    from briefing.cache.fingerprint import Fingerprint
    from briefing.cache.manifest import Request
    from briefing.files.lock_file import Say


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """The folder of a briefing's PDFs, guarded by a lock."""

    folder: Path
    content: Path
    """The briefing's folder."""
    say: Say = silent
    """Told who else holds the lock, if that takes long, and why there can be none."""

    _stated: set[tuple[str, str]] = field(default_factory=set, compare=False)
    """Marks of manifests, each with the digest of a fingerprint that their journals have."""

    def deliver(
        self,
        entry: Mapping[str, Any],
        made_from: Fingerprint,
        files: Iterable[tuple[str, FileContent]],
    ) -> None:
        """Put the files of an edition in their places, after announcing them in the journal.

        Args:
            entry: The edition's entry in the manifest.
            made_from: What they are made from.
            files: Name and content of those that are new.

        Raises:
            EnvironmentFault: The folder cannot be written.
        """
        with self._locked(), uninterrupted(), ExitStack() as kept:
            staged = [
                (kept.enter_context(staged_file(self.folder / name, data)), self.folder / name)
                for name, data in files
            ]
            self._announce(entry, made_from)
            for draft, path in staged:
                publish(draft, path)

    def _announce(self, entry: Mapping[str, Any], made_from: Fingerprint) -> None:
        mark = mark_of(self.folder / NAME)
        known = (mark, made_from.digest)
        stated = [] if known in self._stated else [state(made_from, self._content_from_here())]
        append(self.folder, mark, [*stated, announcement(entry)])
        self._stated.add(known)

    def _content_from_here(self) -> str:
        return os.path.relpath(self.content.resolve(), self.folder.resolve())

    def withdraw(self, name: str, digest: str, fingerprint: Fingerprint) -> Path | None:
        """Withdraw a PDF, if a build wrote it and it still has the expected hash.

        Args:
            name: The file name of the PDF.
            digest: Its expected hash.
            fingerprint: What PDFs are made from today.

        Returns:
            Its new path, or None if it was left in place.

        Raises:
            EnvironmentFault: It cannot be moved; the manifest records that it is refused.
        """
        with self._locked(), uninterrupted():
            manifest = read(self.folder)
            if manifest.digest_if_ours(name) != digest:
                return None
            try:
                target = withdraw(self.folder / name, digest)
            except EnvironmentFault:
                data = self._data()
                settle(data, self.folder, {})
                if pdf_name_of(name) in data["editions"]:
                    data["editions"][pdf_name_of(name)]["refused"] = fingerprint.digest
                    with suppress(OSError, EnvironmentFault):
                        self._write(data)
                raise
            append(self.folder, mark_of(self.folder / NAME), [removal([name])])
            return target

    def forget(self, names: Iterable[str]) -> None:
        """Remove the entries of PDFs that are gone, or were changed by somebody."""
        names = list(names)
        if names:
            with self._locked(), uninterrupted():
                append(self.folder, mark_of(self.folder / NAME), [removal(names)])

    def mark_unchecked(self, fingerprint: Fingerprint) -> int:
        """Mark PDFs as unchecked, because the content as it is now could not be read.

        Returns:
            How many of the marked PDFs exist.

        Raises:
            EnvironmentFault: The folder cannot be written.
        """
        if not read(self.folder).names:
            return 0
        with self._locked(), uninterrupted():
            data = self._data()
            settle(data, self.folder, {})
            data["states"][fingerprint.digest] = fingerprint.parts
            found = 0
            for name, entry in data["editions"].items():
                if entry.get("proven", entry.get("state")) != fingerprint.digest:
                    entry["unchecked"] = fingerprint.digest
                    found += (self.folder / name).exists()
            self._write(data)
            return found

    def record(
        self,
        fingerprint: Fingerprint,
        entries: Sequence[Mapping[str, Any]],
        request: tuple[Request, Mapping[str, Any]] | None,
        old: Iterable[str],
    ) -> None:
        """Record in the manifest what a build made; entries of other builds stay.

        Args:
            fingerprint: What the PDFs are made from.
            entries: The entries of the PDFs.
            request: What was asked for, if all of it is now up to date, with its entry.
            old: Names of PDFs from earlier builds that passed their proof again.

        Raises:
            EnvironmentFault: The folder cannot be written.
        """
        with self._locked(), uninterrupted():
            data = self._data()
            settle(data, self.folder, {entry["file"]: entry["sha256"] for entry in entries})
            for entry in data["editions"].values():
                entry.pop("unchecked", None)  # the content could be read
            for entry in entries:
                known = data["editions"].get(entry["file"])
                # Another build may have delivered or withdrawn it since.
                if _same_files(known, entry) if known else whole([entry], self.folder):
                    data["editions"][entry["file"]] = {**entry, "proven": entry["state"]}
            for name in old:
                if name in data["editions"]:
                    data["editions"][name].pop("refused", None)
                    data["editions"][name] |= {"proven": fingerprint.digest, "old": True}
            if request is not None:
                data["requests"][str(request[0])] = dict(request[1])
            data["requests"] = {
                k: v for k, v in data["requests"].items() if v.get("state") == fingerprint.digest
            }
            data["states"][fingerprint.digest] = fingerprint.parts
            data["content"] = self._content_from_here()
            self._write(data)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock that keeps other builds out.

        Raises:
            EnvironmentFault: The folder cannot be written.
        """
        try:
            with locked(self.folder / LOCK, self.say):
                yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise EnvironmentFault(
                f"{self.folder / NAME}: cannot be written: {reason}\n"
                "  hint: free some disk space or fix permissions, or choose another folder with "
                "--output"
            ) from error

    def _data(self) -> dict[str, Any]:
        """Return the data of the manifest, to be changed and written back; a damaged one is kept
        aside."""
        known = read_to_write(self.folder)
        if known.damage:
            set_aside(self.folder / NAME)
        return applied(known.data, ())

    def _write(self, data: dict[str, Any]) -> None:
        entries = [*data["editions"].values(), *chain(*data[ANNOUNCED].values())]
        used = [e.get(key) for e in entries for key in ("state", "proven", "unchecked")]
        kept = {
            **data,
            "editions": dict(sorted(data["editions"].items())),
            "states": {k: v for k, v in data["states"].items() if k in used},
        }
        _replace(self.folder / NAME, data_bytes(marked(kept)))
        remove(self.folder)


def _replace(path: Path, data: bytes) -> None:
    with staged_file(path, data) as draft:
        publish(draft, path)


def _same_files(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two entries are of the same PDF and, if there is one, the same page."""
    files = ([(file["file"], file["sha256"]) for file in files_of(e)] for e in (one, other))
    return next(files) == next(files)
