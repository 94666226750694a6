"""Writes a tree of `support.twins` as the folder of a briefing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.twins import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from support.twins import Block, Chapter, Mark, Paper, Piece

_AROUND = {
    "em": ("*", "*"),
    "strong": ("**", "**"),
    "struck": ("~~", "~~"),
    "quote": ('"', '"'),
    "paren": ("(", ")"),
}
CONTAINERS = frozenset(
    {"audience", "note", "side", "key-messages", "number", "table", "figure", "slide", "column"}
    | {"notes", "qa", "pressed", "background"}
)


def written(paper: Paper) -> dict[str, str | bytes]:
    """The files of a briefing, by their paths in its folder."""
    files: dict[str, str | bytes] = {
        "briefing.yaml": _settings(paper),
        "facts.yaml": _table(paper.facts),
        "sources.yaml": _table(paper.sources),
        "acronyms.yaml": _table(paper.acronyms),
        **paper.files,
    }
    for chapter in paper.chapters:
        files[f"sections/{chapter.id}.md"] = _chapter(chapter)
    return files


def _table(entries: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in entries.items()) or "{}\n"


def _settings(paper: Paper) -> str:
    lines = ["title: A paper", "as_of: 2026-11-23", "owner: The desk", "releases:"]
    lines += [
        f'  - {{name: {name}, marking: "TLP:{name.upper()}", note: Note of {name}.}}'
        for name in paper.levels
    ]
    lines += [f"default_release: {paper.levels[0]}", "audiences:"]
    for name, audience in paper.audiences.items():
        lines += [f"  {name}:", f"    label: the {name}", f"    clearance: {audience.clearance}"]
        lines += [f"    includes: [{', '.join(audience.includes)}]"] if audience.includes else []
        lines += [f"    title: {audience.title}"] if audience.title else []
        lines += [f"    standfirst: {audience.standfirst}"] if audience.standfirst else []
        lines += ["    notes: true"] if audience.notes else []
        ids = {chapter.id for chapter in paper.chapters}
        order = [name for name in audience.order if name in ids]
        lines += [f"    order: [{', '.join(order)}]"] if order else []
    lines += ["lengths:", *(f"  {name}: {text}" for name, text in paper.lengths.items())]
    lines += ["formats: [pack, slides, handout, notes, cards]"]
    lines += [f"cards: {{pressed: {paper.cards[0]}, background: {paper.cards[1]}}}"]
    lines += [f"sections: [{', '.join(chapter.id for chapter in paper.chapters)}]"]
    return "\n".join(lines) + "\n"


def _chapter(chapter: Chapter) -> str:
    head = [f"title: {json.dumps(line(chapter.title))}"]
    if chapter.titles_for:
        head.append("title_for:")
        head += [f"  {name}: {json.dumps(line(words))}" for name, words in chapter.titles_for]
    shorter = dict(chapter.short_titles)
    if "" in shorter:
        head.append(f"short_title: {json.dumps(line(shorter.pop('')))}")
    if shorter:
        head.append("short_title_for:")
        head += [f"  {name}: {json.dumps(line(words))}" for name, words in shorter.items()]
    head += [f"{name}: {value}" for name, value in chapter.options]
    head += [f'{name}: "{value}"' for name, value in (chapter.mark.items() if chapter.mark else ())]
    notes = "".join(
        f"[^{name}]: {line(words)}{_mark(mark, below=False)}\n\n"
        for name, words, mark in chapter.notes
    )
    body = "\n\n".join(_blocks(chapter.blocks, 0))
    return "---\n" + "\n".join(head) + f"\n---\n{notes}{body}\n"


# ── words ────────────────────────────────────────────────────────────────────────────────────


def line(pieces: Sequence[Piece]) -> str:
    """Pieces as they stand in a line, or in lines where one is broken."""
    out = ""
    before = ""
    for piece in pieces:
        apart = out and not piece.glued and "break" not in {piece.kind, before}
        out += (" " if apart else "") + _piece(piece)
        before = piece.kind
    return out


def _piece(piece: Piece) -> str:
    inner = line(piece.pieces)
    if piece.kind == "span":
        assert piece.mark is not None
        return f"[{inner}]{{{_conditions(piece.mark)}}}"
    if piece.kind == "link":
        return f"[{inner}]({piece.text})"
    if piece.kind in _AROUND:
        before, after = _AROUND[piece.kind]
        return before + inner + after
    return {
        "word": piece.text,
        "code": f"`{piece.text}`",
        "fact": f"{{{{ {piece.text} }}}}",
        "cite": f"[{piece.text}]",
        "ref": f"[](#{piece.text})",
        "note": f"[^{piece.text}]",
        "break": "  \n",
    }[piece.kind]


def _conditions(mark: Mark) -> str:
    return " ".join(f'{name}="{value}"' for name, value in mark.items())


def _mark(mark: Mark | None, id_: str = "", *, below: bool) -> str:
    parts = [f"#{id_}"] if id_ else []
    parts += [_conditions(mark)] if mark and list(mark.items()) else []
    if not parts:
        return ""
    return ("\n" if below else " ") + "{: " + " ".join(parts) + " }"


# ── blocks ───────────────────────────────────────────────────────────────────────────────────


def _blocks(blocks: Sequence[Block], depth: int) -> Iterator[str]:
    """Each block as text, headings before what is under them."""
    for block in blocks:
        if block.kind == "head":
            mark = _mark(block.mark, block.id, below=False)
            yield f"{block.option('level')} {line(block.pieces)}{mark}"
            yield from _blocks(block.blocks, depth)
        elif block.kind in CONTAINERS:
            yield _container(block, depth)
        else:
            yield _plain(block)


def _plain(block: Block, *, loose: bool = False) -> str:
    mark = _mark(block.mark, block.id, below=block.below)
    below = _mark(block.mark, block.id, below=True)
    if block.kind == "p":
        text = line(block.pieces) + mark
    elif block.kind == "picture":
        text = f"![{block.option('alt')}]({block.option('src')}){mark}"
    elif block.kind == "code":
        text = f"```\n{block.option('text')}\n```{below}"
    elif block.kind == "grid":
        text = _grid(block) + below
    elif block.kind == "quote":
        inner = "\n\n".join(_plain(b) for b in block.blocks)
        text = "\n".join(f"> {words}".rstrip() for words in inner.split("\n")) + below
    elif block.kind == "dl":
        text = "\n\n".join(map(_entry, block.blocks))
    else:
        # Lists within lists are all written with lines between their items, or none is.
        loose = loose or any(b.option("loose") or b.kind == "p" for b in walk([block]))
        text = "\n".join(_items(block, loose=loose)) + below
    return text


def _items(block: Block, *, loose: bool) -> Iterator[str]:
    first = int(str(block.option("start") or 1))
    for number, item in enumerate(block.blocks, start=first):
        bullet = "-   " if block.kind == "ul" else f"{number}.".ljust(4)
        text = line(item.pieces) + _mark(item.mark, below=False)
        inner = [_plain(b, loose=loose) for b in item.blocks]
        gap = "\n\n" if loose else "\n"
        whole = gap.join([text, *inner]).replace("\n", "\n    ").replace("\n    \n", "\n\n")
        ends = number - first + 1 == len(block.blocks)
        yield f"{bullet}{whole}" + ("\n" if loose and not ends else "")


def _entry(block: Block) -> str:
    term = line(block.pieces) + _mark(block.mark, below=False)
    gap = "\n\n" if block.option("loose") else "\n"
    words = (line(b.pieces).replace("\n", "\n    ") for b in block.blocks)
    marks = (_mark(b.mark, below=False) for b in block.blocks)
    return term + "".join(f"{gap}:   {w}{m}" for w, m in zip(words, marks, strict=True))


def _grid(block: Block) -> str:
    rules = {"left": ":--", "right": "--:", "center": ":-:", "none": "---"}
    aligns = str(block.option("aligns")).split()
    lines = []
    for row in block.blocks:
        lines.append(f"| {' | '.join(line(cell.pieces) for cell in row.blocks)} |")
        if row.kind == "heads":
            lines.append("|" + "|".join(rules[a] for a in aligns) + "|")
        else:
            lines[-1] += _mark(row.mark, below=False)
    return "\n".join(lines)


def _container(block: Block, depth: int) -> str:
    strokes = "/" * (3 + depth)
    words = block.option("argument") if block.kind == "audience" else line(block.pieces)
    head = f"{strokes} {block.kind}" + (f" | {words}" if words else "")
    options = [f"    id: {block.id}"] if block.id else []
    for name, value in block.options:
        if name not in {"argument", "chart"}:
            text = value if isinstance(value, str) else json.dumps(line(value))
            options.append(f"    {name}: {text}")
    options += [
        f'    {name}: "{value}"'
        for name, value in (block.mark.items() if block.mark else ())
        if not (name == "audience" and block.kind == "audience")
    ]
    body = "\n\n".join(_blocks(block.blocks, depth + 1))
    fence = str(block.option("chart"))
    return "\n".join([head, *options, "", fence, body, strokes])
