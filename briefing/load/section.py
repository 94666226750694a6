"""Read one section file: its front matter, and the blocks of its text with their conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.files.yaml import YamlFile, read_yaml, validate
from briefing.load.blocks.containers import BlockReader
from briefing.load.blocks.slide_rules import check_slides_and_cards
from briefing.load.markdown import placeholders
from briefing.load.markdown.comments import take_out
from briefing.load.markdown.conservation import check_conserved
from briefing.load.markdown.marker_scanner import scan
from briefing.load.markdown.marker_table import MarkerTable
from briefing.load.markdown.node_tree import STRUCK_TITLE, Builder
from briefing.load.markdown.size_limits import too_large
from briefing.load.table_heads import check_table_heads
from briefing.model.blocks import BLOCKS
from briefing.model.content import Chart, Node, Section
from briefing.model.findings import Finding, Location, errors, nearest
from briefing.model.kinds import INLINE
from briefing.model.settings import FrontMatter
from briefing.model.visibility import CONDITIONS, KnownNames, read_condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.files.workspace import Workspace
    from briefing.load.markdown.parser import Parser
    from briefing.model.pictures import Picture


_OPENING = frozenset(block.kind for block in BLOCKS.values() if block.opens)
_FOOTNOTE = re.compile(r"\[\^[\w-]+\]")
_IN_TITLES = INLINE | {"title"}
"""Kinds that may stand in a title; pictures and footnotes are refused on their own."""
_DEEPEST = 60
"""Most levels of nested nodes: more than anybody reads, fewer than the call stack takes."""


@dataclass(slots=True)
class SectionReader:
    """Reads one section file; collects findings, and the pictures and charts it asks for."""

    workspace: Workspace
    parser: Parser
    names: KnownNames
    id: str
    path: str
    findings: list[Finding] = field(default_factory=list)
    images: dict[str, Picture] = field(default_factory=dict)
    charts: dict[str, Chart] = field(default_factory=dict)
    _scanned: MarkerTable = field(default_factory=MarkerTable)
    _remarks: list[Node] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)
    """Labels of link definitions that the section uses."""

    def read(self, text: str) -> Section:
        """Return the section that ``text`` is the file of; what cannot be read is a finding."""
        head, body, offset = _front_matter(text)
        source, findings = read_yaml(head, self.path, offset=1)
        front = None
        if not findings:
            front, findings = validate(FrontMatter, source, self.path)
        if not head:
            message, hint = _no_front_matter(text)
            findings = [Finding(Location(self.path, 1), "B105", message, hint)]
        self.findings += findings
        front = front or FrontMatter(title=self.id)
        values = {
            key: str(value)
            for key, value in front.model_dump(exclude_unset=True).items()
            if key in CONDITIONS and value is not None
        }
        condition, faults = read_condition(values, self.names, self._front_place(source, values))
        self.findings += faults
        for key in ("title_for", "short_title_for"):
            for audience in getattr(front, key):
                if audience not in self.names.audiences:
                    message = f'unknown audience "{audience}"'
                    hint = nearest(audience, self.names.audiences)
                    self._fault(source.line((key, audience)), "B203", message, hint)

        def titles_for(key: str) -> tuple[tuple[str, Node], ...]:
            titles = getattr(front, key).items()
            return tuple((name, self._title(t, source.line((key, name)))) for name, t in titles)

        short, line = front.short_title, source.line(("short_title",))
        return Section(
            id=self.id,
            path=self.path,
            title=self._title(front.title, source.line(("title",))),
            titles_for=titles_for("title_for"),
            short_title=self._title(short, line) if short else None,
            short_titles_for=titles_for("short_title_for"),
            blocks=self._without_remarks(body, offset),
            remarks=tuple(self._remarks),
            conditions=(condition,),
            breaks=front.break_,
            numbered=front.numbered,
            slide=front.slide,
        )

    def _front_place(self, source: YamlFile, values: Mapping[str, str]) -> Location:
        first = next(iter(values), "title")
        return Location(self.path, source.line((first,)))

    def _title(self, text: str, line: int) -> Node:
        if _FOOTNOTE.search(text):
            message = "footnotes are not allowed in titles"
            self._fault(line, "B202", message, "refer to it from the text")
            text = _FOOTNOTE.sub("", text)
        title = Node("title", (), self._inline(text, line), (), line)
        kinds = {node.kind for node in title.walk()}
        if kinds & {"img", "figure"}:
            message = "pictures are not allowed in titles"
            self._fault(line, "B401", message, "give it a paragraph of its own")
        elif "s" in kinds:
            self._fault(line, *STRUCK_TITLE)
        elif kinds - _IN_TITLES:
            message = "titles must be a single line of inline text"
            self._fault(line, "B205", message, "write one line, and the rest in the text")
        return title

    def _without_remarks(self, body: str, offset: int) -> tuple[Node, ...]:
        """Read the blocks of ``body`` as if nobody had written remarks in it.

        Only the lines of nodes and findings count the lines of remarks. ``offset`` is the number of
        lines above ``body`` in its file.
        """
        if refusal := too_large(body):
            self._fault(offset + 1, "B218", *refusal)
            return ()
        plain = take_out(body)
        self._remarks += [
            Node("remark", (), (words,), (), offset + 1 + line) for words, line in plain.remarks
        ]
        before = len(self.findings)
        blocks = self._blocks(plain.text, offset)
        if plain.text != body:
            lines = _Lines(plain.numbers, offset)
            blocks = blocks if errors(self.findings) else tuple(map(lines.of_node, blocks))
            found = (lines.of_finding(finding, self.path) for finding in self.findings[before:])
            self.findings[before:] = list(found)
        for line, message, hint in plain.faults:
            self._fault(offset + 1 + line, "B217", message, hint)
        return blocks

    def _blocks(self, body: str, offset: int) -> tuple[Node, ...]:
        self._scanned = scan(body, self.path, offset)
        before = len(self.findings)
        blocks = self._build(self._scanned)
        sound = blocks or not errors(self.findings[before:])
        used = {n.get("name") for b in blocks for n in b.walk() if n.kind == "footnote"}
        for name, (_, line) in self._scanned.footnotes.items():
            if name not in used and sound:
                message = f'nothing refers to the footnote "{name}", so it would not be printed'
                hint = f"write [^{name}] where it belongs, or remove it"
                self._fault(line, "B305", message, hint)
        self._check_opening(blocks)
        self.findings += check_slides_and_cards(blocks, self.path)
        self.findings += check_table_heads(blocks, self.path)
        return blocks

    def _check_opening(self, blocks: tuple[Node, ...]) -> None:
        """Report key messages in a section that holds other text as well.

        Such a section opens the edition and is printed without its heading.
        """
        if all(node.kind in _OPENING for node in _held(blocks)):
            return
        for box in (n for b in blocks for n in b.walk() if n.kind == "key-messages"):
            message = "key messages must be in a section of their own, which opens the edition"
            hint = "move the box to one; only “/// side” and “/// number” may stand beside it"
            self._fault(box.line, "B205", message, hint)

    def _fault(self, line: int, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(Location(self.path, line), code, message, hint))

    def _refused(self) -> list[Finding]:
        """Report what the parser left out because it was too much, and what is not clear."""
        refused = [
            Finding(Location(self.path, line), "B218", message, hint)
            for line, message, hint in self.parser.refused
        ]
        doubts = [
            Finding(Location(self.path, line), code, message, hint)
            for line, code, message, hint in self.parser.doubts
        ]
        return [*refused, *dict.fromkeys(doubts)]

    def _build(self, scanned: MarkerTable) -> tuple[Node, ...]:
        before = len(self.findings)
        containers = BlockReader(self.workspace, self.path, self.names, self._inline)
        builder = Builder(scanned, self.names, self.path, containers, self._inline)
        try:
            parsed = self.parser.parse(scanned.tree, scanned.definitions)
            self.findings += self._refused()
            blocks = builder.build(parsed)
            blocks = tuple(self._finish(block, containers) for block in blocks)
            too_deep = next((block.line for block in blocks if _height(block) > _DEEPEST), None)
        except RecursionError:
            blocks, too_deep = (), 1
        if too_deep is not None:
            message = "lists, quotes or blocks are nested too deeply"
            place = Location(self.path, too_deep)
            self.findings.append(Finding(place, "B205", message, "write them side by side"))
        self.findings += [*scanned.findings, *builder.findings, *containers.findings]
        if not errors(self.findings[before:]):
            self.findings += check_conserved(
                scanned, blocks, builder.attribute_lists, self._used, flow=True
            )
        self.images.update(containers.images)
        self.charts.update(containers.charts)
        return blocks

    def _finish(self, node: Node, containers: BlockReader) -> Node:
        """Check pictures that are written as plain Markdown, and charts outside of figures."""
        if node.kind == "chart" and node.children:
            containers.findings.append(
                Finding(
                    Location(self.path, node.line),
                    "B401",
                    "a chart outside a figure",
                    "put it inside “/// figure | Title”, with “alt” and “source”",
                )
            )
        elif node.kind == "figure" and node.get("src") and not node.children:
            containers.check_image(node, Location(self.path, node.line))
        elif node.kind == "img":
            containers.findings.append(
                Finding(
                    Location(self.path, node.line),
                    "B401",
                    "a picture inside a paragraph",
                    "give it a paragraph of its own",
                )
            )
        return replace(
            node,
            children=tuple(
                self._finish(child, containers) if isinstance(child, Node) else child
                for child in node.children
            ),
        )

    def _inline(self, text: str, line: int, *, markable: bool = False) -> tuple[Node | str, ...]:
        """Read inline content outside the flow of blocks: a title, an argument, a footnote.

        Args:
            text: The content, as it is written.
            line: Its first line in the file.
            markable: Whether attributes at its end apply to all of it, as in a footnote.
        """
        # After a placeholder no text starts a list, a heading or a quote: “1999. The entry”.
        scanned = scan(text, self.path, line - 1, flow=False)
        # The space after it is for quotes, which open after a space.
        scanned.text = f"{placeholders.write('line', line)} {scanned.text}"
        self._refuse_asides(scanned)
        scanned.footnotes = {} if markable else self._scanned.footnotes
        containers = BlockReader(self.workspace, self.path, self.names, self._inline)
        builder = Builder(scanned, self.names, self.path, containers, self._inline)
        scanned.definitions = self._scanned.definitions
        parsed = self.parser.parse(scanned.text, scanned.definitions)
        refused = self._refused()
        content = builder.build_inline(parsed, markable=markable)
        found = [*refused, *scanned.findings, *builder.findings]
        if not errors(found):
            found += check_conserved(
                scanned, content, builder.attribute_lists, self._used, flow=False
            )
        self.findings += found
        return content

    def _refuse_asides(self, scanned: MarkerTable) -> None:
        """Report footnotes and link definitions where nothing would print them."""
        lines = [line for _, line in scanned.footnotes.values()]
        for line in (*lines, *(one.line for one in scanned.definitions)):
            message = "a footnote or a link definition inside a footnote, a title or an option"
            self._fault(line, "B214", message, "write it on a line of its own in the text")


def _held(nodes: Iterable[Node | str]) -> Iterator[Node]:
    """Yield the blocks of a section, those inside groups too."""
    for node in nodes:
        if isinstance(node, Node):
            if node.kind == "group":
                yield from _held(node.children)
            else:
                yield node


@dataclass(frozen=True, slots=True)
class _Lines:
    """Line numbers in a file, for what was read of its text without remarks."""

    numbers: Sequence[int]
    offset: int

    def _line(self, line: int) -> int:
        at = line - 1 - self.offset
        return self.offset + 1 + self.numbers[at] if 0 <= at < len(self.numbers) else line

    def of_finding(self, finding: Finding, path: str) -> Finding:
        """Return ``finding`` at its line in the file ``path``."""
        if finding.location.path != path:
            return finding
        return replace(finding, location=Location(path, self._line(finding.location.line)))

    def of_node(self, node: Node) -> Node:
        """Return ``node``, and all below it, with lines counted in the file."""
        children = tuple(self.of_node(c) if isinstance(c, Node) else c for c in node.children)
        return replace(node, children=children, line=self._line(node.line))


def _height(node: Node) -> int:
    return 1 + max(map(_height, node.nodes), default=0)


def _no_front_matter(text: str) -> tuple[str, str]:
    """Return message and hint for a section whose first lines are no front matter."""
    if re.match(r"---\s*\n[^\n]*\w:", text):
        return "the front matter of this section is not closed", "end it with a line “---”"
    return "this section has no front matter", "start it with “---”, “title: …”, “---”"


def _front_matter(text: str) -> tuple[str, str, int]:
    """Split a file into front matter and body; return also the number of lines above the body."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return "", text, 0
    end = next((i for i in range(1, len(lines)) if lines[i].strip() == "---"), None)
    if end is None:
        return "", "\n".join(lines[1:]), 1
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 1
