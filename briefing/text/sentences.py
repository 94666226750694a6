"""Where the sentences of a text begin, for readers who are given one a line."""

from __future__ import annotations

import re

from briefing.text.acronym_forms import opens_sentence

_START = re.compile(r"(?<=\s)[“„«‹‘‚\"'(\[¿¡]*([^\W_])")
"""A letter or digit behind a space, with what opens before it."""
_ORDINAL = re.compile(r"(?:^|\D)\d{1,2}\.\s*$")
"""A day of the month in languages that write it with a full stop."""
_BEFORE_NUMBER = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Okt|Oct|Nov|Dec|Dez|Nos?|Nr|Arts?|Paras?|Figs?|Vols?|Chs?"
    r"|Secs?|Res|Docs?|Abs)\.\s*$"
)
"""What is an abbreviation where a number follows, though it could end a sentence: “No.”."""


def sentence_starts(text: str, language: str = "en") -> list[int]:
    """Return where sentences begin in ``text``, but for the first.

    A full stop behind an abbreviation or an initial ends none; nor does one between “Oct.” or
    “No.” and a number; nor, in other languages than English, one behind a number of up to two
    digits: “am 3. Oktober”.

    Args:
        text: a paragraph without its citations.
        language: its BCP 47 tag.
    """
    starts = []
    for match in _START.finditer(text):
        before = text[: match.start()]
        if match[1].islower() or not before.strip() or before.rstrip().endswith(":"):
            continue
        if not opens_sentence(before):
            continue
        if match[1].isdigit() and _BEFORE_NUMBER.search(before):
            continue
        if language.startswith("en") or not _ORDINAL.search(before):
            starts.append(match.start())
    return starts
