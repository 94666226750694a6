"""Compiles Typst's files to PDF, one after the other in this one process.

usage: typst_compile.py FOLDER STANDARD NAME...    (STANDARD: ua-1, or none)
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typst  # type: ignore[import-not-found,unused-ignore]  # only where it is installed

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    standards: Any = [] if sys.argv[2] == "none" else [sys.argv[2]]
    for name in sys.argv[3:]:
        typst.compile(
            folder / f"{name}.typ",
            output=folder / f"{name}.pdf",
            root=folder,
            font_paths=[folder / "fonts"],
            ignore_system_fonts=True,
            pdf_standards=standards,
        )
