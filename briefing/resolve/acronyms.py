"""Acronyms, spelled out where an edition first uses them in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.text.acronym_forms import capitalised, opens_sentence, plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.settings import Acronym

_VOWEL = re.compile(
    r"(?!eu|ewe|onc?e\b|u(?:ni(?![nm]|den)|k|ga|s[aeu]|t[aeio]|r[aeio]|bi))[aeiou]"
    r"|hour|hono|hones|heir|8|1[18](?!\d)"
)
"""Words spoken with a vowel first: “unarmed”, “hour”, not “European”, “United”, “use” nor “one”."""
_LETTERS = re.compile(r"[A-Z]{1,3}\b|[B-DF-HJ-NP-TV-Z]+\b")
"""Capitals spoken one by one: “an LMT”, “a UN force”; longer ones are read as words."""
_OWNERS = re.compile(r"[’'](?=\s+\w)")
"""Behind a plural; a quotation that ends there has begun before."""
_ARTICLE = re.compile(r"\b([Aa])n? $")


@dataclass(slots=True)
class Acronyms:
    """The acronyms that an edition has used so far, and those that it has spelled out."""

    known: Mapping[str, Acronym]
    used: set[str] = field(default_factory=set)
    explained: set[str] = field(default_factory=set)
    _pattern: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        if self.known:
            names = "|".join(re.escape(n) for n in sorted(self.known, key=len, reverse=True))
            self._pattern = re.compile(rf"(?<![\w-])({names})(s?)([’']s)?(?![\w]|-\w)")

    def spell_out(self, text: str, before: str = "") -> str:
        """Return ``text`` with acronyms spelled out at their first use: ``Kosovo Force (KFOR)``.

        Args:
            text: Part of a block.
            before: What the block says before it, which tells where a sentence begins.
        """
        if self._pattern is None:
            return text
        out = ""
        end = 0
        for match in self._pattern.finditer(text):
            said, name = text[end : match.start()], match[1]
            self.used.add(name)
            end = match.end()
            if name in self.explained:
                out += said + match[0]
                continue
            self.explained.add(name)
            full = plural(self.known[name]) if match[2] else self.known[name].full
            owner = match[3] or ""
            if not owner and match[2] and _owns(text, end):
                owner, end = text[end], end + 1
            if _is_spelled_out(said, text[end:], full):
                out += said + match[0]
                continue
            if opens_sentence(before + text[: match.start()]):
                full = capitalised(full)
            ending = owner if owner != "’" or full.endswith("s") else "’s"
            out += f"{_with_article(said, full)}{full}{ending} ({name}{match[2]}{owner})"
        return out + text[end:]

    def note(self, text: str) -> None:
        """Record the acronyms in text that is not running text: headings, tables, pictures."""
        if self._pattern is not None:
            self.used.update(match[1] for match in self._pattern.finditer(text))

    def glossary(self) -> list[tuple[str, Acronym]]:
        """Return the acronyms that the edition uses, in alphabetical order."""
        return [(name, self.known[name]) for name in sorted(self.used, key=str.casefold)]


def _is_spelled_out(before: str, after: str, full: str) -> bool:
    """Return whether the author did it: “Kosovo Force (KFOR)”, or “KFOR (Kosovo Force)”."""
    inside = before.casefold().endswith(f"{full} (".casefold()) and after.startswith(")")
    return inside or after.casefold().startswith(f" ({full})".casefold())


def _owns(text: str, end: int) -> bool:
    """Return whether a plural that ends at ``end`` owns what follows: the NGOs’ staff."""
    found = _OWNERS.match(text, end)
    opening = {"’": "‘", "'": " '"}[found[0]] if found else ""
    return found is not None and opening not in text[:end]


def _with_article(before: str, full: str) -> str:
    """Return ``before`` with the article that fits ``full``: “an LMT” becomes “a Liaison Team”."""
    spelled = _LETTERS.match(full)
    vowel = full[:1] in set("AEFHILMNORSX") if spelled else _VOWEL.match(full.lower())
    article = "n" if vowel else ""
    return _ARTICLE.sub(lambda match: f"{match[1]}{article} ", before)
