"""Lines before a no-break space are broken where they can be, and not behind their first word."""

from __future__ import annotations

from itertools import pairwise

import pytest

from briefing.typeset import tied_lines
from briefing.typeset.weasyprint_library import boxes, weasyprint

tied_lines.install()
WORDS = "Put on boots and a coat. Wake everybody, and say out loud that you are"


def lines(words: str, width: int) -> list[str]:
    """The lines of a paragraph that ends with two tied words, in a width in px."""
    sheet = f"@page {{ size: 900px 900px; margin: 0 }} p {{ width: {width}px; margin: 0 }}"
    html = f"<style>{sheet}</style><p>{words}&nbsp;<span>leaving.</span></p>"
    [page] = weasyprint.HTML(string=html).render().pages
    found = [box for box in page._page_box.descendants() if isinstance(box, boxes.LineBox)]
    return [
        "".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox))
        for line in found
    ]


@pytest.mark.parametrize("width", range(120, 640, 13))
def test_no_line_is_broken_where_its_next_word_would_fit(width: int) -> None:
    """Whatever the width, each line is as full as can be, and the last two words are together."""
    set_in = lines(WORDS, width)
    assert " ".join(set_in).split() == [*WORDS.split(), "leaving."]
    assert set_in[-1].endswith("are\N{NO-BREAK SPACE}leaving.")
    for line, following in pairwise(set_in):
        word = following.split(" ")[0]
        if "\N{NO-BREAK SPACE}" not in word:
            alone = lines(f"{line} {word} and so it goes on for long, then they", width)
            assert alone[0] == line


def test_all_but_the_last_word_fits() -> None:
    """The case in which a word stood alone in the first line."""
    whole = next(width for width in range(300, 700) if len(lines(WORDS, width)) == 1)
    assert lines(WORDS, whole - 2)[0].startswith("Put on boots")
