"""A pack of several fragments with all that content may hold, and ways to look into a bound one."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]

from briefing.model.composition import OutlineEntry
from briefing.model.document import DocumentInfo
from support.fragments import LOREM, furniture, typeset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.output import TypesetFragment

INFO = DocumentInfo("KFOR & you", "en-GB", "An owner", "What it is", datetime.date(2025, 10, 3))
OUTLINE = (
    OutlineEntry(1, "Contents", "contents"),
    OutlineEntry(1, "Chapter one", "chapter-1"),
    OutlineEntry(2, "Details of one", "detail-1"),
    OutlineEntry(1, "Chapter two", "chapter-2"),
    OutlineEntry(2, "Details of two", "detail-2"),
    OutlineEntry(1, "Sources", "sources"),
)
SQUARE = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40'>"
    "<rect width='90' height='40' fill='%23369'/></svg>"
)
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDA"
    "xMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg=="
)
COVER = "<header><p>Backgrounder</p><h1 id=title>KFOR</h1><p>Standfirst</p></header>"
CONTENTS = """<nav><h2 id=contents>Contents</h2><ol>
<li><a href="urn:briefing:chapter-1">Chapter one</a> <span>1</span></li>
<li><a href="urn:briefing:chapter-2">Chapter two</a> <span>4</span></li></ol></nav>"""
BACK = """<section><h2 id=sources>Sources</h2><ol>
<li id=src-1 role=doc-biblioentry>UN, <i>Resolution 1244</i></li></ol></section>"""


def chapter(number: int, other: int) -> str:
    """A chapter with all that content may hold, on several pages."""
    rows = "".join(f"<tr><th scope=row>Nation {n}<td>{n * 17}" for n in range(40))
    return f"""<section><h2 id=chapter-{number}>Chapter {number}</h2>
<p>See <a href="urn:briefing:chapter-{other}">the other chapter, by a link that is long enough to
need two lines</a>, <a href="#table-{number}">a table</a>, <a href="https://example.org/x">a page
<strong>elsewhere</strong></a><sup><a href="urn:briefing:src-1">1</a></sup>.
<span lang=sq>Përshëndetje çdo ditë</span>, <em lang=sr>Шта је човек, šta je čovek</em>.</p>
<ul><li>One</li><li>Two<ul><li>Inner</li></ul></li></ul><ol><li><p>First</p></li></ol>
<dl><dt>Term</dt><dd>What it means</dd></dl><blockquote>Said so.</blockquote>
<h3 id=detail-{number}>Details</h3>
<figure><p>Figure {number}</p><img alt="A blue chart" src="{SQUARE}"><figcaption>Sky</figcaption>
</figure><p><img alt="A dot" src="{PIXEL}"></p>
<table id=table-{number}><thead><tr><th scope=col>Nation<th scope=col>Troops</thead>
<tbody>{rows}</table><p>{LOREM * 12}</p></section>"""


@lru_cache(maxsize=2)
def sample(*, marked: bool = True) -> tuple[tuple[TypesetFragment, ...], TypesetFragment]:
    """Cover, contents, two chapters and sources, with furniture for all their pages."""
    parts = (
        typeset("cover", COVER, front=True, marked=marked),
        typeset("contents", CONTENTS, front=True, marked=marked),
        typeset("one", chapter(1, 2), marked=marked),
        typeset("two", chapter(2, 1), marked=marked),
        typeset("back", BACK, marked=marked),
    )
    return parts, furniture(sum(len(part.pages) for part in parts))


def elements(pdf: pikepdf.Pdf, role: str = "") -> list[Any]:
    """The structure elements of a role, or all, in reading order."""

    def walk(element: Any) -> Iterator[Any]:
        yield element
        for kid in kids(element):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid)

    found = walk(pdf.Root.StructTreeRoot.K[0])
    return [element for element in found if role in {"", str(element.S)[1:]}]


def kids(element: Any) -> list[Any]:
    """What an element holds, a single kid too."""
    held = element.get("/K", pikepdf.Array())
    return list(held.as_list()) if isinstance(held, pikepdf.Array) else [held]


def words(data: bytes, number: int) -> str:
    """The text of a page, from 0."""
    with pdfium.PdfDocument(data) as document:
        text: str = document[number].get_textpage().get_text_range()
    return text
