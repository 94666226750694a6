"""Formatted output of the CSL processor as Nodes.

The processor formats plain strings, so markers in the text stand for markup. They are Unicode
noncharacters (U+FDD0 to U+FDEF), which are not meant for interchange; any that are in a source are
removed first.
"""

from __future__ import annotations

import re

from briefing.model.content import Node

_END = "\ufddf"
_KINDS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "\ufdd0": ("em", ()),
    "\ufdd1": ("strong", ()),
    "\ufdd2": ("sup", ()),
    "\ufdd3": ("sub", ()),
    "\ufdd4": ("span", (("class", "small-caps"),)),
    "\ufdd5": ("span", (("class", "underline"),)),
    "\ufdd6": ("span", ()),
}
ITALIC, BOLD, SUPERSCRIPT, SUBSCRIPT, SMALL_CAPS, UNDERLINE, PLAIN = _KINDS

_MARKERS = re.compile("[\ufdd0-\ufddf]")
_NONCHARACTERS = dict.fromkeys(range(0xFDD0, 0xFDF0))
# The HTML-like tags that CSL-JSON allows in text.
_TAGS = {
    "<i>": ITALIC,
    "<b>": BOLD,
    "<sup>": SUPERSCRIPT,
    "<sub>": SUBSCRIPT,
    '<span style="font-variant:small-caps;">': SMALL_CAPS,
    '<span style="font-variant: small-caps;">': SMALL_CAPS,
    '<span class="nocase">': PLAIN,
    **dict.fromkeys(("</i>", "</b>", "</sup>", "</sub>", "</span>"), _END),
}
_TAG = re.compile("|".join(map(re.escape, _TAGS)))


def in_markers(marker: str, text: str) -> str:
    """Return ``text`` between ``marker`` and the end marker."""
    return f"{marker}{text}{_END}"


def tags_to_markers(text: str) -> str:
    """Return CSL-JSON text with markers in place of its tags; other tags stay as text."""
    return _TAG.sub(lambda tag: _TAGS[tag[0]], text.translate(_NONCHARACTERS))


def without_markers(text: str) -> str:
    """Return ``text`` without its markers."""
    return _MARKERS.sub("", text)


def nodes(text: str) -> tuple[Node | str, ...]:
    """Return text with markers as inline nodes; a missing end marker is assumed at the end."""
    stack: list[tuple[str, list[Node | str]]] = [("", [])]
    at = 0
    for match in _MARKERS.finditer(text):
        if match.start() > at:
            stack[-1][1].append(text[at : match.start()])
        at = match.end()
        if match[0] in _KINDS:
            stack.append((match[0], []))
        elif len(stack) > 1:
            _close(stack)
    if at < len(text):
        stack[-1][1].append(text[at:])
    while len(stack) > 1:
        _close(stack)
    return tuple(stack[0][1])


def _close(stack: list[tuple[str, list[Node | str]]]) -> None:
    marker, children = stack.pop()
    kind, attributes = _KINDS[marker]
    if marker == PLAIN:
        stack[-1][1].extend(children)
    elif children:
        stack[-1][1].append(Node(kind, attributes, tuple(children)))


def linked(parts: tuple[Node | str, ...], addresses: tuple[str, ...]) -> tuple[Node | str, ...]:
    """Return ``parts`` with each of ``addresses`` that occurs in the text made a link to itself."""
    wanted = [address for address in addresses if address]
    if not wanted:
        return parts
    pattern = re.compile("|".join(map(re.escape, sorted(wanted, key=len, reverse=True))))
    out: list[Node | str] = []
    for part in parts:
        if isinstance(part, Node):
            out.append(Node(part.kind, part.attributes, linked(part.children, addresses)))
            continue
        at = 0
        for match in pattern.finditer(part):
            out += [part[at : match.start()]] if match.start() > at else []
            out.append(Node("a", (("href", match[0]),), (match[0],)))
            at = match.end()
        out += [part[at:]] if at < len(part) else []
    return tuple(out)
