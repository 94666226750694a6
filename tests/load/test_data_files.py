"""Tables in data files: text as spreadsheets save it anywhere, Excel and OpenDocument workbooks."""

from __future__ import annotations

import csv
import datetime
import io
import tracemalloc
import zipfile
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from briefing.cache.fingerprint import fingerprint_of
from briefing.files.workspace import Workspace
from briefing.load.data.archive import parts_of
from briefing.load.data.delimited import SEPARATORS, read_delimited
from briefing.load.data.grid import Unreadable
from briefing.load.data.number_format import shown
from briefing.load.data.reader import DataReader
from briefing.load.data.sheet import Asked
from briefing.load.data_sources import sources_in, unknown_sources
from briefing.model.findings import Location
from briefing.select.selection import make_edition
from support.cases import Case
from support.documents import document, made
from support.workbooks import ods, ods_row, xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.load.data.grid import Grid

ASKED_AT = Location("sections/one.md", 5)


def read(
    folder: Path, name: str, data: str | bytes, asked: Asked | None = None, language: str = "en"
) -> tuple[Grid | None, list[str]]:
    """The table in a file of this content, and what is found wrong with it: place, code, words."""
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    reader = DataReader(Workspace(folder, ""), language)
    grid = reader.read(name, ASKED_AT, asked or Asked())
    return grid, [f"{f.location} {f.code} {f.message} | {f.hint}" for f in reader.findings]


def texts(grid: Grid | None) -> list[list[str]]:
    """What the cells of a table show, header row first."""
    assert grid is not None
    return [list(grid.heads), *([cell.text for cell in row.cells] for row in grid.rows)]


READ: dict[str, tuple[str, str | bytes, list[list[str]]]] = {
    "semicolons": ("t.csv", "Name;Note\nA;x\n", [["Name", "Note"], ["A", "x"]]),
    "tabs": ("t.csv", "Name\tNote\nA\tx\n", [["Name", "Note"], ["A", "x"]]),
    "bars": ("t.csv", "Name|Note\nA|x\n", [["Name", "Note"], ["A", "x"]]),
    "tabs by its name": ("t.tsv", "Name\tA, b\nA\tx\n", [["Name", "A, b"], ["A", "x"]]),
    "one column": ("t.csv", "Name\nA\nB\n", [["Name"], ["A"], ["B"]]),
    "decimal commas": (
        "t.csv",
        "Land;Anteil, %\nA;1,5\nB;12,25\n",
        [["Land", "Anteil, %"], ["A", "1,5"], ["B", "12,25"]],
    ),
    "quoted decimal commas": ("t.csv", 'a;b\nA;"1,5"\n', [["a", "b"], ["A", "1,5"]]),
    "a semicolon in words": ("t.csv", "a,b; c\nd,e\n", [["a", "b; c"], ["d", "e"]]),
    "a semicolon in quotes": ("t.csv", 'a,"b;c"\nd,e\n', [["a", "b;c"], ["d", "e"]]),
    "sep= on the first line": (
        "t.csv",
        "sep=;\r\na,b;c\r\n1,2;3\r\n",
        [["a,b", "c"], ["1,2", "3"]],
    ),
    "sep= and a tab": ("t.csv", '"sep=\t"\na\tc\n1\t3\n', [["a", "c"], ["1", "3"]]),
    "carriage returns and a mark": ("t.csv", "\ufeffa;b\r1;2\r", [["a", "b"], ["1", "2"]]),
    "Excel's Unicode text": ("t.csv", "a\tb\nö\t2\n".encode("utf-16"), [["a", "b"], ["ö", "2"]]),
    "blank rows and columns at the end": (
        "t.csv",
        "a;b;;\n1;2;;\n;;;\n3;;;\n;;;\n",
        [["a", "b"], ["1", "2"], ["3", ""]],
    ),
    "blank cells beyond the header row": ("t.csv", "a,b\n1,2,,\n", [["a", "b"], ["1", "2"]]),
    "quotes and line breaks": (
        "t.csv",
        'a,b\n"1,\n2","said ""no"""\n',
        [["a", "b"], ["1,\n2", 'said "no"']],
    ),
}


