"""Bind every edition of a briefing again to the newer standard, as a test of its structure.

usage: python tests/support/shadow.py [FOLDER] [BRIEFING]

PDF/UA-2 asks more of the structure than PDF/UA-1 does, and its validator sees more of what is wrong
with it. So whatever is delivered, a copy of each edition is made to PDF/UA-2 and PDF/A-4 for the
validators, from the fragments that are in the cache; besides, one edition of each format is made
with every choice of every print option. FOLDER is ``build/.shadow`` unless it is named.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.build.build import BuildOptions, build
from briefing.build.executors import open_executor
from briefing.cache.cache import Cache
from briefing.cache.folder import cache_folder
from briefing.cli.options import OUTPUT, find_briefing
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.model.formats import FORMATS, PrintOptions
from briefing.model.limits import Limits
from briefing.model.standards import NEWER
from briefing.select.selection import editions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.content import Briefing
    from briefing.model.edition import Edition

SHADOW = PrintOptions(standard=NEWER.choice)


def shadows(briefing: Briefing) -> tuple[Edition, ...]:
    """Return all editions of ``briefing``, and some in each way to print them, to PDF/UA-2."""
    found = dict.fromkeys(editions(briefing, print_options=SHADOW))
    for format_ in briefing.settings.formats:
        for options in _each_choice(format_):
            ways = editions(briefing, print_options=options, format=format_)
            found |= dict.fromkeys(ways[-1:])  # the longest, for those who may see the most
    return tuple(found)


def _each_choice(format_: str) -> Iterator[PrintOptions]:
    """Yield every choice of every option of a format, the others being as usual."""
    for option in FORMATS[format_].options:
        for choice in option.choices:
            yield replace(SHADOW, **{option.field: choice, "standard": SHADOW.standard})


def main(folder: Path, name: str) -> int:
    """Build them all; return 0 if each is proven."""
    briefing, _ = load(*find_briefing(name))
    for old in folder.glob("*.pdf"):
        old.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    began, size, failed, count = time.perf_counter(), 0, 0, 0
    cache = Cache(cache_folder(OUTPUT))
    with open_executor(os.cpu_count() or 1, Limits()) as executor:
        options = BuildOptions(executor)
        for result in build(
            briefing, shadows(briefing), theme_of(briefing), cache, folder, options
        ):
            count += 1
            if not result.delivered:
                failed += 1
                print(*result.findings, sep="\n")
                continue
            size += result.path.stat().st_size
    seconds = time.perf_counter() - began
    print(f"{count - failed} of {count} editions to {NEWER}: {size / 1e6:.1f} MB, {seconds:.0f} s")
    return min(failed, 1)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(Path(given[0]) if given else OUTPUT / ".shadow", *(given[1:] or ["kfor"])))
