"""All that is written on a question card is on one of its sides; what no reader gets is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from briefing.build.deck_remarks import deck_remarks
from briefing.resolve import resolve
from briefing.select.selection import editions, make_edition, select
from support.bodies import theme
from support.decks import deck_of

if TYPE_CHECKING:
    from pathlib import Path

FORMS = {
    "words": "Qa. Qb.[^a]",
    "bullets": "- Qa\n- Qb",
    "numbers": "3. Qa\n4. Qb",
    "definition": "Qa\n: Qb",
    "quotation": "> Qa\n>\n> Qb",
    "table": "| Qa |\n| --- |\n| Qb |",
    "titled table": "//// table | Qa\n    note: Qd\n    source: Qe\n\n"
    "| Qf |\n| --- |\n| Qb |\n////",
    "figure": "//// figure | Qa\n    src: figures/large.svg\n    alt: A box.\n    subtitle: Qd\n"
    "    credit: Qe\n    source: Qf\nQb\n////",
    "code": "```\nQa Qb\n```",
    "note": "//// note | Qa\nQb\n////",
    "side": "//// side | Qa\nQb\n////",
    "key messages": "//// key-messages | Qa\n- Qb\n////",
    "group": "//// audience | policy\nQa Qb\n////",
    "number": "//// number | Qa\n    prefix: Qd\nQb\n////",
    "pressed": "//// pressed\nQa Qb\n////",
    "background": "//// background\nQa Qb\n////",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_word_of_a_card_is_on_one_of_its_sides(form: str, tmp_path: Path) -> None:
    """Whatever it stands in; footnotes too."""
    note = "\n[^a]: Qc.\n" if "[^a]" in FORMS[form] else ""
    body = f"/// qa | Qk?\n    topic: Ql\n    owner: Qm\nQn.\n\n{FORMS[form]}\n///\n{note}"
    briefing = deck_of(tmp_path, body)
    selection = select(briefing, make_edition(briefing, "policy", "short", "cards"))
    document = resolve(briefing, selection, theme().labels_for("en"))
    said = set(re.findall(r"\bQ\w\b", " ".join(b.text for b in document.text_blocks())))
    assert said == set(re.findall(r"\bQ\w\b", body))


@pytest.mark.finds("B611")
def test_what_is_on_nobodys_card_is_told(tmp_path: Path) -> None:
    """A part, or a question with all its parts, once; what some reader gets is not."""
    body = "/// qa | Why?\nSo.\n\n//// pressed\n{}More.\n////\n///\n"
    for conditions, told in (("    audience: policy\n", []), ("    format: pack\n", [7])):
        briefing = deck_of(tmp_path / str(len(told)), body.format(conditions + "\n"))
        found = deck_remarks(briefing, editions(briefing, format="cards"))
        assert [(f.code, f.location.line) for f in found] == [("B611", line) for line in told]
    whole = deck_of(
        tmp_path / "whole", body.format("").replace("Why?\n", "Why?\n    format: pack\n")
    )
    [finding] = deck_remarks(whole, editions(whole, format="cards"))
    assert (finding.code, finding.location.line) == ("B611", 4)
