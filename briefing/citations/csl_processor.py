"""The CSL processor: formats sources in a citation style, by way of citeproc-py.

Numbering is ours (it follows what an edition cites), so styles are asked for single entries and
never for a sorted list. citeproc-py modifies its style tree while it formats; the tree is made
complete once beforehand, so that an entry does not depend on those formatted before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from babel import Locale

from briefing.citations import csl_markup
from briefing.citations.csl_locales import NAMESPACE, date_locale
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location
from briefing.model.source import OTHERS, Date, Source

if TYPE_CHECKING:
    from briefing.model.content import CitationStyle, Node

    InlineContent = tuple[Node | str, ...]

_OTHERS_MARK = "\ufdee"
"""Stands for “and others” among names, until they are printed: a noncharacter, as in no source."""
_OTHERS = re.compile(
    r"[\s,;]*(?:(?:\b(?:and|und|et|y|e|i|dhe|и|og|en|och)|&)\s+)?"
    rf"(?:[\ufdd0-\ufdd6]{_OTHERS_MARK}\ufddf|{_OTHERS_MARK})"
)
"""The mark, with what a style puts before a last name."""
_MOST_KNOWN = 20_000
"""Entries, and names, that a processor keeps."""
DOI_RESOLVER = "https://doi.org/"
_CSL = f"{{{NAMESPACE}}}"
# English is British here, whose dates put the day first; Serbian without a script is Cyrillic.
_LOCALES = {"en": "en-GB", "sr": "sr-Cyrl-RS", "sr-Cyrl": "sr-Cyrl-RS", "sr-Latn": "sr-Latn-RS"}


@lru_cache(maxsize=16)
def processor(style: CitationStyle, language: str) -> Processor:
    """Return the processor of ``style`` in ``language`` (a BCP 47 tag); it is created once.

    Raises:
        ContentError: the style cannot be used.
    """
    return Processor(style, language)


class Processor:
    """Formats sources in one style and one language."""

    def __init__(self, style: CitationStyle, language: str) -> None:
        from citeproc import CitationStylesStyle  # 30 ms: where sources are cited

        self._style = style
        # By what a source says, which stays when a briefing is read again.
        self._entries = lru_cache(maxsize=_MOST_KNOWN)(self._print_entry)
        self._names = lru_cache(maxsize=_MOST_KNOWN)(self._print_name)
        tag = _LOCALES.get(language, language)
        try:
            self._tree = CitationStylesStyle(BytesIO(style.text.encode()), tag, validate=False)
            root = self._tree.root
            root.formatter = _Formatter
            self._add_dates("en-GB" if language == "en" else language)
            _normalise(root)
            self._entry = root.bibliography.layout
            self._name = root.citation.layout if root.citation is not None else None
        except Exception as error:  # whatever a style makes the library do
            raise self._fault("this style cannot be used", error) from error
        # The library asks the citation element for earlier citations. lxml's proxy object, which
        # holds that list, must live as long as the processor.
        self._citation_element = self._name.getparent() if self._name is not None else None
        if self._citation_element is not None:
            self._citation_element.cites = []
        self._cites_by_name = self._name is not None and not _prints_number(self._name)

    def entry(self, source: Source, locators: str = "") -> InlineContent:
        """Return the entry of ``source`` in the list of sources.

        Args:
            source: the source to format.
            locators: what was cited of it: ``paras 9, 19``.

        Raises:
            ContentError: the style fails on the source, or prints nothing.
        """
        return self._entries(source, locators)

    def short_name(self, source: Source) -> InlineContent:
        """Return author and year as the style cites them in text: ``UN Security Council, 1999``.

        For styles that only number their citations, the name is made here.
        """
        return self._names(source)

    def _print_name(self, source: Source) -> InlineContent:
        if self._cites_by_name:
            # Without the layout's prefix and suffix, which are mostly brackets.
            text = self._render(self._name, _CitationItem(_reference(source)), source.title)
            if text:
                return csl_markup.nodes(text)
        known = [agent for agent in source.author if not agent.stands_for_others]
        who = ", ".join(agent.family or str(agent) for agent in known) or source.title
        if known and len(known) < len(source.author):
            who += f" {OTHERS}"
        year = source.issued.year if source.issued else ""
        return csl_markup.nodes(csl_markup.tags_to_markers(f"{who}, {year}" if year else who))

    def _print_entry(self, source: Source, locators: str) -> InlineContent:
        item = _CitationItem(_reference(source), locators)
        text = self._render(self._entry, item, source.title, wrapped=True)
        if not csl_markup.without_markers(text).strip():
            raise self._fault(f'this style prints nothing for the source "{source.title}"')
        if locators and not (item.locators_used and _with_en_dashes(locators) in text):
            text = f"{text.removesuffix('.')}, {locators}."
        addresses = (f"{DOI_RESOLVER}{source.DOI}" if source.DOI else "", source.URL)
        return csl_markup.linked(csl_markup.nodes(text.strip(" ")), addresses)

    def _render(
        self, layout: Any, item: _CitationItem, title: str, *, wrapped: bool = False
    ) -> str:
        layout.repressed = {}
        try:
            # Inside a macro the library formats date ranges with its context: pass the layout.
            text = layout.render_children(item, context=layout)
            if text and wrapped:
                text = layout.format(layout.wrap(text))
            return _OTHERS.sub(f" {OTHERS}", str(text or ""))
        except Exception as error:
            raise self._fault(f'this style fails on the source "{title}"', error) from error

    def _fault(self, message: str, error: Exception | None = None) -> ContentError:
        reason = f": {type(error).__name__} {error}".rstrip() if error is not None else ""
        return ContentError(
            [
                Finding(
                    Location(self._style.path),
                    "B114",
                    f"{message}{reason}",
                    "choose another citation_style in briefing.yaml, or fix this one",
                )
            ]
        )

    def _add_dates(self, language: str) -> None:
        """Insert our date locale after the style's own locales and before the library's.

        Terms that the library lacks in a language come from the style, then from English.
        """
        from lxml import etree

        root = self._tree.root
        own = sum(locale.getparent() is not None for locale in root.locales)
        text = date_locale(language, Locale.parse(language.replace("-", "_")))
        ours = etree.fromstring(text, self._tree.parser)
        ours.style = root
        root.locales.insert(own, ours)


def _prints_number(layout: Any) -> bool:
    return any(text.get("variable") == "citation-number" for text in layout.iter(f"{_CSL}text"))


def _normalise(root: Any) -> None:
    """Write out what the library would otherwise fill in, modifying its tree, while it formats.

    That is the ``name`` element in ``names``, and the parts of localised dates.
    """
    for layout in root.iter(f"{_CSL}layout"):
        layout.attrib.pop("delimiter", None)  # between citations; ours are single ones
    for names in list(root.iter(f"{_CSL}names")):
        if names.name is None and names.getparent().tag != f"{_CSL}substitute":
            names.insert(0, names.makeelement(f"{_CSL}name"))
    for date in list(root.iter(f"{_CSL}date")):
        if date.get("form") is None or next(date.iterancestors(f"{_CSL}locale"), None) is not None:
            continue
        localized = root.get_date(date.attrib.pop("form"))
        shown = date.attrib.pop("date-parts", "year-month-day").split("-")
        own = {part.get("name"): dict(part.attrib) for part in date}
        for part in list(date):
            date.remove(part)
        for part in localized:
            if part.get("name") in shown:
                attributes = {**part.attrib, **own.get(part.get("name"), {})}
                date.append(date.makeelement(part.tag, attributes))
        if date.get("delimiter") is None and localized.get("delimiter"):
            date.set("delimiter", localized.get("delimiter"))


def _with_en_dashes(locators: str) -> str:
    """Return ``locators`` with en dashes, as the library prints them."""
    return locators.replace("-", "\N{EN DASH}")


# ── values that the library is given ────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Locator:
    """A locator as citeproc-py reads it; notes on its item that the style asked for it."""

    item: _CitationItem
    label: str = ""
    """Empty: our locators carry their own words (``para 9``)."""

    @property
    def identifier(self) -> str:
        """The text of the locators."""
        self.item.locators_used = True
        return self.item.locators


@dataclass(slots=True)
class _CitationItem:
    """A citation item of citeproc-py: a source and its locators."""

    reference: Any
    locators: str = ""
    key: str = ""
    citation: None = None
    locators_used: bool = False
    """Whether the style has asked for the locators."""

    @property
    def has_locator(self) -> bool:
        """Whether the citation has locators."""
        return bool(self.locators)

    @property
    def locator(self) -> _Locator:
        """The locator; raises the library's VariableError when there is none."""
        assert self["locator"]
        return _Locator(self)

    @property
    def number(self) -> str:
        """Raise VariableError: the page layout prints our number, the style has none."""
        return self["number"]

    def __contains__(self, name: str) -> bool:
        return name == "locator" and bool(self.locators)

    def __getitem__(self, name: str) -> str:
        from citeproc.source import VariableError

        if name in self:
            return self.locators
        raise VariableError


