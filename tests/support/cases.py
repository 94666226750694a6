"""Cases in readable files: a line “==== title”, then fenced blocks: what goes in and comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent.parent / "cases"
_FENCE = re.compile(r"^~~~ *(?P<name>[^\n]*)\n(?P<text>.*?)^~~~$", re.MULTILINE | re.DOTALL)
_LISTED = re.compile(r"^\S+ ([A-Z]\d{3}) ", re.MULTILINE)
_PRINTED = re.compile(r"^! .*: (?:error|warning) ([A-Z]\d{3}): ", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One case: its title and its blocks by name."""

    title: str
    blocks: dict[str, str]

    @property
    def codes(self) -> set[str]:
        """The codes of the findings it expects: those listed, and those a command prints."""
        listed = "".join(self.blocks.get(name, "") for name in ("says", "findings"))
        return {*_LISTED.findall(listed), *_PRINTED.findall(self.blocks.get("console", ""))}


def read_cases(name: str) -> list[Case]:
    """The cases of a file under ``tests/cases``."""
    text = (CASES / name).read_text("utf-8")
    cases = []
    for part in re.split(r"^==== ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        blocks = {match["name"].strip(): match["text"] for match in _FENCE.finditer(body)}
        cases.append(Case(title.strip(), blocks))
    return cases
