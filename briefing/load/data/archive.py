"""Workbooks are ZIP archives from strangers: what one may hold before anything in it is read."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from briefing.load.data.grid import Unreadable

MOST_BYTES = 24 << 20
"""Unpacked, all parts together: a sheet of 100,000 cells has about 4 MiB and takes 7 seconds."""
MOST_PARTS = 2_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SAVE = "save it as an Excel workbook (.xlsx) or as CSV"
_OLD = {".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".xlt", ".numbers", ".fods", ".ots"}
WORKBOOKS = (".xlsx", ".ods")
_DECLARES = re.compile(rb"<!DOCTYPE|<!ENTITY|\0")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def suffix_of(name: str) -> str:
    """Return the ending of a file name in small letters, with its dot; empty if it has none."""
    return f".{name.lower().rpartition('.')[2]}" if "." in name else ""


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Raise `Unreadable` for a file of data that is no text, and no workbook of a kind we read."""
    suffix = suffix_of(name)
    if suffix in _OLD:
        raise Unreadable("B410", f'"{name}": workbooks of the kind {suffix} are not read', _SAVE)
    if data.startswith(_OLE):
        fault = f'"{name}" has a password, or is a workbook of an old kind'
        raise Unreadable("B410", fault, f"{_SAVE}, without a password")
    if data.startswith(_ZIP) and suffix not in WORKBOOKS:
        fault = f'"{name}" is a workbook, whatever its name says'
        raise Unreadable("B410", fault, f"name it .xlsx or .ods; or {_SAVE}")


def parts_of(name: str, data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook that are XML, by their names; pictures and the like are left.

    Raises:
        Unreadable: it is no archive, is damaged, holds macros or too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS or sum(e.file_size for e in entries) > MOST_BYTES:
                fault = f'"{name}" is larger than {MOST_BYTES >> 20} MiB when it is unpacked'
                raise Unreadable("B410", fault, "keep only the sheet that is shown")
            if any(e.filename.lower().endswith("vbaproject.bin") for e in entries):
                raise Unreadable("B410", f'"{name}" contains macros', _SAVE)
            if any(e.flag_bits & 1 for e in entries):
                raise Unreadable("B410", f'"{name}" has a password', "save it without a password")
            parts = {
                e.filename: _unpacked(archive, e)
                for e in entries
                if e.filename.lower().endswith((".xml", ".rels"))
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise Unreadable("B410", f'"{name}" is not a workbook, or is damaged', _SAVE) from error
    # XML in UTF-16, with its zero bytes, could hide the declaration.
    if any(_DECLARES.search(part) for part in parts.values()):
        fault = f'"{name}" declares entities, as no spreadsheet does'
        raise Unreadable("B410", fault, _SAVE)
    return parts


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a part, of which no more is unpacked than it says that it has."""
    if entry.compress_type not in _PACKED:  # the others cannot be unpacked in steps
        raise NotImplementedError
    with archive.open(entry) as part:
        return part.read(entry.file_size)
