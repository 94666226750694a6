"""What of a section is neither on its slides nor said to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.resolve.slide_sources import UnresolvedSlide

_NAMES = {"pre": "code", "table": "a table", "table-block": "a table"}


def left_out(drafts: Iterable[UnresolvedSlide], *, spoken: bool) -> Iterator[Finding]:
    """Yield a warning for each slide that leaves out words of its section.

    Args:
        drafts: The slides as written.
        spoken: Whether what is said is printed: it has all that a slide has no room for, but for
            what cannot be read aloud.
    """
    for draft in drafts:
        at = draft.section.place(draft.node.line)
        if draft.left_out and not spoken:
            points = next(n for n in draft.node.nodes if n.kind != "box-title")
            shown = len(points.nodes)
            message = (
                f"the slide made of this section shows {shown} of its "
                f"{counted(shown + draft.left_out, 'point')}"
            )
            hint = "write its slides with “/// slide”, or shorten the list"
            yield Finding(at, "B607", message, hint, Severity.WARNING)
        for node in draft.unsaid if spoken else ():
            what = _NAMES[node.kind]
            place = draft.section.place(node.line or draft.node.line)
            message = f"what is said to this slide leaves out {what}, which cannot be read aloud"
            hint = "write what is said of it in “//// notes”, or give it a slide of its own"
            yield Finding(place, "B608", message, hint, Severity.WARNING)
