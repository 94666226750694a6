"""``briefing theme``: begin a theme of one's own, or print the JSON Schema of ``theme.toml``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from briefing.cli.console import Console
from briefing.cli.options import find_briefing
from briefing.files.atomic_write import atomic_write
from briefing.files.theme_places import DESCRIPTION, THEMES
from briefing.model.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

NAME = "theme"
HELP = "begin a theme of your own, or print the JSON Schema of theme.toml"

_NEW, _SCHEMA = "new", "schema"
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_SHEET = "own.css"
_TOML = """\
# The theme "{name}": what differs from institution, which has all the rest.
extends = "institution"
stylesheet = "{sheet}"

# Colours by name. What is not named here follows one that is: greys follow ink.
[colours]
ink = "#12263f"
accent = "#b23a1e"

# Widths of the columns. With other margins, text and margins must fill the paper. Paragraphs may
# have numbers; the theme "plain" hangs them beside one column: extends = "plain".
# [text]
# numbered_paragraphs = true
# column_mm = 110
# gap_mm = 8
# side_mm = 52
"""
_CSS = """\
/* Read after the style sheet of institution. Colours are var(--ink), typefaces var(--sans). */
"""


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    parser.add_argument(
        "what",
        choices=(_NEW, _SCHEMA),
        help="new: write the least that makes a theme; schema: print its JSON Schema",
    )
    parser.add_argument("name", nargs="?", default="", help="the name of the new theme")
    parser.add_argument(
        "--briefing",
        dest="briefing",
        default="kfor",
        help="the briefing in whose folder it is begun (default: %(default)s)",
    )


def run(args: Namespace) -> int:
    """Run the command and return its exit status."""
    console = Console(as_json=False)
    if args.what == _SCHEMA:
        from briefing.model.theme_schema import theme_schema

        for row in json.dumps(theme_schema(), indent=2, ensure_ascii=False).splitlines():
            console.line(row)
        return 0
    if not _NAME.fullmatch(args.name):
        raise UsageError(
            f'"{args.name:.60}" cannot be the name of a theme\n'
            "  hint: small letters, digits and hyphens, beginning with a letter"
        )
    folder, shown = find_briefing(args.briefing)
    theme = folder / THEMES / args.name
    if theme.exists():
        raise UsageError(
            f"there is a {shown}/{THEMES}/{args.name} already\n  hint: choose another name"
        )
    _write(theme / DESCRIPTION, _TOML.format(name=args.name, sheet=_SHEET))
    _write(theme / _SHEET, _CSS)
    console.line(f"{shown}/{THEMES}/{args.name}/{DESCRIPTION}: extends institution")
    console.line(f"  hint: write “theme: {args.name}” in {shown}/briefing.yaml")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, text.encode("utf-8"))
    except OSError as error:
        raise EnvironmentFault(
            f"cannot write {path}: {error.strerror or error}\n"
            "  hint: grant write permission on its folder"
        ) from error
