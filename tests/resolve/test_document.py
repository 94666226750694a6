"""A document: what one edition says, resolved, before any layout."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import TYPE_CHECKING, Any

import pytest

from briefing.model.content import Node
from briefing.model.document import TextBody
from briefing.model.formats import PrintOptions
from briefing.resolve import resolve
from briefing.select.selection import editions, make_edition, select
from support.bodies import briefing_of, drawn, kfor, small, theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.content import Briefing
    from briefing.model.document import Document
    from briefing.model.edition import Edition

EDITIONS = [(kfor(), edition) for edition in editions(kfor())]
EDITIONS += [(small(), edition) for edition in editions(small())]
EDITIONS += [
    (
        kfor(),
        make_edition(kfor(), "policy", "short", "handout", print_options=PrintOptions(**given)),
    )
    for given in ({"per_page": "notes"}, {"per_page": "outline"})
]
every_edition = pytest.mark.parametrize(
    ("briefing", "edition"), EDITIONS, ids=[str(edition) for _, edition in EDITIONS]
)
_TAG = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>|&(?:amp|lt|gt|quot|#\d+);", re.IGNORECASE)


def resolved(briefing: Briefing, edition: Edition) -> Document:
    """The document of an edition, with an empty picture for each chart."""
    return resolve(
        *drawn(briefing, select(briefing, edition)), theme().labels_for(edition.language)
    )


def values(value: Any) -> Iterator[Any]:
    """Every value in a document, however deep."""
    yield value
    if is_dataclass(value):
        for part in fields(value):
            yield from values(getattr(value, part.name))
    elif isinstance(value, (tuple, frozenset)):
        for item in value:
            yield from values(item)


@every_edition
def test_there_is_no_html_in_a_document(briefing: Briefing, edition: Edition) -> None:
    """No text in it is marked up: whatever prints it writes it in a language of its own."""
    texts = [value for value in values(resolved(briefing, edition)) if isinstance(value, str)]
    assert len(texts) > 50
    assert [text for text in texts if hasattr(text, "__html__") or _TAG.search(text)] == []


@every_edition
def test_a_document_is_frozen_all_through(briefing: Briefing, edition: Edition) -> None:
    """Nothing in it can be changed: not a list, not a dictionary, not a field."""
    document = resolved(briefing, edition)
    hash(document)
    inside = tuple(values(document))
    assert [value for value in inside if isinstance(value, list | dict | set)] == []
    for kind in {type(value) for value in inside if is_dataclass(value)}:
        assert getattr(kind, "__dataclass_params__").frozen, kind  # noqa: B009
    with pytest.raises(FrozenInstanceError):
        document.cited = frozenset()  # type: ignore[misc]


@every_edition
def test_resolving_is_a_function(briefing: Briefing, edition: Edition) -> None:
    """The same selection gives the same document, whatever was resolved before it."""
    first = resolved(briefing, edition)
    resolved(small(), make_edition(small(), "policy", "full"))
    again = resolved(briefing, edition)
    assert first == again
    assert hash(first) == hash(again)
    assert [*first.text_blocks()] == [*again.text_blocks()]


@every_edition
def test_a_document_does_not_tell_what_was_selected_by(
    briefing: Briefing, edition: Edition
) -> None:
    """Neither conditions nor levels of what is in it are left: it has one reader."""
    nodes = [value for value in values(resolved(briefing, edition)) if isinstance(value, Node)]
    assert [node for node in nodes if node.conditions or node.level] == []
    kinds = {node.kind for node in nodes}
    assert not kinds & {"fact", "cite", "ref", "footnote", "chart"}  # all is resolved


def test_a_document_is_numbered_and_cited() -> None:
    """Its parts are values with names: nothing has to be read out of a layout."""
    body = (
        "About {{ troops }}.[^a] [@unscr1244]\n\n[^a]: A note.\n\n"
        "/// table | Years\n| A |\n|---|\n| x |\n///\n"
    )
    briefing = briefing_of(body)
    document = resolved(briefing, make_edition(briefing, "public", "full"))
    assert isinstance(document.body, TextBody)
    [section] = document.body.sections
    assert section.number == "1"
    [note] = document.body.notes
    assert (note.mark, note.content) == ("a", ("A note.",))
    assert [source.number for source in document.body.sources] == [1, 2]
    assert document.cited == {"mta", "unscr1244"}
    texts = [block.text for block in section.text_blocks()]
    assert texts == ["1 Only", "About 4,500.1a2", "Table 1 Years", "A", "x"]
    place = next(b.location for b in section.text_blocks() if b.text.startswith("About"))
    assert str(place) == "small/sections/only.md:4"


def test_there_is_no_glossary_without_a_contents_list_to_stand_below() -> None:
    """A pack of nothing but key messages has no page for it, and so no bookmark to one."""
    head = "---\ntitle: Key messages\n---\n"
    briefing = briefing_of("/// key-messages\n- KFOR stays.\n///\n", head)
    body = resolved(briefing, make_edition(briefing, "public", "full")).body
    assert isinstance(body, TextBody)
    assert body.glossary == ()
    other = briefing_of("KFOR stays. [@mta]\n")
    body = resolved(other, make_edition(other, "public", "full")).body
    assert isinstance(body, TextBody)
    assert [entry.short for entry in body.glossary] == ["KFOR"]
