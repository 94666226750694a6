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
==== ======================================================================
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.cache.fingerprint import digest_of
from briefing.model.file_names import PAGE, PDF, page_name_of, pdf_name_of
from briefing.model.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.cache.fingerprint import Fingerprint

NAME = "manifest.json"
_BUILD_AGAIN = "build again"
_PARTS = ("editions", "states", "requests")


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
    Standing.REFUSED: (
        "M109",
        "this PDF must no longer be read, and could not be withdrawn",
        "delete or move it, or build again; do not give it to anyone",
    ),
}


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

    @property
    def names(self) -> tuple[str, ...]:
        """The PDFs it lists."""
        return tuple(sorted(self.data.get("editions", ())))

    @property
    def page_names(self) -> tuple[str, ...]:
        """The web pages it lists."""
        entries = self.data.get("editions", {}).values()
        return tuple(sorted(entry["html"]["file"] for entry in entries if entry.get("html")))

    def _entry(self, name: str) -> Mapping[str, Any] | None:
        """Return the entry of a PDF, or that of a web page: its edition's, of that file."""
        entry: Mapping[str, Any] | None = self.data.get("editions", {}).get(pdf_name_of(name))
        if entry is None or name == entry["file"]:
            return entry
        return {**entry, **entry["html"]} if entry.get("html") else None

    @property
    def written(self) -> tuple[str, ...]:
        """All files it lists, and those of builds that were killed before they could list them."""
        return tuple(sorted({*self.names, *self.page_names, *self.data.get("delivering", ())}))

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
            entry = self.data["editions"][name]
            if not self._is_unchanged(entry):
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
        entry = self._entry(name) or {}
        written = [entry.get("sha256"), *self.data.get("delivering", {}).get(name, ())]
        return digest if digest in written else ""

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
        page = entry.get("html")
        return all(
            one["sha256"] and digest_of(self.folder / one["file"]) == one["sha256"]
            for one in (entry, *((page,) if page else ()))
        )

    def standing(self, name: str, now: Fingerprint) -> Standing:
        """Return the standing of a PDF or web page, given the fingerprint of today."""
        entry = self._entry(name)
        digest = digest_of(self.folder / name)
        if not digest:
            return Standing.MISSING
        if entry is None or digest != entry["sha256"]:
            return Standing.CHANGED
        return self._standing_if_unchanged(entry, now)

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
            for name, entry in self.data.get("editions", {}).items()
            if self._standing_if_unchanged(entry, now) in {Standing.STALE, Standing.UNCHECKED}
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

    def verify(self, now: Fingerprint | None) -> Iterator[Finding]:
        """Yield a finding for every PDF that must not be handed out, or only with a warning.

        Without ``now``, the fingerprint of today, only the folder itself is checked.
        """
        listed = sorted((*self.names, *self.page_names))
        of_file = {Standing.MISSING, Standing.CHANGED}
        for name in listed:
            location = Location(str(self.folder / name))
            standing = self.standing(name, now) if now else self._apart_from_content(name)
            if name.endswith(PAGE) and standing not in of_file:
                pdf = pdf_name_of(name)
                known = self.standing(pdf, now) if now else self._apart_from_content(pdf)
                if known not in of_file:
                    continue  # what is to be said of both is said of the PDF
            if standing in _FAULTS:
                code, message, hint = _FAULTS[standing]
                called = "page" if name.endswith(PAGE) else "PDF"
                message, hint = message.replace("PDF", called), hint.replace("PDF", called)
                yield Finding(location, code, message, hint)
            elif standing is Standing.OLD:
                called = "page" if name.endswith(PAGE) else "PDF"
                message = (
                    f"this {called} is from an earlier build: its edition cannot be built now, but "
                    f"the {called} passes its proof against today's content"
                )
                hint = "fix what keeps its edition from being built"
                yield Finding(location, "M107", message, hint, Severity.WARNING)
        paths = (p for ending in (PDF, PAGE) for p in self.folder.glob(f"[!.]*{ending}"))
        for path in sorted(paths):
            if path.name not in listed:
                called = "PDF" if path.suffix == PDF else "page"
                message = f"the manifest does not list this {called}"
                hint = (
                    "it belongs to an edition that no longer exists, or was not made here; delete "
                    "or move it"
                )
                if self.digest_if_ours(path.name):
                    message = f"the build that made this {called} was interrupted"
                    hint = _BUILD_AGAIN
                yield Finding(Location(str(path)), "M104", message, hint)

    def _apart_from_content(self, name: str) -> Standing:
        digest = digest_of(self.folder / name)
        if not digest:
            return Standing.MISSING
        entry = self._entry(name)
        as_built = entry is not None and digest == entry["sha256"]
        return Standing.AS_BUILT if as_built else Standing.CHANGED


def _proven(entry: Mapping[str, Any]) -> Any:
    """Return the digest of the fingerprint that a PDF was last proven against."""
    return entry.get("proven", entry.get("state"))


def read(folder: Path) -> Manifest:
    """Return the manifest of ``folder``; a missing or unreadable one counts as empty."""
    try:
        data = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        data = None
    return Manifest(folder, data if _is_ours(data) else {})


def _is_ours(data: Any) -> bool:
    """Return whether ``data`` looks like what a build writes."""
    return (
        isinstance(data, dict)
        and all(isinstance(data.get(part), dict) for part in _PARTS)
        and all(isinstance(v, dict) for part in _PARTS for v in data[part].values())
        and isinstance(data.get("delivering", {}), dict)
        and all(isinstance(known, list) for known in data.get("delivering", {}).values())
        and all(
            isinstance(entry.get("sha256"), str)
            and entry.get("file") == name == Path(name).name
            and _is_page(entry.get("html"), name)
            for name, entry in data["editions"].items()
        )
    )


def _is_page(page: Any, pdf_name: str) -> bool:
    """Return whether ``page`` is what an entry says of the web page beside a PDF, or of none."""
    return page is None or (
        isinstance(page, dict)
        and isinstance(page.get("sha256"), str)
        and page.get("file") == page_name_of(pdf_name)
    )


def read_to_verify(folder: Path) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """Return the manifest of ``folder``, or None and the finding why it cannot be verified."""
    manifest = read(folder)
    if manifest.data:
        return manifest, ()
    message = "no readable manifest.json in this folder"
    hint = "name a folder of PDFs, such as build/kfor; a build writes the manifest"
    return None, (Finding(Location(str(folder / NAME)), "M101", message, hint),)


def missing_content(folder: Path) -> Finding:
    """Return the finding for PDFs in ``folder`` whose briefing cannot be found."""
    message = "the content that these PDFs were made from cannot be found to compare them with"
    hint = "name the briefing with --briefing"
    return Finding(Location(str(folder)), "M108", message, hint)
