"""Both twins made, and what differs between them: as text, and in the bytes of their PDFs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import unified_diff
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from briefing.build import results
from briefing.build.pipeline import compose_edition, fragment_assets, prepare
from briefing.build.tasks import bind_and_prove, typeset_fragment
from briefing.cache.cache import Cache, assets_of
from briefing.load.briefing import load
from briefing.model.errors import ContentError
from briefing.model.findings import Location
from briefing.model.formats import PrintOptions
from briefing.select.selection import make_edition
from support.bodies import theme
from support.twingrowth import Growth
from support.twins import Paper, Remover, pieces_of, unnamed
from support.twinwriter import written

if TYPE_CHECKING:
    from briefing.build.pipeline import ComposedEdition
    from support.twins import For

_PLACE = re.compile(r'(data-(?:block|place)="[^"]*?):\d+"')
_LINE = re.compile(r"\bline=\d+")


@dataclass(frozen=True)
class Compared:
    """What became of a pair of twins."""

    reader: For
    refused: bool = False
    """Both, as they must: neither is printed."""
    unwritable: bool = False
    """The twin would refer to what has been taken out of it, in text of another format."""
    withheld: bool = False
    """Something was."""
    pdf: bool = False
    """Compared to the last byte."""
    fault: str = ""
    """The first difference; empty when there is none."""


def compared(seed: str, *, to_pdf: bool) -> Compared:
    """Both twins of a seed, made apart from each other."""
    paper, twin, reader = made_twins(seed)
    first, second = composed(paper, reader, _store()), composed(twin, reader, _store())
    found = Compared(reader, withheld=paper != twin)
    if isinstance(first, tuple) or isinstance(second, tuple):
        if isinstance(first, tuple) and isinstance(second, tuple):
            return replace(found, refused=True)
        if isinstance(second, tuple) and all(c.startswith("B304 unknown") for c in second):
            return replace(found, unwritable=True)
        one = first if isinstance(first, tuple) else second
        return replace(found, fault=f"only one is refused: {one}")
    fault = difference(first, second)
    if fault or not to_pdf:
        return replace(found, fault=fault)
    pdfs = pdf_of(first), pdf_of(second)
    if pdfs[0] != pdfs[1]:
        codes = [pdf if isinstance(pdf, tuple) else "a PDF" for pdf in pdfs]
        return replace(found, fault=f"the bytes differ: {codes[0]} and {codes[1]}")
    return replace(found, pdf=isinstance(pdfs[0], bytes), refused=not isinstance(pdfs[0], bytes))


@cache
def _store() -> Cache:
    """Where charts are kept that were drawn, for as long as the process lives."""
    folder = TemporaryDirectory(prefix="twins-")
    _KEPT.append(folder)
    return Cache(Path(folder.name))


_KEPT: list[TemporaryDirectory[str]] = []


def made_twins(seed: str) -> tuple[Paper, Paper, For]:
    """A briefing, the same without what is withheld from its reader, and the reader."""
    growth = Growth(seed)
    paper, reader = growth.grown()
    twin = Remover(paper, reader).remove()
    if growth.chance(0.5):
        twin = unnamed(twin, reader)
    if growth.chance(0.5):
        twin = _without_unused(twin)
    return paper, twin, reader


def _without_unused(paper: Paper) -> Paper:
    """The briefing without sources, facts and acronyms that nothing names."""
    words = " ".join(piece.text for piece in pieces_of(paper))
    facts = {name: text for name, text in paper.facts.items() if name in words}
    cited = words + " ".join(facts.values())
    return replace(
        paper,
        facts=facts,
        sources={name: text for name, text in paper.sources.items() if name in cited},
        acronyms={name: text for name, text in paper.acronyms.items() if name in words},
    )


def composed(paper: Paper, reader: For, store: Cache) -> ComposedEdition | tuple[str, ...]:
    """An edition as text, or what is wrong with it."""
    outside = TemporaryDirectory(prefix="twin-")
    _KEPT.append(outside)  # pictures stay there until they are bound
    folder = Path(outside.name) / "twin"
    for name, text in written(paper).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return composed_in(folder, reader, store)


def composed_in(folder: Path, reader: For, store: Cache) -> ComposedEdition | tuple[str, ...]:
    """The same of a briefing that is written already."""
    try:
        briefing, _ = load(folder, folder.name)
        edition = make_edition(
            briefing,
            reader.audience,
            reader.length,
            reader.format,
            paper=reader.paper,
            print_options=PrintOptions(**reader.print_options),
        )
        return compose_edition(briefing, edition, theme(), store)
    except ContentError as error:
        # That there is nothing for anybody is said to the author, of the whole briefing.
        return tuple(
            f.code if f.code == "B307" else f"{f.code} {f.message}" for f in error.findings
        )


def difference(first: ComposedEdition, second: ComposedEdition) -> str:
    """The first thing that is not the same in two editions; empty when all is."""
    ours, theirs = essence(first), essence(second)
    for name, text in ours.items():
        if text != theirs[name]:
            lines = unified_diff(text.split("\n"), theirs[name].split("\n"), "", "", "", "", 0, "")
            return f"{name}: " + "\n".join(line for line in list(lines)[2:12])
    return ""


def essence(made: ComposedEdition) -> dict[str, str]:
    """All of an edition that gets into its PDF, as text: lines of the source are left out, which
    typesetting measures by and does not print."""
    composition = made.composition
    shown = sorted(
        path
        for path in made.briefing.images
        if any(fragment.shows(path) for fragment in composition.fragments)
    )
    return {
        "text": "\n".join(_PLACE.sub(r'\1"', f.html) for f in composition.fragments),
        "fragments": "\n".join(
            repr((f.name, f.sections, f.front, f.tagged, f.pages, f.furniture_params))
            for f in composition.fragments
        ),
        "drawings": "\n".join(f"{path}\n{f.html}" for path, f in made.drawings.items()),
        "pictures": "\n".join(f"{path} {made.briefing.images[path]!r}" for path in shown),
        "outline": repr(composition.outline),
        "info": repr(composition.info),
        "head": _LINE.sub("", repr(composition.head)),
        "contents": repr((composition.contents, composition.glossary)),
        "paper": repr((composition.paper, composition.pages, composition.impositions)),
        "furniture": repr((composition.furniture, composition.folios)),
        "words": "\n".join(composition.blocks),
        "page": made.page.html if made.page else "",
    }


def pdf_of(made: ComposedEdition) -> bytes | tuple[str, ...]:
    """The PDF of an edition, proven; or the codes of what stands against it."""
    assets = fragment_assets(made.briefing)
    making = prepare(made, theme())
    asked = next(making)
    try:
        while True:
            asked = making.send(
                tuple(typeset_fragment(f, assets_of(f, assets), theme().assets) for f in asked)
            )
    except StopIteration as stop:
        ended = stop.value
    if ended.binding is None:
        return tuple(finding.code for finding in ended.findings)
    finished = bind_and_prove(ended.binding, Location("twin.pdf"), theme().assets)
    if not finished.proof.passed:
        return tuple(finding.code for finding in finished.proof.findings)
    return b"".join(results.pieces_of(finished.pdf))
