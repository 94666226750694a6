"""Reads our marks from the source lines and puts tokens in their place, before Markdown sees them.

Code (fenced and inline) is taken out first, so a guide may print marks as examples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from briefing.findings import Finding, Location, nearest
from briefing.markup import tokens

CONTAINERS = (
    "audience",
    "key-messages",
    "side",
    "number",
    "note",
    "table",
    "figure",
    "slide",
    "notes",
    "qa",
    "pressed",
)

_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,}) *(?P<info>[^`]*)$")
_HEAD = re.compile(r"^ *(?P<slashes>/{3,}) *(?P<name>[\w-]+) *(?:\| *(?P<argument>.*?) *)?$")
_FOOT = re.compile(r"^ *(?P<slashes>/{3,}) *$")
_OPTION = re.compile(r"^ {4,}\S")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_MARK = re.compile(r"\{:(?P<body>[^{}\n]*)\}")
_SPAN = re.compile(r"\]\{(?!:)(?P<body>[^{}\n]*)\}")
_FACT = re.compile(r"\{\{(?P<body>[^{}\n]*)\}\}")
_CITE = re.compile(r"\[(?P<body>@[^\[\]]*)\]")
_CROSS = re.compile(r"\[\]\(#(?P<body>[\w-]+)\)")
_FOOTNOTE = re.compile(r"\[\^(?P<body>[\w-]+)\](?!:)")
_FOOTNOTE_BODY = re.compile(r"^\[\^(?P<name>[\w-]+)\]: *(?P<text>.*)$")
_REFERENCE = re.compile(r"""^ {0,3}\[[^\]^@]+\]: +[^\s{}]+( +("[^"{}]*"|'[^'{}]*'))? *$""")
_RULE = re.compile(r"^ {0,3}(=+|[-*_]( *[-*_]){2,}|-+) *$")
_TABLE_RULE = re.compile(r"^ *\|?( *:?-+:? *\|)+( *:?-+:? *)?$")
_LEFTOVER = re.compile(
    r"\{:|\]\{|\{\{|\}\}|\[@|\[\^|^ *///"
    r"|\{[^{}]*\b(?:audience|length|format|release|priority) *=[^{}]*\}"
)
_MARKS_ARE = (
    'marks are {: name="value" } at the end of a block, [words]{name="value"}, {{ fact }}, '
    "[@source], [^note]; to print one, put it in `code`"
)
_HTML = re.compile(r"<(?!https?:|mailto:)/?[A-Za-z][^<>]*>|<!--")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as written, between the braces, and whether it has its line to itself."""

    body: str
    line: int
    alone: bool = False
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced block: its text, and the word after the fence."""

    text: str
    info: str
    line: int


@dataclass(frozen=True, slots=True)
class Container:
    """The head of a ``/// name | argument`` block."""

    name: str
    argument: str
    options: dict[str, Any]
    line: int


@dataclass(slots=True)
class Scanned:
    """A source text ready for Markdown, and the lists its tokens point into."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    facts: list[tuple[str, int]] = field(default_factory=list)
    citations: list[tuple[str, int]] = field(default_factory=list)
    references: list[tuple[str, int]] = field(default_factory=list)
    notes: list[tuple[str, int]] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    footnotes: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Text and line of each footnote by its name."""
    rules: list[int] = field(default_factory=list)
    """Lines of the rules across the page, which carry no token."""
    findings: list[Finding] = field(default_factory=list)

    def line_of(self, token: tokens.Token) -> int:
        """The line on which the thing a token stands for was written."""
        if token.kind in {"mark", "span"}:
            return self.marks[token.index].line
        if token.kind == "code":
            return self.codes[token.index].line
        named = {
            "fact": self.facts,
            "cite": self.citations,
            "ref": self.references,
            "note": self.notes,
        }
        return named[token.kind][token.index][1]


