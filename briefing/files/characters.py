"""Characters of a text file: composed (NFC), without those that print nothing, or refused.

Text is normalised to NFC (Unicode Standard Annex 15), so that a letter with an accent is the same
however a keyboard or a disk wrote it. Characters that only change what programs do with the text
beside them are dropped, and named. Those that would print wrong, or hide something, are refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Not in it are U+00AD, U+200B to U+200D and U+2060, which say where lines and ligatures break.
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u034f\u061c\u180b-\u180f\u200e\u200f\u2028-\u202e"
    "\u2061-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_NAMES = {
    "\ufeff": "a byte order mark",
    "\ufe0e": "a variation selector",
    "\ufe0f": "a variation selector, which asks for a coloured picture",
    "\u200e": "a left-to-right mark",
    "\u200f": "a right-to-left mark",
    "\u034f": "a combining grapheme joiner",
}
_REFUSED = {
    "\u2028": "a line separator: end the line instead",
    "\u2029": "a paragraph separator: leave a line empty instead",
    "\u202d": "it turns the order of what follows, so that text is not read as it is written",
    "\u202e": "it turns the order of what follows, so that text is not read as it is written",
    "\ufffc": "it stands for a picture that was not copied",
    "\ufffd": "it stands for a letter that was lost when the text was converted",
}


@dataclass(frozen=True, slots=True)
class Odd:
    """A character that is dropped from a text, or for which the text is refused."""

    line: int
    """Its first line, from 1."""
    character: str
    why: str
    """What it is, or what is wrong with it."""
    refused: bool
    times: int = 1

    def __str__(self) -> str:
        number = f"U+{ord(self.character):04X}"
        return f"{number} ({self.why})"


def cleaned(text: str) -> tuple[str, tuple[Odd, ...]]:
    """Return a text in NFC without odd characters, and these: each once, at its first line."""
    found: dict[str, Odd] = {}
    if not text.isascii() or _ODD.search(text):
        for match in _ODD.finditer(text):
            letter = match[0]
            if letter not in found:
                line = text.count("\n", 0, match.start()) + 1
                found[letter] = Odd(line, letter, *_judged(letter), text.count(letter))
        text = composed(text.translate(dict.fromkeys(map(ord, found))) if found else text)
    return text, tuple(found.values())


def composed(text: str) -> str:
    """Return ``text`` in NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _judged(letter: str) -> tuple[str, bool]:
    """Return what an odd character is, and whether a text with it is refused."""
    if why := _REFUSED.get(letter):
        return why, True
    if unicodedata.category(letter) == "Cc":
        return "a control character, which cannot be printed", True
    if "\U000e0000" <= letter <= "\U000e007f":
        return "an invisible tag, which can hide text", True
    if name := _NAMES.get(letter):
        return name, False
    name = unicodedata.name(letter, "")
    return (name.lower(), False) if name else ("no character of Unicode", True)
