"""Whatever words come in, what goes out cannot move a cursor, turn a line round or forge one."""

from __future__ import annotations

import json
import re
import warnings
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.cli import main, terminal
from briefing.cli.console import json_text, table
from briefing.model.errors import EnvironmentFault, UsageError
from briefing.model.findings import Finding, Location
from briefing.model.terminal_escapes import printable, printable_json, printable_lines
from support.projects import copy_small

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.capture import CaptureFixture

# Terminals act on the first ones; the others turn the order of a line round, end it, or hide.
TRICKS = "\0\a\b\t\n\v\f\r\x1b\x7f\x85\x9b\xad\u061c\u200b\u200e\u200f\u2028\u2029"
TRICKS += "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\U000e0041"
LONE = "\ud800\udfff"
anything = st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from(TRICKS + LONE)))


def is_one_line(text: str) -> bool:
    """Only what prints."""
    return text.isprintable()


@given(anything)
def test_a_text_becomes_a_line_that_prints(text: str) -> None:
    """All of it, on one line; and made printable once more it is the same."""
    shown = printable(text)
    assert is_one_line(shown)
    assert printable(shown) == shown
    if text.isprintable():
        assert shown == text


@given(anything)
def test_only_line_ends_of_ours_end_lines(text: str) -> None:
    """Where they are ours, they stay: as many lines as before, each of what prints."""
    lines = printable_lines(text).split("\n")
    assert len(lines) == text.count("\n") + 1
    assert all(map(is_one_line, lines))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("gpj.\u202efdp", r"gpj.\u202efdp"),
        ("x\nbriefing: all is well", r"x\nbriefing: all is well"),
        ("\x9b2J", r"\x9b2J"),
        ("a\udc80b", r"a\udc80b"),
        ("12\u202f000 troops\u00a0only", "12 000 troops only"),
        ("Kosovë, Косово, コソボ, “so” – 1–2", "Kosovë, Косово, コソボ, “so” – 1–2"),
    ],
)
def test_what_acts_is_seen_and_words_are_left_alone(text: str, shown: str) -> None:
    """An escape names the character; letters of every script, quotes and dashes are words."""
    assert printable(text) == shown


@given(anything, anything, anything)
def test_a_finding_is_a_line_and_a_hint(place: str, message: str, hint: str) -> None:
    """Wherever its words come from: two lines at most, and nothing but them."""
    lines = str(Finding(Location(place, 3), "B203", message, hint)).split("\n")
    assert all(map(is_one_line, lines))
    assert len(lines) == (2 if hint else 1)


@given(anything, anything)
def test_a_failure_is_a_line_and_a_hint(name: str, hint: str) -> None:
    """The text of an exception with a name in it that holds line ends forges no line."""
    for kind in (UsageError, EnvironmentFault):
        lines = str(kind(f"{name}: is not there\n  hint: {hint}")).split("\n")
        assert len(lines) == 2
        assert all(map(is_one_line, lines))


@given(st.dictionaries(anything, anything))
def test_json_holds_all_and_prints(data: dict[str, str]) -> None:
    """What does not print is escaped as JSON does it: a program reads what was written."""
    text = json_text(data)
    assert all(map(is_one_line, text.split("\n")))
    assert json.loads(text) == json.loads(json.dumps(data))
    assert printable_json(text) == text


@given(st.lists(st.lists(anything, min_size=2, max_size=2)))
def test_a_table_has_a_line_for_each_row(rows: list[list[str]]) -> None:
    """Cells cannot end a row, nor shift the columns beside them."""
    lines = table(["a", "b"], rows).split("\n")
    assert len(lines) == len(rows) + 1
    assert all(map(is_one_line, lines))


def _fit(said: str) -> bool:
    return all(map(is_one_line, said.split("\n")))


def test_streams_let_nothing_else_out(capsys: CaptureFixture[str]) -> None:
    """Whoever prints, and whatever: the last gate is at the streams themselves."""
    for write in (terminal.print_result, terminal.print_error):
        write(TRICKS + LONE)
    out, err = capsys.readouterr()
    assert _fit(out)
    assert out == err
    terminal.draw_over(TRICKS, 99)
    err = capsys.readouterr().err
    assert err[0] == "\r"
    assert is_one_line(err[1:])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the small briefing under ``content/``."""
    copy_small(tmp_path / "content" / "small")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_a_library_warns_of_is_quoted_harmlessly(capsys: CaptureFixture[str]) -> None:
    """One line, with the kind of warning and no line of a program."""
    before = warnings.showwarning
    try:
        terminal.print_on()
        warnings.showwarning("odd \x1b[31m\nname", UserWarning, "x.py", 3)
    finally:
        warnings.showwarning = before
    assert capsys.readouterr().err == "UserWarning: odd \\x1b[31m\\nname\n"


ESCAPE = "\x1b]0;gone\x07\u202e"


@pytest.mark.parametrize(
    "command",
    [
        ["list", f"small{ESCAPE}"],
        ["build", "small", "--audience", f"x{ESCAPE}\nbriefing: fine"],
        ["build", "small", f"--colour{ESCAPE}\nfine"],
        ["build", "small", "--paper", ESCAPE],
        ["prove", f"{ESCAPE}.pdf"],
        ["verify", f"folder{ESCAPE}"],
        [f"buidl{ESCAPE}"],
    ],
)
def test_what_was_typed_is_quoted_harmlessly(
    command: list[str], desk: Path, capsys: CaptureFixture[str]
) -> None:
    """Also by the parser of arguments."""
    assert desk.is_dir()
    assert main.main(command) in {1, 2}
    out, err = capsys.readouterr()
    assert _fit(out + err)
    assert r"\x1b]0;gone\x07\u202e" in out + err
    assert not re.search(r"^(briefing: )?fine", out + err, re.MULTILINE)


@pytest.mark.parametrize("command", [["list"], ["build"], ["check"], ["build", "--json"]])
def test_what_files_say_is_quoted_harmlessly(
    command: list[str], desk: Path, capsys: CaptureFixture[str]
) -> None:
    """Titles, keys, names of files and of readers, quotations: good content and bad."""
    name, *options = command
    folder = desk / "content" / "small"
    settings = (folder / "briefing.yaml").read_text()
    trick = '"S\\e[31m\\u202E\\nbriefing: fine"'
    (folder / "briefing.yaml").write_text(settings.replace("A small briefing", trick))
    assert main.main(["list", "small"]) == 1
    assert r"S\x1b[31m\u202e\nbriefing: fine" in capsys.readouterr().err
    (folder / "briefing.yaml").write_text(settings)
    with (folder / "facts.yaml").open("a") as facts:
        facts.write('troops2: {value: 3, "valu\\e[31m\\nbriefing: fine": 3}\n')
    (folder / "sections" / "second.md").write_text(
        "---\ntitle: Second\n---\nSee [\u202ewords](#nowhere), [@sour\u2066ce].\n\n"
        '![A picture](figures/\u202eno.svg)\n\nWords. {: audience="pr\u202ess" }\n'
    )
    assert main.main([name, "small", *options]) == 1
    out, err = capsys.readouterr()
    assert _fit(out + err)
    assert not re.search(r"^briefing: fine", out + err, re.MULTILINE)
    assert re.search(r"valu\\(x|u00)1b\[31m\\nbriefing: fine", out + err)
    assert "U+202E" in out + err  # a sign that turns what follows round: refused at its line
