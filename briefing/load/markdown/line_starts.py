"""Patterns for how lines begin, shared by the scanner and its checks."""

from __future__ import annotations

import re

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,}) *(?P<info>[^`]*)$")
HEAD = re.compile(r"^ *(?P<slashes>/{3,}) *(?P<name>[\w-]+) *(?:\| *(?P<argument>.*?) *)?$")
FOOT = re.compile(r"^ *(?P<slashes>/{3,}) *$")
OPTION = re.compile(r"^ {4,}\S")
ATTRIBUTES = re.compile(r"\{:(?P<body>[^{}\n]*)\}")
FOOTNOTE_BODY = re.compile(r"^\[\^(?P<name>[\w-]+)\]: *(?P<text>.*)$")
REFERENCE = re.compile(
    r"""^ {0,3}\[(?P<label>[^\]^@]+)\]: +(?P<address>[^\s{}]+)"""
    r"""( +(?P<title>"[^"{}]*"|'[^'{}]*'))? *$"""
)
HEADING = re.compile(r"^(#{1,6}) *\S")
UNDERLINE = re.compile(r"^ {0,3}([=-])")
RULE = re.compile(r"^ {0,3}(=+|[-*_]( *[-*_]){2,}|-+) *$")
TABLE_RULE = re.compile(r"^ *(\| *:?-+:? *|\|?( *:?-+:? *\|)+( *:?-+:? *)?)$")
