"""Turn drafts into frozen nodes: read blocks, nest subsections, replace placeholders."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from briefing.files.pictures import picture_path
from briefing.load.markdown import placeholders
from briefing.load.markdown.draft_tree import Drafter, DraftNode
from briefing.load.markdown.lookalikes import MARKUP_HINT, leftover
from briefing.load.markdown.marker_table import is_chart
from briefing.model.content import Node
from briefing.model.findings import Finding, Location, Severity, and_further, counted
from briefing.model.kinds import BOXES, REFERENCES
from briefing.text.highlighting import misspelt_language

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Callable

    from briefing.load.markdown.marker_table import BlockHead, MarkerTable, Reference
    from briefing.model.visibility import Condition, KnownNames

    BlockReader = Callable[[BlockHead, tuple[Node, ...]], Node]


class InlineReader(Protocol):
    """Reads text that stands outside the flow of blocks."""

    def __call__(self, text: str, line: int, *, markable: bool = False) -> tuple[Node | str, ...]:
        """Return the content of a text that starts on ``line`` of the file."""


_WITH_SPACES = frozenset({"span", "a"})
"""Parts of a line that may begin or end with a space: ``one[ two]{…}``."""
_MOST_ROWS = 5
"""Rows of a table that are told one by one; that more have a bar too many has one cause."""
_TABLE_RULE = re.compile(r"(?:\n *|\A(?=\|))(?=[^\n]*\|)(?=[^\n]*[-—–])[|:—– -]+(?=\n|$)")
"""The delimiter row of a table, left in a text; its hyphens may have become dashes."""
_TABLES_ARE = (
    "leave a blank line above and below; write one header row, with as many columns as the "
    "delimiter row, and give each line of a one-column table its bars: “| Word |”"
)
_NO_HEAD = (
    "this table has no header row: it begins with its delimiter row",
    "write a header row above it, with what each column holds: | Day | Event |",
)
STRUCK_TITLE = (
    "B224",
    "struck-through words in a title, which contents and bookmarks repeat without the line",
    "leave them out, or strike them through in the text below",
)
_TABLE_ROW = re.compile(r"(?:^|\n) *\|[ \t][^\n]*[ \t]\|[ \t][^\n]*\| *(?=\n|$)")
"""A row of at least two cells, with its outer bars, in a text that is no table."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Builder:
    """Builds the nodes of one text."""

    def __init__(
        self,
        scanned: MarkerTable,
        names: KnownNames,
        path: str,
        read_block: BlockReader,
        read_inline: InlineReader,
    ) -> None:
        self.scanned = scanned
        self.path = path
        self.read_block = read_block
        self.read_inline = read_inline
        self._drafter = Drafter(scanned, names, path)
        self.findings = self._drafter.findings
        self._told = any(f.code in {"B201", "B215", "B216"} for f in scanned.findings)
        """Whether markup that cannot be parsed was already reported."""
        self._notes: dict[str, tuple[Node | str, ...]] = {}
        """The content of each footnote, read once for all references to it."""
        self.attribute_lists = self._drafter.read
        """Attribute lists by their number, each time one was given to a block or to words."""

    def build(self, root: etree.Element) -> tuple[Node, ...]:
        """Return the blocks of a parsed text, nested by their headings."""
        return self._nest(self._drafter.draft(root))

    def build_inline(self, root: etree.Element, *, markable: bool) -> tuple[Node | str, ...]:
        """Return the inline content of a text that is one line or paragraph.

        A ``markable`` text may end with attributes for all of it. In others that is a finding, as
            nobody
        could tell whether they were meant for the block that the text belongs to.
        """
        draft = self._drafter.draft(root)
        inner = draft.drafts()
        only = inner[0] if len(inner) == 1 and inner[0].kind == "p" else draft
        children = self._children(only)
        attr_lists = [*draft.attribute_lists, *(only.attribute_lists if only is not draft else [])]
        if only is draft and (held := [a for part in inner for a in part.attribute_lists]):
            message = "an attribute list inside a footnote of several paragraphs"
            hint = "write [words]{…} around what it is for, or make two footnotes"
            self._fault(held[0].line, "B202", message, hint)
        if not attr_lists:
            return children
        if not markable:
            self._fault(
                attr_lists[0].line,
                "B202",
                "attributes are not allowed at the end of a title, an argument or an option",
                "write the condition as an option of the block, or in the front matter",
            )
        attributes = tuple(pair for attrs in attr_lists for pair in attrs.attributes)
        return (Node("span", attributes, children, tuple(attrs.condition for attrs in attr_lists)),)

    def _fault(self, line: int, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(Location(self.path, line), code, message, hint))

    def _nest(self, draft: DraftNode) -> tuple[Node, ...]:
        """Return the blocks of ``draft``, each heading with its subsection below it."""
        out: list[Node] = []
        blocks = draft.drafts()
        index = 0
        while index < len(blocks):
            block = blocks[index]
            index += 1
            if block.kind not in _HEADINGS:
                out.append(self._freeze(block))
                continue
            level = self._level(block)
            stop = next(
                (
                    i
                    for i in range(index, len(blocks))
                    if blocks[i].kind in _HEADINGS and int(blocks[i].kind[1]) <= level
                ),
                len(blocks),
            )
            heading = self._freeze(block)
            if any(node.kind == "footnote" for node in heading.walk()):
                message = (
                    "footnotes are not allowed in headings, which contents and bookmarks repeat"
                )
                self._fault(block.line, "B202", message, "refer to it from the text below")
            if any(node.kind == "s" for node in heading.walk()):
                self._fault(block.line, *STRUCK_TITLE)
            inner = self._nest(DraftNode("div", parts=list(blocks[index:stop])))
            bare = replace(heading, kind="heading", conditions=())
            out.append(
                Node(
                    "subsection",
                    (*heading.attributes, ("level", str(level))),
                    (bare, *inner),
                    heading.conditions,
                    heading.line,
                )
            )
            index = stop
        return tuple(out)

    def _level(self, heading: DraftNode) -> int:
        level = int(heading.kind[1])
        if level in (2, 3):
            return level
        remedy = "use ## or ### (the section title is level 1)"
        self._fault(heading.line, "B208", f"heading level {level} is not supported", remedy)
        return 3 if level > 3 else 2

    def _freeze(self, draft: DraftNode) -> Node:
        conditions, attributes = _merge(draft)
        if draft.kind == "container":
            container = self.scanned.heads[int(dict(draft.attributes)["data-container"])]
            node = self.read_block(container, self._nest(draft))
            return replace(
                node,
                conditions=node.conditions + conditions,
                attributes=node.attributes + attributes,
                line=container.line,
            )
        if draft.kind == "p" and (code := self._code(draft)) is not None:
            return replace(code, conditions=conditions, attributes=code.attributes + attributes)
        if draft.kind == "p" and (image := _lone_image(draft)) is not None:
            picture = tuple((k, picture_path(v) if k == "src" else v) for k, v in image.attributes)
            return Node("figure", (*picture, *attributes), (), conditions, draft.line)
        self._check_block(draft)
        if draft.kind == "dl":
            return Node("dl", attributes, self._entries(draft), conditions, draft.line)
        if draft.kind in {"td", "th"}:
            style = dict(draft.attributes).get("style", "")
            align = style.removeprefix("text-align: ").rstrip(";")
            attributes += (("align", align),) if align else ()
        if draft.kind in {"a", "img"}:
            attributes += tuple(draft.attributes)
        if draft.kind == "ol":
            attributes += tuple(p for p in draft.attributes if p[0] == "start")
        if draft.kind == "li" and (task := dict(draft.attributes).get("task")):
            item = Node("li", (*attributes, ("task", task)), self._children(draft), conditions)
            return _with_box(replace(item, line=draft.line))
        if draft.kind == "span":
            attrs = self._drafter.read_attributes(int(dict(draft.attributes)["data-attributes"]))
            conditions, attributes = (attrs.condition,), attrs.attributes
        return Node(draft.kind, attributes, self._children(draft), conditions, draft.line)

    def _check_block(self, draft: DraftNode) -> None:
        """Report what is wrong with a rule, a paragraph or a table as a whole."""
        if draft.kind == "hr":
            self._check_rule(draft)
        elif draft.kind == "p":
            self._check_for_rows(draft)
        elif draft.kind == "table":
            self._check_rows(draft)

    def _check_rule(self, rule: DraftNode) -> None:
        """Report a horizontal rule; the scanner finds most by their look, with their line."""
        if not any(finding.code == "B209" for finding in self.scanned.findings):
            hint = "use a heading"
            self._fault(rule.line or 1, "B209", "horizontal rules are not supported", hint)

    def _check_for_rows(self, paragraph: DraftNode) -> None:
        """Report rows of a table without a delimiter row: they would be printed with their bars."""
        text = "".join(
            part if isinstance(part, str) else "x" if isinstance(part, DraftNode) else ""
            for part in paragraph.parts
        )
        if _TABLE_ROW.search(text) and not _TABLE_RULE.search(text):
            hint = (
                "write a delimiter row below its header row, |---|---|, and no blank line inside it"
            )
            self._fault(paragraph.line, "B210", "this cannot be read as a table", hint)

    def _check_rows(self, table: DraftNode) -> None:
        """Report rows with more cells than the header row, which would be shown nowhere."""
        rows = [row for part in table.drafts() for row in part.drafts()]
        columns = len(rows[0].drafts())
        longer: dict[int, list[int]] = {}
        for row in rows:
            if len(row.drafts()) > columns and row.line not in self._drafter.refused:
                longer.setdefault(len(row.drafts()), []).append(row.line)
        for number, lines in longer.items():
            message = f"this row has {counted(number, 'cell')} but the header row has {columns}"
            hint = "write a bar that is not a border as “\\|”"
            if len(lines) > _MOST_ROWS:
                self._fault(lines[0], "B402", message + and_further(lines), hint)
                continue
            for line in lines:
                self._fault(line, "B402", message, hint)

    def _entries(self, draft: DraftNode) -> tuple[Node, ...]:
        """Return terms with their definitions: the conditions of a term cover what it defines."""
        groups: list[list[Node]] = []
        for node in map(self._freeze, draft.drafts()):
            if not groups and node.kind != "dt":
                message = "a definition without a term"
                self._fault(node.line, "B204", message, "write the term on the line above its “:”")
            if not groups or (node.kind == "dt" and groups[-1][-1].kind == "dd"):
                groups.append([])
            groups[-1].append(node)
        return tuple(
            Node(
                "entry",
                (),
                tuple(replace(n, conditions=()) if n.kind == "dt" else n for n in group),
                tuple(c for n in group if n.kind == "dt" for c in n.conditions),
                group[0].line,
            )
            for group in groups
        )

    def _code(self, draft: DraftNode) -> Node | None:
        """Return the fenced block whose placeholder is all that the paragraph holds."""
        found = [p for p in draft.parts if isinstance(p, placeholders.Token) and p.kind == "code"]
        if not found:
            return None
        code = self.scanned.codes[found[0].index]
        if is_chart(code.info):
            return Node("chart", (("info", code.info),), (code.text,), line=code.line)
        if language := misspelt_language(code.info):
            message = f"code in an unknown language “{code.info.split()[0]:.40}” is not highlighted"
            place = Location(self.path, code.line)
            hint = f"did you mean “{language}”? “text” is plain on purpose"
            self.findings.append(Finding(place, "B226", message, hint, Severity.WARNING))
        fenced = (("fenced", "yes"),) if code.is_fenced else ()
        return Node("pre", (("info", code.info), *fenced), (code.text,), line=code.line)

    def _children(self, draft: DraftNode) -> tuple[Node | str, ...]:
        out: list[Node | str] = []
        for part in draft.parts:
            if isinstance(part, DraftNode):
                if part.kind in _HEADINGS:
                    message = "a heading inside a list or a quote"
                    self._fault(part.line, "B208", message, "write it in **bold** instead")
                out.append(self._freeze(part))
            elif isinstance(part, str):
                if draft.kind != "code":
                    self._check_text(part, draft.line, begins=not out)
                out.append(part)
            elif (node := self._token(part)) is not None:
                out.append(node)
        return _joined(out) if draft.kind in _WITH_SPACES else _trim(out)

    def _check_text(self, text: str, line: int, *, begins: bool) -> None:
        """Report markup left in a text: the last guard against printing it.

        ``begins`` says whether a block begins with the text.
        """
        if not self._told and (left := leftover(text)):
            message = f"cannot parse this markup: “{left[:40].strip()}”"
            self._fault(line, "B201", message, MARKUP_HINT)
        if found := _TABLE_RULE.search(text):
            headless = begins and not text[: found.start()].strip()
            fault = _NO_HEAD if headless else ("this cannot be read as a table", _TABLES_ARE)
            self._fault(line, "B210", *fault)

    def _token(self, token: placeholders.Token) -> Node | None:
        """Return the inline node that a placeholder stands for."""
        if token.kind in {"attributes", "span"}:
            message = "this attribute list belongs to no block or words"
            hint = "put it at the end of a block's last line, or directly after [words]"
            self._fault(self.scanned.line_of(token), "B202", message, hint)
        if token.kind not in REFERENCES:
            return None
        reference = self.scanned.references[token.index]
        if reference.kind == "footnote":
            return self._footnote(reference)
        return Node(reference.kind, (("body", reference.body),), line=reference.line)

    def _footnote(self, reference: Reference) -> Node | None:
        """Return the footnote that a reference names, with its content."""
        name = reference.body
        if name not in self.scanned.footnotes:
            hint = f"define it on a line of its own: [^{name}]: …; footnotes have none of their own"
            self._fault(reference.line, "B305", f'there is no footnote "{name}"', hint)
            return None
        if name not in self._notes:
            self._notes[name] = self.read_inline(*self.scanned.footnotes[name], markable=True)
        return Node("footnote", (("name", name),), self._notes[name], line=reference.line)