class _Scanner:
    """One pass over the lines of a text; keeps what is open."""

    def __init__(self, path: str, offset: int) -> None:
        self.path = path
        self.offset = offset
        self.out = Scanned()
        self.open: list[Container] = []
        self.previous = ""

    def scan(self, text: str) -> Scanned:
        lines = text.split("\n")
        depth = _deepest(lines)
        done: list[str] = []
        index = 0
        while index < len(lines):
            line = lines[index].replace("\t", "    ")
            if reserved := tokens.RESERVED.search(line):
                self._fault(
                    index,
                    "B201",
                    f"the character U+{ord(reserved[0]):04X} is reserved",
                    "remove it: private-use characters have no meaning on paper",
                )
                line = tokens.RESERVED.sub("", line)
            if fence := _FENCE.match(line):
                index = self._fenced(lines, index, fence, done)
            elif head := _HEAD.match(line):
                index = self._container(lines, index, head, depth, done)
            elif _FOOT.match(line):
                self._close(index, depth, done)
            elif foot := _FOOTNOTE_BODY.match(line):
                index = self._footnote(lines, index, foot)
            else:
                done.append(self._line(line, index))
            self.previous = lines[index]
            index += 1
        for container in self.open:
            self.out.findings.append(
                Finding(
                    Location(self.path, container.line),
                    "B205",
                    f"the block “/// {container.name}” is never closed",
                    "close it with a line “///” below its last line",
                )
            )
        done += ["/" * (3 + depth - level) for level in range(len(self.open), 0, -1)]
        self.out.text = self._multiline(done)
        return self.out

    def _number(self, index: int) -> int:
        return index + 1 + self.offset

    def _fault(self, index: int, code: str, message: str, hint: str) -> None:
        self.out.findings.append(
            Finding(Location(self.path, self._number(index)), code, message, hint)
        )

    def _fenced(self, lines: list[str], index: int, fence: re.Match[str], done: list[str]) -> int:
        """Takes a fenced block out; returns the index of its last line."""
        indent, close = (
            fence["indent"],
            re.compile(rf"^ *{fence['fence'][0]}{{{len(fence['fence'])},}} *$"),
        )
        end = next((i for i in range(index + 1, len(lines)) if close.match(lines[i])), None)
        if end is None:
            self._fault(
                index,
                "B205",
                "this fenced block is never closed",
                f"close it with a line {fence['fence']}",
            )
            end = len(lines)
        body = [line.removeprefix(indent) for line in lines[index + 1 : end]]
        info, *_ = (fence["info"].strip() or "").split("{:")
        self.out.codes.append(Code("\n".join(body), info.strip(), self._number(index)))
        token = tokens.write("code", len(self.out.codes) - 1)
        line = tokens.write("line", self._number(index))
        # A paragraph of its own; the mark that may follow below it finds it as the block before.
        done += ["", f"{indent}{token}{line}", ""]
        return min(end, len(lines) - 1)

    def _container(
        self, lines: list[str], index: int, head: re.Match[str], depth: int, done: list[str]
    ) -> int:
        """Reads the head of a container with its options; returns the index of its last line."""
        name, line = head["name"], self._number(index)
        if name not in CONTAINERS:
            self._fault(index, "B204", f"unknown block “/// {name}”", nearest(name, CONTAINERS))
        last = index
        while last + 1 < len(lines) and _OPTION.match(lines[last + 1]):
            last += 1
        options = self._options(lines, index, last)
        container = Container(name, head["argument"] or "", options, line)
        self.out.containers.append(container)
        self.open.append(container)
        slashes = "/" * (3 + depth - len(self.open) + 1)
        done += ["", f"{slashes} container | {len(self.out.containers) - 1}", ""]
        return last

    def _options(self, lines: list[str], index: int, last: int) -> dict[str, Any]:
        text = "\n".join(lines[index + 1 : last + 1])
        try:
            options = yaml.safe_load(text) if text else {}
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self._fault(
                index + line,
                "B104",
                f"malformed option: {error.problem}",
                "options are “name: value”, indented by four spaces, below “/// …”",
            )
            return {}
        if not isinstance(options, dict):
            self._fault(
                index + 1,
                "B104",
                "this is not an option",
                "options are “name: value”; leave a blank line before indented text",
            )
            return {}
        return options

    def _close(self, index: int, depth: int, done: list[str]) -> None:
        if not self.open:
            self._fault(index, "B205", "“///” closes nothing", "remove it, or add its “/// name”")
            return
        done += ["", "/" * (3 + depth - len(self.open) + 1), ""]
        self.open.pop()

    def _footnote(self, lines: list[str], index: int, foot: re.Match[str]) -> int:
        """Takes a footnote's text out, with its continuation lines; returns its last line."""
        name, texts, last = foot["name"], [foot["text"]], index
        while last + 1 < len(lines) and re.match(r"^ {4,}\S", lines[last + 1]):
            last += 1
            texts.append(lines[last].strip())
        if name in self.out.footnotes:
            self._fault(index, "B207", f'the footnote "{name}" is written twice', "rename one")
        self.out.footnotes[name] = ("\n".join(texts), self._number(index))
        return last

    def _line(self, line: str, index: int) -> str:
        """A line of text with its marks, facts and references as tokens, and its number."""
        if not line.strip() or _REFERENCE.match(line):
            return line
        number = self._number(index)
        if _RULE.match(line) or _TABLE_RULE.match(line):
            if not self.previous.strip():  # else it underlines a heading, or a table's head
                self.out.rules.append(number)
            return line
        if (mark := _MARK.search(line)) and _TABLE_RULE.match(line[: mark.start()].rstrip()):
            self._fault(
                index,
                "B202",
                "a mark cannot stand on a table's rule",
                "put it below the table's last row, unindented",
            )
            return line[: mark.start()].rstrip()
        parts: list[str] = []
        end = 0
        for code in _CODE.finditer(line):
            parts += [self._marks(line[end : code.start()], line, number), code[0]]
            end = code.end()
        parts.append(self._marks(line[end:], line, number))
        return _end_token("".join(parts), " " + tokens.write("line", number))

    def _marks(self, text: str, line: str, number: int) -> str:
        alone = bool(_MARK.fullmatch(line.strip()))
        indented = line.startswith(" ")
        if alone and not self.previous.strip():
            self.out.findings.append(
                Finding(
                    Location(self.path, number),
                    "B202",
                    "this mark stands alone: no block is above it",
                    "put it directly below its block, or at the end of the block's last line",
                )
            )

        def mark(match: re.Match[str]) -> str:
            self.out.marks.append(Mark(match["body"], number, alone, indented))
            return tokens.write("mark", len(self.out.marks) - 1)

        def span(match: re.Match[str]) -> str:
            self.out.marks.append(Mark(match["body"], number))
            return "]" + tokens.write("span", len(self.out.marks) - 1)

        def listed(kind: str, into: list[tuple[str, int]]) -> Any:
            def replace(match: re.Match[str]) -> str:
                into.append((match["body"].strip(), number))
                # A space keeps quotes and emphasis before it closed; composing takes it away.
                space = " " if kind in {"cite", "note"} else ""
                return space + tokens.write(kind, len(into) - 1)

            return replace

        text = _FACT.sub(listed("fact", self.out.facts), text)
        text = _MARK.sub(mark, text)
        text = _SPAN.sub(span, text)
        text = _CITE.sub(listed("cite", self.out.citations), text)
        text = _CROSS.sub(listed("ref", self.out.references), text)
        text = _FOOTNOTE.sub(listed("note", self.out.notes), text)
        self._check_rest(text, number)
        return text

    def _check_rest(self, text: str, number: int) -> None:
        """What still looks like a mark is one that was not understood; tags are not read at all."""
        place = Location(self.path, number)
        leftover = _LEFTOVER.search(text)
        # A citation may run over its line; everything else must be whole on it.
        if leftover and not (leftover[0] == "[@" and "]" not in text[leftover.end() :]):
            message = f"a mark that is not understood: “{text[leftover.start() :][:40].strip()}”"
            self.out.findings.append(Finding(place, "B201", message, _MARKS_ARE))
        if html := _HTML.search(text):
            message = f"HTML is not read here: “{html[0]:.30}”"
            remedy = "use Markdown, a “/// block” or a mark"
            self.out.findings.append(Finding(place, "B206", message, remedy))

    def _multiline(self, lines: list[str]) -> str:
        """Reads the citations that run over a line end, then joins the text."""

        def cite(match: re.Match[str]) -> str:
            parts = tokens.split(match["body"])
            number = next((p.index for p in parts if isinstance(p, tokens.Token)), 0)
            body = " ".join(p.strip() for p in parts if isinstance(p, str))
            self.out.citations.append((body, number))
            return tokens.write("cite", len(self.out.citations) - 1)

        return re.sub(r"\[(?P<body>@[^\[\]]*?)\]", cite, "\n".join(lines))


def _deepest(lines: list[str]) -> int:
    """How deep containers nest: outer ones need longer fences than inner ones."""
    depth = deepest = 0
    for line in lines:
        if _HEAD.match(line):
            depth += 1
            deepest = max(deepest, depth)
        elif _FOOT.match(line):
            depth = max(0, depth - 1)
    return deepest


def _end_token(line: str, token: str) -> str:
    """The line with its number at the end: before a table's last bar, before a hard break."""
    body = line.rstrip()
    trailing = line[len(body) :]
    if trailing_marks := re.search(rf"\|((?:\s*{tokens.TOKEN.pattern})+)$", body):
        # A mark after a row's last bar would be a cell of its own: take it into the last cell.
        body = f"{body[: trailing_marks.start()]}{trailing_marks[1].strip()}|"
    if body.endswith("|") and body.lstrip().startswith("|"):
        return f"{body[:-1]}{token}|{trailing}"
    return f"{body}{token}{trailing}"


def scan(text: str, path: str, offset: int = 0) -> Scanned:
    """Marks, facts, references, code and containers of a Markdown text, with their lines.

    ``offset`` is the number of lines above the text in its file.
    """
    return _Scanner(path, offset).scan(text)
