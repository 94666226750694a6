"""Has the standard library make classes of data in a third of the time, with methods that do the
same.

A command loads some 400 dataclasses. For each the library writes up to six functions as text and
has each of them compiled, which takes 0.4 ms for a frozen one, and nearly all of that is compiling.
Only ``__init__`` has to be written: the others are the same for all classes but for the names of
fields, which here they are given as values.

Measured: 70 ms of each command that loads content, a twentieth of a build after an edit.

It is for the versions of Python whose library was read (`KNOWN`), and for the ``briefing`` command
alone: whoever imports the package has the library's own way.
"""

from __future__ import annotations

import dataclasses
import operator
import sys
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    _Fields = Sequence[dataclasses.Field[Any]]

KNOWN = frozenset({(3, 11), (3, 12)})
"""Versions of Python whose dataclasses are made of the functions that are replaced."""
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def install() -> None:
    """Make classes of data quickly from now on, if the library is known."""
    if sys.version_info[:2] in KNOWN:
        for name, quick in QUICK.items():
            setattr(dataclasses, name, quick)


def _frozen_methods(cls: Any, fields: _Fields, _: object) -> tuple[Callable[..., None], ...]:
    """Return the methods that refuse to change a frozen instance."""
    names = frozenset(field.name for field in fields)

    def __setattr__(self: Any, name: str, value: Any) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: Any, name: str) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return __setattr__, __delattr__


def _repr_method(fields: _Fields, _: object) -> Callable[[Any], str]:
    names = [field.name for field in fields]

    def __repr__(self: Any) -> str:  # noqa: N807
        told = ", ".join([f"{name}={getattr(self, name)!r}" for name in names])
        return f"{self.__class__.__qualname__}({told})"

    return recursive_repr()(__repr__)


def _compare_method(name: str, sign: str, own: str, *_: str, **__: object) -> Callable[..., Any]:
    """Return the method that compares the tuples of two instances' fields.

    Args:
        name: What it is called.
        sign: How it compares.
        own: The tuple as the library writes it: ``(self.x,self.y,)``.
    """
    compare = _COMPARE[sign]
    values = _tuple_of([one.removeprefix("self.") for one in own[1:-1].split(",") if one])

    def method(self: Any, other: Any) -> Any:
        if other.__class__ is self.__class__:
            return compare(values(self), values(other))
        return NotImplemented

    method.__name__ = name
    return method


def _hash_method(fields: _Fields, _: object) -> Callable[[Any], int]:
    values = _tuple_of([field.name for field in fields])

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return __hash__


def _tuple_of(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values of these attributes."""
    if not names:
        return lambda _: ()
    get = operator.attrgetter(*names)
    return get if len(names) > 1 else lambda one: (get(one),)


QUICK: dict[str, Callable[..., Any]] = {
    "_frozen_get_del_attr": _frozen_methods,
    "_repr_fn": _repr_method,
    "_cmp_fn": _compare_method,
    "_hash_fn": _hash_method,
}
"""What takes the place of functions of the library."""
