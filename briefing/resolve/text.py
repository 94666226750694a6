"""Text editions: sections numbered and resolved in the order of reading, with notes and lists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.citations.csl_processor import processor
from briefing.model.content import Node
from briefing.model.document import (
    Chapter,
    ContentsEntry,
    Document,
    GlossaryEntry,
    SourceEntry,
    TextBody,
    TextSection,
)
from briefing.model.errors import ContentError
from briefing.model.text_form import AS_USUAL
from briefing.resolve.acronyms import Acronyms
from briefing.resolve.alt_text import alternatives
from briefing.resolve.anchors import Anchors
from briefing.resolve.brackets import in_brackets
from briefing.resolve.citations import Citations
from briefing.resolve.data_tables import with_data_tables
from briefing.resolve.easy_read import EasyRead
from briefing.resolve.expansions import Expansions
from briefing.resolve.numbering import number
from briefing.resolve.paragraphs import lead_to_sections, with_paragraph_numbers
from briefing.resolve.resolver import Resolver
from briefing.resolve.title_block import head_of
from briefing.text.plain_text import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.model.content import Briefing, Section
    from briefing.model.edition import Selection
    from briefing.model.findings import Finding
    from briefing.model.text_form import TextForm
    from briefing.resolve.numbering import Numbering


def resolve_text(
    briefing: Briefing,
    selection: Selection,
    labels: Mapping[str, str],
    form: TextForm = AS_USUAL,
) -> Document:
    """Return the text edition of ``selection``, in the ``form`` that its theme gives to text.

    Raises:
        ContentError: The text refers to something the edition does not hold.
    """
    edition = selection.edition
    length = briefing.settings.lengths[edition.length]
    sections = tuple(sorted(selection.sections, key=lambda section: not section.opens))
    sections = with_data_tables(sections, labels, wanted=length.data_tables)
    numbering = number(
        tuple(s for s in sections if not s.opens),
        numbered=length.contents,
        one_column=form.one_column or bool(edition.print_size),
        subsections=not form.numbered_paragraphs,
    )
    if form.numbered_paragraphs and edition.easy:
        lead_to_sections(sections, numbering)
    elif form.numbered_paragraphs:
        sections = with_paragraph_numbers(sections, numbering)
    sources = Citations(briefing.sources, processor(briefing.style, edition.language))
    acronyms = Acronyms(briefing.acronyms)
    resolver = Resolver(
        briefing.facts,
        edition.language,
        labels,
        numbering,
        sources,
        acronyms,
        frozenset(_ids(sections)),
    )
    groups = _groups(sections, split=length.cover)
    chapters = tuple(_chapter(group, resolver) for group in groups)
    if edition.easy:
        chapters = tuple(
            _easy(chapter, edition.language, resolver.findings) for chapter in chapters
        )
    elif edition.print_size:
        chapters = tuple(map(_in_brackets, chapters))
    if resolver.findings:
        raise ContentError(resolver.findings)
    headings = tuple(_headings(briefing, selection, numbering, sections))
    anchors = Anchors({entry.anchor: entry for entry in headings})
    expansions = Expansions(briefing.acronyms)
    chapters = tuple(map(expansions.chapter, anchors.give(chapters)))
    # The glossary stands below the contents list: with nothing to list, there is no page for it.
    with_glossary = length.contents and bool(numbering.order or sources.locators)
    body = TextBody(
        chapters=chapters,
        headings=headings,
        bookmarks=tuple(anchors.bookmarks),
        glossary=tuple(_glossary(acronyms)) if with_glossary else (),
        sources=tuple(
            SourceEntry(number, text.children, tuple(anchors.cited.get(number, ())))
            for number, text in sources.entries()
        ),
        cover=length.cover,
        listed=length.contents,
        pages=length.pages_in(edition.print_size),
        two_sided=length.two_sided,
        recto=length.recto,
    )
    blocks = (block for section in body.sections for block in section.blocks)
    return Document(
        edition=edition,
        head=head_of(briefing, selection, labels),
        as_of=briefing.settings.as_of,
        body=body,
        cited=frozenset(sources.locators),
        alternatives=(*alternatives(blocks, briefing.images), *expansions.said),
    )


def _chapter(group: tuple[Section, ...], resolver: Resolver) -> Chapter:
    before = len(resolver.footnotes)
    sections = tuple(_section(resolver.section(section), resolver) for section in group)
    return Chapter(sections, tuple(resolver.footnotes[before:]))


def _easy(chapter: Chapter, language: str, findings: list[Finding]) -> Chapter:
    sections = []
    for section in chapter.sections:
        reader = EasyRead(language, section.path, findings)
        title, blocks = reader.inline(section.title), reader.blocks(section.blocks)
        sections.append(replace(section, title=title, blocks=blocks))
    return Chapter(tuple(sections), ())


def _in_brackets(chapter: Chapter) -> Chapter:
    sections = (
        replace(
            section,
            title=in_brackets(section.title),
            blocks=tuple(block for block in in_brackets(section.blocks) if isinstance(block, Node)),
        )
        for section in chapter.sections
    )
    notes = (replace(note, content=in_brackets(note.content)) for note in chapter.notes)
    return Chapter(tuple(sections), tuple(notes))


def _section(section: Section, resolver: Resolver) -> TextSection:
    target = resolver.numbering.targets.get(section.id)
    return TextSection(
        id=section.id,
        path=section.path,
        number=target.number if target and not section.opens else "",
        title=section.title.children,
        title_line=section.title.line,
        blocks=section.blocks,
        opens=section.opens,
    )


def _headings(
    briefing: Briefing,
    selection: Selection,
    numbering: Numbering,
    shown: tuple[Section, ...],
) -> Iterator[ContentsEntry]:
    """Yield sections and their subsections, which have level 2 in the contents list."""
    sections = {section.id for section in shown}
    for target in numbering.order:
        if target.kind == "section" and target.level <= 2:
            title = plain_title(target.title, briefing.facts, selection.edition.language)
            level = 1 if target.anchor in sections else 2
            yield ContentsEntry(level, target.number, title, target.anchor)


def _glossary(acronyms: Acronyms) -> Iterator[GlossaryEntry]:
    for name, acronym in acronyms.glossary():
        yield GlossaryEntry(name, acronym.full, acronym.plain)


def _ids(sections: tuple[Section, ...]) -> Iterator[str]:
    """Yield every id that a link may lead to."""
    for section in sections:
        if not section.opens:
            yield section.id
        for block in section.blocks:
            yield from (node.get("id") for node in block.walk() if node.get("id"))


def _groups(sections: tuple[Section, ...], *, split: bool) -> Iterator[tuple[Section, ...]]:
    """Yield the sections of each chapter; unless ``split``, all are one."""
    group: list[Section] = []
    for section in sections:
        if split and section.breaks and group:
            yield tuple(group)
            group = []
        group.append(section)
    if group:
        yield tuple(group)
