"""Scan source lines for our markup and put placeholders in its place, before Markdown sees it.

Code (fenced and inline) is taken out first, so that a guide may print markup as examples.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from briefing.files.yaml import read_yaml
from briefing.load.markdown import placeholders
from briefing.load.markdown.ambiguous_lines import misread
from briefing.load.markdown.block_starts import Starts
from briefing.load.markdown.footnotes import Scopes, stray_below
from briefing.load.markdown.line_starts import (
    ATTRIBUTES,
    FENCE,
    FOOT,
    FOOTNOTE_BODY,
    HEAD,
    OPTION,
    REFERENCE,
    RULE,
    TABLE_RULE,
)
from briefing.load.markdown.literal_spans import COVER, code_spans
from briefing.load.markdown.lookalikes import lookalike, misread_markup
from briefing.load.markdown.marker_table import (
    AttributeList,
    BlockHead,
    Code,
    Definition,
    MarkerTable,
    Reference,
    is_chart,
)
from briefing.load.markdown.size_limits import DEEPEST, too_long
from briefing.load.markdown.wrapped_citations import cite_over_lines
from briefing.model.blocks import BLOCKS
from briefing.model.findings import Finding, Location, nearest

_SPAN = re.compile(r"\]\{(?!:)(?P<body>[^{}\n]*)\}")
_FACT = re.compile(r"\{\{(?P<body>[^{}\n]*)\}\}")
_CITE = re.compile(r"\[(?P<body>@[^\[\]]*)\]")
_CROSS = re.compile(r"\[\]\(#(?P<body>[\w-]+)\)")
_FOOTNOTE = re.compile(r"\[\^(?P<body>[\w-]+)\](?!:)")
_SIGNS = re.compile(r"[^\w\s|]")
_HTML = re.compile(r"(?<!\]\()<(?!https?:|mailto:|[\w.+-]+@[\w.-]+>)/?[A-Za-z][^<>]*>|<!--")


class _Scanner:
    """One pass over the lines of a text; keeps what is open."""

    def __init__(self, path: str, offset: int, *, flow: bool) -> None:
        self.path = path
        self.offset = offset
        self.starts = Starts() if flow else None
        self.out = MarkerTable(path=path, offset=offset)
        self.open: list[BlockHead] = []
        self.previous = ""
        self.unread = 0
        """Number of blocks whose head could not be read and which are not closed yet."""
        self.cut_off = False
        """Whether the line above ends in unclosed braces, which were reported there."""
        self.scopes = Scopes()

    def scan(self, text: str) -> MarkerTable:
        self.out.source = text
        lines = [line.replace("\t", "    ") for line in text.split("\n")]
        plain = [True] * len(lines)
        done: list[str] = []
        index = 0
        while index < len(lines):
            line = lines[index]
            if reserved := placeholders.RESERVED.search(line):
                self._fault(
                    index,
                    "B201",
                    f"the character U+{ord(reserved[0]):04X} is reserved",
                    "remove it: control and private-use characters cannot be printed",
                )
                line = placeholders.RESERVED.sub("", line)
            if (refusal := too_long(line)) and not FENCE.match(line):
                self._fault(index, "B218", *refusal)
                line = ""
            first = index
            self.scopes.enter(lines, index, self.previous)
            if fence := FENCE.match(line):
                index = self._fenced(lines, index, fence, done)
            elif head := HEAD.match(line):
                index = self._container(lines, index, head, done)
            elif FOOT.match(line):
                self._close(index, done)
            elif foot := FOOTNOTE_BODY.match(line):
                index = self._footnote(lines, index, foot)
            else:
                self._text(lines, index, line, done)
                first = index + 1
            plain[first : index + 1] = [False] * (index + 1 - first)
            # Attributes below a footnote or a link definition are not for the block above those.
            aside = FOOTNOTE_BODY.match(line) or REFERENCE.match(line)
            self.previous = "" if aside else lines[index]
            index += 1
        for at, message, hint in misread(lines, plain):
            self._fault(at, "B210", message, hint)
        for at, message, hint in self.scopes.faults():
            self._fault(at, "B202", message, hint)
        for container in self.open:
            self.out.findings.append(
                Finding(
                    Location(self.path, container.line),
                    "B205",
                    f"the block “/// {container.name}” is never closed",
                    "close it with a line “///” below its last line",
                )
            )
        done += [_strokes(level) for level in range(len(self.open), 0, -1)]
        self.out.text = cite_over_lines("\n".join(done), self._cite)
        return self.out

    def _number(self, index: int) -> int:
        return index + 1 + self.offset

    def _fault(self, index: int, code: str, message: str, hint: str) -> None:
        self.out.findings.append(
            Finding(Location(self.path, self._number(index)), code, message, hint)
        )

    def _fenced(self, lines: list[str], index: int, fence: re.Match[str], done: list[str]) -> int:
        """Take a fenced block out; return the index of its last line."""
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
                f"close it with a line {fence['fence']:.60}",
            )
            end = len(lines)
        body = [line.removeprefix(indent) for line in lines[index + 1 : end]]
        info = fence["info"].strip()
        if "{" in info or "=" in info:
            self._fault(
                index,
                "B202",
                "attributes are not allowed after the fence that opens a block",
                "put them on the line directly below the fence that closes it",
            )
        self._take(index, min(end, len(lines) - 1), "chart" if is_chart(info) else "code")
        self.out.codes.append(Code("\n".join(body), info, self._number(index)))
        token = placeholders.write("code", len(self.out.codes) - 1)
        line = placeholders.write("line", self._number(index))
        # A paragraph of its own, so that attributes on the line below it apply to it.
        done += ["", f"{indent}{token}{line}", ""]
        return min(end, len(lines) - 1)

    def _container(self, lines: list[str], index: int, head: re.Match[str], done: list[str]) -> int:
        """Read the head of a block with its options; return the index of its last line."""
        name, line = head["name"], self._number(index)
        if name not in BLOCKS:
            self._fault(index, "B204", f"unknown block “/// {name}”", nearest(name, BLOCKS))
        if head[0].startswith("    "):
            self._fault(
                index,
                "B205",
                f"“/// {name}” inside a list item",
                "end the list and write it below, not indented: an item does not cover it",
            )
        last = index
        while last + 1 < len(lines) and OPTION.match(lines[last + 1]):
            last += 1
        self._take(index, last, "head")
        if len(self.open) == DEEPEST:
            if not self.unread:
                message = f"blocks are nested more than {DEEPEST} deep"
                self._fault(index, "B218", message, "write them side by side")
            self.unread += 1
            return last
        options = self._options(lines, index, last)
        container = BlockHead(name, head["argument"] or "", options, line)
        self.out.heads.append(container)
        self.open.append(container)
        token = placeholders.write("box", len(self.out.heads) - 1)
        done += ["", f"{_strokes(len(self.open))} container | {token}", ""]
        return last

    def _options(self, lines: list[str], index: int, last: int) -> dict[str, Any]:
        text = "\n".join(lines[index + 1 : last + 1])
        source, findings = read_yaml(text, self.path, offset=self._number(index))
        if findings:
            self.out.findings += [
                replace(
                    finding,
                    message=finding.message.replace("malformed YAML", "malformed option"),
                    hint="write options as “name: value”, indented by four spaces, below “/// …”",
                )
                for finding in findings
            ]
            return {}
        if not isinstance(source.data, dict):
            self._fault(
                index + 1,
                "B104",
                "this is not an option",
                "write options as “name: value”; leave a blank line before indented text",
            )
            return {}
        return source.data

    def _close(self, index: int, done: list[str]) -> None:
        self._take(index, index, "head")
        if self.unread and len(self.open) in {0, DEEPEST}:
            self.unread -= 1  # it closes a block that was already reported
            return
        if not self.open:
            self._fault(index, "B205", "“///” closes nothing", "remove it, or add its “/// name”")
            return
        done += ["", _strokes(len(self.open)), ""]
        self.open.pop()

    def _footnote(self, lines: list[str], index: int, foot: re.Match[str]) -> int:
        """Take out a footnote's text with its further lines; return the index of the last one."""
        name, texts, last = foot["name"], [foot["text"]], index
        while last + 1 < len(lines) and re.match(r"^ {4,}\S", lines[last + 1]):
            last += 1
            texts.append(lines[last].strip())
        if name in self.out.footnotes:
            self._fault(index, "B207", f'the footnote "{name}" is defined twice', "rename one")
        self.out.footnotes[name] = ("\n".join(texts), self._number(index))
        self._take(index, last, "footnote")
        self.scopes.write(name, index, self.open)
        if (below := stray_below(lines, last)) is not None:
            message = "this line is not part of the footnote above it"
            hint = "indent further lines of a footnote by four spaces; it has one paragraph"
            self._fault(below, "B210", message, hint)
        return last

    def _text(self, lines: list[str], index: int, line: str, done: list[str]) -> None:
        """Take over a line of text, below a blank line if a block starts there without one."""
        number = self._number(index)
        if defined := REFERENCE.match(line):
            self._define(defined, number)
        elif self.starts is not None:
            following = lines[index + 1] if index + 1 < len(lines) else ""
            start = self.starts.read(line, following)
            if start.above is not None:
                done.append(start.above)
            if start.begins:
                self.out.begins[number] = start.begins
            if start.fault is not None:
                self._fault(index, *start.fault)
        done.append(self._line(line, index))

    def _define(self, line: re.Match[str], number: int) -> None:
        """Note a link definition; the parser takes the line out."""
        self.out.taken[number] = "definition"
        label, title = line["label"].strip().lower(), (line["title"] or "")[1:-1]
        address = line["address"].lstrip("<").rstrip(">")
        self.out.definitions.append(Definition(label, address, title, number))

    def _take(self, first: int, last: int, kind: str) -> None:
        """Note what kind of lines do not go to the parser, and end the block above them."""
        for index in range(first, last + 1):
            self.out.taken[self._number(index)] = kind
        if self.starts is not None and kind != "footnote":
            self.starts.end()

    def _line(self, line: str, index: int) -> str:
        """Return a line with placeholders for its markup, and its number."""
        if not line.strip(" >"):
            return line.rstrip()
        number = self._number(index)
        if fault := lookalike(line, begins=not self.previous.strip()):
            self.out.findings.append(Finding(Location(self.path, number), *fault))
            # Its words stay, so that nothing else is reported of the block; its punctuation goes.
            line = _SIGNS.sub(" ", line).strip() or COVER
        if REFERENCE.match(line):
            return line.rstrip()
        if RULE.match(line) or TABLE_RULE.match(line.lstrip(" >")):
            return line
        if (attrs := ATTRIBUTES.search(line)) and TABLE_RULE.match(line[: attrs.start()].rstrip()):
            self._fault(
                index,
                "B202",
                "attributes are not allowed on the delimiter row of a table",
                "put them below the last row of the table, not indented",
            )
            return line[: attrs.start()].rstrip()
        return placeholders.at_end(
            self._words(line, number), " " + placeholders.write("line", number)
        )

    def _words(self, line: str, number: int) -> str:
        """Return a line with placeholders for its markup, and its code as it is."""
        read: list[str] = []
        parts: list[str] = []
        end = 0
        for start, stop in code_spans(line):
            read.append(self._markup(line[end:start], line, number))
            parts += [read[-1], line[start:stop]]
            end = stop
        read.append(self._markup(line[end:], line, number))
        self._check_rest(COVER.join(read), number)
        return "".join((*parts, read[-1]))

    def _markup(self, text: str, line: str, number: int) -> str:
        alone = bool(ATTRIBUTES.fullmatch(line.strip()))
        indented = line.startswith(" ")
        if alone and not self.previous.strip():
            message = "this attribute list stands alone: there is no block above it"
            hint = "put it directly below its block, or at the end of the block's last line"
            self.out.findings.append(Finding(Location(self.path, number), "B202", message, hint))

        def attrs(match: re.Match[str]) -> str:
            if self._holds_markup(match["body"], "another attribute list"):
                return ""
            self.out.attribute_lists.append(AttributeList(match["body"], number, alone, indented))
            return placeholders.write("attributes", len(self.out.attribute_lists) - 1)

        def span(match: re.Match[str]) -> str:
            if self._holds_markup(match["body"], "another attribute list"):
                return "]"
            self.out.attribute_lists.append(AttributeList(match["body"], number))
            return "]" + placeholders.write("span", len(self.out.attribute_lists) - 1)

        text = _FACT.sub(lambda m: self._reference("fact", m["body"], number), text)
        text = ATTRIBUTES.sub(attrs, text)
        text = _SPAN.sub(span, text)
        # The spaces keep quotes and emphasis before them closed; composing removes them.
        text = _CITE.sub(lambda m: " " + self._cite(m["body"], number), text)
        text = _CROSS.sub(lambda m: self._reference("ref", m["body"], number), text)
        for name in _FOOTNOTE.findall(text):
            self.scopes.refer(name, self.open)
        return _FOOTNOTE.sub(lambda m: " " + self._reference("footnote", m["body"], number), text)

    def _reference(self, kind: str, body: str, number: int) -> str:
        """Note a reference; return its placeholder."""
        self.out.references.append(Reference(kind, body.strip(), number))
        return placeholders.write(kind, len(self.out.references) - 1)

    def _cite(self, body: str, number: int) -> str:
        """Note a citation; return its placeholder."""
        self._holds_markup(body, "a citation")
        return self._reference("cite", placeholders.strip(body), number)

    def _holds_markup(self, body: str, where: str) -> bool:
        """Return whether ``body`` holds markup where none can be read; report it if so."""
        held = [part for part in placeholders.split(body) if isinstance(part, placeholders.Token)]
        if held:
            number = self.out.line_of(held[0])
            hint = "put it at the end of the block's last line, or around the words: [words]{…}"
            message = f"an attribute list inside {where}"
            self.out.findings.append(Finding(Location(self.path, number), "B202", message, hint))
        return bool(held)

    def _check_rest(self, text: str, number: int) -> None:
        """Report what still looks like markup once all has been read, and HTML tags."""
        place = Location(self.path, number)
        fault = misread_markup(text)
        goes_on = self.cut_off and "}" in text.partition("{")[0]
        self.cut_off = bool(fault) and text.rfind("{") > text.rfind("}")
        if fault and not goes_on:
            self.out.findings.append(Finding(place, *fault))
            self.unread += text.lstrip().startswith("///")
        if html := _HTML.search(text):
            message = f"HTML is not supported: “{placeholders.strip(html[0]):.30}”"
            remedy = "use Markdown, a “/// block” or attributes"
            self.out.findings.append(Finding(place, "B206", message, remedy))


def _strokes(level: int) -> str:
    """Return the slashes of a block at ``level``: an outer one needs more than those inside it."""
    return "/" * (3 + DEEPEST - level)


def scan(text: str, path: str, offset: int = 0, *, flow: bool = True) -> MarkerTable:
    """Scan a Markdown text for attributes, facts, references, code and blocks, with their lines.

    Args:
        text: The text as it is written.
        path: Its file, for findings.
        offset: Number of lines above it in its file.
        flow: Whether it is a flow of blocks; in a title or a footnote no line starts a list.
    """
    return _Scanner(path, offset, flow=flow).scan(text)
