"""Read the options of a ``/// block``: the indented lines right below its head."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefing.files.yaml import read_yaml
from briefing.model.blocks import BLOCKS
from briefing.model.findings import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMED = re.compile(r" {0,3}(?P<name>[a-z]+): +\S")


def option_in_text(name: str, lines: Sequence[str]) -> tuple[str, str, str] | None:
    """Return the fault of the first of some lines below the head of a block, if it looks like an
    option of the block but is not indented by four spaces."""
    found = _NAMED.match(lines[0]) if lines else None
    options = (option.name for option in BLOCKS[name].options) if name in BLOCKS else ()
    if not found or found["name"] not in options:
        return None
    message = f"“{found['name']}:” is read as text here, not as an option of “/// {name}”"
    return (
        "B104",
        message,
        "indent options by four spaces; leave a blank line above what is text",
    )


def read_options(text: str, path: str, line: int) -> tuple[dict[str, Any], list[Finding]]:
    """Return the options in a text, and what is wrong with them.

    Args:
        text: The lines of the options.
        path: Their file, for findings.
        line: The line of the block's head, right above them.
    """
    source, findings = read_yaml(text, path, offset=line)
    if findings:
        hint = "write options as “name: value”, indented by four spaces, below “/// …”"
        told = (f.message.replace("malformed YAML", "malformed option") for f in findings)
        found = zip(findings, told, strict=True)
        return {}, [replace(one, message=message, hint=hint) for one, message in found]
    if not isinstance(source.data, dict):
        hint = "write options as “name: value”; leave a blank line before indented text"
        place = Location(path, line + 1)
        return {}, [Finding(place, "B104", "this is not an option", hint)]
    return source.data, []
