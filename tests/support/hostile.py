"""Files that somebody wrote to stop the program: too long, too deep, or slow to read for a parser.

Each is read in a process of its own; whatever it is, the outcome must be a result or findings,
within seconds of processor time.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import multiprocessing
import resource
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.load.briefing import load
from briefing.model.errors import ContentError
from support.projects import PROJECTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    Text = Callable[[], str]

MB = 1_000_000
SECONDS = 15
"""Processor time that any of them may take; most take less than one."""
MEMORY = 3 * 1024 * MB
HEAD = "---\ntitle: First\n---\n"

_SIGNS = "[({*_`~>#|/:-\\<&!@"
_PROSE = (
    'The force\'s "new" plan, as *agreed* in 1999 with **all** parties, keeps `roads` open; see '
    "[this](https://example.org/a) and the rest of what was said on the day.\n"
)


def _nested(line: str, levels: int, indent: int = 4) -> str:
    return "".join(f"{' ' * indent * level}{line}\n" for level in range(levels))


def _around(opens: str, closes: str, levels: int) -> str:
    return f"{opens * levels}a{closes * levels}"


_PIECES = (
    *("[@mta]", "[@mta] ", "[@mta; @mta]", "[@", "{: .wide }", '[a]{release="partner"}', "{{ a }}"),
    *("[^a]", "[a](https://e.org)", "[a][b]", "![a](b)", "`a`", "``a`", "**a**", "*a", "*a*", "_a"),
    *("__a__", "~~a~~", "<https://e.org>", "https://e.org ", "&amp;", "&#65;", "a@b.c ", "\\*"),
    *('"a" ', "'a' ", "...", "a--b ", "{a}", "{a", "a}", "{=", "[]{", "](", "]{", "|a", "<a", "<!"),
    *("/ ", "// ", "=a", "a=", "a=b ", "release=", 'release="', "%%", "[a]: b", "é", "ﷺ", "\u200b"),
    *("\u0301", "\u202e", "\ue000", "\0", "𝒜", "İ", "```", "~~~", "http://", "://", "](a", "(a("),
)
"""Each stands ten thousand times on a line."""
SECTIONS: dict[str, Text] = {
    # Size
    "10 MB of prose": lambda: (_PROSE * 4 + "\n") * 11_000,
    "10 MB of one paragraph": lambda: _PROSE * 60_000,
    "10 MB of lines without words": lambda: "\n" * 10 * MB,
    "10 MB of one word": lambda: "a" * 10 * MB,
    "2 MB of prose": lambda: (_PROSE * 4 + "\n") * 2_900,
    "1 MB of one paragraph": lambda: _PROSE * 6_000,
    "100 KB of one paragraph": lambda: _PROSE * 600,
    "30 KB on one line": lambda: "Words of it all. " * 1_800,
    "5,000 rows": lambda: "| A | B |\n|---|---|\n" + '| some "words" | *more* 12,000 |\n' * 5_000,
    "50,000 rows": lambda: "| A |\n|---|\n" + "| a |\n" * 50_000,
    "5,000 columns": lambda: f"{'| a ' * 5_000}|\n{'|---' * 5_000}|\n{'| a ' * 5_000}|\n",
    "many columns and rows": lambda: f"{'|a' * 4_000}|\n{'|-' * 4_000}|\n" + "|a|\n" * 5_000,
    "columns and no rows": lambda: f"{'|a' * 5_000}|\n" * 40,
    "20,000 items": lambda: "- an item\n" * 20_000,
    "20,000 loose items": lambda: "1. an item\n\n" * 20_000,
    "5,000 blocks": lambda: "/// note | Head\nWords.\n///\n\n" * 5_000,
    "5,000 headings": lambda: "## Head\n\nWords.\n\n" * 5_000,
    "20,000 lines of a quote": lambda: "> words\n" * 20_000,
    "5,000 definitions": lambda: "Term\n:   What it is.\n\n" * 5_000,
    "5,000 fences": lambda: "```\na\n```\n\n" * 5_000,
    "20,000 fences that are not closed": lambda: "".join(
        f"{'`' * (3 + n % 90)}\n" for n in range(20_000)
    ),
    "5,000 footnotes": lambda: "".join(f"A[^a{n}].\n\n[^a{n}]: b\n\n" for n in range(5_000)),
    "3,000 references to one footnote": lambda: (
        "A[^a]. " * 390
        + ("\n\n" + "A[^a]. " * 390) * 8
        + "\n\n[^a]: "
        + "    words *of* it\n" * 2_000
    ),
    "5,000 unknown footnotes": lambda: "".join(f"A[^a{n}].\n\n" for n in range(5_000)),
    "5,000 labels": lambda: "".join(
        f"A [b][a{n}].\n\n[a{n}]: https://e.org\n\n" for n in range(5_000)
    ),
    "5,000 pictures": lambda: "![A](figures/square.svg)\n\n" * 5_000,
    "5,000 unknown facts": lambda: "".join(f"A {{{{ a{n} }}}}.\n\n" for n in range(5_000)),
    "5,000 links to nowhere": lambda: "".join(f"A [b](#a{n}).\n\n" for n in range(5_000)),
    "5,000 ids": lambda: "".join(f"A. {{: #a{n} }}\n\n" for n in range(5_000)),
    "5,000 acronyms": lambda: "KFOR NATO UN EU. " * 1_000 + "\n\nA",
    "20,000 remarks": lambda: "A <!-- b -->\n" * 20_000,
    "10,000 remarks on a line": lambda: "<!---->" * 10_000,
    "10,000 remarks with backticks on a line": lambda: "<!--`-->" * 10_000,
    "20,000 remarks that are not closed": lambda: "A <!-- b\n\n" * 20_000,
    "a remark of 1 MB": lambda: f"<!-- {'a b' * 330_000} -->",
    "20,000 lookalikes": lambda: "A {% if %}\n\n" * 20_000,
    "20,000 marks that are not understood": lambda: "A {x=y}\n\n" * 20_000,
    "5,000 marks that stand alone": lambda: 'A.\n\n{: release="partner" }\n\n' * 5_000,
    "5,000 marks below a block": lambda: "A.\n" + '{: release="partner" }\n' * 5_000,
    # Many on a line
    **{
        f"10,000 on a line: {piece}": lambda piece=piece: f"A {piece * 10_000}"  # type: ignore[misc]
        for piece in _PIECES
    },
    # Depth
    "10,000 quotes": lambda: f"{'>' * 10_000} a",
    "10,000 quotes apart": lambda: f"{'> ' * 10_000}a",
    "500 quotes, line by line": lambda: "".join(f"{'> ' * n}a\n" for n in range(500)),
    "10,000 bullets": lambda: f"{'- ' * 10_000}a",
    "10,000 numbers": lambda: f"{'1. ' * 10_000}a",
    "1,000 lists in lists": lambda: _nested("- a", 1_000),
    "90 lists in lists": lambda: _nested("- a", 90),
    "90 loose lists in lists": lambda: _nested("- a\n", 90),
    "90 numbered lists in lists": lambda: _nested("1. a", 90),
    "90 definitions in definitions": lambda: "A\n" + _nested(":   a", 90),
    "10,000 blocks in blocks": lambda: "/// note\n" * 10_000 + "a\n" + "///\n" * 10_000,
    "50 blocks in blocks": lambda: "/// note\n" * 50 + "a\n\n" + "///\n" * 50,
    "10,000 blocks that are not closed": lambda: "/// note\n" * 10_000,
    "10,000 ends of blocks": lambda: "///\n" * 10_000,
    "10,000 brackets": lambda: _around("[", "]", 10_000),
    "390 brackets": lambda: _around("[", "]", 390),
    "390 spans": lambda: _around("[", "]{.wide}", 390),
    "390 links": lambda: _around("[", "](b)", 390),
    "10,000 braces": lambda: _around("{", "}", 10_000),
    "10,000 parentheses": lambda: f"[a]({_around('(', ')', 10_000)})",
    "5,000 words in emphasis": lambda: _around("*a ", " a*", 5_000),
    "5,000 words in strong": lambda: _around("**a ", " a**", 5_000),
    "5,000 words in both": lambda: _around("***a _b ", " b_ a***", 2_000),
    "500 words in emphasis": lambda: _around("*a ", " a*", 500),
    "quotes, lists and quotes": lambda: f"{'> - ' * 3_000}a",
    "signs that never match": lambda: "".join(f"{'*' * n} " for n in range(190)),
    "backticks that never match": lambda: "".join(f"{'`' * n} " for n in range(190)),
    "brackets and parentheses that never match": lambda: "[a](" * 5_000,
    "a paragraph of emphasis, on lines": lambda: "*a _b **c\n" * 20_000,
    "a paragraph of quotes, on lines": lambda: '"a \'b "c\n' * 20_000,
    "a paragraph of backticks, on lines": lambda: "`a ``b ```c\n" * 20_000,
    "a paragraph of brackets, on lines": lambda: "[a [b [c\n" * 20_000,
    "a paragraph of links, on lines": lambda: "[a](b) [c](d)\n" * 20_000,
    "a paragraph of bars": lambda: "| a | b\n" * 20_000,
    "a paragraph of escapes": lambda: "\\* \\_ \\`\n" * 20_000,
    "a paragraph of entities": lambda: "&lt; &#65; &x\n" * 20_000,
    "a paragraph of citations": lambda: "[@mta] [@mta]\n" * 20_000,
    "a paragraph of spans": lambda: "[a]{.wide} [b]{.wide}\n" * 20_000,
    "an item of everything": lambda: "- " + 'a *b* "c" `d` [e](f)\n  ' * 10_000,
    "a cell of everything": lambda: "| A |\n|---|\n| " + '*b* "c" `d` ' * 1_500 + " |\n",
}
"""Texts of a section by what they are."""
for _one in _SIGNS:
    SECTIONS[f"1 MB of {_one}"] = lambda sign=_one: sign * MB  # type: ignore[misc]
    SECTIONS[f"15 KB of {_one}"] = lambda sign=_one: sign * 15_000  # type: ignore[misc]
for _pair in map("".join, itertools.permutations(_SIGNS, 2)):
    SECTIONS[f"1 MB of {_pair}"] = lambda pair=_pair: pair * (MB // 2)  # type: ignore[misc]
    SECTIONS[f"15 KB of {_pair}"] = lambda pair=_pair: pair * 7_500  # type: ignore[misc]


def _settings(behind: str, more: str) -> str:
    """The settings of the small briefing, with more behind some of its words."""
    text = (PROJECTS / "small" / "briefing.yaml").read_text("utf-8")
    assert behind in text
    return text.replace(behind, behind + more, 1)


_FRONT = "---\n{}\n---\nA.\n"
_SOURCE = (
    '"type": "book", "title": "A", "author": [{"family": "B"}], "issued": {"date-parts": [[1999]]}'
)
FILES: dict[str, tuple[str, Text]] = {
    "front matter of 10 MB": ("sections/first.md", lambda: _FRONT.format("a: b\n" * 2 * MB)),
    "front matter that is not closed": ("sections/first.md", lambda: "---\n" + "a: b\n" * 100_000),
    "front matter of brackets": ("sections/first.md", lambda: _FRONT.format("title: " + "[" * MB)),
    "front matter of aliases": (
        "sections/first.md",
        lambda: _FRONT.format(
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 30))
        ),
    ),
    "a title of 1 MB": (
        "sections/first.md",
        lambda: _FRONT.format("title: " + "a *b* " * 170_000),
    ),
    "a title of signs": (
        "sections/first.md",
        lambda: _FRONT.format("title: 'a" + "*_" * 9_000 + "'"),
    ),
    "5,000 titles": (
        "sections/first.md",
        lambda: _FRONT.format(
            "title: A\ntitle_for:\n" + "".join(f"    a{n}: B\n" for n in range(5_000))
        ),
    ),
    "5,000 options": (
        "sections/first.md",
        lambda: HEAD + "/// note\n" + "".join(f"    a{n}: b\n" for n in range(5_000)) + "A.\n///\n",
    ),
    "options of brackets": (
        "sections/first.md",
        lambda: HEAD + "/// note\n    a: " + "[" * 10_000 + "\nA.\n///\n",
    ),
    "YAML of 10 MB": ("facts.yaml", lambda: "a: {value: 1, source: x}\n" * 400_000),
    "malformed YAML of 10 MB": ("facts.yaml", lambda: "a: b\n" * 2 * MB + "]"),
    "YAML of brackets": ("facts.yaml", lambda: "[" * MB),
    "YAML of 10,000 levels": ("facts.yaml", lambda: _nested("a:", 3_000, 1)),
    "YAML of flow levels": ("facts.yaml", lambda: "a: " + "{a: " * 10_000 + "}" * 10_000),
    "YAML of one word": ("facts.yaml", lambda: "a" * 10 * MB),
    "YAML of quotes": ("facts.yaml", lambda: 'a: "' + "\\x41" * 300_000 + '"'),
    "YAML of tags": ("facts.yaml", lambda: "a: " + "!!str " * 100_000),
    "YAML of anchors": ("facts.yaml", lambda: "".join(f"a{n}: &b{n} c\n" for n in range(50_000))),
    "YAML of signs": ("facts.yaml", lambda: "? " * 100_000),
    "YAML of dashes": ("facts.yaml", lambda: "- " * 100_000),
    "YAML of colons": ("facts.yaml", lambda: "a" + ": a" * 100_000),
    "YAML of a long number": ("facts.yaml", lambda: "a: " + "9" * 1_000_000),
    "YAML of a long real number": ("facts.yaml", lambda: "a: 1e" + "9" * 100_000),
    "YAML of a sexagesimal number": ("facts.yaml", lambda: "a: 1" + ":59" * 100_000),
    "YAML of a binary": ("facts.yaml", lambda: "a: !!binary " + "A" * MB),
    "YAML of merges": (
        "facts.yaml",
        lambda: (
            "a0: &a0 {x: 1}\n"
            + "".join(f"a{n}: &a{n}\n  <<: [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 30))
        ),
    ),
    "YAML of 20,000 unknown names": (
        "facts.yaml",
        lambda: "".join(f"a{n}: {{valu: 1}}\n" for n in range(20_000)),
    ),
    "settings of 5,000 audiences": (
        "briefing.yaml",
        lambda: (
            (PROJECTS / "small" / "briefing.yaml")
            .read_text("utf-8")
            .replace(
                "audiences:", "audiences:\n" + "".join(f"  a{n}: {{}}\n" for n in range(5_000)), 1
            )
        ),
    ),
    "settings of 20,000 sections": (
        "briefing.yaml",
        lambda: (
            (PROJECTS / "small" / "briefing.yaml")
            .read_text("utf-8")
            .replace("[opening,", "[" + "".join(f"a{n}, " for n in range(20_000)) + "opening,", 1)
        ),
    ),
    "acronyms of 20,000 names": (
        "acronyms.yaml",
        lambda: "".join(f"A{n}: {{full: Words of it}}\n" for n in range(20_000)),
    ),
    "20,000 sources": (
        "sources.json",
        lambda: "[" + ",".join(f'{{"id": "a{n}", {_SOURCE}}}' for n in range(20_000)) + "]",
    ),
    "CSL-JSON of brackets": ("sources.json", lambda: "[" * MB),
    "CSL-JSON of 10,000 levels": ("sources.json", lambda: '{"a":' * 10_000 + "1" + "}" * 10_000),
    "CSL-JSON of 10 MB": ("sources.json", lambda: json.dumps([{"id": "a"}] * 600_000)),
    "CSL-JSON of a long number": ("sources.json", lambda: f'[{{"id": "a", "volume": {"9" * MB}}}]'),
    "CSL-JSON of one name": (
        "sources.json",
        lambda: "[" + '{"id": "a"},' * 100_000 + '{"id": "a"}]',
    ),
    "CSL-JSON of backslashes": ("sources.json", lambda: '["' + "\\" * MB),
    "BibTeX of braces": ("sources.bib", lambda: "@book{a, title = " + "{" * MB),
    "BibTeX of 10,000 levels": (
        "sources.bib",
        lambda: "@book{a, title = {" + "{" * 10_000 + "}" * 10_000 + "}}",
    ),
    "BibTeX of 10 MB": ("sources.bib", lambda: "@book{a, title = {B}}\n" * 450_000),
    "BibTeX of 5,000 sources": (
        "sources.bib",
        lambda: "".join(
            f"@book{{a{n}, author = {{B, C}}, title = {{D}}, publisher = {{E}}, year = 1999}}\n"
            for n in range(5_000)
        ),
    ),
    "BibTeX of entries that are not closed": ("sources.bib", lambda: "@book{a, " * 50_000),
    "BibTeX of at signs": ("sources.bib", lambda: "@" * MB),
    "BibTeX of quotes": ("sources.bib", lambda: '@book{a, title = "' + '{"}' * 100_000),
    "BibTeX of joined texts": (
        "sources.bib",
        lambda: "@book{a, title = " + '"b" # ' * 50_000 + '"c"}',
    ),
    "BibTeX of commands": (
        "sources.bib",
        lambda: "@book{a, title = {" + "\\emph{" * 5_000 + "}" * 5_000 + "}}",
    ),
    "BibTeX of accents": ("sources.bib", lambda: "@book{a, title = {" + "\\'e" * 100_000 + "}}"),
    "BibTeX of names": (
        "sources.bib",
        lambda: "@book{a, author = {" + "B, C and " * 20_000 + "D}, title = {E}}",
    ),
    "BibTeX of commas in a name": (
        "sources.bib",
        lambda: "@book{a, author = {" + "B, " * 50_000 + "}, title = {E}}",
    ),
    "BibTeX of strings": (
        "sources.bib",
        lambda: (
            "@string{a0 = {bb}}\n"
            + "".join(f"@string{{a{n} = a{n - 1} # a{n - 1}}}\n" for n in range(1, 40))
            + "@book{a, title = a39}"
        ),
    ),
}
"""Other files by what they are: name and text."""


def _table(options: str = "") -> str:
    return f"{HEAD}/// table | A\n    src: data/t.csv\n{options}///\n"


TABLES: dict[str, Text] = {
    "CSV of 10 MB": lambda: "a,b\n" + "1,2\n" * 2_500_000,
    "CSV of 5,000 rows": lambda: "a,b\n" + "1,2\n" * 5_000,
    "CSV of a long field": lambda: "a,b\n1," + "2" * MB + "\n",
    "CSV of 100,000 columns": lambda: "a," * 100_000 + "b\n" + "1," * 100_000 + "2\n",
    "CSV of 2,000 columns by name": lambda: ",".join(f"a{n}" for n in range(2_000)) + "\n1\n",
    "CSV of quotes": lambda: "a,b\n" + '"' * MB,
    "CSV of a quote that is not closed": lambda: 'a,b\n"' + "1,2\n" * 100_000,
    "CSV of rows of other lengths": lambda: "a,b\n" + "1\n" * 50_000,
    "CSV of signs": lambda: "a,b\n" + "*_" * 9_000 + ",2\n",
    "CSV of braces": lambda: "a,b\n" + "{=" * 400_000 + ",2\n",
    "CSV of null bytes": lambda: "a,b\n" + "\0," * 1_000 + "\n",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one input."""

    seconds: float
    """Of processor time."""
    codes: tuple[str, ...] = ()
    """Of the findings; none when it was read."""
    fault: str = ""
    """What must not be: an exception, or a process that was stopped."""


