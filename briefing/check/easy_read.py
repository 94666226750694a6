"""What makes Easy Read hard: long sentences, two ideas in one, acronyms, decimals, tables.

The rules are those on which guides agree (UK government, Accessible communication formats;
Inclusion Europe, Information for all): up to 15 words and one idea a sentence, whole words for
acronyms, whole numbers. They are warnings: people who read Easy Read, asked about a draft, know
better.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from briefing.check.subject import running_text
from briefing.check.syllables import WORD
from briefing.model.findings import Finding, Severity
from briefing.text.locale_format import separators
from briefing.text.sentences import sentence_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.check.subject import Subject
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.model.findings import Location

_SENTENCES = frozenset({"p", "li", "dd"})
_QUOTED = 60
"""Most letters of a sentence that a message quotes."""
_SECOND_IDEA = {
    "a semicolon": re.compile(r";\s"),
    "brackets": re.compile(r"\s\([^)]*\s[^)]*\)"),
    "a dash": re.compile(r"\s[–—]\s"),
}
"""What joins a second idea to a sentence, as a message names it."""
_HARD = {
    "table": ("a table", "say in sentences what it shows, or show a picture"),
    "pre": ("a block of code", "say what it does, or leave it to other audiences"),
    "sup": ("raised letters", "write it in words: “square metres”"),
    "sub": ("lowered letters", "write it in words: “water”"),
}
"""Kinds that are hard to read, each with what messages call it and what to do."""


def long_sentences(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each sentence with more words than its reader's limit."""
    for selection in subject.text_editions:
        most = _most_words(subject.briefing, selection)
        for place, sentence in _sentences(subject.briefing, selection):
            words = len(WORD.findall(sentence))
            if words > most > 0:
                message = f"a sentence of {words} words; the limit is {most}: {_quoted(sentence)}"
                yield _warning(place, "C501", message, "make two or more of it")


def second_ideas(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each sentence of Easy Read that says two things."""
    for selection in _easy(subject):
        for place, sentence in _sentences(subject.briefing, selection):
            found = [name for name, joint in _SECOND_IDEA.items() if joint.search(sentence)]
            if found:
                message = (
                    f"two ideas in a sentence of Easy Read, with {found[0]}: {_quoted(sentence)}"
                )
                yield _warning(place, "C502", message, "make two sentences of it")


def easy_acronyms(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for the first use of each acronym in an edition of Easy Read."""
    for selection in _easy(subject):
        left = dict(subject.briefing.acronyms)
        for section in selection.sections:
            for block in running_text(section):
                words = set(re.findall(r"[\w-]+", block.text(subject.briefing)))
                for name in sorted(words & left.keys()):
                    known = left.pop(name)
                    plain = f" or “{known.plain}”" if known.plain else ""
                    message = f'the acronym "{name}" in Easy Read'
                    hint = f"write “{known.full}”{plain}, each time"
                    yield _warning(section.place(block.line), "C503", message, hint)


def hard_blocks(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each block of Easy Read that its readers stumble over."""
    for selection in _easy(subject):
        for section in selection.sections:
            for node in (inner for block in section.blocks for inner in block.walk()):
                if node.kind in _HARD:
                    what, hint = _HARD[node.kind]
                    yield _warning(section.place(node.line), "C504", f"{what} in Easy Read", hint)


def decimals(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each number with decimals in Easy Read."""
    for selection in _easy(subject):
        mark = re.escape(separators(selection.edition.language)[0])
        number = re.compile(rf"(?<![\d.,])\d+{mark}\d{{1,2}}(?![\d.,]*\d)")
        for place, sentence in _sentences(subject.briefing, selection):
            if found := number.search(sentence):
                message = f"a number with decimals in Easy Read: “{found[0]}”"
                yield _warning(place, "C505", message, "round it: “about 5”, “nearly half”")


def _easy(subject: Subject) -> Iterator[Selection]:
    """Yield the editions that are Easy Read."""
    yield from (selection for selection in subject.text_editions if selection.edition.easy)


def _most_words(briefing: Briefing, selection: Selection) -> int:
    """Return how many words a sentence of an edition may have; 0 if there is no limit."""
    reading = briefing.settings.audiences[selection.edition.audience].reading
    return reading.most_words if reading else 0


def _sentences(briefing: Briefing, selection: Selection) -> Iterator[tuple[Location, str]]:
    """Yield each sentence of running text and where its block is; quotations are read as well."""
    for section in selection.sections:
        for block in running_text(section):
            if block.kind in _SENTENCES:
                text = block.text(briefing)
                starts = [0, *sentence_starts(text, selection.edition.language), len(text)]
                for start, end in pairwise(starts):
                    if sentence := text[start:end].strip():
                        yield section.place(block.line), sentence


def _quoted(sentence: str) -> str:
    """Return a sentence as a message quotes it."""
    return f"“{sentence}”" if len(sentence) <= _QUOTED else f"“{sentence:.{_QUOTED}}…”"


def _warning(place: Location, code: str, message: str, hint: str) -> Finding:
    return Finding(place, code, message, hint, Severity.WARNING)
