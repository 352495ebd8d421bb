"""Shapes of a YAML file: each reads a node and tells its JSON Schema, so that the two can't differ."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Any, Final

from dsr_service.domain.data_map.findings import Finding
from dsr_service.formats.yaml_tree import Mapping, Mark, Node, Scalar, Sequence, plain_value, short

Path = tuple[str | int, ...]
MAX_FINDINGS: Final = 1000


@dataclass(slots=True)
class Reading:
    """What reading a file leaves besides its values: findings, and the place of every path."""

    findings: list[Finding] = field(default_factory=list)
    marks: dict[Path, Mark] = field(default_factory=dict)

    def fault(self, code: str, message: str, mark: Mark) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(code, message, line=mark.line, column=mark.column))

    def mark_of(self, path: Path) -> Mark:
        """The place of a path, or of what surrounds it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, Mark(1, 1))


class Shape(ABC):
    """Reads a node into a value, or reports a fault and answers None."""

    @abstractmethod
    def read(self, node: Node, path: Path, reading: Reading) -> Any: ...

    @abstractmethod
    def json_schema(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Text(Shape):
    """A text; numbers and yes/no are taken as they are spelled, since a column may be named `no`."""

    pattern: str | None = None
    choices: tuple[str, ...] = ()
    what: str = "a text"
    empty: bool = False

    def read(self, node: Node, path: Path, reading: Reading) -> str | None:
        if not isinstance(node, Scalar) or node.is_null:
            reading.fault("wrong_type", f"'{path[-1]}' must be {self.what}.", node.mark)
            return None
        if not self.empty and not node.text.strip():
            reading.fault("empty_value", f"'{path[-1]}' must not be empty.", node.mark)
            return None
        if self.choices and node.text not in self.choices:
            message = f"'{short(node.text)}' is not one of: {', '.join(self.choices)}."
            reading.fault("unknown_value", message, node.mark)
            return None
        if self.pattern and not re.fullmatch(self.pattern, node.text):
            reading.fault("wrong_value", f"'{short(node.text)}' is not {self.what}.", node.mark)
            return None
        return node.text

    def json_schema(self) -> dict[str, Any]:
        if self.choices:
            return {"enum": list(self.choices)}
        schema: dict[str, Any] = {"type": ["string", "number", "boolean"]}
        if self.pattern:
            schema = {"type": "string", "pattern": f"^(?:{self.pattern})$"}
        elif not self.empty:
            schema["minLength"] = 1
        return schema


@dataclass(frozen=True)
class Flag(Shape):
    def read(self, node: Node, path: Path, reading: Reading) -> bool | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool):
            return value
        reading.fault("wrong_type", f"'{path[-1]}' must be true or false.", node.mark)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Count(Shape):
    """A whole number of 1 or more."""

    def read(self, node: Node, path: Path, reading: Reading) -> int | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        reading.fault("wrong_type", f"'{path[-1]}' must be a whole number of 1 or more.", node.mark)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1}


@dataclass(frozen=True)
class Literal(Shape):
    """Any single value, typed as YAML reads it."""

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        if isinstance(node, Scalar):
            return node.value
        reading.fault("wrong_type", f"'{path[-1]}' must be a single value.", node.mark)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True)
class Free(Shape):
    """A mapping (or, where `lists`, also a list) whose inside is somebody else's."""

    lists: bool = False

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        if isinstance(node, Mapping) or (self.lists and isinstance(node, Sequence)):
            return plain_value(node)
        reading.fault("wrong_type", f"'{path[-1]}' must be a mapping.", node.mark)
        return None

    def json_schema(self) -> dict[str, Any]:
        return {"type": ["object", "array"] if self.lists else "object"}


@dataclass(frozen=True)
class Values(Shape):
    """A mapping of names, one at least, to single values."""

    def read(self, node: Node, path: Path, reading: Reading) -> dict[str, Any] | None:
        if not isinstance(node, Mapping) or not node.entries:
            reading.fault("wrong_type", f"'{path[-1]}' must be a mapping of fields to values.", node.mark)
            return None
        found = {}
        for name, (mark, value) in node.entries.items():
            reading.marks[*path, name] = mark
            if isinstance(value, Scalar) and not value.is_null:
                found[name] = value.value
            else:
                reading.fault("wrong_type", f"'{short(name)}' must have a single value.", mark)
        return found

    def json_schema(self) -> dict[str, Any]:
        return {"type": "object", "minProperties": 1, "additionalProperties": Literal().json_schema()}


