"""What a web page may be made of: every element and attribute in it needs a purpose here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from briefing.prove.web.page_tree import COMMENT, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

    from briefing.model.proof import WebMeans

    Fault = tuple[str, str]
    """Code and message."""

_ELEMENTS = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "header", "nav", "main", "footer"),
        *("section", "aside", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"),
        *("dl", "dt", "dd", "blockquote", "pre", "code", "figure", "figcaption", "img", "table"),
        *("caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "strong", "em"),
        *("a", "abbr", "span", "sup", "sub", "s", "br", "time"),
    )
)
_ACTIVE = frozenset(
    ("script", "iframe", "object", "embed", "form", "input", "button", "link", "base", "template")
)
"""Elements that run, load or send something."""
_GLOBAL = frozenset(("id", "class", "lang", "role", "aria-label", "aria-labelledby"))
_OF_ELEMENTS: dict[str, frozenset[str]] = {
    "meta": frozenset(("charset", "http-equiv", "name", "content")),
    "main": frozenset(("tabindex",)),
    "div": frozenset(("tabindex",)),
    "a": frozenset(("href",)),
    "abbr": frozenset(("title",)),
    "ol": frozenset(("start",)),
    "img": frozenset(("src", "width", "height", "alt")),
    "th": frozenset(("scope", "colspan", "rowspan", "headers")),
    "td": frozenset(("colspan", "rowspan", "headers")),
    "time": frozenset(("datetime",)),
}
_ROLES = frozenset(
    (
        *("doc-biblioref", "doc-noteref", "doc-backlink", "doc-endnotes", "doc-bibliography"),
        *("doc-glossary", "list", "region", "img", "note"),
    )
)
_COUNT = re.compile(r"[1-9]\d{0,8}")
_SCHEMES = frozenset(("http", "https", "mailto"))
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


@dataclass(slots=True)
class Vocabulary:
    """Checks the elements of one page."""

    means: WebMeans
    ids: frozenset[str]
    """Every id of the page."""
    classes: frozenset[str] = field(init=False)
    """Those that the style sheet names; another would say something to nobody."""
    _rules: dict[str, Callable[[str], bool]] = field(init=False)

    def __post_init__(self) -> None:
        self.classes = frozenset(_CLASS.findall(self.means.stylesheet))
        self._rules = {
            "class": lambda value: self.classes.issuperset(value.split(" ")),
            "role": lambda value: value in _ROLES,
            "aria-labelledby": self._are_ids,
            "headers": self._are_ids,
            "tabindex": lambda value: value in {"0", "-1"},
            "scope": lambda value: value in {"col", "row", "colgroup", "rowgroup"},
            "start": lambda value: value == "0" or bool(_COUNT.fullmatch(value)),
            "datetime": lambda value: value in self.means.dates,
            **dict.fromkeys(
                ("width", "height", "colspan", "rowspan"),
                lambda value: bool(_COUNT.fullmatch(value)),
            ),
        }

    def _are_ids(self, value: str) -> bool:
        return self.ids.issuperset(value.split(" "))

    def faults(self, root: Element) -> Iterator[Fault]:
        """Yield a fault for everything in the tree that has no purpose here."""
        metas = []
        for element in root.iter():
            name = name_of(element)
            if name == COMMENT:
                yield "P161", f"a comment is in the page: “{(element.text or '').strip():.40}”"
            elif name in _ACTIVE:
                yield "P133", f"the page has a <{name}>, which may run or load something"
            elif name not in _ELEMENTS:
                yield "P161", f"the page has a <{name:.40}>, which has no purpose here"
            else:
                yield from self._attribute_faults(element, name)
            if name == "meta":
                metas.append(tuple(sorted(element.attrib.items())))
            elif name == "style" and (element.text or "") != self.means.stylesheet:
                yield "P163", "the style sheet of the page is not that of its theme"
        if metas != [tuple(sorted(meta)) for meta in self.means.metas]:
            yield "P163", "what the page says of itself and its safety is not what it should be"
        yield from _shape_faults(root)

    def _attribute_faults(self, element: Element, name: str) -> Iterator[Fault]:
        allowed = _OF_ELEMENTS.get(name, frozenset()) | (_GLOBAL if name != "meta" else frozenset())
        for key, value in element.attrib.items():
            if key.startswith("on"):
                yield "P133", f"a <{name}> runs a script: {key}"
            elif key not in allowed:
                yield "P161", f"a <{name}> has the attribute {key:.40}, which has no purpose here"
            elif key in self._rules and not self._rules[key](value):
                yield "P162", f"a <{name}> has {key}=“{value:.60}”, which is not allowed there"
        href = element.get("href")
        if href is not None:
            yield from self._address_faults(href)

    def _address_faults(self, href: str) -> Iterator[Fault]:
        if href.startswith("#"):
            if href[1:] not in self.ids:
                yield "P162", f"a link leads to “{href:.60}”, which is not in the page"
        elif urlsplit(href.strip()).scheme.casefold() not in _SCHEMES:
            yield "P135", f"a link leads to {href[:60]!r}"
        elif unquote(href) not in self.means.addresses:
            yield "P162", f"a link leads to “{href:.60}”, which no text of the edition does"


def _shape_faults(root: Element) -> Iterator[Fault]:
    """Yield a fault where the parts that every page has are not there once, in their order."""
    shape = [name_of(child) for child in root]
    heads = [name_of(child) for child in root[0]] if len(root) else []
    if shape != ["head", "body"] or heads.count("title") != 1 or heads.count("style") != 1:
        yield "P161", "the page has not one head, with a title and a style sheet, and one body"
    elif sum(name_of(e) in {"style", "title", "meta"} for e in root[1].iter()):
        yield "P161", "the body of the page has parts that belong in its head"
    ids = [value for element in root.iter() if (value := element.get("id")) is not None]
    if len(ids) != len(set(ids)):
        yield "P162", "an id is given twice in the page"
