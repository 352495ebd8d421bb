"""A line for every kind of job: how the suite brings one about. A kind without a line fails the suite."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from faults import outside_kinds as outside
from faults.book import Caller
from faults.making import Make, callers, directly
from faults.papers import upload
from faults.receivers import Receiver
from faults.world import World


def fulfil(world: World, url: str) -> Make:
    storefront, staff = callers(world, url)
    return lambda: world.started(storefront, staff, "access", "portability", email=world.person()) and None


def send_message(world: World, url: str) -> Make:
    storefront, staff = callers(world, url)

    def make() -> None:
        world.leases_end()  # or the dead ones would take the places that mail has
        path = world.verified(storefront, staff)
        body = {"ground": "complexity_volume", "reasons": "Many systems."}
        assert staff.post(f"{path}/extension", json=body).ok

    return make


def acknowledge(world: World, url: str) -> Make:
    storefront, _ = callers(world, url)
    return lambda: world.submit(storefront) and None


def send_delayed(world: World, url: str) -> Make:
    """Letters that wait because their address had its share, and whose turn comes now."""
    storefront, _ = callers(world, url)

    def make() -> None:
        world.leases_end()
        email = world.person()
        for right in ("access", "erasure", "portability", "restriction"):
            world.submit(storefront, right, email=email)
        writing = world.worker("writing", schedules=False, kinds=["acknowledge", "send_message"])
        world.until(lambda: world.jobs("kind = 'send_delayed'"), "letters to be delayed")
        world.until(lambda: not world.jobs("kind IN ('acknowledge', 'send_message')"), "the others to go")
        writing.kill()
        world.sql("UPDATE mailings SET reserved_at = reserved_at - interval '2 days'")
        world.sql("UPDATE jobs SET state = 'waiting', run_after = now() WHERE kind = 'send_delayed'")

    return make


def deliver_webhook(world: World, url: str) -> Make:
    """An endpoint that takes all; `world.received` counts what came in by its webhook-id."""
    received = Receiver()
    world.closing.append(received.stop)
    world.environment["DSR_WEBHOOK_PRIVATE_NETWORKS"] = "127.0.0.0/8"
    dpo = world.caller("dpo", url)
    made = dpo.post(
        "/v1/webhooks", json={"url": "https://shop.example/hooks", "event_types": ["webhook.test"]}
    )
    assert made.ok, made.body
    # The API of this world may not call this machine, and would refuse the address.
    world.sql("UPDATE webhook_endpoints SET url = $1", received.url)

    def make() -> None:
        world.leases_end()  # one delivery at a time to each endpoint, a dead one's too
        assert dpo.post(f"/v1/webhooks/{made.body['id']}/tests").ok

    return make


def forget_mailings(world: World, url: str) -> Make:
    return lambda: directly(world, "forget_mailings")


def forget_deliveries(world: World, url: str) -> Make:
    return lambda: directly(world, "forget_deliveries")


def clear_away(world: World, url: str) -> Make:
    storefront, _ = callers(world, url)

    def make() -> None:
        path = f"/v1/requests/{world.submit(storefront)['id']}"
        assert upload(storefront, path).ok
        assert storefront.post(f"{path}/withdrawal").ok

    return make


def destroy_identity_document(world: World, url: str) -> Make:
    storefront, staff = callers(world, url)

    def make() -> None:
        path = f"/v1/requests/{world.submit(storefront)['id']}"
        [document] = upload(storefront, path).body
        review = {"verdict": "reject", "reason": "illegible"}
        assert staff.post(f"{path}/identity-documents/{document['id']}/review", json=review).ok

    return make


def scan_identity_document(world: World, url: str) -> Make:
    """A document that is held since the scanner was away; none is configured any more, so that it is freed."""
    storefront, _ = callers(world, url)

    def make() -> None:
        path = f"/v1/requests/{world.submit(storefront)['id']}"
        [document] = upload(storefront, path).body
        world.sql("UPDATE identity_documents SET status = 'held' WHERE id = $1::uuid", document["id"])
        directly(world, "scan_identity_document", document_id=document["id"])

    return make


def delete_blob(world: World, url: str) -> Make:
    def make() -> None:
        key = f"packages/{uuid4()}/{uuid4()}"
        blob = world.data / "blobs" / key
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(b"sealed")
        directly(world, "delete_blob", key=key)

    return make


def expire_packages(world: World, url: str) -> Make:
    """A package each time that has been released and is past its day."""
    storefront, staff = callers(world, url)
    dpo = world.caller("dpo", storefront.url)

    def make() -> None:
        path = world.started(storefront, staff, "access", email=world.person())
        searching = world.worker("searching", schedules=False, kinds=["fulfil"])
        world.until(lambda: staff.get(path).body["status"] == "awaiting_approval", "a package")
        searching.kill()
        assert dpo.post(f"{path}/approval").ok
        world.sql("UPDATE export_packages SET expires_at = now() - interval '1 h' WHERE status = 'released'")
        directly(world, "expire_packages")

    return make


def redact_package(world: World, url: str) -> Make:
    """Packages that wait for approval, each struck once."""
    storefront, staff = callers(world, url)

    def make() -> None:
        path = world.started(storefront, staff, "access", email=world.person())
        searching = world.worker("searching", schedules=False, kinds=["fulfil"])
        world.until(lambda: staff.get(path).body["status"] == "awaiting_approval", "a package")
        searching.kill()
        [export] = staff.get(f"{path}/exports").body
        strike = {"collection": "kilometre_paris.customers", "field": "phone", "ground": "OTHERS_RIGHTS_COPY"}
        call = staff.post(f"{path}/exports/{export['id']}/redactions", json={"redactions": [strike]})
        assert call.ok, call.body

    return make


def plan_erasure(world: World, url: str) -> Make:
    storefront, staff = callers(world, url)
    return lambda: _erasure(world, storefront, staff)[0] and None


def erase(world: World, url: str) -> Make:
    """Approved erasures of the shop's customers, without a cool-down."""
    storefront, staff = callers(world, url)
    dpo = world.caller("dpo", url)

    def make() -> None:
        path, email = _erasure(world, storefront, staff)
        planning = world.worker("planning", schedules=False, kinds=["plan_erasure"])
        world.until(lambda: staff.get(f"{path}/erasure-plan").body["status"] == "planned", "a plan")
        planning.kill()
        call = dpo.post(f"{path}/approval")
        assert call.ok, call.body
        world.to_erase[path.rpartition("/")[2]] = email

    return make


