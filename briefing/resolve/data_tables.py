"""The figures in numbers: the data of the charts of an edition as tables, in a section at its end.

It is made before anything is numbered, so that its tables are numbered, linked and counted in pages
as those that an author writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.chart_table import IN_TABLE, chart_tables
from briefing.model.content import Node, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.model.content import ChartTable

ANCHOR = "pack.numbers"
"""The id of the section; its tables count on from it, figures without an id as well."""


def with_data_tables(
    sections: tuple[Section, ...], labels: Mapping[str, str], *, wanted: bool
) -> tuple[Section, ...]:
    """Return ``sections`` and a last one with the data of their charts, if there are any to show.

    Args:
        sections: those of an edition, with their charts drawn.
        labels: the fixed words of its language.
        wanted: whether all charts have their data there that do not say otherwise.
    """
    maker = _Maker(labels, wanted=wanted)
    linked = tuple(
        replace(section, blocks=tuple(maker.linked(block, section) for block in section.blocks))
        for section in sections
    )
    if not maker.tables:
        return sections
    title = Node("title", (), (labels["figures_in_numbers"],))
    path = maker.tables[0].get("path")
    blocks = tuple(maker.tables)
    return (*linked, Section(ANCHOR, path, title, (), blocks, breaks=True, numbered=False))


@dataclass(slots=True)
class _Maker:
    """Makes the tables, in the order of reading, and links figures to them."""

    labels: Mapping[str, str]
    wanted: bool
    tables: list[Node] = field(default_factory=list)

    def linked(self, node: Node, section: Section) -> Node:
        """Return ``node`` with a link below each figure whose data get a table."""
        if node.kind == "figure":
            asks = node.get("data") or ("table" if self.wanted else "alt")
            # Names alone, as on a map, are no table: they are heard with the figure.
            found = tuple(table for table in chart_tables(node) if len(table.heads) > 1)
            wanted = asks == "table" and found
            return self._with_link(node, found, section) if wanted else node
        if not node.nodes:
            return node
        children = (c if isinstance(c, str) else self.linked(c, section) for c in node.children)
        return node.with_children(tuple(children))

    def _with_link(self, figure: Node, found: tuple[ChartTable, ...], section: Section) -> Node:
        anchor = figure.get("id") or f"{ANCHOR}.f{len(self.tables) + 1}"
        titled = any(child.kind == "fig-title" for child in figure.nodes)
        names = []
        for table in found:
            names.append(f"{ANCHOR}.t{len(self.tables) + 1}")
            place = (("path", section.path),)
            note = Node("tab-note", (), tuple(self._back(anchor, titled=titled)))
            title = Node("tab-title", (), self._title(figure))
            held = replace(table.node(), attributes=place, line=figure.line)
            self.tables.append(
                Node(
                    "table-block",
                    (*place, ("id", names[-1])),
                    (title, held, note),
                    line=figure.line,
                )
            )
        rest = tuple(pair for pair in figure.attributes if pair[0] != "id")
        link = Node("data-link", (), tuple(self._there(names)), line=figure.line)
        return replace(
            figure,
            attributes=(*rest, ("id", anchor), (IN_TABLE, " ".join(names))),
            children=(*figure.children, link),
        )

    def _title(self, figure: Node) -> tuple[Node | str, ...]:
        """Return the title of a figure, or the first sentence of what is said of it."""
        for child in figure.nodes:
            if child.kind == "fig-title":
                return child.children
        return (figure.get("alt").partition(". ")[0].strip().removesuffix("."),)

    def _there(self, names: list[str]) -> Iterator[Node | str]:
        before, _, after = self.labels["in_numbers"].partition("{table}")
        yield before
        for n, name in enumerate(names):
            yield from (", ",) if n else ()
            yield Node("ref", (("body", name),))
        yield after

    def _back(self, anchor: str, *, titled: bool) -> Iterator[Node | str]:
        before, _, after = self.labels["as_in_figure"].partition("{figure}")
        yield before
        if titled:
            yield Node("ref", (("body", anchor),))
        else:
            words = self.labels["unnumbered_figure"]
            yield Node("a", (("href", f"#{anchor}"), ("class", "xref")), (words,))
        yield after
