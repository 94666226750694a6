"""The same text set by Typst: every text edition of a briefing, one after the other in one process.

What Typst is given is made first, and is not counted: the words, headings, lists, tables, pictures
and fonts of our fragments, without side columns, links, marks for screen readers or proof.

usage: typst_set.py prepare BRIEFING_FOLDER OUT_FOLDER
       typst_set.py compile OUT_FOLDER
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

from briefing.load import load
from briefing.pipeline import compose_edition
from briefing.selection import editions
from briefing.store import Store
from briefing.themes import theme_of

HEAD = """\
#set page(paper: "a4", numbering: "1 / 1")
#set text(font: "Source Serif 4", size: 10pt, hyphenate: true)
#set par(justify: true)
"""
HEADINGS = {"h1": "= ", "h2": "== ", "h3": "=== ", "h4": "==== "}
SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~=+/-])")


class Typst(HTMLParser):
    """Our HTML as Typst's markup."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.out: list[str] = []
        self.silent = 0
        self.rows: list[list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins what the tag begins."""
        if tag in {"head", "style", "title"}:
            self.silent += 1
        elif tag in HEADINGS:
            self.out.append(f"\n\n{HEADINGS[tag]}")
        elif tag in {"p", "div", "section", "figure", "dt", "dd", "figcaption"}:
            self.out.append("\n\n")
        elif tag == "li":
            self.out.append("\n- ")
        elif tag == "table":
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows is not None:
            self.rows[-1].append("")
        elif tag == "img":
            name = dict(attrs).get("src") or ""
            self.out.append(f'\n\n#image("{self.folder / name}", width: 90%)\n\n')

    def handle_endtag(self, tag: str) -> None:
        """Ends it."""
        if tag in {"head", "style", "title"}:
            self.silent -= 1
        elif tag in HEADINGS:
            self.out.append("\n\n")
        elif tag == "table" and self.rows:
            width = max(map(len, self.rows))
            cells = "".join(f"[{c}], " for r in self.rows for c in [*r, *[""] * (width - len(r))])
            self.out.append(f"\n\n#table(columns: {width}, {cells})\n\n")
            self.rows = None

    def handle_data(self, data: str) -> None:
        """Words, with what Typst would take for markup escaped."""
        text = SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", data))
        if self.silent:
            return
        if self.rows is not None:
            if self.rows and self.rows[-1]:
                self.rows[-1][-1] += text
        else:
            self.out.append(text)


def prepare(folder: Path, out: Path) -> None:
    """Writes a file for each edition, and the pictures and fonts they need."""
    briefing, _ = load(folder, folder.name)
    theme = theme_of(briefing)
    (out / "fonts").mkdir(parents=True)
    for font in theme.fonts:
        (out / "fonts" / font.url.rpartition("/")[2]).write_bytes(font.data)
    for edition in editions(briefing, format="pack"):
        composed = compose_edition(briefing, edition, theme, Store(out / "store"))
        for name, data in composed.briefing.images.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(data)
        page = Typst(Path("/"))
        for fragment in composed.composition.fragments:
            page.feed(fragment.html)
        (out / f"{edition}.typ").write_text(HEAD + "".join(page.out), encoding="utf-8")


def compile_all(out: Path) -> None:
    """Compiles all of them."""
    import typst  # type: ignore[import-not-found,unused-ignore]  # only where it is installed

    for path in sorted(out.glob("*.typ")):
        typst.compile(path, output=path.with_suffix(".pdf"), root=out, font_paths=[out / "fonts"])


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        compile_all(Path(sys.argv[2]))
