"""One edition with every letter of its typeface: it is proven, and copied as it is written."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import uharfbuzz as hb  # type: ignore[import-untyped]

from briefing.cli.main import main
from support.projects import ROOT, project

if TYPE_CHECKING:
    from pathlib import Path

_FACE = ROOT / "templates/themes/institution/fonts/SourceSerif4_400Regular.ttf"
_MARKUP = frozenset("\\`*_~^[]{}()<>#|@$\"'&-.+=!%:/")


def _words() -> list[str]:
    known = sorted(map(chr, hb.Face(_FACE.read_bytes()).unicodes))
    known = [sign for sign in known if unicodedata.normalize("NFC", sign) == sign]
    marks = [sign for sign in known if unicodedata.category(sign) == "Mn"]
    signs = [sign for sign in known if unicodedata.category(sign)[0] in "LNPS"]
    signs = [s for s in signs if s not in _MARKUP and not "\ufb00" <= s <= "\ufb06"]
    accented = [
        unicodedata.normalize("NFC", f"{letter}{marks[n % len(marks)]}{marks[-n % len(marks)]}")
        for n, letter in enumerate("abcdeghijklmnopqrstuvwxyzABCDEGHIJKLMNOPQRSTUVWXYZ")
    ]
    return [f"x{sign}y" for sign in (*signs, *accented)]


def test_an_edition_is_copied_as_it_is_written(tmp_path: Path) -> None:
    """Each sign, and letters with two marks, through all stages."""
    words = _words()
    body = "\n\n".join(" ".join(words[n : n + 40]) for n in range(0, len(words), 40))
    text = f"---\ntitle: First\n---\n{body}\n"
    folder = project(tmp_path, {"sections/first.md": text})
    out = tmp_path / "out"
    asked = ["--audience", "public", "--length", "full", "--format", "pack"]
    assert main(["build", str(folder), *asked, "--output", str(out)]) == 0
    [path] = out.rglob("*.pdf")
    with pdfium.PdfDocument(path) as document:
        read = "\n".join(page.get_textpage().get_text_range() for page in document)
    copied = "".join(unicodedata.normalize("NFC", read).replace("\ufffe", "").split())
    assert [word for word in words if word not in copied] == []
