"""What a run has to say about its input: a place, a fault, the way out.

Codes of the content and its layout; those of checks are listed in `briefing.check`, of bugs in
`briefing.build.crash_reports`, of a folder of results in `briefing.cache.manifest`, and of the
proof in `briefing.prove`:

==== ======================================================================
B101 the folder is no briefing
B102 a file cannot be read
B103 it is not UTF-8 text
B104 its YAML, TOML, JSON or BibTeX cannot be read
B105 an entry is missing, unknown or of another kind
B106 a file that is asked for is not there
B107 it is outside the briefing's folder
B108 it is on the network
B109 it is too large
B110 settings contradict each other
B111 unknown theme
B112 the templates have no words in a language
B113 unknown citation style
B114 a citation style that cannot be used
B115 a citation style asks for what it cannot have
B116 a section that briefing.yaml does not list
B117 a file that is not read, as its name is nearly that of one that is
B118 data files and pictures that nothing shows
B119 a section without text
B120 a picture that was changed while editions were made of it
B121 a colour of a brand or theme that cannot be read on what it stands on
B122 colours of a brand that look alike in greys
B123 a font of a brand or theme, or a picture of a theme, that cannot be used
B124 a font of a brand that is only on a network
B125 a theme that is not used, as another is named
B201 an attribute list, or other markup, that cannot be parsed
B202 attributes where they are not allowed
B203 an unknown name or value in a condition
B204 an unknown block, or one without what it needs
B205 a block that is not closed, or not allowed where it stands
B206 HTML
B207 a name that is used twice
B208 a heading of an unsupported level, or where none is allowed
B209 a horizontal rule
B210 a line that Markdown reads differently than it looks
B211 attributes, a fact or a citation that the parser would lose
B212 words that the parser would lose, print twice or move
B213 a block that the parser would join to the one above
B214 a link definition, link title or footnote that nothing prints
B215 what looks like attributes or a block but is not
B216 what another tool would hide
B217 a remark to co-authors that is not closed
B218 a text that is too large, or nested too deeply
B219 markup in a text that its indentation makes code
B220 a list that is printed with other numbers than it is written with
B221 a text that is code by its indentation and looks like a paragraph
B223 signs that other tools read as markup, or that only look like it: ==mark==, ~x~, [x](a b)
B224 words struck through where they are repeated without the line
B225 a line of code that is longer than its place
B226 code in a language that nobody knows, which resembles one
B301 an unknown fact, or an unknown field of one
B302 an unknown source
B303 an unknown acronym
B304 a link to nowhere
B305 an unknown footnote
B306 a reference to what this edition withholds
B307 nothing is selected for an edition
B308 a number that may be a year, and is printed in groups of digits
B309 an acronym whose plural is guessed
B310 a note in an edition that is Easy Read
B401 a figure without picture or alternative text, a chart without its source
B402 a table that cannot be read
B403 a picture that cannot be read, or that acts
B404 a chart that cannot be read, or that uses something unsupported
B405 a chart of an unknown column
B406 a table that is wider than its place
B407 a data file whose separator nobody can tell
B408 something hidden in a workbook
B409 a cell of a workbook or data file that cannot be printed as it is
B410 a workbook that cannot be read
B411 a turned table that has no page to itself, or is too high for one
B412 a picture of which only a part is printed, or in colours that had to be assumed
B413 a picture with too few pixels for its size
B414 a picture that has no room, or is asked to be wider than its place
B415 fonts of drawings that become those of the theme
B416 a drawing that cannot be rendered
B418 a value in a chart's data that is not the number or date it should be
B419 a chart without data
B420 a key or value of a chart that Vega-Lite does not know
B421 rows of a chart's data that are not drawn
B422 words of a chart that are cut or shortened
B423 words of a chart that overlap
B424 a chart that prints what its readers may misread
B425 a table whose header row does not say what is below it
B426 colours of a chart that are too pale to be told from the paper
B427 a chart that is to have its data in a table, and prints none
B430 a picture whose words are too small for large print
B501 the engine has something to say
B502 the engine stopped
B503 too many pages for the length
B504 too few
B505 a text or picture sticks out of the type area
B506 the last page is nearly empty
B507 a box of the side column breaks at the end of its page
B508 a character that the theme's typefaces lack
B509 a chart that cannot be drawn, or not printed as it is
B510 the drawing program has something to say about a chart
B511 a slot of a slide or card is too full
B512 text on a slide or card is too small
B513 a slide or sheet takes more than its page
B514 a deck has too many slides for its length, or too few
B515 a layout leaves out text that it is given, or prints it twice
B516 a character that cannot be printed, or hides what is written
B517 a character that is left out, as it prints nothing
B518 something lies off the paper, or is cut off by its edge
B519 something is printed over what repeats around the text
B520 a text is printed over another
B521 a fragment, or a proof, takes too long
B522 it takes too much memory
B523 the process that works on it dies twice, or finds no memory: the machine is at fault
B524 a page is left empty before the text goes on
B525 a heading is alone at the foot of a page
B526 a word goes on on the next page
B527 a figure stands before the one numbered before it
B528 a figure is on another page than its title or caption
B530 text that is smaller than its size of print allows
B531 the engine is of a version that is not known
B532 a layout of a theme that cannot be rendered
B601 a line to take that is too long to be said
B602 what is said if pressed is too long
B603 a script takes longer than its slide has
B604 more is planned than the slot allows
B605 blocks of a slide that ask for the same place
B607 key points for which a slide has no room
B608 what cannot be read aloud, and is not said
B610 text under a heading that notes from elsewhere replace
B611 a slide or card that no reader sees, or a section of which no slide is made
B612 notes that are said to no slide
B613 notes of an audience that are empty
B614 what a section found, and no slide says
==== ======================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from briefing.model.terminal_escapes import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Severity(StrEnum):
    """How serious a finding is; an error stops the edition it belongs to."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A file and line as people say it: ``content/kfor/sections/why.md:14``."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it is, what it is, and what to do about it."""

    location: Location
    code: str
    """Letter and number, stable over releases, for example ``B203``."""
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    letters: str = field(default="", compare=False)
    """The characters that it is about, so that they can be looked up in the files."""

    def __str__(self) -> str:
        head = printable(f"{self.location}: {self.severity} {self.code}: {self.message}")
        return f"{head}\n  hint: {printable(self.hint)}" if self.hint else head


_LONGEST, _MANY = 80, 500
"""Characters of a name, and number of names, up to which the nearest is looked for."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint for an unknown name: the nearest known one, and all that are known."""
    names = list(known)
    # Of many names none is looked for: each would be compared with all.
    close = get_close_matches(name[:_LONGEST], names, n=1, cutoff=0.5) if len(names) < _MANY else []
    listed = ", ".join(f"{known:.80}" for known in names[:12]) + (", …" if len(names) > 12 else "")
    known_here = f"known here: {listed}" if names else "none is known here"
    return f'did you mean "{close[0]}"? {known_here}' if close else known_here


