"""One character code for each glyph *and the text it stands for*, so that text is read as written.

The engine writes a glyph's number as its code, and lets it stand for the characters of its first
use: one code cannot stand for a hyphen typed in a date and for one set where a word is broken, for
no-break and other spaces, for the sum sign and the Greek letter. Here each further text of a glyph
gets a code of its own, which an embedded CMap leads to the same glyph (ISO 32000-1, 9.7.5); binding
makes it a character of its own, which more programs understand (`briefing.pdf.font_merging`). A
hyphen that the engine adds at the end of a line stands for U+00AD (14.8.2.2.3), so that the word is
found whole. Of several glyphs that draw a letter with its marks, the widest stands for all of it;
the others are drawn as outlines, which no reader takes for text.

The engine has no door for this. Its functions that end a line, that justify and that draw one are
replaced by others around them, once, when `install` is called.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.pdf.character_codes import ENCODING_NAME, encoding_map, unicode_map
from briefing.pdf.glyph_outlines import extents, outline
from briefing.typeset.code_table import Codes
from briefing.typeset.plain_runs import GLYPH_WORDS, SOFT_HYPHEN, plain_runs
from briefing.typeset.weasyprint_library import (
    draw_text,
    ffi,
    font_content,
    inline_layout,
    line_break,
    pydyf,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weasyprint.document import Document

    from briefing.pdf.font_subset import Axes
    from briefing.typeset.code_table import Pair

_HEX = re.compile(rb"<([0-9a-f]+)>")
_IGNORED = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
"""Characters that draw nothing and only change what stands beside them."""
_ALL = 5
"""Arguments of ``first_line_metrics`` behind the layout, when a hyphen may have been added."""
_GAP = 0.05
"""Distance of a mark to its letter, as a share of the font size."""


@dataclass(slots=True)
class _Glyph:
    """A glyph on a line; lengths are in CSS px."""

    number: int
    written: int
    """The code that the engine gives it."""
    advance: float
    x: float
    y: float
    """How far it is moved to the right, and up."""
    code: int | None = None
    """Our code; None if another glyph stands for its text, and it is drawn as an outline."""

    @property
    def blank(self) -> bool:
        """Whether it only moves what follows."""
        return bool(self.number == ffi.pango.PANGO_GLYPH_EMPTY)


@dataclass(slots=True)
class _Run:
    """Glyphs of one font."""

    font: Any
    size: float
    """CSS px."""
    glyphs: list[_Glyph] = field(default_factory=list)

    def width(self, glyph: _Glyph) -> float:
        """Return the width that the font gives a glyph; its advance has letter spacing as well."""
        return float(self.font.widths[glyph.written] * self.size / 1000)

    @property
    def scale(self) -> float:
        """CSS px for a unit of the font."""
        return float(self.size / self.font.upem)

    @property
    def face(self) -> tuple[bytes, int, Axes]:
        """The font file, the number of the font in it, and its instance."""
        axes = tuple(sorted(self.font.variations.items())) if "fvar" in self.font.tables else ()
        return font_content(self.font.hb_face), self.font.index, axes


def install() -> None:
    """Have the engine note where it hyphenates, and write the codes of this module.

    To call it again changes nothing.
    """
    if not hasattr(draw_text.draw_first_line, "around"):
        line_break.first_line_metrics = _noting(line_break.first_line_metrics)
        inline_layout.add_word_spacing = _keeping(inline_layout.add_word_spacing)
        draw_text.draw_first_line = _coding(draw_text.draw_first_line)


def finish(document: Document, pdf: Any) -> None:
    """Write the maps of all fonts of a document into its PDF, which is about to be written.

    It is a finisher of WeasyPrint's ``write_pdf``.
    """
    codes: dict[bytes, dict[int, Pair]] = {}
    for font in document.fonts.values():
        if held := getattr(font, "codes", None):
            codes.setdefault(font.name, {}).update(held.pairs)
    for item in tuple(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/Font" and "ToUnicode" in item:
            pairs = codes.get(item["BaseFont"])
            if pairs is not None:
                _write(pdf, item, pairs)


def _write(pdf: Any, font: dict[str, Any], pairs: dict[int, Pair]) -> None:
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

    def first_line_metrics(
        first_line: Any, text: str, layout: Any, *rest: Any, **named: Any
    ) -> Any:
        # The rest: where the line ends, how spaces collapse, style; then whether a hyphen was
        # added, and which.
        layout.added = rest[4] if len(rest) == _ALL and rest[3] else ""
        return around(first_line, text, layout, *rest, **named)

    return first_line_metrics


def _keeping(around: Any) -> Any:
    """Return an ``add_word_spacing`` that keeps the note: a justified text has a new layout."""

    def add_word_spacing(context: Any, box: Any, *rest: Any) -> Any:
        added = getattr(getattr(box, "pango_layout", None), "added", "")
        advance = around(context, box, *rest)
        if added:
            box.pango_layout.added = added
        return advance

    return add_word_spacing


def _coding(around: Any) -> Any:
    """Return a ``draw_first_line`` that writes codes of ours where they differ."""

    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any
    ) -> Any:
        first, font = len(stream.stream), stream._current_font
        emojis = around(stream, textbox, text_overflow, block_ellipsis, matrix)
        shows = [
            n
            for n in range(first, len(stream.stream))
            if isinstance(stream.stream[n], bytes) and stream.stream[n].endswith(b" TJ")
        ]
        if not shows or _recode_plainly(stream, shows, textbox.pango_layout):
            return emojis
        runs = _runs(stream, textbox.pango_layout)
        glyphs = [glyph for run in runs for glyph in run.glyphs if not glyph.blank]
        if any(glyph.code is None for glyph in glyphs):
            del stream.stream[first:]
            stream._current_font = font
            _draw(stream, runs, matrix)
        elif any(glyph.code != glyph.written for glyph in glyphs):
            _rewrite(stream.stream, shows, [glyph.code or 0 for glyph in glyphs])
        return emojis

    draw_first_line.around = around  # type: ignore[attr-defined]
    return draw_first_line


def _recode_plainly(stream: Any, shows: Sequence[int], layout: Any) -> bool:
    """Give a line our codes, if it is a plain one; return whether it is."""
    runs = plain_runs(layout)
    if runs is None:
        return False
    written: list[int] = []
    wanted: list[int] = []
    for pango_font, glyphs, text in runs:
        font, _ = stream.add_font(pango_font)
        if font.bitmap:
            return False
        written += glyphs
        wanted += map(_codes_of(stream, font).code, glyphs, text)
    if wanted != written:
        _rewrite(stream.stream, shows, wanted)
    return True


def _rewrite(operators: list[Any], shows: Sequence[int], codes: Sequence[int]) -> None:
    """Replace the glyph numbers in text operators by ``codes``, in order."""
    waiting = iter(codes)

    def coded(match: re.Match[bytes]) -> bytes:
        return b"<%b>" % b"".join(b"%04x" % next(waiting) for _ in range(len(match[1]) // 4))

    for n in shows:
        operators[n] = _HEX.sub(coded, operators[n])


def _draw(stream: Any, runs: Sequence[_Run], matrix: Any) -> None:
    """Draw a line with one code for each cluster, and outlines for what else the cluster draws.

    As text, accents would be moved about, and programs would take their moves for spaces between
    words.
    """
    stream.set_text_matrix(*matrix.values)
    pen = 0.0
    outlines: list[tuple[_Run, _Glyph, float, float]] = []
    for run in runs:
        stream.set_font_size(run.font.hash, run.size)
        units = 1000 / run.size
        shown, back = "", 0.0
        letter, at = None, 0.0
        for glyph in run.glyphs:
            if glyph.code is not None:
                letter, at = glyph, pen
                back -= glyph.x * units
                shown += f"{round(back)}" if round(back) else ""
                shown += f"<{glyph.code:04x}>"
                back += glyph.x * units + run.font.widths[glyph.written] - round(back)
            elif not glyph.blank:
                x, y = glyph.x, glyph.y
                if letter and not y and abs(x) <= abs(letter.advance - run.width(letter)):
                    x, y = _set_upon(run, letter, glyph)
                    x += at - pen
                outlines.append((run, glyph, pen + x, y))
            back -= glyph.advance * units
            pen += glyph.advance
        stream.show_text(shown + (f"{round(back)}" if round(back) else ""))
    stream.end_text()
    for run, glyph, x, y in outlines:
        place = type(matrix)(run.scale, 0, 0, run.scale, x, y) @ matrix
        stream.stream.append(b"q")
        stream.set_matrix(*place.values)
        stream.stream += outline(*run.face, glyph.number)
        stream.stream += [b"f", b"Q"]
    stream.begin_text()


def _set_upon(run: _Run, letter: _Glyph, mark: _Glyph) -> tuple[float, float]:
    """Return where to set a mark that the font gives no place: in the middle of a letter, clear of
    it; in CSS px from the letter's origin."""
    left, bottom, right, top = extents(*run.face, letter.number)
    mark_left, mark_bottom, mark_right, mark_top = extents(*run.face, mark.number)
    gap = _GAP * run.font.upem
    off = (left + right - mark_left - mark_right) / 2
    if abs(run.width(letter) / run.scale - off) < gap:  # drawn to stand behind the letter
        off = run.width(letter) / run.scale
    is_above = mark_bottom + mark_top > bottom + top
    clear = max(top + gap - mark_bottom, 0) if is_above else min(bottom - gap - mark_top, 0)
    return off * run.scale, clear * run.scale


