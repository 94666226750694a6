"""Compares what a file is made of with what it may be made of: reports what does not belong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.proof import Expectation, Means
    from briefing.prove.accessibility import Fault
    from briefing.prove.extract.extracted import Inventory

_EXPLAINING_CODES = frozenset(("P102", "P104", "P107", "P133", "P134"))
"""Codes that already explain why a file is not as it was made."""
_STYLES = re.compile(
    "(?:-(?:Thin|Light|Book|Regular|Medium|Bold|Heavy|Black|Italic|Oblique|Roman|Small|Caps|Ultra|"
    "Extra|Semi|Demi|Condensed|Expanded))*"
)
"""Styles that may follow a family in the name of a typeface."""
_ESCAPED = re.compile(rb"#([0-9a-f]{2})")
_CHANGED = "build the edition again; do not hand out a file that was changed afterwards"
_HINTS = {
    "P146": "build the edition again with the typefaces of its theme, as .ttf or .otf files",
    "P147": "build the edition again; if that does not help, remove pictures one at a time",
    "P148": "build the edition again; if that does not help, save the picture again",
    "P149": "build the edition again",
}


def foreign_content_faults(
    inventory: Inventory, expectation: Expectation, reported: Iterable[Fault]
) -> Iterator[Fault]:
    """Yield one fault for each kind of content that does not belong in the file.

    Yield none if the faults ``reported`` already explain why the file is not as it was made.
    """
    if expectation.means is None or not _EXPLAINING_CODES.isdisjoint(code for code, *_ in reported):
        return
    found: dict[str, list[str]] = {}
    for code, message in inventory.faults or _foreign(inventory, expectation.means):
        found.setdefault(code, []).append(message)
    for code, messages in sorted(found.items()):
        others = f" (and {len(messages) - 1} more)" if len(messages) > 1 else ""
        yield code, messages[0] + others, _HINTS.get(code, _CHANGED)


def _foreign(inventory: Inventory, means: Means) -> Iterator[tuple[str, str]]:
    for digest, place in inventory.pictures:
        if digest not in means.pictures:
            yield "P149", f"{place} is not a picture of this edition"
    if means.drawings is not None:
        for digest, place in inventory.drawings:
            if digest not in means.drawings:
                yield "P149", f"{place} is not a drawing of this edition"
    families = [family.replace(" ", "-") for family in means.families]
    for name, place in inventory.typefaces:
        called = _ESCAPED.sub(lambda match: bytes((int(match[1], 16),)), name.encode()).decode(
            "utf-8", "replace"
        )
        if not any(
            called.startswith(family) and _STYLES.fullmatch(called, len(family))
            for family in families
        ):
            yield "P146", f"{place} is called {name}, which is not a typeface of the theme"
