"""Markdown texts made up for tests, nasty on purpose, with what each reader must get of them.

Every word has a name of its own, ``w17x``, and every mark a language of its own, ``m5``: so a test
can tell where each of them went without reading the text as the program does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

READERS = (("public", "short"), ("press", "short"), ("policy", "full"))
"""Audience and length of those for whom a text is cut."""
MARKS = {
    'release="partner"': {"policy"},
    'audience="press"': {"press", "policy"},
    'audience="!policy"': {"public", "press"},
    'length="full"': {"policy"},
    'audience="policy" release="partner"': {"policy"},
    "audience='press'": {"press", "policy"},
}
"""What marks say, and the audiences among the readers that they let through."""
WORD = re.compile(r"w\d+x")
ODD = (
    "&amp;", "&lt;b&gt;", "\\*", "\\_x\\_", "3 * 4", "$5", "é", "“q”", "'s", "...", "--", "a_b_c",
    "# 5", "\\[x\\]", "x^2^", "&#8212;", "(c)", "1\\. x", "日本", "~", "=", "1999.", "a: b", "50 %",
)  # fmt: skip
"""What stands between words, and is none of Markdown's signs, or one that is escaped."""
SIGNS = (
    "{", "}", "[", "]", ":", "/", "///", "|", "||", "#", "## ", "*", "**", "_", "`", "``", "\\",
    "!", "(", ")", "<", ">", "- ", "+ ", "1. ", "2) ", "> ", ": ", "~~~", "```", "=", "---", "^",
    "@", "&", "&amp;", "\t", "\n", "\n\n", " ", "    ", "  \n", "[^1]", "[l1]", "](", "][", "]{",
    "{: ", "\n    ", "\n- ", "\n1. ", "\n> ", "\n:   ", "\n| ", "é", "\u00a0", "‘", "“",
)  # fmt: skip
"""What a slip of the hand may leave anywhere in a text."""


@dataclass(frozen=True)
class Word:
    """A word as it was written."""

    name: str
    marks: tuple[str, ...]
    """What is said by the marks over it."""
    place: str
    """``body``; ``title`` goes with what it stands on; ``aside`` is printed elsewhere."""
    times: int = 1

    def is_for(self, audience: str) -> bool:
        """Whether all marks over it let a reader through."""
        return all(audience in MARKS[mark] for mark in self.marks)


@dataclass
class Text:
    """A made-up text and all that is known of it."""

    body: str = ""
    words: list[Word] = field(default_factory=list)
    marks: int = 0
    """Number of its marks: their languages are ``m1``, ``m2``, …"""


def make_text(random: Random) -> Text:
    """A text whose meaning is known."""
    return _Maker(random).make()


def disturbed(text: Text, random: Random) -> Text:
    """A text with a few slips of the hand, whose meaning is anybody's guess."""
    body, marks = text.body, text.marks
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(body) + 1)
        kind = random.randrange(6)
        if kind == 0:
            body = body[:at] + random.choice(SIGNS) + body[at:]
        elif kind == 1:
            body = body[:at] + body[at + random.randint(1, 3) :]
        elif kind == 2:
            marks += 1
            mark = f'{random.choice(list(MARKS))} lang="m{marks}"'
            body = body[:at] + random.choice((f"{{: {mark} }}", f"]{{{mark}}}")) + body[at:]
        else:
            body = "\n".join(_with_odd_line(body.split("\n"), kind, random))
    return replace(text, body=body, marks=marks)