@pytest.mark.parametrize("name", READ)
def test_text_is_read_as_a_spreadsheet_saves_it(name: str, tmp_path: Path) -> None:
    """Whatever separates the cells, and however the file is encoded, each cell is in its place."""
    file, data, expected = READ[name]
    grid, said = read(tmp_path, file, data)
    assert said == []
    assert texts(grid) == expected


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "two separators": (
        "a,b;c\n1,2;3\n",
        "t.csv:1 B407 its cells may be separated by commas or semi",
    ),
    "an old encoding": ("a;b\nö;1\n".encode("cp1252"), "t.csv:2 B103 this file is not UTF-8 text"),
    "UTF-16 without its mark": ("a;b\n".encode("utf-16-le"), "t.csv:1 B103 this file is not"),
    "an open quote": ('a,b\n1,2\n3,"4\n5,6\n', "t.csv:3 B402 a quoted cell is not closed"),
    "a quote inside": ('a,b\n1,"2"x\n', "t.csv:2 B402 a quoted cell does not end at its quote"),
    "a cell too few": (
        "a;b\n1;2\n3\n",
        "t.csv:3 B402 this row has 1 cell but the header row has 2",
    ),
    "a cell too many": ("a;b\n1;2;3\n", "t.csv:2 B402 this row has 3 cells but the header row has"),
    "rows of more cells than one": ("Title\n1;2\n3;4\n", "t.csv:2 B402 this row has 2 cells but"),
    "headings that are missing": ("T;;\n1;2;3\n", "t.csv:1 B402 2 columns have no heading"),
    "another separator": ("sep=:\na:b\n", "t.csv:1 B402 cells cannot be separated by “:”"),
    "a workbook of another name": (xlsx([["a"], [1]]), "sections/one.md:5 B410 "),
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.finds(says.split()[1])) for n, (_, says) in REFUSED.items()],
)
def test_text_that_nobody_could_read_is_refused_at_its_line(name: str, tmp_path: Path) -> None:
    """A cell is never dropped, joined to another, or printed with its separators."""
    data, expected = REFUSED[name]
    _, said = read(tmp_path, "t.csv", data)
    assert said, "nothing is said"
    assert said[0].startswith(expected), said


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=6)


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=2, max_size=6)
    ),
    st.sampled_from(sorted(SEPARATORS)),
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]], separator: str) -> None:
    """Each cell that was written is read, in order, whatever is in it."""
    rows = [[f"h{n}" for n in range(len(rows[0]))], *rows]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    text = f"sep={separator}\n{out.getvalue()}"
    grid, findings = read_delimited(text, "t.csv", lambda line: Location("t.csv", line))
    stripped = [[cell.strip() for cell in row] for row in rows]
    assert findings == []
    assert texts(grid) == [row for row in stripped if any(row)]


def _day(month: int, hour: int = 0, minute: int = 0) -> datetime.datetime:
    """A time on the third of a month; workbooks know no zones."""
    return datetime.datetime(2025, month, 3, hour, minute)  # noqa: DTZ001


SHOWN: list[tuple[Any, str, str, str]] = [
    (0.12, "0 %", "12 %", "12 %"),
    (0.125, "0.0%", "12.5%", "12,5%"),
    (2.5, "0.00", "2.50", "2,50"),
    (2.675, "0.00", "2.68", "2,68"),
    (1234567.891, "#,##0.00", "1,234,567.89", "1.234.567,89"),
    (1234.5, '#,##0.00\\ "€"', "1,234.50 €", "1.234,50 €"),
    (1234.5, "[$$-409]#,##0", "$1,235", "$1.235"),
    (-5, "#,##0;[Red]-#,##0", "-5", "-5"),
    (-5, "#,##0_);(#,##0)", "(5)", "(5)"),
    (0, '0;-0;"–"', "–", "–"),
    (-0.001, "0.0", "0.0", "0,0"),
    (12345, "#,##0,", "12", "12"),
    (7, "000", "007", "007"),
    (12345678, "000-00-0000", "012-34-5678", "012-34-5678"),
    (0.00012, "0.00E+00", "1.20E-04", "1,20E-04"),
    (0.1 + 0.2, "General", "0.3", "0,3"),
    (1e300, "0", "1" + "0" * 300, "1" + "0" * 300),
    (12, '[>=10]"many";"few"', "many", "many"),
    (7, ";;;", "", ""),
    ("x", '"No. "@', "No. x", "No. x"),
    (True, "General", "TRUE", "TRUE"),
    (_day(5), "yyyy-mm-dd", "2025-05-03", "2025-05-03"),
    (_day(5), "mm-dd-yy", "3 May 2025", "03.05.2025"),
    (_day(10), "d mmmm yyyy", "3 October 2025", "3 Oktober 2025"),
    (
        _day(5, 14, 5),
        "dd/mm/yyyy hh:mm",
        "03/05/2025 14:05",
        "03/05/2025 14:05",
    ),
    (datetime.time(14, 5), "h:mm AM/PM", "2:05 PM", "2:05 PM"),
    (datetime.timedelta(hours=30, minutes=5), "[h]:mm", "30:05", "30:05"),
]


