"""Leaks put into a finished pack, by the code that catches each.

Every plant keeps the file in our writer's form unless that is what it is about, so that what is
caught is caught for its own sake.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from briefing.pdf.font_subset import subset
from briefing.prove.grammar.file_syntax import Stream, parse_file
from support.forging import SECRET, met, put_together
from support.fragments import CUBIC

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.model.standards import Standard
    from briefing.prove.grammar.file_syntax import Body, Value

    Plant = Callable[[bytes], bytes]

TEXT = b"(" + SECRET + b")"
_HEAD = b"%\xbf\xf7\xa2\xfe\n"
"""What follows the first line of a file."""
_OLDER = frozenset(("own information", "a date", "another title", "a later date"))
"""Plants in the information dictionary, which files made to the newer standard have not."""


def _objects(change: Callable[[Body], object]) -> Plant:
    def plant(data: bytes) -> bytes:
        objects = parse_file(data)
        change(objects)
        return put_together(objects)

    return plant


def _dictionary(kind: str, index: int = -1) -> Callable[[Body], dict[bytes, Value]]:
    def find(objects: Body) -> dict[bytes, Value]:
        value = met(objects)[kind][index]
        found = value.keys if isinstance(value, Stream) else value
        assert isinstance(found, dict)
        return found

    return find


def _set(kind: str, key: bytes, value: Value) -> Plant:
    return _objects(lambda objects: _dictionary(kind)(objects).__setitem__(key, value))


def _stream(objects: Body, kind: str, packing: bytes = b"/FlateDecode") -> Stream:
    for value in met(objects)[kind]:
        if isinstance(value, Stream) and value.keys.get(b"/Filter", packing) == packing:
            return value
    raise LookupError(kind)


def _content(kind: str, change: Callable[[bytes], bytes]) -> Plant:
    def plant(objects: Body) -> None:
        stream = _stream(objects, kind)
        changed = change(stream.content())
        stream.raw = zlib.compress(changed)
        stream._content = None
        stream.keys[b"/Filter"] = b"/FlateDecode"
        if b"/Length1" in stream.keys:
            stream.keys[b"/Length1"] = b"%d" % len(changed)

    return _objects(plant)


def _raw(kind: str, change: Callable[[bytes], bytes], packing: bytes) -> Plant:
    def plant(objects: Body) -> None:
        stream = _stream(objects, kind, packing)
        stream.raw = change(stream.raw)
        stream._content = None

    return _objects(plant)


def _drawn(line: bytes) -> Plant:
    """A line more in the stream of the first page."""
    return _content("content", lambda content: content + b"\n" + line)


def _new(objects: Body, value: Value) -> bytes:
    """A new object, and what refers to it."""
    number = max(objects.objects) + (1 if isinstance(value, Stream) else 2)
    objects.objects[number] = value
    return b"%d 0 R" % number


def _form(content: bytes = b"q\nQ") -> Stream:
    keys: dict[bytes, Value] = {
        b"/BBox": [b"0", b"0", b"9", b"9"],
        b"/Resources": {},
        b"/Subtype": b"/Form",
        b"/Type": b"/XObject",
    }
    return Stream(keys, content)


def _undrawn(kind: str) -> Plant:
    def plant(objects: Body) -> None:
        held = _dictionary("drawn", 0)(objects)
        if kind == "form":
            held[b"/x99"] = _new(objects, _form())
        else:
            image = _stream(objects, "image", b"/DCTDecode")
            held[b"/x99"] = _new(objects, Stream(dict(image.keys), image.raw))

    return _objects(plant)


def _page_of_structure(objects: Body) -> None:
    page = dict(_dictionary("page", 0)(objects))
    page[b"/Resources"] = {}
    page[b"/Contents"] = _new(objects, Stream({}, b"q\nQ"))
    element = _dictionary("element", -1)(objects)
    element[b"/Pg"] = _new(objects, page)


def _two_uses(objects: Body) -> None:
    content = _dictionary("page", 0)(objects)[b"/Contents"]
    _dictionary("font")(objects)[b"/ToUnicode"] = content


def _program(change: Callable[[TTFont], object]) -> Plant:
    def changed(program: bytes) -> bytes:
        font = TTFont(BytesIO(program))
        change(font)
        file = BytesIO()
        font.save(file)
        return file.getvalue()

    return _content("font program", changed)


def _tables(program: bytes) -> dict[bytes, bytes]:
    count = struct.unpack_from(">H", program, 4)[0]
    tables = [struct.unpack_from(">4sIII", program, 12 + 16 * n) for n in range(count)]
    return {name: program[at : at + length] for name, _, at, length in tables}


def _longer_glyph(program: bytes) -> bytes:
    """Words behind the outline of the last glyph, where its table says that it goes on."""
    held = _tables(program)
    held[b"glyf"] += SECRET + bytes(-len(SECRET) % 4)
    held[b"loca"] = held[b"loca"][:-2] + _offset(len(held[b"glyf"]))
    return _sfnt(held)


def _offset(place: int) -> bytes:
    """A place in a table of outlines, as small fonts write it."""
    return struct.pack(">H", place // 2)


def _more_glyphs(program: bytes) -> bytes:
    """One glyph more, with an outline of its own."""
    held = _tables(program)
    count = struct.unpack_from(">H", held[b"maxp"], 4)[0]
    held[b"glyf"] += struct.pack(">h4h", 0, 0, 0, 9, 9) + bytes(2)
    held[b"loca"] += _offset(len(held[b"glyf"]))
    held[b"maxp"] = held[b"maxp"][:4] + struct.pack(">H", count + 1) + held[b"maxp"][6:]
    held[b"hmtx"] += bytes(2)  # the last width holds for it too
    return _sfnt(held)


def _sfnt(held: Mapping[bytes, bytes], between: bytes = b"") -> bytes:
    at, head, end = 12 + 16 * len(held), b"", b""
    for name in sorted(held):
        table = held[name]
        head += struct.pack(">4sIII", name, 0, at + len(end), len(table))
        end += table + bytes(-len(table) % 4) + between
    return b"\0\1\0\0" + struct.pack(">H", len(held)) + bytes(6) + head + end


def _between_tables(program: bytes) -> bytes:
    return _sfnt(_tables(program), SECRET + bytes(3))


def _more_widths(objects: Body) -> None:
    widths = _dictionary("descendant font")(objects)[b"/W"]
    assert isinstance(widths, list)
    widths += [b"9000", [b"122", b"101", b"98"]]


def _map_more(content: bytes) -> bytes:
    said = "zebrafish".encode("utf-16-be").hex().encode()
    return content.replace(b"endcmap", b"1 beginbfchar\n<2328> <%b>\nendbfchar\nendcmap" % said)


def _turned(content: bytes) -> bytes:
    """The first two lines of a map change places."""
    head, mark, rest = content.partition(b"char\n")
    first, second, rest = rest.split(b"\n", 2)
    return head + mark + b"\n".join((second, first, rest))


def _map_of_idle(content: bytes) -> bytes:
    """A glyph for a character that no text uses, behind the first one, which has no other."""
    at = next(at for at in range(2, len(content), 2) if content[at : at + 2] == b"\0\0")
    return content[:at] + b"\0\1" + content[at + 2 :]


def _rows(count: int) -> Plant:
    return _content("image", lambda content: content + (SECRET + bytes(28))[: 28 * count])


def _labels(objects: Body) -> list[Value]:
    labels = _dictionary("page labels")(objects)[b"/Nums"]
    assert isinstance(labels, list)
    return labels


def _narrower(objects: Body) -> None:
    image = _stream(objects, "image")
    image.keys[b"/Width"] = b"8"


PLANTS: dict[str, dict[str, Plant]] = {
    "P140": {
        "a remark behind the head": lambda data: data.replace(_HEAD, _HEAD + b"%z\n", 1),
        "bytes behind the end": lambda data: data + SECRET,
        "a line end behind the end": lambda data: data + b"\n",
        "bytes between objects": lambda data: data.replace(b"endobj\n", b"endobj\n%x\n", 1),
        "a space more": lambda data: data.replace(b" /Filter", b"  /Filter", 1),
        "another head": lambda data: b"%PDF-1.6" + data[8:],
        "an object that is not in the table": lambda data: data.replace(
            b"startxref", b"999 0 obj\n" + TEXT + b"\nendobj\nstartxref"
        ),
        "keys in another order": lambda data: data.replace(
            b"/Subtype /XML /Type /Metadata", b"/Type /Metadata /Subtype /XML"
        ),
        "a key twice": lambda data: data.replace(b"/N 3 /Length", b"/N 3 /N 3 /Length"),
        "a remark in a dictionary": lambda data: data.replace(b"/N 3 ", b"/N 3%z\n "),
        "a name spelled otherwise": lambda data: data.replace(b"/XML", b"/X#4dL"),
    },
    "P141": {
        "an object nothing leads to": _objects(lambda objects: _new(objects, TEXT)),
        "a stream nothing leads to": _objects(lambda objects: _new(objects, Stream({}, SECRET))),
    },
    "P142": {
        "a key of the trailer": _objects(lambda o: o.trailer.__setitem__(b"/Zebrafish", TEXT)),
        "private data": _set("catalog", b"/PieceInfo", {b"/Own": TEXT}),
        "a thread": _set("catalog", b"/Threads", []),
        "layers": _set("catalog", b"/OCProperties", {b"/OCGs": [{b"/Name": TEXT}]}),
        "own information": _set("document information", b"/Customer", TEXT),
        "a title in the structure": _set("element", b"/T", TEXT),
        "a class": _set("element", b"/C", b"/Zebrafish"),
        "a map of roles": _set("structure", b"/RoleMap", {b"/Zebrafish": b"/P"}),
        "the name of a link": _set("link", b"/NM", TEXT),
        "the look of a link": _set("link", b"/AP", {}),
        "a page's private data": _set("page", b"/PieceInfo", {}),
        "a transition": _set("page", b"/Trans", {}),
        "the family of a font": _set("font description", b"/FontFamily", TEXT),
        "its characters": _set("font description", b"/CharSet", TEXT),
        "the prefix of a page's label": _set("page label", b"/P", TEXT),
        "a picture's metadata": _set("image", b"/OPI", {b"/F": TEXT}),
        "the name of a form": _set("form", b"/Name", b"/Zebrafish"),
        "properties": _set("resources", b"/Properties", {b"/MC0": {b"/Zebrafish": TEXT}}),
    },
    "P143": {
        "a number for a page": _set("page label", b"/St", b"4711"),
        "a label beyond the pages": _objects(
            lambda o: _labels(o).extend([b"4711", {b"/S": b"/D"}])
        ),
        "a role": _set("element", b"/S", b"/Zebrafish"),
        "a viewer's preference": _set("preferences", b"/DisplayDocTitle", b"(x)"),
        "a profile's name": _set("output intent", b"/Info", TEXT),
        "a date": _set("document information", b"/CreationDate", TEXT),
        "a collection of characters": _set("characters", b"/Ordering", TEXT),
        "an id": _set("element", b"/ID", TEXT),
        "a language": _set("catalog", b"/Lang", TEXT),
        "an action": _set("link", b"/A", {b"/S": b"/Named", b"/N": TEXT}),
        "a page mode": _set("catalog", b"/PageMode", b"/Zebrafish"),
        "the name of a font": _set("descendant font", b"/BaseFont", b"/Zebrafish"),
    },
    "P144": {
        "a page that only the structure has": _objects(_page_of_structure),
        "an object used as two": _objects(_two_uses),
        "an object that is not there": _set("page", b"/Contents", b"99999 0 R"),
    },
    "P145": {
        "a form nobody draws": _undrawn("form"),
        "a picture nobody draws": _undrawn("image"),
    },
    "P146": {
        "names in a program": _program(lambda font: font.__setitem__("name", _names())),
        "words behind a glyph": _content("font program", _longer_glyph),
        "words between tables": _content("font program", _between_tables),
        "words behind a program": _content("font program", lambda data: data + SECRET),
        "a glyph nobody uses": _content("font program", _more_glyphs),
        "words behind a compact program": _content(
            "compact font program", lambda data: data + SECRET
        ),
        "the name of a compact program": _content(
            "compact font program", lambda data: data.replace(b"Subset", b"Zebra.")
        ),
        "an outline nobody uses": _content(
            "compact font program", lambda _: subset(CUBIC, range(60)).content
        ),
        "widths nobody uses": _objects(_more_widths),
        "a remark in a map": _content("character map", lambda data: b"%" + SECRET + b"\n" + data),
        "a glyph that is not there": _content("character map", _map_more),
        "another order of a map": _content("character map", _turned),
        "another order of an encoding": _content("encoding", _turned),
        "a number in a map": _content(
            "character map", lambda data: re.sub(rb"\d+ beginbf", b"47 beginbf", data)
        ),
        "a glyph for what nobody uses": _content("glyph map", _map_of_idle),
        "another order of further texts": _content(
            "glyph map", lambda data: data[:-4] + data[-2:] + data[-4:-2]
        ),
        "words behind a map of glyphs": _content("glyph map", lambda data: data + SECRET + b"!"),
        "half a number in a map of glyphs": _content("glyph map", lambda data: data + b"!"),
    },
    "P147": {
        "a remark": _drawn(b"% " + SECRET),
        "a string": _drawn(b"BT\n" + TEXT + b" Tj\nET"),
        "an image inside": _drawn(b"BI /W 1 /H 1 ID " + SECRET + b" EI"),
        "a property": _drawn(b"/Span\n<</ActualText " + TEXT + b">>\nBDC\nEMC"),
        "a point": _drawn(b"/Zebrafish MP"),
        "text without ink": _drawn(b"3 Tr"),
        "an unknown operator": _drawn(b"/Zebrafish ri"),
        "a resource that is not there": _drawn(b"/x99 Do"),
        "text of no size": _drawn(b"BT\n/ABCDEF 0 Tf\nET"),
        "two spaces": _drawn(b"0  0 m"),
    },
    "P148": {
        "a remark in a photograph": _raw(
            "image", lambda d: d[:2] + b"\xff\xfe\0\x0b" + SECRET + d[2:], b"/DCTDecode"
        ),
        "where it was taken": _raw(
            "image", lambda d: d[:2] + b"\xff\xe1\0\x0b" + SECRET + d[2:], b"/DCTDecode"
        ),
        "a colour profile": _raw(
            "image",
            lambda d: d[:2] + b"\xff\xe2\0\x17ICC_PROFILE\0" + SECRET + d[2:],
            b"/DCTDecode",
        ),
        "a thumbnail": _raw("image", lambda d: d[:18] + b"\1\1" + d[20:], b"/DCTDecode"),
        "bytes behind it": _raw("image", lambda d: d + SECRET, b"/DCTDecode"),
        "bytes between segments": _raw(
            "image", lambda d: d.replace(b"\xff\xdb", SECRET + b"\xff\xdb", 1), b"/DCTDecode"
        ),
        "rows below the picture": _rows(1),
        "part of a row": _content("image", lambda content: content + SECRET),
        "columns beside it": _objects(_narrower),
        "bytes behind its packing": _raw("image", lambda d: d + SECRET, b"/FlateDecode"),
    },
    "P149": {
        "another picture": _content("image", lambda content: content[:-1] + b"\x55"),
        "another photograph": _raw(
            "image", lambda d: d[:-3] + bytes([d[-3] ^ 1]) + d[-2:], b"/DCTDecode"
        ),
    },
    "P150": {
        "a property more": _content(
            "metadata",
            lambda data: data.replace(
                b"<pdf:Producer>", b"<pdf:Keywords>z</pdf:Keywords><pdf:Producer>"
            ),
        ),
        "a remark": _content("metadata", lambda data: data + b"<!-- " + SECRET + b" -->"),
        "another title": _set("document information", b"/Title", TEXT),
        "a later date": _set("document information", b"/ModDate", b"(D:20260101000000Z)"),
    },
    "P151": {
        "words in the profile": _content("colour profile", lambda data: data[:-9] + SECRET),
    },
}


def _names() -> object:
    from fontTools.ttLib import newTable

    table = newTable("name")
    table.setName(SECRET.decode(), 1, 3, 1, 0x409)
    return table


def plants_for(standard: Standard, code: str) -> dict[str, Plant]:
    """Return the plants that a file made to ``standard`` has room for."""
    held = PLANTS[code].items()
    return {name: p for name, p in held if standard.has_information or name not in _OLDER}
