"""Acronyms where they are first used: spelled out, unless the author has done that."""

from __future__ import annotations

import pytest

from briefing.model.settings import Acronym
from briefing.resolve.acronyms import Acronyms

KNOWN = {
    "KFOR": Acronym(full="Kosovo Force"),
    "MP": Acronym(full="member of parliament", plural="members of parliament"),
}
TEXTS = (
    ("The KFOR mission. KFOR stays.", "The Kosovo Force (KFOR) mission. KFOR stays."),
    ("The Kosovo Force (KFOR). KFOR stays.", "The Kosovo Force (KFOR). KFOR stays."),
    ("The Kosovo force (KFOR) stays.", "The Kosovo force (KFOR) stays."),
    ("KFOR (Kosovo Force) stays. KFOR.", "KFOR (Kosovo Force) stays. KFOR."),
    ("Members of Parliament (MPs) met.", "Members of Parliament (MPs) met."),
    ("A Kosovo Force (of KFOR) stays.", "A Kosovo Force (of Kosovo Force (KFOR)) stays."),
    ("The mission (KFOR) stays.", "The mission (Kosovo Force (KFOR)) stays."),
)


@pytest.mark.parametrize(("written", "printed"), TEXTS)
def test_what_an_author_has_spelled_out_is_left_as_it_is(written: str, printed: str) -> None:
    """In either order; whatever the case of its letters."""
    acronyms = Acronyms(KNOWN)
    assert acronyms.spell_out(written) == printed
    assert acronyms.used == acronyms.explained
