"""Which types may stand in which when those of PDF 1.7 and PDF 2.0 are mixed.

Table 5 of ISO/TS 32005, of the types that we write; ``content`` is what is marked on a page.
A ``Div`` or ``Part`` may have content of its own where what is around it may; we never write that.
"""

from __future__ import annotations

OLDER_ONLY = frozenset(
    ("Art", "BlockQuote", "TOC", "TOCI", "Quote", "Reference", "BibEntry", "Code")
)
"""Types of PDF 1.7 that PDF 2.0 has in the namespace of PDF 1.7 only."""
NEWER_ONLY = frozenset(("Aside", "Title", "Em", "Strong", "FENote"))
"""Types that came with PDF 2.0."""

_BLOCKS = "Art Sect Div P Hn Code FENote L Table Figure"
_INLINE = "Lbl Em Strong Span Quote Link Reference BibEntry Code FENote Figure"
_GROUP = (
    "Part Art Sect Div Aside BlockQuote TOC P Hn Title Lbl Link Code FENote L Table Caption Figure"
)
_QUOTED = f"{_BLOCKS} Document Part BlockQuote TOC Lbl Link Reference Caption content"
_CELL = "Lbl Em Strong Span Quote Link Reference BibEntry content"
_ANYTHING = (
    "Document TOCI Em Strong Span Quote Reference BibEntry LI LBody TR TH TD THead TBody TFoot"
)

MAY_HOLD = {
    role: frozenset(inner.split())
    for role, inner in {
        "Document": "Document Part Art Sect Div Aside BlockQuote TOC P Hn Title Link Code FENote L "
        "Table Figure",
        "Part": f"{_GROUP} {_ANYTHING}",
        "Div": f"{_GROUP} {_ANYTHING}",
        "Art": _GROUP.replace("Art ", ""),
        "Sect": _GROUP,
        "Aside": _QUOTED,
        "BlockQuote": _QUOTED,
        "TOC": "TOC TOCI Caption",
        "TOCI": "Div TOC P Lbl Reference",
        "P": f"{_INLINE} L Table content",
        "Hn": f"{_INLINE} Art Sect content",
        "Title": f"{_INLINE} Part Div Aside P L Table Caption content",
        "Lbl": f"{_INLINE} content".replace("Lbl ", ""),
        "Em": f"{_INLINE} content",
        "Strong": f"{_INLINE} content",
        "Span": f"{_INLINE} content",
        "Quote": f"{_INLINE} content",
        "Link": "Part Art Sect Div Aside BlockQuote P Hn Title Lbl Em Strong Span Quote Reference "
        "BibEntry Code FENote L Table Caption Figure content",
        "Reference": "Lbl Em Strong Span Link BibEntry FENote Figure content",
        "BibEntry": "Part Div P Lbl Em Strong Span Link Reference FENote Figure content",
        "Code": "Part Div Em Strong Span Link Reference BibEntry FENote content",
        "FENote": f"{_INLINE} Part Art Sect Div Aside BlockQuote P L Table Caption content".replace(
            "BibEntry ", ""
        ),
        "L": "L LI Caption",
        "LI": "Div Lbl LBody",
        "LBody": f"{_BLOCKS} {_CELL} Part Aside BlockQuote Caption".replace("Lbl ", ""),
        "Table": "TR THead TBody TFoot Caption",
        "TR": "TH TD",
        "TH": f"{_BLOCKS} {_CELL}",
        "TD": f"{_BLOCKS} {_CELL}",
        "THead": "TR",
        "TBody": "TR",
        "TFoot": "TR",
        "Caption": f"{_INLINE} Part Art Sect Div Aside BlockQuote P Hn L Table content",
        "Figure": f"{_INLINE} Part Art Sect Div Aside BlockQuote P Hn L Table Caption content",
    }.items()
}
"""The types that each may hold; ``Hn`` is a heading of any level."""
