"""What workers of a Dask cluster on this machine add: one briefing with one of them, two, four.

Each has one thread, all speak over loopback, and each build is from nothing, of all packs of the
shipped briefing by default: typesetting dominates, in many fragments. Every PDF must have the bytes
of a build without a cluster. Alone:

    python tests/bench/cluster.py
    python tests/bench/cluster.py --kind rows --size 20000 --workers 2
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from measure import ROOT, Failed, adopt, python

sys.path.insert(0, str(ROOT / "tests"))
from support.growth import FULL_SIZES, write_briefing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORKERS = (1, 2, 4)
_PATIENCE = 60.0
"""Seconds until a scheduler must have said where it is."""


def cluster_growth(kind: str, size: int, counts: Sequence[int]) -> None:
    """Builds ``size`` of ``kind``, or the packs of the shipped briefing if there is no kind, here
    and then with each number of workers; prints a row of each.

    Raises:
        Failed: A build did not succeed, or a PDF has other bytes than here.
    """
    title = f"{kind} {size}" if kind else "packs of the shipped briefing"
    print(f"{title:<30} {'clock s':>8} {'ratio':>6}  bytes", flush=True)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        briefing = write_briefing(place / kind, kind, size) if kind else ROOT / "content" / "kfor"
        taken = _build(briefing, place / "here", "--jobs", "1")
        print(f"  {'no cluster, --jobs 1':<28} {taken:>8.1f}", flush=True)
        first = 0.0
        for count in counts:
            with _cluster(place / f"cluster-{count}", count) as address:
                output = place / f"build-{count}"
                taken = _build(briefing, output, "--jobs", "1", "--dask", address)
            first = first or taken
            same = "the same" if _pdfs(output) == _pdfs(place / "here") else "OTHERS"
            label = f"{count} worker{'s' if count > 1 else ''}"
            print(f"  {label:<28} {taken:>8.1f} {taken / first:>6.2f}  {same}", flush=True)
            if same == "OTHERS":
                raise Failed(f"{label}: other bytes than without a cluster")
            shutil.rmtree(output)


def _build(briefing: Path, output: Path, *options: str) -> float:
    """Builds a briefing from nothing; returns the seconds of the clock that it took."""
    command = python("-m", "briefing", "build", briefing, "--all", "--quiet", "--output", output)
    if ROOT in briefing.parents:
        command = [*command, "--format", "pack"]
    start = time.perf_counter()
    done = subprocess.run(
        [*command, *options], cwd=ROOT, env=_environment(), capture_output=True, check=False
    )
    if done.returncode:
        raise Failed(done.stderr.decode().strip() or f"status {done.returncode}")
    return time.perf_counter() - start


def _pdfs(output: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in output.glob("*/*.pdf")}


@contextlib.contextmanager
def _cluster(folder: Path, count: int) -> Iterator[str]:
    """A scheduler and ``count`` workers, all of which are there; gives the scheduler's address."""
    folder.mkdir()
    told = folder / "scheduler.json"
    with (folder / "log").open("wb") as log:
        running = [_start(folder, log, "scheduler", "--port", "0", "--scheduler-file", str(told))]
        try:
            address = _address(told)
            running += [
                _start(folder, log, "worker", address, "--nthreads", "1", "--no-nanny")
                for _ in range(count)
            ]
            _wait_for(address, count)
            yield address
        finally:
            for process in reversed(running):
                process.kill()
                process.wait()


def _start(folder: Path, log: IO[bytes], *words: str) -> subprocess.Popen[bytes]:
    local = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
    return subprocess.Popen(
        [*python("-m", "dask"), *words, *local],
        cwd=folder,
        env=_environment(),
        stdout=log,
        stderr=subprocess.STDOUT,
    )


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def _address(told: Path) -> str:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError, json.JSONDecodeError):
            return str(json.loads(told.read_text())["address"])
        time.sleep(0.05)
    raise Failed("the scheduler does not start")


def _wait_for(address: str, count: int) -> None:
    from distributed import Client

    with Client(address) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(count, timeout=_PATIENCE)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What workers of a cluster add to a build.")
    parser.add_argument("--kind", choices=FULL_SIZES, default="", help="else the shipped briefing")
    parser.add_argument("--size", type=int, default=0, metavar="N", help="else the full size")
    parser.add_argument("--workers", type=int, action="append", metavar="N", help="else 1, 2, 4")
    return parser.parse_args()


if __name__ == "__main__":
    adopt()
    given = _arguments()
    try:
        cluster_growth(
            given.kind, given.size or FULL_SIZES.get(given.kind, 0), given.workers or _WORKERS
        )
    except Failed as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit("bench: interrupted")
