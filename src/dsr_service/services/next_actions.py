"""What an actor may do next with a request: told with it, so that a client needs no copy of the lifecycle."""

from functools import lru_cache
from typing import Final

from dsr_service.domain.actors import Actor, Permission, Role
from dsr_service.domain.rights import COLLECTED, Outcome, Right
from dsr_service.domain.subject_requests import OPEN, Status
from dsr_service.storage.tables import SubjectRequest

S = Status
_WHEN: Final = (
    (
        "upload_identity_document",
        Permission.UPLOAD_IDENTITY_DOCUMENT,
        {S.RECEIVED, S.AWAITING_IDENTITY, S.IN_PROGRESS},
    ),
    ("ask_identity", Permission.ASK_IDENTITY, {S.RECEIVED, S.AWAITING_IDENTITY, S.IN_PROGRESS}),
    ("verify_identity", Permission.REVIEW_IDENTITY, {S.RECEIVED, S.AWAITING_IDENTITY}),
    ("extend_deadline", Permission.EXTEND_DEADLINE, OPEN),
    ("suspend_deadline", Permission.SUSPEND_DEADLINE, OPEN),
    ("assign", Permission.ASSIGN_REQUEST, OPEN),
    ("start_fulfilment", Permission.START_FULFILMENT, {S.IN_PROGRESS}),
    ("plan_erasure", Permission.PLAN_ERASURE, {S.IN_PROGRESS}),
    ("cancel_erasure", Permission.CANCEL_ERASURE, {S.AWAITING_APPROVAL, S.IN_FULFILMENT}),
    ("settle_right", Permission.DECIDE_RIGHT, {S.IN_PROGRESS}),
    ("redact", Permission.REVIEW_EXPORT, {S.AWAITING_APPROVAL}),
    ("approve", Permission.APPROVE, {S.AWAITING_APPROVAL}),
    ("decline", Permission.APPROVE, {S.AWAITING_APPROVAL}),
    ("refuse", Permission.REFUSE_RIGHT, OPEN - {S.IN_FULFILMENT}),
    ("withdraw", Permission.WITHDRAW_REQUEST, OPEN),
)


def next_actions(actor: Actor, request: SubjectRequest) -> list[str]:
    pending = frozenset(right.right for right in request.rights if right.outcome is Outcome.PENDING)
    is_starter = request.fulfilment_started_by == actor.id
    return list(_actions(actor.role, actor.scopes, request.status, pending, is_starter=is_starter))


@lru_cache(maxsize=4096)
def _actions(
    role: Role, scopes: frozenset[Permission], status: Status, pending: frozenset[Right], *, is_starter: bool
) -> tuple[str, ...]:
    """The same for all requests that are alike, and asked for each line of a page."""
    actor = Actor(role, "", "", scopes)
    actions = [
        action for action, permission, statuses in _WHEN if status in statuses and actor.may(permission)
    ]
    if not pending & COLLECTED and "start_fulfilment" in actions:
        actions.remove("start_fulfilment")
    if not pending - COLLECTED and "settle_right" in actions:
        actions.remove("settle_right")
    if Right.ERASURE not in pending or (pending & COLLECTED and "plan_erasure" in actions):
        actions = [a for a in actions if a not in {"plan_erasure", "cancel_erasure"}]
    if pending & COLLECTED and "cancel_erasure" in actions:
        actions.remove("cancel_erasure")  # the copy comes first: no erasure is under way
    if "approve" in actions and is_starter:
        actions.remove("approve")
    return tuple(actions)