def _reference(source: Source) -> Any:
    from citeproc.source import Reference

    # The constructor warns about variables that its list lacks; set as items they work.
    reference = Reference("", source.type)
    for name, value in source.variables().items():
        if name == "publisher" and value == ", ".join(map(str, source.author)):
            continue  # an organisation that publishes its own work is named once
        converted = _value(name, value)
        # Some elements look a variable up as it is written, others by underscores.
        reference[name] = reference[name.replace("-", "_")] = converted
    if source.event_title:
        reference["event"] = reference["event-title"]
    return reference


def _value(name: str, value: Any) -> Any:
    from citeproc.source import Name
    from citeproc.string import String

    if isinstance(value, Date):
        return _date(value)
    if isinstance(value, tuple):
        return [
            Name(literal=_OTHERS_MARK)
            if agent.stands_for_others
            else Name(**{key: csl_markup.tags_to_markers(part) for key, part in _name_parts(agent)})
            for agent in value
        ]
    return value if name == "language" else String(csl_markup.tags_to_markers(value))


def _name_parts(agent: Any) -> list[tuple[str, str]]:
    if agent.literal:
        return [("literal", agent.literal)]
    parts = agent.model_dump(by_alias=True)
    return [(key, part) for key, part in parts.items() if part]


def _date(value: Date) -> Any:
    from citeproc import source as library

    if not value.begin:
        return library.LiteralDate(csl_markup.tags_to_markers(value.literal), circa=value.circa)
    names = ("year", "month", "day")
    begin = dict(zip(names, value.begin, strict=False))
    if value.season and len(value.begin) == 1:
        begin["season"] = value.season
    if value.end:
        end = library.Date(**dict(zip(names, value.end, strict=False)))
        return library.DateRange(begin=library.Date(**begin), end=end, circa=value.circa)
    return library.Date(**begin, circa=value.circa)


def _marker_formatter(marker: str) -> Any:
    def wrap(text: Any) -> Any:
        from citeproc.string import String

        return String(csl_markup.in_markers(marker, str(text)))

    return staticmethod(wrap)


class _Formatter:
    """A formatter of citeproc-py that writes markers in place of markup."""

    Italic = Oblique = _marker_formatter(csl_markup.ITALIC)
    Bold = _marker_formatter(csl_markup.BOLD)
    Underline = _marker_formatter(csl_markup.UNDERLINE)
    Superscript = _marker_formatter(csl_markup.SUPERSCRIPT)
    Subscript = _marker_formatter(csl_markup.SUBSCRIPT)
    SmallCaps = _marker_formatter(csl_markup.SMALL_CAPS)
    Light = staticmethod(lambda text: text)

    @staticmethod
    def preformat(text: str) -> str:
        """Return ``text`` unchanged: it is escaped later, when nodes become HTML."""
        return text
