"""The guides are true: what they name exists, what they quote is printed, what they show runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from support.projects import ROOT

if TYPE_CHECKING:
    from pathlib import Path


GUIDES = ("ARCHITECTURE.md", "CONTRIBUTING.md")
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`([^`\n]+)`")
A_PATH = re.compile(r"[\w.-]+(/[\w.*-]+)*/?")
PACKAGE = ROOT / "briefing"
ENDINGS = (".py", ".md", ".css", ".html", ".toml", ".yaml", ".svg", ".json", "/")


def _guide(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _paths(text: str) -> list[str]:
    """What is quoted outside code blocks and looks like a file or folder."""
    plain = FENCED.sub("", text)
    quoted = (found for found in QUOTED.findall(plain) if A_PATH.fullmatch(found))
    return [path for path in quoted if path.endswith(ENDINGS) and "…" not in path]


def _there(path: str) -> bool:
    """Whether a path exists: from the top, from the package, or as the name of one module."""
    if path.startswith("build/") and not path.endswith(".py"):
        return True  # results
    if (ROOT / path).exists() or (PACKAGE / path).exists():
        return True
    homes = (PACKAGE, ROOT / "templates", ROOT / "content")
    return "/" not in path and any(next(home.rglob(path), None) for home in homes)


@pytest.mark.parametrize("name", GUIDES)
def test_what_a_guide_names_exists(name: str) -> None:
    """A file or folder that has moved takes its name in the guide along."""
    paths = _paths(_guide(name))
    assert len(paths) > 3
    assert [path for path in paths if not _there(path)] == []


def test_each_folder_is_in_the_guide() -> None:
    """A new folder of the package, or of the tests, is explained."""
    text = _guide("ARCHITECTURE.md")
    folders = [path.parent.name for path in PACKAGE.glob("*/__init__.py")]
    assert folders
    assert [name for name in folders if f"`briefing/{name}/`" not in text] == []


@pytest.mark.parametrize("name", GUIDES)
def test_targets_of_a_guide_exist(name: str) -> None:
    """Each "make" of a guide is in the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", _guide("Makefile"), re.MULTILINE))
    text = _guide(name)
    code = [*QUOTED.findall(FENCED.sub("", text)), *(body for _, body in FENCED.findall(text))]
    said = {word for piece in code for word in re.findall(r"\bmake ([a-z-]+)", piece)}
    assert said
    assert said <= targets


def test_the_guide_follows_a_real_paragraph(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lines that show where a word is lost run, find theirs everywhere, and the HTML is so."""
    blocks = FENCED.findall(_guide("ARCHITECTURE.md"))
    [code] = [body for kind, body in blocks if kind == "python" and "compose_edition" in body]
    [quoted] = [body.strip() for kind, body in blocks if kind == "html"]
    names: dict[str, Any] = {}
    exec(code.replace('"build/.cache"', repr(str(tmp_path))), names)
    stages = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert stages == [[name, "True"] for name in ("content", "selection", "document", "layout")]
    html = "".join(fragment.html for fragment in names["composed"].composition.fragments)
    assert quoted in html.replace("\N{WORD JOINER}", "")


def test_the_paragraph_is_in_the_content() -> None:
    """The Markdown that the guide starts from is what its author wrote."""
    [quoted] = [
        body for kind, body in FENCED.findall(_guide("ARCHITECTURE.md")) if kind == "markdown"
    ]
    section = (ROOT / "content/kfor/sections/why.md").read_text("utf-8")
    pieces = [piece.strip() for piece in quoted.split("…")]
    [line] = [line for line in section.splitlines() if line.startswith(pieces[0])]
    assert all(piece in line for piece in pieces)
