"""Which program it is: the engine and all that is installed with it, asked without loading any."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LIBRARIES = {
    "pango": ("pango_version_string", "libpango-1.0.so.0", "libpango-1.0.dylib"),
    "harfbuzz": ("hb_version_string", "libharfbuzz.so.0", "libharfbuzz.dylib"),
}


@cache
def packages() -> dict[str, str]:
    """Versions of all installed packages by name: the first on the path counts, as for imports.

    Read from the names of their folders (``weasyprint-70.0.dist-info``); the standard library's
    way opens a file for each and takes longer than all else that a build with nothing to do does.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = sorted(path.name for path in Path(folder or ".").iterdir())
        except OSError:  # a zip file, or nothing
            continue
        for name in names:
            if name.endswith(".dist-info"):
                package, _, version = name.removesuffix(".dist-info").rpartition("-")
                found.setdefault(package.lower().replace("-", "_"), version)
    return found


@cache
def libraries() -> dict[str, str]:
    """Versions of what the engine lays text out with, by name; ``unknown`` when there is none."""
    return {name: _library(*how) for name, how in _LIBRARIES.items()}


def _library(function: str, *files: str) -> str:
    for file in files:
        try:
            ask = getattr(ctypes.CDLL(file), function)
        except (OSError, AttributeError):
            continue
        ask.restype = ctypes.c_char_p
        return bytes(ask()).decode("ascii", "replace")
    return "unknown"


def page_engine() -> str:
    """Return the name and version of the page engine, as it writes them into its files."""
    return f"WeasyPrint {packages().get('weasyprint', '')}"


def engine(installed: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """All that decides how a fragment is laid out and written, with the versions.

    Without ``installed``, those of the packages that are there.
    """
    installed = packages() if installed is None else installed
    names = ("weasyprint", "pydyf", "pyphen")
    return (
        *(f"{name} {installed.get(name, 'unknown')}" for name in names),
        *(f"{name} {version}" for name, version in libraries().items()),
    )
