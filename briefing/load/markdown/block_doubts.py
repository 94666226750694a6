"""Faults of lines that are read differently than they look: an author sees a list, readers a text.

Where CommonMark's reading and what the eye sees agree, nothing is said. Where they do not, nobody
can tell what was meant, and attributes of the block above would not cover the line: so it is an
error, with the way to write either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.load.markdown import placeholders
from briefing.load.markdown.line_starts import ATTRIBUTES, FENCE, HEADING, ITEM, UNDERLINE
from briefing.load.markdown.line_starts import RULE as RULE_LINE
from briefing.load.markdown.lookalikes import condition_in
from briefing.load.markdown.size_limits import MOST_LISTS
from briefing.model.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.load.markdown.block_tree import Block
    from briefing.load.markdown.code_lines import CodeLines

Doubt = tuple[str, str, str]
"""Code, what is wrong, a hint."""

RULE: Doubt = ("B209", "horizontal rules are not supported", "use a heading")
NO_UNDERLINE: Doubt = (
    "B210",
    "this line does not underline a heading: there is more than one line above it",
    "write the heading as “## Heading”",
)
EMPTY_ITEM: Doubt = (
    "B210",
    "a list item without words on its first line",
    "write its first words behind its sign; to print the sign as text, write \\ before it",
)
WIDE_ITEM: Doubt = (
    "B210",
    "five spaces or more behind the sign of an item would make it code",
    "write one to four spaces behind the sign",
)
EMPTY_HEADING: Doubt = ("B210", "a heading without words", "write its words, or remove it")
TIGHT_HEADING: Doubt = (
    "B210",
    "this line looks like a heading but is read as text",
    "write a space behind its #, or a backslash before it: \\#",
)
_NO_SPACE: Doubt = (
    "B213",
    "this line looks like a list item or a heading but its sign is followed by a no-break space",
    "type a plain space there, without Alt; to print the sign, write \\ before it",
)
_NO_ITEM: Doubt = (
    "B213",
    "this line looks like a list item but is read as text",
    "leave a blank line above it; below a text only bullets and the number 1 begin a list",
)
_TOO_FAR: Doubt = (
    "B213",
    "this line looks like a list item but is read as text: it is indented too far",
    "indent a list inside an item by two to four spaces, other lists not at all",
)
_CODED_ITEM: Doubt = (
    "B213",
    "this line looks like a list item but its indentation makes it code",
    "do not indent it (“briefing migrate” does so); for code, use lines of ```",
)
_NO_SIGN: Doubt = (
    "B213",
    "this line looks like a list item but is read as text",
    "begin an item with a dash or a number, and a space: “- one”, “1. one”; no list has letters",
)
NO_BLOCK: Doubt = (
    "B213",
    "this line looks like a quote or a heading but is read as text: it is indented too far",
    "indent it as far as the text above it",
)
_STARTS = (re.compile(">"), HEADING, UNDERLINE, RULE_LINE)
PROSE: Doubt = (
    "B221",
    "this indented text is printed as code; earlier versions printed a paragraph",
    "do not indent it (“briefing migrate” does so); for code, use lines of ```",
)
_LONGEST = 2
"""Most digits of a number that looks like an item in the middle of a text: “1999.” is a year."""
_CODE = 4
_MARKS = re.compile(r"\{[^{}]*\}|\[[@^][^\]]*\]|[*_]+")
_SENTENCE = re.compile(r"[“\"‘'(]?[A-ZÀ-Þ][^\n{}<>=;|\\]*(?:\n *[^\n{}<>=;|\\]+)*[.!?:…][”\"’')]*")
_BLANK_LINES = re.compile(r"(\n(?: *\n)+)")
_SHORTEST = 5
"""Words of a sentence that nobody takes for code."""
_WIDE = "[\u00a0\u2002-\u200a\u202f\u3000]"
"""Spaces that are none to Markdown, as word processors set them behind bullets."""
_BULLETS = (
    "\u2022\u2023\u25aa\u25ab\u25e6\u25cf\u25cb\u25a0\u25a1\u25b8\u25ba\u27a2\u2043\u2219\uf0b7\uf0a7"
    "\u2610\u2611\u2713\u2714"
)
_DASHES = "\u2010-\u2015\u2212\u00b7\u2192"
"""They may begin a line of running text; bullets do not."""
_LIKE_ITEM = re.compile(
    r"(?P<before>\(?)(?P<name>[a-z]|[A-Z]|[ivx]{2,4}|\d{1,2})(?P<after>[.)])"
    rf"(?: +\S|(?<=\d.)[^\W\d]|{_WIDE})"
    rf"|(?P<tight>[-+](?=[^\W\d_])|[-+*](?={_WIDE}))"
    rf"|(?P<sign>[{_BULLETS}{_DASHES}]) *\S"
)
_WIDE_SIGN = re.compile(rf"(?:-|#{{1,6}}){_WIDE}+\S")
"""A sign with a space that is none to Markdown."""
_LABEL = re.compile(r"\[[^\]^@]+\]: *$")
_ADDRESS = re.compile(r" *<?(?:https?:|mailto:|www\.)\S")
_TIGHT = re.compile(r"#{2,6}[^\W\d_]|#[^\W\d_][\w-]* +\S")
_ROMAN = dict(zip(("i", "ii", "iii", "iv", "v"), ("ii", "iii", "iv", "v", "vi"), strict=True))
_BULLET = re.compile(r" *(?:[-*+]|\d+[.)]|:) +")


def at_start(words: str) -> Doubt | None:
    """Return what is doubtful about the first line of a paragraph."""
    if _WIDE_SIGN.match(words):
        return _NO_SPACE
    return TIGHT_HEADING if _TIGHT.match(words) else None


def label_alone(words: str, below: Sequence[str]) -> Doubt | None:
    """Return the doubt about the label of a link on a line of its own, its address below it."""
    if not (_LABEL.match(words) and below and _ADDRESS.match(below[0])):
        return None
    message = "the address of a link on the line below its label"
    return "B210", message, "write both on one line: [label]: https://…"


def within(words: str, above: str, indent: int) -> Doubt | None:
    """Return what is doubtful about a further line of a paragraph.

    Args:
        words: The line, without indentation.
        above: The line above it, likewise.
        indent: How far the line is indented in its container.
    """
    if indent >= _CODE and (found := _too_far(words)):
        return found
    if _WIDE_SIGN.match(words):
        return None if _WIDE_SIGN.match(above) else _NO_SPACE
    item = ITEM.match(words)
    if item and item["number"] and item["gap"] and len(item["number"]) <= _LONGEST:
        return _NO_ITEM
    if like := _LIKE_ITEM.match(words):
        before = _LIKE_ITEM.match(above)
        if like["sign"] and like["sign"] in _BULLETS:
            return _NO_SIGN
        if before and _follows(before, like):
            return _NO_SIGN
    return TIGHT_HEADING if _TIGHT.match(words) and words.startswith("##") else None


def _too_far(words: str) -> Doubt | None:
    """Return the doubt about words that would begin a block, were they not indented as code is."""
    if ITEM.match(words):
        return _TOO_FAR
    if FENCE.match(words):
        return _fence(words)
    return NO_BLOCK if any(sign.match(words) for sign in _STARTS) else None


def _follows(one: re.Match[str], other: re.Match[str]) -> bool:
    """Return whether two lines begin like items of one list: “a.” and “b.”, “(1)” and “(2)”."""
    if not (one["name"] and other["name"]):
        return (one["sign"], one["tight"]) == (other["sign"], other["tight"])
    if (one["before"], one["after"]) != (other["before"], other["after"]):
        return False
    name, following = one["name"], other["name"]
    if name.isdigit():
        return following == str(int(name) + 1)
    return following in {chr(ord(name[0]) + 1) if len(name) == 1 else "", _ROMAN.get(name, "")}


def askew(begins: str, column: int, item: Block) -> Iterator[Doubt]:
    """Yield the doubt about a block that is indented, but not as far as the words of the item above
    it."""
    more = item.words - column
    by = f"indent it by {item.words} spaces" if more > 0 else "write it"
    what = "a list item" if begins == "item" else "a block"
    yield (
        "B210",
        f"{what} indented by {_spaces(column)} does not belong to the item above it",
        f"{by} to make it part of that, or do not indent it",
    )


def beside(last: Block, column: int, words: int) -> Doubt | None:
    """Return the doubt about an item whose sign, and words, are not below those of the item before
    it."""
    if column == last.indent or words == last.words:
        return None
    return (
        "B210",
        f"a list item indented by {_spaces(column)}, the one before it by {last.indent}",
        f"indent it by {last.indent} to go on with the list, by {last.words} for a list inside it",
    )


def of_code(code: CodeLines, *, is_indented: bool) -> Iterator[tuple[Doubt, Severity]]:
    """Yield what is doubtful about a block of code: one between fences, or indented."""
    if code.fence:
        hint = f"close it with a line {code.fence:.60}, indented like this one"
        yield ("B205", "this fenced block is never closed", hint), Severity.ERROR
    if "{" in code.info or "=" in code.info:
        message = "attributes are not allowed after the fence that opens a block"
        hint = "put them on the line directly below the fence that closes it"
        yield ("B202", message, hint), Severity.ERROR
    if is_indented and (doubt := _in_code(code.text)):
        yield doubt, Severity.ERROR
    elif is_indented and any(is_prose for _, _, is_prose in paragraphs(code.text)):
        yield PROSE, Severity.WARNING


def _in_code(text: str) -> Doubt | None:
    if (item := ITEM.match(text)) and item["gap"]:
        return _CODED_ITEM
    if any(FENCE.match(line) for line in text.split("\n")):
        return _fence(text)
    if found := condition_in(text):
        return (
            "B219",
            f"markup in a text that its indentation makes code: “{found}”",
            "indent it like the words of its item, or not at all; to print it, use lines of ```",
        )
    return None


def paragraphs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the first and last line of each stretch without blank lines in an indented text.

    With each comes whether it is a list or a paragraph by its look: sentences, and no code.
    """
    at = 0
    for part in _BLANK_LINES.split(text):
        last = at + part.count("\n")
        if part.strip() and not _BLANK_LINES.fullmatch(part):
            words = _MARKS.sub(" ", part).strip()
            is_prose = _SENTENCE.fullmatch(words) is not None and len(words.split()) >= _SHORTEST
            yield at, last, is_prose or ITEM.match(part) is not None
        at = last


