"""The same text so many times over: what a build takes should grow as the text does."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from desk import Desk

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
)
TIMES = len(_ORDINALS)
"""How much longer the long text is."""


def longer(desk: Desk) -> Desk:
    """A desk with the long text: every section but the first so many times, each time with
    other words and names of its own, in a pack that may have as many pages as it needs."""
    long = replace(desk, folder=desk.place / "long" / desk.folder.name)
    shutil.rmtree(long.place, ignore_errors=True)
    shutil.copytree(desk.folder, long.folder)
    every = desk.briefing.settings.sections
    names = every[1:] or every  # key messages, which stand first, come once or not at all
    for name in names:
        _multiply(long.folder / "sections" / f"{name}.md")
    path = long.folder / "briefing.yaml"
    settings = path.read_text(encoding="utf-8")
    listed = ", ".join(f"{name}-{n}" for n in range(TIMES) for name in names)
    sections = re.compile(r"^sections:.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
    settings = sections.sub(f"sections: [{listed}]\n", settings)
    settings = re.sub(r"^    order:.*\n", "", settings, flags=re.MULTILINE)
    settings = re.sub(r"pages: \[\d+, \d+\]", "pages: [1, 999]", settings)
    path.write_text(settings, encoding="utf-8")
    return long


def _multiply(path: Path) -> None:
    """Puts so many files in a section's place."""
    text = path.read_text(encoding="utf-8")
    for n, ordinal in enumerate(_ORDINALS):
        copy = re.sub(r"(\{:? ?|\]\(|\s)#([a-z][\w-]*)", rf"\1#\2-{n}", text)
        copy = re.sub(r"^(    id: )([a-z][\w-]*)$", rf"\1\2-{n}", copy, flags=re.MULTILINE)
        copy = re.sub(r" the (?=[a-z])", f" the {ordinal} ", copy)  # not all alike
        path.with_name(f"{path.stem}-{n}.md").write_text(copy, encoding="utf-8")
    path.unlink()
