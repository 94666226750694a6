"""Figures may be read below text that is written after them, and nothing else may."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from briefing.prove.completeness import locate
from briefing.prove.extract.extracted import PageText, TextObject
from briefing.prove.letter_stream import LetterStream, stream

NAMES = "alpha bravo charlie delta echo foxtrot golf hotel india juliet"
WORDS = NAMES.split()


def _text(number: int) -> str:
    """A block of text that is like no other."""
    return f"{WORDS[number % 10]} number {number} of the text that is written here"


def _file(texts: list[str]) -> LetterStream:
    """A file in which these stand, in this order."""
    text = "\n".join(texts)
    objects, at = [], 0
    for n, one in enumerate(texts):
        chars = tuple(range(at, at + len(one)))
        objects.append(TextObject(chars, artifact=False, path=(n,)))
        at += len(one) + 1
    return stream([PageText(text, tuple(objects))])


@given(
    before=st.integers(0, 4),
    figure=st.integers(1, 3),
    behind=st.integers(1, 8),
    floats=st.integers(0, 6),
    past=st.integers(0, 8),
)
def test_a_figure_is_found_wherever_it_may_float(
    before: int, figure: int, behind: int, floats: int, past: int
) -> None:
    """Past as many blocks as it says: further down it is out of order."""
    floats, past = min(floats, behind), min(past, behind)
    texts = [_text(n) for n in range(before + figure + behind)]
    head, rest = before + figure, texts[before + figure :]
    moved = [*texts[:before], *rest[:past], *texts[before:head], *rest[past:]]
    may = dict.fromkeys(range(before, head), floats) if floats else {}
    located = locate(texts, _file(moved), may)
    assert not located.missing
    assert bool(located.out_of_order) == (past > floats)


@given(
    before=st.lists(
        st.sampled_from(("Words.", "More.", "Words that are said once, here.")), max_size=4
    ),
    behind=st.lists(st.sampled_from(("Words.", "More.", "Less.")), min_size=1, max_size=5),
    past=st.integers(0, 5),
)
def test_short_blocks_that_are_repeated_are_told_apart(
    before: list[str], behind: list[str], past: int
) -> None:
    """“Words.” stands before a figure and behind it: none is missing, wherever the figure went."""
    past, figure = min(past, len(behind)), ["Figure 1 What the town looked like"]
    moved = [*before, *behind[:past], *figure, *behind[past:]]
    located = locate([*before, *figure, *behind], _file(moved), {len(before): len(behind)})
    assert not located.missing
    assert not located.out_of_order


@given(st.permutations(range(6)))
def test_other_blocks_keep_their_order(order: list[int]) -> None:
    """Whatever floats among them: the figure is block 2, and may float past one."""
    texts = [_text(n) for n in range(6)]
    located = locate(texts, _file([texts[n] for n in order]), {2: 1})
    assert bool(located.out_of_order) == (order not in ([*range(6)], [0, 1, 3, 2, 4, 5]))


def test_short_words_of_a_figure_are_found_with_it() -> None:
    """“Source: X” stands in many places; it is looked for where the figure is."""
    texts = [_text(0), _text(1), "Source: A", _text(3), "Source: A", _text(5)]
    moved = [texts[0], texts[3], texts[1], texts[2], texts[4], texts[5]]
    located = locate(texts, _file(moved), {1: 1, 2: 1})
    assert not located.missing
    assert not located.out_of_order
