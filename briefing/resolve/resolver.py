"""One walk in reading order fills in what depends on the edition: values, sources, acronyms.

Everything here has a first time or a number, so the order of the walk is the order on paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.model.content import Node
from briefing.model.document import Note
from briefing.model.findings import Finding
from briefing.model.kinds import KINDS
from briefing.model.node_text import inline_text
from briefing.resolve.alt_text import in_words, with_data, with_words
from briefing.resolve.citations import in_order, joined
from briefing.resolve.numbering import Numbering, labelled
from briefing.text.citation_syntax import citations
from briefing.text.fact_format import print_fact, value_and_unit
from briefing.text.locale_format import print_date, separators
from briefing.text.plain_text import plain_title

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from briefing.model.content import Section
    from briefing.model.settings import Fact
    from briefing.resolve.acronyms import Acronyms
    from briefing.resolve.citations import Citations

# Blocks whose text is read as prose: acronyms are spelled out here and nowhere else.
_PROSE = frozenset({"p", "li", "dd"})
# Blocks that end a clause, where a fact's source is cited at the latest.
_CITING = frozenset({"p", "li", "dd", "td", "th", "source", "tab-note", "label"})
_CLAUSE_END = re.compile(r"[.,;:!?](?=[\s”’)]|$)[”’)]?")


@dataclass(slots=True)
class Resolver:
    """Walks the sections of one edition in reading order."""

    facts: Mapping[str, Fact]
    language: str
    labels: Mapping[str, str]
    numbering: Numbering
    sources: Citations
    acronyms: Acronyms
    ids: frozenset[str] = frozenset()
    """Every id in the edition: what a link may lead to."""
    findings: list[Finding] = field(default_factory=list)
    footnotes: list[Note] = field(default_factory=list)
    _noted: dict[tuple[str, str, tuple[Node | str, ...]], Note] = field(default_factory=dict)
    """The same, by section, name and content."""
    _section: Section | None = None
    _pending: list[str] = field(default_factory=list)
    """Facts whose sources are cited at the end of the clause."""
    _cited_facts: set[str] = field(default_factory=set)
    _said: str = ""
    """What the block says so far, by which the start of a sentence is known."""
    _enlarged: bool = False
    """Inside the big number of a box, whose unit is smaller."""
    _naming: bool = False
    """Inside a source line, which names its sources and does not only number them."""
    _boxed: list[tuple[datetime.date, str]] | None = None
    """Inside a number box: dates and sources of its facts, printed on a line of their own."""

    def section(self, section: Section) -> Section:
        """Return ``section`` with every name in it resolved."""
        self._section = section
        title = replace(
            section.title, children=self._inline(section.title, prose=False, cites=False)
        )
        blocks = tuple(self._block(block) for block in section.blocks)
        # What no clause took up, as in a last title, is cited where it is said again.
        self._cited_facts -= set(self._pending)
        self._pending = []
        return replace(section, title=title, blocks=blocks)

    def afresh(self) -> None:
        """Cite the sources of facts again, in what is read by itself, such as a slide."""
        self._cited_facts.clear()

    # ── blocks ───────────────────────────────────────────────────────────────────────────

    def _block(self, node: Node) -> Node:
        if node.kind == "number":
            return self._number(node)
        if node.get("small-words"):
            rest = tuple(pair for pair in node.attributes if pair[0] != "small-words")
            figure = self._block(replace(node, attributes=rest))
            return Node("group", (), (figure, in_words(node, self.labels)), (), node.line)
        if KINDS[node.kind].numbered or node.kind == "subsection":
            assert self._section is not None
            anchor = self.numbering.anchor(node, self._section)
            node = replace(
                node, attributes=(*(a for a in node.attributes if a[0] != "id"), ("id", anchor))
            )
            if (target := self.numbering.targets.get(anchor)) is not None and target.number:
                label = ("label", self.labels["figure" if node.kind == "figure" else "table"])
                own = () if node.kind == "subsection" else (label,)
                node = replace(node, attributes=(*node.attributes, *own, ("number", target.number)))
        if node.kind == "task":
            label = ("label", self.labels[f"task_{node.get('state')}"])
            node = replace(node, attributes=(*node.attributes, label))
        if node.kind == "figure" and node.get("drawn"):
            node = with_data(node, self.labels, self.numbering)
        if node.kind == "figure":
            node = with_words(node, self.labels)
        if node.kind == "key-messages" and not _has_title(node):
            title = Node("box-title", (), (self.labels["key_messages"],))
            node = replace(node, children=(title, *node.children))
        if node.kind == "table":  # how its numbers are read, where their signs leave it open
            mark = separators(self.language)[0]
            node = replace(node, attributes=(*node.attributes, ("decimal-mark", mark)))
        self._naming = node.kind == "source"
        if self._naming:
            node = replace(node, attributes=(*node.attributes, ("label", self.labels["source"])))
        children = self._inline(node, prose=node.kind in _PROSE, cites=node.kind in _CITING)
        self._naming = False
        return _shown(node, children)

    def _inline(
        self, node: Node, *, prose: bool, cites: bool, whole: bool = True
    ) -> tuple[Node | str, ...]:
        """Return the children of a block, resolved; blocks inside it are resolved as such.

        Args:
            node: The block, or inline content of one.
            prose: Whether acronyms are spelled out in it.
            cites: Whether the sources of its facts are cited in it.
            whole: False for inline content, whose end is no place to cite.
        """
        out: list[Node | str] = []
        if whole:
            self._said = ""
        for child in node.children:
            if isinstance(child, str):
                out += self._text(child, prose=prose, cites=cites)
                self._said += child
            elif child.kind in {"fact", "cite", "ref", "footnote"}:
                found = self._reference(child, cites=cites)
                out += found
                if child.kind in {"fact", "ref"}:
                    self._said += inline_text(found)
            elif child.kind in {"code", "pre", "br"} or child.get("bare"):
                out.append(_shown(child, child.children))
                self._said += child.text() or " "
            elif child.kind in {"strong", "em", "a", "span", "sup", "sub", "s"}:
                if child.get("href").startswith("#") and child.get("href")[1:] not in self.ids:
                    self._missing(child.get("href")[1:], node.line)
                within = cites and child.kind != "a"  # a citation is a link: none inside another
                inner = self._inline(child, prose=prose, cites=within, whole=False)
                out.append(_shown(child, inner))
            else:
                if cites:
                    out += self._flush()
                out.append(self._block(child))
                self._said = ""
        if cites and whole:
            out += self._flush()
        return _merge_citations(out)

    def _number(self, node: Node) -> Node:
        """Return a number box; dates and sources of its facts stand on a line of their own."""
        self._boxed = []
        children: list[Node | str] = []
        for child in node.children:
            if isinstance(child, Node):
                kind = "label" if child.kind == "p" else child.kind
                self._enlarged = kind == "value"
                inner = self._inline(child, prose=False, cites=False)
                self._enlarged = False
                children.append(_shown(replace(child, kind=kind), inner))
        boxed, self._boxed = self._boxed, None
        if boxed:
            dates = " / ".join(dict.fromkeys(print_date(d, self.language) for d, _ in boxed))
            cited = self._cite([(source, "") for source in dict.fromkeys(s for _, s in boxed)])
            children.append(Node("as-of", (), (self.labels["as_of"].format(date=dates), *cited)))
        return _shown(node, tuple(children))

    # ── inline ───────────────────────────────────────────────────────────────────────────

    def _text(self, text: str, *, prose: bool, cites: bool) -> list[Node | str]:
        if prose:
            text = self.acronyms.spell_out(text, self._said)
        else:
            self.acronyms.note(text)
        if cites and self._pending and (end := _CLAUSE_END.search(text)):
            return [text[: end.end()], *self._flush(), text[end.end() :]]
        return [text]

    def _flush(self) -> list[Node | str]:
        pending, self._pending = self._pending, []
        return list(self._cite([(self.facts[name].source, "") for name in pending]))

    def _cite(self, pairs: list[tuple[str, str]]) -> tuple[Node, ...]:
        if not pairs:
            return ()
        cited = [(self.sources.number(source, locator), locator) for source, locator in pairs]
        return (Node("citation", (), in_order(cited)),)

    def _named(self, pairs: list[tuple[str, str]]) -> list[Node | str]:
        """Return sources by a short name, each with its number: ``NATO, 2017``, then 5."""
        out: list[Node | str] = []
        for source, locator in pairs:
            out += ["; "] if out else []
            out += [*self.sources.short_name(source), *self._cite([(source, locator)])]
        return out

    def _reference(self, node: Node, *, cites: bool) -> list[Node | str]:
        body = node.get("body")
        if node.kind == "fact":
            return self._fact(body)
        if node.kind == "cite":
            if self._naming:
                return self._named(citations(body))
            pairs = [(self.facts[name].source, "") for name in self._pending] if cites else []
            if cites:
                self._pending = []
            return list(self._cite(pairs + citations(body)))
        if node.kind == "ref":
            return self._cross_reference(body, node.line)
        return [self._footnote(node)]

    def _fact(self, body: str) -> list[Node | str]:
        name, _, what = body.partition(".")
        fact = self.facts[name]
        if what == "as_of":
            return [print_date(fact.as_of, self.language)]
        if self._boxed is not None:
            self._boxed.append((fact.as_of, fact.source))
        elif name not in self._cited_facts:
            self._pending.append(name)
        self._cited_facts.add(name)
        if not self._enlarged:
            return [print_fact(fact, self.language)]
        value, unit = value_and_unit(fact, self.language)
        return [value, Node("span", (("class", "unit"),), (f" {unit}",))] if unit else [value]

    def _cross_reference(self, anchor: str, line: int) -> list[Node | str]:
        target = self.numbering.targets.get(anchor)
        if target is None:
            self._missing(anchor, line)
            return []
        if target.number:
            text = f"{labelled(target, self.labels)}\N{NO-BREAK SPACE}{target.number}"
        else:
            text = f"“{plain_title(target.title, self.facts, self.language)}”"
        return [Node("a", (("href", f"#{anchor}"), ("class", "xref")), (text,))]

    def _missing(self, anchor: str, line: int) -> None:
        assert self._section is not None
        self.findings.append(
            Finding(
                self._section.place(line),
                "B306",
                f'"#{anchor}" is not in this edition, but this text refers to it',
                "give the reference the conditions of what it refers to",
            )
        )

    def _footnote(self, node: Node) -> Node:
        """Return the mark of a footnote; one that is referred to again keeps its mark."""
        assert self._section is not None
        # What is withheld from one of two places leaves two footnotes.
        key = (self._section.id, node.get("name"), node.children)
        if (known := self._noted.get(key)) is not None:
            return Node("note-mark", (("href", f"#{known.anchor}"),), (known.mark,))
        mark = _letters(len(self.footnotes))
        anchor = f"note.{mark}"
        said = self._said
        content = self._inline(Node("p", (), node.children), prose=True, cites=True)
        self._said = said
        self._noted[key] = Note(mark, anchor, content)
        self.footnotes.append(self._noted[key])
        return Node("note-mark", (("href", f"#{anchor}"),), (mark,))


def _shown(node: Node, children: tuple[Node | str, ...]) -> Node:
    """Return ``node`` with ``children``, and without the conditions it was selected by."""
    return Node(node.kind, node.attributes, children, (), node.line)


def _has_title(node: Node) -> bool:
    return any(c.kind == "box-title" for c in node.nodes)


def _merge_citations(parts: list[Node | str]) -> tuple[Node | str, ...]:
    """Join citations side by side, and drop the space before one, so that it hugs its word."""
    out: list[Node | str] = []
    for part in parts:
        if not isinstance(part, Node) or part.kind not in {"citation", "note-mark"}:
            out += [part] if part != "" else []
            continue
        if out and isinstance(before := out[-1], str):
            stripped = before.rstrip()
            out[-1:] = [stripped] if stripped else []
        last = out[-1] if out else ""
        if part.kind == "citation" and isinstance(last, Node) and last.kind == "citation":
            out[-1] = replace(last, children=joined(last, part))
        else:
            out.append(part)
    return tuple(out)


def _letters(index: int) -> str:
    """Return the mark of a footnote, a, b, … z, aa: none can be taken for a source number."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
