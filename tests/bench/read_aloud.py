"""Compares what a screen reader and a pointer find in PDFs of one small text made by us and others.

The same text (``aloud/``) is made by us, by Typst and, through pandoc, by an office program; each
PDF is asked the same twelve questions, by libraries that made none of them. Printed is what was
counted, so that a table can be written from it.

usage: python tests/bench/read_aloud.py FILE.pdf…     without a file: those that can be made here
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).with_name("aloud")
MARKING = "TLP:"
_BARE = re.compile(r"\W*(?:go to )?(?:page )?[\d\W]*\w?\W*", re.IGNORECASE)
"""Names of links that say a number, a letter or a page."""


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield the structure elements in reading order."""

    def walk(element: Any) -> Iterator[Any]:
        yield element
        for kid in kids(element):
            yield from walk(kid)

    for top in _list(pdf.Root.StructTreeRoot.get("/K")):
        yield from walk(top)


def kids(element: Any) -> list[Any]:
    """The structure elements among what an element holds."""
    held = _list(element.get("/K"))
    return [k for k in held if isinstance(k, pikepdf.Dictionary) and "/S" in k]


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value.as_list()) if isinstance(value, pikepdf.Array) else [value]


def role(element: Any) -> str:
    """The type of an element, without the slash."""
    return str(element.S)[1:]


def below(element: Any, *roles: str) -> list[Any]:
    """The elements of these types below an element."""
    return [e for e in chain.from_iterable(map(_all, kids(element))) if role(e) in roles]


def _all(element: Any) -> Iterator[Any]:
    yield element
    for kid in kids(element):
        yield from _all(kid)


def attribute(element: Any, name: str) -> Any:
    """The value of an attribute; None if it has none."""
    return next((a[name] for a in _list(element.get("/A")) if name in a), None)


def links(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Any]]:
    """Yield page and annotation of every link."""
    for number, page in enumerate(pdf.pages):
        for note in page.get("/Annots", []):
            if note.get("/Subtype") == pikepdf.Name.Link:
                yield number, note


def hit(path: Path) -> tuple[int, int]:
    """How many links PDFium hits in the middle of their rectangles, and how many there are."""
    found = total = 0
    document = pdfium.PdfDocument(path)
    with pikepdf.open(path) as pdf:
        for number, note in links(pdf):
            left, bottom, right, top = map(float, note.Rect)
            page = document[number]
            middle = ((left + right) / 2, (bottom + top) / 2)
            total += 1
            found += bool(pdfium_c.FPDFLink_GetLinkAtPoint(page, *middle)) and top - bottom >= 6
    document.close()
    return found, total


def extracts(path: Path) -> dict[str, str]:
    """The text of a file as three programs give it; those that are installed."""
    document = pdfium.PdfDocument(path)
    texts = {"pdfium": "\n".join(p.get_textpage().get_text_range() for p in document)}
    document.close()
    for name, command in (
        ("pdftotext", ["pdftotext", str(path), "-"]),
        ("mutool", ["mutool", "draw", "-q", "-F", "txt", str(path)]),
    ):
        if shutil.which(command[0]):
            texts[name] = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return texts


