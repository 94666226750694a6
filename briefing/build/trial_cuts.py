"""Finds what an edition that is too long could do without, by laying it out without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.build.table_pieces import typeset_in_pieces
from briefing.check.page_budget import pages_over
from briefing.check.page_cuts import Cuts, blocks_of, choose, excess
from briefing.compose import lay_out
from briefing.model.errors import ContentError
from briefing.resolve import resolve
from briefing.select.without import without

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from briefing.check.page_cuts import Block
    from briefing.files.themes import Theme
    from briefing.model.composition import Fragment
    from briefing.model.content import Briefing
    from briefing.model.edition import Selection
    from briefing.model.output import TypesetFragment

_MOST_TRIALS = 8
"""Text that is shorter breaks elsewhere: a picture may leave a hole at the foot of another page."""


def trial_cuts(
    briefing: Briefing,
    selection: Selection,
    theme: Theme,
    parts: Sequence[TypesetFragment],
    listed: Sequence[TypesetFragment],
) -> Generator[tuple[Fragment, ...], tuple[TypesetFragment, ...], Cuts]:
    """Find blocks without which an edition has the pages it may have, as a coroutine.

    It yields the fragments of the edition without the blocks it has chosen, and is sent them
    typeset. Nothing is cut: what could go is told to the author.

    Args:
        briefing: The content, with its charts drawn.
        selection: What the edition holds.
        theme: How it looks.
        parts: Its fragments, typeset.
        listed: The contents list, typeset; its length is taken as it is.
    """
    labels = theme.labels_for(selection.edition.language)
    needed: dict[str, float] = {}
    over, laid_out = _over(briefing, selection, parts, listed), parts
    chosen: tuple[Block, ...] = ()
    for _ in range(_MOST_TRIALS):
        for one in excess(laid_out, over):
            needed[one.part.name] = needed.get(one.part.name, 0.0) + one.height
        chosen = tuple(
            block
            for part in parts
            for block in choose(blocks_of(selection, part.pages), needed.get(part.name, 0.0))
        )
        shorter = without(selection, [block.node for block in chosen])
        try:
            resolved = resolve(briefing, shorter, labels, theme.text.form)
            fragments = lay_out(resolved, theme).fragments
        except ContentError:
            break  # nothing may be left, or a source that something names has gone
        laid_out = yield from typeset_in_pieces(fragments)
        if not all(part.pages for part in laid_out):
            break
        over = _over(briefing, selection, laid_out, listed)
        if not over:
            return Cuts(chosen, tried=True)
    return Cuts(chosen)


def _over(
    briefing: Briefing,
    selection: Selection,
    parts: Sequence[TypesetFragment],
    listed: Sequence[TypesetFragment],
) -> int:
    return pages_over(briefing, selection.edition, (*parts, *listed))
