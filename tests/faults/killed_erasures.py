"""An approved erasure of a random world's subject, carried out by workers that die at a call, always from one start."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service_tests import Service, settings_for
from erasing import planned, verified
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

    async def approve(self, rows: World) -> bool:
        """Whether there is anything to carry out: what is blocked touches nothing."""
        self.rows = rows
        await self.source.fill(rows)
        self.cluster.drop_database(self.database)
        self.cluster.create_database(self.database, self.template)
        settings = settings_for(
            self.cluster.dsn(self.database),
            self.folder,
            sources={"shop": self.source.url},
            file_sources={"media": f"file://{self.source.media}"},
            erasure_cool_down_hours=0,
        )
        async with AsyncExitStack() as stack:
            service = await Service.start(stack, settings)
            put = await service.clients["dpo"].put(
                "/v1/data-map", json={"content": rows.data_map(files=True)}
            )
            assert put.status_code == 200, put.text
            put = await service.clients["dpo"].put("/v1/retention-rules", json={"content": rows.rules()})
            assert put.status_code == 200, put.text
            url = await verified(service, "erasure", email=SUBJECT)
            plan = await planned(service, url, categories=rows.scope)
            if plan["status"] != "planned" or not {"delete", "mask"} <= {i["action"] for i in plan["items"]}:
                return False
            approval = await service.clients["dpo"].post(f"{url}/approval")
            assert approval.status_code == 200, approval.text
        return True

    async def run(self, *points: int) -> tuple[bool, list[str]]:
        """Die at each of these calls in turn and end it; whether it died at the first, and what was found broken."""
        self.runs += 1
        copy, database = await self.source.copy(self.rows), f"{self.database}_copy"
        self.cluster.drop_database(database)
        self.cluster.create_database(database, self.database)
        died = False
        for number, point in enumerate((*points, LAST)):
            if not self._fetch(database, "SELECT FROM jobs WHERE kind = 'erase'"):
                break  # it had ended before it died
            killed = self._work(database, copy, point)
            self.kills += killed
            died = died or (killed and number == 0)
            self._fetch(
                database, "UPDATE jobs SET lease_until = now() - interval '1 s' WHERE state = 'running'"
            )
        return died, [
            f"{self.source.kind}, killed at {points}: {what}" for what in await self._broken(database, copy)
        ]

    def last_log(self) -> str:
        """What the workers wrote that were not to die."""
        return (self.folder / f"at-{LAST}.log").read_text()

    def _fetch(self, database: str, statement: str) -> list[Any]:
        return self.cluster.fetch(statement, database=database)

    def _work(self, database: str, copy: Source, point: int) -> bool:
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
            "options": {"kinds": ["erase"], "schedules": False, "crash_at": point, "runner": RUNNER},
            "log": str(self.folder / f"at-{point}.log"),
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
        found = [*dangling(self.rows, after), *astray(after, copy.media), *self._not_once(database, after)]
        try:
            judge(self.rows, after)
        except AssertionError as error:
            found.append(str(error).partition("\n")[0])
        return found

    def _not_once(self, database: str, after: Tables) -> Iterator[str]:
        """One erasure, done; each of its events once; and it counts what is gone, no row twice."""
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
        told: Counter[str] = Counter()
        for table, rows in self._fetch(
            database,
            "SELECT i->>'collection', (i->>'rows')::int FROM erasures, jsonb_array_elements(outcome) i"
            " WHERE i->>'action' = 'delete'",
        ):
            told[table] += rows
        gone = Counter({table: len(rows) - len(after[table]) for table, rows in self.rows.rows.items()})
        if +told != +gone:
            yield f"it says that {dict(told)} rows were deleted; gone are {dict(+gone)}"


def astray(after: Tables, media: Path) -> Iterator[str]:
    """A file lives as long as the row that names it, and as its name there."""
    named = {row["data"] for rows in after.values() for row in rows if row.get("data")}
    there = {path.name for path in media.iterdir()}
    yield from (f"{name} is still there" for name in there - named)
    yield from (f"{name} is gone and a row names it" for name in named - there if " tells " in name)


def dangling(world: World, after: Tables) -> Iterator[str]:
    """Declared foreign keys whose row is not there."""
    ids = {table: {row["id"] for row in rows} for table, rows in after.items()}
    for edge in world.edges:
        for row in after[edge.holder] if edge.declared else ():
            if row[edge.column] is not None and row[edge.column] not in ids[edge.target]:
                yield f"{edge.holder}.{edge.column} points at nothing"
