"""What commands share: finding a briefing, and the options that name an edition."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.build.dask_address import SchedulerAddress, scheduler_at
from briefing.files.workspace import inaccessible, is_file, is_folder
from briefing.model.errors import ContentError, EnvironmentFault, UsageError
from briefing.model.findings import Location, nearest
from briefing.model.formats import PRINT_OPTIONS, PrintOptions, formats_with
from briefing.model.limits import MEMORY, SECONDS, Limits, limits_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from briefing.model.content import Briefing
    from briefing.model.findings import Finding

CONTENT = Path("content")
OUTPUT = Path("build")
SETTINGS = "briefing.yaml"


def add_briefing(parser: ArgumentParser) -> None:
    """The briefing, by name or folder."""
    parser.add_argument(
        "briefing",
        nargs="?",
        default="kfor",
        help="a folder, or the name of one under content/ (default: %(default)s)",
    )


def add_output(parser: ArgumentParser) -> None:
    """Where results go."""
    parser.add_argument(
        "--output",
        type=Path,
        default=OUTPUT,
        metavar="FOLDER",
        help="where results go (default: %(default)s/)",
    )


def add_print_options(parser: ArgumentParser) -> None:
    """Add an option for each choice that a format offers."""
    group = parser.add_argument_group("print options", "each for the formats named with it")
    for option in PRINT_OPTIONS:
        formats = ", ".join(formats_with(option))
        group.add_argument(
            option.flag,
            default=option.default,
            choices=[choice for choice in option.choices if choice],
            help=f"{formats}: {option.help} (default: {option.default or option.otherwise})",
        )


def add_limits(parser: ArgumentParser) -> None:
    """What the content may take."""
    usual = Limits()
    group = parser.add_argument_group("limits", "of each piece of work; content cannot raise them")
    group.add_argument(
        "--limit-seconds",
        metavar="N",
        help=f"of processor time (default: {SECONDS}, or {usual.seconds:g})",
    )
    group.add_argument(
        "--limit-memory", metavar="MIB", help=f"in MiB (default: {MEMORY}, or {usual.mib})"
    )


def limits_in(args: Namespace) -> Limits:
    """The limits that the options of `add_limits` or the environment ask for."""
    return limits_of(args.limit_seconds, args.limit_memory)


def add_cluster(parser: ArgumentParser) -> None:
    """Who else may do the work."""
    group = parser.add_argument_group("a cluster of Dask")
    group.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="have its workers typeset: tls://HOST:PORT, or tcp://127.0.0.1:PORT on this machine",
    )
    for name, what in (
        ("ca", "certificate of the cluster's authority"),
        ("cert", "certificate of yours"),
        ("key", "its key"),
    ):
        group.add_argument(
            f"--dask-{name}",
            default="",
            metavar="FILE",
            help=f"{what}, as PEM (default: as Dask's own configuration says)",
        )
    group.add_argument(
        "--dask-insecure",
        action="store_true",
        help="let others read what is sent over tcp:// to other machines",
    )
    group.add_argument(
        "--prove-on-workers",
        action="store_true",
        help="over TLS, send them also what readers must not see, so that they bind and prove",
    )


def scheduler_in(args: Namespace) -> SchedulerAddress | None:
    """The scheduler that the options of `add_cluster` ask for; raises UsageError when it must not
    be used as they say."""
    files = (args.dask_ca, args.dask_cert, args.dask_key)
    if args.dask:
        return scheduler_at(
            args.dask, files, is_insecure=args.dask_insecure, proves=args.prove_on_workers
        )
    if any(files) or args.dask_insecure or args.prove_on_workers:
        raise UsageError(
            "there is no cluster to use this for\n  hint: name its scheduler with --dask ADDRESS"
        )
    return None


def load_content(folder: Path, shown: str, limits: Limits) -> tuple[Briefing, tuple[Finding, ...]]:
    """As `briefing.load.briefing.load`, held to limits: one that is reached is a finding of the
    file that has taken most of the time, or was being read when memory ran out."""
    from briefing.build.isolated_process import Steps, run_isolated, stop_finding
    from briefing.build.process_pool import WorkerStopped, WorkerTimeout
    from briefing.load.briefing import load

    steps = Steps()
    try:
        return run_isolated(limits, lambda tell: load(folder, shown, tell), steps)
    except WorkerStopped as error:
        name = steps.last
        if isinstance(error, WorkerTimeout):
            name, spent = steps.longest(limits.seconds)
            error = WorkerTimeout(f"{error}, {spent:.1f} of them for this file")
        place = Location(f"{shown}/{name}" if name else shown)
        raise ContentError([stop_finding(error, place, "reading the content")]) from None


def print_options_in(args: Namespace) -> PrintOptions:
    """Return the print options in ``args``, the defaults among them."""
    chosen = {option.field: getattr(args, option.field) for option in PRINT_OPTIONS}
    return PrintOptions(**chosen)


def check_output(folder: Path) -> None:
    """Raises EnvironmentFault when no results can lie there, so that none is said to be missing."""
    if is_file(folder):
        raise EnvironmentFault(
            f"{folder}: is a file\n  hint: move it or choose another folder with --output"
        )


def find_briefing(name: str) -> tuple[Path, str]:
    """The folder of a briefing and how to call it.

    Raises UsageError when there is none, EnvironmentFault when it may not be looked at.
    """
    folder = next((f for f in (Path(name), CONTENT / name) if is_folder(f)), None)
    if folder is None:
        known = sorted(path.parent.name for path in CONTENT.glob(f"*/{SETTINGS}"))
        raise UsageError(f'there is no briefing "{name:.80}"\n  hint: {nearest(name, known)}')
    is_file(folder / SETTINGS)  # else each of its files would be said to be at fault
    shown = os.path.relpath(folder)
    return folder, shown if not shown.startswith("..") else str(folder)


def named_in(file_name: str) -> list[str]:
    """The briefings that a PDF's name may stand for; raises EnvironmentFault."""
    try:
        folders = sorted(CONTENT.iterdir()) if is_folder(CONTENT) else []
    except OSError as error:
        raise inaccessible(CONTENT, error) from error
    return [
        folder.name
        for folder in folders
        if file_name.startswith(f"{folder.name}-") and is_file(folder / SETTINGS)
    ]
