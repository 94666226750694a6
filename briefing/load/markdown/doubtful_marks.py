"""Signs that tools read differently: ``H~2~O``, ``x^2^``, ``==mark==``, ``$x$``, ``[[page]]``,
``^[note]``.

``~`` and ``^`` lower and raise letters where they follow a word and hold no space, as in pandoc and
Quarto. Elsewhere they are signs as any other: “~ 50”, “2^10”. What GitHub would strike through, or
another tool lower or raise, though it does not look like “H~2~O”, is refused.
"""

from __future__ import annotations

import re

from briefing.load.markdown import placeholders

Fault = tuple[str, str, str]
"""Code, what is wrong, a hint."""
Doubt = tuple[Fault, int]
"""What is wrong, and how many characters it takes."""

_SMALL = r"[^\s~^`\[\]\\/<>|\ue000-\ue0ff]{1,30}"
_LOWERED = re.compile(rf"~(?P<words>{_SMALL})~(?!~)")
_RAISED = re.compile(rf"\^(?P<words>{_SMALL})\^(?!\^)")
_STRUCK = re.compile(r"~(?P<words>\S(?:[^~]{0,400}\S)?)~(?!~)")
_MARKED = re.compile(r"==(?=[^\s=])[^=\n]{1,400}(?<=[^\s=])==(?![=\w])")
_NOTE = re.compile(r"\^\[[^\[\]\n]+\](?![(\[])")
_RAISED_TWICE = re.compile(r"\^\^(?=[^\s^])[^^\n]{1,400}(?<=[^\s^])\^\^(?!\^)")
_LONE_RAISED = re.compile(r"\^[^\s^]*[^\W_][^\s^]*\^")
_MATHS = re.compile(r"\$\$[^$]{1,2000}\$\$|\$(?=[^\s$])[^$]{0,400}(?<=[^\s$\\])\$(?![\w$])")
_FORMULA = re.compile(r"[\\^_={}<>+]|\A\$\$|\A\$\S+\Z")
"""What sets a formula apart from two sums of money."""
_WIKI = re.compile(r"\[\[[^\[\]\n]+\]\](?![(\[])")
_NAMED = re.compile(r"\[(?=[^\[\]@\n]*[\s\[-]@\w)[^\[\]@\n]*@[^\[\]\n]*\](?![(\[])")
_HINTS = {
    "$": "mathematics is not set: write it in words, as a picture, or in `code`; to print the "
    "sign, write \\$",
    "[[": "write [words](#an-id) or [words](https://…); to print the brackets, write \\[\\[",
    "[": "write the words outside of the brackets: see [@source]; to print them, write \\[",
    "^[": "write [^name] here, and below the paragraph on a line of its own: [^name]: the note",
    "~": "strike words through with ~~two~~; lower them directly behind a word, as in H~2~O; "
    "to print the sign, write \\~",
    "^": "raise words directly behind a word, as in x^2^; to print the sign, write \\^",
    "=": "Markdown has no highlighting: write **bold**; to print the signs, write \\=\\=",
}


def raised_or_lowered(text: str, at: int, *, behind: bool) -> str:
    """Return the words between a sign at ``at`` and its partner; empty if it raises nothing.

    ``behind`` says that something set apart, such as another raised letter, is right before it.
    """
    found = (_LOWERED if text[at] == "~" else _RAISED).match(text, at)
    if found is None or not (behind or _follows_word(text, at)) or not _says(found["words"]):
        return ""
    following = text[found.end() : found.end() + 1]
    # “2^10+2^20” holds no power of “10+2”.
    if following.isdigit() or (following.isalnum() and not found["words"].isalnum()):
        return ""
    return found["words"]


def doubtful_mark(text: str, at: int, end: int) -> Doubt | None:
    """Return why a run of ``~``, ``^`` or ``=`` is refused; None if it is a plain sign."""
    sign = text[at]
    if sign == "=":
        before = text[at - 1 : at]
        found = _MARKED.match(text, at) if not (before.isalnum() or before == "=") else None
        return _fault("highlighted words (== … ==)", found[0], sign) if found else None
    if sign == "$":
        follows = at and (text[at - 1].isalnum() or text[at - 1] == "$")
        found = None if follows else _MATHS.match(text, at)
        return _fault("a formula", found[0], sign) if found and _FORMULA.search(found[0]) else None
    if sign == "^":
        if found := _NOTE.match(text, at):
            return _fault("a note of pandoc within the text (^[ … ])", found[0], "^[")
        found = (_LONE_RAISED if end - at == 1 else _RAISED_TWICE).match(text, at)
        message = "it is not clear whether this is to be raised"
        return _fault(message, found[0], sign) if found else None
    if end - at > 2:
        closing = text.find(text[at:end], end)
        words = text[at : closing + 3] if closing > 0 and not text[end].isspace() else ""
        return _fault("three or more ~ in a row", words, sign) if words else None
    found = _STRUCK.match(text, at)
    words = found[0] if found else text[at : at + 40]
    return _fault("it is not clear whether this is to be struck through or lowered", words, sign)


def doubtful_brackets(text: str, at: int) -> Doubt | None:
    """Return why brackets that open at a place are refused; None if they are plain.

    The ``!`` of a picture may be right before them.
    """
    if text[at - 1 : at].isalnum():
        return None  # as in x[[1]]
    if found := _WIKI.match(text, at):
        return _fault("a link of a wiki", found[0], "[[")
    if found := _NAMED.match(text, at):
        return _fault("words beside a source, in brackets", found[0], "[")
    return None


def _fault(message: str, words: str, sign: str) -> Doubt:
    shown = " ".join(placeholders.strip(words).split())[:40]
    return ("B223", f"{message}: “{shown}”", _HINTS[sign]), len(words)


def _follows_word(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    return bool(before) and (
        before.isalnum() or before in ")]}*_’'" or before == placeholders.CLOSE
    )


def _says(words: str) -> bool:
    """Return whether there is something in ``words`` to raise: a letter, a digit, a sign."""
    return any(c.isalnum() or c in "+-−±°*†‡" for c in words)
