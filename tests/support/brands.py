"""Brands for tests: the small briefing in another organisation's colours, with logos and a font."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import yaml
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from briefing.files.workspace import templates_folder
from briefing.load.briefing import load
from support.projects import project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.model.content import Briefing

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="16mm" viewBox="0 0 240 64">'
    '<path d="M0 64V0h16l32 42V0h16v64H48L16 22v42z" fill="{ink}"/>'
    '<path d="M80 8h150v6H80zM80 50h130v6H80z" fill="{accent}"/></svg>'
)
FILES: dict[str, str | None] = {
    "figures/logo.svg": LOGO.format(ink="ink", accent="accent"),
    "figures/logo-dark.svg": LOGO.format(ink="paper", accent="accent-on-ink"),
    "figures/cover.svg": LOGO.format(ink="water", accent="land").replace("60mm", "600mm"),
}
HARBOUR: dict[str, Any] = {
    "name": "Harbour Office",
    "logo": {"light": "figures/logo.svg", "dark": "figures/logo-dark.svg"},
    "ink": "#0b4f3c",
    "accent": "#9a3b6e",
    "wash": "#eaf3ee",
    "cover": "figures/cover.svg",
    "address": "Harbour Office, Quay 12",
    "number": "Briefing 12/2026",
}
"""A brand that says all but its typefaces."""


def settings_with(folder: Path, brand: Any) -> str:
    """The settings of the small briefing with a brand."""
    text = (project(folder / "settings", {}) / "briefing.yaml").read_text("utf-8")
    text += "formats: [pack, slides, handout, cards]\n"
    return text if brand is None else text + yaml.safe_dump({"brand": brand}, sort_keys=False)


def branded(folder: Path, brand: Any, files: Mapping[str, str | None] | None = None) -> Path:
    """The folder of the small briefing with a brand."""
    more = {**FILES, **(files or {})}
    logo = "logo" in str(brand) or any("logo" in str(text) for text in (files or {}).values())
    if not logo:
        more = dict(files or {})
    return project(folder, {"briefing.yaml": settings_with(folder, brand), **more})


def loaded(folder: Path, brand: Any, files: Mapping[str, str | None] | None = None) -> Briefing:
    """The small briefing with a brand, read."""
    briefing, _ = load(branded(folder, brand, files), "small")
    return briefing


def font(family: str = "Quay Sans", name: str = "SourceSans3_400Regular.ttf") -> bytes:
    """A font file of another family, with the outlines of one of ours."""
    path = templates_folder() / "themes" / "institution" / "fonts" / name
    made = TTFont(path)
    for record in made["name"].names:
        if record.nameID in {1, 16}:
            record.string = family
    written = BytesIO()
    made.save(written)
    return written.getvalue()
