"""The web page stands and falls with its PDF: delivered, kept, listed and withdrawn together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from briefing.build import pipeline, web_pages
from briefing.cache.manifest import NAME
from briefing.cli.main import main
from briefing.compose import web
from briefing.model.findings import Finding, Location
from support.desks import BUILD, PDFS, RESULTS, edit

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.web import WebPage

PRESS = RESULTS / PDFS[1]
PAGE = PRESS.with_suffix(".html")


pytestmark = pytest.mark.usefixtures("_desk_with_pages")


@pytest.fixture
def _desk_with_pages(built_desk: Path) -> None:
    """A desk whose packs have pages, built."""
    assert (built_desk / RESULTS).is_dir()
    edit("briefing.yaml", "html: no", "html: yes")
    assert main([*BUILD, "--quiet"]) == 0


def entries() -> dict[str, Any]:
    """What the manifest says of each PDF."""
    found: dict[str, Any] = json.loads((RESULTS / NAME).read_bytes())["editions"]
    return found


def pages() -> set[str]:
    """The names of the pages beside the PDFs."""
    return {path.name for path in RESULTS.glob("*.html")}


def test_each_pdf_has_its_page_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the same name, in the manifest with its hash, and proven by its name."""
    assert pages() == {name.replace(".pdf", ".html") for name in PDFS}
    assert entries()[PRESS.name]["html"]["file"] == PAGE.name
    assert main(["prove", str(PAGE)]) == 0
    assert "proven: web page" in capsys.readouterr().out
    assert main(["verify"]) == 0
    assert "3 PDFs and 3 web pages as built" in capsys.readouterr().out


def test_nothing_is_done_again(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither PDFs nor pages are written when nothing has changed."""
    before = {path: path.stat().st_mtime_ns for path in RESULTS.iterdir()}
    assert main(BUILD) == 0
    assert {path: path.stat().st_mtime_ns for path in RESULTS.iterdir()} == before
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize("change", ["gone", "other"])
def test_a_page_that_was_changed_is_told_and_made_again(
    change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The PDF beside it is whole: it has to be asked for the page by itself."""
    good = PAGE.read_bytes()
    if change == "gone":
        PAGE.unlink()
    else:
        PAGE.write_bytes(good + b"<!-- more -->")
    assert main(["verify"]) == 1
    assert str(PAGE) in capsys.readouterr().err
    assert main([*BUILD, "--quiet"]) == 0
    assert PAGE.read_bytes() == good
    assert main(["verify"]) == 0


def test_a_page_that_is_not_proven_delivers_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither it nor its PDF; what was there and passes no more is withdrawn with it."""
    edit("sections/roads.md", "Bridges are", "Some bridges are")
    compose = web.compose_web

    def leaking(*args: Any) -> WebPage | None:
        page = compose(*args)
        assert page is not None
        html = page.html.replace("Some bridges", "The kumquat inquiry: some bridges")
        return type(page)(**{**{f: getattr(page, f) for f in page.__slots__}, "html": html})

    monkeypatch.setattr(web_pages, "compose_web", leaking)
    assert main([*BUILD, "--quiet"]) == 1
    err = capsys.readouterr().err
    assert "kumquat" in err
    assert f"{RESULTS / 'desk-public-short-pack.html'}: error P121" in err
    assert not pages() & {"desk-public-short-pack.html", "desk-policy-short-pack.html"}
    assert not (RESULTS / "desk-public-short-pack.pdf").exists()


def test_without_pages_those_from_before_are_withdrawn(capsys: pytest.CaptureFixture[str]) -> None:
    """And the PDFs stay."""
    edit("briefing.yaml", "html: yes", "html: no")
    assert main(BUILD) == 0
    assert pages() == set()
    assert {path.name for path in RESULTS.glob("*.pdf")} == set(PDFS)
    assert "its page was moved to" in capsys.readouterr().err
    assert len(list((RESULTS / "withdrawn").glob("*.html"))) == 3
    assert main(["verify"]) == 0


def test_what_is_withheld_now_leaves_the_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """When its edition cannot be built, a page that passes no more goes with its PDF; one that
    passes stays with it."""
    edit("sections/roads.md", ' audience="press !policy"', ' audience="policy"')

    def too_long(*_: object) -> list[Finding]:
        return [Finding(Location("content/desk/briefing.yaml", 14), "B503", "too long")]

    monkeypatch.setattr(pipeline, "check_budget", too_long)
    assert main([*BUILD, "--quiet"]) == 1
    assert not PAGE.exists()
    assert not PRESS.exists()
    assert {path.suffix for path in (RESULTS / "withdrawn").iterdir()} == {".pdf", ".html"}
    kept = RESULTS / PDFS[0]
    assert kept.exists()
    assert kept.with_suffix(".html").exists()


def test_programs_are_told_of_pages(capsys: pytest.CaptureFixture[str]) -> None:
    """In what ``build``, ``list`` and ``verify`` print as JSON."""
    capsys.readouterr()
    assert main([*BUILD, "--json"]) == 0
    built = json.loads(capsys.readouterr().out)["editions"]
    assert {one["html"]["file"] for one in built} == {str(RESULTS / name) for name in pages()}
    assert main(["list", "desk", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["editions"]
    assert all(one["html"]["standing"] == "as built" for one in listed)
    assert main(["verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["folders"][0]["pages"] == 3
