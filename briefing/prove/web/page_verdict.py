"""Compares a web page that was read again with what its edition must and must not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.prove.leak_search import find_leaks
from briefing.prove.text_folding import count_tokens, letters
from briefing.prove.verdict import completeness_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.proof import Expectation, WebMeans
    from briefing.prove.accessibility import Fault
    from briefing.prove.completeness import Located
    from briefing.prove.extract.extracted import Extract
    from briefing.prove.letter_stream import LetterStream

_CHANGED = "build the edition again; do not hand out a file that was changed afterwards"
_HINTS = {
    "P135": "only http, https and mailto links are allowed",
    "P161": "compare its layout with the one that came with briefing",
    "P162": "compare its layout with the one that came with briefing",
}


def page_faults(
    file: Extract, expectation: Expectation, text: LetterStream, located: Located
) -> tuple[list[Fault], int]:
    """Return all faults of a web page, and the number of words in its text.

    Args:
        file: The page as it was read.
        expectation: What it must and must not hold.
        text: Its letters.
        located: Where the blocks of the edition are among them.
    """
    assert expectation.web is not None
    faults = [*_content_faults(file, expectation.web)]
    faults += _frame_faults(file, expectation, text)
    faults += completeness_faults(file, expectation, text, located)
    faults += find_leaks(file, expectation, text, located, whole=not faults)
    return faults, count_tokens(file.pages[0].text)


def _content_faults(file: Extract, means: WebMeans) -> Iterator[Fault]:
    """Yield one fault for each kind of content that does not belong in the page."""
    found: dict[str, list[str]] = {}
    for code, message in file.inventory.faults:
        found.setdefault(code, []).append(message)
    for digest, place in file.inventory.pictures:
        if digest not in means.pictures:
            found.setdefault("P149", []).append(f"{place} is not one of this edition")
    for code, messages in sorted(found.items()):
        others = f" (and {len(messages) - 1} more)" if len(messages) > 1 else ""
        yield code, messages[0] + others, _HINTS.get(code, _CHANGED)


def _frame_faults(file: Extract, expectation: Expectation, text: LetterStream) -> Iterator[Fault]:
    """Yield the faults of what every page begins with, says of itself and ends with."""
    assert expectation.web is not None
    if file.title != expectation.web.title:
        yield "P131", "the title of the page is not that of its edition", ""
    if file.language != expectation.web.language:
        yield "P132", "the language of the page is not that of its edition", ""
    stream = text.letters.text
    for marking in expectation.markings:
        wanted = letters(marking).text
        # It is among the words of the last block, and the first of all.
        last = file.pages[0].text_objects[-1].chars if file.pages[0].text_objects else ()
        ending = letters("".join(file.pages[0].text[n] for n in last)).text
        if not stream.startswith(wanted) or wanted not in ending:
            yield "P120", f'marking "{marking}" is not at the beginning and end of the page', ""
