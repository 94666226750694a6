"""Show which reference pages look otherwise than they are kept, on one sheet.

The sheet is ``build/look/changed.png``: a row for each, as kept, as it is now, where they differ.

usage: python tests/pages/look.py [--accept] [NAME …]

A NAME is part of what a page is called: “plain”, “kfor-policy”, “page 3”. With --accept, what is
shown is kept as the reference. Exit: 0 nothing has changed, or it is accepted; 1 something has.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from briefing.cache.cache import Cache  # noqa: E402
from support.pages import (  # noqa: E402
    PAGES,
    changed,
    contact_sheet,
    keep,
    reference_pages,
    rendered,
)

FOLDER = ROOT / "build" / "look"


def main() -> int:
    """Do what the command line says; return the exit status."""
    parser = ArgumentParser(description="Show which reference pages look otherwise than before.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only pages called so")
    parser.add_argument("--accept", action="store_true", help="keep what they look like now")
    args = parser.parse_args()
    listed = reference_pages()
    pages = [page for page in listed if all(name in str(page) for name in args.names)]
    if not pages:
        parser.error(f"no page is called so; there are: {'; '.join(map(str, listed))}")
    pictures = rendered(pages, Cache(FOLDER / "store"), FOLDER / "pages")
    before = changed(pictures)
    spare = set(PAGES.glob("*/*.png")) - {page.path for page in listed}
    if args.accept:
        for path in spare:
            path.unlink()
        for page in before:
            keep(pictures[page], page)
    sheet = FOLDER / "changed.png"
    if before:
        contact_sheet(pictures, before).save(sheet)
    else:
        sheet.unlink(missing_ok=True)
    for page in before:
        sys.stdout.write(f"{page}\n")
    said = f"{len(before)} of {len(pages)} pages have changed"
    where = f"; all on one sheet: {sheet.relative_to(ROOT)}" if before else ""
    accepted = "; kept as they are now" if args.accept and before else ""
    sys.stdout.write(f"{said}{accepted}{where}\n")
    return 1 if before and not args.accept else 0


if __name__ == "__main__":
    sys.exit(main())
