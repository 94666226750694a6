"""The manifest of a folder of PDFs: what each is, and what it was made from; ``manifest.json``.

It is what a build with nothing to do asks, and what ``briefing verify`` holds a folder against:

==== ======================================================================
M101 the manifest cannot be read
M102 a PDF is missing
M103 a PDF is not as it was built
M104 a PDF that the manifest does not have
M105 a PDF is older than the content
M106 a PDF is unchecked: the content could not be read
M107 an edition cannot be built; its PDF from before still passes
M108 the content is not there to be compared with
M109 a PDF may not be read any more, and could not be withdrawn
==== ======================================================================
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.cache.fingerprint import digest_of
from briefing.model.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.cache.fingerprint import Fingerprint

NAME = "manifest.json"
_BUILD_AGAIN = "build again"
_PARTS = ("editions", "states", "requests")


class Standing(StrEnum):
    """What a PDF on disk is to its reader today."""

    AS_BUILT = "as built"
    """Proven against the content as it is now."""
    OLD = "old"
    """Made earlier, and proven against the content as it is now; its edition cannot be built."""
    STALE = "older than the content"
    """The content has changed since it was proven."""
    UNCHECKED = "unchecked"
    """The content is one that could not be read."""
    REFUSED = "refused"
    """It does not pass any more, and could not be moved away."""
    CHANGED = "changed"
    """Not as it was written, or not written by us."""
    MISSING = "not built"


_MAY_NOT_BE_READ = {
    Standing.MISSING: ("M102", "this PDF is missing", _BUILD_AGAIN),
    Standing.CHANGED: ("M103", "this PDF is not as it was built", _BUILD_AGAIN),
    Standing.STALE: (
        "M105",
        "this PDF is older than the content, which has changed since it was proven",
        "build it again before you hand it out",
    ),
    Standing.UNCHECKED: (
        "M106",
        "this PDF is unchecked: the content could not be read when it was last to be built",
        "mend the content and build again; do not hand it out before",
    ),
    Standing.REFUSED: (
        "M109",
        "this PDF may not be read any more, and could not be withdrawn",
        "take it away, or build again; nobody should be given it",
    ),
}


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: the options of a build that choose editions, and how files are named."""

    shown_as: str
    """The briefing's folder as people say it: findings name it."""
    options: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.shown_as, *self.options))


@dataclass(frozen=True, slots=True)
class CacheHit:
    """PDFs that are what a build would make."""

    entries: tuple[Mapping[str, Any], ...]
    warnings: tuple[Mapping[str, Any], ...]
    """Of the content."""


