"""``briefing clean``: empty the cache; PDFs stay, unless withdrawn ones are to go as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.build.publish import WITHDRAWN
from briefing.cache.eviction import clear
from briefing.cache.folder import cache_folder
from briefing.cli.console import Console
from briefing.cli.options import add_output, check_output
from briefing.model.errors import EnvironmentFault
from briefing.model.file_names import PAGE, PDF
from briefing.model.findings import counted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from pathlib import Path

NAME = "clean"
HELP = "empty the cache, which the next build fills again; PDFs stay"


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    add_output(parser)
    parser.add_argument(
        "--withdrawn", action="store_true", help="remove PDFs that were withdrawn as well"
    )


def run(args: Namespace) -> int:
    """Run the command and return its exit status."""
    console = Console()
    check_output(args.output)
    cache = cache_folder(args.output)
    before = clear(cache, console.aside)
    console.line(f"{cache}: {before.size / 2**20:.1f} MiB removed")
    for folder in sorted(args.output.glob(f"*/{WITHDRAWN}")):
        every = (path for ending in (PDF, PAGE) for path in folder.glob(f"*{ending}"))
        found = [] if folder.is_symlink() else sorted(every)
        if not found:
            continue
        if args.withdrawn:
            _remove(folder, found)
            console.line(f"{folder}: {_counted(found)} removed")
        else:
            stay = "stays" if len(found) == 1 else "stay"
            console.line(f"{folder}: {_counted(found)} {stay}; --withdrawn removes them")
    return 0


def _counted(found: Sequence[Path]) -> str:
    """Return how many PDFs and pages there are."""
    pages = sum(path.suffix == PAGE for path in found)
    pdfs = len(found) - pages
    parts = (counted(pdfs, "PDF") if pdfs else "", counted(pages, "page") if pages else "")
    return " and ".join(filter(None, parts))


def _remove(folder: Path, files: Sequence[Path]) -> None:
    try:
        for path in files:
            path.unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise EnvironmentFault(
            f"{folder}: cannot be emptied: {error.strerror or error}\n"
            "  hint: check who owns this folder"
        ) from error
