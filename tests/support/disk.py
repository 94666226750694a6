"""Disks that are full or broken: one call of a build that writes fails, or there is no more room.

Calls fail by a library in C that is preloaded into all processes of a build (``failing_disk.c``);
it needs a compiler and Linux. Small file systems are mounted where only one build sees them; that
needs the right to do so. Where either is missing, `lacking` and `lacking_mounts` say what.
"""

from __future__ import annotations

import errno
import math
import platform
import random
import shutil
import struct
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from support.afterwards import healed_faults, standing_faults
from support.damage import ROOT, hashes
from support.desks import SETTINGS, write_content
from support.realbuilds import Site, kept_folder
from support.warm import Warm, warm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.realbuilds import Ended

_SOURCE = ROOT / "tests" / "support" / "failing_disk.c"
_STATE = struct.Struct("4i4096s")
_PAGE = 4096
"""Bytes of a page, in which a file system in memory counts."""
EDIT = ("sections/roads.md", "second winter", "third winter")
OPTIONS = ("--audience", "public", "--jobs", "1")
_BUILD = ("build", "desk", *OPTIONS)


@dataclass(frozen=True, slots=True)
class Failure:
    """How a call fails."""

    number: int
    lasting: bool = False
    """Whether those after it fail as well, if they need room."""

    def __str__(self) -> str:
        return errno.errorcode[self.number] + (" from then on" if self.lasting else "")


FULL_DISK = Failure(errno.ENOSPC, lasting=True)
FAILURES = (
    FULL_DISK,
    Failure(errno.ENOSPC),
    Failure(errno.EIO),
    Failure(errno.EACCES),
    Failure(errno.EMFILE),
)


@cache
def lacking() -> str:
    """What is missing to let calls fail; empty if nothing is."""
    if platform.system() != "Linux":
        return "calls fail by LD_PRELOAD, on Linux only"
    return "" if shutil.which("cc") else "no C compiler (cc)"


@cache
def lacking_mounts() -> str:
    """What is missing to mount a small file system; empty if nothing is."""
    if shutil.which("unshare") is None:
        return "no unshare"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("there", "here"):
            (Path(folder) / name).mkdir()
        tried = subprocess.run(
            [*_mounting(Path(folder) / "there", f"size={_PAGE}", Path(folder) / "here"), "true"],
            capture_output=True,
            text=True,
            check=False,
        )
    return "" if not tried.returncode else f"no file system can be mounted: {tried.stderr.strip()}"


@cache
def _library() -> Path:
    """The library, compiled."""
    target = _scratch() / "failing_disk.so"
    command = ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(target)]
    subprocess.run([*command, str(_SOURCE), "-ldl"], check=True)
    return target


def _scratch() -> Path:
    return kept_folder("disk")


@dataclass(frozen=True, slots=True)
class _Start:
    """What each trial starts from, and what it is to come to."""

    site: Site
    before: Mapping[str, str]
    after: Mapping[str, str]
    """Hashes by path, before and after words of the content were changed."""
    calls: int
    """Calls that count in a build of the changed content."""


@cache
def start() -> _Start:
    """Build a small briefing with its page, then change a word and build it elsewhere."""
    write_content(_scratch())
    content = _scratch() / "content" / "desk"
    (content / "briefing.yaml").write_text(SETTINGS.replace("html: no\n", ""))
    (_scratch() / "before").mkdir()
    site = Site.of(_scratch() / "before", content)
    ended = _undisturbed(site)
    assert not ended.status, ended.told()
    (_scratch() / "after").mkdir()
    changed = _changed(site, _scratch() / "after")
    ended = _undisturbed(changed)
    assert not ended.status, ended.told()
    calls = 0 if lacking() else _calls()
    return _Start(site, hashes(site.output), hashes(changed.output), calls)


def _undisturbed(site: Site) -> Ended:
    """Build, and count calls if that can be done."""
    if lacking():
        return warm().build(site, *OPTIONS)[0]
    host = _failing_host()
    prepare(site, 0, FULL_DISK)
    return host.build(site, *OPTIONS)[0]


def _changed(site: Site, folder: Path) -> Site:
    """A copy of a site where something is to be done."""
    copy = Site.of(folder, site.content, site.output)
    copy.edit(*EDIT)
    return copy


@cache
def _failing_host() -> Warm:
    """A process with all loaded whose builds, and their processes, are on a failing disk."""
    return Warm(_preloaded())


@cache
def _preloaded() -> dict[str, str]:
    """What lets calls fail, in the environment of a process."""
    _state().write_bytes(bytes(_STATE.size))
    return {"LD_PRELOAD": str(_library()), "FAILING_DISK_STATE": str(_state())}


def _state() -> Path:
    return _scratch() / "state"


def prepare(site: Site, number: int, failure: Failure) -> None:
    """Have call ``number`` on files of a site fail; none if it is zero."""
    under = f"{site.output}:{site.temporary}".encode()
    data = _STATE.pack(0, number, failure.number, failure.lasting, under)
    with _state().open("r+b") as file:  # it is the same file: others have it mapped
        file.write(data)