@pytest.mark.parametrize(("value", "code", "english", "german"), SHOWN)
def test_values_print_as_their_number_formats_show_them(
    value: Any, code: str, english: str, german: str
) -> None:
    """The digits are those of the format; decimal mark and months are those of the language."""
    assert (shown(value, code, "en"), shown(value, code, "de")) == (english, german)


ROWS: list[list[Any]] = [["Name", "Share"], ["A", (0.12, "0 %")], ["B", (0.5, "0.0 %")]]


def _hide_row(book: Any) -> None:
    book["T"].row_dimensions[3].hidden = True


def _hide_column(book: Any) -> None:
    book["T"].column_dimensions.group("B", "C", hidden=True)


def _hide_sheet(book: Any) -> None:
    book.create_sheet("Old")["A1"] = "secret"
    book["Old"].sheet_state = "veryHidden"


HIDDEN = {
    "row": (_hide_row, "t.xlsx:3 B408 row 3 of", [["Name", "Share"], ["A", "12 %"]]),
    "column": (_hide_column, "t.xlsx:1 B408 column B of", [["Name"], ["A"], ["B"]]),
    "sheet": (
        _hide_sheet,
        "sections/one.md:5 B408 ",
        [["Name", "Share"], ["A", "12 %"], ["B", "50.0 %"]],
    ),
}


@pytest.mark.finds("B408")
@pytest.mark.parametrize("what", HIDDEN)
def test_what_is_hidden_is_an_error_or_left_out(what: str, tmp_path: Path) -> None:
    """Nobody can tell whether it should be printed; its author says."""
    change, expected, shown_without = HIDDEN[what]
    _, said = read(tmp_path, "t.xlsx", xlsx(ROWS, change))
    assert len(said) == 1
    assert said[0].startswith(expected)
    assert "hidden: skip" in said[0]
    grid, said = read(tmp_path, "t.xlsx", xlsx(ROWS, change), Asked(hidden="skip"))
    assert said == []
    assert texts(grid) == shown_without


def _broken(book: Any) -> None:
    book["T"]["B2"] = "=1/0"  # never calculated: openpyxl writes no results
    book["T"]["A3"].value = "#N/A"
    book["T"]["A3"].data_type = "e"


def test_cells_without_a_value_are_errors_at_the_cell(tmp_path: Path) -> None:
    """An error value, and a formula whose result the file does not have; not beyond the range."""
    _, said = read(tmp_path, "t.xlsx", xlsx(ROWS, _broken))
    assert [line.partition(" | ")[0] for line in said] == [
        't.xlsx:2 B409 cell B2 of sheet "T": the result of its formula is not in the file',
        't.xlsx:3 B409 cell A3 of sheet "T": it shows the error #N/A',
    ]
    assert read(tmp_path, "t.xlsx", xlsx(ROWS, _broken), Asked(cells="A1:A2"))[1] == []


@pytest.mark.finds("B409")
def test_a_format_that_is_not_printed_is_an_error_at_the_cell(tmp_path: Path) -> None:
    """Fractions, for example."""
    _, said = read(tmp_path, "t.xlsx", xlsx([["a"], [(0.5, "# ?/?")]]))
    assert said[0].startswith('t.xlsx:2 B409 cell A2 of sheet "T": its number format “# ?/?”')


