"""The options that choose editions, for commands that build.

They are apart from `briefing.cli.chosen_editions`, which loads the content's model: a build of what
is up to date needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.cli.options import add_print_options
from briefing.model.formats import DEFAULT_FORMAT, FORMATS

if TYPE_CHECKING:
    from argparse import ArgumentParser


def add_editions(parser: ArgumentParser) -> None:
    """Add the options that choose editions."""
    parser.add_argument("--audience", help="who it is for (default: the first of briefing.yaml)")
    parser.add_argument("--length", help="how long it is (default: standard, or the longest)")
    parser.add_argument(
        "--format",
        default="",
        metavar="FORMAT,…",
        help=f"what to make: {', '.join(FORMATS)}, or several separated by commas "
        f"(default: {DEFAULT_FORMAT}; with --all, all)",
    )
    parser.add_argument("--lang", default="", metavar="TAG", help="language of the edition")
    parser.add_argument("--paper", default="", choices=["A4", "Letter"], help="paper size")
    parser.add_argument(
        "--all",
        action="store_true",
        help="every edition; with --audience, --length or --format, all of those",
    )
    parser.add_argument(
        "--pdf", default="", metavar="NAME.pdf", help="the edition whose PDF has this name"
    )
    add_print_options(parser)
