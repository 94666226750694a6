"""What README says of settings is so: each has a row, its kind, its default, and an example that
the program reads."""

from __future__ import annotations

import datetime
import re
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from briefing.load.briefing import load
from briefing.model import settings
from briefing.model.errors import ContentError
from briefing.model.fact_values import Value
from briefing.model.formats import FORMATS
from briefing.model.settings import (
    Acronym,
    Audience,
    Cards,
    Deck,
    Fact,
    FrontMatter,
    Length,
    Reading,
    Release,
    Settings,
)
from briefing.model.source import Source
from support.projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pydantic.fields import FieldInfo

    from briefing.model.content import Briefing

    Files = dict[str, Any]
    """What the files of a briefing say, by their names."""

README = (ROOT / "README.md").read_text("utf-8")
WRITING = README.partition("\n## Writing\n")[2].partition("\n## What is checked\n")[0]
BLOCKS = re.findall(r"^(`{3,})(\w+)\n(.*?)^\1$", WRITING, re.MULTILINE | re.DOTALL)


# ── a briefing made of what README shows ──────────────────────────────────────────────────


def shown(kind: str) -> list[str]:
    """The blocks of a kind under “Writing”."""
    return [text for _, what, text in BLOCKS if what == kind]


def files_shown() -> Files:
    """The two files that README shows whole, and a page for each section they name."""
    said, sources = map(yaml.safe_load, shown("yaml"))
    pages = {f"sections/{name}.md": {"title": name} for name in said["sections"]}
    return {"briefing.yaml": said, "sources.yaml": sources, **pages}


def read(files: Mapping[str, Any], folder: Path) -> Briefing:
    """The briefing that the program reads from such files; raises ContentError."""
    for name, said in files.items():
        text = said if isinstance(said, str) else yaml.safe_dump(said, sort_keys=False)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = name.endswith(".md") and not isinstance(said, str)
        path.write_text(f"---\n{text}---\nText.\n" if whole else text, "utf-8")
    briefing, _ = load(folder, "example")
    return briefing


def test_the_files_of_the_readme_are_read(tmp_path: Path) -> None:
    """As they stand there, remarks and all."""
    said, sources = shown("yaml")
    files = {**files_shown(), "briefing.yaml": said, "sources.yaml": sources}
    briefing = read(files, tmp_path)
    assert briefing.settings.title == "A briefing"
    assert len(briefing.sections) == 3
    assert list(briefing.sources) == ["unscr1244"]


def test_what_a_source_needs_is_asked_for(tmp_path: Path) -> None:
    """README names the fields of CSL-JSON that its example has; without one that must be there it
    is refused, and without any other it is not."""
    files = files_shown()
    source = files["sources.yaml"]["unscr1244"]
    needed = {name for name, field in Source.model_fields.items() if field.is_required()}
    assert needed <= source.keys()
    for number, name in enumerate(source):
        less = {key: value for key, value in source.items() if key not in {name, "accessed"}}
        folder, changed = tmp_path / str(number), {**files, "sources.yaml": {"unscr1244": less}}
        if name in needed:
            with pytest.raises(ContentError, match=name):
                read(changed, folder)
        else:
            assert read(changed, folder).sources


@pytest.mark.parametrize("text", shown("markdown"), ids=lambda text: text.splitlines()[0])
def test_each_text_of_the_readme_is_read(text: str, tmp_path: Path) -> None:
    """Each block of Markdown it shows is a section of a briefing with the names it uses."""
    files = files_shown()
    said = files["briefing.yaml"]
    for name in ("students", "deploying"):
        said["audiences"][name] = {"label": name, "clearance": "partner"}
    said["lengths"]["short"] = {"label": "Short", "pages": [1, 9]}
    said["sections"] = ["example"]
    fact = {"as_of": datetime.date(2026, 11, 1), "source": "unscr1244", "review_after": "never"}
    files["facts.yaml"] = {name: {"value": 4600, **fact} for name in ("troops", "nations")}
    files["sources.yaml"]["nato-2025"] = {"title": "Placemat"}
    acronyms = re.search(r"^\| `acronyms.yaml` \|.*`(.*)` \|$", WRITING, re.MULTILINE)
    assert acronyms is not None
    files["acronyms.yaml"] = yaml.safe_load(acronyms[1])
    files["data/strength.csv"] = "date,troops\n1999-06-12,50000\n2025-10-03,4600\n"
    chart = next(text for text in shown("markdown") if "vega-lite" in text)
    files["figures/strength.vl.yaml"] = chart.partition("```vega-lite\n")[2].partition("```")[0]
    head = "" if text.startswith("---") else "---\ntitle: Example\n---\n"
    files["sections/example.md"] = head + text
    assert read(files, tmp_path).sections[0].blocks


