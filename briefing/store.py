"""Typeset fragments and drawn charts under the hash of all that can change them: a plain folder.

Knows nothing of the engine but its version, so that a build that finds all it needs here never
loads it.
"""

from __future__ import annotations

import ctypes
import json
import os
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from html import escape
from importlib import metadata
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from briefing.errors import EnvironmentFault
from briefing.findings import Finding, Location, Severity
from briefing.model import Drawing, PageFacts, Typeset
from briefing.themes import CONTENT_URL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model import Asset, Fragment


_LIBRARIES = (
    ("pango_version_string", "libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("hb_version_string", "libharfbuzz.so.0", "libharfbuzz.dylib"),
)
_VERSION = "13"  # raise it when fragments are written or measured in another way


def fragment_key(fragment: Fragment, assets: Iterable[Asset], theme_digest: str) -> str:
    """The hash of everything that can change the fragment: text, theme, pictures, engine."""
    digest = sha256()
    for part in (
        _VERSION,
        *_versions(),
        theme_digest,
        fragment.name,
        repr(fragment.sections),
        f"{fragment.front} {fragment.tagged} {fragment.pages}",
        fragment.html,
    ):
        digest.update(f"{len(part)}\0{part}".encode())
    for asset in assets:
        if escape(asset.url.removeprefix(CONTENT_URL)) in fragment.html:
            digest.update(f"{asset.url}\0{sha256(asset.data).hexdigest()}\0".encode())
    return digest.hexdigest()


@cache
def _versions() -> tuple[str, ...]:
    """The engine and what it lays out with; asked without loading the engine itself."""
    packages = tuple(metadata.version(name) for name in ("weasyprint", "pydyf", "pyphen"))
    return packages + tuple(_library_version(*names) for names in _LIBRARIES)


def _library_version(function: str, *files: str) -> str:
    for file in files:
        try:
            ask = getattr(ctypes.CDLL(file), function)
        except (OSError, AttributeError):
            continue
        ask.restype = ctypes.c_char_p
        return bytes(ask()).decode("ascii", "replace")
    return "unknown"


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of entries; one that is damaged or unreadable counts as absent."""

    folder: Path
    read_only: bool = False
    """Whoever only looks leaves nothing behind."""

    def get(self, key: str) -> Typeset | None:
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

    def put(self, key: str, typeset: Typeset) -> None:
        """Keeps a fragment: written beside, then renamed, so that no reader sees half of it.

        Raises EnvironmentFault when the folder cannot be written.
        """
        self._write(key, _to_json(typeset), typeset.pdf)

    def put_drawing(self, key: str, drawing: Drawing) -> None:
        """Keeps a drawn chart as `put` keeps a fragment; raises EnvironmentFault."""
        self._write(key, {"remarks": drawing.remarks}, drawing.svg)

    def _read(self, key: str) -> tuple[bytes, bytes]:
        """Head and content of an entry; raises ValueError for one that is not as it was written."""
        seal, _, body = self._path(key).read_bytes().partition(b"\n")
        if seal != _seal(key, body):
            raise ValueError(key)
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


def _to_json(typeset: Typeset) -> dict[str, Any]:
    return {
        "name": typeset.name,
        "front": typeset.front,
        "pages": [{**asdict(page), "anchors": sorted(page.anchors)} for page in typeset.pages],
        "findings": [asdict(finding) for finding in typeset.findings],
    }


def _from_json(entry: dict[str, Any], pdf: bytes) -> Typeset:
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
                "place": Location(**finding["place"]),
                "severity": Severity(finding["severity"]),
            }
        )
        for finding in entry["findings"]
    )
    return Typeset(entry["name"], pdf, pages, findings, entry["front"])
