"""YAML with line numbers, validated by pydantic models: every error has a file and a line.

Values are read by the core schema of YAML 1.2, with dates and merge keys (``yaml_scalars``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from briefing.files.characters import cleaned
from briefing.files.setting_faults import setting_at, setting_fault
from briefing.files.yaml_faults import in_words
from briefing.files.yaml_scalars import (
    DATE,
    MERGE,
    NUMBERS,
    TAG,
    TAGS,
    CoreLoader,
    FastCoreLoader,
    doubtful,
    scalar,
)
from briefing.model.errors import ContentError
from briefing.model.findings import Finding, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KeyPath = tuple[str | int, ...]
_Model = TypeVar("_Model", bound=BaseModel)

_MAX_CHARACTERS = 2_100_000
_MAX_NODES = 100_000
"""Values of a short text: a few bytes of YAML can name billions of them by aliases. A longer text
may have as many as characters, which are more than it can write out."""
_DEEPEST = 100
"""Levels of nesting that are parsed in C, which is eight times as fast as Python. Far more of them
would overflow the C stack and end the process, where Python raises RecursionError."""
_MAX_IN_PYTHON = 200_000
"""Longest malformed text, in characters, that is parsed again in Python for a better message."""


class YamlFile:
    """The data of a YAML text, with the line of every key."""

    def __init__(self, data: Any, lines: Mapping[KeyPath, int]) -> None:
        self.data = data
        self._lines = lines

    def by_key(self) -> dict[str, int]:
        """Return the line of each key, as ``outer.inner``."""
        return {".".join(map(str, path)): line for path, line in self._lines.items() if path}

    def with_data(self, data: Any) -> YamlFile:
        """Return it with other ``data``, a part of its own."""
        return YamlFile(data, self._lines)

    def line(self, path: KeyPath) -> int:
        """Return the line, from 1, of the value at ``path``, or of its nearest parent."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def read_yaml(text: str, path: str, offset: int = 0) -> tuple[YamlFile, list[Finding]]:
    """Parse a YAML text.

    Args:
        text: the YAML.
        path: the file it is from, for findings.
        offset: number of lines before it in that file.

    Returns:
        The data, empty if malformed; and findings.
    """
    if len(text) > _MAX_CHARACTERS:
        problem = f"{len(text):,} characters; the limit is {_MAX_CHARACTERS:,}"
        return YamlFile({}, {}), [_malformed(path, 1 + offset, problem)]
    if odd := yaml.SafeLoader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, odd.start()) + 1 + offset
        problem = f"the character U+{ord(odd[0]):04X} is not allowed in YAML"
        return YamlFile({}, {}), [_malformed(path, line, problem)]
    reader: _DataBuilder | None = None
    findings: list[Finding] = []
    try:
        reader = _DataBuilder(text, path, offset)
        findings = reader.findings
        data = reader.read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "quoted" in (
            error.context or ""
        ):  # where the quotes are opened, not where the file ends
            mark = error.context_mark
        line = (mark.line if mark else 0) + 1 + offset
        findings.append(_malformed(path, line, error.problem or "not YAML"))
        data = {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = str(error).splitlines()[0] if str(error) else "nested too deeply"
        findings.append(_malformed(path, 1 + offset, message))
        data = {}
    finally:
        if reader is not None:
            reader.loader.dispose()
    return YamlFile(data, reader.lines if reader is not None else {}), findings


def read_own(text: str, path: str) -> Any:
    """Return the data of a YAML file of the templates; raises ContentError."""
    file, findings = read_yaml(text, path)
    if findings:
        raise ContentError(findings)
    return file.data


def _loader(text: str) -> yaml.SafeLoader:
    """Return the C loader for a valid text, else the Python loader, which has better messages."""
    try:
        fault = None if _is_shallow(text) else yaml.YAMLError("nested too deeply")
    except yaml.YAMLError as error:
        fault = error
    if fault is None:
        return FastCoreLoader(text)
    if len(text) > _MAX_IN_PYTHON:
        raise fault
    return CoreLoader(text)


def _is_shallow(text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=FastCoreLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return False
    return True


class _DataBuilder:
    """Builds plain data from YAML nodes, which know their lines."""

    def __init__(self, text: str, path: str, offset: int) -> None:
        self.loader = _loader(text)
        self.path = path
        self.offset = offset
        self.lines: dict[KeyPath, int] = {}
        self.findings: list[Finding] = []
        self._left = max(_MAX_NODES, len(text))

    def read(self) -> Any:
        """Return the data of the whole text; raises yaml.YAMLError."""
        root = self.loader.get_single_node()
        return self._build(root, ()) if root is not None else {}

    def _line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + 1 + self.offset

    def _build(self, node: yaml.Node, at: KeyPath) -> Any:
        self._left -= 1
        if self._left < 0:
            raise yaml.YAMLError("too many values; are aliases nested?")
        self.lines.setdefault(at, self._line(node))
        if node.tag not in TAGS:
            raise _fault(node, f"“{node.tag.replace(TAG, '!!'):.40}” is not read here")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(item, (*at, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # there is no other kind
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, at: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in self._entries(node):
            key = key_node.value
            self.lines[(*at, key)] = self._line(key_node)
            data[key] = self._build(value_node, (*at, key))
        return data

    def _entries(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        """Yield the keys and values of a mapping: its own, then those it takes by ``<<``."""
        known: set[str] = set()
        merged: list[yaml.MappingNode] = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _fault(key_node, "a key must be a single value, not a list or a mapping")
            if key_node.value in known:
                place = Location(self.path, self._line(key_node))
                message = f'"{key_node.value}" is given twice'
                self.findings.append(Finding(place, "B104", message, "keep one of them"))
            known.add(key_node.value)
            if key_node.tag == MERGE:
                merged += self._merged(value_node)
            else:
                yield key_node, value_node
        for other in merged:
            for key_node, value_node in self._entries(other):
                if key_node.value not in known:
                    known.add(key_node.value)
                    yield key_node, value_node

    def _merged(self, node: yaml.Node) -> list[yaml.MappingNode]:
        """Return the mappings that a ``<<`` names, which must be one or a list of them."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        self._left -= len(nodes)
        if self._left < 0:
            raise yaml.YAMLError("too many values; are aliases nested?")
        if not all(isinstance(part, yaml.MappingNode) for part in nodes):
            raise _fault(node, "“<<” takes the entries of another mapping: write “<<: *its-anchor”")
        return list(nodes)

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        if node.tag == MERGE:
            raise _fault(node, "“<<” is no value: put it in quotes if these two signs are meant")
        if fault := doubtful(node):
            place = Location(self.path, self._line(node))
            self.findings.append(Finding(place, "B104", *fault))
        try:
            return _printable(scalar(node, self.loader))
        except ValueError as error:  # an impossible date, a number too long
            raise _fault(node, _unreadable(node, error)) from error
        except (ArithmeticError, LookupError, AttributeError) as error:  # “!!bool maybe”
            raise _fault(node, f"“{node.value:.60}” does not match its tag") from error


def _unreadable(node: yaml.ScalarNode, error: ValueError) -> str:
    if node.tag == DATE:
        return f"there is no day {node.value:.60}"
    if node.tag in NUMBERS:
        return f"“{node.value:.60}” is no number, or too long for one"
    return f"“{node.value:.60}” cannot be read: {error!s:.200}"


def _printable(value: Any) -> Any:
    """Return the value of a scalar, text in NFC; raises ValueError for what cannot be printed.

    An escape may stand for any character.
    """
    if not isinstance(value, str):
        return value
    text, odd = cleaned(value)
    if refused := next((one for one in odd if one.refused), None):
        raise ValueError(f"it has the character {refused}")
    return text


def _fault(node: yaml.Node, problem: str) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def _malformed(path: str, line: int, problem: str) -> Finding:
    return Finding(Location(path, line), "B104", *in_words(problem))


def validate(
    model: type[_Model], source: YamlFile, path: str, at: KeyPath = ()
) -> tuple[_Model | None, list[Finding]]:
    """Validate data against a pydantic model.

    Args:
        model: the model.
        source: the data of a file.
        path: the file, for findings.
        at: keys of the value in the file that is validated; the whole file if empty.

    Returns:
        The model and no findings, or None and a finding for each error.
    """
    data = source.data
    for key in at:
        data = data[key]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        faults = error.errors()
        # A list without one of its entries is also “too short”: that entry has been told.
        inner = {fault["loc"][:end] for fault in faults for end in range(len(fault["loc"]))}
        told = (f for f in faults if f["type"] != "too_short" or f["loc"] not in inner)
        found = (_finding(model, fault, source, path, at) for fault in told)
        return None, list(dict.fromkeys(found))


def _finding(
    model: type[BaseModel], fault: Any, source: YamlFile, path: str, at: KeyPath
) -> Finding:
    place = Location(path, source.line((*at, *setting_at(model, fault))))
    return Finding(place, "B105", *setting_fault(model, fault))
