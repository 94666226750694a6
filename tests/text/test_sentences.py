"""Where a sentence begins, for Easy Read and for what is counted."""

from __future__ import annotations

from itertools import pairwise

import pytest

from briefing.text.sentences import sentence_starts


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It came. It went.", ["It came.", "It went."]),
        ("On 3 Oct. 2025 it came. 50 went.", ["On 3 Oct. 2025 it came.", "50 went."]),
        ("They came in Oct. They went.", ["They came in Oct.", "They went."]),
        ("See Res. 1244 and No. 5. It is long.", ["See Res. 1244 and No. 5.", "It is long."]),
        ("Is it ours? No. It is theirs.", ["Is it ours?", "No.", "It is theirs."]),
        ("Dr. Smith spoke, e.g. to Mr. X. He left.", ["Dr. Smith spoke, e.g. to Mr. X. He left."]),
    ],
)
def test_a_full_stop_ends_a_sentence_or_an_abbreviation(text: str, sentences: list[str]) -> None:
    """Before a number a month or “No.” is short for something, before a word it ends."""
    starts = [0, *sentence_starts(text), len(text)]
    found = [text[a:b].strip() for a, b in pairwise(starts)]
    assert found == sentences
