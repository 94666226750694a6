"""Python-Markdown, set up for briefings: its tree, not its HTML, is what we take."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from html import unescape
from typing import TYPE_CHECKING, Any

import markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from briefing.markup import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

_SPAN = rf"\[(?P<words>[^\[\]]*)\](?P<token>{tokens.TOKEN.pattern})"
_DEEPEST_SPAN = 5
_STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")


class _Container(Block):
    """Any of our containers; ``scan`` has read its head and left its number."""

    NAME = "container"
    ARGUMENT = True

    def on_validate(self, parent: etree.Element) -> bool:
        # Only `scan` can write a token: whoever types our inner name gets text, and a finding.
        return tokens.TOKEN.fullmatch(self.argument) is not None

    def on_create(self, parent: etree.Element) -> etree.Element:
        [token] = tokens.split(self.argument)
        assert isinstance(token, tokens.Token)
        return etree.SubElement(parent, "div", {"data-container": str(token.index)})


class _Containers(BlocksExtension):
    def extendMarkdownBlocks(self, md: markdown.Markdown, block_mgr: Any) -> None:  # noqa: N802
        block_mgr.register(_Container, self.getConfigs())


class _Spans(InlineProcessor):
    """``[words]`` followed by a span token; innermost first."""

    # The published types know only the older kind of pattern, which was not given the text.
    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Any, Any, Any]:
        [token] = tokens.split(m["token"])
        if not isinstance(token, tokens.Token) or token.kind != "span":
            return None, None, None
        element = etree.Element("span", {"data-mark": str(token.index)})
        element.text = m["words"]
        return element, m.start(0), m.end(0)


class _Tables(TableProcessor):
    """Tables; in one of a single column, a line of marks needs no bars to be part of it."""

    def test(self, parent: etree.Element, block: str) -> bool:
        rows = block.split("\n")
        return super().test(parent, "\n".join(f"|{r}|" if _is_mark(r) else r for r in rows))


class _Apostrophes(Treeprocessor):
    """Sets apostrophes inside of words, which no other sign beside them can change."""

    def run(self, root: etree.Element) -> None:
        """Changes texts in their places; those of code are left alone."""
        for element in root.iter():
            if element.text and not isinstance(element.text, AtomicString):
                element.text = _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", element.text)
            if element.tail:
                element.tail = _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", element.tail)


def _is_mark(line: str) -> bool:
    parts = tokens.split("".join(line.split()))
    kinds = {part.kind if isinstance(part, tokens.Token) else "text" for part in parts}
    return "mark" in kinds and kinds <= {"mark", "line"}


class _Marks(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        # After links (160) and pictures (150), whose brackets are gone by then.
        # Each pass reads the innermost spans that are left, so there is one for every depth.
        for depth in range(_DEEPEST_SPAN):
            md.inlinePatterns.register(_Spans(_SPAN, md), f"span-{depth}", 149 - depth / 10)
        # No raw HTML, and no code by indentation: `scan` reads fences, and reports tags.
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("entity")
        md.parser.blockprocessors.deregister("code")
        # The priority is that of the extension `tables`, whose escaping of bars stays in place.
        tables = _Tables(md.parser, {"use_align_attribute": False})
        md.parser.blockprocessors.register(tables, "table", 75)
        # Before quotes are set, at 6: what reads them takes the quote behind “Hill's” for another.
        md.treeprocessors.register(_Apostrophes(md), "apostrophes", 7)


class Parser:
    """A Markdown parser that gives its element tree."""

    def __init__(self) -> None:
        self._md = markdown.Markdown(
            extensions=[
                "tables",
                "def_list",
                "sane_lists",
                "smarty",
                "pymdownx.betterem",
                _Containers(),
                _Marks(),
            ],
            extension_configs={"smarty": {"smart_ellipses": True}},
        )
        self._md.stripTopLevelTags = False
        self._md.serializer = self._keep
        self._root = etree.Element("div")

    def _keep(self, root: etree.Element) -> str:
        self._root = root
        return ""

    def parse(self, text: str) -> etree.Element:
        """The tree of a text whose marks are tokens; a ``div`` holds its blocks."""
        self._md.reset()
        self._root = etree.Element("div")
        self._md.convert(text)
        plain = self._plain()
        for element in self._root.iter():
            element.text = plain(element.text)
            element.tail = plain(element.tail)
        return self._root

    def _plain(self) -> Callable[[str | None], str]:
        """What turns the parser's stashed entities back into characters."""
        stash = self._md.htmlStash.rawHtmlBlocks

        def stashed(match: re.Match[str]) -> str:
            block = stash[int(match[1])]
            return block if isinstance(block, str) else ""

        def plain(text: str | None) -> str:
            if not text:
                return ""
            text = _STASHED.sub(stashed, text)
            return _ENTITY.sub(lambda entity: unescape(entity[0]), text)

        return plain
