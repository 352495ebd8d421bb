"""A first draft of a data map from a live schema; every guess is marked, so that a person decides."""

from collections.abc import Iterator
from typing import Final

from dsr_service.domain.data_map import DataType
from dsr_service.domain.data_map_guesses import guess_category, guess_identity, is_about_people
from dsr_service.domain.source_schema import ColumnKind, ColumnSchema, SourceSchema, TableSchema

_DATA_TYPES: Final = {
    ColumnKind.STRING: DataType.STRING,
    ColumnKind.UUID: DataType.STRING,
    ColumnKind.ENUM: DataType.STRING,
    ColumnKind.INTEGER: DataType.INTEGER,
    ColumnKind.DECIMAL: DataType.FLOAT,
    ColumnKind.BOOLEAN: DataType.BOOLEAN,
    ColumnKind.JSON: DataType.OBJECT,
    ColumnKind.DATE: DataType.STRING,
    ColumnKind.DATETIME: DataType.STRING,
    ColumnKind.TIME: DataType.STRING,
    ColumnKind.NETWORK: DataType.STRING,
}
_GUESS: Final = "# guess"
_TECHNICAL: Final = "system.operations"


def draft(fides_key: str, schema: SourceSchema) -> str:
    """Dataset YAML of a source: keys and references as declared, categories and identities as guessed."""
    return "\n".join([*_head(fides_key), *_dataset(fides_key, schema), ""])


def _head(fides_key: str) -> Iterator[str]:
    yield "# A draft from the live schema. Each line marked 'guess' comes from a column's name: check it, then take"
    yield "# the mark away. Keys and references without a mark are declared by the database."
    yield "dataset:"
    yield f"  - fides_key: {_quoted(fides_key)}"


def _dataset(fides_key: str, schema: SourceSchema) -> Iterator[str]:
    tables = {name: table for name, table in schema.tables.items() if not table.is_view}
    yield "    collections:" if tables else "    collections: []"
    for name, table in sorted(tables.items()):
        yield f"      - name: {_quoted(name)}"
        yield "        fields:"
        references = _references(fides_key, table)
        for column in table.columns:
            yield from _field(table, column, references.get(column.name, []))


def _references(fides_key: str, table: TableSchema) -> dict[str, list[str]]:
    """Per column its references; a link marks each composite key, and each of several keys into one table."""
    found: dict[str, list[str]] = {}
    targets = [key.table for key in table.foreign_keys]
    for number, key in enumerate(table.foreign_keys, start=1):
        linked = len(key.columns) > 1 or targets.count(key.table) > 1
        link = f", dsr: {{link: {_quoted(key.name or f'key_{number}')}}}" if linked else ""
        for local, remote in zip(key.columns, key.referred_columns, strict=False):
            field = _quoted(f"{key.table}.{remote}")
            reference = f"{{dataset: {_quoted(fides_key)}, field: {field}, direction: from{link}}}"
            found.setdefault(local, []).append(reference)
    return found


def _field(table: TableSchema, column: ColumnSchema, references: list[str]) -> Iterator[str]:
    yield f"          - name: {_quoted(column.name)}"
    guess = None if references else guess_category(table.name, column)
    about_a_person = bool(references) or (column.name in table.primary_key and is_about_people(table.name))
    category = guess or ("user.unique_id" if about_a_person else _TECHNICAL)
    yield f"            data_categories: [{category}]  {_GUESS}"
    meta = []
    if column.name in table.primary_key:
        meta.append("primary_key: true")
    if column.kind in _DATA_TYPES:
        meta.append(f"data_type: {_DATA_TYPES[column.kind]}")
    if column.length and column.kind is ColumnKind.STRING:
        meta.append(f"length: {column.length}")
    identity = guess_identity(table, column)
    if meta or references or identity:
        yield "            fides_meta:"
        yield from (f"              {line}" for line in meta)
    if identity:
        yield f"              identity: {identity}  {_GUESS}"
    if references:
        yield "              references:"
        yield from (f"                - {reference}" for reference in references)


def _quoted(text: str) -> str:
    """A text that YAML reads back as the same text, whatever its characters."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
