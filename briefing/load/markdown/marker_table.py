"""The result of scanning a text: the text with placeholders, and the lists they point into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.load.markdown.block_tree import Block

if TYPE_CHECKING:
    from briefing.load.markdown import placeholders
    from briefing.model.findings import Finding


@dataclass(frozen=True, slots=True)
class AttributeList:
    """An attribute list as written, between its braces."""

    body: str
    line: int
    alone: bool = False
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A name in a line that resolving puts words in place of: a fact, a citation, a footnote."""

    kind: str
    """That of its node: ``fact``, ``cite``, ``ref`` or ``footnote``."""
    body: str
    """What it names, as written."""
    line: int


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code: its text, and the words after its fence if it has one."""

    text: str
    info: str
    line: int
    is_fenced: bool = True


@dataclass(frozen=True, slots=True)
class BlockHead:
    """The head of a ``/// name | argument`` block."""

    name: str
    argument: str
    options: dict[str, Any]
    line: int


@dataclass(frozen=True, slots=True)
class Definition:
    """A line ``[label]: address "title"``, for links that name the label."""

    label: str
    """In lower case, as it is looked up."""
    address: str
    title: str
    line: int


@dataclass(slots=True)
class MarkerTable:
    """A source text ready for Markdown, and the lists its placeholders point into."""

    tree: Block = field(default_factory=lambda: Block("root"))
    """Its blocks, with placeholders in their lines; for a text that is a flow of blocks."""
    text: str = ""
    """The same lines without their containers."""
    path: str = ""
    """As people write it, for findings."""
    source: str = ""
    """The text as it was written."""
    offset: int = 0
    """Number of lines above it in its file."""
    attribute_lists: list[AttributeList] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    heads: list[BlockHead] = field(default_factory=list)
    footnotes: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Text and line of each footnote by its name."""
    definitions: list[Definition] = field(default_factory=list)
    taken: dict[int, str] = field(default_factory=dict)
    """Lines that are no text, and what they are: ``code``, ``chart``, ``head``, ``footnote`` or
    ``definition``."""
    begins: dict[int, str] = field(default_factory=dict)
    """Lines that look like the start of a block: ``item`` or ``block``."""
    behind: dict[int, int] = field(default_factory=dict)
    """For lines of a flow, how many characters stand before their words: bullets, quotes, ``#``."""
    findings: list[Finding] = field(default_factory=list)

    def line_of(self, token: placeholders.Token) -> int:
        """Return the line on which the thing that a placeholder stands for is written."""
        if token.kind in {"attributes", "span"}:
            return self.attribute_lists[token.index].line
        if token.kind == "code":
            return self.codes[token.index].line
        return self.references[token.index].line


def is_chart(info: str) -> bool:
    """Return whether the words after a fence say that the block is the spec of a chart."""
    return info.split(" ", maxsplit=1)[0] in {"vega-lite", "chart"}
