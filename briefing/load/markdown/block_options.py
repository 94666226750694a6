"""Read the options of a ``/// block``: the indented lines right below its head."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from briefing.files.yaml import read_yaml
from briefing.model.findings import Finding, Location


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
