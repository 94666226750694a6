"""The views of a spec, each with the data it shows and the fields its transforms make.

A view is a mark, or a layer, row or grid of views; what a parent says of data, transforms and
encodings holds for its children until they say otherwise (Vega-Lite 6, “View Composition”).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.files.yaml import KeyPath

_LISTS = ("layer", "hconcat", "vconcat", "concat")
# Default names of the results of transforms.
_DEFAULT_NAMES = {
    "fold": ("key", "value"),
    "density": ("value", "density"),
    "quantile": ("prob", "value"),
}
# The names of their results depend on the data.
_UNFORESEEN = ("pivot",)
KEEPS_ROWS = ("calculate", "timeUnit", "bin", "joinaggregate", "window", "stack", "lookup")
"""Transforms that add fields and drop no row."""


@dataclass(frozen=True, slots=True)
class View:
    """One view, with all that it inherits."""

    at: KeyPath
    """Where in the spec it stands."""
    spec: Mapping[str, Any]
    data: Mapping[str, Any] | None
    transforms: tuple[Any, ...]
    encoding: Mapping[str, Any]
    """Its own channels over those of its parents."""
    children: tuple[View, ...] = ()

    def walk(self) -> Iterator[View]:
        """Yield this view and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def keeps_rows(self) -> bool:
        """Return whether it shows every row of its data as a mark of its own."""
        plain = all(
            isinstance(step, dict) and any(name in step for name in KEEPS_ROWS)
            for step in self.transforms
        )
        return plain and not any(
            isinstance(channel, dict) and "aggregate" in channel
            for channel in self.encoding.values()
        )


def view_of(spec: Mapping[str, Any], at: KeyPath = (), above: View | None = None) -> View:
    """Return a spec as a tree of views."""
    data = spec.get("data")
    transforms = spec.get("transform")
    own = tuple(transforms) if isinstance(transforms, list) else ()
    inherits = above is not None and "data" not in spec
    encoding = spec.get("encoding")
    view = View(
        at,
        spec,
        above.data if above and inherits else data if isinstance(data, dict) else None,
        (*above.transforms, *own) if above and inherits else own,
        {**(above.encoding if above else {}), **(encoding if isinstance(encoding, dict) else {})},
    )
    children = [
        view_of(child, (*at, name, n), view)
        for name in _LISTS
        if isinstance(spec.get(name), list)
        for n, child in enumerate(spec[name])
        if isinstance(child, dict)
    ]
    if isinstance(inner := spec.get("spec"), dict):
        children.append(view_of(inner, (*at, "spec"), view))
    return View(view.at, spec, view.data, view.transforms, view.encoding, tuple(children))


def is_single(spec: Mapping[str, Any]) -> bool:
    """Return whether a spec is one view, or layers of one, whose width can be set."""
    if not ("mark" in spec or "layer" in spec) or any(n in spec for n in (*_LISTS[1:], "spec")):
        return False
    encodings = (view.encoding for view in view_of(spec).walk())
    return not any({"row", "column", "facet"} & set(encoding) for encoding in encodings)


def made_fields(transforms: tuple[Any, ...]) -> frozenset[str] | None:
    """Return the names of the fields that ``transforms`` make; None if unknown."""
    made: set[str] = set()
    for step in transforms:
        if not isinstance(step, dict) or any(name in step for name in _UNFORESEEN):
            return None
        if "params" in step or (isinstance(step.get("from"), dict) and "param" in step["from"]):
            return None
        made.update(_named(step))
        for name, results in _DEFAULT_NAMES.items():
            if name in step and "as" not in step:
                made.update(results)
    return frozenset(made)


def _named(step: Any) -> Iterator[str]:
    """Yield the fields named by ``as`` in a transform, and those a lookup adds."""
    if isinstance(step, list):
        for part in step:
            yield from _named(part)
    elif isinstance(step, dict):
        for key, value in step.items():
            if key == "as" or (key == "fields" and "key" in step):
                names = value if isinstance(value, list) else [value]
                yield from (name for name in names if isinstance(name, str))
            elif key != "data":
                yield from _named(value)


def channel_fields(value: Any, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield the fields that channels name, each with its place; not those of ``repeat``."""
    if isinstance(value, list):
        for n, part in enumerate(value):
            yield from channel_fields(part, (*at, n))
    elif isinstance(value, dict):
        for key, part in value.items():
            if key == "field" and isinstance(part, str):
                yield (*at, key), part
            elif key not in {"scale", "axis", "legend", "header"}:
                yield from channel_fields(part, (*at, key))


_TAKES = frozenset(
    (
        *("density", "extent", "field", "flatten", "fold", "groupby", "impute", "key", "loess"),
        *("lookup", "on", "pivot", "quantile", "regression", "stack", "value"),
    )
)
"""Keys of transforms whose values are names of fields."""
_DATUM = re.compile(r"\bdatum(?:\.([A-Za-z_$][\w$]*)|\[(['\"])([^'\"\\]+)\2\])")
_RANGES = ("_end", "_range")
"""What bins and time units add to the name of their result for its other end."""


def taken_fields(view: View) -> Iterator[tuple[KeyPath, str]]:
    """Yield the fields that the transforms of a view itself take, each with its place."""
    steps = view.spec.get("transform")
    for n, step in enumerate(steps if isinstance(steps, list) else ()):
        if isinstance(step, dict):
            yield from _taken(step, (*view.at, "transform", n))


def _taken(value: Any, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        for match in _DATUM.finditer(value):
            name = match[1] or match[3]
            yield at, next((name.removesuffix(end) for end in _RANGES if name.endswith(end)), name)
    elif isinstance(value, list):
        for part in value:
            yield from _taken(part, at)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key in _TAKES and not (key == "value" and "pivot" not in value):
                names = part if isinstance(part, list) else [part]
                yield from (((*at, key), name) for name in names if isinstance(name, str))
            if key not in {"from", "as"}:
                yield from _taken(part, (*at, key))
