"""Refuse the syntax by which other tools hide text: it is not read here, and would be printed.

``RULES`` lists what is refused, with the tool and the remedy; what each refuses and what it lets
through is in ``tests/cases/othertools.md``. Each pattern takes time linear in the line's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLOCK = "write “/// audience | …” above it and “///” below, or attributes at its end"
_REMARK = "write remarks to co-authors as <!-- remark -->; to print this, put it in `code`"
_WORDS = 'write [words]{release="…"}, or remove them'
_PLAIN = "remove it, or use attributes; to print this, put it in `code`"
_EDIT = "accept or reject the change; write remarks as <!-- remark -->"


@dataclass(frozen=True, slots=True)
class Rule:
    """A piece of another tool's syntax, and what to write instead."""

    name: str
    """Its name in the test cases."""
    pattern: re.Pattern[str]
    message: str
    """What it is, and the tool that reads it."""
    hint: str


def _rule(name: str, pattern: str, message: str, hint: str) -> Rule:
    return Rule(name, re.compile(pattern), message, hint)


AT_START: tuple[Rule, ...] = (
    _rule("fenced div", r":::", "a block of pandoc, Quarto or Docusaurus (:::)", _BLOCK),
    _rule("admonition", r"!!!\s*(?:[\w\"]|$)", "an admonition of MkDocs (!!!)", _BLOCK),
    _rule("details", r"\?\?\?\+?\s*(?:[\w\"]|$)", "a folded block of MkDocs (???)", _BLOCK),
    _rule(
        "call-out",
        r"(?i:\[!(?:note|tip|important|warning|caution|info|abstract|summary|tldr|todo|success|check|done"
        r"|question|help|faq|failure|fail|missing|danger|error|bug|example|quote|cite|hint|attention)"
        r"\])[-+]?(?:\s|$)",
        "a call-out of GitHub or Obsidian ([!NOTE])",
        "write “/// note | Title” above it and “///” below, without the quote's >",
    ),
    _rule(
        "abbreviation",
        r"\*\[[^\[\]]+\]:\s",
        "an abbreviation of Markdown Extra (*[…]: …)",
        "say in acronyms.yaml what it stands for",
    ),
    _rule("content tab", r"===[!+]? +[\"']", "a tab of MkDocs (===)", _BLOCK),
    _rule("snippet", r"-+8<-+", "a snippet of MkDocs (--8<--)", _PLAIN),
    _rule(
        "asciidoc condition",
        r"(?:ifdef|ifndef|ifeval|endif)::",
        "a condition of AsciiDoc (ifdef::)",
        _BLOCK,
    ),
    _rule("asciidoc include", r"(?:include|tag|end)::\S*\[", "an AsciiDoc directive", _PLAIN),
    _rule(
        "line comment",
        r"//(?!/)(?:\s|\w[\w-]*(?:\s|[|:]|$)|$|-)",
        "an AsciiDoc or Typst comment (//)",
        _REMARK,
    ),
    _rule("rst directive", r"\.\.(?:\s+\S|\s*$)", "a directive or comment of Sphinx (..)", _BLOCK),
    _rule(
        "org keyword", r"#\+[A-Za-z]\w*(?:\s*:|\s|$)", "a keyword of Org mode (#+BEGIN…)", _BLOCK
    ),
    _rule(
        "org drawer",
        r":(?:PROPERTIES|LOGBOOK|END):\s*$",
        "a drawer of Org mode (:PROPERTIES:)",
        _PLAIN,
    ),
    _rule(
        "preprocessor",
        r"#(?:ifn?def|if|elif|else|elseif|endif|end|hide|comment)(?:[\s(\[]|$)|#\*",
        "a condition of Typst, Velocity or the C preprocessor (#if)",
        _BLOCK,
    ),
    _rule("textile comment", r"#{3}\.{1,2}\s", "a comment of Textile (###.)", _REMARK),
    _rule(
        "template line",
        r"%\s*(?:if|elif|else|endif|for|endfor|while|endwhile|def|block)\b[^%]*:?\s*$",
        "a line of Mako (% if)",
        _BLOCK,
    ),
    _rule(
        "blade line",
        r"@(?:if|elseif|else|unless|endunless|endif|auth|guest|can|env)\s*(?:\(|$)",
        "a line of Blade or Razor (@if)",
        _BLOCK,
    ),
    _rule(
        "texinfo line",
        r"@(?:c|comment|ignore|ifset|ifclear|iftex|ifinfo|ifhtml|end)\s+\S",
        "a line of Texinfo (@c)",
        _REMARK,
    ),
    _rule("troff line", r"[.']\\\"|\.(?:ig|if|ie)(?:\s|$)", 'a line of troff (.\\")', _REMARK),
    _rule("pod block", r"=(?:begin|end|for|pod|cut)(?:\s|$)", "a block of Perl (=begin)", _BLOCK),
    _rule("presenter note", r"\^ +\S", "a presenter note of Deckset (^)", "write “/// notes”"),
    _rule(
        "link comment",
        r"\[(?:comment|//|_|\.|\s*)\]:\s*(?:#|<>)",
        "a comment written as a link definition ([//]: #)",
        _REMARK,
    ),
)
"""Matched where the words of a line begin: after indentation, bullets and quote markers."""

