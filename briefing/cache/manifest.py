"""The manifest of a folder of PDFs, ``manifest.json``: what each PDF is, and what it was made from.

A build reads it to see whether there is anything to do, and ``briefing verify`` compares a folder
with it:

==== ======================================================================
M101 the manifest cannot be read
M102 a PDF is missing
M103 a PDF is not as it was built
M104 a PDF that the manifest does not list
M105 a PDF is older than the content
M106 a PDF is unchecked: the content could not be read
M107 an edition cannot be built; its PDF from before still passes
M108 the content is not there to be compared with
M109 a PDF must no longer be read, and could not be withdrawn
M110 the cache cannot be written, and is worked without
M111 a PDF of a build that was stopped before it was done with it
M112 the content changed while it was being built
==== ======================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Any

from briefing.cache.fingerprint import digest_of
from briefing.cache.journal import ANNOUNCED, applied, files_of, read_records, version, whole
from briefing.cache.manifest_file import FILE_NAME, read_data
from briefing.model.file_names import PAGE, PDF, pdf_name_of
from briefing.model.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from briefing.cache.fingerprint import Fingerprint

NAME = FILE_NAME
_TRIES = 20
"""How often to read again what builds are writing meanwhile."""


class Standing(StrEnum):
    """Whether a PDF on disk may be handed out today, and if not, why."""

    AS_BUILT = "as built"
    """Proven against the content as it is now."""
    OLD = "old"
    """Made earlier and proven against the content as it is now; its edition cannot be built."""
    STALE = "older than the content"
    """The content has changed since it was proven."""
    UNCHECKED = "unchecked"
    """The content, as it is now, could not be read."""
    REFUSED = "refused"
    """It no longer passes its proof, and could not be moved away."""
    CHANGED = "changed"
    """Changed since it was written, or not written by a build."""
    MISSING = "not built"
    STOPPED = "of a build that was stopped"
    """Written by a build that was stopped before it had written the page to it, or the reverse."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a build was asked for: its options that choose editions."""

    shown_as: str
    """The briefing's folder as findings name it."""
    options: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.shown_as, *self.options))


@dataclass(frozen=True, slots=True)
class CacheHit:
    """PDFs that are what a build would make again."""

    entries: tuple[Mapping[str, Any], ...]
    warnings: tuple[Mapping[str, Any], ...]
    """Warnings about the content."""


