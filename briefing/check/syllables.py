"""Syllables of English words, acronyms and numbers, as they are read aloud.

Kincaid and others (1975) count what is said when a text is read aloud, numbers included. Words are
counted by the rules of English spelling: one syllable for each group of vowels, more where the
vowels of a group are said separately, fewer where an e is silent. Unlike a dictionary, rules also
work for names and new words.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import combining, normalize

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,\u00a0]\d+)*(?:st|nd|rd|th|s)?")
"""A word with its hyphens, or a number."""
_MAX_SPOKEN = 60
"""Letters or digits that are counted at most: nobody reads longer ones aloud."""

_EXCEPTIONS = {
    **dict.fromkeys(("ache", "aisle", "clothes", "eye", "isle", "once", "one"), 1),
    **dict.fromkeys(("business", "colonel", "evening", "every", "sergeant", "several"), 2),
    **dict.fromkeys(("lion", "naive", "poem", "poet", "wednesday"), 2),
    **dict.fromkeys(("argue", "argued", "fluid", "ism", "ruin", "soldier", "someone", "trio"), 2),
    **dict.fromkeys(("anyone", "area", "caveat", "everyone", "genuine", "idea", "nuclear"), 3),
    **dict.fromkeys(("element", "moreover", "parliament", "recipe", "vienna"), 3),
    **dict.fromkeys(("apostrophe", "catastrophe"), 4),
}
"""Words whose spelling does not show their syllables; plurals have the same number."""

_ENDING = re.compile(r"(.{3,})(ments?|ness|less|fully|ful|ly|some|things?|isms?)")
"""Endings that do not change how the word before them is said: “move-ment”, “safe-ly”."""
_COMPOUND = re.compile(
    r"(base|before|bore|bridge|care|cease|else|fire|fore(?=see|cast|head|m)|here|home|house|life"
    r"|like|line|make|mine(?=f)|name|note|peace|place|police|safe|side|some|space|stake|state|take"
    r"|there|time|trade|where|whole|wide|wire)"
    r"([^aeiou][a-z]*[aeiouy][a-z]*)"
)
"""Compounds whose first part keeps its silent e: “cease-fire”, “peace-keeper”."""

_MERGED_I = (
    "(?<=[cgstx])i(?=on|ou)|(?<=[cgtx])(?<!^sc)i(?=en)",  # nation, religious, patient
    "(?<=[cgstx])i(?=a(?!t))",  # special, Russia; not negotiate
    "(?<=[ln])i(?=ons?$)",  # million, union
    "(?<=n)i(?=ors?$)",  # senior
    "(?<=v)i(?=ou?r)",  # behaviour
    "(?<=[ai]l)i(?=an)",  # civilian, Italian
)
"""An i that is not a syllable of its own."""
_SEPARATE_VOWELS = (
    "i(?=[aou])",  # Serbia, period, medium
    "i(?=et)",  # society, quiet
    "i(?=en[ct])|(?<!pr)i(?=est$)",  # experience, science, earliest
    "(?<=[aeiou][lnprsv])i(?=ers?$)",  # earlier, easier; not pier
    "(?<=[lprt][lpr])i(?=ers?$)",  # barrier, supplier
    "(?<=[aeiou][bdglmnprt])e(?=ans?$)",  # European; not ocean
    "(?<=cr)e(?=at(?!ure))",  # create
    "(?<=th)e(?=at[er])",  # theatre
    "(?<=^r)e(?=a(?:ct|ff|ll|pp|rr|ss)|in[^s]|e[lmnsx][aei]|o|u)",  # react, reinforce
    "(?<=^d)e(?=ac|es)",  # de-escalate, written as one word
    "(?<=^pr)e(?=am|e[mx])",  # preamble
    "(?<=r)e(?=alit|alis)",  # reality
    "e(?=o(?!p[alr]|us|n$|ns$|rge))",  # geography, video; not people, surgeon
    "(?<=n)e(?=ous)",  # simultaneous
    "(?<=[^aeiougs])u(?=a)|(?<=s)u(?=al)",  # situation, casualty; not guard, persuade
    "u(?=en[ct])|u(?=ou)|u(?=um)",  # influence, continuous, vacuum
    "(?<=[gnt])u(?=it[iy])|u(?=icid)",  # continuity
    "[eo](?=ing)|o(?=ic(?!e))",  # being, going, heroic; not voice
    "(?<=^c)o(?=al[ei]|au|ex|inci|op|or[dr])|(?<=[sn]c)o(?=op)",  # coalition, cooperate
    "(?<=cr)o(?=at)|o(?=asi)",  # Croatia
    "a(?=o)|i(?=i)",  # chaos
    "y(?=i)|(?<=[aeou])y(?=[aeou])",  # carrying, mayor
)
"""A vowel that is said separately from the next."""
_MERGED_I_PATTERN, _SEPARATE_VOWELS_PATTERN = (
    re.compile("|".join(_MERGED_I)),
    re.compile("|".join(_SEPARATE_VOWELS)),
)
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_E = re.compile(
    r".*[aeiouy](?:[lr]|.*(?:[^aeioulrj]|[aeiouy][lr]|[lr]{2}))e|.*[aeiouy].*[gq]ue"
)
"""A final e that is silent: “force”, “rule”, “league”; but not “set-tle”, “cen-tre”."""
_CONSONANT_Y = re.compile(r"\by(?=[aeiou])|(?<=[^aeiouy])y(?=[aou])")
"""A y that is a consonant: “year”, “canyon”."""
_SIBILANT_END = re.compile(r".*(?:[sxz]|[cs]he?|[cgsxz]e)")
"""Endings after which an s is a syllable of its own: “forces”, “the judge's”."""

