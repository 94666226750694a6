"""Hold a spec against Vega-Lite's own JSON schema, and say in an author's words what is wrong.

The schema is that of the version that draws, without its descriptions. A general validator answers
a misspelt key with a page of alternatives none of which fits; here the alternative is chosen that
fits best, and only what it lacks is reported.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from briefing.model.findings import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefing.files.yaml import KeyPath

VERSION = "6.4.1"
"""The version of Vega-Lite whose schema this is."""
_FILE = f"vega-lite-{VERSION}.schema.json.gz"
_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_NAMES = {
    "array": "a list",
    "boolean": "true or false",
    "null": "null",
    "number": "a number",
    "object": "a list of “name: …” entries",
    "string": "a text",
}
_MOST_SHOWN = 60
_COLOUR = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|(?:rgb|hsl)a?\([\d\s.,%/+-]+\)|"
    r"transparent|none|currentcolor",
    re.IGNORECASE,
)
"""A colour that is not a name; the schema lets any text pass."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that the schema does not allow."""

    at: KeyPath
    """Where it is; the last part of it is an unknown key itself."""
    kind: str
    """``unknown``, ``missing``, ``value`` or ``type``."""
    given: Any
    allowed: tuple[Any, ...] = ()
    """Known keys, or allowed values."""
    kinds: tuple[str, ...] = ()
    """What else it may be: “a number”."""

    @property
    def message(self) -> str:
        """What is wrong, in the author's words."""
        if self.kind == "unknown":
            return f"unknown key “{self.at[-1]}” in {_place(self.at[:-1])}"
        if self.kind == "missing":
            return f"“{self.given}” is missing in {_place(self.at)}"
        if self.kind == "value":
            return f"{_shown(self.given)} is not a value of {_place(self.at)}"
        return f"{_place(self.at)} cannot be {_shown(self.given)}"

    @property
    def hint(self) -> str:
        """What to write instead."""
        if self.kind == "unknown":
            return nearest(str(self.at[-1]), [str(key) for key in self.allowed])
        if self.kind == "missing":
            return f"add “{self.given}: …”"
        others = " or ".join(self.kinds)
        if self.kind == "value":
            known = nearest(str(self.given), [str(value) for value in self.allowed])
            return f"{known}; or {others}" if others else known
        return f"it must be {others or 'something else'}"


def _place(at: KeyPath) -> str:
    """Return a place in the spec as people say it: “layer 2, encoding.x”."""
    words: list[str] = []
    for part in at:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1},"
        elif words and not words[-1].endswith(","):
            words[-1] += f".{part}"
        else:
            words.append(str(part))
    return f"“{' '.join(words).removesuffix(',')}”" if words else "the spec"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a list of “name: …” entries"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    return f"“{text:.{_MOST_SHOWN}}”"


@cache
def _schema() -> Mapping[str, Any]:
    data = files("briefing.load.charts").joinpath(_FILE).read_bytes()
    schema: Mapping[str, Any] = json.loads(gzip.decompress(data))
    return schema


def problems(spec: Mapping[str, Any]) -> list[Problem]:
    """Return what Vega-Lite's schema does not allow in a spec of JSON values; data are not read."""
    schema = _schema()
    try:
        found = _Checker(schema["definitions"]).check(spec, schema, ())
    except RecursionError:
        return [Problem((), "type", spec, kinds=("nested less deeply",))]
    # What is missing beside an unknown key is most likely what that key should be: one fault.
    unknown = {p.at[:-1] for p in found if p.kind == "unknown"}
    return [p for p in found if p.kind != "missing" or p.at not in unknown]


def _near(unknown: Problem, missing: Problem) -> bool:
    """Return whether an unknown key is a misspelling of one that is missing."""
    return (
        unknown.kind == "unknown"
        and unknown.at[:-1] == missing.at
        and nearest(str(unknown.at[-1]), [missing.given]).startswith("did you mean")
    )


