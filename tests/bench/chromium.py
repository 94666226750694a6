"""The same text printed by Chromium without a window, with the same style sheet.

It opens each edition as one HTML document (`html_document.py`) with style sheet, fonts and pictures
as files beside it, in a process of its own with a new profile, two at once; PDFs are tagged and
have an outline. It lacks page numbers in the contents list, for it knows no ``target-counter()``;
the theme's fonts inside pictures, which a browser does not lend to them; PDF/UA's and PDF/A's
marks, and the proof. All its processes count (`measure.py`).
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from html_document import html_document
from measure import run
from peers import put_fonts, put_pictures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from measure import Command, Run

    from briefing.build.pipeline import ComposedEdition
    from briefing.files.themes import Theme

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless",
    "--no-sandbox",  # root has none; it reads nothing but our own files
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


class Chromium:
    """A process for each PDF, two at once."""

    name = "headless Chromium"

    def missing(self) -> str:
        """As `Peer` says."""
        return "" if _program() else "Chromium is not installed: sudo apt-get install chromium"

    def prepare(self, place: Path, texts: Mapping[str, ComposedEdition], theme: Theme) -> None:
        """As `Peer` says."""
        put_fonts(place / "theme" / "fonts", theme)
        sheet = next(a for a in theme.assets if a.mime == "text/css")
        (place / "theme" / "theme.css").write_bytes(sheet.data)
        put_pictures(place, texts.values())
        for name, text in texts.items():
            html = html_document(text, theme, "theme/theme.css")
            (place / f"{name}.html").write_text(html, encoding="utf-8")

    def make(self, place: Path, names: Sequence[str]) -> Run:
        """As `Peer` says."""
        shutil.rmtree(place / "profiles", ignore_errors=True)
        return run(*(_printing(place, name) for name in names), at_once=2)


def _printing(place: Path, name: str) -> Command:
    own = (
        f"--user-data-dir={place / 'profiles' / name}",
        f"--print-to-pdf={place / name}.pdf",
    )
    return (_program(), *_OPTIONS, *own, (place / f"{name}.html").as_uri())


def _program() -> str:
    """The first of its programs on the path; nothing when there is none."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), "")
