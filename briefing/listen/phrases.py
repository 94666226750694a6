"""The words of a line as they are heard: runs of text joined, replaced and expanded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.prove.extract.tag_reader import Tag, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INLINE = frozenset(
    {"Span", "Link", "Reference", "Code", "Quote", "Em", "Strong", "Sub", "Lbl", "BibEntry"}
)
"""Types that are read in their line (ISO 32000-1, 14.8.4.4; ISO 32000-2, 14.8.4.7)."""
_DIVIDED = ("\N{HYPHEN}", "\N{SOFT HYPHEN}", "\ufffe", "\x02")
"""What ends a line inside a word that is divided there, the last two as PDFium has it; a hyphen
that is written is U+002D."""
_GAP = 4.0
"""Room between letters, in pt, from which they are of two words."""
_BREAKS_AFTER = re.compile(r"\S[-–—/]$")
"""What a line may end with although no space follows it."""


_Run = tuple[Words | None, Words | None, str]
"""The first and the last run of words on paper, and what is heard of all between them."""


def is_inline(kid: Tag | Words) -> bool:
    """Return whether ``kid`` is read in the line it stands in."""
    return isinstance(kid, Words) or kid.role in INLINE


def phrase(kids: Iterable[Tag | Words], language: str = "") -> str:
    """Return what is heard of ``kids``, in one line.

    An element with an actual text is heard as that, one with an alternative text as that; after an
    abbreviation stands what it is expanded to, and before words of another language its name.

    Args:
        kids: Runs of words and elements in a line.
        language: The language around them.
    """
    said = ""
    last: Words | None = None
    for words, end, heard in _heard(kids, language):
        said = _joined(said, last, heard, words)
        last = end
    return " ".join(said.split())


def link_names(kids: Iterable[Tag | Words]) -> Iterator[str]:
    """Yield the names of the links in ``kids``; of a link over several lines once."""
    last = ""
    for kid in kids:
        if isinstance(kid, Tag):
            yield from link_names(kid.kids)
            last = ""
        elif kid.link and kid.link != last:
            last = kid.link
            yield kid.link


def _heard(kids: Iterable[Tag | Words], language: str) -> Iterator[_Run]:
    """Yield each run of words with what is heard of it."""
    for kid in kids:
        if isinstance(kid, Words):
            yield kid, kid, kid.text
            continue
        own = kid.language or language
        runs = list(_heard(kid.kids, own))
        if replaced := kid.actual or kid.alt:
            apart = " " if runs and runs[-1][2].endswith(" ") else ""
            runs = [(*_ends(runs), f"{replaced}{apart}")]
        if own != language and runs:
            first, last, heard = runs[0]
            runs[0] = first, last, f"‹{own}› {heard}"
        if kid.expansion and runs:
            runs = _expanded(runs, kid.expansion)
        yield from runs


def _ends(runs: list[_Run]) -> tuple[Words | None, Words | None]:
    return (runs[0][0], runs[-1][1]) if runs else (None, None)


def _expanded(runs: list[_Run], expansion: str) -> list[_Run]:
    """Return runs with what they stand for after them; one that repeats them takes their place."""
    short = "".join(heard for _, _, heard in runs).strip()
    if expansion.startswith(short):
        return [(*_ends(runs), expansion)]
    first, last, heard = runs[-1]
    return [*runs[:-1], (first, last, f"{heard} ({expansion})")]


def _joined(said: str, last: Words | None, heard: str, words: Words | None) -> str:
    """Return ``said`` with ``heard`` after it: apart if it stands on another line."""
    if not said or last is None or words is None:
        return said + heard
    if _on_one_line(last, words):
        # Programs that read PDFs aloud take a gap for a space, as those that copy text do.
        return f"{said} {heard}" if _gap(last, words) > _GAP else said + heard
    if said.endswith(_DIVIDED):
        return said[:-1] + heard
    return said + heard if _BREAKS_AFTER.search(said) else f"{said} {heard}"


def _on_one_line(one: Words, other: Words) -> bool:
    """Return whether ``other`` goes on where ``one`` ends; a full stop stands lower than a raised
    number before it by less than the height of that."""
    (_, low, _, high), (_, bottom, _, top) = one.box, other.box
    gap, height = _gap(one, other), high - low
    apart = max(low, bottom) - min(high, top)
    beside = apart < 0 or (apart < height and gap < _GAP)
    return one.page == other.page and beside and gap > -height


def _gap(one: Words, other: Words) -> float:
    """Return the room between two runs of a line, in pt, on sheets that are turned round too."""
    return max(other.box[0] - one.box[2], one.box[0] - other.box[2])
