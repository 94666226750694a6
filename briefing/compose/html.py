"""Resolved nodes as the HTML that layouts arrange and themes style."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from briefing.compose.credits import under
from briefing.compose.line_breaks import unbroken, with_tied_end
from briefing.compose.number_columns import with_numbers_in_line
from briefing.compose.paragraph_numbers import with_number
from briefing.compose.row_heads import is_blank, with_row_heads
from briefing.model.blocks import BY_KIND, Html
from briefing.model.citation_marks import citation_text, marks, separator, spoken_mark
from briefing.model.content import Node
from briefing.model.kinds import KINDS
from briefing.text.highlighting import highlighted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.model.document import TextSection

_HELD = "\N{WORD JOINER}"
"""Before what is raised: the engine would break a line between a full stop and it; a word joiner
forbids that. As text it takes less of the engine's time than as generated content."""
_HELD_APART = f"{_HELD}\N{NARROW NO-BREAK SPACE}"
"""Before a raised mark a narrow space as well: “50,000.⁵” must be copied and read as two words. It
is part of the first link: text of its own would be drawn by itself, and a space by itself is not
drawn at all. In the theme it is 0.84 pt wide; Poppler, PDFium and MuPDF all keep it as a space."""
_NO_BREAK = "\N{NO-BREAK SPACE}"
_WHOLE = 7
"""Lines of code up to which a block of it is not broken over pages."""
_CAPTIONS = frozenset({"tab-title", "tab-note", "fig-title", "fig-subtitle"})
_OF_CAPTION = ' role="caption"'
"""On what is said of a table or figure, above and below it: the tags have it in one place."""
_LONG_MARK = 16
"""Characters of a citation that may break over two lines."""


def section_html(section: TextSection, kind: type[Writer] | None = None) -> str:
    """Return a section with its heading; one that opens a text has none.

    Args:
        section: the section.
        kind: what writes it; `Writer` if None.
    """
    writer = (kind or Writer)(section.path, level=1 if section.opens else 2, of_pages=True)
    if section.opens:
        return writer.all(section.blocks)
    title = f"{number_html(section.number)}{writer.all(section.title)}"
    return (
        f'<section class="section" id="{escape(section.id)}">\n<h2>{title}</h2>\n'
        f"{writer.all(section.blocks)}</section>"
    )


def inline_html(children: Iterable[Node | str], kind: type[Writer] | None = None) -> str:
    """Return inline content by itself, written by a writer of a kind; by `Writer` if None."""
    return (kind or Writer)().all(children)


def _verbatim(part: Node | str) -> str:
    """Return a part of code, in which nothing is added for lines to break at."""
    if isinstance(part, str):
        return escape(part, quote=False)
    return f'<span class="{part.get("class")}">{escape(part.text(), quote=False)}</span>'


def number_html(number: str) -> str:
    """Return the number of a heading, with the space behind it."""
    return f'<span class="no">{escape(number)}</span> ' if number else ""


