"""What is heard of a bound PDF, read from the file itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.listen.page import set_lines
from briefing.listen.phrases import link_names, phrase
from briefing.listen.speech import Line, speech
from briefing.prove.extract.tag_reader import Tag, TagTree, Words, read_tags
from support.fragments import bind, furniture, typeset
from support.packs import INFO, OUTLINE, sample


@pytest.fixture(scope="module")
def tree() -> TagTree:
    """The tags of a pack with all that content may hold."""
    return read_tags(bind(*sample(), OUTLINE, INFO).pdf)


@pytest.fixture(scope="module")
def heard(tree: TagTree) -> tuple[Line, ...]:
    """What is heard of it."""
    return speech(tree)


def words(text: str, at: float = 0, line: int = 0, link: str = "") -> Words:
    """A run of text in a line, from 0, of 10 pt."""
    return Words(0, text, (at, 700 - 20 * line, at + 10, 710 - 20 * line), link)


def beside(text: str, at: float, foot: float, height: float) -> Words:
    """A run of text as wide as it is high, its foot at a height of its own."""
    return Words(0, text, (at, foot, at + height, foot + height), "")


# ── a file ────────────────────────────────────────────────────────────────────────────────


def test_it_begins_with_title_pages_and_language(heard: tuple[Line, ...]) -> None:
    """As when a reader opens the file."""
    assert heard[0].role == "document"
    assert heard[0].text.startswith("KFOR & you")
    assert heard[1] == Line("language", "en-GB")


def test_roles_are_said_with_their_texts(heard: tuple[Line, ...]) -> None:
    """Headings with their levels, items with their bullets, alternative texts of pictures."""
    said = {(line.role, line.text) for line in heard}
    assert ("heading 2", "Chapter 1") in said
    assert ("heading 3", "Details") in said
    assert ("item", "• One") in said
    assert ("picture", "A blue chart") in said
    assert ("picture", "A dot") in said
    assert ("quotation", "Said so.") in said
    assert [line.depth for line in heard if line.text.endswith("Inner")] == [2, 2]


def test_a_table_over_pages_is_heard_once_row_by_row(heard: tuple[Line, ...]) -> None:
    """Each cell with the head of its column; the head repeated on paper is no row."""
    at = next(n for n, line in enumerate(heard) if line.role == "table")
    assert heard[at].text == "41 rows, 2 columns"
    assert heard[at + 1] == Line("row 1", "Nation; Troops")
    assert heard[at + 2] == Line("row 2", "Nation 0; Troops: 0")
    assert heard[at + 41] == Line("row 41", "Nation 39; Troops: 663")


def test_links_are_named_once(heard: tuple[Line, ...]) -> None:
    """A link over two lines has two rectangles and one name."""
    first = [line.text for line in heard if line.role == "link"]
    assert len([name for name in first if "hapter two" in name or "Chapter 2" in name]) in {1, 2}
    assert any("https://example.org/x" in name for name in first)


def test_words_of_another_language_are_announced(heard: tuple[Line, ...]) -> None:
    """A voice of that language reads them."""
    assert any("‹sq› Përshëndetje çdo ditë, ‹sr› Шта је човек" in line.text for line in heard)


def test_every_word_of_the_tags_is_heard(tree: TagTree, heard: tuple[Line, ...]) -> None:
    """In the order of the tags, but for what is heard instead of it."""
    spoken = _letters(" ".join(line.text for line in heard))
    at = 0
    for tag in tree.root.walk():
        if tag.role == "Figure":
            continue
        for kid in tag.kids:
            if isinstance(kid, Words) and tag.role not in {"Lbl", "TH"}:
                found = spoken.find(_letters(kid.text), at if tag.role == "P" else 0)
                assert found >= 0, kid.text
                at = found if tag.role == "P" else at


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def test_blank_cells_and_wide_links_of_a_file() -> None:
    """PDFium leaves out cells that are empty, and the area of a link reaches beyond it."""
    mark = '<sup class=cite><a href="urn:briefing:src-1">1</a></sup>'
    body = f"""<table><thead><tr><td><th scope=col>2024<th scope=col>2025</thead>
    <tr><th scope=row>KFOR<td>12{mark}<td><tr><th scope=row>EULEX<td><td>5</table>
    <p id=src-1>UN</p>"""
    tree = read_tags(bind((typeset("one", body),), furniture(1), (), INFO).pdf)
    said = [(line.role, line.text) for line in speech(tree)]
    assert [text for role, text in said if role.startswith("row")] == [
        "blank; 2024; 2025",
        "KFOR; 2024: 121; 2025: blank",
        "EULEX; 2024: blank; 2025: 5",
    ]
    inside = [tag.role for tag in tree.root.walk() for kid in tag.kids if getattr(kid, "link", "")]
    assert set(inside) <= {"Link"}


# ── a line ────────────────────────────────────────────────────────────────────────────────


def test_lines_are_joined_by_a_space_and_divided_words_without() -> None:
    """A hyphen that is written stays."""
    assert phrase([words("a long"), words("word", line=1)]) == "a long word"
    assert phrase([words("a long sen\N{HYPHEN}"), words("tence", line=1)]) == "a long sentence"
    assert phrase([words("a long sen\x02"), words("tence", line=1)]) == "a long sentence"
    assert phrase([words("hard-"), words("won", line=1)]) == "hard-won"
    assert phrase([words("a dash –"), words("here", line=1)]) == "a dash – here"
    assert phrase([words("one"), words("word", at=10)]) == "oneword"


def test_a_full_stop_below_a_raised_number_is_in_its_line() -> None:
    """It is lower than the number ends; the next line is lower still."""
    cited = Tag("Reference", actual="[4]", kids=[beside("4", at=50, foot=705, height=4)])
    assert phrase([words("2025", at=40), cited, beside(".", 54, 702, 1)]) == "2025[4]."
    assert phrase([words("2025", at=40), cited, words("So", at=60, line=1)]) == "2025[4] So"


def test_what_replaces_text_is_heard_instead_of_it() -> None:
    """Actual text, alternative text, and what an abbreviation stands for after it."""
    cited = Tag(
        "Reference", actual="[1]", kids=[Tag("Link", kids=[words("1", 11, link="Source 1")])]
    )
    assert phrase([words("2025."), cited]) == "2025.[1]"
    assert list(link_names([words("2025."), cited])) == ["Source 1"]
    apart = Tag("Reference", actual="[1]", kids=[Tag("Link", kids=[words("1 ", 11)])])
    assert phrase([words("2025."), apart, words("So", 23)]) == "2025.[1] So"
    short = Tag("Span", expansion="Kosovo Force", kids=[words("KFOR")])
    assert phrase([short, words(" leads.", at=10)]) == "KFOR (Kosovo Force) leads."
    marked = Tag("Span", expansion="TLP:RED. For you alone.", kids=[words("TLP:RED")])
    assert phrase([marked]) == "TLP:RED. For you alone."


def test_a_full_stop_after_a_raised_number_follows_it() -> None:
    """It stands lower than the number, and after several numbers right of the last."""
    first, last = words("2", 11, link="Source 2"), words("3", 28, link="Source 3")
    raised = [Words(0, w.text, (w.box[0], 704, w.box[2], 708)) for w in (first, last)]
    stop = Words(0, ".", (39, 700, 40, 701), "")
    cited = Tag("Reference", actual="[2, 3]", kids=[Tag("Link", kids=[one]) for one in raised])
    assert phrase([words("2025"), cited, stop]) == "2025[2, 3]."
    assert phrase([words("2025"), cited, words("Next", line=1)]) == "2025[2, 3] Next"


def test_words_on_a_sheet_that_is_turned_round_are_joined() -> None:
    """As answers are on the backs of cards; the next run is at the left of one."""
    runs = [words("in ", 50), words("KFOR", 39), Words(0, ".", (36, 708, 37, 709), "")]
    assert phrase(runs) == "in KFOR."


def test_a_blank_cell_is_heard_as_one_and_moves_no_other() -> None:
    """Wherever it stands in its row: at the corner, among others or at the end."""
    heads = Tag("TR", kids=[Tag("TD"), *(Tag("TH", kids=[words(t)]) for t in ("2024", "2025"))])
    first = Tag("TH", scope="Row", kids=[words("KFOR")])
    rows = [
        Tag("TR", kids=[first, Tag("TD"), Tag("TD", kids=[words("5")])]),
        Tag("TR", kids=[first, Tag("TD", kids=[words("4")])]),
    ]
    table = Tag("", kids=[Tag("Table", kids=[heads, *rows])])
    said = [line.text for line in speech(TagTree(table, "A", "en", 1)) if "row " in line.role]
    assert said == [
        "blank; 2024; 2025",
        "KFOR; 2024: blank; 2025: 5",
        "KFOR; 2024: 4; 2025: blank",
    ]


@given(st.lists(st.text("abc äЖ", min_size=1), min_size=1))
def test_no_word_of_a_line_is_lost(texts: list[str]) -> None:
    """However its runs are cut."""
    runs = [words(text, 11 * n, n % 2) for n, text in enumerate(texts)]
    assert phrase(runs).replace(" ", "") == "".join(texts).replace(" ", "")


# ── a page ────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.text("abcdefgh ", min_size=1, max_size=300)), st.integers(40, 120))
def test_a_page_is_as_wide_as_asked_and_holds_every_word(texts: list[str], width: int) -> None:
    """Words longer than a line stay whole."""
    lines = list(set_lines([Line("item", text, 1) for text in texts], width))
    said = " ".join(lines).split()
    assert [word for word in said if word != "item"] == " ".join(texts).split()
    for line in lines:
        assert len(line) <= width or len(line.split()[-1]) > width - 40
