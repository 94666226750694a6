"""What the modules of the package import, read from their source."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "briefing"
MODULES = tuple(sorted(PACKAGE.rglob("*.py")))


def dotted(path: Path) -> str:
    """Return the module's name as it is imported: ``briefing.load.section``."""
    parts = ("briefing", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


KNOWN = frozenset(map(dotted, MODULES))


def folder(module: str) -> str:
    """Return the folder of ``briefing`` that a module belongs to; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


@cache
def tree(path: Path) -> ast.Module:
    """Return the module, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and absolute name of everything a module imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: imports are absolute here"
            assert node.module is not None
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield node.lineno, name if name in KNOWN else node.module


def folder_imports() -> dict[str, frozenset[str]]:
    """Return the folders of the package, each with the others it imports from."""
    folders: dict[str, set[str]] = {}
    for path in MODULES:
        own = folder(dotted(path))
        if own not in {"", "__main__"}:
            others = folders.setdefault(own, set())
            others |= {folder(n) for _, n in imports(path) if n.split(".")[0] == "briefing"}
    return {name: frozenset(others - {name, ""}) for name, others in folders.items()}
