"""Liveness and readiness, for whoever runs the service."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Depends, Response

from dsr_service.api.operation import AtHand
from dsr_service.api.rate_limits import public_call
from dsr_service.api.schemas import View
from dsr_service.api.strict_json import StrictRoute
from dsr_service.services import readiness

router = APIRouter(route_class=StrictRoute, dependencies=[Depends(public_call)], tags=["Operations"])


class Liveness(View):
    status: Literal["alive"] = "alive"


class Readiness(View):
    status: Literal["ready", "unready"]
    checks: dict[str, str]


@router.get(
    "/healthz",
    operation_id="getLiveness",
    summary="Is the process alive?",
    description="Answers without touching anything else (availability, art. 32(1)(b)).",
)
async def liveness() -> Liveness:
    return Liveness()


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="Can the process serve?",
    description="Database, migrations, clock and queue (availability, art. 32(1)(b)).",
    responses={503: {"model": Readiness, "description": "Not ready: the checks say why."}},
)
async def ready(at_hand: AtHand, response: Response) -> Readiness:
    try:
        checks = await asyncio.wait_for(readiness.checks(at_hand), timeout=2)
    except TimeoutError:
        checks = {"database": "no answer within two seconds"}
    is_ready = all(result == "ok" for result in checks.values())
    response.status_code = 200 if is_ready else 503
    if not is_ready:
        response.headers["Retry-After"] = "2"
    return Readiness(status="ready" if is_ready else "unready", checks=checks)
