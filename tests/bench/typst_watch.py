"""Compiles a file of Typst's, and again whenever it is saved, as ``typst watch`` does.

usage: typst_watch.py FOLDER NAME
"""

from __future__ import annotations

import sys
from pathlib import Path

import typst  # type: ignore[import-not-found,unused-ignore]  # only where it is installed

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    typst.Compiler(
        folder / f"{sys.argv[2]}.typ",
        root=folder,
        font_paths=[folder / "fonts"],
        ignore_system_fonts=True,
    ).watch(folder / f"{sys.argv[2]}.pdf", pdf_standards=["ua-1"])
