"""What commands share: options, and finding the briefing that they are about."""

from __future__ import annotations

import math
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.files.workspace import inaccessible, is_file, is_folder
from briefing.model.errors import EnvironmentFault, UsageError
from briefing.model.findings import Location, nearest
from briefing.model.formats import PRINT_OPTIONS, PrintOptions, formats_with
from briefing.model.limits import MEMORY, SECONDS, Limits, limits_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from briefing.build.dask_address import SchedulerAddress
    from briefing.load.section_memory import Learnt, LoadMemory
    from briefing.model.content import Briefing
    from briefing.model.findings import Finding

CONTENT = Path("content")
OUTPUT = Path("build")
SETTINGS = "briefing.yaml"


def add_briefing(parser: ArgumentParser) -> None:
    """Add the argument that names a briefing or its folder."""
    parser.add_argument(
        "briefing",
        nargs="?",
        default="kfor",
        help="a folder, or the name of one under content/ (default: %(default)s)",
    )


def add_output(parser: ArgumentParser) -> None:
    """Add the option for the folder that results go to."""
    parser.add_argument(
        "--output",
        type=Path,
        default=OUTPUT,
        metavar="FOLDER",
        help="where results go (default: %(default)s/)",
    )


def add_print_options(parser: ArgumentParser) -> None:
    """Add an option for each choice that a format offers."""
    group = parser.add_argument_group("print options", "each applies to the formats named with it")
    for option in PRINT_OPTIONS:
        formats = ", ".join(formats_with(option))
        group.add_argument(
            option.flag,
            default=option.default,
            choices=[choice for choice in option.choices if choice],
            help=f"{formats}: {option.help} (default: {option.default or option.otherwise})",
        )


def add_limits(parser: ArgumentParser) -> None:
    """Add the options that limit time and memory."""
    usual = Limits()
    group = parser.add_argument_group("limits", "for each piece of work; content cannot raise them")
    group.add_argument(
        "--limit-seconds",
        metavar="N",
        help=f"seconds of processor time (default: {SECONDS}, or {usual.seconds:g})",
    )
    group.add_argument(
        "--limit-memory", metavar="MIB", help=f"memory in MiB (default: {MEMORY}, or {usual.mib})"
    )


def check_jobs(jobs: int | None) -> None:
    """Raise UsageError if a number of processes was given that is none."""
    if jobs is not None and jobs < 1:
        hint = "leave it out to use every core"
        raise UsageError(f"--jobs must be at least 1, not {jobs}\n  hint: {hint}")


def limits_in(args: Namespace) -> Limits:
    """Return the limits set by the options of `add_limits` or by the environment."""
    return limits_of(args.limit_seconds, args.limit_memory)


def add_cluster(parser: ArgumentParser) -> None:
    """Add the options for running on a Dask cluster."""
    group = parser.add_argument_group("Dask cluster")
    group.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="run on a Dask cluster: the address of its scheduler, tls://HOST:PORT, or "
        "tcp://127.0.0.1:PORT on this machine",
    )
    for name, what in (
        ("ca", "certificate of the cluster's certificate authority"),
        ("cert", "your certificate"),
        ("key", "the key of your certificate"),
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
        help="allow tcp:// to other machines, where others can read what is sent",
    )
    group.add_argument(
        "--prove-on-workers",
        action="store_true",
        help="bind and prove on workers as well, which sends them withheld text; over TLS only",
    )
    group.add_argument(
        "--dask-fallback",
        action="store_true",
        help="if the cluster cannot be reached or is lost, do its work on this machine",
    )
    group.add_argument(
        "--dask-timeout",
        type=_seconds,
        metavar="SECONDS",
        help="how long the cluster may go without finishing any piece of work (default: 300)",
    )


def _seconds(text: str) -> float:
    """Return a number of seconds above 0; argparse tells what is none."""
    value = float(text)
    if not 0 < value < math.inf:
        raise ValueError
    return value


_seconds.__name__ = "number of seconds"


def scheduler_in(args: Namespace) -> SchedulerAddress | None:
    """Return the scheduler named by the options of `add_cluster`, if any.

    Raises:
        UsageError: The options contradict one another, or the connection would not be safe.
    """
    files = (args.dask_ca, args.dask_cert, args.dask_key)
    if args.dask == "":
        raise EnvironmentFault(
            "--dask: the address of the scheduler is empty\n"
            "  hint: set the variable that it comes from, or leave the option out"
        )
    if args.dask is not None:
        from briefing.build.dask_address import scheduler_at

        return scheduler_at(
            args.dask, files, is_insecure=args.dask_insecure, proves=args.prove_on_workers
        )
    more = (args.dask_insecure, args.prove_on_workers, args.dask_fallback, args.dask_timeout)
    if any((*files, *more)):
        raise UsageError(
            "these options need a Dask cluster\n  hint: name its scheduler with --dask ADDRESS"
        )
    return None


