"""Plants in the bytes of the file: what no object and no reader knows of, and earlier states."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from support.planting.base import KEY, SECRET, WORD
from support.planting.making import Make, Plants, objects, page, saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from pikepdf import Pdf

_W = SECRET.encode()


def last(data: bytes, mark: bytes) -> tuple[bytes, bytes]:
    """What stands before the last of these marks, and from it on."""
    at = data.rindex(mark)
    return data[:at], data[at:]


def table_at(data: bytes) -> int:
    """Where the table of objects begins."""
    return int(re.findall(rb"startxref\s+(\d+)", data)[-1])


def before_table(more: bytes) -> Make:
    """A plant between the last object and the table of objects, which is told to be further on."""

    def make(data: bytes) -> bytes:
        at = table_at(data)
        head, tail = data[:at], data[at:]
        moved = b"startxref\n%d\n" % (at + len(more))
        return head + more + re.sub(rb"startxref\s+\d+\n", moved, tail)

    return make


def before_end(more: bytes) -> Make:
    """A plant behind all objects."""

    def make(data: bytes) -> bytes:
        head, tail = last(data, b"startxref")
        return head + more + tail

    return make


def in_header(data: bytes) -> bytes:
    """In the bytes of the second line, which say that the file is not text."""
    second = data.index(b"\n") + 1
    end = data.index(b"\n", second)
    word = _W[: end - second - 1]
    return data[: second + 1] + word + data[second + 1 + len(word) :]


def plain(pdf: Pdf) -> bytes:
    """The file with all objects apart and a table in plain text."""
    file = io.BytesIO()
    pdf.save(
        file,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        fix_metadata_version=False,
        deterministic_id=True,
    )
    return file.getvalue()


def rewritten(change: Callable[[bytes], bytes] = bytes) -> Make:
    """A plant: the file written in another way than ours."""

    def make(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return change(plain(pdf))

    return make


def in_free_entry(data: bytes) -> bytes:
    """The first line of a plain table is that of no object: its numbers mean nothing."""
    assert b"0000000000 65535 f" in data
    return data.replace(b"0000000000 65535 f", b"0026050218 01060 f", 1)


def update(*written: bytes, root: bytes = b"") -> Make:
    """A plant in a second section of the file, as editors append one."""

    def make(data: bytes) -> bytes:
        start = table_at(data)
        [size] = re.findall(rb"/Size (\d+)", data)[-1:]
        [catalog] = re.findall(rb"/Root (\d+ \d+ R)", data)[-1:]
        out, rows = bytearray(data), []
        for number, body in enumerate(written, start=int(size)):
            rows.append(b"%d 1\n%010d 00000 n \n" % (number, len(out)))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        at = len(out)
        keys = b"/Size %d /Root %b /Prev %d" % (int(size) + len(written), catalog, start)
        out += b"xref\n" + b"".join(rows) + b"trailer\n<< %b %b >>\n" % (keys, root)
        return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % at

    return make


def earlier_page(data: bytes) -> bytes:
    """What was there before it was taken out: readers see the last state only."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.Root.Outlines.First.Title = WORD
        before = saved(pdf)
    return update(b"<< /Nothing true >>")(before)


def leftover(data: bytes) -> bytes:
    """An object nothing refers to, among the others."""
    return before_table(b"9999 0 obj\n<< /Draft /%b >>\nendobj\n" % _W)(data)


def packed_objects(change: Callable[[bytes, bytes], tuple[bytes, bytes]]) -> Make:
    """A plant in the stream that objects are packed in: in its table, or in what is packed."""

    def make(data: bytes) -> bytes:
        found = re.search(rb"/Type /ObjStm /Length (\d+) [^>]*?/First (\d+)[^>]*>>\nstream\n", data)
        assert found
        end, first = found.end() + int(found[1]), int(found[2])
        content = zlib.decompress(data[found.end() : end])
        table, packed = change(content[:first], content[first:])
        body = zlib.compress(table + packed)
        head = found[0].replace(b"/Length " + found[1], b"/Length %d" % len(body))
        head = head.replace(b"/First %d" % first, b"/First %d" % len(table))
        return _with_table(data[: found.start()] + head + body + data[end:])

    return make