class Writer:
    """Writes the nodes of one section."""

    side = "side"
    """Class of what stands in the side column."""

    def __init__(
        self, path: str = "", *, level: int = 1, boxed: bool = False, of_pages: bool = False
    ) -> None:
        """Prepare to write nodes of the section file ``path``.

        Args:
            level: That of the heading they stand under, 1 for the title of the document.
            boxed: Whether they stand in a box: numbers need none of their own then.
            of_pages: Whether they are text that flows over pages, where a table may have its own.
        """
        self.path = path
        self._level = level
        self._in_side = boxed
        self._of_pages = of_pages

    def all(self, children: Iterable[Node | str]) -> str:
        """Return ``children`` one after the other, with text escaped."""
        return "".join(
            escape(unbroken(child), quote=False) if isinstance(child, str) else self.node(child)
            for child in children
        )

    def node(self, node: Node) -> str:
        """Return ``node`` with all below it."""
        match KINDS[node.kind].html:
            case Html.ELEMENT:
                return self._element(node.kind, node)
            case Html.PARAGRAPH:
                return self._paragraph(node)
            case Html.BOX:
                return self._box(node)
            case Html.OWN:
                return str(getattr(self, f"_{node.kind.replace('-', '_')}")(node))
            case Html.APART:
                raise ValueError(f"{node.kind!r} at {self.path}:{node.line} is never written alone")

    def _box(self, node: Node) -> str:
        """Return a box; what is in it stands beside the text or apart from it, and says so."""
        around, self._in_side = self._in_side, self._in_side or node.kind == "side"
        inner = self._titled(node.children)
        self._in_side = around
        block = BY_KIND.get(node.kind)
        role = ' role="note"' if block and block.apart else ""
        name = self.side if node.kind == "side" else node.kind
        return f"<div{self._attributes(node, name, block=True)}{role}>{inner}</div>\n"

    def _titled(self, children: Iterable[Node | str]) -> str:
        """Return what is in a box: under its title, if it has one, headings are a level lower."""
        around, inner = self._level, ""
        for child in children:
            inner += self.all([child])
            if isinstance(child, Node) and child.kind == "box-title":
                self._level += 1
        self._level = around
        return inner

    def _box_title(self, node: Node) -> str:
        """Return the title of a box: a heading, which themes style as a line of the box.

        As ``h3`` it would take what themes say of headings in the text.
        """
        extra = f' role="heading" aria-level="{self._level + 1}"'
        return self._element("p", replace(node, line=0), node.kind, extra=extra)

    def _attributes(self, node: Node, *classes: str, block: bool = False) -> str:
        """Return id, classes and language of an element; of a ``block`` also where it is
        written, by which typesetting counts lines."""
        names = " ".join(filter(None, (*classes, node.get("class"))))
        values = [("id", node.get("id")), ("class", names), ("lang", node.get("lang"))]
        if block and node.line and (path := node.get("path") or self.path):
            values.append(("data-block", f"{path}:{node.line}"))
        values.append(("data-floats", node.get("floats")))
        return "".join(f' {name}="{escape(value)}"' for name, value in values if value)

    def _element(self, tag: str, node: Node, *classes: str, extra: str = "") -> str:
        block = tag in {"p", "li", "table", "blockquote", "dl"}
        attributes = self._attributes(node, *classes, block=block)
        end = "\n" if tag not in {"strong", "em", "code", "sup", "sub", "s", "span"} else ""
        return f"<{tag}{attributes}{extra}>{self.all(node.children)}</{tag}>{end}"

    def _paragraph(self, node: Node) -> str:
        extra = _OF_CAPTION if node.kind in _CAPTIONS else ""
        return self._element("p", replace(node, line=0), node.kind, extra=extra)

    def _group(self, node: Node) -> str:
        """Return a group of blocks; in an element only if it has a name or language."""
        attributes = self._attributes(node)
        inner = self.all(node.children)
        return f"<div{attributes}>{inner}</div>\n" if attributes else inner

    def _dt(self, node: Node) -> str:
        """Return a term, with a space behind it: its meaning follows, and may be in the same line.

        A space that may break a line would not be printed at its end.
        """
        return self._element("dt", replace(node, children=(*node.children, _NO_BREAK)))

    def _entry(self, node: Node) -> str:
        return self.all(node.children)

    def _p(self, node: Node) -> str:
        """Return a paragraph; one that opens with bold words is a run-in head with its text."""
        run_in = [c.kind for c in node.children[:1] if isinstance(c, Node)] == ["strong"]
        return self._element("p", with_number(with_tied_end(node)), "run-in" if run_in else "")

    def _li(self, node: Node) -> str:
        return self._element("li", with_tied_end(node), "task" if node.get("task") else "")

    def _task(self, node: Node) -> str:
        """Return the box of a task; who hears it is told its state."""
        label = escape(node.get("label"))
        return f'<span class="box" role="img" aria-label="{label}">{self.all(node.children)}</span>'

    def _ol(self, node: Node) -> str:
        """Return a numbered list; its first number is a style, as the engine ignores ``start``.

        Long numbers take a class, for the theme to make room for them.
        """
        start = node.get("start")
        style = f' style="counter-reset: list-item {int(start) - 1}"' if start else ""
        digits = len(str(int(start or 1) + len(node.nodes) - 1))
        return self._element("ol", node, f"digits-{digits}" if digits > 2 else "", extra=style)

    def _subsection(self, node: Node) -> str:
        level = int(node.get("level")) + 1
        heading, *rest = node.children
        assert isinstance(heading, Node)
        around, self._level = self._level, level
        inner = self.all(rest)
        self._level = around
        return (
            f"<h{level}{self._attributes(node, block=True)}>"
            f"{number_html(node.get('number'))}{self.all(heading.children)}</h{level}>\n{inner}"
        )

    def _number(self, node: Node) -> str:
        prefix = "".join(
            f'<span class="prefix">{self.all(c.children)}</span> '
            for c in node.children
            if isinstance(c, Node) and c.kind == "prefix"
        )
        parts = [c for c in node.nodes if c.kind != "prefix"]
        value = "".join(
            f'<p class="value">{prefix}{self.all(c.children)}</p>\n'
            for c in parts
            if c.kind == "value"
        )
        rest = self.all(c for c in parts if c.kind != "value")
        box = f"<div{self._attributes(node, 'number', block=True)}>{value}{rest}</div>\n"
        return box if self._in_side else f'<div class="{self.side}">{box}</div>\n'

    def _table_block(self, node: Node) -> str:
        """Return a table with its title; one that is turned stands on a page of its own."""
        block = self._numbered("div", "table-block", "tab-title", node, role="figure")
        turned = self._of_pages and ("class", "turned") in node.attributes
        page = '<div class="turned-page" data-apart="turned" role="presentation">'
        return f"{page}{block}</div>" if turned else block

    def _figure(self, node: Node) -> str:
        drawn = ' class="drawn"' if node.get("drawn") else ""
        if node.get("width-pt"):
            size = f"width: {node.get('width-pt')}pt; height: {node.get('height-pt')}pt"
            size += f"; margin-left: {node.get('left-pt')}pt" if node.get("left-pt") else ""
            drawn = f' style="{size}"'
        image = f'<img{drawn} src="{escape(node.get("src"))}" alt="{escape(node.get("alt"))}">'
        titles = [
            c
            for c in node.children
            if isinstance(c, Node) and c.kind in {"fig-title", "fig-subtitle"}
        ]
        below = (c for c in node.nodes if c not in titles)
        rest = [under(c, node) if c.kind == "credit" else c for c in below]
        if node.get("title"):
            titles = [Node("fig-title", (), (node.get("title"),))]
        # What decorates is no figure to a screen reader, and its credit the caption of none.
        decorates = node.flagged("decorative")
        tag = 'div class="caption"' if decorates else "figcaption"
        caption = f"<{tag}>{self.all(rest)}</{tag.split(maxsplit=1)[0]}>" if rest else ""
        figure = self._numbered(
            "div" if decorates else "figure",
            "figure portrait" if node.get("portrait") else "figure",
            "fig-title",
            Node("figure", node.attributes, tuple(titles), (), node.line),
            f"{image}{caption}",
        )
        beside = node.get("place") == "side" and not self._in_side
        return f'<div class="{self.side}">{figure}</div>\n' if beside else figure

    def _numbered(
        self, tag: str, name: str, title: str, node: Node, rest: str = "", role: str = ""
    ) -> str:
        """Return a block with a numbered title; ``rest`` is HTML that follows its children."""
        extra = f' role="{role}"' if role else ""
        inner = ""
        for child in node.children:
            if isinstance(child, Node) and child.kind == title and node.get("number"):
                head = f"{node.get('label')} {node.get('number')}"
                label = f'<span class="fig-label">{escape(head)}</span>'
                words = self.all(child.children)
                inner += f'<p class="{title}"{_OF_CAPTION}>{label} {words}</p>\n'
            else:
                inner += self.all([child])
        return f"<{tag}{self._attributes(node, name, block=True)}{extra}>{inner}{rest}</{tag}>\n"

    def _credit(self, node: Node) -> str:
        width = f' style="width: {node.get("width-pt")}pt"' if node.get("width-pt") else ""
        return f'<p class="credit"{width}>{self.all(node.children)}</p>\n'

    def _source(self, node: Node) -> str:
        label = escape(node.get("label"))
        return f'<p class="source"{_OF_CAPTION}>{label} {self.all(node.children)}</p>\n'

    def _table(self, node: Node) -> str:
        """Return a table; columns of numbers stand to the right, their units in line.

        One that is folded stands in as many columns, between which the engine breaks it, with its
        header row above each, as it does between pages.
        """
        table = self._element("table", with_row_heads(with_numbers_in_line(node)))
        fold = node.get("fold")
        return (
            f'<div class="fold fold-{fold}" role="presentation">{table}</div>\n' if fold else table
        )

    def _th(self, node: Node) -> str:
        """Return a cell of a header row; one without words heads nothing."""
        return self._cell("td", node, "") if is_blank(node) else self._cell("th", node, "col")

    def _td(self, node: Node) -> str:
        """Return a cell below the header row, which may head its row."""
        scope = node.get("scope")
        return self._cell("th" if scope else "td", node, scope)

    def _cell(self, tag: str, node: Node, scope: str) -> str:
        side = {"right": "num", "number": "num", "center": "centred"}.get(node.get("align"), "")
        if node.kind == "td" and node.get("align") == "number":
            side = "num unbroken"
        extra = f' scope="{scope}"' if scope else ""
        unseen = ""
        if lacks := node.get("lacks"):
            side, extra = f"{side} lacks", f'{extra} data-lacks="{escape(lacks)}"'
        if marks := node.get("lacks-marks"):
            unseen = f'<sup class="lacks" data-lacks="{escape(marks)}"></sup>'
        return (
            f"<{tag}{self._attributes(node, side)}{extra}>{self.all(node.children)}{unseen}</{tag}>"
        )

    def _pre(self, node: Node) -> str:
        """Return a block of code, with classes for how many lines it has: ``rows-3`` is three more
        than a multiple of seven, by which a style sheet can bring it to whole lines of text."""
        text = node.text()
        rows = text.count("\n") + 1
        names = (f"rows-{rows % 7}", "whole" if rows <= _WHOLE else "")
        size = f' style="font-size: {node.get("size")}pt"' if node.get("size") else ""
        code = "".join(map(_verbatim, highlighted(text, node.get("info"))))
        attributes = self._attributes(node, *names, block=True)
        return f"<pre{attributes}{size}><code>{code}</code></pre>\n"

    def _code(self, node: Node) -> str:
        return f"<code{self._attributes(node)}>{escape(node.text(), quote=False)}</code>"

    def _br(self, node: Node) -> str:
        return "<br>"

    def _span(self, node: Node) -> str:
        """Return text with a language or a name; a bare condition leaves no tag."""
        return self._element("span", node) if self._attributes(node) else self.all(node.children)

    def _abbr(self, node: Node) -> str:
        return f'<abbr title="{escape(node.get("title"))}">{self.all(node.children)}</abbr>'

    def _a(self, node: Node) -> str:
        href = node.get("href")
        address = "address" if node.get("bare") or node.text() == href else ""
        href = f"urn:briefing:{href[1:]}" if href.startswith("#") else href.replace(" ", "%20")
        attributes = f'{self._attributes(node, address)} href="{escape(href)}"'
        return f"<a{attributes}>{self.all(node.children)}</a>"

    def _sup(self, node: Node) -> str:
        return f"<sup{self._attributes(node)}>{_HELD}{self.all(node.children)}</sup>"

    def _citation(self, node: Node) -> str:
        """Return the numbers of a citation, each a link; a run of many may break between marks."""
        printed = marks(node)
        held, items = _HELD_APART, []
        for numbers, locator in printed:
            links = []
            for number in numbers:
                links.append(f'<a href="urn:briefing:pack.src.{number}">{held}{number}</a>')
                held = ""
            place = f'<span class="at">, {escape(locator)}</span>' if locator else ""
            items.append("–".join(links) + place)
        whole = citation_text(node)
        long = len(whole) > _LONG_MARK
        if long:
            items = [f'<span class="mark">{item}</span>' for item in items]
        text = separator(printed).join(items)
        return self._mark(node, text, whole, "cite", "long" if long else "")

    def _note_mark(self, node: Node) -> str:
        text = f"{_HELD_APART}{self.all(node.children)}"
        link = f'<a href="urn:briefing:{escape(node.get("href")[1:])}">{text}</a>'
        return self._mark(node, link, node.text(), "note")

    def _mark(self, node: Node, html: str, printed: str, *classes: str) -> str:
        """Return a raised mark, with what is heard of it: binding writes that into the tags.

        In print in which nothing is raised it has its brackets on paper, too.
        """
        if node.get("brackets"):
            html = f"{_HELD_APART}[{html.replace(_HELD_APART, '')}]"
        spoken = f' data-spoken="{escape(spoken_mark(printed))}"'
        return f"<sup{self._attributes(node, *classes)}{spoken}>{html}</sup>"
