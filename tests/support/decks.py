"""A small briefing with slides: one section, three lengths of deck, every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.build.build import Result, build
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.model.formats import PrintOptions
from briefing.select.selection import make_edition
from support.projects import PROJECTS, project, read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.model.content import Briefing

_LENGTHS = """\
  one: {label: One, pages: 1, deck: {slides: 1, minutes: 3}}
  short: {label: Two pages, pages: [1, 2], deck: {slides: [1, 40], minutes: 10}}
  full:
    {label: Full, pages: 3, deck: {slides: [8, 40], minutes: 30, agenda: true, breaks: true}}
formats: [pack, slides, handout, notes, cards]
"""
_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="50mm" viewBox="0 0 200 100">'
    '<rect width="200" height="100" fill="#eef1f5"/>'
    '<text x="9" y="50" font-family="Source Sans 3" font-size="{size}">Words</text></svg>'
)


def deck_project(folder: Path, *bodies: str) -> Path:
    """A briefing whose sections, “Only” first, have these bodies, from line 4 of their files on.

    Policy owns notes.
    """
    settings = (PROJECTS / "small" / "briefing.yaml").read_text("utf-8")
    start = settings.index("  short:")
    names = ["only", *(f"more-{n}" for n in range(1, len(bodies)))]
    settings = f"{settings[:start]}{_LENGTHS}sections: [{', '.join(names)}]\n"
    settings = settings.replace("includes: [press]", "includes: [press], notes: true")
    files: dict[str, str | None] = {
        "briefing.yaml": settings,
        "figures/large.svg": _PICTURE.format(size=20),
        "figures/small.svg": _PICTURE.format(size=1),
    }
    for name, body in zip(names, bodies, strict=True):
        title = name.replace("-", " ").capitalize()
        files[f"sections/{name}.md"] = f"---\ntitle: {title}\n---\n{body}"
    return project(folder, files)


def make_deck(
    briefing: Briefing,
    folder: Path,
    format_: str = "slides",
    *,
    audience: str = "public",
    length: str = "short",
    print_options: PrintOptions | None = None,
) -> Result:
    """One edition of it, built and proven."""
    edition = make_edition(
        briefing, audience, length, format_, print_options=print_options or PrintOptions()
    )
    [result] = build(briefing, [edition], theme_of(briefing), Cache(folder / "store"), folder)
    return result


def deck_of(folder: Path, *bodies: str, changes: Mapping[str, str] | None = None) -> Briefing:
    """The briefing of `deck_project`, read; ``changes`` are of its settings and section heads."""
    target = deck_project(folder, *bodies)
    for path in (target / "briefing.yaml", target / "sections" / "only.md"):
        text = path.read_text("utf-8")
        for old, new in (changes or {}).items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    return read(target)
