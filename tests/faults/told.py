"""I7 from the receivers' side: what they saw arrive, held against what the service has promised and recorded.

A letter or webhook may be taken once more for each time that its worker was lost while it had it in hand; never
otherwise, and never not at all. One that was left without an answer comes again until it is taken.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from uuid import NAMESPACE_OID, uuid5

from dsr_service.domain.webhooks import DELAYS, OF_AUDIT, EventType
from faults.receivers import HANG, Arrival, MailServer, Receiver, event_of
from faults.world import World

Broken = Iterator[str]


# A job whose lease ran out is put back, or let go where a newer one of its key waits.
_WATCH = """
CREATE TABLE lost_jobs (job bigint, kind text, payload jsonb);
CREATE FUNCTION note_lost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lost_jobs VALUES (OLD.id, OLD.kind, OLD.payload);
    RETURN NULL;
END $$;
CREATE TRIGGER lost AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (OLD.state = 'running' AND NEW.state <> 'running' AND NEW.last_error = 'worker_lost')
    EXECUTE FUNCTION note_lost();
CREATE TRIGGER lost_and_joined AFTER DELETE ON jobs FOR EACH ROW
    WHEN (OLD.state = 'running' AND OLD.lease_until < clock_timestamp()) EXECUTE FUNCTION note_lost();
"""


@dataclass
class Outside:
    """The receivers of one world, and what its killed workers had in hand."""

    mails: MailServer
    hooks: Receiver
    events: dict[str, list[str]] = field(default_factory=dict)  # wanted, by path; none: all
    disturbed: int = 0  # faults that leave no trace of what they hit: after each, anything may come once more
    exposed: Counter[str] = field(default_factory=Counter)  # by letter, or path and webhook-id

    def hook(self, world: World, url: str, path: str, events: list[str]) -> None:
        """Register an endpoint at that path."""
        dpo = world.caller("dpo", url)
        made = dpo.post("/v1/webhooks", json={"url": f"{self.hooks.base}{path}", "event_types": events})
        assert made.ok, made.body
        self.hooks.secrets[path] = made.body["secret"]
        self.events[path] = events

    def watch(self, world: World) -> None:
        """Note from now on which jobs lost their worker while they ran, by a kill or because it came to no turn."""
        world.cluster.execute(_WATCH, database=world.database)

    def look_back(self, world: World) -> None:
        """What lost workers had in hand: that alone may arrive once more."""
        self.exposed.clear()
        for number, payload, endpoint, event in world.sql(
            "SELECT l.job, l.payload::text, e.url, d.event_id::text FROM lost_jobs l LEFT JOIN webhook_deliveries d"
            " ON l.kind = 'deliver_webhook' AND d.id::text = l.payload->>'delivery_id'"
            " LEFT JOIN webhook_endpoints e ON e.id = d.endpoint_id"
            " WHERE l.kind IN ('deliver_webhook', 'send_message', 'send_delayed')"
        ):
            asked = json.loads(payload)
            if event is not None:
                path = endpoint.removeprefix(self.hooks.base)
                self.exposed[f"{path} msg_{event.replace('-', '')}"] += 1
            elif "recipient" in asked:  # the letters that waited for one address, in one mail
                self.exposed[str(uuid5(NAMESPACE_OID, f"{asked['recipient']}/{number}"))] += 1
            else:
                self.exposed[asked["message_id"]] += 1

    def mend(self) -> None:
        self.mails.mend()
        self.hooks.mend()


def hurry(world: World) -> None:
    """As if the time had passed that was waited for: for another try, for an address's turn, for a receiver."""
    world.sql("UPDATE mailings SET reserved_at = reserved_at - interval '2 days'")
    world.sql("UPDATE webhook_endpoints SET paused_until = NULL")
    world.sql(
        "UPDATE jobs SET state = 'waiting', run_after = 'epoch', retry_at = now()"
        " WHERE id IN (SELECT id FROM jobs WHERE kind IN"
        " ('deliver_webhook', 'send_message', 'send_delayed', 'acknowledge') AND (state = 'scheduled'"
        " OR state = 'waiting' AND run_after > clock_timestamp()) FOR UPDATE SKIP LOCKED)"
    )


def on_their_way(world: World) -> int:
    """How many letters and webhooks have not come to their end."""
    return int(
        world.sql(
            "SELECT (SELECT count(*) FROM messages WHERE sent_at IS NULL AND undeliverable_at IS NULL)"
            " + (SELECT count(*) FROM webhook_deliveries WHERE state = 'pending')"
        )[0][0]
    )


def broken(world: World, outside: Outside) -> list[str]:
    outside.look_back(world)
    return [
        f"I7: {line}"
        for check in (letters_arrive, webhooks_arrive, webhooks_tell_all)
        for line in check(world, outside)
    ]


def letters_arrive(world: World, outside: Outside) -> Broken:
    """Each letter reached the server or was refused by it; each accepted submission's address had one."""
    by_id = _by_id(outside.mails.arrivals)
    refused = {name for name, arrivals in by_id.items() if any(each.refused for each in arrivals)}
    rows = world.sql(
        "SELECT id::text, coalesce(mailing_id, id)::text, sent_at, undeliverable_at FROM messages"
    )
    mails = {mail for _, mail, _, _ in rows}
    for letter, mail, sent_at, undeliverable_at in rows:
        if sent_at is None and (undeliverable_at is None or mail not in refused):
            yield f"letter {letter} was promised and neither sent nor refused"
        elif sent_at is not None and mail not in by_id:
            yield f"letter {letter} is said to be sent and never arrived"
    for mail, arrivals in by_id.items():
        if mail not in mails:
            yield f"mail {mail} arrived and no row tells of it"
        yield from _too_often(f"mail {mail}", arrivals, outside.exposed[mail] + outside.disturbed)
    reached = {address for each in outside.mails.arrivals for address in each.to}
    for call in world.book.accepted():
        if call.marker not in reached:
            yield f"request {call.body['id']} was accepted and its address had no letter"


