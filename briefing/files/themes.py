"""A theme as a value: style sheets, fonts, layouts and labels, in the colours of a brand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.files.print_styles import print_sheets, print_sizes
from briefing.files.svg_fonts import ThemeFonts
from briefing.files.text_style import TextStyle, text_style
from briefing.files.theme_folders import BriefingPlace, find_theme, named_theme
from briefing.files.theme_images import PREFIX, images_of
from briefing.files.theme_layouts import labels_of, layouts_of
from briefing.files.theme_palette import base_palette, sub_palette
from briefing.files.theme_sheets import (
    compact,
    face_rules,
    files_shown,
    root_rule,
    stacks,
    style_sheets,
)
from briefing.files.theme_styles import (
    CardStyle,
    ChartStyle,
    CodeStyle,
    PictureStyle,
    SlideStyle,
    figure_widths,
    paper_of,
)
from briefing.files.workspace import mime_type, own_text
from briefing.files.yaml import read_own
from briefing.model.brand import BROUGHT, Brand
from briefing.model.composition import Asset
from briefing.model.errors import ContentError, EnvironmentFault
from briefing.model.findings import Finding, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from briefing.files.print_styles import PrintStyle
    from briefing.files.theme_folders import ThemeFolders
    from briefing.model.content import Briefing
    from briefing.model.palette import Palette
    from briefing.model.paper import Paper

BASE_URL = "http://briefing.invalid/"
"""Base URL of style sheets and pictures. Relative URLs need a scheme that the standard library
joins; the name can never exist on a network (RFC 2606, 2), and no request is made anyway."""
STYLESHEET_URL = f"{BASE_URL}theme/theme.css"
CONTENT_URL = f"{BASE_URL}content/"
WEB_STYLESHEET = "web.css"

_CHART_WIDTHS = {"width_pt", "beside_pt", "column_pt"}
"""Figure widths on slides (alone, beside text, in a column), used only to draw charts."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything a theme consists of; none of it is read again while composing or typesetting."""

    name: str
    layouts: Mapping[str, str] = field(repr=False)
    """Jinja sources by name: ``layouts/pack.html``, ``parts/end.html``."""
    labels: Mapping[str, Mapping[str, str]] = field(repr=False)
    """Labels by language and key."""
    papers: Mapping[str, Paper]
    assets: tuple[Asset, ...] = field(repr=False)
    """The style sheet, the fonts and what else the style sheet shows."""
    digest: str
    """Hash of the assets and the style of charts: part of the key of every fragment and drawing."""
    charts: ChartStyle
    pictures: PictureStyle
    slides: SlideStyle
    cards: CardStyle
    fonts_for_drawings: ThemeFonts
    """Which of its families stand for the kinds of typefaces that drawings name."""
    code: CodeStyle
    text: TextStyle
    print: PrintStyle | None = None
    """How it is set in another size of print than its own."""
    sizes: Mapping[str, Theme] = field(default_factory=dict, repr=False)
    """Itself in other sizes of print: ``large``, ``20``, ``easy``, …"""
    web_stylesheet: str = field(default="", repr=False)
    """Of web pages: that of all themes, then what this one changes of it."""
    brand: Brand = field(default_factory=Brand, repr=False)
    """Whose it is; its colours and fonts are in all of the above."""
    images: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Pictures that its layouts may show, by the path that they write."""
    place: str = "templates/themes/institution"
    """Its folder, as people say it."""
    layout_places: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The file of each layout that is not the program's, as people say it."""

    def printed(self, size: str) -> Theme:
        """Return the theme in a size of print; itself in its own, which has no name.

        Raises:
            EnvironmentFault: It is not made for that size.
        """
        if size and size not in self.sizes:
            raise EnvironmentFault(
                f'the theme "{self.name}" has no large print or Easy Read: {self.place}/theme.toml '
                f'lacks a [[print.sizes]] with name = "{size}"\n'
                "  hint: copy [print], all below it and the style sheets that it names from "
                "templates/themes/institution"
            )
        return self.sizes[size] if size else self

    @property
    def fonts(self) -> tuple[Asset, ...]:
        """Its font files."""
        return tuple(asset for asset in self.assets if asset.mime.startswith("font/"))

    def labels_for(self, language: str) -> Mapping[str, str]:
        """Return the labels of ``language``, or of its parent: ``sr-Latn`` falls back to ``sr``."""
        return self.labels[language if language in self.labels else language.partition("-")[0]]

    def layout_file(self, name: str) -> str:
        """Return the file of a layout, such as ``layouts/pack.html``, as people say it."""
        return self.layout_places.get(name, f"templates/{name}")


