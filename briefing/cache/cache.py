"""The cache: a plain folder of results, each under the hash of everything that can change it.

It holds typeset fragments, drawn charts, what was read of sections, extracts of finished PDFs and
what their proofs found. The cache knows nothing of the engine but its version, so that a build that
finds all it needs here never loads the engine.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from briefing.cache.entries import (
    drawing_head,
    drawing_of,
    entry_bytes,
    findings_head,
    findings_of,
    fragment_head,
    fragment_of,
    reaches_of,
    read_entry,
    stored_page_head,
    stored_page_of,
)
from briefing.cache.toolchain import engine_versions, pillow_version
from briefing.files.atomic_write import draft_of
from briefing.files.raster import scaled_raster
from briefing.files.stored_pictures import read_picture
from briefing.files.themes import CONTENT_URL
from briefing.model.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from briefing.model.composition import Asset, Fragment
    from briefing.model.content import Drawing
    from briefing.model.output import TypesetFragment
    from briefing.model.pictures import StoredPicture
    from briefing.model.stored_pages import StoredPage


_Found = TypeVar("_Found")

_VERSION = "29"  # raise it when fragments are written or measured differently
PAGES_VERSION = f"{_VERSION}.2"
"""Raise the last part when pages are found, or told from one another, in another way."""
_OWNER_ONLY = 0o600
"""Permissions of an entry: a cache has the text of every edition, whoever may read it."""
_MOST_FAILURES = 3
"""Entries that cannot be written after which no more is tried: the disk is full, or another's."""
_TRIES = 100
"""Times that an entry is put in its place while another empties the cache."""


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
        f"{fragment.front} {fragment.tagged} {fragment.pages} {fragment.sheet} {fragment.piece}",
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


