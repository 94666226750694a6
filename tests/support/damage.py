"""What can happen to a file that a build reads back: each kind of damage, and where it can strike.

``DAMAGE`` has the kinds: functions that damage one file, with chance from a given `Random`.
`swap` exchanges two files. ``PLACES`` has what a build reads back, by what it is called here: each
a function from the folder of results (``build``) to the files. `run` calls the command in a process
of its own, within a time that nothing takes unless it hangs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 300
"""By the clock, after which a run counts as hung: a build of the small briefing takes 3."""
GIANT = 10 << 30
"""Bytes of a sparse file, which takes no room on the disk."""
WRONG_SHAPES = (
    b"null",
    b"[]",
    b'"text"',
    b"NaN",
    b"{}",
    b'{"editions": {}, "states": {}, "requests": []}',
    b'{"editions": [1], "states": {}, "requests": {}}',
    b'{"editions": {"x.pdf": {"file": 1}}, "states": {"": 1}, "requests": {"": {}}}',
    b'{"hits": "many", "misses": null}',
    b'{"hits": NaN, "misses": 1e999}',
    b'{"hits": 1' + b"0" * 5000 + b', "misses": 0}',
    b'{"name": 1, "front": "", "pages": [{}], "findings": [[]], "fonts": {}}',
    b'{"remarks": 1, "flaws": [1], "tables": [[]]}',
    b'{"x": "\\ud800"}',
    b"\xff\xfe{\x00}\x00",
    b"[" * 100_000,
    b'{"a":' * 100_000,
)


def _truncate(path: Path, random: Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: random.randrange(max(1, len(data)))])


def _flip(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes() or b"\0")
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def _empty(path: Path, _: Random) -> None:
    path.write_bytes(b"")


def _noise(path: Path, random: Random) -> None:
    path.write_bytes(random.randbytes(random.randrange(1, 5000)))


def _wrong_shape(path: Path, random: Random) -> None:
    path.write_bytes(random.choice(WRONG_SHAPES))


def _gone(path: Path, _: Random) -> None:
    path.unlink()


def _folder(path: Path, _: Random) -> None:
    path.unlink()
    path.mkdir()


def _full_folder(path: Path, _: Random) -> None:
    path.unlink()
    path.mkdir()
    (path / "x").write_bytes(b"x")


def _fifo(path: Path, _: Random) -> None:
    path.unlink()
    os.mkfifo(path)


def _link_to(target: str) -> Callable[[Path, Random], None]:
    def link(path: Path, _: Random) -> None:
        path.unlink()
        path.symlink_to(target or path.name)

    return link


def _unreadable(path: Path, _: Random) -> None:
    path.chmod(0)


def _giant(path: Path, random: Random) -> None:
    if random.randrange(2):
        path.write_bytes(b"")
    os.truncate(path, GIANT)


DAMAGE: Mapping[str, Callable[[Path, Random], None]] = {
    "truncated": _truncate,
    "a bit flipped": _flip,
    "empty": _empty,
    "noise": _noise,
    "of a wrong shape": _wrong_shape,
    "gone": _gone,
    "a folder": _folder,
    "a folder with a file": _full_folder,
    "a FIFO": _fifo,
    "a link to itself": _link_to(""),
    "a link to nowhere": _link_to("nowhere/at/all"),
    "a link to /dev/zero": _link_to("/dev/zero"),
    "unreadable": _unreadable,
    "giant": _giant,
}


def swap(one: Path, other: Path) -> None:
    """Put each of two files in the place of the other."""
    aside = one.with_name(f"{one.name}.aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def _entries(output: Path) -> list[Path]:
    return sorted(p for p in (output / ".cache").glob("[0-9a-f][0-9a-f]/*") if p.is_file())


def _found(pattern: str) -> Callable[[Path], list[Path]]:
    return lambda output: sorted(p for p in output.glob(pattern) if p.is_file())


PLACES: Mapping[str, Callable[[Path], list[Path]]] = {
    "an entry of the cache": _entries,
    "the count of uses": _found(".cache/uses.json"),
    "the manifest": _found("*/manifest.json"),
    "the journal": _found("*/.manifest.journal"),
    "a PDF": _found("*/*.pdf"),
    "a web page": _found("*/*.html"),
    "a lock": lambda output: sorted(
        path
        for pattern in (".lock", "*/.lock", ".cache/lock")
        for path in output.glob(pattern)
        if path.is_file()
    ),
}


def restore(output: Path, backup: Path) -> None:
    """Make the folder of results again what it was when it was copied to ``backup``."""
    shutil.rmtree(output)
    shutil.copytree(backup, output, symlinks=True)


def hashes(output: Path) -> dict[str, str]:
    """The hashes of all PDFs and web pages that readers may take, by their paths."""
    paths = sorted((*output.glob("*/[!.]*.pdf"), *output.glob("*/[!.]*.html")))
    return {str(p.relative_to(output)): sha256(p.read_bytes()).hexdigest() for p in paths}


def run(*arguments: str, cwd: Path, seconds: float = SECONDS) -> subprocess.CompletedProcess[str]:
    """Call the command; raises `subprocess.TimeoutExpired` if it hangs."""
    return subprocess.run(
        [sys.executable, "-m", "briefing", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
