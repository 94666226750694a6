"""Words from elsewhere made fit to print: what acts on a terminal, or hides, is shown as an escape.

File names, settings, quotations of the content, the engine's log and the texts of exceptions may
hold anything. Whatever is printed passes here, so that none of it can move the cursor, turn the
order of a line round, or write a line that looks like ours.
"""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    r"""Return the text on one line, what does not print as escapes such as ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _shown(c) for c in text)


def printable_lines(text: str) -> str:
    """Return the same for a text whose line ends were written by this program."""
    return "\n".join(map(printable, text.split("\n")))


def printable_json(text: str) -> str:
    """Return JSON with what does not print in JSON's own escapes; it keeps its line ends."""
    lines = text.split("\n")
    return "\n".join(
        line
        if line.isprintable()
        else "".join(c if c.isprintable() else _json_escape(c) for c in line)
        for line in lines
    )


def _shown(character: str) -> str:
    if unicodedata.category(character) == "Zs":  # a space is a space, however wide
        return " "
    return character.encode("unicode_escape").decode("ascii")


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))
