"""LaTeX in BibTeX files: what is printed of it, against pybtex's own decoder."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.richtext import Text

from briefing.citations.bibtex import read_bibtex
from briefing.citations.bibtex_dates import classic_date, edtf_date
from briefing.citations.latex import Latex, unescaped


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (r"\'Elan, {\"U}ber, Fran\c{c}ois, \v Sibenik", "Élan, Über, François, Šibenik"),
        (r"\'{\i}, {\'\i}, \~n, \~{e}", "í, í, ñ, ẽ"),
        (r"Gau{\ss} und \L{}\'od\'z, \O re, \AA, \aa{}rhus", "Gauß und Łódź, Øre, Å, århus"),
        (r"``x'' `y' it's --- 1--2 a~b", "“x” ‘y’ it’s — 1–2 a\N{NO-BREAK SPACE}b"),
        (r"\textquotedblleft x\textquotedblright{} \textendash\ y", "“x” – y"),
        (r"5\,\% \& \$5 \_ \#", "5\N{NO-BREAK SPACE}% & $5 _ #"),
        (r"from $5 to $6, and $n = 5$", "from $5 to $6, and n = 5"),
        (r"H$_2$O, $10^{-3}$, 20$^\circ$C", "H<sub>2</sub>O, 10<sup>−3</sup>, 20°C"),
        (r"$\alpha \leq \beta$", "α≤β"),
        (r"\textbf{a \emph{b}} {\em c} {\bf d} e", "<b>a <i>b</i></b> <i>c</i> <b>d</b> e"),
        (r"\url{http://x.org/a\_b~c} \href{http://y.org}{here}", "http://x.org/a_b~c here"),
        (r"\enquote{q} \mkbibquote{r} \textsc{}", "“q” “r”"),
        (r"\MakeUppercase{nato} \noopsort{1973}x {{NATO}} }x{", "NATO x NATO x"),
    ],
)  # fmt: skip
def test_a_text_is_printed_without_its_latex(written: str, printed: str) -> None:
    """Letters, signs, maths and emphasis, in any of the ways in which they can be written."""
    latex = Latex(written)
    assert latex.read() == printed
    assert latex.unknown == []


def test_a_command_that_is_not_known_is_named_once() -> None:
    """Its words are kept, and nothing of the command itself."""
    latex = Latex(r"a \foo{b} \foo{c} \bar")
    assert latex.read() == "a b c"
    assert latex.unknown == ["\\foo", "\\bar"]


# Written anew from the LaTeX companion: the accent commands and what Unicode calls their marks.
MARKS = {"'": "ACUTE", "`": "GRAVE", "^": "CIRCUMFLEX", '"': "DIAERESIS", "~": "TILDE",
         "=": "MACRON", ".": "DOT ABOVE", "v": "CARON", "u": "BREVE", "c": "CEDILLA",
         "H": "DOUBLE ACUTE", "k": "OGONEK", "r": "RING ABOVE", "d": "DOT BELOW"}  # fmt: skip


def composed() -> list[tuple[str, str, str]]:
    """Every letter of Unicode that is one of ours with one of these marks on it."""
    found = []
    for command, mark in MARKS.items():
        for letter in "abcdefghijklmnopqrstuvwxyz":
            for case, form in (("SMALL", letter), ("CAPITAL", letter.upper())):
                name = f"LATIN {case} LETTER {letter.upper()} WITH {mark}"
                with suppress(KeyError):
                    found.append((command, form, unicodedata.lookup(name)))
    return found


@pytest.mark.parametrize("form", ["\\{}{{{}}}", "{{\\{}{{{}}}}}", "{{\\{} {}}}"])
def test_every_letter_with_an_accent_is_what_unicode_calls_it(form: str) -> None:
    """In each of the ways in which it can be written."""
    assert len(composed()) > 200
    for command, letter, printed in composed():
        assert Latex(form.format(command, letter)).read() == printed


def _decoded(command: str, letter: str) -> bool:
    return "\\" not in str(Text.from_latex(f"\\{command}{{{letter}}}"))


ACCENTED = st.builds(
    lambda pair, form: form.format(f"\\{pair[0]}", pair[1]),
    st.sampled_from([(c, letter) for c, letter, _ in composed() if _decoded(c, letter)]),
    st.sampled_from(["{}{{{}}}", "{{{}{{{}}}}}"]),
)
LETTERS = st.sampled_from([r"{\ss}", r"{\o}", r"\l{}", r"{\AE}", r"\aa{}", r"{\oe}", r"\L{}"])
WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=5)
SIGNS = st.sampled_from([r"\&", r"\%", r"\_", r"\#", "--", "---"])


@given(st.lists(st.one_of(ACCENTED, LETTERS, WORDS, SIGNS), max_size=8).map("".join))
def test_accents_are_what_another_decoder_makes_of_them(written: str) -> None:
    """Letter by letter, in composed form."""
    latex = Latex(written)
    other = unicodedata.normalize("NFC", str(Text.from_latex(written)))
    assert latex.read() == re.sub(r"\s+", " ", other).strip()
    assert latex.unknown == []


@given(st.text("\\{}$_^~`'-%&\"abc i=v 1", max_size=40))
def test_no_latex_is_left_whatever_is_written(written: str) -> None:
    """It ends, without a fault, and a brace or backslash is there only if it was escaped."""
    text = Latex(written).read()
    if not re.search(r"\\[{}]|backslash|brace", written):
        assert not re.search(r"[\\{}]", text)


@given(st.lists(st.sampled_from("abc/_%&#~-.0"), max_size=30).map("".join))
def test_an_escaped_address_is_the_address(address: str) -> None:
    """As reference managers escape it."""
    written = re.sub(r"[_%&#]", lambda sign: f"\\{sign[0]}", address)
    for tilde in (r"{\textasciitilde}", r"\~{}", r"\textasciitilde{}", "~"):
        assert unescaped(written.replace("~", tilde)) == address


@pytest.mark.parametrize(
    ("year", "month", "day", "date"),
    [
        ("2019", "", "", "2019"),
        ("2019", "3", "", "2019-03"),
        ("2019", "March", "5", "2019-03-05"),
        ("2019", "mar", "", "2019-03"),
        ("2019", "Sept.", "", "2019-09"),
        ("2019", "March–April", "", "2019-03/2019-04"),
        ("2019", "3--4", "", "2019-03/2019-04"),
        ("2019", "30 March–2 April", "", "2019-03-30/2019-04-02"),
        ("2019", "5 March", "", "2019-03-05"),
        ("2019", "March 5–7", "", "2019-03-05/2019-03-07"),
        ("2019–2020", "", "", "2019/2020"),
        ("2019/20", "", "", "2019/2020"),
        ("c. 1999", "", "", {"raw": "1999", "circa": True}),
        ("[1999?]", "", "", {"raw": "1999", "circa": True}),
        ("in press", "", "", {"literal": "in press"}),
        ("2019", "Summer", "", {"date-parts": [[2019]], "season": 2, "circa": False}),
    ],
)
def test_year_month_and_day_make_a_date(year: str, month: str, day: str, date: object) -> None:
    """Of one month or two, as far as it is known."""
    assert classic_date(year, month, day) == date


@pytest.mark.parametrize("month", ["Maerz", "3, 4, 5", "March, April, May", "13th moon"])
def test_a_month_that_cannot_be_read_is_refused(month: str) -> None:
    """It is never left out."""
    with pytest.raises(ValueError, match=month):
        classic_date("2019", month, "")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2020-03/2020-04", "2020-03/2020-04"),
        ("2020~", {"raw": "2020", "circa": True}),
        ("2020-21", {"date-parts": [[2020]], "season": 1, "circa": False}),
        ("2020/", {"literal": "2020–"}),
        ("2020-05-XX", "2020-05"),
        ("199X", {"literal": "1990s"}),
    ],
)
def test_dates_of_biblatex_are_read(written: str, date: object) -> None:
    """ISO 8601 with what EDTF adds to it."""
    assert edtf_date(written) == date


def test_what_a_reference_manager_keeps_for_itself_is_not_even_read() -> None:
    """Paths, notes to oneself, tags and abstracts are in no source, so they can be in no PDF."""
    own = {"file": "a.pdf", "annotation": "b", "annote": "c", "abstract": "d", "keywords": "e",
           "note": "tex.ids: f", "mendeley-tags": "g", "comment": "h", "owner": "i"}  # fmt: skip
    fields = "".join(
        f", {name} = {{secret {value}}}" for name, value in own.items() if name != "note"
    )
    data, findings = read_bibtex(
        f"@book{{a, title = {{T}}{fields}, note = {{tex.ids: secret}}}}", "x"
    )
    assert findings == []
    assert data.data == {"a": {"type": "book", "title": "T"}}


@pytest.mark.parametrize("text", ["{" * 300, "\\emph" * 3000, "\\'" * 3000, "$_" * 3000])
def test_what_is_nested_without_end_is_refused_at_its_field(text: str) -> None:
    """It ends in a finding, not in a fault of the program."""
    closing = "}" * text.count("{")
    _, findings = read_bibtex(f"@book{{a,\n title = {{{text}{closing}}}}}", "x.bib")
    assert {(f.code, f.location.line) for f in findings} <= {("B104", 2), ("B105", 2)}
