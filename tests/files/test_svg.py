"""SVG pictures: what is let through is drawn, in time, and its words are known."""

from __future__ import annotations

import base64
import io
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.files.pictures import bare_picture, picture_text
from briefing.files.unusable_picture import UnusablePicture
from support.decks import deck_project, make_deck
from support.dots import GREY, SECRET, photograph, saved
from support.projects import read

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def svg(inside: str, before: str = "") -> bytes:
    """A picture of these parts."""
    return f"{before}{HEAD}{inside}</svg>".encode()


def nested(kind: str, refers: str, times: int = 10, levels: int = 8) -> bytes:
    """Parts that use ten others, which use ten others, and so on."""
    parts = [f'<{kind} id="m0"><rect width="9" height="9"/></{kind}>']
    for level in range(1, levels):
        used = f'<path d="M0 0L9 9z" {refers.format(level - 1)}/>' * times
        parts.append(f'<{kind} id="m{level}">{used}</{kind}>')
    return svg(f"<defs>{''.join(parts)}</defs><path {refers.format(levels - 1)}/>")


CLASSES = "".join(f".a{n}{{clip-path:url(#m{n})}}" for n in range(8))
BOMBS = {
    "clip paths": nested("clipPath", 'clip-path="url(#m{})"'),
    "clip paths in a style": nested("clipPath", "style=\"clip-path: url( '#m{}' )\""),
    "clip paths by name alone": nested("clipPath", 'clip-path="#m{}"'),
    "clip paths in a style sheet": nested("clipPath", 'class="a{}"').replace(
        b"<defs>", f"<style>{CLASSES}</style><defs>".encode()
    ),
    "marks on lines": nested("marker", 'marker-end="url(#m{})"'),
    "marks on all corners of a group's lines": svg(
        f'<marker id="m">{"<path/>" * 99}</marker><g marker="url(#m)">'
        f'<path d="M0 0{"h1" * 999}"/></g>'
    ),
    "patterns": nested("pattern", 'fill="url(#m{})"'),
    "patterns on strokes": nested("pattern", 'stroke="url(#m{})"'),
    "masks": nested("mask", 'mask="url(#m{})"'),
    "filters": nested("filter", 'filter="url(#m{})"'),
    "repeats": nested("g", 'href="#m{}"').replace(b"<path", b"<use"),
    "a part within itself": svg('<clipPath id="a"><rect clip-path="url(#a)"/></clipPath>'),
    "a chain of a thousand": svg(
        "".join(f'<clipPath id="m{n}" clip-path="url(#m{n + 1})"/>' for n in range(1000))
    ),
    "a hundred thousand groups in one another": svg("<g>" * 100_000 + "</g>" * 100_000),
    "a million parts": svg("<g/>" * 1_000_000),
    "entities": svg("&a;", '<!DOCTYPE svg [<!ENTITY a "ha">]>'),
    "entities in UTF-16": svg("&a;", '<!DOCTYPE svg [<!ENTITY a "ha">]>').decode().encode("utf-16"),
}


@pytest.mark.parametrize("how", BOMBS)
def test_a_picture_that_would_draw_for_hours_is_refused_at_once(how: str) -> None:
    """However its parts refer to one another."""
    begun = time.process_time()
    with pytest.raises(UnusablePicture):
        bare_picture(BOMBS[how])
    assert time.process_time() - begun < 3


LONG = {
    "a style sheet without rules": svg(f"<style>{'a' * 500_000}</style>"),
    "a style sheet of brackets": svg(f"<style>{'{' * 500_000}</style>"),
    "a style sheet of references": svg(f"<style>{'url(  #' * 100_000}</style>"),
    "spaces in a reference": svg(f'<g style="fill: url(#a) {" " * 500_000}"/>'),
    "one number": svg(f'<path d="{"1" * 2_000_000}"/>'),
    "words": svg(f"<text>{'a ' * 500_000}</text>"),
    "remarks before a page": b"<!---->" * 200 + b"<svg/>",
}


@pytest.mark.parametrize("what", LONG)
def test_a_long_picture_is_read_in_time(what: str) -> None:
    """Whatever it is made of: nothing takes longer than its length."""
    begun = time.process_time()
    with suppress(UnusablePicture):
        picture_text(bare_picture(LONG[what]))
    assert time.process_time() - begun < 3


