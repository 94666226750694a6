"""The colours of a theme: its own, those that it takes over, and what a brand makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.model.colour_space import hex_of
from briefing.model.contrast import LEAST, LEAST_OF_TEXT, colour_of
from briefing.model.findings import Finding, Severity, nearest
from briefing.model.palette import Palette

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.files.theme_folders import ThemeFolders
    from briefing.model.brand import Brand


def base_palette(folders: ThemeFolders) -> Palette:
    """Return the colours of a theme without a brand.

    A theme that extends another may give a colour of that anew, by itself: then what follows it
    there follows here, too.
    """
    contrast = folders.settings.contrast
    pairs, series = contrast.pairs(LEAST_OF_TEXT, LEAST), contrast.greys
    palette = Palette({}, {}, pairs, series)
    for layer in reversed(folders.layers):
        said = layer.said.data.get("colours", {})
        new, given = _own(said if isinstance(said, dict) else {}, palette)
        colours = palette.branded(given).colours
        like = {name: other for name, other in palette.like.items() if name not in given}
        palette = Palette({**colours, **new.colours}, {**like, **new.like}, pairs, series)
    return palette


def _own(said: Mapping[str, Any], below: Palette) -> tuple[Palette, dict[str, str]]:
    """Return the colours of a layer that are new or follow another, and those given anew."""
    colours: dict[str, str] = {}
    like: dict[str, str] = {}
    given: dict[str, str] = {}
    for name, value in said.items():
        said_as = value.get("is") if isinstance(value, dict) else value
        colour = colour_of(said_as) if isinstance(said_as, str) else None
        if colour is None:
            continue  # told where all of it is validated
        written = hex_of(colour)
        if isinstance(value, str) and name in below.colours:
            given[name] = written
            continue
        colours[name] = written
        if isinstance(value, dict) and isinstance(value.get("like"), str):
            like[name] = value["like"]
    return Palette(colours, like), given


def sub_palette(folders: ThemeFolders, brand: Brand, *keys: str) -> Palette:
    """Return the colours that a theme has for another use, as a brand makes them.

    Args:
        folders: the theme.
        brand: what they follow.
        keys: where they stand in ``theme.toml``: ``web``, ``night``.
    """
    usual: Mapping[str, str] = {}
    palette = Palette({})
    for layer in reversed(folders.layers):
        below = usual
        said = layer.said.data.get("colours", {})
        new, given = _own(said if isinstance(said, dict) else {}, Palette(usual))
        usual = {**usual, **new.colours, **given}
        if given:
            palette = palette.after(below, given)
        held: Any = layer.said.data
        for key in keys:
            held = held.get(key, {}) if isinstance(held, dict) else {}
        own, _ = _own(held if isinstance(held, dict) else {}, Palette({}))
        palette = Palette({**palette.colours, **own.colours}, {**palette.like, **own.like})
    return palette.after(usual, brand.colours)


def _unknown(palette: Palette) -> list[str]:
    """Return names that stand for no colour, where a theme says what follows what and is read on
    what."""
    pairs = (name for pair in palette.pairs for name in (pair.colour, pair.ground))
    named = dict.fromkeys((*pairs, *palette.series, *palette.like.values()))
    return [name for name in named if name not in palette.colours]


def colour_findings(folders: ThemeFolders, brand: Brand, palette: Palette) -> Iterator[Finding]:
    """Yield all that is to be said of the colours of a brand, errors and warnings."""
    for name in _unknown(palette):
        message = f'unknown colour "{name:.60}"'
        place = folders.line("contrast" if name not in palette.like.values() else "colours")
        yield Finding(place, "B105", message, nearest(name, palette.colours))
    own = folders.layers[0].said.data.get("colours", {})
    of_theme = {} if folders.layers[0].is_ours else dict(own) if isinstance(own, dict) else {}
    for fault in palette.faults((*brand.colours, *of_theme)):
        place = brand.places.get(fault.name) or folders.line("colours", fault.name)
        code, severity = "B121", Severity.ERROR
        if not fault.is_error:
            code, severity = "B122", Severity.WARNING
        yield Finding(place, code, fault.message, fault.hint, severity)
