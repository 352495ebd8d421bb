"""Every way by which one row may hold the key of another: the map's references and the schema's foreign keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.domain.data_map.references import Arrival, Condition, References, table_name
from dsr_service.domain.data_map.source_schema import ForeignKey, SourceSchema, TableSchema
from dsr_service.domain.erasure.graph import Pointer


@dataclass(frozen=True, slots=True)
class Way:
    """A pointer, and how a walk goes along it."""

    pointer: Pointer
    child: bool = False  # from the target to the rows that hold its key: they are the subject's
    mention: bool = False  # the same, but they are somebody else's
    parent: bool = False  # from the holder to the row whose key it holds


_Place = tuple[CollectionAddress | None, str, tuple[str, ...], CollectionAddress, tuple[str, ...], Condition]


def ways(data_map: DataMap, references: References, schemas: Mapping[str, SourceSchema]) -> list[Way]:
    """All of them, each once."""
    return _Ways(data_map, references, schemas).ways()


class _Ways:
    def __init__(
        self, data_map: DataMap, references: References, schemas: Mapping[str, SourceSchema]
    ) -> None:
        self._references = references
        self._collections = dict(data_map.collections())
        self._schemas = schemas
        self._names = {
            CollectionAddress(dataset.fides_key, collection.name): table_name(dataset, collection)
            for dataset in data_map.datasets
            for collection in dataset.collections
            if not collection.skip_processing
        }
        self._mapped = {(address.dataset, name): address for address, name in self._names.items()}
        self._arrivals: dict[_Place, set[Arrival]] = {}
        self._declared: set[_Place] = set()
        self._passing_on: set[_Place] = set()

    def ways(self) -> list[Way]:
        for feed in self._references.feeds:
            target = feed.lookup.collection
            if feed.arrival is Arrival.PARENT:
                place = self._place(feed.source, feed.fields, target, feed.lookup.fields, feed.when)
            else:
                place = self._place(target, feed.lookup.fields, feed.source, feed.fields, feed.lookup.when)
            self._arrivals.setdefault(place, set()).add(feed.arrival)
        for dataset, schema in self._schemas.items():
            for name, table in schema.tables.items():
                for key in table.foreign_keys:
                    self._foreign_key(dataset, name, table, key)
        return [self._way(place) for place in sorted(self._arrivals, key=str)]

    def _place(
        self,
        holder: CollectionAddress,
        holder_fields: tuple[str, ...],
        target: CollectionAddress,
        target_fields: tuple[str, ...],
        when: Condition,
    ) -> _Place:
        pairs = sorted(zip(target_fields, holder_fields, strict=True))
        return (
            holder,
            self._names[holder],
            tuple(pair[1] for pair in pairs),
            target,
            tuple(pair[0] for pair in pairs),
            when,
        )

    def _foreign_key(self, dataset: str, name: str, table: TableSchema, key: ForeignKey) -> None:
        target = self._mapped.get((dataset, key.table))
        if target is None or table.is_view or self._points_elsewhere(dataset, name):
            return
        pairs = sorted(zip(key.referred_columns, key.columns, strict=True))
        place: _Place = (
            self._mapped.get((dataset, name)),
            name,
            tuple(pair[1] for pair in pairs),
            target,
            tuple(pair[0] for pair in pairs),
            (),
        )
        self._declared.add(place)
        if key.passes_on:
            self._passing_on.add(place)
        self._arrivals.setdefault(place, set())

    def _points_elsewhere(self, dataset: str, name: str) -> bool:
        """Whether another table shows the rows of one that the map leaves out: partitions, and what is partitioned."""
        schema = self._schemas[dataset]
        if (dataset, name) in self._mapped:
            return False
        return name in schema.partitioned or any(
            (dataset, each) in self._mapped for each in schema.around(name)
        )

    def _way(self, place: _Place) -> Way:
        holder, name, holder_fields, target, target_fields, when = place
        arrivals = self._arrivals[place]
        closed = not arrivals.isdisjoint({Arrival.CHILD, Arrival.MENTION})
        dataset = holder.dataset if holder else target.dataset
        pointer = Pointer(
            holder,
            name,
            dataset,
            holder_fields,
            target,
            target_fields,
            place in self._declared,
            closed,
            self._cut(dataset, name, holder_fields) if holder else (),
            when,
            self._none(holder, holder_fields, target, target_fields),
            place in self._passing_on,
            Arrival.CHILD in arrivals,
        )
        return Way(
            pointer,
            child=Arrival.CHILD in arrivals,
            mention=Arrival.MENTION in arrivals,
            parent=Arrival.PARENT in arrivals,
        )

    def _none(
        self,
        holder: CollectionAddress | None,
        holder_fields: tuple[str, ...],
        target: CollectionAddress,
        target_fields: tuple[str, ...],
    ) -> tuple[frozenset[str], ...]:
        here = self._collections.get(holder) if holder else None
        there = self._collections[target]
        return tuple(
            (here.no_keys(own) if here else frozenset()) | there.no_keys(other)
            for own, other in zip(holder_fields, target_fields, strict=True)
        )

    def _cut(self, dataset: str, name: str, fields: tuple[str, ...]) -> tuple[str, ...]:
        """The columns that can be emptied: one suffices to end a reference, but none that other keys share."""
        schema = self._schemas.get(dataset)
        table = schema.table(name) if schema else None
        if table is None:
            return ()
        shared = {
            column
            for key in table.foreign_keys
            if set(key.columns) != set(fields)
            for column in key.columns
            if len(key.columns) > 1 or len(fields) > 1
        }
        columns = [table.column(field) for field in fields]
        free = [c.name for c in columns if c and c.nullable and not c.generated]
        alone = tuple(name for name in free if name not in shared)
        return alone or tuple(free)
