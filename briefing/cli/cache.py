"""``briefing store``: how much is kept of what was typeset, and how often it helped."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from briefing.cache.eviction import MOST_BYTES, stats
from briefing.cli.console import Console
from briefing.cli.options import add_output
from briefing.model.findings import counted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

NAME = "store"
HELP = "say how much is kept of what was typeset, and how often it was used again"


def describe(parser: ArgumentParser) -> None:
    """What the command takes."""
    add_output(parser)
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace) -> int:
    """Does it; returns the exit status."""
    console = Console(as_json=args.json)
    folder = args.output / ".store"
    holdings = stats(folder)
    asked = holdings.hits + holdings.misses
    share = f", {holdings.hits / asked:.0%} of them there" if asked else ""
    size = f"{holdings.size / 2**20:.1f} of at most {MOST_BYTES >> 20} MiB"
    noun = "entry" if holdings.entries == 1 else "entries"
    console.line(f"{folder}: {holdings.entries} {noun}, {size}; {counted(asked, 'request')}{share}")
    console.json({"folder": str(folder), **asdict(holdings), "most": MOST_BYTES})
    return 0
