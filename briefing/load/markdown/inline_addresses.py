"""Links that are their own words: addresses in angle brackets, and bare ones of web and mail."""

from __future__ import annotations

import xml.etree.ElementTree as etree

from briefing.load.markdown.bare_addresses import MAIL, href, is_mail
from briefing.load.markdown.inline_emphasis import Part, atomic, filled, joined


def bare(words: str, address: str = "") -> etree.Element:
    """Return the link of an address that is printed as it is."""
    address = address or href(words)
    if "@" in words and "://" not in address:
        address = f"mailto:{address.removeprefix('mailto:')}"
    return atomic(etree.Element("a", {"href": address, "bare": "yes"}), words)


def unlinked(parts: list[Part]) -> list[Part]:
    """Return the words of a link without the links that bare addresses in them would be."""
    out: list[Part] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif part.get("bare"):
            out.append(part.text or "")
        else:
            inner = joined(unlinked(_parts_of(part)))
            for child in list(part):
                part.remove(child)
            if part.tag != "code":
                part.text = None
                filled(part, inner)
            out.append(part)
    return out


def _parts_of(element: etree.Element) -> list[Part]:
    parts: list[Part] = [element.text or ""]
    for child in element:
        tail, child.tail = child.tail or "", None
        parts += [child, tail]
    return parts


def with_mail(parts: list[Part]) -> list[Part]:
    """Return ``parts`` with the mail addresses in their words as links."""
    out: list[Part] = []
    for part in parts:
        if isinstance(part, str):
            out += _mail_in(part)
        elif part.tag in {"a", "code", "img", "br"}:
            out.append(part)
        else:
            inner = with_mail(_parts_of(part))
            for child in list(part):
                part.remove(child)
            part.text = None
            out.append(filled(part, inner))
    return joined(out)


def _mail_in(words: str) -> list[Part]:
    if "@" not in words:
        return [words]
    out: list[Part] = []
    end = 0
    for found in MAIL.finditer(words):
        if is_mail(found[0]):
            out += [words[end : found.start()], bare(found[0])]
            end = found.end()
    return [*out, words[end:]]
