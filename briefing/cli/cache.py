"""``briefing cache``: show the size of the cache, and how often it was used."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from briefing.cache.eviction import MAX_CACHE_BYTES, stats
from briefing.cache.folder import cache_folder
from briefing.cli.console import Console
from briefing.cli.options import add_output, check_output
from briefing.model.findings import counted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

NAME = "cache"
HELP = "show the size of the cache, and how often it was used"


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    add_output(parser)
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace) -> int:
    """Run the command and return its exit status."""
    console = Console(as_json=args.json)
    check_output(args.output)
    folder = cache_folder(args.output, read_only=True)
    held = stats(folder)
    requests = held.hits + held.misses
    share = f", {held.hits / requests:.0%} of them there" if requests else ""
    size = f"{held.size / 2**20:.1f} of at most {MAX_CACHE_BYTES >> 20} MiB"
    noun = "entry" if held.entries == 1 else "entries"
    console.line(f"{folder}: {held.entries} {noun}, {size}; {counted(requests, 'request')}{share}")
    console.json({"folder": str(folder), **asdict(held), "most": MAX_CACHE_BYTES})
    return 0
