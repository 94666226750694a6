"""A picture that cannot be printed as it is: what is wrong with its file, and what to do."""

from __future__ import annotations


class UnusablePicture(ValueError):
    """Says what is wrong, of “this picture”, and what to do about it."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.remedy = remedy


class UnusableSvg(UnusablePicture):
    """The same of an SVG picture, whose file is text with lines of its own."""

    def __init__(self, fault: str, remedy: str, line: int = 0) -> None:
        super().__init__(fault, remedy)
        self.line = line


def cut_short(kind: str) -> UnusablePicture:
    """A file that ends before its picture does."""
    return UnusablePicture(
        f"this {kind} picture is cut short: the end of its file is missing",
        "copy or export it again",
    )


def damaged(kind: str) -> UnusablePicture:
    """A file that is not what it says it is."""
    return UnusablePicture(f"this {kind} picture is damaged", "open it and save it again")


_MOST_PIXELS = 80_000_000


def check_area(width: int, height: int) -> None:
    """Raises UnfitPicture for more dots than any page has a use for: a few bytes may stand for any
    number of them, and each takes memory where it is drawn."""
    if not (width and height):
        raise UnusablePicture("this picture has no width or no height", "open it and save it again")
    if width * height > _MOST_PIXELS:
        raise UnusablePicture(
            f"this picture has {width:,} × {height:,} pixels, more than can be printed",
            f"save a smaller version: {_MOST_PIXELS:,} pixels are more than an A1 poster shows",
        )