def names() -> list[str]:
    """All inputs, in order."""
    return [*SECTIONS, *FILES, *TABLES]


def files(name: str) -> dict[str, str]:
    """The files that an input replaces in the small briefing."""
    if name in SECTIONS:
        return {"sections/first.md": f"{HEAD}{SECTIONS[name]()}\n"}
    if name in TABLES:
        return {"sections/first.md": _table(), "data/t.csv": TABLES[name]()}
    file, text = FILES[name]
    return {file: text()}


def verdict(name: str, seconds: float = SECONDS) -> Verdict:
    """Loads an input in a process of its own, which is stopped when it takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "small"
        shutil.copytree(PROJECTS / "small", target)
        for file, text in files(name).items():
            path = target / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=_load, args=(target, there, seconds))
        child.start()
        there.close()
        answer = None
        with contextlib.suppress(EOFError):
            answer = here.recv() if here.poll(seconds * 8) else None
        if answer is None:
            child.kill()
        child.join()
    if answer is None:
        return Verdict(seconds, fault=f"stopped after {seconds:.0f} s (exit {child.exitcode})")
    return Verdict(*answer)


def _load(folder: Path, answer: Connection, seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    started, codes, fault = time.process_time(), set(), ""
    try:
        load(folder, "small")
    except ContentError as error:
        codes = {finding.code for finding in error.findings}
        longest = max(len(str(finding)) for finding in error.findings)
        fault = f"a finding of {longest} characters" if longest > 2_000 else ""
    except BaseException as error:  # noqa: BLE001 - whatever it is, it must not be
        fault = f"{type(error).__name__}: {error!s:.100}"
    answer.send((time.process_time() - started, tuple(sorted(codes)), fault))
