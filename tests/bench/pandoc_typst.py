"""The same text by way of pandoc, which writes Typst, and Typst, which compiles it.

Pandoc reads each edition as one HTML document (`html_document.py`) and has a process for each, two
at once; Typst then compiles all of them, in one process where it is a module. Both steps count. The
pandoc of Debian 12 is too old to write Typst; that of PyPI's ``pypandoc_binary`` is found as well.

It keeps words, headings, lists, tables, pictures, emphasis, links, and captions of figures. It
lacks what `typst_set.py` lacks but the links, and descriptions of pictures, so that its PDFs are
tagged but are not PDF/UA; numbers and titles of tables and figures are ordinary text. The reader of
HTML drops all that stands outside of ``<main>``, so that is made ``<div>`` for it.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from html_document import html_document
from measure import run
from peers import put_fonts, put_pictures
from typst_set import compiling, no_typst

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from measure import Run

    from briefing.build.pipeline import ComposedEdition
    from briefing.files.themes import Theme

_INSTALL = "pip install pypandoc_binary"


class PandocTypst:
    """HTML to Typst to PDF."""

    name = "pandoc → Typst"

    def missing(self) -> str:
        """As `Peer` says."""
        pandoc = _pandoc()
        if not pandoc:
            return f"pandoc is not installed: {_INSTALL}"
        if not _writes_typst(pandoc):
            return f"{pandoc} is too old to write Typst: {_INSTALL}"
        return no_typst()

    def prepare(self, place: Path, texts: Mapping[str, ComposedEdition], theme: Theme) -> None:
        """As `Peer` says."""
        put_fonts(place / "fonts", theme)
        put_pictures(place, texts.values())
        for name, text in texts.items():
            html = html_document(text, theme, "")
            html = html.replace("<main", "<div").replace("</main>", "</div>")
            (place / f"{name}.html").write_text(html, encoding="utf-8")

    def make(self, place: Path, names: Sequence[str]) -> Run:
        """As `Peer` says."""
        command = (_pandoc(), "--from=html", "--to=typst", "--standalone")
        options = ("--variable=papersize:a4", "--variable=mainfont:Source Serif 4")
        written = run(
            *(
                (*command, *options, place / f"{name}.html", "-o", place / f"{name}.typ")
                for name in names
            ),
            at_once=2,
        )
        return written + run(*compiling(place, names), at_once=2)


@cache
def _pandoc() -> str:
    """The program, on the path or in the Python package that brings it; nothing when in neither."""
    package = importlib.util.find_spec("pypandoc")
    if package and package.origin:
        brought = Path(package.origin).with_name("files") / "pandoc"
        if brought.exists():
            return str(brought)
    return shutil.which("pandoc") or ""


@cache
def _writes_typst(pandoc: str) -> bool:
    """Whether this pandoc is new enough."""
    asked = subprocess.run(
        [pandoc, "--list-output-formats"], capture_output=True, text=True, check=False
    )
    return "typst" in asked.stdout.split()
