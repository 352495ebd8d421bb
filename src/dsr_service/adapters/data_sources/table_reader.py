"""What every SQL reader knows of its tables: which columns there are, and by which keys rows are looked up."""

from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.domain.keys import DYNAMIC, KeyType
from dsr_service.services.ports.data_sources import SourceFailed


class Column(Protocol):
    @property
    def key_type(self) -> KeyType: ...

    @property
    def lookup_type(self) -> KeyType | None: ...


class Table(Protocol):
    @property
    def columns(self) -> Mapping[str, Column]: ...

    @property
    def any_case(self) -> frozenset[str]: ...


T = TypeVar("T", bound=Table)


class TableReader(Generic[T]):
    """The part of a reader that asks nothing; nested fields lie in JSON, which types each value."""

    def __init__(self, schema: SourceSchema, tables: Mapping[str, T]) -> None:
        self._schema = schema
        self._tables = tables

    @property
    def schema(self) -> SourceSchema:
        return self._schema

    def _table(self, collection: str) -> T:
        found = self._tables.get(collection)
        if found is None:
            raise SourceFailed("collection_missing")
        return found

    def columns(self, collection: str) -> frozenset[str]:
        return frozenset(self._table(collection).columns)

    def key_type(self, collection: str, field: str) -> KeyType:
        column = self._table(collection).columns.get(field)
        return column.key_type if column else DYNAMIC

    def lookup_type(self, collection: str, field: str) -> KeyType:
        table = self._table(collection)
        column = table.columns.get(field)
        if column is None and field in table.any_case:
            return DYNAMIC.in_any_case
        return (column.lookup_type if column else None) or self.key_type(collection, field)
