"""The blocks of a text as we read them, and as markdown-it-py does: two trees to compare.

Both are outlines of nested tuples: kind and contents, of a paragraph its words, of a list its first
number, of an item whether its first words are set apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from briefing.model.content import Node
from briefing.model.findings import errors
from support.bodies import HEAD, read_section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

_ORACLE = MarkdownIt("commonmark", {"html": False})
_LISTS = {"bullet_list": "ul", "ordered_list": "ol"}

LINES = (
    "", "", "", "word", "word", "- word", "* word", "+ word", "1. word", "2. word", "7. word",
    "1) word", "10. word", "100. word", "> word", ">", "> - word", "> > word", "- > word",
    "- - word", "1. - word", "```", "~~~", "> ```", "- ```", "## word", "> ## word", "===", "---",
    "- [x] word", "- [ ] word", "-", "1.", "> 1. word", "word: word", "-word", "1.word", "   ",
)  # fmt: skip
"""What lines of a text begin with; words are told apart by their numbers."""
INDENTS = (0, 0, 0, 0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8)


def difference(text: str) -> str | None:
    """What is read otherwise than by the oracle; empty for nothing, None if it is refused."""
    section, findings, _ = read_section(f"{HEAD}{text}\n")
    if errors(findings):
        return None
    ours, theirs = tuple(_ours(section.blocks)), expected(text)
    return "" if ours == theirs else f"{text!r}\n  ours   {ours}\n  theirs {theirs}"


def expected(text: str) -> tuple[object, ...]:
    """The tree of a text as CommonMark has it, by another program."""
    return tuple(_theirs(SyntaxTreeNode(_ORACLE.parse(text))))


def _code(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n"))


def _item(held: tuple[object, ...], *, is_apart: bool) -> object:
    """An item; one of several paragraphs is set apart in any list, as ours are."""
    paragraphs = sum(isinstance(one, tuple) and one[0] == "p" for one in held)
    return "li", is_apart or paragraphs > 1, held


# ── ours ──────────────────────────────────────────────────────────────────────────────────


def _ours(nodes: Iterable[Node | str]) -> Iterator[object]:
    words = ""
    for node in nodes:
        if isinstance(node, str):
            words += node
        elif node.kind == "task":
            words += {"open": "[ ] ", "done": "[x] "}[node.get("state")]
        elif node.kind in {"strong", "em", "code", "br"}:
            words += node.text()
        else:
            yield from _paragraph(words)
            words = ""
            yield from _block(node)
    yield from _paragraph(words)


def _paragraph(words: str) -> Iterator[object]:
    if words.strip():
        # Dashes are set as such.
        words = words.replace("\N{EM DASH}", "---").replace("\N{EN DASH}", "--")
        yield "p", " ".join(words.split())


def _block(node: Node) -> Iterator[object]:
    if node.kind == "subsection":
        heading, *rest = node.nodes
        yield f"h{node.get('level')}", " ".join(heading.text().split())
        yield from _ours(rest)
    elif node.kind == "p":
        yield from _ours(node.children)
    elif node.kind == "pre":
        yield "code", _code(node.text())
    elif node.kind == "li":
        first = next((n for n in node.children if not isinstance(n, str) or n.strip()), "")
        is_apart = isinstance(first, Node) and first.kind == "p"
        yield _item(tuple(_ours(node.children)), is_apart=is_apart)
    else:
        start = node.get("start") or ("1" if node.kind == "ol" else "")
        yield node.kind, start, tuple(_ours(node.children))


# ── theirs ────────────────────────────────────────────────────────────────────────────────


def _theirs(tree: SyntaxTreeNode) -> Iterator[object]:
    for node in tree.children:
        if node.type == "paragraph":
            yield "p", " ".join(node.children[0].content.split())
        elif node.type == "heading":
            yield node.tag, " ".join(node.children[0].content.split())
        elif node.type in {"fence", "code_block"}:
            yield "code", _code(node.content)
        elif node.type == "list_item":
            first = node.children[0] if node.children else None
            is_apart = first is not None and first.type == "paragraph" and not first.hidden
            yield _item(tuple(_theirs(node)), is_apart=is_apart)
        elif node.type in _LISTS:
            kind = _LISTS[node.type]
            start = str(node.attrs.get("start", 1)) if kind == "ol" else ""
            yield kind, start, tuple(_theirs(node))
        else:
            yield node.type, "", tuple(_theirs(node))


# ── texts ─────────────────────────────────────────────────────────────────────────────────


def odd_text(random: Random) -> str:
    """A text of lines that fit nothing, mostly."""
    lines = []
    for number in range(random.randrange(2, 9)):
        line = random.choice(LINES).replace("word", f"w{number}")
        lines.append(" " * random.choice(INDENTS) + line)
    return "\n".join(lines)


def nested_text(random: Random) -> str:
    """A text as people write it: blocks in blocks, with a slip of the hand now and then."""
    lines = list(_blocks(random, 3))
    if random.random() < 0.4 and lines:
        at = random.randrange(len(lines))
        line = lines[at]
        lines[at] = random.choice([line.lstrip(" "), f" {line}", f"  {line}", line[1:], ""])
    return "\n".join(lines).strip("\n")


def _blocks(random: Random, deepest: int) -> Iterator[str]:
    for number in range(random.randrange(1, 4)):
        if number and random.random() < 0.6:
            yield ""
        yield from _one_block(random, deepest)


def _one_block(random: Random, deepest: int) -> Iterator[str]:
    kind = random.choice(("text", "text", "list", "list", "quote", "code", "fence", "heading"))
    name = f"w{random.randrange(1000)}"
    if kind == "list" and deepest:
        yield from _list(random, deepest - 1)
    elif kind == "quote" and deepest:
        for line in _blocks(random, deepest - 1):
            yield f"> {line}" if line or random.random() < 0.7 else line
    elif kind == "fence":
        yield from ("```", name, "", f"  {name}", "```")
    elif kind == "code":
        yield from (f"    {name}", f"      {name}")
    elif kind == "heading" and deepest == 3:
        yield from random.choice(((f"## {name}",), (name, "---")))
    else:
        yield name
        if random.random() < 0.4:
            yield f"{' ' * random.choice((0, 0, 2, 5))}{name}"


def _list(random: Random, deepest: int) -> Iterator[str]:
    sign = random.choice(("-", "*", "1.", "1)", "3."))
    gap = random.choice((1, 1, 1, 2, 3))
    number = int(sign[:-1]) if sign[0].isdigit() else 0
    apart = random.random() < 0.4
    for index in range(random.randrange(1, 4)):
        if index and apart:
            yield ""
        label = f"{number + index}{sign[-1]}" if number else sign
        within = len(label) + (gap if random.random() < 0.8 else 4 - len(label))
        for at, line in enumerate(_blocks(random, deepest)):
            if not at:
                yield f"{label}{' ' * gap}{line}"
            else:
                yield f"{' ' * within}{line}" if line else ""
