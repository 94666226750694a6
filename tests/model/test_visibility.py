"""The grammar of conditions as properties: names, lists, ranges, and that marks only narrow."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.model.findings import Location
from briefing.model.visibility import Condition, KnownNames, NameFilter, Viewer, read_condition
from support.bodies import briefing_of, cut, nodes, small

AUDIENCES = ("public", "press", "students", "policy")
LENGTHS = ("one-pager", "short", "standard", "full")
FORMATS = ("pack", "slides")
LEVELS = ("public", "partner", "closed")
NAMES = KnownNames(AUDIENCES, LENGTHS, FORMATS, LEVELS)
HERE = Location("sections/any.md", 7)


def read(**values: str) -> Condition:
    """The condition of attributes that are sound."""
    condition, findings = read_condition(values, NAMES, HERE)
    assert not findings
    return condition


def reader(
    reads_as: frozenset[str] = frozenset({"public"}),
    length: str = "short",
    format_: str = "pack",
    cleared: frozenset[str] = frozenset({"public"}),
) -> Viewer:
    """A reader."""
    return Viewer(reads_as, length, frozenset({format_}), cleared)


subsets = st.frozensets(st.sampled_from(AUDIENCES))
readers = st.builds(
    Viewer,
    reads_as=subsets,
    length=st.sampled_from(LENGTHS),
    formats=st.sampled_from(FORMATS).map(lambda name: frozenset({name})),
    cleared=st.integers(0, 3).map(lambda n: frozenset(LEVELS[:n])),
)
choices = st.builds(NameFilter, include=subsets, exclude=subsets)
conditions = st.builds(
    Condition,
    audience=choices,
    lengths=st.none() | st.frozensets(st.sampled_from(LENGTHS)),
    release=st.none() | st.sampled_from(LEVELS),
)


@given(
    st.sampled_from(("audience", "length", "format", "release")),
    st.text(st.characters(codec="ascii", exclude_characters=" ,!.\n\t\r\f\v"), min_size=1),
    st.sampled_from(("{}", "!{}", "{} {}", "press {}")),
)
def test_an_unknown_name_is_always_a_finding(key: str, name: str, form: str) -> None:
    """Whatever is not a name of the briefing is an error at the mark's place, in every list."""
    known = {"audience": AUDIENCES, "length": LENGTHS, "format": FORMATS, "release": LEVELS}[key]
    if name in known or re.fullmatch(r"\s+", name):
        return
    _, findings = read_condition({key: form.format(name, name)}, NAMES, HERE)
    assert "B203" in {finding.code for finding in findings}
    assert all(finding.location == HERE and finding.hint for finding in findings)


@given(st.sampled_from(("audience", "length", "format")), st.sampled_from(("", " ", ",", " , ")))
def test_an_empty_list_is_a_finding(key: str, text: str) -> None:
    """A list without a name is no list: it does not silently mean everybody."""
    _, findings = read_condition({key: text}, NAMES, HERE)
    assert {finding.code for finding in findings} == {"B203"}


@given(st.sampled_from(("..", "!", "!..", "full ..")))
def test_a_range_without_ends_is_a_finding(text: str) -> None:
    """Two dots alone would mean every length: nobody writes a mark to say that."""
    _, findings = read_condition({"length": text}, NAMES, HERE)
    assert {finding.code for finding in findings} == {"B203"}


@given(st.sampled_from(("full,", ",full", " full , ", "full,full")))
def test_commas_more_or_less_mean_nothing(text: str) -> None:
    """A comma too many does not open a list to everything."""
    assert read(length=text) == read(length="full")


@given(st.text(max_size=4))
def test_a_priority_is_one_digit(text: str) -> None:
    """1 to 9 and nothing else."""
    condition, findings = read_condition({"priority": text}, NAMES, HERE)
    assert bool(findings) is (text not in set("123456789"))
    assert condition.priority == (None if findings else int(text))


