"""Names of colours and typefaces in charts: where a Vega-Lite spec or its style has one, a theme's
name stands for its value.

A word is a colour by where it stands, not by what it is: ``text`` is a mark and a channel as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    KeyPath = tuple[str | int, ...]
    _Change = Callable[[str, KeyPath], str]

_CHANNELS = frozenset({"background", "color", "fill", "stroke"})
"""Keys whose values are colours, with all that end in “Color”."""
_RANGES = frozenset({"category", "ordinal", "ramp", "heatmap", "diverging"})
"""Ranges of a style that are colours."""
_DATA = frozenset({"values", "datasets"})
"""Keys below which there are data, which are nobody's colours."""
_STYLE = ((), ("config",))
"""Where a style stands: in a file of its own, or in a spec."""


def coloured(
    spec: Any,
    colours: Mapping[str, str],
    values: Mapping[str, str],
    typefaces: Mapping[str, str],
) -> Any:
    """Return a chart's spec or style with values in place of names.

    Args:
        spec: the spec or style.
        colours: what names of colours stand for.
        values: colours that are written as values and printed as others, in large print.
        typefaces: families by the names of typefaces.
    """

    def change(said: str, at: KeyPath) -> str:
        if _is_font(at[-1]):
            return typefaces.get(said, said)
        return colours.get(said) or values.get(said.lower(), said)

    return _walked(spec, (), change)


def colours_in(spec: Any) -> list[tuple[KeyPath, str]]:
    """Return every word that stands where a colour does, with its place in the spec."""
    found: list[tuple[KeyPath, str]] = []

    def note(said: str, at: KeyPath) -> str:
        if not _is_font(at[-1]):
            found.append((at, said))
        return said

    _walked(spec, (), note)
    return found


def _is_font(key: str | int) -> bool:
    return isinstance(key, str) and (key == "font" or key.endswith("Font"))


def _walked(part: Any, at: KeyPath, change: _Change) -> Any:
    """Return a part of a spec with its colours and fonts changed."""
    if isinstance(part, dict):
        return {
            key: value if key in _DATA else _entry(key, value, at, change)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_walked(item, (*at, n), change) for n, item in enumerate(part)]
    return part


def _entry(key: str, value: Any, at: KeyPath, change: _Change) -> Any:
    """Return the value of a key with its colours and fonts changed."""
    here = (*at, key)
    if key in _CHANNELS or key.endswith("Color"):
        if isinstance(value, str):
            return change(value, here)
        if isinstance(value, dict) and "gradient" not in value:
            return _channel(value, here, change)
    if _is_font(key) and isinstance(value, str):
        return change(value, here)
    if key == "range" and at in _STYLE and isinstance(value, dict):
        return {
            name: _all(inner, (*here, name), change) if name in _RANGES else inner
            for name, inner in value.items()
        }
    return _walked(value, here, change)


def _channel(channel: dict[str, Any], at: KeyPath, change: _Change) -> dict[str, Any]:
    """Return a channel of colour: its value, conditional ones and the range of its scale."""
    made: dict[str, Any] = {}
    for key, value in channel.items():
        here = (*at, key)
        if key == "value" and isinstance(value, str):
            made[key] = change(value, here)
        elif key == "condition" and isinstance(value, dict):
            made[key] = _channel(value, here, change)
        elif key == "condition" and isinstance(value, list):
            made[key] = [
                _channel(one, (*here, n), change) if isinstance(one, dict) else one
                for n, one in enumerate(value)
            ]
        elif key == "scale" and isinstance(value, dict):
            made[key] = (
                {**value, "range": _all(value["range"], (*here, "range"), change)}
                if ("range" in value)
                else value
            )
        else:
            made[key] = _walked(value, here, change)
    return made


def _all(value: Any, at: KeyPath, change: _Change) -> Any:
    """Return a list of colours changed."""
    if not isinstance(value, list):
        return value
    return [change(v, (*at, n)) if isinstance(v, str) else v for n, v in enumerate(value)]
