"""What is wrong with a setting, in the words of the author's file: its name, what it may be, an
example."""

from __future__ import annotations

import datetime
import re
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from briefing.model.findings import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    KeyPath = tuple[str | int, ...]

_PATTERNS = {r"^[a-z][a-z0-9-]*$": "small letters, digits and hyphens, beginning with a letter"}
_EITHER = frozenset({Union, UnionType})
_EXAMPLES = {
    "DOI": "10.1000/182",
    "URL": "https://www.example.org/report",
    "accessed": "2026-06-18",
    "author": "[{family: Berisha, given: Arta}]",
    "issued": "2026-06-18",
    "as": "year",
    "as_of": "2026-11-23",
    "audiences": "{public: {label: the public, clearance: public}}",
    "avoid": "{utilise: use}",
    "cards": "{pressed: partner}",
    "clearance": "public",
    "currency": "EUR",
    "default_release": "public",
    "formats": "[pack, slides]",
    "full": "European Union",
    "includes": "[public]",
    "known_words": "[NATO, EU]",
    "label": "the public",
    "languages": "[en]",
    "lengths": "{short: {label: Two pages, pages: [1, 2]}}",
    "low_confidence_words": "[about, reported]",
    "marking": "TLP:CLEAR",
    "minutes": "20",
    "name": "public",
    "numbers_allowed": '["Resolution #"]',
    "order": "[today, why]",
    "pages": "[1, 2]",
    "reading": "{grade: 10}",
    "print": "large",
    "printed_unit": "{one: soldier, other: soldiers}",
    "releases": "[{name: public, marking: TLP:CLEAR}]",
    "review_after": "2027-06-01",
    "sections": "[why, today]",
    "slides": "[8, 12]",
    "source": "name-of-the-source",
    "title_for": "{press: Another title}",
    "value": "4500",
}
"""What stands behind a setting's colon, where its kind does not say enough."""
_NAMED = 4
"""How many fields of an entry are named in a message."""


