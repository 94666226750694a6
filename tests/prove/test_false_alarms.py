"""No false alarm, and no leak for it: what a file holds for a reason is known, at its place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from audit.alarms import examine

from briefing.model.findings import Location
from briefing.prove import prove_again
from briefing.prove.extract.extracted import TextLocation
from briefing.prove.extract.serialise import to_bytes
from briefing.prove.known_text import vocabulary
from briefing.prove.text_folding import is_telling, letters
from briefing.select.selection import editions, make_edition
from support.cases import Case
from support.documents import DOCUMENTS, document, finished, left_over, made

if TYPE_CHECKING:
    from pathlib import Path

    from support.documents import Finished

pytestmark = pytest.mark.usefixtures("kept_renderer")

every_document = pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case.title)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all of these tests build."""
    return tmp_path_factory.mktemp("alarms")


@pytest.fixture(scope="module")
def paper(folder: Path) -> Finished:
    """The public's full paper of the first document: cover, contents, notes, sources."""
    briefing = document(DOCUMENTS[0], folder / "paper")
    return finished(briefing, make_edition(briefing, "public", "full"), folder)


# ── documents ─────────────────────────────────────────────────────────────────────────────


@every_document
def test_nothing_of_a_document_is_left_over(case: Case, folder: Path, tmp_path: Path) -> None:
    """Its public paper is delivered and all in it accounted for; withheld words put into it are
    found, with the line they were written in."""
    briefing = document(case, tmp_path / "paper")
    done = finished(briefing, make_edition(briefing, "public", "short"), folder)
    assert not left_over(done)
    for words in case.blocks["plant"].splitlines():
        faults = done.with_words(words).faults()
        assert any(
            code in {"P121", "P122"} and "sections/one.md:" in message
            for code, message, _ in faults
        ), f"{words}: {faults}"


@pytest.mark.slow
@every_document
def test_every_edition_of_a_document_is_delivered(case: Case, tmp_path: Path) -> None:
    """For all readers, at all lengths, in the formats the document is made for."""
    briefing = document(case, tmp_path / "paper")
    formats = case.blocks.get("formats", "pack").split()
    wanted = [edition for edition in editions(briefing) if edition.format in formats]
    for result in made(briefing, wanted, tmp_path):
        assert result.delivered, "\n".join(map(str, result.findings))


# ── what the program itself prints and writes ─────────────────────────────────────────────


def phrases(done: Finished) -> list[str]:
    """Every word the program prints or writes of its own, and every text of up to six."""
    found: dict[str, None] = {}
    for text in done.own_texts():
        words = re.findall(r"[^\W_]+", text)
        found |= dict.fromkeys(words)
        found |= {" ".join(words[:n]): None for n in range(2, 7) if n <= len(words)}
        if len(words) <= 6:
            found[text] = None
    return list(found)


def test_no_word_of_the_program_stops_an_edition(paper: Finished) -> None:
    """Each is withheld in turn, as a paragraph of its own: the file is delivered all the same."""
    assert len(phrases(paper)) > 150
    alarms = {words: faults for words in phrases(paper) if (faults := paper.faults(words))}
    assert not alarms


def test_a_word_of_the_program_is_found_in_a_sentence(paper: Finished) -> None:
    """Withheld, and put into the text: what may stand in its own place may not stand there."""
    shown = set[str]().union(*map(vocabulary, content(paper)))
    titles = [letters(text).text for text in content(paper)]
    missed = []
    for words in phrases(paper):
        left = letters(words).text
        for title in titles:  # what is shown as a whole may be said again
            left = left.replace(title, " ") if len(title) >= 6 else left
        told = [w for w in letters(words).words() if is_telling(w) and w not in shown and w in left]
        planted = paper.with_words(f"They said: {words}.")
        if told and not any(code == "P121" for code, *_ in planted.faults(words)):
            missed.append(words)
    assert not missed


def content(done: Finished) -> list[str]:
    """What is shown that no layout prints of its own."""
    own = {text for text, _ in done.expectation.printed}
    return [t for t in (*done.expectation.shown, *done.expectation.alternatives) if t not in own]


@pytest.mark.finds("P123")
def test_text_nobody_wrote_is_refused(paper: Finished) -> None:
    """Though it says nothing withheld, it is in the file for no reason: words in another language,
    or in letters that stand for others."""
    for words in ("tajna osnova", "ZnVuYXRl", "1,234,567"):
        extract = to_bytes(paper.with_words(words).file)
        proof = prove_again(extract, paper.expectation, Location("paper.pdf"))
        assert [finding.code for finding in proof.findings] == ["P123"], words


# ── words that are hidden ─────────────────────────────────────────────────────────────────

