"""What must hold after a build was stopped or starved, and after the next one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pikepdf

from briefing.cache.manifest import read
from support.damage import hashes
from support.warm import warm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from support.realbuilds import Ended, Site

_DRAFT = re.compile(r"\..+-[0-9a-f]{16}(?:\..*)?")
_WRONG = {"M101", "M103", "M109"}
"""What may not be found of files that only builds have written, whatever became of these."""
_WHOLE: set[str] = set()
"""Hashes of PDFs that were opened and found whole."""


def standing_faults(site: Site) -> list[str]:
    """What is wrong with the files that readers may take now, and with what is said of them.

    After a build that was stopped, each is whole and known to the manifest, and none of them is to
    be deleted.
    """
    faults = []
    known = read(site.results)
    for name, digest in hashes(site.output).items():
        path = site.output / name
        if digest not in _WHOLE:
            fault = _not_whole(path)
            faults += [f"{name} is not whole: {fault}"] if fault else []
            _WHOLE.add(digest)
        if known.digest_if_ours(path.name) != digest:
            faults.append(f"{name} is not known to the manifest")
    return faults + (_verify_faults(site) if known.data else [])


def _verify_faults(site: Site) -> list[str]:
    """What ``briefing verify`` may not say."""
    ended, _ = warm().run(site, "verify", str(site.results), "--json")
    if ended.fault or ended.status not in {0, 1}:
        return [f"verify: {ended.fault or ended.told()}"]
    findings = json.loads(ended.out)["folders"][0]["findings"]
    return [
        f"verify: {finding}"
        for finding in findings
        if finding["code"] in _WRONG or "delete" in finding["hint"]
    ]


def _not_whole(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".html":
        return "" if data.rstrip().endswith(b"</html>") else "a page without its end"
    try:
        with pikepdf.open(path) as pdf:
            pages = [page.obj.Contents for page in pdf.pages]
    except (pikepdf.PdfError, AttributeError) as error:
        return str(error)
    return "" if pages else "no pages"


def leftovers(site: Site) -> list[str]:
    """What a build that was not stopped must not leave, whatever those before it have left."""
    drafts = [path for path in site.output.rglob("*") if _DRAFT.fullmatch(path.name)]
    return [
        f"left behind: {path.relative_to(site.folder)}"
        for path in (*sorted(site.temporary.iterdir()), *sorted(drafts))
    ]


def healed_faults(site: Site, wanted: Mapping[str, str], build: Callable[[], Ended]) -> list[str]:
    """Build undisturbed, and say what differs from ``wanted`` (hashes by path) or is left."""
    ended = build()
    if ended.fault or ended.status:
        return [f"the next build: {ended.fault or ended.told()}"]
    found = hashes(site.output)
    differing = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    faults = [f"the next build differs: {', '.join(differing)[:200]}"] if differing else []
    told, _ = warm().run(site, "verify", str(site.results))
    if told.status:
        faults.append(f"verify after the next build: {told.told()}")
    return faults + leftovers(site)