ANYWHERE: tuple[Rule, ...] = (
    _rule("template tag", r"\{%", "a tag of Jinja, Liquid or Twig ({% … %})", _BLOCK),
    _rule(
        "heading id",
        r"(?<!\])\{#[\w-]+(?:\s+(?:[.#]|[\w-]+=)[^{}#]*)?\}",
        "an id of pandoc ({#id})",
        "write {: #id }",
    ),
    _rule(
        "template comment",
        r"(?<!\])\{#",
        "a comment or block of Jinja or Svelte ({# … #})",
        _REMARK,
    ),
    _rule(
        "shortcode",
        r"\{\{[-~]?\s*[<%]",
        "a shortcode of Quarto or Hugo ({{< … >}})",
        "write what it would print; ours are {{ fact }}",
    ),
    _rule(
        "handlebars",
        r"\{\{[-~]?\s*(?:[!#/^>&*@.\-]|(?:if|else|range|with|unless|each|template)\s+[^}\s])",
        "a tag of Handlebars or Hugo ({{# … }})",
        _BLOCK,
    ),
    _rule("mdx comment", r"\{\s*/\*", "a comment of MDX ({/* … */})", _REMARK),
    _rule("smarty comment", r"\{\*\s", "a comment of Smarty ({* … *})", _REMARK),
    _rule(
        "smarty tag",
        r"\{(?:if|elseif|foreach|unless)\s[^{}]*[$=!(]|\{/(?:if|foreach|literal|unless)\}|\{(?:else|literal)\}",
        "a tag of Smarty ({if …})",
        _BLOCK,
    ),
    _rule("critic addition", r"\{\+\+", "an addition in CriticMarkup ({++ … ++})", _EDIT),
    _rule("critic deletion", r"\{--", "a deletion in CriticMarkup ({-- … --})", _EDIT),
    _rule("critic substitution", r"\{~~", "a change in CriticMarkup ({~~ … ~> … ~~})", _EDIT),
    _rule("critic comment", r"\{>>", "a comment in CriticMarkup ({>> … <<})", _REMARK),
    _rule("critic highlight", r"\{==", "a highlight in CriticMarkup ({== … ==})", _EDIT),
    _rule(
        "class attribute",
        r"(?<!\])\{\s*\.[A-Za-z][\w-]*",
        "a class of pandoc ({.class})",
        'write {: release="…" }, or {: .wide } for what is wide',
    ),
    _rule("unnumbered", r"\{-\}", "an attribute of pandoc ({-})", _PLAIN),
    _rule("kramdown extension", r"\{::|\{:/", "an extension of kramdown ({::comment})", _REMARK),
    _rule(
        "obsidian comment",
        r"(?<![\d%])(?<!\d )%%(?!%)",
        "a comment of Obsidian (%% … %%)",
        _REMARK,
    ),
    _rule("spoiler", r"(?:^|(?<=\s))>!(?=[^\s\[])", "a spoiler of Reddit (>! … !<)", _WORDS),
    _rule(
        "spoiler bars",
        # Empty table cells also have two bars between them, but then the row has single bars too.
        r"(?<![|\w])\|\|(?=[^\s|])[^|]{1,400}(?<=[^\s|])\|\|(?![|\w])",
        "a spoiler of Discord or Telegram (||…||)",
        _WORDS,
    ),
    _rule("diff brackets", r"\[([+-]) [^\[\]]* \1\]", "a change of GitLab ([+ … +])", _EDIT),
    _rule(
        "block comment",
        r"(?<![\w/.*])/\*+(?=[\s\w])",
        "a comment of CSS or Typst (/* … */)",
        _REMARK,
    ),
    _rule("razor comment", r"(?<!\w)@\*(?=[\s\w])", "a comment of Razor (@* … *@)", _REMARK),
    _rule(
        "tiddlywiki comment", r"(?<!\w)/%(?=[\s\w])", "a comment of TiddlyWiki (/% … %/)", _REMARK
    ),
    _rule(
        "server page",
        r"<%(?=[\s=\-#@!A-Za-z])|<\?(?=[a-z=])",
        "a tag of a server page (<% … %>)",
        _BLOCK,
    ),
    _rule("freemarker", r"</?#[a-zA-Z-]|<@\w", "a tag of FreeMarker (<#if>)", _BLOCK),
    _rule(
        "near comment",
        r"<!(?!--)(?:\s*[-\u2010-\u2015]|[\[A-Za-z])|<\s+!\s*-",
        "this looks like a remark but is not one",
        "write a remark to co-authors as <!-- remark -->",
    ),
    _rule(
        "latex condition",
        r"(?<![\w:\\./])\\(?:iffalse|iftrue|if[a-z]+|fi)(?![A-Za-z])",
        "a condition of LaTeX (\\iffalse)",
        _BLOCK,
    ),
    _rule(
        "latex block",
        r"(?<![\w:\\./])\\(?:(?:begin|end|note|todo|hide|comment|phantom)\s*\{|only\s*<)",
        "a command of LaTeX (\\begin{comment})",
        _BLOCK,
    ),
    _rule(
        "latex formula",
        r"\\\((?=[^\n]{1,400}?\\\))",
        "a formula of LaTeX (\\( … \\))",
        "write it in words, or as a picture; to print this, put it in `code`",
    ),
    _rule("noexport", r":(?:noexport|ARCHIVE):", "a tag of Org mode (:noexport:)", _BLOCK),
)
"""Matched anywhere in a line."""