FROM_PROGRAMS = {
    "a document type by name, as Matplotlib and Graphviz write it": svg(
        "<rect/>",
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
        '  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
    ),
    "a clip of a repeat, as Illustrator writes it": svg(
        '<defs><rect id="a"/></defs><clipPath id="b"><use xlink:href="#a"/></clipPath>'
        '<style>.st0{clip-path:url(#b)}</style><g class="st0"><path d="M0 0"/></g>'
    ),
    "marks at the ends of lines, as Inkscape writes them": svg(
        '<defs><marker id="m" orient="auto"><path d="M0 0L9 9z"/></marker></defs>'
        '<path style="marker-end:url(#m)" d="M0 0L9 9"/>'
    ),
    "rules for all shapes, and words of a given length, as R writes them": svg(
        "<style><![CDATA[.a line, .a text { fill: none } .a text { white-space: pre }]]></style>"
        '<g class="a"><text style="font-size: 9px; font-family: &quot;Arial&quot;;" y="9" '
        'textLength="9.79px" lengthAdjust="spacingAndGlyphs">10</text></g>'
    ),
    "colours for light and dark, as draw.io writes them": svg(
        '<rect width="9" height="9" fill="#fff" '
        'style="fill: light-dark(#ffffff, var(--dark, rgb(18, 18, 18)))"/>'
    ),
    "parts of a clipped page, as PowerPoint writes them": svg(
        '<defs><clipPath id="c"><rect width="9" height="9"/></clipPath></defs><g clip-path='
        '"url(#c)" transform="translate(-1 -9)"><text font-family="Calibri,Calibri_MSFontService" '
        'transform="matrix(1 0 0 1 3 3)">One<tspan x="6" y="0">Two</tspan></text></g>'
    ),
    "a typeface of its own, as Excalidraw writes it": svg(
        '<style>@font-face { font-family: "V"; src: url(data:font/woff2;base64,d09GMg==) }</style>'
        '<text font-family="V" y="9">A</text>'
    ),
    "a shadow, as Figma writes it": svg(
        '<g filter="url(#f)"><rect width="9" height="9"/></g><filter id="f"><feFlood/><feOffset/>'
        '<feGaussianBlur stdDeviation="2"/><feBlend/></filter>'
    ),
    "alternatives for another program, as Illustrator writes them": svg(
        '<switch><g requiredExtensions="http://ns.adobe.com/"/><g><rect width="9" height="9"/></g>'
        "</switch>"
    ),
    "a data URL with a character set": svg(
        '<image href="data:image/png;charset=utf-8;base64,\n '
        f'{base64.b64encode(saved(GREY, "PNG")).decode()}"/>'
    ),
    "a thousand marks of one shape": svg(
        '<defs><path id="p" d="M0 0z"/></defs>' + '<use xlink:href="#p"/>' * 1000
    ),
    "a pattern of dots, as Figma writes it": svg(
        '<defs><pattern id="p"><use href="#i"/></pattern><image id="i" href="data:image/png;base64,'
        f'{base64.b64encode(saved(GREY, "PNG")).decode()}"/></defs><rect fill="url(#p)"/>'
    ),
}


@pytest.mark.parametrize("program", FROM_PROGRAMS)
def test_what_drawing_programs_write_is_let_through(program: str) -> None:
    """A refusal must not be for what everybody's pictures hold."""
    assert bare_picture(FROM_PROGRAMS[program])


def test_what_programs_keep_in_a_picture_is_gone() -> None:
    """Metadata, foreign parts and texts in descriptions: the engine would draw some of them."""
    inside = (
        "<title>A title</title><metadata><x:text xmlns:x='urn:x'>kumquat</x:text></metadata>"
        "<desc><text>kumquat</text></desc><!-- kumquat --><i:text xmlns:i='urn:i'>kumquat</i:text>"
        "<g xmlns:s='urn:s' s:base='C:/Drawings'/><text>Shown</text>"
    )
    bare = bare_picture(svg(inside))
    assert b"kumquat" not in bare
    assert b"A title" in bare
    assert picture_text(bare) == "Shown"
    assert bare_picture(bare) == bare


def test_a_plain_picture_stays_as_it_is() -> None:
    """What needs no change keeps its bytes, and so its place in the cache."""
    plain = svg('<g id="a"><rect width="9" height="9"/></g>')
    assert bare_picture(plain) == plain


def test_words_are_known_wherever_the_engine_draws_them() -> None:
    """In links and spans outside texts too."""
    inside = "<a><text>One</text></a><g><tspan>two</tspan></g><text>three<tspan>four</tspan></text>"
    assert picture_text(svg(inside)).split() == ["One", "two", "threefour"]