def _with_odd_line(lines: list[str], kind: int, random: Random) -> list[str]:
    row = random.randrange(len(lines))
    if kind == 3:
        lines[row] = random.choice(("", " ", "  ", "    ", "\t", "> ", "- ")) + lines[row]
    elif kind == 4:
        lines[row] = lines[row].lstrip(random.choice((" ", " >", " -", " |")))
    elif not lines[row].strip(" >"):
        del lines[row]
    else:
        lines.insert(row, random.choice(("", "", ">", "    ", "***", "w0x", "===", "| w0x |")))
    return lines


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.text = Text()
        self.aside: list[str] = []
        """Footnotes and addresses, to be written by themselves."""
        self.quoted = 0
        self.sign = ""
        """Of the list before."""

    def make(self) -> Text:
        blocks = self._sections()
        if self.aside:
            # Below a marked heading a footnote would be under its mark: they all go above.
            blocks = [*self.aside, "", *blocks]
        self.text.body = self._typed("\n".join(blocks))
        return self.text

    def _typed(self, text: str) -> str:
        """The text as one editor or another leaves it."""
        kind = self.random.randrange(8)
        if kind == 0:
            text = text.replace("\n    ", "\n\t")
        elif kind == 1:
            text = re.sub(r"\n(?=\n)", "\n\n", text)
        elif kind == 2:
            text = text.replace("\n\n", "\n    \n")
        elif kind == 3:
            text = text.replace("\n", "\r\n").replace("\r\n", "\n")
        return text + self.random.choice(("", "\n", "\n\n"))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def word(self, marks: tuple[str, ...], place: str = "body", times: int = 1) -> str:
        word = Word(f"w{len(self.text.words) + 1}x", marks, place, times)
        self.text.words.append(word)
        return word.name

    def mark(self) -> tuple[str, str]:
        """What a mark says, and its words between braces, its language with them."""
        says = self.random.choice(list(MARKS))
        self.text.marks += 1
        return says, f'{says} lang="m{self.text.marks}"'

    def maybe(self, share: float, marks: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """Now and then a mark: those over its block by then, and the mark in braces or nothing."""
        if not self.chance(share):
            return marks, ""
        says, body = self.mark()
        return (*marks, says), self.random.choice((f"{{: {body} }}", f"{{:{body}}}"))

    # ── words ─────────────────────────────────────────────────────────────────────────────

    def line(self, marks: tuple[str, ...], place: str = "body", *, most: int = 4, deep: int = 0,
             cell: bool = False) -> str:  # fmt: skip
        """Words in a line, with all that may stand among them."""
        pieces = [self.word(marks, place)]
        for _ in range(self.random.randrange(most)):
            kinds: list[Callable[..., str]] = [self._plain] * 4
            kinds += [self._strong, self._code, self._link, self._odd, self._cited, self._fact]
            kinds += [self._span] * 2 if deep < 3 else []
            kinds += [self._note] if place == "body" and deep < 2 else []
            kinds += [self._labelled, self._address] if not cell else [self._barred]
            pieces.append(self.random.choice(kinds)(marks, place, deep + 1, cell))
        return " ".join(pieces)

    def _plain(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        return self.word(marks, place) + self.random.choice(("", "", ",", ".", ";", "!", " —"))

    def _strong(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        sign = self.random.choice(("*", "**", "_", "__", "***"))
        inner = self.line(marks, place, most=2, deep=deep + 1, cell=cell)
        return f"{sign}{inner}{sign}"

    def _code(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        odd = self.random.choice(("", " {: x }", " \\", " <b>", " [@x]", " &amp;", " ]{", "  "))
        odd = " a\\|b" if cell and self.chance(0.3) else odd
        return f"`{self.word(marks, place)}{odd} {self.word(marks, place)}`"

    def _link(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        words = self.word(marks, place)
        if self.chance(0.3):
            words = f"**{words}** {self.word(marks, place)}"
        title = f' "{self.word(marks, "aside")}"' if self.chance(0.3) else ""
        return f"[{words}](https://{self.word(marks, 'aside')}.example/?a=1&b=2{title})"

    def _labelled(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        label = f"l{len(self.aside)}"
        title = f' "{self.word(marks, "aside")}"' if self.chance(0.3) else ""
        self.aside.append(f"[{label}]: https://{self.word(marks, 'aside')}.example/{title}")
        return f"[{self.word(marks, place)}][{label}]"

    def _address(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        if self.chance(0.2):
            return f"<mailto:{self.word(marks, place, 2)}@a.example>"
        return f"<https://{self.word(marks, place, 2)}.example/>"

    def _span(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        says, body = self.mark()
        inner = self.line((*marks, says), place, most=3, deep=deep + 1, cell=cell)
        return f"[{inner}]{{{body}}}" + self.random.choice(("", "", ".", ","))

    def _note(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        name = f"n{len(self.aside)}"
        self.aside.append("")  # its place, as its words may have notes of their own
        at = len(self.aside) - 1
        inner, mark = self.maybe(0.3, marks)
        words = self.line(inner, "aside", deep=2)
        more = f"\n    {self.line(inner, 'aside', deep=2)}" if self.chance(0.2) else ""
        self.aside[at] = f"[^{name}]: {words}{more} {mark}".rstrip()
        return f"{self.word(marks, place)}[^{name}]"

    def _cited(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        locator = f", para {self.word(marks, place)}" if self.chance(0.5) else ""
        return f"[@mta{locator}]"

    def _fact(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        return "{{ troops }} " + self.word(marks, place)

    def _barred(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        return f"{self.word(marks, place)}\\|{self.word(marks, place)}"

    def _odd(self, marks: tuple[str, ...], place: str, deep: int, cell: bool) -> str:
        return f"{self.random.choice(ODD)} {self.word(marks, place)}"

    def lines(self, marks: tuple[str, ...], mark: str = "", *, below: str | None = "") -> list[str]:
        """A paragraph's lines with its mark, at the end or below, there as far in as ``below``."""
        out = [self.line(marks) for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        if len(out) > 1 and self.chance(0.2):
            out[0] += self.random.choice(("  ", "   ", "\\*"))
        if not mark:
            return out
        if below is not None and self.chance(0.4):
            return [*out, below + mark]
        return [*out[:-1], f"{out[-1]}{self.random.choice((' ', '', '  '))}{mark}"]

    # ── blocks ────────────────────────────────────────────────────────────────────────────

    def _sections(self) -> list[str]:
        """Headings, with the marks of the outer ones over what is below them."""
        out: list[str] = self.blocks((), 0, "top")
        over: list[tuple[int, tuple[str, ...]]] = []
        for _ in range(self.random.randrange(3)):
            level = self.random.choice((2, 3))
            over = [(known, marks) for known, marks in over if known < level]
            marks, mark = self.maybe(0.4, over[-1][1] if over else ())
            over.append((level, marks))
            title = self.line(marks, "title", most=2, deep=3)
            tight = self.chance(0.2) and bool(out)
            if level == 2 and self.chance(0.2):
                head = [f"{title} {mark}".rstrip(), self.random.choice(("---", "-----"))]
                tight = False
            elif mark and self.chance(0.3):
                head = [f"{'#' * level} {title}", mark]
            else:
                head = [f"{'#' * level} {title} {mark}".rstrip()]
            out += [*([] if tight else [""]), *head]
            out += [*([] if self.chance(0.2) and not mark else [""])]
            out += self.blocks(marks, 0, "top")
        return out

    def blocks(self, marks: tuple[str, ...], depth: int, where: str) -> list[str]:
        """Blocks one below the other, now and then without a free line where none is needed."""
        out: list[str] = []
        before = ""
        for _ in range(self.random.choice((1, 1, 2, 3))):
            kinds = ["text"] * 3
            kinds += ["list", "list", "quote"] if depth < 3 else []
            kinds += ["table", "terms"] if depth < 2 else []
            kinds += ["code"] if not self.quoted else []
            kinds += ["box", "picture"] if where in {"top", "box"} else []
            kind = self.random.choice(kinds)
            made = getattr(self, f"block_{kind}")(marks, depth, where)
            starts = kind == "quote" or (kind == "list" and made[0][:2] in {"- ", "* ", "1."})
            tight = starts and before in {"text", "table"} and self.chance(0.3)
            if out and not tight:
                out.append("")
            out += made
            before = kind
        return out

    def block_text(self, marks: tuple[str, ...], depth: int, where: str) -> list[str]:
        marks, mark = self.maybe(0.3, marks)
        return self.lines(marks, mark, below="" if where in {"top", "box"} else None)

    def block_list(self, marks: tuple[str, ...], depth: int, where: str) -> list[str]:
        whole, mark = self.maybe(0.2 if where in {"top", "box"} else 0, marks)
        # Two lists of one sign, one below the other, would be one list.
        sign = self.random.choice([s for s in ("-", "*", "+", "1.", "1)") if s != self.sign])
        self.sign = sign
        loose = self.chance(0.3)
        out: list[str] = []
        far = False
        for index in range(self.random.randint(1, 4)):
            if out and (loose or (far and self.chance(0.5))):
                out.append("")
            number = f"{index + 1}{sign[1]}" if sign[0] == "1" else sign
            item, own = self.maybe(0.3, whole)
            gap = " " * self.random.choice((1, 1, 1, 2))
            far_in = " " * len(number + gap)
            first = self.lines(item, own, below=far_in)
            task = self.random.choice(("[ ] ", "[x] ")) if self.chance(0.1) else ""
            out.append(f"{number}{gap}{task}{first[0]}")
            apart = first[-1].startswith(f"{far_in}{{")
            inner = far_in if apart else self.random.choice(("", "  ", "    "))
            out += [line if line.startswith(far_in) else inner + line for line in first[1:]]
            far = False
            if depth < 3 and self.chance(0.3):
                if self.chance(0.4):
                    below = self.block_list(item, depth + 1, "item")
                else:
                    below = ["", *self.blocks(item, depth + 1, "item")]
                    far = True
                deeper = far_in if self.chance(0.5) else "    "
                out += [f"{deeper}{line}" if line else "" for line in below]
        self.sign = sign
        return [*out, mark] if mark else out

    def block_quote(self, marks: tuple[str, ...], depth: int, where: str) -> list[str]:
        whole, mark = self.maybe(0.2 if where in {"top", "box"} else 0, marks)
        self.quoted += 1
        inner = self.blocks(whole, depth + 1, "quote")
        self.quoted -= 1
        out = [f"> {line}" if line else self.random.choice((">", "> ")) for line in inner]
        return [*out, mark] if mark else out

    def block_table(self, marks: tuple[str, ...], depth: int, where: str) -> list[str]:
        whole, mark = self.maybe(0.2 if where in {"top", "box"} else 0, marks)
        columns = self.random.choice((1, 2, 2, 3))
        open_sides = columns > 1 and self.chance(0.2)

        def row(cells: list[str], behind: str = "") -> str:
            if open_sides:
                return " | ".join(cells) + (f" {behind}" if behind else "")
            closed = f"| {' | '.join(cells)} |"
            if behind and self.chance(0.3):
                return f"{closed} {behind} |"
            return f"{closed} {behind}".rstrip()

        out = [row([self.line(whole, "title", most=2, deep=3, cell=True) for _ in range(columns)])]
        rule = [self.random.choice(("---", ":--", "--:", ":-:")) for _ in range(columns)]
        out.append(f"|{'|'.join(rule)}|" if not open_sides else "|".join(rule))
        for _ in range(self.random.randint(1, 3)):
            own, behind = self.maybe(0.4, whole)
            cells = [self.line(own, most=2, cell=True) for _ in range(columns)]
            cells += [self.line(own, most=1, cell=True)] if self.chance(0.03) else []
            out.append(row(cells, behind))
        return [*out, mark] if mark else out

    def block_terms(self, marks: tuple[str, ...], depth: int, where: str) -> list[str]:
        out: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            entry, mark = self.maybe(0.3, marks)
            out += [""] if out and self.chance(0.8) else []
            out.append(f"{self.line(entry, 'title', most=2, deep=3)} {mark}".rstrip())
            for _ in range(self.random.choice((1, 1, 2))):
                own, behind = self.maybe(0.3, entry)
                first = self.lines(own, behind, below=None)
                out.append(f":   {first[0]}")
                out += [f"    {line}" for line in first[1:]]
        return out

    def block_code(self, marks: tuple[str, ...], depth: int, where: str) -> list[str]:
        marks, mark = self.maybe(0.3, marks)
        fence = self.random.choice(("```", "~~~", "````"))
        odd = (
            "",
            "- ",
            "    ",
            "> ",
            '{: release="partner" } ',
            "| ",
            "/// ",
            "## ",
            "1. ",
            "[^a]: ",
        )
        lines = [
            self.random.choice(odd) + self.word(marks) for _ in range(self.random.randint(1, 3))
        ]
        info = self.random.choice(("", "", "python", " text"))
        return [f"{fence}{info}", *lines, fence, *([mark] if mark else [])]

    def block_picture(self, marks: tuple[str, ...], depth: int, where: str) -> list[str]:
        marks, mark = self.maybe(0.3, marks)
        title = f' "{self.word(marks, "aside")}"' if self.chance(0.3) else ""
        alt = f"{self.word(marks, 'aside')} & {self.word(marks, 'aside')}"
        return [f"![{alt}](figures/square.svg{title}) {mark}".rstrip()]

    def block_box(self, marks: tuple[str, ...], depth: int, where: str) -> list[str]:
        name = self.random.choice(("audience", "note"))
        whole, options = marks, []
        if self.chance(0.3):
            whole, options = (*marks, 'release="partner"'), ["    release: partner"]
        if name == "audience":
            whole = (*whole, 'audience="press"')
            head = "/// audience | press"
        else:
            head = f"/// {name} | {self.line(whole, 'title', most=2, deep=3)}"
        return [head, *options, *self.blocks(whole, depth + 1, "box"), "///"]