def place_of(briefing: Briefing) -> BriefingPlace:
    """Return where a briefing lies, for finding its theme."""
    named = named_theme(briefing.settings)
    asked_at = briefing.place("briefing.yaml", "theme")
    return BriefingPlace(Path(briefing.root), briefing.folder, named, asked_at)


def theme_of(
    briefing: Briefing, read: Callable[[ThemeFolders, Brand], Theme] | None = None
) -> Theme:
    """Return the theme of ``briefing``, in the colours of its brand.

    Args:
        briefing: the content.
        read: returns the theme in some folders, in the colours of a brand; None for `read_theme`.

    Raises:
        ContentError: there is no such theme, it cannot be used, or it has no labels in a language
            of the briefing.
    """
    settings = briefing.settings
    theme = (read or read_theme)(find_theme(place_of(briefing)), briefing.brand)
    missing = [
        tag for tag in settings.languages if not {tag, tag.partition("-")[0]} & theme.labels.keys()
    ]
    if missing:
        raise ContentError(
            [
                Finding(
                    briefing.place("briefing.yaml", "languages"),
                    "B112",
                    f'the templates have no labels in the language "{tag}"',
                    f"add templates/labels/{tag}.yaml; {nearest(tag, theme.labels)}",
                )
                for tag in missing
            ]
        )
    return theme


def load_theme(name: str) -> Theme:
    """Read the theme ``name`` of the program, without a brand; raises ContentError."""
    return read_theme(find_theme(None, name), Brand())


def read_theme(folders: ThemeFolders, brand: Brand) -> Theme:
    """Read the theme in some folders, in the colours and typefaces of a brand.

    Raises:
        ContentError: One of its files cannot be read or used.
    """
    settings = folders.settings
    palette = base_palette(folders).branded(brand.colours)
    typefaces = settings.typefaces.model_dump() | dict(brand.typefaces)
    faces = stacks(typefaces, settings.typefaces.model_dump())
    fonts = face_rules(folders, brand.faces)
    own = style_sheets(folders)
    data = {"theme.css": "\n".join((fonts, root_rule(palette, faces, settings.text), own))}
    large = sub_palette(folders, brand, "print", "colours")
    if settings.print_ is not None:
        opening = "\n".join((fonts, root_rule(large.over(palette), faces, settings.text)))
        data |= print_sheets(settings.print_, folders.read_text, opening)
    held = {name: text.encode() for name, text in data.items()}
    shown = files_shown("\n".join(data.values()))
    images = images_of(folders)
    held |= {
        name: images.get(name) or folders.read_bytes(name)
        for name in shown
        if not name.startswith(BROUGHT)
    }
    held |= {face.url_path: face.data for face in brand.faces}
    assets = tuple(
        Asset(STYLESHEET_URL.replace("theme.css", name), content, mime_type(name))
        for name, content in held.items()
    )
    config = folders.read_text(settings.charts.config)
    style = _chart_config(folders, config)
    charts = ChartStyle(
        config=style,
        widths_pt=figure_widths(settings),
        smallest_pt=settings.smallest_pt,
        families=frozenset(one.family for one in settings.faces)
        | {one.family for one in brand.faces},
        colours=palette.colours,
        typefaces=typefaces,
    )
    sizes: dict[str, Theme] = {}  # each knows the others
    slides = settings.slides.model_dump(exclude=_CHART_WIDTHS)
    theme = Theme(
        name=folders.name,
        layouts=layouts_of(folders),
        labels=labels_of(folders),
        papers={name: paper_of(name, page) for name, page in settings.paper.items()},
        assets=assets,
        digest=_digest(folders, assets, config, typefaces, large),
        charts=charts,
        pictures=PictureStyle(**settings.pictures.model_dump()),
        fonts_for_drawings=ThemeFonts(charts.families, **typefaces),
        slides=SlideStyle(**slides),
        cards=CardStyle(**settings.cards.model_dump()),
        code=CodeStyle(**settings.code.model_dump()),
        text=text_style(settings.text),
        sizes=sizes,
        web_stylesheet=_web_stylesheet(folders, brand, palette),
        brand=brand,
        images={f"{PREFIX}{name}": picture for name, picture in images.items()},
        place=folders.files.shown_as,
        layout_places=dict(_layout_places(folders)),
    )
    if settings.print_ is not None:
        sizes.update(print_sizes(theme, settings.print_, large))
    return theme


