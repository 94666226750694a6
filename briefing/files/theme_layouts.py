"""Layouts, parts and labels of a theme: the program's, and one by one its own in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.files.workspace import own_text
from briefing.files.yaml import read_own
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.files.theme_folders import ThemeFolders

_FOLDERS = ("layouts", "parts")


class Labels(dict[str, str]):
    """The labels of a language; one that is missing is told by its name and the name of its file.

    Raises:
        EnvironmentFault: On reading a label that is missing.
    """

    def __init__(self, file: str, labels: Mapping[str, str]) -> None:
        super().__init__(labels)
        self.file = file

    def __missing__(self, name: str) -> str:
        raise EnvironmentFault(
            f"templates/labels/{self.file} has no label “{name}”\n"
            "  hint: add it, and what else is new; the en.yaml of this version has all labels"
        )

    def __reduce__(self) -> tuple[type[Labels], tuple[str, dict[str, str]]]:
        return type(self), (self.file, dict(self))


def layouts_of(folders: ThemeFolders) -> dict[str, str]:
    """Return all layouts and parts by name; a theme's own goes before that of the program.

    Raises:
        ContentError: One of the theme's cannot be read.
    """
    root = folders.templates
    found = {
        str(path.relative_to(root)): own_text(path)
        for folder in _FOLDERS
        for path in sorted((root / folder).glob("*.html"))
    }
    for layer in reversed(folders.layers):
        for folder in _FOLDERS:
            for name in layer.files.names(folder, ".html"):
                found[name] = layer.files.read_text(name)
    return found


def labels_of(folders: ThemeFolders) -> dict[str, Labels]:
    """Return the labels of each language; a theme may have languages of its own, and other words.

    Raises:
        ContentError: A file of the theme cannot be read.
    """
    root = folders.templates
    found = {
        path.stem: Labels(path.name, read_own(own_text(path), str(path)))
        for path in sorted((root / "labels").glob("*.yaml"))
    }
    for layer in reversed(folders.layers):
        for name in layer.files.names("labels", ".yaml"):
            said = read_own(layer.files.read_text(name), str(layer.files.place(name)))
            language = name.rpartition("/")[2].removesuffix(".yaml")
            words = {str(k): str(v) for k, v in said.items()} if isinstance(said, dict) else {}
            found[language] = Labels(f"{language}.yaml", {**found.get(language, {}), **words})
    return found
