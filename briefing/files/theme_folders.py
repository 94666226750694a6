"""Where themes lie, and what a theme takes from the one that it extends.

A theme is looked for in the briefing's folder, beside that folder, and among the templates of the
program, in this order. `ThemeFolders` has it and all that it extends, itself first: a file is that
of the first that has it, and ``theme.toml`` is theirs together.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.files.theme_places import DESCRIPTION, OWN, THEMES
from briefing.files.toml import merged, read_toml
from briefing.files.workspace import Workspace, is_folder, templates_folder
from briefing.files.yaml import validate
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location, nearest
from briefing.model.theme_settings import ThemeSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.files.yaml import YamlFile
    from briefing.model.settings import Settings

USUAL = "institution"
_PACKAGE = "templates"
_MOST = 64 * 1024 * 1024
"""Bytes of all files of a theme together."""
_MOST_FILES = 1000
_TOLERANCE_MM = 0.1
_DEEPEST = 8
"""Themes that extend one another."""
_AS_YAML = re.compile(r"“([\w.-]+): ([^”]*)”")


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that may hold themes, of a briefing or of the program."""

    root: Path
    """The folder in which all files of these themes must lie."""
    below: str
    """Where in it a theme is, with its name in braces."""
    shown_as: str
    """The folder ``root`` as people say it."""

    def folder(self, name: str) -> Path:
        """Return where the theme ``name`` is, if it is here."""
        return self.root / self.below.format(name)

    def has(self, name: str) -> bool:
        """Return whether a theme ``name`` is here."""
        return self._may_have(name) and is_folder(self.folder(name))

    def _may_have(self, name: str) -> bool:
        """Return whether it is a folder of themes, or the one theme called so."""
        return "{}" in self.below or name == self.below

    def workspace(self, name: str) -> Workspace:
        """Return the folder of the theme ``name``, of which nothing outside is read.

        Raises:
            ContentError: It is a link that leads out of the folder which it must lie in (B107).
        """
        below = self.below.format(name)
        shown = f"{self.shown_as}/{below}" if self.shown_as else below
        if not self.folder(name).resolve().is_relative_to(self.root.resolve()):
            message = f'the theme "{name}" is a link out of {self.shown_as or "its folder"}'
            hint = "copy the theme there"
            raise ContentError([Finding(Location(shown), "B107", message, hint)])
        return Workspace(self.folder(name), shown)

    def names(self) -> Iterator[str]:
        """Yield the names of all themes that are here."""
        before, braces, _ = self.below.partition("{}")
        folder = self.root / before
        if braces and is_folder(folder):
            yield from (path.name for path in folder.iterdir() if path.is_dir())


@dataclass(frozen=True, slots=True)
class BriefingPlace:
    """Where a briefing lies, for looking for its theme."""

    folder: Path
    shown_as: str
    theme: str
    """The theme that its settings name; empty if they name none."""
    asked_at: Location
    """Where they do."""


@dataclass(frozen=True, slots=True)
class ThemeFolders:
    """A theme and all that it extends, itself first."""

    name: str
    layers: tuple[Layer, ...]
    settings: ThemeSettings
    """What they say together."""
    templates: Path
    """The templates of the program."""

    def holder(self, file: str) -> Workspace:
        """Return the folder of the first layer that has ``file``; that of the theme itself if none
        has."""
        return next((one.files for one in self.layers if one.files.exists(file)), self.files)

    def read_text(self, file: str) -> str:
        """Return a text of the theme; raises ContentError if it cannot be read."""
        return self.holder(file).read_text(file)

    def read_bytes(self, file: str) -> bytes:
        """Return a file of the theme; raises ContentError if it cannot be read."""
        return self.holder(file).read_bytes(file)

    @property
    def files(self) -> Workspace:
        """The theme's own folder."""
        return self.layers[0].files

    def line(self, *keys: str | int) -> Location:
        """Return where the theme itself says something in its ``theme.toml``."""
        return self.files.place(DESCRIPTION, self.layers[0].said.line(keys))


@dataclass(frozen=True, slots=True)
class Layer:
    """The folder of one theme, and what its own ``theme.toml`` says."""

    home: Home
    name: str
    files: Workspace
    said: YamlFile = field(repr=False)

    @property
    def is_ours(self) -> bool:
        """Whether it came with the program."""
        return self.home.shown_as == _PACKAGE


def homes_of(folder: Path, shown_as: str) -> tuple[Home, ...]:
    """Return where themes of the briefing in ``folder`` are looked for, the first first."""
    parent = folder.resolve().parent
    beside = str(Path(shown_as).parent)
    return (
        Home(folder, f"{THEMES}/{{}}", shown_as),
        Home(parent, f"{THEMES}/{{}}", "" if beside == "." else beside),
        Home(templates_folder(), f"{THEMES}/{{}}", _PACKAGE),
    )


def find_theme(place: BriefingPlace | None, name: str = USUAL) -> ThemeFolders:
    """Return the theme of a briefing with all that it extends.

    A briefing that names none has that in its folder ``theme``, or else the usual one.

    Args:
        place: where the briefing lies; None for the theme ``name`` of the program.
        name: the name of a theme of the program.

    Raises:
        ContentError: There is no such theme, or its ``theme.toml`` cannot be used.
    """
    if place is None:
        homes: tuple[Home, ...] = (Home(templates_folder(), f"{THEMES}/{{}}", _PACKAGE),)
        return _stack(homes, name, Location(_PACKAGE))
    homes = homes_of(place.folder, place.shown_as)
    own = Home(place.folder, OWN, place.shown_as)
    if not place.theme and own.has(OWN):
        return _stack((own, *homes), OWN, place.asked_at)
    return _stack(homes, place.theme or USUAL, place.asked_at)


