"""Turn each ``/// name`` block into a node: check its options, read its title, fetch its data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from briefing.files.pictures import PICTURES, picture_path, picture_text, print_picture
from briefing.files.stored_pictures import kept_picture
from briefing.files.unusable_picture import UnusablePicture
from briefing.load.blocks.data_table import TableReader, as_text, refuse_attributes
from briefing.load.blocks.described import (
    chart_faults,
    drawn_words_fault,
    no_chart_faults,
    picture_faults,
)
from briefing.load.blocks.figure_layout import figure_layout
from briefing.load.blocks.table_layout import table_layout, with_layout
from briefing.load.markdown.attributes import ID
from briefing.model.blocks import BLOCKS, CONTENT, Block, Holds, Html, Use
from briefing.model.content import Chart, Node
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location, Severity, nearest
from briefing.model.visibility import CONDITIONS, Condition, KnownNames, NameFilter, read_condition
from briefing.model.written import switched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.files.workspace import Workspace
    from briefing.load.markdown.marker_table import BlockHead
    from briefing.model.pictures import Picture

    Inline = Callable[[str, int], tuple[Node | str, ...]]

CHARTS = (".vl.yaml", ".vl.json")
"""Endings of files that hold the spec of a chart."""
_UNKNOWN = Block(name="", kind="group", emptied=CONTENT, html=Html.OWN)


def format_condition(block: Block, names: KnownNames) -> tuple[Condition, ...]:
    """Return the conditions that a block has by its kind.

    They keep slides and cards out of a text, and the parts of a card from readers who are not
    cleared for them.
    """
    if not block.formats:
        return ()
    level = dict(names.card_levels).get(block.name)
    return (Condition(format=NameFilter(block.formats), release=level),)


@dataclass(frozen=True, slots=True)
class _Written:
    """A block as it is written, with its options checked and its inner blocks read."""

    block: Block
    argument: str
    options: dict[str, Any]
    blocks: tuple[Node, ...]
    place: Location

    def text(self, option: str) -> str:
        """Return the text of an option; empty if it is not given."""
        return as_text(self.options.get(option, ""))


@dataclass(slots=True)
class BlockReader:
    """Reads the blocks of one section; collects findings, pictures and charts."""

    workspace: Workspace
    path: str
    names: KnownNames
    inline: Inline
    findings: list[Finding] = field(default_factory=list)
    images: dict[str, Picture] = field(default_factory=dict)
    charts: dict[str, Chart] = field(default_factory=dict)

    def __call__(self, container: BlockHead, blocks: tuple[Node, ...]) -> Node:
        """Return the node of a block whose inner ``blocks`` are read already."""
        # An unknown name is a fault already; its inner blocks are read all the same.
        block = BLOCKS.get(container.name, _UNKNOWN)
        place = Location(self.path, container.line)
        options = self._checked(container, block, place)
        values = {key: as_text(options[key]) for key in CONDITIONS if key in options}
        if block.name == "audience":
            if "audience" in values:
                self._fault(
                    place,
                    "B204",
                    "“/// audience” has both an argument and an “audience:” option",
                    "name the audiences after the “|” only",
                )
            values["audience"] = container.argument
        condition, faults = read_condition(values, self.names, place)
        self.findings += faults
        if block.required and not container.argument:
            self._fault(
                place,
                "B204",
                f"“/// {block.name}” needs {block.required}",
                f"write “/// {block.name} | …”",
            )
        if block.name != "audience":
            self._refuse_turned(block, blocks)
        conditions = (condition, *format_condition(block, self.names))
        node = self._node(_Written(block, container.argument, options, blocks, place))
        return replace(node, conditions=(*conditions, *node.conditions), line=container.line)

    def _fault(self, place: Location, code: str, message: str, hint: str) -> None:
        self.findings.append(Finding(place, code, message, hint))

    def _refuse_turned(self, block: Block, blocks: tuple[Node, ...]) -> None:
        """Report turned tables inside another block, where they have no page to themselves."""
        for node in (inner for outer in blocks for inner in outer.walk()):
            if node.kind == "table-block" and ("class", "turned") in node.attributes:
                message = f"this table is turned, but stands inside “/// {block.name}”"
                hint = "put it below that block, or remove “turned”"
                self._fault(Location(self.path, node.line), "B411", message, hint)

    def _checked(self, container: BlockHead, block: Block, place: Location) -> dict[str, Any]:
        switches = {Use.FLAG, Use.TABLE}
        flags = {option.name for option in block.options if option.use in switches}
        only_flags = {option.name for option in block.options if option.use is Use.FLAG}
        known = (*CONDITIONS, *(option.name for option in block.options))
        for key in container.options:
            if key not in known:
                self._fault(
                    place,
                    "B204",
                    f'unknown option "{key}" of “/// {container.name}”',
                    nearest(key, known),
                )
            elif isinstance(container.options[key], bool) and key not in flags:
                message = f"YAML reads the value of “{key}” as yes or no"
                self._fault(place, "B204", message, f'put it in quotes: “    {key}: "…"”')
            elif key in only_flags and not isinstance(switched(container.options[key]), bool):
                message = f"“{key}” has the value “{as_text(container.options[key]):.20}”"
                self._fault(place, "B204", message, f"write “{key}: yes”, or leave it out")
        name = as_text(container.options.get("id", "id"))
        if not ID.fullmatch(name):
            message = f'"{name}" is not a valid id'
            remedy = "an id starts with a letter, followed by letters, digits, “-” or “_”"
            self._fault(place, "B204", message, remedy)
        return {
            key: switched(value) if key in flags else value
            for key, value in container.options.items()
            if key in known
        }

    def _node(self, written: _Written) -> Node:
        """Return the node of a block, with its title, lines and content."""
        if written.block.holds is Holds.PICTURE:
            return self._figure(written)
        content = written.blocks
        if written.block.holds is Holds.TABLE:
            content = self._table(written)
        return self._assembled(written, content)

    def _assembled(self, written: _Written, content: tuple[Node, ...]) -> Node:
        block = written.block
        title = (block.title, written.argument) if block.title else ("", "")
        return Node(
            block.kind,
            tuple(_attributes(written)),
            (
                *self._lines(written, Use.BEFORE_TITLE),
                *self._line(*title, written.place.line),
                *self._lines(written, Use.BELOW_TITLE),
                *content,
                *self._lines(written, Use.FOOT),
            ),
        )

    def _lines(self, written: _Written, use: Use) -> Iterator[Node]:
        """Yield the lines of text that the options of one use give a block."""
        for option in written.block.options:
            if option.use is use:
                yield from self._line(option.part, written.text(option.name), written.place.line)

    def _line(self, part: str, text: str, line: int) -> tuple[Node, ...]:
        return (Node(part, (), self.inline(text, line), (), line),) if text else ()

    def _table(self, written: _Written) -> tuple[Node, ...]:
        """Return the content of a table block, with its table read from a file if it names one."""
        options, blocks, place = written.options, written.blocks, written.place
        layout = tuple(table_layout(options, fault=partial(self._fault, place, "B204")))
        if "src" in options:
            reader = TableReader(self.workspace, self.names.language)
            table = reader.read(options, place)
            self.findings += reader.findings
            blocks = blocks if table is None else (table, *blocks)
        elif not any(node.kind == "table" for block in blocks for node in block.walk()):
            self._fault(
                place,
                "B204",
                "this table has no rows",
                "write a Markdown table inside, or name a file: “    src: data/….csv”",
            )
        return tuple(with_layout(block, layout) for block in blocks) if layout else blocks

    def _figure(self, written: _Written) -> Node:
        """Return a figure with the one picture or chart that it holds or that its options name."""
        options, blocks, place = dict(written.options), written.blocks, written.place
        if written.text("src").endswith(CHARTS):
            blocks = (*blocks, self._spec(as_text(options.pop("src")), place))
        pictures = [block for block in blocks if _is_picture(block)]
        if (
            any(_is_picture(n) for b in blocks for n in b.walk() if n not in pictures)
            or len(pictures) + ("src" in options) > 1
        ):
            self._fault(
                place,
                "B401",
                "a figure must hold one picture or chart, and not inside another block",
                "write a “/// figure” for each, with conditions as its options",
            )
        charts = [self._chart(block, options, place) for block in pictures if block.kind == "chart"]
        rest = (block for block in blocks if block not in pictures)
        node = self._assembled(replace(written, options=options), (*charts, *rest))
        layout = figure_layout(
            {o.name: written.text(o.name) for o in written.block.options if o.use is Use.LAYOUT},
            wide=bool(written.options.get("wide")),
            chart=bool(charts),
            fault=partial(self._fault, place, "B204"),
        )
        node = replace(node, attributes=(*node.attributes, *layout))
        if pictures:
            shown = tuple(p for p in pictures[0].attributes if p[0] in {"src", "alt"})
            node = replace(node, attributes=node.attributes + shown)
        for message, hint in chart_faults(node) if charts else no_chart_faults(node):
            self._fault(place, "B401", message, hint)
        if not charts:
            self.check_image(node, place)
        # A picture's own attributes are for its figure.
        return replace(node, conditions=tuple(c for p in pictures for c in p.conditions))

    def _spec(self, source: str, place: Location) -> Node:
        """Return a chart whose spec is in the file ``source``, so that several figures can show
        it."""
        try:
            text = self.workspace.read_text(source, place)
        except ContentError as error:
            self.findings += error.findings
            text = ""
        return Node("chart", (("spec", source),), (text,), (), place.line)

    def _chart(self, node: Node, options: dict[str, Any], place: Location) -> Node:
        """Return a chart node with its key in place of its spec.

        Report a missing description or source.
        """
        for option, remedy in (
            ("alt", "describe what it shows: “    alt: …”"),
            ("source", 'name the source of its data: “    source: "[@…]"”'),
        ):
            if not as_text(options.get(option, "")).strip():
                self._fault(place, "B401", f"this chart has no {option}", remedy)
        source = node.get("spec")
        if source and not node.text():  # already reported as unreadable
            return Node("chart", (), (), (), node.line)
        path = str(self.workspace.place(source)) if source else self.path
        from briefing.load.charts import ChartReader  # only where there are charts

        reader = ChartReader(self.workspace, path, dict(self.names.colours))
        chart = reader.read(node.text(), 0 if source else node.line)
        self.findings += reader.findings
        if chart is None:
            return Node("chart", (), (), (), node.line)
        self.charts[chart.key] = chart
        return Node("chart", (("key", chart.key),), (), (), node.line)

    def check_image(self, node: Node, place: Location) -> None:
        """Read the picture of figure ``node``; report it if it is missing, unusable or
        undescribed."""
        source = node.get("src")
        if not source:
            self._fault(place, "B401", "this figure has no picture", "add “    src: figures/….svg”")
            return
        self.findings += refuse_attributes("alt", node.get("alt"), place)
        for message, hint in picture_faults(node):
            self._fault(place, "B401", message, hint)
        if not source.lower().endswith(PICTURES):
            self._fault(
                place,
                "B401",
                f'"{source}" is not a picture of a format that can be printed',
                f"use one of {', '.join(PICTURES)}",
            )
            return
        try:
            file = self.workspace.read_bytes(source, place)
            picture = print_picture(file, source)
        except ContentError as error:
            self.findings += error.findings
        except UnusablePicture as error:
            at = f"{source}:{error.line}" if error.line else source
            self._fault(place, "B403", f'"{at}" cannot be printed: {error.fault}', error.remedy)
        else:
            self.images[source] = kept_picture(self.workspace, source, file, picture.data)
            for message, hint in drawn_words_fault(node, picture_text(self.images[source])):
                self._fault(place, "B401", message, hint)
            for remark in picture.remarks:
                self.findings.append(
                    Finding(
                        place,
                        "B412",
                        f'"{source}" is not printed as it is: {remark}',
                        "save what is to be printed as a picture of its own, in RGB",
                        Severity.WARNING,
                    )
                )


def _is_picture(node: Node) -> bool:
    return node.kind in {"figure", "chart"}


def _attributes(written: _Written) -> Iterator[tuple[str, str]]:
    """Yield the attributes that a block's options give its node; a flag that is set is a class."""
    for use in (Use.ATTRIBUTE, Use.PICTURE, Use.FLAG):
        for option in written.block.options:
            if option.use is use and option.name in written.options:
                text = written.text(option.name)
                if use is Use.FLAG:
                    if written.options[option.name] is True:
                        yield "class", option.name
                else:
                    yield option.name, picture_path(text) if use is Use.PICTURE else text