@dataclass(frozen=True, slots=True)
class UpToDatePdf:
    """A PDF that is as it was made."""

    pages: int
    words: int
    sha256: str
    bound_from: str
    """Hash of all that its bytes were made from."""
    made_from: str
    """Hash of that, and of all it was proven against."""
    marking: str
    page_sha256: str = ""
    """Hash of the web page beside it, which is as it was made, too; empty if it has none."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of the PDFs in a folder."""

    folder: Path
    data: Mapping[str, Any]
    version: tuple[str, int] = ("", 0)
    """Of the files that it was read from."""
    damage: str = ""
    """What is wrong with the file that it was read from; empty if nothing is."""

    @property
    def damaged_warning(self) -> Finding | None:
        """A warning if what a build wrote of its PDFs can no longer be read."""
        if not self.damage:
            return None
        message = f"the manifest is damaged: {self.damage}"
        hint = (
            f"it is kept as {NAME}.damaged when a new one is written; PDFs here that this build "
            "does not make again are no longer known until they are built: build all of them"
        )
        place = Location(str(self.folder / NAME))
        return Finding(place, "M101", message, hint, Severity.WARNING)

    @property
    def names(self) -> tuple[str, ...]:
        """The PDFs it lists."""
        return tuple(name for name in self.written if name.endswith(PDF))

    @property
    def page_names(self) -> tuple[str, ...]:
        """The web pages it lists."""
        return tuple(name for name in self.written if name.endswith(PAGE))

    @property
    def written(self) -> tuple[str, ...]:
        """All files it lists; of those that were only announced, those that are there."""
        listed = {one["file"] for e in self._editions.values() for one in files_of(e)}
        entries = chain(*self._announced.values())
        announced = {one["file"] for entry in entries for one in files_of(entry)}
        return tuple(sorted(listed | {name for name in announced if (self.folder / name).exists()}))

    @property
    def _editions(self) -> Mapping[str, Mapping[str, Any]]:
        editions: Mapping[str, Mapping[str, Any]] = self.data.get("editions", {})
        return editions

    @property
    def _announced(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        announced: Mapping[str, Sequence[Mapping[str, Any]]] = self.data.get(ANNOUNCED, {})
        return announced

    def _candidates(self, pdf: str) -> tuple[Mapping[str, Any], ...]:
        """Return the entries that an edition may have, the newest first."""
        known = self._editions.get(pdf)
        return (*reversed(self._announced.get(pdf, ())), *([known] if known else ()))

    def _entry(self, name: str) -> Mapping[str, Any] | None:
        """Return the entry of an edition by the name of its PDF or web page, with the name and hash
        of that file; None if there is none that both files are as."""
        pdf = pdf_name_of(name)
        candidates = self._candidates(pdf)
        settled = pdf not in self._announced
        entry = next(iter(candidates), None) if settled else whole(candidates, self.folder)
        if entry is None or name == entry["file"]:
            return entry
        return {**entry, **entry["html"]} if entry.get("html") else None

    def _hashes(self, name: str) -> set[str]:
        """Return the hashes of what builds have written, or were about to write, to a file."""
        candidates = self._candidates(pdf_name_of(name))
        files = (one for entry in candidates for one in files_of(entry))
        return {one["sha256"] for one in files if one["file"] == name}

    def content(self) -> Path | None:
        """Return the folder of the briefing that the PDFs were made from, seen from here."""
        target = self.data.get("content")
        return self.folder / target if isinstance(target, str) and target else None

    def current(self, request: Request, fingerprint: Fingerprint) -> CacheHit | None:
        """Return the PDFs of ``request`` if each is as made from ``fingerprint``, else None."""
        try:
            digest = fingerprint.digest
            known = self.data["requests"][str(request)]
            entries = tuple(self.data["editions"][name] for name in known["files"])
            if known["state"] == digest and all(
                entry["state"] == digest and self._is_unchanged(entry) for entry in entries
            ):
                return CacheHit(entries, tuple(known["warnings"]))
        except (KeyError, TypeError):  # of another release
            pass
        return None

    def up_to_date_pdf(self, name: str) -> UpToDatePdf | None:
        """Return what is known of the PDF ``name``, or None if it is not as it was made."""
        try:
            entry = self._entry(name)
            if entry is None or not self._is_unchanged(entry):
                return None
            texts = (entry[key] for key in ("sha256", "bound_from", "made_from", "marking"))
            page = (entry.get("html") or {}).get("sha256", "")
            return UpToDatePdf(int(entry["pages"]), int(entry["words"]), *map(str, (*texts, page)))
        except (KeyError, TypeError, ValueError):  # of another release
            return None

    def digest_if_ours(self, name: str) -> str:
        """Return the hash of the file ``name`` if it is as a build wrote it, else nothing."""
        path = self.folder / name
        digest = "" if path.is_symlink() else digest_of(path)
        return digest if digest in self._hashes(name) else ""

    def is_proven_against(self, name: str, digest: str) -> bool:
        """Return whether the PDF ``name``, if unchanged, has been proven against a fingerprint.

        Args:
            name: The file name of the PDF.
            digest: The digest of the fingerprint.
        """
        entry = self._entry(name)
        return bool(digest) and entry is not None and _proven(entry) == digest

    def _is_unchanged(self, entry: Mapping[str, Any]) -> bool:
        """Return whether PDF and web page of ``entry`` are there as they were made."""
        return whole([entry], self.folder) is not None

    def standing(self, name: str, now: Fingerprint | None) -> Standing:
        """Return the standing of a PDF or web page, given the fingerprint of today.

        Without ``now``, only the files are looked at, not what they were made from.
        """
        digest = digest_of(self.folder / name)
        if not digest:
            return Standing.MISSING
        entry = self._entry(name)
        if entry is not None and digest == entry["sha256"]:
            return Standing.AS_BUILT if now is None else self._standing_if_unchanged(entry, now)
        # Nothing was announced but what was to be put there next.
        is_stopped = digest in self._hashes(name) and pdf_name_of(name) in self._announced
        return Standing.STOPPED if is_stopped else Standing.CHANGED

    def newer(self) -> Manifest | None:
        """Return the manifest as it is now; None if nothing was written to it since it was read."""
        return read(self.folder) if version(self.folder / NAME) != self.version else None

    def _standing_if_unchanged(self, entry: Mapping[str, Any], now: Fingerprint) -> Standing:
        """Return the standing of a PDF that is as it was made, by its entry."""
        if _proven(entry) != now.digest:
            if entry.get("refused"):
                return Standing.REFUSED
            if self._has_content_of(entry.get("unchecked"), now):
                return Standing.UNCHECKED
            if not self._has_content_of(_proven(entry), now):
                return Standing.UNCHECKED if entry.get("unchecked") else Standing.STALE
        return Standing.OLD if entry.get("old") else Standing.AS_BUILT

    def outdated_warning(self, now: Fingerprint) -> Finding | None:
        """Return a warning if PDFs here have not been proven against the content as it is now."""
        outdated = [
            name
            for name in self.names
            if (entry := self._entry(name)) is not None
            and self._standing_if_unchanged(entry, now) in {Standing.STALE, Standing.UNCHECKED}
            and self._is_unchanged(entry)
        ]
        if not outdated:
            return None
        if len(outdated) == 1:
            message = f"another PDF here is older than the content: {outdated[0]}"
            hint = "build it again before you hand it out"
        else:
            message = f"{len(outdated)} other PDFs here are older than the content"
            hint = "build them again before you hand them out; “briefing verify” lists them"
        return Finding(Location(str(self.folder)), "M105", message, hint, Severity.WARNING)

    def _has_content_of(self, digest: Any, now: Fingerprint) -> bool:
        """Return whether a recorded fingerprint has the content of ``now``, by any program."""
        known = self.data["states"].get(digest) if isinstance(digest, str) else None
        return isinstance(known, dict) and known.get("content") == now.content


def _proven(entry: Mapping[str, Any]) -> Any:
    """Return the digest of the fingerprint that a PDF was last proven against."""
    return entry.get("proven", entry.get("state"))


def read(folder: Path) -> Manifest:
    """Return the manifest of ``folder`` with what its journal adds; a missing one is empty, and so
    is a damaged one, or the part of it that is damaged."""
    try:
        return read_to_write(folder)
    except OSError:  # of the journal, or of both
        try:
            data, damage = read_data(folder / NAME)
        except OSError as error:
            data, damage = {}, error.strerror or str(error)
        return Manifest(folder, data, damage=damage)


def read_to_write(folder: Path) -> Manifest:
    """Return the manifest of ``folder`` as `read` does, to be written anew.

    Raises:
        OSError: It or its journal cannot be read; so nothing may be written in its stead.
    """
    for _ in range(_TRIES):
        seen = version(folder / NAME)
        data, damage = read_data(folder / NAME)
        records = read_records(folder, seen[0])
        if version(folder / NAME) == seen:
            break  # else a build has written to them meanwhile
    return Manifest(folder, applied(data, records) if data or records else {}, seen, damage)
