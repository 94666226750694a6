"""What PDFs of the same text hold: pages, bytes, tags, and how much of the text.

A peer that prints half of the text in half of the time is no faster, so its words are counted: in
the table, “of the text” is the share of the words of our fragments that are found in the PDFs.
Running heads, contents lists and words in pictures are in some PDFs and not in that text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from briefing.build.pipeline import ComposedEdition

_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"[^\W\d_]+|\d")  # a raised number may follow another: digit by digit
_HIDDEN = re.compile(r"<head>.*?</head>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|em|span|strong|sup)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_HYPHENATED = re.compile("[-\u2010\u00ad\x02\ufffe]\\s*\n\\s*|[\u00ad\x02\ufffe]\\s*")


def print_sizes(files: Mapping[str, Sequence[Path]], texts: Mapping[str, ComposedEdition]) -> None:
    """A row for each case with its PDFs, one for each text; those that are not there are left out.
    Bytes are compared to those of the first case."""
    wanted = [_wanted(text) for text in texts.values()]
    print(f"  {'':<42} {'pages':>6} {'KiB':>7} {'size':>6} {'words':>7}  of the text  tagged")
    first = 0
    for case, paths in files.items():
        if not all(path.exists() for path in paths):
            continue
        size = sum(path.stat().st_size for path in paths)
        first = first or size
        read = [_read(path) for path in paths]
        found = [_pieces(text) for _, text, _ in read]
        words = sum(len(_WORD.findall(text)) for _, text, _ in read)
        held = sum((have & want).total() for have, want in zip(found, wanted, strict=True))
        print(
            f"  {case:<42} {sum(pages for pages, _, _ in read):>6} {size / 1024:>7.0f} "
            f"{size / first:>6.2f} {words:>7}  "
            f"{held / sum(want.total() for want in wanted):>11.1%}  "
            f"{'yes' if all(tagged for _, _, tagged in read) else 'no':>6}",
            flush=True,
        )


def _read(path: Path) -> tuple[int, str, bool]:
    """Pages, text, and whether it is tagged."""
    with pypdfium2.PdfDocument(path) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
        return len(document), _HYPHENATED.sub("", text.replace("\r", "")), document.is_tagged()


def _pieces(text: str) -> Counter[str]:
    return Counter(_PIECE.findall(unicodedata.normalize("NFKC", text).casefold()))


def _wanted(composed: ComposedEdition) -> Counter[str]:
    """The words of our fragments, pictures' descriptions not among them."""
    text = "\n".join(fragment.html for fragment in composed.composition.fragments)
    text = _INLINE.sub("", _HIDDEN.sub(" ", text))
    return _pieces(html.unescape(_TAG.sub(" ", text)))
