"""A theme as a value: style sheet, fonts, layouts and labels, read from ``templates/``."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from briefing.files.print_styles import print_sizes, sheets, stylesheet_names
from briefing.files.svg_fonts import ThemeFonts
from briefing.files.text_style import TextStyle, text_style
from briefing.files.workspace import Workspace, mime_type, own_text, templates_folder
from briefing.files.yaml import read_own
from briefing.model.composition import Asset
from briefing.model.errors import ContentError, EnvironmentFault
from briefing.model.findings import Finding, nearest
from briefing.model.paper import PT_PER_MM, Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from briefing.files.print_styles import PrintStyle
    from briefing.model.content import Briefing

BASE_URL = "http://briefing.invalid/"
"""Base URL of style sheets and pictures. Relative URLs need a scheme that the standard library
joins; the name can never exist on a network (RFC 2606, 2), and no request is made anyway."""
STYLESHEET_URL = f"{BASE_URL}theme/theme.css"
CONTENT_URL = f"{BASE_URL}content/"
WEB_STYLESHEET = "web.css"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ChartStyle:
    """The style of charts."""

    config: Mapping[str, Any] = field(repr=False)
    """A Vega-Lite configuration."""
    widths_pt: Mapping[str, float]
    """Widths in pt by `briefing.draw.FigureWidth`: ``column``, ``wide``, ``side``, ``box``, …"""
    smallest_pt: float
    families: frozenset[str]
    """Fonts the theme brings."""
    scale: float = 1.0
    """How much larger a chart in text is printed than it is drawn, in large print."""
    colours: Mapping[str, str] = field(default_factory=dict)
    """Darker colours in place of others, in large print."""


_CHART_WIDTHS = frozenset({"width_pt", "beside_pt", "column_pt"})
"""Figure widths on slides (alone, beside text, in a column), used only to draw charts."""


@dataclass(frozen=True, slots=True)
class SlideStyle:
    """The sizes on slides that composing and measuring need; the style sheet has the rest."""

    text_pt: float
    """Smallest text that carries the message."""
    smallest_pt: float
    """Smallest text of all: figures, sources and furniture."""
    figure_pt: Mapping[str, float]
    """Height of a figure's slot, by the shape of the slide."""
    line_pt: float
    """Height that each line of text around the picture takes from it."""
    chart_text: float
    """Factor by which text in charts is larger than in a pack."""


@dataclass(frozen=True, slots=True)
class PictureStyle:
    """What stands around the picture of a figure on a page, and how much of the page it may take.

    The style sheet sets the same sizes; these are for pictures that would not fit.
    """

    title_line_pt: float
    caption_line_pt: float
    around_pt: float
    """Space above, between and below, and a heading that must stand on the same page."""
    indent_pt: float
    """Width that a list or quotation around it takes, at most."""
    share: float
    """Most of a page's height for a picture whose author gave no size."""
    wide_share: float
    """The same for one across both columns."""


@dataclass(frozen=True, slots=True)
class CardStyle:
    """The sizes on question cards that measuring needs."""

    text_pt: Mapping[str, float]
    """Smallest text that is said aloud, by the size of the card."""
    smallest_pt: float
    """Smallest text of all: background, sources and furniture."""
    width_pt: Mapping[str, float]
    """Width of its text."""
    figure_pt: Mapping[str, float]
    """Most height of a picture."""


@dataclass(frozen=True, slots=True)
class CodeStyle:
    """The sizes of code in text that fitting its lines needs."""

    size_pt: float
    smallest_pt: float
    """Size that a block with long lines is set down to at most."""
    advance_em: float
    """Width of every character of the face for code."""
    inset_pt: float
    """What the block takes from the width of the place that it stands in."""
    indent_pt: float
    """What a list or a quote takes from it at most."""
    wraps: bool = False
    """Whether long lines go on on the next, as in large print; otherwise they are set smaller."""


