"""YAML with line numbers, validated by pydantic models: every error has a file and a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from briefing.files.characters import cleaned
from briefing.model.findings import Finding, Location, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

KeyPath = tuple[str | int, ...]
_NUMBERS = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"})
_Model = TypeVar("_Model", bound=BaseModel)

_MAX_CHARACTERS = 2_100_000
_MAX_NODES = 100_000  # a few bytes of YAML can name billions of values by aliases
_DEEPEST = 100
"""Levels of nesting that are parsed in C, which is eight times as fast as Python. Far more of them
would overflow the C stack and end the process, where Python raises RecursionError."""
_MAX_IN_PYTHON = 200_000
"""Longest malformed text, in characters, that is parsed again in Python for a better message."""
_FAST: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlFile:
    """The data of a YAML text, with the line of every key."""

    def __init__(self, data: Any, lines: Mapping[KeyPath, int]) -> None:
        self.data = data
        self._lines = lines

    def by_key(self) -> dict[str, int]:
        """Return the line of each key, as ``outer.inner``."""
        return {".".join(map(str, path)): line for path, line in self._lines.items() if path}

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


def _loader(text: str) -> yaml.SafeLoader:
    """Return the C loader for a valid text, else the Python loader, which has better messages."""
    try:
        fault = None if _is_shallow(text) else yaml.YAMLError("nested too deeply")
    except yaml.YAMLError as error:
        fault = error
    if fault is None:
        return _FAST(text)
    if len(text) > _MAX_IN_PYTHON:
        raise fault
    return yaml.SafeLoader(text)


def _is_shallow(text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=_FAST):
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
        self._left = _MAX_NODES

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
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(item, (*at, i)) for i, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, at: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _fault(key_node, "a key must be a single value, not a list or a mapping")
            key = str(self._scalar(key_node))
            if key in data:
                place = Location(self.path, self._line(key_node))
                message = f'"{key}" is given twice'
                self.findings.append(Finding(place, "B104", message, "keep one of them"))
            self.lines[(*at, key)] = self._line(key_node)
            data[key] = self._build(value_node, (*at, key))
        return data

    def _scalar(self, node: yaml.Node) -> Any:
        if node.tag in _NUMBERS and ":" in node.value:
            return node.value  # YAML 1.1 reads “1:30” as ninety
        try:
            return _printable(self.loader.construct_object(node, deep=True))
        except ValueError as error:  # an impossible date, a number too long
            raise _fault(node, f"“{node.value:.60}” cannot be read: {error!s:.200}") from error
        except (ArithmeticError, LookupError, AttributeError) as error:  # “!!bool maybe”
            raise _fault(node, f"“{node.value:.60}” does not match its tag") from error


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
    return Finding(
        Location(path, line),
        "B104",
        f"malformed YAML: {problem:.300}",
        "check indentation, colons and quotes on this line and the one above",
    )


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
        return None, [_finding(model, fault, source, path, at) for fault in error.errors()]


def _finding(
    model: type[BaseModel], fault: Any, source: YamlFile, path: str, at: KeyPath
) -> Finding:
    location = tuple(part for part in fault["loc"] if part != "[key]")
    place = Location(path, source.line((*at, *location)))
    name = ".".join(str(part) for part in location)
    if fault["type"] == "extra_forbidden":
        known = _fields_at(model, location[:-1])
        return Finding(
            place, "B105", f'unknown setting "{name}"', nearest(str(location[-1]), known)
        )
    if fault["type"] == "missing":
        return Finding(place, "B105", f'"{name}" is missing', f"add a line “{location[-1]}: …”")
    if fault["type"] == "literal_error":
        known = re.findall("'([^']+)'", fault["ctx"]["expected"])
        given = str(fault["input"])
        return Finding(place, "B105", f'unknown {name} "{given:.60}"', nearest(given, known))
    message = fault["msg"].removeprefix("Value error, ")
    label = f'"{name}": ' if name else ""
    given = "" if isinstance(fault["input"], dict | list) else f" (given: {fault['input']!s:.60})"
    return Finding(
        place,
        "B105",
        f"{label}{message[0].lower()}{message[1:]}{given}",
        "see “Writing” in the README for what is expected here",
    )


def _fields_at(model: type[BaseModel], location: KeyPath) -> list[str]:
    """Return the names of the fields at ``location`` in ``model``, inside dicts and lists too."""
    current: Any = model
    for part in location:
        fields = getattr(current, "model_fields", {})
        annotation = fields[part].annotation if part in fields else current
        current = _model_in(annotation) or current
    fields = getattr(current, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (found := _model_in(argument)) is not None:
            return found
    return None
