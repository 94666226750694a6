"""What README promises is there, and each finding is described, has one meaning and a test."""

from __future__ import annotations

import ast
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from briefing import check, prove
from briefing.build import crash_reports
from briefing.cache import manifest
from briefing.cli.main import parser
from briefing.model import findings
from briefing.model.settings import Acronym, Audience, Cards, Deck, Fact, Length, Release, Settings
from briefing.model.source import Source
from support.projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from pydantic import BaseModel

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CODE = re.compile(r"[BCDMP]\d{3}")


_TRIED_ELSEWHERE = {"dask", "pip", "umask", "openssl", "for", "done"}
"""Commands of other programs, which ``test_cluster.py`` and ``test_setup.py`` run."""


def _shell_lines() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.split() and line.split()[0] not in _TRIED_ELSEWHERE]


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))


# ── commands ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("line", _shell_lines())
def test_each_command_of_the_readme_exists(line: str) -> None:
    """A make line names targets and variables of the Makefile, a briefing line parses."""
    command, *arguments = shlex.split(line)
    if command == "make":
        for argument in arguments:
            name, is_variable, _ = argument.partition("=")
            if is_variable:
                assert re.search(rf"^{name} [:?]=", MAKEFILE, re.MULTILINE), line
            else:
                assert name in _targets(), line
    else:
        assert command == "briefing", line
        parser().parse_args(arguments)


def test_each_command_within_a_sentence_exists() -> None:
    """The same for commands named in running text; audiences are targets."""
    audiences = {"public", "press", "students", "policy", "deploying"}
    for named in re.findall(r"`make ([a-z-]+)`", README):
        assert named in _targets() | audiences, named
    for typed in re.findall(
        r"`briefing ((?:build|cache|check|clean|list|prove|verify)[^`]*)`", README
    ):
        parser().parse_args(shlex.split(typed))


def test_each_command_is_in_the_readme() -> None:
    """No command, make variable or exit status is left for people to find out."""
    for variable in re.findall(r"^([A-Z_]+) \?=", MAKEFILE, re.MULTILINE):
        assert f"`{variable}`" in README, variable
    for status in ("0", "1", "2", "3", "70", "130"):
        assert re.search(rf"\b{status}\b", README), status


def test_each_file_and_folder_named_in_the_readme_is_there() -> None:
    """Pictures and links lead somewhere."""
    for target in re.findall(r"\]\(([^)#\s]+)\)", README):
        if "://" not in target:
            assert (ROOT / target).exists(), target


@pytest.mark.parametrize(
    "model",
    [Settings, Audience, Length, Deck, Cards, Release, Fact, Acronym],
    ids=lambda model: model.__name__,
)
def test_each_setting_is_in_the_readme(model: type[BaseModel]) -> None:
    """An author need not read the program to learn what may be said."""
    undescribed = [name for name in model.model_fields if not re.search(rf"\b{name}\b", README)]
    assert undescribed == []


def test_the_required_fields_of_a_source_are_in_the_readme() -> None:
    """Sources have the field names of CSL-JSON; those one needs are named."""
    assert "CSL-JSON" in README
    assert all(name in README for name, field in Source.model_fields.items() if field.is_required())


# ── findings ──────────────────────────────────────────────────────────────────────────────


def _raised() -> Iterator[tuple[str, str]]:
    """Code and module of each place in the program that makes a finding."""
    for path in sorted((ROOT / "briefing").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and CODE.fullmatch(text):
                yield text, path.relative_to(ROOT / "briefing").as_posix()


def test_each_finding_has_a_test() -> None:
    """A code that no test and no case expects is a promise nobody keeps."""
    tests = "\n".join(
        path.read_text("utf-8")
        for kind in ("*.py", "*.md")
        for path in (ROOT / "tests").rglob(kind)
        if path.name != "test_docs.py"
    )
    codes = {code for code, _ in _raised()}
    assert codes
    assert sorted(code for code in codes if code not in tests) == []


def test_codes_of_one_stage_are_told_by_that_stage() -> None:
    """B1 is reading, B2 marks, B3 references, B4 blocks, B5 pages, C checks, D our own faults,
    M results, P proof."""
    homes = {
        "B1": ("load", "files", "citations", "model/settings.py"),
        "B2": ("load", "citations", "model/visibility.py"),
        "B3": ("load", "compose"),
        "B4": ("load", "files"),
        "B5": ("typeset", "check", "draw", "build", "compose/reading_order.py"),
        "B6": ("compose",),
        "D1": ("build",),
        "M1": ("cache",),
        "P1": ("prove",),
        "C1": ("check",),
        "C2": ("check",),
        "C3": ("check",),
    }
    for code, module in _raised():
        assert module.startswith(homes[code[:2]]), f"{code} in {module}"


@pytest.mark.parametrize(
    ("module", "letter"),
    [(findings, "B"), (check, "C"), (crash_reports, "D"), (manifest, "M"), (prove, "P")],
)
def test_the_list_of_codes_is_whole(module: ModuleType, letter: str) -> None:
    """Each code has one line in its list, and none is listed that is not in use."""
    listed = re.findall(rf"^({letter}\d{{3}}) \S", module.__doc__ or "", re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert sorted(listed) == sorted({code for code, _ in _raised() if code.startswith(letter)})
