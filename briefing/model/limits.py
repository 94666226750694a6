"""What work on a briefing may take: its content comes from others, and may ask for too much.

Content cannot raise a limit. Whoever builds can, on the command line or in the environment.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = "BRIEFING_LIMIT_SECONDS"
MEMORY = "BRIEFING_LIMIT_MEMORY"
_LEAST_MIB = 1024
"""An idle process of ours addresses 600 MiB, one that draws charts 700."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a piece of work may take: the content loaded, a fragment typeset, a PDF bound and
    proven. The longest chapter of the shipped briefing takes 0.6 s and 100 MiB."""

    seconds: float = 120
    """Processor time: what else the machine does is no fault of the content."""
    memory: int = 3 << 30
    """Address space of its process, in bytes. Of what is addressed, a fraction is ever used."""
    patience: float = 10
    """How many times as long it may take by the clock: one that waits for ever takes no time."""

    @property
    def clock(self) -> float:
        """Seconds by the clock."""
        return self.seconds * self.patience

    @property
    def chart_seconds(self) -> float:
        """Processor time for one chart; most take hundredths of a second, the outlines of all
        countries up to four seconds."""
        return self.seconds / 4

    @property
    def mib(self) -> int:
        """The memory in MiB."""
        return self.memory >> 20


RAISE_TIME = f"--limit-seconds (or {SECONDS}) raises the limit"
RAISE_MEMORY = f"--limit-memory (or {MEMORY}) raises the limit"


def limits_of(
    seconds: str | None = None, memory: str | None = None, environ: Mapping[str, str] = os.environ
) -> Limits:
    """The limits of the command line, else of the environment, else the usual ones.

    Raises UsageError for what is no limit.
    """
    usual = Limits()
    wanted = _number(seconds, "--limit-seconds", environ, SECONDS, usual.seconds)
    if wanted <= 0:
        raise UsageError(f"a limit of {wanted:g} seconds\n  hint: --limit-seconds 120 is usual")
    mib = _number(memory, "--limit-memory", environ, MEMORY, usual.mib)
    if mib < _LEAST_MIB:
        raise UsageError(
            f"a limit of {mib:g} MiB of memory\n"
            f"  hint: the least is {_LEAST_MIB}; {usual.mib} is usual"
        )
    return Limits(wanted, int(mib) << 20)


def _number(
    given: str | None, option: str, environ: Mapping[str, str], name: str, usual: float
) -> float:
    text, source = (given, option) if given is not None else (environ.get(name), name)
    if not text:
        return usual
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value > 1 << 31:
        raise UsageError(f'{source}: "{text:.40}" is no limit\n  hint: give a number, as {usual:g}')
    return value
