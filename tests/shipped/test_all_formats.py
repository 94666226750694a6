"""The shipped briefing in every format: its files are proven, and all in them has a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from briefing.build.build import build
from briefing.select.selection import make_edition
from support.bodies import kfor, theme
from support.documents import finished, left_over

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.cache.cache import Cache

READERS = tuple(kfor().settings.audiences)
QUESTIONS = {"one-pager": 4, "short": 8, "standard": 14, "full": 20}


@pytest.mark.parametrize("audience", ["public", "deploying"])
@pytest.mark.parametrize("format_", ["pack", "slides", "handout", "notes", "cards"])
def test_nothing_is_left_over(
    audience: str, format_: str, kfor_cache: Cache, tmp_path: Path
) -> None:
    """Maps, charts, notes, cards: all in its files has a reason."""
    edition = make_edition(kfor(), audience, "full", format_)
    assert not left_over(finished(kfor(), edition, tmp_path, kfor_cache))


@pytest.mark.parametrize("length", QUESTIONS)
@pytest.mark.parametrize("audience", READERS)
def test_cards_are_proven(tmp_path: Path, kfor_cache: Cache, audience: str, length: str) -> None:
    """No card overflows, none is too long to be said, each length has its share of questions."""
    edition = make_edition(kfor(), audience, length, "cards")
    [result] = build(kfor(), [edition], theme(), kfor_cache, tmp_path)
    assert result.findings == ()
    with pdfium.PdfDocument(result.path) as document:
        assert abs(len(list(document.get_toc())) - QUESTIONS[length]) <= 1
    cleared = kfor().settings.audiences[audience].clearance == "partner"
    assert result.marking == ("TLP:GREEN" if cleared else "TLP:CLEAR")
