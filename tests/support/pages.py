"""Reference pages: small pictures of what pages look like, and whether they still do.

Which there are stands in ``tests/pages/pages.yaml``; the picture of one is
``tests/pages/THEME/BRIEFING-PDF-PAGE.png``. What is built is a copy that asks for the theme.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import yaml
from PIL import Image, ImageChops, ImageDraw

from briefing.build.build import build
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.select.selection import edition_named
from support.projects import PROJECTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from briefing.cache.cache import Cache
    from briefing.model.content import Briefing

PAGES = ROOT / "tests" / "pages"
_DPI = 60
_COLOURS = 250
"""That a picture is kept in: with fewer, an accent that is on a few dots is lost."""
_FAR = 40
"""By how much of 255 a place has to differ, once it is blurred as a glance does."""
_MOST_FAR = 0.004
"""Share of a page that may: a word of a line, not the line."""
_GAP = 12
"""On contact sheets, px."""


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """A page whose look is kept."""

    theme: str
    briefing: str
    pdf: str
    """``public-short-pack``: the name of its PDF, without the briefing's."""
    number: int
    """From 1."""

    @property
    def path(self) -> Path:
        """The picture of it that is kept."""
        return PAGES / self.theme / f"{self.briefing}-{self.pdf}-{self.number}.png"

    def __str__(self) -> str:
        """As people say it."""
        return f"{self.theme}: {self.briefing}-{self.pdf}.pdf, page {self.number}"


def reference_pages(text: str = "") -> list[ReferencePage]:
    """All pages that ``text`` lists, or the file."""
    said = yaml.safe_load(text or (PAGES / "pages.yaml").read_text(encoding="utf-8"))
    return [
        ReferencePage(theme, briefing, pdf, int(number))
        for theme, briefings in said.items()
        for briefing, pages in briefings.items()
        for pdf, number in (page.split() for page in pages)
    ]


def rendered(
    pages: Iterable[ReferencePage], cache: Cache, folder: Path
) -> Mapping[ReferencePage, Image.Image]:
    """The pages as they look now, each briefing built in its theme below ``folder``."""
    wanted: dict[tuple[str, str], list[ReferencePage]] = {}
    for page in pages:
        wanted.setdefault((page.theme, page.briefing), []).append(page)
    pictures: dict[ReferencePage, Image.Image] = {}
    for (theme, name), ones in wanted.items():
        briefing = in_theme(name, theme, folder / "copies" / theme)
        names = dict.fromkeys(f"{name}-{page.pdf}.pdf" for page in ones)
        asked = [edition_named(briefing, pdf) for pdf in names]
        lacking = [pdf for pdf, one in zip(names, asked, strict=True) if one is None]
        if lacking:
            raise ValueError(f"{name} has no {', '.join(lacking)}: see tests/pages/pages.yaml")
        known = [edition for edition in asked if edition is not None]
        results = build(briefing, known, theme_of(briefing), cache, folder / theme / name)
        for result in results:
            if not result.delivered:
                raise ValueError("\n".join(map(str, result.findings)))
            for page in ones:
                if f"{name}-{page.pdf}.pdf" == result.path.name:
                    pictures[page] = _picture(result.path, page.number)
    return pictures


OWN = "institution"
"""The theme that the lengths of all briefings here were written for."""
_LENGTHS = re.compile(r"\b((?:large_)?pages): (?:\[[^]]*\]|\d+)")


@cache
def briefing_of(name: str) -> Briefing:
    """A briefing of the project, as it stands."""
    return load(_home(name), name)[0]


def _home(name: str) -> Path:
    """Where a briefing of the project lies."""
    home = ROOT / "content" / name
    return home if home.is_dir() else PROJECTS / name


def in_theme(name: str, theme: str, folder: Path) -> Briefing:
    """A briefing of the project, in a theme: a copy in ``folder`` that asks for it.

    In a theme that is not its own it may be as long as it gets, to be seen and proven nonetheless.
    The copy stays: pictures are read from it by whatever builds them later.
    """
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(_home(name), target)
    settings = target / "briefing.yaml"
    text = re.sub(r"(?m)^theme: .*\n", "", settings.read_text(encoding="utf-8"))
    if theme != OWN:
        text = _LENGTHS.sub(r"\1: [1, 99]", text)
    settings.write_text(f"{text}\ntheme: {theme}\n", encoding="utf-8")
    return load(target, name)[0]


def _picture(pdf: Path, number: int) -> Image.Image:
    """A page as a small picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        if number > len(document):
            raise ValueError(f"{pdf.name} has {len(document)} pages, and no page {number}")
        picture: Image.Image = document[number - 1].render(scale=_DPI / 72).to_pil()
        return picture.convert("RGB")


def keep(picture: Image.Image, page: ReferencePage) -> None:
    """Make a picture the one that a page is compared with."""
    page.path.parent.mkdir(exist_ok=True)
    small = picture.quantize(_COLOURS, dither=Image.Dither.NONE)
    small.save(page.path, optimize=True)


@cache
def _kept(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def difference(before: Image.Image, after: Image.Image) -> float:
    """The share of a page that looks otherwise than before; 1 if its size does."""
    if before.size != after.size:
        return 1.0
    apart = ImageChops.difference(_glance(before), _glance(after)).convert("L")
    far = sum(apart.histogram()[_FAR:])
    return far / (apart.width * apart.height)


def _glance(picture: Image.Image) -> Image.Image:
    """A picture at half its size: a letter that is a hair off is nothing there."""
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX)


def looks_alike(before: Image.Image, after: Image.Image) -> bool:
    """Whether a reader would see no difference."""
    return difference(before, after) <= _MOST_FAR


def changed(
    pictures: Mapping[ReferencePage, Image.Image],
) -> dict[ReferencePage, Image.Image | None]:
    """The pages that look otherwise than they are kept, with the picture kept; None if none is."""
    found: dict[ReferencePage, Image.Image | None] = {}
    for page, picture in pictures.items():
        before = _kept(page.path) if page.path.is_file() else None
        if before is None or not looks_alike(before, picture):
            found[page] = before
    return found


def contact_sheet(
    pictures: Mapping[ReferencePage, Image.Image],
    before: Mapping[ReferencePage, Image.Image | None],
) -> Image.Image:
    """All pages of ``before`` on one picture: as kept, as now, where they differ, a row each."""
    rows = [(page, before[page], pictures[page]) for page in before]
    wide = max(picture.width for _, _, picture in rows) + _GAP
    heights = [picture.height + 3 * _GAP for _, _, picture in rows]
    sheet = Image.new("RGB", (3 * wide + _GAP, sum(heights) + _GAP), "#888888")
    top = _GAP
    for (page, old, new), height in zip(rows, heights, strict=True):
        ImageDraw.Draw(sheet).text((_GAP, top), str(page), fill="#ffffff")
        shown = [old, new]
        if old is not None and old.size == new.size:
            shown.append(ImageChops.invert(ImageChops.difference(old, new)))
        for n, picture in enumerate(shown):
            if picture is not None:
                sheet.paste(picture, (_GAP + n * wide, top + 2 * _GAP - 2))
        top += height
    return sheet
