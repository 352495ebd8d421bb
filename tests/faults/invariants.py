"""The invariants I1 to I12, each a function of the evidence that gives what it found broken.

They read the database's rows, the blobs, the letters, the logs and the clients' own book; never the service's word.
Which part of the service adds an effect adds its lines to the invariant here.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from dsr_service.domain.subject_requests import LIFECYCLE, Event, Status
from faults.book import CANARY, Book

Broken = Iterator[str]


class Evidence(Protocol):
    """What is left after a fault."""

    book: Book
    checkpoints: list[dict[int, str]]
    to_erase: dict[str, str]
    to_rectify: dict[str, str]
    before: dict[str, tuple[str, int]]

    def customers(self) -> dict[str, tuple[str, int]]: ...
    @property
    def data(self) -> Path: ...
    @property
    def logs(self) -> list[Path]: ...
    def sql(self, statement: str, *values: Any) -> list[Any]: ...


def i1_accepted_requests_exist_once(world: Evidence) -> Broken:
    """Each submission that a client was told is taken in is there, once."""
    rows: dict[str, list[str]] = defaultdict(list)
    for address, request_id in world.sql(
        "SELECT i.value, r.id::text FROM subject_requests r JOIN subject_identifiers i USING (subject_id)"
    ):
        rows[address].append(request_id)
    for call in world.book.accepted():
        found = rows.get(call.marker or "", [])
        if call.body["id"] not in found:
            yield f"request {call.body['id']} was accepted and is not there"
    invented = [call.marker for call in world.book.calls if call.marker and CANARY in call.marker]
    for marker in dict.fromkeys(invented):
        if len(rows.get(marker, [])) > 1:
            yield f"one submission became {len(rows[marker])} requests"


def i2_one_key_one_answer(world: Evidence) -> Broken:
    """All answers under one idempotency key are the same, and 2xx never turns into something else."""
    answers: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for call in world.book.calls:
        if call.key and call.ok:
            answers[call.role, call.path, call.key].append(
                json.dumps([call.status, call.body], sort_keys=True)
            )
    for (_, path, key), given in answers.items():
        if len(set(given)) > 1:
            yield f"key {key} of {path} got {len(set(given))} different answers"


def i3_blobs_and_rows_agree(world: Evidence) -> Broken:
    """After the sweep: no blob without a row, no row without its blob, each as long and with the sum as noted."""
    named: dict[str, dict[str, Any]] = {}
    for (files,) in world.sql("SELECT files FROM identity_documents WHERE destroyed_at IS NULL"):
        parsed = _json(files)
        for entry in (parsed["original"], *parsed["pages"]):
            named[entry["key"]] = entry
    for column in ("built", "original"):  # before the redactions, where there are any
        for (built,) in world.sql(
            f"SELECT {column} FROM export_packages WHERE status IN ('prepared', 'released')"
            f" AND {column}->'sealed' IS NOT NULL"
        ):
            entry = _json(built)["sealed"]
            named[entry["key"]] = entry
    blobs = world.data / "blobs"
    stored = {
        path.relative_to(blobs).as_posix(): path
        for path in (blobs.rglob("*") if blobs.exists() else ())
        if path.is_file() and ".unfinished" not in path.parts
    }
    for key in stored.keys() - named.keys():
        yield f"blob {key} has no row"
    for key, entry in named.items():
        if key not in stored:
            yield f"blob {key} is named by a row and gone"
        else:
            content = stored[key].read_bytes()
            if len(content) != entry["size"] or hashlib.sha256(content).hexdigest() != entry["sha256"]:
                yield f"blob {key} is not what its row says"
    if any((blobs / ".unfinished").glob("*")):
        yield "an unfinished file was left behind"


def i4_states_follow_the_lifecycle(world: Evidence) -> Broken:
    """Every request walked a legal path; each step has one audit event, and no event is without its step."""
    paths: dict[str, list[Any]] = defaultdict(list)
    submitted: Counter[str] = Counter()
    for request_id, name, data in world.sql(
        "SELECT request_id::text, name, data FROM audit_events"
        " WHERE name IN ('status_changed', 'request_submitted') ORDER BY position"
    ):
        if name == "request_submitted":
            submitted[request_id] += 1
        else:
            paths[request_id].append(_json(data))
    statuses = dict(map(tuple, world.sql("SELECT id::text, status FROM subject_requests")))
    for request_id, status in statuses.items():
        if submitted[request_id] != 1:
            yield f"request {request_id} has {submitted[request_id]} events of its submission"
        at = Status.RECEIVED
        for step in paths[request_id]:
            legal = LIFECYCLE.get((at, Event(step["event"])))
            if step["before"] != at or step["after"] != legal:
                yield f"request {request_id} went from {at} by {step['event']} to {step['after']}"
            at = Status(step["after"])
        if at != status:
            yield f"request {request_id} is {status}, its events say {at}"
    for request_id in {*paths, *submitted} - statuses.keys():
        yield f"events tell of request {request_id}, which is not there"


def i5_effects_happen_once(world: Evidence) -> Broken:
    """What must happen once did: a decision per right, a released package per right, one destruction per copy."""
    once = (
        ("right_decided", "data->>'right'"),
        ("identity_document_destroyed", "data->>'document_id'"),
        ("identity_document_uploaded", "data->>'document_id'"),
        ("export_package_built", "data->>'package_id'"),
        ("export_package_released", "data->>'package_id'"),
        ("export_package_revoked", "data->>'package_id'"),
        ("message_written", "data->>'message_id'"),
        ("message_sent", "data->>'message_id'"),
        ("deadline_marked", "concat(data->>'kind', ' ', data->>'step', ' ', data->>'due')"),
    )
    for name, what in once:
        for request_id, thing, times in world.sql(
            f"SELECT request_id::text, {what}, count(*) FROM audit_events WHERE name = $1"
            " GROUP BY 1, 2 HAVING count(*) > 1",
            name,
        ):
            yield f"{name} of {thing} of request {request_id} happened {times} times"
    for request_id, right, times in world.sql(
        'SELECT request_id::text, "right", count(*) FROM export_packages'
        " WHERE status IN ('prepared', 'released') GROUP BY 1, 2 HAVING count(*) > 1"
    ):
        yield f"request {request_id} has {times} packages for {right}"

    yield from _erasures(world)


def _erasures(world: Evidence) -> Broken:
    """Who was to be erased is, wholly and with the source noted as done; nobody else's row was touched."""
    now = world.customers()
    for request_id, email in world.to_erase.items():
        [found] = world.sql(
            "SELECT count(*) FILTER (WHERE e.status = 'done'), count(*) FILTER (WHERE s.state <> 'done')"
            " FROM erasures e LEFT JOIN erasure_sources s ON s.erasure_id = e.id WHERE e.request_id::text = $1"
            " AND e.root_id IS NULL",
            request_id,
        )
        if tuple(found) != (1, 0):
            yield f"the erasure of request {request_id}: {found[0]} done, {found[1]} sources not"
        if email in now and now[email][1]:  # the law keeps the customer's row, not the links to addresses
            yield f"the customer of request {request_id} still has addresses in the shop"
    for email, digest in world.before.items():
        asked_for = {*world.to_erase.values(), *world.to_rectify}
        if email not in asked_for and now.get(email) != digest:
            yield "a customer was touched whom nobody asked to erase"
    for change, times in world.sql(
        "SELECT data->>'change_id', count(*) FROM audit_events WHERE name = 'source_changed'"
        " AND data->>'state' = 'done' GROUP BY 1 HAVING count(*) > 1"
    ):
        yield f"the change {change} was done {times} times"
    for rectification_id, status in world.sql(
        "SELECT r.id::text, r.status FROM rectifications r WHERE r.status IN ('reading', 'writing') AND NOT EXISTS"
        " (SELECT FROM jobs j WHERE j.payload->>'rectification_id' = r.id::text) UNION SELECT r.id::text, c.state"
        " FROM rectifications r JOIN source_changes c ON c.rectification_id = r.id WHERE r.status = 'done'"
        " AND c.state NOT IN ('done', 'unchanged', 'dropped')"
    ):
        yield f"rectification {rectification_id} stopped half-way: {status}"


