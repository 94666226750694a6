"""YAML as authors write it: the core schema of version 1.2, with merge keys and line numbers."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from briefing.files.yaml import read_yaml
from briefing.model.written import Switch, WrittenFloat, WrittenInt

# YAML 1.2.2, sections 10.2.1 and 10.3.2, and what version 1.1 would make of the same.
CORE: tuple[tuple[str, Any], ...] = (
    ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nUll", "nUll"),
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("tRue", "tRue"),
    ("y", "y"), ("N", "N"), ("yes", "yes"), ("No", "No"), ("NO", "NO"), ("on", "on"),
    ("0", 0), ("-19", -19), ("+5", 5), ("0o17", 15), ("0x3A", 58), ("0b11", "0b11"),
    ("0.", 0.0), ("-0.0", -0.0), (".5", 0.5), ("+12e03", 12000.0), ("-2E+05", -200000.0),
    (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf), ("inf", "inf"), ("1.2", 1.2),
    ("12:30", "12:30"), ("1:30:00", "1:30:00"), ("190:20:30.15", "190:20:30.15"),
    ("2025-10-03", datetime.date(2025, 10, 3)), ("2025-10", "2025-10"), ("2025-1-3", "2025-1-3"),
    ("2025-10-03 10:00", "2025-10-03 10:00"), ("=", "="), ("'NO'", "NO"), ('"0755"', "0755"),
    ("!!str 0755", "0755"), ("!!int '12'", 12), ("a,000", "a,000"),
)  # fmt: skip


@pytest.mark.parametrize(("written", "value"), CORE)
def test_a_value_is_what_the_core_schema_says(written: str, value: Any) -> None:
    """As value of a key and as item of a list."""
    file, findings = read_yaml(f"a: {written}\nb:\n- {written or '~'}\n", "x.yaml")
    assert findings == []
    for read in (file.data["a"], file.data["b"][0]):
        assert read == value
        assert isinstance(read, type(value))


def test_not_a_number_is_one() -> None:
    """It is equal to nothing, so it has a test of its own."""
    assert math.isnan(read_yaml("a: .nan", "x.yaml")[0].data["a"])


@given(st.from_regex(r"[-+]?(0|[1-9][0-9]{0,30})(\.[0-9]{0,20})?", fullmatch=True))
def test_a_number_keeps_the_form_it_was_written_in(text: str) -> None:
    """As a number it counts, as text it is what was written."""
    number = read_yaml(f"a: {text}", "x.yaml")[0].data["a"]
    assert isinstance(number, WrittenFloat if "." in text else WrittenInt)
    assert str(number) == f"{number}" == text
    assert number == (float(text) if "." in text else int(text))


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=5))
def test_a_word_is_a_word(word: str) -> None:
    """As key and as value, all but those of the core schema."""
    file, findings = read_yaml(f"{word}: {word}", "x.yaml")
    assert findings == []
    if word not in {"true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL"}:
        assert file.data == {word: word}
    assert list(file.data) == [word]


@pytest.mark.parametrize("written", ["yes", "NO", "On", "off"])
def test_a_bare_switch_is_told_from_one_in_quotes(written: str) -> None:
    """A setting that is on or off takes the first, “avoid” takes the second as a word."""
    file, _ = read_yaml(f"a: {written}\nb: '{written}'", "x.yaml")
    assert isinstance(file.data["a"], Switch)
    assert file.data["a"].is_on is (written in {"yes", "On"})
    assert not isinstance(file.data["b"], Switch)


@pytest.mark.parametrize("written", ["0755", "00", "-05", "01.5", "1_000", "1_000.5", "+1_0"])
def test_a_number_that_programs_read_differently_is_refused(written: str) -> None:
    """Everywhere, with its line; in quotes it is what it is."""
    _, [finding] = read_yaml(f"x: 1\na: [{written}]", "x.yaml")
    assert (finding.location.line, finding.code) == (2, "B104")
    assert read_yaml(f"a: '{written}'", "x.yaml")[1] == []


def test_merged_entries_come_after_own_ones_and_keep_their_lines() -> None:
    """Own entries go before those merged, those named first before later ones."""
    bases = "a: &a\n  x: 1\n  y: 2\nb: &b {y: 3, z: 4}\n"
    text = f"{bases}c:\n  <<: [*a, *b]\n  x: 0\nd: {{<<: *b, <<: *a}}\n"
    file, findings = read_yaml(text, "x.yaml")
    assert file.data["c"] == {"x": 0, "y": 2, "z": 4}
    assert {key: file.line(("c", key)) for key in "xyz"} == {"x": 7, "y": 3, "z": 4}
    assert [(f.location.line, f.message) for f in findings] == [(8, '"<<" is given twice')]


names = st.sampled_from("abcde")
mappings = st.dictionaries(names, st.integers(0, 9), max_size=4)


@given(st.lists(mappings, min_size=1, max_size=4), mappings)
def test_merging_is_what_another_reader_makes_of_it(
    bases: list[dict[str, int]], own: dict[str, int]
) -> None:
    """PyYAML's own constructor merges alike."""
    lines = [f"m{n}: &m{n} {base}" for n, base in enumerate(bases)]
    whole = ", ".join(f"*m{n}" for n in range(len(bases)))
    entries = ", ".join([f"<<: [{whole}]", *(f"{k}: {v}" for k, v in own.items())])
    text = "\n".join([*lines, f"it: {{{entries}}}"]).replace("'", "")
    assert read_yaml(text, "x.yaml")[0].data == yaml.safe_load(text)


