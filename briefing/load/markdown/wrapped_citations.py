"""Find citations that run over the end of a line, as ``[@one; @two]`` does in wrapped text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.load.markdown import placeholders

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.load.markdown.block_tree import Block

_OVER_LINES = re.compile(r"\[(?P<body>@[^\[\]\n]*\n[^\[\]]*)\]")
"""With a line end in it; what is left on one line is inside code."""
_OPENING = re.compile(r"(?:^|[\s(\[])[*_~\"']+$")
_LINE_START = re.compile(r"\n[ >]*")


def gap(found: re.Match[str]) -> str:
    """Return the space that keeps what ends before a reference closed; none behind what begins."""
    return "" if _OPENING.search(found.string[: found.start()]) else " "


def cite_in_blocks(root: Block, cite: Callable[[str, int], str]) -> str:
    """Do so in the lines of all blocks, in place; return all lines, without their containers."""
    texts: list[str] = []
    for block in root.walk():
        if block.lines:
            texts.append(cite_over_lines("\n".join(block.lines), cite))
            block.lines = texts[-1].split("\n")
    return "\n\n".join(texts)


def cite_over_lines(text: str, cite: Callable[[str, int], str]) -> str:
    """Return the text with each such citation replaced by what ``cite`` returns for its words
    and line."""

    def replace(match: re.Match[str]) -> str:
        parts = placeholders.split(match["body"])
        lines = [p.index for p in parts if isinstance(p, placeholders.Token) and p.kind == "line"]
        words = "".join(
            part if isinstance(part, str) else placeholders.write(part.kind, part.index)
            for part in parts
            if isinstance(part, str) or part.kind != "line"
        )
        if not lines or any(not line.strip(" >") for line in words.split("\n")[1:-1]):
            return match[0]  # a citation cannot run over the end of a paragraph
        return cite(_LINE_START.sub(" ", words), lines[0])

    return _OVER_LINES.sub(replace, text)