def _merge(draft: DraftNode) -> tuple[tuple[Condition, ...], tuple[tuple[str, str], ...]]:
    """Return all conditions and attributes of a draft; every condition must be met."""
    return (
        tuple(attrs.condition for attrs in draft.attribute_lists),
        tuple(pair for attrs in draft.attribute_lists for pair in attrs.attributes),
    )


def _with_box(item: Node) -> Node:
    """Return an item that is a task with its box before its first words."""
    box = Node("task", (("state", item.get("task")),), (BOXES[item.get("task")],))
    first = item.children[0] if item.children else ""
    if isinstance(first, Node) and first.kind == "p":
        return replace(item, children=(_with_box_in(first, box), *item.children[1:]))
    return replace(item, children=(box, *item.children))


def _with_box_in(paragraph: Node, box: Node) -> Node:
    return replace(paragraph, children=(box, *paragraph.children))


def _lone_image(draft: DraftNode) -> DraftNode | None:
    inner = draft.drafts()
    if len(inner) == 1 and inner[0].kind == "img":
        rest = DraftNode("p", parts=[p for p in draft.parts if p is not inner[0]])
        return inner[0] if rest.is_empty() else None
    return None


def _joined(parts: list[Node | str]) -> tuple[Node | str, ...]:
    """Join adjacent strings."""
    out: list[Node | str] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(before := out[-1], str):
            out[-1] = before + part
        else:
            out.append(part)
    return tuple(part for part in out if part != "")


def _trim(parts: list[Node | str]) -> tuple[Node | str, ...]:
    """Join adjacent strings, without the spaces that attribute lists and line numbers leave."""
    out = list(_joined(parts))
    if out and isinstance(first := out[0], str):
        out[0] = first.lstrip()
    if out and isinstance(last := out[-1], str):
        out[-1] = last.rstrip()
    return tuple(part for part in out if part != "")
