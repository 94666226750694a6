"""Report what looks like markup but is not: it would be printed, its words shown to everybody."""

from __future__ import annotations

import re
from difflib import get_close_matches

from briefing.load.markdown import placeholders
from briefing.load.markdown.foreign_syntax import foreign, foreign_within
from briefing.load.markdown.literal_spans import COVER, spelt_out, without_addresses, without_code
from briefing.model.blocks import BLOCKS
from briefing.model.visibility import CONDITIONS

Fault = tuple[str, str, str]
"""Code, what is wrong, a hint."""

MARKUP_HINT = (
    'write {: name="value" } at the end of a block, [words]{name="value"}, {{ fact }}, '
    "[@source] or [^note]; to print it as it is, put it in `code`"
)
_BLOCKS_ARE = (
    "write “/// {}” at the start of the line, with three slashes, and “///” below the block"
)
_CONDITION = "|".join(CONDITIONS)
_LEFTOVER = re.compile(
    r"\{:|\]\{|\{\{|\}\}|\[@|\[\^|(?<![\w:/])///"
    r"|\{[^{}=:]*[=:][^{}]*\}|\{[^{}\n]*$|[｛｝]|\(: *\w+ *=",
    re.MULTILINE,
)
"""Braces with a name and a value, whatever the name; braces that are not closed on their line."""
_OURS = re.compile(r"\{:|\]\{|(?<![\w:/])///|\{\{|\[@|\[\^|<!--")
_ESCAPED = re.compile(
    r"(?<!\\)(?:\\\\)*\\(?:\{\{[^{}\n]*\}\}|\{:[^{}\n]*\}|\[\^[\w-]+\]|\[@[^\[\]]*\]|\]\{[^{}\n]*\})"
)
_MISPLACED = (
    (
        re.compile(r"///"),
        "blocks begin and end on lines of their own, outside of quotes, items and tables",
        "end the quote or list above it, and write it at the start of a line",
    ),
    (
        re.compile(r"\[\^[\w-]+\]:"),
        "the words of a footnote stand outside of quotes and lists",
        "write them at the start of a line, below the quote or list",
    ),
)
"""What is read elsewhere only, and where."""
_OPTION = re.compile(
    rf"^ *(?:{_CONDITION}) *: *\S|^\s+(?i:{_CONDITION})s? *: *\S|^ *(?i:{_CONDITION})s? *= *\S+ *$"
)
_QUOTES = "\"'`\u00b4\u2018-\u201f\u2032\u2033\u00ab\u00bb\u2039\u203a\u300c\u300e\u301d\u301e"
_VALUE = re.compile(
    rf"(?<![\w?&/.-])(?P<name>[^\W\d_][\w-]{{2,14}})(?:\s*=\s*[{_QUOTES}]|=[^\s=>~{placeholders.OPEN}])"
)
"""A name with its value: ``audience="press"``, ``length=short``; not ``format = pack``, which
stands in sentences."""
_BRACKETS = re.compile(
    rf"[\[(<]\s*:\s*(?:(?i:{_CONDITION})\b|[#.][A-Za-z][\w-]*\s*[\])>])"
    rf"|\[\s*(?i:{_CONDITION})s?\s*[:=]\s*\S|\]\(\s*:?\s*(?i:{_CONDITION})\s*[=:]"
)
"""An attribute list in the wrong brackets, or in place of a link's URL."""
_STROKES = re.compile(
    r"(?P<one>/) *(?P<named>[\w-]+) *\||(?P<many>/(?: */)+) *(?P<name>[\w-]+)(?=[\s|:]|$)"
    r"|(?P<bare>/(?: */)+)\s*$|(?P<other>[^\w\s|#/])(?P=other){1,5} *(?P<called>\w[\w-]*) *\|"
)
_PREFIX = re.compile(r"(?: |>|[-*+] +|\d+[.)] +)*")


def leftover(text: str) -> str:
    """Return what is left of markup in a text whose markup has been read; empty for nothing."""
    covered = without_addresses(text)
    found = _LEFTOVER.search(covered)
    return covered[found.start() :] if found else ""


