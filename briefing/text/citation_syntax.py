"""Citations and acronyms as authors write them in running text."""

from __future__ import annotations

import re

CITATION = re.compile(r"@(?P<id>[\w:.-]*[\w])(?:,\s*(?P<locator>[^@]+))?")
_RANGE = re.compile(r"(?<![\w-])(\d+)-{1,2}(\d+)(?![\w-])")
ACRONYM = re.compile(r"(?<![\w/@#.-])[A-ZÀ-Þ][A-ZÀ-Þ0-9]*-?[A-ZÀ-Þ](?=s?(?![\w/-]|-[A-Z0-9]))")


def citations(body: str) -> list[tuple[str, str]]:
    """Return id and locator of each source in a citation ``@a; @b, para 9``.

    The id is empty, and the locator the whole part, where a part cannot be parsed.
    """
    out = []
    for part in body.split(";"):
        match = CITATION.fullmatch(part.strip())
        locator = " ".join((match["locator"] or "").split()) if match else ""
        out.append((match["id"], _RANGE.sub(r"\1–\2", locator)) if match else ("", part.strip()))
    return out
