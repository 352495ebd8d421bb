"""YAML bytes -> a tree whose every node knows its line and column; bombs, duplicates and tags are refused.

Built from parser events with a stack of our own, so that depth, size and aliases are bounded before anything
is expanded, and no tag can construct an object.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_NODES: Final = 400_000
MAX_DEPTH: Final = 60
MAX_NUMBER: Final = 64  # digits; int() of more costs quadratic time

_UNPRINTABLE: Final = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOOLEANS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_PARSER: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file, counted from 1 as editors do."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    plain: bool  # written without quotes, so it may be a number, a yes or nothing
    mark: Mark

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in _NULLS

    @property
    def value(self) -> Any:
        """The scalar as YAML reads it; dates stay text."""
        if not self.plain:
            return self.text
        if self.text in _NULLS:
            return None
        if self.text.lower() in _BOOLEANS:
            return _BOOLEANS[self.text.lower()]
        if len(self.text) <= MAX_NUMBER:
            if _INTEGER.fullmatch(self.text):
                return int(self.text)
            if _FLOAT.fullmatch(self.text):
                return float(self.text)
        return self.text


@dataclass(slots=True)
class Sequence:
    mark: Mark
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    mark: Mark
    entries: dict[str, tuple[Mark, "Node"]] = field(default_factory=dict)  # the mark is the key's


Node = Scalar | Sequence | Mapping


class YamlFault(Exception):
    """The file is no YAML that we read; says where."""

    def __init__(self, code: str, message: str, mark: Mark) -> None:
        self.code, self.message, self.mark = code, message, mark
        super().__init__(message)


def read_tree(content: bytes) -> tuple[Node, list[YamlFault]]:
    """The root of the one document, and the duplicate keys met on the way.

    Raises YamlFault where nothing can be read further.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(_text(content), Loader=_PARSER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = "; ".join(part for part in (error.context, error.problem) if part)
        raise YamlFault("yaml_syntax", f"This is not YAML: {message}.", _mark(mark)) from None
    except yaml.YAMLError:
        raise YamlFault("yaml_syntax", "This is not YAML.", Mark(1, 1)) from None
    if builder.root is None:
        raise YamlFault("yaml_empty", "The file is empty.", Mark(1, 1))
    return builder.root, builder.duplicates


def plain_value(node: Node) -> Any:
    """A node as dicts, lists and scalars; bounded, since the tree is."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain_value(item) for item in node.items]
    return {key: plain_value(value) for key, (_, value) in node.entries.items()}


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise YamlFault("file_too_large", f"The file has more than {MAX_BYTES} bytes.", Mark(1, 1))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", errors="replace")
        raise YamlFault("not_utf8", "The file is not UTF-8.", _end_of(before)) from None
    if bad := _UNPRINTABLE.search(text):
        message = f"The character U+{ord(bad.group()):04X} may not stand in a YAML file."
        raise YamlFault("yaml_character", message, _end_of(text[: bad.start()]))
    return text


def _end_of(text: str) -> Mark:
    return Mark(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1) if mark is not None else Mark(1, 1)


class _Builder:
    """Takes parser events one by one; `open` is the chain of collections that have not ended yet."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.duplicates: list[YamlFault] = []
        self._open: list[Sequence | Mapping] = []
        self._keys: list[Scalar | None] = []  # per open mapping: the key that waits for its value
        self._nodes = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        mark = _mark(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            message = "Aliases are not read here: write the value out."
            raise YamlFault("yaml_alias", message, mark)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlFault("yaml_documents", "The file holds more than one YAML document.", mark)
        elif isinstance(event, yaml.NodeEvent):
            self._count(event, mark)
            self._place(self._node(event, mark))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._open.pop()
            self._keys.pop()

    def _count(self, event: Any, mark: Mark) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise YamlFault("file_too_large", f"The file has more than {MAX_NODES} nodes.", mark)
        if len(self._open) >= MAX_DEPTH:
            raise YamlFault("yaml_depth", f"The file nests deeper than {MAX_DEPTH} levels.", mark)
        if event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
            raise YamlFault("yaml_tag", "Tags are not read here.", mark)

    @staticmethod
    def _node(event: Any, mark: Mark) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in (None, "") and event.tag is None  # the two parsers spell plain differently
            return Scalar(event.value, plain, mark)
        return Mapping(mark) if isinstance(event, yaml.MappingStartEvent) else Sequence(mark)

    def _place(self, node: Node) -> None:
        if not self._open:
            self.root = node
        else:
            parent = self._open[-1]
            if isinstance(parent, Sequence):
                parent.items.append(node)
            else:
                self._place_in_mapping(parent, node)
        if not isinstance(node, Scalar):
            self._open.append(node)
            self._keys.append(None)

    def _place_in_mapping(self, parent: Mapping, node: Node) -> None:
        key = self._keys[-1]
        if key is None:
            if not isinstance(node, Scalar):
                raise YamlFault("yaml_key", "A key must be a plain text.", node.mark)
            self._keys[-1] = node
            return
        self._keys[-1] = None
        if key.text in parent.entries:
            first = parent.entries[key.text][0].line
            message = f"The key '{short(key.text)}' stands here a second time (first on line {first})."
            self.duplicates.append(YamlFault("duplicate_key", message, key.mark))
            return
        parent.entries[key.text] = (key.mark, node)


def short(text: str, limit: int = 80) -> str:
    """A name from the file, cut so that a message stays a message."""
    return text if len(text) <= limit else f"{text[:limit]}..."
