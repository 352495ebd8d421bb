"""`dsr jobs`: see background work, try again what is held after its failure, or give it up."""

import asyncio
import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from dsr_service.services.context import OperationContext

jobs = typer.Typer(no_args_is_help=True, help="Background work.")

DataDir = Annotated[str | None, typer.Option(help="Folder of the embedded installation.")]
Kind = Annotated[str | None, typer.Option(help="Only jobs of this kind.")]


class Which(StrEnum):
    """The states to list."""

    DEAD = "dead"
    WAITING = "waiting"
    RUNNING = "running"
    SCHEDULED = "scheduled"
    ALL = "all"


def register(app: typer.Typer) -> None:
    app.add_typer(jobs, name="jobs")


@jobs.command("list")
def list_jobs(
    state: Annotated[
        Which, typer.Option(help="Which jobs; `dead` are those held after their failure.")
    ] = Which.DEAD,
    kind: Kind = None,
    data_dir: DataDir = None,
) -> None:
    """Print jobs as JSON lines, and the queue in numbers on standard error."""
    from dsr_service.domain.jobs import JobState
    from dsr_service.services import jobs as service

    wanted = None if state is Which.ALL else JobState(state.value)

    async def read(ctx: "OperationContext") -> None:
        depth = await service.depth(ctx)
        print(
            f"{depth.dead} held, {depth.waiting} waiting (the oldest for {depth.oldest_wait.total_seconds():.0f} s), "
            f"{depth.running} running, {depth.scheduled} for later",
            file=sys.stderr,
        )
        after = 0
        while rows := await service.page(ctx, state=wanted, kind=kind, after=after):
            for row in rows:
                print(json.dumps(_as_json(row)))
            after = rows[-1].id

    _perform(read, data_dir)


@jobs.command("retry")
def retry(
    job: Annotated[list[int] | None, typer.Argument(help="Ids of held jobs.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All held jobs, or all of --kind.")] = False,
    kind: Kind = None,
    data_dir: DataDir = None,
) -> None:
    """Let held jobs run again, their attempts counted anew. All of the named ones, or none."""
    from dsr_service.services import jobs as service

    if bool(job) == everything:
        raise typer.BadParameter("name jobs by id, or say --all")
    if job and kind:
        raise typer.BadParameter("--kind goes with --all")

    async def act(ctx: "OperationContext") -> None:
        if everything:
            retried = list(await service.retry_all(ctx, kind=kind))
        else:
            retried = sorted(set(job or ()))
            for one in retried:
                await service.retry(ctx, one)
        print(json.dumps({"retried": retried}))

    _perform(act, data_dir)


@jobs.command("stuck")
def stuck(
    queue_again: Annotated[
        bool, typer.Option("--queue-again", help="Queue the job anew where that is safe.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Print what waits for work that nobody does, as JSON lines; exit 1 when something stays stuck."""
    from dsr_service.services import stuck_work

    left: list[bool] = []

    async def act(ctx: "OperationContext") -> None:
        for one in await stuck_work.find(ctx):
            queued = queue_again and await stuck_work.queue_again(ctx, one)
            left.append(not queued)
            found = {"what": one.what, "id": str(one.thing), "request_id": str(one.request_id)}
            print(json.dumps({**found, "queued_again": queued}))

    _perform(act, data_dir)
    if any(left):
        raise typer.Exit(1)


@jobs.command("discard")
def discard(
    job: Annotated[list[int], typer.Argument(help="Ids of held jobs.")],
    reason: Annotated[
        str,
        typer.Option(
            help="done_by_hand, no_longer_needed, superseded or cannot_be_mended; the audit log keeps it."
        ),
    ],
    data_dir: DataDir = None,
) -> None:
    """Give held jobs up for good. A search goes back to the staff. All of the named ones, or none."""
    from dsr_service.domain.jobs import DiscardReason
    from dsr_service.services import jobs as service

    if reason not in set(DiscardReason):
        raise typer.BadParameter("no such reason", param_hint="--reason")

    async def act(ctx: "OperationContext") -> None:
        discarded = sorted(set(job))
        for one in discarded:
            await service.discard(ctx, one, DiscardReason(reason))
        print(json.dumps({"discarded": discarded, "reason": reason}))

    _perform(act, data_dir)


def _perform(act: Any, data_dir: str | None) -> None:
    from dsr_service.bootstrap import open_runtime
    from dsr_service.cli.installation import attached, read_settings
    from dsr_service.domain.actors import SYSTEM
    from dsr_service.domain.errors import DsrError

    settings = attached(read_settings(data_dir=data_dir))

    async def run() -> None:
        async with open_runtime(settings) as runtime, runtime.operation(SYSTEM) as ctx:
            await act(ctx)

    try:
        asyncio.run(run())
    except DsrError as error:
        print(error.detail, file=sys.stderr)
        raise typer.Exit(1) from None


def _as_json(row: Any) -> dict[str, Any]:
    instants = ("due_at", "run_after", "created_at", "ready_at", "died_at")
    plain = (
        "id",
        "kind",
        "state",
        "payload",
        "client",
        "source",
        "attempts",
        "crashes",
        "last_error",
        "worker",
    )
    return {name: getattr(row, name) for name in plain} | {
        name: value.isoformat() if (value := getattr(row, name)) else None for name in instants
    }
