"""The journal of a manifest: what builds have done in a folder since the manifest was written.

Before a build puts a PDF and its page in their places, it announces them: it appends their entry
to the journal and flushes it to disk. So whenever a build ends, however it ends, each of its files
is known by its hash, and writing two thousand of them does not write two thousand manifests.
Whether an announced file came to be in its place is seen from the file itself (`settle`). Whoever
writes the manifest anew takes the journal's records into it and removes the journal. Should only
the removal fail, the journal is of another manifest than the one that is there, and counts for
nothing.

A line is a record as JSON after its own hash: what is torn, because a process died over it or the
disk was full, is passed over. Nothing was put in a place for it.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.cache.checked_json import any_text, listed, mapped, parsed
from briefing.cache.fingerprint import digest_of
from briefing.cache.manifest_file import MAX_BYTES
from briefing.files.atomic_write import sync_folder
from briefing.files.checked_read import OPEN_ONLY, open_file, read_file, require_regular
from briefing.model.file_names import PAGE, page_name_of, pdf_name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from briefing.cache.fingerprint import Fingerprint

    Record = Mapping[str, Any]
    Entry = Mapping[str, Any]

JOURNAL = ".manifest.journal"
"""The file name of the journal, beside the manifest."""
MARK = "journal"
"""The first key of a manifest: a mark of its content, which its journal begins with."""
ANNOUNCED = "announced"
"""The part of a manifest's data with entries that files may have by now, oldest first, by PDF."""
_MAX_BYTES = 512 << 20
_MARK_LETTERS = 16
_SEAL_LETTERS = 16
_START = re.compile(rb'\{\s*"journal": "([0-9a-f]*)"')
_START_BYTES = 80
_SHAPES: Mapping[str, Callable[[Any], object]] = {
    **dict.fromkeys(("after", "state", "at"), any_text),
    **dict.fromkeys(("program", "content", "deliver"), mapped),
    "forget": lambda value: [any_text(name) for name in listed(value)],
}
"""What a record may have, each with what it must be."""


# ── records ───────────────────────────────────────────────────────────────────────────────


def state(fingerprint: Fingerprint, content: str) -> Record:
    """Return the record of what PDFs are made from; ``content`` is where it is, from here."""
    return {"state": fingerprint.digest, **fingerprint.parts, "at": content}


def announcement(entry: Entry) -> Record:
    """Return the record that the files of a manifest's entry are about to be in their places."""
    return {"deliver": dict(entry)}


def removal(names: Iterable[str]) -> Record:
    """Return the record that files are no longer those of a build."""
    return {"forget": list(names)}


# ── the file ──────────────────────────────────────────────────────────────────────────────


