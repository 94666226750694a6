"""Hostile inputs: each is read, or refused with findings, within seconds; never an exception."""

from __future__ import annotations

from support.audit import Outcome
from support.hostile import SECONDS, names, verdict

FULL = len(names())


def examine(_seed: int, index: int) -> Outcome:
    """Load one input in a process of its own; they are the same for every seed."""
    name = names()[index]
    found = verdict(name)
    counts = {"inputs": 1, "refused": int(bool(found.codes)), "seconds": round(found.seconds)}
    fault = found.fault or (
        f"{found.seconds:.0f} s of processor time" if found.seconds > SECONDS else ""
    )
    return Outcome(counts, (f"{name}: {fault}",) if fault else ())
