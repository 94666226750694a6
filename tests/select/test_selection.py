"""Selection: what one edition may hold, stated over the shipped briefing and small ones."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from briefing.model.errors import UsageError
from briefing.model.visibility import Condition
from briefing.select.selection import editions, make_edition, select, title_for, withheld
from support.bodies import HEAD, briefing_of, cut, kfor, nodes, small

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model.content import Node, Section
    from briefing.model.edition import Edition, Selection

EDITIONS = editions(kfor(), format="pack")
every_edition = pytest.mark.parametrize("edition", EDITIONS, ids=str)


def own_words(nodes_: Iterable[Node]) -> Counter[str]:
    """Words of nodes and all below, with those in attributes, piece by piece."""
    found: Counter[str] = Counter()
    for root in nodes_:
        for node in root.walk():
            texts = [child for child in node.children if isinstance(child, str)]
            texts += [value for key, value in node.attributes if key in {"alt", "body", "title"}]
            for text in texts:
                found.update(re.findall(r"[^\W_]+", text))
    return found


def roots(section: Section) -> tuple[Node, ...]:
    """Every title and block of a section."""
    return (*section.all_titles(), *section.blocks)


def shown(selection: Selection) -> Counter[str]:
    """The words of a selection."""
    return own_words(root for section in selection.sections for root in roots(section))


def test_the_shipped_briefing_has_twenty_text_editions() -> None:
    """Five audiences by four lengths; each file name says which, and is used once."""
    assert len({edition.file_name for edition in EDITIONS}) == len(EDITIONS) == 20
    assert str(EDITIONS[0]) == "kfor-public-one-pager-pack"


@every_edition
def test_every_word_is_selected_or_withheld(edition: Edition) -> None:
    """Selected and withheld words, counted, make up the whole source: none is lost or doubled."""
    briefing = kfor()
    everything = own_words(root for section in briefing.sections for root in roots(section))
    gone = own_words(node for _, node in withheld(briefing, edition))
    assert shown(select(briefing, edition)) + gone == everything


@every_edition
def test_what_everyone_may_see_is_in_every_edition(edition: Edition) -> None:
    """A block without any condition, in blocks without any, is selected for each reader."""
    briefing = briefing_of("Open to all.\n\n## Head\n\n- item\n\n/// note | Title\nNoted.\n///\n")
    for audience in briefing.settings.audiences:
        for length in briefing.settings.lengths:
            assert cut(briefing, audience, length).sections[0].blocks == briefing.sections[0].blocks
    free = {
        id(node)
        for section in kfor().sections
        if section.conditions == (Condition(),)
        for block in section.blocks
        for node in _free(block)
    }
    kept = sum(1 for _ in nodes(select(kfor(), edition).sections))
    assert kept >= len(free)


def _free(node: Node) -> Iterable[Node]:
    if any(condition != Condition() for condition in node.conditions):
        return
    yield node
    for child in node.children:
        if not isinstance(child, str):
            yield from _free(child)


@every_edition
def test_order_never_changes_inside_a_section(edition: Edition) -> None:
    """Selected nodes stand in the order of their lines."""
    for section in select(kfor(), edition).sections:
        lines = [block.line for block in section.blocks]
        assert lines == sorted(lines)


@every_edition
def test_sections_stand_in_the_reader_s_order(edition: Edition) -> None:
    """First those the audience names, in its order, then the others in that of the briefing."""
    settings = kfor().settings
    order = settings.audiences[edition.audience].order
    wanted = [*order, *(name for name in settings.sections if name not in order)]
    got = [section.id for section in select(kfor(), edition).sections]
    assert got == [name for name in wanted if name in got]


LADDER = """\
Always.

From short on. {: length="short" }

Only in full. {: length="full" }

