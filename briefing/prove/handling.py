"""Whether a reader who does not see the pages is told how to handle them, and before all else.

Furniture is printed on every page, and heard on none: it is an artifact. What of it matters must be
among the tags as well, once and in its place, and the marking must be the first thing there (and
the rights that the file states, for programs that sort files by these).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.prove.extract.xmp import rights_of
from briefing.prove.text_folding import first_words, letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.proof import Expectation
    from briefing.prove.accessibility import Fault
    from briefing.prove.completeness import Located
    from briefing.prove.extract.extracted import Extract
    from briefing.prove.letter_stream import LetterStream

_HINT = "the layout has to say where it is read, by data-read"
_OLDER = "build the PDF anew if an earlier version made it"


def handling_faults(
    file: Extract, expectation: Expectation, text: LetterStream, located: Located
) -> Iterator[Fault]:
    """Yield faults of what a reader has to hear of the furniture.

    Args:
        file: The reopened file.
        expectation: What it must hold.
        text: Its letters, those of its tags first.
        located: Where the blocks of the edition are among them.
    """
    marking, note = expectation.handling
    lost = {n for n in (*located.missing, *located.out_of_order) if n in expectation.aloud}
    if marking:
        handling = f"{marking}. {note}" if note else marking
        if not _opens_with(marking, note, file, text):
            message = f"the first words that are read are not “{handling}”"
            yield "P124", message, f'{_OLDER}; or mark it data-read="first" in the layout'
            lost.discard(0)
        stated = {*map(rights_of, file.object_contents.packets)}
        if stated != {(handling, note)}:
            message = f"the rights in the XMP metadata are not “{handling}”"
            yield "P126", message, f"{_OLDER}, or its metadata were changed"
    if lost:
        first = min(lost)
        following = expectation.shown[first + 1 : first + 2]
        where = f", before “{first_words(following[0])}”" if following else ", at the end"
        others = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
        message = f"“{expectation.shown[first]}” is not read where it should be{where}{others}"
        yield "P125", message, _HINT


def _opens_with(marking: str, note: str, file: Extract, text: LetterStream) -> bool:
    """Return whether the tags begin with the marking, and the note is heard with it."""
    wanted = letters(marking).text
    if not (text.body and text.letters.text.startswith(wanted)):
        return False
    shown_on, char = file.pages[text.pages[0]], text.chars[0]
    first = next((one for one in shown_on.text_objects if char in one.chars), None)
    if first is None or not first.path:
        return False
    end = len(wanted)
    if not text.letters.starts[end]:
        return False  # TLP:AMBER is not TLP:AMBER+STRICT
    if first.expansion:
        return first.expansion == (f"{marking}. {note}" if note else marking)
    return text.letters.text.startswith(letters(note).text, end)