@given(subsets, subsets)
def test_what_is_excluded_is_never_seen(include: frozenset[str], reads_as: frozenset[str]) -> None:
    """``!x`` keeps out x and whoever reads as x, whatever else the list says."""
    for name in reads_as:
        words = " ".join([*sorted(include), f"!{name}"])
        assert not reader(reads_as).sees(read(audience=words))


@given(subsets.filter(bool), subsets)
def test_a_list_is_or(include: frozenset[str], reads_as: frozenset[str]) -> None:
    """One of the names is enough, and one is needed."""
    assert reader(reads_as).sees(read(audience=" ".join(include))) is bool(include & reads_as)


@given(st.sampled_from(LENGTHS), st.sampled_from(LENGTHS), st.sampled_from(LENGTHS))
def test_lengths_are_ranges(low: str, high: str, length: str) -> None:
    """A name is open upwards; a range has both its ends; a backward one is a fault."""
    at = LENGTHS.index
    someone = reader(length=length)
    assert someone.sees(read(length=low)) is (at(length) >= at(low))
    assert someone.sees(read(length=f"{low}..")) is (at(length) >= at(low))
    assert someone.sees(read(length=f"..{high}")) is (at(length) <= at(high))
    assert someone.sees(read(length=f"!{low}")) is (length != low)
    if at(low) <= at(high):
        inside = at(low) <= at(length) <= at(high)
        assert someone.sees(read(length=f"{low}..{high}")) is inside
        assert someone.sees(read(length=f"!{low}..{high}")) is not inside
    else:
        _, findings = read_condition({"length": f"{low}..{high}"}, NAMES, HERE)
        assert [finding.code for finding in findings] == ["B203"]


@given(readers, conditions, conditions)
def test_each_attribute_narrows(someone: Viewer, one: Condition, two: Condition) -> None:
    """All that a condition says must hold: a reader it lets through passes each part alone."""
    both = Condition(audience=one.audience, lengths=two.lengths, release=two.release)
    parts = (
        Condition(audience=one.audience),
        Condition(lengths=two.lengths),
        Condition(release=two.release),
    )
    assert someone.sees(both) is all(someone.sees(part) for part in parts)


@given(readers, conditions, st.sampled_from(LEVELS), st.sampled_from(AUDIENCES))
def test_sight_is_monotone(
    someone: Viewer, condition: Condition, level: str, audience: str
) -> None:
    """A higher clearance hides nothing; neither does a wider audience, unless ``!`` names it."""
    higher = Viewer(
        someone.reads_as, someone.length, someone.formats, someone.cleared | frozenset({level})
    )
    wider = Viewer(someone.reads_as | {audience}, someone.length, someone.formats, someone.cleared)
    if someone.sees(condition):
        assert higher.sees(condition)
        assert wider.sees(condition) or audience in condition.audience.exclude


@given(readers, choices.filter(lambda choice: bool(choice.include)))
def test_in_doubt_nothing_is_shown(someone: Viewer, choice: NameFilter) -> None:
    """Nobody who reads as no known audience sees a block that names one; nor an unknown level."""
    nobody = Viewer(frozenset(), someone.length, someone.formats, someone.cleared)
    assert not nobody.sees(Condition(audience=choice))
    assert not someone.sees(Condition(release="unheard-of"))


# ── marks in a text only ever narrow ─────────────────────────────────────────────────────

ATTRIBUTES = (
    'audience="press"', 'audience="public"', 'audience="!press"', 'audience="students policy"',
    'release="partner"', 'release="public"', 'length="full"', 'length="..short"', 'format="pack"',
    'format="slides"', 'audience="press" release="partner"', 'audience="public" length="short"',
)  # fmt: skip
MARKS = st.sampled_from(ATTRIBUTES)


@dataclass(frozen=True)
class Piece:
    """A block of a generated text: what it is, its own mark or none, and the blocks in it."""

    kind: str
    mark: str
    inner: tuple[Piece, ...] = ()


