"""Build draft nodes: the parser's tree with placeholders in it, each attribute list on its block.

Attributes belong to the block they end. What exactly that is, is defined in ``_owner`` and by the
cases under ``tests/cases/marks.md``; in doubt it is the larger block. An attribute list that no
rule places is an error, never text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.load.markdown import placeholders
from briefing.load.markdown.attributes import Attributes, read_attributes
from briefing.model.findings import Finding, Location
from briefing.model.kinds import KINDS, MARKUP

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree

    from briefing.load.markdown.marker_table import MarkerTable
    from briefing.model.visibility import KnownNames

_WRAPPERS = frozenset({"ul", "ol", "dl", "blockquote", "table"})


@dataclass(slots=True)
class DraftNode:
    """A node being built: its parts may still be placeholders, and attribute lists may still
    move."""

    kind: str
    attributes: list[tuple[str, str]] = field(default_factory=list)
    parts: list[DraftNode | str | placeholders.Token] = field(default_factory=list)
    attribute_lists: list[Attributes] = field(default_factory=list)
    line: int = 0

    def drafts(self) -> list[DraftNode]:
        """Return the parts that are nodes."""
        return [part for part in self.parts if isinstance(part, DraftNode)]

    def is_empty(self) -> bool:
        """Return whether it holds nothing but line numbers and spaces."""
        return all(
            (isinstance(p, placeholders.Token) and p.kind == "line")
            or (isinstance(p, str) and not p.strip())
            for p in self.parts
        )


class Drafter:
    """Reads the parser's tree of one text and places its attribute lists."""

    def __init__(self, scanned: MarkerTable, names: KnownNames, path: str) -> None:
        self.scanned = scanned
        self.names = names
        self.path = path
        self.findings: list[Finding] = []
        self.read: dict[int, list[Attributes]] = {}
        """Attribute lists by their number, each time one is given to a block or to words."""
        self.refused: set[int] = set()
        """Lines of the rows whose attributes are in the wrong place."""
        self._last_lines: dict[int, int] = {}

    def draft(self, root: etree.Element) -> DraftNode:
        """Return the draft of ``root``: each part with its line, each attribute list on its
        block."""
        draft = self._draft(root)
        # A URL that is never closed swallows the end of its line, number and all.
        _number(draft, placeholders.last_line(self.scanned.text))
        self._place_attributes(draft, ())
        return draft

    def read_attributes(self, index: int) -> Attributes:
        """Parse the attribute list with number ``index``."""
        read, faults = read_attributes(self.scanned.attribute_lists[index], self.names, self.path)
        self.findings += faults
        self.read.setdefault(index, []).append(read)
        return read

    def _draft(self, element: etree.Element) -> DraftNode:
        kind = "container" if "data-container" in element.attrib else element.tag
        draft = DraftNode(
            kind, [(key, placeholders.strip(value)) for key, value in element.attrib.items()]
        )
        for value in element.attrib.values():
            self._refuse_attributes(value)
        if kind == "code":
            self._refuse_attributes(element.text or "")
            draft.parts.append(placeholders.strip(element.text or ""))
            return draft
        draft.parts += placeholders.split(element.text or "")
        for child in element:
            draft.parts.append(self._draft(child))
            draft.parts += placeholders.split(child.tail or "")
        return draft

    def _refuse_attributes(self, text: str) -> None:
        """Report attribute lists in plain text (URLs, code): they would be lost and the block
        shown."""
        for token in placeholders.split(text):
            if isinstance(token, placeholders.Token) and token.kind != "line":
                self.findings.append(
                    Finding(
                        Location(self.path, self.scanned.line_of(token)),
                        "B202",
                        "attributes are not allowed inside a URL, alt text or code",
                        "put them after the block, and keep `code` on one line",
                    )
                )

    def _place_attributes(self, draft: DraftNode, above: tuple[DraftNode, ...]) -> None:
        """Give each attribute list to the block it belongs to, innermost blocks first."""
        here = (*above, draft)
        for part in list(draft.parts):
            if isinstance(part, DraftNode):
                self._place_attributes(part, here)
        self._take_attributes(draft, here)
        if draft.kind in {"div", "container", "li", "dd", "blockquote"}:
            self._adopt_strays(draft)

    def _take_attributes(self, draft: DraftNode, here: tuple[DraftNode, ...]) -> None:
        """Take the attribute lists out of a block's own parts and place each."""
        for position, part in reversed(list(enumerate(draft.parts))):
            if not isinstance(part, placeholders.Token) or part.kind != "attributes":
                continue
            del draft.parts[position]
            attrs = self.scanned.attribute_lists[part.index]
            if not self._ends(draft, position, attrs.alone):
                self.findings.append(
                    Finding(
                        Location(self.path, attrs.line),
                        "B202",
                        "an attribute list in the middle of a block",
                        "put it at the end of the block's last line; for some words write "
                        '[words]{audience="…"}',
                    )
                )
                continue
            alone = attrs.alone and not attrs.indented
            owner = self._owner(draft, here, alone=alone, line=attrs.line)
            owner.attribute_lists.append(self.read_attributes(part.index))

    def _ends(self, draft: DraftNode, position: int, alone: bool) -> bool:
        """Return whether only line numbers, spaces, attribute lists and inner blocks follow
        ``position``."""
        if draft.kind in MARKUP:
            return False
        for part in draft.parts[position:]:
            if isinstance(part, DraftNode):
                return part.kind not in MARKUP
            if isinstance(part, str) and part.strip():
                return False
            if isinstance(part, placeholders.Token) and part.kind not in {"line", "attributes"}:
                return False
        return True

    def _check_last(self, wrapper: DraftNode, line: int) -> None:
        """Report an attribute list for a whole list, quote or table that is not below all of it."""
        if id(wrapper) not in self._last_lines:
            self._last_lines[id(wrapper)] = _last_line(wrapper)
        if self._last_lines[id(wrapper)] > line:
            what = KINDS[wrapper.kind].called
            message = f"an attribute list in the middle of a {what}: more of it follows"
            hint = (
                f"put it below the last line of the {what}; for one item or row, at the end of its "
                "line; between two lists, write a line of text"
            )
            self.findings.append(Finding(Location(self.path, line), "B202", message, hint))

    def _owner(
        self, draft: DraftNode, here: tuple[DraftNode, ...], *, alone: bool, line: int
    ) -> DraftNode:
        """Return the block that an attribute list at the end of ``draft`` applies to; in doubt
        the larger."""
        if alone:
            wrappers = [d for d in _inside_container(here) if d.kind in _WRAPPERS]
            if wrappers:
                self._check_last(wrappers[0], line)
                return wrappers[0]
        parent = here[-2] if len(here) > 1 else draft
        if draft.kind == "p" and parent.kind in {"li", "dd", "blockquote"}:
            blocks = [d for d in parent.drafts() if d.kind not in MARKUP]
            # The rest of an item belongs to its first paragraph.
            leads = blocks[0] is draft and parent.kind != "blockquote"
            return parent if leads or len(blocks) == 1 else draft
        if draft.kind in {"td", "th"}:
            row, part = here[-2], here[-3]
            table = here[-4] if part.kind in {"thead", "tbody"} else part
            if part.kind == "thead" or all(cell.is_empty() for cell in row.drafts()):
                return table
            if row.drafts()[-1] is not draft and not all(
                cell.is_empty() for cell in row.drafts()[row.drafts().index(draft) + 1 :]
            ):
                self.refused.add(row.line)
                self.findings.append(
                    Finding(
                        Location(self.path, draft.line),
                        "B202",
                        "an attribute list inside a table row",
                        'put it after the row\'s last “|”, or write [words]{audience="…"}',
                    )
                )
            return row
        return draft

    def _adopt_strays(self, draft: DraftNode) -> None:
        """Give paragraphs that only hold attribute lists to the block above; drop empty rows."""
        for block in draft.drafts():
            if block.kind == "table":
                _drop_empty_rows(block)
        blocks = draft.drafts()
        for index, block in enumerate(blocks):
            if block.kind != "p" or not block.attribute_lists or not block.is_empty():
                continue
            draft.parts.remove(block)
            above = blocks[index - 1] if index else None
            if above is None or above.kind in MARKUP:
                place = Location(self.path, block.attribute_lists[0].line)
                message = "this attribute list stands alone: there is no block above it"
                told = ((one.location, one.message) for one in self.scanned.findings)
                if (place, message) not in told:
                    hint = "put it on the line directly below its block"
                    self.findings.append(Finding(place, "B202", message, hint))
            else:
                above.attribute_lists += block.attribute_lists