def _runs(stream: Any, layout: Any) -> list[_Run]:
    """Return the runs of a line; none for a font of bitmaps, which no theme may have."""
    found: list[_Run] = []
    line, _ = layout.get_first_line()
    content = layout.text.encode()
    added = getattr(layout, "added", "")
    hyphen = len(content) - len(added.encode()) if added and layout.text.endswith(added) else -1
    link = line.runs[0]
    while link != ffi.ffi.NULL:
        item, link = link.data, link.next
        font, size = stream.add_font(item.item.analysis.font)
        if font.bitmap:
            return []
        codes = _codes_of(stream, font)
        run = _Run(font, size)
        found.append(run)
        for glyphs, start, end in _graphemes(item, font, content):
            text = content[start:end].decode()
            if len(text) > 1:
                text = unicodedata.normalize("NFC", _IGNORED.sub("", text) or text)
            if 0 <= hyphen <= start:
                text = SOFT_HYPHEN if start == hyphen else ""
            drawn = [glyph for glyph in glyphs if not glyph.blank]
            if drawn and text:
                carrier = max(drawn, key=lambda each: each.advance)
                carrier.code = codes.code(carrier.number, text)
            run.glyphs += glyphs
    return found


def _codes_of(stream: Any, font: Any) -> Codes:
    """Return the codes of a font; those of one name share them, as they share an entry in files."""
    if not hasattr(font, "codes"):
        same = (each for each in stream._fonts.values() if each.hash == font.hash)
        font.codes = next((each.codes for each in same if hasattr(each, "codes")), None)
        font.codes = font.codes or Codes(font)
    codes: Codes = font.codes
    return codes


