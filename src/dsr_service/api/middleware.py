"""Wraps every call once: request id and trace, header checks, security headers, HEAD, OPTIONS, access log."""

import ipaddress
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dsr_service.api import problems, request_headers
from dsr_service.api.access_log import AccessLog
from dsr_service.api.inventory import Inventory, template_of
from dsr_service.services import tracing

Observe = Callable[[str, str, int, float], None]
_HEADERS_KEY: Final = "dsr.headers"
_METHOD_KEY: Final = "dsr.method"
_METHODS_LOGGED: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

SECURITY_HEADERS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"cache-control", b"private, no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
HSTS: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


def install(
    app: FastAPI,
    *,
    problem_base: str = "",
    trusted_proxies: Sequence[str] = (),
    hsts: bool = False,
    access_log: AccessLog | None = None,
    observe: Observe | None = None,
    own_origin: str | None = None,
) -> None:
    """Put the middleware around `app`; `trusted_proxies` are the only peers whose X-Forwarded-* counts.

    `hsts` sends Strict-Transport-Security on every answer; without it only where the call came over TLS.
    `access_log` takes a line per call, `observe` its method, template, status and seconds.
    `own_origin` is the only origin that browsers may read answers from; without it none is named.
    """
    app.add_middleware(
        ApiMiddleware,
        inventory=Inventory(app),
        problem_base=problem_base,
        trusted_proxies=tuple(ipaddress.ip_network(network) for network in trusted_proxies),
        hsts=hsts,
        access_log=access_log,
        observe=observe,
        own_origin=own_origin,
    )


def add_header(request: Request, name: str, value: str) -> None:
    """Have a header on the answer to this request, whatever becomes of it: an error's too."""
    pairs = request.scope.setdefault(_HEADERS_KEY, [])
    pairs.append((name.lower().encode("ascii"), value.encode("latin-1")))


def is_head(request: Request) -> bool:
    """HEAD is routed as GET, and its body dropped; who streams asks here whether to start at all."""
    return bool(request.scope.get(_METHOD_KEY) == "HEAD")


class _Answer:
    """The sending side of one call: completes the headers, drops the body of HEAD, remembers the status."""

    __slots__ = ("allow", "extra", "is_head", "scope", "send_on", "status")

    def __init__(self, scope: Scope, send: Send, inventory: Inventory) -> None:
        self.scope = scope
        self.send_on = send
        self.is_head = scope["method"] == "HEAD"
        self.status = 0
        self.extra: list[tuple[bytes, bytes]] = []
        self.allow = inventory.allowed

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.is_head:  # routed as GET; from here on the server must know that no body follows
                self.scope["method"] = "HEAD"
            message["headers"] = self._completed(message.get("headers", ()))
        elif self.is_head and message["type"] == "http.response.body":
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": b""}
        await self.send_on(message)

    def _completed(self, given: Any) -> list[tuple[bytes, bytes]]:
        headers = [*given, *self.extra, *self.scope.get(_HEADERS_KEY, ())]
        if (
            self.status == 405
        ):  # the framework names the methods of one route only, where several share the path
            allow = ", ".join(self.allow(path_of(self.scope))).encode("ascii")
            headers = [pair for pair in headers if pair[0].lower() != b"allow"]
            headers.append((b"allow", allow))
        names = {name.lower() for name, _ in headers}
        headers.extend(pair for pair in SECURITY_HEADERS if pair[0] not in names)
        return headers