def markup_in(text: str) -> str:
    """Return the first markup, or lookalike, in a text that may not have any, such as a data
    table."""
    for line in text.split("\n"):
        covered = without_addresses(spelt_out(line))
        for found in (_LEFTOVER.search(covered), _value(covered), _BRACKETS.search(covered)):
            if found:
                return covered[found.start() :]
        if hidden := foreign_within(covered):
            return hidden[1]
        if (at := covered.find("<!--")) >= 0:
            return covered[at:]
    return ""


def condition_in(text: str) -> str:
    """Return the first condition in a text that is to be code, or markup of ours; empty for none.

    Braces that are no markup may stand in code.
    """
    for line in text.split("\n"):
        covered = without_addresses(spelt_out(line))
        for found in (
            _OURS.search(covered),
            _OPTION.match(covered),
            _BRACKETS.search(covered),
            _value(covered),
        ):
            if found:
                return _shown(covered[found.start() :])
    return ""


def lookalike(line: str, *, begins: bool) -> Fault | None:
    """Return what is wrong with a line: a block with the wrong slashes, or another tool's syntax.

    ``begins`` says that no line of the same block is above it.
    """
    covered = without_addresses(without_code(spelt_out(line)))
    if fault := _strokes(covered):
        return fault
    if hidden := foreign(covered, begins=begins):
        rule, words = hidden
        return "B216", f"{rule.message}: “{_shown(words)}”", rule.hint
    return None


def without_escaped(text: str) -> tuple[str, list[Fault]]:
    """Return a text without the markup that a backslash stands before, and a fault for each."""
    hint = "to print it as it is, put it in `code`; else take the backslash away"
    faults = [
        ("B201", f"a backslash does not turn markup into text: “{_shown(found[0])}”", hint)
        for found in _ESCAPED.finditer(text)
    ]
    return _ESCAPED.sub(COVER, text) if faults else text, faults


def misread_markup(text: str) -> Fault | None:
    """Return what still looks like markup in a line whose markup and code have been taken out."""
    covered = without_addresses(spelt_out(text))
    left = _LEFTOVER.search(covered) or _OPTION.match(covered)
    # A citation may run over the end of its line; everything else must be complete on it.
    if left and not (left[0] == "[@" and "]" not in covered[left.end() :]):
        words = _shown(covered[left.start() :])
        for pattern, message, hint in _MISPLACED:
            if pattern.match(covered, left.start()):
                return "B201", f"{message}: “{words}”", hint
        return "B201", f"cannot parse this markup: “{words}”", MARKUP_HINT
    if found := _BRACKETS.search(covered) or _value(covered):
        words = _shown(found.string[found.start() :])
        return "B215", f"this looks like an attribute list but is not one: “{words}”", MARKUP_HINT
    return None


def _strokes(line: str) -> Fault | None:
    """Return the fault of a line that opens or closes a block with the wrong characters."""
    prefix = _PREFIX.match(line)
    found = _STROKES.match(line, prefix.end() if prefix else 0)
    if not found:
        return None
    name = next((found[key] for key in ("named", "name", "called") if found[key]), "")
    near = get_close_matches(name.casefold(), BLOCKS, n=1, cutoff=0.8)
    if not near and not found["bare"]:
        return None
    if (found["many"] or found["bare"]) and "///" in found[0] and " /" not in found[0]:
        return None  # our own syntax, which the scanner reads or reports
    hint = _BLOCKS_ARE.format(f"{near[0]} | …" if near else "name")
    return "B215", f"this looks like a block but is not one: “{_shown(found[0])}”", hint


def _value(text: str) -> re.Match[str] | None:
    """Return the first condition written as in an attribute list, its name perhaps misspelt."""
    if "=" not in text:
        return None
    return next((found for found in _VALUE.finditer(text) if _is_condition(found["name"])), None)


def _is_condition(name: str) -> bool:
    name = name.casefold()
    near = get_close_matches(name, CONDITIONS, n=1, cutoff=0.8)
    # “strength” is not a misspelt “length”.
    return bool(near) and (near[0][0] == name[0] or abs(len(near[0]) - len(name)) <= 1)


def _shown(words: str) -> str:
    return placeholders.strip(words).replace(COVER, "…")[:40].strip()
