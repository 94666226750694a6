"""The grammar of files made to each standard."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from briefing.model.standards import NEWER, USUAL
from briefing.prove.grammar.newer_table import NEWER_NAMES, NEWER_TABLE
from briefing.prove.grammar.table import NAMES, TABLE
from briefing.prove.grammar.value_rules import Grammar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.standards import Standard

GRAMMARS: Mapping[Standard, Grammar] = MappingProxyType(
    {USUAL: Grammar(TABLE, NAMES), NEWER: Grammar(NEWER_TABLE, NEWER_NAMES)}
)
