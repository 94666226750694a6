"""Compares the words of PDFs as three programs extract them: ``same_words.py FILE…``.

Exit status: 0 they are the same, 1 some differ, 2 no file given, 3 a program is not installed.
"""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from support.extraction import MISSING, WHY, in_order, without_artifacts, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_TINY = ("notes", "6up", "9up")
"""In the names of formats with slides so small that PDFium takes two of their lines for one."""
_CONTEXT = 3


def differences(path: Path) -> Iterator[str]:
    """Yield where two programs differ in the words of a file, or in their order."""
    with TemporaryDirectory() as folder:
        bare = words(without_artifacts(path, Path(folder) / "bare.pdf"))
    whole = words(path)
    tiny = path.stem.endswith(_TINY)
    for program in ("mutool", "pdfium"):
        if program == "pdfium" and tiny:
            same = ("".join(in_order(bare[name])) for name in ("pdftotext", program))
            if len(set(same)) > 1:
                yield f"{program} has other letters, or another order"
            continue
        first, second = in_order(bare["pdftotext"]), in_order(bare[program])
        match = difflib.SequenceMatcher(None, first, second, autojunk=False)
        for what, low, high, start, end in match.get_opcodes():
            if what != "equal":
                one = " ".join(first[max(0, low - _CONTEXT) : high + _CONTEXT])
                other = " ".join(second[max(0, start - _CONTEXT) : end + _CONTEXT])
                yield f"pdftotext has “{one}”, {program} “{other}”"
        if not list(match.get_opcodes())[1:] and Counter(whole["pdftotext"]) != Counter(
            whole[program]
        ):
            more = Counter(whole["pdftotext"]) - Counter(whole[program])
            yield f"{program} lacks {dict(more)} in furniture or drawings"


def main(names: list[str]) -> int:
    """Print the differences of each file, and a line for all; return the exit status."""
    if not names:
        print("usage: same_words.py FILE…", file=sys.stderr)
        return 2
    if MISSING:
        print(WHY, file=sys.stderr)
        return 3
    wrong = 0
    for name in names:
        for difference in differences(Path(name)):
            wrong += 1
            print(f"{name}: {difference}")
    print(f"{len(names)} PDFs: {wrong or 'no'} differences between pdftotext, mutool and PDFium")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
