"""The command line: one parser, one dispatch, one handler for everything that can go wrong."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from briefing import __version__
from briefing.build.crash_reports import FaultLog
from briefing.cli import build, cache, check, clean, listen, migrate, prove, theme, verify, watch
from briefing.cli import list as list_
from briefing.cli.console import content_fault_json, content_fault_lines, json_text
from briefing.cli.options import OUTPUT
from briefing.cli.terminal import finish, print_error, print_on, print_result
from briefing.model.ending import end_status, end_word
from briefing.model.errors import (
    FAULT_OF_OURS,
    NO_MEMORY,
    BriefingError,
    ContentError,
    EnvironmentFault,
    UsageError,
    is_interrupt,
)
from briefing.model.findings import nearest
from briefing.model.terminal_escapes import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (build, cache, check, clean, list_, listen, migrate, prove, theme, verify, watch)
_FORMER_NAMES = {"store": cache.NAME}
"""Commands by what earlier releases called them; these names still work."""
_EPILOG = (
    "exit status: 0 all built and proven; 1 content at fault; 2 wrong usage; "
    "3 this machine lacks something or failed; 70 a bug in briefing; "
    "130 interrupted; 143 terminated; 129 hung up"
)


class _Parser(argparse.ArgumentParser):
    """A parser that suggests the nearest known name for an unknown one.

    What was typed is printed like everything that comes from elsewhere: escaped.
    """

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and end the run."""
        super().error(printable(message))

    def _print_message(self, message: str, file: Any = None) -> None:
        (print_result if file is sys.stdout else print_error)(message.removesuffix("\n"))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            hint = nearest(str(value), map(str, action.choices))
            what = action.dest.replace("_", " ")
            raise UsageError(f'unknown {what} "{value}"\n  hint: {hint}')


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; it raises UsageError for an unknown name."""
    top = _Parser(
        prog="briefing", description="Printable briefings, cut per reader, proven.", epilog=_EPILOG
    )
    top.add_argument("--version", action="version", version=f"briefing {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(
            command.NAME,
            help=command.HELP,
            epilog=_EPILOG,
            description=f"{command.HELP[0].upper()}{command.HELP[1:]}.",
        )
        command.describe(sub)
        sub.set_defaults(run=command.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; no traceback reaches the user."""
    print_on()
    args = argparse.Namespace()
    try:
        return _run(arguments, args)
    except ContentError as error:
        if getattr(args, "json", False):
            return _print_json(error)
        for line in content_fault_lines(error):
            print_error(line)
        return error.status
    except BriefingError as error:
        print_error(f"briefing: {error}")
        return error.status
    except (KeyboardInterrupt, Exception) as error:
        if is_interrupt(error):
            print_error(f"briefing: {end_word()}; nothing half-written is left")
            return end_status()
        log = FaultLog(getattr(args, "output", OUTPUT), args.typed).add(error)
        print_error(f"briefing: internal error (a bug in briefing); please report it with {log}")
        return FAULT_OF_OURS


def _run(arguments: Sequence[str] | None, args: argparse.Namespace) -> int:
    try:
        typed = list(sys.argv[1:] if arguments is None else arguments)
        args.typed = ("briefing", *typed)
        typed[:1] = [_FORMER_NAMES.get(name, name) for name in typed[:1]]
        parser().parse_args(typed, args)
        status = int(args.run(args))
    except SystemExit as stop:  # of the parser, which has said why
        status = stop.code if isinstance(stop.code, int) else FAULT_OF_OURS
    except MemoryError:
        raise EnvironmentFault(NO_MEMORY) from None
    finish()
    return status


def _print_json(error: ContentError) -> int:
    try:
        print_result(json_text(content_fault_json(error)))
    except EnvironmentFault as full:
        print_error(f"briefing: {full}")
        return full.status
    return error.status
