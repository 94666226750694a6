"""What stands in a line is read as CommonMark reads it, or there is an error."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefing.load.markdown.inline_text import InlineReader
from support.projects import PROJECTS, faults, section_project

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from markdown_it.token import Token

DEFINED = {"r": ("https://r.example", ""), "q": ("https://q.example", "Q")}
_ESCAPED = re.compile("\x02(\\d+)\x03")
_SIGNS = re.compile(r"[][*_~`]")
"""Not compared in words for a picture: markdown-it-py reads these without what is around them."""
_ORACLE = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
_PIECES = (
    *"ab 1.,-é“€\"')[]<>!&;\n\\`_*",
    *("**", "__", "***", "~~", "``", "[r]", "[a][q]", "](u)", '](<u v> "t")', "![", "  \n"),
    *("<https://x.example>", "&amp;", "&copy;", "\\*", "\\\n", "[a](b)", "&#65;"),
)


def read(text: str) -> tuple[str, bool]:
    """Return what our reader makes of a text, in tags, and whether there is an error."""
    reader = InlineReader(DEFINED)
    parts = reader.read(text)
    return _plain("".join(map(_written, parts))), bool(reader.faults)


def _written(part: str | etree.Element) -> str:
    if isinstance(part, str):
        return part
    inner = (part.text or "") + "".join(_written(child) + (child.tail or "") for child in part)
    values = [part.get(name, "") for name in ("href", "src", "alt", "title")]
    values[2] = _SIGNS.sub("", _unescaped(values[2]))
    return f"‹{part.tag}{' '.join(filter(None, ['', *values]))}›{inner}‹/{part.tag}›"


def expected(text: str) -> str:
    """Return the same of the tokens that markdown-it-py makes of it."""
    env = {
        "references": {
            name.upper(): {"href": address, "title": title, "map": [0, 1]}
            for name, (address, title) in DEFINED.items()
        }
    }
    [inline] = _ORACLE.parseInline(text, env)
    return _plain("".join(map(_token, _without_nested_links(inline.children or ()))))


def _without_nested_links(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens without the links that addresses in the words of a link are: none can be one."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.tag == "a" else 0
        if token.tag != "a" or depth + (token.nesting < 0) == 1:
            yield token


def _token(token: Token) -> str:
    if token.type == "image":
        alt = _SIGNS.sub("", _alternative(token.children or ()))
        values = [str(token.attrs["src"]), alt, str(token.attrs.get("title", ""))]
        return f"‹img{' '.join(filter(None, ['', *values]))}›‹/img›"
    if token.type == "code_inline":
        return f"‹code›{token.content}‹/code›"
    if token.type == "hardbreak":
        return "‹br›‹/br›"
    if token.type == "softbreak":
        return "\n"
    if token.nesting:
        values = [str(token.attrs.get(name, "")) for name in ("href", "title")]
        stroke = "/" if token.nesting < 0 else ""
        return f"‹{stroke}{token.tag}{' '.join(filter(None, ['', *values]))}›"
    return token.content


def _alternative(tokens: Sequence[Token]) -> str:
    return "".join(
        " "
        if token.type.endswith("break")
        else _alternative(token.children)
        if token.children
        else token.content
        for token in tokens
    )


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1])), text)


def _plain(text: str) -> str:
    text = unquote(_unescaped(text))
    text = re.sub(r"[ \n]*(‹br›‹/br›)[ \n]*", r"\1", text)
    return re.sub(r"[ \n]+", " ", text).strip()


_MISREAD = re.compile(r"\]\([^)]*\\|\]\[[^\]]*\[|\\ +\n|\]\([ \n]*$|\]\[\s+\]|[^\w\s][*_~]+\]")
"""What markdown-it-py reads otherwise than the specification, and GitHub: a backslash in an address
or before spaces that end a line, brackets in what is no label after all, labels of spaces, a
parenthesis at the end, signs before a bracket, which it reads as if the text ended there."""
_UNFINISHED = "]("
"""A link that is none after all: markdown-it-py may go on reading within what it has given up."""


def _paragraph(pieces: list[str]) -> str:
    """Return a text without blank lines: none is in a paragraph."""
    return re.sub(r"\n\s*\n\s*", "\n", "".join(pieces))


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map(_paragraph))
@example("***a** b*")
@example("*a `*` b*")
@example("[a [b](c) d](e)")
def test_a_line_is_read_as_commonmark_reads_it(text: str) -> None:
    """Our elements are those that markdown-it-py finds in the same text, or there is an error."""
    found, refused = read(text)
    doubtful = refused or "~~~" in text or _UNFINISHED in found or _MISREAD.search(text)
    assert doubtful or found == expected(text)


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("www.commonmark.org", ["www.commonmark.org"]),
        ("Visit www.commonmark.org/help for more.", ["www.commonmark.org/help"]),
        ("Visit www.commonmark.org/a.b.", ["www.commonmark.org/a.b"]),
        (
            "www.google.com/search?q=Markup+(business)",
            ["www.google.com/search?q=Markup+(business)"],
        ),
        ("(www.google.com/q=Markup+(business)))", ["www.google.com/q=Markup+(business)"]),
        ("www.google.com/search?q=(business))+ok", ["www.google.com/search?q=(business))+ok"]),
        ("www.google.com/search?q=commonmark&hl=en", ["www.google.com/search?q=commonmark&hl=en"]),
        ("www.google.com/search?q=commonmark&hl;", ["www.google.com/search?q=commonmark"]),
        ("www.commonmark.org/he<lp", ["www.commonmark.org/he"]),
        (
            "https://encrypted.google.com/search?q=M+(b)",
            ["https://encrypted.google.com/search?q=M+(b)"],
        ),
        ("foo@bar.baz", ["foo@bar.baz"]),
        ("hello@mail+xyz.example, hello+xyz@mail.example.", ["hello+xyz@mail.example"]),
        ("a.b-c_d@a.b. and a.b-c_d@a.b- or a.b-c_d@a.b_", ["a.b-c_d@a.b"]),
        ("„https://example.org/ä“, «www.a.example».", ["https://example.org/ä", "www.a.example"]),
        ("xhttps://a.example www.a_b.example_c http:// www.", []),
        ("`https://a.example` [https://a.example](u)", []),
        ("https://example.org/a--b_c_d'e and *https://a.example*", 2),
    ],
)
def test_bare_addresses_are_links_as_github_has_them(text: str, linked: list[str] | int) -> None:
    """The examples of its specification (6.9), save that no scheme but that of the web links."""
    parts = InlineReader({}).read(text)
    found = [
        "".join(element.itertext())
        for part in parts
        if not isinstance(part, str)
        for element in part.iter("a")
        if element.get("bare")
    ]
    assert found == linked if isinstance(linked, list) else len(found) == linked


@pytest.mark.parametrize(
    "text",
    [
        "~ 50 and ~60 (~70 %), ~/a and ~/b",
        "2^10 x^y ^ ^_^ a^ b^",
        "$5 and $10, US$5 and US$ 6, $HOME/$USER, A$",
        "a == b, c==d, = =, ===",
        "x[1][2] f(x)[y] [1] [ ] [a, b]",
        "C:\\dir\\~x, 5 * 3 * 2, a_b_c, __init__.py?",
    ],
)
def test_signs_that_stand_for_themselves_are_no_doubt(text: str) -> None:
    """Only what another tool would read as markup is refused."""
    reader = InlineReader({})
    parts = reader.read(text)
    assert reader.faults == []
    assert [part.tag for part in parts if not isinstance(part, str)] in ([], ["strong"])


def test_reading_takes_time_in_proportion_to_the_text() -> None:
    """Whatever opens and is never closed: a few seconds would be an hour if it were squared."""
    for sign in (
        "*a ",
        "_a ",
        "[",
        "![",
        "`" * 2 + "a",
        "**a",
        "~~a ",
        "<a",
        "[a](",
        "^a",
        "$a",
        "==a ",
    ):
        InlineReader({}).read(sign * 20_000)


def test_a_picture_whose_name_has_spaces_is_found(tmp_path: Path) -> None:
    """Its name stands in angle brackets, as GitHub has it."""
    folder = section_project(tmp_path, "![A square](<figures/a b.svg>)\n")
    (folder / "figures").mkdir(exist_ok=True)
    shutil.copy(PROJECTS / "small/figures/square.svg", folder / "figures/a b.svg")
    assert not faults(folder)
