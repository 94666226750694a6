"""Plants in fonts: their dictionaries, their files, and what says which letter a glyph is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from fontTools.ttLib import TTFont, newTable  # type: ignore[import-untyped]
from fontTools.ttLib.tables.DefaultTable import DefaultTable  # type: ignore[import-untyped]
from fontTools.ttLib.tables.ttProgram import Program  # type: ignore[import-untyped]
from pikepdf import Dictionary, Name, String

from support.planting.base import KEY, NAMED, SECRET, WORD
from support.planting.making import (
    Make,
    Plants,
    add_drawn,
    beside,
    font,
    glyphs,
    objects,
    page,
    sets,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pikepdf import Pdf


def descendant(pdf: Pdf) -> Any:
    """The glyphs and widths of a font."""
    return font(pdf).DescendantFonts[0]


def descriptor(pdf: Pdf) -> Any:
    """What describes a font."""
    return descendant(pdf).FontDescriptor


def type_three(pdf: Pdf) -> None:
    """Letters that are small drawings, with a name for each."""
    glyph = pdf.make_stream(f"9 0 0 0 9 9 d1 ({SECRET}) pop 0 0 9 9 re f".encode())
    face = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, 0, 9, 9],
        FontMatrix=[0.1, 0, 0, 0.1, 0, 0],
        CharProcs=Dictionary({KEY: glyph}),
        Encoding=Dictionary(Type=Name.Encoding, Differences=[97, NAMED]),
        FirstChar=97,
        LastChar=97,
        Widths=[9],
    )
    add_drawn(pdf, "/T3", face, "/Font")
    beside(pdf, b"BT /T3 9 Tf 60 60 Td (a) Tj\nET\n")


def reader_font(pdf: Pdf) -> None:
    """A word in a font that every reader has: none of ours."""
    face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    add_drawn(pdf, "/F1", face, "/Font")
    beside(pdf, b"BT /F1 9 Tf 60 60 Td (%b) Tj\nET\n" % SECRET.encode())


FONTS: Plants = {
    "fonts": {
        "name": sets(font, "/BaseFont", Name(f"/ABCDEF+{SECRET}")),
        "a key of its own": sets(font, "/Draft", WORD),
        "a key's name": sets(font, KEY, 1),
        "name of the glyphs": sets(descendant, "/BaseFont", NAMED),
        "a collection's ordering": sets(
            lambda pdf: descendant(pdf).CIDSystemInfo, "/Ordering", WORD
        ),
        "a collection's registry": sets(
            lambda pdf: descendant(pdf).CIDSystemInfo, "/Registry", WORD
        ),
        "an encoding of its own": sets(
            font,
            "/Encoding",
            lambda pdf: pdf.make_stream(
                b"%% %b\n" % SECRET.encode(), Type=Name.CMap, CMapName=NAMED
            ),
        ),
        "glyphs of its own": objects(type_three),
        "one that every reader has": objects(reader_font),
        "one nobody uses": objects(
            lambda pdf: add_drawn(
                pdf, "/F1", Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=NAMED), "/Font"
            )
        ),
    },
    "descriptions of fonts": {
        "name": sets(descriptor, "/FontName", NAMED),
        "family": sets(descriptor, "/FontFamily", WORD),
        "letters it has": sets(descriptor, "/CharSet", String(KEY)),
        "stretch": sets(descriptor, "/FontStretch", NAMED),
        "a key of its own": sets(descriptor, "/Draft", WORD),
        "style": sets(descriptor, "/Style", Dictionary(Panose=WORD)),
        "language": sets(descriptor, "/Lang", NAMED),
        "a second file": sets(
            descriptor, "/FontFile3", lambda pdf: pdf.make_stream(SECRET.encode())
        ),
        "a set of glyphs": sets(
            descriptor, "/CIDSet", lambda pdf: pdf.make_stream(SECRET.encode())
        ),
        "metadata of the file": sets(
            lambda pdf: descriptor(pdf).FontFile2,
            "/Metadata",
            lambda pdf: pdf.make_stream(SECRET.encode("utf-32")),
        ),
        "a key of the file's stream": sets(lambda pdf: descriptor(pdf).FontFile2, "/Draft", NAMED),
    },
}


def file_bytes(change: Callable[[bytes], bytes]) -> Make:
    """A plant in the bytes of a font's file."""

    def write(pdf: Pdf) -> None:
        stream = descriptor(pdf).FontFile2
        data = change(stream.read_bytes())
        stream.write(data)
        stream.Length1 = len(data)

    return objects(write)


def file_tables(change: Callable[[TTFont], object]) -> Make:
    """A plant in the tables of a font's file."""

    def write(data: bytes) -> bytes:
        face, file = TTFont(io.BytesIO(data)), io.BytesIO()
        change(face)
        face.save(file, reorderTables=None)
        return file.getvalue()

    return file_bytes(write)


def name_table(face: TTFont) -> None:
    """The name of the family."""
    table = newTable("name")
    table.names = []
    table.setName(SECRET, 1, 3, 1, 0x409)
    face["name"] = table


