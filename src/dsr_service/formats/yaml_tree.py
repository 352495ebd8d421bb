"""YAML bytes -> a tree whose every node knows its line and column; bombs, duplicates and tags are refused.

Built from parser events with a stack of our own, so that depth, size and aliases are bounded before anything
is expanded, and no tag can construct an object. An alias counts as many nodes as it stands for.
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
    merged: list[tuple[Mark, "Node"]] = field(default_factory=list)  # what `<<` names


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


@dataclass(slots=True)
class _Open:
    """A collection that has not ended yet."""

    node: Sequence | Mapping
    anchor: str | None
    before: int  # nodes counted before its own
    key: Scalar | None = None  # of a mapping: the key that waits for its value


@dataclass(frozen=True, slots=True)
class _Anchored:
    node: Node
    weight: int  # nodes, those of aliases inside it included
    height: int


class _Builder:
    """Takes parser events one by one; `open` is the chain of collections that have not ended yet."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.duplicates: list[YamlFault] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}  # None while the node is still open
        self._nodes = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        mark = _mark(event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlFault("yaml_documents", "The file holds more than one YAML document.", mark)
        elif isinstance(event, yaml.AliasEvent):
            self._place(self._aliased(event.anchor or "", mark), mark)
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event, mark)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()

    def _take_node(self, event: Any, mark: Mark) -> None:
        before = self._nodes
        self._count(1, mark)
        if len(self._open) >= MAX_DEPTH:
            raise YamlFault("yaml_depth", f"The file nests deeper than {MAX_DEPTH} levels.", mark)
        if event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
            raise YamlFault("yaml_tag", "Tags are not read here.", mark)
        node = self._node(event, mark)
        self._place(node, mark)
        if isinstance(node, Scalar):
            if event.anchor:
                self._anchors[event.anchor] = _Anchored(node, 1, 0)
            return
        if event.anchor:
            self._anchors[event.anchor] = None
        self._open.append(_Open(node, event.anchor, before))

    def _close(self) -> None:
        closed = self._open.pop()
        if isinstance(closed.node, Mapping):
            _merge(closed.node)
        if closed.anchor:
            height = _height(closed.node)
            self._anchors[closed.anchor] = _Anchored(closed.node, self._nodes - closed.before, height)

    def _aliased(self, name: str, mark: Mark) -> Node:
        if name not in self._anchors:
            raise YamlFault("yaml_alias", f"There is no anchor '{short(name)}' before this alias.", mark)
        anchored = self._anchors[name]
        if anchored is None:
            raise YamlFault("yaml_alias", f"The anchor '{short(name)}' would hold itself.", mark)
        self._count(anchored.weight, mark)
        if len(self._open) + anchored.height >= MAX_DEPTH:
            raise YamlFault("yaml_depth", f"The file nests deeper than {MAX_DEPTH} levels.", mark)
        return anchored.node

    def _count(self, nodes: int, mark: Mark) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise YamlFault("file_too_large", f"The file has more than {MAX_NODES} nodes.", mark)

    @staticmethod
    def _node(event: Any, mark: Mark) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in (None, "") and event.tag is None  # the two parsers spell plain differently
            return Scalar(event.value, plain, mark)
        return Mapping(mark) if isinstance(event, yaml.MappingStartEvent) else Sequence(mark)

    def _place(self, node: Node, mark: Mark) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key is None:
            if not isinstance(node, Scalar):
                raise YamlFault("yaml_key", "A key must be a plain text.", mark)
            # an alias stands where it is used, not where its anchor is
            parent.key = Scalar(node.text, node.plain, mark)
        else:
            self._place_in_mapping(parent.node, parent.key, node)
            parent.key = None

    def _place_in_mapping(self, parent: Mapping, key: Scalar, node: Node) -> None:
        if key.plain and key.text == "<<":
            parent.merged.append((key.mark, node))  # it may still be open
        elif key.text in parent.entries:
            first = parent.entries[key.text][0].line
            message = f"The key '{short(key.text)}' stands here a second time (first on line {first})."
            self.duplicates.append(YamlFault("duplicate_key", message, key.mark))
        else:
            parent.entries[key.text] = (key.mark, node)


def _merge(mapping: Mapping) -> None:
    """Take over the keys of what `<<` names: own keys count first, then the first mapping that has the key."""
    for mark, node in mapping.merged:
        listed = node.items if isinstance(node, Sequence) else [node]
        for other in listed:
            if not isinstance(other, Mapping):
                raise YamlFault("yaml_merge", "'<<' merges a mapping, or a list of mappings.", mark)
            for key, entry in other.entries.items():
                mapping.entries.setdefault(key, entry)


def _height(node: Node) -> int:
    """How many levels lie below a node. Bounded, since every node was placed at a bounded depth."""
    below = 0
    level: dict[int, Node] = {id(node): node}
    while level:
        following: dict[int, Node] = {}
        for each in level.values():
            if isinstance(each, Sequence):
                inner: list[Node] = each.items
            elif isinstance(each, Mapping):
                inner = [value for _, value in each.entries.values()]
            else:
                inner = []
            following.update({id(child): child for child in inner})
        below += bool(following)
        level = following
    return below


def short(text: str, limit: int = 80) -> str:
    """A name from the file, cut so that a message stays a message."""
    return text if len(text) <= limit else f"{text[:limit]}..."
