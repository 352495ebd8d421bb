"""A data map against a live schema: what is missing, wrong, unmapped, or would break a mask."""

from collections.abc import Iterator, Mapping
from typing import Final

from dsr_service.domain.data_map.composites import table_name
from dsr_service.domain.data_map.data_categories import is_personal
from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, Dataset, DataType, Field
from dsr_service.domain.data_map.findings import Finding, Severity
from dsr_service.domain.data_map.guesses import guess_category
from dsr_service.domain.data_map.source_schema import (
    ColumnKind,
    ColumnSchema,
    ForeignKey,
    SourceSchema,
    TableSchema,
)
from dsr_service.domain.data_map_checks import uncategorised
from dsr_service.domain.masking.masking import Strategy, strategy_of

_WARNING = Severity.WARNING
_TEXT_KINDS: Final = frozenset(
    {
        ColumnKind.STRING,
        ColumnKind.UUID,
        ColumnKind.ENUM,
        ColumnKind.DATE,
        ColumnKind.DATETIME,
        ColumnKind.TIME,
        ColumnKind.NETWORK,
        ColumnKind.OTHER,
        ColumnKind.JSON,
        ColumnKind.BYTES,
    }
)
# fideslang has five types for all that databases know; what it can't tell apart is no fault.
_FITS: Final[Mapping[DataType, frozenset[ColumnKind]]] = {
    DataType.STRING: _TEXT_KINDS,
    DataType.INTEGER: frozenset({ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.OTHER}),
    DataType.FLOAT: frozenset({ColumnKind.DECIMAL, ColumnKind.INTEGER, ColumnKind.OTHER}),
    DataType.BOOLEAN: frozenset({ColumnKind.BOOLEAN, ColumnKind.OTHER}),
    DataType.OBJECT: frozenset({ColumnKind.JSON, ColumnKind.OTHER}),
    DataType.OBJECT_ID: frozenset({ColumnKind.STRING, ColumnKind.UUID, ColumnKind.BYTES, ColumnKind.OTHER}),
}
_LOOSE: Final = frozenset(
    {"sqlite", "mysql", "mariadb"}
)  # no boolean of their own; JSON is text to two of them


def qualified_names(dataset: Dataset) -> list[str]:
    """The collections as `schema.table`, which tells the reader of a live schema where else to look."""
    schema = dataset.sql_schema
    return [f"{schema}.{c.name}" if schema else c.name for c in dataset.collections]


def check_schema(dataset: Dataset, schema: SourceSchema) -> Iterator[Finding]:
    """What a live schema shows about one dataset of a map."""
    mapped = {table_name(dataset, c.name, schema): c for c in dataset.collections}
    for spelled, collection in mapped.items():
        address = CollectionAddress(dataset.fides_key, collection.name)
        table = schema.table(spelled)
        if table is None:
            hint = _other_spelling(spelled, schema.tables)
            message = f"The source has no table '{spelled}'{hint}."
            yield Finding("missing_collection", message, address=str(address), aspect=("name",))
            continue
        yield from _fields(address, collection, table, schema.dialect)
        yield from _correction(address, collection, table, dataset, schema)
        yield from _unmapped_columns(address, collection, table)
        yield from _keys(address, collection, table)
        yield from _foreign_keys(address, collection, table, mapped, dataset)
        yield from _pointed_at(address, spelled, mapped, schema)
    yield from _unmapped_tables(dataset, mapped, schema)
    yield from _reference_types(dataset, schema)


def _other_spelling(name: str, known: Mapping[str, object]) -> str:
    near = next((key for key in known if key.lower() == name.lower()), None)
    return f" (it has '{near}')" if near else ""


def _correction(
    address: CollectionAddress,
    collection: Collection,
    table: TableSchema,
    dataset: Dataset,
    schema: SourceSchema,
) -> Iterator[Finding]:
    """The columns by which a record that stays as it is gets its note, the map's own and others."""
    rule = collection.rules.correction
    home, _, name = str(rule.get("collection", "")).partition(".")
    notes = next((c for c in dataset.collections if c.name == name), None)
    target = (
        schema.table(table_name(dataset, notes.name, schema)) if notes and home == dataset.fides_key else None
    )
    if target is None:
        return  # another source's, or a fault that is told elsewhere
    key = dict(rule.get("key", {}))
    written = {str(rule["text"]), *key, *dict(rule.get("values", {}))}
    for where, columns in ((target, written), (table, {str(column) for column in key.values()})):
        for column in sorted(columns):
            if where.column(column) is None:
                message = f"'correction' names the column '{column}', which '{where.name}' doesn't have."
                aspect = ("fides_meta", "dsr", "correction")
                yield Finding("missing_field", message, address=str(address), aspect=aspect)


