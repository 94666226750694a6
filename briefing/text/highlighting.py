"""Code taken apart by Pygments: which words are keywords, comments, strings; in nodes, not HTML."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from pygments.lexers import get_all_lexers, get_lexer_by_name
from pygments.token import (
    Comment,
    Generic,
    Keyword,
    Name,
    Operator,
    String,
)
from pygments.util import ClassNotFound

from briefing.model.content import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygments.token import _TokenType

_LANGUAGES = frozenset(
    [
        *("bash", "c", "console", "cpp", "csharp", "css", "diff", "docker", "go", "html", "http"),
        *("ini", "java", "javascript", "json", "julia", "kotlin", "lua", "make", "matlab", "perl"),
        *("php", "powershell", "pycon", "python", "ruby", "rust", "scala", "splus", "sql"),
        *("swift", "tex", "toml", "typescript", "xml", "yaml"),
    ]
)
"""Languages that are highlighted, by Pygments' first name for each: common ones, whose lexers are
known to take time in proportion to the text."""
_PLAIN = frozenset({"text", "txt", "plain", "plaintext", "none", "output", "log", "csv", "tsv"})
_MOST, _LONGEST = 10_000, 120
"""Characters of a block, and of a line, up to which it is highlighted."""
_CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Comment.Preproc, "kw"),
    (Comment, "co"),
    (Generic.Deleted, "co"),
    (Generic.Inserted, "kw"),
    (Generic.Heading, "kw"),
    (Generic.Subheading, "kw"),
    (Generic.Prompt, "co"),
    (Keyword.Constant, "st"),
    (Keyword, "kw"),
    (Operator.Word, "kw"),
    (Name.Tag, "kw"),
    (Name.Decorator, "co"),
    (String.Doc, "co"),
    (String, "st"),
)
"""What is set apart, the most special first: ``kw`` keywords, ``co`` comments, ``st`` strings."""


@lru_cache(maxsize=512)
def highlighted(text: str, info: str) -> tuple[Node | str, ...]:
    """Return ``text`` with what is set apart in it as spans of a class.

    Args:
        text: A block of code.
        info: The words after its fence, of which the first is the language; an unknown one, or
            none, leaves the text plain.
    """
    language = _language(info)
    if not language or len(text) > _MOST or any(len(n) > _LONGEST for n in text.split("\n")):
        return (text,)
    parts = tuple(_joined(_pieces(text, language)))
    return parts if "".join(_words(part) for part in parts) == text else (text,)


def misspelt_language(info: str) -> str:
    """Return the language that the words after a fence mean to name; empty if they are right, or
    resemble none."""
    name = _first(info)
    known = _names()
    if not name or name in known or name in _PLAIN:
        return ""
    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=0.75)), "")


def _first(info: str) -> str:
    return info.split(maxsplit=1)[0].casefold() if info.strip() else ""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return each name of a language that Pygments knows, with its first name."""
    return {
        alias.casefold(): aliases[0] for _, aliases, _, _ in get_all_lexers() for alias in aliases
    }


@lru_cache(maxsize=256)
def _language(info: str) -> str:
    """Return the language to highlight; empty for none."""
    name = _first(info)
    if not name or name in _PLAIN:
        return ""
    first = _names().get(name, "")
    return first if first in _LANGUAGES else ""


def _pieces(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield class and words of each piece of a text, in order."""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        yield "", text
        return
    # Many rules ask for the end of a line, the last one's too.
    left = len(text)
    for _, kind, words in lexer.get_tokens_unprocessed(f"{text}\n"):
        yield next((name for above, name in _CLASSES if kind in above), ""), words[:left]
        left -= len(words[:left])


def _joined(pieces: Iterator[tuple[str, str]]) -> Iterator[Node | str]:
    """Yield pieces of one class side by side as one; spaces belong to what is before them."""
    last, held = "", ""
    for name, words in pieces:
        own = last if not words.strip() else name
        if own != last and held:
            yield _part(last, held)
            held = ""
        last, held = own, held + words
    if held:
        yield _part(last, held)


def _part(name: str, words: str) -> Node | str:
    return Node("span", (("class", name),), (words,)) if name else words


def _words(part: Node | str) -> str:
    return part if isinstance(part, str) else part.text()
