"""Names of BibTeX and BibLaTeX, as CSL has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.model.source import OTHERS

if TYPE_CHECKING:
    from collections.abc import Callable

_PARTS = {
    "family": "family",
    "given": "given",
    "prefix": "non-dropping-particle",
    "suffix": "suffix",
}
_SUFFIX_LAST = re.compile(r"([^,{}]+),\s*([^,{}]+),\s*((?:Jr|Sr)\.?|I{2,3}|IV)")
"""“Jones, Mary, Jr.”, where BibTeX has the suffix before the first name."""
_SUFFIX = re.compile(r"(?:Jr|Sr|Esq|MD|M\.D|PhD|Ph\.D)\.?|[IVX]+")
_LONGEST = 1000
_EXTENDED = re.compile(r"\s*(family|given|prefix|suffix|useprefix|id|[a-z]+-i)\s*=\s*(.*?)\s*$")


def people(value: str, plain: Callable[[str], str]) -> list[dict[str, str]]:
    """Return the names in ``value``; “and others” becomes “et al.” at their end.

    Args:
        value: Names joined by “and”.
        plain: Turns LaTeX into text.
    """
    from pybtex.bibtex.utils import split_name_list

    names = [str(name).strip() for name in split_name_list(value)]
    return [
        {"literal": OTHERS} if name.lower() in {"others", "et al.", "et al"} else _name(name, plain)
        for name in names
        if name
    ]


def doubtful_name(value: str) -> str:
    """Return the first name in ``value`` that is more than one; empty if there is none."""
    from pybtex.bibtex.utils import split_name_list

    for name in map(str.strip, split_name_list(value)):
        parts = [part.strip() for part in name.split(",")]
        is_name = len(parts) < 3 or any(_SUFFIX.fullmatch(part) for part in parts[1:])
        if "{" not in name and "=" not in name and (";" in name or not is_name):
            return str(name)
    return ""


def _name(value: str, plain: Callable[[str], str]) -> dict[str, str]:
    """Return a person's parts, or ``literal`` for an organisation (in braces)."""
    from pybtex.database import Person
    from pybtex.exceptions import PybtexError

    if _is_braced(value):
        return {"literal": plain(value)}
    if len(value) <= _LONGEST and _EXTENDED.match(value):
        return _extended(value, plain)
    if found := _SUFFIX_LAST.fullmatch(value):
        value = f"{found[1]}, {found[3]}, {found[2]}"
    try:
        person = Person(value)
    except PybtexError:  # too many commas
        return {"literal": plain(value)}
    parts = {
        "family": person.last_names,
        "given": [*person.first_names, *person.middle_names],
        "non-dropping-particle": person.prelast_names,
        "suffix": person.lineage_names,
    }
    return {name: plain(" ".join(words)) for name, words in parts.items() if words}


def _is_braced(value: str) -> bool:
    """Return whether one pair of braces is around the whole name."""
    depth = 0
    for at, mark in enumerate(value):
        depth += (mark == "{") - (mark == "}")
        if depth == 0:
            return at == len(value) - 1 and value.startswith("{") and not _is_accent(value)
    return False


def _is_accent(value: str) -> bool:
    return value.startswith("{\\") and len(value) < 8


def _extended(value: str, plain: Callable[[str], str]) -> dict[str, str]:
    """Return a name of BibLaTeX's extended form: ``family=Berg, given=Anna, prefix=van den``."""
    parts: dict[str, str] = {}
    for part in re.split(r",(?![^{]*\})", value):
        if (found := _EXTENDED.match(part)) and found[1] in _PARTS:
            parts[_PARTS[found[1]]] = plain(found[2].strip('"'))
    return parts if "family" in parts else {"literal": parts.get("given", plain(value))}
