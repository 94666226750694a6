"""Builds over damaged files: whatever a build reads back may be broken, and the result is the same.

Several files are damaged at a time, in kinds and places of chance (`support.damage`), and some PDFs
taken away, so that entries of the cache are needed.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from support.afterwards import leftovers
from support.audit import Outcome
from support.damage import DAMAGE, PLACES, ROOT, hashes, swap
from support.desks import SETTINGS, write_content
from support.realbuilds import Site, kept_folder
from support.warm import warm

if TYPE_CHECKING:
    from collections.abc import Mapping

AT_ONCE = 6
"""Files that are damaged before a build."""
_SWAPPED = "swapped with another"
_ENTRY = "an entry of the cache"
_ENTRIES_OF_TEN = 5
"""How many of ten damaged files are entries of the cache, of which there are most."""


@dataclass(frozen=True, slots=True)
class Built:
    """What is damaged in copies."""

    site: Site
    options: tuple[str, ...]
    wanted: Mapping[str, str]
    """Hashes by path."""


@cache
def small() -> Built:
    """A small briefing of three readers, with web pages."""
    folder = _scratch() / "small"
    write_content(folder)
    (folder / "content/desk/briefing.yaml").write_text(SETTINGS.replace("html: no\n", ""))
    return _built(folder / "content/desk", "--all")


@cache
def shipped() -> Built:
    """Editions of the shipped briefing in all formats: with charts, pictures and sources."""
    return _built(ROOT / "content/kfor", "--all", "--audience", "press", "--length", "short")


def _scratch() -> Path:
    return kept_folder("damage")


def _built(content: Path, *options: str) -> Built:
    folder = _scratch() / f"built-{content.name}"
    folder.mkdir()
    site = Site.of(folder, content)
    ended, _ = warm().build(site, *options)
    assert ended.status == 0, ended.told()
    return Built(site, options, hashes(site.output))


def examine_damage(built: Built, seed: str) -> Outcome:
    """Damage some files of a copy, build, and say what is wrong then."""
    dice = random.Random(seed)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="audit-damage-") as folder:
        site = Site.of(Path(folder), built.site.content, built.site.output)
        done = [_damage(site.output, dice) for _ in range(AT_ONCE)]
        for path in dice.sample(_delivered(site), 2):
            if path.is_file():
                path.unlink()
        counts.update({"damaged files": len(done), "builds": 1})
        counts.update(f"damaged: {place}" for place, _ in done)
        faults = _build(site, built, counts)
    what = ", ".join(f"{place} {kind}" for place, kind in done)
    return Outcome(counts, tuple(f"{seed} ({what}): {fault}" for fault in faults))


def _damage(output: Path, dice: random.Random) -> tuple[str, str]:
    """Damage one file; return what it is, and how it is now."""
    others = [name for name in PLACES if name != _ENTRY and PLACES[name](output)]
    is_entry = dice.randrange(10) < _ENTRIES_OF_TEN or not others
    place = _ENTRY if is_entry else dice.choice(others)
    files = PLACES[place](output)
    path = dice.choice(files)
    kind = dice.choice((*DAMAGE, _SWAPPED))
    if kind != _SWAPPED:
        DAMAGE[kind](path, dice)
    elif len(files) > 1:
        swap(path, dice.choice([other for other in files if other != path]))
    else:
        kind = "empty"
        DAMAGE[kind](path, dice)
    return place, kind


def _delivered(site: Site) -> list[Path]:
    return sorted((*site.results.glob("[!.]*.pdf"), *site.results.glob("[!.]*.html")))


def _build(site: Site, built: Built, counts: Counter[str]) -> list[str]:
    """Build; if that is refused because of what stands in the way, take it away and build again."""
    faults = _build_once(site, built, counts)
    in_the_way = [
        path
        for path in (*_delivered(site), *site.output.glob("*/manifest.json"))
        if not path.is_file() or path.is_symlink()
    ]
    if not faults and in_the_way:
        for path in in_the_way:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        again: Counter[str] = Counter()
        faults = _build_once(site, built, again)
        if again["builds that were refused"]:
            faults.append("refused though nothing stands in the way any more")
    return faults


def _build_once(site: Site, built: Built, counts: Counter[str]) -> list[str]:
    ended, left = warm().build(site, *built.options)
    faults = [ended.fault] if ended.fault else []
    faults += [f"{left} processes are still there"] if left else []
    if ended.status == 3:
        counts["builds that were refused"] += 1
        if not ended.is_told_in_a_line:
            faults.append(f"no clear line: {ended.told()}")
        return faults
    if ended.status:
        return faults or [ended.told()]
    odd = [path.name for path in _delivered(site) if not path.is_file() or path.is_symlink()]
    if odd:
        return [*faults, f"status 0, and still no files: {', '.join(odd)}"]
    if hashes(site.output) != built.wanted:
        faults.append("status 0, and other bytes")
    return faults + leftovers(site)