AT_BLOCK_START: tuple[Rule, ...] = (
    _rule("latex comment", r"%(?:\s|[A-Za-z])", "a comment of LaTeX (%)", _REMARK),
)
"""Matched only where a block begins: further down, a line of prose may begin like that."""

RULES = (*AT_START, *ANYWHERE, *AT_BLOCK_START)

_PREFIX = re.compile(r"(?: |>(?!!)|[-*+] +|\d+[.)] +)*")
_FIRST = frozenset(":!?=-ieat/.#%@'^[*")
_SIGNS = re.compile(r"[{%<\\@]|~~|>!|/\*|\|\||\[[+-] |:noexport:|:ARCHIVE:")


_HTML_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_INSTEAD = {
    "br": "end the line with \\ or two spaces",
    **dict.fromkeys(("sub", "sup"), "write H~2~O or x^2^"),
    **dict.fromkeys(("b", "strong"), "write **bold**"),
    **dict.fromkeys(("i", "em"), "write *slanted*"),
    **dict.fromkeys(("s", "del", "strike"), "write ~~struck through~~"),
    **dict.fromkeys(("code", "kbd", "tt", "samp"), "write `code`"),
    "pre": "put the code between lines of ```",
    "a": "write [words](https://…)",
    "img": "write ![what it shows](figures/file.png)",
    "hr": "use a heading",
    **dict.fromkeys(("table", "tr", "td", "th"), "write the table with | bars |"),
    **dict.fromkeys(("ul", "ol", "li"), "write the list with - or 1."),
}


def instead_of_html(tag: str) -> str:
    """Return what to write in place of a tag of HTML."""
    name = _HTML_NAME.match(tag)
    markdown = _INSTEAD.get(name[1].lower() if name else "", "")
    return markdown or "use Markdown, a “/// block” or attributes"


def foreign(line: str, *, begins: bool) -> tuple[Rule, str] | None:
    """Return the first rule that ``line`` breaks, with the words from there on.

    Code and URLs of the line are covered. ``begins`` says that no line of its block is above it.
    """
    prefix = _PREFIX.match(line)
    start = prefix.end() if prefix else 0
    if line[start : start + 1] in _FIRST and start < len(line):
        for rule in (*AT_START, *AT_BLOCK_START) if begins else AT_START:
            if rule.pattern.match(line, start):
                return rule, line[start:]
    return foreign_within(line)


def foreign_within(line: str) -> tuple[Rule, str] | None:
    """Return the first rule that ``line`` breaks anywhere in it, with the words from there on."""
    if not _SIGNS.search(line):
        return None
    found = [(match.start(), rule) for rule in ANYWHERE if (match := rule.pattern.search(line))]
    start, rule = min(found, key=lambda pair: pair[0], default=(0, None))
    return (rule, line[start:]) if rule else None
