"""Authorization: what an actor may do, and which requests it sees."""

from dsr_service.domain.actors import Actor, Permission, Role
from dsr_service.domain.errors import Forbidden, NotFound
from dsr_service.storage.tables import SubjectRequest


class NotYours(NotFound):
    """A request that is there, but not this actor's to see: answered as one that isn't there, and audited."""


def authorize(actor: Actor, permission: Permission) -> None:
    """Raises Forbidden when the actor's role or scopes don't hold the permission."""
    if not actor.may(permission):
        raise Forbidden(f"This credential lacks the permission {permission}.")


def sees_all(actor: Actor) -> bool:
    return actor.role in {Role.STAFF, Role.DPO, Role.AUDITOR, Role.SYSTEM}


def may_see(actor: Actor, request: SubjectRequest) -> bool:
    """A storefront sees what its integration submitted; a subject the request that the session is bound to."""
    if actor.role is Role.STOREFRONT:
        return request.client == actor.client
    if actor.role is Role.SUBJECT:
        return str(request.id) == actor.id
    return sees_all(actor)