def _fields(
    address: CollectionAddress, collection: Collection, table: TableSchema, dialect: str
) -> Iterator[Finding]:
    columns = {column.name: column for column in table.columns}
    without_category = {path for path, _ in uncategorised(collection)}
    for declared in collection.fields:
        at = f"{address}.{declared.name}"
        column = columns.get(declared.name)
        if column is None:
            hint = _other_spelling(declared.name, columns)
            message = f"The table has no column '{declared.name}'{hint}."
            yield Finding("missing_field", message, address=at, aspect=("name",))
            continue
        yield from _types(at, declared, column, dialect)
        yield from _masks(at, collection, declared, column, table)
        if declared.name in without_category and (guess := guess_category(table.name, column)):
            message = f"The field has no category, but its name suggests '{guess}'."
            yield Finding("personal_without_category", message, _WARNING, at, ("name",))


def _types(at: str, declared: Field, column: ColumnSchema, dialect: str) -> Iterator[Finding]:
    aspect = ("fides_meta", "data_type")
    kind = DataType.OBJECT if declared.fields and not declared.data_type else declared.data_type
    if kind is not None and not _fits(kind, declared.is_array, column, dialect):
        suffix = "[]" if declared.is_array else ""
        message = f"The map says {kind}{suffix}, the column is {column.type}."
        yield Finding("wrong_type", message, address=at, aspect=aspect)
    if declared.length and column.length and declared.length > column.length:
        message = f"The map says a length of {declared.length}, the column holds {column.length}."
        yield Finding("wrong_length", message, _WARNING, at, ("fides_meta", "length"))


def _fits(kind: DataType, is_array: bool, column: ColumnSchema, dialect: str) -> bool:
    loose = dialect in _LOOSE
    if is_array:
        return column.kind in {ColumnKind.ARRAY, ColumnKind.JSON, ColumnKind.OTHER} or (
            loose and column.kind is ColumnKind.STRING
        )
    if loose and kind is DataType.BOOLEAN and column.kind is ColumnKind.INTEGER:
        return True
    if loose and kind is DataType.INTEGER and column.kind is ColumnKind.BOOLEAN:
        return True
    if loose and kind is DataType.OBJECT and column.kind is ColumnKind.STRING:
        return True
    return column.kind in _FITS[kind]


def _masks(
    at: str, collection: Collection, declared: Field, column: ColumnSchema, table: TableSchema
) -> Iterator[Finding]:
    personal = any(is_personal(category) for category in collection.categories_of(declared))
    strategy = strategy_of(declared.masking) if declared.masking else Strategy.NULL
    aspect = ("fides_meta", "masking_strategy_override") if declared.masking else ("name",)
    if not (personal or declared.masking) or declared.read_only:
        return
    if declared.name in table.primary_key:
        if declared.masking or not declared.primary_key:
            message = "The column is part of the primary key: it is never masked, only deleted with its row."
            yield Finding("mask_primary_key", message, _WARNING, at, aspect)
    elif column.generated:
        message = "The database computes this column: it can't be masked."
        yield Finding("mask_generated", message, _WARNING, at, aspect)
    elif not column.nullable and strategy is Strategy.NULL:
        message = "The column is NOT NULL: instead of NULL a mask writes a constant that the schema allows."
        yield Finding("mask_not_null", message, _WARNING, at, aspect)
    if table.is_unique(declared.name) and strategy is Strategy.CONSTANT:
        message = "The column is unique: one constant for several rows would break that."
        yield Finding("mask_unique", message, _WARNING, at, aspect)


def _unmapped_columns(
    address: CollectionAddress, collection: Collection, table: TableSchema
) -> Iterator[Finding]:
    mapped = {declared.name for declared in collection.fields}
    for column in table.columns:
        if column.name in mapped:
            continue
        at = f"{address}.{column.name}"
        if guess := guess_category(table.name, column):
            message = f"The column '{column.name}' is in no field of the map; its name suggests '{guess}'."
            yield Finding("unmapped_personal_column", message, _WARNING, at, ("name",))
        else:
            message = f"The column '{column.name}' is in no field of the map."
            yield Finding("unmapped_column", message, _WARNING, at, ("name",))


