"""Ends the process, as a kill -9 would, at the n-th call to the outer world after the first claim.

Calls are: each statement and each commit on any database (the sources' too), each step of a file on its way into the
store or out of it, each letter and each HTTP call; and the claim and the settlement of the job itself.
"""

import functools
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import sqlalchemy
from sqlalchemy import event

STATUS = 137


class Points:
    """Counts the calls; dies before the n-th."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.seen = 0
        self.armed = False
        # of a source's files: what comes between a commit and these is soon over
        self.deletions: list[int] = []
        self.phase = "claiming"
        self.phases: Counter[str] = Counter()  # of an erasure: calls by what was being done

    def pass_by(self, what: str) -> None:
        if not self.armed:
            return
        self.seen += 1
        self.phases[self.phase] += 1
        if what == "_delete":
            self.deletions.append(self.seen)
        if self.seen == self.at:
            sys.stderr.write(f'{{"event": "crashed", "point": {self.at}, "before": "{what}"}}\n')
            sys.stderr.flush()
            os._exit(STATUS)


def install(at: int) -> None:
    points = Points(at)
    _watch_databases(points)
    _watch_files_and_calls(points)
    _watch_queue(points)
    _watch_erasures(points)


def _watch_databases(points: Points) -> None:
    event.listen(
        sqlalchemy.Engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: points.pass_by(statement.split(None, 1)[0].lower()),
    )
    event.listen(sqlalchemy.Engine, "commit", lambda _connection: points.pass_by("commit"))


def _watch_files_and_calls(points: Points) -> None:
    import pathlib

    import httpx

    from dsr_service.adapters import file_sources, post_folder
    from dsr_service.adapters.data_sources import postgresql
    from dsr_service.adapters.document_store import local_folder
    from dsr_service.adapters.sealing import key_folder
    from dsr_service.storage import direct

    for owner, name in (
        (direct, "fetch"),  # past SQLAlchemy, whose events tell of the others
        (postgresql.PostgresReader, "_asked"),
        (local_folder, "_created"),
        (local_folder, "_finish"),
        (local_folder, "_remove"),
        (file_sources.LocalFiles, "_delete"),
        (key_folder.KeyFolder, "save"),
        (key_folder.KeyFolder, "shred"),
        (key_folder.KeyFolder, "forget"),
        (pathlib.Path, "replace"),
        (post_folder.FolderPost, "_write"),
        (httpx.AsyncClient, "send"),
    ):
        _before(owner, name, points)
    try:
        import aiosmtplib
    except ImportError:
        return
    _before(aiosmtplib.SMTP, "sendmail", points)


def _watch_queue(points: Points) -> None:
    """Armed by the first job claimed; after that job has ended, nothing more is begun."""
    from dsr_service import worker
    from dsr_service.storage import job_claims

    claim = job_claims.claim

    @functools.wraps(claim)
    async def claim_and_arm(*args: Any) -> Any:
        if points.armed:
            return []
        claimed = await claim(*args)
        points.armed = bool(claimed)
        points.pass_by("claimed")
        return claimed

    job_claims.claim = claim_and_arm
    _before(job_claims, "finish", points)
    _before(job_claims, "fail", points)

    class OneJob(worker.JobRunner):
        async def run(self, stop: Any) -> int:
            self._one_stop = stop
            return await super().run(stop)

        async def _perform(self, job: Any) -> None:
            await super()._perform(job)
            told = f'"points": {points.seen}, "deletions": {points.deletions}'  # so many and its end
            told += f', "phases": {json.dumps(points.phases)}'
            sys.stderr.write(f'{{"event": "no_crash", {told}}}\n')
            self._one_stop.set()

    worker.JobRunner = OneJob


def _watch_erasures(points: Points) -> None:
    """What a job that erases is about."""
    from dsr_service.jobs import erasures

    for owner, name, phase in (
        (erasures._Hands, "look", "planning"),
        (erasures, "_ask", "executing"),
        (erasures, "_write", "executing"),
        (erasures.files, "erase", "executing"),
        (erasures._Hands, "look_again", "verifying"),
        (erasures.completion, "complete", "telling"),
    ):
        _during(owner, name, phase, points)


def _during(owner: Any, name: str, phase: str, points: Points) -> None:
    original: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(original)
    async def named(*args: Any, **kwargs: Any) -> Any:
        before, points.phase = points.phase, phase
        try:
            return await original(*args, **kwargs)
        finally:
            points.phase = before

    setattr(owner, name, named)


def _before(owner: Any, name: str, points: Points) -> None:
    original: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(original)
    def counted(*args: Any, **kwargs: Any) -> Any:
        points.pass_by(name)
        return original(*args, **kwargs)

    setattr(owner, name, counted)
