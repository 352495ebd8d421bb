"""A source that is not asked by keys: a person or a processor answered with all that it has of the subject."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from dsr_service.domain.data_map.data_map import Collection, Dataset, DataType
from dsr_service.domain.keys import DYNAMIC, TEXT, KeyKind, KeyType
from dsr_service.services.ports.data_sources import Answers, Key, Row, SourceFailed

_AT_ONCE = 500
_KEY_TYPES = {DataType.INTEGER: KeyType(KeyKind.INTEGER), DataType.STRING: TEXT}


class AnswerSource:
    """One dataset's answer. `load` may raise SourceFailed; `missing` says why a collection is not answered."""

    def __init__(self, dataset: Dataset, load: Callable[[], Awaitable[Answers]], missing: str) -> None:
        self._dataset = dataset
        self._load = load
        self._missing = missing

    @asynccontextmanager
    async def open(self) -> AsyncIterator["AnswerReader"]:
        yield AnswerReader(self._dataset, await self._load(), self._missing)

    async def describe(self) -> None:
        """An answer has no schema."""

    async def close(self) -> None:
        """Nothing is open."""


class AnswerReader:
    """The rows of an answer. They are the subject's by the word of whoever answered."""

    schema = None
    batch = _AT_ONCE

    def __init__(self, dataset: Dataset, answers: Answers, missing: str) -> None:
        self._collections = {collection.name: collection for collection in dataset.collections}
        self._answers = answers
        self._missing = missing

    def columns(self, collection: str) -> None:
        """Only the rows tell."""
        if collection not in self._answers:
            raise SourceFailed(self._missing)

    def key_type(self, collection: str, field: str) -> KeyType:
        return _key_type(self._collections[collection], field)

    async def read(
        self,
        collection: str,  # noqa: ARG002 - the port's signature
        columns: Sequence[str],  # noqa: ARG002
        fields: Sequence[str],  # noqa: ARG002
        keys: Sequence[Key],  # noqa: ARG002
    ) -> AsyncGenerator[list[Row], None]:
        """There is nothing to ask for: `answered` gave it all."""
        nothing: list[Row]
        for nothing in ():
            yield nothing

    async def answered(self, collection: str, columns: Sequence[str]) -> AsyncGenerator[list[Row], None]:
        """All rows of the collection."""
        rows = self._answers[collection]
        for start in range(0, len(rows), _AT_ONCE):
            yield [tuple(row.get(name) for name in columns) for row in rows[start : start + _AT_ONCE]]


def _key_type(collection: Collection, field: str) -> KeyType:
    for path, declared in collection.walk_fields():
        if path == field and declared.data_type is not None:
            return _KEY_TYPES.get(declared.data_type, DYNAMIC)
    return DYNAMIC