@dataclass(frozen=True, slots=True)
class UpToDatePdf:
    """A PDF that is there as it was made."""

    pages: int
    words: int
    sha256: str
    bound_from: str
    """Hash of all that its bytes were made from."""
    made_from: str
    """That, and of all it was proven against."""
    marking: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of the PDFs in a folder."""

    folder: Path
    data: Mapping[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The PDFs it has."""
        return tuple(sorted(self.data.get("editions", ())))

    @property
    def written(self) -> tuple[str, ...]:
        """Those, and PDFs of builds that were killed before they could say more of them."""
        return tuple(sorted({*self.names, *self.data.get("delivering", ())}))

    def content(self) -> Path | None:
        """The folder of the briefing that the PDFs were made from, as seen from here."""
        leads = self.data.get("content")
        return self.folder / leads if isinstance(leads, str) and leads else None

    def current(self, request: Request, fingerprint: Fingerprint) -> CacheHit | None:
        """The PDFs of a request, when each is there as it was made from this very state."""
        try:
            digest = fingerprint.digest
            known = self.data["requests"][str(request)]
            entries = tuple(self.data["editions"][name] for name in known["files"])
            if known["state"] == digest and all(
                entry["state"] == digest and self._is_there(entry) for entry in entries
            ):
                return CacheHit(entries, tuple(known["warnings"]))
        except (KeyError, TypeError):  # of another release
            pass
        return None

    def known(self, name: str) -> UpToDatePdf | None:
        """What is known of a PDF; None when it is not there as it was made."""
        try:
            entry = self.data["editions"][name]
            if not self._is_there(entry):
                return None
            texts = (entry[key] for key in ("sha256", "bound_from", "made_from", "marking"))
            return UpToDatePdf(int(entry["pages"]), int(entry["words"]), *map(str, texts))
        except (KeyError, TypeError, ValueError):  # of another release
            return None

    def wrote(self, name: str) -> str:
        """The hash of the PDF of a name, when it is there as a build of ours wrote it, or empty."""
        path = self.folder / name
        digest = "" if path.is_symlink() else digest_of(path)
        entry = self.data.get("editions", {}).get(name, {})
        written = [entry.get("sha256"), *self.data.get("delivering", {}).get(name, ())]
        return digest if digest in written else ""

    def is_proven_against(self, name: str, digest: str) -> bool:
        """Whether a PDF, if there as it was made, has been proven against a state."""
        entry = self.data.get("editions", {}).get(name)
        return bool(digest) and entry is not None and _proven(entry) == digest

    def _is_there(self, entry: Mapping[str, Any]) -> bool:
        return bool(entry["sha256"]) and digest_of(self.folder / entry["file"]) == entry["sha256"]

    def standing(self, name: str, now: Fingerprint) -> Standing:
        """What a PDF is to its reader, now that the content is this."""
        entry = self.data.get("editions", {}).get(name)
        digest = digest_of(self.folder / name)
        if not digest:
            return Standing.MISSING
        if entry is None or digest != entry["sha256"]:
            return Standing.CHANGED
        return self._against(entry, now)

    def _against(self, entry: Mapping[str, Any], now: Fingerprint) -> Standing:
        """What an entry says of a PDF that is there as it was made."""
        if _proven(entry) != now.digest:
            if entry.get("refused"):
                return Standing.REFUSED
            if self._is_of(entry.get("unchecked"), now):
                return Standing.UNCHECKED
            if not self._is_of(_proven(entry), now):
                return Standing.UNCHECKED if entry.get("unchecked") else Standing.STALE
        return Standing.OLD if entry.get("old") else Standing.AS_BUILT

    def older(self, now: Fingerprint) -> Finding | None:
        """What to say of PDFs that are there, and that nobody has held against the content as it
        is now."""
        unsaid = [
            name
            for name, entry in self.data.get("editions", {}).items()
            if self._against(entry, now) in {Standing.STALE, Standing.UNCHECKED}
            and self._is_there(entry)
        ]
        if not unsaid:
            return None
        if len(unsaid) == 1:
            message = f"another PDF here is older than the content: {unsaid[0]}"
            hint = "build it again before you hand it out"
        else:
            message = f"{len(unsaid)} other PDFs here are older than the content"
            hint = "build them again before you hand them out; “briefing verify” names them"
        return Finding(Location(str(self.folder)), "M105", message, hint, Severity.WARNING)

    def _is_of(self, digest: Any, now: Fingerprint) -> bool:
        """Whether a state was of the content that is there now, whatever the program."""
        known = self.data["states"].get(digest) if isinstance(digest, str) else None
        return isinstance(known, dict) and known.get("content") == now.content

    def verify(self, now: Fingerprint | None) -> Iterator[Finding]:
        """Every PDF that may not be handed out, or may with a word of warning; without a state of
        the content, what can be told of the folder alone."""
        listed: Mapping[str, Any] = self.data["editions"]
        for name in self.names:
            place = Location(str(self.folder / name))
            standing = self.standing(name, now) if now else self._apart_from_content(name)
            if standing in _MAY_NOT_BE_READ:
                yield Finding(place, *_MAY_NOT_BE_READ[standing])
            elif standing is Standing.OLD:
                message = (
                    "this PDF is from before: its edition could not be built; it was proven "
                    "against today's content all the same"
                )
                hint = "mend what keeps its edition from being built"
                yield Finding(place, "M107", message, hint, Severity.WARNING)
        for path in sorted(self.folder.glob("[!.]*.pdf")):
            if path.name not in listed:
                message = "the manifest does not have this PDF"
                hint = "it is of an edition that is no more, or of somebody else: take it away"
                if self.wrote(path.name):
                    message = "the build that made this PDF was cut off"
                    hint = _BUILD_AGAIN
                yield Finding(Location(str(path)), "M104", message, hint)

    def _apart_from_content(self, name: str) -> Standing:
        digest = digest_of(self.folder / name)
        if not digest:
            return Standing.MISSING
        as_built = digest == self.data["editions"][name]["sha256"]
        return Standing.AS_BUILT if as_built else Standing.CHANGED


def _proven(entry: Mapping[str, Any]) -> Any:
    """The state that a PDF was last proven against."""
    return entry.get("proven", entry.get("state"))


def read(folder: Path) -> Manifest:
    """The manifest of a folder; one that is not there, or cannot be read, is empty."""
    try:
        data = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        data = None
    return Manifest(folder, data if _is_ours(data) else {})


def _is_ours(data: Any) -> bool:
    """Whether it looks like what a build writes."""
    return (
        isinstance(data, dict)
        and all(isinstance(data.get(part), dict) for part in _PARTS)
        and all(isinstance(v, dict) for part in _PARTS for v in data[part].values())
        and isinstance(data.get("delivering", {}), dict)
        and all(isinstance(known, list) for known in data.get("delivering", {}).values())
        and all(
            isinstance(entry.get("sha256"), str) and entry.get("file") == name == Path(name).name
            for name, entry in data["editions"].items()
        )
    )


def read_to_verify(folder: Path) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """The manifest of a folder, or why it cannot be held against it."""
    manifest = read(folder)
    if manifest.data:
        return manifest, ()
    message = "there is no manifest here that can be read"
    hint = "name a folder of results, such as build/kfor; a build writes the manifest"
    return None, (Finding(Location(str(folder / NAME)), "M101", message, hint),)


def without_content(folder: Path) -> Finding:
    """What to say of PDFs whose briefing is not there."""
    message = "the content that these PDFs were made from is not there to be compared with"
    hint = "name the briefing with --briefing"
    return Finding(Location(str(folder)), "M108", message, hint)
