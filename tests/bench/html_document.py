"""An edition as one HTML document, as a script would write it that knows nothing of fragments.

Page numbers, running heads and markings stand in margin boxes; the contents list asks for its page
numbers by ``target-counter()``. The style sheet is the theme's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

if TYPE_CHECKING:
    from briefing.build.pipeline import ComposedEdition
    from briefing.files.themes import Theme
    from briefing.model.composition import Composition

_PAGE = re.compile(r"<style>(?P<rule>@page.*?)</style>", re.DOTALL)
_BODY = re.compile(r'<body(?: class="(?P<kind>[^"]*)")?>(?P<html>.*)</body>', re.DOTALL)

_LAYOUT = """<!DOCTYPE html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<title>{{ head.title }}</title>
<link rel="stylesheet" href="{{ stylesheet }}">
<style>
{{ page_rule }}
@page {
  @top-left { content: {{ css(running) }} }
  @top-right { content: {{ css(head.marking) }}; font: 600 12pt "Source Sans 3" }
  @bottom-left { content: {{ css(head.as_of) }} }
  @bottom-center { content: counter(page) " / " counter(pages) }
  @bottom-right { content: {{ css(head.marking) }}; font: 600 12pt "Source Sans 3" }
}
@page :first { @top-left { content: none } }
.piece { break-before: page }
.piece:first-child { break-before: auto }
.toc .page::after { content: target-counter(attr(href), page) }
</style>
</head>
<body>
{% for part in parts %}<div class="piece {{ part.kind }}">{{ part.html }}</div>
{% if loop.first and contents %}
<div class="piece contents"><h2>{{ labels.contents }}</h2><nav class="toc"><ol>
{% for entry in contents %}<li class="level-{{ entry.level }}"><span class="no">{{ entry.number }}
</span> <span class="title"><a href="#{{ entry.anchor }}">{{ entry.title }}</a></span>
<a class="page" href="#{{ entry.anchor }}"></a></li>
{% endfor %}</ol></nav></div>
{% endif %}{% endfor %}
</body>
</html>
"""


def html_document(composed: ComposedEdition, theme: Theme, stylesheet: str) -> str:
    """The document of an edition."""
    composition = composed.composition
    head, language = composition.head, composition.edition.language
    rule, bodies = pieces(composition)
    return (
        jinja2.Environment(autoescape=True)
        .from_string(_LAYOUT)
        .render(
            css=_css,
            lang=language,
            head=head,
            running=f"{head.short_title} · {head.length_label}",
            labels=theme.labels_for(language),
            stylesheet=stylesheet,
            page_rule=rule,
            contents=composition.contents,
            parts=[{"kind": body["kind"] or "", "html": linked(body)} for body in bodies],
        )
    )


def pieces(composition: Composition) -> tuple[Markup, list[re.Match[str]]]:
    """The rule of the page, and the bodies of the fragments."""
    bodies = [_BODY.search(fragment.html) for fragment in composition.fragments]
    rule = _PAGE.search(composition.fragments[0].html)
    assert rule is not None
    return Markup(rule["rule"]), [body for body in bodies if body is not None]


def linked(body: re.Match[str]) -> Markup:
    """The HTML of a body, whose links stay in the document."""
    return Markup(body["html"].replace("urn:briefing:", "#"))


def _css(text: str) -> Markup:
    """A text as a string of CSS inside a style element."""
    quoted = re.sub(r'(["\\<])', lambda match: f"\\{ord(match[1]):x} ", text)
    return Markup(f'"{quoted}"')  # what could end the string or the element has just been escaped
