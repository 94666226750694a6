"""Find addresses that stand in a text without any signs around them, as GitHub links them.

The rules are those of GitHub Flavored Markdown (6.9, “autolinks (extension)”), with one more: a
quotation mark, or other sign that is not ASCII, at the end of an address is no part of it either.
"""

from __future__ import annotations

import re
import unicodedata

from briefing.model.urls import is_address

START = r"(?:https?://|www\.)(?=[^\s<])"
"""How a bare web address begins."""
_END = re.compile(r"[\s<\ue000]")
_ENTITY = re.compile(r"&[A-Za-z0-9]+;$")
_BEFORE = frozenset("*_~(")
"""Signs that an address may follow, besides spaces; quotes and dashes of any script as well."""
_TRAILING = frozenset("?!.,:*_~'\"")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_HOST = re.compile(r"(?:https?://)?(?P<host>[^/?#:]+)", re.IGNORECASE)
_LABEL = re.compile(r"[\w-]+")
_LONGEST = 2_000
"""Characters of an address: as many as browsers take."""

MAIL = re.compile(
    r"(?<![\w.+@/=-])[A-Za-z0-9.+_-]{1,64}@[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})+(?![\w-])"
)
"""A mail address in a text."""


def may_begin(before: str) -> bool:
    """Return whether an address may begin behind the character ``before``; empty for none."""
    if not before or before.isspace() or before in _BEFORE:
        return True
    return not before.isascii() and unicodedata.category(before)[0] == "P"


def web_address(text: str, start: int, *, bracketed: bool) -> int:
    """Return where the web address that begins at ``start`` ends; ``start`` if it is none.

    Args:
        text: The text around it.
        start: Where ``https://`` or ``www.`` stands.
        bracketed: Whether it stands in square brackets, which then end it.
    """
    found = _END.search(text, start, start + _LONGEST)
    end = found.start() if found else min(len(text), start + _LONGEST)
    if bracketed and (bracket := text.find("]", start, end)) >= 0:
        end = bracket
    end = _trimmed(text, start, end)
    address = text[start:end]
    host = _HOST.match(address)
    if host is None or not _is_host(host["host"], short="//" in address[:8]):
        return start
    return end if is_address(href(address)) else start


def href(address: str) -> str:
    """Return where an address leads as a link: ``www.`` is of the web, ``@`` is mail."""
    if address[:4].casefold() == "www.":
        return f"http://{address}"
    return address if "://" in address else f"mailto:{address}"


def is_mail(address: str) -> bool:
    """Return whether what looks like a mail address is one: its last sign is a letter or digit."""
    return address[-1] not in "-_"


def _trimmed(text: str, start: int, end: int) -> int:
    """Return where an address ends once signs are taken off that belong to the sentence."""
    while end > start:
        last = text[end - 1]
        opening = _CLOSING.get(last)
        foreign = not last.isascii() and unicodedata.category(last)[0] == "P"
        unpaired = opening and text.count(last, start, end) > text.count(opening, start, end)
        if last in _TRAILING or foreign or unpaired:
            end -= 1
        elif last == ";" and (entity := _ENTITY.search(text[max(start, end - 40) : end])):
            end -= len(entity[0])
        elif last == ";":
            end -= 1
        else:
            break
    return end


def _is_host(host: str, *, short: bool) -> bool:
    """Return whether a host has labels of letters, digits and hyphens; ``short`` takes one."""
    labels = host.split(".")
    if any(not _LABEL.fullmatch(label) for label in labels):
        return False
    return (short or len(labels) > 1) and not any("_" in label for label in labels[-2:])
