"""The shape of the package: imports go one way, libraries have one door, all is described."""

from __future__ import annotations

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parent.parent / "briefing"

# Upper floors may import from lower ones; modules on one floor do not know each other.
FLOORS = (
    ("__main__",),
    ("start",),
    ("cli",),
    ("commands",),
    ("report",),
    ("build", "cluster", "results"),
    ("plan", "earlier"),
    ("pipeline", "crew", "checks", "hands"),
    ("preload", "manifest", "makerules"),
    ("work", "state", "apart"),
    ("store",),
    ("expect",),
    ("load", "selection", "draw", "compose", "budget", "typeset", "bind", "deliver", "prove"),
    ("references",),
    ("themes", "markup", "pdf", "citing", "slots", "rows"),
    ("conditions", "charts", "formats", "seams", "levels"),
    (
        "workspace",
        "yamlfile",
        "streams",
        "versions",
        "workers",
        "keeping",
        "collector",
        "breakdown",
    ),
    ("model",),
    ("settings", "csljson", "imposition", "standins", "limits", "scheduler", "traces"),
    ("geometry",),
    ("errors", "addresses"),
    ("findings",),
    ("printable",),
    ("__init__",),
)

# Each library has one door; everybody else asks there.
DOORS = {
    "weasyprint": {"typeset"},
    "jinja2": {"compose"},
    "markdown": {"markup"},
    "pymdownx": {"markup"},
    "pikepdf": {"pdf"},
    "fontTools": {"pdf"},
    "pypdfium2": {"prove"},
    "vl_convert": {"draw"},
    "citeproc": {"citing"},
    "lxml": {"citing"},
    "pybtex": {"citing"},
    "distributed": {"cluster", "hands"},
}

MAX_LINES = 400

MODULES = tuple(sorted(PACKAGE.rglob("*.py")))


def dotted(path: Path) -> str:
    """The module's name as it is imported: ``briefing.markup.parser``."""
    parts = ("briefing", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit(module: str) -> str:
    """The module or package directly under ``briefing`` that a module belongs to."""
    return module.split(".")[1] if "." in module else "__init__"


@cache
def tree(path: Path) -> ast.Module:
    """The module, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and absolute name of everything a module imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: imports are absolute here"
            assert node.module is not None
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield node.lineno, name if name in KNOWN else node.module


KNOWN = frozenset(map(dotted, MODULES))


def floor(name: str) -> int:
    """How far up a module lives, from 0 at the top."""
    return next(i for i, names in enumerate(FLOORS) if name in names)


def named(path: Path) -> str:
    """The path as pytest shows it."""
    return path.relative_to(PACKAGE.parent).as_posix()


every_module = pytest.mark.parametrize("path", MODULES, ids=named)


def test_every_module_has_a_floor() -> None:
    """A new module is put somewhere on purpose, and no floor names one that has gone."""
    placed = {name for names in FLOORS for name in names}
    assert {unit(dotted(path)) for path in MODULES} == placed


@every_module
def test_imports_go_down(path: Path) -> None:
    """A module imports from lower floors only, or from inside its own package."""
    own = unit(dotted(path))
    wrong = [
        f"{named(path)}:{line}: {own} may not import {unit(name)}"
        for line, name in imports(path)
        if name.split(".")[0] == "briefing"
        and unit(name) != own
        and floor(unit(name)) <= floor(own)
    ]
    assert wrong == []


@every_module
def test_libraries_have_one_door(path: Path) -> None:
    """A library is imported by the module that is its door, and by no other."""
    own = unit(dotted(path))
    wrong = [
        f"{named(path)}:{line}: {name} belongs to {' and '.join(sorted(DOORS[library]))}"
        for line, name in imports(path)
        if own not in DOORS.get(library := name.split(".")[0], {own})
    ]
    assert wrong == []


def test_no_circles() -> None:
    """No module imports itself by way of others."""
    graph = {dotted(path): {name for _, name in imports(path) if name in KNOWN} for path in MODULES}
    assert set(TopologicalSorter(graph).static_order()) == KNOWN


@every_module
def test_module_can_be_read_at_one_go(path: Path) -> None:
    """No module is so long that a reader loses the thread."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@every_module
def test_everything_public_is_described(path: Path) -> None:
    """A module opens with its purpose; public functions and classes say what they give."""
    missing = [] if ast.get_docstring(tree(path)) else [f"{named(path)}:1: the module"]
    holders: list[ast.Module | ast.ClassDef] = [tree(path), *_classes(tree(path))]
    for holder in holders:
        missing += [
            f"{named(path)}:{node.lineno}: {node.name}"
            for node in holder.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert missing == []


def _classes(module: ast.Module) -> list[ast.ClassDef]:
    """The public classes of a module."""
    return [
        node
        for node in module.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
