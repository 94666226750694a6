"""Checks of what validators cannot see: texts that are there and say nothing to who hears them.

A validator asks whether a picture has an alternative text and a link has words; whether they help
anyone is for authors to judge. These checks say where to look (WCAG 2.2, success criteria 1.1.1,
1.3.1, 1.4.1, 2.4.4 and 2.4.6). Words are known in English only, signs and file names in any
language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.check.subject import running_text
from briefing.model.findings import Finding, Severity, counted
from briefing.text.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.check.subject import Subject
    from briefing.model.content import Briefing, Node
    from briefing.model.findings import Location

_FILE = re.compile(r"\.(?:svg|png|jpe?g|gif|webp|tiff?|bmp|pdf)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_KIND_OF_PICTURE = frozenset(
    (
        *("a", "an", "and", "the", "of", "this", "that", "shows", "showing", "here", "see"),
        *("image", "picture", "photo", "photograph", "figure", "fig", "graphic", "visual", "icon"),
        *("chart", "graph", "plot", "diagram", "bar", "line", "pie", "column", "area", "step"),
        *("map", "logo", "drawing", "illustration", "screenshot", "table", "data"),
        *("alt", "text", "above", "below"),
    )
)
"""Words that say what a picture is, and nothing of what it shows."""
_EMPTY_LINKS = frozenset(
    (
        *("here", "click here", "click", "this", "that", "link", "this link", "the link", "more"),
        *("read more", "see more", "learn more", "find out more", "more information", "details"),
        *("this page", "page", "this site", "website", "this website", "web page", "download"),
        *("this document", "document", "go", "see", "see here", "read here", "download here"),
    )
)
_COLOUR = (
    r"(?:red|green|blue|yellow|orange|purple|violet|pink|brown|gr[ae]y|turquoise|magenta|cyan)"
)
_SHADE = r"(?:(?:dark|light|pale|bright|deep)(?:er)?[ -])?"
_SHAPE = (
    r"(?:lines?|bars?|areas?|dots?|points?|columns?|cells?|rows?|boxes|arrows?|curves?|slices?"
    r"|segments?|shading|squares?|circles?|patch(?:es)?|parts?|regions?|words|text|letters|print)"
)
_MARKED = (
    r"(?:shown|marked|printed|drawn|highlighted|colou?red|written|set|shaded|given|are|is|those|items"
    r"|figures|names|rows|cells|words)"
)
_COLOUR_ALONE = re.compile(
    rf"\b(?:[Tt]he|[Aa]|[Ii]n the|[Ee]ach|[Aa]ll) {_SHADE}{_COLOUR} {_SHAPE}\b"
    rf"|\b{_MARKED} in {_SHADE}{_COLOUR}\b(?! [a-z]+s? (?:of|paper|ink))"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_EMPTY_CELLS = 0.5
"""Share of empty cells, heads aside, from which a table is taken to be for layout."""


def empty_descriptions(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each picture whose alternative text says nothing of what it shows."""
    briefing = subject.briefing
    for place, node in _nodes(briefing):
        text = " ".join(node.get("alt").split())
        if not text:
            continue
        if fault := _says_nothing(text, node, briefing):
            hint = (
                "say what a reader who does not see it should know: what it shows, and what follows"
            )
            yield _warning(place, "C401", f"the alt text “{text:.60}” {fault}", hint)


def _says_nothing(text: str, node: Node, briefing: Briefing) -> str:
    words = [word.casefold() for word in _WORD.findall(text)]
    stem = node.get("src").rpartition("/")[2].rpartition(".")[0]
    if _FILE.search(text) or (stem and _WORD.findall(stem.casefold()) == words):
        return "is the name of a file"
    if not words:
        return "has no words"
    titles = [c for c in node.nodes if c.kind == "fig-title"]
    if titles and _WORD.findall(_plain(titles[0], briefing).casefold()) == words:
        return "only repeats the title, so that it is heard twice"
    if set(words) <= _KIND_OF_PICTURE:
        return "says what it is, and not what it shows"
    return ""


