"""Kills at moments of chance: more than 200, in real builds of all editions of a briefing.

A step is a chain of kills over one folder of results. After each kill no process is left, and every
PDF under its reader's name is whole, known to the manifest, and never to be deleted; after each
chain a build makes the same bytes as one from scratch, and leaves no temporary file of any build.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from support.damage import ROOT
from support.kills import KILLS, Chain, Plan

if TYPE_CHECKING:
    from support.audit import Outcome

FULL = 22
"""Chains, of ten kills each."""
IN_A_CHAIN = 10
_COLD = 8
"""One chain in so many begins with nothing built, the others with all of it."""
PLAN = Plan(
    ROOT / "content" / "kfor",
    (
        ("sections/why.md", "signed the withdrawal agreement", "signed the technical agreement"),
        ("sections/family.md", "By phone and internet, most", "By phone and letter, most"),
    ),
    (
        ("--all",),
        ("--all",),
        ("--all", "--format", "pack"),
        ("--all", "--audience", "deploying"),
        ("--all", "--length", "short"),
    ),
)


def examine(seed: int, index: int) -> Outcome:
    """One chain; each way to kill comes up as often as the others."""
    dice = random.Random(f"{seed}/{index}")
    first = index * IN_A_CHAIN
    kills = [KILLS[number % len(KILLS)] for number in range(first, first + IN_A_CHAIN)]
    dice.shuffle(kills)
    cold = index % _COLD == _COLD - 1
    return Chain(PLAN, f"kills {seed}/{index}", cold=cold).run(kills)
