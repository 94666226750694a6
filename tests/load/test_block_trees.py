"""Blocks are read as CommonMark reads them, or there is an error: nothing else silently."""

from __future__ import annotations

from collections import Counter
from random import Random

from audit import blocks
from hypothesis import example, given
from hypothesis import strategies as st

from support.blocktrees import INDENTS, LINES, difference

_LINE = st.tuples(st.sampled_from(INDENTS), st.sampled_from(LINES))


def _text(lines: list[tuple[int, str]]) -> str:
    return "\n".join(
        " " * indent + line.replace("word", f"w{number}")
        for number, (indent, line) in enumerate(lines)
    )


@given(st.lists(_LINE, max_size=7).map(_text))
@example("- a\n- b {: .x }")
@example("- a\n\n  ```\n  b\n\n  c\n  ```\n- d")
@example("> a\nb\n> - c\nd\n\n> e")
@example("1. a\n\n   b\n\n       c\n2. d")
@example("- a\n  - b\n\n  c\n- d")
def test_a_text_has_the_blocks_that_commonmark_gives_it(text: str) -> None:
    """Whatever lines stand below one another."""
    assert not difference(text)


def test_made_up_texts_have_the_blocks_that_commonmark_gives_them() -> None:
    """A sample of what `make audit PART=blocks` does; most texts as people write them are read."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(300):
        faults += blocks.examine_text(blocks.text_of(0, number), counts)
    assert faults == []
    assert counts["read"] > 100, counts


def test_the_comparison_would_notice() -> None:
    """Texts whose blocks are others have other trees."""
    from support.blocktrees import expected

    assert expected("- a\n- b") != expected("- a\n\n- b") != expected("- a\n* b")
    assert expected("1. a") != expected("2. a")
    assert expected("> a\n\nb") != expected("> a\nb")


def test_the_generator_is_repeatable() -> None:
    """A seed names a text."""
    assert blocks.text_of(5, 7) == blocks.text_of(5, 7)
    assert len({blocks.text_of(1, number) for number in range(50)}) > 40
    assert Random("a").random() == Random("a").random()
