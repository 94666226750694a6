"""Rules and grounds of the text end before what stands beside it."""

from __future__ import annotations

from typing import Any

import pytest
import weasyprint

from briefing.typeset.struck_boxes import AS_COLUMN, struck_boxes

STYLE = """
:root { --column: 60mm }
@page { size: 120mm 200mm; margin: 10mm }
body { margin: 0; font: 10pt/14pt serif }
main { width: 80mm }
.side > * { float: right; clear: right; width: 30mm; margin: 0 -20mm 0 6mm }
.ruled { border-top: 1pt solid }
.ground { background: #eee }
"""


def _struck(body: str) -> list[Any]:
    document = weasyprint.HTML(string=f"<style>{STYLE}</style><main>{body}</main>").render()
    return [element for page in document.pages for element in struck_boxes(page._page_box)]


@pytest.mark.parametrize("kind", ["ruled", "ground"])
@pytest.mark.parametrize("lines", [2, 9])
def test_what_is_drawn_under_a_side_box_is_found(kind: str, lines: int) -> None:
    """A block beside the box, and not one below it; nor the box itself, which has a rule."""
    side = f'<div class="side"><p class="ruled">{"Beside. <br>" * 5}</p></div>'
    body = f'{side}<p>{"Text. <br>" * lines}</p><div class="{kind}"><p>Block.</p></div>'
    assert [e.get("class") for e in _struck(body)] == ([kind] if lines < 5 else [])


def test_a_block_as_wide_as_the_column_is_under_nothing() -> None:
    """So what it is given helps, once and for all."""
    side = '<div class="side"><p>Beside.<br>Beside.</p></div>'
    assert _struck(f'{side}<p class="ruled">Text.</p>')
    assert not _struck(f'{side}<p class="ruled" style="{AS_COLUMN}">Text.</p>')


def test_without_side_boxes_nothing_is_under_one() -> None:
    """Pages with nothing beside the text are not searched."""
    assert not _struck('<p class="ruled">Text.</p>')


@pytest.mark.parametrize("wide", [False, True])
def test_a_table_that_is_pushed_below_a_side_box_is_found(wide: bool) -> None:
    """It leaves a hole; one across both columns has to stand there."""
    side = f'<div class="side"><p>{"Beside. <br>" * 9}</p></div>'
    table = '<table style="width: 100%"><tr><td>Cell</table>'
    block = f'<div class="table-block{" wide" * wide}">{table}</div>'
    assert [e.get("class") for e in _struck(f"{side}<p>Text.</p>{block}")] == (
        [] if wide else ["table-block"]
    )
    if not wide:
        assert [e.tag for e in _struck(f"{side}<p>Text.</p>{table}")] == ["table"]
        below = "Text.<br>" * 12
        assert not _struck(f"{side}<p>{below}</p>{block}")
