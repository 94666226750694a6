"""What the checks examine: a briefing, its editions as selected, and the day of the check."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from briefing.model.content import Node
from briefing.model.formats import FORMATS
from briefing.model.kinds import KINDS
from briefing.text.plain_text import plain

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping

    from briefing.model.content import Briefing, Section
    from briefing.model.edition import Selection

_INLINE = frozenset({"strong", "em", "a", "span", "sup", "sub", "s", "code", "br"})
_REFERENCES = frozenset({"cite", "ref"})
_IN_TEXT = _INLINE | _REFERENCES | {"fact"}
"""Kinds of nodes that belong to the text of the block around them."""


@dataclass(frozen=True)
class Subject:
    """A briefing as it is checked on a given day."""

    briefing: Briefing
    selections: tuple[Selection, ...]
    today: datetime.date
    days_ahead: int
    """A warning is given of reviews that are due within this many days."""
    data: str = field(default="", repr=False)
    """Text of the briefing's data files: some sources are named only there."""

    @cached_property
    def text_editions(self) -> tuple[Selection, ...]:
        """The editions that are read from end to end; slides have no reading grade."""
        return tuple(s for s in self.selections if FORMATS[s.edition.format].is_running_text)

    @cached_property
    def used_facts(self) -> frozenset[str]:
        """Names of the facts that at least one edition prints."""
        return frozenset(
            node.get("body").partition(".")[0]
            for selection in self.selections
            for section in selection.sections
            for block in (*section.all_titles(), *section.blocks)
            for node in block.walk()
            if node.kind == "fact"
        )


@dataclass(frozen=True, slots=True)
class Block:
    """A block of running text: its section, kind and line, and its inline content."""

    section: Section
    kind: str
    line: int
    content: tuple[Node | str, ...] = field(repr=False)
    quoted: bool = False

    def text(self, briefing: Briefing, **replacements: str) -> str:
        """Return the block's plain text, with the values of facts and without citations.

        ``replacements`` maps kinds of nodes to other text: ``fact="…"`` replaces every fact.
        """
        return "".join(self._words(part, briefing, replacements) for part in self.content)

    def _words(self, part: Node | str, briefing: Briefing, replacements: Mapping[str, str]) -> str:
        if isinstance(part, str):
            return part
        if part.kind in replacements:
            return replacements[part.kind]
        if part.get("bare"):
            return ""  # an address is no prose
        if part.kind in _INLINE and part.kind != "code":
            return "".join(self._words(c, briefing, replacements) for c in part.children)
        language = briefing.settings.languages[0]
        return "" if part.kind in {*_REFERENCES, "code"} else plain(part, briefing.facts, language)


def running_text(section: Section) -> Iterator[Block]:
    """Yield the title of ``section``, then its blocks of running text: no tables, code, number
    boxes or charts."""
    yield Block(section, "title", section.title.line or 1, section.title.children)
    for block in section.blocks:
        yield from _blocks(block, section, quoted=False)


def _blocks(node: Node, section: Section, *, quoted: bool) -> Iterator[Block]:
    if not KINDS[node.kind].prose:
        return
    quoted = quoted or node.kind == "blockquote"
    own = tuple(c for c in node.children if isinstance(c, str) or c.kind in _IN_TEXT)
    if any(not isinstance(c, str) or c.strip() for c in own):
        yield Block(section, node.kind, node.line, own, quoted)
    for child in node.children:
        if isinstance(child, Node) and child.kind not in _IN_TEXT:
            yield from _blocks(child, section, quoted=quoted)
