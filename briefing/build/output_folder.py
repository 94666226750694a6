"""A folder of PDFs and its manifest, which are changed together.

A lock beside the manifest keeps other builds out meanwhile. Even if a build is killed, the next one
still recognises every PDF that a build wrote: the hash of a PDF goes into the manifest before the
PDF is published, and a withdrawn PDF is moved before its entry is removed.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.build.publish import publish, staged_file, withdraw
from briefing.cache.fingerprint import digest_of
from briefing.cache.manifest import NAME, read
from briefing.files.lock_file import LOCK, locked, silent
from briefing.model.errors import EnvironmentFault
from briefing.model.file_names import PAGE, pdf_name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from briefing.cache.fingerprint import Fingerprint
    from briefing.cache.manifest import Request
    from briefing.files.lock_file import Say

_MAX_REMEMBERED = 8
"""Hashes to remember for one PDF, of builds that were killed while publishing it."""


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """The folder of a briefing's PDFs, guarded by a lock."""

    folder: Path
    content: Path
    """The briefing's folder."""
    say: Say = silent
    """Told who else holds the lock, if that takes long, and why there can be none."""

    @contextmanager
    def delivering(self, name: str, digest: str) -> Iterator[None]:
        """Hold the lock while a PDF is published, after recording its hash in the manifest.

        Args:
            name: The file name of the PDF.
            digest: Its hash.

        Raises:
            EnvironmentFault: The folder cannot be written.
        """
        with self._locked():
            path = self.folder / NAME
            before = path.read_bytes() if path.exists() else None
            data = self._data()
            known = data["delivering"].get(name, [])
            data["delivering"][name] = [*(d for d in known if d != digest), digest][
                -_MAX_REMEMBERED:
            ]
            self._write(data)
            try:
                yield
            except BaseException:
                if digest_of(self.folder / name) != digest:
                    self._restore(before)
                raise

    def _restore(self, before: bytes | None) -> None:
        """Write the manifest back as it was ``before``; None if there was none."""
        with suppress(EnvironmentFault, OSError):
            if before is None:
                (self.folder / NAME).unlink()
            else:
                _replace(self.folder / NAME, before)

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
        with self._locked():
            manifest = read(self.folder)
            if manifest.digest_if_ours(name) != digest:
                return None
            data = self._data()
            try:
                target = withdraw(self.folder / name, digest)
            except EnvironmentFault:
                if pdf_name_of(name) in data["editions"]:
                    data["editions"][pdf_name_of(name)]["refused"] = fingerprint.digest
                    with suppress(OSError, EnvironmentFault):
                        self._write(data)
                raise
            _forget(data, [name])
            self._write(data)
            return target

    def forget(self, names: Iterable[str]) -> None:
        """Remove the entries of PDFs that are gone, or were changed by somebody."""
        names = list(names)
        if names:
            with self._locked():
                data = self._data()
                _forget(data, names)
                self._write(data)

    def mark_unchecked(self, fingerprint: Fingerprint) -> int:
        """Mark PDFs as unchecked, because the content as it is now could not be read.

        Returns:
            How many of the marked PDFs exist.

        Raises:
            EnvironmentFault: The folder cannot be written.
        """
        if not read(self.folder).names:
            return 0
        with self._locked():
            data = self._data()
            data["states"][fingerprint.digest] = _fingerprint_json(fingerprint)
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
        with self._locked():
            data = self._data()
            for entry in data["editions"].values():
                entry.pop("unchecked", None)  # the content could be read
            for entry in entries:
                name = entry["file"]
                data["editions"][name] = {**entry, "proven": entry["state"]}
                _settle(data, name, entry["sha256"])
                if entry.get("html"):
                    _settle(data, entry["html"]["file"], entry["html"]["sha256"])
            for name in old:
                if name in data["editions"]:
                    data["editions"][name].pop("refused", None)
                    data["editions"][name] |= {"proven": fingerprint.digest, "old": True}
            if request is not None:
                data["requests"][str(request[0])] = dict(request[1])
            data["requests"] = {
                k: v for k, v in data["requests"].items() if v.get("state") == fingerprint.digest
            }
            data["states"][fingerprint.digest] = _fingerprint_json(fingerprint)
            data["content"] = os.path.relpath(self.content.resolve(), self.folder.resolve())
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
        """Return the data of the manifest, to be changed and written back."""
        empty: dict[str, Any] = {"editions": {}, "states": {}, "requests": {}}
        return {**empty, "delivering": {}, **read(self.folder).data}

    def _write(self, data: dict[str, Any]) -> None:
        used = [
            entry.get(key)
            for entry in data["editions"].values()
            for key in ("state", "proven", "unchecked")
        ]
        kept = {
            **data,
            "editions": dict(sorted(data["editions"].items())),
            "states": {k: v for k, v in data["states"].items() if k in used},
        }
        text = json.dumps(kept, indent=1, ensure_ascii=True).encode("ascii")
        _replace(self.folder / NAME, text)


def _replace(path: Path, data: bytes) -> None:
    with staged_file(path, data) as draft:
        publish(draft, path)


def _fingerprint_json(fingerprint: Fingerprint) -> dict[str, Mapping[str, str]]:
    return {"program": fingerprint.toolchain, "content": fingerprint.content}


def _forget(data: dict[str, Any], names: Iterable[str]) -> None:
    for name in names:
        if name.endswith(PAGE) and pdf_name_of(name) in data["editions"]:
            data["editions"][pdf_name_of(name)]["html"] = None
        data["editions"].pop(name, None)
        data["delivering"].pop(name, None)


def _settle(data: dict[str, Any], name: str, digest: str) -> None:
    """Forget that a file was being delivered, now that it is listed with its hash."""
    left = [d for d in data["delivering"].pop(name, []) if d != digest]
    if left:
        data["delivering"][name] = left
