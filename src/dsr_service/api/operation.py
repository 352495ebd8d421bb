"""The route of a change or a reading: authenticate, open the one transaction, run, store the answer, commit.

The commit comes before the response leaves: a failed commit is a failed call. Nothing is sent from inside the
transaction, and the request's body is read before it opens, so that a slow client holds no row lock.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar, cast
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from dsr_service.api import idempotency
from dsr_service.api.answering import TAKES_LONG, Patience
from dsr_service.api.authentication import BEARER, authenticate, credential_of, person_of
from dsr_service.api.conditions import check_version, takes_condition
from dsr_service.api.problems import response_of
from dsr_service.api.rate_limits import RateLimiter
from dsr_service.api.strict_json import StrictRequest, StrictRoute
from dsr_service.domain.actors import SYSTEM, Actor, Role
from dsr_service.domain.audit import AttemptRefused, AuditEvent
from dsr_service.domain.errors import DsrError, Forbidden
from dsr_service.domain.identity.access_links import SESSION_PREFIX
from dsr_service.domain.identity.assertions import AssertionRefused, AssertionUsed
from dsr_service.domain.identity.documents import ViewQuotaExceeded
from dsr_service.domain.identity.events import ProofRefused
from dsr_service.services import audit
from dsr_service.services.authorization import NotYours
from dsr_service.services.context import OperationContext
from dsr_service.services.runtime import Runtime

T = TypeVar("T")


def runtime_of(request: Request) -> Runtime:
    return cast(Runtime, request.app.state.runtime)


def limiter_of(request: Request) -> RateLimiter:
    return cast(RateLimiter, request.app.state.rate_limiter)


async def _operation(request: Request) -> OperationContext:
    return cast(
        OperationContext, request.state.operation
    )  # `async`: FastAPI would run plain functions in threads


async def _at_hand(request: Request) -> Runtime:
    return runtime_of(request)


Operation = Annotated[OperationContext, Depends(_operation)]
AtHand = Annotated[Runtime, Depends(_at_hand)]


def shows_secret(*fields: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Marks a handler whose answer shows these fields once: a replay shows null instead."""

    def mark(handler: Callable[..., Any]) -> Callable[..., Any]:
        handler.__dict__["secret_fields"] = frozenset(fields)
        return handler

    return mark


