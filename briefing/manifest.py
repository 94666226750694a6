"""The manifest of a folder of PDFs: what each is, and what it was made from; ``manifest.json``.

It is what a build with nothing to do asks, and what ``briefing verify`` holds a folder against:

==== ======================================================================
M101 the manifest cannot be read
M102 a PDF is missing
M103 a PDF is not as it was built
M104 a PDF that the manifest does not have
==== ======================================================================
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from briefing.errors import EnvironmentFault
from briefing.findings import Finding, Location
from briefing.keeping import locked
from briefing.state import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.state import State

NAME = "manifest.json"
_BUILD_AGAIN = "build again"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: the options of a build that choose editions, and how files are named."""

    shown_as: str
    """The briefing's folder as people say it: findings name it."""
    options: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.shown_as, *self.options))


@dataclass(frozen=True, slots=True)
class Current:
    """PDFs that are what a build would make."""

    entries: tuple[Mapping[str, Any], ...]
    warnings: tuple[Mapping[str, Any], ...]
    """Of the content."""


@dataclass(frozen=True, slots=True)
class Known:
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

    def current(self, request: Request, state: State) -> Current | None:
        """The PDFs of a request, when each is there as it was made from this very state."""
        try:
            digest = state.digest
            known = self.data["requests"][str(request)]
            entries = tuple(self.data["editions"][name] for name in known["files"])
            if known["state"] == digest and all(
                entry["state"] == digest and self._is_there(entry) for entry in entries
            ):
                return Current(entries, tuple(known["warnings"]))
        except (KeyError, TypeError):  # of another release
            pass
        return None

    def known(self, name: str) -> Known | None:
        """What is known of a PDF; None when it is not there as it was made."""
        try:
            entry = self.data["editions"][name]
            if not self._is_there(entry):
                return None
            texts = (entry[key] for key in ("sha256", "bound_from", "made_from", "marking"))
            return Known(int(entry["pages"]), int(entry["words"]), *map(str, texts))
        except (KeyError, TypeError, ValueError):  # of another release
            return None

    def _is_there(self, entry: Mapping[str, Any]) -> bool:
        return bool(entry["sha256"]) and digest_of(self.folder / entry["file"]) == entry["sha256"]

    def verify(self) -> Iterator[Finding]:
        """Every difference between the folder and its manifest."""
        listed: Mapping[str, Any] = self.data["editions"]
        for name, entry in sorted(listed.items()):
            path = self.folder / name
            digest = digest_of(path)
            if not digest:
                yield Finding(Location(str(path)), "M102", "this PDF is missing", _BUILD_AGAIN)
            elif digest != entry["sha256"]:
                message = "this PDF is not as it was built"
                yield Finding(Location(str(path)), "M103", message, _BUILD_AGAIN)
        for path in sorted(self.folder.glob("[!.]*.pdf")):
            if path.name not in listed:
                message = "the manifest does not have this PDF"
                hint = "it is of an edition that is no more, or of somebody else: take it away"
                yield Finding(Location(str(path)), "M104", message, hint)


def read(folder: Path) -> Manifest:
    """The manifest of a folder; one that is not there, or cannot be read, is empty."""
    try:
        data = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        data = None
    return Manifest(folder, data if _is_ours(data) else {})


def _is_ours(data: Any) -> bool:
    """Whether it looks like what `write` writes."""
    return (
        isinstance(data, dict)
        and all(isinstance(data.get(part), dict) for part in ("editions", "states", "requests"))
        and all(
            isinstance(entry, dict) and {"file", "sha256"} <= entry.keys()
            for entry in data["editions"].values()
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


def write(
    folder: Path,
    store: Path,
    state: State,
    entries: Sequence[Mapping[str, Any]],
    request: tuple[Request, Mapping[str, Any]] | None,
    gone: frozenset[str],
) -> None:
    """Adds what a build made to the manifest of a folder; another build may do so meanwhile.

    ``store`` is the folder whose lock keeps it out meanwhile; ``entries`` are of this state;
    ``request`` is what was asked for and is now current; ``gone`` are files of no edition any more.
    Raises EnvironmentFault when the folder cannot be written.
    """
    try:
        with locked(store):
            data = read(folder).data or {"editions": {}, "states": {}, "requests": {}}
            editions = {**data["editions"], **{entry["file"]: entry for entry in entries}}
            editions = {k: editions[k] for k in sorted(editions) if k not in gone}
            requests = dict(data["requests"])
            if request is not None:
                requests[str(request[0])] = dict(request[1])
            requests = {k: v for k, v in requests.items() if v["state"] == state.digest}
            now = {"program": state.program, "content": state.content}
            states = {**data["states"], state.digest: now}
            used = {entry.get("state") for entry in editions.values()}
            data = {
                "editions": editions,
                "states": {k: v for k, v in states.items() if k in used},
                "requests": requests,
            }
            _replace(folder / NAME, json.dumps(data, indent=1, ensure_ascii=True))
    except OSError as error:
        reason = error.strerror or str(error)
        raise EnvironmentFault(
            f"{folder / NAME}: cannot be written: {reason}\n"
            "  hint: free the place or choose another folder with --output"
        ) from error


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft: Path | None = None
    try:
        with NamedTemporaryFile("w", dir=path.parent, prefix=".manifest-", delete=False) as file:
            draft = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
