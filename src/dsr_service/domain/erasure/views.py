"""Views in a map: their rows are other tables' rows, and an erasure is done to those."""

from collections.abc import Set as AbstractSet

from dsr_service.domain.data_map.data_map import CollectionAddress, Dataset
from dsr_service.domain.data_map.references import table_name
from dsr_service.domain.data_map.source_schema import SourceSchema


def behind(dataset: Dataset, schema: SourceSchema, name: str) -> tuple[CollectionAddress, ...]:
    """The collections whose rows a view shows, where all that it reads is mapped; () where not, or no view."""
    table = schema.table(name)
    if table is None or not table.is_view or table.copies:
        return ()
    mapped = {
        table_name(dataset, each): CollectionAddress(dataset.fides_key, each.name)
        for each in dataset.collections
        if not each.skip_processing
    }
    read = schema.tables_behind(name)
    return tuple(mapped[table] for table in sorted(read)) if read <= mapped.keys() else ()


def reason(schema: SourceSchema, name: str, mapped: AbstractSet[str]) -> str:
    """Why an erasure can't leave a view to the tables behind it, and what to do."""
    table = schema.tables[name]
    if table.copies:
        return (
            f"'{name}' is a materialized view: it holds copies until it is refreshed. Leave it out of the map"
            " (skip_processing), map the tables that it reads, and refresh it after each erasure."
        )
    missing = sorted(schema.tables_behind(name) - mapped)
    if not missing:
        return (
            f"'{name}' is a view, and what it reads can't be told: its rows can't be changed through it. Let the"
            " account see how it is made, or leave it out (skip_processing) and map the tables that it reads."
        )
    return (
        f"'{name}' is a view, and its rows can't be changed through it. Map what it reads too"
        f" ({', '.join(missing)}): then its rows go with theirs; or leave it out (skip_processing)."
    )
