"""A working folder where a small briefing of three readers is built once, to be copied."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
title: A desk
as_of: 2026-11-23
owner: Test desk
releases:
  - {name: public, marking: "TLP:CLEAR"}
  - {name: partner, marking: "TLP:GREEN"}
default_release: public
html: no
audiences:
  public: {label: the public, clearance: public}
  press: {label: the press, clearance: public, includes: [public]}
  policy: {label: policy staff, clearance: partner, includes: [press]}
lengths:
  short: {label: Two pages, pages: [1, 2]}
sections: [roads]
"""
SECTION = """\
---
title: Roads
---
Everybody reads that roads are kept open.

Only journalists read BREAK-HERE about the kumquat inquiry. {: audience="press !policy" }

Bridges are inspected every second winter.
"""
PDFS = tuple(f"desk-{who}-short-pack.pdf" for who in ("public", "press", "policy"))
RESULTS = Path("build/desk")
BUILD = ["build", "desk", "--all"]


def write_content(folder: Path) -> None:
    """The briefing, under ``content/desk`` of a working folder."""
    (folder / "content/desk/sections").mkdir(parents=True)
    (folder / "content/desk/briefing.yaml").write_text(SETTINGS)
    (folder / "content/desk/sections/roads.md").write_text(SECTION)


def edit(name: str, old: str, new: str) -> None:
    """Puts other words into a file of the briefing in this working folder."""
    path = Path("content/desk") / name
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), "utf-8")
