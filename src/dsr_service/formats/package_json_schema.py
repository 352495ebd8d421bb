"""The JSON Schema of a package's data.json: it promises no more than the data holds."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from dsr_service.domain.data_map.data_map import DataType
from dsr_service.formats.json_values import JsonNumber
from dsr_service.formats.package_csv import Observed
from dsr_service.formats.package_json import FORMAT
from dsr_service.formats.packages import Column, PackageContents, Section
from dsr_service.formats.row_projection import STRUCK

_DECLARED: Final[dict[DataType, str]] = {
    DataType.STRING: "string",
    DataType.INTEGER: "integer",
    DataType.FLOAT: "number",
    DataType.BOOLEAN: "boolean",
    DataType.OBJECT: "object",
    DataType.OBJECT_ID: "string",
}
_OBSERVED: Final[dict[type, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    JsonNumber: "number",
    bool: "boolean",
    dict: "object",
    list: "array",
}


def json_schema(contents: PackageContents, observed: Mapping[str, Observed]) -> bytes:
    """The JSON Schema (2020-12) of this package's data.json: its collections, fields and what they mean.

    `observed` holds the types met, by `dataset.collection` and field: a map may declare what the data isn't.
    """
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    optional = {"type": ["string", "null"]}
    properties: dict[str, Any] = {
        "format": {"const": FORMAT},
        "reference": text,
        "right": {"enum": ["access", "portability"]},
        "language": {"enum": ["fr", "en"]},
        "generated_at": {"type": "string", "format": "date-time"},
        "read_at": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string", "format": "date-time"}},
        },
        "identified_by": texts,
        "controller": {"type": "object", "required": ["name", "contact"]},
        "left_out": _listed({"ground": optional, "reason": optional}),
        "redactions": _listed({"ground": text, "rows": {"type": ["integer", "null"]}}),
        "collections": {
            "type": "array",
            "prefixItems": [
                _section_schema(section, observed.get(str(section.address), {}))
                for section in contents.sections
            ],
            "items": False,
            "minItems": len(contents.sections),
        },
    }
    if contents.files:
        whole = {"type": ["integer", "null"]}
        facts = {"row": whole, "path": optional, "size": whole, "sha256": optional, "reason": optional}
        properties["files"] = _listed(facts)
    if contents.article_15 is not None:
        properties["information"] = {"type": "object", "required": ["confirmation", "purposes", "recipients"]}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"data.json of {contents.reference}",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": {
            "struck": {
                "description": "A value struck because it belongs to others: the ground stands in its place.",
                "type": "object",
                "properties": {STRUCK: {"type": "string"}},
                "required": [STRUCK],
                "additionalProperties": False,
            }
        },
    }
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _listed(extra: dict[str, Any]) -> dict[str, Any]:
    fields = {"collection": {"type": "string"}, "field": {"type": "string"}, **extra}
    return {"type": "array", "items": {"type": "object", "properties": fields, "required": list(fields)}}


def _section_schema(section: Section, observed: Observed) -> dict[str, Any]:
    return {
        "type": "object",
        "title": section.title or section.collection,
        "description": section.description or "",
        "properties": {
            "dataset": {"const": section.dataset},
            "collection": {"const": section.collection},
            "row_count": {"const": section.row_count},
            "rows": {"type": "array", "items": _row_schema(section.columns, "", observed)},
        },
        "required": ["dataset", "collection", "fields", "row_count", "rows"],
    }


def _row_schema(columns: tuple[Column, ...], prefix: str, observed: Observed) -> dict[str, Any]:
    here = [
        c
        for c in columns
        if c.path.startswith(prefix) and (not c.nested if not prefix else "." not in c.path[len(prefix) :])
    ]
    return {
        "type": "object",
        "properties": {c.path[len(prefix) :]: _value_schema(c, columns, observed) for c in here},
        "additionalProperties": False,
    }


def _value_schema(column: Column, columns: tuple[Column, ...], observed: Observed) -> dict[str, Any]:
    """The declared type and those met; any value may be absent (null) or struck."""
    said: dict[str, Any] = {"description": column.description} if column.description else {}
    if column.data_categories:
        said["x-data-categories"] = list(column.data_categories)
    if column.nested and not _has_parts(column, columns):
        return said  # types inside an object are not observed, so nothing is promised of them
    types = {_OBSERVED[kind] for kind in observed.get(column.path, ()) if kind in _OBSERVED}
    if column.data_type and not column.is_array:
        types.add(_DECLARED[column.data_type])
    if column.is_array:
        types.add("array")
    forms: list[dict[str, Any]] = []
    if _has_parts(column, columns):
        inner = _row_schema(columns, f"{column.path}.", observed)
        forms = [inner, {"type": "array", "items": {"anyOf": [inner, {"$ref": "#/$defs/struck"}]}}]
        types -= {"object", "array"}
    if types:
        forms.append({"type": sorted(types)})
    if not forms:
        return said
    return {**said, "anyOf": [*forms, {"type": "null"}, {"$ref": "#/$defs/struck"}]}


def _has_parts(column: Column, columns: tuple[Column, ...]) -> bool:
    return any(other.nested and other.path.startswith(f"{column.path}.") for other in columns)
