"""The colours of a theme by name, and what becomes of them when a brand changes some.

Style sheets, charts and drawings say `ink` or `accent`, never a value. A brand names a few colours;
those that it does not name follow one that it may name, and are made so that they can be read on
what they stand on. So only what a brand itself says can be at fault: `faults` tells it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

from briefing.model.colour_space import following, hex_of, readable
from briefing.model.contrast import LEAST_OF_TEXT, colour_of, contrast, luminance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.model.contrast import Colour

APART = 6.0
"""Least difference in lightness (L* of CIE Lab) of two series that a grey printer keeps apart."""
_TRIES = 3
"""Rounds in which colours that follow are moved until all can be read."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour that must be told from another that it stands on."""

    colour: str
    """Its name."""
    ground: str
    least: float
    """The contrast that it needs."""

    @property
    def is_text(self) -> bool:
        """Whether it is that of text."""
        return self.least >= LEAST_OF_TEXT


@dataclass(frozen=True, slots=True)
class PaletteFault:
    """A colour of a brand that cannot be read, or not be told from another."""

    name: str
    """The name of the colour that the brand gives."""
    message: str
    hint: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by name."""

    colours: Mapping[str, str]
    """As style sheets write them, in six hexadecimal digits."""
    like: Mapping[str, str] = field(default_factory=dict)
    """Of colours that follow another, the name of that."""
    pairs: tuple[Pair, ...] = ()
    series: tuple[str, ...] = ()
    """Colours that stand beside one another in charts."""

    def branded(self, given: Mapping[str, str]) -> Palette:
        """Return the palette with colours ``given`` by a brand, and all that follows them."""
        given = {name: value for name, value in given.items() if name in self.colours}
        if not given:
            return self
        made = {name: _known(value) for name, value in self.colours.items()}
        now = {name: _known(value) for name, value in given.items()}
        for name, followed in self.like.items():
            if name not in given and followed in given:
                made[name] = following(made[name], made[followed], now[followed])
        made |= now
        for _ in range(_TRIES):
            for pair in self._known_pairs:
                if pair.colour in self.like and pair.colour not in given:
                    made[pair.colour] = readable(made[pair.colour], made[pair.ground], pair.least)
        self._spread(made, given)
        return replace(self, colours={name: hex_of(colour) for name, colour in made.items()})

    def over(self, other: Palette) -> Palette:
        """Return ``other`` with the colours of this one in place of its own."""
        return Palette({**other.colours, **self.colours}, {**other.like, **self.like}, other.pairs)

    def after(self, was: Mapping[str, str], given: Mapping[str, str]) -> Palette:
        """Return the palette as it follows colours of another one, of which some are changed.

        Args:
            was: The colours of the other.
            given: Those that are other now.
        """
        made = dict(self.colours)
        for name, followed in self.like.items():
            if followed in given and followed in was:
                colours = (_known(made[name]), _known(was[followed]), _known(given[followed]))
                made[name] = hex_of(following(*colours))
        return replace(self, colours=made)

    def read_on(self, grounds: Iterable[str], least: float) -> Palette:
        """Return the palette with all other colours as dark, or light, as ``least`` asks on each of
        ``grounds``."""
        made = {name: _known(value) for name, value in self.colours.items()}
        on = [made[name] for name in grounds]
        for name in made.keys() - {*grounds}:
            for ground in on:
                made[name] = readable(made[name], ground, least)
        return replace(self, colours={name: hex_of(made[name]) for name in self.colours})

    def only(self, names: Iterable[str]) -> Palette:
        """Return the palette with the colours of some names."""
        return Palette({name: self.colours[name] for name in names if name in self.colours})

    def faults(self, given: Iterable[str]) -> Iterator[PaletteFault]:
        """Yield what is wrong with the colours ``given`` by a brand, once it is `branded`."""
        own = set(given)
        told: set[str] = set()
        for pair in sorted(self._known_pairs, key=self._contrast):
            ratio = self._contrast(pair)
            name = pair.colour if pair.colour in own else pair.ground
            if ratio >= pair.least or name not in own or name in told:
                continue
            told.add(name)
            yield self._fault(pair, name, ratio)
        for one, other in combinations(self._known_series, 2):
            if {one, other} <= own and not {one, other} & told:
                apart = abs(self._lightness(one) - self._lightness(other))
                if apart < APART:
                    yield self._alike(one, other, apart)

    @property
    def _known_pairs(self) -> list[Pair]:
        return [p for p in self.pairs if p.colour in self.colours and p.ground in self.colours]

    @property
    def _known_series(self) -> list[str]:
        return [name for name in self.series if name in self.colours]

    def _fault(self, pair: Pair, name: str, ratio: float) -> PaletteFault:
        what = "text" if pair.is_text else "a line that means something"
        message = (
            f'{pair.colour} "{self.colours[pair.colour]}" has a contrast of {ratio:.2f}:1 to '
            f'{pair.ground} "{self.colours[pair.ground]}"; {what} needs {pair.least:g}:1'
        )
        if name == pair.ground:
            hint = f"take a lighter {name}; text stands on it"
            return PaletteFault(name, message, hint)
        nearest = _known(self.colours[name])
        for each in self._known_pairs:
            if each.colour == name:
                nearest = readable(nearest, _known(self.colours[each.ground]), each.least)
        shade = "dark" if luminance(nearest) < luminance(_known(self.colours[name])) else "light"
        hint = f'"{hex_of(nearest)}" is the same colour, as {shade} as it has to be'
        return PaletteFault(name, message, hint)

    def _alike(self, one: str, other: str, apart: float) -> PaletteFault:
        message = (
            f'{other} "{self.colours[other]}" and {one} "{self.colours[one]}" look alike in greys: '
            f"their lightness (L*) differs by {apart:.0f}, and {APART:.0f} can be seen"
        )
        hint = "make one of them lighter or darker, so that charts can be read without colour"
        return PaletteFault(other, message, hint, is_error=False)

    def _spread(self, made: dict[str, Colour], given: Mapping[str, str]) -> None:
        """Move colours of series that follow others apart, so that they differ in greys."""
        placed = [name for name in self._known_series if name in given or name not in self.like]
        tones = [_tone(made[name]) for name in placed]
        for name in self._known_series:
            if name in placed:
                continue
            own = _tone(made[name])
            darkest = min((_tone(made[n]) for n in self._known_series), default=own)
            free = (
                tone
                for step in range(2 * _STEPS)
                if darkest <= (tone := own + (step + 1) // 2 * (-1 if step % 2 else 1)) <= _PALEST
                and all(abs(tone - other) >= APART for other in tones)
            )
            tone = next(free, own)
            if tone != own:
                made[name] = _of_tone(made[name], tone)
            tones.append(_tone(made[name]))

    def _contrast(self, pair: Pair) -> float:
        return contrast(_known(self.colours[pair.colour]), _known(self.colours[pair.ground]))

    def _lightness(self, name: str) -> float:
        return _tone(_known(self.colours[name]))


_STEPS = 60
"""Steps of lightness that a colour of a series is moved, at most."""
_PALEST = 56.0
"""L* of the lightest colour with 3:1 to paper and to the ground of boxes."""


def _known(value: str) -> Colour:
    colour = colour_of(value)
    if colour is None:
        raise ValueError(f"“{value:.40}” is no colour: write it as #12263f")
    return colour


def _tone(colour: Colour) -> float:
    """Return the lightness of a colour, L* of CIE Lab from 0 to 100."""
    own = luminance(colour)
    return 116 * float(own ** (1 / 3)) - 16 if own > _DARK else own * _SLOPE


def _of_tone(colour: Colour, tone: float) -> Colour:
    """Return a colour of the same hue with a lightness."""
    wanted = ((tone + 16) / 116) ** 3 if tone > _DARK * _SLOPE else tone / _SLOPE
    ratio = (wanted + 0.05) / 0.05
    if wanted > luminance(colour):
        return readable(colour, (0, 0, 0), ratio)
    return readable(colour, (255, 255, 255), 1.05 / (wanted + 0.05))


_DARK, _SLOPE = 216 / 24389, 24389 / 27
