"""Read a briefing's folder: settings, sections, facts, sources, acronyms and pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from briefing.citations.csl_json import read_json
from briefing.citations.csl_styles import find_style
from briefing.files.workspace import Workspace, templates_folder
from briefing.files.yaml import YamlFile, read_yaml, validate
from briefing.load.bare_years import bare_years
from briefing.load.brand import read_brand
from briefing.load.data_sources import sources_in, unknown_sources
from briefing.load.guessed_plurals import guessed_plurals
from briefing.load.markdown.lookalikes import markup_in
from briefing.load.markdown.parser import Parser
from briefing.load.references import check_references
from briefing.load.section_file import read_section
from briefing.load.section_memory import LoadMemory
from briefing.load.unused_files import unused_files
from briefing.model.content import Briefing, Chart, CitationStyle, Section
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location, Severity, errors, nearest
from briefing.model.formats import FORMATS
from briefing.model.settings import Acronym, Fact, Settings
from briefing.model.source import Source
from briefing.model.visibility import KnownNames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from briefing.model.pictures import Picture

    _Reader = Callable[[str, str], tuple[YamlFile, list[Finding]]]

_Model = TypeVar("_Model", bound=BaseModel)


def load(
    folder: Path,
    shown_as: str,
    tell: Callable[[str], None] | None = None,
    memory: LoadMemory | None = None,
) -> tuple[Briefing, tuple[Finding, ...]]:
    """Load the briefing in ``folder``.

    Args:
        folder: The folder that holds ``briefing.yaml``.
        shown_as: Its path as findings name it.
        tell: Called with the name of each file before it is read.
        memory: Sections that were read before, which are read again only if they would be read
            otherwise; it changes what loading takes, and nothing that it returns.

    Returns:
        The briefing, and warnings about it: its characters, its citation style, facts and acronyms.

    Raises:
        ContentError: With all faults that were found, each with its file and line.
    """
    workspace = Workspace(folder, shown_as)
    loader = _Loader(workspace, tell or _untold, memory or LoadMemory())
    briefing = loader.load(folder.resolve().name)
    loader.findings += workspace.remarks
    if briefing is None or errors(loader.findings):
        raise ContentError(_in_order(loader.findings))
    return briefing, tuple(loader.findings)


def _untold(_: str) -> None:
    """Ignore the name of a file that is about to be read."""


def _read_bibtex(text: str, path: str) -> tuple[YamlFile, list[Finding]]:
    """Return the sources of a BibTeX file, whose reader is only loaded where there is one."""
    from briefing.citations.bibtex import read_bibtex

    return read_bibtex(text, path)


def _in_order(findings: list[Finding]) -> list[Finding]:
    """Return each finding once, sorted by file and line, the order an author mends them in."""
    return sorted(dict.fromkeys(findings), key=lambda f: (f.location, f.code, f.message))


@dataclass(slots=True)
class _Loader:
    """Reads one folder; collects faults instead of stopping at the first."""

    workspace: Workspace
    tell: Callable[[str], None]
    memory: LoadMemory
    findings: list[Finding] = field(default_factory=list)
    images: dict[str, Picture] = field(default_factory=dict)
    charts: dict[str, Chart] = field(default_factory=dict)
    parser: Parser = field(default_factory=Parser)
    lines: dict[str, Mapping[str, int]] = field(default_factory=dict)
    declared: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """Names in each table, sound or not, so that a fault is not reported again at each use; None
    when the file cannot be read."""

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
        brand = read_brand(self.workspace, settings, self.lines["briefing.yaml"], self.tell)
        self.findings += brand.findings
        self.images.update(brand.images)
        names = KnownNames.of(settings, FORMATS, brand.colours)
        self.parser.write_in(names.language)
        self.memory.begin()
        sections = [
            section
            for section in (
                self._section(name, index, names)
                for index, name in enumerate(settings.sections)
                if name not in settings.sections[:index]
            )
            if section is not None
        ]
        self.memory.end()
        style = self._style(settings)
        sources = self._sources()
        if style is None:
            return None
        briefing = Briefing(
            name=name,
            folder=self.workspace.shown_as,
            settings=settings,
            sections=tuple(sections),
            facts=self._table("facts.yaml", Fact),
            sources=sources,
            acronyms=self._table("acronyms.yaml", Acronym),
            images=self.images,
            charts=self.charts,
            style=style,
            named_in_data=sources_in(self.workspace.named_sources, frozenset(sources)),
            lines=self.lines,
            letters=self.workspace.letters,
            read=self.workspace.hashes,
            brand=brand.brand,
            root=str(self.workspace.root),
        )
        self.findings += check_references(briefing, self.declared, paragraphs=brand.paragraphs)
        if (known := self.declared["sources.yaml"]) is not None:
            self.findings += unknown_sources(self.workspace.named_sources, known)
        if not errors(self.findings):  # with a fault in it, a file may seem to show nothing
            self.findings += unused_files(self.workspace, settings.sections)
            self.findings += _empty_sections(sections)
        self.findings += bare_years(briefing)
        self.findings += guessed_plurals(briefing)
        return briefing

    def _fault(self, place: Location, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(place, code, message, hint))

    def _yaml(self, name: str) -> YamlFile | None:
        self.tell(name)
        try:
            text = self.workspace.read_text(name)
        except ContentError as error:
            self.findings += error.findings
            return None
        source, findings = read_yaml(text, str(self.workspace.place(name)))
        self.findings += findings
        self.lines[name] = source.by_key()
        self.findings += _markup_in(source, str(self.workspace.place(name)))
        if isinstance(source.data, dict):  # “.name” is there only to be merged
            entries = {key: v for key, v in source.data.items() if not key.startswith(".")}
            source = source.with_data(entries)
        return source if source.data or not findings else None

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
        """Read a YAML file of named entries; return no entries if there is no such file."""
        self.declared[name] = frozenset()
        if not self.workspace.exists(name):
            return {}
        source = self._yaml(name)
        path = str(self.workspace.place(name))
        if source is None:
            self.declared[name] = None
            return {}
        if not isinstance(source.data, dict):
            self._fault(
                Location(path, 1),
                "B105",
                "this file must be a list of “name: …” entries",
                "start each entry with its name and a colon",
            )
            return {}
        self.declared[name] = frozenset(source.data)
        entries: dict[str, _Model] = {}
        for key in source.data:
            entry, findings = validate(model, source, path, (key,))
            self.findings += findings
            if entry is not None:
                entries[key] = entry
        return entries

    def _style(self, settings: Settings) -> CitationStyle | None:
        place = self.workspace.place(
            "briefing.yaml", self.lines["briefing.yaml"].get("citation_style", 1)
        )
        style_file = settings.citation_style.endswith(".csl")
        self.tell(settings.citation_style if style_file else "briefing.yaml")
        try:
            style, findings = find_style(
                settings.citation_style,
                place,
                self.workspace,
                templates_folder(),
                settings.languages,
            )
        except ContentError as error:
            self.findings += error.findings
            return None
        self.findings += findings
        return style

    def _sources(self) -> Mapping[str, Source]:
        """Read the sources of all files that may hold some; each is defined in one of them only."""
        sources = dict(self._table("sources.yaml", Source))
        declared = self.declared["sources.yaml"]
        homes = dict.fromkeys(declared or (), "sources.yaml")
        whole = declared is not None
        for name, reader in (("sources.json", read_json), ("sources.bib", _read_bibtex)):
            if self.workspace.exists(name):
                whole &= self._merge(name, reader, sources, homes)
        self.declared["sources.yaml"] = frozenset(homes) if whole else None
        return sources

    def _merge(
        self, name: str, reader: _Reader, sources: dict[str, Source], homes: dict[str, str]
    ) -> bool:
        """Add the sources of file ``name`` to ``sources``; return whether all of it could be read.

        ``homes`` names the file of each source that was read before.
        """
        path = str(self.workspace.place(name))
        self.tell(name)
        try:
            file, findings = reader(self.workspace.read_text(name), path)
            findings = [*findings, *(_markup_in(file, path) if name.endswith(".json") else ())]
        except ContentError as error:
            self.findings += error.findings
            return False
        self.findings += findings
        for key, data in file.data.items():
            if key in homes:
                place = self.workspace.place(name, file.line((key,)))
                message = f'the source "{key}" is also defined in {homes[key]}'
                self._fault(place, "B207", message, "keep one of them")
                continue
            homes[key] = name
            if data is None:  # already reported
                continue
            source, faults = validate(Source, file, path, (key,))
            self.findings += faults
            if source is not None:
                sources[key] = source
        return not any(finding.code == "B104" for finding in findings)

    def _section(self, name: str, index: int, names: KnownNames) -> Section | None:
        file = f"sections/{name}.md"
        self.tell(file)
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
            reading = read_section(self.workspace, self.parser, names, name, self.memory)
        except ContentError as error:
            self.findings += error.findings
            return None
        self.findings += reading.findings
        self.images.update(reading.images)
        self.charts.update(reading.charts)
        return reading.section


def _empty_sections(sections: Iterable[Section]) -> Iterator[Finding]:
    """Report sections that have a head and no text: they are in no edition."""
    for section in sections:
        if not section.blocks:
            message = "no edition has this section: there is no text below its front matter"
            hint = 'write some, or take it out of "sections" in briefing.yaml'
            yield Finding(section.place(1), "B119", message, hint, Severity.WARNING)


def _markup_in(source: YamlFile, path: str) -> Iterator[Finding]:
    """Report attributes in the texts of YAML and JSON files, where they would be printed."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), source.data)]
    while waiting:
        keys, value = waiting.pop()
        if isinstance(value, dict | list):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [((*keys, key), inner) for key, inner in items]
        elif isinstance(value, str) and markup_in(value):
            kind = "JSON" if path.endswith(".json") else "YAML"
            message = f"attributes are not supported in {kind} files: “{value:.40}”"
            hint = "remove them: conditions belong in sections"
            yield Finding(Location(path, source.line(keys)), "B202", message, hint)