def test_merged_cells_are_an_error(tmp_path: Path) -> None:
    """One value would stand for several cells, the others would look empty."""
    _, said = read(tmp_path, "t.xlsx", xlsx(ROWS, lambda b: b["T"].merge_cells("A2:B2")))
    assert said[0].startswith('t.xlsx:2 B402 cells A2:B2 of sheet "T" are merged')


def test_one_of_several_sheets_is_named(tmp_path: Path) -> None:
    """An empty one does not count."""

    def second(book: Any) -> None:
        book.create_sheet("Empty")
        book.create_sheet("Two")["A1"] = "x"
        book["Two"]["A2"] = "y"

    _, said = read(tmp_path, "t.xlsx", xlsx(ROWS, second))
    assert said[0].startswith('sections/one.md:5 B402 "t.xlsx" has 2 sheets: "T", "Two"')
    assert texts(read(tmp_path, "t.xlsx", xlsx(ROWS, second), Asked("Two"))[0]) == [["x"], ["y"]]
    _, said = read(tmp_path, "t.xlsx", xlsx(ROWS, second), Asked("Tow"))
    assert 'did you mean "Two"?' in said[0]


def test_a_table_may_begin_anywhere(tmp_path: Path) -> None:
    """Without a range at its first filled cell; what is beside the range is not looked at."""
    rows: list[list[Any]] = [
        ["A title"],
        [],
        [None, "a", "b"],
        [None, 1, 2],
        [None, None, None],
        ["total", 1, 2],
    ]
    grid, said = read(tmp_path, "t.xlsx", xlsx(rows), Asked(cells="B3:C4"))
    assert (texts(grid), said) == ([["a", "b"], ["1", "2"]], [])
    assert "range: B3:F20" in read(tmp_path, "t.xlsx", xlsx(rows))[1][0]


def test_a_formatted_table_with_comments_links_and_charts_is_read(tmp_path: Path) -> None:
    """What Excel adds to cells does not keep them from being read; comments are not read at all."""

    def change(book: Any) -> None:
        book["T"]["A2"].comment = Comment("secret", "somebody")
        book["T"]["A2"].hyperlink = "https://example.org"
        book["T"].add_table(Table(displayName="Shares", ref="A1:B3"))
        chart = BarChart()
        chart.add_data(Reference(book["T"], min_col=2, min_row=1, max_row=3))
        book["T"].add_chart(chart, "D1")
        book.create_chartsheet("Chart").add_chart(BarChart())

    grid, said = read(tmp_path, "t.xlsx", xlsx(ROWS, change))
    assert said == []
    assert texts(grid) == [["Name", "Share"], ["A", "12 %"], ["B", "50.0 %"]]
    assert "secret" not in repr(grid)


@pytest.mark.finds("B408")
@pytest.mark.parametrize("hidden", [(5, ";;;"), (-5, "0;;"), ("secret", ";;;")])
def test_what_a_number_format_hides_is_refused_at_its_cell(hidden: Any, tmp_path: Path) -> None:
    """A table would print an empty cell, a chart the hidden number; blank zeros hide nothing."""
    rows = [("Name", "Share"), ("A", hidden), ("B", (0, "0;-0;"))]
    _, said = read(tmp_path, "t.xlsx", xlsx(rows))
    assert len(said) == 1
    assert 'B408 cell B2 of sheet "T": its number format' in said[0]
    assert "secret" not in said[0]


@pytest.mark.finds("B408")
def test_what_a_format_hides_in_an_opendocument_sheet_is_refused(tmp_path: Path) -> None:
    """The file has the number and no words for it."""
    number = '<table:table-cell office:value-type="float" office:value="{}"><text:p/>'
    cells = [f"{number.format(value)}</table:table-cell>" for value in ("7.5", "0")]
    rows = ods_row("Name", "Share") + "".join(ods_row("A", cell) for cell in cells)
    _, said = read(tmp_path, "t.ods", ods({"T": rows}))
    assert len(said) == 1
    assert 'B408 cell B2 of sheet "T": its number format hides it' in said[0]