def _number(draft: DraftNode, following: int) -> int:
    """Give every draft its first line; return the line of its last words.

    Line placeholders stand at line ends, so the line of any part is that of the next placeholder
        after
    it: parts are read backwards.
    """
    current = following
    for part in reversed(draft.parts):
        if isinstance(part, DraftNode):
            current = _number(part, current)
        elif isinstance(part, placeholders.Token) and part.kind == "line":
            current = part.index
    draft.line = current
    return current


def _last_line(draft: DraftNode) -> int:
    """Return the last line on which a block has words; a line's number is behind them."""
    last, words = 0, False
    waiting: list[DraftNode | str | placeholders.Token] = [draft]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DraftNode):
            words = words or part.kind in {"img", "code"}
            waiting += reversed(part.parts)
        elif isinstance(part, str):
            words = words or bool(part.strip())
        elif part.kind == "line":
            last, words = (part.index if words else last), False
        elif part.kind != "attributes":
            words = True
    return last


def _inside_container(here: tuple[DraftNode, ...]) -> list[DraftNode]:
    """Return the blocks around a place, from the innermost ``/// name`` block inwards."""
    start = max((i for i, d in enumerate(here) if d.kind == "container"), default=0)
    return list(here[start:])


def _drop_empty_rows(table: DraftNode) -> None:
    for part in table.drafts():
        if part.kind == "tbody":
            part.parts = [
                row
                for row in part.parts
                if not (
                    isinstance(row, DraftNode) and all(cell.is_empty() for cell in row.drafts())
                )
            ]
