"""Large print, measured on finished pages: sizes, contrast, faces, one column, nothing raised."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from briefing.build.build import Result, build
from briefing.cache.cache import Cache
from briefing.files.themes import load_theme, theme_of
from briefing.model.formats import PrintOptions
from briefing.select.selection import make_edition
from support.cases import Case
from support.print_measure import contrast, letters
from support.projects import ROOT, case_files, project, read
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from pathlib import Path

    from support.print_measure import Letter

pytestmark = pytest.mark.usefixtures("kept_renderer")

SIZES = {"large": 18.0, "20": 20.0}
WASH = (0xEE, 0xF1, 0xF5)
TEXT = """---
title: All that text may hold, in large print
---
A paragraph with **bold**, *slanted*, ~~struck~~ and `code`, H~2~O and x^2^, and
<https://example.org/a/long/address>. A note.[^a] In 2025[^b] and a source.
[@mta; @unscr1244, para 9] Internationalisation and counterrevolutionaries misrepresented
uncharacteristically incomprehensible responsibilities throughout.

> A quotation, which other editions slant.

1. First
2. Second

- [ ] to do

Term
:   What it means.

```python
def a_function(with_an_argument, and_another_that_is_long=None):  # a remark that is long
    return with_an_argument
```

/// note | A call-out
With text in it.
///

/// side | A side box
Sidewords stand in the text.
///

/// number | 4,600
troops in all
///

/// table | A table of four columns
    note: A note below it.
    source: "[@mta]"

| Nation | Troops | Share | Since |
| --- | --- | --- | --- |
| Italy | 1,234 | 12.5 % | 1999 |
| United States | 600 | < 1 % | 1999 |
///

/// figure | A chart of its place
    subtitle: What it measures
    alt: A bar chart.
    source: "[@mta]"

```vega-lite
data: {values: [{who: Italy, n: 675}, {who: Hungary, n: 250}]}
mark: bar
encoding:
  y: {field: who, type: nominal, title: null}
  x: {field: n, type: quantitative, title: null}
```
///

## A subsection

### And a deeper one

The end.

[^a]: The text of the note, with a source. [@mta]
[^b]: Another, with `code`.
"""


def built(folder: Path, text: str, size: str, length: str = "short", **given: str) -> Result:
    """An edition of the small briefing with this text as its first section."""
    case = Case("", {"file sections/first.md": text, **given})
    briefing = read(project(folder, case_files(case)))
    options = PrintOptions(size=size)
    edition = make_edition(briefing, "policy", length, print_options=options)
    [result] = build(briefing, [edition], theme_of(briefing), Cache(folder / "store"), folder)
    return result


@pytest.fixture(scope="module", params=[(s, n) for s in SIZES for n in ("short", "full")], ids=str)
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The text in a size and a length; it must be delivered."""
    size, length = request.param
    result = built(tmp_path_factory.mktemp("large"), TEXT, size, length)
    assert result.delivered, "\n".join(map(str, result.findings))
    return result


@cache
def seen(path: Path) -> list[Letter]:
    """All letters of a file."""
    return list(letters(path))


def words(path: Path) -> str:
    """Its text, as PDFium extracts it."""
    with pdfium.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_no_text_is_smaller_than_it_may_be(large: Result) -> None:
    """Folios, numbers of sources, captions, tables and the chart that is drawn for its place: all
    of it has 0.89 of the text, and most has the size of the text."""
    text = SIZES[large.edition.print_options.size]
    sizes = [letter.size for letter in seen(large.path)]
    assert min(sizes) >= 0.888 * text - 0.1
    assert sum(abs(size - text) < 0.05 for size in sizes) > len(sizes) / 3


def test_a_long_marking_stands_on_one_line_of_its_cover(tmp_path: Path) -> None:
    """It is never divided, however large its letters are; what it asks for stands beside it."""
    marked = {"settings": "TLP:GREEN ⇒ TLP:AMBER+STRICT"}
    result = built(
        tmp_path, TEXT.replace("---\n", "---\nrelease: partner\n", 1), "20", "full", **marked
    )
    assert result.delivered, "\n".join(map(str, result.findings))
    cover = words(result.path).split("Contents")[0]
    assert cover.count("TLP:AMBER+STRICT") == 3  # at top and bottom, and with what it asks for
    assert re.search(r"TLP:AMBER\+STRICT\s+For partners only", cover)


def test_text_has_the_contrast_of_large_print(large: Result) -> None:
    """Seven to one, on paper and on the wash of boxes (WCAG 2.2, 1.4.6)."""
    for colour in {letter.colour for letter in seen(large.path)}:
        assert contrast(colour, (255, 255, 255)) >= 7
        assert contrast(colour, WASH) >= 7


def test_nothing_is_slanted_and_text_has_no_serifs(large: Result) -> None:
    """One sans serif face, and that for code."""
    faces = {letter.face for letter in seen(large.path)}
    assert faces
    assert all(re.search("Source-Sans-3|Source-Code-Pro", face) for face in faces), faces
    assert not any("Italic" in face for face in faces)


def test_numbers_of_sources_stand_on_the_line_in_brackets(large: Result) -> None:
    """Nothing of them is raised; what is copied has a space before the bracket."""
    text = words(large.path)
    assert re.search(r"source\.\s\[2, 1, para 9\]|source\.\s\[1, para 9; 2\]", text), text
    assert re.search(r"2025\s\[b\]", text)
    found = seen(large.path)
    for before, after in pairwise(found):
        if after.sign == "[" and before.page == after.page and before.left < after.left:
            assert abs(before.baseline - after.baseline) < 0.1