def own_table(face: TTFont) -> None:
    """A table no reader knows."""
    table = DefaultTable("zZZz")
    table.data = SECRET.encode()
    face["zZZz"] = table


def glyph_names(face: TTFont) -> None:
    """The names of glyphs."""
    order = list(face.getGlyphOrder())
    order[-1] = SECRET
    face.setGlyphOrder(order)
    table = newTable("post")
    table.formatType = 2.0
    table.italicAngle, table.underlinePosition, table.underlineThickness = 0.0, 0, 0
    table.isFixedPitch = table.minMemType42 = table.maxMemType42 = 0
    table.minMemType1 = table.maxMemType1 = 0
    table.extraNames, table.mapping = [], {}
    face["post"] = table


def instructions(face: TTFont) -> None:
    """Instructions of the rasteriser that are never run."""
    table = newTable("fpgm")
    table.program = Program()
    table.program.fromBytecode(b"\x40" + bytes([len(SECRET)]) + SECRET.encode())
    face["fpgm"] = table


def revision(face: TTFont) -> None:
    """A number in its head."""
    face["head"].fontRevision = 4711.0


def between_tables(data: bytes) -> bytes:
    """Behind the last table that the directory names, where lengths are rounded up."""
    return data + b"\0" * (-len(data) % 4) + SECRET.encode() + b"\0" * 3


CODES = "".join(f"{ord(letter):04x}" for letter in SECRET)


def mapping(old: bytes, new: bytes) -> Make:
    """A plant in what says which letters glyphs are."""

    def write(pdf: Pdf) -> None:
        stream = font(pdf).ToUnicode
        data = stream.read_bytes()
        assert old in data
        stream.write(data.replace(old, new, 1))

    return objects(write)


def first_letter(pdf: Pdf) -> None:
    """A glyph that is drawn is read as the whole word."""
    stream = font(pdf).ToUnicode
    head, mark, rest = stream.read_bytes().partition(b"beginbfchar\n")
    glyph = rest[:6]
    _, end, tail = rest.partition(b"\n")
    stream.write(head + mark + b"%b <%b>" % (glyph, CODES.encode()) + end + tail)


def lying(pdf: Pdf) -> None:
    """The word in a font of its own, whose map gives a shown word."""
    name, codes = glyphs(pdf, SECRET)
    face = pdf.make_indirect(Dictionary(page(pdf).Resources.Font[name]))
    rows = b"".join(
        b"<%b> <%04x>\n" % (code, ord(letter))
        for code, letter in zip(codes, "jumpsover", strict=True)
    )
    head, _, rest = font(pdf).ToUnicode.read_bytes().partition(b"beginbfchar\n")
    face.ToUnicode = pdf.make_stream(
        head.rpartition(b"\n")[0]
        + b"\n%d beginbfchar\n" % len(codes)
        + rows
        + rest[rest.index(b"endbfchar") :]
    )
    add_drawn(pdf, "/F1", face, "/Font")
    shown = b"".join(b"<%b>0" % code for code in codes)
    beside(pdf, b"BT\n1 0 0 1 60 60 Tm\n/F1 9 Tf\n[%b] TJ\nET\n" % shown)


def swapped(pdf: Pdf) -> None:
    """Two letters change places in a map."""
    stream = font(pdf).ToUnicode
    data = stream.read_bytes()
    mixed = data.replace(b"<0061>", b"<xxxx>").replace(b"<0065>", b"<0061>")
    stream.write(mixed.replace(b"<xxxx>", b"<0065>"))


_W = SECRET.encode()
FILES: Plants = {
    "font files": {
        "table of names": file_tables(name_table),
        "names of glyphs": file_tables(glyph_names),
        "a table of its own": file_tables(own_table),
        "instructions": file_tables(instructions),
        "behind the tables": file_bytes(between_tables),
        "before the tables": file_bytes(lambda data: data[:12] + _W + data[12 + len(_W) :]),
        "the head's revision": file_tables(revision),
        "instead of the file": file_bytes(lambda _: _W),
    },
    "letters of glyphs": {
        "a remark": mapping(b"begincmap\n", b"begincmap\n%% %b\n" % _W),
        "a glyph that is the word": mapping(
            b"endbfchar", b"<fffe> <%b>\nendbfchar" % CODES.encode()
        ),
        "a range of glyphs": mapping(
            b"endcmap",
            b"1 beginbfrange\n<fff0> <fff0> [<%b>]\nendbfrange\nendcmap" % CODES.encode(),
        ),
        "name of the map": mapping(b"Adobe-Identity-UCS", _W),
        "a string": mapping(b"(Adobe)", b"(%b)" % _W),
        "behind its end": mapping(b"\nend\nend", b"\nend\nend\n(%b) pop\n" % _W),
        "a definition": mapping(b"/CMapType 2 def", b"/CMapType 2 def\n/%b 1 def" % _W),
        "a key of its stream": sets(lambda pdf: font(pdf).ToUnicode, "/Draft", NAMED),
        "a letter that is the word": objects(first_letter),
        "two letters change places": objects(swapped),
        "letters that lie": objects(lying),
    },
}
