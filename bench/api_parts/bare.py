"""The yardstick: Starlette and asyncpg with nothing else, saying the same statements in one transaction."""

import json
import pickle
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api_parts.recording import Recording


def application(dsn: str, recordings: dict[str, Recording]) -> Starlette:
    pool: asyncpg.Pool

    async def prepare(connection: asyncpg.Connection) -> None:
        await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=str, decoder=json.loads)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        nonlocal pool
        pool = await asyncpg.create_pool(dsn, min_size=10, max_size=10, init=prepare)
        yield
        await pool.close()

    async def say(recording: Recording, request_id: str | None = None) -> list[Any]:
        async with pool.acquire() as connection:
            if recording.in_transaction:
                async with connection.transaction():
                    return [
                        await connection.fetch(sql, *values) for sql, values in recording.fresh(request_id)
                    ]
            return [await connection.fetch(sql, *values) for sql, values in recording.fresh(request_id)]

    async def submit(request: Request) -> Response:
        orjson.loads(await request.body())
        await say(recordings["submit"])
        return Response(recordings["submit"].body, 201, media_type="application/json")

    async def get(request: Request) -> Response:
        found = await say(recordings["get"], request.path_params["id"])
        rows = [[dict(row) for row in rows] for rows in found[1:]]
        return Response(orjson.dumps(rows, default=str), media_type="application/json")

    async def listing(_: Request) -> Response:
        found = await say(recordings["list"])
        rows = [[dict(row) for row in rows] for rows in found[1:]]
        return Response(orjson.dumps(rows, default=str), media_type="application/json")

    return Starlette(
        routes=[
            Route("/v1/requests", submit, methods=["POST"]),
            Route("/v1/requests", listing),
            Route("/v1/requests/{id}", get),
        ],
        lifespan=lifespan,
    )


def main(dsn: str, port: str, recordings: str) -> None:
    loaded = pickle.loads(Path(recordings).read_bytes())
    uvicorn.run(application(dsn, loaded), port=int(port), log_config=None, access_log=False)
