"""The table of the Markdown dialect: what is written, beside an outline of what is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.content import Node
from briefing.model.findings import Severity
from support.cases import CASES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Section
    from briefing.model.findings import Finding

_BAR, _LINE, _SPACE = "│", "─", "␠"


@dataclass(frozen=True)
class Row:
    """One form: the number of its first line in the file, what is written, what is printed."""

    number: int
    written: str
    printed: str


def read_table(name: str = "dialect.txt") -> list[Row]:
    """The rows of the table; a sign for a space stands where an editor would cut one off."""
    rows: list[Row] = []
    left: list[str] = []
    right: list[str] = []
    for number, line in enumerate((CASES / name).read_text("utf-8").splitlines(), 1):
        if _BAR in line:
            written, _, printed = line.partition(_BAR)
            left.append(written.rstrip().replace(_SPACE, " "))
            right.append(printed.removeprefix(" ").rstrip())
        elif left:
            assert line.startswith(_LINE), f"line {number} ends no row"
            rows.append(Row(number - len(left), _cell(left), _cell(right)))
            left, right = [], []
    assert not left, "the last row is not ended"
    return rows


def _cell(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n")


def outline(section: Section, findings: Iterable[Finding], above: int) -> str:
    """What a reader of everything gets of a section, a line for each block; or its errors.

    ``above`` is the number of lines above the text in its file.
    """
    told = [
        f"{finding.code} line {finding.location.line - above}: {finding.message}"
        for finding in findings
        if finding.severity is Severity.ERROR
    ]
    return "\n".join(line.rstrip() for line in told or _blocks(section.blocks))


def _blocks(nodes: Iterable[Node | str]) -> Iterator[str]:
    words: list[Node | str] = []
    for node in nodes:
        if isinstance(node, Node) and (maker := _MAKERS.get(node.kind)):
            yield from inline(words).rstrip().split("\n") if words else ()
            words = []
            yield from maker(node)
        elif words or not isinstance(node, str) or node.strip():
            words.append(node)
    if words:
        yield from inline(words).split("\n")


def _within(first: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines behind a sign; further ones are indented as far."""
    for index, line in enumerate(lines or [""]):
        yield f"{first if not index else ' ' * len(first)}{line}"


def _paragraph(node: Node) -> Iterator[str]:
    yield from _within("¶ ", inline(node.children).split("\n"))


def _list(node: Node) -> Iterator[str]:
    start = int(node.get("start") or "1")
    for number, item in enumerate(node.nodes, start):
        sign = "• " if node.kind == "ul" else f"{number}. "
        box = {"open": "☐ ", "done": "☑ "}.get(item.get("task"), "")
        yield from _within(sign + box, [*_blocks(item.children)] or [""])


def _definitions(node: Node) -> Iterator[str]:
    for entry in node.nodes:
        for part in entry.nodes:
            sign = "term: " if part.kind == "dt" else "    = "
            yield from _within(sign, _blocks(part.children))


def _quote(node: Node) -> Iterator[str]:
    for line in _blocks(node.children):
        yield f"” {line}"


def _code(node: Node) -> Iterator[str]:
    for line in node.text().split("\n"):
        yield f"▌{line}"


def _subsection(node: Node) -> Iterator[str]:
    heading, *rest = node.nodes
    name = f" (#{node.get('id')})" if node.get("id") else ""
    yield f"{'#' * int(node.get('level'))} {inline(heading.children)}{name}"
    yield from _blocks(rest)


def _table(node: Node) -> Iterator[str]:
    for part in node.nodes:
        for row in part.nodes:
            yield " ¦ ".join(inline(cell.children) for cell in row.nodes)


def _figure(node: Node) -> Iterator[str]:
    yield f"picture {node.get('src')}: {node.get('alt')}"


def _box(node: Node) -> Iterator[str]:
    yield from _within(f"[{node.kind}] ", _blocks(node.children))


_MAKERS = {
    "p": _paragraph,
    "ul": _list,
    "ol": _list,
    "dl": _definitions,
    "blockquote": _quote,
    "pre": _code,
    "subsection": _subsection,
    "table": _table,
    "figure": _figure,
    "note": _box,
}


def inline(nodes: Iterable[Node | str]) -> str:
    """Words with what is set apart in them, as in HTML: ``<em>so</em>``, ``<a https://…>so</a>``.

    A hard line break is ``⏎``; a line end in the source is a line end.
    """
    return "".join(node if isinstance(node, str) else _words(node) for node in nodes)


def _words(node: Node) -> str:
    if node.kind == "task":
        return ""  # the line begins with its box
    if node.kind == "br":
        return "⏎"
    behind = "".join(f" {value}" for name, value in node.attributes if name != "bare")
    return f"<{node.kind}{behind}>{inline(node.children)}</{node.kind}>"
