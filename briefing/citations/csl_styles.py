"""Citation styles: found by the name in a briefing's settings, and validated before use.

The styles of the templates are tested. A style in a briefing's folder may come from anywhere: it is
parsed without entities or network access, and must follow the schema of CSL 1.0.2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from briefing.citations.csl_locales import NAMESPACE
from briefing.citations.csl_processor import processor
from briefing.files.workspace import own_text
from briefing.model.content import CitationStyle
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location, Severity, nearest
from briefing.model.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from briefing.files.workspace import Workspace

_CSL = f"{{{NAMESPACE}}}"
_DECLARED = re.compile(r"<!(DOCTYPE|ENTITY)")
_MAX_BYTES = 1_000_000
_MAX_ELEMENTS = 20_000
"""Most elements of a style with its macros expanded; the largest in use have a few thousand."""

_ELEMENTS = (
    *("author", "bibliography", "category", "choose", "citation", "contributor", "date"),
    *("date-part", "eissn", "else", "else-if", "email", "et-al", "group", "id", "if", "info"),
    *("issn", "issnl", "key", "label", "layout", "link", "locale", "macro", "multiple", "name"),
    *("name-part", "names", "number", "published", "rights", "single", "sort", "style"),
    *("style-options", "substitute", "summary", "term", "terms", "text", "title", "title-short"),
    *("updated", "uri"),
)
_OTHER_VARIABLES = ("citation-number", "event", "locator")
_ALSO_VARIABLES = ("first-reference-note-number", "editor-translator", "citation-key")
"""Variables that are accepted, and not offered in place of a misspelt one."""
_SUBSTITUTE = "subsequent-author-substitute"
_IGNORED = {
    "sort": "sources are listed in the order of citation: this <sort> is ignored",
    "year-suffix": "citations are numbered: the variable “year-suffix” is always empty",
    "citation-label": "citations are numbered: the variable “citation-label” is always empty",
    _SUBSTITUTE: "each entry is formatted by itself: “subsequent-author-substitute” is ignored",
}


def find_style(
    name: str, at: Location, workspace: Workspace, templates: Path, languages: Sequence[str]
) -> tuple[CitationStyle, list[Finding]]:
    """Return the style called ``name``, and warnings about it.

    Args:
        name: a file of the briefing if it ends in ``.csl``, else a style of the templates.
        at: location of the setting.
        workspace: the briefing's folder.
        templates: the folder of the templates.
        languages: BCP 47 tags of the languages that the style is needed in.

    Raises:
        ContentError: there is no such style, or it cannot be used; located at the setting or in
            the style.
    """
    if name.endswith(".csl"):
        style = CitationStyle(name, str(workspace.place(name)), workspace.read_text(name, at))
        findings = check_style(style, languages)
        if any(finding.severity is Severity.ERROR for finding in findings):
            raise ContentError(findings)
        return style, findings
    known = [path.stem for path in sorted((templates / "csl").glob("*.csl"))]
    if name not in known:
        hint = f"{nearest(name, known)}; or a .csl file in the briefing's folder"
        raise ContentError([Finding(at, "B113", f'unknown citation style "{name}"', hint)])
    text = own_text(templates / "csl" / f"{name}.csl")
    return CitationStyle(name, f"templates/csl/{name}.csl", text), []


def check_style(style: CitationStyle, languages: Sequence[str]) -> list[Finding]:
    """Return errors for what is wrong with ``style``, else warnings for what of it is ignored."""
    if (declared := _DECLARED.search(style.text)) is not None:
        line = style.text.count("\n", 0, declared.start()) + 1
        return [_fault(style, line, f"{declared[0]} is not allowed in a style", "remove it")]
    if len(style.text) > _MAX_BYTES:
        return [_fault(style, 1, "this style is larger than a megabyte", "choose another")]
    try:
        root = _parsed(style.text)
    except SyntaxError as error:
        line, message = error.lineno or 1, str(error.msg)
        return [_fault(style, line, f"malformed XML: {message}", "fix the tags on this line")]
    findings = list(_check_form(style, root)) or list(_check_names(style, root))
    if not findings:
        findings = list(_check_size(style, root)) or list(_check_schema(style, root))
    if not findings:
        try:
            for language in languages:
                processor(style, language)
        except ContentError as error:
            findings = list(error.findings)
    return findings or list(_ignored_requests(style, root))


def _fault(style: CitationStyle, line: int, message: str, hint: str) -> Finding:
    return Finding(Location(style.path, line), "B114", message, hint)


def _parsed(text: str) -> Any:
    from lxml import etree

    # Parsed as UTF-8 whatever its declaration says: in another encoding "<!DOCTYPE" could hide.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        encoding="UTF-8",
    )
    return etree.fromstring(text.encode(), parser)


def _check_form(style: CitationStyle, root: Any) -> Iterator[Finding]:
    """Yield an error if this is not an independent style with a bibliography."""
    line = root.sourceline
    if root.tag != f"{_CSL}style":
        yield _fault(
            style, line, "this is not a CSL style: its root element is not <style>", _CHOOSE_ANOTHER
        )
        return
    for link in root.iter(f"{_CSL}link"):
        if link.get("rel") == "independent-parent":
            message = f"this is a dependent style; use its parent style: {link.get('href')}"
            yield _fault(
                style,
                link.sourceline,
                message,
                "copy the parent style into the briefing's folder and name it in citation_style",
            )
            return
    if root.find(f"{_CSL}bibliography") is None:
        yield _fault(
            style,
            line,
            "this style has no <bibliography>, so it cannot list sources",
            _CHOOSE_ANOTHER,
        )


_CHOOSE_ANOTHER = "choose an independent style with a <bibliography> (CSL 1.0.2)"


def _check_names(style: CitationStyle, root: Any) -> Iterator[Finding]:
    """Yield an error for each unknown element, variable and macro, with the nearest known name.

    The schema would find most of them too, but cannot suggest a name.
    """
    variables = {field.alias or name for name, field in Source.model_fields.items()} - {"type"}
    known = sorted(variables | set(_OTHER_VARIABLES))
    accepted = {*known, *_IGNORED, *_ALSO_VARIABLES}
    macros = _macros(root)
    for element in root.iter(f"{_CSL}*"):
        kind = element.tag.removeprefix(_CSL)
        if kind not in _ELEMENTS:
            hint = nearest(kind, _ELEMENTS)
            yield _fault(style, element.sourceline, f"unknown element <{kind}>", hint)
        for variable in element.get("variable", "").split():
            if variable not in accepted:
                message = f'unknown variable "{variable}"'
                yield _fault(style, element.sourceline, message, nearest(variable, known))
        name = element.get("macro")
        if name is not None and name not in macros:
            message = f'unknown macro "{name}"'
            yield _fault(style, element.sourceline, message, nearest(name, macros))


def _macros(root: Any) -> Mapping[str, Any]:
    return {macro.get("name", ""): macro for macro in root.findall(f"{_CSL}macro")}


def _check_size(style: CitationStyle, root: Any) -> Iterator[Finding]:
    """Yield an error for a macro that calls itself, and for macros that expand without limit.

    The size of an element is the number of elements in it, with each macro it calls counted as
    often as it is called. A few macros that call each other twice could keep the processor busy for
    hours. Sizes are cached by macro and capped, so that the check itself is fast.
    """
    macros = _macros(root)
    sizes: dict[str, int] = {}

    def size(element: Any, within: tuple[str, ...]) -> int:
        total = 0
        for part in element.iter(f"{_CSL}*"):
            total += 1
            if (name := part.get("macro")) is None or total > _MAX_ELEMENTS:
                continue
            if name in within:
                raise _RecursiveMacro(part.sourceline, f'the macro "{name}" calls itself')
            if name not in sizes:
                sizes[name] = size(macros[name], (*within, name))
            total += sizes[name]
        return min(total, _MAX_ELEMENTS + 1)

    try:
        if sum(size(part, ()) for part in root if part.tag != f"{_CSL}macro") > _MAX_ELEMENTS:
            message = f"the macros of this style expand to more than {_MAX_ELEMENTS:,} elements"
            yield _fault(style, root.sourceline, message, "use fewer or simpler macros")
    except _RecursiveMacro as error:
        yield _fault(style, error.line, error.message, "CSL macros must not be recursive")


class _RecursiveMacro(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


def _check_schema(style: CitationStyle, root: Any) -> Iterator[Finding]:
    from citeproc import SCHEMA_PATH
    from lxml import etree

    schema = etree.RelaxNG(etree.parse(SCHEMA_PATH))
    if not schema.validate(root):
        # Each error is reported again for all elements around it; the last line is the cause.
        error = max(schema.error_log, key=lambda entry: entry.line)
        message = f"this is not valid CSL 1.0.2: {error.message}"
        yield _fault(style, error.line or 1, message, _SEE_CSL)


_SEE_CSL = "compare this line and those below it with the CSL specification"


def _ignored_requests(style: CitationStyle, root: Any) -> Iterator[Finding]:
    """Yield a warning for each feature of the style that has no effect in numbered citations."""
    asked = [(part, "sort") for part in root.iterfind(f"{_CSL}bibliography/{_CSL}sort")]
    for element in root.iter(f"{_CSL}*"):
        asked += [
            (element, name) for name in element.get("variable", "").split() if name in _IGNORED
        ]
        if _SUBSTITUTE in element.attrib:
            asked.append((element, _SUBSTITUTE))
    first = {name: element for element, name in reversed(asked)}
    for name, element in reversed(first.items()):
        place = Location(style.path, element.sourceline)
        hint = "remove it to silence this warning"
        yield Finding(place, "B115", _IGNORED[name], hint, Severity.WARNING)
