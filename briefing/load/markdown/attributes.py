"""Read attribute lists: conditions, an id, a language, a class; anything else is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model.findings import Finding, Location, nearest
from briefing.model.visibility import CONDITIONS, EVERYONE, Condition, KnownNames, read_condition

if TYPE_CHECKING:
    from briefing.load.markdown.marker_table import AttributeList

CLASSES = ("wide", "decorative")
ID = re.compile(r"[A-Za-z][\w-]*")
"""Ids that an author may give a block; those of layouts and numbering have a full stop."""
_PART = re.compile(
    rf"""\s*(?: \#(?P<id>{ID.pattern})(?=\s|$) | \.(?P<cls>[\w-]+)(?=\s|$)
         | (?P<key>[\w-]+)\s*=\s*(?: "(?P<double>[^"]*)" | '(?P<single>[^']*)'
                                   | (?P<bare>[^\s"'=`´‘-‟′″«»‹›＂＇]+) ) )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What an attribute list means."""

    condition: Condition = EVERYONE
    attributes: tuple[tuple[str, str], ...] = ()
    line: int = 0


def read_attributes(
    attrs: AttributeList, names: KnownNames, path: str
) -> tuple[Attributes, list[Finding]]:
    """Parse an attribute list such as ``audience="press" #id .wide``.

    Returns:
        Its meaning, and a finding for every part that cannot be parsed.
    """
    place = Location(path, attrs.line)
    findings: list[Finding] = []
    values: dict[str, str] = {}
    attributes: list[tuple[str, str]] = []
    end = 0
    body = attrs.body.rstrip()
    while end < len(body):
        part = _PART.match(body, end)
        if not part:
            findings.append(
                Finding(
                    place,
                    "B201",
                    f"cannot parse this attribute list: “{body[end:].strip():.40}”",
                    'write name="value", #id or .class, with straight quotes',
                )
            )
            break
        end = part.end()
        value = part["double"] or part["single"] or part["bare"] or ""
        if part["id"]:
            attributes.append(("id", part["id"]))
        elif part["cls"]:
            if part["cls"] not in CLASSES:
                findings.append(
                    Finding(
                        place,
                        "B201",
                        f'unknown class "{part["cls"]}"',
                        nearest(part["cls"], CLASSES),
                    )
                )
            attributes.append(("class", part["cls"]))
        elif part["key"] == "lang":
            attributes.append(("lang", value))
        elif part["key"] not in CONDITIONS:
            findings.append(
                Finding(
                    place,
                    "B201",
                    f'unknown attribute "{part["key"]}"',
                    nearest(part["key"], (*CONDITIONS, "lang")),
                )
            )
        elif part["key"] in values:
            findings.append(
                Finding(
                    place,
                    "B201",
                    f'"{part["key"]}" is given twice',
                    "put all its names in one list",
                )
            )
        else:
            values[part["key"]] = value
    if not body.strip():
        findings.append(Finding(place, "B201", "an empty attribute list", "remove it"))
    condition, faults = read_condition(values, names, place)
    return Attributes(condition, tuple(attributes), attrs.line), findings + faults
