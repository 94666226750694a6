"""Headings of several lines: as many as before, and the last is no single word."""

from __future__ import annotations

from typing import Any

import pytest
import weasyprint

from briefing.typeset.balanced_headings import unbalanced

WORDS = "KFOR figures mandate wording and what each of the many choices would ask of others"


def _laid_out(width: int, title: str, style: str = "", tag: str = "h2") -> Any:
    html = (
        "<style>@page { size: 400mm 200mm; margin: 10mm } body { font: 10pt serif }"
        f"h2, p {{ width: {width}pt; border-top: 1pt solid }}</style><{tag} style='{style}'>{title}"
    )
    return weasyprint.HTML(string=html).render().pages[0]._page_box


def _boxes(box: Any, name: str) -> list[Any]:
    found = [box] if type(box).__name__ == name else []
    return found + [b for child in getattr(box, "children", ()) for b in _boxes(child, name)]


def _lines(page_box: Any) -> list[str]:
    lines = _boxes(page_box, "LineBox")
    return ["".join(text.text for text in _boxes(line, "TextBox")) for line in lines]


@pytest.mark.parametrize("width", range(90, 420, 15))
@pytest.mark.parametrize("count", [4, 7, 11, 15])
def test_lines_become_even_and_not_more(width: int, count: int) -> None:
    """Whatever the heading and its width; its rule stays as wide as it was."""
    title = " ".join(WORDS.split()[:count])
    before = _laid_out(width, title)
    faults = [*unbalanced(before)]
    lines = _lines(before)
    if len(lines) < 2 or len(lines[-1]) > 0.8 * max(map(len, lines)):
        assert len(lines) > 1 or not faults
        return
    for _, declaration in faults:
        after = _laid_out(width, title, declaration)
        assert len(_lines(after)) == len(lines)
        assert len(_lines(after)[-1]) >= len(lines[-1])
        assert max(map(len, _lines(after))) <= max(map(len, lines))
        [box], [old] = (
            [b for b in _boxes(p, "BlockBox") if b.element_tag == "h2"] for p in (after, before)
        )
        assert box.border_width() == pytest.approx(old.border_width(), abs=1)
        assert not [*unbalanced(after)]


def test_one_short_word_gets_company() -> None:
    """“KFOR: figures, mandate, / wording” is set as two lines of two words."""
    title = "KFOR: figures, mandate, wording"
    broken = (w for w in range(260, 80, -4) if len(_stripped(_laid_out(w, title))) > 1)
    width = next(broken)
    [(element, declaration)] = unbalanced(_laid_out(width, title))
    assert element.tag == "h2"
    assert _stripped(_laid_out(width, title, declaration)) == ["KFOR: figures,", "mandate, wording"]


def _stripped(page_box: Any) -> list[str]:
    return [line.strip() for line in _lines(page_box)]


def test_only_headings_are_balanced() -> None:
    """A paragraph keeps its lines."""
    assert not [*unbalanced(_laid_out(90, WORDS, tag="p"))]