@dataclass(slots=True)
class Refusals:
    """Why entries could not be written."""

    count: int = 0
    reason: str = ""
    """Of the first."""
    path: str = ""
    """What stood in the way of the first."""

    def add(self, error: OSError, path: Path) -> None:
        """Count a refusal: what was said, and what stood in the way."""
        if not self.count:
            self.reason, self.path = error.strerror or str(error), str(path)
        self.count += 1


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; a damaged or unreadable entry counts as missing.

    Where no entry can be written, work goes on without: a cache never stops a delivery.
    """

    folder: Path
    read_only: bool = False
    """Whether to leave the folder untouched: nothing is added, and no entry is marked as used."""
    lookups: Lookups = field(default_factory=Lookups, compare=False)
    refusals: Refusals = field(default_factory=Refusals, compare=False)

    def get(self, key: str) -> TypesetFragment | None:
        """Return the typeset fragment under ``key`` with its findings, or None."""
        return self._read(key, fragment_of)

    def put(self, key: str, typeset: TypesetFragment) -> None:
        """Add a typeset fragment under ``key``.

        It is written to a temporary file and renamed, so that no reader sees half of it. If it
        cannot be written, `refusals` has the reason.
        """
        content = b"".join(pdf.content for pdf in typeset.pdfs)
        self._write(key, fragment_head(typeset), content)

    def get_page(self, key: str) -> StoredPage | None:
        """Return the single page under ``key``, or None."""
        return self._read(key, stored_page_of)

    def put_page(self, key: str, page: StoredPage) -> None:
        """Add a single page under ``key``, as `put` adds a fragment."""
        self._write(key, stored_page_head(page), page.page.pdf if page.page else b"")

    def get_reaches(self, key: str) -> tuple[int, ...] | None:
        """Return how far pages looked that begin as ``key`` says, or None."""
        return self._read(key, lambda head, _: reaches_of(head))

    def put_reaches(self, key: str, reaches: Sequence[int]) -> None:
        """Add how far pages looked, as `put` adds a fragment."""
        self._write(key, {"reaches": reaches}, b"")

    def get_drawing(self, key: str) -> Drawing | None:
        """Return the drawn chart under ``key`` with its warnings, or None."""
        return self._read(key, drawing_of)

    def put_drawing(self, key: str, drawing: Drawing) -> None:
        """Add a drawn chart under ``key``, as `put` adds a fragment."""
        self._write(key, drawing_head(drawing), drawing.svg)

    def get_findings(self, key: str) -> tuple[Finding, ...] | None:
        """Return the findings of a proof, by the hash of all it was made from, or None."""
        return self._read(_findings_key(key), lambda head, _: findings_of(head))

    def put_findings(self, key: str, findings: Iterable[Finding]) -> None:
        """Add the findings of a proof under ``key``, as `put` adds a fragment."""
        self._write(_findings_key(key), findings_head(findings), b"")

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
        key = _scaled_key(picture)
        if (known := self.get_extract(key)) is None:
            known = read_picture(picture)
            self.put_extract(key, known)
        return known

    def has_picture(self, picture: StoredPicture) -> bool:
        """Return whether there is nothing to scale, or an entry with it, whole or damaged."""
        return not picture.is_scaled or self._path(_scaled_key(picture)).exists()

    def get_extract(self, key: str) -> bytes | None:
        """Return the extract of a finished PDF under ``key``, or None."""
        return self._read(key, lambda _, content: content)

    def put_extract(self, key: str, extract: bytes) -> None:
        """Add the extract of a finished PDF under ``key``, as `put` adds a fragment."""
        self._write(key, {}, extract)

    def get_section(self, key: str) -> bytes | None:
        """Return what was read of a section, as `briefing.load` wrote it down, or None."""
        return self._read(_section_key(key), lambda _, content: content)

    def put_section(self, key: str, reading: bytes) -> None:
        """Add what was read of a section under ``key``, as `put` adds a fragment."""
        self._write(_section_key(key), {}, reading)

    def warning(self) -> Finding | None:
        """Return a warning if entries could not be written, with the first reason."""
        if not self.refusals.count:
            return None
        message = f"the cache cannot be written, and is worked without: {self.refusals.reason}"
        hint = (
            f"see to {self.refusals.path}: free some disk space, fix permissions, or delete or "
            "move what is in the place of a file; builds take longer until then"
        )
        return Finding(Location(str(self.folder)), "M110", message, hint, Severity.WARNING)

    def _read(self, key: str, read: Callable[[Any, bytes], _Found]) -> _Found | None:
        """Return what ``read`` makes of head and content of an entry; None if there is none that
        is as it was written."""
        path = self._path(key)
        try:
            found = read(*read_entry(key, path))
        except (OSError, ValueError):
            self.lookups.misses += 1
            return None
        self.lookups.hits += 1
        if not self.read_only:
            with suppress(OSError):  # the cache of another user
                os.utime(path)  # eviction goes by this time
        return found

    def _write(self, key: str, head: Mapping[str, Any], content: bytes) -> None:
        if self.read_only or self.refusals.count >= _MOST_FAILURES:
            return
        path = self._path(key)
        refusal: OSError | None = None
        try:
            entry = entry_bytes(key, head, content)
            with draft_of(self.folder / path.name, entry, _OWNER_ONLY) as draft:
                for _ in range(_TRIES):
                    try:
                        path.parent.mkdir(exist_ok=True)
                        draft.replace(path)
                    except (FileNotFoundError, FileExistsError) as error:
                        refusal = error  # if no more than that somebody empties the cache
                    except IsADirectoryError as error:
                        refusal = error
                        path.rmdir()  # raises OSError unless it is empty
                    else:
                        return
        except UnicodeEncodeError:  # a file name that is not UTF-8: the finding is not kept
            return
        except OSError as error:
            refusal = refusal or error
        if refusal is not None:
            self.refusals.add(refusal, _obstacle(self.folder, path))

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


def _scaled_key(picture: StoredPicture) -> str:
    parts = ("scaled", _VERSION, pillow_version(), picture.key)
    return sha256("\0".join(parts).encode()).hexdigest()


def _findings_key(made_from: str) -> str:
    return sha256(f"findings\0{made_from}".encode()).hexdigest()


def _section_key(key: str) -> str:
    return sha256(f"section\0{key}".encode()).hexdigest()


def _obstacle(folder: Path, path: Path) -> Path:
    """Return what keeps the entry at ``path`` from being written to the cache in ``folder``."""
    with suppress(OSError):  # a folder that may not be entered is itself in the way
        for place in (folder, path.parent):
            if os.path.lexists(place) and not place.is_dir():
                return place
        if path.is_dir():
            return path
    return folder
