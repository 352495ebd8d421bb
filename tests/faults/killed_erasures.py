"""An approved erasure of a random world's subject, carried out by workers that die at a call, always from one start."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service_tests import Service, settings_for
from erasing import approved, verified
from erasure_judge import judge
from erasure_world import SUBJECT, World
from faults.killed_sources import Source, Tables
from faults.world import DIED, Nursery, Process

LAST = 1_000_000  # no erasure makes so many calls: the worker ends after its job
RUNNER = {"lease": 120.0, "poll": 0.05, "concurrency": 1, "per_source": 10_000}


class KilledErasure:
    """The start, from which every kill begins: the service's database and the source's, the plan approved."""

    def __init__(
        self,
        nursery: Nursery,
        cluster: EmbeddedPostgres,
        source: Source,
        database: str,
        template: str,
        folder: Path,
    ) -> None:
        self.nursery, self.cluster, self.source, self.folder = nursery, cluster, source, folder
        self.database, self.template = database, template
        self.rows = World([], [])
        self.kills = self.runs = 0
        self.plan: list[tuple[str, Any]] = []

    async def approve(self, rows: World) -> bool:
        """Whether there is anything to carry out: what is blocked touches nothing."""
        self.rows, self.plan = rows, []
        await self.source.fill(rows)
        self._anew(self.database, self.template)
        async with self._service() as service:
            dpo = service.clients["dpo"]
            put = await dpo.put("/v1/data-map", json={"content": rows.data_map(files=True)})
            assert put.status_code == 200, put.text
            put = await dpo.put("/v1/retention-rules", json={"content": rows.rules()})
            assert put.status_code == 200, put.text
            url = await verified(service, "erasure", email=SUBJECT)
            asked = await service.clients["staff"].post(
                f"{url}/erasure-plan", json={"ground": "no_longer_necessary"}
            )
            assert asked.status_code == 202, asked.text
        self._anew(f"{self.database}_asked", self.database)
        async with self._service() as service:
            await service.run_jobs()
            plan = (await service.clients["staff"].get(f"{url}/erasure-plan")).json()
            if plan["status"] != "planned" or not {"delete", "mask"} <= {i["action"] for i in plan["items"]}:
                return False
            await approved(service, url)
        return True

    @asynccontextmanager
    async def _service(self) -> AsyncIterator[Service]:
        settings = settings_for(
            self.cluster.dsn(self.database),
            self.folder,
            sources={"shop": self.source.url},
            file_sources={"media": f"file://{self.source.media}"},
            erasure_cool_down_hours=0,
        )
        async with AsyncExitStack() as stack:
            yield await Service.start(stack, settings)

    def _anew(self, database: str, template: str) -> None:
        self.cluster.drop_database(database)
        self.cluster.create_database(database, template)

    async def run(self, *points: int, kind: str = "erase", lane: int = 0) -> tuple[bool, list[str]]:
        """Die at each of these calls in turn and end it; whether it died at the first, and what was found broken.

        Lanes have databases of their own, and so can be used at one time.
        """
        self.runs += 1
        copy, database = await self.source.copy(self.rows, lane), f"{self.database}_{lane}"
        self._anew(database, self.database if kind == "erase" else f"{self.database}_asked")
        died = False
        for number, point in enumerate((*points, LAST)):
            if not self._fetch(database, f"SELECT FROM jobs WHERE kind = '{kind}'"):
                break  # it had ended before it died
            killed = self._work(database, copy, kind, point, lane)
            self.kills += killed
            died = died or (killed and number == 0)
            self._fetch(
                database, "UPDATE jobs SET lease_until = now() - interval '1 s' WHERE state = 'running'"
            )
        broken = self._broken if kind == "erase" else self._planned_otherwise
        return died, [
            f"{self.source.kind}, {kind} killed at {points}: {what}" for what in await broken(database, copy)
        ]

    async def _planned_otherwise(self, database: str, copy: Source) -> list[str]:
        """A plan is the same however often its worker died, it is told once, and nothing was touched for it."""
        found = []
        rows = self._fetch(database, "SELECT status, plan::text FROM erasures")
        plan = [(status, json.loads(text or "{}")) for status, text in rows]
        self.plan = self.plan or plan
        if plan != self.plan or len(plan) != 1 or plan[0][0] != "planned":
            found.append(f"the plans are {plan}, not {self.plan}")
        times = self._fetch(database, "SELECT count(*) FROM audit_events WHERE name = 'erasure_planned'")
        if times[0][0] != 1:
            found.append(f"it was planned {times[0][0]} times")
        if self._fetch(database, "SELECT FROM jobs WHERE kind = 'plan_erasure'"):
            found.append("its job is still there")
        if await copy.dump(self.rows) != self.rows.rows:
            found.append("the source changed while it was only planned")
        return found

    def last_log(self) -> str:
        """What the workers wrote that were not to die."""
        return (self.folder / f"at-{LAST}-0.log").read_text()

    def _fetch(self, database: str, statement: str) -> list[Any]:
        return self.cluster.fetch(statement, database=database)

    def _work(self, database: str, copy: Source, kind: str, point: int, lane: int) -> bool:
        order = {
            "role": "work",
            "environment": {
                "DSR_DATABASE_URL": self.cluster.libpq_dsn(database),
                "DSR_DATA_DIR": str(self.folder / "data"),
                "DSR_SECRET_KEY": "0123456789abcdef0123456789abcdef",
                "DSR_KEY_ENCRYPTION_KEYS": "9o4Yx3l0mYv0m0Zp7mJ2oX8w0d3oQ5u5b1k1h8n8e0c=",
                "DSR_FILE_SOURCES": f'{{"media": "file://{copy.media}"}}',
                "DSR_SOURCES": f'{{"shop": "{copy.url}"}}',
                "DSR_ERASURE_COOL_DOWN_HOURS": "0",
            },
            "options": {"kinds": [kind], "schedules": False, "crash_at": point, "runner": RUNNER},
            "log": str(self.folder / f"at-{point}-{lane}.log"),
        }
        worker = Process(self.nursery, order, self.nursery.ask(**order))
        status = worker.ended(150)
        if status is None:
            worker.kill()
        said = Path(order["log"]).read_text()[-2000:]
        assert status in ({0} if point == LAST else {0, DIED}), f"{status} at {point}: {said}"
        return status == DIED

    async def _broken(self, database: str, copy: Source) -> list[str]:
        after = await copy.dump(self.rows)
        found = [*astray(after, copy.media), *self._not_once(database)]
        outcome = self._fetch(database, "SELECT outcome::text FROM erasures")
        try:
            judge(self.rows, after, json.loads(outcome[0][0] or "[]"))
        except AssertionError as error:
            found.append(str(error).partition("\n")[0])
        return found

    def _not_once(self, database: str) -> Iterator[str]:
        """One erasure, done; each of its events once."""
        states = self._fetch(
            database,
            "SELECT e.status, s.state FROM erasures e LEFT JOIN erasure_sources s ON s.erasure_id = e.id",
        )
        if [tuple(row) for row in states] != [("done", "done")]:
            yield f"the erasure and its source are {states}"
            return
        once = ("erasure_started", "erasure_certified", "erasure_verified", "right_decided", "request_closed")
        for name, times in self._fetch(database, "SELECT name, count(*) FROM audit_events GROUP BY 1"):
            if name in once and times != 1:
                yield f"{name} happened {times} times"
        if self._fetch(database, "SELECT FROM jobs WHERE kind = 'erase'"):
            yield "its job is still there"


def astray(after: Tables, media: Path) -> Iterator[str]:
    """A file lives as long as the row that names it, and as its name there."""
    named = {row["data"] for rows in after.values() for row in rows if row.get("data")}
    there = {path.name for path in media.iterdir()}
    yield from (f"{name} is still there" for name in there - named)
    yield from (f"{name} is gone and a row names it" for name in named - there if " tells " in name)
