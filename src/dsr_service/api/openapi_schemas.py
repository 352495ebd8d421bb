"""Schemas of the OpenAPI document: trimmed of what says nothing, and every size bounded."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

Json = dict[str, Any]


def walk(schema: Any, visit: Callable[[Json], None]) -> None:
    """Every schema inside `schema`, itself first; the values of examples are not schemas."""
    if not isinstance(schema, dict):
        return
    visit(schema)
    for key in ("properties", "$defs"):
        for inner in schema.get(key, {}).values():
            walk(inner, visit)
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for inner in schema.get(key, ()):
            walk(inner, visit)
    for key in ("items", "additionalProperties", "propertyNames"):
        walk(schema.get(key), visit)


def trim(schema: Json) -> None:
    """Drop titles that only repeat the field's name."""

    def visit(inner: Json) -> None:
        for property_schema in inner.get("properties", {}).values():
            property_schema.pop("title", None)

    schema_title = schema.get("title")
    walk(schema, visit)
    if schema_title is not None and "properties" not in schema:
        schema.pop("title", None)


def name_objects(name: str, schema: Json, schemas: Json) -> Json:
    """`schema` with each object inside it moved to `schemas`: generators invent names for those without one."""
    if "items" in schema:
        schema = {**schema, "items": name_objects(f"{name}Item", schema["items"], schemas)}
    if "properties" not in schema:
        return schema
    inner = schema["properties"]
    named = {key: name_objects(name + _camel(key), value, schemas) for key, value in inner.items()}
    if schemas.setdefault(name, {**schema, "properties": named}) != {**schema, "properties": named}:
        raise ValueError(f"two schemas would be called {name}")
    return {"$ref": f"#/components/schemas/{name}"}


def _camel(key: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in key.split("_"))


def limit(operations: Sequence[Json], schemas: Json) -> None:
    """Formats have a length; answers get the bounds that storage and size set anyway.

    What callers send must state its own bounds in the code, where they are enforced.
    """
    sent = _reachable([operation.get("requestBody", {}) for operation in operations], schemas)
    for name, schema in schemas.items():
        walk(schema, _bound_sent if name in sent else _bound_answered)
    for operation in operations:
        for parameter in operation.get("parameters", ()):
            walk(parameter["schema"], _bound_sent)
        for response in operation["responses"].values():
            for media in response.get("content", {}).values():
                walk(media.get("schema"), _bound_answered)


_MAX_TEXT: Final = 4_000_000
_MAX_ITEMS: Final = 100_000
_MAX_INTEGER: Final = 2**53 - 1  # decoding refuses larger ones (RFC 7493)
_LENGTHS: Final = {"uuid": 36, "date-time": 64, "date": 10, "uri": 2000, "uri-reference": 2000}


def _bound_sent(schema: Json) -> None:
    kinds = _kinds(schema)
    if "string" in kinds and schema.get("format") in _LENGTHS:
        schema.setdefault("maxLength", _LENGTHS[schema["format"]])
    if "string" in kinds and not {"enum", "const", "format", "contentMediaType"} & set(schema):
        schema.setdefault("pattern", "^[^\\u0000]*$")  # decoding refuses what PostgreSQL can't hold
    if "integer" in kinds and "enum" not in schema and "const" not in schema:
        schema.setdefault("minimum", -_MAX_INTEGER)
        schema.setdefault("maximum", _MAX_INTEGER)
        schema.setdefault("format", "int32" if schema["maximum"] < 2**31 else "int64")


def _bound_answered(schema: Json) -> None:
    _bound_sent(schema)
    kinds = _kinds(schema)
    if "string" in kinds and not {"enum", "const"} & set(schema):
        schema.setdefault("maxLength", _MAX_TEXT)
    if "array" in kinds:
        schema.setdefault("maxItems", _MAX_ITEMS)


def _kinds(schema: Json) -> set[str]:
    kind = schema.get("type")
    return set(kind) if isinstance(kind, list) else {str(kind)}


def _reachable(roots: Iterable[Any], schemas: Json) -> set[str]:
    found: set[str] = set()
    waiting = [str(root) for root in roots]
    while waiting:
        text = waiting.pop()
        for name in schemas:
            if name not in found and f"'#/components/schemas/{name}'" in text:
                found.add(name)
                waiting.append(str(schemas[name]))
    return found
