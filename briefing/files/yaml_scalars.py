"""Single values of YAML: the core schema of YAML 1.2, with dates and merge keys.

PyYAML reads YAML 1.1, where ``NO`` is false, ``0755`` is 493 and ``12:30`` is 750. Version 1.2 has
none of that. Numbers keep the form they were written in, so that ``2.50`` can be printed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from briefing.model.written import Switch, WrittenFloat, WrittenInt

if TYPE_CHECKING:
    from collections.abc import Iterable

TAG = "tag:yaml.org,2002:"
_NULL, _BOOL, _INT, _FLOAT, _TEXT = (f"{TAG}{n}" for n in ("null", "bool", "int", "float", "str"))
DATE = f"{TAG}timestamp"
MERGE = f"{TAG}merge"
NUMBERS = frozenset({_INT, _FLOAT})
TAGS = frozenset({_NULL, _BOOL, _INT, _FLOAT, _TEXT, DATE, MERGE, f"{TAG}map", f"{TAG}seq"})
"""What a value may be."""

# YAML 1.2.2, section 10.3.2 (core schema), then what authors rely on beyond it: a day and “<<”.
_TABLE: tuple[tuple[str, str, str], ...] = (
    (_NULL, r"null|Null|NULL|~|", "nN~\0"),
    (_BOOL, r"true|True|TRUE|false|False|FALSE", "tTfF"),
    (_INT, r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        _FLOAT,
        (
            r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)"
            r"|\.(?:nan|NaN|NAN)"
        ),
        "-+.0123456789",
    ),
    (DATE, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    (MERGE, r"<<", "<"),
)
_SWITCH = re.compile(r"(?i:yes|no|on|off)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(?:\.[0-9]*)?")
_UNDERSCORES = re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?")


def _add_core_schema(loader: Any) -> None:
    loader.yaml_implicit_resolvers = {}
    for tag, pattern, first in _TABLE:
        starts: Iterable[str] = ("" if letter == "\0" else letter for letter in first)
        loader.add_implicit_resolver(tag, re.compile(rf"(?:{pattern})\Z"), list(starts))


class CoreLoader(yaml.SafeLoader):
    """Reads YAML 1.2 in Python, with good messages."""


class FastCoreLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads YAML 1.2 in C, where PyYAML was built with it."""


_add_core_schema(CoreLoader)
_add_core_schema(FastCoreLoader)


def scalar(node: yaml.ScalarNode, loader: yaml.SafeLoader) -> Any:
    """Return the value of ``node``.

    Raises:
        ValueError: There is no such number or day.
        ArithmeticError, LookupError, AttributeError: It does not fit its tag.
    """
    text = node.value
    if node.tag == _INT:
        return WrittenInt(_int(text), text)
    if node.tag == _FLOAT:
        return WrittenFloat(float(text.lower().replace(".inf", "inf").replace(".nan", "nan")), text)
    if node.tag == _TEXT:
        return Switch(text) if not node.style and _SWITCH.fullmatch(text) else text
    return loader.construct_object(node, deep=True)


def _int(text: str) -> int:
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    return int(text[2:] if base != 10 else text, base)


def doubtful(node: yaml.ScalarNode) -> tuple[str, str] | None:
    """Return message and hint for a bare number that programs read in different ways."""
    text = node.value
    if node.style:
        return None
    if node.tag in {_INT, _FLOAT} and _LEADING_ZERO.fullmatch(text):
        number = text.lstrip("+-0")
        number = f"0{number}" if number[:1] in {"", "."} else number
        hint = f'put quotes round a code, "{text}"; write a number without the zero, {number}'
        return f"“{text:.40}” begins with a zero: programs read it as different numbers", hint
    if node.tag == _TEXT and _UNDERSCORES.fullmatch(text):
        hint = f'write a number as {text.replace("_", "")}; put quotes round a code, "{text}"'
        return f"“{text:.40}” is a number in some programs and words in others", hint
    return None
