"""Placeholders that carry attributes and line numbers through Markdown, which knows neither.

A placeholder is a run of private-use characters (Unicode 16, 23.5): no rule of Markdown or of
    quotes
takes it for a letter, a space or punctuation, so it comes out of the parser where it went in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OPEN, CLOSE = "\ue000", "\ue001"
_KINDS = {
    "line": "\ue010",
    "attributes": "\ue011",
    "span": "\ue012",
    "fact": "\ue013",
    "cite": "\ue014",
    "footnote": "\ue015",
    "code": "\ue016",
    "ref": "\ue017",
    "box": "\ue018",
}
ATTRIBUTES = _KINDS["attributes"]
"""The character in the placeholders of attribute lists."""
FACT = OPEN + _KINDS["fact"]
"""How the placeholder of a fact begins."""
_NAMES = {character: name for name, character in _KINDS.items()}
_DIGITS = "".join(chr(0xE020 + digit) for digit in range(10))
_ENCODE = str.maketrans("0123456789", _DIGITS)
_DECODE = str.maketrans(_DIGITS, "0123456789")

TOKEN = re.compile(f"{OPEN}([\ue010-\ue018])([{_DIGITS}]+){CLOSE}")
LINE = re.compile(f"{OPEN}{_KINDS['line']}[{_DIGITS}]+{CLOSE}")
"""The number of a line."""
RESERVED = re.compile("[\ue000-\ue0ff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""Characters that may not occur in a source text: ours, controls, and foreign line ends."""


@dataclass(frozen=True, slots=True)
class Token:
    """A placeholder as read back: its kind, and its line or its index in the kind's list."""

    kind: str
    index: int


def write(kind: str, index: int) -> str:
    """Return the placeholder as it stands in the text given to Markdown."""
    return f"{OPEN}{_KINDS[kind]}{str(index).translate(_ENCODE)}{CLOSE}"


def split(text: str) -> list[str | Token]:
    """Return the text cut at its placeholders, in order, without empty strings."""
    parts: list[str | Token] = []
    end = 0
    for match in TOKEN.finditer(text):
        if match.start() > end:
            parts.append(text[end : match.start()])
        parts.append(Token(_NAMES[match[1]], int(match[2].translate(_DECODE))))
        end = match.end()
    if end < len(text):
        parts.append(text[end:])
    return parts


def last_line(text: str) -> int:
    """Return the number in the last line placeholder of a text; 0 if it has none."""
    match = TOKEN.match(text, max(0, text.rfind(OPEN + _KINDS["line"])))
    return int(match[2].translate(_DECODE)) if match and _NAMES[match[1]] == "line" else 0


def strip(text: str) -> str:
    """Return the text without its placeholders."""
    return TOKEN.sub("", text)


def at_end(line: str, token: str) -> str:
    """Return the line with its number at the end: before a table's last bar or a hard break."""
    body = line.rstrip()
    trailing = line[len(body) :]
    if after_bar := re.search(rf"(?<!\\)\|((?:\s*{TOKEN.pattern})+)$", body):
        # Attributes after the last bar would be a cell of their own: move them into the last cell.
        body = f"{body[: after_bar.start()]}{after_bar[1].strip()}|"
    if body.endswith("|") and not body.endswith("\\|"):
        return f"{body[:-1]}{token}|{trailing}"
    return f"{body}{token}{trailing}"