def test_words_are_not_divided(large: Result) -> None:
    """No line ends with a hyphen that nobody has written."""
    for line in words(large.path).splitlines():
        assert not line.rstrip().endswith(("-", "\u2010", "\u00ad", "\ufffe")), line


def test_there_is_one_column(large: Result) -> None:
    """What other editions set beside the text begins where the text does."""
    lines = seen(large.path)
    text = "".join(letter.sign for letter in lines)
    left = load_theme("institution").papers["A4"].inner_mm * 72 / 25.4
    for opening in ("Sidewords", "4,600troops", "Table1", "Figure1"):
        found = lines[text.index(opening)]
        assert found.left == pytest.approx(left, abs=1.5), opening


def test_it_is_accessible_and_archivable(large: Result) -> None:
    """As every other edition is."""
    assert pdfua_failures(large.path) == []
    assert pdfa_failures(large.path) == []


def test_it_says_what_it_is(large: Result) -> None:
    """A reader sees it on the first page, instead of a label that counts other pages."""
    with pdfium.PdfDocument(large.path) as document:
        first = document[0].get_textpage().get_text_range()
    assert "Large print" in first
    assert "Two pages" not in first


# ── what does not fit ─────────────────────────────────────────────────────────────────────

COLUMNS = "Headquarters Organisation Responsibility Subordination Establishment Reorganisation"
WIDE = f"""---
title: Wide
---
First.

/// table | A wide table
| {" | ".join(COLUMNS.split())} | Disbandment |
| {" | ".join(["---"] * 7)} |
| {" | ".join(["Word"] * 7)} |
///

Last.
"""


def test_a_table_that_is_too_wide_is_turned_and_not_smaller(tmp_path: Path) -> None:
    """Its letters have the size that they have in other tables, and run up its page."""
    result = built(tmp_path, WIDE, "large")
    assert result.delivered, "\n".join(map(str, result.findings))
    found = seen(result.path)
    text = "".join(letter.sign for letter in found)
    at = text.index("Disbandment")
    assert found[at].size == pytest.approx(16, abs=0.1)
    assert found[at].turned
    assert not found[text.index("Last.")].turned


@pytest.mark.finds("B430")
def test_a_picture_whose_words_are_too_small_is_told_in_words(tmp_path: Path) -> None:
    """A chart of a fixed size cannot be drawn larger than the page: what it shows is printed."""
    text = TEXT.replace("mark: bar", "width: 480\nheight: 90\nmark: bar")
    result = built(tmp_path, text, "large")
    assert result.delivered, "\n".join(map(str, result.findings))
    [told] = [finding for finding in result.findings if finding.code == "B430"]
    line = text.splitlines().index("/// figure | A chart of its place") + 1
    assert (told.location.line, "8 pt" in told.message) == (line, True)
    assert "In words: A bar chart." in " ".join(words(result.path).split())


@pytest.mark.finds("B503")
def test_its_contract_is_its_own(tmp_path: Path) -> None:
    """The message says that it is that of large print, and where it is set."""
    paragraphs = "\n\n".join(["Words that fill the page, as many as there are. " * 20] * 9)
    text = f"---\ntitle: Long\n---\n{paragraphs}\n"
    lengths = {"settings": "pages: [1, 2]} ⇒ pages: [1, 2], large_pages: 3}"}
    result = built(tmp_path, text, "large", **lengths)
    [told] = [finding for finding in result.findings if finding.code == "B503"]
    assert "allows 3 in large print" in told.message
    assert not result.delivered
    result = built(tmp_path / "derived", text, "large")
    assert result.delivered, "\n".join(map(str, result.findings))


# ── what is withheld ──────────────────────────────────────────────────────────────────────


def test_it_is_the_same_as_if_what_is_withheld_had_never_been_written(tmp_path: Path) -> None:
    """To the last byte, with a side box, a note, a source and a figure withheld."""
    secret = (
        "\n\n/// side | Marzipan\n    release: partner\nThe marzipan plan.[^c] [@mta]\n///\n\n"
        'The marzipan.[^c] {: audience="press" }\n\n[^c]: Of marzipan.\n'
    )
    files = []
    for number, text in enumerate((TEXT, TEXT + secret)):
        case = Case("", {"file sections/first.md": text})
        briefing = read(project(tmp_path / str(number), case_files(case)))
        edition = make_edition(briefing, "public", "short", print_options=PrintOptions(size="20"))
        folder = tmp_path / f"made{number}"
        [result] = build(briefing, [edition], theme_of(briefing), Cache(folder), folder)
        assert result.delivered, "\n".join(map(str, result.findings))
        files.append(result.path.read_bytes())
    assert files[0] == files[1]


def test_the_sheets_of_large_print_have_no_length_of_their_own() -> None:
    """All of it grows with the text: lengths are in rem, or in mm of the page."""
    for name in ("large.css", "easy.css"):
        sheet = (ROOT / "templates" / "themes" / "institution" / name).read_text("utf-8")
        rules = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
        assert re.findall(r"[\d.]+(?:pt|px)\b", rules) == []
