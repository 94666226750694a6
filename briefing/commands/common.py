"""What commands share: finding a briefing, and the options that name an edition."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import UsageError
from briefing.findings import nearest

if TYPE_CHECKING:
    from argparse import ArgumentParser

CONTENT = Path("content")
OUTPUT = Path("build")


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


def find_briefing(name: str) -> tuple[Path, str]:
    """The folder of a briefing and how to call it; raises UsageError when there is none."""
    try:
        folder = next((f for f in (Path(name), CONTENT / name) if f.is_dir()), None)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f'the briefing "{name:.80}" cannot be looked at: {reason}') from error
    if folder is None:
        known = sorted(p.parent.name for p in CONTENT.glob("*/briefing.yaml"))
        raise UsageError(f'there is no briefing "{name}"\n  hint: {nearest(name, known)}')
    shown = os.path.relpath(folder)
    return folder, shown if not shown.startswith("..") else str(folder)
