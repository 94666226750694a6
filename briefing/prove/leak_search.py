"""Searches everything in a file that is not accounted for, for what is withheld.

Text that comes from a selected block or a layout, in its place, is accounted for and cannot leak
anything. Everything else is searched for withheld words and runs: leftovers of the pages, and text
outside the pages. If there are no leftovers, there is nothing to search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.model.findings import counted
from briefing.prove.accounted_text import account_for_text, stretches
from briefing.prove.known_text import KnownText
from briefing.prove.leaks import sources, withheld
from briefing.prove.text_folding import Letters, first_words, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.proof import Expectation
    from briefing.prove.accessibility import Fault
    from briefing.prove.accounted_text import AccountedText
    from briefing.prove.completeness import Located
    from briefing.prove.extract.extracted import Extract, PageText, TextLocation
    from briefing.prove.leaks import Withheld
    from briefing.prove.letter_stream import LetterStream

_MAX_WORDS = 8
"""Withheld words that a finding quotes."""
_MAX_LOCATIONS = 3
_MAX_BLOCKS = 2
_TEXT_OF_PAGE = re.compile(" of (?:page |the page$)")

Found = dict[str, dict[str, None]]
"""Withheld words or runs, each with the names of the places it was found in."""


def find_leaks(
    file: Extract, expectation: Expectation, text: LetterStream, located: Located, *, whole: bool
) -> Iterator[Fault]:
    """Yield a fault for each cause: words of the same withheld blocks in the same places.

    Args:
        file: The content of the file.
        expectation: What its edition must and must not hold.
        text: The text of its pages.
        located: Where the selected blocks were found in it.
        whole: Whether the file has no other faults; then unaccounted text is a fault as well.
    """
    known = KnownText(expectation)
    accounted = account_for_text(text, located, known)
    locations = list(known.unaccounted_locations(file))
    strings = list(known.unaccounted_strings(file.object_contents.strings))
    if 0 not in accounted.exact and not locations and not strings:
        return  # everything in the file is accounted for
    secret = withheld(expectation.withheld, known)
    search = _Search(secret, file.paged)
    search.search_runs(text, accounted)
    search.search_leftovers(text, accounted)
    for number, page in enumerate(file.pages, start=1):
        search.search_page(page, number, text, accounted)
    for location in locations:
        search.search_location(location)
    search.search_strings(strings)
    faults = list(_faults(search, expectation))
    yield from faults
    if whole and not faults:
        yield from search.unaccounted_text(file)


@dataclass(slots=True)
class _Search:
    """Searches for withheld text, and collects what was found."""

    secret: Withheld
    paged: bool = True
    """Whether what is searched has pages."""
    words: Found = field(default_factory=dict)
    runs: Found = field(default_factory=dict)
    _leftovers: dict[int, set[int]] | None = None

    def _name(self, file: LetterStream, at: int) -> str:
        return self._page_name(file.pages[at] + 1, furniture=at >= file.body)

    def _page_name(self, number: int, *, furniture: bool = False) -> str:
        what = "furniture" if furniture else "text"
        return f"the {what} of page {number}" if self.paged else "the text of the page"

    def _note(self, name: str, words: Iterable[str], runs: Iterable[str] = ()) -> None:
        for found, into in ((words, self.words), (runs, self.runs)):
            for word in found:
                into.setdefault(word, {})[name] = None

    def search_location(self, location: TextLocation) -> None:
        """Search a text outside the pages, such as a bookmark."""
        for text in dict.fromkeys((location.text, unquote(location.text))):
            self._note(
                location.name,
                *self.secret.anything_in(text, machine_written=location.machine_written),
            )

    def search_strings(self, strings: Iterable[tuple[str, str]]) -> None:
        """Search strings of objects; report only what was not found elsewhere already."""
        found = {*self.words, *self.runs}
        for key, text in strings:
            for way in dict.fromkeys((text, unquote(text))):
                words, runs = self.secret.anything_in(way, machine_written=True)
                new = ([w for w in words if w not in found], [r for r in runs if r not in found])
                self._note(f"an object of the file (/{key})", *new)

    def search_runs(self, file: LetterStream, accounted: AccountedText) -> None:
        """Search all pages in reading order for runs that are not accounted for completely."""
        done = 0
        for low, high in stretches(accounted.exact, 0, len(accounted.exact)):
            for first, end, run in self.secret.runs_in(
                file.letters, max(done, low - self.secret.longest), high
            ):
                at = accounted.exact.find(0, first, end)
                if at >= 0:
                    self._note(self._name(file, at), (), (run,))
            done = high

    def search_leftovers(self, file: LetterStream, accounted: AccountedText) -> None:
        """Search the leftovers of all pages, joined, for broken words."""
        text: list[str] = []
        starts = bytearray()
        positions: list[int] = []
        for low, high in accounted.leftovers():
            text.append(file.letters.text[low:high])
            starts += b"\1" + file.letters.starts[low + 1 : high]
            positions += range(low, high)
        stream = Letters("".join(text), bytes(starts) + b"\1")
        for word in self.secret.hidden_in(stream):
            key = word if word in stream.text else word[::-1]
            at = stream.text.find(key)
            self._note(self._name(file, positions[max(at, 0)]), (word,))

    def search_page(
        self, page: PageText, number: int, file: LetterStream, accounted: AccountedText
    ) -> None:
        """Search the leftovers of a page as it is drawn; body, labels and artifacts separately."""
        leftovers = self._leftovers_on(number - 1, file, accounted)
        if not leftovers:
            return
        for artifact, label in ((False, False), (False, True), (True, False)):
            shown = {
                char
                for text_object in page.text_objects
                if (text_object.artifact, text_object.label) == (artifact, label)
                for char in text_object.chars
                if char in leftovers or not page.text[char].isalnum()
            }
            if shown.isdisjoint(leftovers):
                continue
            text = "".join(c if n in shown or c in "\r\n" else " " for n, c in enumerate(page.text))
            name = self._page_name(number, furniture=artifact)
            stream = letters(text)
            self._note(
                name,
                (
                    *self.secret.words_in(text, machine_written=label),
                    *self.secret.hidden_in(stream),
                ),
                (run for _, _, run in self.secret.runs_in(stream)),
            )

    def unaccounted_text(self, file: Extract) -> Iterator[Fault]:
        """Yield a fault for the first page with unaccounted text that gives nothing away."""
        for number, page in enumerate(file.pages, start=1):
            if leftovers := (self._leftovers or {}).get(number - 1):
                whole = "".join(c if n in leftovers else " " for n, c in enumerate(page.text))
                where = f"page {number}" if self.paged else "the page"
                hint = (
                    "it comes from no selected block and no layout; if a style sheet adds it, "
                    "print it in the layout instead"
                )
                yield (
                    "P123",
                    f'unexpected text on {where}: "{first_words(whole)}"',
                    hint,
                )
                return

    def _leftovers_on(self, page: int, file: LetterStream, accounted: AccountedText) -> set[int]:
        """Return the characters of page ``page`` (from 0) that are not accounted for."""
        if self._leftovers is None:
            self._leftovers = {}
            for low, high in accounted.leftovers():
                for at in range(low, high):
                    self._leftovers.setdefault(file.pages[at], set()).add(file.chars[at])
        return self._leftovers.get(page, set())


def _faults(search: _Search, expectation: Expectation) -> Iterator[Fault]:
    """Yield one fault for all words with the same places and origins.

    A run is reported only if no single word of its block was found in the same place.
    """
    seen: set[tuple[str, str]] = set()
    for code, what, found in (
        ("P121", "withheld word", search.words),
        ("P122", "withheld run of words", search.runs),
    ):
        causes: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
        for words, held in found.items():
            origins = tuple(sources(words, expectation.withheld, expectation.origins))
            pairs = {(location, origin) for location in held for origin in origins or [""]}
            if code == "P121" or not pairs <= seen:
                causes.setdefault((tuple(held), origins), []).append(words)
                seen |= pairs if code == "P121" else set()
        for (locations, origins), words_of_cause in causes.items():
            quoted = _shortened([f'"{words}"' for words in words_of_cause], _MAX_WORDS, "")
            where = _shortened(list(locations), _MAX_LOCATIONS, "place")
            of = f", of {_shortened(list(origins), _MAX_BLOCKS, 'block')}" if origins else ""
            yield code, f"{what} in {where}: {quoted}{of}", _hint(locations, origins)


def _shortened(items: list[str], most: int, what: str) -> str:
    """Return the first ``most`` items as text, and how many more there are."""
    rest = len(items) - most
    if rest <= 0:
        return ", ".join(items)
    more = counted(rest, f"more {what}") if what else f"{rest} more"
    return f"{', '.join(items[:most])} and {more}"


def _hint(locations: tuple[str, ...], origins: tuple[str, ...]) -> str:
    """Return what an author can do."""
    what = "that block too" if origins else "it"
    if all(_TEXT_OF_PAGE.search(location) for location in locations):
        return (
            "this edition must not contain it; if the text printed there is meant for its readers, "
            f"reword one of the two, else restrict {what} to its audience"
        )
    return "this edition must not contain it; reword that text, or restrict the block it belongs to"
