"""Makes an example of a JSON schema: from the examples that its fields state, else from its limits."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

Schema = Mapping[str, Any]

_FORMATS: Final[Mapping[str, str]] = {
    "uuid": "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e",
    "date-time": "2026-11-02T09:30:00Z",
    "date": "2026-11-30",
    "uri": "https://shop.example/privacy",
    "uri-reference": "/v1/requests",
    "email": "camille.martin@example.com",
    "binary": "",
}
_MAX_DEPTH: Final = 12


class NoExample(ValueError):
    """The schema states neither an example nor enough for making one."""


def example_of(schema: Schema, components: Mapping[str, Schema], *, path: str = "", depth: int = 0) -> Any:
    """A value that fits `schema`; stable, so that the document only changes with the code."""
    if depth > _MAX_DEPTH:
        raise NoExample(path)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example_of(components[name], components, path=path or name, depth=depth + 1)
    stated = _stated(schema)
    if stated is not _NOTHING:
        return stated
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return _of_branches(schema[union], components, path, depth)
    return _of_type(schema, components, path, depth)


def _of_branches(branches: Sequence[Schema], components: Mapping[str, Schema], path: str, depth: int) -> Any:
    for branch in branches[:-1]:
        with suppress(NoExample):
            return example_of(branch, components, path=path, depth=depth + 1)
    return example_of(branches[-1], components, path=path, depth=depth + 1)


_NOTHING: Final = object()


def _stated(schema: Schema) -> Any:
    if schema.get("examples"):
        return schema["examples"][0]
    for key in ("example", "const", "default"):
        # a default that is null or empty shows nothing; what the type allows shows more
        if key in schema and (key == "const" or schema[key] not in (None, [], {}, "")):
            return schema[key]
    return schema["enum"][0] if "enum" in schema else _NOTHING


def _of_type(  # noqa: PLR0911 one return per type of JSON
    schema: Schema, components: Mapping[str, Schema], path: str, depth: int
) -> Any:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((k for k in kind if k != "null"), "null")
    match kind:
        case "object":
            return {
                name: example_of(inner, components, path=f"{path}.{name}", depth=depth + 1)
                for name, inner in schema.get("properties", {}).items()
            }
        case "array":
            if "items" not in schema or schema.get("maxItems") == 0:
                return []
            return [example_of(schema["items"], components, path=f"{path}[]", depth=depth + 1)]
        case "string":
            return _text(schema, path)
        case "integer" | "number":
            return max(schema.get("minimum", 1), 1) if schema.get("maximum", 1) >= 1 else schema["maximum"]
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return {} if not schema or set(schema) <= {"title", "description"} else _fail(path)


def _text(schema: Schema, path: str) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if "pattern" in schema:
        return str(_fail(path))
    text = "text"
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", len(text) + 100)]


def _fail(path: str) -> Any:
    raise NoExample(f"{path}: give the field an example")
