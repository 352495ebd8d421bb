"""Makers for the kinds of jobs that talk to others: processors, other controllers, a person's mailbox."""

import os
from uuid import uuid4

from cryptography.hazmat.primitives.serialization import Encoding

from dsr_service.adapters import demo_shop
from faults.book import Caller
from faults.making import Make, callers, directly, work_done
from faults.papers import upload
from faults.receivers import Inbox
from faults.world import World
from opendsr_stub import StubProcessor

PROCESSOR = """
  - fides_key: helpdesk
    dsr: {kind: opendsr, source: You, purposes: [orders]}
    collections:
      - name: tickets
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: mail, data_categories: [user.contact.email], fides_meta: {data_type: string, identity: email}}
"""


def ask_processor(world: World, url: str) -> Make:
    """Searches that have to wait for a processor, which is not asked yet."""
    shop = _with_a_processor(world, url)

    def make() -> None:
        shop.search()

    return make


def check_processor(world: World, url: str) -> Make:
    """Orders that the processor has taken, and about which it has not said anything."""
    shop = _with_a_processor(world, url)

    def make() -> None:
        order, _ = shop.asked()
        directly(world, "check_processor", order_id=order)

    return make


def cancel_processor(world: World, url: str) -> Make:
    """Orders of requests that were withdrawn meanwhile."""
    shop = _with_a_processor(world, url)

    def make() -> None:
        _, path = shop.asked()
        assert shop.storefront.post(f"{path}/withdrawal").ok
        work_done(world, "clear_away", lambda: world.jobs("kind = 'cancel_processor' AND attempts = 0"))

    return make


class _Shop:
    """The demo shop whose helpdesk is a processor, as long as a request is started."""

    def __init__(self, world: World, url: str, stub: StubProcessor) -> None:
        self.world = world
        self.storefront, self.staff = callers(world, url)
        self.dpo = world.caller("dpo", url)
        self.stub = stub

    def search(self) -> tuple[str, str]:
        """The newest order and its request's path, as the search has planned it."""
        plain = demo_shop.DATA_MAP.read_text()
        self._put(plain + PROCESSOR)
        path = self.world.started(self.storefront, self.staff, "access", email=self.world.person())
        self._put(plain)
        request = path.rpartition("/")[2]
        found = "SELECT id::text FROM processor_orders WHERE request_id::text = $1"
        work_done(self.world, "fulfil", lambda: self.world.sql(found, request))
        return self.world.sql(found, request)[0][0], path

    def asked(self) -> tuple[str, str]:
        order, path = self.search()
        taken = "SELECT 1 FROM processor_orders WHERE id::text = $1 AND asked_at IS NOT NULL"
        work_done(self.world, "ask_processor", lambda: self.world.sql(taken, order))
        return order, path

    def _put(self, content: str) -> None:
        tag = self.dpo.get("/v1/data-map").headers["etag"]
        call = self.dpo("PUT", "/v1/data-map", headers={"If-Match": tag}, json={"content": content})
        assert call.ok, call.body

    def broken(self) -> list[str]:
        """Each order has reached the processor, and each of its answers the search that waits."""
        rows = self.world.sql("SELECT id::text, status, asked_at FROM processor_orders")
        lost = [order for order, _, asked in rows if asked and order not in self.stub.orders]
        unknown = set(self.stub.orders) - {order for order, _, _ in rows}
        open_still = [order for order, status, _ in rows if status not in {"completed", "cancelled"}]
        said = {"is said to be sent and never came": lost, "came and no row tells of it": unknown}
        said["has not ended"] = open_still
        told = {path.rpartition("/")[2] for method, path in self.stub.asked if method == "DELETE"}
        cancelled = {order for order, status, asked in rows if status == "cancelled" and asked}
        said["was given up, and the processor not told"] = cancelled - told
        return [f"I5: order {order} {what}" for what, orders in said.items() for order in orders]


def _with_a_processor(world: World, url: str) -> _Shop:
    if not hasattr(world, "helpdesk"):
        stub = StubProcessor()
        stub.status, stub.results = "completed", {"tickets": []}
        root = world.folder / "processors.pem"
        root.write_bytes(stub.authority.root.public_bytes(Encoding.PEM))
        world.more_sources["helpdesk"] = stub.url
        world.environment["DSR_SOURCE_PRIVATE_NETWORKS"] = "127.0.0.0/8,::1/128"
        world.environment["DSR_PROCESSOR_CA_FILE"] = str(root)
        world.closing.append(stub.close)
        shop = _Shop(world, url, stub)
        world.helpdesk = shop  # type: ignore[attr-defined]
        world.ending.append(lambda: directly(world, "look_after_processors"))
        world.also_holds.append(shop.broken)
    return world.helpdesk  # type: ignore[attr-defined,no-any-return]


