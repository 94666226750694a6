"""Typeset fragments under the hash of everything that can change them: a plain folder.

Knows nothing of the engine but its version, so that a build that finds all it needs here never
loads it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from html import escape
from importlib import metadata
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from briefing.findings import Finding, Location, Severity
from briefing.model import PageFacts, Typeset
from briefing.themes import CONTENT_URL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model import Asset, Fragment


_VERSION = "3"  # raise it when fragments are written or measured in another way


def fragment_key(fragment: Fragment, assets: Iterable[Asset], theme_digest: str) -> str:
    """The hash of everything that can change the fragment: text, theme, pictures, engine."""
    digest = sha256()
    for part in (
        _VERSION,
        metadata.version("weasyprint"),
        theme_digest,
        fragment.name,
        repr(fragment.sections),
        f"{fragment.front} {fragment.tagged}",
        fragment.html,
    ):
        digest.update(f"{len(part)}\0{part}".encode())
    for asset in assets:
        if escape(asset.url.removeprefix(CONTENT_URL)) in fragment.html:
            digest.update(f"{asset.url}\0{sha256(asset.data).hexdigest()}\0".encode())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of entries; one that is damaged or unreadable counts as absent."""

    folder: Path

    def get(self, key: str) -> Typeset | None:
        """The fragment of a key, with its findings."""
        try:
            head, _, pdf = self._path(key).read_bytes().partition(b"\n")
            entry = json.loads(head)
            if sha256(pdf).hexdigest() != entry.pop("sha256"):
                return None
            return _from_json(entry, pdf)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, typeset: Typeset) -> None:
        """Keeps a fragment: written beside, then renamed, so that no reader sees half of it."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        entry = {**_to_json(typeset), "sha256": sha256(typeset.pdf).hexdigest()}
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n" + typeset.pdf)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


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
