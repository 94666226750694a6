"""How hard an edition is to read: the grade of Flesch and Kincaid, sentence by sentence.

Kincaid, Fishburne, Rogers and Chissom, Derivation of new readability formulas (1975): years of
schooling = 0.39 words a sentence + 11.8 syllables a word − 15.59. Made for English and used for no
other language. Syllables are counted by hyphenation (pyphen), which every pack is set with anyway:
the libraries for readability bring word lists of their own, tens of megabytes for the same answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyphen

from briefing.checks.subject import running_text
from briefing.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.checks.subject import Subject
    from briefing.findings import Location
    from briefing.model import Briefing, Selection

_END = re.compile(r"(?<=[.!?;:])[”’)]?\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyáéíóúëö]+", re.IGNORECASE)
_PROSE = frozenset({"p", "li", "dd"})
_HARDEST = 5
_SHORTEST = 5
"""Words of a sentence that says something of its difficulty."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its counts."""

    place: Location
    text: str
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """Its own grade; of use only to compare sentences."""
        return grade([self])


def hard_editions(subject: Subject) -> Iterator[Finding]:
    """Editions above their reader's limit, with the sentences that make them so."""
    briefing = subject.briefing
    for selection in subject.selections:
        audience = selection.edition.audience
        limit = briefing.settings.audiences[audience].reading
        if limit is None or not selection.edition.language.startswith("en"):
            continue
        sentences = list(edition_sentences(briefing, selection))
        found = grade(sentences)
        if found > limit.grade:
            place = briefing.place("briefing.yaml", f"audiences.{audience}.reading")
            hardest = sorted((s for s in sentences if s.words >= _SHORTEST), key=lambda s: -s.grade)
            listed = "; ".join(f"{s.place}: “{s.text:.60}…”" for s in hardest[:_HARDEST])
            message = (
                f"{selection.edition}: reading grade {found:.1f}, the limit is {limit.grade:g}"
            )
            yield Finding(place, "C301", message, f"shorten the hardest sentences: {listed}")


def edition_sentences(briefing: Briefing, selection: Selection) -> Iterator[Sentence]:
    """The sentences of an edition's running text, headings and tables left aside."""
    for section in selection.sections:
        for block in running_text(section):
            if block.kind in _PROSE:
                for text in _END.split(block.text(briefing)):
                    words = _WORD.findall(text)
                    if words:
                        place = section.place(block.line)
                        yield Sentence(place, text.strip(), len(words), sum(map(syllables, words)))


def grade(sentences: Iterable[Sentence]) -> float:
    """Flesch–Kincaid grade of sentences taken together; 0 for none."""
    read = list(sentences)
    words = sum(s.words for s in read)
    if not words:
        return 0.0
    return 0.39 * words / len(read) + 11.8 * sum(s.syllables for s in read) / words - 15.59


@cache
def _hyphenator() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


@cache
def syllables(word: str) -> int:
    """Syllables of an English word: its parts or groups of vowels, less a silent e."""
    if word.isupper() and len(word) < 6:
        return len(word)  # spelled letter by letter
    low = word.casefold()
    groups = len(_VOWELS.findall(low))
    if low.endswith(("e", "es", "ed")) and not low.endswith(("le", "ted", "ded")) and groups > 1:
        groups -= 1
    return max(1, groups, len(_hyphenator().positions(low)) + 1)
