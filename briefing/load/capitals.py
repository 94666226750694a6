"""Words in capitals that a reader may not know: acronyms without an entry, told once for all.

Not told are acronyms of the briefing and of its languages, Roman numerals, ordinary words that are
only emphasised, and texts that are set in capitals as a whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, nearest
from briefing.text.citation_syntax import ACRONYM
from briefing.text.common_acronyms import common_acronyms
from briefing.text.ordinary_words import ordinary_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Node
    from briefing.model.findings import Location
    from briefing.model.settings import Settings

_ROMAN = re.compile(r"[IVXLCDM]+")
_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[A-ZÀ-Þ]{2,}(?:[ ,;:!/–-]+[A-ZÀ-Þ]{2,}){2,}(?![\w])")
"""Three or more words in capitals."""
_LONG = 4
"""Letters from which a word that is written small elsewhere is taken for the same word."""
_LONGEST = 8
"""Letters up to which a word in capitals may be an acronym."""
_ENDINGS = ("S", "ES", "D", "ED", "ING", "LY")
_ALIKE = 0.8
"""From which likeness a word is a known one misspelt."""
_WITH_PLACES = 6
"""Words up to which the finding says where each is."""


@dataclass(slots=True)
class Capitals:
    """Collects words in capitals, and then says which are unknown."""

    settings: Settings
    entries: frozenset[str]
    """Names in the briefing's ``acronyms.yaml``."""
    _found: dict[str, Location] = field(default_factory=dict)
    _texts: list[str] = field(default_factory=list)
    """All that was read."""

    def read(self, node: Node, place: Location) -> None:
        """Read the words of a node itself, without what is in it."""
        for text in node.children:
            if not isinstance(text, str):
                continue
            self._texts.append(text)
            loud = [run.span() for run in _RUN.finditer(text) if self._is_loud(run[0])]
            for match in ACRONYM.finditer(text):
                if not any(start <= match.start() < end for start, end in loud):
                    self._found.setdefault(match[0], place)

    def _small(self) -> set[str]:
        """Return, in capitals, the words that are written in small letters somewhere."""
        words = set(_WORD.findall("\n".join(self._texts)))
        return {word.upper() for word in words if len(word) >= _LONG and word[1:].islower()}

    def _is_loud(self, run: str) -> bool:
        """Return whether most of a run of words in capitals are ordinary ones."""
        words = _WORD.findall(run)
        return 2 * sum(map(self._is_ordinary, words)) >= len(words)

    def _is_ordinary(self, word: str) -> bool:
        """Return whether a word in capitals is one that is only emphasised."""
        ordinary = ordinary_words(self.settings.languages)
        bases = (word.removesuffix(ending) for ending in _ENDINGS)
        return len(word) > _LONGEST or any(base in ordinary for base in (word, *bases))

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each word that looks like a known one, and one for all others."""
        own = self.entries | frozenset(self.settings.known_words)
        known = own | common_acronyms(self.settings.languages) | self._small()
        unknown = {
            word: place
            for word, place in self._found.items()
            if not (word in known or _ROMAN.fullmatch(word) or self._is_ordinary(word))
        }
        for word in tuple(unknown):
            if get_close_matches(word, own, n=1, cutoff=_ALIKE):
                hint = f"{nearest(word, sorted(own))}; {self._remedy([word])}"
                message = f'unknown acronym "{word}"'
                yield Finding(unknown.pop(word), "B303", message, hint)
        if unknown:
            yield self._all(unknown)

    def _all(self, unknown: dict[str, Location]) -> Finding:
        words = sorted(unknown)
        place = next(iter(unknown.values()))
        if len(words) == 1:
            return Finding(place, "B303", f'unknown acronym "{words[0]}"', self._remedy(words))
        named: Iterable[str] = words
        if len(words) <= _WITH_PLACES:
            named = (f"{word} ({unknown[word]})" for word in words)
        message = f"{len(words)} unknown acronyms: {', '.join(named)}"
        return Finding(place, "B303", message, self._remedy(words))

    def _remedy(self, words: list[str]) -> str:
        listed = ", ".join((*self.settings.known_words, *words))
        return (
            "say in acronyms.yaml what it stands for; or, if every reader knows it, write in "
            f"briefing.yaml: known_words: [{listed}]"
        )
