"""The kinds of nodes a text is made of: what is left of each when it is emptied, how it is written.

Kinds are called as in HTML where there is a name for them. Those of ``/// name`` blocks have their
rows in `briefing.model.blocks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from briefing.model.blocks import BLOCKS, CONTENT, KEPT, Emptied, Html


class Role(Enum):
    """What a node is to those around it."""

    BLOCK = auto()
    WORDS = auto()
    """Words in a line, with something said of them."""
    REFERENCE = auto()
    """A name in a line; resolving puts words in its place."""
    TITLE = auto()
    """Names what follows, and is no content by itself."""
    PART = auto()
    """The same, made from the argument or an option of a block."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of node."""

    name: str
    emptied: Emptied
    html: Html = Html.ELEMENT
    role: Role = Role.BLOCK
    through: bool = False
    """Whether it is content only as far as what it holds is."""
    prose: bool = True
    """Whether the words in it are running text."""
    layout: str = ""
    """The layout that it gives the slide it stands on."""
    numbered: str = ""
    """What it is called with its number; empty if it is not numbered."""
    called: str = ""
    """What messages call it; its name, if empty."""

    def __post_init__(self) -> None:
        if not self.called:
            object.__setattr__(self, "called", self.name)

    @property
    def is_title(self) -> bool:
        """Whether it is no content by itself."""
        return self.role in {Role.TITLE, Role.PART}


_TEXT = (
    Kind("p", CONTENT, Html.OWN, called="paragraph"),
    Kind("ul", CONTENT, called="list"),
    Kind("ol", CONTENT, Html.OWN, called="list"),
    Kind("li", CONTENT, Html.OWN, called="item"),
    Kind("dl", CONTENT, called="list of definitions"),
    Kind("entry", Emptied(needs="dt"), Html.OWN, called="definition"),
    Kind("dt", CONTENT, Html.OWN, Role.TITLE),
    Kind("dd", CONTENT),
    Kind("blockquote", CONTENT, layout="quote", called="quotation"),
    Kind("pre", KEPT, Html.OWN, prose=False, called="block of code"),
    Kind("chart", KEPT, Html.APART, prose=False, layout="figure"),
    Kind("subsection", Emptied(needs="heading"), Html.OWN),
    Kind("heading", CONTENT, Html.APART, Role.TITLE),
    Kind("title", KEPT, Html.APART, Role.TITLE),  # a section without one is dropped as a whole
    Kind("table", CONTENT, Html.OWN, prose=False, layout="table"),
    Kind("thead", KEPT, role=Role.TITLE),
    Kind("tbody", CONTENT),
    Kind("tr", CONTENT),
    Kind("th", KEPT, Html.OWN),
    Kind("td", KEPT, Html.OWN, through=True),
)
_WORDS = (
    Kind("strong", CONTENT, role=Role.WORDS),
    Kind("em", CONTENT, role=Role.WORDS),
    Kind("a", CONTENT, Html.OWN, Role.WORDS),
    Kind("span", CONTENT, Html.OWN, Role.WORDS),
    Kind("sup", CONTENT, Html.OWN, Role.WORDS),
    Kind("sub", CONTENT, role=Role.WORDS),
    Kind("s", CONTENT, role=Role.WORDS),
    Kind("code", KEPT, Html.OWN, Role.WORDS),
    Kind("img", KEPT, Html.APART, Role.WORDS, called="picture"),
    Kind("br", KEPT, Html.OWN, Role.WORDS),
)
_REFERENCES = (
    Kind("fact", KEPT, Html.APART, Role.REFERENCE),
    Kind("cite", KEPT, Html.APART, Role.REFERENCE),
    Kind("ref", KEPT, Html.APART, Role.REFERENCE),
    Kind("footnote", CONTENT, Html.APART, Role.REFERENCE),
)
_PARTS = (
    Kind("task", KEPT, Html.OWN, Role.PART, prose=False),
    Kind("box-title", CONTENT, Html.OWN, Role.PART),
    Kind("tab-title", CONTENT, Html.PARAGRAPH, Role.PART),
    Kind("tab-note", CONTENT, Html.PARAGRAPH, Role.PART),
    Kind("fig-title", CONTENT, Html.PARAGRAPH, Role.PART),
    Kind("fig-subtitle", CONTENT, Html.PARAGRAPH, Role.PART),
    Kind("data-link", CONTENT, Html.PARAGRAPH, Role.PART, prose=False),
    Kind("credit", CONTENT, Html.OWN, Role.PART, prose=False),
    Kind("source", CONTENT, Html.OWN, Role.PART, prose=False),
    Kind("prefix", CONTENT, Html.APART, Role.PART, prose=False),
    Kind("value", CONTENT, Html.APART, Role.PART, prose=False),
    Kind("topic", CONTENT, Html.APART, Role.PART),
    Kind("owner", CONTENT, Html.APART, Role.PART),
)
_COMPOSED = (
    Kind("label", CONTENT, Html.PARAGRAPH),
    Kind("in-words", CONTENT, Html.PARAGRAPH),
    Kind("beside", CONTENT, Html.BOX),
    Kind("words", CONTENT, Html.BOX),
    Kind("as-of", CONTENT, Html.PARAGRAPH),
    Kind("citation", CONTENT, Html.OWN, Role.WORDS),
    Kind("note-mark", CONTENT, Html.OWN, Role.WORDS),
    Kind("abbr", KEPT, Html.OWN, Role.WORDS),
    Kind("line", CONTENT, Html.APART),
)
"""Made while an edition is composed: from facts, citations and footnotes; the line to take."""
_REMARK = Kind("remark", KEPT, Html.APART)

KINDS = {
    kind.name: kind for kind in (*_TEXT, *_WORDS, *_REFERENCES, *_PARTS, *_COMPOSED, _REMARK)
} | {
    block.kind: Kind(
        block.kind,
        block.emptied,
        block.html,
        through=block.name == "audience",
        layout=block.layout,
        numbered=block.numbered,
        called=block.called,
    )
    for block in BLOCKS.values()
}
"""Every kind by its name."""

MARKUP = frozenset(kind.name for kind in _WORDS)
"""Words that Markdown sets apart in a line."""
REFERENCES = frozenset(kind.name for kind in _REFERENCES)
"""Names in a line that resolving puts words in place of."""
BOXES = {"open": "\N{BALLOT BOX}", "done": "\N{BALLOT BOX WITH CHECK}"}
"""What a task of a list shows, by its state."""
INLINE = MARKUP | REFERENCES
"""All that stands in a line before it is composed."""
PARTS = frozenset(kind.name for kind in _PARTS)
"""Made from the argument or an option of a block."""
