"""``briefing list``: list the editions of a briefing, which are built, how long sections are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.cache import manifest
from briefing.cache.fingerprint import fingerprint_of
from briefing.cache.manifest import Standing
from briefing.cli.console import Console
from briefing.cli.options import (
    add_briefing,
    add_limits,
    add_output,
    find_briefing,
    limits_in,
    load_content,
    results_folder,
)
from briefing.files.workspace import is_file
from briefing.model.file_names import PAGE

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.cache.fingerprint import Fingerprint
    from briefing.cache.manifest import Manifest
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition
    from briefing.model.settings import Settings

NAME = "list"
HELP = "list the editions of a briefing"


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    add_briefing(parser)
    add_output(parser)
    parser.add_argument(
        "--sections",
        action="store_true",
        help="what each section takes on paper, in one edition: that of --audience and --length",
    )
    parser.add_argument("--audience", help="with --sections (default: the first of briefing.yaml)")
    parser.add_argument("--length", help="with --sections (default: standard, or the longest)")
    add_limits(parser)
    parser.add_argument("--json", action="store_true", help="print the list as JSON")


def run(args: Namespace) -> int:
    """Run the command and return its exit status."""
    from briefing.select.selection import editions

    folder, shown = find_briefing(args.briefing)
    results = results_folder(args.output, folder)
    briefing, _ = load_content(folder, shown, limits_in(args))
    if args.sections:
        return _list_sections(briefing, args)
    settings = briefing.settings
    known, now = manifest.read(results), fingerprint_of(folder, args.output)
    rows = []
    for edition in editions(briefing):
        path = results / edition.file_name
        rows.append(
            {
                "audience": edition.audience,
                "length": edition.length,
                "format": edition.format,
                "pages": _pages(settings, edition),
                "clearance": settings.audiences[edition.audience].clearance,
                "file": str(path),
                "built": is_file(path),
                "standing": str(known.standing(edition.file_name, now)),
                "html": _page_row(briefing, edition, results, known, now),
            }
        )
    if args.json:
        Console(as_json=True).json({"briefing": briefing.name, "editions": rows})
        return 0
    console = Console()
    console.line(f"{settings.title} ({shown}), facts as of {settings.as_of}")
    heads = ["audience", "length", "format", "pages", "clearance"]
    console.table(
        [*heads, "file"],
        [[*(str(row[head]) for head in heads), _named(row)] for row in rows],
    )
    return 0


def _list_sections(briefing: Briefing, args: Namespace) -> int:
    """Print how long each section of an edition is."""
    from briefing.build.executors import open_executor
    from briefing.build.section_lengths import section_lengths
    from briefing.cache.cache import Cache
    from briefing.cache.folder import cache_folder
    from briefing.cli.chosen_editions import usual_edition
    from briefing.files.themes import theme_of
    from briefing.model.paper import PT_PER_MM

    edition = usual_edition(briefing, args)
    cache = Cache(cache_folder(args.output))
    with open_executor(1, limits_in(args)) as executor:
        lengths = section_lengths(briefing, edition, theme_of(briefing), cache, executor)
    rows = [
        {
            "section": one.name,
            "pages": "–".join(str(n) for n in sorted({one.first, one.last}) if n),
            "mm": round(one.height / PT_PER_MM),
            "lines": round(one.height / one.leading),
        }
        for one in lengths
    ]
    console = Console(as_json=args.json)
    console.json({"briefing": briefing.name, "edition": str(edition), "sections": rows})
    console.line(f"{edition}: what its sections take, side column aside")
    heads = ["section", "pages", "mm", "lines"]
    console.table(heads, [[str(row[head]) for head in heads] for row in rows])
    return 0


def _page_row(
    briefing: Briefing, edition: Edition, results: Path, known: Manifest, now: Fingerprint
) -> dict[str, object] | None:
    """Return what is known of the web page of an edition; None if it has none."""
    from briefing.select.selection import has_page

    if not has_page(briefing, edition):
        return None
    path = results / edition.page_name
    return {
        "file": str(path),
        "built": is_file(path),
        "standing": str(known.standing(edition.page_name, now)),
    }


def _named(row: Mapping[str, Any]) -> str:
    """Return the names of the files of an edition, and what is to be said of them."""
    aside, page = _aside(row), row["html"]
    if page is None:
        return f"{row['file']}{aside}"
    beside = _aside(page)
    if aside == beside:
        return f"{row['file']}, {PAGE}{aside}"
    return f"{row['file']}{aside}, {PAGE}{beside}"


def _aside(row: Mapping[str, object]) -> str:
    """Return a note on a PDF that is missing, changed or out of date."""
    as_built = row["standing"] == Standing.AS_BUILT
    return "" if as_built else f"  ({row['standing']})"


def _pages(settings: Settings, edition: Edition) -> str:
    """Return how many pages an edition may have: ``1–2``; empty if its length does not say."""
    contract = settings.contract(edition.length, edition.format, edition.print_size)
    return contract.text("–") if contract and contract.counts_pages else ""