HIDDEN = {
    "broken at a line's end": "our appli\ncation here",
    "set letter by letter": "a p p l i c a t i o n",
    "with odd gaps": "ap p lica  ti on",
    "joined by signs": "our_application.plan",
    "cut by signs": "ap_pli-ca.tion",
    "one letter a line": "a\np\np\nl\ni\nc\na\nt\ni\no\nn",
    "inside another word": "preapplicationary",
    "camel case": "OurApplicationPlan",
    "backwards": "noitacilppa",
    "capitals": "APPLICATION",
    "wide letters": "ａｐｐｌｉｃａｔｉｏｎ",
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_word_is_found_however_it_is_set(paper: Finished, how: str) -> None:
    """“application” is withheld in the first document, and in its XMP packet for a reason."""
    faults = paper.with_words(HIDDEN[how]).faults()
    assert any(code == "P121" and '"application"' in message for code, message, _ in faults)


def test_a_word_broken_over_pages_is_found(paper: Finished) -> None:
    """Half of it at the end of one page, half at the end of the next."""
    faults = paper.with_words("appli", 1).with_words("cation", 2).faults()
    assert any(code == "P121" and '"application"' in message for code, message, _ in faults)


ADDRESSES = {
    "in a path": "https://example.org/application",
    "percent-encoded": "https://example.org/%61pp%6Cication",
    "inside a word": "https://example.org/theapplicationform",
    "camel case": "https://example.org/theApplicationForm",
    "joined": "https://example.org/the_application-form.pdf",
    "in a query": "https://example.org/?q=application",
}


@pytest.mark.parametrize("how", ADDRESSES)
def test_a_word_is_found_in_addresses(paper: Finished, how: str) -> None:
    """In that of a link which no shown block has; that of a link that is shown may say it."""
    place = TextLocation("a link on page 1", ADDRESSES[how])
    planted = replace(paper, file=replace(paper.file, addresses=(*paper.file.addresses, place)))
    [fault] = planted.faults()
    assert fault[0] == "P121"
    assert "a link on page 1" in fault[1]
    assert "sections/one.md:7" in fault[1]


# ── every kind of node ────────────────────────────────────────────────────────────────────

KINDS = """\
Shown to all.

Of xparagraph, *xstress*, `xcode` and [xspan]{#xspanid}. {: audience="staff" }

- xitem {: audience="staff" }

1. xnumbered {: audience="staff" }

Shown again.

xterm
:   xmeaning
{: audience="staff" }

> xquotation
{: audience="staff" }

```text
xfence
```
{: audience="staff" }

| xhead | b |
|-------|---|
| xcell | c |
{: audience="staff" }

[xwords](https://example.org/xaddress?a=xquery "xlinktitle") {: audience="staff" }

Mail [us](mailto:xmailbox@example.org). {: audience="staff" }

Cites it [@order, para xlocator] and {{ secret }}. {: audience="staff" }

### xheading {: #xheadingid audience="staff" }

Its text.[^n]

[^n]: xfootnote

## More

/// side | xside
    audience: staff
xaside
///

/// note | xnote
    audience: staff
xnoted
///

/// number | 77
    prefix: xprefix
    audience: staff
xunit
///

/// table | xtable
    columns: {a: xcolumnhead, b: Number}
    src: data/rows.csv
    source: "[@order, annex xannex]"
    note: xtablenote
    audience: staff
///

/// figure | xfigure
    src: figures/xfilename.svg
    alt: xalternative
    subtitle: xsubtitle
    source: "[@order]"
    audience: staff
///

/// figure | xchart
    alt: xchartalt
    source: "[@order]"
    audience: staff

```vega-lite
data: {values: [{a: xdatum, b: 1}]}
mark: bar
encoding:
  y: {field: a, type: nominal, title: xaxis}
  x: {field: b, type: quantitative}
```
///

/// qa | xquestion
    topic: xtopic
    owner: xowner
    audience: staff
xline

//// pressed
xpressed
////

//// background
xbackground
////
///

/// slide | xslide
    audience: staff

//// column | xcolumn
- xbullet
////

//// column | xother
- two
////

//// notes
xspoken
////
///
"""
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><title>xsvgtitle</title>'
    '<desc>xsvgdesc</desc><g aria-label="xsvglabel"><text y="9" font-family="Source Sans 3" '
    'font-size="12">xsvgtext</text></g></svg>'
)


@pytest.fixture(scope="module")
def kinds(folder: Path) -> Finished:
    """A paper that withholds a node of every kind with words."""
    files = {
        "file sections/one.md": f"---\ntitle: Kinds\n---\n{KINDS}",
        "file figures/xfilename.svg": _SVG,
        "file data/rows.csv": "a,b\nxcsv,1\n",
        "file facts.yaml": (
            "secret: {value: xfact, as_of: 2019-08-07, source: order, review_after: never}\n"
        ),
        "file acronyms.yaml": "XQ: {full: xfullform, plain: xplainform}\n",
    }
    briefing = document(Case("kinds", files), folder / "kinds")
    return finished(briefing, make_edition(briefing, "public", "short"), folder)


WITHHELD = sorted(
    {
        *re.findall(r"\bx[a-z]+", f"{KINDS} {_SVG}"),
        "xcsv",
        "xfact",
        "august",
        "xfullform",
        "xplainform",
    }
    - {"xmlns"}
)


@pytest.mark.parametrize("word", WITHHELD)
def test_words_of_every_kind_of_node_are_looked_for(kinds: Finished, word: str) -> None:
    """Whatever held it: in the text, in the XMP packet and in an address it is found."""
    assert not kinds.faults()
    in_text = kinds.with_words(f"They said {word} again.")
    contents = replace(kinds.file.object_contents, packets=[f"<x>{word}</x>"])
    in_packet = replace(kinds, file=replace(kinds.file, object_contents=contents))
    link = TextLocation("a link on page 1", f"https://example.org/{word}")
    in_link = replace(kinds, file=replace(kinds.file, addresses=(link,)))
    for planted in (in_text, in_packet, in_link):
        assert [f for f in planted.faults() if f[0] == "P121" and f'"{word}"' in f[1]], word


# ── the audit ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("index", [0, 4])
def test_the_audit_finds_no_alarm(index: int) -> None:
    """Two of the documents that `make audit` makes by the hundred."""
    outcome = examine(1, index)
    assert not outcome.faults
    assert outcome.counts["words put in"] > 5


def test_the_box_of_a_task_counts_like_a_letter() -> None:
    """A file that shows a task as done that is not is another text."""
    assert letters("☐ one").text != letters("☑ one").text != letters("one").text
    assert letters("☐ one").find("one") == 1
