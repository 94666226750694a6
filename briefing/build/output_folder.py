"""A folder of PDFs with its manifest, changed together: what is delivered, withdrawn, unchecked.

The store's lock keeps other builds out meanwhile. A build that is killed at any point leaves no PDF
that the next one does not know for ours: its hash is written down before it is put in its place,
and what is withdrawn is moved before it is forgotten.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.build.publish import drafts, publish, staged_file, withdraw
from briefing.cache.eviction import locked
from briefing.cache.fingerprint import digest_of
from briefing.cache.manifest import NAME, read
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from briefing.cache.fingerprint import Fingerprint
    from briefing.cache.manifest import Request

_MAX_REMEMBERED = 8
"""Hashes of a PDF that are remembered of builds that were killed."""


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """Where the PDFs of a briefing lie, and the store whose lock guards them."""

    folder: Path
    cache: Path
    content: Path
    """The briefing's folder."""

    @contextmanager
    def delivering(self, name: str, digest: str) -> Iterator[None]:
        """Lets a PDF of this hash be put in its place; raises EnvironmentFault."""
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
        """Puts the manifest back as it was."""
        with suppress(EnvironmentFault, OSError):
            if before is None:
                (self.folder / NAME).unlink()
            else:
                _replace(self.folder / NAME, before)

    def withdraw(self, name: str, digest: str, fingerprint: Fingerprint) -> Path | None:
        """Moves a PDF out of its reader's sight when it is still the one of this hash, of ours;
        returns where to. Raises EnvironmentFault when it cannot be moved, and says so for good."""
        with self._locked():
            manifest = read(self.folder)
            if manifest.digest_if_ours(name) != digest:
                return None
            data = self._data()
            try:
                target = withdraw(self.folder / name, digest)
            except EnvironmentFault:
                if name in data["editions"]:
                    data["editions"][name]["refused"] = fingerprint.digest
                    with suppress(OSError, EnvironmentFault):
                        self._write(data)
                raise
            _forget(data, [name])
            self._write(data)
            return target

    def remove_drafts(self) -> None:
        """Removes what builds that were killed have left half-done: it may hold what is withheld
        now. Drafts are only made while other builds are kept out, so none is at work."""
        if drafts(self.folder):
            with self._locked():
                for path in drafts(self.folder):
                    with suppress(OSError):
                        path.unlink()

    def forget(self, names: Iterable[str]) -> None:
        """Takes PDFs that are not there, or not ours, off the manifest."""
        names = list(names)
        if names:
            with self._locked():
                data = self._data()
                _forget(data, names)
                self._write(data)

    def mark_unchecked(self, fingerprint: Fingerprint) -> int:
        """Says of all PDFs that the content, as it is, could not be read; returns how many are
        there of which that has to be said. Raises EnvironmentFault."""
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
        """Adds what a build made; another build may do so meanwhile.

        ``entries`` are of this state; ``request`` is what was asked for and is now current; ``old``
        are PDFs from before that passed. Raises EnvironmentFault when the folder cannot be written.
        """
        with self._locked():
            data = self._data()
            for entry in data["editions"].values():
                entry.pop("unchecked", None)  # the content could be read
            for entry in entries:
                name = entry["file"]
                data["editions"][name] = {**entry, "proven": entry["state"]}
                left = [d for d in data["delivering"].pop(name, []) if d != entry["sha256"]]
                if left:
                    data["delivering"][name] = left
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
        """Other builds are kept out; raises EnvironmentFault when nothing can be written."""
        try:
            with locked(self.cache):
                yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise EnvironmentFault(
                f"{self.folder / NAME}: cannot be written: {reason}\n"
                "  hint: free the place or choose another folder with --output"
            ) from error

    def _data(self) -> dict[str, Any]:
        """What the manifest has, to be changed."""
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
        data["editions"].pop(name, None)
        data["delivering"].pop(name, None)