LACKING = "B508"
_NAMED = 8
"""Characters that a finding names."""


def lacking(place: Location, letters: str) -> Finding:
    """Return the error that the theme's fonts lack ``letters`` of what is written at ``place``."""
    named = [f"“{letter}” (U+{ord(letter):04X})" for letter in letters[:_NAMED]]
    if len(letters) > _NAMED:
        named.append(f"{len(letters) - _NAMED} more")
    listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    message = f"the theme's fonts have no glyph for {listed}"
    hint = "write it another way, or use a theme that has it"
    return Finding(place, LACKING, message, hint, letters=letters)


MACHINE_FAILED = "B523"


def machine_failed(place: Location, message: str) -> Finding:
    """Return the error that this machine failed at work, twice, which is not the content's fault.

    Args:
        place: What it was working on.
        message: What it did, and how it failed.
    """
    hint = (
        "build again with more free memory and room for temporary files, or with --jobs 1; if it "
        "happens again, remove blocks one at a time to find the one that this machine cannot do"
    )
    return Finding(place, MACHINE_FAILED, message, hint)


def and_further(lines: Sequence[int]) -> str:
    """Return “, and so in 3 further rows, down to line 9” for lines after the first, if any."""
    if len(lines) < 2:
        return ""
    return f", and so in {counted(len(lines) - 1, 'further row')}, down to line {lines[-1]}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: “1 page”, “4 pages”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that stop an edition."""
    return tuple(f for f in findings if f.severity is Severity.ERROR)
