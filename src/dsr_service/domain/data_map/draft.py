"""A first draft of a data map from a live schema; every guess is marked, so that a person decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dsr_service.domain.data_map.data_map import DataType
from dsr_service.domain.data_map.guesses import guess_category, guess_identity, is_about_people
from dsr_service.domain.data_map.reference_guesses import ReferenceGuesses
from dsr_service.domain.data_map.source_schema import ColumnKind, ColumnSchema, SourceSchema, TableSchema

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


def draft(fides_key: str, schema: SourceSchema, namespace: str | None = None) -> str:
    """Dataset YAML of a source, or of one SQL schema of it: keys as declared, categories and identities as guessed."""
    lines = [*_head(fides_key)]
    if namespace is not None:
        lines.append(f"    fides_meta: {{namespace: {{schema: {_quoted(namespace)}}}}}")
        schema = schema.within(namespace)
    return "\n".join([*lines, *_dataset(fides_key, schema), ""])


def _head(fides_key: str) -> Iterator[str]:
    yield "# A draft from the live schema. Each line marked 'guess' comes from a column's name: check it, then take"
    yield "# the mark away. Keys and references without a mark are declared by the database; their directions are"
    yield "# proposals: 'from' where rows belong to whom they point at, 'to' where something is shared, as an address."
    yield "dataset:"
    yield f"  - fides_key: {_quoted(fides_key)}"


@dataclass(frozen=True, slots=True)
class _Key:
    """One reference of the draft: declared by the database, or guessed from a name."""

    table: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    link: str | None = None
    guessed: bool = False


def _dataset(fides_key: str, schema: SourceSchema) -> Iterator[str]:
    tables = {name: table for name, table in schema.tables.items() if not table.is_view}
    keys = list(_keys(tables, schema))
    shared = _shared(tables, keys)
    yield "    collections:" if tables else "    collections: []"
    for name, table in sorted(tables.items()):
        yield f"      - name: {_quoted(name)}"
        yield "        fields:"
        references: dict[str, list[str]] = {}
        for key in keys:
            if key.table == name:
                for local, reference in _references(fides_key, key, shared):
                    references.setdefault(local, []).append(reference)
        for column in table.columns:
            yield from _field(table, column, references.get(column.name, []))


def _keys(tables: Mapping[str, TableSchema], schema: SourceSchema) -> Iterator[_Key]:
    """A link marks each composite key, and each of several keys into one table."""
    guesses = ReferenceGuesses(schema)
    for name, table in tables.items():
        targets = [key.table for key in table.foreign_keys]
        declared: set[str] = set()
        for number, key in enumerate(table.foreign_keys, start=1):
            linked = len(key.columns) > 1 or targets.count(key.table) > 1
            link = (key.name or f"key_{number}") if linked else None
            declared.update(key.columns)
            yield _Key(name, key.columns, key.table, key.referred_columns, link)
        for column in table.columns:
            if column.name not in declared and (found := guesses.guess(table, column)):
                yield _Key(name, (column.name,), found[0], (found[1],), guessed=True)


def _shared(tables: Mapping[str, TableSchema], keys: Sequence[_Key]) -> frozenset[str]:
    """Tables that hold something of a person only because a row of that person points there, as at an address.

    Nothing may lead back from them: other people's rows point at the same product, and perhaps the same address.
    """
    own = {
        name
        for name, table in tables.items()
        if any(guess_identity(table, column) for column in table.columns)
    }
    shared: set[str] = set()
    grown = True
    while grown:
        grown = False
        for key in keys:
            if key.target in own and key.table not in own:
                own.add(key.table)
                grown = True
    grown = True
    while grown:
        grown = False
        for key in keys:
            new = key.target in tables and key.target not in own | shared
            if key.table in own | shared and new and _is_personal(tables[key.target]):
                shared.add(key.target)
                grown = True
    return frozenset(shared)


def _is_personal(table: TableSchema) -> bool:
    return any(guess_category(table.name, column) for column in table.columns)


def _references(fides_key: str, key: _Key, shared: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Per column its reference as YAML."""
    direction = "to" if key.target in shared else "from"
    link = f", dsr: {{link: {_quoted(key.link)}}}" if key.link else ""
    mark = f"  {_GUESS}" if key.guessed else ""
    for local, remote in zip(key.columns, key.target_columns, strict=False):
        field = _quoted(f"{key.target}.{remote}")
        yield local, f"{{dataset: {_quoted(fides_key)}, field: {field}, direction: {direction}{link}}}{mark}"


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
