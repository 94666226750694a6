"""The manifest as a file: what is read is of the shape that a build writes, or is not believed.

Every entry is sealed with the hash of itself and its name. So one that was changed, or exchanged
with another, is noticed and left out, and the others still hold. Entries of earlier releases have
no seal; they are believed if they are of the right shape.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.cache.checked_json import any_text, flag, listed, mapped, parsed, whole_number
from briefing.files.checked_read import read_file
from briefing.model.file_names import page_name_of
from briefing.model.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FILE_NAME = "manifest.json"
MAX_BYTES = 128 << 20
"""Largest manifest that is read. An entry takes some 2 kB."""
SEALED = ("editions", "states", "requests")
"""The parts whose entries are sealed."""
_SEAL = "seal"
_OTHER_THINGS = {errno.EINVAL, errno.EISDIR, errno.EFBIG, errno.ELOOP, errno.ENXIO}
"""Errors of what is no file of ours; all others say nothing of the file."""
_ASIDE = 9
"""Damaged manifests that are kept."""


def read_data(path: Path) -> tuple[dict[str, Any], str]:
    """Return the data of the manifest at ``path``, and what is wrong with it, if anything is.

    What is damaged is left out; there is nothing left of a file that is no manifest at all.

    Raises:
        OSError: It cannot be read now, whatever it is.
    """
    try:
        data = mapped(parsed(read_file(path, MAX_BYTES)))
        parts = {part: mapped(data[part]) for part in SEALED}
        content = any_text(data.get("content", ""))
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        if error.errno not in _OTHER_THINGS:
            raise
        return {}, error.strerror or str(error)
    except ValueError:
        return {}, "it is not as a build wrote it"
    kept = {
        part: {name: entry for name, entry in found.items() if _is_as_written(part, name, entry)}
        for part, found in parts.items()
    }
    lost = sorted(set(parts["editions"]) - set(kept["editions"]))
    return {**data, **kept, "content": content}, _loss(lost)


def data_bytes(data: Mapping[str, Any]) -> bytes:
    """Return the file of a manifest, its entries sealed."""
    sealed = {
        part: {name: _sealed(name, entry) for name, entry in data[part].items()} for part in SEALED
    }
    return json.dumps({**data, **sealed}, indent=1, ensure_ascii=True).encode("ascii")


def set_aside(path: Path) -> None:
    """Keep a damaged manifest, whatever it is, under another name; raise OSError if that fails."""
    names = [path.with_name(f"{path.name}.damaged{n}") for n in ("", *range(2, _ASIDE + 1))]
    free = next((name for name in names if not os.path.lexists(name)), names[-1])
    if stat.S_ISREG(path.lstat().st_mode):
        if any(name.exists() and name.samefile(path) for name in names):
            return
        with suppress(OSError):  # where a file can have but one name
            if free == names[-1]:
                free.unlink(missing_ok=True)
            os.link(path, free)  # it stays in its place until it is replaced
            return
    path.rename(free)


def _loss(lost: list[str]) -> str:
    if not lost:
        return ""
    more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
    return f"what it says of {lost[0]}{more} is not as a build wrote it"


def _sealed(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    bare = {key: value for key, value in entry.items() if key != _SEAL}
    return {**bare, _SEAL: _seal(name, bare)}


def _seal(name: str, bare: Mapping[str, Any]) -> str:
    text = json.dumps([name, bare], sort_keys=True, ensure_ascii=True)
    return sha256(text.encode("ascii")).hexdigest()


def _is_as_written(part: str, name: str, entry: Any) -> bool:
    """Return whether an entry is of the shape that it must have, and sealed as it is."""
    try:
        _SHAPES[part](name, entry)
        bare = {key: value for key, value in entry.items() if key != _SEAL}
        return _SEAL not in entry or entry[_SEAL] == _seal(name, bare)
    except (ValueError, RecursionError):
        return False


def _edition(name: str, entry: Any) -> None:
    known = mapped(entry)
    if not name == known["file"] == Path(name).name:
        raise ValueError(name)
    any_text(known["sha256"])
    for key, check in _FIELDS.items():
        if key in known:
            check(known[key])
    if known.get("html") is not None:
        page = mapped(known["html"])
        any_text(page["sha256"])
        if page["file"] != page_name_of(name):
            raise ValueError(name)


def _state(_: str, entry: Any) -> None:
    for part in ("program", "content"):
        for digest in mapped(mapped(entry).get(part, {})).values():
            any_text(digest)


def _request(_: str, entry: Any) -> None:
    known = mapped(entry)
    any_text(known["state"])
    for file in listed(known["files"]):
        any_text(file)
    _findings(known["warnings"])


def _findings(value: Any) -> None:
    for finding in map(mapped, listed(value)):
        for key in ("file", "code", "message", "hint"):
            any_text(finding[key])
        Severity(any_text(finding["severity"]))
        if finding["line"] is not None:
            whole_number(finding["line"])


_SHAPES: Mapping[str, Callable[[str, Any], None]] = {
    "editions": _edition,
    "states": _state,
    "requests": _request,
}
_FIELDS: Mapping[str, Callable[[Any], object]] = {
    **dict.fromkeys(("pages", "words"), whole_number),
    **dict.fromkeys(
        ("marking", "bound_from", "made_from", "state", "proven", "unchecked", "refused"), any_text
    ),
    "old": flag,
    "findings": _findings,
}
"""Fields of an edition's entry that are read, each with what it must be."""