# ── every setting ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Place:
    """Where the settings of a model stand: in which table of the README, and in which file."""

    heading: str
    file: str
    keys: tuple[str | int, ...]
    needed: Mapping[str, Any]
    """What an entry needs besides."""
    found: Callable[[Briefing], BaseModel | None] = lambda _: None
    """What the program has made of it."""

    def with_entry(self, files: Files, entry: Mapping[str, Any]) -> None:
        """Puts an entry into the file."""
        at: Any = files
        *way, last = (self.file, *self.keys)
        for key in way:
            at = at.setdefault(key, {}) if isinstance(at, dict) else at[key]
        old = at[last] if isinstance(at, list) or isinstance(at.get(last), dict) else {}
        at[last] = {**({} if self.needed else old), **entry}


LABEL = {"label": "x"}
DAY = datetime.date(2026, 11, 1)
LENGTH = {**LABEL, "pages": 1}
PLACES: dict[type[BaseModel], Place] = {
    Settings: Place("`briefing.yaml`:", "briefing.yaml", (), {}, lambda b: b.settings),
    Release: Place(
        "An entry of `releases`:",
        "briefing.yaml",
        ("releases", 1),
        {"name": "partner", "marking": "X"},
        lambda b: b.settings.releases[1],
    ),
    Audience: Place(
        "An entry of `audiences`:",
        "briefing.yaml",
        ("audiences", "x"),
        {**LABEL, "clearance": "public"},
        lambda b: b.settings.audiences["x"],
    ),
    Reading: Place(
        "`reading`, or `easy` for `{easy: yes}`:",
        "briefing.yaml",
        ("audiences", "press", "reading"),
        {"grade": 8},
        lambda b: b.settings.audiences["press"].reading,
    ),
    Length: Place(
        "An entry of `lengths`:",
        "briefing.yaml",
        ("lengths", "x"),
        LENGTH,
        lambda b: b.settings.lengths["x"],
    ),
    Deck: Place(
        "`deck`:",
        "briefing.yaml",
        ("lengths", "full", "deck"),
        {"slides": 9, "minutes": 9},
        lambda b: b.settings.lengths["full"].deck,
    ),
    Cards: Place(
        "`cards`; parts not given are for the highest release level only:",
        "briefing.yaml",
        ("cards",),
        {},
        lambda b: b.settings.cards,
    ),
    FrontMatter: Place("The front matter of a section:", "sections/why.md", (), {"title": "x"}),
    Fact: Place(
        "An entry of `facts.yaml`:",
        "facts.yaml",
        ("x",),
        {"value": 1, "as_of": DAY, "source": "unscr1244", "review_after": "never"},
        lambda b: b.facts["x"],
    ),
    Acronym: Place(
        "An entry of `acronyms.yaml`:",
        "acronyms.yaml",
        ("KFOR",),
        {"full": "x"},
        lambda b: b.acronyms["KFOR"],
    ),
}


@dataclass(frozen=True)
class Row:
    """A line of a table: a setting as it is written, and what is said of it."""

    example: Mapping[str, Any]
    kind: str
    default: str


def rows(model: type[BaseModel]) -> dict[str, Row]:
    """The table of a model, by the names of its settings."""
    _, heading, rest = README.partition(f"\n{PLACES[model].heading}\n\n")
    assert heading, f"README has no table of {model.__name__}"
    found = {}
    for line in rest.partition("\n\n")[0].splitlines()[2:]:
        setting, kind, default, _ = (cell.strip() for cell in line.strip("|").split(" |", 3))
        example = yaml.safe_load(setting.strip("`"))
        [name] = example
        found[name] = Row(example, kind, default.strip("`"))
    return found


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The settings of a model, by the names authors write."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


