"""Finished, proven PDFs to plant something in: one small briefing, in each form it is printed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pikepdf import Name, String
from PIL import Image, ImageDraw

from briefing.build.build import BuildOptions, build
from briefing.build.executors import BuildExecutor, InlineExecutor
from briefing.build.tasks import bind_and_prove
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.model.formats import PrintOptions
from briefing.select.selection import make_edition
from support.decks import deck_project
from support.planting.making import objects
from support.projects import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from briefing.model.content import Briefing
    from briefing.prove import Expectation

SECRET = "zebrafish"
"""A word that only a withheld block has; as PDF writes words, keys and names, it is:"""
WORD = String(SECRET)
KEY = "/" + SECRET
NAMED = Name(KEY)
SENTENCE = "only one force under agreement now counts"
"""A withheld sentence each word of which is shown elsewhere."""
ADDRESS = "https://example.org/okapi-dossier"
"""The address of a withheld link."""
NAME = "pangolin-plan"
"""The id of a withheld heading."""

PANGRAM = "The quick brown fox jumps over a lazy dog: 0123456789, a_b and x.y-z."
"""Shown, so that the fonts have every letter a planted word is set in."""

_BODY = f"""\
{PANGRAM}

One force stays under an agreement; only its number counts now. [@unscr1244, para 9]
See [the report](https://example.org/report), [](#fig-photo) and [](#fig-sign).[^1]

[^1]: A footnote with a source. [@mta]

KFOR has {{{{ troops }}}} troops.

{SENTENCE.capitalize()}. {{: audience="policy" release="partner" }}

## What was seen {{: #seen }}

/// figure | The road in spring
    id: fig-photo
    src: figures/photo.jpg
    alt: A road between two hills.
///

/// figure | The sign at the gate
    id: fig-sign
    src: figures/sign.png
    alt: A blue sign with a white bar.
///

/// figure | What stands where
    src: figures/large.svg
    alt: A grey box.
///

/// figure | Troops by year
    alt: Two bars, the second lower.
    source: "[@mta]"
~~~ chart
mark: bar
data: {{values: [{{y: "1999", n: 50}}, {{y: "2025", n: 5}}]}}
encoding:
  x: {{field: y, type: ordinal, title: null}}
  y: {{field: n, type: quantitative, title: Thousands}}
~~~
///

| Year | Troops |
|---|---:|
| 1999 | 50,000 |
| 2025 | {{{{ troops }}}} |

- an item
- another item
  with two lines

## The {SECRET} programme {{: #{NAME} audience="policy" release="partner" }}

The {SECRET} programme ends in 4711. See [the dossier]({ADDRESS}).

/// figure | The tank
    src: figures/tank.png
    alt: A tank of water.
///

## Slides and cards

/// slide | For all
- [A report](https://example.org/report)

//// figure
    src: figures/photo.jpg
    alt: A road between two hills.
////

//// notes
This remark is said, not shown.
////
///

/// slide | In so many words
- {PANGRAM}
- One force stays under an agreement; only its number counts now.
///

/// slide | The sign
//// figure
    src: figures/sign.png
    alt: A blue sign with a white bar.
////
///

/// slide | What stands where
//// figure
    src: figures/large.svg
    alt: A grey box.
////
///

/// qa | Will it grow?
The number is that of today. {PANGRAM} One force stays under an agreement; only its number counts
now.

//// figure
    src: figures/sign.png
    alt: A blue sign with a white bar.
////

//// pressed
Ask the {SECRET} desk. [@mta]
////
///

/// qa | Is there a road?
There is one.

//// figure
    src: figures/photo.jpg
    alt: A road between two hills.
////
///
"""


def photo() -> bytes:
    """A photograph, as JPEG."""
    picture = Image.radial_gradient("L").resize((64, 40)).convert("RGB")
    return _saved(picture, "JPEG", quality=85)


def sign() -> bytes:
    """A drawing with a transparent corner, as PNG: it prints with a soft mask."""
    picture = Image.new("RGBA", (60, 40), (32, 64, 160, 255))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((8, 16, 52, 24), fill=(255, 255, 255, 255))
    draw.rectangle((0, 0, 6, 6), fill=(0, 0, 0, 0))
    return _saved(picture, "PNG")


def tank() -> bytes:
    """The picture that is withheld."""
    picture = Image.linear_gradient("L").resize((48, 48)).convert("RGB")
    ImageDraw.Draw(picture).ellipse((10, 18, 38, 30), fill=(200, 60, 20))
    return _saved(picture, "PNG")


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Base:
    """A PDF that is proven, and all that it was proven against."""

    name: str
    pdf: bytes
    untouched: bytes
    """The same, opened and written again."""
    expectation: Expectation


_FORMS: dict[str, tuple[str, str, PrintOptions]] = {
    "pack": ("pack", "full", PrintOptions()),
    "one-pager": ("pack", "short", PrintOptions()),
    "slides": ("slides", "short", PrintOptions()),
    "handout": ("handout", "short", PrintOptions(per_page="3")),
    "notes": ("handout", "short", PrintOptions(per_page="notes")),
    "cards": ("cards", "full", PrintOptions()),
}
BASES = tuple(_FORMS)
"""The names of what can be planted in: pages that flow, sheets with pages on them, and both with
furniture, pictures, drawings, links and notes."""


class _Recorder(InlineExecutor):
    """Works in this process, and remembers what each PDF is proven against."""

    def __init__(self) -> None:
        self.expectations: list[Expectation] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The task, done."""
        if fn is bind_and_prove:
            self.expectations.append(args[0].shelf.known(args[0].expectation))
        return super().submit(fn, *args, **kwargs)


@cache
def _briefing(folder: Path) -> Briefing:
    target = deck_project(folder, _BODY)
    for name, data in (("photo.jpg", photo()), ("sign.png", sign()), ("tank.png", tank())):
        (target / "figures" / name).write_bytes(data)
    settings = target / "briefing.yaml"
    text = settings.read_text("utf-8")
    text = text.replace("pages: 3, deck", "pages: [3, 12], cover: true, contents: true, deck")
    settings.write_text(text.replace("pages: [1, 2]", "pages: [1, 4]"), encoding="utf-8")
    return read(target)


_FOLDER = TemporaryDirectory(prefix="briefing-plants-")


@cache
def base(name: str) -> Base:
    """The public edition in one of the forms, built once for each process."""
    folder = Path(_FOLDER.name)
    briefing = _briefing(folder)
    format_, length, print_options = _FORMS[name]
    edition = make_edition(briefing, "public", length, format_, print_options=print_options)
    recorder = _Recorder()
    order = BuildOptions(executor=BuildExecutor(recorder, 1, lambda value: value))
    store = Cache(folder / "store")
    [result] = build(briefing, [edition], theme_of(briefing), store, folder, order)
    assert result.delivered, "\n".join(map(str, result.findings))
    pdf = result.path.read_bytes()
    return Base(name, pdf, objects(lambda _: None)(pdf), recorder.expectations[-1])