@pytest.mark.parametrize(
    "text", ["a: &a {<<: *a}", "a: &a\n  b: {<<: [*a, *a]}\n", "a: {<<: 1}", "a: {<<: [1]}"]
)
def test_a_merge_that_cannot_end_is_refused(text: str) -> None:
    """It neither hangs nor stops the run with a traceback."""
    _, findings = read_yaml(text, "x.yaml")
    assert [finding.code for finding in findings] == ["B104"]


def test_a_long_file_may_have_as_many_values_as_it_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts of every village are more than aliases may name in a short file."""
    monkeypatch.setattr("briefing.files.yaml._MAX_NODES", 100)
    text = "".join(f"fact_{n}: {{value: {n}, unit: lamps}}\n" for n in range(200))
    file, findings = read_yaml(text, "facts.yaml")
    assert not findings
    assert len(file.data) == 200
    _, [finding] = read_yaml(f"a: &a [{'1, ' * 40}]\nb: [*a, *a, *a]\n", "facts.yaml")
    assert re.search("too many values", finding.message)


def test_aliases_that_multiply_are_refused_in_merges_too() -> None:
    """A few lines could ask for billions of entries."""
    lines = [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 40)]
    _, [finding] = read_yaml("\n".join(["a0: &a0 {x: 1}", *lines]), "x.yaml")
    assert re.search("too many values", finding.message)


def test_a_long_file_has_as_many_values_as_it_has() -> None:
    """Only aliases can name more of them than are written."""
    listed, findings = read_yaml(f"a: [{'1,' * 100_100}]", "x.yaml")
    assert not findings
    assert len(listed.data["a"]) == 100_100


BROKEN: tuple[tuple[str, int, str], ...] = (
    ("a:\n\tb: 1", 2, "a tab stands where YAML wants spaces"),
    ("b: 1\na: @x", 2, "words cannot begin with “@”"),
    ('b: 1\na: "x\nc: 1\n', 2, "a quotation mark is opened here and never closed"),
    ('a: "he said "yes""', 1, "something follows the quotation mark that closes the words"),
    ("a: 'it's'", 1, "something follows the quotation mark that closes the words"),
    ('a: "\\d"', 1, "“\\d” means nothing within double quotes"),
    ('a: "\\x"', 1, "is not followed by the code of a character"),
    ('a: "\\ud800"', 1, "U+D800 (no character of Unicode)"),
    ("a: b: c", 1, "a colon stands where no name can be"),
    ("a: 1\nb\nc: 2", 3, "this line has no colon"),
    ("a: 1\n- b", 2, "an item of a list (-) stands where none can be"),
    ("a:\n  b: 1\n c: 2", 3, "this line is indented otherwise than those it belongs to"),
    ("a: {b: 1}}", 1, "“}” closes what is not open"),
    ("a: [1, 2\nb: 3", 2, "a comma, or the closing “]”"),
    ("a: ]", 1, "a value is missing, or begins with a sign that cannot begin one"),
    ("a: *x", 1, "it refers (*) to a name that is not given (&) above"),
    ("a: &x 1\nb: &x 2", 2, "the same name (&) is given twice"),
    ("a: *", 1, "a value begins with * or &"),
    ("a: |x", 1, "a value begins with | or >"),
    ("a: 1\n---\nb: 2", 2, "there is a second part"),
    ("a: !!python/object:os.system {}", 1, "“!!python/object:os.system” is not read here"),
    ("a: !x 1", 1, "“!x” is not read here"),
    ("a: !<x", 1, "a value begins with !"),
    ("%x", 1, ""),
    ("a: &x [*x]", 1, "something is inside itself"),
    ("a: 2026-02-30", 1, "there is no day 2026-02-30"),
    ("a: !!int x", 1, "“x” is no number"),
    (f"a: 1{'0' * 5000}", 1, "is no number, or too long for one"),
    ("? [a]\n: 1", 1, "a name is a single value"),
    ("a: ? b", 1, "a name is a single value"),
    ("<<", 1, "“<<” is no value"),
    ("a: [<<]", 1, "“<<” is no value"),
)  # fmt: skip
PARSER_WORDS = re.compile(
    r"\b(?:expected|token|stream|node|scalar|mapping|anchor|constructor|recursion|literal)\b"
)


@pytest.mark.parametrize(("text", "line", "message"), BROKEN)
def test_what_is_wrong_with_a_text_is_said_in_the_words_of_its_author(
    text: str, line: int, message: str
) -> None:
    """At the line to mend, with a remedy."""
    _, [finding] = read_yaml(text, "x.yaml")
    if message:
        assert (finding.location.line, message in finding.message) == (line, True), str(finding)
    assert finding.hint
    assert not PARSER_WORDS.search(f"{finding.message} {finding.hint}"), str(finding)


@given(st.text("ab:-,[]{}#&*!|>'\"%@`?\\ \n\t1<.", max_size=30))
def test_the_words_of_the_parser_are_never_repeated(text: str) -> None:
    """Whatever an author types."""
    for finding in read_yaml(text, "x.yaml")[1]:
        said = re.sub(r"“[^”]*”|\"[^\"]*\"", "", f"{finding.message} {finding.hint}")
        assert not PARSER_WORDS.search(said), str(finding)
