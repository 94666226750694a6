"""Shapes: ten briefings as strangers write them, in every format; each edition is right or refused.

Right is: delivered, proven, each letter inside its page and no page empty. Refused is: an error
with the line of a file of the briefing and a way out, in our words. The PDFs stay in
``build/audit/shapes`` to be looked at.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from support.audit import Outcome
from support.shapes import SHAPES, written

FULL = len(SHAPES)
HERE = Path(__file__).resolve().parent
OUT = HERE.parent.parent / "build" / "audit" / "shapes"
_FEWEST_LETTERS = 3
_SLACK = 1.0
"""How far in pt the box of a letter may stand out of its page: boxes are wider than ink."""


def examine(seed: int, index: int) -> Outcome:
    """Build all editions of one briefing and look at each."""
    content, out = OUT / "content", OUT / f"seed-{seed}"
    folder = content / SHAPES[index % FULL].__name__.replace("_", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder = written(content, seed, index)
    shutil.rmtree(out / folder.name, ignore_errors=True)
    command = [sys.executable, "-m", "briefing", "build", str(folder), "--all", "--json"]
    done = subprocess.run(
        [*command, "--output", str(out)], capture_output=True, text=True, check=False
    )
    what = f"shapes {seed}/{index} ({folder.name})"
    if "Traceback" in done.stderr or "internal error" in done.stderr:
        return Outcome({"briefings": 1}, (f"{what}: {done.stderr.strip().splitlines()[-1]}",))
    answer = json.loads(done.stdout)
    if not answer.get("editions"):
        refused = answer.get("findings", [])
        faults = [f"{what}: {fault}" for f in refused if (fault := _unhelpful(f, folder))]
        return Outcome({"briefings": 1, "refused as a whole": 1}, tuple(faults))
    faults, counts = [], {"briefings": 1, "editions": 0, "pages": 0, "refused": 0}
    for edition in answer["editions"]:
        counts["editions"] += 1
        counts["pages"] += edition["pages"] if edition["delivered"] else 0
        counts["refused"] += not edition["delivered"]
        name = f"{what} {edition['edition']}"
        faults += [f"{name}: {fault}" for fault in _faults(edition, folder)]
    return Outcome(counts, tuple(dict.fromkeys(faults)))


def _faults(edition: dict[str, Any], folder: Path) -> list[str]:
    if edition["delivered"]:
        return list(_page_faults(Path(edition["file"])))
    errors = [f for f in edition["findings"] if f["severity"] == "error"]
    return [fault for f in errors if (fault := _unhelpful(f, folder))] or (
        [] if errors else ["not delivered, without a reason"]
    )


def _unhelpful(finding: dict[str, Any], folder: Path) -> str:
    """What is wrong with an error; empty if it has a place in the briefing and a way out."""
    text = f"{finding['code']} at {finding['file']}:{finding['line']}: {finding['message']}"
    if finding["code"][0] != "B":
        return f"refused by the proof: {text}"
    if not finding["hint"]:
        return f"no way out: {text}"
    return "" if folder.name in Path(finding["file"]).parts else f"no place in a file: {text}"


def _page_faults(path: Path) -> list[str]:
    faults = []
    with pdfium.PdfDocument(path) as document:
        for number, page in enumerate(document, 1):
            width, height = page.get_size()
            text = page.get_textpage()
            letters = text.count_chars()
            if letters < _FEWEST_LETTERS:
                faults.append(f"page {number} is empty")
            for n in range(letters):
                left, bottom, right, top = text.get_charbox(n)
                inside = -_SLACK <= left <= right <= width + _SLACK
                if right > left and not (inside and -_SLACK <= bottom <= top <= height + _SLACK):
                    faults.append(f"page {number}: a letter stands off the page")
                    break
    return faults
