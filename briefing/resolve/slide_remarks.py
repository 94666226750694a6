"""What of a briefing is neither on a slide nor said to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Severity, counted
from briefing.model.formats import FORMATS
from briefing.model.kinds import KINDS
from briefing.resolve.slide_sources import findings_of, opened_sections, unresolved_slides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Briefing, Node, Section
    from briefing.model.edition import Selection
    from briefing.resolve.slide_sources import UnresolvedSlide


def left_out(drafts: Iterable[UnresolvedSlide], *, spoken: bool) -> Iterator[Finding]:
    """Yield a warning for each slide that leaves out words of its section.

    Args:
        drafts: The slides as written.
        spoken: Whether what is said is printed: it has all that a slide has no room for, but for
            what cannot be read aloud.
    """
    for draft in drafts:
        at = draft.section.place(draft.node.line)
        if draft.left_out and (draft.has_notes or not spoken):
            points = next(n for n in draft.node.nodes if n.kind != "box-title")
            shown = len(points.nodes)
            message = (
                f"the slide made of this section shows {shown} of its "
                f"{counted(shown + draft.left_out, 'point')}"
            )
            hint = "write its slides with “/// slide”, or shorten the list"
            yield Finding(at, "B607", message, hint, Severity.WARNING)
        for node in draft.unsaid if spoken else ():
            place = draft.section.place(node.line or draft.node.line)
            what = f"a {KINDS[node.kind].called}"
            why = "is not read aloud" if node.kind in _ASIDES else "cannot be read aloud"
            message = f"what is said to “{draft.plain_title:.40}” leaves out {what}, which {why}"
            hint = "write what is said of it in “//// notes”, or give it a slide of its own"
            yield Finding(place, "B608", message, hint, Severity.WARNING)
        for node in draft.replaced if spoken else ():
            heading = next((n for n in node.nodes if n.kind == "heading"), node)
            place = draft.section.place(heading.line or node.line or draft.node.line)
            message = (
                f"the text under “{heading.text():.40}” is not said: the notes to the slide "
                f"“{draft.plain_title:.40}” are said instead"
            )
            hint = (
                "write “/// slide” or “/// notes” under this heading; or put "
                '{: format="pack"} behind it, if it is not for the talk'
            )
            yield Finding(place, "B610", message, hint, Severity.WARNING)


_ASIDES = frozenset({"note", "side", "footnote"})


def never_shown(briefing: Briefing, selections: Iterable[Selection]) -> Iterator[Finding]:
    """Yield a warning for what no reader of any deck gets: slides, notes, sections without slides,
    and what a section found.

    Args:
        briefing: The content.
        selections: Those of all its editions that are made of slides. They are asked for until all
            is found.
    """
    sections = {section.id: section for section in briefing.sections}
    slides = {(s.id, n.line): (s, n) for s in briefing.sections for n in _blocks(s, "slide")}
    notes = {(s.id, n.line): (s, n) for s in briefing.sections for n in _blocks(s, "notes")}
    found = {(s.id, n.line): (s, n) for s in briefing.sections for n in _blocks(s, "finding")}
    without: dict[str, Section] = {}
    """Sections that some reader has, and of which no slide was found."""
    with_slides: set[str] = set()
    speaks = any(FORMATS[name].prints_narrative for name in briefing.settings.formats)
    for selection in selections:
        drafts = unresolved_slides(selection)
        for draft in drafts:
            slides.pop((draft.section.id, draft.node.line), None)
            for line in draft.notes:
                notes.pop((draft.section.id, line), None)
        contract = briefing.settings.lengths[selection.edition.length].deck
        for section in opened_sections(drafts, contract):
            for block in findings_of(section):
                found.pop((section.id, block.line), None)
        with_slides |= {draft.section.id for draft in drafts}
        without |= {s.id: s for s in selection.sections if s.slide}
        if not (slides or found or (speaks and notes)) and with_slides >= sections.keys():
            return
    for section, node in slides.values():
        hint = "check its conditions, and those of its section"
        message = "no reader of any edition sees this slide"
        yield Finding(section.place(node.line), "B611", message, hint, Severity.WARNING)
    for name, section in without.items():
        if name not in with_slides and not any(_blocks(sections[name], "slide")):
            message = "no slide is made of this section: it has no list, paragraph or heading"
            hint = "write “/// slide”, or say “slide: no” in its front matter"
            place = section.place(section.title.line or 1)
            yield Finding(place, "B611", message, hint, Severity.WARNING)
    for section, node in found.values():
        message = "no reader of any edition sees what this section found"
        hint = (
            "it stands on the slide before a section of two or more slides, in lengths with "
            "“breaks: true”; write “/// slide”, or take it out"
        )
        yield Finding(section.place(node.line), "B614", message, hint, Severity.WARNING)
    for section, node in notes.values() if speaks else ():
        message = "these notes are said to no slide in any edition"
        hint = "give the section a slide for the same readers, or take the notes out"
        yield Finding(section.place(node.line), "B612", message, hint, Severity.WARNING)


def _blocks(section: Section, kind: str) -> Iterator[Node]:
    return (node for block in section.blocks for node in block.walk() if node.kind == kind)
