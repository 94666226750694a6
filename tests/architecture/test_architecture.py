"""The shape of the package: imports go one way, libraries have one door, all is described."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter
from importlib import import_module
from typing import TYPE_CHECKING

from imports import KNOWN, MODULES, PACKAGE, dotted, folder, folder_imports, imports, tree
from picture import PICTURE, draw

from support.projects import APART

if TYPE_CHECKING:
    from pathlib import Path

# Which folders a folder of the package may import from. Stages do not know one another: what they
# hand on stands in ``model``, and only ``build`` knows their order.
MAY_IMPORT = {
    "model": set(),
    "text": {"model"},
    "files": {"model"},
    "citations": {"model", "files"},
    "pdf": {"model"},
    "load": {"model", "text", "files", "citations"},
    "select": {"model"},
    "draw": {"model", "files"},
    "resolve": {"model", "text", "files", "citations"},
    "compose": {"model", "text", "files", "pdf"},
    "typeset": {"model", "files", "pdf"},
    "bind": {"model", "pdf"},
    "prove": {"model", "pdf"},
    "listen": {"model", "prove"},
    "check": {"model", "text"},
    "cache": {"model", "files"},
    "build": {
        "model", "files", "select", "draw", "resolve", "compose", "typeset", "bind", "prove",
        "check", "cache",
    },
    "cli": {
        "model", "files", "load", "select", "prove", "listen", "check", "cache", "build",
    },
}  # fmt: skip

# Each library has one door; everybody else asks there.
DOORS = {
    "weasyprint": {"typeset"},
    "jinja2": {"compose"},
    "markdown": {"load"},
    "pygments": {"text"},
    "pikepdf": {"pdf", "bind"},
    "uharfbuzz": {"draw", "pdf"},
    "pypdfium2": {"prove"},
    "tinyhtml5": {"prove", "typeset"},
    "vl_convert": {"draw"},
    "citeproc": {"citations"},
    "lxml": {"citations", "load"},
    "openpyxl": {"load"},
    "pybtex": {"citations"},
    "distributed": {"build"},
}

MAX_LINES = 400

REFERENCE = re.compile(r"`(briefing(?:\.[a-z_]+)+(?:\.\w+)*)`")


def named(path: Path) -> str:
    """The path as pytest shows it."""
    return path.relative_to(PACKAGE.parent).as_posix()


def test_every_folder_has_its_rule() -> None:
    """A new folder is put somewhere on purpose, and no rule names one that has gone."""
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(MAY_IMPORT)
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}


def test_the_rules_have_no_circle() -> None:
    """Folders form an order: whoever reads them in it meets nothing that is explained later."""
    assert set(TopologicalSorter(MAY_IMPORT).static_order()) == set(MAY_IMPORT)


def test_folders_import_as_the_rules_say() -> None:
    """A module imports from its own folder and from those that its folder may import from."""
    wrong = []
    for path in MODULES:
        own = folder(dotted(path))
        allowed = {own, "", *MAY_IMPORT.get(own, {"cli"})}
        wrong += [
            f"{named(path)}:{line}: {own} may not import {name}"
            for line, name in imports(path)
            if name.split(".")[0] == "briefing" and folder(name) not in allowed
        ]
    assert wrong == []


def test_no_rule_is_wider_than_the_code() -> None:
    """What a folder may import and never does is not allowed for nothing."""
    assert folder_imports() == MAY_IMPORT


def test_tests_mirror_the_folders() -> None:
    """The tests of a folder of the package stand in the folder of the same name; what is run alone
    stands apart."""
    tests = {path.parent.name for path in PACKAGE.parent.glob("tests/*/test_*.py")}
    assert tests == {*MAY_IMPORT, "architecture", *APART}


def test_the_picture_shows_the_imports() -> None:
    """The picture in the guide is that of today: "make picture" draws it anew."""
    assert PICTURE.read_text(encoding="utf-8") == draw(folder_imports())


def test_libraries_have_one_door() -> None:
    """A library is imported by the folder that is its door, and by no other."""
    wrong = []
    for path in MODULES:
        own = folder(dotted(path))
        wrong += [
            f"{named(path)}:{line}: {name} belongs to {' and '.join(sorted(DOORS[library]))}"
            for line, name in imports(path)
            if own not in DOORS.get(library := name.split(".")[0], {own})
        ]
    assert wrong == []


def test_no_circles() -> None:
    """No module imports itself by way of others."""
    graph = {dotted(path): {name for _, name in imports(path) if name in KNOWN} for path in MODULES}
    assert set(TopologicalSorter(graph).static_order()) == KNOWN


def test_modules_can_be_read_at_one_go() -> None:
    """No module is so long that a reader loses the thread."""
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_everything_public_is_described() -> None:
    """A module opens with its purpose; public functions and classes say what they give."""
    missing = []
    for path in MODULES:
        missing += [] if ast.get_docstring(tree(path)) else [f"{named(path)}:1: the module"]
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


def test_what_docstrings_refer_to_exists() -> None:
    """A module or name that has moved is called so wherever package or tests refer to it."""
    wrong = []
    for path in (*MODULES, *PACKAGE.parent.glob("tests/**/*.py")):
        for name in REFERENCE.findall(path.read_text(encoding="utf-8")):
            module = next(m for m in _shorter(name) if m in KNOWN)
            rest = name.removeprefix(module).strip(".")
            if rest not in {"", "yaml"} and not hasattr(
                import_module(module), rest.partition(".")[0]
            ):
                wrong.append(f"{path.name}: {name}")
    assert wrong == []


def _shorter(name: str) -> list[str]:
    """A dotted name, and what it begins with."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(len(parts), 0, -1)]


def _classes(module: ast.Module) -> list[ast.ClassDef]:
    """The public classes of a module."""
    return [
        node
        for node in module.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
