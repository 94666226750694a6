"""Both twins made, and what differs between them."""

from __future__ import annotations

import re
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from briefing.errors import ContentError
from briefing.load import load
from briefing.model import Setup
from briefing.pipeline import compose_edition, fragment_assets, make
from briefing.selection import make_edition
from briefing.work import typeset_fragment
from support.bodies import theme
from support.twingrowth import Growth
from support.twins import Paper, Remover, pieces_of, unnamed
from support.twinwriter import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.pipeline import Composed
    from briefing.store import Store
    from support.twins import For

_PLACE = re.compile(r'(data-block="[^"]*?):\d+"')


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
    """The briefing without sources, facts and short forms that nothing names."""
    words = " ".join(piece.text for piece in pieces_of(paper))
    facts = {name: text for name, text in paper.facts.items() if name in words}
    cited = words + " ".join(facts.values())
    return replace(
        paper,
        facts=facts,
        sources={name: text for name, text in paper.sources.items() if name in cited},
        acronyms={name: text for name, text in paper.acronyms.items() if name in words},
    )


def composed(paper: Paper, reader: For, store: Store) -> Composed | tuple[str, ...]:
    """An edition as text, or the codes of what is wrong with it."""
    with TemporaryDirectory() as outside:
        folder = Path(outside) / "twin"
        for name, text in written(paper).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            briefing, _ = load(folder, "twin")
            setup = Setup(**reader.setup)
            edition = make_edition(
                briefing, reader.audience, reader.length, reader.format, "", reader.paper, setup
            )
            return compose_edition(briefing, edition, theme(), store)
        except ContentError as error:
            return tuple(f"{f.code} {f.message}" for f in error.findings)


def essence(made: Composed) -> dict[str, object]:
    """All of an edition that gets into its PDF, as text: lines of the source are left out, which
    typesetting measures by and does not print."""
    composition = made.composition
    shown = {
        path: made.briefing.images[path]
        for path in made.briefing.images
        if any(fragment.shows(path) for fragment in composition.fragments)
    }
    return {
        "fragments": [
            (f.name, _PLACE.sub(r'\1"', f.html), f.sections, f.front, f.tagged, f.pages, f.faces)
            for f in composition.fragments
        ],
        "drawings": [(path, f.html) for path, f in made.drawings.items()],
        "pictures": shown,
        "outline": composition.outline,
        "info": composition.info,
        "head": composition.head,
        "contents": composition.contents,
        "glossary": composition.glossary,
        "paper": composition.paper,
        "pages": composition.pages,
        "furniture": (composition.furniture, composition.folios, composition.impositions),
        "blocks": composition.blocks,
    }