def _graphemes(item: Any, font: Any, content: bytes) -> Iterator[tuple[list[_Glyph], int, int]]:
    """Yield clusters as `_clusters` does, with the marks that combine with each."""
    held: tuple[list[_Glyph], int, int] | None = None
    for glyphs, start, end in _clusters(item, font):
        if held and unicodedata.combining(content[start:end].decode()[0]):
            held = ([*held[0], *glyphs], held[1], end)
            continue
        if held:
            yield held
        held = (glyphs, start, end)
    if held:
        yield held


def _clusters(item: Any, font: Any) -> Iterator[tuple[list[_Glyph], int, int]]:
    """Yield the drawn glyphs of each cluster of a run, and where its text begins and ends.

    The places are in bytes of the layout's text.
    """
    string = item.glyphs
    count = string.num_glyphs
    numbers = memoryview(ffi.ffi.buffer(string.glyphs, count * GLYPH_WORDS * 4)).cast("i")
    begins = ffi.ffi.unpack(string.log_clusters, count)
    offset = item.item.offset
    places = sorted({*begins})
    ends = dict(zip(places, [*places[1:], item.item.length], strict=True))
    held: list[_Glyph] = []
    for at, begin in enumerate(begins):
        number, advance, x, y = numbers[at * GLYPH_WORDS : at * GLYPH_WORDS + 4]
        written = number
        if number == ffi.pango.PANGO_GLYPH_EMPTY:
            written = -1
        elif number & ffi.pango.PANGO_GLYPH_UNKNOWN_FLAG:
            written = font.missing[number - ffi.pango.PANGO_GLYPH_UNKNOWN_FLAG]
            number = 0
        if advance or written >= 0:
            units = (ffi.FROM_UNITS * value for value in (advance, x, -y))
            held.append(_Glyph(number, written, *units))
        if held and (at + 1 == count or begins[at + 1] != begin):
            yield held, offset + begin, offset + ends[begin]
            held = []
