"""Faults: each is reported once, with its place and the way out (cases in ``cases/faults.md``)."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from briefing.files.workspace import Workspace
from briefing.model.errors import ContentError
from support.cases import Case, read_cases
from support.projects import case_files, faults, project


@pytest.mark.parametrize("case", read_cases("faults.md"), ids=lambda case: case.title)
def test_every_fault_is_reported_at_its_place(case: Case, tmp_path: Path) -> None:
    """The findings are those of the case and no others, each with place, code, words and hint."""
    found = faults(project(tmp_path, case_files(case)))
    expected = case.blocks["says"].splitlines()
    said = [str(finding) for finding in found]
    assert len(said) == len(expected), "\n".join(said)
    for finding, line in zip(found, expected, strict=True):
        place, code, words = line.split(" ", 2)
        assert f"{finding.location}".removeprefix("small/") == place, str(finding)
        assert finding.code == code, str(finding)
        assert finding.hint, f"no way out: {finding}"
        text = f"{finding.message} {finding.hint}"
        for part in words.split(" did you mean "):
            assert part.removeprefix("did you mean ") in text, str(finding)


@pytest.mark.finds("B103")
def test_a_file_of_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    """Latin-1 text is a fault at the line of its first stray byte, not a traceback."""
    folder = project(tmp_path, {})
    (folder / "sections" / "first.md").write_bytes(b"---\ntitle: First\n---\nGjakov\xeb\n")
    [finding] = [f for f in faults(folder) if f.code == "B103"]
    assert str(finding.location) == "small/sections/first.md:4"


def test_a_link_that_leads_out_of_the_briefing_is_not_followed(tmp_path: Path) -> None:
    """A symbolic link inside the folder does not open the disk outside it."""
    outside = tmp_path / "outside.svg"
    outside.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    folder = project(
        tmp_path, {"sections/first.md": "---\ntitle: First\n---\n![A square](figures/link.svg)\n"}
    )
    (folder / "figures" / "link.svg").symlink_to(outside)
    assert [f.code for f in faults(folder)] == ["B107"]


@pytest.mark.finds("B102")
def test_an_unreadable_file_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without read permission is named with the reason."""
    opened = os.open

    def refuse(path: Path, *more: int) -> int:  # root, who runs these tests in CI, may read all
        if Path(path).name == "first.md":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *more)

    monkeypatch.setattr(os, "open", refuse)
    [fault] = [f for f in faults(project(tmp_path, {})) if f.code == "B102"]
    assert str(fault.location) == "small/sections/first.md"
    assert "Permission denied" in fault.message


@pytest.mark.finds("B102")
def test_what_an_editor_keeps_is_not_read(tmp_path: Path) -> None:
    """It does not count as part of the briefing, so nobody would notice that it changes."""
    text = "---\ntitle: T\n---\n/// table | A table\n    src: data/a.csv~\n///\n"
    folder = project(tmp_path, {"sections/first.md": text, "data/a.csv~": "a,b\n1,2\n"})
    [fault] = [f for f in faults(folder) if f.code == "B102"]
    assert str(fault.location) == "small/sections/first.md:4"
    assert "an editor keeps" in fault.message


@pytest.mark.parametrize("name", ["sections/first.md", "facts.yaml", "briefing.yaml"])
def test_a_link_that_leads_to_itself_is_a_fault(tmp_path: Path, name: str) -> None:
    """A file that cannot be reached at all is named, not stumbled over."""
    folder = project(tmp_path, {})
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(Path(name).name)
    assert faults(folder)


@pytest.mark.parametrize(
    "name", ["figures/a\0b.svg", f"figures/{'a' * 300}.svg", "figures/%00.svg"]
)
def test_a_name_no_file_can_have_is_a_fault(tmp_path: Path, name: str) -> None:
    """Neither a null byte nor too long a name reaches the disk."""
    workspace = Workspace(project(tmp_path, {}), "small")
    assert workspace.exists(name) == (len(name) > 300)  # it cannot be told: reading tells why
    with pytest.raises(ContentError):
        workspace.read_bytes(name)


def test_a_folder_in_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    """A folder where facts.yaml should be a file does not stop the run with a traceback."""
    folder = project(tmp_path, {"facts.yaml": None})
    (folder / "facts.yaml").mkdir()
    assert faults(folder)


def test_a_character_that_controls_in_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    """Typed or escaped, it is a fault at its line, not a traceback."""
    for name, text, code in (
        ("sources.yaml", 'mta: {title: A}\nunscr1244: {title: "B\x07"}\n', "B516"),
        ("sections/first.md", '---\ntitle: "First\x00"\n---\nText.\n', "B516"),
        ("facts.yaml", 'a: {value: 1}\nb: {value: "\\x07"}\n', "B104"),
    ):
        found = [f for f in faults(project(tmp_path / name[:4], {name: text})) if f.code == code]
        assert [str(f.location) for f in found] == [f"small/{name}:2"], name


@pytest.mark.parametrize("line", ["[" * 50_000, "[a " * 5_000, " " * 50_000 + "x", "[@a " * 9_000])
@pytest.mark.finds("B218")
def test_a_line_nobody_wrote_is_refused_and_not_parsed(tmp_path: Path, line: str) -> None:
    """A few bytes must not keep the parser busy for minutes."""
    folder = project(tmp_path, {"sections/first.md": f"---\ntitle: First\n---\nText.\n\n{line}\n"})
    found = [f for f in faults(folder) if f.code == "B218"]
    assert [str(f.location) for f in found] == ["small/sections/first.md:6"]


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ('<use href="file:///etc/hostname#a"/>', "file:///etc/hostname#a"),
        ('<image xlink:href="other.png"/>', "other.png"),
        ('<image href="data:image/png;base64,AAAA"/>', "data:image/png"),
        ('<a href="https://example.org/"><rect/></a>', "https://example.org/"),
        ('<rect onclick="go()"/>', "onclick"),
        ('<rect fill="url(other.svg#a)"/>', "other.svg#a"),
        ("<rect style=\"fill: url( 'https://example.org/')\"/>", "https://example.org/"),
        ("<style>@import 'other.css';</style>", "@import"),
        ("<style>rect { fill: url(other.svg) }</style>", "other.svg"),
    ],
)
def test_a_picture_that_leads_elsewhere_is_a_fault(tmp_path: Path, inside: str, words: str) -> None:
    """What would be read while typesetting, or acts on a screen, is named in the picture."""
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    section = "---\ntitle: First\n---\n![A square](figures/square.svg)\n"
    files = {"figures/square.svg": f"{head}{inside}</svg>", "sections/first.md": section}
    [fault] = [f for f in faults(project(tmp_path, files)) if f.code == "B403"]
    assert str(fault.location) == "small/sections/first.md:4"
    assert "figures/square.svg" in fault.message
    assert words in fault.message


def test_a_picture_may_refer_to_its_own_parts(tmp_path: Path) -> None:
    """Gradients and shapes that are used again lead nowhere else."""
    inside = (
        '<defs><linearGradient id="g"/><rect id="r"/></defs><style>.a{fill:url("#g")}</style>'
        '<use href="#r" fill="url(#g)"/>'
    )
    picture = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    section = "---\ntitle: First\n---\n## R {: #movement }\n\n![A](figures/square.svg)\n"
    files = {"figures/square.svg": picture, "sections/first.md": section}
    assert faults(project(tmp_path, files)) == ()
