"""What each ``/// block`` becomes: its options checked, its head read, its data fetched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from briefing.files.pictures import PICTURES, bare_picture, picture_path
from briefing.files.unusable_picture import UnusablePicture, UnusableSvg
from briefing.load.blocks.csv_table import CsvReader, as_text, refuse_marks
from briefing.load.charts import ChartReader
from briefing.load.markdown.attributes import ID
from briefing.model.content import Chart, Node
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location, nearest
from briefing.model.visibility import CONDITIONS, Condition, KnownNames, NameFilter, read_condition

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.files.workspace import Workspace
    from briefing.load.markdown.marker_table import Container

    Inline = Callable[[str, int], tuple[Node | str, ...]]

CHARTS = (".vl.yaml", ".vl.json")
"""How files with the spec of a chart end."""
_OPTIONS = {
    "number": ("prefix",),
    "table": ("id", "src", "columns", "align", "rows", "source", "note", "wide"),
    "figure": ("id", "src", "alt", "subtitle", "source", "wide"),
    "slide": ("id", "layout", "minutes", "source"),
    "qa": ("id", "topic", "owner", "source"),
}
_ONLY_IN = {
    "slide": frozenset({"slides", "handout", "notes"}),
    "notes": frozenset({"notes"}),
    "qa": frozenset({"cards"}),
    "pressed": frozenset({"cards"}),
    "background": frozenset({"cards"}),
}
_NEEDS_TITLE = {
    "audience": "the audiences it is for",
    "slide": "its title",
    "qa": "the question",
    "number": "the number",
}


def format_condition(kind: str, names: KnownNames) -> tuple[Condition, ...]:
    """The condition that keeps blocks of other formats out of a text, and parts of cards from
    those who are not cleared for them."""
    if kind not in _ONLY_IN:
        return ()
    level = dict(names.card_levels).get(kind)
    return (Condition(format=NameFilter(_ONLY_IN[kind]), release=level),)


@dataclass(frozen=True, slots=True)
class _Written:
    """A container as it is written, its options checked and its inner blocks read."""

    name: str
    argument: str
    options: dict[str, Any]
    blocks: tuple[Node, ...]
    place: Location


@dataclass(slots=True)
class ContainerReader:
    """Reads containers of one section; collects findings and the pictures they ask for."""

    workspace: Workspace
    path: str
    names: KnownNames
    inline: Inline
    findings: list[Finding] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    charts: dict[str, Chart] = field(default_factory=dict)

    def __call__(self, container: Container, blocks: tuple[Node, ...]) -> Node:
        """The node of a container whose inner blocks are read already."""
        place = Location(self.path, container.line)
        options = self._checked(container, place)
        values = {key: as_text(options[key]) for key in CONDITIONS if key in options}
        if container.name == "audience":
            if "audience" in values:
                self._fault(
                    place,
                    "B204",
                    "“/// audience” names its audiences twice",
                    "name them behind the “|” only",
                )
            values["audience"] = container.argument
        condition, faults = read_condition(values, self.names, place)
        self.findings += faults
        if container.name in _NEEDS_TITLE and not container.argument:
            self._fault(
                place,
                "B204",
                f"“/// {container.name}” needs {_NEEDS_TITLE[container.name]}",
                f"write “/// {container.name} | …”",
            )
        conditions = (condition, *format_condition(container.name, self.names))
        build = {
            "audience": self._group,
            "number": self._number,
            "table": self._table,
            "figure": self._figure,
            "slide": self._slide,
            "qa": self._slide,
        }.get(container.name, self._box)
        node = build(_Written(container.name, container.argument, options, blocks, place))
        return replace(node, conditions=(*conditions, *node.conditions), line=container.line)

    def _fault(self, place: Location, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(place, code, message, hint))

    def _checked(self, container: Container, place: Location) -> dict[str, Any]:
        known = (*CONDITIONS, *_OPTIONS.get(container.name, ()))
        for key in container.options:
            if key not in known:
                self._fault(
                    place,
                    "B204",
                    f'unknown option "{key}" of “/// {container.name}”',
                    nearest(key, known),
                )
            elif isinstance(container.options[key], bool) and key != "wide":
                message = f"“{key}” is a word that YAML reads as yes or no"
                self._fault(place, "B204", message, f'put it in quotes: “    {key}: "…"”')
        name = as_text(container.options.get("id", "id"))
        if not ID.fullmatch(name):
            message = f'"{name}" cannot be an id'
            remedy = "an id begins with a letter; letters, digits, “-” and “_” may follow"
            self._fault(place, "B204", message, remedy)
        return {k: v for k, v in container.options.items() if k in known}

    def _title(self, kind: str, text: str, line: int) -> tuple[Node, ...]:
        return (Node(kind, (), self.inline(text, line), (), line),) if text else ()

    def _group(self, written: _Written) -> Node:
        return Node("group", (), written.blocks)

    def _slide(self, written: _Written) -> Node:
        """A slide or a card: as a box, with lines such as the one that names its sources."""
        lines = (
            line
            for kind in ("topic", "owner", "source")
            for line in self._title(
                kind, as_text(written.options.pop(kind, "")), written.place.line
            )
        )
        return self._box(replace(written, blocks=(*written.blocks, *lines)))

    def _box(self, written: _Written) -> Node:
        title = self._title("box-title", written.argument, written.place.line)
        attributes = tuple(
            (key, as_text(value)) for key, value in written.options.items() if key not in CONDITIONS
        )
        return Node(written.name, attributes, (*title, *written.blocks))

    def _number(self, written: _Written) -> Node:
        prefix = self._title(
            "prefix", as_text(written.options.get("prefix", "")), written.place.line
        )
        value = self._title("value", written.argument, written.place.line)
        return Node("number", (), (*prefix, *value, *written.blocks))

    def _table(self, written: _Written) -> Node:
        options, blocks, place = written.options, written.blocks, written.place
        tables = blocks
        if "src" in options:
            reader = CsvReader(self.workspace)
            table = reader.read(options, place)
            self.findings += reader.findings
            if table is not None:
                tables = (table, *blocks)
        elif not any(node.kind == "table" for block in blocks for node in block.walk()):
            self._fault(
                place,
                "B204",
                "this table has no rows",
                "write a Markdown table inside, or name a file: “    src: data/….csv”",
            )
        line = written.place.line
        return Node(
            "table-block",
            _attributes(options, "id", "wide"),
            (
                *self._title("tab-title", written.argument, line),
                *tables,
                *self._title("tab-note", as_text(options.get("note", "")), line),
                *self._title("source", as_text(options.get("source", "")), line),
            ),
        )

    def _figure(self, written: _Written) -> Node:
        options, blocks, place = written.options, written.blocks, written.place
        line = place.line
        if as_text(options.get("src", "")).endswith(CHARTS):
            blocks = (*blocks, self._spec(as_text(options.pop("src")), place))
        attributes = _attributes(options, "id", "wide", "src", "alt")
        pictures = [block for block in blocks if block.kind in {"figure", "chart"}]
        if (
            any(
                n.kind in {"figure", "chart"} for b in blocks for n in b.walk() if n not in pictures
            )
            or len(pictures) + ("src" in options) > 1
        ):
            self._fault(
                place,
                "B401",
                "a figure holds one picture or chart, and that not inside another block",
                "write a “/// figure” for each; a condition is an option of the figure",
            )
        charts = [self._chart(block, options, place) for block in pictures if block.kind == "chart"]
        if pictures:
            attributes += tuple(p for p in pictures[0].attributes if p[0] in {"src", "alt"})
        node = Node(
            "figure",
            attributes,
            (
                *self._title("fig-title", written.argument, line),
                *self._title("fig-subtitle", as_text(options.get("subtitle", "")), line),
                *charts,
                *(block for block in blocks if block not in pictures),
                *self._title("source", as_text(options.get("source", "")), line),
            ),
            # A picture's own mark is for the figure it makes.
            tuple(c for picture in pictures for c in picture.conditions),
        )
        if not charts:
            self.check_image(node, place)
        return node

    def _spec(self, source: str, place: Location) -> Node:
        """A chart whose spec is in a file, so that several figures can show it."""
        try:
            text = self.workspace.read_text(source, place)
        except ContentError as error:
            self.findings += error.findings
            text = ""
        return Node("chart", (("spec", source),), (text,), (), place.line)

    def _chart(self, node: Node, options: dict[str, Any], place: Location) -> Node:
        """A chart with its key in place of its text; it must be described, and say its source."""
        for option, remedy in (
            ("alt", "say in words what it shows: “    alt: …”"),
            ("source", 'say where its data are from: “    source: "[@…]"”'),
        ):
            if not as_text(options.get(option, "")).strip():
                self._fault(place, "B401", f"this chart has no {option}", remedy)
        source = node.get("spec")
        if source and not node.text():  # that it cannot be read is found already
            return Node("chart", (), (), (), node.line)
        path = str(self.workspace.place(source)) if source else self.path
        reader = ChartReader(self.workspace, path)
        chart = reader.read(node.text(), 0 if source else node.line)
        self.findings += reader.findings
        if chart is None:
            return Node("chart", (), (), (), node.line)
        self.charts[chart.key] = chart
        return Node("chart", (("key", chart.key),), (), (), node.line)

    def check_image(self, node: Node, place: Location) -> None:
        """Reads the picture of a figure; it must be inside the briefing and described in words."""
        source = node.get("src")
        if not source:
            self._fault(place, "B401", "this figure has no picture", "add “    src: figures/….svg”")
            return
        self.findings += refuse_marks("alt", node.get("alt"), place)
        if not node.get("alt").strip():
            self._fault(
                place,
                "B401",
                f'the picture "{source}" has no alt text',
                "say in words what it shows: ![…](file) or “    alt: …”",
            )
        if not source.lower().endswith(PICTURES):
            self._fault(
                place,
                "B401",
                f'"{source}" is not a picture we can print',
                f"use one of {', '.join(PICTURES)}",
            )
            return
        try:
            self.images[source] = bare_picture(self.workspace.read_bytes(source, place))
        except ContentError as error:
            self.findings += error.findings
        except UnusableSvg as error:
            at = self.workspace.place(source, error.line)
            self._fault(at, "B403", error.fault, error.remedy)
        except UnusablePicture as error:
            fault = f'"{source}" cannot be printed: {error.fault}'
            self._fault(place, "B403", fault, error.remedy)


def _attributes(options: dict[str, Any], *names: str) -> tuple[tuple[str, str], ...]:
    found = tuple(
        (name, picture_path(as_text(options[name])) if name == "src" else as_text(options[name]))
        for name in names
        if name in options and name != "wide"
    )
    return (*found, ("class", "wide")) if options.get("wide") else found
