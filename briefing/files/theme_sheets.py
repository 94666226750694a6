"""Style sheets of a theme: what ``theme.toml`` and a brand say as properties, then its own files.

Colours, typefaces and the widths of columns are written once, as data. Style sheets have them as
custom properties (CSS Variables 1): ``var(--ink)``, ``var(--sans)``, ``var(--column)``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.files.font_file import UnusableFont, read_font
from briefing.model.errors import ContentError
from briefing.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.files.theme_folders import ThemeFolders
    from briefing.model.brand import BrandFace
    from briefing.model.palette import Palette
    from briefing.model.theme_settings import Text

_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_KINDS = {"serif": "serif", "sans": "sans-serif", "mono": "monospace"}
_NEEDED = ((400, False), (400, True), (600, False), (600, True), (700, False), (700, True))
"""Weights and slopes that style sheets ask for."""


def face_rules(folders: ThemeFolders, faces: Iterable[BrandFace]) -> str:
    """Return the ``@font-face`` rules of a theme and of a brand's faces.

    Of a theme, each file has the weight and slope that it says itself. A brand may bring one file
    or five: each weight and slope that a style sheet may ask for is given the nearest of them, so
    that none is thickened or slanted by the engine.

    Raises:
        ContentError: A file of the theme is no font (B123).
    """
    rules = []
    for number, face in enumerate(folders.settings.faces):
        try:
            font = read_font(folders.read_bytes(face.file))
        except UnusableFont as error:
            message = f'"{face.file}" cannot be used: {error.fault}'
            place = folders.line("faces", number, "file")
            raise ContentError([Finding(place, "B123", message, error.remedy)]) from error
        rules.append(_face(face.family, font.weight, font.italic, face.file))
    own: dict[str, list[BrandFace]] = {}
    for brought in faces:
        own.setdefault(brought.family, []).append(brought)
    for family, files in own.items():
        for weight, italic in _NEEDED:
            nearest = min(
                files,
                key=lambda f: (f.italic != italic, abs(f.weight - weight), -f.weight),
            )
            rules.append(_face(family, weight, italic, nearest.url_path))
    return "\n".join(rules)


def _face(family: str, weight: int, italic: bool, file: str) -> str:
    slope = "italic" if italic else "normal"
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slope}; '
        f"src: url({file}) }}"
    )


def stacks(typefaces: Mapping[str, str], theme: Mapping[str, str]) -> dict[str, str]:
    """Return the families that each kind of typeface is looked for in, as style sheets write them.

    A letter that a brand's face lacks is set in the theme's.

    Args:
        typefaces: the families of theme and brand together, by ``sans``, ``serif`` and ``mono``.
        theme: those of the theme alone.
    """
    found = {}
    for kind, family in typefaces.items():
        names = [family, theme[kind]]
        names += [typefaces["sans"], theme["sans"]] if kind == "mono" else []
        quoted = (f'"{name}"' for name in dict.fromkeys(names))
        found[kind] = ", ".join((*quoted, _KINDS[kind]))
    return found


def root_rule(palette: Palette, faces: Mapping[str, str], text: Text | None) -> str:
    """Return the rule that sets colours, typefaces and the widths of columns.

    Args:
        palette: the colours.
        faces: families by kind, as `stacks` returns them.
        text: the widths of the columns; None if they are not set.
    """
    properties = dict(palette.colours) | dict(faces)
    if text is not None:
        properties |= {
            "column": f"{text.column_mm:g}mm",
            "gap": f"{text.gap_mm:g}mm",
            "side": f"{text.side_mm:g}mm",
            "across": f"{text.across_mm:g}mm",
            "beside": f"{-(text.gap_mm + text.side_mm):g}mm",
        }
        if text.small_mm is not None:
            properties["small-figure"] = f"{text.small_mm:g}mm"
    said = "".join(f"  --{name}: {value};\n" for name, value in properties.items())
    return f":root {{\n{said}}}\n"


def style_sheets(folders: ThemeFolders) -> str:
    """Return the theme's own style sheet after those of the themes that it extends."""
    texts = []
    for number, layer in enumerate(folders.layers):
        name = layer.said.data.get("stylesheet", "")
        if name and isinstance(name, str):
            # A layer that names no sheet has none; a file is its own, or that of a layer below.
            below = (one.files for one in folders.layers[number:] if one.files.exists(name))
            texts.append(next(below, layer.files).read_text(name))
    return "\n".join(reversed(texts))


def files_shown(sheet: str) -> list[str]:
    """Return the files of the theme that a style sheet asks for, each once."""
    found = _URL.findall(_COMMENT.sub("", sheet))
    return [name for name in dict.fromkeys(found) if not name.startswith(("data:", "#"))]


def compact(sheet: str) -> str:
    """Return a style sheet without comments and indentation."""
    lines = _COMMENT.sub("", sheet).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
