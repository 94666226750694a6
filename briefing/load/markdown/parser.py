"""Python-Markdown, set up for briefings: its element tree is taken, not its HTML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

import markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from briefing.load.markdown import placeholders
from briefing.load.markdown.block_tree import Block
from briefing.load.markdown.inline_emphasis import Part, filled
from briefing.load.markdown.inline_links import normal_label
from briefing.load.markdown.inline_text import InlineReader
from briefing.load.markdown.literal_spans import code_spans
from briefing.load.markdown.size_limits import MOST_CELLS, Refused, first_line, too_much
from briefing.load.markdown.smart_punctuation import set_punctuation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.load.markdown.marker_table import Definition

_TAGS = {kind: kind for kind in ("blockquote", "ul", "ol", "li", "dl", "dt", "dd")} | {"box": "div"}

Doubt = tuple[int, str, str, str]
"""Line, code, what is not clear, a hint."""


class _Guard(Treeprocessor):
    """Takes out text that would take the inline parser minutes."""

    def __init__(self, md: markdown.Markdown, refused: list[Refused]) -> None:
        super().__init__(md)
        self.refused = refused

    def run(self, root: etree.Element) -> None:
        self.refused += too_much(root)


class _Inline(Treeprocessor):
    """Reads what stands in the lines of each block."""

    def __init__(self, md: markdown.Markdown, faults: list[Doubt]) -> None:
        super().__init__(md)
        self.faults = faults

    def run(self, root: etree.Element) -> None:
        """Replace the texts of all elements in place by what they hold."""
        known = self.md.references.items()
        reader = InlineReader(
            {normal_label(name): (at, title or "") for name, (at, title) in known}
        )
        row = told = 0
        for element in list(root.iter()):
            if element.tag == "tr":  # only its last cell holds its line
                row = first_line("".join(element.itertext()))
            children = list(element)
            for child in children:
                element.remove(child)
            words, element.text = element.text, None
            filled(element, self._read(reader, words))
            for child in children:
                words, child.tail = child.tail, None
                element.append(child)
                filled(element, self._read(reader, words))
            new, told = reader.faults[told:], len(reader.faults)
            self.faults += [(first_line(words) or row, *fault) for words, fault in new]

    def _read(self, reader: InlineReader, words: str | None) -> list[Part]:
        if not words or isinstance(words, AtomicString):
            return [words] if words else []
        return reader.read(words)


class _Tables(TableProcessor):
    """Tables, with rows that may end in attributes.

    In a table of one column, a line of attributes needs no bars to be part of it. Cells without a
    header stay, for ``node_tree`` to report.
    """

    def test(self, parent: etree.Element, block: str) -> bool:
        if "|" not in block:
            return False
        rows = block.split("\n")
        return super().test(parent, "\n".join(f"|{r}|" if _is_attributes(r) else r for r in rows))

    refused: list[Refused]

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        cells = len(self.separator) * (blocks[0].count("\n") + 1)
        if cells > MOST_CELLS:
            block = blocks.pop(0)
            message = f"a table of {cells:,} cells; the limit is {MOST_CELLS:,}"
            self.refused.append((first_line(block), message, "split it into several tables"))
            return
        super().run(parent, blocks)

    def _build_row(self, row: str, parent: etree.Element, align: Sequence[str | None]) -> None:
        if not self.border and row.strip(" ").startswith("|"):
            # As GitHub has it: a row may have outer bars though the header row has none.
            row = self.RE_END_BORDER.sub("", row.strip(" ")[1:])
        cells = [cell.strip(" ") for cell in self._split_row(row)]  # type: ignore[attr-defined]
        while len(cells) > len(align) and not placeholders.strip(cells[-1]).strip():
            attr_lists = cells.pop()
            cells[-1] += attr_lists
        row_element = etree.SubElement(parent, "tr")
        for index in range(max(len(cells), len(align))):
            cell = etree.SubElement(row_element, "th" if parent.tag == "thead" else "td")
            cell.text = _without_escapes(cells[index]) if index < len(cells) else ""
            if index < len(align) and (side := align[index]):
                cell.set("style", f"text-align: {side};")


class _Punctuation(Treeprocessor):
    """Sets quotes and dashes as the language of the text has them."""

    language = "en"

    def run(self, root: etree.Element) -> None:
        """Change the texts of all elements in place, save those of code."""
        set_punctuation(root, self.language)


def _attributes_of(block: Block) -> dict[str, str]:
    if block.kind == "box":
        return {"data-container": str(block.index)}
    if block.kind == "ol" and int(block.number) != 1:
        return {"start": str(int(block.number))}
    return {"task": block.task} if block.task else {}


def _is_attributes(line: str) -> bool:
    parts = placeholders.split("".join(line.split()))
    kinds = {part.kind if isinstance(part, placeholders.Token) else "text" for part in parts}
    return "attributes" in kinds and kinds <= {"attributes", "line"}


def _without_escapes(cell: str) -> str:
    r"""Return a cell as read on its own: ``a\|b`` in code is ``a|b``; elsewhere the parser does
    it."""
    parts: list[str] = []
    end = 0
    for start, stop in code_spans(cell):
        parts += [cell[end:start], cell[start:stop].replace("\\|", "|")]
        end = stop
    return "".join((*parts, cell[end:]))


_NOT_OURS = (
    "indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote", "reference",
)  # fmt: skip


class _Marks(Extension):
    def __init__(self, refused: list[Refused], doubts: list[Doubt]) -> None:
        super().__init__()
        self.refused = refused
        self.doubts = doubts

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        # No raw HTML: the scanner reports tags.
        # All blocks but tables and paragraphs are read line by line, by `block_reader`.
        for name in _NOT_OURS:
            md.parser.blockprocessors.deregister(name)
        # With the priority of the extension `tables`, whose escaping of bars stays in place.
        tables = _Tables(md.parser, {"use_align_attribute": False})
        tables.refused = self.refused
        md.parser.blockprocessors.register(tables, "table", 75)
        md.treeprocessors.register(_Guard(md, self.refused), "guard", 25)
        md.treeprocessors.register(_Inline(md, self.doubts), "inline", 20)
        # Before characters that were escaped become what they are, at 0.
        md.treeprocessors.register(_Punctuation(md), "punctuation", 7)


class Parser:
    """A Markdown parser that returns its element tree."""

    def __init__(self) -> None:
        self.refused: list[Refused] = []
        """What exceeded a limit in the last text: line, figure, hint."""
        self.doubts: list[Doubt] = []
        """What is not clear in it."""
        self._md = markdown.Markdown(extensions=["tables", _Marks(self.refused, self.doubts)])

    def write_in(self, language: str) -> None:
        """Set quotes in texts from here on as the language of a tag has them."""
        punctuation = self._md.treeprocessors["punctuation"]
        assert isinstance(punctuation, _Punctuation)
        punctuation.language = language

    def parse(self, text: str | Block, definitions: Iterable[Definition] = ()) -> etree.Element:
        """Parse a text with placeholders; return a ``div`` that holds its blocks.

        Args:
            text: A flow of blocks that has been read line by line, or paragraphs.
            definitions: The links that its words may name by their labels.
        """
        if isinstance(text, str):
            parts = [part.strip("\n").split("\n") for part in re.split(r"\n(?: *\n)+", text)]
            text = Block("root", blocks=[Block("text", lines=part) for part in parts])
        self._md.reset()
        self.refused.clear()
        self.doubts.clear()
        self._md.references.update({d.label: (d.address, d.title) for d in definitions})
        root = etree.Element("div")
        for block in text.blocks:
            self._add(root, block, tight=False)
        for processor in self._md.treeprocessors:
            changed = processor.run(root)
            root = root if changed is None else changed
        for element in root.iter():
            element.text = element.text or ""
            element.tail = element.tail or ""
        return root

    def _add(self, parent: etree.Element, block: Block, *, tight: bool) -> None:
        """Add a block to what it stands in; in a ``tight`` item the first words are no
        paragraph."""
        words = "\n".join(block.lines)
        if block.kind == "text" and not (tight and not len(parent) and not block.is_table):
            self._md.parser.parseBlocks(parent, [words])
        elif block.kind == "text":
            parent.text = words
        elif block.kind in {"heading", "code"}:
            tag = f"h{block.level}" if block.kind == "heading" else "p"
            etree.SubElement(parent, tag).text = words
        elif block.kind in _TAGS:
            element = etree.SubElement(parent, _TAGS[block.kind], _attributes_of(block))
            element.text = words
            if block.kind in {"ul", "ol"}:
                tight = not block.loose
            elif block.kind != "li":
                tight = block.kind == "dd" and not block.loose and len(block.blocks) == 1
            else:  # an item of several paragraphs is the same whatever stands beside it
                tight = tight and sum(inner.kind == "text" for inner in block.blocks) == 1
            for inner in block.blocks:
                self._add(element, inner, tight=tight)
