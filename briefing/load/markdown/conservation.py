"""Prove that what is written is what is read: count attributes, words and block starts.

The Markdown parser drops, joins and moves text, and no later stage can miss what it dropped. So
both sides are read again here, the source lines and the nodes made from them, each without the
parser, and must have the same letters and digits in the same order. What moves or goes on purpose
is named: heads and options of blocks, charts, footnotes (each a text of its own), definitions of
links, attribute lists, the numbers of items, entities.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from briefing.load.markdown.node_letters import ReadBack
from briefing.load.markdown.source_letters import Written
from briefing.model.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.load.markdown.attributes import Attributes
    from briefing.load.markdown.marker_table import MarkerTable
    from briefing.model.content import Node

_SURE = 16
"""Number of letters that must agree before two texts count as in step again."""
_MOST_FAULTS = 5


def check_conserved(
    scanned: MarkerTable,
    nodes: Iterable[Node | str],
    attr_lists: Mapping[int, list[Attributes]],
    used: set[str],
    *,
    flow: bool,
) -> list[Finding]:
    """Report what of a text, which has no other faults, is not in the nodes made from it.

    Args:
        scanned: The text, and all that was found in its lines.
        nodes: The nodes made from it.
        attr_lists: The attribute lists that were given to nodes, by their number.
        used: Labels of link definitions in use; those that this text uses are added.
        flow: Whether the text is a flow of blocks, which defines the links and comes last.
    """
    read = ReadBack.of(nodes, scanned)
    faults = [*_attribute_lists(scanned, attr_lists, read)] or [*_tokens(scanned, read)]
    if not faults:
        written = Written.of(scanned)
        used |= written.used
        faults = [*_definitions(scanned, used)] if flow else []
        faults = faults or [*_words(written, read)] or [*_starts(written, read)]
    if not faults:
        return [_unprinted(link, scanned.path) for link in read.titled]
    return [
        Finding(Location(scanned.path, line), code, message, hint)
        for line, code, message, hint in faults
    ]


def _unprinted(link: Node, path: str) -> Finding:
    """Warn about the title of a link, which shows where a mouse hovers and never on paper."""
    message = f"the title of this link is not printed: “{link.get('title'):.40}”"
    hint = "write it as text, or remove it"
    return Finding(Location(path, link.line), "B214", message, hint, Severity.WARNING)


_Fault = tuple[int, str, str, str]


def _attribute_lists(
    scanned: MarkerTable, attr_lists: Mapping[int, list[Attributes]], read: ReadBack
) -> Iterator[_Fault]:
    """Check that each attribute list is on exactly one node, by object identity."""
    for index, attrs in enumerate(scanned.attribute_lists):
        made = attr_lists.get(index, [])
        if sum(read.conditions[id(one.condition)] for one in made) != 1:
            message = f"this attribute list would be lost: “{attrs.body.strip():.40}”"
            hint = "put it at the end of the last line of its block; the parser misreads this place"
            yield attrs.line, "B211", message, hint


def _tokens(scanned: MarkerTable, read: ReadBack) -> Iterator[_Fault]:
    """Check that each fact, citation, reference, footnote, fence and block has one node, on its
    line."""
    written = Counter((reference.kind, reference.line) for reference in scanned.references)
    written.update(("code", code.line) for code in scanned.codes)
    written.update(("box", container.line) for container in scanned.heads)
    for (kind, line), number in written.items():
        if read.things[kind, line] != number:
            message = f"{_THINGS[kind]} that would be lost or duplicated"
            hint = "move it to a plain paragraph; the Markdown parser misreads this one"
            yield line, "B211", message, hint
    if read.leftover:
        message = "an internal placeholder is left in the text"
        yield read.leftover, "B211", message, "simplify this block; the Markdown parser misreads it"


_THINGS = {
    "fact": "a fact",
    "cite": "a citation",
    "ref": "a cross-reference",
    "footnote": "a reference to a footnote",
    "code": "a fenced block",
    "box": "a “/// block”",
}


def _definitions(scanned: MarkerTable, used: set[str]) -> Iterator[_Fault]:
    """Report link definitions that no link uses, and labels that are defined twice."""
    seen: set[str] = set()
    for one in scanned.definitions:
        if one.label in seen:
            message = f'the link "[{one.label}]" is defined twice'
            yield one.line, "B214", message, "rename one of them"
        elif one.label not in used:
            message = f'nothing links to "[{one.label}]", so this line would not be printed'
            hint = (
                f"write [words][{one.label}] on one line, without code in the label; or remove it"
            )
            yield one.line, "B214", message, hint
        seen.add(one.label)


def _words(written: Written, read: ReadBack) -> Iterator[_Fault]:
    """Compare the letters and digits of source and nodes, in order."""
    source, nodes = written.letters, read.letters
    at, to, told = 0, 0, 0
    while told < _MOST_FAULTS:
        same = _common(source, at, nodes, to)
        at, to = at + same, to + same
        if at == len(source) and to == len(nodes):
            return
        lost, more = _resume(source, at, nodes, to)
        line, words = written.words(at, at + lost)
        if lost:
            message = f"these words would be lost or printed out of order: “{words:.60}”"
        else:
            message = f"these words would be printed twice or out of order: “{words:.60}”"
        hint = "the parser misreads this line: simplify it; leave blank lines around its block"
        yield line, "B212", message, hint
        at, to, told = at + lost, to + more, told + 1


def _common(one: str, at: int, other: str, to: int) -> int:
    """Return how many letters agree from two places on, by comparing halves at once."""
    low, high = 0, min(len(one) - at, len(other) - to)
    if one[at : at + high] == other[to : to + high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if one[at + low : at + middle] == other[to + low : to + middle]:
            low = middle
        else:
            high = middle
    return low if one[at + low] != other[to + low] else low + 1


def _resume(source: str, at: int, nodes: str, to: int) -> tuple[int, int]:
    """Return how many letters to skip on each side until both agree again."""
    lost = source.find(nodes[to : to + _SURE], at) if to < len(nodes) else len(source)
    more = nodes.find(source[at : at + _SURE], to) if at < len(source) else len(nodes)
    if lost >= 0 and (more < 0 or lost - at <= more - to):
        return lost - at, 0
    if more >= 0:
        return 0, more - to
    return len(source) - at, len(nodes) - to


def _starts(written: Written, read: ReadBack) -> Iterator[_Fault]:
    """Check that each line that starts a block by its look starts a node."""
    last = 0
    for at, line, kind in written.starts:
        if at in (read.items if kind == "item" else read.starts):
            continue
        if line > last + 1:
            if kind == "item":
                message = "this line looks like a list item but is read as text"
            else:
                message = "the block that starts here is read as part of the one above"
            hint = "leave a blank line above it; indent what belongs to an item by four spaces"
            yield line, "B213", message, hint
        last = line
