"""How settings are read: what is not known is refused."""

from __future__ import annotations

from pydantic import ConfigDict

STRICT = ConfigDict(
    defer_build=True,
    extra="forbid",
    frozen=True,
    str_strip_whitespace=True,
    coerce_numbers_to_str=True,  # as they are written: “title: 1984”
)