def _zip(packed: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for path, part in parts.items():
            archive.writestr(path.replace("__", "."), part)
    return out.getvalue()


_BOMB = _zip(a__xml=bytes(32 << 20)).replace((32 << 20).to_bytes(4, "little"), b"\x09\0\0\0")
"""32 MiB that say they are nine bytes."""
UNREADABLE = {
    "macros": ("t.xlsm", xlsx(ROWS)),
    "macros under another name": ("t.xlsx", _zip(vbaProject__bin=b"x")),
    "the old kind": ("t.xls", b"\xd0\xcf\x11\xe0"),
    "a password": ("t.xlsx", b"\xd0\xcf\x11\xe0" + bytes(100)),
    "no archive": ("t.xlsx", b"hello"),
    "half a file": ("t.xlsx", xlsx(ROWS)[:900]),
    "a bomb": ("t.xlsx", _zip(a__xml=bytes(25 << 20))),
    "entities": ("t.ods", _zip(content__xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
    "entities in UTF-16": (
        "t.ods",
        _zip(content__xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")),
    ),
    "a bomb that says it is small": ("t.xlsx", _BOMB),
    "packed as no spreadsheet is": ("t.xlsx", _zip(zipfile.ZIP_BZIP2, a__xml=b"<a/>")),
    "a text document": ("t.ods", _zip(content__xml=b"<a/>")),
}


@pytest.mark.finds("B410")
@pytest.mark.parametrize("name", UNREADABLE)
def test_workbooks_that_are_not_read_are_one_error(name: str, tmp_path: Path) -> None:
    """With a way out, and without a word of a library."""
    file, data = UNREADABLE[name]
    _, said = read(tmp_path, file, data)
    assert len(said) == 1
    assert said[0].startswith(f'sections/one.md:5 B410 "{file}"')
    assert " | " in said[0]


def test_no_more_is_unpacked_of_a_workbook_than_it_says_it_has() -> None:
    """Sizes are held to a limit before anything is unpacked, so they have to be true."""
    tracemalloc.start()
    with pytest.raises(Unreadable, match="is damaged"):
        parts_of("t.xlsx", _BOMB)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 << 20


def test_an_opendocument_sheet_prints_what_it_shows(tmp_path: Path) -> None:
    """Words, numbers as formatted, several lines; no annotation, and nothing of rows far below."""
    number = (
        '<table:table-cell office:value-type="percentage" office:value="0.12">'
        "<office:annotation><text:p>secret</text:p></office:annotation>"
        "<text:p>12 %</text:p></table:table-cell>"
    )
    lines = (
        '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p>'
        "<text:p><text:span>c</text:span></text:p></table:table-cell>"
    )
    blank = '<table:table-cell table:number-columns-repeated="1000"/>'
    far = 'table:number-rows-repeated="1048000"'
    rows = ods_row("Name", "Share", blank) + ods_row(lines, number) + ods_row(blank, attributes=far)
    grid, said = read(tmp_path, "t.ods", ods({"T": rows}))
    assert said == []
    assert texts(grid) == [["Name", "Share"], ["a  b\nc", "12 %"]]
    assert grid is not None
    assert grid.rows[0].cells[1].value == "0.12"


def test_hidden_parts_and_errors_of_an_opendocument_sheet_are_errors(tmp_path: Path) -> None:
    """As in Excel: rows, columns, sheets; error values, formulas without a result, merged cells."""
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    unread = '<table:table-cell table:formula="of:=1"/>'
    wide = (
        '<table:table-cell table:number-columns-spanned="2" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell><table:covered-table-cell/>"
    )
    rows = (
        columns
        + ods_row("a", "b")
        + ods_row("1", "2", attributes='table:visibility="filter"')
        + ods_row(error, unread)
        + ods_row(wide)
    )
    style = (
        '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    )
    hidden = ods_row("secret")
    _, said = read(tmp_path, "t.ods", ods({"T": rows}))
    assert [line.split(" ")[:2] for line in said] == [
        ["t.ods:2", "B408"], ["t.ods:1", "B408"], ["t.ods:3", "B409"], ["t.ods:3", "B409"],
        ["t.ods:4", "B402"],
    ]  # fmt: skip
    whole = ods({"T": ods_row("a") + ods_row("1"), 'H|table:style-name="h"': hidden}, style)
    assert read(tmp_path, "t.ods", whole)[1][0].startswith("sections/one.md:5 B408 ")
    assert texts(read(tmp_path, "t.ods", whole, Asked(hidden="skip"))[0]) == [["a"], ["1"]]


SECTION = """\
---
title: One
---
Words.

/// table | Shares
    src: {}
///
"""


def _with_secrets(book: Any) -> None:
    sheet = book["T"]
    sheet["A2"].comment = Comment("covert comment", "covert author")
    sheet["A4"], sheet["B4"] = "covert row", 3
    sheet.row_dimensions[4].hidden = True
    sheet["C1"], sheet["C2"] = "covert column", "x"
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("covert sheet")["A1"] = "covert cell"
    book["covert sheet"].sheet_state = "hidden"
    book.properties.creator = "covert creator"
    book.properties.title = "covert title"
    sheet.oddHeader.center.text = "covert header"


def test_nothing_of_a_workbook_but_its_shown_cells_reaches_the_pdf(tmp_path: Path) -> None:
    """The PDF is the same, to the last byte, as from a text file of what the cells show."""
    written = []
    for name, data, option in (
        ("t.csv", b"Name;Share\nA;12 %\nB;50.0 %\n", ""),
        ("t.xlsx", xlsx(ROWS, _with_secrets), "\n    hidden: skip"),
    ):
        folder = tmp_path / name.replace(".", "-") / "briefing"
        (folder / "data").mkdir(parents=True)
        (folder / "data" / name).write_bytes(data)
        section = SECTION.format(f"data/{name}{option}")
        briefing = document(Case("", {"file sections/one.md": section}), folder)
        edition = make_edition(briefing, "public", "full")
        [result] = made(briefing, [edition], tmp_path / name.replace(".", "-") / "out")
        written.append(result.sha256)
    assert written[0] == written[1] != ""


def test_a_workbook_is_read_anew_when_it_has_changed(tmp_path: Path) -> None:
    """It counts among what a PDF is made from, as every file of the briefing's folder does."""
    (tmp_path / "t.xlsx").write_bytes(xlsx(ROWS))
    before = fingerprint_of(tmp_path, tmp_path / "build", {}).digest
    (tmp_path / "t.xlsx").write_bytes(xlsx([*ROWS, ["C", 1]]))
    assert fingerprint_of(tmp_path, tmp_path / "build", {}).digest != before


CODES = st.lists(
    st.sampled_from([*'0#?.,%;E+-/"\\[]_*@ymdhsAP$€<>= x', "General", "[h]", "[>=10]", "#,##0"]),
    max_size=8,
).map("".join)
VALUES = st.one_of(st.floats(), st.integers(), st.text(max_size=3), st.times(), st.dates())


@given(VALUES, CODES)
def test_any_number_format_prints_or_is_refused(value: Any, code: str) -> None:
    """Formats come from strangers too: nothing else may happen."""
    with suppress(Unreadable):
        assert isinstance(shown(value, code, "en"), str)


@given(st.floats(-1e12, 1e12), st.integers(0, 5))
def test_numbers_round_as_decimals_do(value: float, places: int) -> None:
    """With any number of decimals, grouped, as Python's decimals print them."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    expected = f"{rounded:,}" if rounded else f"{abs(rounded):,}"
    code = "#,##0" + ("." + "0" * places if places else "")
    assert shown(value, code, "en") == expected


def test_sources_named_in_a_workbook_are_known(tmp_path: Path) -> None:
    """As those of a text are: with the row they stand in, to be checked when all are read."""
    (tmp_path / "t.xlsx").write_bytes(xlsx([["a", "source"], [1, "mta"], [2, "mta; mtb"]]))
    workspace = Workspace(tmp_path, "")
    DataReader(workspace).read("t.xlsx", ASKED_AT)
    known = frozenset({"mta", "other"})
    assert sources_in(workspace.named_sources, known) == {"mta"}
    [finding] = unknown_sources(workspace.named_sources, known)
    assert (str(finding.location), finding.code) == ("t.xlsx:3", "B302")
