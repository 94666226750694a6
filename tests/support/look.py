"""Render the pages of a PDF to PNG, to be looked at: one file a page, and a contact sheet of all.

usage: python tests/support/look.py [--grey] [--dpi 100] FILE.pdf [FOLDER]

FOLDER is ``build/look/FILE`` unless it is named, and ``build/look/FILE-grey`` for greys.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from math import ceil
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

MARGIN, ACROSS = 12, 4
"""Of the contact sheet: px around each page, and pages in a row."""


def render(pdf: Path, folder: Path, dpi: int = 100, *, grey: bool = False) -> list[Path]:
    """Write the pages of ``pdf`` into ``folder`` and return the files, the contact sheet last."""
    folder.mkdir(parents=True, exist_ok=True)
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=dpi / 72).to_pil() for page in document]
    pages = [page.convert("L" if grey else "RGB") for page in pages]
    paths = [folder / f"page-{n:02}.png" for n in range(1, len(pages) + 1)]
    for page, path in zip(pages, paths, strict=True):
        page.save(path)
    sheet = folder / "all.png"
    _contact_sheet(pages).save(sheet)
    return [*paths, sheet]


def _contact_sheet(pages: list[Image.Image]) -> Image.Image:
    """Return all pages on one picture, at half their size."""
    wide = max(page.width for page in pages) // 2 + MARGIN
    high = max(page.height for page in pages) // 2 + MARGIN
    columns = min(ACROSS, len(pages))
    rows = ceil(len(pages) / columns)
    sheet = Image.new("RGB", (columns * wide + MARGIN, rows * high + MARGIN), "#888888")
    for n, page in enumerate(pages):
        row, column = divmod(n, columns)
        small = page.resize((page.width // 2, page.height // 2), Image.Resampling.LANCZOS)
        sheet.paste(small.convert("RGB"), (MARGIN + column * wide, MARGIN + row * high))
    return sheet


def main() -> None:
    """Render what the command line names, and say where it is."""
    parser = ArgumentParser(description="Render the pages of a PDF to PNG, to be looked at.")
    parser.add_argument("pdf", type=Path, metavar="FILE.pdf")
    parser.add_argument(
        "folder", type=Path, nargs="?", help="default: build/look/FILE, or FILE-grey"
    )
    parser.add_argument("--grey", action="store_true", help="as a printer without colour shows it")
    parser.add_argument("--dpi", type=int, default=100, help="dots per inch (default: %(default)s)")
    args = parser.parse_args()
    if not args.pdf.is_file():
        parser.error(f"{args.pdf}: there is no such file; build it first")
    name = f"{args.pdf.stem}-grey" if args.grey else args.pdf.stem
    folder = args.folder or Path("build") / "look" / name
    written = render(args.pdf, folder, args.dpi, grey=args.grey)
    sys.stdout.write(f"{len(written) - 1} pages in {folder}; all on one sheet: {written[-1]}\n")


if __name__ == "__main__":
    main()
