"""Names for the links of an edition, made of what it prints: they say where each link leads.

A reader who hears a page, or goes through its links one by one, is told “Source 7: How many KFOR
soldiers, Republika, 25 April 2025”, and not “7” (WCAG 2.2, 2.4.4 and 2.4.9; ISO 14289-1, 7.18.5
asks for a description of each).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.cards import CardBody
from briefing.model.deck import DeckBody
from briefing.model.document import TextBody
from briefing.model.link_names import LinkName, LinkNames
from briefing.model.node_text import unmarked_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.model.content import Node
    from briefing.model.document import Document

    Named = Iterator[tuple[str, LinkName]]

_LONGEST = 150
"""Characters of a printed text that a name repeats: somebody listens to all of it."""
_TITLES = frozenset({"fig-title", "tab-title"})


def link_names(document: Document, labels: Mapping[str, str]) -> LinkNames:
    """Return the names of all places in ``document`` that a link may lead to.

    Args:
        document: The edition.
        labels: The fixed words of its language.
    """
    names: dict[str, LinkName] = {}
    for anchor, name in _names(document, labels):
        names.setdefault(anchor, name)
    return LinkNames(
        names,
        dict(_back(document, labels)),
        title=LinkName.of(labels["link_title"].format(title="{}")),
        page=LinkName.of(labels["link_page"].format(page="{}")),
    )


def shortened(text: str) -> str:
    """Return a text cut behind a word, with “…”, if it is too long to be listened to."""
    text = " ".join(text.split())
    if len(text) <= _LONGEST:
        return text
    head, space, _ = text[: _LONGEST + 1].rpartition(" ")
    return (head if space else text[:_LONGEST]).rstrip(" ,;:.–") + " …"


def _names(document: Document, labels: Mapping[str, str]) -> Named:
    body = document.body
    if isinstance(body, TextBody):
        yield from _of_text(body, labels)
    elif isinstance(body, DeckBody):
        for number, slide in enumerate(body.slides, start=1):
            yield slide.anchor, _said(labels, "link_slide", str(number), slide.plain_title)
    elif isinstance(body, CardBody):
        for card in body.cards:
            yield card.anchor, _said(labels, "link_card", str(card.number), card.plain_question)
    for node in document.nodes():
        if anchor := node.get("id"):
            yield from ((anchor, name) for name in _of_node(node, labels))


def _back(document: Document, labels: Mapping[str, str]) -> Named:
    """Yield the names of links from footnotes and sources to where they are referred to."""
    if not isinstance(document.body, TextBody):
        return
    for note in document.body.notes:
        name = labels["link_back_to_note"].format(mark=note.mark, page="{}")
        yield note.anchor, LinkName.of(name)
    for source in document.body.sources:
        name = labels["link_back_to_source"].format(number=source.number, page="{}")
        yield f"pack.src.{source.number}", LinkName.of(name)


def _of_text(body: TextBody, labels: Mapping[str, str]) -> Named:
    for heading in body.headings:
        yield heading.anchor, _of_section(labels, heading.number, heading.title)
    for note in body.notes:
        words = " ".join(map(unmarked_text, note.paragraphs()))
        yield (
            note.anchor,
            LinkName(labels["link_note"].format(mark=note.mark, words=shortened(words))),
        )
    for source in body.sources:
        entry = shortened(source.text_block().text).removesuffix(".")
        name = labels["link_source"].format(number=source.number, entry=entry)
        yield f"pack.src.{source.number}", LinkName(name)
    for name in ("notes", "glossary", "sources"):
        yield f"pack.{name}", LinkName(labels[name])


def _of_node(node: Node, labels: Mapping[str, str]) -> Iterator[LinkName]:
    """Yield the name of a heading, a figure, a table or a paragraph with a number; nothing for
    other nodes with an id."""
    number = node.get("number")
    if node.kind == "subsection":
        heading = next(child for child in node.nodes if child.kind == "heading")
        yield _of_section(labels, number, unmarked_text(heading.children))
    elif number and node.kind == "p":
        yield _said(labels, "link_paragraph", number, unmarked_text(node.children))
    elif number and (title := next((c for c in node.nodes if c.kind in _TITLES), None)):
        name = labels["link_numbered"].format(
            label=node.get("label"), number=number, title=shortened(unmarked_text(title.children))
        )
        yield LinkName(name)


def _of_section(labels: Mapping[str, str], number: str, title: str) -> LinkName:
    if number:
        return _said(labels, "link_section", number, title)
    return LinkName(labels["link_title"].format(title=shortened(title)))


def _said(labels: Mapping[str, str], label: str, number: str, title: str) -> LinkName:
    return LinkName(labels[label].format(number=number, title=shortened(title)))
