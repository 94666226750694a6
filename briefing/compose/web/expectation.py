"""What the proof of a web page has to look for."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.compose.expectation import BlockWords, first_of_each, withheld_words
from briefing.compose.web.page import metas_of
from briefing.files.pictures import picture_text
from briefing.model.proof import Expectation, WebMeans, Written

if TYPE_CHECKING:
    from briefing.compose.expectation import Withheld
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.web import WebPage


def expect_page(
    briefing: Briefing,
    page: WebPage,
    theme: Theme,
    withheld: Withheld,
    words: BlockWords | None = None,
) -> Expectation:
    """Return what the proof of a web page has to look for.

    Args:
        briefing: The content.
        page: The page as it was composed.
        theme: How it looks.
        withheld: The largest nodes the edition does not hold, each with its section.
        words: The words of blocks, shared by the editions of a briefing.
    """
    document, traces = page.document, page.traces
    words = words or BlockWords(briefing)
    pictures = page.pictures.values()
    origins = dict(first_of_each(withheld_words(briefing, document, withheld, words)))
    marking = document.head.marking
    addresses = frozenset(address.replace(" ", "%20") for address in traces.addresses)
    return Expectation(
        shown=page.blocks,
        alternatives=(
            *document.alternatives,
            *theme.brand.heard,
            *filter(None, (picture_text(picture.data) for picture in pictures if picture.data)),
        ),
        folios=tuple(str(n) for n in range(1, page.highest_number + 1)),
        withheld=tuple(origins),
        markings=(marking,),
        printed=tuple((text, 0) for text in traces.printed),
        mixed=traces.mixed,
        entries=page.entries,
        written=Written(
            strings=(("Title", document.info.title),),
            names=tuple(sorted((*traces.names, document.info.language))),
            addresses=tuple(sorted(addresses)),
            descriptions=page.descriptions,
        ),
        origins=origins,
        lines=traces.lines,
        charts=traces.charts,
        web=WebMeans(
            title=document.info.title,
            language=document.info.language,
            stylesheet=page.stylesheet,
            metas=metas_of(document, page.stylesheet),
            dates=(document.as_of.isoformat(),),
            addresses=frozenset(map(unquote, addresses)),
            pictures=tuple(sorted(sha256(p.data).hexdigest() for p in pictures if p.data)),
            stored=tuple(sorted((p.stored for p in pictures if p.stored), key=lambda p: p.key)),
            families=theme.charts.families,
        ),
    )
