"""Patches of the engine change how long it takes, and no byte of what it makes."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
import textwrap
from contextlib import contextmanager
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.build.pipeline import compose_editions, fragment_assets
from briefing.cache.cache import Cache, assets_of
from briefing.files.themes import Theme, load_theme, theme_of
from briefing.select.selection import make_edition
from briefing.typeset import engine_patches, engine_version
from briefing.typeset.engine_internals import fonts, html_parser
from briefing.typeset.engine_patches import (
    first_lines,
    line_heights,
    pango_setup,
    parser_expressions,
    resolved_sizes,
    style_notes,
)
from briefing.typeset.engine_patches.first_lines import LINES, Lines, lines_of
from briefing.typeset.engine_patches.pango_setup import FONT
from briefing.typeset.engine_patches.resolved_sizes import BORDERS, SIZES
from briefing.typeset.weasyprint_engine import _theme_style, typeset
from briefing.typeset.weasyprint_library import inline_layout, line_break
from support.columns import columns_fragment
from support.flowing import CountingShelf, FlowingText
from support.rich_html import SQUARE, rich_fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from briefing.model.composition import Asset, Fragment
    from briefing.model.content import Briefing
    from briefing.model.output import TypesetFragment

_NOTED = frozenset(
    {*SIZES, *BORDERS, *FONT, *LINES, "box_sizing", "border_collapse", "line_height"}
)


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme that is shipped."""
    return load_theme("institution")


def plainly(fragment: Fragment, assets: tuple[Asset, ...] = (SQUARE,)) -> TypesetFragment:
    """The fragment as the engine typesets it by itself."""
    with engine_patches.uninstalled():
        return typeset(fragment, assets, theme().assets)


@contextmanager
def refusing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have each style that has notes refuse to be changed in what they are made from."""

    def watched(style: Any) -> Any:
        notes = style_notes.notes_of(style)
        if notes is not None:
            style.__class__ = _REFUSING[type(style)]
        return notes

    kinds = frozenset({*style_notes._KINDS, *_REFUSING.values()})
    with monkeypatch.context() as patch:
        patch.setattr(style_notes, "_KINDS", kinds)
        for module in (first_lines, line_heights, pango_setup, resolved_sizes):
            patch.setattr(module, "notes_of", watched)
        yield


def _refuse(style: Any, name: str, value: Any) -> None:
    is_new = name not in style or name in style.__dict__.get("computing", ())
    assert name not in _NOTED or is_new or style[name] == value, f"{name} was changed"
    dict.__setitem__(style, name, value)


def _compute(style: Any, name: str) -> Any:
    """Compute a value, on whose way the engine may set it to another one first."""
    computing = style.__dict__.setdefault("computing", [])
    computing.append(name)
    try:
        return _KINDS[type(style)].__missing__(style, name)
    finally:
        computing.remove(name)


_REFUSING: dict[Any, Any] = {}
_KINDS: dict[Any, Any] = {}
for _kind in style_notes._KINDS:
    _made = type(
        f"Refusing{_kind.__name__}", (_kind,), {"__setitem__": _refuse, "__missing__": _compute}
    )
    _REFUSING |= {_kind: _made, _made: _made}
    _KINDS[_made] = _kind


# ── the same bytes ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "texts"), [(rich_fragment, 6), (columns_fragment, 4)])
def test_whatever_is_typeset_is_the_same(kind: Callable[[int], Fragment], texts: int) -> None:
    """Texts by chance, one after the other in one process, with what is remembered of the last.
    `make audit PART=patches` makes 600 of each kind."""
    for seed in range(texts):
        fragment = kind(seed)
        assert typeset(fragment, (SQUARE,), theme().assets) == plainly(fragment), seed


@lru_cache(maxsize=1)
def samples() -> list[tuple[Fragment, TypesetFragment]]:
    """A few texts, as the engine typesets them by itself."""
    text = FlowingText.written(Random(5), 12)
    chosen = [rich_fragment(2), columns_fragment(4), text.fragment()]
    return [(fragment, plainly(fragment)) for fragment in chosen]


@pytest.mark.parametrize("name", engine_patches.PATCHES)
def test_each_by_itself_changes_nothing(name: str) -> None:
    """With none of the others."""
    for fragment, plain in samples():
        with engine_patches.uninstalled():
            engine_patches.install((name,))
            assert typeset(fragment, (SQUARE,), theme().assets) == plain
            engine_patches.uninstall()
    assert all(plain.pages for _, plain in samples())


def test_pages_that_are_taken_are_those_of_a_plain_layout() -> None:
    """After edits too, of which only some pages are laid out."""
    text, shelf = FlowingText.written(Random(3), 16), CountingShelf()
    taken = 0
    for _ in range(6):
        some = typeset(text.fragment(), (SQUARE,), theme().assets, shelf)
        assert some == plainly(text.fragment())
        taken += some.taken
        text.edit()
    assert taken


def test_the_shipped_briefing_is_the_same(kfor: Briefing, tmp_path: Path) -> None:
    """Chapters, slides, cards and drawings, whose texts recur from edition to edition."""
    asked = (("press", "short", "pack"), ("public", "short", "pack"), ("public", "short", "cards"))
    chosen = [make_edition(kfor, *names) for names in asked]
    count = 0
    for composed in compose_editions(kfor, chosen, theme_of(kfor), Cache(tmp_path)):
        assert not isinstance(composed, Exception)
        assets = fragment_assets(composed.briefing)
        for fragment in composed.composition.fragments:
            shown = assets_of(fragment, assets)
            assert typeset(fragment, shown, theme().assets) == plainly(fragment, shown)
            count += 1
    assert count > len(asked)


def test_what_is_remembered_is_what_was_found() -> None:
    """A text that was typeset before is drawn, hyphens and justified lines too, as at first."""
    fragment = rich_fragment(7)
    first = typeset(fragment, (SQUARE,), theme().assets)
    assert typeset(fragment, (SQUARE,), theme().assets) == first


# ── guards ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("start", [0, 100])
def test_no_style_with_notes_is_changed(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine sets values only in copies of styles, from layout on; nothing is noted there."""
    with refusing(monkeypatch):
        for seed in range(start, start + 5):
            made = typeset(rich_fragment(seed), (SQUARE,), theme().assets)
            assert not [found for found in made.findings if "was changed" in found.message]


