"""Resolved nodes as HTML for browsers: each thing as the element that means it."""

from __future__ import annotations

import re
from base64 import b64encode
from html import unescape
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from briefing.compose.number_columns import with_numbers_in_line
from briefing.compose.paragraph_numbers import NUMBERED
from briefing.compose.row_heads import is_blank, with_row_heads
from briefing.compose.web.references import source_id
from briefing.compose.web.tables import is_wide
from briefing.model.blocks import Html
from briefing.model.citation_marks import marks, separator
from briefing.model.content import Node
from briefing.model.kinds import KINDS
from briefing.model.web import STORED
from briefing.text.highlighting import highlighted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.compose.web.references import References
    from briefing.model.web import WebPicture

_DEEPEST = 6
"""The lowest level of headings that there is."""
_PX_PER_PT = 4 / 3
_LARGER = 1.4
"""How much larger a picture is than on paper: as the text around it."""
_COLUMN_PX = 650
"""Width from which on a picture takes more than the column of text."""
_TAGS = re.compile(r"<[^>]*>")
_MARKS = re.compile(r'<sup class="cite">.*?</sup>')
_CELL_CLASSES = {"right": "num", "number": "num", "center": "centred"}
EDGES = ('\u2060<span class="edge">[</span>', '<span class="edge">]</span>')
"""What keeps the number of a source apart from a number before it; a document does not say it.
The word joiner holds it on the line of its word."""
_WRITTEN = ("\u2060\u202f[", "]")
"""The same where the document says it, as in large print."""
_HEADS = frozenset({"fig-title", "fig-subtitle"})


