"""Format ``notes``: what the speaker says to each slide, for the speaker alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.formats.slides import SLIDES, SlideFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.model.formats.print_options import PrintOptions


class SpeakerNotes(SlideFormat):
    """The script of a talk, with a picture of each slide and the time it takes."""

    name = "notes"
    prints_narrative = True

    @property
    def shows_blocks_of(self) -> str:
        """The slides are those of the talk."""
        return SLIDES.name

    def label(self, options: PrintOptions, length: str, labels: Mapping[str, str]) -> str:
        """Return the words that also say who they are for."""
        return labels["speaker_notes"]


NOTES = SpeakerNotes()