def _with_table(data: bytes) -> bytes:
    """The file with its table of objects right again, after bytes were put in."""
    found = re.search(rb"\n(\d+) 0 obj\n<< (/Type /XRef .*?stream\n)", data, re.DOTALL)
    assert found
    begin, keys = found.start() + 1, found[2]
    [length] = re.findall(rb"/Length (\d+)", keys)
    [columns] = re.findall(rb"/Columns (\d+)", keys)
    [(kind, place, index)] = re.findall(rb"/W \[ (\d+) (\d+) (\d+) \]", keys)
    packed = data[found.end() : found.end() + int(length)]
    places = {int(m[1]): m.start() + 1 for m in re.finditer(rb"\n(\d+) 0 obj\n", data)}
    table = bytearray()
    for number, row in enumerate(_unpredicted(zlib.decompress(packed), int(columns))):
        middle = int.from_bytes(row[int(kind) : int(kind) + int(place)], "big")
        if row[0] == 1:  # it stands by itself, and has moved
            middle = places[number]
        table += row[:1] + middle.to_bytes(4, "big") + row[-int(index) :]
    body = zlib.compress(bytes(table))
    keys = re.sub(rb"/DecodeParms << [^>]*>> ", b"", keys)
    keys = keys.replace(b"/Length " + length, b"/Length %d" % len(body))
    keys = re.sub(rb"/W \[[^\]]*\]", b"/W [ 1 4 %b ]" % index, keys)
    head = data[:begin] + b"%b 0 obj\n<< " % found[1] + keys + body + b"\nendstream\nendobj\n"
    return head + b"startxref\n%d\n%%%%EOF\n" % begin


def _unpredicted(data: bytes, columns: int) -> list[bytes]:
    """Rows that are written as the difference to the row above (PNG's filter 2)."""
    rows, above = [], bytes(columns)
    for at in range(0, len(data), columns + 1):
        row = data[at + 1 : at + 1 + columns]
        above = bytes((a + b) & 255 for a, b in zip(row, above, strict=True))
        rows.append(above)
    return rows


def one_more_object(table: bytes, packed: bytes) -> tuple[bytes, bytes]:
    """An object in the packed stream that its table does not name."""
    return table, packed + b" << /Draft (%b) >>" % _W


def in_the_gap(table: bytes, packed: bytes) -> tuple[bytes, bytes]:
    """A remark before the first packed object."""
    return table + b"%% %b\n" % _W, packed


def remark_between(table: bytes, packed: bytes) -> tuple[bytes, bytes]:
    """A remark behind the last packed object."""
    return table, packed + b"\n% " + _W + b"\n"


def names_escaped(data: bytes) -> bytes:
    """A name of ours spelled in another way: which letters are escaped can say something."""
    assert b"/Subtype /Image" in data
    return data.replace(b"/Subtype /Image", b"/Subtype /#49mage", 1)


