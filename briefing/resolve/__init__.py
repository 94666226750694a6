"""Resolve: a Selection becomes a Document, numbered, cited and with its acronyms explained.

``resolver`` walks what was selected in the order of reading; ``text``, ``deck`` and ``cards`` each
make one kind of body of it. Nothing here knows a layout.
"""

from briefing.resolve.by_format import resolve
from briefing.resolve.card_remarks import never_answered
from briefing.resolve.slide_remarks import never_shown

__all__ = ["never_answered", "never_shown", "resolve"]