class WebWriter:
    """Writes the nodes of one section, slide or list."""

    def __init__(
        self,
        references: References,
        pictures: Mapping[str, WebPicture],
        level: int = 2,
        shown: dict[str, WebPicture] | None = None,
        title: str = "",
    ) -> None:
        """Prepare to write.

        Args:
            references: Counts the links to notes and sources.
            pictures: Pictures by their names in the document.
            level: The level of the heading that the nodes stand under.
            shown: Collects the pictures that are shown.
            title: The title of the section or slide.
        """
        self.references = references
        self.pictures = pictures
        self.level = level
        self.shown = {} if shown is None else shown
        self.title = title

    def all(self, children: Iterable[Node | str]) -> str:
        """Return ``children`` one after the other, with text escaped."""
        return "".join(
            str(escape(child)) if isinstance(child, str) else self.node(child) for child in children
        )

    def node(self, node: Node) -> str:
        """Return ``node`` with all below it."""
        own = getattr(self, f"_{node.kind.replace('-', '_')}", None)
        if own is not None:
            return str(own(node))
        match KINDS[node.kind].html:
            case Html.ELEMENT:
                return self._element(node.kind, node)
            case Html.PARAGRAPH:
                return self._element("p", node, node.kind)
            case _:
                raise ValueError(f"no way is known to write {node.kind!r} for browsers")

    def heading(self, inner: str, *, under: int = 1, id_: str = "", name: str = "") -> str:
        """Return a heading, so many levels ``under`` what the nodes stand under."""
        level = min(self.level + under, _DEEPEST)
        return f"<h{level}{_attributes(('id', id_), ('class', name))}>{inner}</h{level}>\n"

    # ── elements ─────────────────────────────────────────────────────────────────────────

    def _element(self, tag: str, node: Node, *classes: str, extra: str = "") -> str:
        names = " ".join(filter(None, classes))
        own = _attributes(("id", node.get("id")), ("class", names), ("lang", node.get("lang")))
        end = "\n" if KINDS[node.kind].role.name == "BLOCK" or tag == "p" else ""
        return f"<{tag}{own}{extra}>{self.all(node.children)}</{tag}>{end}"

    def _beside(self, node: Node) -> str:
        """Return a picture with the text that it is of."""
        return self._element("div", node, node.kind)

    _words = _beside

    def _group(self, node: Node) -> str:
        named = node.get("id") or node.get("lang")
        return self._element("div", node) if named else self.all(node.children)

    def _entry(self, node: Node) -> str:
        return self.all(node.children)

    def _dt(self, node: Node) -> str:
        return self._element("dt", node)

    def _abbr(self, node: Node) -> str:
        """Return an acronym with what it stands for."""
        title = _attributes(("title", node.get("title")))
        return f"<abbr{title}>{self.all(node.children)}</abbr>"

    def _p(self, node: Node) -> str:
        """Return a paragraph; its number, if it has one, stands before its words."""
        if not (number := node.get("number")):
            return self._element("p", node)
        own = _attributes(("id", node.get("id")), ("class", NUMBERED), ("lang", node.get("lang")))
        return f"<p{own}>{number_html(number)}{self.all(node.children)}</p>\n"

    def _li(self, node: Node) -> str:
        return self._element("li", node, "task" if node.get("task") else "")

    def _task(self, node: Node) -> str:
        """Return the box of a task; who hears it is told its state."""
        name = _attributes(("aria-label", node.get("label")))
        return f'<span class="box" role="img"{name}>{self.all(node.children)}</span>'

    def _ol(self, node: Node) -> str:
        return self._element("ol", node, extra=_attributes(("start", node.get("start"))))

    def _pre(self, node: Node) -> str:
        """Return a block of code. Its lines turn where they end, so that none is cut off."""
        code = "".join(
            str(escape(part))
            if isinstance(part, str)
            else f'<span class="{part.get("class")}">{escape(part.text())}</span>'
            for part in highlighted(node.text(), node.get("info"))
        )
        return f"<pre{_attributes(('id', node.get('id')))}><code>{code}</code></pre>\n"

    def _code(self, node: Node) -> str:
        return f"<code>{escape(node.text())}</code>"

    def _br(self, node: Node) -> str:
        return "<br>"

    def _span(self, node: Node) -> str:
        """Return text with a language or a name, or of a kind of its own."""
        kind = node.get("class") if node.get("class") in {"unit", "small-caps", "underline"} else ""
        if kind or node.get("id") or node.get("lang"):
            return self._element("span", node, kind)
        return self.all(node.children)

    def _sup(self, node: Node) -> str:
        return self._element("sup", node)

    def _a(self, node: Node) -> str:
        href = node.get("href").replace(" ", "%20")
        own = _attributes(("id", node.get("id")), ("lang", node.get("lang")), ("href", href))
        return f"<a{own}>{self.all(node.children)}</a>"

    # ── what is referred to ──────────────────────────────────────────────────────────────

    def _citation(self, node: Node) -> str:
        """Return the numbers of a citation in brackets, each a link that says where it leads."""
        printed = marks(node)
        items = []
        for numbers, locator in printed:
            place = f'<span class="at">, {escape(locator)}</span>' if locator else ""
            items.append("–".join(self._cited(number) for number in numbers) + place)
            if len(numbers) > 1:  # those between have the place of the whole run
                for number in range(int(numbers[0]) + 1, int(numbers[1])):
                    place_id = self.references.places[source_id(numbers[0])][-1]
                    self.references.places[source_id(number)].append(place_id)
        text = separator(printed).join(items)
        return _in_brackets(node, text)

    def _cited(self, number: str) -> str:
        target = source_id(number)
        own = _attributes(
            ("id", self.references.place(target)),
            ("href", f"#{target}"),
            ("role", "doc-biblioref"),
            ("aria-label", self.references.source_name(int(number))),
        )
        return f"<a{own}>{number}</a>"

    def _note_mark(self, node: Node) -> str:
        target = node.get("href")[1:]
        own = _attributes(
            ("id", self.references.place(target)),
            ("href", f"#{target}"),
            ("role", "doc-noteref"),
            ("aria-label", self.references.note_name(target)),
        )
        text = f"<a{own}>{self.all(node.children)}</a>"
        return _in_brackets(node, text)

    # ── parts with headings ──────────────────────────────────────────────────────────────

    def _subsection(self, node: Node) -> str:
        heading, *rest = node.children
        assert isinstance(heading, Node)
        number = node.get("number")
        inner = f"{number_html(number)}{self.all(heading.children)}"
        under = int(node.get("level")) - 1
        head = self.heading(inner, under=under, id_=node.get("id"))
        return head + self._below(under, rest)

    def _below(self, under: int, children: Iterable[Node | str]) -> str:
        """Return ``children`` that stand under a heading of their own."""
        self.level += under
        inner = self.all(children)
        self.level -= under
        return inner

    def _box(self, tag: str, node: Node) -> str:
        """Return a box; its title is a heading, and what is in it stands under that."""
        title = next((c for c in node.nodes if c.kind == "box-title"), None)
        if title is None:
            return self._element("div", node, node.kind)
        before = [c for c in node.children if c is not title]
        head = self.heading(self.all(title.children), name="box-title")
        own = _attributes(("id", node.get("id")), ("class", node.kind), ("lang", node.get("lang")))
        return f"<{tag}{own}>\n{head}{self._below(1, before)}</{tag}>\n"

    def _box_title(self, node: Node) -> str:
        """Return a title that stands without its box."""
        return self.heading(self.all(node.children), name="box-title")

    def _key_messages(self, node: Node) -> str:
        return self._box("section", node)

    def _note(self, node: Node) -> str:
        return self._box("aside", node)

    def _side(self, node: Node) -> str:
        return self._box("aside", node)

    def _column(self, node: Node) -> str:
        return self._box("section", node)

    def _number(self, node: Node) -> str:
        """Return a number with what stands before and below it."""
        prefix = "".join(
            f'<span class="prefix">{self.all(c.children)}</span> '
            for c in node.nodes
            if c.kind == "prefix"
        )
        parts = [c for c in node.nodes if c.kind != "prefix"]
        value = "".join(
            f'<p class="value">{prefix}{self.all(c.children)}</p>\n'
            for c in parts
            if c.kind == "value"
        )
        rest = self.all(c for c in parts if c.kind != "value")
        return f'<div{_attributes(("id", node.get("id")))} class="number">\n{value}{rest}</div>\n'

    # ── figures and tables ───────────────────────────────────────────────────────────────

    def _figure(self, node: Node) -> str:
        """Return a figure: its title, the picture, then notes and source."""
        source = node.get("src")
        picture = self.pictures[source]
        self.shown[source] = picture
        heads = [c for c in node.nodes if c.kind in _HEADS]
        rest = [c for c in node.nodes if c not in heads]
        if node.get("title"):
            heads = [Node("fig-title", (), (node.get("title"),))]
        caption = "".join(self._titled(c, node) for c in heads)
        caption = f"<figcaption>{caption}</figcaption>\n" if caption else ""
        width = float(node.get("width-pt") or picture.width / _PX_PER_PT) * _PX_PER_PT * _LARGER
        height = picture.height * width / picture.width
        size = f'width="{width:.0f}" height="{height:.0f}"'
        image = f'<img src="{_data_uri(picture)}" {size} alt="{escape(node.get("alt"))}">\n'
        wide = "wide" if width > _COLUMN_PX else ""
        around = _attributes(("id", node.get("id")), ("class", wide), ("lang", node.get("lang")))
        return f"<figure{around}>\n{caption}{image}{self.all(rest)}</figure>\n"

    def _chart_data(self, node: Node) -> str:
        """Return the tables of a chart, which a reader opens."""
        summary, *tables = node.nodes
        head = f"<summary>{self.all(summary.children)}</summary>\n"
        return f"<details>\n{head}{self.all(tables)}</details>\n"

    def _titled(self, title: Node, node: Node) -> str:
        """Return a title or subtitle; the number of a figure or table stands in its title."""
        label = ""
        if title.kind in {"fig-title", "tab-title"} and node.get("number"):
            name = f"{node.get('label')} {node.get('number')}"
            label = f'<span class="label">{escape(name)}</span> '
        return f'<span class="{title.kind}">{label}{self.all(title.children)}</span>\n'

    def _table_block(self, node: Node) -> str:
        heads = [c for c in node.nodes if c.kind in {"tab-title", "tab-subtitle"}]
        inner = ""
        for child in node.nodes:
            if child.kind == "table":
                title = "".join(self._titled(c, node) for c in heads)
                inner += self._table(child, "" if "<table" in inner else title)
            elif child not in heads:
                inner += self.node(child)
        own = _attributes(("id", node.get("id")), ("class", "table-block"))
        return f"<div{own}>\n{inner}</div>\n"

    def _table(self, node: Node, title: str = "") -> str:
        """Return a table; one that may be wider than a phone scrolls by itself, with the keys
        too."""
        caption = f"<caption>{title}</caption>\n" if title else ""
        inner = self.all(with_row_heads(with_numbers_in_line(node)).children)
        table = f"<table{_attributes(('id', node.get('id')))}>\n{caption}{inner}</table>\n"
        if not is_wide(node):
            return f'<div class="scroll">\n{table}</div>\n'
        name = _attributes(("aria-label", _heard(title) or self.references.table_name(self.title)))
        return f'<div class="scroll" role="region" tabindex="0"{name}>\n{table}</div>\n'

    def _tr(self, node: Node) -> str:
        return f"<tr>{self.all(node.children)}</tr>\n"

    def _th(self, node: Node) -> str:
        """Return a cell of a header row; one without words heads nothing."""
        return self._cell("td", node) if is_blank(node) else self._cell("th", node, "col")

    def _td(self, node: Node) -> str:
        """Return a cell below the header row, which may head its row."""
        scope = node.get("scope")
        return self._cell("th" if scope else "td", node, scope)

    def _cell(self, tag: str, node: Node, scope: str = "") -> str:
        side = _CELL_CLASSES.get(node.get("align"), "")
        inner = self.all(node.children)
        return f"<{tag}{_attributes(('class', side), ('scope', scope))}>{inner}</{tag}>"

    def _credit(self, node: Node) -> str:
        return f'<p class="credit">{self.all(node.children)}</p>\n'

    def _source(self, node: Node) -> str:
        return f'<p class="source">{escape(node.get("label"))} {self.all(node.children)}</p>\n'