def webhooks_arrive(world: World, outside: Outside) -> Broken:
    """Each delivery was taken, with a signature that the public package accepts, and as often as documented."""
    rows = world.sql(
        "SELECT d.event_id::text, d.state, e.url FROM webhook_deliveries d"
        " JOIN webhook_endpoints e ON e.id = d.endpoint_id"
    )
    known = {
        (url.removeprefix(outside.hooks.base), f"msg_{event.replace('-', '')}"): state
        for event, state, url in rows
    }
    came: dict[tuple[str, str], list[Arrival]] = defaultdict(list)
    for arrival in list(outside.hooks.arrivals):
        came[arrival.place, arrival.id].append(arrival)
        if not arrival.signed:
            yield f"webhook {arrival.id} to {arrival.place} bears no signature that holds"
    for (path, event), state in known.items():
        if state == "failed" and len(came[path, event]) > len(DELAYS):
            continue  # given up, as documented
        if state != "delivered":
            yield f"webhook {event} to {path} is {state}"
        elif not any(each.taken for each in came[path, event]):
            yield f"webhook {event} to {path} is said to be delivered and was never taken"
    for (path, event), arrivals in came.items():
        if arrivals and (path, event) not in known:
            yield f"webhook {event} arrived at {path} and no row tells of it"
        exposed = outside.exposed[f"{path} {event}"] + outside.disturbed
        yield from _too_often(f"webhook {event} to {path}", arrivals, exposed)
        if len(arrivals) > len(DELAYS) + 1 + exposed:
            yield f"webhook {event} to {path} was tried {len(arrivals)} times"


def _too_often(what: str, arrivals: list[Arrival], exposed: int) -> Broken:
    taken = sum(each.taken for each in arrivals)
    if taken > 1 + exposed:
        yield f"{what} was taken {taken} times, and in a lost worker's hands {exposed} times"


def webhooks_tell_all(world: World, outside: Outside) -> Broken:
    """Per endpoint: as many events of each kind and request as the audit log holds, and each accepted submission."""
    promised: Counter[tuple[str, str]] = Counter()
    for name, request_id in world.sql(
        "SELECT name, request_id::text FROM audit_events WHERE name = ANY ($1)", list(OF_AUDIT)
    ):
        promised[OF_AUDIT[name].value, request_id] += 1
    for call in {call.body["id"]: call for call in world.book.accepted() if call.status == 201}.values():
        promised[EventType.REQUEST_RECEIVED.value, call.body["id"]] = 1
    for path, wanted in outside.events.items():
        told: Counter[tuple[str, str]] = Counter()
        for arrival in {each.id: each for each in outside.hooks.arrivals if each.place == path}.values():
            event = event_of(arrival)
            told[event["type"], event["data"].get("request_id", "")] += 1
        for (kind, request_id), times in promised.items():
            if (not wanted or kind in wanted) and told[kind, request_id] != times:
                yield f"{kind} of request {request_id}: {path} was told {told[kind, request_id]} times of {times}"
        for (kind, request_id), times in told.items():
            if (kind, request_id) not in promised:
                yield f"{path} was told {times} times of {kind} of {request_id}, which did not happen"


def _by_id(arrivals: list[Arrival]) -> dict[str, list[Arrival]]:
    found: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in list(arrivals):
        found[arrival.id].append(arrival)
    return found


def again(arrivals: list[Arrival]) -> int:
    """How many arrivals were repetitions of one that had been taken or left without an answer."""
    seen: set[tuple[str, str]] = set()
    count = 0
    for each in list(arrivals):
        count += (each.place, each.id) in seen
        if each.taken or each.answer == HANG:
            seen.add((each.place, each.id))
    return count


def missed_plants(world: World, outside: Outside) -> list[str]:
    """Violations planted into what arrived, each alone, that the checks above do not find."""
    letters, hooks = outside.mails.arrivals, outside.hooks.arrivals
    letter = next(each for each in letters if each.taken and not outside.exposed[each.id])
    hook = next(each for each in hooks if each.taken and not outside.exposed[f"{each.place} {each.id}"])
    plants = {
        "a letter did not arrive": (letters, [each for each in letters if each.id != letter.id]),
        "a letter came twice": (letters, [*letters, letter]),
        "a letter of no row": (letters, [*letters, replace(letter, id="other")]),
        "a webhook did not arrive": (hooks, [each for each in hooks if each.id != hook.id]),
        "a webhook came twice": (hooks, [*hooks, hook]),
        "a webhook of no row": (hooks, [*hooks, replace(hook, id="other")]),
        "a wrong signature": (hooks, [*hooks[:-1], replace(hooks[-1], signed=False)]),
    }
    missed = []
    for name, (there, planted) in plants.items():
        kept = list(there)
        there[:] = planted
        if not broken(world, outside):
            missed.append(name)
        there[:] = kept
    return missed