class ApiMiddleware:
    """Pure ASGI, one wrapper of `send` per call: this runs on every request, so it stays cheap."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        inventory: Inventory,
        problem_base: str,
        trusted_proxies: request_headers.Networks,
        hsts: bool,
        access_log: AccessLog | None,
        observe: Observe | None,
        own_origin: str | None,
    ) -> None:
        self.app = app
        self.inventory = inventory
        self.problem_base = problem_base
        self.trusted_proxies = trusted_proxies
        self.always: list[tuple[bytes, bytes]] = [HSTS] if hsts else []
        if own_origin:
            self.always.append((b"access-control-allow-origin", own_origin.encode("ascii")))
        self.access_log = access_log
        self.observe = observe
        self.log = structlog.get_logger("http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        answer = _Answer(scope, send, self.inventory)
        previous = tracing.current()
        method = scope["method"]
        try:
            direct = self._enter(scope, answer)
            if direct is None:
                await self._run(scope, receive, answer)
            else:
                await direct(scope, receive, answer.send)
        finally:
            seconds = time.perf_counter() - began
            if self.access_log is not None:
                self._log(self.access_log, scope, method, answer.status, seconds)
            if self.observe is not None:
                self.observe(_known(method), template_of(scope), answer.status, seconds)
            tracing.enter(previous)

    def _enter(self, scope: Scope, answer: _Answer) -> Response | None:
        """Trace, checks and routing of HEAD; a response where nothing further is to be asked."""
        try:
            headers = request_headers.read(scope)
        except request_headers.RefusedHeaders as refused:
            self._begin_trace(answer, None, None)
            return problems.refused_header(refused.status, refused.name, base=self.problem_base)
        self._begin_trace(answer, headers.text(b"x-request-id"), headers.text(b"traceparent"))
        request_headers.apply_proxy(scope, headers, self.trusted_proxies)
        if scope["scheme"] == "https" and HSTS not in answer.extra:
            answer.extra.append(HSTS)
        if scope["method"] == "OPTIONS":
            return self._options(scope)
        if scope["method"] in ("TRACE", "CONNECT"):
            return problems.framework_problem(405, base=self.problem_base)
        if scope["method"] == "HEAD":
            scope[_METHOD_KEY] = "HEAD"
            scope["method"] = "GET"
        return None

    def _begin_trace(self, answer: _Answer, request_id: str | None, traceparent: str | None) -> None:
        trace = tracing.begin(request_id, traceparent)
        tracing.enter(trace)
        answer.extra.extend(self.always)
        answer.extra.append((b"x-request-id", trace.request_id.encode("ascii")))
        answer.extra.append((b"traceparent", trace.traceparent.encode("ascii")))

    def _options(self, scope: Scope) -> Response:
        path = path_of(scope)
        allowed = self.inventory.allowed(path) or (["GET", "HEAD", "OPTIONS", "POST"] if path == "*" else [])
        if not allowed:
            return problems.framework_problem(404, base=self.problem_base)
        return Response(status_code=204, headers={"Allow": ", ".join(allowed)})

    async def _run(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        try:
            await self.app(scope, receive, answer.send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 the last resort: no error text may reach callers or logs
            response = problems.response_of(error, base=self.problem_base)
            if response is None:
                self._log_error(scope, error)
                response = problems.internal_error(base=self.problem_base)
            if answer.status:
                raise AbortedAnswer from None
            await response(scope, receive, answer.send)

    @staticmethod
    def _log(log: AccessLog, scope: Scope, method: str, status: int, seconds: float) -> None:
        trace = tracing.current()
        log.add(
            {
                "method": _known(method),
                "route": template_of(
                    scope
                ),  # the template, never the URL: ids and tokens stay out of the log
                "status": status,
                "duration_ms": round(seconds * 1000, 2),
                "request_id": trace.request_id if trace else None,
                "trace_id": trace.trace_id if trace else None,
            }
        )

    def _log_error(self, scope: Scope, error: BaseException) -> None:
        """Where it went wrong, without the error's text: drivers put rows and parameters into theirs."""
        chain: list[str] = []
        link: BaseException | None = error
        while link is not None and len(chain) < 5:
            chain.append(type(link).__qualname__)
            link = link.__cause__ or link.__context__
        frames = traceback.extract_tb(error.__traceback__)
        self.log.error(
            "unexpected_error",
            route=template_of(scope),
            request_id=tracing.request_id(),
            error=chain,
            at=[
                f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
                for frame in frames[-12:]
            ],
        )


class AbortedAnswer(Exception):
    """An answer broke off after its first byte; the connection must be cut so that the caller notices."""


def _known(method: str) -> str:
    """A method that somebody made up is told as one word: logs and metrics repeat nothing of a caller's."""
    return method if method in _METHODS_LOGGED else "other"


def path_of(scope: Scope) -> str:
    path: str = scope["path"]
    root = scope.get("root_path", "")
    return path.removeprefix(root) if root else path
