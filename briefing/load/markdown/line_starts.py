"""Patterns for how lines begin, shared by the scanner and its checks."""

from __future__ import annotations

import re

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,}) *(?P<info>[^`]*)$")
HEAD = re.compile(r"^ *(?P<slashes>/{3,}) *(?P<name>[\w-]+) *(?:\| *(?P<argument>.*?) *)?$")
FOOT = re.compile(r"^ *(?P<slashes>/{3,}) *$")
OPTION = re.compile(r"^ {4,}(?!/{3,} *$)\S")
ATTRIBUTES = re.compile(r"\{:(?P<body>[^{}\n]*)\}")
FOOTNOTE_BODY = re.compile(r"^\[\^(?P<name>[\w-]+)\]: *(?P<text>.*)$")
REFERENCE = re.compile(
    r"""^ {0,3}\[(?P<label>[^\]^@]+)\]: +(?P<address><[^<>{}]*>|[^\s{}]+)"""
    r"""( +(?P<title>"[^"{}]*"|'[^'{}]*'))? *$"""
)
TITLE_BELOW = re.compile(r"""^ *(?:"[^"]*"|'[^']*'|\([^()]*\)) *$""")
"""What stands below the definition of a link, and would be its title."""
HEADING = re.compile(r"^ {0,3}(?P<signs>#{1,6})(?: +|$)")
HEADING_END = re.compile(r"(?:^| )#+ *(?=(?:\{:[^{}]*\} *)*$)")
"""The ``#`` that may close a heading."""
HEADING_ID = re.compile(r"\{#(?P<id>[A-Za-z][\w-]*)\}(?= *(?:\{:[^{}]*\} *)*$)")
"""An id at the end of a heading, as other tools write it."""
UNDERLINE = re.compile(r"^ {0,3}(=+|-+) *$")
RULE = re.compile(r"^ {0,3}(?:(?:- *){3,}|(?:_ *){3,}|(?:\* *){3,})$")
TABLE_RULE = re.compile(r"^ *(\| *:?-+:? *|\|?( *:?-+:? *\|)+(?: *(?::?-+:? *)?))$")
ITEM = re.compile(r"(?:[-*+]|(?P<number>\d{1,9})(?P<end>[.)]))(?P<gap> +|$)")
TASK = re.compile(r"\[(?P<sign>[ xX])\] +(?=\S)")
DEFINITION = re.compile(r"(?P<sign>: {1,3}) *(?=\S)")