def reads_only(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a handler that changes nothing and asks the database by single statements: no transaction is needed."""
    handler.__dict__["reads_only"] = True
    return handler


class OperationRoute(StrictRoute):
    """A route whose handler runs inside one transaction, in the name of the caller."""

    for_subjects = False  # a data subject's session opens the routes of its own view, and they nothing else

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        replayable = "POST" in (self.methods or ())
        alone: bool = getattr(self.endpoint, "reads_only", False)
        secrets: frozenset[str] = getattr(self.endpoint, "secret_fields", frozenset())
        takes_long = hasattr(self.endpoint, "takes_long")
        conditional = replayable and takes_condition(self.path_format, "POST")

        async def handle_in_operation(request: Request) -> Response:
            strict = self.strict(request)
            runtime = runtime_of(request)
            limiter = limiter_of(request)
            credential = credential_of(request)
            patience = Patience(TAKES_LONG if takes_long else runtime.answer_within)
            now = runtime.clock.now()
            if not limiter.admit_at_once(request, credential, now):
                await patience.spend(limiter.admit(request, credential, now))
            key = idempotency.key_of(request) if replayable else None
            await self._read(strict)
            return await patience.spend(perform(request, strict, credential, key))

        async def perform(
            request: Request, strict: StrictRequest, credential: str, key: str | None
        ) -> Response:
            runtime, limiter = runtime_of(request), limiter_of(request)
            actor = SYSTEM
            try:
                person = await person_of(runtime, credential)
                is_session = credential.startswith(
                    SESSION_PREFIX
                )  # whom it belongs to takes more than one statement
                opening = runtime.reading if alone and key is None and not is_session else runtime.operation
                async with opening(SYSTEM) as opened:
                    ctx = await authenticate(opened, credential, person)
                    limiter.proved(credential)
                    actor = ctx.actor
                    check_door(self, actor)
                    request.state.operation = ctx
                    request.state.actor = actor
                    act = when_matching(ctx) if conditional else handle
                    if key is None:
                        return await act(strict)
                    return await self._once(ctx, strict, key, act, secrets)
            except AUDITED as refusal:
                await record_refusal(
                    runtime, actor, refusal, self.path_format, request.path_params.get("request_id")
                )
                raise

        def when_matching(ctx: OperationContext) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            async def act(request: Request) -> Response:
                await check_version(ctx, request)
                return await handle(request)

            return act

        return handle_in_operation

    async def _read(self, request: StrictRequest) -> None:
        self.check_length(request)
        if self.body_field is not None:
            await request.body()

    async def _once(
        self,
        ctx: OperationContext,
        request: StrictRequest,
        key: str,
        handle: Callable[[Request], Coroutine[Any, Any, Response]],
        secrets: frozenset[str],
    ) -> Response:
        payload = idempotency.fingerprint(request, await request.body())
        stored = await idempotency.claim(ctx, self.path_format, key, payload)
        if stored is not None:
            return stored
        answer = await handle(request)
        if answer.status_code < 300:
            await idempotency.store(ctx, self.path_format, key, payload, answer, hide=secrets)
        return answer


async def authenticated(request: Request) -> Actor:
    """Who calls, for the routes that open their transactions themselves (uploads, downloads)."""
    credential = credential_of(request)
    runtime, limiter = runtime_of(request), limiter_of(request)

    async def prove() -> Actor:
        await limiter.admit(request, credential, runtime.clock.now())
        person = await person_of(runtime, credential)
        async with runtime.operation(SYSTEM) as opened:
            return (await authenticate(opened, credential, person)).actor

    try:
        actor = await Patience(runtime.answer_within).spend(prove())
    except Forbidden as refusal:
        await record_refusal(runtime, SYSTEM, refusal, request.scope["route"].path_format)
        raise
    limiter.proved(credential)
    check_door(request.scope.get("route"), actor)
    request.state.actor = actor
    return actor


async def promptly(
    runtime: Runtime, actor: Actor, act: Callable[[OperationContext], Coroutine[Any, Any, T]]
) -> T:
    """One operation of a route that opens its transactions itself, given up in time like all others."""

    async def run() -> T:
        async with runtime.operation(actor) as ctx:
            return await act(ctx)

    return await Patience(runtime.answer_within).spend(run())


def check_door(route: object, actor: Actor) -> None:
    """A session of a data subject is for the routes below /v1/track, and they are for it. Raises Forbidden."""
    if getattr(route, "for_subjects", False) is not (actor.role is Role.SUBJECT):
        raise Forbidden


def shown_refusal(request: Request, refusal: DsrError) -> Any:
    """A refusal as an answer instead of an exception: what it counted must be committed."""
    base = str(getattr(request.app.state, "problem_base", ""))
    return cast(Response, response_of(refusal, base=base))


SECURED = [Depends(BEARER)]
# Dependencies come before parameters: who may not call is not told which are missing.
Caller = Annotated[Actor, Depends(authenticated)]
AUDITED = (Forbidden, NotYours, ViewQuotaExceeded, AssertionRefused, AssertionUsed)


async def record_refusal(
    runtime: Runtime, actor: Actor, refusal: DsrError, route: str, request_id: object = None
) -> None:
    """A refused attempt is recorded in an operation of its own: the one that refused was rolled back."""
    event: AuditEvent = AttemptRefused(None, route, refusal.code)
    if isinstance(refusal, AssertionRefused | AssertionUsed):
        about = UUID(str(request_id)) if request_id else None  # it was seen to be the actor's to see
        event = ProofRefused(about, refusal.code, getattr(refusal, "reason", "used"))
    await promptly(runtime, actor, lambda ctx: audit.record(ctx, event))