def _check_settings(settings: Settings, source: YamlFile, path: str) -> Iterator[Finding]:
    """Report settings that contradict one another.

    After a B110 the load stops, as nothing else can be read.
    """

    def at(*keys: str | int) -> Location:
        return Location(path, source.line(keys))

    yield from _check_level(settings.default_release, settings, at("default_release"))
    for part, level in settings.cards:
        if level is not None:
            yield from _check_level(level, settings, at("cards", part))
    for name, audience in settings.audiences.items():
        place = at("audiences", name, "clearance")
        yield from _check_level(audience.clearance, settings, place)
        yield from _check_includes(name, settings, at("audiences", name, "includes"))
        place = at("audiences", name, "order")
        for section in set(audience.order) - set(settings.sections):
            hint = nearest(section, settings.sections)
            yield Finding(place, "B106", f'unknown section "{section}"', hint)
    yield from _check_file_names(settings, at)
    for index, level in enumerate(settings.levels):
        if level in settings.levels[:index]:
            message = f'the release level "{level}" is listed twice'
            yield Finding(at("releases", index), "B110", message, "keep one of them")
    listed: set[str] = set()
    for index, section in enumerate(settings.sections):
        if section in listed:
            message = f'the section "{section}" is listed twice'
            yield Finding(at("sections", index), "B207", message, "keep one of them")
        listed.add(section)


def _check_file_names(settings: Settings, at: Callable[[str, str], Location]) -> Iterator[Finding]:
    """Report audiences and lengths whose names would give two editions the same file name."""
    named: dict[str, str] = {}
    for audience in settings.audiences:
        for length in settings.lengths:
            other = named.setdefault(f"{audience}-{length}", audience)
            if other != audience:
                message = (
                    f'editions of "{other}" and "{audience}" would both be named '
                    f'"{audience}-{length}"'
                )
                yield Finding(at("audiences", audience), "B110", message, "rename one of them")


def _check_level(level: str, settings: Settings, place: Location) -> Iterator[Finding]:
    if level not in settings.levels:
        yield Finding(place, "B110", f'unknown release "{level}"', nearest(level, settings.levels))


def _check_includes(name: str, settings: Settings, place: Location) -> Iterator[Finding]:
    for other in settings.audiences[name].includes:
        if other not in settings.audiences:
            hint = nearest(other, settings.audiences)
            yield Finding(place, "B110", f'unknown audience "{other}"', hint)
        elif name in settings.reads_as(other):
            circle = f'"{name}" includes "{other}", which includes "{name}"'
            message = f"audience includes are circular: {circle}"
            yield Finding(place, "B110", message, "remove one of the two")
