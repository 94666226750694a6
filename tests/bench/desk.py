"""A copy of a briefing on which builds and scripts are run; text is changed in it."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from measure import Failed, python, run

from briefing.build.pipeline import compose_edition
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.select.selection import editions, make_edition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from measure import Command, Run

    from briefing.build.pipeline import ComposedEdition
    from briefing.files.themes import Theme
    from briefing.model.content import Briefing
    from briefing.model.edition import Edition

HERE = Path(__file__).parent
_PLAIN = HERE / "plain.py"
_PLAIN_SLIDES = HERE / "plain_slides.py"
_THE = re.compile(r" the\d*(?= )")
_MARK = 900_000
"""The number of the first “the”, when all are numbered."""
_FIRST = 2000
"""The number that stands for the word that is changed, at first."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The copy, with places for results beside it, thrown away in the end."""

    folder: Path
    audience: str
    length: str
    """Of the pack, and of the slides, that are made alone."""
    small: bool = False
    """Whether generated texts are short and edits few, as it is only tried whether all works."""

    @property
    def place(self) -> Path:
        """Where everything lies."""
        return self.folder.parent

    @property
    def out(self) -> Path:
        """Where our results go."""
        return self.place / "build"

    @property
    def charts(self) -> Path:
        """A store of drawn charts, for those who do not draw their own."""
        return self.place / "charts"

    @property
    def briefing(self) -> Briefing:
        """The briefing as its text is now."""
        return load(self.folder, self.folder.name)[0]

    @property
    def theme(self) -> Theme:
        """What it is printed with."""
        return theme_of(self.briefing)

    @property
    def pack(self) -> Edition:
        """The edition that is made alone."""
        return make_edition(self.briefing, self.audience, self.length)

    def packs(self) -> tuple[Edition, ...]:
        """All text editions."""
        return editions(self.briefing, format="pack")

    def deck(self) -> tuple[Edition, ...]:
        """The slides of its length, and their handout."""
        kinds = ("slides", "handout")
        briefing = self.briefing
        return tuple(make_edition(briefing, self.audience, self.length, kind) for kind in kinds)

    def compose(self, wanted: Sequence[Edition]) -> dict[str, ComposedEdition]:
        """Editions as text, by name. Their charts are drawn, if they are not yet."""
        briefing, theme, store = self.briefing, self.theme, Cache(self.charts)
        return {str(one): compose_edition(briefing, one, theme, store) for one in wanted}

    def build(self, *options: str) -> Run:
        """A build of ours."""
        command = ("-m", "briefing", "build", self.folder, "--output", self.out, "--quiet")
        return run(python(*command, *options))

    def build_pack(self) -> Run:
        """One of the pack that is made alone."""
        return self.build("--audience", self.audience, "--length", self.length)

    def prove_pack(self) -> Run:
        """A proof of that pack by itself, as of a file that came from elsewhere."""
        command = ("-m", "briefing", "prove", "--briefing", self.folder)
        return run(python(*command, self.built(self.pack)))

    def built(self, edition: Edition) -> Path:
        """Where our PDF of an edition lies."""
        return self.out / self.folder.name / edition.file_name

    def forget(self, *, keep_charts: bool = False) -> None:
        """Removes all results; only those of the drawing program are there again, if they shall."""
        shutil.rmtree(self.out, ignore_errors=True)
        if keep_charts and self.charts.exists():  # a briefing may have none
            shutil.copytree(self.charts, self.out / ".cache")

    def plain(self, *wanted: Edition) -> Command:
        """What runs the script for editions, in one process."""
        place = self.place / "plain"
        place.mkdir(exist_ok=True)
        return python(_PLAIN, self.folder, self.charts, place, *(e.file_name for e in wanted))

    def scripted(self, edition: Edition) -> Path:
        """Where the script's PDF lies."""
        return self.place / "plain" / edition.file_name

    def plain_slides(self) -> Command:
        """What runs the script for slides and handout."""
        target = self.place / "plain-slides"
        target.mkdir(exist_ok=True)
        return python(_PLAIN_SLIDES, self.folder, self.charts, self.audience, self.length, target)

    def change_a_word(self, number: int) -> str:
        """Puts another word for a “the” that the pack prints, or for what was put there before: the
        last one of the longest section that has one. Says what of how many editions it changes."""
        path, before, after, count = self._word()
        path.write_text(f"{before} the{number}{after}", encoding="utf-8")
        return f"{path.stem}, in {count} of {len(self.packs())}"

    def edits(self) -> Iterator[tuple[Path, str]]:
        """Sections that the pack prints, each with its text after one more edit: they are for the
        caller to write. Which word is edited is found before the first is asked for."""
        path, before, after, _ = self._word()
        return ((path, f"{before} the{number}{after}") for number in count(_FIRST))

    def _word(self) -> tuple[Path, str, str, int]:
        """The section with a word to change, its text before and after that, and how many editions
        print it. All words are numbered for a moment, to see which of them are printed."""
        sections = (self.folder / "sections").glob("*.md")
        for path in sorted(sections, key=lambda file: file.stat().st_size, reverse=True):
            text = path.read_text(encoding="utf-8")
            parts = _THE.split(text)
            numbered = "".join(f"{part} the{_MARK + n}" for n, part in enumerate(parts[:-1]))
            path.write_text(numbered + parts[-1], encoding="utf-8")
            try:
                texts = self._texts(self.packs())
            finally:
                path.write_text(text, encoding="utf-8")
            for n, match in reversed([*enumerate(_THE.finditer(text))]):
                mark = f" the{_MARK + n} "
                if mark in texts[str(self.pack)]:
                    found = sum(mark in printed for printed in texts.values())
                    return path, text[: match.start()], text[match.end() :], found
        raise Failed("this edition has no “the” to change")

    def _texts(self, wanted: Sequence[Edition]) -> dict[str, str]:
        """Text of editions."""
        composed = self.compose(wanted).items()
        return {name: "".join(f.html for f in one.composition.fragments) for name, one in composed}
