"""The reading grade of an edition (Flesch–Kincaid), sentence by sentence.

Kincaid, Fishburne, Rogers and Chissom, Derivation of new readability formulas (1975): years of
schooling = 0.39 × words per sentence + 11.8 × syllables per word − 15.59. The formula was made for
English and is used for no other language. Quotations, names of documents and numbers count like all
other words: the reader has to read them too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.check.subject import running_text
from briefing.check.syllables import WORD, syllables
from briefing.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.check.subject import Subject
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.model.findings import Location

_SENTENCE_END = re.compile(r"(?<=[.!?;:])[”’)]?\s+")
_PROSE = frozenset({"p", "li", "dd"})
_MAX_LISTED = 5
_MIN_WORDS = 5
"""Fewest words of a sentence that is listed as a hard one: a grade of fewer means little."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its location and counts."""

    place: Location
    text: str
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """The grade of this sentence alone; of use only to compare sentences."""
        return grade([self])


def hard_editions(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each edition above its audience's grade, listing its hardest sentences."""
    briefing = subject.briefing
    for selection in subject.text_editions:
        audience = selection.edition.audience
        limit = briefing.settings.audiences[audience].reading
        if limit is None or limit.grade is None or not selection.edition.language.startswith("en"):
            continue
        sentences = list(edition_sentences(briefing, selection))
        found = grade(sentences)
        if found > limit.grade:
            place = briefing.place("briefing.yaml", f"audiences.{audience}.reading")
            hardest = sorted(
                (s for s in sentences if s.words >= _MIN_WORDS), key=lambda s: -s.grade
            )
            listed = "; ".join(f"{s.place}: “{s.text:.60}…”" for s in hardest[:_MAX_LISTED])
            message = (
                f"{selection.edition}: reading grade {found:.1f}; the limit is {limit.grade:g}"
            )
            yield Finding(place, "C301", message, f"shorten the hardest sentences: {listed}")


def edition_sentences(briefing: Briefing, selection: Selection) -> Iterator[Sentence]:
    """Yield the sentences of an edition's running text, without headings and tables."""
    for section in selection.sections:
        for block in running_text(section):
            if block.kind in _PROSE:
                for text in _SENTENCE_END.split(block.text(briefing)):
                    words = WORD.findall(text)
                    if words:
                        place = section.place(block.line)
                        yield Sentence(place, text.strip(), len(words), sum(map(syllables, words)))


def grade(sentences: Iterable[Sentence]) -> float:
    """Return the Flesch–Kincaid grade of ``sentences`` taken together; 0 if there are none."""
    read = list(sentences)
    words = sum(s.words for s in read)
    if not words:
        return 0.0
    return 0.39 * words / len(read) + 11.8 * sum(s.syllables for s in read) / words - 15.59
