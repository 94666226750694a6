"""The same text set by Typst: the PyPI module, or the program where it is on the path.

It is given words, headings, lists, tables, pictures with their descriptions, emphasis and the font
of the text, and a contents list where ours has one, and writes tagged PDF (PDF/UA-1). It lacks side
columns, all else of the style sheet, the theme's font inside pictures, running heads and markings,
links, and the proof.

A person runs ``typst compile`` for each PDF: `TypstEach`. The module can also compile all in one
process, which then keeps fonts and pictures: `TypstTogether`.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from measure import python, run
from peers import put_fonts, put_pictures
from typst_markup import typst_markup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from measure import Command, Run

    from briefing.build.pipeline import ComposedEdition
    from briefing.files.themes import Theme

_COMPILE = Path(__file__).with_name("typst_compile.py")


def no_typst() -> str:
    """What to do when there is neither module nor program."""
    if importlib.util.find_spec("typst") or shutil.which("typst"):
        return ""
    return "Typst is not installed: pip install typst"


def compiling(place: Path, names: Sequence[str], standard: str = "none") -> list[Command]:
    """Commands that compile files in a folder: one for all with the module, else one for each."""
    if importlib.util.find_spec("typst"):
        return [python(_COMPILE, place, standard, *names)]
    program = (shutil.which("typst") or "typst", "compile", "--root", place)
    fonts = ("--ignore-system-fonts", "--font-path", place / "fonts")
    wanted = () if standard == "none" else ("--pdf-standard", standard)
    return [(*program, *fonts, *wanted, place / f"{n}.typ", place / f"{n}.pdf") for n in names]


class TypstEach:
    """A process for each PDF, two at once."""

    name = "Typst, a process each"

    def missing(self) -> str:
        """As `Peer` says."""
        return no_typst()

    def prepare(self, place: Path, texts: Mapping[str, ComposedEdition], theme: Theme) -> None:
        """As `Peer` says."""
        put_fonts(place / "fonts", theme)
        put_pictures(place, texts.values())
        for name, text in texts.items():
            (place / f"{name}.typ").write_text(typst_markup(text.composition), encoding="utf-8")

    def make(self, place: Path, names: Sequence[str]) -> Run:
        """As `Peer` says."""
        commands = [c for name in names for c in compiling(place, [name], "ua-1")]
        return run(*commands, at_once=2)


class TypstTogether(TypstEach):
    """One process for all."""

    name = "Typst, all in one process"

    def missing(self) -> str:
        """As `Peer` says."""
        if importlib.util.find_spec("typst"):
            return ""
        return no_typst() or "Typst as a module is not installed: pip install typst"

    def make(self, place: Path, names: Sequence[str]) -> Run:
        """As `Peer` says."""
        return run(*compiling(place, names, "ua-1"))