leaves = st.builds(
    Piece,
    st.sampled_from(("paragraph", "words", "row", "quote", "definition", "code")),
    MARKS | st.just(""),
)
pieces = st.recursive(
    leaves,
    lambda inner: st.builds(
        Piece,
        st.sampled_from(("list", "group", "note", "heading")),
        MARKS | st.just(""),
        st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=8,
)


class Writer:
    """Writes pieces as Markdown; each leaf is one word of its own, one block has one mark more."""

    def __init__(self, at: int, extra: str) -> None:
        self.at, self.extra, self.count = at, extra, 0

    def write(self, piece: Piece, *, deep: bool = False) -> str:  # noqa: PLR0911  a form each
        """A piece with all in it; ``deep`` is inside a container, where a heading ends nothing."""
        self.count += 1
        word = "word" + "".join(chr(97 + int(digit)) for digit in str(self.count))
        extra = f"{{: {self.extra} }}" if self.count == self.at else ""
        mark = f"{{: {piece.mark} }}" if piece.mark else ""
        below = f"\n{extra}" if extra else ""
        if piece.kind == "paragraph":
            return f"{word} {mark}{below}\n\n"
        if piece.kind == "words":
            inner = f"[{word}]{{{piece.mark}}}" if piece.mark else word
            return f"Here {f'[{inner}]{{{self.extra}}}' if extra else inner} stands.\n\n"
        if piece.kind == "row":
            return f"| {word}x |\n|---|\n| {word} | {mark}{extra}\n| other{word} |\n\n"
        if piece.kind == "quote":
            return f"> {word} {mark}{below}\n\n"
        if piece.kind == "definition":
            return f"Term{word} {mark}{extra}\n:   {word}\n\n"
        if piece.kind == "code":
            marks = "".join(f"\n{m}" for m in (mark, extra) if m)
            return f"```\n{word}\n```{marks}\n\n"
        if piece.kind == "list":
            items = "".join(f"- item{self._leaf(p)}\n" for p in piece.inner)
            marks = "".join(f"{m}\n" for m in (mark, extra) if m)
            return f"Lead.\n\n{items}{marks}\n"
        if piece.kind == "heading" and not deep:
            inner = "".join(self.write(p, deep=True) for p in piece.inner)
            return f"## {word} {mark}{below}\n\n{inner}"
        name = "note | Title" if piece.kind == "note" else "audience | public policy"
        options = "".join(
            f'    {key}: "{value}"\n'
            for key, value in re.findall(r'(\w+)="([^"]*)"', piece.mark)
            if piece.kind == "note" or key != "audience"
        )
        inner = "".join(self.write(p, deep=True) for p in piece.inner)
        return f"/// {name}\n{options}\n{inner}\n///{below}\n\n"

    def _leaf(self, piece: Piece) -> str:
        self.count += 1
        word = "".join(chr(97 + int(digit)) for digit in str(self.count))
        extra = f" {{: {self.extra} }}" if self.count == self.at else ""
        return word + (f" {{: {piece.mark} }}" if piece.mark else "") + extra


def _shown(body: str, audience: str, length: str) -> set[str]:
    found: set[str] = set()
    for node in nodes(cut(briefing_of(body), audience, length).sections):
        for child in node.children:
            if isinstance(child, str):
                found.update(child.split())
    return found


@settings(max_examples=40)
@given(st.lists(pieces, min_size=1, max_size=4), MARKS, st.integers(1, 12))
@example([Piece("list", "", (Piece("paragraph", 'release="partner"'),))], 'release="public"', 2)
def test_a_mark_more_only_ever_narrows(text: list[Piece], extra: str, at: int) -> None:
    """Whatever block gets one more mark, no reader sees a word that was not shown before."""
    plain, marked = Writer(0, ""), Writer(at, extra)
    before = "".join(map(plain.write, text))
    after = "".join(map(marked.write, text))
    for audience in small().settings.audiences:
        for length in small().settings.lengths:
            wider, narrower = _shown(before, audience, length), _shown(after, audience, length)
            assert narrower <= wider, after
