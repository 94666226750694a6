"""Versions of the engine and of all installed packages, found without loading any of them."""

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
    """Return versions of all installed packages by name: the first on the path wins, as in imports.

    They are read from folder names (``weasyprint-70.0.dist-info``). `importlib.metadata` opens a
    file for each, which takes longer than everything else in a build that has nothing to do.
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
    """Return versions of the C libraries the engine lays out text with; ``unknown`` if missing."""
    return {name: _library(*how) for name, how in _LIBRARIES.items()}


def _library(function: str, *files: str) -> str:
    for file in files:
        try:
            get_version = getattr(ctypes.CDLL(file), function)
        except (OSError, AttributeError):
            continue
        get_version.restype = ctypes.c_char_p
        return bytes(get_version()).decode("ascii", "replace")
    return "unknown"


def pillow_version() -> str:
    """Return the version of the library that decodes, scales and encodes pictures."""
    return packages().get("pillow", "")


def page_engine() -> str:
    """Return the name and version of the page engine, as it writes them into its files."""
    return f"WeasyPrint {packages().get('weasyprint', '')}"


def engine_versions(installed: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return name and version of everything that decides how a fragment is laid out and written.

    Args:
        installed: Versions of packages; None for those of this machine.
    """
    installed = packages() if installed is None else installed
    names = ("weasyprint", "pydyf", "pyphen")
    return (
        *(f"{name} {installed.get(name, 'unknown')}" for name in names),
        *(f"{name} {version}" for name, version in libraries().items()),
    )