def i6_nothing_leaves_before_approval(world: Evidence) -> Broken:
    """A package is released after a second person's approval, and only who approves saw it earlier."""
    approved: set[str] = set()
    released: set[str] = set()
    for request_id, name, role, data in world.sql(
        "SELECT request_id::text, name, actor_role, data FROM audit_events WHERE name IN ('approval_given',"
        " 'export_package_released', 'export_download_started') ORDER BY position"
    ):
        package = _json(data).get("package_id")
        if name == "approval_given":
            approved.add(request_id)
        elif name == "export_package_released":
            released.add(package)
            if request_id not in approved:
                yield f"package {package} was released without approval"
        elif package not in released and role in {"storefront", "subject"}:
            yield f"package {package} was downloaded before its release"
    for package, approver, starter in world.sql(
        "SELECT p.id::text, r.approved_by, r.fulfilment_started_by FROM export_packages p"
        " JOIN subject_requests r ON r.id = p.request_id WHERE p.status = 'released'"
    ):
        if package not in released or approver is None or approver == starter:
            yield f"package {package} is released: by {approver}, started by {starter}"


def i7_letters_tell_what_is_committed(world: Evidence) -> Broken:
    """Each letter that went out has its row under the same id; each row that says "sent" has its letter."""
    rows = dict(map(tuple, world.sql("SELECT id::text, sent_at FROM messages")))
    mails = dict(map(tuple, world.sql("SELECT id::text, coalesce(mailing_id, id)::text FROM messages")))
    means = dict(
        map(
            tuple,
            world.sql(
                "SELECT data->>'message_id', data->>'means' FROM audit_events WHERE name = 'message_sent'"
            ),
        )
    )
    outbox = {path.stem for path in (world.data / "outbox").glob("*.eml")}
    notices = dict(
        map(tuple, world.sql("SELECT id::text, status FROM recipient_notices WHERE means = 'email'"))
    )
    for letter in outbox - set(mails.values()) - notices.keys():
        yield f"letter {letter} went out and no row tells of it"
    for letter, sent_at in rows.items():
        if sent_at is not None and letter not in means:
            yield f"letter {letter} is marked as sent without an event"
        if means.get(letter) == "outbox" and mails[letter] not in outbox:
            yield f"letter {letter} is said to lie in the outbox and does not"
    for notice, status in notices.items():
        if status == "told" and notice not in outbox:
            yield f"the notice {notice} is said to be told and does not lie in the outbox"


