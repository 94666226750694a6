"""Words a reader's texts avoid: jargon, and terms that take a side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.checks.subject import running_text
from briefing.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.checks.subject import Subject


def avoided_words(subject: Subject) -> Iterator[Finding]:
    """Each use of a word that an edition's reader is to be spared; quotations are not ours."""
    briefing = subject.briefing
    for selection in subject.selections:
        name = selection.edition.audience
        avoid = briefing.settings.audiences[name].avoid
        if not avoid:
            continue
        words = "|".join(re.escape(word) for word in sorted(avoid, key=len, reverse=True))
        pattern = re.compile(rf"(?<![\w-])({words})(?![\w-])", re.IGNORECASE)
        plainer = {word.casefold(): instead for word, instead in avoid.items()}
        for section in selection.sections:
            for block in running_text(section):
                if block.quoted:
                    continue
                for match in pattern.finditer(block.text(briefing)):
                    instead = plainer[match[1].casefold()]
                    message = f'"{match[1]}" is a word that texts for "{name}" avoid'
                    hint = f"write “{instead}”" if instead else "write it another way"
                    yield Finding(section.place(block.line), "C302", message, hint)
