"""Clicks on every link of PDFs with PDFium, and says which cannot be hit: ``click_links.py FILE…``.

Exit status: 0 all are hit, 1 some are not, 2 no file given.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from support.links import clicked, faults, undersized


def main(names: list[str]) -> int:
    """Print the faults of each file, and a line for all; return the exit status."""
    if not names:
        print("usage: click_links.py FILE…", file=sys.stderr)
        return 2
    count = wrong = small = 0
    for name in names:
        links = clicked(Path(name))
        count += len(links)
        small += len(undersized(links))
        for fault in faults(links):
            wrong += 1
            print(f"{name}: {fault}")
    print(
        f"{count} links of {len(names)} PDFs: {count - wrong} are hit; {count - small} are targets "
        "of 24 by 24 px or spaced as such (WCAG 2.2, 2.5.8), the others stand in lines of text"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