def _calls() -> int:
    """How many calls have counted since."""
    return int(_STATE.unpack(_state().read_bytes())[0])


def failing_call(
    number: int, failure: Failure, counts: Counter[str], *, cold: bool = False
) -> list[str]:
    """Build while call ``number`` fails; return what is wrong then, and after the next build.

    Args:
        number: Which of the calls that count.
        failure: How it fails.
        counts: Where it is counted how the build ended.
        cold: Whether it is the command itself that builds, not a process that has all loaded.
    """
    with tempfile.TemporaryDirectory(prefix="audit-disk-") as folder:
        site = _changed(start().site, Path(folder))
        host = _failing_host()
        prepare(site, number, failure)
        if cold:
            running = site.start(*_BUILD, environment=_preloaded())
            ended, left = running.wait(), running.left()
        else:
            ended, left = host.build(site, *OPTIONS)
        counts["calls that failed"] += _calls() >= number
        counts[f"failures: {failure}"] += 1
        faults = _after(site, ended, left, counts)
    return [f"call {number}, {failure}: {fault}" for fault in faults]


def _after(site: Site, ended: Ended, left: int, counts: Counter[str]) -> list[str]:
    """What is wrong after a build on a bad disk, and after the next, on a good one.

    Args:
        site: Where it ran.
        ended: How it ended.
        left: How many of its processes did not.
        counts: Where it is counted how it ended.
    """
    faults = [ended.fault] if ended.fault else []
    faults += [f"{left} processes are still there"] if left else []
    found = hashes(site.output)
    counts[f"ended with {ended.status}"] += 1
    if ended.status == 0:
        faults += [] if found == start().after else ["status 0, and not what was to be built"]
    elif ended.status != 3:
        faults.append(ended.told())
    elif not ended.is_told_in_a_line:
        faults.append(f"not one clear line: {ended.told()}")
    for name, digest in start().before.items():
        if found.get(name) not in {digest, start().after[name]}:
            faults.append(f"{name} is neither the one from before nor the new one")
    faults += standing_faults(site)
    for path in site.results.glob("[!.]*.html"):  # so that the next has something to do
        path.unlink()
    return faults + healed_faults(site, start().after, lambda: _undisturbed(site))


# ── file systems without room ─────────────────────────────────────────────────────────────


def _mounting(place: Path, options: str, filled: Path) -> list[str]:
    """A command that mounts a file system in memory at ``place``, copies what is in ``filled``
    there, runs what follows, and puts all that is there into ``filled`` again."""
    script = (
        'mount -t tmpfs -o "$1" none "$2" && cp -a "$3/." "$2" || exit 97; there=$2 filled=$3;'
        ' shift 3; "$@"; status=$?; rm -rf "$filled"; cp -a "$there" "$filled"; exit $status'
    )
    return ["unshare", "-rm", "sh", "-c", script, "sh", options, str(place), str(filled)]


def small_file_system(where: str, room: int, files: int, counts: Counter[str]) -> list[str]:
    """Build with results (``build``) or temporary files (``tmp``) on a small file system.

    Args:
        where: The folder.
        room: Bytes that are left on it.
        files: How many files can be made on it, if not zero.
        counts: Where it is counted how it ended.
    """
    with tempfile.TemporaryDirectory(prefix="audit-disk-") as folder:
        site = _changed(start().site, Path(folder))
        place, kept = site.folder / where, site.folder / "kept"
        shutil.copytree(place, kept, symlinks=True)
        there = list(kept.rglob("*"))
        taken = sum(math.ceil(p.stat().st_size / _PAGE) * _PAGE for p in there if p.is_file())
        options = f"size={taken + room}" + (f",nr_inodes={len(there) + 1 + files}" if files else "")
        within = tuple(_mounting(place, options, kept))
        running = site.start(*_BUILD, within=within)
        ended, left = running.wait(), running.left()
        shutil.rmtree(place)
        kept.rename(place)
        counts["builds on a small file system"] += 1
        faults = _after(site, ended, left, counts)
    what = f"{files} files" if files else f"{room >> 10} KiB"
    return [f"{where} with room for {what}: {fault}" for fault in faults]


def trials(seed: int, index: int, steps: int) -> tuple[Counter[str], list[str]]:
    """Those of a step: a share of all calls, each with two failures, and a small file system."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    others = FAILURES[1:]
    for number in range(index + 1, start().calls + 1, steps):
        for failure in (FULL_DISK, others[(number + seed) % len(others)]):
            faults += failing_call(number, failure, counts)
    if index < start().calls:
        faults += failing_call(index + 1, FULL_DISK, counts, cold=True)
    if not lacking_mounts():
        dice = random.Random(f"{seed}/{index}")
        where = dice.choice(("build", "tmp"))
        files = dice.choice((0, 0, dice.randint(1, 30)))
        room = _PAGE * dice.randrange(1, 60 if where == "build" else 700)
        faults += small_file_system(where, room, files, counts)
    return counts, faults