def load_content(
    folder: Path, shown: str, limits: Limits, memory: LoadMemory | None = None
) -> tuple[Briefing, tuple[Finding, ...]]:
    """Load a briefing as `briefing.load.briefing.load` does, within limits of time and memory.

    Args:
        folder: The briefing's folder.
        shown: The folder as people say it.
        limits: What reading may take.
        memory: Sections that were read before; those that are read now are added.

    Returns:
        The briefing, and warnings about it.

    Raises:
        ContentError: The content is at fault, or a limit was reached. The finding is then at the
            file that took most of the time, or was being read when memory ran out.
        EnvironmentFault: The process that read it died, twice.
    """
    from briefing.build.isolated_process import Steps, run_isolated
    from briefing.build.worker_stops import WorkerStopped, WorkerTimeout, stop_error
    from briefing.load.briefing import load

    def read(tell: Callable[[str], None]) -> tuple[Any, Learnt | None]:
        loaded = load(folder, shown, tell, memory)
        return loaded, memory.learnt if memory else None

    steps = Steps()
    try:
        (briefing, warnings), learnt = run_isolated(limits, read, steps)
    except WorkerStopped as error:
        name = steps.last
        if isinstance(error, WorkerTimeout):
            name, spent = steps.longest(limits.seconds)
            error = WorkerTimeout(f"{error}, {spent:.1f} of them for this file")
        place = Location(f"{shown}/{name}" if name else shown)
        raise stop_error(error, place, "reading the content") from None
    if memory is not None and learnt is not None:
        memory.learn(learnt)
    return briefing, warnings


def print_options_in(args: Namespace) -> PrintOptions:
    """Return the print options in ``args``, the defaults among them."""
    chosen = {option.field: getattr(args, option.field) for option in PRINT_OPTIONS}
    return PrintOptions(**chosen)


def check_output(folder: Path) -> None:
    """Raise EnvironmentFault if no results can be in ``folder``, as it is a file, a link to itself,
    closed, or a name that is too long, rather than say they are missing, or build for nothing."""
    try:
        what = "" if stat.S_ISDIR(folder.stat().st_mode) else "is a file"
    except FileNotFoundError:  # it will be made
        return
    except PermissionError as error:
        raise inaccessible(folder, error) from error
    except OSError as error:
        what = f"is no folder for results: {error.strerror or error}"
    if what:
        raise EnvironmentFault(
            f"{folder}: {what}\n  hint: move it or choose another folder with --output"
        )


def results_folder(output: Path, folder: Path) -> Path:
    """Return where in ``output`` the results of the briefing in ``folder`` go.

    Raises:
        EnvironmentFault: No results can be in ``output``.
        UsageError: They would be written into the content.
    """
    check_output(output)
    results = output / folder.resolve().name
    if os.path.realpath(results) == os.path.realpath(folder):
        raise UsageError(
            f"--output {output}: results would be written into the content, to {results}\n"
            "  hint: choose another folder"
        )
    return results


def find_briefing(name: str) -> tuple[Path, str]:
    """Return the folder of a briefing, and that folder as people say it.

    Raises:
        UsageError: There is no such briefing.
        EnvironmentFault: The folder cannot be accessed.
    """
    folder = next((f for f in (Path(name), CONTENT / name) if is_folder(f)), None)
    if folder is None:
        known = sorted(path.parent.name for path in CONTENT.glob(f"*/{SETTINGS}"))
        raise UsageError(f'there is no briefing "{name:.80}"\n  hint: {nearest(name, known)}')
    if _is_not_utf8(str(folder)):
        raise UsageError(f"{folder}: the name of this folder is not UTF-8\n  hint: rename it")
    is_file(folder / SETTINGS)  # else each of its files would be said to be at fault
    shown = os.path.relpath(folder)
    return folder, shown if not shown.startswith("..") else str(folder)


def _is_not_utf8(name: str) -> bool:
    """Return whether a file name has bytes that are not UTF-8; no text can have them."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return True
    return False


def named_in(file_name: str) -> list[str]:
    """Return the briefings that a PDF may belong to by its name; raise EnvironmentFault."""
    try:
        folders = sorted(CONTENT.iterdir()) if is_folder(CONTENT) else []
    except OSError as error:
        raise inaccessible(CONTENT, error) from error
    return [
        folder.name
        for folder in folders
        if file_name.startswith(f"{folder.name}-") and is_file(folder / SETTINGS)
    ]
