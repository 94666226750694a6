"""Scan source lines for our markup and put placeholders in its place, before Markdown sees it.

Code (fenced and inline) is taken out first, so that a guide may print markup as examples.
"""

from __future__ import annotations

import re

from briefing.load.markdown import block_doubts as doubts
from briefing.load.markdown import placeholders
from briefing.load.markdown.block_options import option_in_text, read_options
from briefing.load.markdown.block_reader import BlockReader, LineRead
from briefing.load.markdown.code_lines import CodeLines, fenced, indented
from briefing.load.markdown.footnotes import Scopes, last_of_footnote, no_paragraphs, stray_below
from briefing.load.markdown.foreign_syntax import instead_of_html
from briefing.load.markdown.inline_links import normal_label
from briefing.load.markdown.line_starts import (
    ATTRIBUTES,
    FENCE,
    FOOT,
    FOOTNOTE_BODY,
    HEAD,
    HEADING_END,
    HEADING_ID,
    OPTION,
    REFERENCE,
    TABLE_RULE,
    TITLE_BELOW,
)
from briefing.load.markdown.literal_spans import COVER, code_spans
from briefing.load.markdown.lookalikes import lookalike, misread_markup, without_escaped
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
from briefing.load.markdown.wrapped_citations import cite_in_blocks, cite_over_lines, gap
from briefing.model.blocks import BLOCKS
from briefing.model.findings import Finding, Location, Severity, nearest

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
        self.reader = BlockReader() if flow else None
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
        lines = [line.expandtabs(4) for line in text.split("\n")]
        plain = [True] * len(lines)
        done: list[str] = []
        index = 0
        while index < len(lines):
            lines[index] = line = self._checked(lines[index], index)
            first = index
            self.scopes.enter(lines, index, self.previous)
            if head := HEAD.match(line):
                index = self._container(lines, index, head)
            elif FOOT.match(line):
                self._close(index)
            elif foot := FOOTNOTE_BODY.match(line):
                index = self._footnote(lines, index, foot)
            elif self.reader is None:
                done.append(self._inline(line, index))
            else:
                index = self._block(self.reader, lines, index)
            if self._number(first) in self.out.taken:
                plain[first : index + 1] = [False] * (index + 1 - first)
            # Attributes below a footnote or a link definition are not for the block above those.
            aside = FOOTNOTE_BODY.match(line) or REFERENCE.match(line)
            self.previous = "" if aside else lines[index]
            index += 1
        self._check_lines(lines, plain)
        self.out.text = cite_over_lines("\n".join(done), self._cite)
        if self.reader is not None:
            self._finish(self.reader)
        return self.out

    def _checked(self, line: str, index: int) -> str:
        """Return a line without what cannot be read; report that."""
        if reserved := placeholders.RESERVED.search(line):
            message = f"the character U+{ord(reserved[0]):04X} is reserved"
            hint = "remove it: control and private-use characters cannot be printed"
            self._fault(index, "B201", message, hint)
            line = placeholders.RESERVED.sub("", line)
        if (refusal := too_long(line)) and not FENCE.match(line):
            self._fault(index, "B218", *refusal)
            return ""
        return line

    def _check_lines(self, lines: list[str], plain: list[bool]) -> None:
        """Report what only the lines around a line tell."""
        for at in doubts.askew_attributes(lines, plain):
            message = "an attribute list indented differently from the line above it"
            hint = "do not indent it, or align it with the text of its item"
            self._fault(at, "B210", message, hint)
        for at, message, hint in self.scopes.faults():
            self._fault(at, "B202", message, hint)
        for container in self.open:
            message = f"the block “/// {container.name}” is never closed"
            hint = "close it with a line “///” below its last line"
            self._fault(container.line - 1 - self.offset, "B205", message, hint)

    def _finish(self, reader: BlockReader) -> None:
        """Put citations over line ends together, and check the numbers of lists."""
        for index, doubt in doubts.of_tree(reader.root):
            self._fault(index, *doubt)
        self.out.text = cite_in_blocks(reader.root, self._cite)
        for index, message, hint in doubts.numbers(reader.root):
            place = Location(self.path, self._number(index))
            self.out.findings.append(Finding(place, "B220", message, hint, Severity.WARNING))
        self.out.tree = reader.root

    def _number(self, index: int) -> int:
        return index + 1 + self.offset

    def _fault(self, index: int, code: str, message: str, hint: str) -> None:
        self.out.findings.append(
            Finding(Location(self.path, self._number(index)), code, message, hint)
        )

    def _block(self, reader: BlockReader, lines: list[str], index: int) -> int:
        """Read a line of a flow of blocks; return the index of the last line it takes."""
        line, number = lines[index], self._number(index)
        read = reader.read(line, index, lines[index + 1] if index + 1 < len(lines) else "")
        for doubt in read.doubts:
            self._fault(index, *doubt)
        if read.begins:
            self.out.begins[number] = read.begins
        self.out.behind[number] = read.at
        if read.kind in {"fence", "code"}:
            take = fenced if read.kind == "fence" else indented
            return self._take_code(take(reader, lines, index, read.at), index, read)
        if read.leaf is None or read.kind == "underline":
            return index
        if defined := REFERENCE.match(read.words):
            self._define(defined, number)
            if index + 1 < len(lines) and TITLE_BELOW.match(lines[index + 1]):
                message = "the title of a link on a line of its own"
                self._fault(index + 1, "B210", message, "write it on the line of its link")
            self._refuse_foreign(line, number)
            reader.end_leaf()
            return index
        if alone := doubts.label_alone(read.words, lines[index + 1 : index + 2]):
            self._fault(index, *alone)
        words = read.words
        if read.kind == "heading":
            words = HEADING_END.sub(" ", HEADING_ID.sub(r"{:#\g<id>}", words))
            line = HEADING_ID.sub(r"{:#\g<id>}", line)
        read.leaf.lines.append(self._line(words, line, index))
        return index

    def _inline(self, line: str, index: int) -> str:
        """Return a line of a text that is no flow of blocks, with placeholders."""
        if defined := REFERENCE.match(line):
            self._define(defined, self._number(index))
            return ""
        return self._line(line, line, index)

    def _take_code(self, code: CodeLines, index: int, read: LineRead) -> int:
        """Take out a block of code that begins on this line; return the index of its last one."""
        number = self._number(index)
        place = Location(self.path, number)
        for doubt, severity in doubts.of_code(code, is_indented=read.kind == "code"):
            self.out.findings.append(Finding(place, *doubt, severity))
        self._take(index, code.last, "chart" if is_chart(code.info) else "code")
        self.out.codes.append(Code(code.text, code.info, number, read.kind == "fence"))
        token = placeholders.write("code", len(self.out.codes) - 1)
        assert read.leaf is not None
        read.leaf.lines.append(f"{token}{placeholders.write('line', number)}")
        return code.last

    def _container(self, lines: list[str], index: int, head: re.Match[str]) -> int:
        """Read the head of a block with its options; return the index of its last line."""
        name, line = head["name"], self._number(index)
        if name not in BLOCKS:
            self._fault(index, "B204", f"unknown block “/// {name}”", nearest(name, BLOCKS))
        indent = len(head[0]) - len(head[0].lstrip(" "))
        if indent and self.reader and self.reader.holds_item(indent):
            hint = "end the list and write it below, not indented: an item does not cover it"
            self._fault(index, "B205", f"“/// {name}” inside a list item", hint)
        elif indent > 3:
            hint = "start the line with ///"
            self._fault(index, "B205", f"“/// {name}” is indented like code", hint)
        last = index
        while last + 1 < len(lines) and OPTION.match(lines[last + 1]):
            last += 1
        if option := option_in_text(name, lines[last + 1 : last + 2]):
            self._fault(last + 1, *option)
        self._take(index, last, "head")
        if len(self.open) == DEEPEST:
            if not self.unread:
                message = f"blocks are nested more than {DEEPEST} deep"
                self._fault(index, "B218", message, "write them side by side")
            self.unread += 1
            return last
        text = "\n".join(lines[index + 1 : last + 1])
        options, findings = read_options(text, self.path, line)
        self.out.findings += findings
        container = BlockHead(name, head["argument"] or "", options, line)
        self.out.heads.append(container)
        self.open.append(container)
        if self.reader is not None:
            self.reader.open_box(index, len(self.out.heads) - 1)
        return last

    def _close(self, index: int) -> None:
        self._take(index, index, "head")
        if self.unread and len(self.open) in {0, DEEPEST}:
            self.unread -= 1  # it closes a block that was already reported
            return
        if not self.open:
            self._fault(index, "B205", "“///” closes nothing", "remove it, or add its “/// name”")
            return
        self.open.pop()
        if self.reader is not None:
            self.reader.close_box()

    def _footnote(self, lines: list[str], index: int, foot: re.Match[str]) -> int:
        """Take out a footnote's text with its further lines; return the index of the last one."""
        name = foot["name"]
        last = last_of_footnote(lines, index)
        texts = [foot["text"], *(line.strip() for line in lines[index + 1 : last + 1])]
        if (at := next(no_paragraphs(lines, index, last), None)) is not None:
            message = "a footnote holds paragraphs only: no lists, quotes, tables or code"
            self._fault(at, "B210", message, "write it in the text, or as a sentence")
        if name in self.out.footnotes:
            self._fault(index, "B207", f'the footnote "{name}" is defined twice', "rename one")
        self.out.footnotes[name] = ("\n".join(texts), self._number(index))
        self._take(index, last, "footnote")
        self.scopes.write(name, index, self.open)
        if (below := stray_below(lines, last)) is not None:
            message = "this line is not part of the footnote above it"
            hint = "indent further lines and paragraphs of a footnote by four spaces"
            self._fault(below, "B210", message, hint)
        return last

    def _define(self, line: re.Match[str], number: int) -> None:
        """Note a link definition; the parser takes the line out."""
        self.out.taken[number] = "definition"
        label, title = normal_label(line["label"]), (line["title"] or "")[1:-1]
        address = line["address"].lstrip("<").rstrip(">")
        self.out.definitions.append(Definition(label, address, title, number))

    def _take(self, first: int, last: int, kind: str) -> None:
        """Note what kind of lines do not go to the parser, and end the block above them."""
        for index in range(first, last + 1):
            self.out.taken[self._number(index)] = kind
        if self.reader is not None and kind != "footnote":
            self.reader.end_leaf()

    def _line(self, words: str, line: str, index: int) -> str:
        """Return the words of a line with placeholders for their markup, and with its number."""
        if not words.strip():
            return ""
        number = self._number(index)
        if self._refuse_foreign(line, number):
            # Its words stay, so that nothing else is reported of the block; its punctuation goes.
            line = words = _SIGNS.sub(" ", words).strip() or COVER
        if TABLE_RULE.match(words):
            return words.rstrip()
        if (attrs := ATTRIBUTES.search(words)) and TABLE_RULE.match(
            words[: attrs.start()].rstrip()
        ):
            message = "attributes are not allowed on the delimiter row of a table"
            hint = "put them below the last row of the table, not indented"
            self._fault(index, "B202", message, hint)
            return words[: attrs.start()].rstrip()
        return placeholders.at_end(
            self._words(words, line, number), " " + placeholders.write("line", number)
        )

    def _refuse_foreign(self, line: str, number: int) -> bool:
        """Report a line that has another tool's syntax, or looks like ours; return whether it
        has."""
        fault = lookalike(line, begins=not self.previous.strip())
        if fault:
            self.out.findings.append(Finding(Location(self.path, number), *fault))
        return fault is not None

    def _words(self, words: str, line: str, number: int) -> str:
        """Return the words of a line with placeholders for their markup, and their code as it
        is."""
        read: list[str] = []
        parts: list[str] = []
        end = 0
        for start, stop in code_spans(words):
            read.append(self._markup(words[end:start], line, number))
            parts += [read[-1], words[start:stop]]
            end = stop
        read.append(self._markup(words[end:], line, number))
        indented = line.startswith(" ") and line.lstrip().startswith(words)
        self._check_rest(" " * indented + COVER.join(read), number)
        return "".join((*parts, read[-1]))

    def _markup(self, text: str, line: str, number: int) -> str:
        alone = bool(ATTRIBUTES.fullmatch(line.strip()))
        indented = line.startswith(" ")
        if alone and not self.previous.strip():
            message = "this attribute list stands alone: there is no block above it"
            hint = "put it directly below its block, or at the end of the block's last line"
            self._fault(number - 1 - self.offset, "B202", message, hint)

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

        text, escaped = without_escaped(text)
        for fault in escaped:
            self._fault(number - 1 - self.offset, *fault)
        text = _FACT.sub(lambda m: self._reference("fact", m["body"], number), text)
        text = ATTRIBUTES.sub(attrs, text)
        text = _SPAN.sub(span, text)
        # The spaces keep quotes and emphasis before them closed; composing removes them.
        text = _CITE.sub(lambda m: gap(m) + self._cite(m["body"], number), text)
        text = _CROSS.sub(lambda m: self._reference("ref", m["body"], number), text)
        for name in _FOOTNOTE.findall(text):
            self.scopes.refer(name, self.open)
        return _FOOTNOTE.sub(
            lambda m: gap(m) + self._reference("footnote", m["body"], number), text
        )

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
            self.out.findings.append(Finding(place, "B206", message, instead_of_html(html[0])))


def scan(text: str, path: str, offset: int = 0, *, flow: bool = True) -> MarkerTable:
    """Scan a Markdown text for attributes, facts, references, code and blocks, with their lines.

    Args:
        text: The text as it is written.
        path: Its file, for findings.
        offset: Number of lines above it in its file.
        flow: Whether it is a flow of blocks; in a title or a footnote no line starts a list.
    """
    return _Scanner(path, offset, flow=flow).scan(text)