def _chart_config(folders: ThemeFolders, text: str) -> Mapping[str, Any]:
    """Return the style of charts; raises ContentError if it is none."""
    name = folders.settings.charts.config
    place = folders.holder(name).place(name, 1)
    config = read_own(text, place.path)
    if isinstance(config, dict):
        return config
    message = "the style of charts is not a list of “name: …” entries"
    raise ContentError([Finding(place, "B105", message, "see vega.github.io/vega-lite/docs")])


def _digest(
    folders: ThemeFolders,
    assets: tuple[Asset, ...],
    config: str,
    typefaces: Mapping[str, str],
    large: Palette,
) -> str:
    """Return the hash of all that can change a fragment or a drawing."""
    digest = sha256()
    for asset in assets:
        digest.update(f"{asset.url}\0{len(asset.data)}\0".encode() + asset.data)
    settings = folders.settings.model_dump(exclude={"paper", "web", "extends"})
    digest.update(f"{sorted(typefaces.items())}\0{sorted(large.colours.items())}\0".encode())
    digest.update(f"{settings!r}\0{config}".encode())
    return digest.hexdigest()


def _layout_places(folders: ThemeFolders) -> Iterator[tuple[str, str]]:
    """Yield the layouts that are not the program's, each with its file as people say it."""
    for layer in reversed(folders.layers):
        for folder in ("layouts", "parts"):
            for name in layer.files.names(folder, ".html"):
                yield name, f"{layer.files.shown_as}/{name}"


def _web_stylesheet(folders: ThemeFolders, brand: Brand, palette: Palette) -> str:
    """Return the style sheet of web pages, without comments and indentation."""
    common = own_text(folders.templates / WEB_STYLESHEET)
    name = folders.settings.web_stylesheet
    day = sub_palette(folders, brand, "web", "colours")
    night = sub_palette(folders, brand, "web", "night")
    parts = [common]
    if name:
        parts.append(folders.read_text(name))
        paper = day.over(palette).only((*_ON_SCREENS, *_GROUNDS))
        if brand.colours:
            paper = paper.read_on(_GROUNDS, _LEAST_ON_SCREENS)
        parts.append(root_rule(paper.only(_ON_SCREENS), {}, None))
        parts.append(root_rule(day.over(palette).only(("hairline", "wash")), {}, None))
    if brand.typefaces:
        usual = dict(_FACES.findall("\n".join(parts)))
        faces = {kind: f'"{family}", {usual[kind]}' for kind, family in brand.typefaces.items()}
        parts.append(root_rule(night.only(()), faces, None))
    if name and night.colours:
        parts.append(f"@media (prefers-color-scheme: dark) {{\n{root_rule(night, {}, None)}}}")
    return compact("\n".join(parts))


_FACES = re.compile(r"--(serif|sans|mono): ([^;]+);")
_ON_SCREENS = ("ink", "text", "second", "accent", "link", "code")
"""Colours of text that the style sheet of web pages names."""
_GROUNDS = ("paper", "wash")
_LEAST_ON_SCREENS = 7.0
"""Contrast of text on web pages (WCAG 2.2, 1.4.6)."""
