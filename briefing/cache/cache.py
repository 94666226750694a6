"""The cache: a plain folder of results, each under the hash of everything that can change it.

It holds typeset fragments, drawn charts, extracts of finished PDFs and what their proofs found. The
cache knows nothing of the engine but its version, so that a build that finds all it needs here
never loads the engine.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from briefing.cache.toolchain import engine_versions, pillow_version
from briefing.files.atomic_write import atomic_write
from briefing.files.raster import scaled_raster
from briefing.files.stored_pictures import read_picture
from briefing.files.themes import CONTENT_URL
from briefing.model.content import ChartTable, Drawing, Flaw
from briefing.model.errors import EnvironmentFault
from briefing.model.findings import Finding, Location, Severity
from briefing.model.output import PageFacts, TypesetFragment, UsedFont

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.model.composition import Asset, Fragment
    from briefing.model.pictures import StoredPicture


_VERSION = "27"  # raise it when fragments are written or measured differently
_OWNER_ONLY = 0o600
"""Permissions of an entry: a cache has the text of every edition, whoever may read it."""


def fragment_key(
    fragment: Fragment,
    assets: Iterable[Asset],
    theme_digest: str,
    engine: Iterable[str] | None = None,
) -> str:
    """Return the hash of everything that can change ``fragment``: text, theme, pictures, engine.

    Args:
        fragment: The fragment to typeset.
        assets: Pictures of the briefing; those that the fragment does not show are ignored.
        theme_digest: The hash of the theme.
        engine: Name and version of all that lays it out; None for what is installed.
    """
    digest = sha256()
    for part in (
        _VERSION,
        *(engine_versions() if engine is None else engine),
        theme_digest,
        fragment.name,
        repr(fragment.sections),
        f"{fragment.front} {fragment.tagged} {fragment.pages} {fragment.sheet}",
        fragment.html,
    ):
        digest.update(f"{len(part)}\0{part}".encode())
    for asset in assets_of(fragment, assets):
        digest.update(f"{asset.url}\0{sha256(asset.data).hexdigest()}\0".encode())
    return digest.hexdigest()


def assets_of(fragment: Fragment, assets: Iterable[Asset]) -> tuple[Asset, ...]:
    """Return those of ``assets`` that ``fragment`` shows."""
    return tuple(a for a in assets if fragment.shows(a.url.removeprefix(CONTENT_URL)))


def extract_key(pdf_digest: str, program: str) -> str:
    """Return the hash of everything that can change a PDF's extract.

    Args:
        pdf_digest: The hash of the PDF's bytes.
        program: The hash of the program that reads it.
    """
    return sha256(f"extract\0{program}\0{pdf_digest}".encode()).hexdigest()


@dataclass(slots=True)
class Lookups:
    """How often a cache was asked for an entry."""

    hits: int = 0
    """Requests for entries that were found."""
    misses: int = 0
    """Requests for entries that were missing or damaged."""


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; a damaged or unreadable entry counts as missing."""

    folder: Path
    read_only: bool = False
    """Whether to leave the folder untouched: nothing is added, and no entry is marked as used."""
    lookups: Lookups = field(default_factory=Lookups, compare=False)

    def get(self, key: str) -> TypesetFragment | None:
        """Return the typeset fragment under ``key`` with its findings, or None."""
        try:
            head, pdf = self._read(key)
            return _from_json(json.loads(head), pdf)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def get_drawing(self, key: str) -> Drawing | None:
        """Return the drawn chart under ``key`` with its warnings, or None."""
        try:
            head, svg = self._read(key)
            known = json.loads(head)
            flaws = tuple(
                Flaw(code, message, hint, Severity(severity))
                for code, message, hint, severity in known["flaws"]
            )
            tables = tuple(
                ChartTable(tuple(heads), tuple(map(tuple, rows))) for heads, rows in known["tables"]
            )
            return Drawing(svg, tuple(known["remarks"]), flaws=flaws, tables=tables)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, typeset: TypesetFragment) -> None:
        """Add a typeset fragment under ``key``.

        It is written to a temporary file and renamed, so that no reader sees half of it.

        Raises:
            EnvironmentFault: The folder cannot be written.
        """
        self._write(key, _to_json(typeset), typeset.pdf)

    def put_drawing(self, key: str, drawing: Drawing) -> None:
        """Add a drawn chart under ``key``, as `put` adds a fragment."""
        flaws = [[flaw.code, flaw.message, flaw.hint, flaw.severity] for flaw in drawing.flaws]
        tables = [[table.heads, table.rows] for table in drawing.tables]
        head = {"remarks": drawing.remarks, "flaws": flaws, "tables": tables}
        self._write(key, head, drawing.svg)

    def get_findings(self, key: str) -> tuple[Finding, ...] | None:
        """Return the findings of a proof, by the hash of all it was made from, or None."""
        try:
            head, _ = self._read(_findings_key(key))
            return tuple(map(_finding, json.loads(head)["findings"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put_findings(self, key: str, findings: Iterable[Finding]) -> None:
        """Add the findings of a proof under ``key``, as `put` adds a fragment."""
        self._write(_findings_key(key), {"findings": [asdict(f) for f in findings]}, b"")

    def scaled_picture(self, picture: bytes, width: int, height: int) -> bytes:
        """Return a raster picture in a width and height in pixels, scaled now or earlier."""
        parts = ("scaled", _VERSION, pillow_version(), f"{width} {height}")
        key = sha256("\0".join(parts).encode() + sha256(picture).digest()).hexdigest()
        if (known := self.get_extract(key)) is not None:
            return known
        scaled = scaled_raster(picture, width, height)
        self.put_extract(key, scaled)
        return scaled

    def picture(self, picture: StoredPicture) -> bytes:
        """Return a picture as it is printed; what is scaled down is scaled now or was earlier.

        Raises:
            ContentError: Its file is not the one that was checked.
        """
        if not picture.is_scaled:
            return read_picture(picture)
        parts = ("scaled", _VERSION, pillow_version(), picture.key)
        key = sha256("\0".join(parts).encode()).hexdigest()
        if (known := self.get_extract(key)) is None:
            known = read_picture(picture)
            self.put_extract(key, known)
        return known

    def get_extract(self, key: str) -> bytes | None:
        """Return the extract of a finished PDF under ``key``, or None."""
        try:
            return self._read(key)[1]
        except (OSError, ValueError):
            return None

    def put_extract(self, key: str, extract: bytes) -> None:
        """Add the extract of a finished PDF under ``key``, as `put` adds a fragment."""
        self._write(key, {}, extract)

    def _read(self, key: str) -> tuple[bytes, bytes]:
        """Return head and content of an entry.

        Raises:
            OSError: There is no such entry.
            ValueError: It is not as it was written.
        """
        path = self._path(key)
        self.lookups.misses += 1
        seal, _, body = path.read_bytes().partition(b"\n")
        if seal != _seal(key, body):
            raise ValueError(key)
        self.lookups.misses -= 1
        self.lookups.hits += 1
        if not self.read_only:
            with suppress(OSError):  # the cache of another user
                os.utime(path)  # eviction goes by this time
        head, _, content = body.partition(b"\n")
        return head, content

    def _write(self, key: str, entry: dict[str, Any], content: bytes) -> None:
        if self.read_only:
            return
        path = self._path(key)
        body = json.dumps(entry, ensure_ascii=False).encode() + b"\n" + content
        try:
            atomic_write(path, _seal(key, body) + b"\n" + body, _OWNER_ONLY)
        except OSError as error:
            reason = error.strerror or str(error)
            raise EnvironmentFault(
                f"{self.folder}: cannot be written: {reason}\n"
                "  hint: free some disk space or fix permissions, or choose another folder with "
                "--output"
            ) from error

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


def _findings_key(made_from: str) -> str:
    return sha256(f"findings\0{made_from}".encode()).hexdigest()


def _seal(key: str, body: bytes) -> bytes:
    """Return the first line of an entry: it exposes a changed entry, or one under another's key."""
    return sha256(key.encode() + b"\0" + body).hexdigest().encode()


def _to_json(typeset: TypesetFragment) -> dict[str, Any]:
    return {
        "name": typeset.name,
        "front": typeset.front,
        "pages": [{**asdict(page), "anchors": sorted(page.anchors)} for page in typeset.pages],
        "findings": [asdict(finding) for finding in typeset.findings],
        "fonts": [asdict(font) for font in typeset.fonts],
    }


def _finding(entry: dict[str, Any]) -> Finding:
    location, severity = Location(**entry["location"]), Severity(entry["severity"])
    return Finding(**{**entry, "location": location, "severity": severity})


def _from_json(entry: dict[str, Any], pdf: bytes) -> TypesetFragment:
    pages = tuple(
        PageFacts(
            **{
                **page,
                "anchors": frozenset(page["anchors"]),
                "blocks": tuple((k, h) for k, h in page["blocks"]),
            }
        )
        for page in entry["pages"]
    )
    findings = tuple(map(_finding, entry["findings"]))
    fonts = tuple(
        UsedFont(font["tag"], font["url"], tuple((axis, value) for axis, value in font["axes"]))
        for font in entry["fonts"]
    )
    return TypesetFragment(entry["name"], pdf, pages, findings, entry["front"], fonts)
