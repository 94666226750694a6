"""One character code for each glyph *and the text it stands for*, so that text is read as written.

The engine writes a glyph's number as its code, and lets it stand for the characters of its first
use: one code cannot stand for a hyphen typed in a date and for one set where a word is broken, for
no-break and other spaces, for the sum sign and the Greek letter. Here each further text of a glyph
gets a code of its own, which an embedded CMap leads to the same glyph (ISO 32000-1, 9.7.5). A
hyphen that the engine adds at the end of a line stands for U+00AD (14.8.2.2.3), so that the word is
found whole. Of several glyphs that draw a letter with its marks, each stands for one of the
characters.

The engine has no door for this. Its two functions that end a line and that draw one are replaced by
others around them, once, when `install` is called.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

import uharfbuzz as hb  # type: ignore[import-untyped]

from briefing.pdf.character_codes import ENCODING_NAME, encoding_map, unicode_map
from briefing.typeset.weasyprint_library import (
    draw_text,
    ffi,
    font_content,
    line_break,
    pydyf,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weasyprint.document import Document

_SOFT_HYPHEN = "\u00ad"
_CODES = 0x10000
"""Numbers of codes of two bytes."""
_WORDS = 5  # 32-bit words of a PangoGlyphInfo; the first is the number of the glyph
_HEX = re.compile(rb"<([0-9a-f]+)>")
_IGNORED = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
"""Characters that draw nothing and only change what stands beside them."""
_Pair = tuple[int, str]


def install() -> None:
    """Have the engine note where it hyphenates, and write the codes of this module.

    To call it again changes nothing.
    """
    if not hasattr(draw_text.draw_first_line, "around"):
        line_break.first_line_metrics = _noting(line_break.first_line_metrics)
        draw_text.draw_first_line = _coding(draw_text.draw_first_line)


def finish(document: Document, pdf: Any) -> None:
    """Write the maps of all fonts of a document into its PDF, which is about to be written.

    It is a finisher of WeasyPrint's ``write_pdf``.
    """
    codes: dict[bytes, dict[int, _Pair]] = {}
    for font in document.fonts.values():
        if held := getattr(font, "codes", None):
            codes.setdefault(font.name, {}).update(held.pairs)
    for item in tuple(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/Font" and "ToUnicode" in item:
            pairs = codes.get(item["BaseFont"])
            if pairs is not None:
                _write(pdf, item, pairs)


def _write(pdf: Any, font: dict[str, Any], pairs: dict[int, _Pair]) -> None:
    """Write ToUnicode and encoding of a font."""
    stream = pdf.objects[int(font["ToUnicode"].split()[0])]
    stream.stream = [unicode_map({code: text for code, (_, text) in pairs.items()})]
    if all(code == glyph for code, (glyph, _) in pairs.items()):
        font["Encoding"] = "/Identity-H"
        return
    system = {"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}
    keys = {
        "Type": "/CMap",
        "CMapName": ENCODING_NAME,
        "CIDSystemInfo": pydyf.Dictionary(system),
    }
    content = encoding_map({code: glyph for code, (glyph, _) in pairs.items()})
    encoding = pydyf.Stream([content], keys, compress=stream.compress)
    pdf.add_object(encoding)
    font["Encoding"] = encoding.reference


# ── lines ─────────────────────────────────────────────────────────────────────────────────


def _noting(around: Any) -> Any:
    """Return a ``first_line_metrics`` that notes on a layout which hyphen the engine added."""

    def first_line_metrics(  # noqa: PLR0913, PLR0917  # the engine's own
        first_line: Any,
        text: str,
        layout: Any,
        resume_at: Any,
        space_collapse: Any,
        style: Any,
        hyphenated: bool = False,  # noqa: FBT001, FBT002
        hyphenation_character: str | None = None,
    ) -> Any:
        layout.added = hyphenation_character if hyphenated else ""
        return around(
            *(first_line, text, layout, resume_at, space_collapse, style),
            *(hyphenated, hyphenation_character),
        )

    return first_line_metrics


def _coding(around: Any) -> Any:
    """Return a ``draw_first_line`` that writes codes of ours where they differ."""

    def draw_first_line(stream: Any, textbox: Any, *rest: Any) -> Any:
        first = len(stream.stream)
        emojis = around(stream, textbox, *rest)
        shows = [
            n
            for n in range(first, len(stream.stream))
            if isinstance(stream.stream[n], bytes) and stream.stream[n].endswith(b" TJ")
        ]
        if shows:
            glyphs, codes = _line_codes(stream, textbox.pango_layout)
            if glyphs != codes:
                _rewrite(stream.stream, shows, codes)
        return emojis

    draw_first_line.around = around  # type: ignore[attr-defined]
    return draw_first_line


def _rewrite(operators: list[Any], shows: Sequence[int], codes: Sequence[int]) -> None:
    """Replace the glyph numbers in text operators by ``codes``, in order."""
    waiting = iter(codes)

    def coded(match: re.Match[bytes]) -> bytes:
        return b"<%b>" % b"".join(b"%04x" % next(waiting) for _ in range(len(match[1]) // 4))

    for n in shows:
        operators[n] = _HEX.sub(coded, operators[n])


def _line_codes(stream: Any, layout: Any) -> tuple[list[int], list[int]]:
    """Return the codes that the engine has written for a line, and those that ours are."""
    written: list[int] = []
    ours: list[int] = []
    line, _ = layout.get_first_line()
    content = layout.text.encode()
    added = getattr(layout, "added", "")
    hyphen = len(content) - len(added.encode()) if added and layout.text.endswith(added) else -1
    run = line.runs[0]
    while run != ffi.ffi.NULL:
        item, run = run.data, run.next
        font, _ = stream.add_font(item.item.analysis.font)
        if font.bitmap:
            return [], []
        codes = font.__dict__.get("codes")
        if codes is None:
            codes = font.codes = _Codes(font)
        for glyphs, start, end in _clusters(item):
            text = content[start:end].decode()
            if 0 <= hyphen <= start:
                text = _SOFT_HYPHEN if start == hyphen else ""
            for glyph, words in zip(glyphs, _shares(text, len(glyphs)), strict=True):
                unknown = glyph & ffi.pango.PANGO_GLYPH_UNKNOWN_FLAG
                point = glyph - ffi.pango.PANGO_GLYPH_UNKNOWN_FLAG
                written.append(font.missing[point] if unknown else glyph)
                ours.append(codes.code(0 if unknown else glyph, words))
    return written, ours


def _clusters(item: Any) -> Iterator[tuple[list[int], int, int]]:
    """Yield the drawn glyphs of each cluster of a run, and where its text begins and ends.

    The places are in bytes of the layout's text.
    """
    string = item.glyphs
    count = string.num_glyphs
    numbers = memoryview(ffi.ffi.buffer(string.glyphs, count * _WORDS * 4)).cast("I")[::_WORDS]
    begins = ffi.ffi.unpack(string.log_clusters, count)
    offset = item.item.offset
    ends = dict(zip(sorted({*begins}), [*sorted({*begins})[1:], item.item.length], strict=True))
    at = 0
    while at < count:
        begin, held = begins[at], []
        while at < count and begins[at] == begin:
            if numbers[at] != ffi.pango.PANGO_GLYPH_EMPTY:
                held.append(numbers[at])
            at += 1
        if held:
            yield held, offset + begin, offset + ends[begin]


def _shares(text: str, count: int) -> Sequence[str]:
    """Return the text of a cluster, shared out among its glyphs."""
    if len(text) > 1:
        text = _IGNORED.sub("", text) or text
    if count == 1:
        return (text,)
    if len(text) < count:
        text = unicodedata.normalize("NFD", text)
    shares = [*text[: count - 1], text[count - 1 :]]
    return shares + [""] * (count - len(shares))


class _Codes:
    """The codes of a font in one document."""

    def __init__(self, font: Any) -> None:
        self.pairs: dict[int, _Pair] = {}
        """Glyph and text by code."""
        self._known: dict[_Pair, int] = {}
        self._first = font.glyph_count
        self._letters = _letters(font_content(font.hb_face), font.index)

    def code(self, glyph: int, text: str) -> int:
        """Return the code of a glyph where it stands for ``text``.

        It is the glyph's number for the character that the font itself gives the glyph. For
        another it is a number that no glyph has, made from both, so that it is nearly always the
        same in all fragments of a briefing.
        """
        pair = (glyph, text)
        found = self._known.get(pair)
        if found is None:
            found = self._known[pair] = self._new(glyph, text)
            self.pairs[found] = pair
        return found

    def _new(self, glyph: int, text: str) -> int:
        if glyph and glyph not in self.pairs and self._letters.get(glyph, text) == text:
            return glyph
        room = _CODES - self._first
        start = crc32(f"{glyph}:{text}".encode())
        for step in range(room):
            code = self._first + (start + step) % room
            if code not in self.pairs:
                return code
        raise ValueError("a font has more readings of its glyphs than there are codes")


@lru_cache(maxsize=64)
def _letters(program: bytes, index: int) -> dict[int, str]:
    """Return the character of each glyph of a font, the most usual where several share one."""
    face = hb.Face(program, index)
    font = hb.Font(face)
    found: dict[int, str] = {}
    # The letter that modifies others shares the glyph of the apostrophe, which is far more usual.
    letters = map(chr, face.unicodes)
    for letter in sorted(letters, key=lambda each: (unicodedata.category(each) == "Lm", each)):
        glyph = font.get_nominal_glyph(ord(letter))
        if glyph:
            found.setdefault(glyph, letter)
    return found
