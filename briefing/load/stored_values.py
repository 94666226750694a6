"""Frozen dataclasses as JSON and back, checked field by field against the types they declare.

A dataclass becomes the list of its fields, in their order; bytes become base64. What is read may be
anything: it is a value of the declared types, all the way down, or it is refused. Nothing that is
read chooses what is called, as a pickle would.
"""

from __future__ import annotations

import base64
import json
import math
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    _Codec = Callable[[Any], Any]
    _Names = tuple[tuple[str, Any], ...]

_Value = TypeVar("_Value")
_MOST_BITS = 53
"""Bits of a whole number that JSON keeps in every reader."""


def to_json(value: Any) -> bytes | None:
    """Return a dataclass as JSON; None if it holds what JSON cannot, such as half a character."""
    try:
        return json.dumps(
            _plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).encode()
    except (ValueError, RecursionError):  # UnicodeEncodeError is a ValueError
        return None


def from_json(kind: type[_Value], data: bytes, names: Mapping[str, Any]) -> _Value | None:
    """Return the ``kind`` of dataclass that JSON stands for; None if it is of another form.

    Args:
        kind: The dataclass.
        data: The JSON.
        names: What types of fields name that their modules do not import at run time.
    """
    form: Any = kind
    try:
        read = _reader(form, tuple(names.items()))
        value: _Value = read(json.loads(data))
    except (ValueError, TypeError, RecursionError):
        return None
    return value


def _plain(value: Any) -> Any:
    """Return what JSON can hold of a value; raise ValueError for what no reader here reads."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple):
        return list(map(_plain, value))
    if isinstance(value, frozenset):
        return sorted(map(_plain, value))
    if is_dataclass(value):
        kind: Any = type(value)
        return [_plain(getattr(value, field)) for field in _names_of(kind)]
    raise ValueError(f"{type(value).__name__} is nothing to store")


@cache
def _names_of(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _reader(kind: Any, names: _Names) -> _Codec:
    """Return the function that turns parsed JSON into a value of ``kind``, or raises ValueError."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if is_dataclass(kind):
        return _dataclass_reader(kind, names)
    if get_origin(kind) in {Union, UnionType}:
        return _union_reader(get_args(kind), names)
    return _list_reader(kind, names)


def _list_reader(kind: Any, names: _Names) -> _Codec:
    """Return the reader of a tuple of any length, of one of so many, or of a frozen set."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is frozenset or (origin is tuple and inner[1:] == (...,)):
        one = _reader(inner[0], names)
        return lambda value: origin(map(one, _listed(value)))
    if origin is not tuple:
        raise NotImplementedError(f"no reader for {kind}")
    each = [_reader(part, names) for part in inner]
    return lambda value: tuple(read(part) for read, part in zip(each, _listed(value), strict=True))


def _dataclass_reader(kind: Any, names: _Names) -> _Codec:
    readers: list[_Codec] = []

    def read(value: Any) -> Any:
        if not readers:  # made at first use: a type may hold itself
            hints = get_type_hints(kind, localns=dict(names))
            readers.extend(_reader(hints[name], names) for name in _names_of(kind))
        return kind(*[of(part) for of, part in zip(readers, _listed(value), strict=True)])

    return read


def _union_reader(kinds: tuple[Any, ...], names: _Names) -> _Codec:
    """Return the reader of a union, whose members JSON tells apart by its own types."""
    readers: dict[type, _Codec] = {}
    for kind in kinds:
        for form in (int, float) if kind is float else (_FORMS.get(kind, list),):
            if form in readers:
                raise NotImplementedError(f"JSON does not tell {kinds} apart")
            readers[form] = _reader(kind, names)

    def read(value: Any) -> Any:
        reader = readers.get(type(value))
        if reader is None:
            raise ValueError(f"{type(value).__name__} is not expected here")
        return reader(value)

    return read


def _of_type(kind: type) -> _Codec:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"{type(value).__name__} in place of {kind.__name__}")
        return value

    return read


def _whole(value: Any) -> int:
    if type(value) is not int or value.bit_length() > _MOST_BITS:
        raise ValueError(f"{type(value).__name__} in place of a whole number")
    return value


def _number(value: Any) -> float:
    if type(value) is float and math.isfinite(value):
        return value
    return _whole(value)


def _bytes(value: Any) -> bytes:
    return base64.b64decode(_TEXT(value), validate=True)


def _listed(value: Any) -> list[Any]:
    if type(value) is not list:
        raise ValueError(f"{type(value).__name__} in place of a list")
    return value


_TEXT = _of_type(str)
_FORMS: dict[Any, type] = {str: str, int: int, bool: bool, NoneType: NoneType, bytes: str}
"""The types by which parsed JSON holds values of these types; all others are lists."""
_SIMPLE: dict[Any, _Codec] = {
    str: _TEXT,
    bool: _of_type(bool),
    NoneType: _of_type(NoneType),
    int: _whole,
    float: _number,
    bytes: _bytes,
}