BYTES: Plants = {
    "bytes around objects": {
        "behind the end": lambda data: data + _W,
        "behind the end, as a remark": lambda data: data + b"%" + _W + b"\n",
        "before the start": lambda data: _W + b"\n" + data,
        "in the first line": lambda data: data.replace(b"%PDF-1.7\n", b"%PDF-1.7 " + _W + b"\n", 1),
        "in the second line": in_header,
        "a third line": lambda data: data.replace(b"\n", b"\n%" + _W + b"\n", 1),
        "between objects": before_table(b"% " + _W + b"\n"),
        "between objects, bare": before_table(_W + b"\n"),
        "behind the objects": before_end(b"% " + _W + b"\n"),
        "behind a stream's end": lambda data: data.replace(
            b"\nendstream", b"\n%" + _W + b"\nendstream", 1
        ),
        "behind the first object": lambda data: data.replace(
            b"endobj\n", b"endobj\n% " + _W + b"\n", 1
        ),
        "behind the place of the table": lambda data: data.replace(
            b"%%EOF", b"%" + _W + b"\n%%EOF", 1
        ),
        "spaces and line ends": lambda data: data + b" \n\n  \n",
        "in a plain table": rewritten(in_free_entry),
    },
    "objects nobody needs": {
        "nothing refers to it": before_table(b"9999 0 obj\n(%b)\nendobj\n" % _W),
        "nothing refers to it, a name": leftover,
        "an update": update(b"(%b)" % _W),
        "an update's trailer": update(root=b"/Draft /%b" % _W),
        "an earlier state": earlier_page,
        "a stream nothing refers to": before_table(
            b"9999 0 obj\n<< /Type /XObject /Subtype /Image /Length %d >>\nstream\n%b\n"
            b"endstream\nendobj\n" % (len(_W), _W)
        ),
        "the same number twice": before_table(b"3 0 obj\n<< /Draft /%b >>\nendobj\n" % _W),
        "more than the table of packed objects": packed_objects(one_more_object),
        "before the packed objects": packed_objects(in_the_gap),
        "behind the packed objects": packed_objects(remark_between),
        "a second table": before_end(
            b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /%b 1 >>\n" % _W
        ),
    },
    "another way of writing": {
        "all objects apart": rewritten(),
        "a name's letters escaped": names_escaped,
        "one space more": rewritten(
            lambda data: data.replace(b"/Interpolate false", b"/Interpolate false ", 1)
        ),
        "line ends": rewritten(lambda data: data.replace(b"endobj\n", b"endobj\r\n", 3)),
        "a table for older readers": rewritten(
            lambda data: data.replace(b"trailer << ", b"trailer << /XRefStm 4711 ", 1)
        ),
        "an empty object": objects(
            lambda pdf: page(pdf).__setitem__("/Draft", Array([Dictionary()]))
        ),
        "a key with nothing": rewritten(
            lambda data: data.replace(b"/Type /Catalog", b"/Type /Catalog /%b null" % _W, 1)
        ),
    },
}


def attachment(**keys: Any) -> Make:
    """A plant: a file inside the file."""

    def change(pdf: Pdf) -> None:
        held = pdf.make_stream(_W, Type=Name.EmbeddedFile)
        spec = Dictionary(
            Type=Name.Filespec, F=String("a.txt"), UF=String("a.txt"), EF=Dictionary(F=held)
        )
        for key, value in keys.items():
            spec["/" + key] = value
        pdf.Root.Names.EmbeddedFiles = Dictionary(Names=[String("a.txt"), pdf.make_indirect(spec)])

    return objects(change)


def fields(*made: Dictionary, **keys: Any) -> Make:
    """A plant in a form that is to be filled in."""
    return objects(
        lambda pdf: pdf.Root.__setitem__("/AcroForm", Dictionary(Fields=Array(made), **keys))
    )


def signed(pdf: Pdf) -> None:
    """A signature, with who signed and why."""
    signature = Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        Contents=String(SECRET),
        ByteRange=[0, 0, 0, 0],
        Reason=WORD,
    )
    pdf.Root.Perms = Dictionary(DocMDP=pdf.make_indirect(signature))


FILES: Plants = {
    "files and forms": {
        "a file": attachment(),
        "a file's description": attachment(Desc=WORD),
        "a file's name": attachment(UF=String(f"{SECRET}.txt")),
        "a file of the document": objects(
            lambda pdf: pdf.Root.__setitem__("/AF", Array([Dictionary(Type=Name.Filespec, F=WORD)]))
        ),
        "a collection": objects(
            lambda pdf: pdf.Root.__setitem__(
                "/Collection", Dictionary(Schema=Dictionary({KEY: Dictionary(Subtype=Name.S)}))
            )
        ),
        "a field": fields(Dictionary(FT=Name.Tx, T=String("a"), V=WORD)),
        "a field's name": fields(Dictionary(FT=Name.Tx, T=WORD)),
        "a choice": fields(Dictionary(FT=Name.Ch, T=String("a"), Opt=[WORD])),
        "a button's state": fields(Dictionary(FT=Name.Btn, T=String("a"), V=Name(KEY))),
        "an XML form": objects(
            lambda pdf: pdf.Root.__setitem__(
                "/AcroForm",
                Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp>%b</xdp>" % _W)),
            )
        ),
        "how fields look": fields(DA=String(f"/{SECRET} 9 Tf")),
        "a signature": objects(signed),
    },
}
