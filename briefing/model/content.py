"""The content of a briefing as read: a tree of nodes, its sections, and the whole folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.brand import Brand
from briefing.model.findings import Location, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.model.pictures import Picture
    from briefing.model.settings import Acronym, Fact, Settings
    from briefing.model.source import Source
    from briefing.model.visibility import Condition


@dataclass(frozen=True, slots=True)
class Node:
    """An element of content; its kind is HTML's name for it where there is one."""

    kind: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node | str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    """All of them must let a reader through."""
    line: int = 0
    """First line in the section file, from 1; 0 when it has none."""
    level: str = field(default="", compare=False)
    """Release level it was selected at; empty before."""

    def get(self, name: str, default: str = "") -> str:
        """Return the value of an attribute, or ``default``."""
        for key, value in self.attributes:
            if key == name:
                return value
        return default

    def flagged(self, name: str) -> bool:
        """Return whether ``name`` is one of its classes, as a flag that an author sets is."""
        return ("class", name) in self.attributes

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Its children without the text between them."""
        return tuple(child for child in self.children if isinstance(child, Node))

    def with_children(self, children: tuple[Node | str, ...]) -> Node:
        """Return this node with other children: faster than `dataclasses.replace`."""
        return Node(self.kind, self.attributes, children, self.conditions, self.line, self.level)

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in reading order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if children := node.children:
                waiting += [child for child in reversed(children) if not isinstance(child, str)]

    def text(self) -> str:
        """Return all text below this node."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)


@dataclass(frozen=True, slots=True)
class Section:
    """One Markdown file."""

    id: str
    path: str
    """As people say it, from the working folder."""
    title: Node
    """Inline content of kind ``title``."""
    titles_for: tuple[tuple[str, Node], ...]
    """Other titles, by audience."""
    blocks: tuple[Node, ...]
    conditions: tuple[Condition, ...] = ()
    breaks: bool = False
    """Starts a new page in lengths that have a cover."""
    numbered: bool = True
    slide: bool = True
    """Whether a slide is made of it when it declares none."""
    remarks: tuple[Node, ...] = ()
    """What co-authors say to one another in it; no edition may hold it."""
    short_title: Node | None = None
    """Its title where there is little room: above its slides, on agendas and cards."""
    short_titles_for: tuple[tuple[str, Node], ...] = ()
    """Other short titles, by audience."""

    @property
    def brief(self) -> Node:
        """What it is called where there is little room."""
        return self.short_title or self.title

    def all_titles(self) -> Iterator[Node]:
        """Yield all it may be called, long and short, for all audiences."""
        yield self.title
        yield from (title for _, title in self.titles_for)
        yield from (self.short_title,) if self.short_title else ()
        yield from (title for _, title in self.short_titles_for)

    @property
    def opens(self) -> bool:
        """Whether it holds the key messages: it stands first and has no heading."""
        return any(node.kind == "key-messages" for block in self.blocks for node in block.walk())

    def place(self, line: int = 0) -> Location:
        """Return the location of a line in this section's file."""
        return Location(self.path, line)


@dataclass(frozen=True, slots=True)
class ChartRows:
    """The rows of data that a view of a chart should draw, each as a mark of its own."""

    at: tuple[str | int, ...]
    """Where the view stands in the spec."""
    rows: tuple[int, ...]
    """Their numbers in the data of the view, from 0."""
    names: tuple[str, ...]
    """What each is called in a message: “row 3 (Italy)”."""


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """A column of the data of a chart, and where the chart shows it."""

    name: str
    kind: str
    """``number``, ``date`` or ``text``."""
    shown: tuple[tuple[int, str], ...]
    """The views that show it, by their number in `Chart.read_views`, each with a channel."""


@dataclass(frozen=True, slots=True)
class ChartData:
    """Rows of data that a chart shows one by one, with the columns that its channels name."""

    columns: tuple[ChartColumn, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    """A value for each column, as it stands in the data; never the printed one."""
    numbers: tuple[int, ...]
    """The number of each row in its data, from 0."""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The rows of data behind some marks of a chart, each cell as it is printed."""

    heads: tuple[str, ...]
    """What each column is called."""
    rows: tuple[tuple[str, ...], ...]
    """The cells of each row; one that the chart does not print is empty."""

    def node(self) -> Node:
        """Return it as a table, as one that an author wrote."""
        head = Node("tr", (), tuple(Node("th", (), (name,)) for name in self.heads))
        cells = [[Node("td", (), (cell,) if cell else ()) for cell in row] for row in self.rows]
        body = (Node("tr", (), tuple(row)) for row in cells)
        return Node("table", (), (Node("thead", (), (head,)), Node("tbody", (), tuple(body))))

    def words(self) -> str:
        """Return it as running text: cells apart by commas, rows by semicolons."""
        return "; ".join(", ".join(filter(None, row)) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that a reader of a drawing would miss or misread."""

    code: str
    message: str
    hint: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart declared in the text, its data in it: all that drawing needs but the theme."""

    key: str
    """Hash of the spec; its node names it."""
    spec: str = field(repr=False)
    """Vega-Lite as JSON, without an address in it."""
    fits: bool
    """One view, whose width can be fitted to its place."""
    words: tuple[str, ...] = field(repr=False)
    """All that stands in spec and data, for the proof of editions that must not have it."""
    data: tuple[ChartData, ...] = field(default=(), repr=False)
    """The rows behind it that a reader may be given, in the form in which it prints them."""
    read_views: tuple[tuple[str | int, ...], ...] = ()
    """Where the views that show these rows stand in the spec."""
    drawn_rows: tuple[ChartRows, ...] = field(default=(), repr=False)
    """What its marks are counted against, for each view in which each stands for a row."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn chart, and what the drawing program had to say."""

    svg: bytes = field(repr=False)
    """Empty when it could not be drawn."""
    remarks: tuple[str, ...] = ()
    fault: str = ""
    flaws: tuple[Flaw, ...] = ()
    tables: tuple[ChartTable, ...] = field(default=(), repr=False)
    """Its data as it prints them."""
    is_lost: bool = False
    """Whether this machine failed at it, twice: its fault is not the content's."""


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """How sources are printed: a style in CSL 1.0.2, as text."""

    name: str
    path: str
    """As people say it, for a finding."""
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Briefing:
    """A whole folder, read and checked; after ``load`` only raster pictures are read from disk."""

    name: str
    folder: str
    """As people say it, for example ``content/kfor``."""
    settings: Settings
    sections: tuple[Section, ...]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    acronyms: Mapping[str, Acronym]
    images: Mapping[str, Picture]
    """Pictures by their path in the folder."""
    style: CitationStyle
    charts: Mapping[str, Chart] = field(default_factory=dict)
    """Charts by their key."""
    named_in_data: frozenset[str] = frozenset()
    """Sources that data files and charts name in a column of their own."""
    lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)
    """Lines of the YAML files' values: by file, then by key with dots, ``lengths.short.pages``."""
    letters: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict, repr=False)
    """Lines with each letter beyond ASCII, by file."""
    read: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """Hashes of the files as they were read, by path; empty for those that were not there."""
    brand: Brand = field(default_factory=Brand)
    """Whose it is, and what that looks like."""
    root: str = field(default="", repr=False, compare=False)
    """Where the folder lies on this machine."""

    def place(self, file: str, key: str = "") -> Location:
        """Return the location of a value in a YAML file."""
        lines = self.lines.get(file, {})
        while key and key not in lines:
            key = key.rpartition(".")[0]
        return Location(f"{self.folder}/{file}", lines.get(key, 0))