SETTINGS = [(model, name) for model in PLACES for name in fields(model)]
every_setting = pytest.mark.parametrize(
    ("model", "name"), SETTINGS, ids=[f"{model.__name__}.{name}" for model, name in SETTINGS]
)


@pytest.mark.parametrize("model", PLACES, ids=lambda model: model.__name__)
def test_each_setting_has_a_row(model: type[BaseModel]) -> None:
    """In the order of the program; no row is left of a setting that is no more."""
    assert list(rows(model)) == list(fields(model))


def test_no_settings_are_left_out() -> None:
    """Each model of the file is tried here."""
    of_file = {
        kind
        for name, kind in vars(settings).items()
        if isinstance(kind, type) and kind.__module__ == settings.__name__ and name[0] != "_"
    }
    assert of_file == set(PLACES)


@every_setting
def test_a_setting_is_of_the_kind_that_is_said(model: type[BaseModel], name: str) -> None:
    """In words that stand for the type that the program asks for."""
    field = fields(model)[name]
    if (int, int) in {get_args(kind) for kind in (field.annotation, *get_args(field.annotation))}:
        kind = "a number or [fewest, most]"
    elif name == "review_after":
        kind = "date or `never`"
    elif any(getattr(limit, "pattern", None) for limit in field.metadata):
        kind = "name"
    else:
        kind = in_words(field.annotation)
    assert rows(model)[name].kind == kind


WORDS: dict[Any, str] = {
    str: "text",
    bool: "yes or no",
    int: "whole number",
    float: "number",
    datetime.date: "date",
    Value: "number, date or text, or a range of two",
}


def in_words(kind: Any) -> str:
    """A type as README says it."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in WORDS:
        words = WORDS[kind]
    elif origin is Annotated:
        words = "name" if "pattern" in repr(inner[1:]) else in_words(inner[0])
    elif origin in {Union, types.UnionType}:
        words = " or ".join(in_words(each) for each in inner if each is not type(None))
    elif origin is Literal:
        names = ["`no`" if value is False else f"`{value}`" for value in inner]
        words = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    elif origin is tuple:
        each = in_words(inner[0])
        words = f"list of {PLURAL[each]}"
    elif origin is dict:
        words = f"{PLURAL[in_words(inner[1])]} by name"
    else:
        assert issubclass(kind, BaseModel)
        words = "settings"
    return words


PLURAL = {
    "text": "texts",
    "name": "names",
    "settings": "settings",
    "text or `no`": "texts or `no`",
    in_words(Literal[*FORMATS]): "formats",
    in_words(Literal["standard", "large", "20"]): "sizes",
}


@every_setting
def test_a_setting_has_the_default_that_is_said(
    model: type[BaseModel], name: str, tmp_path: Path
) -> None:
    """Nothing is said where that is the default; what is required is asked for by the program."""
    field, said, place = fields(model)[name], rows(model)[name].default, PLACES[model]
    files = files_shown()
    entry = {key: value for key, value in place.needed.items() if key != name}
    if field.is_required():
        assert said == "required"
        place.with_entry(files, entry)
        if not place.needed:
            del files["briefing.yaml"][name]
        with pytest.raises(ContentError, match=name):
            read(files, tmp_path)
        return
    default = field.get_default(call_default_factory=True)
    if isinstance(default, tuple):
        default = list(default)
    if default in ("", [], {}, None, Cards()):
        assert said == ""
    else:
        assert yaml.safe_load(said) == default
    place.with_entry(files, entry)
    if not place.needed:
        files["briefing.yaml"].pop(name, None)
    read(files, tmp_path)


@every_setting
def test_the_example_of_a_setting_is_read(
    model: type[BaseModel], name: str, tmp_path: Path
) -> None:
    """The program takes it without a word, and has it from the file."""
    place, files = PLACES[model], files_shown()
    entry = {**place.needed, **rows(model)[name].example}
    if name == "contents":
        entry["cover"] = True
    if (model, name) == (Release, "name"):
        files["briefing.yaml"]["audiences"]["policy"]["clearance"] = entry["name"]
    place.with_entry(files, entry)
    found = place.found(read(files, tmp_path))
    if found is not None:
        assert name in {
            type(found).model_fields[given].alias or given for given in found.model_fields_set
        }