def _keys(address: CollectionAddress, collection: Collection, table: TableSchema) -> Iterator[Finding]:
    declared = set(collection.primary_key)
    if not table.primary_key and not declared:
        message = "The table has no primary key and the map names none: its rows can't be told apart."
        yield Finding("no_key_at_all", message, _WARNING, str(address), ("name",))
    elif declared and table.primary_key and declared != set(table.primary_key):
        message = f"The table's primary key is ({', '.join(table.primary_key)}), the map says otherwise."
        yield Finding("wrong_primary_key", message, _WARNING, str(address), ("name",))


def _foreign_keys(
    address: CollectionAddress,
    collection: Collection,
    table: TableSchema,
    mapped: Mapping[str, Collection],
    dataset: Dataset,
) -> Iterator[Finding]:
    for key in table.foreign_keys:
        other = mapped.get(key.table)
        if other is None or _refers(collection, dataset, key, other.name):
            continue
        if _refers_back(other, dataset, key, collection.name):
            continue
        message = (
            f"The foreign key ({', '.join(key.columns)}) to '{key.table}' is in no reference of the map:"
            " rows that belong to the subject through it are not found."
        )
        yield Finding("unmapped_reference", message, _WARNING, f"{address}.{key.columns[0]}", ("name",))


def _refers(collection: Collection, dataset: Dataset, key: ForeignKey, target: str) -> bool:
    wanted = set(zip(key.columns, key.referred_columns, strict=False))
    found = {
        (path, reference.target.path)
        for path, declared in collection.walk_fields()
        for reference in declared.references
        if reference.target.collection == CollectionAddress(dataset.fides_key, target)
    }
    return wanted <= found


def _refers_back(other: Collection, dataset: Dataset, key: ForeignKey, name: str) -> bool:
    wanted = set(zip(key.referred_columns, key.columns, strict=False))
    found = {
        (path, reference.target.path)
        for path, declared in other.walk_fields()
        for reference in declared.references
        if reference.target.collection == CollectionAddress(dataset.fides_key, name)
    }
    return wanted <= found


def _pointed_at(
    address: CollectionAddress, spelled: str, mapped: Mapping[str, Collection], schema: SourceSchema
) -> Iterator[Finding]:
    for name, key in schema.incoming(spelled):
        if name in mapped:
            continue
        if key.on_delete == "CASCADE":
            message = (
                f"'{name}' is not mapped, and deleting a row here deletes its rows too (ON DELETE CASCADE)."
            )
            yield Finding("unmapped_cascade", message, _WARNING, str(address), ("name",))
        elif key.on_delete not in {"SET NULL", "SET DEFAULT"}:
            message = (
                f"'{name}' is not mapped and points at this table: rows that it points at can't be deleted."
            )
            yield Finding("unmapped_dependant", message, _WARNING, str(address), ("name",))


def _unmapped_tables(
    dataset: Dataset, mapped: Mapping[str, Collection], schema: SourceSchema
) -> Iterator[Finding]:
    for name, table in schema.tables.items():
        if name in mapped or table.is_view:
            continue
        personal = [column.name for column in table.columns if guess_category(table.name, column)]
        linked = any(key.table in mapped for key in table.foreign_keys)
        if personal or linked:
            why = (
                f"columns that look personal ({', '.join(personal)})"
                if personal
                else "a key into a mapped table"
            )
            message = f"The table '{name}' is in no collection of the map, and has {why}."
            yield Finding("unmapped_table", message, _WARNING, dataset.fides_key, ("collections",))


def _reference_types(dataset: Dataset, schema: SourceSchema) -> Iterator[Finding]:
    """References inside one SQL source between columns that the database won't compare."""
    for collection in dataset.collections:
        table = schema.table(table_name(dataset, collection.name, schema))
        for path, declared in collection.walk_fields():
            column = table.column(path) if table else None
            for index, reference in enumerate(declared.references):
                if reference.target.collection.dataset != dataset.fides_key:
                    continue
                target = schema.table(table_name(dataset, reference.target.collection.collection, schema))
                other = target.column(reference.target.path) if target else None
                if column and other and _family(column) != _family(other):
                    message = f"The column is {column.type}, '{reference.target}' is {other.type}."
                    aspect = ("fides_meta", "references", index, "field")
                    at = f"{dataset.fides_key}.{collection.name}.{path}"
                    yield Finding("reference_types", message, _WARNING, at, aspect)


def _family(column: ColumnSchema) -> str:
    if column.kind in {ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.BOOLEAN}:
        return "number"
    return str(column.kind)