def marked(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a manifest with its mark, which depends on the data alone, in front."""
    bare = {key: value for key, value in data.items() if key != MARK}
    text = json.dumps(bare, sort_keys=True).encode()
    return {MARK: sha256(text).hexdigest()[:_MARK_LETTERS], **bare}


def mark_of(manifest: Path) -> str:
    """Return the mark of the manifest at a path, as it is now; empty if it has none."""
    try:
        with open_file(manifest, MAX_BYTES) as (file, _):
            found = _START.match(file.read(_START_BYTES))
    except (OSError, ValueError):
        return ""
    return found[1].decode() if found else ""


def version(manifest: Path) -> tuple[str, int]:
    """Return what changes whenever a build writes to a manifest or its journal."""
    try:
        return mark_of(manifest), (manifest.parent / JOURNAL).stat().st_size
    except OSError:
        return mark_of(manifest), 0


def read_records(folder: Path, mark: str) -> list[Record]:
    """Return the records since the manifest with ``mark`` was written.

    Raises:
        OSError: There is a journal, and it cannot be read.
    """
    try:
        *lines, _ = read_file(folder / JOURNAL, _MAX_BYTES).split(b"\n")  # the last may be torn
    except FileNotFoundError:
        return []
    records = [record for line in lines if (record := _parsed(line)) is not None]
    return records[1:] if records and records[0].get("after") == mark else []


def append(folder: Path, mark: str, records: Iterable[Record]) -> None:
    """Append records to the journal of the manifest with ``mark``, on disk before this returns.

    Raises:
        OSError: It cannot be written; it is then as it was before.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | OPEN_ONLY
    number = os.open(folder / JOURNAL, flags, 0o666)
    try:
        require_regular(folder / JOURNAL, os.fstat(number).st_mode)
        size = _sound_size(number, mark)
        new = (*([] if size else [{"after": mark}]), *records)
        os.ftruncate(number, size)
        try:
            _write_at(number, size, b"".join(map(_line, new)))
            os.fsync(number)
        except BaseException:
            with suppress(OSError):
                os.ftruncate(number, size)
            raise
    finally:
        os.close(number)
    if not size:
        sync_folder(folder)


def remove(folder: Path) -> None:
    """Remove the journal, whose records are in the manifest now; one that stays is passed over."""
    with suppress(OSError):
        (folder / JOURNAL).unlink(missing_ok=True)


def _sound_size(number: int, mark: str) -> int:
    """Return how many bytes of a journal are whole lines; none are if it is of another manifest."""
    head = _line({"after": mark})
    if os.pread(number, len(head), 0) != head:
        return 0
    size = os.fstat(number).st_size
    while size > len(head) and os.pread(number, 1, size - 1) != b"\n":
        size -= 1
    return size


def _write_at(number: int, at: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        done = os.pwrite(number, left, at)
        left, at = left[done:], at + done


def _line(record: Record) -> bytes:
    text = json.dumps(record, ensure_ascii=True).encode("ascii")
    return _seal(text) + b" " + text + b"\n"


def _seal(text: bytes) -> bytes:
    return sha256(text).hexdigest()[:_SEAL_LETTERS].encode("ascii")


def _parsed(line: bytes) -> Record | None:
    seal, _, text = line.partition(b" ")
    if not text or seal != _seal(text):
        return None
    try:
        record = mapped(parsed(text))
        for key, value in record.items():
            _SHAPES[key](value)
    except (ValueError, KeyError):  # of another release, or made up
        return None
    return record


# ── what they mean ────────────────────────────────────────────────────────────────────────


def applied(data: Mapping[str, Any], records: Sequence[Record]) -> dict[str, Any]:
    """Return the data of a manifest after ``records``; what was announced is yet to be settled."""
    known = {
        **data,
        **{part: dict(data.get(part, {})) for part in ("editions", "states", "requests")},
        ANNOUNCED: _announced(data.get(ANNOUNCED)),
    }
    for record in records:
        if {"state", "at", "program", "content"} <= record.keys():
            parts = {part: record[part] for part in ("program", "content")}
            known["states"][record["state"]] = parts
            known["content"] = record["at"]
        for entry in _announced({"": [record.get("deliver")]}, anyone=True).get("", ()):
            known[ANNOUNCED].setdefault(entry["file"], []).append(entry)
        if "forget" in record:
            forget(known, record["forget"])
    return known


def forget(data: dict[str, Any], names: Iterable[str]) -> None:
    """Take files out of the data of a manifest: editions by their PDFs, or pages alone."""
    for name in names:
        pdf = pdf_name_of(name)
        for part in ("editions", ANNOUNCED):
            held = data[part].get(pdf)
            if held is None:
                continue
            if not name.endswith(PAGE):
                del data[part][pdf]
            elif part == ANNOUNCED:
                data[part][pdf] = [{**entry, "html": None} for entry in held]
            else:
                data[part][pdf] = {**held, "html": None}


def whole(entries: Iterable[Entry], folder: Path) -> Entry | None:
    """Return the first of some entries of an edition whose files are all in ``folder`` as it says;
    None if there is none, as when a build was stopped between the PDF and its page."""
    digests: dict[str, str] = {}
    for entry in entries:
        for one in files_of(entry):
            if one["file"] not in digests:
                digests[one["file"]] = digest_of(folder / one["file"])
            if not one["sha256"] or digests[one["file"]] != one["sha256"]:
                break
        else:
            return entry
    return None


def settle(data: dict[str, Any], folder: Path, delivered: Mapping[str, str]) -> None:
    """Have each edition whose files were announced get the entry that its files are as.

    An edition of which a build was stopped between PDF and page keeps both entries.

    Args:
        data: The data of a manifest.
        folder: Where the files are.
        delivered: Hashes of PDFs, by name, that are known to be in their places with their pages.
    """
    for pdf, announced in list(data[ANNOUNCED].items()):
        known = data["editions"].get(pdf)
        if announced[-1]["sha256"] == delivered.get(pdf):
            found: Entry | None = announced[-1]
        else:
            found = whole((*reversed(announced), *([known] if known else ())), folder)
        if found is None and any((folder / name).exists() for name in (pdf, page_name_of(pdf))):
            continue
        if found is not None and found is not known:
            data["editions"][pdf] = {"proven": found.get("state"), **found}
        del data[ANNOUNCED][pdf]


def files_of(entry: Entry) -> tuple[Mapping[str, Any], ...]:
    """Return the PDF and, if there is one, the page of an entry, each with name and hash."""
    return (entry, *([entry["html"]] if entry.get("html") else ()))


def _announced(part: Any, *, anyone: bool = False) -> dict[str, list[Entry]]:
    """Return what of a value is as entries that were announced, by PDF."""
    if not isinstance(part, dict):
        return {}
    found = {
        pdf: [entry for entry in entries if _is_entry(entry, None if anyone else pdf)]
        for pdf, entries in part.items()
        if isinstance(entries, list)
    }
    return {pdf: entries for pdf, entries in found.items() if entries}


def _is_entry(entry: Any, pdf: str | None) -> bool:
    if not (isinstance(entry, dict) and isinstance(name := entry.get("file"), str)):
        return False
    page = entry.get("html")
    return (
        pdf in {None, name}
        and name == Path(name).name
        and isinstance(entry.get("sha256"), str)
        and (
            page is None
            or (
                isinstance(page, dict)
                and page.get("file") == page_name_of(name)
                and isinstance(page.get("sha256"), str)
            )
        )
    )