_ROMAN = re.compile(r"(?=..)(X{0,3})(IX|IV|V?I{0,3})")
_SAID_AS_WORD = re.compile(
    r"(?!.*[^AEIOU]{2}E$)[^AEIOUY]?[AEIOU]{1,2}"
    r"(?:[^AEIOUY]{1,2}[LR]?[AEIOU]{1,2})*(?:[^AEIOUY]|[LMNR][^AEIOUY]|[^AEIOUY]S)?"
)
"""Capitals that can be said as a word: single consonants, or two between vowels."""

_UNITS = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)
"""Syllables of zero to nineteen."""
_TENS = (0, 0, 2, 2, 2, 2, 2, 3, 2, 2)
"""Syllables of twenty to ninety, by their first figure."""
_YEAR = re.compile(r"(1[1-9]|20(?=[1-9]))(\d\d)")


@cache
def syllables(text: str) -> int:
    """Return the number of syllables of a word or a number, at least 1."""
    if text[0].isdecimal():
        return _number(text)
    return max(1, sum(_part(part[:_MAX_SPOKEN]) for part in text.split("-") if part))


def _part(part: str) -> int:
    """Return the syllables of a word without hyphens."""
    word, _, ending = part.replace("’", "'").partition("'")
    if (word.isupper() and len(word) > 1) or re.fullmatch("[A-Z]{2,}s", word):
        count = _capitals(word.rstrip("s"))
    else:
        count = max(1, _word(word.lower()))
    if len(ending) > 2:
        return count + _part(ending)  # “o'clock”
    if ending == "s":
        return count + bool(_SIBILANT_END.fullmatch(word.lower()))  # “the judge's”
    return count + (ending == "t" and word[-2:-1].lower() not in {"a", "e", "o", "r"})  # “didn't”


def _capitals(word: str) -> int:
    """Return the syllables of capitals: a Roman numeral, an acronym that is said as a word (NATO),
    a letter before such a word (KFOR), or single letters."""
    if roman := _ROMAN.fullmatch(word):
        ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX").index(roman[2])
        return _cardinal(10 * len(roman[1]) + ones)
    if len(word) > 3:
        for start in (0, 1):
            if _SAID_AS_WORD.fullmatch(word[start:]):
                return start + len(_VOWELS.findall(word[start:].lower()))
    return sum(3 if letter == "W" else 1 for letter in word)


def _word(word: str) -> int:
    """Return the syllables of a word in lower case."""
    if known := _EXCEPTIONS.get(word) or _EXCEPTIONS.get(word.removesuffix("s")):
        return known
    if not word.isascii():  # of another language: every vowel is said
        return len(_VOWELS.findall(re.sub("y(?=[aeiou])", "-", _without_accents(word))))
    if parts := _ENDING.fullmatch(word) or _COMPOUND.fullmatch(word):
        return _word(parts[1]) + _word(parts[2])
    if len(word) > 3 and word.endswith("es"):
        return _word(word[:-1]) + bool(_SIBILANT_END.fullmatch(word[:-1]))
    if len(word) > 3 and word.endswith("ed") and not word.endswith(("eed", "ted", "ded")):
        return _word(word[:-1])
    return _sounds(word) - bool(_SILENT_E.fullmatch(word))


def _sounds(word: str) -> int:
    """Return the number of vowel groups that are said, a final e included."""
    word = _CONSONANT_Y.sub("", word.replace("qu", "q"))
    word = _SEPARATE_VOWELS_PATTERN.sub(r"\g<0>-", _MERGED_I_PATTERN.sub("", word))
    return len(_VOWELS.findall(word))


def _without_accents(word: str) -> str:
    return "".join(letter for letter in normalize("NFD", word) if not combining(letter))


def _number(text: str) -> int:
    """Return the syllables of a number as read aloud: a year in pairs, decimals digit by digit."""
    figures = re.sub("[,\u00a0a-z]", "", text)
    if year := _YEAR.fullmatch(figures) if "," not in text else None:
        century, rest = int(year[1]), int(year[2])
        if not rest:
            return _cardinal(century) + 2  # hundred
        return _cardinal(century) + (rest < 10) + _cardinal(rest)  # nineteen oh five
    whole, *fractions = figures.split(".")
    said = _cardinal(int(whole[:_MAX_SPOKEN]))
    return said + sum(1 + sum(_UNITS[int(figure)] for figure in part) for part in fractions)


def _cardinal(number: int) -> int:
    """Return the syllables of a whole number in British English: “one hundred and five”."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _TENS[tens] + (_UNITS[rest] if rest else 0)
    size = max(size for size in (100, 1000, 10**6, 10**9) if size <= number)
    head, rest = divmod(number, size)
    joined = rest > 0 and rest < 100  # “and”
    return _cardinal(head) + 2 + joined + (_cardinal(rest) if rest else 0)
