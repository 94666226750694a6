"""``briefing migrate``: bring sections up to date that were written for an earlier version."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from briefing.cli.console import Console
from briefing.cli.options import add_briefing, find_briefing
from briefing.files.atomic_write import atomic_write
from briefing.files.workspace import Workspace
from briefing.model.errors import EnvironmentFault
from briefing.model.findings import counted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

NAME = "migrate"
HELP = "show, or make, the changes that sections need to print as they did in earlier versions"


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    add_briefing(parser)
    parser.add_argument("--write", action="store_true", help="change the files; else only show it")


def run(args: Namespace) -> int:
    """Run the command and return its exit status."""
    from briefing.load.markdown.migration import migrate

    console = Console(as_json=False)
    folder, shown = find_briefing(args.briefing)
    files = Workspace(folder, shown)
    changed = 0
    for name in files.names("sections", ".md"):
        files.read_text(name)  # reports what cannot be read
        text = files.read_bytes(name).decode("utf-8")
        end = "\r\n" if "\r\n" in text else "\n"
        migrated = migrate(text.replace("\r\n", "\n"))
        for line, note in migrated.notes:
            console.line(f"{files.place(name, line)}: {note}")
        new = migrated.text.replace("\n", end)
        if new == text:
            continue
        changed += 1
        if args.write:
            _write(folder / name, new)
            console.line(f"{files.place(name)}: changed")
            continue
        place = str(files.place(name))
        before, after = text.splitlines(), new.splitlines()
        for row in difflib.unified_diff(before, after, place, place, lineterm="", n=1):
            console.line(row)
    console.line(f"{counted(changed, 'file')} {'changed' if args.write else 'to change'}")
    if changed and not args.write:
        console.line("  hint: look at the changes, then run it with --write")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        atomic_write(path, text.encode("utf-8"))
    except OSError as error:
        hint = "grant write permission on it and its folder"
        raise EnvironmentFault(
            f"cannot write {path}: {error.strerror or error}\n  hint: {hint}"
        ) from error