class _Checker:
    """Checks the parts of one spec, each against each part of the schema once."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._known: dict[tuple[int, KeyPath], list[Problem]] = {}

    def check(self, value: Any, schema: Mapping[str, Any], at: KeyPath) -> list[Problem]:
        """Return the problems of ``value``, which is at ``at``."""
        while "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = self._definitions[name]
            if name == "Color" and isinstance(value, str) and not _COLOUR.fullmatch(value):
                schema = self._definitions["ColorName"]
        if (
            isinstance(value, str)
            and schema.get("type") == "string"
            and _is_colour(at)
            and not _COLOUR.fullmatch(value)
        ):
            schema = self._definitions["ColorName"]
        key = (id(schema), at)
        if key not in self._known:
            self._known[key] = self._check(value, schema, at)
        return self._known[key]

    def _check(self, value: Any, schema: Mapping[str, Any], at: KeyPath) -> list[Problem]:
        if "anyOf" in schema:
            return self._any(value, schema["anyOf"], at)
        if wrong := _own_problem(value, schema, at):
            return [wrong]
        if isinstance(value, dict):
            return list(self._object(value, schema, at))
        items = schema.get("items")
        if not isinstance(value, list) or not isinstance(items, dict):
            return []
        # Rows of data are read elsewhere.
        rows = [] if at[-2:] == ("data", "values") else value
        return [p for n, item in enumerate(rows) for p in self.check(item, items, (*at, n))]

    def _object(
        self, value: Mapping[str, Any], schema: Mapping[str, Any], at: KeyPath
    ) -> Iterator[Problem]:
        known = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name not in value:
                yield Problem(at, "missing", name)
        rest = schema.get("additionalProperties", True)
        for key, part in value.items():
            if key in known:
                yield from self.check(part, known[key], (*at, key))
            elif isinstance(rest, dict):
                if at != ("datasets",):
                    yield from self.check(part, rest, (*at, key))
            elif rest is False:
                yield Problem((*at, key), "unknown", part, tuple(sorted(known)))

    def _any(self, value: Any, branches: Sequence[Any], at: KeyPath) -> list[Problem]:
        """Return the problems with the branch that fits best; simple values may be of any."""
        found = []
        for branch in branches:
            problems_here = self.check(value, branch, at)
            if not problems_here:
                return []
            found.append(problems_here)
        best = min(found, key=lambda each: _badness(each, at))
        if not isinstance(value, dict | list) or (best[0].at == at and best[0].kind == "type"):
            return [_merged(value, at, [p for each in found for p in each])]
        if {"missing", "unknown"} <= {p.kind for p in best if len(p.at) - len(at) < 2}:
            # No alternative is meant for sure: the key may be one of any.
            known = {k for each in found for p in each if p.kind == "unknown" for k in p.allowed}
            return [
                replace(p, allowed=tuple(sorted(known))) if p.kind == "unknown" else p for p in best
            ]
        return best


def _is_colour(at: KeyPath) -> bool:
    """Return whether a value or range of a channel is a colour, which the schema takes for any
    text."""
    names = [part for part in at if isinstance(part, str) and part != "condition"]
    channel = names[-3:-2] if names[-2:] == ["scale", "range"] else names[-2:-1]
    ends = names[-1:] == ["value"] or names[-2:] == ["scale", "range"]
    return ends and bool({"color", "fill", "stroke"} & set(channel)) and "encoding" in names


def _merged(value: Any, at: KeyPath, found: list[Problem]) -> Problem:
    """Return one problem for a value that none of several branches allows."""
    own = [problem for problem in found if problem.at == at]
    values = tuple(dict.fromkeys(one for problem in own for one in problem.allowed))
    kinds = tuple(dict.fromkeys(kind for problem in own for kind in problem.kinds))
    if values and isinstance(value, str):
        return Problem(at, "value", value, values, kinds)
    few = tuple(_shown(one) for one in values[:8])
    return Problem(at, "type", value, kinds=(*kinds, *few))


def _badness(found: Sequence[Problem], at: KeyPath) -> float:
    """Return how badly a branch fits: what is wrong near its root counts most, and a wrong word
    where only one is possible, as that names the alternative."""
    total = 0.0
    for problem in found:
        depth = len(problem.at) - len(at)
        if problem.kind == "missing":
            misspelt = any(_near(other, problem) for other in found)
            total += (10 if misspelt else 100) / 4**depth
        elif depth == 0:
            total += 1000
        else:
            names_it = problem.kind == "value" and len(problem.allowed) == 1
            weight = 80 if names_it else 50 if problem.kind == "unknown" else 30
            total += weight / 4 ** (depth - 1)
    return total


def _own_problem(value: Any, schema: Mapping[str, Any], at: KeyPath) -> Problem | None:
    """Return what is wrong with a value itself, not with what is in it."""
    allowed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if allowed is not None:
        known = any(_same(value, one) for one in allowed)
        return None if known else Problem(at, "value", value, tuple(allowed))
    names = schema.get("type", [])
    names = names if isinstance(names, list) else [names]
    if names and not any(_is_a(name, value) for name in names):
        return Problem(at, "type", value, kinds=tuple(_NAMES[name] for name in names))
    limit = _limit(value, schema)
    return Problem(at, "type", value, kinds=(limit,)) if limit else None


def _is_a(name: str, value: Any) -> bool:
    """Return whether a value is of one of JSON's types; true is no number."""
    is_number = name == "number"
    return isinstance(value, _TYPES[name]) and not (is_number and isinstance(value, bool))


def _same(value: Any, other: Any) -> bool:
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


def _limit(value: Any, schema: Mapping[str, Any]) -> str:
    """Return which limit of the schema a value of the right type does not keep."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | list | dict):
        return ""
    size = value if isinstance(value, int | float) else len(value)
    for least, most, limit in (
        ("minimum", "maximum", "{} or more"),
        ("minItems", "maxItems", "a list of at least {}"),
        ("minLength", "maxLength", "a text of at least {} characters"),
        ("minProperties", "maxProperties", "a list of at least {} entries"),
    ):
        if size < schema.get(least, size):
            return limit.format(schema[least])
        if size > schema.get(most, size):
            return limit.format(schema[most]).replace("more", "less").replace("least", "most")
    return ""
