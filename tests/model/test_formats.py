"""A format is one module and one row: nothing else in the program knows formats by name."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
import yaml

from briefing.compose.by_format import COMPOSERS
from briefing.model.formats import (
    DEFAULT_FORMAT,
    FORMATS,
    PRINT_OPTIONS,
    PrintOptions,
    formats_with,
    print_options_of,
)
from briefing.model.formats.print_options import DEFAULTS
from briefing.resolve.by_format import RESOLVERS
from support.projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.model.formats import PrintOption

MODULES = ROOT / "briefing" / "model" / "formats"
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
LABELS = yaml.safe_load((ROOT / "templates" / "labels" / "en.yaml").read_text("utf-8"))

ALIKE = {
    "compose": {
        "pack": "a layout, and the ids in it",
        "slides": "a layout, and the slides of a page",
        "cards": "a layout, and the cards of a page",
        "notes": "a layout, and the footnotes of a text or card",
    },
    "files": {"slides": "a table of theme.toml", "cards": "a table of theme.toml"},
    "load": {"notes": "the block “/// notes”", "cards": "a setting of briefing.yaml"},
    "model": {
        "notes": "the block “/// notes”; a choice of --per-page",
        "slides": "the setting deck.slides",
    },
    "resolve": {"notes": "the block “/// notes”"},
}
"""Words that are a format's name and mean something else, by the folder in which they do."""

every_format = pytest.mark.parametrize("name", FORMATS)


def _literals(path: Path) -> Iterator[tuple[str, str]]:
    """Where a format's name is written out in a module, and which."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in FORMATS:
            yield f"{path.relative_to(ROOT)}:{node.lineno}", str(node.value)


def _own_module(path: Path, name: str) -> bool:
    return path.parent == MODULES and path.stem == name


def test_a_format_is_named_in_its_own_module_only() -> None:
    """Whoever wants to know something of a format asks its row in the registry."""
    found = []
    used = set()
    for path in sorted((ROOT / "briefing").rglob("*.py")):
        folder = path.relative_to(ROOT / "briefing").parts[0]
        for place, name in _literals(path):
            if _own_module(path, name):
                continue
            used.add((folder, name))
            if name not in ALIKE.get(folder, {}):
                found.append(f"{place}: {name}")
    assert found == []
    assert used == {(folder, name) for folder, names in ALIKE.items() for name in names}


def test_no_format_is_asked_for_its_name() -> None:
    """A word that is allowed for something else is not compared with an edition's format."""
    found = []
    for path in sorted((ROOT / "briefing").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Compare) and _is_format(node.left):
                words = [c.value for c in ast.walk(node) if isinstance(c, ast.Constant)]
                found += [f"{path.relative_to(ROOT)}:{node.lineno}: {word!r}" for word in words]
    assert found == []


def _is_format(node: ast.expr) -> bool:
    name = getattr(node, "attr", "") or getattr(node, "id", "")
    return name in {"format", "format_"}


@every_format
def test_a_format_has_a_module_of_its_name(name: str) -> None:
    """One finds it where one looks for it."""
    assert FORMATS[name].name == name
    assert (MODULES / f"{name}.py").is_file()


def test_each_format_has_a_composer_and_is_made_of_something() -> None:
    """A forgotten row fails here, and not when somebody builds."""
    assert set(COMPOSERS) == set(FORMATS)
    assert {format_.made_of for format_ in FORMATS.values()} == set(RESOLVERS)


@every_format
def test_a_format_is_made_by_make_and_described(name: str) -> None:
    """People learn of it: from the Makefile and the README, and a session shows it being built."""
    assert re.search(rf"^{name}: .*  ## ", MAKEFILE, re.MULTILINE)
    assert f"formats: [{', '.join(FORMATS)}]" in README
    sessions = "".join(
        path.read_text("utf-8") for path in (ROOT / "tests" / "cli" / "commands").glob("*.md")
    )
    assert name == DEFAULT_FORMAT or re.search(rf"--format [a-z,]*\b{name}\b", sessions)


@every_format
def test_each_edition_of_a_format_has_a_label_and_a_file_name_of_its_own(name: str) -> None:
    """No two ways to print it have the same file, and each says on paper what it is."""
    ways = list(print_options_of(name))
    suffixes = [FORMATS[name].file_suffix(options) for options in ways]
    assert len(set(suffixes)) == len(ways)
    assert all(suffix == name or suffix.startswith(f"{name}-") for suffix in suffixes)
    assert all(FORMATS[name].label(options, "Two pages", LABELS) for options in ways)


def test_each_print_option_belongs_to_a_format() -> None:
    """The command line offers what formats look at, and nothing else."""
    assert {option.field for option in PRINT_OPTIONS} == {f.name for f in fields(PrintOptions)}
    assert all(formats_with(option) for option in PRINT_OPTIONS)


@pytest.mark.parametrize("option", PRINT_OPTIONS, ids=lambda option: option.field)
def test_a_print_option_is_described(option: PrintOption) -> None:
    """Its default is one of its choices; make has a variable for it, and the README says which."""
    assert option.chosen_in(DEFAULTS) in option.choices
    variable = option.field.upper()
    assert f"{variable} ?= {option.default}".rstrip() in MAKEFILE.splitlines()
    row = next(line for line in README.splitlines() if line.startswith(f"| `{variable}` |"))
    assert [choice for choice in option.choices if choice and f"`{choice}`" not in row] == []
