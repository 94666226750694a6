"""Small briefings made for tests: the one in ``projects/small``, with files replaced."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.load.briefing import load
from briefing.model.errors import ContentError
from briefing.select.selection import make_edition, select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.content import Briefing, Node
    from briefing.model.edition import Selection
    from briefing.model.findings import Finding
    from support.cases import Case

PROJECTS = Path(__file__).parent.parent / "projects"
ROOT = Path(__file__).parent.parent.parent
APART = frozenset({"bench", "cluster", "pages", "shipped"})
"""Folders of tests that start clusters and other programs, or build all of the shipped briefing:
they are run alone."""


def copy_small(target: Path, *texts: str) -> None:
    """Copy the small briefing, without its picture unless one of the texts shows that."""
    spare = () if any("figures/square.svg" in text for text in texts) else ("square.svg",)
    shutil.copytree(PROJECTS / "small", target, ignore=shutil.ignore_patterns(*spare))


def project(folder: Path, files: Mapping[str, str | None]) -> Path:
    """A copy of the small briefing with some files replaced, added, or (None) removed."""
    target = folder / "small"
    copy_small(target, *(text or "" for text in files.values()))
    for name, text in files.items():
        path = target / name
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    listed = re.search(r"sections: \[(.*)\]", files.get("briefing.yaml") or "")
    if listed and "frist" not in listed[1]:  # a misspelt name is compared with those there are
        for name in {"opening", "first", "second"} - set(listed[1].split(", ")):
            (target / f"sections/{name}.md").unlink(missing_ok=True)
    return target


def case_files(case: Case) -> dict[str, str | None]:
    """The files a case writes, changes in the settings (⏎ is a line end) and removes."""
    files: dict[str, str | None] = {}
    for name, text in case.blocks.items():
        kind, _, path = name.partition(" ")
        if kind == "file":
            files[path] = text.rstrip("\n") if path.endswith(".md") else text
        elif kind == "remove":
            files[path] = None
        elif kind == "settings":
            settings = (PROJECTS / "small" / "briefing.yaml").read_text("utf-8")
            for line in text.splitlines():
                old, _, new = line.partition(" ⇒ ")
                assert old in settings, old
                settings = settings.replace(old, new.replace("⏎", "\n"), 1)
            files["briefing.yaml"] = settings
    return files


def section_project(folder: Path, body: str) -> Path:
    """A briefing whose only section has the given body, from line 4 of its file on."""
    settings = (PROJECTS / "small" / "briefing.yaml").read_text("utf-8")
    settings = settings.replace("sections: [opening, first, second]", "sections: [only]")
    return project(
        folder,
        {
            "briefing.yaml": settings,
            "sections/only.md": f"---\ntitle: Only\n---\n{body}",
        },
    )


def read(folder: Path) -> Briefing:
    """The briefing in a folder, which must have no faults."""
    briefing, _ = load(folder, folder.name)
    return briefing


def faults(folder: Path) -> tuple[Finding, ...]:
    """The faults found while loading a folder; none is an empty tuple."""
    try:
        _, warnings = load(folder, folder.name)
    except ContentError as error:
        return error.findings
    return warnings


def selected(briefing: Briefing, audience: str, length: str) -> Selection:
    """What an audience gets."""
    return select(briefing, make_edition(briefing, audience, length))


def words(nodes: tuple[Node | str, ...]) -> str:
    """All words below nodes, spaces made one."""
    text = " ".join(n if isinstance(n, str) else _node_words(n) for n in nodes)
    return " ".join(text.split())


def _node_words(node: Node) -> str:
    inline = node.kind in {"strong", "em", "span", "a", "code", "title"}
    parts = [c if isinstance(c, str) else _node_words(c) for c in node.children]
    alt = [node.get("alt")] if node.get("alt") else []
    return ("" if inline else " ").join([*alt, *parts])
