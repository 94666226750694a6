"""Every way a run can fail, each with its exit status; no other module ends the process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from briefing.model.terminal_escapes import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.model.findings import Finding

# Exit statuses, the whole table. Success is 0; of a signal it is 128 and its number.
CONTENT_AT_FAULT = 1
WRONG_USAGE = 2
ENVIRONMENT = 3
FAULT_OF_OURS = 70
INTERRUPTED = 130
TERMINATED = 143
HUNG_UP = 129

NO_MEMORY = (
    "this machine has no memory left for it; what was delivered before is complete\n"
    "  hint: close other programs, allow more (ulimit -v), or use --jobs 1"
)
"""What a MemoryError of this process means, as an EnvironmentFault says it."""
_ORDER = (0, ENVIRONMENT, CONTENT_AT_FAULT, WRONG_USAGE, FAULT_OF_OURS, INTERRUPTED)
_HINT = "\n  hint: "
_INTERRUPT = re.compile("KeyboardInterrupt|RunEnded")


def worst(statuses: Iterable[int]) -> int:
    """Return the gravest of the exit statuses of several pieces of work; 0 if there are none.

    A fault of the content is graver than one of the machine, after which one may just try again.
    """
    return max(statuses, key=_ORDER.index, default=0)


class BriefingError(Exception):
    """The base of all foreseen failures: a message, and a hint on the line below it."""

    status: ClassVar[int] = FAULT_OF_OURS

    def __str__(self) -> str:
        head, hint, way_out = super().__str__().rpartition(_HINT)
        return f"{printable(head)}{hint}{printable(way_out)}"


class ContentError(BriefingError):
    """The briefing's own files are at fault; holds every finding of the run."""

    status = CONTENT_AT_FAULT

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        self.findings = tuple(findings)
        self.consequence = "nothing was built, and earlier PDFs are kept"
        """What it means for the PDFs, printed below the findings."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))

    def __reduce__(self) -> tuple[type[ContentError], tuple[Sequence[Finding]]]:
        return type(self), (self.findings,)  # its argument, not its words, crosses processes


class UsageError(BriefingError):
    """The command was called with something it does not know."""

    status = WRONG_USAGE


class EnvironmentFault(BriefingError):
    """This machine lacks a library, memory or a place to write; says what to install or free."""

    status = ENVIRONMENT


class RunEnded(KeyboardInterrupt):
    """Raised in the main thread when a signal ends the run (`briefing.model.ending`).

    Not a plain KeyboardInterrupt: once that has passed through an ``exec`` of a library, Python
    kills itself with INT in the end, whichever signal it was and whatever status is returned.
    """


def is_interrupt(error: BaseException | None) -> bool:
    """Return whether ``error`` comes from Ctrl-C, or another signal that ends the run.

    When it comes while a class is being created, it arrives as another error: Python 3.11 raises a
    RuntimeError from it, and pydantic a SchemaError that only mentions it.
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        if type(error).__name__ == "SchemaError" and _INTERRUPT.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return error is not None
