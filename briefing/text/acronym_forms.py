"""Forms of what an acronym stands for: at the start of a sentence, and of more than one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.model.settings import Acronym

_OPENING = "“„«‹‘‚\"'([¿¡"
_QUOTES = frozenset("“„«‹‘‚\"'")
_CLOSING = "”“»›’\"')]"
_ENDS = (".", "!", "?", "…")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|[a-z]|e\.g|i\.e|cf|vs|ca|approx|nos?|pp|arts?|paras?|figs?|vols?|chs?|secs?"
    r"|incl|excl|max|min|Drs?|Mrs?|Ms|Prof|St|Gen|Col|Lt|Maj|Capt|Sgt|Cpl|z\.\s?B|d\.\s?h|bzw|Nr|Art"
    r"|Abs|vgl|p\.\s?sh|nr|tj|npr|br|čl|str)\.$"
)
_PREPOSITION = re.compile(r"\s(?:of|for|in|on|at|to|by|with|under|against|between|from)\s")


def opens_sentence(before: str) -> bool:
    """Return whether what follows ``before``, the text of its block so far, begins a sentence."""
    spaced = before.rstrip(_OPENING)
    lead = spaced.rstrip()
    if not lead:
        return True
    if lead == spaced and before == spaced:  # nothing between it and the word before
        return False
    if lead.endswith(":") and _QUOTES & {*before[len(lead) :]}:
        return True  # “He said: ‘Non-governmental …’”
    lead = lead.rstrip(_CLOSING)
    return lead.endswith(_ENDS) and not _ABBREVIATION.search(lead)


def capitalised(full: str) -> str:
    """Return ``full`` with a capital at its start, unless it is spelled with one further on."""
    return full if full[1:2].isupper() else full[:1].upper() + full[1:]


def plural(acronym: Acronym) -> str:
    """Return what more than one of them are called: as given, or the English plural."""
    if acronym.plural:
        return acronym.plural
    found = _PREPOSITION.search(acronym.full)
    head = acronym.full[: found.start()] if found else acronym.full
    return _english_plural(head) + acronym.full[len(head) :]


def is_sure(acronym: Acronym) -> bool:
    """Return whether the plural is given, or made by nothing but an ``s`` at the end."""
    return bool(acronym.plural) or (
        plural(acronym) == f"{acronym.full}s" and not acronym.full.endswith("s")
    )


def _english_plural(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return f"{word}es"
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}s"
