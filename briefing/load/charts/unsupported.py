"""Refuse what a chart spec may not use: URLs, pictures, random values and the clock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from briefing.model.findings import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.files.yaml import KeyPath

_MARKS = (
    *("arc", "area", "bar", "boxplot", "circle", "errorband", "errorbar", "geoshape", "line"),
    *("point", "rect", "rule", "square", "text", "tick", "trail"),
)
_TYPES = ("quantitative", "temporal", "ordinal", "nominal", "geojson")
_EXPRESSIONS = frozenset(("calculate", "expr", "filter", "labelExpr", "signal", "test", "update"))
_DATA = (("values", ("data",)), ("url", ("data",)), ("datasets", ()))
"""Keys whose values are the author's data, each with the key it stands below."""
# Results that change from run to run, or with the machine (Vega 6, “Expressions”).
_UNSTEADY = re.compile(
    r"\b(now|random|sample[A-Z]\w*|screen|windowSize|containerSize|timezoneoffset)\s*\("
)
_PAINT = re.compile(r"\burl\s*\(", re.IGNORECASE)

Refusal = tuple["KeyPath", str, str]
"""Where in the spec, what is wrong, a hint."""


def refusals(spec: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield everything in a spec that is not supported."""
    schema = spec.get("$schema", "")
    if schema and "/vega-lite/" not in str(schema):
        yield ("$schema",), "this is not a Vega-Lite spec", "see vega.github.io/vega-lite"
    yield from _walk({key: part for key, part in spec.items() if key != "$schema"}, ())


def _walk(value: Any, at: KeyPath, *, expression: bool = False) -> Iterator[Refusal]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _entry(key, part, at)
            if (key, at[-1:]) not in _DATA:
                inside = expression or key in _EXPRESSIONS
                yield from _walk(part, (*at, key), expression=inside)
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield from _walk(part, (*at, n), expression=expression)
    elif isinstance(value, str):
        yield from _string(value, at, expression=expression)


def _entry(key: str, value: Any, at: KeyPath) -> Iterator[Refusal]:
    here = (*at, key)
    if key in {"href", "usermeta"} or (key == "url" and at[-1:] != ("data",)):
        yield here, f"“{key}” is not supported in charts", "remove it: paper has no links"
    elif key == "sample" and at[-2:-1] == ("transform",):
        message = "“sample” gives a different result on each run"
        yield here, message, "put the rows to show in a data file"
    elif key == "mark" and not {"config", "params"} & set(at):
        yield from _mark(value, here)
    elif key == "type" and at[-2:-1] == ("encoding",) and value not in _TYPES:
        yield here, f'unknown type "{value}"', nearest(str(value), _TYPES)


def _string(text: str, at: KeyPath, *, expression: bool) -> Iterator[Refusal]:
    if _PAINT.search(text):
        yield at, f"a URL is not a colour: “{text:.40}”", "name a colour: “#12263f”"
    if expression and (found := _UNSTEADY.search(text)):
        yield at, f"“{found[1]}” gives a different result on each run", "write the value itself"


def _mark(mark: Any, at: KeyPath) -> Iterator[Refusal]:
    name = mark.get("type") if isinstance(mark, dict) else mark
    if name == "image":
        message = "pictures are not supported in charts"
        yield at, message, "use “/// figure” with “src:” for a picture"
    elif name not in _MARKS:
        yield at, f'unknown mark "{name}"', nearest(str(name), _MARKS)
