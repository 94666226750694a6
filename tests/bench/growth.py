"""What a build takes of texts that are large in one way: rows, items, facts, pictures, editions.

Of each kind three sizes are built from nothing, each four times the one before, up to a quarter of
what `tests/support/growth.py` says has to be built, or up to all of it with ``--full``. The limits
are the usual ones. What grows as the text does has ratios of at most 4 and 16 to the first size;
less, as a program has to start. Alone:

    python tests/bench/growth.py --full --kind items
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from measure import ROOT, Failed, adopt, python, run

sys.path.insert(0, str(ROOT / "tests"))
from support.growth import FULL_SIZES, write_briefing

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIMES = (1, 4, 16)
_OPTIONS = {"slides": ("--format", "slides"), "editions": ("--all",)}
"""What is built of a kind, if not one pack."""


def growth(kinds: Iterable[str] = FULL_SIZES, share: int = 4, largest: int = 0) -> None:
    """Builds each size of each kind, and prints a row of it as soon as it is done.

    Args:
        kinds: What the briefings are large in.
        share: How many times smaller the largest is than what has to be built.
        largest: How large it is, if not that.
    """
    print(
        f"{'growth':<12} {'size':>6} {'cpu s':>8} {'MiB':>6} {'largest':>8}  {'cpu':>6} {'MiB':>6}"
    )
    for kind in kinds:
        most = largest or FULL_SIZES[kind] // share
        _print_kind(kind, [max(1, most * times // _TIMES[-1]) for times in _TIMES])


def _print_kind(kind: str, sizes: Iterable[int]) -> None:
    first = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            briefing = write_briefing(place / kind, kind, size)
            build = python("-m", "briefing", "build", briefing, "--output", place / "build")
            try:
                taken = run([*build, *_OPTIONS.get(kind, ())])
            except Failed as failure:
                print(f"  {kind:<10} {size:>6} did not succeed: {failure}", flush=True)
                continue
            finally:
                shutil.rmtree(place / kind)
        first = first or taken
        ratio = taken.memory / first.memory if first.memory else 0
        print(
            f"  {kind:<10} {size:>6} {taken.processor:>8.1f} {taken.memory:>6.0f} "
            f"{taken.largest:>8.0f}  {taken.processor / first.processor:>6.1f} {ratio:>6.1f}",
            flush=True,
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What a build takes of larger and larger texts.")
    parser.add_argument(
        "--kind", action="append", choices=FULL_SIZES, help="this one; may be given several times"
    )
    parser.add_argument("--full", action="store_true", help="up to the full sizes: most of an hour")
    parser.add_argument("--largest", type=int, default=0, metavar="N", help="up to this size")
    return parser.parse_args()


if __name__ == "__main__":
    adopt()
    given = _arguments()
    try:
        growth(given.kind or FULL_SIZES, 1 if given.full else 4, given.largest)
    except KeyboardInterrupt:
        sys.exit("bench: interrupted")
