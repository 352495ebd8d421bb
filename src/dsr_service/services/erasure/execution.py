"""Carry a plan out: every source in one transaction of its own, all of them committed only when all succeeded."""

from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Protocol

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.erasure.plan import Action, Blocked
from dsr_service.services.erasure.planning import Prepared
from dsr_service.services.erasure.reading import Task
from dsr_service.services.ports.data_sources import DataSource, FoundRows, KeyStore, SourceFailed
from dsr_service.services.ports.erasing import Eraser, Erasure, ErasureFailed, Step
from dsr_service.services.walk import walk


class Journal(Protocol):
    """Told right before and after each source's commit, so that an answer that is lost can be asked for."""

    async def before(self, dataset: str) -> None: ...
    async def after(self, dataset: str) -> None: ...


class _NoJournal:
    async def before(self, dataset: str) -> None:
        pass

    async def after(self, dataset: str) -> None:
        pass


async def execute(prepared: Prepared, erasers: Mapping[str, Eraser], journal: Journal | None = None) -> bool:
    """Whether it was done. If a source refuses, nothing is changed anywhere and the plan says so as blocked."""
    journal = journal or _NoJournal()
    plan = prepared.plan
    assert not plan.blocked
    done: dict[int, int] = {}
    open_now: dict[str, Erasure] = {}
    committed: list[str] = []
    dataset = ""
    try:
        async with AsyncExitStack() as stack:
            for dataset in prepared.steps:
                open_now[dataset] = await stack.enter_async_context(erasers[dataset].begin())
            for dataset, step in _turns(prepared):
                if step is None:
                    await open_now[dataset].settle()
                else:
                    done.update(dict.fromkeys(step.items, await open_now[dataset].apply(step)))
                    committed += [f"{dataset}.{step.rows.table}"] if step.lasting else []
            for dataset, transaction in open_now.items():
                await journal.before(dataset)
                await transaction.commit()
                committed.append(dataset)
                await journal.after(dataset)
    except ErasureFailed as error:
        plan.block([Blocked(dataset, error.table, _refusal(error.reason, committed))])
        return False
    except SourceFailed as error:
        plan.block([Blocked(dataset, None, _refusal(error.reason, committed))])
        return False
    for number, item in enumerate(plan.items):
        if item.action in (Action.KEEP, Action.UNLINK) and number not in done:
            item.done = item.rows  # nothing had to be written
        else:
            item.done = done.get(number, 0)
    return True


def _turns(prepared: Prepared) -> Iterator[tuple[str, Step | None]]:
    """What no transaction takes back waits until every source has settled (None) everything else."""
    every = [(dataset, step) for dataset, steps in prepared.steps.items() for step in steps]
    yield from ((dataset, step) for dataset, step in every if not step.lasting)
    yield from ((dataset, None) for dataset in prepared.steps)
    yield from ((dataset, step) for dataset, step in every if step.lasting)


def _refusal(reason: str, committed: list[str]) -> str:
    if not committed:
        return f"The source refused, and nothing was changed: {reason}."
    return f"The source refused: {reason}. Already done, and not undone: {', '.join(committed)}."


async def read_again(
    task: Task, sources: Mapping[str, DataSource], prepared: Prepared, keys: KeyStore
) -> tuple[dict[CollectionAddress, int], bool]:
    """What the same walk still finds, and whether that is no more than the plan leaves."""
    report = await walk(
        task.seeded, sources, task.all_identities, _Nowhere(), keys=keys, accounts_as_given=True
    )
    left = {address: found.rows for address, found in report.collections.items()}
    within = all(rows <= prepared.staying.get(address, 0) for address, rows in left.items())
    return left, report.complete and within


class _Nowhere:
    """The rows themselves are of no interest, only how many there are."""

    async def take(self, found: FoundRows) -> None:
        pass
