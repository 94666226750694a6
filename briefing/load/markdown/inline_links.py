"""Read where a link or picture leads: ``(address "title")``, as CommonMark 6.3 has it."""

from __future__ import annotations

import re
from typing import NamedTuple

from briefing.load.markdown import placeholders
from briefing.load.markdown.entities import without_entities

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPACE = re.compile(rf"(?:[ \n]|{placeholders.LINE.pattern})*")
_POINTED = re.compile(r"<((?:[^<>\\\n]|\\.)*)>")
_PLAIN = re.compile(r"(?:[^\s\\()\x00-\x1f]|\\[!-/:-@\[-`{-~]|\\)+")
_TITLES = {
    '"': re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL),
    "(": re.compile(r"\(((?:[^()\\]|\\.)*)\)", re.DOTALL),
}
_DEEPEST = 32
"""Nested parentheses in an address."""
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)


class Target(NamedTuple):
    """Where a link leads, what it says where a mouse hovers, and where it ends in the text."""

    address: str
    title: str
    end: int


def inline_target(text: str, start: int) -> Target | None:
    """Return the target in the parentheses that open at ``start``; None if there is none."""
    at = _spaces(text, start + 1)
    if found := _POINTED.match(text, at):
        address, at = found[1], found.end()
    elif text[at : at + 1] == "<":
        return None
    else:
        end = _plain_end(text, at)
        if end < 0:
            return None
        address, at = text[at:end], end
    title = ""
    after = _spaces(text, at)
    if after > at and text[after : after + 1] in _TITLES:
        quoted = _TITLES[text[after]].match(text, after)
        if quoted is None:
            return None
        title, after = quoted[1], _spaces(text, quoted.end())
    if text[after : after + 1] != ")":
        return None
    return Target(literal(address), literal(title), after + 1)


def label_at(text: str, start: int) -> tuple[str, int] | None:
    """Return the label in the brackets that open at ``start``, and its end; None for none."""
    found = _LABEL.match(text, start)
    return (found[1], found.end()) if found else None


def normal_label(label: str) -> str:
    """Return a label as it is looked up: without regard to case and spaces."""
    return " ".join(placeholders.strip(label).split()).casefold()


def literal(words: str) -> str:
    """Return the characters that escapes and entities in a title or address stand for."""
    return _ESCAPE.sub(r"\1", without_entities(words))


def _spaces(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _plain_end(text: str, at: int) -> int:
    """Return where an address without angle brackets ends; -1 if its parentheses are unbalanced."""
    depth = 0
    while at < len(text):
        if found := _PLAIN.match(text, at):
            at = found.end()
        elif text[at] == "(" and depth < _DEEPEST:
            depth, at = depth + 1, at + 1
        elif text[at] == ")" and depth:
            depth, at = depth - 1, at + 1
        else:
            break
    return -1 if depth else at