def _in_brackets(mark: Node, text: str) -> str:
    """Return the numbers of a citation, or the letter of a note, in brackets."""
    opening, closing = _WRITTEN if mark.get("brackets") else EDGES
    return f'<sup class="cite">{opening}{text}{closing}</sup>'


def number_html(number: str) -> str:
    """Return the number of a heading, as it stands before its words."""
    return f'<span class="no">{escape(number)}</span> ' if number else ""


def _attributes(*pairs: tuple[str, str]) -> str:
    """Return attributes with a value, as they stand in a tag."""
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs if value)


def _heard(html: str) -> str:
    """Return the words of some HTML, without the numbers of sources."""
    html = _MARKS.sub("", html)
    return " ".join(unescape(_TAGS.sub("", html)).split())


def logo_html(picture: WebPicture, name: str) -> Markup:
    """Return a logo as pages show it at their head; what is heard of it is whose it is."""
    high = min(_LOGO_HIGH, _LOGO_WIDE * picture.height / picture.width)
    size = f'width="{high * picture.width / picture.height:.0f}" height="{high:.0f}"'
    return Markup(f'<img class="logo" src="{_data_uri(picture)}" {size} alt="{escape(name)}">')


_LOGO_HIGH, _LOGO_WIDE = 56.0, 280.0
"""Most room of a logo, in CSS px."""


def _data_uri(picture: WebPicture) -> str:
    """Return a picture as an address that has all of it (RFC 2397), or that stands for it."""
    if picture.stored is not None:
        return f"{STORED}{picture.stored.key}"
    return f"data:{picture.mime};base64,{b64encode(picture.data).decode()}"
