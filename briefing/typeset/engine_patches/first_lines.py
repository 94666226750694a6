"""Where lines of text end, remembered over the fragments of a process.

The same sentence is set in the same width again and again: in columns whose height is tried, in
tables whose cells are measured and then laid out, on the page where a paragraph did not fit and on
the next, and in the next edition that prints the section. What the engine's ``split_first_line``
finds is a function of the text, of some values of the style, of the width and of the fonts. It is
remembered with the fonts (`FontConfiguration`), so that themes do not mix, and forgotten when a
style sheet brings another font.

Measured: ×0.86 of the processor time of typesetting with the others in place, median of 7
alternated runs over fragments of the shipped briefing, on a busy machine: single runs were up to a
quarter off. Of long columns ×0.91 (15 runs).

The engine changes a layout when it draws it, so that each caller gets a copy, and what is kept is
itself a copy that nobody else has. It steps aside for styles of a kind of their own, for values
that cannot be compared or that are calculated from others, and for layouts that hold more than
plain values. What is kept is bounded by number and size: the older half goes when the newer is
full.

For WeasyPrint: a document could keep this on its ``LayoutContext``; a key by style needs styles
that are not changed, or the list of what ``split_first_line`` reads (`LINES`, `pango_setup.FONT`).
"""

from __future__ import annotations

import sys
from operator import itemgetter
from typing import Any

from briefing.typeset.engine_internals import check_math
from briefing.typeset.engine_patches.pango_setup import FONT
from briefing.typeset.engine_patches.replacement import Replacement
from briefing.typeset.engine_patches.style_notes import notes_of
from briefing.typeset.weasyprint_library import FontConfiguration, inline_layout, preferred

LINES = (
    *("letter_spacing", "word_spacing", "white_space", "tab_size", "word_break", "overflow_wrap"),
    *("hyphens", "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphenate_character"),
)
"""Properties that decide, with those of the font, where a line of text ends."""
_values = itemgetter(*FONT, *LINES)
_lengths = itemgetter("hyphenate_limit_zone", "tab_size")
"""Lengths that are not computed yet."""
MOST_LINES = 20_000
"""Lines that are kept before the older are dropped, twice: of the newer and the older half."""
MOST_BYTES = 8 << 20
"""Bytes of text of each half."""
_MOST_STYLES = 2_000
"""Styles of text that are told apart before all is forgotten."""
_NAME = "engine_patch_lines"
_PLAIN = (int, float, str, type(None))


class TextStyle:
    """Stands for all styles that set text alike; two that do not have two of these."""

    __slots__ = ()


class Lines:
    """What is remembered with the fonts that a theme has."""

    def __init__(self) -> None:
        self.styles: dict[Any, TextStyle] = {}
        self.newer: dict[Any, Any] = {}
        self.older: dict[Any, Any] = {}
        self.bytes = 0
        """Size of the text in the newer half."""

    def style(self, style: Any) -> TextStyle | None:
        """Return what stands for a style; None if its values cannot be compared."""
        if any(check_math(length) for length in _lengths(style)):  # from any other property
            return None
        values = tuple(map(_comparable, _values(style)))
        try:
            found = self.styles.get(values)
        except TypeError:  # something that has no hash
            return None
        if found is None:
            if len(self.styles) >= _MOST_STYLES:
                self.__init__()  # type: ignore[misc]
            found = self.styles[values] = TextStyle()
        return found

    def get(self, key: Any) -> Any:
        """Return what is remembered under a key; None if nothing is."""
        found = self.newer.get(key)
        if found is None and self.older:
            found = self.older.pop(key, None)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: Any, found: Any) -> None:
        """Remember what was found."""
        size = sys.getsizeof(key[0])
        if len(self.newer) >= MOST_LINES or self.bytes + size > MOST_BYTES:
            self.older, self.newer, self.bytes = self.newer, {}, 0
        self.newer[key] = found
        self.bytes += size


def lines_of(fonts: Any) -> Lines:
    """Return what is remembered with a font configuration."""
    lines: Lines | None = fonts.__dict__.get(_NAME)
    if lines is None:
        lines = fonts.__dict__[_NAME] = Lines()
    return lines


def _remembering(split_first_line: Any) -> Any:
    """Return a ``split_first_line`` that remembers what it found."""

    def split(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,  # noqa: FBT002
        minimum: bool = False,  # noqa: FBT002
    ) -> Any:
        given = (justification_spacing, is_line_start, minimum)
        notes = notes_of(style)
        if notes is None:
            return split_first_line(text, style, context, max_width, *given)
        lines = lines_of(style.font_config)
        if notes.text is None:
            notes.text = lines.style(style) or False
        if notes.text is False:
            return split_first_line(text, style, context, max_width, *given)
        key = (text, notes.text, max_width, *given, split_first_line)
        found = lines.get(key)
        if found is None:
            found = split_first_line(text, style, context, max_width, *given)
            if all(isinstance(value, _PLAIN) for value in found[0].__dict__.values()):
                lines.put(key, (_copy(found[0]), *found[1:]))
            return found
        return (_copy(found[0]), *found[1:])

    return split


def _comparable(value: Any) -> Any:
    """Return a value of a style as one that has a hash, if what is in it has one."""
    if type(value) is set:
        return frozenset(value)
    if type(value) is list:
        return tuple(map(_comparable, value))
    return value


def _copy(layout: Any) -> Any:
    """Return a layout with the same values."""
    made = object.__new__(type(layout))
    made.__dict__.update(layout.__dict__)
    return made


def _forgetting(add_font_face: Any) -> Any:
    """Return an ``add_font_face`` after which nothing is remembered of lines without that font."""

    def add(fonts: Any, *arguments: Any) -> Any:
        fonts.__dict__.pop(_NAME, None)
        return add_font_face(fonts, *arguments)

    return add


PATCHES = (
    Replacement(
        [(inline_layout, "split_first_line"), (preferred, "split_first_line")], _remembering
    ),
    Replacement([(FontConfiguration, "add_font_face")], _forgetting),
)