def test_a_style_that_is_changed_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail."""
    made = inline_layout.resolve_percentages

    def changing(box: Any, around: Any) -> None:
        made(box, around)
        box.style["margin_left"] = box.style["margin_top"] = None

    monkeypatch.setattr(inline_layout, "resolve_percentages", changing)
    with refusing(monkeypatch):
        found = typeset(rich_fragment(1), (SQUARE,), theme().assets).findings
    assert [one for one in found if "was changed" in one.message]


def test_nothing_is_noted_on_copies() -> None:
    """They are made to be changed."""
    root = weasyprint.css.ComputedStyle(None, {}, None, None, None, None, None)
    assert style_notes.notes_of(root) is not None
    assert style_notes.notes_of(root.anonymous_style) is not None
    assert style_notes.notes_of(root.copy()) is None
    assert style_notes.notes_of(root.anonymous_style.copy()) is None


def _properties_of(*functions: Any) -> set[str]:
    """The properties of a style that functions read."""
    read = set()
    for function in functions:
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
            if isinstance(node, ast.Subscript) and "style" in ast.unparse(node.value):
                assert isinstance(node.slice, ast.Constant), ast.unparse(node)
                read.add(str(node.slice.value))
    return read


def test_a_line_is_known_by_all_that_it_is_made_from() -> None:
    """The lists of properties are those that the engine reads, in all functions on the way."""
    with engine_patches.uninstalled():
        set_up = _properties_of(line_break.Layout.setup, fonts.get_font_description)
        used = _properties_of(
            line_break.split_first_line,
            line_break.create_layout,
            line_break.first_line_metrics.__closure__[0].cell_contents,  # of `glyph_codes`
            line_break.line_size,
            line_break.Layout,
        )
    assert set_up == set(FONT)
    assert used | set_up == {*FONT, *LINES}


def test_nobody_holds_a_function_that_was_replaced() -> None:
    """A module of the engine that had it by another name would go on with the old one."""
    patches = [p for patches in engine_patches.PATCHES.values() for p in patches]
    kept = {id(old): old for patch in patches for old in patch._old if inspect.isfunction(old)}
    holders = {
        (module.__name__, name)
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("weasyprint")
        for name, value in vars(module).items()
        if id(value) in kept
    }
    # The text of pictures, whose styles are of a kind of their own, is not remembered.
    assert holders == {("weasyprint.text.line_break", "split_first_line")}


def test_patches_are_installed_once() -> None:
    """To install them again changes nothing, and without them the engine is as it was."""
    installed = inline_layout.strut
    engine_patches.install()
    assert inline_layout.strut is installed
    with engine_patches.uninstalled():
        assert inline_layout.strut is line_break.strut
        assert inline_layout.strut.__module__ == "weasyprint.text.line_break"
    assert inline_layout.strut.__module__ == line_heights.__name__


# ── the HTML parser ───────────────────────────────────────────────────────────────────────

_MARKUP = st.lists(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<!-- a -->",
                "<!",
                "<![CDATA[x]]>",
                "&amp;",
                "&notit;",
                "&#x41;",
                "&",
            ),
            *("<a href='x'y'>", '<b class="a&quot;b" id=c/>', "<script>a<b</script>", "<", ">"),
            *("<style>p{}</style>", "<textarea>", "</textarea >", "<DIV\tA\n=B>", "\0", "é\r\n"),
            *("<plaintext>", "<title>a&b</title>", "<table>x<td>", "words and more", "]]", "--"),
        ]
    )
)


@settings(deadline=None)
@given(_MARKUP)
def test_whatever_is_parsed_is_the_same(parts: list[str]) -> None:
    """Well written or not."""
    markup = "".join(parts) + " " * 200  # so that it is no name of a file
    made = ElementTree.tostring(html_parser.parse(markup))
    with engine_patches.uninstalled():
        assert ElementTree.tostring(html_parser.parse(markup)) == made


def test_expressions_are_found_again() -> None:
    """Which they are not in the parser as it is; if it is mended, this patch is for nothing."""
    kept = html_parser.inputstream.characters_until_regex
    markup = f"<p class='a'>{'words &amp; ' * 40}</p>"
    html_parser.parse(markup)
    found = dict(kept)
    assert found
    html_parser.parse(markup)
    assert kept == found
    assert not [key for key in kept if isinstance(key[0], re.Pattern)]
    with engine_patches.uninstalled():
        html_parser.parse(markup)
        plain = html_parser.inputstream.characters_until_regex
        assert all(isinstance(key[0], re.Pattern) for key in plain)


def test_another_parser_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """By this patch; the others are of the engine."""
    monkeypatch.setattr(engine_version, "KNOWN_PARSERS", frozenset({"1.0"}))
    spec = importlib.util.find_spec(parser_expressions.__name__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert not module.PATCHES
    assert parser_expressions.PATCHES


# ── memory ────────────────────────────────────────────────────────────────────────────────


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """By number and by size of the text; what was used last stays longest."""
    monkeypatch.setattr(first_lines, "MOST_LINES", 10)
    lines = Lines()
    for number in range(100):
        lines.put((f"{number}",), number + 1)
        assert lines.get(("0",)) == 1
    assert len(lines.newer) + len(lines.older) <= 20
    assert lines.get(("5",)) is None
    monkeypatch.setattr(first_lines, "MOST_BYTES", 10_000)
    for number in range(100):
        lines.put((f"{number}" * 2_000,), number + 1)
    assert sum(map(sys.getsizeof, (key[0] for key in (*lines.newer, *lines.older)))) < 20_000


def test_styles_are_told_apart_by_what_sets_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal ones share what is remembered; of very many, all is forgotten."""
    monkeypatch.setattr(first_lines, "_MOST_STYLES", 3)
    values = weasyprint.css.InitialStyle(None)
    values["font_size"], lines = 12, Lines()
    first = lines.style(values)
    values["color"] = "red"
    assert lines.style(values) is first
    values["letter_spacing"] = 1
    assert lines.style(values) is not first
    for size in range(20, 24):
        values["font_size"] = size
        lines.style(values)
    assert len(lines.styles) <= 3


def test_calculated_lengths_are_not_remembered() -> None:
    """They may be made from any other property."""
    root = weasyprint.CSS(string="p { hyphenate-limit-zone: calc(1em + 10%) }")
    [(_, [(_, declarations)], *_)] = [(0, [(0, root.matcher.lower_local_name_selectors)])]
    del declarations
    style = weasyprint.css.InitialStyle(None)
    style["font_size"] = 12
    assert Lines().style(style) is not None
    [function] = weasyprint.css.tinycss2.parse_component_value_list("calc(1em + 10%)")
    style["hyphenate_limit_zone"] = function
    assert Lines().style(style) is None


def test_themes_do_not_mix_and_new_fonts_are_heeded() -> None:
    """What is remembered lives with the fonts, and goes when a style sheet brings another."""
    typeset(rich_fragment(0), (SQUARE,), theme().assets)
    style = _theme_style(theme().assets, "")
    known = lines_of(style.fonts)
    assert known.newer
    assert lines_of(fonts.FontConfiguration()) is not known
    style.fonts.add_font_face({"src": (), "font_family": "None"}, None)
    assert not lines_of(style.fonts).newer