def skipped_headings(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each heading that is more than one level below the heading before it."""
    level = 1
    for place, node in _nodes(subject.briefing):
        if node.kind == "title":
            level = 1
        elif node.kind == "subsection":
            before, level = level, int(node.get("level"))
            if level > before + 1:
                marks = "#" * level
                message = f"the heading “{node.nodes[0].text():.60}” skips a level"
                hint = f"write {marks[:-1]} for {marks}: listeners look for a heading between them"
                yield _warning(place, "C402", message, hint)


def empty_links(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each link whose words do not say where it leads."""
    for place, node in _nodes(subject.briefing):
        words = " ".join(node.text().split()).strip(" .:»→>")
        if node.kind == "a" and words.casefold() in _EMPTY_LINKS:
            hint = "links are heard in a list without their sentences: link the words that name it"
            message = f"the link words “{words}” do not say where it leads"
            yield _warning(place, "C403", message, hint)


def layout_tables(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each table that seems to be there for the look of the page."""
    for place, node in _nodes(subject.briefing):
        if node.kind != "table":
            continue
        rows = [row for row in node.walk() if row.kind == "tr"]
        cells = [cell for row in rows for cell in row.nodes if cell.kind == "td"]
        columns = max((len(row.nodes) for row in rows), default=0)
        empty = sum(not (cell.text().strip() or cell.nodes) for cell in cells)
        if columns == 1:
            hint = "write a list, or a box with a title: a table is announced with rows and columns"
            yield _warning(place, "C404", "a table of one column is a list", hint)
        elif cells and empty / len(cells) >= _EMPTY_CELLS:
            message = (
                f"{counted(empty, 'cell')} of {len(cells)} are empty: a table to arrange things?"
            )
            hint = (
                "write a list or paragraphs, or say in each cell what is meant: “none”, “not known”"
            )
            yield _warning(place, "C404", message, hint)


def colour_alone(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each text that tells things apart by a colour, which print in greys and
    many readers lack."""
    briefing = subject.briefing
    if not briefing.settings.languages[0].startswith("en"):
        return
    for place, text in _texts(briefing):
        for found in _COLOUR_ALONE.finditer(text):
            hint = "name it by its label, shape or place as well: “the lower line (troops)”"
            yield _warning(place, "C405", f"“{found[0]}” tells by colour alone", hint)


def lone_symbols(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each sentence or cell that is only a sign, of which many voices say
    nothing."""
    briefing = subject.briefing
    for place, text in _texts(briefing):
        for sentence in _SENTENCE_END.split(text.strip()):
            if sentence and not any(character.isalnum() for character in sentence):
                hint = "write it in words: “yes”, “none”, “not known”, “rises”"
                message = f"“{sentence:.20}” stands alone, and many voices say nothing for it"
                yield _warning(place, "C406", message, hint)


def _texts(briefing: Briefing) -> Iterator[tuple[Location, str]]:
    """Yield place and text of each block of running text and of each cell."""
    for section in briefing.sections:
        for block in running_text(section):
            yield section.place(block.line), block.text(briefing)
    for place, node in _nodes(briefing):
        if node.kind in {"th", "td"}:
            yield place, _plain(node, briefing)


def _nodes(briefing: Briefing) -> Iterator[tuple[Location, Node]]:
    """Yield every node with its place; what stands in a line has that of the block around it."""
    for section in briefing.sections:
        for block in (*section.all_titles(), *section.blocks):
            waiting = [(block, block.line or 1)]
            while waiting:
                node, line = waiting.pop()
                yield section.place(line), node
                waiting += [(child, child.line or line) for child in reversed(node.nodes)]


def _plain(node: Node, briefing: Briefing) -> str:
    return plain(node, briefing.facts, briefing.settings.languages[0])


def _warning(place: Location, code: str, message: str, hint: str) -> Finding:
    return Finding(place, code, message, hint, Severity.WARNING)