class Labels(dict[str, str]):
    """The labels of a language; one that is missing is told by its name and the name of its file.

    Raises:
        EnvironmentFault: On reading a label that is missing.
    """

    def __init__(self, file: str, labels: Mapping[str, str]) -> None:
        super().__init__(labels)
        self.file = file

    def __missing__(self, name: str) -> str:
        raise EnvironmentFault(
            f"templates/labels/{self.file} has no label “{name}”\n"
            "  hint: add it, and what else is new; the en.yaml of this version has all labels"
        )

    def __reduce__(self) -> tuple[type[Labels], tuple[str, dict[str, str]]]:
        return type(self), (self.file, dict(self))


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
    """The style sheet and the fonts."""
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

    def printed(self, size: str) -> Theme:
        """Return the theme in a size of print; itself in its own, which has no name.

        Raises:
            EnvironmentFault: It is not made for that size.
        """
        if size and size not in self.sizes:
            raise EnvironmentFault(
                f'the theme "{self.name}" has no large print or Easy Read: templates/themes/'
                f'{self.name}/theme.toml lacks a [[print.sizes]] with name = "{size}"\n'
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


def theme_of(briefing: Briefing, read: Callable[[str], Theme] | None = None) -> Theme:
    """Return the theme of ``briefing``.

    Args:
        briefing: the content.
        read: returns the theme of a name; None for `load_theme`.

    Raises:
        ContentError: there is no such theme, or it has no labels in a language of the briefing.
    """
    settings = briefing.settings
    known = theme_names()
    if settings.theme not in known:
        raise ContentError(
            [
                Finding(
                    briefing.place("briefing.yaml", "theme"),
                    "B111",
                    f'unknown theme "{settings.theme}"',
                    nearest(settings.theme, known),
                )
            ]
        )
    theme = (read or load_theme)(settings.theme)
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


def theme_names() -> list[str]:
    """Return the names of all themes."""
    return sorted(path.name for path in (templates_folder() / "themes").iterdir() if path.is_dir())


def load_theme(name: str) -> Theme:
    """Read the theme in the folder ``name``.

    Raises:
        ContentError: One of its files cannot be read.
        EnvironmentFault: Its ``theme.toml`` is no TOML, or lacks what the program must know.
    """
    root = templates_folder()
    files = Workspace(root / "themes" / name, f"templates/themes/{name}")
    try:
        return _theme(root, files, tomllib.loads(files.read_text("theme.toml")))
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        what = f"there is no {error}" if isinstance(error, KeyError) else str(error)
        raise EnvironmentFault(
            f"templates/themes/{name}/theme.toml cannot be used: {what}\n"
            "  hint: compare it with templates/themes/institution/theme.toml"
        ) from error


def _theme(root: Path, files: Workspace, description: Mapping[str, Any]) -> Theme:
    """Return the theme that a ``theme.toml`` describes."""
    faces = [face["file"] for face in description["faces"]]
    own = description["stylesheet"]
    texts = {name: files.read_text(name) for name in (own, *stylesheet_names(description))}
    data = {own: texts[own].encode()}
    data |= {name: text.encode() for name, text in sheets(description, texts).items()}
    data |= {file: files.read_bytes(file) for file in faces}
    assets = tuple(
        Asset(STYLESHEET_URL.replace("theme.css", file), held, mime_type(file))
        for file, held in data.items()
    )
    digest = sha256()
    for asset in assets:
        digest.update(f"{asset.url}\0{len(asset.data)}\0".encode() + asset.data)
    charts = _chart_style(files, description)
    slides = description["slides"]
    widths = f"{sorted(charts.widths_pt.items())} {charts.smallest_pt} {slides['chart_text']}\0"
    widths += f"{sorted(description['drawings'].items())}\0"
    digest.update(widths.encode() + files.read_bytes(description["charts"]["config"]))
    digest.update(repr(description.get("print")).encode())
    sizes: dict[str, Theme] = {}  # each knows the others
    theme = Theme(
        name=files.root.name,
        layouts={
            str(path.relative_to(root)): own_text(path)
            for folder in ("layouts", "parts")
            for path in sorted((root / folder).glob("*.html"))
        },
        labels={
            path.stem: Labels(path.name, read_own(own_text(path), str(path)))
            for path in sorted((root / "labels").glob("*.yaml"))
        },
        papers={paper: _paper(paper, values) for paper, values in description["paper"].items()},
        assets=assets,
        digest=digest.hexdigest(),
        charts=charts,
        pictures=PictureStyle(**description["pictures"]),
        fonts_for_drawings=ThemeFonts(charts.families, **description["drawings"]),
        slides=SlideStyle(**{k: v for k, v in slides.items() if k not in _CHART_WIDTHS}),
        cards=CardStyle(**description["cards"]),
        code=CodeStyle(**description["code"]),
        text=text_style(description["text"], f"templates/themes/{files.root.name}/theme.toml"),
        sizes=sizes,
        web_stylesheet=_web_stylesheet(root / WEB_STYLESHEET, files, description),
    )
    sizes.update(print_sizes(theme, description))
    return theme


def _web_stylesheet(common: Path, files: Workspace, description: Mapping[str, Any]) -> str:
    """Return the style sheet of web pages, without comments and indentation."""
    own = description.get("web_stylesheet")
    text = own_text(common) + (files.read_text(own) if own else "")
    lines = _COMMENT.sub("", text).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _chart_style(files: Workspace, description: Mapping[str, Any]) -> ChartStyle:
    text, slides = description["text"], description["slides"]
    column, side = text["column_mm"] * PT_PER_MM, text["side_mm"] * PT_PER_MM
    widths = {
        "column": column,
        "wide": column + text["gap_mm"] * PT_PER_MM + side,
        "side": side,
        "box": column - description["charts"]["box_inset_pt"],
        "slide": slides["width_pt"],
        "slide-beside": slides["beside_pt"],
        "slide-column": slides["column_pt"],
    }
    return ChartStyle(
        config=read_own(files.read_text(description["charts"]["config"]), "chart.yaml"),
        # Rounded down to a tenth, so that no drawing is wider than its place and scaled.
        widths_pt={place: math.floor(width * 10) / 10 for place, width in widths.items()},
        smallest_pt=description["smallest_pt"],
        families=frozenset(face["family"] for face in description["faces"]),
    )


def _paper(name: str, values: dict[str, Any]) -> Paper:
    width, height = values["size_mm"]
    margins = values["margins_mm"]
    return Paper(
        name, width, height, margins["top"], margins["outer"], margins["bottom"], margins["inner"]
    )
