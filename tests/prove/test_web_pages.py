"""Web pages are proven as PDFs are: whole, in order, in one form, and nothing withheld anywhere."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from briefing.build.pipeline import compose_edition
from briefing.build.web_pages import page_expectation
from briefing.cache.cache import Cache
from briefing.model.findings import Location
from briefing.prove import prove, prove_old
from briefing.prove.web.raster_pictures import without_rasters
from briefing.select.selection import make_edition
from support.bodies import theme
from support.photos import photo
from support.projects import project, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.model.proof import Expectation, Proof

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40" viewBox="0 0 90 40">
<!-- the kumquat layer --><title>kumquat</title><desc>kumquat</desc>
<metadata>kumquat</metadata>
<g id="kumquat" data-note="kumquat" display="none"><text x="1" y="9">kumquat</text></g>
<rect id="used" class="kumquat" width="90" height="40" fill="#336699"/>
<text x="5" y="20" font-family="Source Sans 3" font-size="9">North gate</text></svg>"""
FIRST = """\
---
title: First
---
Everybody reads that roads are kept open.[^a] [@mta] The force is KFOR.

Only staff reads about the kumquat inquiry of Brindlewood. {: audience="policy" }

- One
- Two

/// figure | The gate
    src: figures/gate.svg
    alt: A gate in the north
    source: "[@mta]"
///

/// table | Gates
| Gate | Width |
| --- | --- |
| North | 4 m |
| South | 12 m |
///

## Part

More on [the site](https://example.org/roads) is said here. [@mta]

[^a]: A note on roads.
"""


