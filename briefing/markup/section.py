"""One section file: front matter, then the blocks of its text with their conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.conditions import CONDITIONS, Vocabulary, read_condition
from briefing.findings import Finding, Location, nearest
from briefing.markup import tokens
from briefing.markup.containers import ContainerReader
from briefing.markup.decks import check_decks
from briefing.markup.scan import scan
from briefing.markup.scanned import Scanned
from briefing.markup.tree import Builder
from briefing.model import Chart, Node, Section
from briefing.settings import FrontMatter
from briefing.yamlfile import YamlFile, read_yaml, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.markup.parser import Parser
    from briefing.workspace import Workspace


_OPENING = frozenset({"key-messages", "side", "number", "slide", "notes", "qa"})
_FOOTNOTE = re.compile(r"\[\^[\w-]+\]")
_INLINE = frozenset(
    {"title", "a", "br", "cite", "code", "em", "fact", "ref", "span", "strong", "sub", "sup"}
)
_DEEPEST = 60
"""Nodes within nodes: more than anybody reads, fewer than the interpreter's stack takes."""


@dataclass(slots=True)
class SectionReader:
    """Reads one section file; collects what is wrong with it and the pictures it asks for."""

    workspace: Workspace
    parser: Parser
    names: Vocabulary
    id: str
    path: str
    findings: list[Finding] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    charts: dict[str, Chart] = field(default_factory=dict)
    _scanned: Scanned = field(default_factory=Scanned)

    def read(self, text: str) -> Section:
        """The section of a file's text; what cannot be read of it is a finding."""
        head, body, offset = _front_matter(text)
        source, findings = read_yaml(head, self.path, offset=1)
        front = None
        if not findings:
            front, findings = validate(FrontMatter, source, self.path)
        if not head:
            findings = [
                Finding(
                    Location(self.path, 1),
                    "B105",
                    "this section has no front matter",
                    "start it with “---”, “title: …”, “---”",
                )
            ]
        self.findings += findings
        front = front or FrontMatter(title=self.id)
        values = {
            key: str(value)
            for key, value in front.model_dump(exclude_unset=True).items()
            if key in CONDITIONS and value is not None
        }
        condition, faults = read_condition(values, self.names, self._front_place(source, values))
        self.findings += faults
        for audience in front.title_for:
            if audience not in self.names.audiences:
                self.findings.append(
                    Finding(
                        Location(self.path, source.line(("title_for", audience))),
                        "B203",
                        f'unknown audience "{audience}"',
                        nearest(audience, self.names.audiences),
                    )
                )
        return Section(
            id=self.id,
            path=self.path,
            title=self._title(front.title, source.line(("title",))),
            titles_for=tuple(
                (name, self._title(title, source.line(("title_for", name))))
                for name, title in front.title_for.items()
            ),
            blocks=self._blocks(body, offset),
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
            message = "a footnote has no place in a title"
            self._fault(line, "B202", message, "refer to it from the text")
            text = _FOOTNOTE.sub("", text)
        title = Node("title", (), self._inline(text, line), (), line)
        kinds = {node.kind for node in title.walk()}
        if kinds & {"img", "figure"}:
            message = "a picture has no place in a title"
            self._fault(line, "B401", message, "give it a paragraph of its own")
        elif kinds - _INLINE:
            message = "a list, a table or a second paragraph has no place in a title"
            self._fault(line, "B205", message, "write one line; the rest goes into the text")
        return title

    def _blocks(self, body: str, offset: int) -> tuple[Node, ...]:
        self._scanned = scan(body, self.path, offset)
        blocks = self._build(self._scanned)
        used = {n.get("name") for b in blocks for n in b.walk() if n.kind == "footnote"}
        for name, (_, line) in self._scanned.footnotes.items():
            if name not in used and blocks:
                message = f'nothing refers to the footnote "{name}", so it would not be printed'
                hint = f"write [^{name}] where it belongs, or remove it"
                self._fault(line, "B305", message, hint)
        self._check_opening(blocks)
        self.findings += check_decks(blocks, self.path)
        return blocks

    def _check_opening(self, blocks: tuple[Node, ...]) -> None:
        """A section of key messages opens the edition, without a heading: it holds nothing else."""
        if all(node.kind in _OPENING for node in _held(blocks)):
            return
        for box in (n for b in blocks for n in b.walk() if n.kind == "key-messages"):
            message = "key messages stand in a section of their own, which opens the edition"
            hint = "move the box to one; only “/// side” and “/// number” may stand beside it"
            self._fault(box.line, "B205", message, hint)

    def _fault(self, line: int, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(Location(self.path, line), code, message, hint))

    def _build(self, scanned: Scanned) -> tuple[Node, ...]:
        containers = ContainerReader(self.workspace, self.path, self.names, self._inline)
        builder = Builder(scanned, self.names, self.path, containers, self._inline)
        try:
            blocks = builder.build(self.parser.parse(scanned.text))
            blocks = tuple(self._finish(block, containers) for block in blocks)
            too_deep = next((block.line for block in blocks if _height(block) > _DEEPEST), None)
        except RecursionError:
            blocks, too_deep = (), 1
        if too_deep is not None:
            message = "lists, quotes or blocks are nested too deeply"
            place = Location(self.path, too_deep)
            self.findings.append(Finding(place, "B205", message, "set them side by side"))
        self.findings += [*scanned.findings, *builder.findings, *containers.findings]
        self.images.update(containers.images)
        self.charts.update(containers.charts)
        return blocks

    def _finish(self, node: Node, containers: ContainerReader) -> Node:
        """Pictures written as plain Markdown are read as well; a chart needs its figure."""
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
                    "a picture in the middle of a text",
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
        """Inline content that stands outside the flow: titles, arguments, notes."""
        # Behind a token no text begins a list, a heading or a quote: “1999. The entry”.
        scanned = scan(text, self.path, line - 1)
        # The space behind it is for quotes: they open after one.
        scanned.text = f"{tokens.write('line', line)} {scanned.text}"
        scanned.footnotes = {} if markable else self._scanned.footnotes
        containers = ContainerReader(self.workspace, self.path, self.names, self._inline)
        builder = Builder(scanned, self.names, self.path, containers, self._inline)
        content = builder.build_inline(self.parser.parse(scanned.text), markable=markable)
        self.findings += [*scanned.findings, *builder.findings]
        return content


def _held(nodes: Iterable[Node | str]) -> Iterator[Node]:
    """The blocks of a section, those in containers that only carry conditions too."""
    for node in nodes:
        if isinstance(node, Node):
            if node.kind == "group":
                yield from _held(node.children)
            else:
                yield node


def _height(node: Node) -> int:
    return 1 + max(map(_height, node.nodes), default=0)


def _front_matter(text: str) -> tuple[str, str, int]:
    """Head, body, and the number of lines above the body."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return "", text, 0
    end = next((i for i in range(1, len(lines)) if lines[i].strip() == "---"), None)
    if end is None:
        return "", text, 0
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 1
