"""Content streams: only operators that our engine and binding write, spelled as they write them.

Strings occur only in text operators, as character codes, so that pages hold no words but those that
a reader can extract. There are no comments, no inline images, no properties of marked content but
its number, and no text that is invisible or of no size.

It is not checked where on the page something is drawn, and what covers it.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from briefing.prove.grammar.table import NAMES

_N = r"-?\d++\.?\d*+"
_SIZE = rf"(?![0.]+ ){_N}"
_GLYPHS = rf"\[(?:(?:{_N}(?:e-\d+)?)?<(?:[0-9a-f]{{4}})*>)*+(?:{_N}(?:e-\d+)?)?\] TJ"
_FOUR_OR_SIX = rf"{_N} (?:re|v|y|{_N} {_N} (?:Tm|cm|c))"
_COUNTED = rf"{_N} (?:[wJjM]|Ts|{_N} (?:[lm]|Td|{_N} (?:rg|RG|scn|SCN|{_FOUR_OR_SIX})))"
"""Operators that take one, two, three, four or six numbers."""
_NAMED = {
    "state": "gs",
    "drawn": "Do",
    "pattern": "scn|SCN",
    "shading": "sh",
    "space": "cs|CS",
}
"""Operators that take the name of a resource."""
_WHOLE = (
    *(r"q|Q|BT|ET|EMC|n|f\*?|F|S|s|B\*?|b\*?|h|W\*?", r"[012] Tr", "/Pattern (?:cs|CS)"),
    rf"\[(?:{_N} ?)*+\] {_N} d",
    _GLYPHS,
    r"/(?:Span|Figure)\n<</MCID \d{1,6}>>\nBDC",
    r"/Artifact\nBMC|/Artifact BMC",
    # Written by binding: furniture over a page, a drawing in place of its placeholder.
    r"/Artifact <</Type /Pagination>> BDC q /Furniture\d{1,3} Do Q EMC",
    rf"q (?:{_N} ){{6}}cm (?:{NAMES['drawn']}) Do Q",
)
_STATEMENTS = (
    _COUNTED,
    *_WHOLE,
    rf"(?:{NAMES['font']}) {_SIZE} Tf",
    *(rf"(?:{NAMES[kind]}) (?:{names})" for kind, names in _NAMED.items()),
)
_PROGRAM = re.compile(rf"(?:(?:{'|'.join(_STATEMENTS)})?\n)*+".encode())
_USES = re.compile(rb"(/[^ \n]+) (?:[^ \n]+ )?(gs|Tf|Do|sh|scn|SCN|cs|CS)(?=[ \n])")
_FONTS = re.compile(rb"\n(/[^ \n]+) [^ \n]+ Tf\n")
_HEX = re.compile(rb"<([0-9a-f]+)>")
_SHOWN = 40
"""Characters that a finding quotes."""
_RESOURCES = {
    b"gs": b"/ExtGState",
    b"Tf": b"/Font",
    b"Do": b"/XObject",
    b"sh": b"/Shading",
    b"scn": b"/Pattern",
    b"SCN": b"/Pattern",
    b"cs": b"/ColorSpace",
    b"CS": b"/ColorSpace",
}
"""The resource category of the names that operators take (ISO 32000-1, table 33)."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a content stream uses."""

    names: frozenset[tuple[bytes, bytes]]
    """Category and name of each resource it draws with."""
    codes: dict[bytes, set[int]]
    """Character codes it shows, by the name of the font."""


def read_program(content: bytes) -> Program:
    """Return the resources and character codes that a content stream uses.

    Raises:
        ValueError: It is not written as our engine and binding write it.
    """
    content += b"\n"
    match = _PROGRAM.match(content)
    end = match.end() if match else 0
    if end < len(content):
        line = content[end:].partition(b"\n")[0]
        quoted = line[:_SHOWN].decode("latin-1") + (" …" if len(line) > _SHOWN else "")
        raise ValueError(f"has content that our writer does not write: “{quoted}”")
    uses = {(_RESOURCES[operator], name) for name, operator in set(_USES.findall(content))}
    uses.discard((b"/ColorSpace", b"/Pattern"))
    return Program(frozenset(uses), _codes(content))


def _codes(content: bytes) -> dict[bytes, set[int]]:
    texts: dict[bytes, list[bytes]] = {}
    before, *pieces = _FONTS.split(content)
    if _HEX.search(before):
        raise ValueError("shows text before it selects a font")
    for name, text in zip(pieces[::2], pieces[1::2], strict=True):
        texts.setdefault(name, []).append(text)
    return {name: _numbers(b"".join(held)) for name, held in texts.items()}


def _numbers(text: bytes) -> set[int]:
    """Return the character codes in the strings of ``text``, four hex digits each."""
    packed = bytes.fromhex(b"".join(_HEX.findall(text)).decode())
    return set(struct.unpack(f">{len(packed) // 2}H", packed))
