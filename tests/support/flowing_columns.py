"""Texts that run through two columns over many pages, and random edits of them."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.compose.column_html import ACROSS, RUNNING
from briefing.model.composition import Fragment
from support.flowing import FlowingText

_SIZES = ("148mm 210mm; margin: 15mm 12mm", "A4; margin: 25mm 18mm 20mm 22mm")
_WIDTHS = ("124mm", "170mm")
_END = "</div>"


@dataclass(slots=True)
class ColumnText(FlowingText):
    """A text in columns that is edited at random; some of its figures and tables are across."""

    def fragment(self) -> Fragment:
        """Return it as a fragment, as `briefing.compose.column_html` writes one."""
        body, line = [RUNNING], 3
        for block in self.blocks:
            html = block.html(line).replace('class="side"', 'class="boxed"')
            if block.kind == "section":  # an element of its own elsewhere
                html = html[html.index("<h2>") :].replace("<h2>", f'<h2 id="s{block.number}">')
            across = block.kind in {"box", "turned page"} or (
                block.kind in {"figure", "table", "tall table", "code"} and block.number % 3 == 0
            )
            body += [_END, ACROSS, html, _END, RUNNING] if across else [html]
            line += 2 + len(block.parts)
        body.append(_END)
        inside = "\n".join(body).replace(f"{RUNNING}\n{_END}", "")
        wide = self.blocks[0].number % 2
        html = (
            "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>first</title>"
            f"<style>@page {{ size: {_SIZES[wide]} }} "
            f":root {{ --across: {_WIDTHS[wide]}; --text-height: 110mm }}</style></head>"
            f'<body class="chapter"><main>{inside}</main></body></html>'
        )
        return Fragment("first", html, ("content/small/sections/first.md",))
