"""``briefing build``: makes PDFs, proves each, and puts it in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.commands.common import add_briefing, add_output, add_setup, find_briefing, setup_of
from briefing.errors import CONTENT_AT_FAULT
from briefing.load import load
from briefing.report import Console, result_json
from briefing.selection import editions, make_edition
from briefing.settings import FORMATS
from briefing.store import Store
from briefing.themes import theme_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from briefing.model import Briefing, Edition

NAME = "build"
HELP = "make the PDF of an edition, or of all of them"


def describe(parser: ArgumentParser) -> None:
    """What the command takes."""
    add_briefing(parser)
    parser.add_argument("--audience", help="who it is for (default: the first of briefing.yaml)")
    parser.add_argument("--length", help="how long it is (default: standard, or the longest)")
    parser.add_argument(
        "--format", default="", choices=FORMATS, help="what is made (default: pack; all with --all)"
    )
    parser.add_argument("--lang", default="", metavar="TAG", help="language of the edition")
    parser.add_argument("--paper", default="", choices=["A4", "Letter"], help="paper size")
    parser.add_argument(
        "--all",
        action="store_true",
        help="every edition; with --audience or --length, all of those",
    )
    add_setup(parser)
    add_output(parser)
    parser.add_argument("--json", action="store_true", help="print results as JSON")
    parser.add_argument("--quiet", action="store_true", help="print faults only")


def run(args: Namespace) -> int:
    """Does it; returns the exit status."""
    console = Console(quiet=args.quiet, as_json=args.json)
    folder, shown = find_briefing(args.briefing)
    briefing, warnings = load(folder, shown)
    chosen = _chosen(briefing, args)
    theme = theme_of(briefing)
    from briefing.build import build

    console.findings(warnings)
    failed = 0
    results = []
    for result in build(
        briefing,
        chosen,
        theme,
        Store(args.output / ".store"),
        args.output / briefing.name,
        console.progress,
    ):
        console.result(result)
        failed += not result.delivered
        results.append(result_json(result))
    console.finish(len(chosen), failed)
    console.json({"briefing": briefing.name, "editions": results})
    return CONTENT_AT_FAULT if failed else 0


def _chosen(briefing: Briefing, args: Namespace) -> tuple[Edition, ...]:
    lengths = list(briefing.settings.lengths)
    audience = args.audience or next(iter(briefing.settings.audiences))
    length = args.length or ("standard" if "standard" in lengths else lengths[-1])
    setup = setup_of(args)
    format_ = args.format or "pack"
    one = make_edition(briefing, audience, length, format_, args.lang, args.paper, setup)
    if not args.all:
        return (one,)
    return tuple(
        edition
        for edition in editions(briefing, args.paper, setup, args.format)
        if (not args.audience or edition.audience == args.audience)
        and (not args.length or edition.length == args.length)
        and (not args.lang or edition.language == args.lang)
    )
