"""Findings that no case file can bring about: huge files, odd PDFs; and how a finding reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Name, Pdf

from briefing.files.workspace import MAX_BYTES
from briefing.model.findings import Finding, Location, Severity, errors, nearest
from support.projects import faults, project
from support.proofs import BODY, changed, codes, proof, typeset

if TYPE_CHECKING:
    from pathlib import Path


def test_a_finding_reads_as_a_line_and_a_way_out() -> None:
    """Place, severity, code and message on the first line, the hint on the next."""
    finding = Finding(Location("a/b.md", 14), "B203", "unknown", "did you mean", Severity.WARNING)
    assert str(finding) == "a/b.md:14: warning B203: unknown\n  hint: did you mean"
    assert str(Finding(Location("a.pdf"), "P131", "no title")) == "a.pdf: error P131: no title"


def test_warnings_stop_nothing() -> None:
    """Only errors count when it is asked whether an edition may go out."""
    place = Location("a")
    warning = Finding(place, "B506", "short", severity=Severity.WARNING)
    error = Finding(place, "B503", "long")
    assert errors([warning, error]) == (error,)


@given(st.text(), st.lists(st.text()))
def test_the_nearest_name_is_a_known_one(name: str, known: list[str]) -> None:
    """A hint never offers what is not there, whatever was typed."""
    hint = nearest(name, known)
    if hint.startswith("did you mean "):
        assert any(f'"{other}"?' in hint for other in known)
    assert "known here" in hint


@pytest.mark.finds("B109")
def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """A file beyond the limit is a fault where it was asked for (B109)."""
    folder = project(
        tmp_path, {"sections/first.md": "---\ntitle: F\n---\n![A square](figures/square.svg)\n"}
    )
    with (folder / "figures" / "square.svg").open("ab") as file:
        file.truncate(MAX_BYTES + 1)  # takes no room on the disk
    [finding] = [f for f in faults(folder) if f.code == "B109"]
    assert "square.svg" in finding.message
    assert finding.hint


@pytest.mark.finds("P104")
def test_metadata_that_cannot_be_unpacked_are_a_fault(tmp_path: Path) -> None:
    """What the proof cannot read, it does not pass (P104)."""

    def pack(pdf: Pdf) -> None:
        stream = pdf.make_stream(b"no compressed data", Type=Name.Metadata, Subtype=Name.XML)
        stream.Filter = Name.LZWDecode
        pdf.pages[0].Metadata = stream

    assert "P104" in codes(proof(tmp_path, changed(typeset(BODY), pack)))


@pytest.mark.finds("P105")
def test_characters_without_unicode_are_a_fault(tmp_path: Path) -> None:
    """Text that prints but cannot be searched cannot be proven (P105)."""

    def forget(pdf: Pdf) -> None:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                for each in (font, *font.get("/DescendantFonts", [])):
                    if "/ToUnicode" in each:
                        del each["/ToUnicode"]

    assert "P105" in codes(proof(tmp_path, changed(typeset(BODY), forget)))
