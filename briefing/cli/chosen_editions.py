"""The editions that the arguments of a command ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.cli.options import print_options_in
from briefing.model.errors import UsageError
from briefing.model.findings import nearest
from briefing.model.formats import DEFAULT_FORMAT, FORMATS
from briefing.select.selection import edition_named, editions, make_edition

if TYPE_CHECKING:
    from argparse import Namespace

    from briefing.model.content import Briefing
    from briefing.model.edition import Edition


def chosen_editions(briefing: Briefing, args: Namespace) -> tuple[Edition, ...]:
    """Return the editions of a briefing that ``args`` name.

    Raises:
        UsageError: An audience, length, format, language or file name is unknown.
    """
    if args.pdf:
        named = edition_named(briefing, args.pdf)
        if named is None:
            names = [edition.file_name for edition in editions(briefing)]
            raise UsageError(
                f'no edition is called "{args.pdf}"\n  hint: {nearest(args.pdf, names)}'
            )
        return (named,)
    asked = list(dict.fromkeys(args.format.split(","))) if args.format else []
    if unknown := [name for name in asked if name not in FORMATS]:
        hint = nearest(unknown[0], FORMATS)
        raise UsageError(f'unknown format "{unknown[0]}"\n  hint: {hint}')
    audience, length = _usual(briefing, args)
    print_options = print_options_in(args)
    ones = tuple(  # with --all as well, so that an unknown audience or length is refused
        make_edition(briefing, audience, length, format_, args.lang, args.paper, print_options)
        for format_ in asked or [_usual_format(briefing)]
    )
    if not args.all:
        return ones
    return tuple(
        edition
        for format_ in asked or [""]
        for edition in editions(briefing, args.paper, print_options, format_)
        if (not args.audience or edition.audience == args.audience)
        and (not args.length or edition.length == args.length)
        and (not args.lang or edition.language == args.lang)
    )


def usual_edition(briefing: Briefing, args: Namespace) -> Edition:
    """Return the edition for the audience and length that ``args`` name, or the usual ones; of
    text, if there is that.

    Raises:
        UsageError: The audience or length is unknown.
    """
    return make_edition(briefing, *_usual(briefing, args), _usual_format(briefing))


def _usual(briefing: Briefing, args: Namespace) -> tuple[str, str]:
    lengths = list(briefing.settings.lengths)
    audience = args.audience or next(iter(briefing.settings.audiences))
    return audience, args.length or ("standard" if "standard" in lengths else lengths[-1])


def _usual_format(briefing: Briefing) -> str:
    """Return the format of what is built if none is named: text, or the first that there is."""
    formats = briefing.settings.formats
    return DEFAULT_FORMAT if DEFAULT_FORMAT in formats else formats[0]