@dataclass(frozen=True)
class Either(Shape):
    """One shape for a scalar, another for everything else."""

    scalar: Shape
    other: Shape

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        chosen = self.scalar if isinstance(node, Scalar) else self.other
        return chosen.read(node, path, reading)

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [self.scalar.json_schema(), self.other.json_schema()]}


@dataclass(frozen=True)
class FlagOrText(Shape):
    text: Text

    def read(self, node: Node, path: Path, reading: Reading) -> bool | str | None:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        return self.text.read(node, path, reading)

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "boolean"}, self.text.json_schema()]}


@dataclass(frozen=True)
class Many(Shape):
    """A list; where `single`, one item alone stands for a list of one."""

    item: Shape
    single: bool = False

    def read(self, node: Node, path: Path, reading: Reading) -> list[Any] | None:
        if self.single and isinstance(node, Scalar):
            value = self.item.read(node, path, reading)
            return None if value is None else [value]
        if not isinstance(node, Sequence):
            reading.fault("wrong_type", f"'{path[-1]}' must be a list.", node.mark)
            return None
        found = []
        for index, item in enumerate(node.items):
            reading.marks[*path, index] = item.mark
            value = self.item.read(item, (*path, index), reading)
            if value is not None:
                found.append(value)
        return found

    def json_schema(self) -> dict[str, Any]:
        listed = {"type": "array", "items": self.item.json_schema()}
        return {"anyOf": [self.item.json_schema(), listed]} if self.single else listed


@dataclass(frozen=True)
class Record(Shape):
    """A mapping with known keys; an unknown key is a fault. `aliases` maps an old name to the new."""

    name: str
    keys: MappingOf[str, Shape]
    required: tuple[str, ...] = ()
    aliases: MappingOf[str, str] = field(default_factory=dict)
    referred: bool = False  # recursive: the schema stands under $defs

    def read(self, node: Node, path: Path, reading: Reading) -> dict[str, Any] | None:
        if not isinstance(node, Mapping):
            reading.fault("wrong_type", f"A {self.name} must be a mapping.", node.mark)
            return None
        found: dict[str, Any] = {}
        for spelled, (mark, value) in node.entries.items():
            key = self.aliases.get(spelled, spelled)
            if key not in self.keys:
                message = f"'{short(spelled)}' is no key of a {self.name}{self._nearest(spelled)}."
                reading.fault("unknown_key", message, mark)
            elif key in found:
                reading.fault("duplicate_key", f"'{key}' is given twice, once by another name.", mark)
            elif isinstance(value, Scalar) and value.is_null:
                if key in self.required:
                    reading.fault("missing_key", f"'{key}' of a {self.name} must have a value.", value.mark)
            else:
                reading.marks[*path, key] = value.mark if isinstance(value, Scalar) else mark
                found[key] = self.keys[key].read(value, (*path, key), reading)
        for key in self.required:
            if key not in found and key not in node.entries:
                reading.fault("missing_key", f"A {self.name} needs the key '{key}'.", node.mark)
        return {key: value for key, value in found.items() if value is not None}

    def _nearest(self, spelled: str) -> str:
        folded = spelled.lower().replace("-", "_")
        near = next(
            (key for key in self.keys if key == folded or key.rstrip("s") == folded.rstrip("s")), None
        )
        return f"; '{near}' is" if near else ""

    def json_schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.name}"} if self.referred else self.definition()

    def definition(self) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        for key, shape in self.keys.items():
            schema = shape.json_schema()
            properties[key] = schema if key in self.required else {"anyOf": [schema, {"type": "null"}]}
        for old, new in self.aliases.items():
            properties[old] = properties[new]
        schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required:
            schema["required"] = list(self.required)
        return schema
