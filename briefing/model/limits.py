"""Limits of time and memory: a briefing's content comes from others, and may ask for too much.

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
"""An idle worker process addresses 600 MiB, one that draws charts 700."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a piece of work may take, such as loading the content or typesetting a fragment.

    The longest chapter of the shipped briefing takes 0.6 s and 100 MiB.
    """

    seconds: float = 120
    """Processor time, as the content is not to blame for what else the machine does."""
    memory: int = 3 << 30
    """Address space of its process, in bytes; only a fraction of it is ever used."""
    patience: float = 10
    """How many times as long it may wait by the clock, which takes no processor time."""

    @property
    def clock(self) -> float:
        """How long it may take no processor time at all, in seconds by the clock."""
        return self.seconds * self.patience

    @property
    def last_resort(self) -> float:
        """How long it may take in all, in seconds by the clock: for what waits again and again, and
        for systems that do not tell what a process does. A busy machine is not to decide."""
        return self.clock * 10

    @property
    def chart_seconds(self) -> float:
        """Seconds of processor time for one chart.

        Most take hundredths of a second, the outlines of all countries up to four seconds.
        """
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
    """Return the limits of the command line, or else of the environment, or else the defaults.

    Args:
        seconds: The value of ``--limit-seconds``, if given.
        memory: The value of ``--limit-memory`` in MiB, if given.
        environ: The environment.

    Raises:
        UsageError: A value is not a number, or too small.
    """
    usual = Limits()
    wanted = _number(seconds, "--limit-seconds", environ, SECONDS, usual.seconds)
    if wanted <= 0:
        raise UsageError(
            f"a limit of {wanted:g} seconds is too low\n  hint: the default is --limit-seconds 120"
        )
    mib = _number(memory, "--limit-memory", environ, MEMORY, usual.mib)
    if mib < _LEAST_MIB:
        raise UsageError(
            f"a limit of {mib:g} MiB of memory is too low\n"
            f"  hint: it must be at least {_LEAST_MIB}; the default is {usual.mib}"
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
        raise UsageError(
            f'{source}: "{text:.40}" is not a limit\n  hint: give a number, such as {usual:g}'
        )
    return value