def answers(path: Path) -> dict[str, str]:
    """What a file answers to each question."""
    with pikepdf.open(path) as pdf:
        found = list(elements(pdf))
        internal = [n for _, n in links(pdf) if n.get("/A", {}).get("/S") != pikepdf.Name.URI]
        named = [n for n in internal if not _BARE.fullmatch(str(n.get("/Contents", "")))]
        notes = [e for e in found if role(e) in {"Note", "FENote"}]
        sources = [e for e in found if role(e) == "LI" and below(e, "BibEntry")]
        tables = [e for e in found if role(e) == "Table"]
        figures = [e for e in found if role(e) == "Figure"]
        cells = [c for t in tables for c in below(t, "TD")]
        row_heads = [
            c for t in tables for c in below(t, "TH") if str(attribute(c, "/Scope")) == "/Row"
        ]
        headings = [e for e in found if re.fullmatch(r"H\d", role(e))]
        return {
            "1 links hit": "{} of {}".format(*hit(path)),
            "2 links named": f"{len(named)} of {len(internal)}",
            "3 notes with label and way back": _ways_back(notes),
            "4 sources with label and way back": _ways_back(sources),
            "5 numbers apart": _apart(path),
            "6 marking is spoken": str(sum(MARKING in t for t in _spoken(path)[:3]) > 0),
            "7 row heads; cells with heads": "{}; {} of {}".format(
                len(row_heads),
                sum(bool(_list(attribute(c, "/Headers"))) for c in cells),
                len(cells),
            ),
            "8 captions inside": f"{_captioned(tables)} tables, {_captioned(figures)} figures",
            "9 headings; bookmarks": f"{len(headings)}; {_bookmarks(pdf)}",
            "10 abbreviations expanded": str(sum("/E" in e for e in found)),
            "11 data of the chart": str(_says(path, figures)),
            "12 foreign words with a language": str(sum("/Lang" in e for e in found[1:])),
        }


def _ways_back(entries: list[Any]) -> str:
    good = sum(any(below(e, "Link") or _is_link(e) for e in below(n, "Lbl")) for n in entries)
    return f"{good} of {len(entries)}"


def _is_link(element: Any) -> bool:
    return role(element) == "Link"


def _captioned(held: list[Any]) -> str:
    return f"{sum(any(role(k) == 'Caption' for k in kids(e)) for e in held)} of {len(held)}"


def _bookmarks(pdf: pikepdf.Pdf) -> int:
    with pdf.open_outline() as outline:
        waiting, count = list(outline.root), 0
        while waiting:
            item = waiting.pop()
            waiting += item.children
            count += 1
    return count


def _apart(path: Path) -> str:
    texts = extracts(path)
    good = sum(not re.search(r"2025\.?\d|50,000\.?\d", text) for text in texts.values())
    return f"{good} of {len(texts)} programs"


def _spoken(path: Path) -> list[str]:
    """The first texts in the tags, by our own reader of any PDF's."""
    from briefing.listen.speech import speech
    from briefing.prove.extract.tag_reader import read_tags

    return [line.text for line in speech(read_tags(path))[2:]]


def _says(path: Path, figures: list[Any]) -> bool:
    """Whether a year that stands only in the chart's data is heard: in a description or a table."""
    heard = " ".join([*map(str, (f.get("/Alt", "") for f in figures)), *_spoken(path)])
    return "2003" in heard


def _made(folder: Path) -> Iterator[Path]:
    """Make the text with what is installed: us, Typst, and an office program after pandoc."""
    from briefing.cli.main import main as briefing

    briefing(["build", str(HERE / "briefing"), "--output", str(folder), "--quiet"])
    yield from folder.glob("briefing/*.pdf")
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    if importlib.util.find_spec("typst"):
        compiler = Path(__file__).with_name("typst_compile.py")
        _run(sys.executable, compiler, folder, "ua-1", "sample")
        yield (folder / "sample.pdf").rename(folder / "typst.pdf")
    if shutil.which("pandoc") and shutil.which("soffice"):
        office = folder / "office.docx"
        _run("pandoc", folder / "sample-for-office.md", "--toc", "-o", office, at=folder)
        _run("soffice", "--headless", "--convert-to", _TAGGED, "--outdir", folder, office)
        yield office.with_suffix(".pdf")


_TAGGED = (
    'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"}}'
)


def _run(*command: object, at: Path | None = None) -> None:
    subprocess.run(list(map(str, command)), check=True, cwd=at, stdout=subprocess.DEVNULL)


def main() -> None:
    """Print the answers of every file, side by side."""
    files = [Path(name) for name in sys.argv[1:]] or list(_made(Path(tempfile.mkdtemp())))
    found = {path.name: answers(path) for path in files}
    print(f"{'':36}" + "".join(f"{name[:22]:24}" for name in found))
    for question in next(iter(found.values())):
        print(f"{question:36}" + "".join(f"{held[question]:24}" for held in found.values()))


if __name__ == "__main__":
    main()
