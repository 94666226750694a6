"""Nothing is lost before it is selected: whatever the Markdown parser does to a text is noticed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from audit import texts

from briefing.load.markdown.draft_tree import Drafter
from briefing.load.markdown.parser import Parser
from briefing.model.findings import errors
from support.bodies import HEAD, read_section

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Callable

    Damage = Callable[[etree.Element], object]

TEXT = """\
One word [of two]{release="partner"} here. {: audience="press" }

- three
- four {: release="partner" }

| Five | Six |
|---|---|
| seven | eight {{ troops }} |

Nine [ten](https://example.org/eleven "Twelve") [@mta, para 13].

![Fourteen](figures/square.svg)

Fifteen
:   Sixteen

> Seventeen

```
eighteen
```
"""


def _first(root: etree.Element, tag: str) -> etree.Element:
    return next(root.iter(tag))


def _parent(root: etree.Element, child: etree.Element) -> etree.Element:
    return next(element for element in root.iter() if child in list(element))


def _swap(element: etree.Element) -> None:
    one, other = list(element)[:2]
    element.remove(one)
    element.insert(1, one)
    one.tail, other.tail = other.tail, one.tail


def _join_items(root: etree.Element) -> None:
    """Makes one item of two, as a parser does that takes the second for text."""
    one, other = list(_first(root, "ul"))
    one.text = f"{one.text}\n- {other.text}"
    _first(root, "ul").remove(other)


def _join_paragraphs(root: etree.Element) -> None:
    quote = _first(root, "blockquote")
    paragraph = _first(quote, "p")
    entry = _first(root, "dd")
    entry.text = f"{entry.text} {paragraph.text}"
    root.remove(quote)


def _text_of(root: etree.Element, tag: str, old: str, new: str) -> None:
    element = _first(root, tag)
    assert old in (element.text or "")
    element.text = (element.text or "").replace(old, new)


DAMAGES: dict[str, tuple[str, Damage]] = {
    "a cell is dropped": (
        "B212",
        lambda root: _first(root, "tbody")[0].remove(_first(root, "tbody")[0][0]),
    ),
    "a cell with a fact is dropped": (
        "B211",
        lambda root: _first(root, "tbody")[0].remove(_first(root, "tbody")[0][1]),
    ),
    "a marked paragraph is dropped": ("B211", lambda root: root.remove(root[0])),
    "a marked item is dropped": (
        "B211",
        lambda root: _first(root, "ul").remove(_first(root, "ul")[1]),
    ),
    "an item is dropped": ("B212", lambda root: _first(root, "ul").remove(_first(root, "ul")[0])),
    "a picture is dropped": (
        "B212",
        lambda root: root.remove(_parent(root, _first(root, "img"))),
    ),
    "a picture's words are dropped": (
        "B212",
        lambda root: _first(root, "img").set("alt", "Picture"),
    ),
    "a link's title is dropped": ("B212", lambda root: _first(root, "a").attrib.pop("title")),
    "an address is changed": (
        "B212",
        lambda root: _first(root, "a").set("href", "https://example.org/12"),
    ),
    "a term is dropped": ("B204", lambda root: _first(root, "dl").remove(_first(root, "dt"))),
    "a quote is printed twice": (
        "B212",
        lambda root: root.append(_first(root, "blockquote")),
    ),
    "items change places": ("B212", lambda root: _swap(_first(root, "tbody")[0])),
    "two items become one": ("B213", _join_items),
    "two blocks become one": ("B213", _join_paragraphs),
    "a letter is dropped": ("B212", lambda root: _text_of(root, "dt", "Fifteen", "Fifeen")),
    "a digit is doubled": ("B212", lambda root: _text_of(root, "dt", "Fifteen", "Fifteen 1")),
    "a fence is dropped": ("B211", lambda root: root.remove(root[-1])),
    "everything is dropped": ("B211", lambda root: root.clear()),
}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.finds(code)) for n, (code, _) in DAMAGES.items()]
)
def test_what_the_parser_does_to_a_text_is_noticed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each damage to the parser's tree is an error with the line of what was damaged."""
    code, damage = DAMAGES[name]
    parse = Parser.parse

    def damaged(parser: Parser, *arguments: object) -> etree.Element:
        root = parse(parser, *arguments)  # type: ignore[arg-type]
        if next(root.iter("dl"), None) is not None:  # not a title
            damage(root)
        return root

    assert not errors(read_section(HEAD + TEXT)[1])
    monkeypatch.setattr(Parser, "parse", damaged)
    found = read_section(HEAD + TEXT)[1]
    assert {finding.code for finding in found} == {code}, "\n".join(map(str, found))
    lines = (HEAD + TEXT).splitlines()
    assert all(0 < f.location.line <= len(lines) and lines[f.location.line - 1] for f in found)


ORDINARY = {
    "a wrapped text": "It has\n1999. as a year, 3 * 4, a_b, x^2^ and *one\ntwo* words\\*.",
    "entities": "R&amp;D &lt;b&gt; &#8212; `&amp;` &copy; AT&T &unknown; 1 &lt 2",
    "addresses": "<https://example.org/?a=1&b=2> and <mailto:a.b@example.org>.",
    "links by labels": '[One] [Two][] [a b][one]\n\n[one]: <https://a.example/> "T"\n[two]: b.md',
    "a table of numbers": "| A | B |\n|:--|--:|\n| 1 | - |\n| - | |\n|   | 2 |\n",
    "a table without outer bars": "A | B\n--|--\n- | 1\n2 | -",
    "an item of several blocks": "1. One\n\n    Two\n\n    > Three\n\n    - Four\n2. Five",
    "items far apart": "- One\n\n\n- Two\n- Three\n\n* Four\n\n10. Ten\n11. Eleven",
    "tabs": "-\tOne\n\t- Two\n\n\t\tThree\n-\tFour",
    "lazy lines": "> One\ntwo\n> three\n\n- four\nfive\n    six\n- seven",
    "quotes in quotes": "> One\n> > Two\n> >\n> > - Three\n>\n> Four",
    "hard breaks": "One  \ntwo   \nthree\\\nfour",
    "headings": "Title\n---\n\n## Two *three* ##\n### Four\nFive\n## `Six`\n- Seven",
    "code": "`` a ` b `` and `c\nd` and\n\n~~~python\n- [x]: y\n\n  2. z\n~~~\n\n    indented",
    "definitions": "One\ntwo\n:   three\n    four\n\n    five\n\nSix\n\n:   seven",
    "letters of others": "日本語 ελληνικά ﬁne ½ ² №5 e\u0301 \u0661\u0662 — “quoted” it’s…",
    "a picture in a figure": "/// figure | 1\nTwo.\n\n![Three](./figures/square.svg)\n\n4.5\n///",
    "notes": "One[^1] and[^b].\n\n[^1]: Two, *three*\n    four [@mta].\n[^b]: 5.5 Six",
    "a box": "/// note | 1. One\n    release: public\n2. Two\n///\n- Three",
    "signs": "[ ] ] [x] ! [!] (a) <- -> | || a|b ~x #5 $5 50 % a:b ::",
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_texts_give_no_alarm(name: str) -> None:
    """Whatever Markdown has is read without a finding, and as it was written."""
    assert not errors(read_section(f"{HEAD}{ORDINARY[name]}\n")[1])


def test_reading_back_is_linear() -> None:
    """A long text with a fault in it takes no longer to compare than one without."""
    body = "\n\n".join(f"Paragraph {n} of *many* `words` & {n}." for n in range(1500))
    found = read_section(f"{HEAD}{body}\n\n[a]: https://example.org/\n")[1]
    assert [finding.code for finding in found] == ["B214"]


def test_made_up_texts_are_read_and_cut_as_they_are_written() -> None:
    """A sample of what `make audit PART=texts` does."""
    counts: Counter[str] = Counter()
    faults = []
    for number in range(200):
        text, sure = texts.text_of(0, number)
        faults += [
            f"{number}: {fault}" for fault in texts.examine_text(text, sure=sure, counts=counts)
        ]
    assert faults == []
    assert counts["read"] > 100, counts
    assert counts["marks"] > 1000, counts


def test_the_audit_would_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """With attributes on the block around the one they belong to, words leak or are missing."""
    monkeypatch.setattr(Drafter, "_owner", lambda _, draft, here, **__: [draft, *here[:-1]][-1])
    monkeypatch.setattr("briefing.load.section.check_conserved", lambda *_, **__: [])
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(200, 300, 2):
        text, sure = texts.text_of(0, number)
        faults += texts.examine_text(text, sure=sure, counts=counts)
    assert any("LEAK" in fault for fault in faults)
    assert any("for nothing" in fault for fault in faults)
