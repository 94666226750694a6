"""What is wrong with a YAML text, in the words of somebody who writes one by hand.

The parser speaks of tokens, block ends and streams; an author has typed a tab, left a quotation
mark open, or indented a line otherwise than the one above.
"""

from __future__ import annotations

import re

Told = tuple[str, str]
"""What is wrong, and what to do."""

_QUOTE = 'put quotes round the words: "…"'
_INDENT = "check indentation, colons and quotes on this line and the one above"
_BRACKETS = (
    "close what is open, put a comma between entries, and quotes round words with , : [ ] { }"
)

_TABLE: tuple[tuple[str, str, str], ...] = (
    (
        r"found character '\\t'|tab character",
        "a tab stands where YAML wants spaces",
        "indent with spaces: two for each level",
    ),
    (r"found character ['\"](?P<sign>.)['\"] that", "words cannot begin with “{sign}”", _QUOTE),
    (
        r"found unexpected end of stream|unexpected document separator",
        "a quotation mark is opened here and never closed",
        "close it; to print the sign itself, put the words in quotes of the other kind",
    ),
    (
        r"unknown escape character ['\"](?P<sign>.+)['\"]",
        "“\\{sign}” means nothing within double quotes",
        "write \\\\ for a backslash, or put the words in single quotes",
    ),
    (
        r"escape sequence",
        "a backslash within double quotes is not followed by the code of a character",
        "write \\\\ for a backslash, or put the words in single quotes",
    ),
    (
        r"mapping values are not allowed",
        "a colon stands where no name can be",
        f"{_QUOTE}, a space behind the colon of a name; indent names of one level alike",
    ),
    (
        r"could not find expected ':'",
        "this line has no colon",
        "write “name: value”; indent what goes on from the line above further than its name",
    ),
    (
        r"sequence entries are not allowed|expected <block end>, but found '-'",
        "an item of a list (-) stands where none can be",
        "put the list on lines of its own below its name, its dashes one below the other",
    ),
    (
        r"expected <block end>, but found '<scalar>'",
        "something follows the quotation mark that closes the words",
        "put quotes that are to be printed inside quotes of the other kind: 'a \"b\" c'",
    ),
    (
        r"expected <block end>, but found '(?P<sign>[\]}])'",
        "“{sign}” closes what is not open",
        _BRACKETS,
    ),
    (
        r"expected <block end>",
        "this line is indented otherwise than those it belongs to",
        "indent the names of one level alike, and put quotes round words that end in a colon",
    ),
    (
        r"expected ',' or '(?P<sign>.)'",
        "something is missing between brackets: a comma, or the closing “{sign}”",
        _BRACKETS,
    ),
    (
        r"expected the node content|did not find expected node",
        "a value is missing, or begins with a sign that cannot begin one",
        f"write it behind the colon; {_QUOTE}",
    ),
    (
        r"undefined alias(?: ['\"](?P<sign>.+)['\"])?",
        "it refers (*) to a name that is not given (&) above",
        f"write “&name” behind the colon of what it refers to; else {_QUOTE}",
    ),
    (
        r"“(?P<sign>!.*)” is not read",
        "“{sign}” is not read here",
        "a value is a text, a number, a day, yes or no, a list, or entries; quotes make it a text",
    ),
    (
        r"mapping keys are not allowed|single value",
        "a name is a single value, without ? before it",
        "write “name: value”",
    ),
    (
        r"there is no day (?P<sign>\S+)",
        "there is no day {sign}",
        "write it as year-month-day: 2026-11-23",
    ),
    (
        r"duplicate anchor|second occurrence",
        "the same name (&) is given twice",
        "give each its own",
    ),
    (
        r"expected alphabetic or numeric",
        "a value begins with * or &, which YAML reads as signs of its own",
        _QUOTE,
    ),
    (
        r"chomping or indentation|indentation indicator",
        "a value begins with | or >, which YAML reads as signs of its own",
        f"{_QUOTE}; a text of several lines begins on the line below the sign",
    ),
    (
        r"another document|<document start>",
        "there is a second part, behind a line --- or where the first has ended",
        "keep one: take the line --- out",
    ),
    (
        r"tag handle|non-specific tag|expected URI|expected ' '|expected '[!>]'",
        "a value begins with !, which YAML reads as a sign of its own",
        _QUOTE,
    ),
    (
        r"directive|expected a digit",
        "a line begins with %, which YAML reads as a sign of its own",
        _QUOTE,
    ),
    (
        r"recursi|recursion depth",
        "something is inside itself, or nested too deeply",
        "write it flatter, and without * and &",
    ),
)
_RULES = tuple((re.compile(pattern), message, hint) for pattern, message, hint in _TABLE)
_PARSER = re.compile(r"\b(?:expected|found|while|token|stream|node)\b")
"""Words of the parser's own messages."""


def in_words(problem: str) -> Told:
    """Return message and hint for what a YAML parser says of a text."""
    for rule, message, hint in _RULES:
        if found := rule.search(problem):
            sign = found.groupdict().get("sign") or ""
            return f"malformed YAML: {message.replace('{sign}', sign)}", hint or _INDENT
    told = "" if _PARSER.search(problem) else f": {problem:.300}"
    return f"malformed YAML{told}", _INDENT
