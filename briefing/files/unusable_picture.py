"""Errors for a picture that cannot be printed as it is: what is wrong with it, and what to do."""

from __future__ import annotations


class UnusablePicture(ValueError):
    """A picture that cannot be printed: a fault that begins with “this picture”, and a remedy."""

    line = 0
    """The line of the fault, where the picture is text and the line is known."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.remedy = remedy


class UnusableSvg(UnusablePicture):
    """An SVG picture that cannot be printed, with the line of the fault where it is known."""

    def __init__(self, fault: str, remedy: str, line: int = 0) -> None:
        super().__init__(fault, remedy)
        self.line = line


def cut_short(kind: str) -> UnusablePicture:
    """Return the fault of a file that ends before its picture does."""
    return UnusablePicture(
        f"this {kind} picture is cut short: the end of its file is missing",
        "copy or export it again",
    )


def damaged(kind: str) -> UnusablePicture:
    """Return the fault of a file that is not valid."""
    return UnusablePicture(f"this {kind} picture is damaged", "open it and save it again")


_MOST_PIXELS = 80_000_000


def check_area(width: int, height: int) -> None:
    """Raise UnusablePicture for an empty picture, or one with more pixels than any page can use.

    A few compressed bytes may stand for any number of pixels, and each takes memory when drawn.
    """
    if not (width and height):
        raise UnusablePicture("this picture has no width or no height", "open it and save it again")
    if width * height > _MOST_PIXELS:
        raise UnusablePicture(
            f"this picture has {width:,} × {height:,} pixels, more than can be printed",
            f"save a smaller version: {_MOST_PIXELS:,} pixels are more than an A1 poster shows",
        )
