"""What an author says of a table as a whole: whether its first column heads its rows, and whether
it is folded into columns that stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.model.content import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Fault = Callable[[str, str], None]
    Attributes = tuple[tuple[str, str], ...]

FOLDS = (2, 3)
"""Into how many columns a table may be folded."""


def table_layout(options: Mapping[str, Any], *, fault: Fault) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a table that say how it is read and laid out.

    Args:
        options: the options of its block; ``row-heads`` and ``fold`` are read.
        fault: reports what is wrong, with a hint.
    """
    if (heads := options.get("row-heads")) is not None:
        if isinstance(heads, bool):
            yield "row-heads", "yes" if heads else "no"
        else:
            fault(
                f"“row-heads” has the value “{heads!s:.20}”",
                "write “yes” if the first column says what each row is about, or “no”",
            )
    if (fold := options.get("fold")) is not None:
        if not isinstance(fold, bool) and str(fold).strip() in map(str, FOLDS):
            yield "fold", str(fold).strip()
        else:
            fault(
                f"“fold” has the value “{_said(fold):.20}”",
                "write “fold: 2” to lay the table in two columns side by side, or “fold: 3”",
            )


def with_layout(block: Node, layout: Attributes) -> Node:
    """Return ``block`` with these attributes on each table in it."""
    if block.kind == "table":
        return Node(
            block.kind,
            (*block.attributes, *layout),
            block.children,
            block.conditions,
            block.line,
            block.level,
        )
    children = tuple(
        child if isinstance(child, str) else with_layout(child, layout) for child in block.children
    )
    return block.with_children(children)


def _said(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
