"""Entries of the cache as bytes: sealed when they are written, checked when they are read.

An entry is three parts, each but the last on a line: its seal and the length of what follows; a
head, as JSON; a content, such as a PDF. The seal is the hash of the key and the rest. So it exposes
an entry that was changed, that is not whole, or that lies under the key of another; the length
tells before anything is held in memory that a file is not what was written.
"""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from briefing.cache.checked_json import flag, listed, mapped, number, parsed, text, whole_number
from briefing.files.checked_read import open_file
from briefing.model.content import ChartTable, Drawing, Flaw
from briefing.model.findings import Finding, Location, Severity
from briefing.model.output import (
    PageFacts,
    PagePdf,
    TableRows,
    TypesetFragment,
    TypesetPage,
    UsedFont,
)
from briefing.model.stored_pages import PageEdges, PageEnd, StoredPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from briefing.model.stored_pages import SkipStack

MAX_ENTRY_BYTES = 1 << 30
"""Largest entry in bytes; a larger one would fill the cache by itself."""
_LONGEST_SEAL = 64 + 1 + len(str(MAX_ENTRY_BYTES)) + 1


def entry_bytes(key: str, head: Mapping[str, Any], content: bytes) -> bytes:
    """Return an entry, to be written under ``key``."""
    body = json.dumps(head, ensure_ascii=False).encode() + b"\n" + content
    return b"%s %d\n%s" % (_seal(key, body), len(body), body)


def read_entry(key: str, path: Path) -> tuple[Any, bytes]:
    """Return head and content of the entry under ``key`` at ``path``.

    Raises:
        OSError: There is no such file, or it cannot be read.
        ValueError: It is not as it was written.
    """
    with open_file(path, MAX_ENTRY_BYTES) as (file, size):
        first = file.readline(_LONGEST_SEAL)
        seal, _, length = first.rstrip(b"\n").partition(b" ")
        if not length.isdigit() or len(first) + int(length) != size:
            raise ValueError("not whole")
        body = file.read(int(length))
    if seal != _seal(key, body):
        raise ValueError("changed")
    head, _, content = body.partition(b"\n")
    return parsed(head), content


def _seal(key: str, body: bytes) -> bytes:
    digest = sha256(key.encode() + b"\0")
    digest.update(body)
    return digest.hexdigest().encode()


def fragment_head(typeset: TypesetFragment) -> dict[str, Any]:
    """Return the head of the entry of a typeset fragment; its content are the PDFs of its pages,
    one after the other."""
    return {
        "name": typeset.name,
        "front": typeset.front,
        "pages": [{**asdict(page), "anchors": sorted(page.anchors)} for page in typeset.pages],
        "findings": [asdict(finding) for finding in typeset.findings],
        "pdfs": [
            {
                "bytes": len(pdf.content),
                "fonts": [asdict(font) for font in pdf.fonts],
                "base": pdf.base,
                "piece": pdf.piece,
            }
            for pdf in typeset.pdfs
        ],
        "rows": None if typeset.rows is None else asdict(typeset.rows),
    }


def fragment_of(head: Any, pdfs: bytes) -> TypesetFragment:
    """Return the typeset fragment of an entry; raise ValueError if the head is of another kind."""
    known = mapped(head)
    return TypesetFragment(
        text(known["name"]),
        tuple(map(_page, listed(known["pages"]))),
        tuple(_pdfs(known["pdfs"], pdfs)),
        tuple(map(_finding, listed(known["findings"]))),
        flag(known["front"]),
        None if known["rows"] is None else _rows(known["rows"]),
    )


def stored_page_head(stored: StoredPage) -> dict[str, Any]:
    """Return the head of the entry of a stored page; its content is its PDF, if there is one."""
    page, end = stored.page, stored.end
    return {
        "facts": page and {**asdict(page.facts), "anchors": sorted(page.facts.anchors)},
        "fonts": [asdict(font) for font in page.fonts] if page else [],
        "end": end and [end.tokens, _listed_stack(end.rest), *end.next_page],
        "edges": astuple(stored.edges),
    }


def stored_page_of(head: Any, pdf: bytes) -> StoredPage:
    """Return the stored page of an entry; raise ValueError if the head is of another kind."""
    known = mapped(head)
    page = None
    if known["facts"] is not None:
        page = TypesetPage(pdf, _page(known["facts"]), tuple(map(_font, listed(known["fonts"]))))
    *flags, first_row, last_row = listed(known["edges"], len(fields(PageEdges)))
    values: tuple[Any, ...] = (*map(flag, flags), text(first_row), text(last_row))
    edges = PageEdges(*values)
    if known["end"] is None:
        return StoredPage(page, None, edges)
    tokens, rest, kind, name = listed(known["end"], 4)
    following = (text(kind), None if name is None else text(name))
    return StoredPage(page, PageEnd(whole_number(tokens), _skip_stack(rest), following), edges)


