"""What could be left out of an edition that is too long: which blocks, and how much of a page they
take together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import ceil, inf
from typing import TYPE_CHECKING

from briefing.model.findings import Location, counted
from briefing.model.kinds import INLINE, KINDS
from briefing.model.paper import PT_PER_MM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from briefing.model.content import Node
    from briefing.model.edition import Selection
    from briefing.model.output import PageFacts, TypesetFragment

_DEFAULT_PRIORITY = 5
_LISTED = 12
"""Blocks that a message tells one by one: of more, those that are alike are told together."""
_NEVER = frozenset({"key-messages"})
"""Kinds that are not offered: an edition without them says nothing in short."""
_APART = frozenset({"ul", "ol", "dl", "group", "subsection"})
"""Kinds whose parts can be left out one by one."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block that an author could withhold from a length, and what it takes on paper."""

    node: Node
    location: Location
    priority: int
    height: float
    """In pt, over all pages it stands on."""
    rows: int = 0
    """Rows of a table; 0 for anything else."""

    @property
    def called(self) -> str:
        """What messages call it."""
        return KINDS[self.node.kind].called

    def text(self, needed: float = inf) -> str:
        """Return the block as a message lists it, and which part would do if it is a table.

        Args:
            needed: the height in pt that has to go.
        """
        what = f"({self.called}, {millimetres(self.height)}"
        if self.rows > 1 and needed < self.height * (self.rows - 1) / self.rows:
            enough = ceil(needed * self.rows / self.height) + 1  # its head takes some, too
            what += f", or {enough} of its {counted(self.rows, 'row')}"
        return f"{what})"


@dataclass(frozen=True, slots=True)
class Cuts:
    """Blocks without which an edition has no more pages than its length allows."""

    blocks: tuple[Block, ...] = ()
    """Empty if none could be found."""
    tried: bool = False
    """Whether the edition was laid out without them, and has the pages it may have."""


@dataclass(frozen=True, slots=True)
class Excess:
    """How much must go from a typeset fragment so that it has fewer pages."""

    part: TypesetFragment
    height: float
    """In pt."""


def millimetres(height: float) -> str:
    """Return a height in pt as people are told of it, rounded up: ``23 mm``."""
    return f"{max(1, ceil(height / PT_PER_MM - 0.05))} mm"


def excess(parts: Sequence[TypesetFragment], pages: int) -> list[Excess]:
    """Return what must go from which fragments to save ``pages`` pages, where the least will do."""
    steps: list[tuple[float, int]] = []
    text = [n for n, part in enumerate(parts) if not part.front and _names_blocks(part.pages)]
    for n in text or range(len(parts)):
        needs = _needs(parts[n].pages)
        steps += [(more - less, n) for less, more in zip((0.0, *needs), needs, strict=False)]
    least: dict[int, float] = {}
    for height, n in sorted(steps)[:pages]:
        least[n] = least.get(n, 0.0) + height
    return [Excess(parts[n], height) for n, height in sorted(least.items())]


def _needs(pages: Sequence[PageFacts]) -> list[float]:
    """Return the height in pt that must go to save one page of a fragment, two pages, and so on.

    What it holds has to fit on the pages before: in the room that a picture or a table has left at
    the foot of the page before, and on whole pages.
    """
    needs: list[float] = []
    used = sum(page.used for page in pages)
    least = 0.0
    for n in range(len(pages) - 1, -1, -1):
        room = pages[n - 1].column - pages[n - 1].used if n else 0.0
        fitting = used - sum(page.column for page in pages[:n])
        least = max(fitting, least + max(pages[n].used - room, pages[n].leading))
        needs.append(least)
    return needs


