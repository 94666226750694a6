"""The check for words that an audience's texts avoid: jargon, and terms that take a side."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from briefing.check.subject import running_text
from briefing.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.check.subject import Subject
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.model.findings import Location

_CITE = "\N{OBJECT REPLACEMENT CHARACTER}"
_QUOTATION = re.compile("“[^“”]+”|„[^„“”]+[“”]|«[^«»]+»")
_SENTENCE_END = re.compile(rf"[.!?]+[”“»’)]*(?:\s*{_CITE})*(?=\s+[^\sa-z]|\s*$)")
"""The end of a sentence with the citations after it; an exclamation inside a sentence is none."""


def avoided_words(subject: Subject) -> Iterator[Finding]:
    """Yield an error for each use of a word to avoid, naming the audiences that avoid it.

    Quotations are left alone: their words are not ours.
    """
    readers: dict[tuple[Location, str, str], dict[str, None]] = {}
    for selection in subject.selections:
        name = selection.edition.audience
        for place, word, instead in _uses(subject.briefing, selection):
            readers.setdefault((place, word, instead), {})[name] = None
    for (place, word, instead), names in readers.items():
        listed = ", ".join(f'"{name}"' for name in names)
        hint = f"write “{instead}”" if instead else "use another word"
        yield Finding(place, "C302", f'"{word}" is a word to avoid in texts for {listed}', hint)


def _uses(briefing: Briefing, selection: Selection) -> Iterator[tuple[Location, str, str]]:
    """Yield location, word and replacement of each word to avoid that an edition uses."""
    avoid = briefing.settings.avoided(selection.edition.audience)
    if not avoid:
        return
    words = "|".join(re.escape(word) for word in sorted(avoid, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])({words})(?![\w-])", re.IGNORECASE)
    for section in selection.sections:
        for block in running_text(section):
            if not block.quoted:
                for match in pattern.finditer(
                    _without_quotations(block.text(briefing, cite=_CITE))
                ):
                    yield section.place(block.line), match[1], avoid[match[1].casefold()]


def _without_quotations(text: str) -> str:
    """Return ``text`` with its quotations blanked.

    Words between quotation marks are a quotation only in a sentence that cites a source: writers
    also put a word of their own in quotation marks to distance themselves from it.
    """
    blank = _QUOTATION.sub(lambda match: " " * (len(match[0]) - 2) + match[0][-2:], text)
    cuts = [0, *(end.end() for end in _SENTENCE_END.finditer(blank)), len(text)]
    return "".join((blank if _CITE in blank[a:b] else text)[a:b] for a, b in pairwise(cuts))
