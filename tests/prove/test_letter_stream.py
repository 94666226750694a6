"""The stream of a file's letters: plain text is taken at once, with what letter by letter gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.prove import letter_stream
from briefing.prove.extract.extracted import PageText, TextObject
from briefing.prove.letter_stream import _SEVERAL, LetterStream, _FoldedPage, stream

if TYPE_CHECKING:
    from collections.abc import Iterator

# Plain letters, and whatever is several letters, none, a mark on the letter before, or invisible.
TEXTS = st.text(st.sampled_from("aB1 -_9é☐\u2010ßﬁİ½\u0301\u00ad\u200d\ud800\n"), min_size=20)
PLAIN = st.text(st.sampled_from("abcXYZ 019-.\u2010é☐\n"), min_size=20)
OBJECTS = st.lists(
    st.tuples(
        st.one_of(
            st.tuples(st.integers(0, 19), st.integers(0, 20)).map(
                lambda pair: tuple(range(pair[0], min(20, pair[0] + pair[1])))
            ),
            st.lists(st.integers(0, 19), max_size=12).map(tuple),
        ),
        st.lists(st.integers(0, 3), max_size=3).map(tuple),
        st.booleans(),
        st.booleans(),
    ).map(lambda found: TextObject(*found)),
    max_size=6,
).map(tuple)
PAGES = st.lists(st.builds(PageText, st.one_of(TEXTS, PLAIN), OBJECTS), max_size=3)


def parts(made: LetterStream) -> tuple[object, ...]:
    """All that a stream is."""
    arrays = made.pages.tolist(), made.chars.tolist()
    return (made.letters, made.breaks, *arrays, made.body, made.labels)


def hard(length: int) -> _FoldedPage:
    """A page each character of which counts as one that may stand for several letters."""
    return _FoldedPage(_SEVERAL * length, bytes(length), bytes(length))


@given(PAGES)
@example([PageText("It is plain - and long.", (TextObject(tuple(range(23))),))])
def test_plain_text_gives_the_letters_that_each_character_gives(pages: list[PageText]) -> None:
    """Whether it is taken at once, or letter by letter, as a text with ligatures is."""
    quick = stream(pages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letter_stream, "_fold_page", lambda text: hard(len(text)))
        slow = stream(pages)
    assert parts(quick) == parts(slow)


def test_the_quick_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above compares nothing."""
    monkeypatch.setattr(letter_stream, "_folded", None)
    page = PageText("A line of plain text.", (TextObject(tuple(range(21))), TextObject((0, 2))))
    assert stream([page]).letters.text == "alineofplaintextal"


def test_one_hard_character_slows_its_own_line_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A web page is one page of many lines, and some line has a soft hyphen or a ligature."""
    asked: list[TextObject] = []
    slow = letter_stream._folded

    def folded(text: str, text_object: TextObject) -> Iterator[tuple[int, str]]:
        asked.append(text_object)
        return slow(text, text_object)

    monkeypatch.setattr(letter_stream, "_folded", folded)
    lines = (TextObject(tuple(range(12)), (1,)), TextObject(tuple(range(13, 23)), (2,)))
    assert (
        stream([PageText("a plain line\nre\u00adceived.", lines)]).letters.text
        == "aplainlinereceived"
    )
    assert asked == [lines[1]]