def transfer_package(world: World, url: str) -> Make:
    """Packages that persons want handed to another shop."""
    storefront, staff = callers(world, url)
    dpo = world.caller("dpo", url)
    inbox = Inbox()
    world.closing.append(inbox.stop)
    world.environment["DSR_TRANSFER_PRIVATE_NETWORKS"] = "127.0.0.0/8"
    world.sql(
        "INSERT INTO recipients (key, version, entry, updated_at, updated_by) VALUES ('other_shop', 1,"
        " jsonb_build_object('name', 'Other Shop', 'country', 'FR', 'transfer_url', $1::text), now(), 'test')",
        inbox.url,
    )

    def arrived() -> list[str]:
        rows = dict(map(tuple, world.sql("SELECT id::text, state FROM export_transfers")))
        lost = [f"I5: transfer {one} is {state}" for one, state in rows.items() if state != "delivered"]
        lost += [f"I5: transfer {one} never came" for one in rows if not inbox.got[one]]
        lost += [f"I5: transfer {one} came {n} times" for one, n in inbox.got.items() if n > 2]
        return lost + [f"I5: transfer {one} is in no row" for one in set(inbox.got) - set(rows)]

    world.also_holds.append(arrived)

    def make() -> None:
        wish = {"portability": {"recipient": "Other Shop"}}
        path = world.verified(
            storefront, staff, "access", "portability", email=world.person(), particulars=wish
        )
        assert staff.post(f"{path}/fulfilment").ok
        work_done(world, "fulfil", lambda: staff.get(path).body["status"] == "awaiting_approval")
        assert dpo.post(f"{path}/approval").ok
        [export] = [each for each in staff.get(f"{path}/exports").body if each["right"] == "portability"]
        call = staff.post(f"{path}/exports/{export['id']}/transfer", json={"recipient": "other_shop"})
        assert call.ok, call.body

    return make


def send_access_link(world: World, url: str) -> Make:
    """Links to the address that the shop knew before the request."""
    storefront, staff = callers(world, url)

    def make() -> None:
        path = world.verified(storefront, staff, "access", email=world.person())
        assert staff.post(f"{path}/access-links", json={}).ok

    _each_has_its_letter(world, "access_links")
    return make


def send_identity_code(world: World, url: str) -> Make:
    """Codes to the address that the shop knew before the request."""
    storefront, _ = callers(world, url)

    def make() -> None:
        path = f"/v1/requests/{world.submit(storefront, email=world.person())['id']}"
        assert storefront.post(f"{path}/identity-codes").ok

    _each_has_its_letter(world, "identity_codes")
    return make


def _each_has_its_letter(world: World, table: str) -> None:
    """Each that was asked for was written, in one letter."""

    def unwritten() -> list[str]:
        rows = world.sql(f"SELECT id::text FROM {table} WHERE message_id IS NULL")
        twice = world.sql(
            f"SELECT message_id::text FROM {table} WHERE message_id IS NOT NULL"
            " GROUP BY 1 HAVING count(*) > 1"
        )
        return [f"I5: no letter for {one} of {table}" for (one,) in rows] + [
            f"I5: letter {one} for two of {table}" for (one,) in twice
        ]

    world.also_holds.append(unwritten)


def find_known_channels(world: World, url: str) -> Make:
    """Of customers of the shop: a submission asks for it by itself."""
    storefront, _ = callers(world, url)

    def made() -> list[str]:
        found = world.sql(
            "SELECT r.id::text, count(c.id) FROM subject_requests r JOIN subject_identifiers i USING (subject_id)"
            " LEFT JOIN known_channels c ON c.request_id = r.id AND c.origin = 'source'"
            " WHERE i.value NOT LIKE 'zebulon%' GROUP BY 1 HAVING count(c.id) > 1"
        )
        return [f"I5: {times} channels of request {request} are one" for request, times in found]

    world.also_holds.append(made)
    return lambda: world.submit(storefront, email=world.person()) and None


def notify_known_channels(world: World, url: str) -> Make:
    """Access requests whose identity rests on the copy of a document alone."""
    storefront, staff = callers(world, url)
    return lambda: _by_document(world, storefront, staff) and None


