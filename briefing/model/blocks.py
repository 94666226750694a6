"""The blocks authors can write: one row for each ``/// name``, read by every stage that asks.

To add a block, add its row; CONTRIBUTING.md says what else it takes. What a row does not say is
the same for all blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from briefing.model.formats import formats_made_of
from briefing.model.formats.notes import NOTES


class Html(Enum):
    """How a node is written to HTML."""

    ELEMENT = auto()
    """As the HTML element of the same name."""
    PARAGRAPH = auto()
    """As a paragraph whose class is the kind."""
    BOX = auto()
    """As a ``div`` whose class is the kind."""
    OWN = auto()
    """By the writer's method for the kind."""
    APART = auto()
    """Never by itself: the node around it, a layout or another format places its parts."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """When a node is dropped because of what was withheld from a reader inside it.

    Titles are never content, so that no rule leaves a lonely one.
    """

    needs: str = ""
    """The part without whose words it is nothing, such as the question of a card."""
    aside: frozenset[str] = frozenset()
    """Kinds of inner blocks that do not count as its content."""
    bare: bool = False
    """Whether its title may be all of it, if nothing more was ever written in it."""
    never: bool = False
    """Whether it stays whatever is withheld inside it, as its content is a file or an attribute."""


CONTENT = Emptied()
"""Dropped with the last of its content, as most nodes are."""
KEPT = Emptied(never=True)


class Use(Enum):
    """What becomes of an option."""

    ATTRIBUTE = auto()
    """A word or name, kept as an attribute of the node."""
    PICTURE = auto()
    """The path of a picture, kept as an attribute."""
    LAYOUT = auto()
    """A size or a place, kept as an attribute in its normal form."""
    FLAG = auto()
    """Yes or no, kept as a class of the node."""
    DATA = auto()
    """Says which data file is shown, and how; nothing of it is kept."""
    TABLE = auto()
    """Says how a table is read or laid out, kept as an attribute of each table in the block."""
    BEFORE_TITLE = auto()
    """A line of text, kept as a part that stands before the title."""
    BELOW_TITLE = auto()
    """A line of text, kept as a part that stands below the title."""
    FOOT = auto()
    """A line of text, kept as a part that stands below the content."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a block, apart from the conditions, which all blocks take."""

    name: str
    use: Use = Use.ATTRIBUTE
    part: str = ""
    """Kind of the part that a line of text is kept as."""


class Holds(Enum):
    """What stands between the head of a block and its end."""

    BLOCKS = auto()
    TABLE = auto()
    """A table, written there or read from a data file."""
    PICTURE = auto()
    """One picture or chart, and what is said about it."""