def reaches_of(head: Any) -> tuple[int, ...]:
    """Return how far pages looked; raise ValueError if the head is of another kind."""
    return tuple(map(whole_number, listed(mapped(head)["reaches"])))


def _listed_stack(stack: SkipStack) -> Any:
    """Return a skip stack as lists: JSON has no numbers for keys."""
    if stack is None:
        return None
    return [[number, _listed_stack(inner)] for number, inner in stack.items()]


def _skip_stack(value: Any) -> SkipStack:
    if value is None:
        return None
    return {whole_number(number): _skip_stack(inner) for number, inner in _pairs(value)}


def drawing_head(drawing: Drawing) -> dict[str, Any]:
    """Return the head of the entry of a drawn chart; its content is the SVG."""
    flaws = [[flaw.code, flaw.message, flaw.hint, flaw.severity] for flaw in drawing.flaws]
    tables = [[table.heads, table.rows] for table in drawing.tables]
    return {"remarks": drawing.remarks, "flaws": flaws, "tables": tables}


def drawing_of(head: Any, svg: bytes) -> Drawing:
    """Return the drawn chart of an entry; raise ValueError if the head is of another kind."""
    known = mapped(head)
    return Drawing(
        svg,
        _texts(known["remarks"]),
        flaws=tuple(map(_flaw, listed(known["flaws"]))),
        tables=tuple(map(_table, listed(known["tables"]))),
    )


def findings_head(findings: Iterable[Finding]) -> dict[str, Any]:
    """Return the head of the entry of what a proof has found; it has no content."""
    return {"findings": [asdict(finding) for finding in findings]}


def findings_of(head: Any) -> tuple[Finding, ...]:
    """Return the findings of an entry; raise ValueError if the head is of another kind."""
    return tuple(map(_finding, listed(mapped(head)["findings"])))


def _page(value: Any) -> PageFacts:
    page = mapped(value)
    return PageFacts(
        number(page["width"]),
        number(page["height"]),
        frozenset(map(text, listed(page["anchors"]))),
        tuple((text(key), number(height)) for key, height in _pairs(page["blocks"])),
        number(page["used"]),
        number(page["column"]),
        number(page["leading"]),
    )


def _pdfs(values: Any, content: bytes) -> Iterator[PagePdf]:
    """Yield the PDFs of pages that follow one another in ``content``."""
    end = 0
    for value in listed(values):
        known = mapped(value)
        start, end = end, end + max(0, whole_number(known["bytes"]))
        yield PagePdf(
            content[start:end],
            tuple(map(_font, listed(known["fonts"]))),
            tuple(map(whole_number, listed(known["base"]))),
            whole_number(known["piece"]),
        )
    if end != len(content):
        raise ValueError("the PDFs are not as long as they should be")


def _finding(value: Any) -> Finding:
    known = mapped(value)
    place = mapped(known["location"])
    return Finding(
        Location(text(place["path"]), whole_number(place["line"])),
        text(known["code"]),
        text(known["message"]),
        text(known["hint"]),
        Severity(text(known["severity"])),
        text(known["letters"]),
    )


def _font(value: Any) -> UsedFont:
    font = mapped(value)
    axes = tuple((text(axis), number(at)) for axis, at in _pairs(font["axes"]))
    return UsedFont(text(font["tag"]), text(font["url"]), axes)


def _rows(value: Any) -> TableRows:
    rows = mapped(value)
    following = rows["next_row"] and listed(rows["next_row"], 2)
    return TableRows(
        tuple(
            tuple((number(least), number(most)) for least, most in _pairs(table))
            for table in listed(rows["columns"])
        ),
        tuple((text(own), text(around)) for own, around in _pairs(rows["classes"])),
        flag(rows["needs_whole"]),
        (whole_number(following[0]), whole_number(following[1])) if following else None,
        tuple(map(whole_number, listed(rows["on_pages"]))),
    )


def _flaw(value: Any) -> Flaw:
    code, message, hint, severity = map(text, listed(value, 4))
    return Flaw(code, message, hint, Severity(severity))


def _table(value: Any) -> ChartTable:
    heads, rows = listed(value, 2)
    return ChartTable(_texts(heads), tuple(map(_texts, listed(rows))))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(text, listed(value)))


def _pairs(value: Any) -> Iterable[tuple[Any, Any]]:
    return ((one, other) for one, other in (listed(pair, 2) for pair in listed(value)))