def tell_recipient(world: World, url: str) -> Make:
    """A recipient of the shop that takes notices; the demo's others are told by mail or by hand."""
    received = Receiver()
    world.closing.append(received.stop)
    world.environment["DSR_WEBHOOK_PRIVATE_NETWORKS"] = "127.0.0.0/8"
    storefront, staff = callers(world, url)
    entry = json.dumps({"name": "Hosting", "country": "FR", "notice_url": received.url})
    world.sql(
        "INSERT INTO recipients (key, version, entry, updated_at, updated_by)"
        " VALUES ('hosting', 1, $1::jsonb, now(), 'test') ON CONFLICT (key) DO UPDATE SET entry = excluded.entry",
        entry,
    )
    return lambda: _restriction(world, storefront, staff) and None


def mark_restriction(world: World, url: str) -> Make:
    """Restrictions of the shop's customers, whose rows bear a flag."""
    storefront, staff = callers(world, url)
    return lambda: _restriction(world, storefront, staff) and None


def clear_restriction(world: World, url: str) -> Make:
    """Restrictions that were lifted after their marks had been set."""
    storefront, staff = callers(world, url)

    def make() -> None:
        _restriction(world, storefront, staff)
        world.leases_end()
        marking = world.worker("marking", schedules=False, kinds=["mark_restriction"])
        world.until(lambda: not world.jobs("kind = 'mark_restriction'"), "marks")
        marking.kill()
        [[restriction, request]] = world.sql(
            "UPDATE restrictions SET lifted_at = now(), lifted_by = 'test' WHERE id = (SELECT max(id::text)::uuid"
            " FROM restrictions) RETURNING id::text, request_id::text"
        )
        directly(world, "clear_restriction", restriction_id=restriction, request_id=request)

    return make


def _restriction(world: World, storefront: Caller, staff: Caller) -> str:
    email = world.person()
    path = world.verified(storefront, staff, "restriction", email=email)
    call = staff.post(f"{path}/restrictions", json={"ground": "accuracy_contested"})
    assert call.ok, call.body
    world.to_rectify[email] = ""
    return path


def propose_rectification(world: World, url: str) -> Make:
    storefront, staff = callers(world, url)
    return lambda: _rectification(world, storefront, staff) and None


def rectify(world: World, url: str) -> Make:
    """Corrections that were decided; `world.to_rectify` holds the new name of each customer."""
    storefront, staff = callers(world, url)

    def make() -> None:
        path = _rectification(world, storefront, staff)
        finding = world.worker("finding", schedules=False, kinds=["propose_rectification"])
        world.until(lambda: staff.get(f"{path}/rectification").body["status"] == "proposed", "a proposal")
        finding.kill()
        body = {"decisions": [{"correction": 0, "verdict": "accept"}]}
        call = staff.post(f"{path}/rectification/decisions", json=body)
        assert call.ok, call.body

    return make


def _rectification(world: World, storefront: Caller, staff: Caller) -> str:
    email, name = world.person(), f"Corrected {world.chance.getrandbits(32)}"
    wishes = {"rectification": [{"field": "customers.first_name", "new_value": name}]}
    path = world.verified(storefront, staff, "rectification", email=email, particulars=wishes)
    call = staff.post(f"{path}/rectification", json={})
    assert call.ok, call.body
    world.to_rectify[email] = name
    return path


