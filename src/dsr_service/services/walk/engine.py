"""The walk itself: keys wait in queues per lookup, each batch of keys brings rows, rows bring further keys.

A row is handed on exactly once without remembering rows: it was handed on already if and only if one of its other
keys was asked for already, and the keys that were asked for are remembered. So collections without a primary key,
true duplicates and rows that several paths reach come out right, at a cost linear in the rows.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from functools import partial
from typing import Final

from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.domain.data_map.references import Arrival, References
from dsr_service.domain.keys import key_texts
from dsr_service.formats.ndjson import line_count
from dsr_service.services.ports.data_sources import (
    AnsweredReader,
    DataSource,
    FoundRows,
    Key,
    KeySet,
    KeyStore,
    LineSink,
    Question,
    Reader,
    Row,
    Sink,
    SourceFailed,
)
from dsr_service.services.walk.asking import Asking, Place, is_asked, only_matching
from dsr_service.services.walk.extraction import is_no_key
from dsr_service.services.walk.opening import open_readers, ways_through
from dsr_service.services.walk.places import places_of
from dsr_service.services.walk.report import (
    CollectionReport,
    Progress,
    Status,
    WalkReport,
    fail_dataset,
    mark_doubtful,
)


async def walk(
    data_map: DataMap,
    sources: Mapping[str, DataSource],
    identities: Mapping[str, Sequence[str]],
    sink: Sink,
    *,
    keys: KeyStore,
    progress: Progress | None = None,
    accounts_as_given: bool = False,
) -> WalkReport:
    """Hand every row that belongs to the subject to `sink`, once. A source that fails leaves the rest to go on.

    `sources` is keyed by the datasets' `fides_key`, `identities` by kind (email, phone_number, ...).
    `accounts_as_given`: an account is the subject's only under the very spelling that was given. Whoever deletes must
    ask so: once the account is gone, another one of the same letters would look like the only one.
    """
    reports = {
        address: CollectionReport(Status.SKIPPED if collection.skip_processing else Status.SEARCHED)
        for address, collection in data_map.collections()
    }
    async with AsyncExitStack() as stack:
        readers = await open_readers(data_map, sources, reports, stack)
        schemas = {key: reader.schema for key, reader in readers.items() if reader.schema}
        ways = ways_through(data_map, schemas)
        engine = _Engine(data_map, readers, ways, reports, sink, keys, progress, as_given=accounts_as_given)
        engine.seed(identities)
        await engine.take_answers()
        await engine.run()
    mark_doubtful(reports, ways)
    return WalkReport(reports)


_FEW: Final = 100  # keys of a question that is asked together with others


class _Engine:
    def __init__(
        self,
        data_map: DataMap,
        readers: Mapping[str, Reader],
        ways: References,
        reports: Mapping[CollectionAddress, CollectionReport],
        sink: Sink,
        store: KeyStore,
        progress: Progress | None,
        *,
        as_given: bool,
    ) -> None:
        self._as_given = as_given
        self._ways = ways
        self._readers = readers
        self._reports = reports
        self._sink = sink
        self._progress = progress
        self._visited: KeySet = store.key_set()
        self._lines = sink if isinstance(sink, LineSink) else None
        places = places_of(data_map, readers, ways, reports, store, lines=self._lines is not None)
        self._places = places.by_address
        self._asking = places.asking
        self._reach = places.reach
        self._apart: set[str] = set()  # datasets that could not answer several questions at once

    def seed(self, identities: Mapping[str, Sequence[str]]) -> None:
        for entry in self._ways.entries:
            asking = self._asking.get(entry.lookup)
            if asking:
                key_type = asking.reader.types[0]
                values = identities.get(entry.identity, ())
                if asking.accounts:
                    asking.accounts.give(values)
                keys = [(text,) for value in values for text in key_texts(key_type, value)]
                if asking.takes_spellings:
                    asking.spell([(text,) for v in values for text in key_texts(key_type.in_one_case, v)])
                asking.put([key for key in keys if not is_no_key(key, asking.none)], entry.arrival)

    async def take_answers(self) -> None:
        """What people and processors answered with, which no key asks for; it may hold keys for other sources."""
        answering = {key for key, reader in self._readers.items() if isinstance(reader, AnsweredReader)}
        for place in self._places.values() if answering else ():
            if not isinstance(place.reader, AnsweredReader):
                continue
            try:
                async with aclosing(
                    place.reader.answered(place.address.collection, place.columns)
                ) as reading:
                    async for rows in reading:
                        await self._hand_on(place, rows, Arrival.IDENTITY)
            except SourceFailed as error:
                place.fail(error.reason)

    async def run(self) -> None:
        """To the fixpoint. What is the subject's own is found before what is only reached through a parent key."""
        while True:
            waiting = [(asking.next_arrival(), asking) for asking in self._asking.values() if asking.pending]
            arrivals = [arrival for arrival, _ in waiting if arrival is not None]
            if not arrivals:
                return
            datasets = {
                asking.place.address.dataset for arrival, asking in waiting if arrival == min(arrivals)
            }
            try:
                async with asyncio.TaskGroup() as group:
                    for dataset in sorted(datasets):
                        group.create_task(self._drain(dataset, min(arrivals)))
            except BaseExceptionGroup as errors:
                raise errors.exceptions[0] from None  # a sink's own error, such as a full disk

    async def _drain(self, dataset: str, level: Arrival) -> None:
        """Ask for all keys of one dataset up to that level, one batch after the other: it is one connection."""
        mine = [asking for asking in self._asking.values() if asking.place.address.dataset == dataset]
        while True:
            waiting = [
                (arrival, asking.rank, asking.space, asking)
                for asking in mine
                if asking.pending and (arrival := asking.next_arrival()) is not None and arrival <= level
            ]
            if not waiting:
                return
            waiting.sort(key=lambda each: each[:3])
            arrival = waiting[0][0]
            await self._ask_wave([each[3] for each in waiting if each[0] == arrival], arrival)

    async def _ask_wave(self, waiting: list[Asking], arrival: Arrival) -> None:
        """Those first to which none of the others can lead any more; of those that lead to each other, one."""
        led_to = [self._reach[asking.space, arrival] for asking in waiting]
        wave = [
            asking
            for place, asking in enumerate(waiting)
            if not any(asking.space in those for other, those in enumerate(led_to) if other != place)
        ]
        asked = [(asking, self._fresh(asking, arrival)) for asking in wave or waiting[:1]]
        few = [(a, keys) for a, keys in asked if keys and a.place.combiner and len(keys) <= _FEW]
        done = await self._ask_together(few, arrival) if few else False
        for asking, keys in asked:
            if keys and not (done and (asking, keys) in few):
                await self._ask(asking, keys, arrival)

    def _fresh(self, asking: Asking, arrival: Arrival) -> list[Key]:
        keys = list(dict.fromkeys(asking.take(arrival, asking.place.reader.batch)))
        asked = set() if asking.once else self._visited.present(asking.space, keys)
        return [key for key in keys if key not in asked] if asked else keys

    async def _ask_together(self, few: list[tuple[Asking, list[Key]]], arrival: Arrival) -> bool:
        """Several small questions to one dataset at once; whether that was possible."""
        place = few[0][0].place
        assert place.combiner
        if place.address.dataset in self._apart:
            return False
        questions = [
            Question(
                asking.place.address.collection,
                asking.place.projection.columns,
                asking.place.columns,
                asking.lookup.fields,
                keys,
            )
            for asking, keys in few
        ]
        try:
            answers = await place.combiner.answer(questions)
        except SourceFailed as error:
            self._lose(place.address.dataset, error.reason)
            return True
        if answers is None:
            self._apart.add(place.address.dataset)
            return False
        for (asking, keys), rows in zip(few, answers, strict=True):
            if asking.accounts:
                await self._take_own(asking, set(keys), arrival, rows)
            elif rows:
                await self._take(asking, set(keys), arrival, rows)
            if not asking.once:
                self._visited.add(asking.space, keys)
        return True

    async def _ask(self, asking: Asking, fresh: list[Key], arrival: Arrival) -> None:
        place = asking.place
        if not place.readable:
            return
        held: list[Row] = []
        take = (
            partial(self._hold, held) if asking.accounts else partial(self._take, asking, set(fresh), arrival)
        )
        name, fields = place.address.collection, asking.lookup.fields
        try:
            if place.writer:
                shown = place.projection.columns
                await place.writer.write(name, shown, place.columns, fields, fresh, take)
            else:
                async with aclosing(place.reader.read(name, place.columns, fields, fresh)) as reading:
                    async for rows in reading:  # the source's cursor ends above, also when the sink fails
                        await take(rows)
            if asking.accounts:
                await self._take_own(asking, set(fresh), arrival, held)
        except SourceFailed as error:
            place.fail(error.reason)
            if error.whole:
                self._lose(place.address.dataset, error.reason)
            return
        if not asking.once:
            self._visited.add(asking.space, fresh)

    def _lose(self, dataset: str, reason: str) -> None:
        fail_dataset(dataset, self._reports, reason)
        for place in self._places.values():
            if place.address.dataset == dataset:
                place.fail(reason)

    async def _hold(self, held: list[Row], rows: list[Row]) -> None:
        held += rows

    async def _take_own(self, asking: Asking, fresh: set[Key], arrival: Arrival, rows: list[Row]) -> None:
        """Of accounts that only case tells apart those of the subject: all must be seen to know."""
        assert asking.accounts
        report = asking.place.report
        own, others, unclear = asking.accounts.own(
            [row for row in rows if is_asked(asking, fresh, row)], as_given=self._as_given
        )
        report.other_accounts += others
        if unclear:
            report.fail("account_unclear")
        await self._take(asking, fresh, arrival, own)

    async def _take(self, asking: Asking, fresh: set[Key], arrival: Arrival, rows: list[Row]) -> None:
        place = asking.place
        if not place.exact:
            rows = self._new(asking, fresh, rows)
        if asking.elements:
            rows = [only_matching(asking, fresh, row) for row in rows]
        if rows:
            await self._hand_on(place, rows, arrival)

    async def _hand_on(self, place: Place, rows: list[Row], arrival: Arrival) -> None:
        """New rows of the subject: counted, their keys put to the other collections, and handed to the sink."""
        place.feed(rows)
        count = len(rows)
        if place.writer and self._lines:
            block = b"\n".join([row[-1] for row in rows])
            count = line_count(block)
            self._lines.append(place.address, block, count)
        else:
            shown = place.projection
            await self._sink.take(
                FoundRows(place.address, shown.columns, shown.apply(rows), arrival, place.primary_key)
            )
        place.report.rows += count
        place.report.by_arrival[arrival] = place.report.by_arrival.get(arrival, 0) + count
        if self._progress:
            self._progress(place.address, place.report.rows)

    def _new(self, asking: Asking, fresh: set[Key], rows: list[Row]) -> list[Row]:
        """Those rows that really have a key that was asked for, and none that was asked for earlier."""
        matched: list[Row] = []
        several = False
        if asking.reader.all_among(rows, fresh):
            matched = rows
        else:
            for row in rows:
                found = asking.reader.keys(row)
                if not fresh.isdisjoint(found):
                    matched.append(row)
                    several = several or len(found) > 1
        for other in asking.place.lookups:
            if (other is not asking or several) and matched:
                seen = self._visited.present(other.space, other.reader.distinct(matched))
                if seen:
                    matched = [
                        row
                        for row in matched
                        if seen.isdisjoint(other.reader.keys(row))
                        or (other.accounts is not None and other.accounts.refuses(row))
                    ]
        return matched
