"""Pango's context and font, made once for each style rather than for each line.

For each line that it tries, and again for each that it draws, WeasyPrint makes a Pango context, a
description of the font and a list of its features, all from the style alone. Here they are made for
the first layout of a style and used for all others: a layout only takes from them. Just the list
of features is made anew each time, as the engine adds the spacing of the line to it.

Measured: ×0.94 of the processor time of typesetting with the others in place, median of 7
alternated runs over fragments of the shipped briefing, on a busy machine: single runs were up to a
quarter off.

It steps aside for styles of a kind of their own (the text of SVG pictures) and for copies of
styles, in which the engine sets values (`briefing.typeset.engine_patches.style_notes`). Fonts that
a style sheet adds later reach a context through its font map, as Pango means them to.

For WeasyPrint: ``Layout.setup`` could keep these on the style. The lists of features are never
freed (``pango_attr_list_new`` without ``ffi.gc``); here they are, each with a feature of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from briefing.typeset.engine_internals import fonts, text_constants
from briefing.typeset.engine_patches.replacement import Replacement
from briefing.typeset.engine_patches.style_notes import notes_of
from briefing.typeset.weasyprint_library import ffi as library
from briefing.typeset.weasyprint_library import line_break

_ffi, _pango, _gobject = library.ffi, library.pango, library.gobject


FONT = (
    *("font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning"),
    *("font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    *("font_feature_settings", "font_variation_settings", "font_language_override"),
    *("lang", "direction", "text_decoration_line"),
)
"""Properties that a Pango layout is set up from."""


@dataclass(frozen=True, slots=True)
class _Setup:
    """What all layouts of a style are made with."""

    context: Any
    description: Any
    language: Any
    features: bytes
    """Features of the font as CSS writes them, if there are any."""
    lines: dict[str, float | None]
    """Where the font has its lines, as attributes of a layout."""


def _by_style(setup: Any) -> Any:
    """Return a ``Layout.setup`` that makes for each style once what depends on it alone."""

    def set_up(layout: Any, style: Any) -> None:
        notes = notes_of(style)
        if notes is None:
            setup(layout, style)
            return
        made = notes.pango
        if made is None:
            made = notes.pango = _made_from(style)
        layout.style = style
        layout.first_line_direction = 0
        layout.language = made.language
        layout.layout = _ffi.gc(_pango.pango_layout_new(made.context), _gobject.g_object_unref)
        _pango.pango_layout_set_auto_dir(layout.layout, 0)
        _pango.pango_layout_set_font_description(layout.layout, made.description)
        layout.__dict__.update(made.lines)
        if made.features:
            attributes = _ffi.gc(_pango.pango_attr_list_new(), _pango.pango_attr_list_unref)
            feature = _pango.pango_attr_font_features_new(made.features)
            _pango.pango_attr_list_insert(attributes, feature)
            _pango.pango_layout_set_attributes(layout.layout, attributes)

    return set_up


def _made_from(style: Any) -> _Setup:
    """Return what ``Layout.setup`` of the engine makes from a style, in the same order."""
    context = _ffi.gc(
        _pango.pango_font_map_create_context(style.font_config.font_map), _gobject.g_object_unref
    )
    _pango.pango_context_set_round_glyph_positions(context, 0)
    direction = text_constants.PANGO_DIRECTION[style["direction"]]
    _pango.pango_context_set_base_dir(context, direction)
    if named := _language(style):
        pointer, _ = library.unicode_to_char_p(named)
        language = _pango.pango_language_from_string(pointer)
        _pango.pango_context_set_language(context, language)
    else:
        language = _pango.pango_language_get_default()
    description = fonts.get_font_description(style)
    features = fonts.font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    written = ",".join(f"{name} {value}" for name, value in features.items()).encode()
    lines = _lines(style, context, description, language)
    return _Setup(context, description, language, written, lines)


def _language(style: Any) -> str:
    """Return the language that Pango is told; empty for that of the machine."""
    override = style["font_language_override"]
    if override != "normal":
        return str(text_constants.LST_TO_ISO.get(override.lower(), override))
    return str(style["lang"] or "")


def _lines(style: Any, context: Any, description: Any, language: Any) -> dict[str, float | None]:
    """Return where lines under, over and through the text are, in px; measured if it has any."""
    if style["text_decoration_line"] == "none":
        return dict.fromkeys(("ascent", "underline_position", "strikethrough_position"))
    metrics = _ffi.gc(
        _pango.pango_context_get_metrics(context, description, language),
        _pango.pango_font_metrics_unref,
    )
    names = (
        *("ascent", "underline_position", "strikethrough_position"),
        *("underline_thickness", "strikethrough_thickness"),
    )
    measure = {name: getattr(_pango, f"pango_font_metrics_get_{name}") for name in names}
    return {name: library.FROM_UNITS * get(metrics) for name, get in measure.items()}


PATCH = Replacement([(line_break.Layout, "setup")], _by_style)
