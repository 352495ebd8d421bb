"""A process that dies anywhere inside a proof or a link's exchange leaves nothing half done; a retry goes through."""

from contextlib import AsyncExitStack

import pytest
from sqlalchemy import event, text

from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import Service, settings_for, submission
from known_shop import CAMILLE, code_in, mails, make_shop, put_registers, token_in

COUNTED = ("identity_proofs", "subject_sessions", "audit_events", "jobs", "idempotency_records", "messages")


class Killed(Exception):
    """Like a kill: what was not committed is gone."""


class Kills:
    """Ends the operation at its n-th statement, the commit being the one after the last."""

    def __init__(self, engine) -> None:
        self.left = -1
        event.listen(engine.sync_engine, "before_cursor_execute", self._statement)
        event.listen(engine.sync_engine, "commit", self._commit)

    def _statement(self, *_: object) -> None:
        if self.left > 0:
            self.left -= 1
            if self.left == 0:
                raise Killed

    def _commit(self, _: object) -> None:
        self._statement()


@pytest.fixture
async def service(database, tmp_path):
    shop = make_shop(tmp_path / "shop.sqlite")
    async with AsyncExitStack() as stack:
        settings = settings_for(database, tmp_path, sources={"shop": f"sqlite:///{shop}"})
        service = await Service.start(stack, settings)
        await put_registers(service.clients["dpo"])
        yield service


async def counts(service) -> dict[str, int]:
    async with service.runtime.operation(SYSTEM) as ctx:
        return {t: await ctx.session.scalar(text(f"SELECT count(*) FROM {t}")) for t in COUNTED}


async def dies_everywhere(service, attempt) -> int:
    """Tries with a kill at each statement in turn until one try comes through; each kill leaves all as it was."""
    kills, before = Kills(service.runtime.engine), await counts(service)
    for point in range(1, 200):
        kills.left = point
        answer = await attempt()
        kills.left = -1
        if answer.status_code < 300:
            return point
        assert answer.status_code >= 500, answer.text
        assert await counts(service) == before, f"after a kill at statement {point}"
    raise AssertionError("it never came through")


async def submitted(service) -> str:
    made = await service.clients["storefront"].post("/v1/requests", json=submission("access", email=CAMILLE))
    return f"/v1/requests/{made.json()['id']}"


async def test_a_links_exchange_is_whole_or_not_at_all(service):
    path = await submitted(service)
    await service.clients["storefront"].post(f"{path}/access-links", json={})
    await service.run_jobs()
    body = {"token": token_in(mails(service, CAMILLE, "/v1/track#")[-1])}
    nobody = service.clients["nobody"]
    points = await dies_everywhere(service, lambda: nobody.post("/v1/track/sessions", json=body))
    assert points > 3
    assert (await nobody.post("/v1/track/sessions", json=body)).status_code == 410


async def test_a_codes_proof_is_whole_or_not_at_all(service):
    path = await submitted(service)
    await service.clients["storefront"].post(f"{path}/identity-codes")
    await service.run_jobs()
    body = {"method": "one_time_code", "code": code_in(mails(service, CAMILLE)[-1])}
    storefront = service.clients["storefront"]
    verify = f"{path}/identity-verification"
    points = await dies_everywhere(service, lambda: storefront.post(verify, json=body))
    assert points > 5
    shown = (await storefront.get(path)).json()
    assert (shown["status"], shown["identity"]["method"]) == ("in_progress", "one_time_code")
