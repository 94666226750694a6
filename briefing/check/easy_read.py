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
    from collections.abc import Iterable, Iterator

    from briefing.check.subject import Subject
    from briefing.model.content import Briefing, Section
    from briefing.model.edition import Selection
    from briefing.model.findings import Location

_SENTENCES = frozenset({"p", "li", "dd"})
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
    for selection in _limited(subject):
        most = _most_words(subject.briefing, selection)
        for place, sentence in _sentences(subject.briefing, selection):
            words = len(WORD.findall(sentence))
            if words > most:
                message = f"a sentence of {words} words; the limit is {most}: “{sentence:.60}…”"
                yield _warning(place, "C501", message, "make two or more of it")


def hard_for_easy_read(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each thing in Easy Read that its readers stumble over."""
    for selection in _limited(subject):
        if not selection.edition.easy:
            continue
        yield from _second_ideas(subject.briefing, selection)
        yield from _acronyms(subject.briefing, selection.sections)
        yield from _decimals(subject.briefing, selection)
        for section in selection.sections:
            for node in (inner for block in section.blocks for inner in block.walk()):
                if node.kind in _HARD:
                    what, hint = _HARD[node.kind]
                    message = f"{what} in Easy Read"
                    yield _warning(section.place(node.line), "C504", message, hint)


def _limited(subject: Subject) -> Iterator[Selection]:
    """Yield the text editions whose sentences have a limit."""
    for selection in subject.text_editions:
        if _most_words(subject.briefing, selection):
            yield selection


def _most_words(briefing: Briefing, selection: Selection) -> int:
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


def _second_ideas(briefing: Briefing, selection: Selection) -> Iterator[Finding]:
    for place, sentence in _sentences(briefing, selection):
        found = [name for name, joint in _SECOND_IDEA.items() if joint.search(sentence)]
        if found:
            message = f"two ideas in a sentence of Easy Read, with {found[0]}: “{sentence:.60}…”"
            yield _warning(place, "C502", message, "make two sentences of it")


def _acronyms(briefing: Briefing, sections: Iterable[Section]) -> Iterator[Finding]:
    """Yield a warning for the first use of each acronym."""
    left = dict(briefing.acronyms)
    for section in sections:
        for block in running_text(section):
            words = set(re.findall(r"[\w-]+", block.text(briefing)))
            for name in sorted(words & left.keys()):
                known = left.pop(name)
                plain = f" or “{known.plain}”" if known.plain else ""
                message = f'the acronym "{name}" in Easy Read'
                hint = f"write “{known.full}”{plain}, each time"
                yield _warning(section.place(block.line), "C503", message, hint)


def _decimals(briefing: Briefing, selection: Selection) -> Iterator[Finding]:
    mark = re.escape(separators(selection.edition.language)[0])
    decimals = re.compile(rf"(?<![\d.,])\d+{mark}\d{{1,2}}(?![\d.,]*\d)")
    for place, sentence in _sentences(briefing, selection):
        if found := decimals.search(sentence):
            message = f"a number with decimals in Easy Read: “{found[0]}”"
            yield _warning(place, "C505", message, "round it: “about 5”, “nearly half”")


def _warning(place: Location, code: str, message: str, hint: str) -> Finding:
    return Finding(place, code, message, hint, Severity.WARNING)
