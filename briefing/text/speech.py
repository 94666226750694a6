"""Speaking time: the pace of speech, and minutes as a clock shows them."""

WORDS_A_MINUTE = 140
"""Average pace of speech: 130 to 150."""


def print_clock(minutes: float) -> str:
    """Return minutes and seconds: ``3:30``."""
    seconds = round(minutes * 60)
    return f"{seconds // 60}:{seconds % 60:02d}"
