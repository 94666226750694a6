"""The grammar of our PDFs: each kind of object, its keys, and the values they may have.

It is one table. What is not in the table is in no PDF that is handed out; a new kind of output adds
its rows. A row is a kind of object: its keys (with ``?`` if optional) and the value of each:

=============  =================================================================================
``/Name``      this name of the PDF standard
``'words'``    this string
``8``          this number, or ``true``, ``false``, ``null``
``number``     any number; likewise ``integer``, ``boolean``, ``date`` and ``id``: no words
``text``       free text; it is allowed only here, and all of it is searched
``tag``        a language tag, searched too
``~font``      a name or id of that kind (`NAMES`)
``@page``      a reference to an object of that kind, which belongs here
``^page``      a reference to an object of that kind, which must belong elsewhere
``{link}``     a dictionary of that kind, here
``[a b]``      a list of these; ``a*`` any number of them, ``(a b)*`` of pairs
``a | b``      one or the other
=============  =================================================================================

A dictionary is told from others by its first key. ``...`` in place of a key means any name of that
kind. A row may be a list. Streams (`STREAMS`) have ``Length`` and ``Filter`` as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = (
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "P"),
    *("H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody"),
    *("Table", "THead", "TBody", "TFoot", "TR", "TH", "TD"),
    *("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Figure"),
)
"""The roles that elements may have: only standard types of ISO 32000-1, 14.8.4."""

_SHEET = r"(?:\.\d{1,3})?"
NAMES: Mapping[str, str] = {
    # The engine names a font by letters of a hash. On a sheet of several pages, each page's names
    # get the number of the page.
    "font": rf"/[A-Z]{{6}}{_SHEET}",
    # Letters of a hash, then a typeface: whether that is of the theme is checked elsewhere.
    "font-name": r"/[A-Z]{6}\+[A-Za-z0-9_.#+-]{1,100}",
    "state": rf"/(?:[aA]\d(?:\.\d+)?(?:e-\d+)?|s\d{{1,4}}){_SHEET}",
    # Pictures are named by the hash of their address, groups by their number.
    "drawn": rf"/(?:i[0-9a-f]{{32}}[01]|x\d{{1,4}}){_SHEET}|/Furniture\d{{1,3}}",
    "pattern": rf"/p\d{{1,4}}{_SHEET}",
    "shading": rf"/s\d{{1,4}}{_SHEET}",
    "space": rf"/lab-d(?:50|65){_SHEET}",
    "element-id": r"\((?:table-\d{1,5}-\d{1,5}-\d{1,5}|note-\d{1,5})\)",
    "role": "|".join(f"/{role}" for role in ROLES),
    "blend": "/(?:Normal|Multiply|Screen|Overlay|Darken|Lighten|ColorDodge|ColorBurn|HardLight|"
    "SoftLight|Difference|Exclusion|Hue|Saturation|Color|Luminosity)",
}
"""Names that are not in the PDF standard, by what they name."""

_BOX = "[number number number number]"
_MATRIX = "[number number number number number number]"
PLACE = "[^page /XYZ number number null]"
_GROUP = {"Type": "/Group", "S": "/Transparency", "I": "boolean", "CS": "/DeviceRGB"}
_FONT_DESCRIPTION = {
    "Type": "/FontDescriptor",
    "FontName": "~font-name",
    "Flags": "integer",
    "FontBBox": _BOX,
    **dict.fromkeys(("ItalicAngle", "Ascent", "Descent", "CapHeight", "StemV", "StemH"), "number"),
}

STREAMS = frozenset(
    (
        *("content", "form", "tiling pattern", "image", "metadata", "colour profile"),
        *("font program", "compact font program", "character map", "encoding", "glyph map"),
    )
)
"""Kinds of object that are streams."""

TABLE: Mapping[str, Mapping[str, str] | str] = {
    # ── the file, its metadata, and navigation ─────────────────────────────────────────────
    "trailer": {
        "Type": "/XRef",
        "Root": "@catalog",
        "Info": "@document information",
        "Size": "integer",
        "ID": "[id id]",
        "W": "[integer integer integer]",
        "DecodeParms": "{decode parameters}",
    },
    "catalog": {
        "Type": "/Catalog",
        "Pages": "@page tree",
        "StructTreeRoot": "@structure",
        "MarkInfo": "{marking}",
        "Lang": "tag",
        "Metadata": "@metadata",
        "OutputIntents": "[@output intent]",
        "ViewerPreferences": "{preferences}",
        "PageMode": "/UseOutlines | /UseNone",
        "PageLabels": "{page labels}",
        "Names?": "{names}",
        "Outlines?": "@bookmarks",
    },
    "marking": {"Marked": "true"},
    "preferences": {"DisplayDocTitle": "true"},
    "page labels": {"Nums": "[(integer {page label})*]"},
    "page label": {"S": "/D | /r", "St?": "integer"},
    "names": {"Dests": "@destinations"},
    "destinations": {"Names": f"[(text {PLACE})*]"},
    "document information": {
        "Title?": "text",
        "Author?": "text",
        "Subject?": "text",
        "Producer": "text",
        "CreationDate": "date",
        "ModDate": "date",
    },
    "metadata": {"Type": "/Metadata", "Subtype": "/XML"},
    "output intent": {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": "'sRGB'",
        "Info": "'sRGB IEC61966-2.1'",
        "RegistryName": "'http://www.color.org'",
        "DestOutputProfile": "@colour profile",
    },
    "colour profile": {"N": "3"},
    "bookmarks": {
        "Type": "/Outlines",
        "Count": "integer",
        "First": "@bookmark",
        "Last": "^bookmark",
    },
    "bookmark": {
        "Title": "text",
        "Parent": "^bookmark | ^bookmarks",
        "Dest": PLACE,
        "Count?": "integer",
        "First?": "@bookmark",
        "Last?": "^bookmark",
        "Prev?": "^bookmark",
        "Next?": "@bookmark",
    },
    # ── pages and links ────────────────────────────────────────────────────────────────────
    "page tree": {
        "Type": "/Pages",
        "Count": "integer",
        "Kids": "[@page*]",
    },
    "page": {
        "Type": "/Page",
        "Parent": "^page tree",
        "MediaBox": _BOX,
        "BleedBox?": _BOX,
        "TrimBox?": _BOX,
        "Contents": "@content",
        "Resources": "{resources} | @resources",
        "StructParents": "integer",
        "Tabs": "/S",
        "Annots?": "[@link*]",
    },
    "link": {
        "Subtype": "/Link",
        "Type": "/Annot",
        "Rect": _BOX,
        "Border": "[0 0 0]",
        "F": "4",
        "StructParent": "integer",
        "A": "{go-to action} | {URI action}",
        "Contents": "text",
    },
    "go-to action": {"S": "/GoTo", "D": PLACE},
    "URI action": {"S": "/URI", "URI": "text"},
    # ── what pages are drawn with ──────────────────────────────────────────────────────────
    "content": {},
    "resources": {
        "ColorSpace?": "{colour spaces} | @colour spaces",
        "ExtGState?": "{states} | @states",
        "Font?": "{fonts} | @fonts",
        "Pattern?": "{patterns} | @patterns",
        "Shading?": "{shadings} | @shadings",
        "XObject?": "{drawn} | @drawn",
    },
    "colour spaces": {"...space": "[/Lab {Lab}]"},
    "Lab": {"Range": _BOX, "WhitePoint": "[number number number]"},
    "states": {"...state": "{masking} | {blending} | {opacity} | {stroke opacity}"},
    "opacity": {"ca": "number"},
    "stroke opacity": {"CA": "number"},
    "blending": {"BM": "~blend", "Type": "/ExtGState"},
    "masking": {"AIS": "boolean", "Type": "/ExtGState", "SMask": "{soft mask}", "ca": "number"},
    "soft mask": {"S": "/Luminosity | /Alpha", "Type": "/Mask", "G": "@form"},
    "patterns": {"...pattern": "@tiling pattern"},
    "tiling pattern": {
        "PatternType": "1",
        "Type": "/Pattern",
        "BBox": _BOX,
        "XStep": "number",
        "YStep": "number",
        "TilingType": "1",
        "PaintType": "1",
        "Matrix": _MATRIX,
        "Resources": "{resources} | @resources",
    },
    "shadings": {"...shading": "{shading} | @shading"},
    "shading": {
        "ShadingType": "2 | 3",
        "ColorSpace": "/DeviceRGB | /DeviceGray",
        "Domain": "[number number]",
        "Coords": "[number*]",
        "Function": "{stitched function} | @stitched function",
        "Extend?": "[boolean boolean]",
    },
    "stitched function": {
        "Functions": "[{function}*]",
        "FunctionType": "3",
        "Domain": "[number number]",
        "Encode": "[number*]",
        "Bounds": "[number*]",
    },
    "function": {
        "C0": "[number*]",
        "FunctionType": "2",
        "C1": "[number*]",
        "Domain": "[number number]",
        "N": "number",
    },
    "drawn": {"...drawn": "@form | @image"},
    "form": {
        "Subtype": "/Form",
        "Type": "/XObject",
        "BBox": _BOX,
        "Resources": "{resources} | @resources",
        "Group?": "{group}",
    },
    "group": _GROUP,
    "image": {
        "Subtype": "/Image",
        "Type": "/XObject",
        "Width": "integer",
        "Height": "integer",
        "ColorSpace": "/DeviceRGB | /DeviceGray | /DeviceCMYK",
        "BitsPerComponent": "8",
        "Interpolate": "false",
        "DecodeParms?": "{decode parameters}",
        "Decode?": "[number*]",
        "SMask?": "@image",
    },
    "decode parameters": {"Predictor": "12 | 15", "Columns": "integer", "Colors?": "integer"},
    # ── fonts ──────────────────────────────────────────────────────────────────────────────
    "fonts": {"...font": "@font"},
    "font": {
        "Subtype": "/Type0",
        "Type": "/Font",
        "BaseFont": "~font-name",
        "Encoding": "/Identity-H | @encoding",
        "DescendantFonts": "[@descendant font | @compact descendant font]",
        "ToUnicode": "@character map",
    },
    "descendant font": {
        "Subtype": "/CIDFontType2",
        "Type": "/Font",
        "BaseFont": "~font-name",
        "CIDSystemInfo": "{characters}",
        "CIDToGIDMap": "/Identity | @glyph map",
        "W": "[(integer [number*])*]",
        "FontDescriptor": "@font description",
    },
    "compact descendant font": {
        "Subtype": "/CIDFontType0",
        "Type": "/Font",
        "BaseFont": "~font-name",
        "CIDSystemInfo": "{characters}",
        "W": "[(integer [number*])*]",
        "FontDescriptor": "@compact font description",
    },
    "characters": {"Registry": "'Adobe'", "Ordering": "'Identity'", "Supplement": "0"},
    "font description": {**_FONT_DESCRIPTION, "FontFile2": "@font program"},
    "compact font description": {**_FONT_DESCRIPTION, "FontFile3": "@compact font program"},
    "font program": {"Length1": "integer"},
    "compact font program": {"Subtype": "/CIDFontType0C"},
    "character map": {},
    "glyph map": {},
    "encoding": {
        "CMapName": "/Glyphs-of-Codes",
        "Type": "/CMap",
        "CIDSystemInfo": "{characters}",
    },
    # ── the order of reading ───────────────────────────────────────────────────────────────
    "structure": {
        "Type": "/StructTreeRoot",
        "K": "[@element]",
        "ParentTree": "@parent tree",
        "ParentTreeNextKey": "integer",
        "IDTree?": "@element id tree",
    },
    "parent tree": {"Nums": "[(integer @parent tree entry | ^element)*]"},
    "parent tree entry": "[(^element | null)*]",
    "element id tree": {"Names": "[(~element-id ^element)*]"},
    "element": {
        "S": "~role",
        "P": "^element | ^structure",
        "Pg?": "^page",
        "K?": "integer | @element | {marked content} | {object reference} | "
        "[(integer | @element | {marked content} | {object reference})*]",
        "A?": "{layout} | {list} | {cell}",
        "ActualText?": "text",
        "Alt?": "text",
        "E?": "text",
        "ID?": "~element-id",
        "Ref?": "[^element*]",
        "Lang?": "tag",
    },
    "marked content": {"Type": "/MCR", "Pg": "^page", "MCID": "integer"},
    "object reference": {"Type": "/OBJR", "Pg": "^page", "Obj": "^link"},
    "layout": {"O": "/Layout", "BBox": _BOX},
    "list": {
        "O": "/List",
        "ListNumbering": "/None | /Disc | /Circle | /Square | /Decimal | /UpperRoman | /LowerRoman"
        " | /UpperAlpha | /LowerAlpha",
    },
    "cell": {
        "O": "/Table",
        "Headers?": "[~element-id*]",
        "Scope?": "/Column | /Row",
        "ColSpan?": "integer",
        "RowSpan?": "integer",
    },
}
