r"""LaTeX in the fields of BibTeX, as text with the tags of CSL-JSON: ``\emph{x}`` is ``<i>x</i>``.

One walk over the characters. A command that is not known is named, and what it surrounds is printed
as text; no backslash and no brace of LaTeX is ever left.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from briefing.citations.latex_symbols import ACCENTS, ALONE, AROUND, DECLARED, DROPPED, SIGNS

_COMMAND = re.compile(r"\\([a-zA-Z]+)\*?\s*|\\(.)", re.DOTALL)
_LIGATURES = (
    ("~", "\N{NO-BREAK SPACE}"),
    ("---", "—"),
    ("--", "–"),
    ("``", "“"),
    ("''", "”"),
    ("`", "‘"),
    ("'", "’"),
)
_PLAIN = re.compile(r"[^\\{}$~`'_^-]+")
_ESCAPED = re.compile(r"\\([&%$#_{}~^ ])(?:\{\})?|\\(?:text)?(asciitilde|sim|underscore|percent)\b")
_WRITTEN_OUT = {"asciitilde": "~", "sim": "~", "underscore": "_", "percent": "%"}
_MONEY = re.compile(r"(?=.*\s\w*[^\W\d]{2})[^\\_^]*$", re.DOTALL)
"""What dollars do not make maths of: in “from $5 to $6” they are money."""
_CASES = {
    "MakeUppercase": str.upper,
    "uppercase": str.upper,
    "MakeLowercase": str.lower,
    "lowercase": str.lower,
}
_DEEPEST = 200
_MOST = 20
"""Unknown commands that are named."""


@dataclass(slots=True)
class Latex:
    """A text to read; once read, what of it is not known and where its links lead."""

    text: str
    unknown: list[str] = field(default_factory=list)
    """Commands that are not known, with their backslash."""
    addresses: list[str] = field(default_factory=list)
    """Addresses behind words: of ``\\href{address}{words}``."""
    _at: int = 0
    _depth: int = 0

    def read(self) -> str:
        """Return the text without LaTeX, composed (NFC), its spaces made one."""
        out = ""
        while self._at < len(self.text):
            out += self._until("")
            self._at += 1  # a closing brace that nothing opened
        return re.sub(r"[ \t\n]+", " ", unicodedata.normalize("NFC", out)).strip(" ")

    def _until(self, end: str, *, maths: bool = False) -> str:
        """Return what stands before ``end``, a closing brace or dollar, or the end of the text."""
        out, closing = "", ""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("nested too deeply")
        while self._at < len(self.text):
            mark = self.text[self._at]
            if mark == "}" or (end and self.text.startswith(end, self._at)):
                break
            if (declared := self._declaration()) is not None:
                out, closing = out + declared[0], declared[1] + closing
            else:
                out += self._piece(maths=maths)
        self._depth -= 1
        return out + closing

    def _declaration(self) -> tuple[str, str] | None:
        found = _COMMAND.match(self.text, self._at)
        if not found or found[1] not in DECLARED:
            return None
        self._at = found.end()
        return DECLARED[found[1]]

    def _piece(self, *, maths: bool) -> str:
        """Return the next character, word, group or command as it is printed."""
        if plain := _PLAIN.match(self.text, self._at):
            self._at = plain.end()
            return plain[0]
        mark = self.text[self._at]
        if mark == "\\":
            return self._command(maths=maths)
        self._at += 1
        if mark == "{":
            return self._group(maths=maths)
        if mark == "$":
            return self._maths("$$" if self.text.startswith("$", self._at) else "$")
        return self._maths_mark(mark) if maths else self._mark(mark)

    def _mark(self, mark: str) -> str:
        for written, printed in _LIGATURES:
            if self.text.startswith(written, self._at - 1):
                self._at += len(written) - 1
                return printed
        return mark

    def _maths_mark(self, mark: str) -> str:
        if mark not in "_^":
            return {"'": "′", "-": "−", "~": "\N{NO-BREAK SPACE}"}.get(mark, mark)
        inner = self._argument(maths=True)
        if not inner or (mark == "^" and inner in {"°", "′"}):
            return inner
        tag = "sub" if mark == "_" else "sup"
        return f"<{tag}>{inner}</{tag}>"

    def _group(self, *, maths: bool) -> str:
        inner = self._until("}", maths=maths)
        self._at += 1
        return inner

    def _maths(self, dollars: str) -> str:
        start = self._at
        self._at += len(dollars) - 1
        end = self.text.find(dollars, self._at)
        if end < 0 or _MONEY.match(self.text, self._at, end):
            self._at = start
            return "$"
        inner = self._until(dollars, maths=True)
        if self.text.startswith(dollars, self._at):
            self._at += len(dollars)
        return inner

    def _command(self, *, maths: bool) -> str:
        found = _COMMAND.match(self.text, self._at)
        if found is None:  # a backslash at the end
            self._at += 1
            return ""
        self._at = found.end()
        name = found[1] or found[2]
        if name in "([" and found[2]:
            return self._until("\\)" if name == "(" else "\\]", maths=True)
        if name in ACCENTS and not (maths and name in SIGNS):
            return self._accent(name)
        if name in SIGNS:
            return SIGNS[name]
        return self._with_arguments(name, found[0].strip(), maths=maths)

    def _with_arguments(self, name: str, written: str, *, maths: bool) -> str:
        if name in {"url", "path", "nolinkurl"}:
            return self._verbatim()
        if name in AROUND:
            before, after = AROUND[name]
            inner = self._argument(maths=maths or name == "ensuremath")
            return f"{before}{inner}{after}" if inner else ""
        if name == "href":
            self.addresses.append(self._verbatim())
            return self._argument(maths=maths)
        if name == "frac":
            upper, lower = self._argument(maths=True), self._argument(maths=True)
            return f"{upper}/{lower}"
        if name in _CASES:
            return _CASES[name](self._argument(maths=maths))
        for _ in range(DROPPED.get(name, 0)):
            self._argument(maths=maths)
        if name not in DROPPED and len(self.unknown) < _MOST and written not in self.unknown:
            self.unknown.append(written)
        return ""

    def _accent(self, name: str) -> str:
        letter = self._argument(maths=False)
        if not letter:
            return ALONE.get(name, "")
        base = {"ı": "i", "ȷ": "j"}.get(letter[0], letter[0])
        return f"{base}{ACCENTS[name]}{letter[1:]}"

    def _argument(self, *, maths: bool) -> str:
        """Return the group, command or character that a command takes."""
        while self.text[self._at : self._at + 1].isspace():
            self._at += 1
        mark = self.text[self._at : self._at + 1]
        if mark in {"", "}"}:
            return ""
        if mark == "\\":
            return self._command(maths=maths)
        self._at += 1
        return self._group(maths=maths) if mark == "{" else mark

    def _verbatim(self) -> str:
        """Return an address in braces, of which nothing is read but escapes."""
        found = re.compile(r"\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}").match(self.text, self._at)
        if found is None:
            return self._argument(maths=False)
        self._at = found.end()
        return unescaped(found[1])


def unescaped(text: str) -> str:
    """Return an address or DOI as it is: reference managers escape ``_``, ``%``, ``&``, ``~``."""
    text = text.replace("$\\sim$", "~")
    text = _ESCAPED.sub(lambda found: found[1] or _WRITTEN_OUT[found[2]], text)
    return re.sub(r"[{}]", "", text).strip()
