"""Where themes may lie, seen from a briefing: names of folders, for whom need not read a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESCRIPTION = "theme.toml"
OWN = "theme"
"""A folder of a briefing that is its theme, without being named."""
THEMES = "themes"
"""A folder of themes: in a briefing, beside it, and among the templates of the program."""
THEME_FOLDERS = (f"{OWN}/", f"{THEMES}/", f"../{THEMES}/")
"""Where themes of a briefing may be, seen from its folder."""


def themes_beside(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the themes beside the briefing in ``folder``: each with its path from there."""
    beside = folder.resolve().parent / THEMES
    for path in sorted(beside.iterdir()) if beside.is_dir() else ():
        if (path / DESCRIPTION).is_file():
            yield f"../{THEMES}/{path.name}", path
