"""Patterns of hyphenation that are taken apart late are those that Pyphen reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyphen
import pytest

from briefing.typeset.engine_patches import uninstalled
from briefing.typeset.engine_patches.hyphenation_patterns import Patterns

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en_US", "en_GB", "fr", "de_DE", "nl_NL", "ru_RU")
HARD = ("hu_HU", "ca")
"""With more than plain patterns."""


@pytest.mark.parametrize("language", [*LANGUAGES, *HARD])
def test_patterns_are_those_of_the_library(language: str) -> None:
    """All of them, and words are divided at the same places."""
    path = pyphen.LANGUAGES[language]
    with uninstalled():
        plain = pyphen.HyphDict(path)
    late = pyphen.HyphDict(path)
    assert isinstance(late.patterns, Patterns) == (language not in HARD)
    assert late.patterns.keys() == plain.patterns.keys()
    assert late.maxlen == plain.maxlen
    for word in ("hyphenation", "zeitgenossen", "lettergrepen", "république"):
        assert late.positions(word) == plain.positions(word)
    assert all(late.patterns.get(letters) == plain.patterns[letters] for letters in plain.patterns)
    assert late.patterns.get("no pattern") is None


def test_lines_that_divide_nowhere_are_left_out(tmp_path: Path) -> None:
    """Also where another line has the same letters; of two that divide, the last one holds."""
    path = tmp_path / "hyph_xx.dic"
    path.write_text("UTF-8\nLEFTHYPHENMIN 2\n% a remark\n\n1ab\nab\n a2b \nc3d\n", encoding="utf-8")
    with uninstalled():
        plain = pyphen.HyphDict(path)
    late = pyphen.HyphDict(path)
    assert isinstance(late.patterns, Patterns)
    assert {key: late.patterns.get(key) for key in late.patterns} == plain.patterns
    assert plain.patterns.keys() == {"ab", "cd"}
