"""Expressions of the HTML parser, compiled once for each set of characters.

tinyhtml5 reads text up to the next character of a set with a regular expression, which it means to
keep by that set. In ``characters = characters_until_regex[(characters, opposite)] = regex`` the
name on the left is bound first, so that each is kept under itself, and never found again. So for
each word of markup the expression is written anew, from sets of up to seventy characters, and
looked up among those that Python keeps. Here what is kept makes what is missing, by the set.

Measured: ×0.99 of the processor time of typesetting with the others in place, median of 7
alternated runs over fragments of the shipped briefing.

It steps aside for another version of tinyhtml5 (`briefing.typeset.engine_version`).

For tinyhtml5: ``regex = characters_until_regex[(characters, opposite)] = re.compile(…)``, with
another name on the left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from briefing.typeset.engine_internals import html_parser
from briefing.typeset.engine_patches.replacement import Replacement
from briefing.typeset.engine_version import KNOWN_PARSERS

if TYPE_CHECKING:
    from collections.abc import Collection


class _Expressions(dict[Any, re.Pattern[str]]):
    """Expressions by a set of characters and whether they are to match these, or all others."""

    def __missing__(self, key: tuple[Collection[str], bool]) -> re.Pattern[str]:
        characters, opposite = key
        # As ``chars_until`` writes it.
        signs = "".join(f"\\x{ord(character):02x}" for character in characters)
        made = self[key] = re.compile(f"[{signs}]+" if opposite else f"[^{signs}]+")
        return made


PATCHES = (
    [Replacement([(html_parser.inputstream, "characters_until_regex")], lambda _: _Expressions())]
    if html_parser.__version__ in KNOWN_PARSERS
    else []
)
