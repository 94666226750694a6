"""The first arrow: a folder becomes a Briefing, or a list of everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from briefing.conditions import Vocabulary, read_condition
from briefing.errors import ContentError
from briefing.findings import Finding, Location, errors, nearest
from briefing.markup.containers import ContainerReader, format_condition
from briefing.markup.parser import Parser
from briefing.markup.scan import Scanned, scan
from briefing.markup.tree import Builder
from briefing.model import Briefing, Node, Section
from briefing.references import check_references
from briefing.settings import FORMATS, Acronym, Fact, FrontMatter, Settings, Source
from briefing.workspace import Workspace
from briefing.yamlfile import YamlFile, read_yaml, validate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_Model = TypeVar("_Model", bound=BaseModel)


def load(folder: Path, shown_as: str) -> tuple[Briefing, tuple[Finding, ...]]:
    """The briefing in a folder, and warnings about it.

    Raises ContentError with every fault found in the run, each with its file and line.
    """
    loader = _Loader(Workspace(folder, shown_as))
    briefing = loader.load(folder.resolve().name)
    if briefing is None or errors(loader.findings):
        raise ContentError(_in_order(loader.findings))
    return briefing, tuple(loader.findings)


def _in_order(findings: list[Finding]) -> list[Finding]:
    """Each finding once, by file and line, as an author mends them."""
    return sorted(dict.fromkeys(findings), key=lambda f: (f.place, f.code, f.message))


@dataclass(slots=True)
class _Loader:
    """Reads one folder, collecting faults instead of stopping at the first."""

    workspace: Workspace
    findings: list[Finding] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    parser: Parser = field(default_factory=Parser)
    lines: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def load(self, name: str) -> Briefing | None:
        if not self.workspace.exists("briefing.yaml"):
            self._fault(
                Location(self.workspace.shown_as),
                "B101",
                "this folder is not a briefing: it has no briefing.yaml",
                "name a folder that has one, or a briefing under content/",
            )
            return None
        settings = self._settings()
        if settings is None:
            return None
        names = Vocabulary.of(settings, FORMATS)
        sections = [
            section
            for section in (
                self._section(s, i, settings, names) for i, s in enumerate(settings.sections)
            )
            if section is not None
        ]
        briefing = Briefing(
            name=name,
            folder=self.workspace.shown_as,
            settings=settings,
            sections=tuple(sections),
            facts=self._table("facts.yaml", Fact),
            sources=self._table("sources.yaml", Source),
            acronyms=self._table("acronyms.yaml", Acronym),
            images=self.images,
            lines=self.lines,
        )
        self.findings += check_references(briefing)
        return briefing

    def _fault(self, place: Location, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(place, code, message, hint))

    def _yaml(self, name: str) -> YamlFile | None:
        try:
            text = self.workspace.read_text(name)
        except ContentError as error:
            self.findings += error.findings
            return None
        source, findings = read_yaml(text, str(self.workspace.place(name)))
        self.findings += findings
        self.lines[name] = source.by_key()
        return None if findings else source

    def _settings(self) -> Settings | None:
        source = self._yaml("briefing.yaml")
        if source is None:
            return None
        path = str(self.workspace.place("briefing.yaml"))
        settings, findings = validate(Settings, source, path)
        self.findings += findings
        if settings is not None:
            faults = list(_check_settings(settings, source, path))
            self.findings += faults
            if any(fault.code == "B110" for fault in faults):
                return None
        return settings

    def _table(self, name: str, model: type[_Model]) -> Mapping[str, _Model]:
        """A YAML file of named entries; one that is not there is empty."""
        if not self.workspace.exists(name):
            return {}
        source = self._yaml(name)
        path = str(self.workspace.place(name))
        if source is None:
            return {}
        if not isinstance(source.data, dict):
            self._fault(
                Location(path, 1),
                "B105",
                "this file is a list of “name: …” entries",
                "start each entry with its name and a colon",
            )
            return {}
        entries: dict[str, _Model] = {}
        for key in source.data:
            entry, findings = validate(model, source, path, (key,))
            self.findings += findings
            if entry is not None:
                entries[key] = entry
        return entries

    def _section(
        self, name: str, index: int, settings: Settings, names: Vocabulary
    ) -> Section | None:
        file = f"sections/{name}.md"
        if not self.workspace.exists(file):
            known = [
                n.removeprefix("sections/").removesuffix(".md")
                for n in self.workspace.names("sections", ".md")
            ]
            place = self.workspace.place(
                "briefing.yaml", self.lines["briefing.yaml"][f"sections.{index}"]
            )
            self._fault(
                place, "B106", f'the section "{name}" has no file {file}', nearest(name, known)
            )
            return None
        try:
            text = self.workspace.read_text(file)
        except ContentError as error:
            self.findings += error.findings
            return None
        return _SectionReader(self, names, settings, name, str(self.workspace.place(file))).read(
            text
        )


def _check_settings(settings: Settings, source: YamlFile, path: str) -> list[Finding]:
    """What one field cannot know of the others. B110 stops the load: nothing else can be read."""
    out: list[Finding] = []

    def at(*keys: str | int) -> Location:
        return Location(path, source.line(keys))

    if settings.default_release not in settings.levels:
        out.append(
            Finding(
                at("default_release"),
                "B110",
                f'unknown release "{settings.default_release}"',
                nearest(settings.default_release, settings.levels),
            )
        )
    for name, audience in settings.audiences.items():
        if audience.clearance not in settings.levels:
            out.append(
                Finding(
                    at("audiences", name, "clearance"),
                    "B110",
                    f'unknown release "{audience.clearance}"',
                    nearest(audience.clearance, settings.levels),
                )
            )
        for other in audience.includes:
            if other not in settings.audiences:
                out.append(
                    Finding(
                        at("audiences", name, "includes"),
                        "B110",
                        f'unknown audience "{other}"',
                        nearest(other, settings.audiences),
                    )
                )
            elif name in settings.reads_as(other):
                out.append(
                    Finding(
                        at("audiences", name, "includes"),
                        "B110",
                        f'the audiences go in a circle: "{name}" includes "{other}", '
                        f'which includes "{name}"',
                        "take one of the two out",
                    )
                )
        for section in audience.order:
            if section not in settings.sections:
                out.append(
                    Finding(
                        at("audiences", name, "order"),
                        "B106",
                        f'unknown section "{section}"',
                        nearest(section, settings.sections),
                    )
                )
    for index, section in enumerate(settings.sections):
        if section in settings.sections[:index]:
            out.append(
                Finding(
                    at("sections", index),
                    "B207",
                    f'the section "{section}" is listed twice',
                    "keep one of them",
                )
            )
    return out


@dataclass(slots=True)
class _SectionReader:
    """Reads one section file."""

    loader: _Loader
    names: Vocabulary
    settings: Settings
    id: str
    path: str
    scanned: Scanned = field(default_factory=Scanned)

    def read(self, text: str) -> Section:
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
        self.loader.findings += findings
        front = front or FrontMatter(title=self.id)
        values = {
            key: str(value)
            for key in ("audience", "length", "format", "release", "priority")
            if (value := getattr(front, key)) not in ("", None)
        }
        condition, faults = read_condition(values, self.names, self._front_place(source, values))
        self.loader.findings += faults
        for audience in front.title_for:
            if audience not in self.names.audiences:
                self.loader.findings.append(
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
        )

    def _front_place(self, source: YamlFile, values: Mapping[str, str]) -> Location:
        first = next(iter(values), "title")
        return Location(self.path, source.line((first,)))

    def _title(self, text: str, line: int) -> Node:
        return Node("title", (), self._inline(text, line), (), line)

    def _blocks(self, body: str, offset: int) -> tuple[Node, ...]:
        self.scanned = scan(body, self.path, offset)
        return self._build(self.scanned)

    def _build(self, scanned: Scanned) -> tuple[Node, ...]:
        containers = ContainerReader(self.loader.workspace, self.path, self.names, self._inline)
        builder = Builder(scanned, self.names, self.path, containers, self._inline)
        blocks = builder.build(self.loader.parser.parse(scanned.text))
        blocks = tuple(self._finish(block, containers) for block in blocks)
        self.loader.findings += [*scanned.findings, *builder.findings, *containers.findings]
        self.loader.images.update(containers.images)
        return blocks

    def _finish(self, node: Node, containers: ContainerReader) -> Node:
        """Pictures written as plain Markdown are read as well; charts wait for their format."""
        if node.kind == "chart":
            return replace(node, conditions=node.conditions + format_condition("chart"))
        if node.kind == "figure" and node.get("src") and node.get("src") not in containers.images:
            if not node.children:
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

    def _inline(self, text: str, line: int) -> tuple[Node | str, ...]:
        """Inline content that stands outside the flow: titles, arguments, notes."""
        scanned = scan(text, self.path, line - 1)
        scanned.footnotes = self.scanned.footnotes
        containers = ContainerReader(self.loader.workspace, self.path, self.names, self._inline)
        builder = Builder(scanned, self.names, self.path, containers, self._inline)
        content = builder.build_inline(Parser().parse(scanned.text))
        self.loader.findings += [*scanned.findings, *builder.findings]
        return content


def _front_matter(text: str) -> tuple[str, str, int]:
    """Head, body, and the number of lines above the body."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return "", text, 0
    end = next((i for i in range(1, len(lines)) if lines[i].strip() == "---"), None)
    if end is None:
        return "", text, 0
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 1
