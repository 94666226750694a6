"""Python-Markdown, set up for briefings: its element tree is taken, not its HTML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from html import unescape
from typing import TYPE_CHECKING, Any

import markdown
from markdown.blockprocessors import BlockQuoteProcessor, OListProcessor
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.extensions.tables import TableProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from briefing.load.markdown import placeholders
from briefing.load.markdown.inline_emphasis import Part, filled
from briefing.load.markdown.inline_links import normal_label
from briefing.load.markdown.inline_text import InlineReader
from briefing.load.markdown.literal_spans import code_spans
from briefing.load.markdown.size_limits import MOST_CELLS, Refused, first_line, too_much

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from markdown.blockparser import BlockParser

    from briefing.load.markdown.marker_table import Definition

_STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")

Doubt = tuple[int, str, str, str]
"""Line, code, what is not clear, a hint."""


class _Container(Block):
    """Any of our blocks; ``scan`` has read its head and left its number."""

    NAME = "container"
    ARGUMENT = True

    def on_validate(self, parent: etree.Element) -> bool:
        # Only `scan` writes placeholders: whoever types our internal name gets text, and a finding.
        return placeholders.TOKEN.fullmatch(self.argument) is not None

    def on_create(self, parent: etree.Element) -> etree.Element:
        [token] = placeholders.split(self.argument)
        assert isinstance(token, placeholders.Token)
        return etree.SubElement(parent, "div", {"data-container": str(token.index)})


class _Containers(BlocksExtension):
    def extendMarkdownBlocks(self, md: markdown.Markdown, block_mgr: Any) -> None:  # noqa: N802
        block_mgr.register(_Container, self.getConfigs())
        parse_blocks = block_mgr.parse_blocks

        # For each block in one of ours, it walks the whole tree to count the lists around it.
        # Ours are never in a list, which an empty tree tells it at once.
        def parse_outside_of_lists(blocks: list[str], _parent: etree.Element) -> None:
            parse_blocks(blocks, etree.Element("div"))

        block_mgr.parse_blocks = parse_outside_of_lists


class _Quotes(BlockQuoteProcessor):
    """Quotes; one below a blank line is a quote of its own, with attributes of its own."""

    def lastChild(self, parent: etree.Element) -> etree.Element | None:  # noqa: N802
        last = super().lastChild(parent)
        return None if last is not None and last.tag == "blockquote" else last


class _Signed(OListProcessor):
    """Lists as in CommonMark: another bullet starts another list, and “1)” counts like “1.”."""

    _sign = ""
    _asks_for_list = False

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        most = self.tab_length * 2 - 1
        self.INDENT_RE = re.compile(rf"^ {{{self.tab_length},{most}}}((\d+[.)])|[*+-]) +.*")

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        outer, self._sign = self._sign, blocks[0].lstrip(" 0123456789")[:1]
        self._asks_for_list = True
        sign, before = self._sign, len(parent)
        super().run(parent, blocks)
        for made in parent[before:]:
            made.set("data-sign", sign)
        self._sign = outer

    def lastChild(self, parent: etree.Element) -> etree.Element | None:  # noqa: N802
        last = super().lastChild(parent)
        if not self._asks_for_list:
            return last
        self._asks_for_list = False  # only the first call asks for the list to continue
        return last if last is not None and last.get("data-sign") == self._sign else None


class _Numbered(_Signed, SaneOListProcessor):
    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.RE = re.compile(r"^ {0,3}\d+[.)] +(.*)")
        self.CHILD_RE = re.compile(r"^ {0,3}((\d+[.)])) +(.*)")


class _Bulleted(_Signed, SaneUListProcessor):
    pass


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
        for element in list(root.iter()):
            children = list(element)
            for child in children:
                element.remove(child)
            words, element.text = element.text, None
            filled(element, self._read(reader, words))
            for child in children:
                words, child.tail = child.tail, None
                element.append(child)
                filled(element, self._read(reader, words))
        self.faults += [(first_line(words), *fault) for words, fault in reader.faults]

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


class _Apostrophes(Treeprocessor):
    """Sets apostrophes inside words, whatever other signs stand beside them."""

    def run(self, root: etree.Element) -> None:
        """Change the texts of all elements in place, save those of code."""
        for element in root.iter():
            if element.text and not isinstance(element.text, AtomicString):
                element.text = _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", element.text)
            if element.tail:
                element.tail = _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", element.tail)


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


class _Marks(Extension):
    def __init__(self, refused: list[Refused], doubts: list[Doubt]) -> None:
        super().__init__()
        self.refused = refused
        self.doubts = doubts

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        # No raw HTML, and no indented code: `scan` reads fences and reports tags.
        md.preprocessors.deregister("html_block")
        md.parser.blockprocessors.deregister("code")
        md.parser.blockprocessors.register(_Numbered(md.parser), "olist", 40)
        md.parser.blockprocessors.register(_Bulleted(md.parser), "ulist", 30)
        md.parser.blockprocessors.register(_Quotes(md.parser), "quote", 20)
        # With the priority of the extension `tables`, whose escaping of bars stays in place.
        tables = _Tables(md.parser, {"use_align_attribute": False})
        tables.refused = self.refused
        md.parser.blockprocessors.register(tables, "table", 75)
        md.treeprocessors.register(_Guard(md, self.refused), "guard", 25)
        md.treeprocessors.register(_Inline(md, self.doubts), "inline", 20)
        # Before quotes are set, at 6: that would pair the apostrophe of “Hill's” with a quote.
        md.treeprocessors.register(_Apostrophes(md), "apostrophes", 7)


class Parser:
    """A Markdown parser that returns its element tree."""

    def __init__(self) -> None:
        self.refused: list[Refused] = []
        """What exceeded a limit in the last text: line, figure, hint."""
        self.doubts: list[Doubt] = []
        """What is not clear in it."""
        self._md = markdown.Markdown(
            extensions=[
                "tables",
                "def_list",
                "smarty",
                _Containers(),
                _Marks(self.refused, self.doubts),
            ],
            extension_configs={"smarty": {"smart_ellipses": True}},
        )
        self._md.stripTopLevelTags = False
        self._md.serializer = self._keep
        self._root = etree.Element("div")

    def _keep(self, root: etree.Element) -> str:
        self._root = root
        return ""

    def parse(self, text: str, definitions: Iterable[Definition] = ()) -> etree.Element:
        """Parse a text with placeholders; return a ``div`` that holds its blocks.

        ``definitions`` are link definitions from outside the text.
        """
        self._md.reset()
        self.refused.clear()
        self.doubts.clear()
        self._md.references.update({d.label: (d.address, d.title) for d in definitions})
        self._root = etree.Element("div")
        self._md.convert(text)
        plain = self._plain()
        for element in self._root.iter():
            element.text = plain(element.text)
            element.tail = plain(element.tail)
            for name, value in element.attrib.items():
                element.set(name, plain(value))
        return self._root

    def _plain(self) -> Callable[[str | None], str]:
        """Return the function that turns the parser's stashed entities back into characters."""
        stash = self._md.htmlStash.rawHtmlBlocks

        def stashed(match: re.Match[str]) -> str:
            block = stash[int(match[1])]
            return unescape(block) if isinstance(block, str) else ""

        def plain(text: str | None) -> str:
            if not text:
                return ""
            return _STASHED.sub(stashed, text) if "\x02" in text else text

        return plain
