"""Which rows a filter of a spec keeps, for filters that compare fields with values.

Vega decides what is drawn; this tells beforehand which rows are, so that one without a value is no
fault where it is not shown. A filter that is more than comparisons joined by “&&” is not judged.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.load.charts.values import NotUnderstood, number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FIELD = r"datum(?:\.(?P<name>[A-Za-z_]\w*)|\[(?P<quote>['\"])(?P<quoted>[^'\"\\]+)(?P=quote)\])"
_TRUTHY = re.compile(rf"(?P<not>!?)\s*{_FIELD}")
_VALID = re.compile(rf"(?P<not>!?)\s*isValid\(\s*{_FIELD}\s*\)")
_COMPARED = re.compile(
    rf"{_FIELD}\s*(?P<sign>===?|!==?|<=?|>=?)\s*"
    r"(?P<value>-?\d+(?:\.\d+)?|'[^'\\]*'|\"[^\"\\]*\"|null)"
)
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PREDICATES = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "equal": "=="}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One condition on one field of a row."""

    field: str
    sign: str
    """As in JavaScript; ``valid`` for any value and ``truthy`` for one that is not zero."""
    value: Any = None
    negated: bool = False

    def keeps(self, row: Mapping[str, Any]) -> bool:
        """Return whether a row meets the condition; cells of text count as what they say."""
        value = row.get(self.field)
        value = None if value == "" else value
        return self._holds(value) != self.negated

    def _holds(self, value: Any) -> bool:
        if self.sign == "valid":
            return value is not None
        if self.sign == "truthy":
            return value is not None and value is not False and _number(value) != 0
        if self.sign[0] in "=!":
            same = value == self.value or (
                value is not None and self.value is not None and str(value) == str(self.value)
            )
            return same == (self.sign[0] == "=")
        if isinstance(self.value, str) and isinstance(value, str):
            return _SIGNS[self.sign](value, self.value)
        left, right = _number(value), _number(self.value)
        return left is not None and right is not None and _SIGNS[self.sign](left, right)


def comparisons(condition: Any) -> tuple[Comparison, ...] | None:
    """Return the comparisons that a filter consists of, all of which must hold; None if it is
    more than that."""
    if isinstance(condition, str):
        found = [_expression(part.strip().strip("()")) for part in condition.split("&&")]
    elif isinstance(condition, dict) and isinstance(condition.get("and"), list):
        parts = [comparisons(part) for part in condition["and"]]
        found = [one for part in parts for one in (part or (None,))]
    elif isinstance(condition, dict) and isinstance(condition.get("field"), str):
        found = [_predicate(condition)]
    else:
        return None
    kept = [one for one in found if one is not None]
    return tuple(kept) if kept and len(kept) == len(found) else None


def _expression(text: str) -> Comparison | None:
    for pattern, sign in ((_VALID, "valid"), (_TRUTHY, "truthy")):
        if match := pattern.fullmatch(text):
            name = match["name"] or match["quoted"]
            return Comparison(name, sign, negated=bool(match["not"]))
    if not (match := _COMPARED.fullmatch(text)):
        return None
    name, value = match["name"] or match["quoted"], match["value"]
    literal = None if value == "null" else value[1:-1] if value[0] in "'\"" else float(value)
    if isinstance(literal, float) and literal.is_integer():
        literal = int(literal)
    return Comparison(name, match["sign"], literal)


def _predicate(condition: Mapping[str, Any]) -> Comparison | None:
    field = condition["field"]
    if "timeUnit" in condition:
        return None
    if "valid" in condition:
        return Comparison(field, "valid", negated=not condition["valid"])
    for name, sign in _PREDICATES.items():
        value = condition.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return Comparison(field, sign, value)
    return None


def _number(value: Any) -> float | None:
    """Return a value as JavaScript compares it with a number: null is 0."""
    if value is None:
        return 0
    try:
        return number_of(value)
    except NotUnderstood:
        return None
