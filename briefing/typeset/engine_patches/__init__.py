"""What makes the engine faster and changes no byte of what it makes.

Each module replaces one function of WeasyPrint, and says why, what that gives, when it steps aside
and what could be done upstream. They know the inside of the engine, so that they are only for
versions that `briefing.typeset.engine_version` knows; with another everything is typeset as well,
to the same bytes, and takes longer. (What changes the *result* of the engine is not here:
`folded_tables`, `glyph_codes`, `long_tables`, `sibling_selectors`.)

Measured: all together ×0.84 of the processor time of typesetting fragments of the shipped briefing
(medians of 7 alternated runs), and ×0.73 of long columns (15 runs).

Left out: blocks in columns, laid out once and moved. What is moved is not where it would have been
laid out to the last bit, and a page says “239.” for “239”. Kept only for the very same place, they
saved nothing that could be measured (×0.99), as `first_lines` has found the lines already.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from briefing.typeset.engine_patches import (
    first_lines,
    hyphenation_patterns,
    late_selectors,
    line_heights,
    pango_setup,
    parser_expressions,
    pseudo_anchors,
    resolved_sizes,
    selector_matches,
    style_notes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.typeset.engine_patches.replacement import Replacement

PATCHES: dict[str, Sequence[Replacement]] = {
    "pseudo_anchors": (pseudo_anchors.PATCH,),
    "resolved_sizes": (resolved_sizes.PATCH,),
    "pango_setup": (pango_setup.PATCH,),
    "line_heights": (line_heights.PATCH,),
    "first_lines": first_lines.PATCHES,
    "parser_expressions": parser_expressions.PATCHES,
    "late_selectors": late_selectors.PATCHES,
    "selector_matches": selector_matches.PATCHES,
    "hyphenation_patterns": (hyphenation_patterns.PATCH,),
}
"""By the name of their module, in the order in which they are installed."""


def install(names: Sequence[str] = tuple(PATCHES)) -> None:
    """Have the engine do the same in less time. To call it again changes nothing."""
    for patch in (*style_notes.PATCHES, *(patch for name in names for patch in PATCHES[name])):
        patch.install()


def uninstall() -> None:
    """Leave the engine as it was."""
    for patch in (
        *(patch for patches in PATCHES.values() for patch in patches),
        *style_notes.PATCHES,
    ):
        patch.uninstall()


@contextmanager
def uninstalled() -> Iterator[None]:
    """Typeset without them in the block, to compare."""
    uninstall()
    try:
        yield
    finally:
        install()