_MOVES = "deadline_extended extension_lapsed extension_restored deadline_suspended deadline_resumed deadline_recomputed"


def i8_deadlines_stay(world: Evidence) -> Broken:
    """The due date is the one that the client was told, unless an event moved it."""
    moved = {
        request_id
        for (request_id,) in world.sql(
            "SELECT DISTINCT request_id::text FROM audit_events WHERE name = ANY ($1)", _MOVES.split()
        )
    }
    instant = "to_char(due_before AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    due = dict(map(tuple, world.sql(f"SELECT request_id::text, {instant} FROM deadlines")))
    for call in world.book.accepted():
        request_id = call.body["id"]
        if request_id in moved or call.status != 201:
            continue
        told = call.body["deadline"]["due_before_exclusive_utc"]
        if request_id not in due:
            yield f"request {request_id} has no deadline"
        elif told is not None and not told.startswith(due[request_id] or "never"):
            yield f"request {request_id} was due {told} and is now due {due[request_id]}"


def i9_nothing_is_stuck(world: Evidence) -> Broken:
    """All jobs ended; none is held; no request waits for work that nobody does."""
    for number, kind, state, error in world.sql(
        "SELECT id, kind, state, last_error FROM jobs WHERE state IN ('waiting', 'running', 'dead')"
        " OR (state = 'scheduled' AND attempts + crashes > 0)"
    ):
        yield f"job {number} ({kind}) is {state} after {error}"
    for (request_id,) in world.sql(
        "SELECT id::text FROM subject_requests r WHERE status = 'in_fulfilment' AND NOT EXISTS"
        " (SELECT 1 FROM jobs WHERE payload->>'request_id' = r.id::text)"
    ):
        yield f"request {request_id} is in fulfilment and no job works for it"
    for (document,) in world.sql(
        "SELECT id::text FROM identity_documents WHERE reviewed_at IS NOT NULL AND destroyed_at IS NULL"
    ):
        yield f"identity copy {document} has its verdict and was not destroyed"


def i10_the_audit_log_only_grows(world: Evidence) -> Broken:
    """What a checkpoint saw is there, unchanged."""
    now = dict(map(tuple, world.sql("SELECT position, md5(a::text) FROM audit_events a")))
    for number, checkpoint in enumerate(world.checkpoints):
        for position, digest in checkpoint.items():
            if now.get(position) != digest:
                yield f"audit event {position} of checkpoint {number} is {'changed' if position in now else 'gone'}"


def i11_failures_are_told_properly(world: Evidence) -> Broken:
    """No bare 5xx: a problem with Retry-After, and never a 500."""
    for call in world.book.calls:
        if call.status is None or call.status < 500:
            continue
        where = f"{call.method} {call.path} got {call.status}"
        if (
            "application/problem+json" not in call.headers.get("content-type", "")
            and "/readyz" not in call.path
        ):
            yield f"{where} without a problem"
        if call.status != 503 or "retry-after" not in call.headers:
            yield f"{where} without Retry-After"


def i12_no_person_in_logs(world: Evidence) -> Broken:
    """No invented name or address stands in a log, in the queue or in the audit log."""
    for log in world.logs:
        for number, line in enumerate(log.read_text(errors="replace").splitlines(), 1):
            if CANARY in line.lower():
                yield f"{log.name}:{number} names a person"
    for table in ("jobs", "audit_events"):
        for (found,) in world.sql(
            f"SELECT count(*) FROM {table} t WHERE lower(t::text) LIKE $1", f"%{CANARY}%"
        ):
            if found:
                yield f"{found} rows of {table} name a person"


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


INVARIANTS = {
    name.partition("_")[0].upper(): check
    for name, check in list(globals().items())
    if name[0] == "i" and name[1:2].isdigit() and callable(check)
}
