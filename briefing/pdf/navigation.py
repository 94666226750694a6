"""Navigation of a pack: folios as page labels, bookmarks, named destinations."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, String

from briefing.model.paper import roman

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pikepdf

    from briefing.model.composition import OutlineEntry
    from briefing.pdf.destinations import Directory

PANEL_FROM = 4
"""Fewest bookmarks for which the viewer opens the panel."""


def folios(front: Sequence[bool]) -> list[str]:
    """Return the folio of each page: i, ii, … in front matter, 1, 2, … in the rest."""
    numbers = {True: 0, False: 0}
    found = []
    for is_front in front:
        numbers[is_front] += 1
        found.append(roman(numbers[is_front]) if is_front else str(numbers[is_front]))
    return found


def label_pages(pdf: pikepdf.Pdf, front: Sequence[bool]) -> None:
    """Write the folios as page labels (ISO 32000-1, 12.4.2)."""
    ranges: list[object] = []
    seen = {True: 0, False: 0}
    start = 0
    for is_front, run in groupby(front):
        style = Name.r if is_front else Name.D
        label = Dictionary(S=style)
        if seen[is_front]:
            label.St = seen[is_front] + 1
        ranges += [start, label]
        length = len(list(run))
        seen[is_front] += length
        start += length
    pdf.Root.PageLabels = Dictionary(Nums=Array(ranges))


def name_places(pdf: pikepdf.Pdf, pages: Sequence[pikepdf.Object], directory: Directory) -> None:
    """Write every anchor as a named destination (ISO 32000-1, 12.3.2.3)."""
    named: list[object] = []
    for name in sorted(directory.places, key=lambda name: bytes(String(name))):
        named += [String(name), directory.named(name, pages)]
    if named:
        tree = pdf.make_indirect(Dictionary(Names=Array(named)))
        pdf.Root.Names = Dictionary(Dests=tree)


def add_bookmarks(
    pdf: pikepdf.Pdf,
    pages: Sequence[pikepdf.Object],
    directory: Directory,
    outline: Sequence[OutlineEntry],
) -> None:
    """Write the bookmarks, all open (ISO 32000-1, 12.3.3); the panel opens when there are many.

    Raises:
        ValueError: a bookmark leads to an id that no fragment has, or more than one.
    """
    pdf.Root.PageMode = Name.UseOutlines if len(outline) >= PANEL_FROM else Name.UseNone
    if not outline:
        return
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=len(outline)))
    branch: list[tuple[int, pikepdf.Object]] = [(0, root)]
    for entry in outline:
        keys = directory.bookmark(entry.anchor, pages)
        while branch[-1][0] >= entry.level:
            branch.pop()
        parent = branch[-1][1]
        item = pdf.make_indirect(Dictionary(Title=String(entry.title), Parent=parent, **keys))
        _append(parent, item)
        for _, ancestor in branch[1:]:
            ancestor.Count = int(ancestor.get("/Count", 0)) + 1
        branch.append((entry.level, item))
    pdf.Root.Outlines = root


def _append(parent: pikepdf.Object, item: pikepdf.Object) -> None:
    if "/Last" in parent:
        item.Prev = parent.Last
        parent.Last.Next = item
    else:
        parent.First = item
    parent.Last = item