Up to short. {: length="..short" }
"""


def test_shorter_lies_inside_longer_unless_an_end_is_named() -> None:
    """All that a shorter length has, a longer one has as well, but for marks with an upper end."""
    briefing = briefing_of(LADDER)
    short, full = (own_words(nodes(cut(briefing, "public", n).sections)) for n in ("short", "full"))
    assert set(short - full) == {"Up", "to", "short"}
    for audience in kfor().settings.audiences:
        kept: set[tuple[str, int]] = set()
        for length in kfor().settings.lengths:
            selection = select(kfor(), make_edition(kfor(), audience, length))
            now = {(s.id, n.line) for s in selection.sections for b in s.blocks for n in b.walk()}
            assert all(_has_upper_end(section, line) for section, line in kept - now)
            kept = now


def _has_upper_end(name: str, line: int) -> bool:
    longest = list(kfor().settings.lengths)[-1]
    section = next(s for s in kfor().sections if s.id == name)
    return any(
        condition.lengths is not None and longest not in condition.lengths
        for block in section.blocks
        for node in block.walk()
        if any(inner.line == line for inner in node.walk())
        for condition in (*node.conditions, *section.conditions)
    )


def test_audiences_form_a_tree() -> None:
    """A reader gets what is marked for those it includes, and is kept out where they are."""
    body = "\n\n".join(
        f'{word} {{: audience="{who}" }}'
        for word, who in (
            ("Apublic", "public"), ("Bpress", "press"), ("Cpolicy", "policy"),
            ("Dnopress", "!press"), ("Enopublic", "!public"), ("Fboth", "public !press"),
        )
    )  # fmt: skip
    briefing = briefing_of(body)
    expected = {
        "public": "Apublic Dnopress Fboth",
        "press": "Apublic Bpress",
        "students": "Apublic Dnopress Fboth",
        "policy": "Apublic Bpress Cpolicy",
    }
    for audience, words in expected.items():
        blocks = cut(briefing, audience, "short").sections[0].blocks
        assert [block.text().strip() for block in blocks] == words.split()


def test_a_default_above_the_clearance_shows_nothing() -> None:
    """Where unmarked text counts as partner text, the public gets only sections marked public."""
    briefing = briefing_of('Text.\n\nMarked. {: release="public" }\n')
    closed = replace(
        briefing, settings=briefing.settings.model_copy(update={"default_release": "partner"})
    )
    assert cut(closed, "public", "full").sections == ()
    assert cut(closed, "policy", "full").level == "partner"
    opened = briefing_of("Text.\n", HEAD.replace("---\n", "---\nrelease: public\n", 1))
    opened = replace(
        opened, settings=opened.settings.model_copy(update={"default_release": "partner"})
    )
    assert shown(cut(opened, "public", "full")) == Counter(["Only", "Text"])
    assert cut(opened, "public", "full").level == "public"


@pytest.mark.parametrize(
    ("body", "level"),
    [
        ("Text.\n", "public"),
        ('Text.\n\nMore. {: release="partner" }\n', "partner"),
        ('Text [more]{release="partner"}.\n', "partner"),
        ("Text.\n\n/// note | Title\n    release: partner\nMore.\n///\n", "partner"),
        ('Text. {: release="partner" }\n{: release="public" }\n', "partner"),
        ('Text. {: release="public" }\n{: release="partner" }\n', "partner"),
        ('/// note | Title\n    release: partner\nMore. {: release="public" }\n///\n', "partner"),
        ('Text.\n\nMore. {: release="partner" audience="students" }\n', "public"),
        ('Text.\n\n> [More]{audience="students"} {: release="partner" }\n', "public"),
    ],
)
def test_an_edition_is_marked_with_the_highest_level_in_it(body: str, level: str) -> None:
    """The level is that of what was selected: no lower, and no higher than what is left."""
    assert cut(briefing_of(body), "policy", "full").level == level
    assert cut(briefing_of(body), "press", "full").level == "public"


def test_a_section_s_own_level_counts() -> None:
    """A section for partners marks the edition, though all its blocks are said to be public."""
    head = HEAD.replace("---\n", "---\nrelease: partner\n", 1)
    briefing = briefing_of('Text. {: release="public" }\n', head)
    assert cut(briefing, "policy", "full").level == "partner"
    assert cut(briefing, "public", "full").sections == ()


def test_the_shipped_levels_are_what_readers_are_cleared_for() -> None:
    """No edition of the shipped briefing is marked above its reader's clearance."""
    for edition in EDITIONS:
        clearance = kfor().settings.audiences[edition.audience].clearance
        order = kfor().settings.levels.index
        assert order(select(kfor(), edition).level) <= order(clearance)