def theme_at(workspace: Workspace, settings: Settings, lines: Mapping[str, int]) -> ThemeFolders:
    """Return the theme of a briefing that is being loaded.

    Args:
        workspace: the briefing's folder.
        settings: its ``briefing.yaml``.
        lines: the lines of that file's values.

    Raises:
        ContentError: There is no such theme, or it cannot be used.
    """
    asked_at = workspace.place("briefing.yaml", lines.get("theme", 0))
    place = BriefingPlace(workspace.root, workspace.shown_as, named_theme(settings), asked_at)
    return find_theme(place)


def named_theme(settings: Settings) -> str:
    """Return the theme that settings name; empty if they name none."""
    return settings.theme if "theme" in settings.model_fields_set else ""


def theme_names(place: BriefingPlace | None = None) -> list[str]:
    """Return the names of all themes that a briefing may name; None for those of the program."""
    homes: Iterable[Home] = homes_of(place.folder, place.shown_as) if place else ()
    package = Home(templates_folder(), f"{THEMES}/{{}}", _PACKAGE)
    return sorted({name for home in (*homes, package) for name in home.names()})


def _stack(homes: tuple[Home, ...], name: str, asked_at: Location) -> ThemeFolders:
    layers: list[Layer] = []
    wanted = name
    while wanted:
        taken = {(layer.home, layer.name) for layer in layers}
        home = next((h for h in homes if (h, wanted) not in taken and h.has(wanted)), None)
        if home is None or len(layers) == _DEEPEST:
            raise ContentError([_unknown(wanted, homes, asked_at, is_base=bool(layers))])
        layer = _layer(home, wanted)
        layers.append(layer)
        wanted = str(layer.said.data.get("extends", ""))
        asked_at = layer.files.place(DESCRIPTION, layer.said.line(("extends",)))
    data: Any = {}
    for layer in reversed(layers):
        faces = [*_faces(layer.said.data), *_faces(data)]
        data = merged(data, layer.said.data)
        if faces:
            data["faces"] = faces
    own = layers[0]
    path = str(own.files.place(DESCRIPTION))
    settings, findings = validate(ThemeSettings, own.said.with_data(data), path)
    if settings is None:
        raise ContentError([_in_toml(found, extends=len(layers) > 1) for found in findings])
    folders = ThemeFolders(name, tuple(layers), settings, templates_folder())
    if faults := list(_too_wide(folders)):
        raise ContentError(faults)
    return folders


def _too_wide(folders: ThemeFolders) -> Iterator[Finding]:
    """Yield a finding for each paper that is narrower than its margins and columns together."""
    across = folders.settings.text.across_mm
    for name, page in folders.settings.paper.items():
        margins = page.margins_mm
        room = page.size_mm[0] - margins.inner - margins.outer
        if across > room + _TOLERANCE_MM:
            said = folders.layers[0].said.data
            place = (
                folders.line("paper", name, "margins_mm")
                if "paper" in said
                else folders.line("text")
            )
            message = (
                f"the columns and the gap between them are {across:g} mm wide; the margins of "
                f"{name} leave {room:g} mm"
            )
            hint = "make a column or the gap narrower, or the inner and outer margins of [paper]"
            yield Finding(place, "B110", message, hint)


def _layer(home: Home, name: str) -> Layer:
    files = home.workspace(name)
    if home.shown_as != _PACKAGE:
        _check_size(files)
    text = files.read_text(DESCRIPTION)
    said, findings = read_toml(text, str(files.place(DESCRIPTION)))
    if findings:
        raise ContentError(findings)
    return Layer(home, name, files, said)


def _check_size(files: Workspace) -> None:
    """Raise ContentError if a theme has more files, or more bytes in them, than one can need."""
    count = total = 0
    for folder, _, names in os.walk(files.root):
        for name in names:
            with suppress(OSError):
                total += Path(folder, name).lstat().st_size
            count += 1
            if total > _MOST or count > _MOST_FILES:
                message = (
                    f"this theme has more than {_MOST >> 20} MiB of files, or more than "
                    f"{_MOST_FILES:,} of them"
                )
                hint = "use fewer fonts, or smaller pictures; keep what it does not use elsewhere"
                raise ContentError([Finding(files.place(DESCRIPTION), "B109", message, hint)])


def _faces(data: Any) -> list[Any]:
    faces = data.get("faces", []) if isinstance(data, dict) else []
    return list(faces) if isinstance(faces, list) else []


def _in_toml(found: Finding, *, extends: bool) -> Finding:
    """Return a fault of a setting with its remedy as TOML is written."""
    hint = _AS_YAML.sub(r"“\1 = \2”", found.hint)
    if not extends and "is missing" in found.message:
        hint += f'; or write “extends = "{USUAL}"” at the top, which has all of it'
    return replace(found, hint=hint)


def _unknown(name: str, homes: tuple[Home, ...], at: Location, *, is_base: bool) -> Finding:
    known = sorted({known for home in homes for known in home.names()})
    what = "there is no theme to extend" if is_base else "unknown theme"
    return Finding(at, "B111", f'{what} "{name:.60}"', nearest(name, known))
