"""``briefing listen``: print what a screen reader says of a PDF."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.console import Console
from briefing.cli.inspection import result_bytes
from briefing.cli.options import add_limits, add_output, limits_in
from briefing.files.workspace import is_file
from briefing.model.errors import BriefingError, ContentError, UsageError
from briefing.model.findings import Location, nearest

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from briefing.model.limits import Limits
    from briefing.prove.extract.tag_reader import TagTree

NAME = "listen"
HELP = "print what a screen reader says of a PDF, in reading order and with roles"
_NARROWEST = 40


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    parser.add_argument(
        "edition", metavar="EDITION", help="a PDF that is built: its name, or the path of the file"
    )
    add_output(parser)
    parser.add_argument(
        "--width",
        type=int,
        default=96,
        metavar="N",
        help="letters in a line (default: %(default)s)",
    )
    add_limits(parser)
    parser.add_argument("--json", action="store_true", help="print roles and texts as JSON")


def run(args: Namespace) -> int:
    """Run the command and return its exit status."""
    from briefing.listen.page import set_lines
    from briefing.listen.speech import speech

    if args.width < _NARROWEST:
        raise UsageError(f"--width must be at least {_NARROWEST}")
    path = _file(args.edition, args.output)
    lines = speech(_tags(path, limits_in(args)))
    console = Console(as_json=args.json)
    for line in set_lines(lines, args.width):
        console.line(line)
    console.json({"file": str(path), "lines": [asdict(line) for line in lines]})
    return 0


def _file(name: str, output: Path) -> Path:
    """Return the PDF that ``name`` is the path of, or the name below ``output``; raise UsageError
    if there is none."""
    if not name:
        raise UsageError(
            "no PDF is named\n  hint: give its name; “briefing list” shows those that are built"
        )
    path = Path(name)
    if is_file(path):
        return path
    wanted = f"{path.name.removesuffix('.pdf')}.pdf"
    built = {one.name: one for one in sorted(output.glob("*/*.pdf"))}
    if wanted in built and path.name == name:
        return built[wanted]
    hint = nearest(wanted, built) if built else "build it first"
    raise UsageError(f"{name:.200}: no PDF of this name is built\n  hint: {hint}")


def _tags(path: Path, limits: Limits) -> TagTree:
    """Return the tags of a file; raise ContentError if it has none, or cannot be read."""
    from briefing.build.isolated_process import run_isolated
    from briefing.build.worker_stops import WorkerStopped, stop_error
    from briefing.prove.tagged import tags_of

    try:
        return run_isolated(limits, lambda _: tags_of(path, result_bytes(path)))
    except WorkerStopped as error:
        refused: BriefingError = stop_error(error, Location(str(path)), "reading")
    except ContentError as error:
        refused = error
    if isinstance(refused, ContentError):
        refused.consequence = "nothing was read aloud"
    raise refused