def test_titles_are_those_of_the_nearest_audience() -> None:
    """A title for the reader, else for whom the reader includes, else the section's own."""
    head = "---\ntitle: Own\ntitle_for: {public: For the public, press: For the press}\n---\n"
    [section] = briefing_of("Text.\n", head).sections
    reads_as = small().settings.reads_as
    titles = {a: title_for(section, reads_as(a)).text() for a in small().settings.audiences}
    assert titles == {
        "public": "For the public",
        "press": "For the press",
        "students": "For the public",
        "policy": "For the press",
    }


def test_the_titles_of_others_are_withheld() -> None:
    """A reader's selection holds one title; the others are among what the proof looks for."""
    briefing = briefing_of("Text.\n", "---\ntitle: Own\ntitle_for: {press: For the press}\n---\n")
    selection = cut(briefing, "public", "short")
    assert selection.sections[0].titles_for == ()
    gone = [node.text() for _, node in withheld(briefing, selection.edition)]
    assert gone == ["For the press"]


def test_marked_words_of_a_title_are_cut() -> None:
    """A title is content: words in it that are for partners are for partners."""
    briefing = briefing_of(
        "Text.\n", "---\ntitle: 'Plain [and secret]{release=\"partner\"}'\n---\n"
    )
    assert cut(briefing, "public", "short").sections[0].title.text().strip() == "Plain"
    assert "secret" in cut(briefing, "policy", "short").sections[0].title.text()


@pytest.mark.parametrize(
    "body",
    [
        "/// note | Title\n{}\n///\n",
        "/// side | Title\n{}\n///\n",
        "/// table | Title\n    source: '[@mta]'\n\n| A |\n|---|\n| x | {mark}\n///\n",
        "## Head\n\n{}\n",
        "## Head\n\n### Deeper\n\n- x {mark}\n",
        "Term\n:   x {mark}\n",
        "> {}\n",
        "**[x]{span}**\n",
        "/// number | 5\n{}\n///\n",
    ],
)
def test_nothing_is_left_of_a_block_that_lost_its_content(body: str) -> None:
    """No lonely title, head, note or term: they would tell of what is not there."""
    mark = '{: release="partner" }'
    text = body.replace("{}", f"x {mark}").replace("{mark}", mark)
    text = text.replace("{span}", '{release="partner"}')
    selection = cut(briefing_of(f"Before.\n\n{text}"), "public", "full")
    assert [block.text() for block in selection.sections[0].blocks] == ["Before."]


def test_a_section_without_blocks_is_not_there() -> None:
    """A section all of whose blocks are withheld leaves no heading."""
    briefing = briefing_of('Text. {: release="partner" }\n')
    assert cut(briefing, "public", "full").sections == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("pres", "short"), 'unknown audience "pres"\n  hint: did you mean "press"?'),
        (("press", "shrt"), 'unknown length "shrt"\n  hint: did you mean "short"?'),
        (("press", "short", "slide"), 'unknown format "slide"'),
        (("press", "short", "pack", "fr"), 'unknown language "fr"'),
        (("press", "short", "pack", "en", "A3"), 'unknown paper "A3"\n  hint: did you mean "A4"?'),
    ],
)
def test_an_unknown_name_is_wrong_usage(arguments: tuple[str, ...], said: str) -> None:
    """The nearest known name is offered."""
    with pytest.raises(UsageError, match=re.escape(said)):
        make_edition(small(), *arguments)  # type: ignore[arg-type]  # names as typed, no set-up


def test_file_names_say_what_differs_from_the_default() -> None:
    """Paper and language are named only where they are not the briefing's first."""
    assert make_edition(small(), "press", "short").file_name == "small-press-short-pack.pdf"
    letter = make_edition(small(), "press", "short", paper="Letter")
    assert letter.file_name == "small-press-short-pack-letter.pdf"
