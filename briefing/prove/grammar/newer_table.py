"""The grammar of files made to PDF/UA-2 and PDF/A-4: what differs from `table`.

They have no information dictionary (ISO 19005-4, 6.1.3); each element has a namespace (ISO 32000-2,
14.7.4), and what leads to a place in the file leads to an element as well (ISO 14289-2, 8.8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.prove.grammar.table import NAMES, PLACE, TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = (
    # of ISO 32000-2, 14.8.4
    *("Document", "Part", "Sect", "Div", "Aside", "Caption", "Title", "P"),
    *("H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "FENote"),
    *("Table", "THead", "TBody", "TFoot", "TR", "TH", "TD"),
    *("Span", "Em", "Strong", "Link", "Figure"),
    # of ISO 32000-1, which the newer standard keeps in a namespace of their own
    *("Art", "BlockQuote", "TOC", "TOCI", "Quote", "Reference", "BibEntry", "Code"),
)
"""The roles that elements may have."""

_ELEMENT_PLACE = "[^element /XYZ number number null]"


def _row(kind: str) -> Mapping[str, str]:
    row = TABLE[kind]
    assert not isinstance(row, str)
    return row


def _without(kind: str, *keys: str) -> dict[str, str]:
    return {key: value for key, value in _row(kind).items() if key not in keys}


NEWER_NAMES: Mapping[str, str] = {**NAMES, "role": "|".join(f"/{role}" for role in ROLES)}

NEWER_TABLE: Mapping[str, Mapping[str, str] | str] = {
    **{kind: row for kind, row in TABLE.items() if kind != "document information"},
    "trailer": _without("trailer", "Info"),
    "destinations": {"Names": "[(text {destination})*]"},
    "destination": {"D": PLACE, "SD": _ELEMENT_PLACE},
    "bookmark": {**_without("bookmark", "Dest"), "A": "{go-to action}"},
    "go-to action": {"S": "/GoTo", "D": PLACE, "SD": _ELEMENT_PLACE},
    "structure": {**_without("structure"), "Namespaces": "[@namespace*]"},
    "namespace": {
        "Type": "/Namespace",
        "NS": "'http://iso.org/pdf2/ssn' | 'http://iso.org/pdf/ssn'",
    },
    "element": {
        **_without("element", "A?"),
        "NS": "^namespace",
        "Ref?": "[^element*]",
        "A?": "{layout} | {list} | {cell} | {note}",
    },
    "list": {
        **_without("list"),
        "ListNumbering": f"{_row('list')['ListNumbering']} | /Description",
    },
    "note": {"O": "/FENote", "NoteType": "/Endnote | /Footnote"},
}
"""As `TABLE`."""