def _erasure(world: World, storefront: Caller, staff: Caller) -> tuple[str, str]:
    email = world.person()
    path = world.verified(storefront, staff, "erasure", email=email)
    call = staff.post(f"{path}/erasure-plan", json={"ground": "no_longer_necessary"})
    assert call.ok, call.body
    return path, email


def of_the_timetable(kind: str) -> Callable[[World, str], Make]:
    """What a schedule enqueues, on whatever there is."""
    return lambda world, _url: lambda: directly(world, kind)


def mark_deadlines(world: World, url: str) -> Make:
    """Requests of which something has fallen due."""
    _, staff = callers(world, url)

    def make() -> None:
        received = datetime.now(UTC) - timedelta(days=40)
        world.submit(staff, "access", received_at=received.isoformat(), channel="post")
        directly(world, "mark_deadlines")

    return make


def recompute_deadlines(world: World, url: str) -> Make:
    storefront, _ = callers(world, url)

    def make() -> None:
        world.submit(storefront)
        world.sql("UPDATE deadlines SET rules_version = 'another'")
        directly(world, "recompute_deadlines")

    return make


def sweep_blobs(world: World, url: str) -> Make:
    def make() -> None:
        blob = world.data / "blobs" / f"packages/{uuid4()}/{uuid4()}"
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(b"orphan")
        os.utime(blob, (1_700_000_000, 1_700_000_000))
        directly(world, "sweep_blobs")

    return make


def look_for_stuck_work(world: World, url: str) -> Make:
    """A search whose job is gone."""
    storefront, staff = callers(world, url)

    def make() -> None:
        path = world.started(storefront, staff, "access", email=world.person())
        world.sql("DELETE FROM jobs WHERE payload->>'request_id' = $1", path.rpartition("/")[2])
        directly(world, "look_for_stuck_work")

    return make


def raise_kept(world: World, url: str) -> Make:
    """Kept data whose day is over."""
    make_erasure = erase(world, url)

    def make() -> None:
        make_erasure()
        world.leases_end()  # of those that died before: this worker ends them too
        erasing = world.worker("erasing", schedules=False, kinds=["erase"])
        done = "SELECT count(*) FROM erasures WHERE status = 'executing' OR status = 'approved'"
        world.until(lambda: world.sql(done)[0][0] == 0, "an erasure")
        erasing.kill()
        world.sql("UPDATE kept_data SET keep_until = current_date - 1 WHERE done_at IS NULL")
        directly(world, "raise_kept")

    return make


KINDS: dict[str, Callable[[World, str], Make]] = {
    "acknowledge": acknowledge,
    "ask_processor": outside.ask_processor,
    "cancel_processor": outside.cancel_processor,
    "check_processor": outside.check_processor,
    "clear_away": clear_away,
    "clear_restriction": clear_restriction,
    "delete_blob": delete_blob,
    "deliver_webhook": deliver_webhook,
    "destroy_identity_document": destroy_identity_document,
    "erase": erase,
    "expire_packages": expire_packages,
    "forget_deliveries": forget_deliveries,
    "forget_mailings": forget_mailings,
    "find_known_channels": outside.find_known_channels,
    "fulfil": fulfil,
    "look_after_letter": outside.look_after_letter,
    "look_for_stuck_work": look_for_stuck_work,
    "look_after_processors": of_the_timetable("look_after_processors"),
    "mark_deadlines": mark_deadlines,
    "mark_restriction": mark_restriction,
    "notify_known_channels": outside.notify_known_channels,
    "plan_erasure": plan_erasure,
    "propose_rectification": propose_rectification,
    "raise_kept": raise_kept,
    "recompute_deadlines": recompute_deadlines,
    "rectify": rectify,
    "redact_package": redact_package,
    "send_delayed": send_delayed,
    "release_packages": outside.release_packages,
    "remind_manual_tasks": of_the_timetable("remind_manual_tasks"),
    "send_access_link": outside.send_access_link,
    "send_identity_code": outside.send_identity_code,
    "send_message": send_message,
    "sweep_blobs": sweep_blobs,
    "sweep_keys": outside.sweep_keys,
    "tell_recipient": tell_recipient,
    "transfer_package": outside.transfer_package,
    "renew_restriction_marks": of_the_timetable("renew_restriction_marks"),
    "scan_identity_document": scan_identity_document,
    "shred_key": outside.shred_key,
}
# What takes other workers' work before it: the short form has of these some, by the seed.
COSTLY = [
    "ask_processor",
    "cancel_processor",
    "check_processor",
    "clear_restriction",
    "erase",
    "expire_packages",
    "look_after_letter",
    "raise_kept",
    "rectify",
    "redact_package",
    "release_packages",
    "send_delayed",
    "transfer_package",
]