def test_dots_in_a_drawing_are_cleaned_as_others_are(tmp_path: Path) -> None:
    """They print, and what hides in their bytes is gone."""
    held = base64.b64encode(photograph() + SECRET).decode()
    inside = (
        f'<image width="40" height="30" xlink:href="data:image/png;base64,\n{held}"/>'
        '<text x="9" y="9" font-family="Source Sans 3">Kumquat</text>'
    )
    picture = svg(inside).replace(b"<svg ", b'<svg width="90" height="40" ')
    assert SECRET not in base64.b64decode(bare_picture(picture).partition(b"base64,")[2][:400])
    folder = deck_project(tmp_path, "![A](figures/dots.svg)\n")
    (folder / "figures" / "dots.svg").write_bytes(picture)
    result = make_deck(read(folder), tmp_path, "pack")
    assert result.delivered, result.findings
    with pikepdf.open(io.BytesIO(result.path.read_bytes())) as pdf:
        [image] = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" in o]
        assert image.read_raw_bytes() == bare_picture(photograph())


HALF = saved(GREY, "PNG")[:90]
UNFIT = {
    "a drawing in a drawing": (
        f'<image href="data:image/svg+xml;base64,{base64.b64encode(svg("")).decode()}"/>',
        "has an external reference",
    ),
    "a view box of three numbers": ('<svg viewBox="0 0 9"/>', "an invalid viewBox"),
    "a view box of no width": ('<svg viewBox="0 0 0 9"/>', "an invalid viewBox"),
    "a view box beyond all bounds": ('<svg viewBox="0 0 1e300 1"/>', "an invalid viewBox"),
    "a view box of words": ('<svg viewBox="all of it"/>', "an invalid viewBox"),
    "a film": ('<image href="data:image/png;base64,R0lGODlhAQABAAAAACw="/>', "not a PNG or JPEG"),
    "half a picture": (
        f'<image href="data:image/png;base64,{base64.b64encode(HALF).decode()}"/>',
        "cut short",
    ),
    "no letters of base 64": ('<image href="data:image/png;base64,A"/>', "cannot be"),
    "dots from elsewhere": (
        '<image xlink:href="https://example.org/a.png"/>',
        "has an external reference",
    ),
    "another place to start from": (
        '<g xml:base="https://example.org/"/>',
        "has an external reference",
    ),
    "a web page": ('<foreignObject width="9" height="9"/>', "a <foreignObject>"),
    "a web page, as draw.io writes it": (
        '<switch><foreignObject requiredFeatures="x"/><text>Words…</text></switch>',
        "a <foreignObject>",
    ),
    "a ground in its style": ('<g style="background: #def"/>', "a background in its style"),
    "a variable that is set": ('<g style="--a: red; fill: var(--a, blue)"/>', "variables"),
    "a name in disguise": (r"<style>.a{fill:\75 rl(other.svg)}</style>", "backslashes"),
}


@pytest.mark.parametrize("what", UNFIT)
def test_what_a_drawing_may_not_hold_is_named(what: str) -> None:
    """With the reason."""
    inside, why = UNFIT[what]
    with pytest.raises(UnusablePicture, match=why):
        bare_picture(svg(inside))


@given(st.text("<>/\"'=# abgsvu&;!-[]{}()\\", max_size=200), st.binary(max_size=40))
def test_any_text_is_a_picture_or_a_fault(text: str, junk: bytes) -> None:
    """Never an exception of another kind."""
    for data in (svg(text), f"<svg {text}/>".encode(), b"<" + junk, b"\xff\xfe" + junk):
        with suppress(UnusablePicture):
            bare = bare_picture(data)
            assert bare_picture(bare) == bare
            picture_text(bare)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("light-dark(#fff, #000)", "#fff"),
        ("light-dark(rgb(1, 2, 3), rgb(4, 5, 6))", "rgb(1, 2, 3)"),
        ("light-dark(var(--a, #fff), var(--b, rgb(1, 2, 3)))", "#fff"),
        ("var(--a, var(--b, red))", "red"),
    ],
)
def test_values_that_stand_for_others_are_written_out(written: str, printed: str) -> None:
    """Paper is light, and what nothing sets has the value behind it."""
    bare = bare_picture(
        svg(f'<rect width="9" style="fill: {written}"/><style>a{{x: {written}}}</style>')
    )
    assert bare.count(printed.encode()) == 2
    assert b"--" not in bare