def of_tree(root: Block) -> Iterator[tuple[int, Doubt]]:
    """Yield index and doubt of blocks: quotes that hold nothing, lists in too many others."""
    for block in root.walk():
        if block.kind == "blockquote" and not block.blocks:
            yield block.line, ("B210", "a quote without words", "write its words, or remove it")
    level = [root]
    for _ in range(MOST_LISTS + 1):
        level = [inner for block in level for inner in _nested(block)]
    if level:
        message = f"lists or quotes are nested more than {MOST_LISTS} deep"
        yield level[0].line, ("B218", message, "write them side by side, or under headings")


def _nested(block: Block) -> Iterator[Block]:
    """Yield the lists and quotes that are in no other one in a block."""
    waiting = list(reversed(block.blocks))
    while waiting:
        inner = waiting.pop()
        if inner.kind in {"ul", "ol", "dl", "blockquote"}:
            yield inner
        else:
            waiting += reversed(inner.blocks)


def numbers(root: Block) -> Iterator[tuple[int, str, str]]:
    """Yield index, message and hint of items that are printed with other numbers than written."""
    for block in root.walk():
        if block.kind == "ol":
            yield from _numbers(block)


def _numbers(lists: Block) -> Iterator[tuple[int, str, str]]:
    first = int(lists.number)
    same = True
    for printed, item in enumerate(lists.blocks, first):
        if any(placeholders.ATTRIBUTES in line for block in item.blocks for line in block.lines):
            return  # some readers do not get it: numbers may be written for those
        written = int(item.number)
        same = same and written == first
        if written != printed and not same:
            yield (
                item.line,
                f"this item is written with the number {item.number} but printed with {printed}",
                f"write {printed}; for a list of its own, put a line of text between the two",
            )
            return


def stands_askew(line: str, above: str) -> bool:
    """Return whether an attribute list on its own line is indented unlike the block above it."""
    words = line.lstrip(" ")
    indent = len(line) - len(words)
    if not indent or not ATTRIBUTES.fullmatch(words.rstrip()):
        return False
    item = _BULLET.match(above)
    start = len(above) - len(above.lstrip(" "))
    return indent not in ((item.end(), start + 4) if item else (start,))


def askew_attributes(lines: Sequence[str], plain: Sequence[bool]) -> Iterator[int]:
    """Yield the index of each attribute list that is indented unlike the line above it; ``plain``
    tells which lines are neither code nor options."""
    for index, line in enumerate(lines):
        if plain[index] and stands_askew(line, lines[index - 1] if index else ""):
            yield index


def _fence(text: str) -> Doubt:
    sign = text.lstrip(" ")[:3]
    return (
        "B210",
        f"this fence ({sign}) is indented too far and would be printed",
        "indent it as far as the words of the item it belongs to, or not at all",
    )


def _spaces(number: int) -> str:
    return f"{number} space" if number == 1 else f"{number} spaces"
