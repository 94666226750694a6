"""What was made, under the hash of all that can change it, in a plain folder: typeset fragments,
drawn charts, what was read of finished PDFs.

Knows nothing of the engine but its version, so that a build that finds all it needs here never
loads it.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from briefing.cache.toolchain import engine
from briefing.files.themes import CONTENT_URL
from briefing.model.content import Drawing
from briefing.model.errors import EnvironmentFault
from briefing.model.findings import Finding, Location, Severity
from briefing.model.output import PageFacts, TypesetFragment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model.composition import Asset, Fragment


_VERSION = "14"  # raise it when fragments are written or measured in another way


def fragment_key(
    fragment: Fragment,
    assets: Iterable[Asset],
    theme_digest: str,
    engine_versions: Iterable[str] | None = None,
) -> str:
    """The hash of everything that can change the fragment: text, theme, pictures, engine."""
    digest = sha256()
    for part in (
        _VERSION,
        *(engine() if engine_versions is None else engine_versions),
        theme_digest,
        fragment.name,
        repr(fragment.sections),
        f"{fragment.front} {fragment.tagged} {fragment.pages}",
        fragment.html,
    ):
        digest.update(f"{len(part)}\0{part}".encode())
    for asset in assets_of(fragment, assets):
        digest.update(f"{asset.url}\0{sha256(asset.data).hexdigest()}\0".encode())
    return digest.hexdigest()


def assets_of(fragment: Fragment, assets: Iterable[Asset]) -> tuple[Asset, ...]:
    """Those of the pictures that a fragment shows."""
    return tuple(a for a in assets if fragment.shows(a.url.removeprefix(CONTENT_URL)))


def extract_key(pdf_digest: str, program: str) -> str:
    """The hash of everything that can change what is read of a PDF: its bytes, and who reads."""
    return sha256(f"reading\0{program}\0{pdf_digest}".encode()).hexdigest()


@dataclass(slots=True)
class Uses:
    """What was asked of a store."""

    hits: int = 0
    """Entries that were found."""
    misses: int = 0
    """Those that were not there, or damaged."""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; one that is damaged or unreadable counts as absent."""

    folder: Path
    read_only: bool = False
    """Whoever only looks leaves nothing behind."""
    uses: Uses = field(default_factory=Uses, compare=False)

    def get(self, key: str) -> TypesetFragment | None:
        """The fragment of a key, with its findings."""
        try:
            head, pdf = self._read(key)
            return _from_json(json.loads(head), pdf)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def get_drawing(self, key: str) -> Drawing | None:
        """The drawn chart of a key, with what was remarked on it."""
        try:
            head, svg = self._read(key)
            return Drawing(svg, tuple(json.loads(head)["remarks"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, typeset: TypesetFragment) -> None:
        """Keeps a fragment: written beside, then renamed, so that no reader sees half of it.

        Raises EnvironmentFault when the folder cannot be written.
        """
        self._write(key, _to_json(typeset), typeset.pdf)

    def put_drawing(self, key: str, drawing: Drawing) -> None:
        """Keeps a drawn chart as `put` keeps a fragment; raises EnvironmentFault."""
        self._write(key, {"remarks": drawing.remarks}, drawing.svg)

    def get_reading(self, key: str) -> bytes | None:
        """What was read of a finished PDF."""
        try:
            return self._read(key)[1]
        except (OSError, ValueError):
            return None

    def put_reading(self, key: str, reading: bytes) -> None:
        """Keeps what was read of a PDF as `put` keeps a fragment; raises EnvironmentFault."""
        self._write(key, {}, reading)

    def _read(self, key: str) -> tuple[bytes, bytes]:
        """Head and content of an entry; raises ValueError for one that is not as it was written."""
        path = self._path(key)
        self.uses.misses += 1
        seal, _, body = path.read_bytes().partition(b"\n")
        if seal != _seal(key, body):
            raise ValueError(key)
        self.uses.misses -= 1
        self.uses.hits += 1
        if not self.read_only:
            with suppress(OSError):  # somebody else's store
                os.utime(path)  # what is used is kept
        head, _, content = body.partition(b"\n")
        return head, content

    def _write(self, key: str, entry: dict[str, Any], content: bytes) -> None:
        if self.read_only:
            return
        path = self._path(key)
        body = json.dumps(entry, ensure_ascii=False).encode() + b"\n" + content
        draft: Path | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, delete=False) as file:
                draft = Path(file.name)
                file.write(_seal(key, body) + b"\n" + body)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            reason = error.strerror or str(error)
            raise EnvironmentFault(
                f"{self.folder}: cannot be written: {reason}\n"
                "  hint: free the place or choose another folder with --output"
            ) from error
        finally:
            if draft is not None:
                draft.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


def _seal(key: str, body: bytes) -> bytes:
    """What an entry opens with: it tells a changed entry, and one that lies under another key."""
    return sha256(key.encode() + b"\0" + body).hexdigest().encode()


def _to_json(typeset: TypesetFragment) -> dict[str, Any]:
    return {
        "name": typeset.name,
        "front": typeset.front,
        "pages": [{**asdict(page), "anchors": sorted(page.anchors)} for page in typeset.pages],
        "findings": [asdict(finding) for finding in typeset.findings],
    }


def _from_json(entry: dict[str, Any], pdf: bytes) -> TypesetFragment:
    pages = tuple(
        PageFacts(
            **{
                **page,
                "anchors": frozenset(page["anchors"]),
                "blocks": tuple((k, n) for k, n in page["blocks"]),
            }
        )
        for page in entry["pages"]
    )
    findings = tuple(
        Finding(
            **{
                **finding,
                "location": Location(**finding["location"]),
                "severity": Severity(finding["severity"]),
            }
        )
        for finding in entry["findings"]
    )
    return TypesetFragment(entry["name"], pdf, pages, findings, entry["front"])