def setting_fault(model: type[BaseModel], fault: Mapping[str, Any]) -> tuple[str, str]:
    """Return message and hint for one error of a pydantic model.

    Args:
        model: the model that was validated.
        fault: the error, as ``ValidationError.errors()`` has it.
    """
    location = setting_at(model, fault)
    kind, given = fault["type"], fault["input"]
    name = ".".join(str(part) for part in location)
    last = next((str(part) for part in reversed(location) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        return f'unknown setting "{name}"', nearest(last, fields_at(model, location[:-1]))
    if kind == "missing":
        return f'"{name}" is missing', f"add a line “{_example(model, location, last)}”"
    if kind == "literal_error":
        known = re.findall("'([^']+)'", fault["ctx"]["expected"])
        return f'unknown {name} "{given!s:.60}"', nearest(str(given), known)
    hint = "write its settings as “name: value” on the lines below it, indented by two spaces"
    if last:
        hint = f"for example “{_example(model, location, last)}”"
    if kind == "value_error":  # one of ours
        message = fault["msg"].removeprefix("Value error, ")
        said = _given(given).strip("“”")
        label = f'"{name}": ' if name else ""
        return label + message + (f" (given: {said})" if name else ""), hint
    if "[key]" in fault["loc"]:
        allowed = _PATTERNS.get(str(fault.get("ctx", {}).get("pattern")), "another form")
        return f"“{given!s:.60}” cannot be a name here: a name has {allowed}", "call it otherwise"
    annotation, limits = _annotation_at(model, location)
    expected = _expected(annotation, limits)
    subject = f'"{name}"' if name else "this entry"
    return f"{subject} must be {expected}, not {_given(given)}", hint


def setting_at(model: type[BaseModel], fault: Mapping[str, Any]) -> KeyPath:
    """Return the keys of the setting that an error is about.

    Of a value that may be of several kinds, pydantic names each kind as if it were a key below it.
    """
    location = tuple(part for part in fault["loc"] if part != "[key]")
    while len(location) > 1 and get_origin(_annotation_at(model, location[:-1])[0]) in _EITHER:
        location = location[:-1]
    return location


def fields_at(model: type[BaseModel], location: KeyPath) -> list[str]:
    """Return the names of the fields at ``location`` in ``model``, inside dicts and lists too."""
    current: Any = model
    for part in location:
        fields = getattr(current, "model_fields", {})
        annotation = fields[part].annotation if part in fields else current
        current = _model_in(annotation) or current
    fields = getattr(current, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        if (found := _model_in(argument)) is not None:
            return found
    return None


def _annotation_at(model: type[BaseModel], location: KeyPath) -> tuple[Any, Sequence[Any]]:
    """Return the type at ``location``, and the limits that are set for it."""
    current: Any = model
    limits: Sequence[Any] = ()
    for part in location:
        if isinstance(current, type) and issubclass(current, BaseModel):
            named = {field.alias or name: field for name, field in current.model_fields.items()}
            if part not in named:  # the branch of a union, such as “int”
                return current, limits
            current, limits = named[str(part)].annotation, named[str(part)].metadata
        else:
            current, limits = _inside(current)
        current, more = _plain(current)
        limits = (*limits, *more)
    return current, limits


def _inside(annotation: Any) -> tuple[Any, Sequence[Any]]:
    """Return the type of the entries of a list or mapping; any other type stays."""
    arguments = [a for a in get_args(annotation) if a is not Ellipsis]
    if get_origin(annotation) in {tuple, list, dict} and arguments:
        return _plain(arguments[-1])
    return annotation, ()


def _plain(annotation: Any) -> tuple[Any, Sequence[Any]]:
    """Return a type without what is annotated and without None; and its limits."""
    limits: tuple[Any, ...] = ()
    while get_origin(annotation) in {Annotated, *_EITHER}:
        arguments = get_args(annotation)
        if get_origin(annotation) is Annotated:
            annotation, *more = arguments
            for one in more:
                limits += (one, *getattr(one, "metadata", ()))
        else:
            others = [a for a in arguments if a is not NoneType]
            if len(others) > 1:
                return annotation, limits
            [annotation] = others
    return annotation, limits


def _expected(annotation: Any, limits: Sequence[Any]) -> str:
    """Return what a setting may be, in words."""
    annotation, more = _plain(annotation)
    limits = (*limits, *more)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if arguments == (int, int):
        said = "a whole number, or two: [fewest, most]"
    elif origin in {tuple, list, dict}:
        said = f"a list of {_many(arguments[0])}" if origin is not dict else "entries with names"
        if any(getattr(one, "min_length", 0) for one in limits):
            said += ", with at least one of them"
    elif origin is Literal:
        said = "one of " + ", ".join(str(argument) for argument in arguments)
    elif origin in _EITHER:
        each = (_expected(a, ()) for a in arguments if a is not NoneType)
        said = " or ".join(dict.fromkeys(each))
    elif fields := fields_at(annotation, ()):
        said = f"entries with names: {', '.join(fields[:_NAMED])}"
        said += ", …" if len(fields) > _NAMED else ""
    else:
        pattern = next((str(p) for one in limits if (p := getattr(one, "pattern", None))), "")
        said = _SIMPLE.get(annotation, "words") + _bounds(limits)
        said = f"a name of {_PATTERNS[pattern]}" if pattern in _PATTERNS else said
    return said


_SIMPLE = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    datetime.date: "a date, as 2026-11-23",
}


def _many(annotation: Any) -> str:
    plain, limits = _plain(annotation)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return "entries"
    if any(getattr(one, "pattern", None) for one in limits) or get_origin(plain) is Literal:
        return "names"
    return "words" if plain is str else "values"


def _bounds(limits: Sequence[Any]) -> str:
    said = [
        f"{word} {value:g}"
        for name, word in (("gt", "above"), ("ge", "at least"), ("lt", "below"), ("le", "at most"))
        for one in limits
        if (value := getattr(one, name, None)) is not None
    ]
    return " " + " and ".join(said) if said else ""


def _given(value: Any) -> str:
    """Return what stands there instead, in words."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    if isinstance(value, dict):
        return "entries with names" if value else "nothing"
    return f"“{' '.join(str(value).split()):.60}”"


def _example(model: type[BaseModel], location: KeyPath, name: str) -> str:
    if location[:1] == ("lengths",) and len(location) == 2:
        return f"{name}: {{label: Two pages, pages: [1, 2]}}"
    if name in _EXAMPLES:
        return f"{name}: {_EXAMPLES[name]}"
    annotation, _ = _annotation_at(model, location)
    samples = {bool: "true", int: "1", float: "1.5", datetime.date: "2026-11-23"}
    origin = get_origin(annotation)
    if origin is Literal:
        return f"{name}: {get_args(annotation)[0]}"
    if origin in {tuple, list}:
        return f"{name}: [one, another]"
    if origin is dict:
        return f"{name}: {{a-name: its value}}"
    return f"{name}: {samples.get(annotation, 'some words')}"