def blocks_of(selection: Selection, pages: Iterable[PageFacts]) -> list[Block]:
    """Return the blocks on ``pages`` that could be left out, with their heights there.

    What something else refers to is not among them, nor are headings: they go with their text.
    """
    heights: dict[str, float] = {}
    for page in pages:
        for key, height in page.blocks:
            heights[key] = heights.get(key, 0.0) + height
    wanted = _referred_to(selection)
    out = []
    for section in selection.sections:
        priority = _priority(section.conditions, _DEFAULT_PRIORITY)
        for node, inherited in _parts(section.blocks, priority):
            lines = {n.line for n in node.walk() if n.line}
            height = sum(heights.get(f"{section.path}:{line}", 0.0) for line in lines)
            if height and not wanted & {n.get("id") for n in node.walk()}:
                rows = sum(1 for n in node.walk() if n.kind == "tr" and n.line) - 1
                out.append(Block(node, section.place(node.line), inherited, height, max(rows, 0)))
    return out


def choose(blocks: Iterable[Block], height: float) -> list[Block]:
    """Return as few blocks as take ``height`` pt together; all of them if they take less.

    Those of a higher number in ``priority=`` go first, all of them before any of a lower one; of
    those that are alike, the last.
    """
    chosen: list[Block] = []
    last_first = sorted(blocks, key=lambda block: block.location, reverse=True)
    left = sorted(last_first, key=lambda block: (-block.priority, -block.height))
    while left and height > 0:
        rank = [block for block in left if block.priority == left[0].priority]
        enough = [block for block in rank if block.height >= height]
        # In a rank that takes less than is needed, all go; else the largest, then what is enough.
        block = enough[-1] if enough else rank[0]
        chosen.append(block)
        left = [other for other in left if other is not block]
        height -= block.height
    return chosen


def listed(chosen: Sequence[Block], needed: float) -> str:
    """Return chosen blocks as a hint lists them, in the order of the text, with their sum.

    Args:
        chosen: the blocks.
        needed: the height in pt that has to go.
    """
    if len(chosen) == 1:
        return f"leave out {chosen[0].location} {chosen[0].text(needed)}"
    named, path = [], ""
    in_order = sorted(chosen, key=lambda block: block.location)
    runs = groupby(in_order, lambda block: (block.location.path, block.called))
    for _, run in runs if len(chosen) > _LISTED else (((), [block]) for block in in_order):
        blocks = list(run)
        places = []
        for place in (block.location for block in blocks):
            places.append(str(place) if place.path != path else f":{place.line}")
            path = place.path
        height = millimetres(sum(block.height for block in blocks))
        alike = f"({counted(len(blocks), blocks[0].called)}, {height})"
        named.append(f"{', '.join(places)} {alike if len(blocks) > 1 else blocks[0].text()}")
    total = millimetres(sum(block.height for block in chosen))
    return f"leave out {', '.join(named)}: together {total}"


def _names_blocks(pages: Iterable[PageFacts]) -> bool:
    return any(key for page in pages for key, _ in page.blocks)


def _parts(nodes: Iterable[Node | str], priority: int) -> Iterator[tuple[Node, int]]:
    """Yield each node that can be left out by itself, and its priority, inherited or own."""
    for node in nodes:
        if isinstance(node, str) or node.kind in _NEVER | INLINE or KINDS[node.kind].is_title:
            continue
        own = _priority(node.conditions, priority)
        if node.kind in _APART:
            yield from _parts(node.children, own)
        else:
            yield node, own


def _priority(conditions: Collection[object], inherited: int) -> int:
    own = [p for c in conditions if (p := getattr(c, "priority", None)) is not None]
    return own[-1] if own else inherited


def _referred_to(selection: Selection) -> set[str]:
    """Return the ids that text refers to."""
    return {
        target
        for section in selection.sections
        for block in section.blocks
        for node in block.walk()
        for target in _targets(dict(node.attributes), node.kind)
    }


def _targets(attributes: Mapping[str, str], kind: str) -> Iterator[str]:
    if kind == "ref":
        yield attributes.get("body", "")
    if attributes.get("href", "").startswith("#"):
        yield attributes["href"][1:]
