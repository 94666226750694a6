"""Files of a briefing's folder that nothing reads, most likely by mistake."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Severity, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.files.workspace import Workspace

TABLES = ("briefing.yaml", "facts.yaml", "acronyms.yaml", "sources.yaml", "_brand.yml")
"""Files that are read if they are there; sources may also be in sources.json or sources.bib."""
_SOURCES = ("sources.json", "sources.bib")
_TEXTS = frozenset({".yaml", ".yml", ".json", ".bib"})
_SHOWN = frozenset(
    {".csv", ".tsv", ".xlsx", ".ods", ".json", ".yaml", ".yml"}
    | {".svg", ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".gif", ".bmp"}
)
"""Endings of data files, charts and pictures."""
_LISTED = 8


def unused_files(workspace: Workspace, sections: Iterable[str]) -> Iterator[Finding]:
    """Yield warnings about files that look like part of the briefing and are not read.

    Args:
        workspace: the briefing's folder, after all has been read.
        sections: the sections of ``briefing.yaml``.
    """
    listed = {f"sections/{name}.md" for name in sections}
    used = {*workspace.read, *listed}
    folders = {str(PurePosixPath(name).parent) for name in used} | {"data", "figures", "sections"}
    unused: list[str] = []
    for name in workspace.files(folders):
        path = PurePosixPath(name)
        if name in used:
            continue
        if str(path.parent) == "sections" and path.suffix == ".md":
            yield Finding(
                workspace.place(name, 1),
                "B116",
                'no edition has this section: "sections" in briefing.yaml does not list it',
                f'add “- {path.stem}” to "sections", or move the file out of the folder',
                Severity.WARNING,
            )
        elif (meant := _meant(path)) and not workspace.exists(meant):
            yield Finding(
                workspace.place(name),
                "B117",
                f'this file is not read; the name that is read is "{meant}"',
                f"rename it {meant}, or move it out of the folder",
                Severity.WARNING,
            )
        elif path.suffix.lower() in (_SHOWN - _TEXTS if str(path.parent) == "." else _SHOWN):
            unused.append(name)
    if unused:
        more = f" and {len(unused) - _LISTED} more" if len(unused) > _LISTED else ""
        yield Finding(
            workspace.place(unused[0]),
            "B118",
            f"nothing shows {counted(len(unused), 'file')}: {', '.join(unused[:_LISTED])}{more}",
            "refer to them in a section; keep what only proves something in a folder of its own",
            Severity.WARNING,
        )


def _meant(path: PurePosixPath) -> str:
    """Return the name that a file at the top of the folder should have, if it is nearly that."""
    if str(path.parent) != "." or path.suffix.lower() not in _TEXTS or path.name in _SOURCES:
        return ""
    same = [name for name in TABLES if PurePosixPath(name).stem == path.stem.lower()]
    if same:
        return same[0]
    stems = {PurePosixPath(name).stem: name for name in TABLES}
    close = get_close_matches(path.stem.lower(), stems, n=1, cutoff=0.6)
    return stems[close[0]] if close else ""
