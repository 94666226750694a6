"""Text that is smaller than its size of print allows, as the finished file has it.

Large print promises a smallest size. Style sheets are many rules, so the promise is kept by
measuring: all text is looked at, furniture too, but for words in pictures. Those are measured when
they are drawn; where they are too small, what the picture shows is printed in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from briefing.model.findings import Location
    from briefing.model.proof import PaperPlan
    from briefing.prove.geometry.measured_page import Blocks

_SLACK = 0.1
"""Points that a size may be off: files round their numbers."""


def size_findings(
    blocks: Blocks, plan: PaperPlan, otherwise: Location
) -> Iterator[tuple[Hashable, float, Finding]]:
    """Yield an error for each block with text that is too small, with how much it lacks in pt.

    Args:
        blocks: The pages with their blocks.
        plan: What is known of the pages; its smallest size is 0 where there is none.
        otherwise: Where to report what has no line of its own.
    """
    for page in blocks.pages:
        drawn = {picture.path for picture in page.pictures}
        for text in (*page.texts, *page.furniture):
            size = text.object.size
            if not 0 < size < plan.smallest_pt - _SLACK or text.object.path in drawn:
                continue
            message = (
                f"“{text.words:.40}” on page {page.number} is {size:.1f} pt high; the smallest "
                f"text of this edition is to be {plan.smallest_pt:g} pt"
            )
            hint = "set it larger in the style sheet that the theme has for this size of print"
            place = blocks.place_of(text, otherwise)
            group = text.group if text in page.texts else "furniture"
            yield group, plan.smallest_pt - size, Finding(place, "B530", message, hint)
