"""Draw ``imports.svg``: the folders of the package, and which imports which.

Boxes are the folders; an arrow leads from a folder to one it imports from. So that the picture can
be read, two kinds of arrow are left out: those to ``model``, which every folder imports, and those
that a longer way replaces (``cli`` to ``cache``, where ``cli`` to ``build`` to ``cache`` is drawn).

usage: python tests/architecture/picture.py
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from imports import folder_imports

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PICTURE = Path(__file__).with_name("imports.svg")

ROWS = (
    ("cli",),
    ("listen", "build"),
    ("load", "select", "draw", "resolve", "compose", "typeset", "bind", "prove", "check", "cache"),
    ("text", "citations", "files", "pdf"),
    ("model",),
)
STAGES = frozenset({"load", "select", "draw", "resolve", "compose", "typeset", "bind", "prove"})

# All in px: a box, the space between boxes and between rows, and the margin.
BOX, HIGH, ACROSS, DOWN, MARGIN = 84, 34, 14, 60, 16


def draw(imported: Mapping[str, frozenset[str]]) -> str:
    """Return the picture as SVG of the folders in ``imported``, each with those it imports."""
    assert {name for row in ROWS for name in row} == set(imported), "a folder has no row"
    places = dict(_places())
    width = max(x for x, _ in places.values()) + BOX + MARGIN
    height = max(y for _, y in places.values()) + HIGH + MARGIN
    arrows = "\n".join(_arrow(places[a], places[b]) for a, b in sorted(_drawn(imported)))
    boxes = "\n".join(_box(name, *place) for name, place in places.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="sans-serif" font-size="14" role="img" '
        'aria-label="Folders of the package as boxes; arrows lead to what each imports">\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto">'
        '<path d="M0 0.5 8 4 0 7.5z" fill="#5b6670"/></marker></defs>\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{arrows}\n{boxes}\n</svg>\n'
    )


def _places() -> Iterator[tuple[str, tuple[int, int]]]:
    """Top left corners of the boxes in px; each row is centred under the widest."""
    widest = max(map(len, ROWS)) * (BOX + ACROSS) - ACROSS
    for level, row in enumerate(ROWS):
        gap = BOX if 1 < len(row) < 5 else ACROSS
        left = MARGIN + (widest - len(row) * (BOX + gap) + gap) // 2
        for index, name in enumerate(row):
            yield name, (left + index * (BOX + gap), MARGIN + level * (HIGH + DOWN))


def _drawn(imported: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """The imports to draw: the shortest set from which all others follow, without ``model``."""
    for name, others in imported.items():
        beyond = {far for near in others for far in _reached(near, imported)}
        yield from ((name, other) for other in others - beyond if other != "model")


def _reached(name: str, imported: Mapping[str, frozenset[str]]) -> set[str]:
    """Everything that ``name`` imports, directly or by way of others."""
    return {far for near in imported[name] for far in {near, *_reached(near, imported)}}


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    half = BOX // 2
    (x1, y1), (x2, y2) = start, end
    if y1 == y2:  # from side to side
        ends = f'x1="{x1 + BOX}" y1="{y1 + HIGH // 2}" x2="{x2 - 1}" y2="{y2 + HIGH // 2}"'
    else:
        ends = f'x1="{x1 + half}" y1="{y1 + HIGH}" x2="{x2 + half}" y2="{y2 - 1}"'
    return f'<line {ends} stroke="#5b6670" stroke-width="1.2" marker-end="url(#tip)"/>'


def _box(name: str, x: int, y: int) -> str:
    fill, ink = ("#1d3a5f", "#fff") if name in STAGES else ("#e8edf2", "#14202b")
    words, wider = (f"{name}: imported by all of them", 2 * BOX) if name == "model" else (name, 0)
    return (
        f'<rect x="{x - wider}" y="{y}" width="{BOX + 2 * wider}" height="{HIGH}" rx="4" '
        f'fill="{fill}"/><text x="{x + BOX // 2}" y="{y + HIGH // 2 + 5}" text-anchor="middle" '
        f'fill="{ink}">{escape(words)}</text>'
    )


if __name__ == "__main__":
    PICTURE.write_text(draw(folder_imports()), encoding="utf-8")
