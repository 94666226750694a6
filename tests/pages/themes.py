"""Build every edition of some briefings in each theme that is shipped.

usage: python tests/pages/themes.py [--theme NAME …] [BRIEFING …]

A BRIEFING is the name of one under ``content`` or ``tests/projects``; without one, all of them are
built. In a theme that is not its own, a briefing may miss its lengths: text of another width takes
another number of pages, and ends them elsewhere. Those misses, nearly empty last pages and gaps
before figures are counted; any other finding is a fault.

Exit: 0 no fault; 1 faults, each printed.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from briefing.build.build import build  # noqa: E402
from briefing.cache.cache import Cache  # noqa: E402
from briefing.files.themes import theme_of  # noqa: E402
from briefing.select.selection import editions  # noqa: E402
from support.pages import OWN, briefing_of, in_theme  # noqa: E402

if TYPE_CHECKING:
    from briefing.build.build import Result

THEMES = sorted(path.name for path in (ROOT / "templates" / "themes").iterdir() if path.is_dir())
OF_PAGES = {"B506": "nearly empty last pages", "B524": "gaps before what is kept whole"}
"""Where pages end, which authors mend in the theme that they write for."""
_SMALL = "small"
"""Made of what tests need, not to be read."""


def names() -> list[str]:
    """The briefings of the project, but that which has something of everything for tests."""
    homes = (ROOT / "content", ROOT / "tests" / "projects")
    found = (path.name for home in homes for path in sorted(home.iterdir()) if path.is_dir())
    return [name for name in found if name != _SMALL]


def faults(name: str, theme: str, folder: Path) -> list[str]:
    """Build a briefing in a theme; print a line about it and return what is wrong."""
    briefing = in_theme(name, theme, folder / "copies" / theme)
    wanted = editions(briefing)
    cache = Cache(folder / "store")
    results = list(build(briefing, wanted, theme_of(briefing), cache, folder / theme / name))
    delivered = sum(result.delivered for result in results)
    missed = sum(_misses(name, result) for result in results)
    found = [finding for result in results for finding in result.findings]
    wrong = [f for f in found if f.code not in OF_PAGES or theme == OWN]
    counted = {what: sum(f.code == code for f in found) for code, what in OF_PAGES.items()}
    said = [f"{missed} longer or shorter than asked", *(f"{n} {w}" for w, n in counted.items())]
    print(f"{theme}: {name}: {delivered} of {len(wanted)} editions delivered", *said, sep=", ")
    sys.stdout.flush()
    return list(dict.fromkeys(f"{theme}: {finding}" for finding in wrong))


def _misses(name: str, result: Result) -> bool:
    """Whether an edition has another number of pages than its length allows."""
    edition = result.edition
    settings = briefing_of(name).settings
    allowed = settings.contract(edition.length, edition.format, edition.print_size)
    if allowed is None or allowed.unit != "page" or not result.delivered:
        return False
    return not allowed.fewest <= result.pages <= allowed.most


def main() -> int:
    """Build what the command line names; return the exit status."""
    parser = ArgumentParser(description="Build every edition of some briefings in each theme.")
    parser.add_argument("names", nargs="*", metavar="BRIEFING", help=f"{', '.join(names())}")
    parser.add_argument("--theme", action="append", choices=THEMES, help="only this theme")
    args = parser.parse_args()
    if unknown := set(args.names) - set(names()):
        parser.error(f"there is no briefing {', '.join(sorted(unknown))}")
    wrong: list[str] = []
    for theme in args.theme or THEMES:
        for name in args.names or names():
            wrong += faults(name, theme, ROOT / "build" / ".themes")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
