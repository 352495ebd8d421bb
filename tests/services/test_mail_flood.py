"""Threat T7: whoever floods the intake in one person's name fills nobody's mailbox, and delays no answer."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from dsr_service.adapters.post_smtp import SmtpPost, SmtpServer
from dsr_service_tests import START, Service, settings_for, submission

VICTIM = "camille.martin@example.com"
SUBMISSIONS, ADDRESSES, DAYS = 1_000, 200, 3


class Mailbox(Controller):
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []
        super().__init__(self, hostname="127.0.0.1", port=0)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append((list(envelope.rcpt_tos), envelope.content.decode("utf-8", "replace")))
        return "250 OK"


@pytest.fixture
def mailbox():
    controller = Mailbox()
    controller.start()
    yield controller
    controller.stop()


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_a_thousand_submissions_from_two_hundred_addresses(database, tmp_path, mailbox):
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, calls_per_address=10_000_000))
        post = SmtpPost(SmtpServer("127.0.0.1", mailbox.port, "none"), "donnees@shop.example")
        service.runtime = replace(service.runtime, post=post)
        statuses = await flood(service, stack)
        assert set(statuses) <= {201, 429}
        assert statuses.count(201) >= 100, "the flood does get in"
        counts = []
        for day in range(DAYS):
            before = len(mailbox.mails)
            service.clock.set(START + timedelta(days=day, minutes=day))
            await service.run_jobs(until=lambda: settled(service), patience=900)
            counts.append(len(mailbox.mails) - before)
        print(
            f"{SUBMISSIONS} submissions from {ADDRESSES} addresses: {statuses.count(201)} taken; mails a day: {counts}"
        )
        assert all(count <= 3 for count in counts)
        assert {recipient for recipients, _ in mailbox.mails for recipient in recipients} == {VICTIM}
        async with service.runtime.engine.connect() as connection:
            lost = await connection.scalar(
                text("SELECT count(*) FROM messages WHERE sent_at IS NULL AND delayed_at IS NULL")
            )
        assert lost == 0, "each letter has gone or waits for its day"


async def flood(service: Service, stack: AsyncExitStack) -> list[int]:
    """From many addresses, by two clients, each submission another request of the same person."""
    clients = []
    for number in range(ADDRESSES):
        key = service.keys["storefront" if number % 2 else "storefront_2"]
        transport = httpx.ASGITransport(service.app, client=(f"203.0.113.{number}", 40_000 + number))
        headers = {"Authorization": f"Bearer {key}"}
        clients.append(
            await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)
            )
        )

    async def submit(number: int) -> int:
        body = submission("access", email=VICTIM)
        body["subject"]["identifiers"].append({"type": "customer_id", "value": str(number)})
        return (await clients[number % ADDRESSES].post("/v1/requests", json=body)).status_code

    statuses: list[int] = []
    for first in range(0, SUBMISSIONS, 20):
        statuses += await asyncio.gather(*(submit(number) for number in range(first, first + 20)))
    return statuses


async def settled(service: Service) -> bool:
    """Nothing waits or runs, and no letter whose day has come."""
    async with service.runtime.engine.connect() as connection:
        left = await connection.scalar(
            text("SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running') OR (state = 'scheduled' "
                 "AND kind IN ('send_message', 'send_delayed') AND run_after <= :now)"),
            {"now": service.clock.now()},
        )  # fmt: skip
    return left == 0