@dataclass(frozen=True)
class Made:
    """A page, and what its proof looks for."""

    html: str
    expectation: Expectation

    def proof(self, html: str | bytes) -> Proof:
        """The proof of the page, or of another in its place."""
        data = html.encode() if isinstance(html, str) else html
        return prove(data, self.expectation, Location("small.html"))

    def codes(self, html: str | bytes) -> set[str]:
        """What stands against it."""
        return {finding.code for finding in self.proof(html).findings}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The page of an edition that holds all sorts of things, and must not hold the kumquat."""
    folder = tmp_path_factory.mktemp("page")
    files = {"sections/first.md": FIRST, "figures/gate.svg": SVG}
    briefing = read(project(folder, files))
    edition = make_edition(briefing, "public", "short")
    composed = compose_edition(briefing, edition, theme(), Cache(folder / "store"))
    assert composed.page is not None
    expectation = page_expectation(composed.briefing, composed.page, theme())
    return Made(composed.page.html, expectation)


def _svg_of(html: str) -> str:
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]*)"', html)
    assert found is not None
    return found[1]


def _with_svg(html: str, change: Callable[[str], str]) -> str:
    old = _svg_of(html)
    return html.replace(
        old, base64.b64encode(change(base64.b64decode(old).decode()).encode()).decode()
    )


# ── as it is made ─────────────────────────────────────────────────────────────────────────


def test_a_page_as_it_is_made_passes(made: Made) -> None:
    """Whole, in order, and nothing that is withheld or unknown."""
    assert made.proof(made.html).findings == ()
    assert made.proof(made.html).words > 50


def test_a_drawing_leaves_its_unseen_parts_behind(made: Made) -> None:
    """Comments, descriptions, hidden layers and names of a drawing are not in the page."""
    drawing = base64.b64decode(_svg_of(made.html)).decode()
    assert "North gate" in drawing
    assert "kumquat" not in drawing.lower()
    assert "used" not in drawing


def test_nothing_of_another_kind_passes(made: Made) -> None:
    """What cannot be parsed is told, and nothing is raised."""
    assert made.codes(b"\xff\xfe") == {"P101"}
    assert made.codes("words") == {"P101"}
    assert made.codes(f"<!DOCTYPE html>\n{'<div>' * 500}") == {"P101"}


# ── what is lost ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("roads are kept open", "roads are open", "P110"),
        ("<li>One</li>", "", "P110"),
        ("<strong>TLP:CLEAR</strong>", "<strong>Notice</strong>", "P120"),
        ("<title>", "<title>Another ", "P131"),
        ('<html lang="en">', '<html lang="fr">', "P132"),
    ],
)
def test_what_is_lost_is_found(made: Made, old: str, new: str, code: str) -> None:
    """Text, markings, title, language."""
    assert old in made.html
    assert code in made.codes(made.html.replace(old, new, 1))


def test_what_is_moved_is_found(made: Made) -> None:
    """A paragraph after those that follow it."""
    found = re.search(r"<p>Everybody reads.*?</p>", made.html)
    assert found is not None
    moved = made.html.replace(found[0], "", 1).replace("</main>", f"{found[0]}</main>", 1)
    assert "P111" in made.codes(moved)


# ── what is planted ───────────────────────────────────────────────────────────────────────

SECRET = "kumquat inquiry of Brindlewood"
PLANTS: dict[str, Callable[[str], str]] = {
    "text": lambda html: html.replace("<li>Two", f"<li>Two {SECRET}", 1),
    "small text": lambda html: html.replace("<li>Two", f"<li>Two<sub>{SECRET}</sub>", 1),
    "spaced text": lambda html: html.replace("<li>Two", f"<li>Two {' '.join('Brindlewood')}", 1),
    "a comment": lambda html: html.replace("<li>Two", f"<!-- {SECRET} --><li>Two", 1),
    "a comment at the end": lambda html: f"{html}<!-- {SECRET} -->",
    "an instruction": lambda html: html.replace("<li>Two", f"<?php {SECRET} ?><li>Two", 1),
    "the title": lambda html: html.replace("</title>", f" {SECRET}</title>", 1),
    "alternative text": lambda html: html.replace('alt="', f'alt="{SECRET} ', 1),
    "the name of a link": lambda html: html.replace('aria-label="', f'aria-label="{SECRET} ', 1),
    "an id": lambda html: html.replace("<ul>", '<ul id="brindlewood">', 1),
    "a class": lambda html: html.replace("<ul>", '<ul class="brindlewood">', 1),
    "a language": lambda html: html.replace("<ul>", '<ul lang="brindlewood">', 1),
    "an attribute": lambda html: html.replace("<ul>", f'<ul data-x="{SECRET}">', 1),
    "an address": lambda html: html.replace("example.org/roads", "example.org/brindlewood", 1),
    "a date": lambda html: html.replace('datetime="', 'datetime="1066-', 1),
    "a description": lambda html: html.replace(
        '<meta name="referrer"',
        f'<meta name="description" content="{SECRET}">\n<meta name="referrer"',
        1,
    ),
    "the style sheet": lambda html: html.replace("<style>", f"<style>/* {SECRET} */", 1),
    "generated text": lambda html: html.replace(
        "<style>", f"<style>p::after{{content:'{SECRET}'}}", 1
    ),
    "a template": lambda html: html.replace("<ul>", f"<template>{SECRET}</template><ul>", 1),
    "a closed part": lambda html: html.replace(
        "<ul>", f"<details><summary>More</summary>{SECRET}</details><ul>", 1
    ),
    "foreign elements": lambda html: html.replace(
        "<ul>", f"<svg><desc>{SECRET}</desc></svg><ul>", 1
    ),
    "a comment of a drawing": lambda html: _with_svg(
        html, lambda svg: svg.replace("<rect", f"<!-- {SECRET} --><rect")
    ),
    "text of a drawing": lambda html: _with_svg(
        html, lambda svg: svg.replace("North gate", SECRET)
    ),
    "a name of a drawing": lambda html: _with_svg(
        html, lambda svg: svg.replace("<rect", '<rect id="brindlewood"')
    ),
    "the title of a drawing": lambda html: _with_svg(
        html, lambda svg: svg.replace("<rect", f"<title>{SECRET}</title><rect")
    ),
    "another picture": lambda html: html.replace(
        _svg_of(html), base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
    ),
    "white space after the page": lambda html: f"{html}\n",
    "an attribute twice": lambda html: html.replace(
        "<ul>", f'<ul class="num" class="{SECRET}">', 1
    ),
    "an escaped letter": lambda html: html.replace("Everybody", "&#69;verybody", 1),
    "a closing tag with more": lambda html: html.replace("</ul>", f'</ul title="{SECRET}">', 1),
}


@pytest.mark.parametrize("where", PLANTS)
def test_what_is_planted_is_found(made: Made, where: str) -> None:
    """Withheld words, or any that nothing accounts for, wherever they hide."""
    planted = PLANTS[where](made.html)
    assert planted != made.html
    assert not made.proof(planted).passed


@pytest.mark.finds("P149", "P160", "P161", "P162", "P163")
def test_each_kind_has_its_code(made: Made) -> None:
    """The form of the page, its elements, their values, its frame, its pictures."""
    for where, code in (
        ("white space after the page", "P160"),
        ("an attribute", "P161"),
        ("a class", "P162"),
        ("the style sheet", "P163"),
        ("another picture", "P149"),
    ):
        assert code in made.codes(PLANTS[where](made.html)), where


@pytest.mark.parametrize("where", ["text", "a comment", "alternative text", "the name of a link"])
def test_what_is_withheld_is_told_with_its_block(made: Made, where: str) -> None:
    """A finding quotes the words, and says where in the content they stand."""
    findings = made.proof(PLANTS[where](made.html)).findings
    leaks = [finding for finding in findings if finding.code in {"P121", "P122"}]
    assert leaks
    assert any("first.md:6" in finding.message for finding in leaks)


ACTIVE = {
    "a script": '<script>alert("x")</script>',
    "a handler": '<p onclick="alert(1)">x</p>',
    "a frame": '<iframe src="https://example.org"></iframe>',
    "a form": '<form action="https://example.org"></form>',
    "a script in an address": '<a href="javascript:alert(1)">x</a>',
    "a style sheet elsewhere": '<link rel="stylesheet" href="https://example.org/x.css">',
    "another base": '<base href="https://example.org/">',
    "a picture elsewhere": '<img src="https://example.org/x.png" width="1" height="1" alt="x">',
    "a refresh": '<meta http-equiv="refresh" content="0; url=https://example.org">',
    "a style": '<p style="background: url(https://example.org)">x</p>',
}


@pytest.mark.parametrize("what", ACTIVE)
def test_nothing_runs_or_is_fetched(made: Made, what: str) -> None:
    """Whatever would run, load or send something is refused."""
    assert not made.proof(made.html.replace("<ul>", f"{ACTIVE[what]}<ul>", 1)).passed


def test_the_policy_is_part_of_the_proof(made: Made) -> None:
    """A page whose policy allows more, or that lacks it, is refused."""
    assert "P163" in made.codes(made.html.replace("default-src &#39;none&#39;; ", "", 1))
    lacking = re.sub(r"<meta http-equiv[^>]*>\n", "", made.html)
    assert "P163" in made.codes(lacking)


def test_a_page_from_before_holds_nothing_more(made: Made) -> None:
    """Words that were removed from the content since are nobody's."""
    older = made.html.replace("<li>Two", "<li>Two quokkas", 1).encode()
    assert not prove_old(older, made.expectation, Location("small.html")).passed
    assert prove_old(made.html.encode(), made.expectation, Location("small.html")).passed


def test_photographs_are_taken_out_before_a_page_is_parsed() -> None:
    """Those that our writer wrote; a page that names such an address itself is parsed as it is."""
    data = photo()
    encoded = base64.b64encode(data)
    page = b'<p>A</p><img src="data:image/jpeg;base64,%b" alt="B">' % encoded
    taken, found = without_rasters(page)
    [(short, digest)] = found.items()
    assert digest == sha256(data).hexdigest()
    assert taken == b'<p>A</p><img src="%b" alt="B">' % short.encode()
    named = page + b'<img src="%b">' % short.encode()
    otherwise = page.replace(encoded, encoded[:-4] + b"QUJ=")  # bits that no byte has
    for kept in (named, otherwise, page.replace(b"image/jpeg", b"image/webp")):
        assert without_rasters(kept) == (kept, {})
