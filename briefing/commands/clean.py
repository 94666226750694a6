"""``briefing clean``: empties the store of what was typeset; PDFs stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.commands.common import add_output
from briefing.keeping import clear
from briefing.report import Console

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

NAME = "clean"
HELP = "remove what is kept of typeset text, which the next build makes again; PDFs stay"


def describe(parser: ArgumentParser) -> None:
    """What the command takes."""
    add_output(parser)


def run(args: Namespace) -> int:
    """Does it; returns the exit status."""
    before = clear(args.output / ".store")
    Console().line(f"{args.output / '.store'}: {before.size / 2**20:.1f} MiB removed")
    return 0
