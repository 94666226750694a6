"""Drawings in the typefaces of a theme: what they name instead becomes one of its own.

A drawing names the fonts of the machine it was made on. Another machine has others, and a PDF that
is the same everywhere has only the theme's.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from functools import lru_cache

from briefing.files.svg_expansion import local_name

SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_TEXTS = frozenset({"text", "tspan", "textPath"})
_IN_STYLE = re.compile(r"(?<![\w-])font(-family)?\s*:\s*([^;{}]*)")
_SHORTHAND = re.compile(
    r"(?P<before>(?:[a-z]+(?:-[a-z]+)?\s+|[1-9]00\s+)*)"
    r"(?P<size>[\d.]+(?:px|pt|pc|mm|cm|in|em|rem|%)|(?:xx?-)?(?:small|large)|medium)"
    r"(?:\s*/\s*[\w.%]+)?\s+(?P<family>.+)",
    re.IGNORECASE,
)
_MONO = re.compile(r"(?i)mono|courier|consol|menlo|\bcode\b|typewriter|fixed|terminal")
_SERIF = re.compile(
    r"(?i)\bserif|times|roman|georgia|garamond|cambria|palatino|bookman|century|minion|baskerville"
    r"|didot|charter|\bbook antiqua|computer modern|latin modern|stix"
)
_SANS = re.compile(r"(?i)sans")
_GENERIC = frozenset(
    (
        *("sans-serif", "serif", "monospace", "system-ui", "ui-sans-serif", "ui-serif", "inherit"),
        *(
            "ui-monospace",
            "cursive",
            "fantasy",
            "initial",
            "unset",
            "-apple-system",
            "sans",
            "mono",
        ),
        *("blinkmacsystemfont",),
    )
)


@dataclass(frozen=True, slots=True)
class ThemeFonts:
    """The families of a theme, and which of them stands for a kind of typeface."""

    families: frozenset[str]
    sans: str
    serif: str
    mono: str


@lru_cache(maxsize=256)
def in_theme_fonts(
    svg: bytes, fonts: ThemeFonts, *, quoted: bool = False
) -> tuple[bytes, tuple[str, ...]]:
    """Return a drawing in the fonts of a theme, and the names of others that it asks for.

    Args:
        svg: an SVG picture; returned as it is if it asks for none but the theme's.
        fonts: the theme's.
        quoted: whether all names must be in quotation marks, as resvg wants them.
    """
    root = etree.fromstring(svg)
    mapping = _Mapping(fonts, quoted)
    for element in root.iter():
        if "font-family" in element.attrib:
            element.set("font-family", mapping.family(element.get("font-family", "")))
        if "style" in element.attrib:
            element.set("style", mapping.style(element.get("style", "")))
        if local_name(element) == "style":
            element.text = mapping.style("".join(element.itertext()))
            del element[:]
    if not mapping.styled and _has_text_without_family(root):
        root.set("font-family", mapping.family("sans-serif"))
    if not mapping.changed:
        return svg, ()
    etree.register_namespace("", SVG)
    etree.register_namespace("xlink", _XLINK)
    written = etree.tostring(root, encoding="unicode").encode()
    return written, tuple(dict.fromkeys(mapping.lacking))


class _Mapping:
    def __init__(self, fonts: ThemeFonts, quoted: bool) -> None:
        self._fonts = fonts
        self._known = {family.lower(): family for family in fonts.families}
        self._quoted = quoted
        self.changed = False
        self.styled = False
        """Whether a style sheet or attribute sets a family, for whichever elements."""
        self.lacking: list[str] = []

    def family(self, value: str) -> str:
        """Return the theme's family for a list of families."""
        names = [name.strip().strip("'\"").strip() for name in value.split(",")]
        names = [name for name in names if name]
        first = next((name for name in names if name.lower() in self._known), "")
        if first and not self._quoted and value.strip() == self._known[first.lower()]:
            return value
        found = self._known.get(first.lower(), "")
        if not found:
            self.lacking += [name for name in names[:1] if name.lower() not in _GENERIC]
            found = self._alike(" ".join(names[:1]) or "sans-serif", names)
        written = f"'{found}'"
        self.changed |= written != value.strip().replace('"', "'")
        return written

    def _alike(self, name: str, names: list[str]) -> str:
        for text in (name, " ".join(names)):
            if _MONO.search(text):
                return self._fonts.mono
            if _SERIF.search(text) and not _SANS.search(text):
                return self._fonts.serif
        return self._fonts.sans

    def style(self, text: str) -> str:
        """Return declarations or rules with the theme's families, and fonts set one by one."""
        self.styled |= bool(_IN_STYLE.search(text)) and "{" in text
        return _IN_STYLE.sub(self._declaration, text)

    def _declaration(self, found: re.Match[str]) -> str:
        important = "!important" if "!important" in found[2] else ""
        value = found[2].replace("!important", "").strip()
        if found[1]:
            family = self.family(value)
            return found[0] if family == value else f"font-family:{family}{important}"
        self.changed = True
        parts = _SHORTHAND.fullmatch(value)
        if parts is None:
            return ""
        declared = [f"font-family:{self.family(parts['family'])}", f"font-size:{parts['size']}"]
        for word in parts["before"].lower().split():
            if word in {"italic", "oblique"}:
                declared.append(f"font-style:{word}")
            elif word in {"bold", "bolder", "lighter"} or word.isdigit():
                declared.append(f"font-weight:{word}")
            elif word == "small-caps":
                declared.append("font-variant:small-caps")
        return ";".join(f"{one}{important}" for one in declared)


def _has_text_without_family(root: etree.Element) -> bool:
    waiting = [(root, False)]
    while waiting:
        element, known = waiting.pop()
        known |= "font-family" in element.attrib or "font-family" in element.get("style", "")
        if not known and local_name(element) in _TEXTS and "".join(element.itertext()).strip():
            return True
        waiting += [(child, known) for child in element]
    return False
