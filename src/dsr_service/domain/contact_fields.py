"""Where a data map says that people are reached: which collections to ask, and what their rows tell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap

_EMAIL_CATEGORY: Final = "user.contact.email"


@dataclass(frozen=True, slots=True)
class Contact:
    """An address in the shop's own data; `since` is None where the map names no date of it."""

    address: str
    place: CollectionAddress
    since: datetime | None


def contact_map(data_map: DataMap) -> DataMap:
    """Only what names a person directly and holds an e-mail address, without the ways on to other data."""
    datasets = []
    for dataset in data_map.datasets:
        collections = tuple(
            replace(
                collection,
                fields=tuple(replace(field, references=()) for field in collection.fields),
                after=(),
                erase_after=(),
            )
            for collection in dataset.collections
            if not collection.skip_processing
            and any(field.identity for field in collection.fields)
            and any(_is_email(collection.categories_of(field)) for field in collection.fields)
        )
        if collections:
            datasets.append(replace(dataset, collections=collections, after=()))
    return DataMap(tuple(datasets))


def contacts_in(
    data_map: DataMap, address: CollectionAddress, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Iterator[Contact]:
    """The addresses that these rows hold."""
    collection = data_map.collection(address)
    emails = {f.name for f in collection.fields if _is_email(collection.categories_of(f))}
    since = collection.rules.contact_since
    for row in rows:
        values: Mapping[str, Any] = dict(zip(columns, row, strict=True))
        for name in emails:
            value = values.get(name)
            if isinstance(value, str) and value.strip():
                yield Contact(value.strip(), address, _instant(values.get(since)) if since else None)


def _is_email(categories: Sequence[str]) -> bool:
    return any(c == _EMAIL_CATEGORY or c.startswith(f"{_EMAIL_CATEGORY}.") for c in categories)


def _instant(value: Any) -> datetime | None:
    """A date of a source as an instant; a reading without a zone is taken as UTC, a day as its end: the later one."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, 23, 59, 59, tzinfo=UTC)
    return None
