"""Read ``&amp;`` and the like, as HTML 5 and CommonMark (6.2) define them."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from briefing.load.markdown import placeholders

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_KEPT = re.compile(rf"\\[!-/:-@\[-`{{-~]|{ENTITY.pattern}")


def character_of(entity: str) -> str:
    """Return the characters an entity stands for; itself if it stands for none that is printed."""
    # A name counts as a whole: `unescape` also finds “&not” at the start of “&notes;”.
    found = unescape(entity) if entity[1] == "#" else html5.get(entity[1:], "")
    return entity if not found or placeholders.RESERVED.search(found) else found


def without_entities(text: str) -> str:
    """Return the text with its entities as characters; those after a backslash stay as written."""
    if "&" not in text:
        return text
    return _KEPT.sub(lambda m: m[0] if m[0][0] == "\\" else character_of(m[0]), text)
