"""The maps of fonts say what text needs, in one way only: no order and no number is free."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing.pdf.character_codes import encoding_map, unicode_map
from briefing.pdf.font_subset import subset
from briefing.prove.grammar.embedded_cff import check_compact_program
from briefing.prove.grammar.embedded_fonts import (
    check_copies,
    check_program,
    read_encoding,
    read_glyph_map,
    read_map,
)
from support.fragments import CUBIC, FONT_FILES

REGULAR = next(content for url, content in FONT_FILES.items() if url.endswith("_400Regular.ttf"))
_CODES = st.integers(0, 0xFFFF)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
_FIRST = 9
"""The number of the first copy."""
_TEXTS = st.dictionaries(
    st.integers(0, _FIRST - 1), st.sets(_TEXT, min_size=1, max_size=4), min_size=1
)


@given(st.dictionaries(_CODES, _TEXT, max_size=250), st.dictionaries(_CODES, _CODES, max_size=250))
def test_maps_are_read_as_they_are_written(text: dict[int, str], numbers: dict[int, int]) -> None:
    """Whatever they lead to."""
    assert read_map(unicode_map(text)) == text
    assert read_encoding(encoding_map(numbers)) == numbers


@given(st.dictionaries(_CODES, _TEXT, min_size=2, max_size=250), st.data())
def test_lines_of_a_map_have_one_order(text: dict[int, str], data: st.DataObject) -> None:
    """Two that change places are refused, and so is a line that is there twice."""
    content = unicode_map(text)
    lines = [line for line in content.splitlines() if line.startswith(b"<") and b"> <" in line]
    one, other = data.draw(st.lists(st.sampled_from(lines[1:]), min_size=2, max_size=2))
    assume(one != other)
    swapped = content.replace(one, b"?").replace(other, one).replace(b"?", other)
    for wrong in (swapped, content.replace(one, other)):
        with pytest.raises(ValueError, match="not written as our writer"):
            read_map(wrong)


@given(_TEXTS, st.data())
def test_copies_have_one_order(by_glyph: dict[int, set[str]], data: st.DataObject) -> None:
    """That of their glyphs and texts; other glyphs that look the same change nothing."""
    texts, further = _numbered(by_glyph)
    originals = [{glyph} for glyph, _ in further]
    check_copies(texts, _FIRST, originals)
    alike = st.sets(st.integers(0, _FIRST - 1))
    check_copies(texts, _FIRST, [each | data.draw(alike) for each in originals])
    mixed = data.draw(st.permutations(further))
    assume(mixed != further)
    moved = texts | {_FIRST + n: text for n, (_, text) in enumerate(mixed)}
    with pytest.raises(ValueError, match="in another place than ours"):
        check_copies(moved, _FIRST, [{glyph} for glyph, _ in mixed])


@given(_TEXTS, st.data())
def test_a_copy_has_a_text_of_its_own(by_glyph: dict[int, set[str]], data: st.DataObject) -> None:
    """One that no text uses, or that stands for what its glyph does, is refused."""
    texts, further = _numbered(by_glyph)
    assume(further)
    originals = [{glyph} for glyph, _ in further]
    at = data.draw(st.integers(0, len(further) - 1))
    idle = {number: text for number, text in texts.items() if number != _FIRST + at}
    same = texts | {_FIRST + at: texts[further[at][0]]}
    twice = texts | {_FIRST + len(further): further[-1][1]}
    for wrong, copies in (
        (idle, originals),
        (same, originals),
        (twice, [*originals, originals[-1]]),
    ):
        with pytest.raises(ValueError, match="without need"):
            check_copies(wrong, _FIRST, copies)


def _numbered(by_glyph: dict[int, set[str]]) -> tuple[dict[int, str], list[tuple[int, str]]]:
    """The text of each character, and the pairs of glyph and text that are copies."""
    pairs = sorted((glyph, text) for glyph, texts in by_glyph.items() for text in texts)
    further = [pair for before, pair in pairwise(pairs) if before[0] == pair[0]]
    own = {glyph: min(texts) for glyph, texts in by_glyph.items()}
    return own | {_FIRST + n: text for n, (_, text) in enumerate(further)}, further


@pytest.mark.parametrize("font", [REGULAR, CUBIC], ids=["TrueType", "CFF"])
def test_a_program_has_the_copies_that_text_needs(font: bytes) -> None:
    """A letter that stands for two texts, and a hyphen for three."""
    held = TTFont(BytesIO(font))
    letter, hyphen = (held.getGlyphID(held.getBestCmap()[ord(sign)]) for sign in "a-")
    pairs = sorted([(letter, "A"), (letter, "a"), (hyphen, "-"), (hyphen, "\xad"), (hyphen, "~")])
    further = [pair for before, pair in pairwise(pairs) if before[0] == pair[0]]
    copied = [glyph for glyph, _ in further]
    program = subset(font, {letter, hyphen}, copied=copied)
    texts = {letter: "A", hyphen: "-"}
    texts |= {program.count + n: text for n, (_, text) in enumerate(further)}
    _check(font, texts, copied)
    last, first = program.count + 2, program.count
    for wrong, order in (
        (texts | {last: texts[first], first: texts[last]}, copied),
        (texts | {last: "-"}, copied),
        (texts | {letter: "b"}, copied),
        ({n: text for n, text in texts.items() if n != last}, copied),
        (texts, copied[::-1]),
        (texts, [*copied, hyphen]),
    ):
        with pytest.raises(ValueError, match=r"without need|that no text uses"):
            _check(font, wrong, order)


def _check(font: bytes, texts: dict[int, str], copied: list[int]) -> None:
    """Check a program with copies as the proof does."""
    program = subset(font, copied, copied=copied)
    if program.cff:
        check_compact_program(program.content, texts)
        return
    own = [number if number in texts else 0 for number in range(program.count)]
    written = b"".join(glyph.to_bytes(2) for glyph in (*own, *copied))
    check_program(program.content, texts, read_glyph_map(written))