SECTION = "section"
"""Among the places where a block may stand: in no other block, save “/// audience”."""
_DECKS = formats_made_of("slide")
_CARDS = formats_made_of("qa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One ``/// name | argument`` block: what it takes, where it may stand, what becomes of it."""

    name: str
    emptied: Emptied
    """When it is dropped because of what was withheld inside it."""
    html: Html
    kind: str = ""
    """Kind of the node it becomes; its name, if empty."""
    title: str = "box-title"
    """Kind of the part that its argument is kept as; empty if that is no text."""
    required: str = ""
    """What the argument says, in words for a message; empty if it may be left out."""
    options: tuple[Option, ...] = ()
    holds: Holds = Holds.BLOCKS
    within: tuple[str, ...] = ()
    """The blocks it may stand in, or ``SECTION``; if empty, it may stand anywhere."""
    formats: frozenset[str] = frozenset()
    """The only formats it is shown in; if empty, it is shown wherever text is."""
    opens: bool = False
    """Whether it may stand in the section of key messages, which has no heading."""
    footnotes: bool = True
    """Whether there is a place for the footnotes in it."""
    goes_with: str = ""
    """The kind of block beside which it is shown, in formats made of that kind."""
    spoken: bool = False
    """Whether its text is read aloud with a slide that has no notes."""
    layout: str = ""
    """The layout that it gives the slide it stands on."""
    numbered: str = ""
    """What it is called with its number: ``figure`` or ``table``; empty if it is not numbered."""
    called: str = ""
    """What messages call it; its name, if empty."""
    apart: bool = False
    """Whether what it says is said beside the running text, and not in it."""
    figures: str = ""
    """The width that the theme gives figures inside it; empty for that of the text around it."""

    def __post_init__(self) -> None:
        if not self.kind:
            object.__setattr__(self, "kind", self.name)
        if not self.called:
            object.__setattr__(self, "called", self.name)


_ID = Option("id")
_WIDE = Option("wide", Use.FLAG)
_SOURCE = Option("source", Use.FOOT, "source")

_ROWS = (
    Block(
        name="audience",
        kind="group",
        title="",
        required="the names of its audiences",
        emptied=CONTENT,
        html=Html.OWN,
    ),
    Block(
        name="key-messages",
        emptied=CONTENT,
        html=Html.BOX,
        opens=True,
        spoken=True,
        figures="box",
    ),
    Block(
        name="side",
        called="side box",
        emptied=CONTENT,
        html=Html.BOX,
        opens=True,
        apart=True,
        figures="side",
    ),
    Block(
        name="number",
        title="value",
        required="a number",
        options=(Option("prefix", Use.BEFORE_TITLE, "prefix"),),
        emptied=Emptied(needs="value"),
        html=Html.OWN,
        opens=True,
        layout="big-number",
    ),
    Block(
        name="note",
        emptied=CONTENT,
        html=Html.BOX,
        apart=True,
    ),
    Block(
        name="table",
        kind="table-block",
        title="tab-title",
        options=(
            _ID,
            Option("src", Use.DATA),
            Option("columns", Use.DATA),
            Option("align", Use.DATA),
            Option("rows", Use.DATA),
            Option("sheet", Use.DATA),
            Option("range", Use.DATA),
            Option("hidden", Use.DATA),
            Option("row-heads", Use.TABLE),
            Option("fold", Use.TABLE),
            Option("note", Use.FOOT, "tab-note"),
            _SOURCE,
            _WIDE,
            Option("turned", Use.FLAG),
        ),
        holds=Holds.TABLE,
        emptied=CONTENT,
        html=Html.OWN,
        layout="table",
        numbered="table",
    ),
    Block(
        name="figure",
        title="fig-title",
        options=(
            _ID,
            Option("src", Use.PICTURE),
            Option("alt"),
            Option("subtitle", Use.BELOW_TITLE, "fig-subtitle"),
            Option("credit", Use.BELOW_TITLE, "credit"),
            Option("width", Use.LAYOUT),
            Option("height", Use.LAYOUT),
            Option("place", Use.LAYOUT),
            Option("data"),
            Option("focus"),
            _SOURCE,
            _WIDE,
            Option("decorative", Use.FLAG),
        ),
        holds=Holds.PICTURE,
        emptied=KEPT,  # a picture's own conditions are those of the figure
        html=Html.OWN,
        layout="figure",
        numbered="figure",
    ),
    Block(
        name="slide",
        required="a title",
        options=(_ID, Option("layout"), Option("minutes"), Option("build", Use.FLAG), _SOURCE),
        within=(SECTION,),
        formats=_DECKS,
        emptied=Emptied(needs="box-title", aside=frozenset({"notes"}), bare=True),
        html=Html.APART,
        opens=True,
        footnotes=False,
    ),
    Block(
        name="column",
        within=("slide",),
        emptied=Emptied(aside=frozenset({"notes"}), bare=True),
        html=Html.OWN,
        layout="two-column",
    ),
    Block(
        name="finding",
        required="a sentence",
        within=(SECTION,),
        formats=_DECKS,
        emptied=Emptied(needs="box-title", bare=True),
        html=Html.APART,
        footnotes=False,
        goes_with="slide",
    ),
    Block(
        name="notes",
        within=(SECTION, "slide"),
        formats=frozenset({NOTES.name}),
        emptied=CONTENT,
        html=Html.APART,
        opens=True,
        footnotes=False,
    ),
    Block(
        name="qa",
        required="a question",
        options=(
            _ID,
            Option("topic", Use.FOOT, "topic"),
            Option("owner", Use.FOOT, "owner"),
            _SOURCE,
        ),
        within=(SECTION,),
        formats=_CARDS,
        emptied=Emptied(needs="box-title", aside=frozenset({"pressed", "background"})),
        html=Html.APART,
        opens=True,
    ),
    # Parts of a card: each has a release level of its own in briefing.yaml.
    Block(
        name="pressed",
        within=("qa",),
        formats=_CARDS,
        emptied=CONTENT,
        html=Html.APART,
    ),
    Block(
        name="background",
        within=("qa",),
        formats=_CARDS,
        emptied=CONTENT,
        html=Html.APART,
    ),
)

BLOCKS = {block.name: block for block in _ROWS}
"""Every block by its name, in the order in which messages list them."""
BY_KIND = {block.kind: block for block in _ROWS}
"""The same by the kind of the node each becomes."""
CARD_PARTS = tuple(block.kind for block in _ROWS if block.within == ("qa",))
"""Parts of a card besides its line to take, in the order in which they are printed."""

LAYOUTS = {
    "title": "",
    "bullets": "",
    "two-column": "two columns",
    "figure": "a figure",
    "quote": "a quotation",
    "section": "",
    "big-number": "a “//// number”",
    "table": "a table",
    "comparison": "two columns",
    "timeline": "a list of definitions",
    "process": "a numbered list",
    "full-bleed": "a figure",
    "picture": "a figure",
}
"""Layouts of slides, each with what it needs, in words for a message; empty for words alone."""
ASKED_FOR = {
    "comparison": frozenset({"column"}),
    "timeline": frozenset({"dl"}),
    "process": frozenset({"ol"}),
    "full-bleed": frozenset({"figure"}),
    "picture": frozenset({"figure"}),
}
"""Kinds of which a layout needs one that no slide has unless it asks for it."""
PHOTOGRAPHS = frozenset({"full-bleed", "picture"})
"""Layouts that a photograph fills, cut to the proportions of its place."""
FOCUS = {"left": (0.0, 0.5), "right": (1.0, 0.5), "top": (0.5, 0.0), "bottom": (0.5, 1.0)}
"""What is kept of a picture that is cut: shares of what is cut off that are at its left and top."""