def release_packages(world: World, url: str) -> Make:
    """Packages that were approved and waited until the notice had stood long enough, which it now has."""
    storefront, staff = callers(world, url)
    dpo = world.caller("dpo", url)

    def make() -> None:
        path = _by_document(world, storefront, staff)
        request = path.rpartition("/")[2]
        held = "SELECT 1 FROM release_holds WHERE request_id::text = $1 AND until IS NOT NULL"
        work_done(world, "notify_known_channels", lambda: world.sql(held, request))
        assert staff.post(f"{path}/fulfilment").ok
        work_done(world, "fulfil", lambda: staff.get(path).body["status"] == "awaiting_approval")
        assert dpo.post(f"{path}/approval").ok
        world.sql(
            "UPDATE release_holds SET until = now() - interval '1 h' WHERE request_id::text = $1", request
        )
        world.sql(
            "UPDATE jobs SET state = 'waiting', run_after = 'epoch', retry_at = now()"
            " WHERE kind = 'release_packages' AND payload->>'request_id' = $1",
            request,
        )
        assert world.jobs("kind = 'release_packages'")

    world.also_holds.append(
        lambda: [
            f"I5: what waited of request {one} was not released"
            for (one,) in world.sql(
                "SELECT request_id::text FROM release_holds h WHERE until < now() AND EXISTS (SELECT FROM"
                " export_packages p WHERE p.request_id = h.request_id AND p.status = 'prepared')"
            )
        ]
    )
    return make


def _by_document(world: World, storefront: Caller, staff: Caller) -> str:
    path = f"/v1/requests/{world.submit(storefront, email=world.person())['id']}"
    [document] = upload(storefront, path).body
    checks = {"valid_on_receipt": True, "signed": True, "name_matches": True}
    call = staff.post(
        f"{path}/identity-documents/{document['id']}/review", json={"verdict": "accept", "checks": checks}
    )
    assert call.ok, call.body
    return path


def look_after_letter(world: World, url: str) -> Make:
    """Letters that the storefront was to send and of which it has told nothing within the hour."""
    storefront, _ = callers(world, url)
    world.of_kind["look_after_letter"] = {"DSR_LETTERS_SENT_BY": "storefront"}

    def make() -> None:
        world.submit(storefront)
        world.leases_end()
        handing = world.worker(
            "handing", schedules=False, kinds=["acknowledge", "send_message"],
            environment=world.of_kind["look_after_letter"],
        )  # fmt: skip
        world.until(
            lambda: (
                not world.jobs("kind IN ('acknowledge', 'send_message') AND state <> 'scheduled'")
                and world.jobs("kind = 'look_after_letter' AND state = 'scheduled'")
            ),
            "a letter to be handed over",
        )
        handing.kill()
        world.sql(
            "UPDATE jobs SET state = 'waiting', run_after = 'epoch', retry_at = now() WHERE id ="
            " (SELECT max(id) FROM jobs WHERE kind = 'look_after_letter')"
        )

    return make


def sweep_keys(world: World, url: str) -> Make:
    """Keys whose makers died before there was a row."""
    store = _key_store(world, "sweep_keys")

    def make() -> None:
        orphan = store / f"{uuid4().hex}{uuid4().hex}"
        orphan.write_bytes(b"wrapped")
        os.utime(orphan, (1_700_000_000, 1_700_000_000))
        orphans.append(orphan)
        directly(world, "sweep_keys")

    orphans: list = []
    world.also_holds.append(lambda: [f"I3: key {one.name} is nobody's" for one in orphans if one.exists()])
    return make


def shred_key(world: World, url: str) -> Make:
    """What lies in a key store is deleted after the row has been."""
    store = _key_store(world, "shred_key")
    keys: list = []

    def make() -> None:
        from dsr_service.adapters.sealing.key_folder import KeyFolder

        holder = f"{uuid4()}/identity_document.{uuid4()}"
        key = store / KeyFolder(store).name_of(holder)
        key.write_bytes(b"wrapped")
        keys.append(key)
        directly(world, "shred_key", holder=holder)

    world.also_holds.append(lambda: [f"I3: key {one.name} was not shredded" for one in keys if one.exists()])
    return make


def _key_store(world: World, kind: str) -> "os.PathLike[str]":
    """For this kind alone, and for who brings it to its end: the others keep their keys in the database."""
    store = world.folder / "keys"
    store.mkdir(exist_ok=True)
    world.of_kind[kind] = world.to_the_end = {"DSR_KEYSTORE_URL": f"file://{store}"}
    return store
