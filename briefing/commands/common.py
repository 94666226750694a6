"""What commands share: finding a briefing, and the options that name an edition."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import EnvironmentFault, UsageError
from briefing.findings import nearest
from briefing.workspace import is_file, is_folder, unseen

if TYPE_CHECKING:
    from argparse import ArgumentParser

CONTENT = Path("content")
OUTPUT = Path("build")
SETTINGS = "briefing.yaml"


def add_briefing(parser: ArgumentParser) -> None:
    """The briefing, by name or folder."""
    parser.add_argument(
        "briefing",
        nargs="?",
        default="kfor",
        help="a folder, or the name of one under content/ (default: %(default)s)",
    )


def add_output(parser: ArgumentParser) -> None:
    """Where results go."""
    parser.add_argument(
        "--output",
        type=Path,
        default=OUTPUT,
        metavar="FOLDER",
        help="where results go (default: %(default)s/)",
    )


def check_output(folder: Path) -> None:
    """Raises EnvironmentFault when no results can lie there, so that none is said to be missing."""
    if is_file(folder):
        raise EnvironmentFault(
            f"{folder}: is a file\n  hint: move it or choose another folder with --output"
        )


def find_briefing(name: str) -> tuple[Path, str]:
    """The folder of a briefing and how to call it.

    Raises UsageError when there is none, EnvironmentFault when it may not be looked at.
    """
    folder = next((f for f in (Path(name), CONTENT / name) if is_folder(f)), None)
    if folder is None:
        known = sorted(path.parent.name for path in CONTENT.glob(f"*/{SETTINGS}"))
        raise UsageError(f'there is no briefing "{name:.80}"\n  hint: {nearest(name, known)}')
    is_file(folder / SETTINGS)  # else each of its files would be said to be at fault
    shown = os.path.relpath(folder)
    return folder, shown if not shown.startswith("..") else str(folder)


def named_in(file_name: str) -> list[str]:
    """The briefings that a PDF's name may stand for; raises EnvironmentFault."""
    try:
        folders = sorted(CONTENT.iterdir()) if is_folder(CONTENT) else []
    except OSError as error:
        raise unseen(CONTENT, error) from error
    return [
        folder.name
        for folder in folders
        if file_name.startswith(f"{folder.name}-") and is_file(folder / SETTINGS)
    ]
