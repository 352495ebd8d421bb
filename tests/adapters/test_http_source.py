"""An HTTP/JSON source against a stub that lies, dawdles and answers by halves."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from dsr_service.adapters.data_sources.http import HttpSource
from dsr_service.adapters.data_sources.reading import Limits
from dsr_service.adapters.data_sources.registry import data_source
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.adapters.visited_keys import SpillingKeyStore
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.services.walk import WalkReport, walk
from walking import Found, address, collection, field_, map_of, sqlite_store

LOOPBACK = AddressGuard.of(["127.0.0.0/8", "::1/128"])


@dataclass
class Reply:
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    content_type: str = "application/json"
    hang: bool = False
    cut: bool = False


Answering = Callable[[str, str, dict[str, list[str]], dict[str, str], Any], Reply]


class Stub:
    """A bare HTTP/1.1 server on the loopback."""

    def __init__(self) -> None:
        self.answer: Answering = lambda *_: Reply([])
        self.asked: list[str] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                method, target, _ = line.decode().split(" ")
                headers = {}
                while (header := (await reader.readline()).decode().strip()) != "":
                    name, _, value = header.partition(":")
                    headers[name.strip().lower()] = value.strip()
                content = await reader.readexactly(int(headers.get("content-length", 0)))
                self.asked.append(f"{method} {target}")
                parts = urlsplit(target)
                body = json.loads(content) if content else None
                reply = self.answer(method, unquote(parts.path), parse_qs(parts.query), headers, body)
                if reply.hang:
                    await asyncio.sleep(3600)
                await self._send(writer, reply)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def _send(writer: asyncio.StreamWriter, reply: Reply) -> None:
        raw = reply.raw if reply.raw is not None else json.dumps(reply.body).encode()
        headers = {"Content-Type": reply.content_type, "Content-Length": str(len(raw)), **reply.headers}
        head = f"HTTP/1.1 {reply.status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
        writer.write(head.encode() + b"\r\n" + (raw[: len(raw) // 2] if reply.cut else raw))
        await writer.drain()
        if reply.cut:
            raise ConnectionError


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    made = Stub()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


PEOPLE = {1: {"id": 1, "email": "a@x"}, 2: {"id": 2, "email": "b@x"}}
TICKETS = [{"id": n, "person": 1 + n % 2, "text": f"t{n}"} for n in range(25)]


def people(**endpoint: Any) -> dict[str, Any]:
    given = {"path": "/people", "query": {"email": "{email}"}, **endpoint}
    return collection(
        "people",
        field_("id", primary_key=True, data_type="integer"),
        field_("email", identity="email"),
        dsr={"endpoint": given},
    )


def tickets(**endpoint: Any) -> dict[str, Any]:
    given = {"path": "/people/{person}/tickets", **endpoint}
    return collection(
        "tickets",
        field_("id", primary_key=True),
        field_("person", "desk.people.id from", data_type="integer"),
        "text",
        dsr={"endpoint": given},
    )


def desk(*collections: dict[str, Any], **api: Any) -> DataMap:
    rules = {"kind": "http", **({"api": api} if api else {})}
    return map_of(desk={"name": "Desk", "fides_meta": {"dsr": rules}, "collections": list(collections)})


async def search(
    stub: Stub,
    data_map: DataMap,
    *,
    base: str = "",
    limits: Limits | None = None,
    guard: AddressGuard = LOOPBACK,
    host: str = "127.0.0.1",
    **identities: str,
) -> tuple[Found, WalkReport]:
    url = f"http://{host}:{stub.port}{base}"
    source = HttpSource(url, data_map.datasets[0], limits or Limits(statement_seconds=5), guard)
    found = Found()
    given = {key: [value] for key, value in (identities or {"email": "a@x"}).items()}
    report = await walk(data_map, {"desk": source}, given, found, keys=SpillingKeyStore())
    return found, report


def reason(report: WalkReport, name: str = "people") -> str | None:
    return report.failures().get(address(f"desk.{name}"))


def shop(method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: Any) -> Reply:
    if path == "/people":
        return Reply([p for p in PEOPLE.values() if p["email"] == query.get("email", [""])[0]])
    if path.startswith("/people/"):
        number = int(path.split("/")[2])
        return Reply([t for t in TICKETS if t["person"] == number])
    return Reply(status=404)


async def test_rows_by_identity_and_by_reference(stub: Stub):
    stub.answer = shop
    found, report = await search(stub, desk(people(), tickets()))
    assert report.complete
    assert found.rows["people"] == [PEOPLE[1]]
    assert found.rows["tickets"] == [t for t in TICKETS if t["person"] == 1]
    assert stub.asked == ["GET /people?email=a%40x", "GET /people/1/tickets"]


@pytest.mark.parametrize("kind", ["page", "offset", "cursor", "link", "next_url"])
async def test_pages_are_read_to_the_end(stub: Stub, kind: str):
    mine = [t for t in TICKETS if t["person"] == 1]

    def answer(
        method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: Any
    ) -> Reply:
        if path == "/people":
            return shop(method, path, query, headers, body)
        at = int(query.get("at", ["0"])[0])
        start = (at - 1) * 4 if kind == "page" else at
        rows = mine[start : start + 4]
        following = start + 4 if start + 4 < len(mine) else None
        url = f"http://127.0.0.1:{stub.port}/people/1/tickets?at={following}"
        links = {"Link": f'<{url}>; rel="next"'} if following and kind == "link" else {}
        after = {"cursor": following, "next_url": url if following else None}.get(kind)
        return Reply({"data": {"items": rows}, "meta": {"next": after}}, headers=links)

    stub.answer = answer
    paging = {"type": kind, "parameter": "at", "next": "meta.next"}
    if kind in {"page", "offset"}:
        paging |= {"size_parameter": "n", "size": 4}
    found, report = await search(stub, desk(people(), tickets(rows="data.items", paging=paging)))
    assert report.complete
    assert found.rows["tickets"] == mine


async def test_many_keys_in_one_request(stub: Stub):
    def answer(
        method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: Any
    ) -> Reply:
        if path == "/people":
            return Reply([{"id": n, "email": "a@x"} for n in (1, 2, 3)])
        wanted = {int(text) for text in body["filter"]["persons"].split(",")}
        return Reply([t for t in TICKETS if t["person"] in wanted])

    stub.answer = answer
    endpoint = {
        "path": "/search",
        "method": "POST",
        "body": {"filter": {"persons": "{person}"}},
        "join": ",",
        "most_keys": 2,
    }
    found, report = await search(stub, desk(people(), tickets(**endpoint)))
    assert report.complete
    assert len(found.rows["tickets"]) == len(TICKETS)
    assert stub.asked.count("POST /search") == 2


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply([PEOPLE[2]]), "answer_of_another"),
        (Reply([PEOPLE[1], PEOPLE[2]]), "answer_of_another"),
        (Reply([{"id": 1}]), "answer_of_another"),
        (Reply([{"id": "1", "email": "a@x"}]), "answer_malformed"),
        (Reply({"error": "sorry"}), "answer_of_another"),
        (Reply(["a@x"]), "answer_malformed"),
        (Reply("a@x"), "answer_malformed"),
        (Reply(raw=b"<html>sorry</html>", content_type="text/html"), "answer_malformed"),
        (Reply(raw=b'[{"id": 1, "email": "a@x"}'), "answer_malformed"),
        (Reply(raw=b'[{"id": NaN, "email": "a@x"}]'), "answer_malformed"),
        (Reply(raw=b"[" * 20_000), "answer_malformed"),
        (Reply([PEOPLE[1]], cut=True), "unreachable"),
        (Reply([PEOPLE[1] | {"x": "y" * 100_000}]), "answer_too_large"),
        (
            Reply(raw=gzip.compress(b" " * 30_000_000), headers={"Content-Encoding": "gzip"}),
            "answer_too_large",
        ),
        (Reply(status=401), "credentials_refused"),
        (Reply(status=400), "read_failed"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/"}), "redirected"),
        (Reply(hang=True), "timed_out"),
        (Reply(status=503), "busy"),
    ],
)
async def test_what_can_not_be_believed_leaves_the_walk_incomplete(stub: Stub, reply: Reply, expected: str):
    stub.answer = lambda *_: reply
    limits = Limits(statement_seconds=2, answer_bytes=50_000)
    found, report = await search(stub, desk(people(), tickets()), limits=limits)
    assert reason(report) == expected
    assert not report.complete
    assert "people" not in found.rows
    assert report.collections[address("desk.tickets")].doubtful or reason(report, "tickets")


async def test_not_found_is_empty_unless_the_map_says_otherwise(stub: Stub):
    stub.answer = lambda *_: Reply(status=404)
    _, report = await search(stub, desk(people()))
    assert report.complete
    _, report = await search(stub, desk(people(not_found="error")))
    assert reason(report) == "read_failed"


async def test_pages_in_a_circle_end(stub: Stub):
    stub.answer = lambda *_: Reply({"rows": [PEOPLE[1]], "next": "again"})
    paging = {"type": "cursor", "parameter": "c", "next": "next"}
    _, report = await search(stub, desk(people(rows="rows", paging=paging)))
    assert reason(report) == "answer_malformed"


async def test_a_next_page_elsewhere_is_not_followed(stub: Stub):
    stub.answer = lambda *_: Reply({"rows": [PEOPLE[1]], "next": "http://169.254.169.254/latest"})
    paging = {"type": "next_url", "next": "next"}
    _, report = await search(stub, desk(people(rows="rows", paging=paging)))
    assert reason(report) == "answer_malformed"


async def test_retry_after_is_heeded(stub: Stub):
    times: list[float] = []

    def answer(*given: Any) -> Reply:
        times.append(asyncio.get_running_loop().time())
        return Reply(status=429, headers={"Retry-After": "1"}) if len(times) == 1 else shop(*given)

    stub.answer = answer
    found, report = await search(stub, desk(people()))
    assert report.complete
    assert found.rows["people"] == [PEOPLE[1]]
    assert times[1] - times[0] >= 0.9


async def test_a_wait_beyond_the_limit_is_not_waited(stub: Stub):
    stub.answer = lambda *_: Reply(status=429, headers={"Retry-After": "3000"})
    _, report = await asyncio.wait_for(search(stub, desk(people())), 100)
    assert reason(report) == "busy"


async def test_requests_are_spaced(stub: Stub):
    stub.answer = shop
    started = asyncio.get_running_loop().time()
    _, report = await search(stub, desk(people(), tickets(), requests_per_second=2))
    assert report.complete
    assert asyncio.get_running_loop().time() - started >= 0.45


@pytest.mark.parametrize("key", ["", ".", "..", "../admin", "a/b", "a?b=c#d", "é ü", "%2e%2e"])
async def test_a_key_in_a_path_stays_one_part_of_it(stub: Stub, key: str):
    seen: list[str] = []

    def answer(
        method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: Any
    ) -> Reply:
        seen.append(path)
        return Reply([{"id": 1, "email": key}])

    stub.answer = answer
    found, report = await search(stub, desk(people(path="/people/{email}", query={})), base="/v1/", email=key)
    assert report.complete
    assert all(target.startswith("GET /v1/people/") and target.count("/") == 3 for target in stub.asked)
    assert seen == ([] if key in {"", ".", ".."} else [f"/v1/people/{key}"])
    assert bool(found.rows) == bool(seen)


async def test_credentials_come_from_the_environment_or_a_file(
    stub: Stub, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
):
    sent: list[dict[str, str]] = []

    def answer(
        method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: Any
    ) -> Reply:
        sent.append(headers)
        return Reply([])

    stub.answer = answer
    bearer = {"type": "bearer", "token": {"env": "DSR_SOURCE_DESK_TOKEN"}}
    _, report = await search(stub, desk(people(), auth=bearer))
    assert reason(report) == "secret_missing"
    monkeypatch.setenv("DSR_SOURCE_DESK_TOKEN", "geheim")
    await search(stub, desk(people(), auth=bearer, headers={"Accept-Language": "fr"}))
    assert sent[-1]["authorization"] == "Bearer geheim"
    assert sent[-1]["accept-language"] == "fr"
    assert sent[-1]["host"] == f"127.0.0.1:{stub.port}"
    monkeypatch.delenv("DSR_SOURCE_DESK_TOKEN")
    (tmp_path / "token").write_text("from a file\n")
    monkeypatch.setenv("DSR_SOURCE_DESK_TOKEN_FILE", str(tmp_path / "token"))
    header = {"type": "header", "name": "X-Api-Key", "value": {"env": "DSR_SOURCE_DESK_TOKEN"}}
    await search(stub, desk(people(), auth=header))
    assert sent[-1]["x-api-key"] == "from a file"
    basic = {
        "type": "basic",
        "user": {"env": "DSR_SOURCE_DESK_TOKEN"},
        "password": {"env": "DSR_SOURCE_DESK_TOKEN"},
    }
    await search(stub, desk(people(), auth=basic))
    assert sent[-1]["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("api", "endpoint"),
    [
        ({"auth": {"type": "bearer", "token": "written down"}}, {}),
        ({"auth": {"type": "bearer", "token": {"env": "DSR_DATABASE_URL"}}}, {}),
        ({"auth": {"type": "bearer", "token": {"env": "DSR_SOURCE_A", "file": "/etc/passwd"}}}, {}),
        ({"headers": {"X": "a\r\nHost: b"}}, {}),
        ({"nonsense": 1}, {}),
        ({}, {"path": "http://elsewhere/{email}"}),
        ({}, {"path": "//elsewhere/{email}"}),
        ({}, {"query": {"all": "yes"}}),
        ({}, {"method": "DELETE"}),
        ({}, {"body": {"e": "{email}"}}),
        ({}, {"paging": {"type": "guess"}}),
        ({}, {"nonsense": 1}),
        ({}, {"rows": "data.missing"}),
    ],
)
async def test_a_map_that_asks_wrongly_asks_nothing(
    stub: Stub, api: dict[str, Any], endpoint: dict[str, Any]
):
    stub.answer = lambda *_: Reply({"data": {}})
    _, report = await search(stub, desk(people(**endpoint), **api))
    assert reason(report) in {"endpoint_invalid", "answer_malformed"}
    assert len(stub.asked) == (1 if "rows" in endpoint else 0)


async def test_a_collection_without_an_endpoint_for_its_key_is_told(stub: Stub):
    stub.answer = shop
    unaskable = tickets(path="/tickets/{id}")
    _, report = await search(stub, desk(people(), unaskable))
    assert reason(report, "tickets") == "not_askable"


async def test_rows_that_do_not_show_their_key_need_the_maps_word(stub: Stub):
    def answer(
        method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: Any
    ) -> Reply:
        if path == "/people":
            return shop(method, path, query, headers, body)
        return Reply([{"id": 7, "text": "hers"}])

    stub.answer = answer
    _, report = await search(stub, desk(people(), tickets()))
    assert reason(report, "tickets") == "answer_of_another"
    found, report = await search(stub, desk(people(), tickets(echo=False)))
    assert report.complete
    assert [row["text"] for row in found.rows["tickets"]] == ["hers"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "[fe80::1]",
     "[64:ff9b::7f00:1]", "2130706433", "0x7f.1"],
)  # fmt: skip
async def test_private_addresses_are_not_called_unless_listed(stub: Stub, host: str):
    stub.answer = shop
    _, report = await search(stub, desk(people()), guard=AddressGuard(), host=host)
    assert reason(report) in {"address_refused", "unreachable"}
    assert stub.asked == []


async def test_a_listed_network_is_called(stub: Stub):
    stub.answer = shop
    _, report = await search(stub, desk(people()), guard=AddressGuard.of(["127.0.0.1/32"]))
    assert report.complete
    assert stub.asked


def by_email(rows: list[dict[str, Any]], *, exactly: bool) -> Answering:
    """A service that looks people up by their address, in its own way."""

    def same(one: str, other: str) -> bool:
        return one == other if exactly else one.lower() == other.lower()

    def answer(
        method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: Any
    ) -> Reply:
        if path == "/people":
            return Reply([row for row in rows if same(row["email"], query["email"][0])])
        return Reply([ticket for ticket in TICKETS if ticket["person"] == int(path.split("/")[2])])

    return answer


@pytest.mark.parametrize("exactly", [False, True])
@pytest.mark.parametrize("stored", ["anna@x.org", "Anna@X.org"])
async def test_an_address_is_asked_for_in_small_letters_and_as_it_was_given(
    stub: Stub, stored: str, exactly: bool
):
    stub.answer = by_email([{"id": 1, "email": stored}], exactly=exactly)
    found, report = await search(stub, desk(people(), tickets()), email="Anna@X.org")
    assert report.complete
    assert found.rows["people"] == [{"id": 1, "email": stored}]
    assert found.rows["tickets"] == [t for t in TICKETS if t["person"] == 1]


async def test_accounts_of_a_service_that_case_alone_tells_apart_are_not_mixed_up(stub: Stub):
    rows = [{"id": 1, "email": "Anna@x.org"}, {"id": 2, "email": "anna@x.org"}]
    for exactly in (False, True):
        stub.answer = by_email(rows, exactly=exactly)
        found, report = await search(stub, desk(people(), tickets()), email="Anna@x.org")
        assert report.complete
        assert found.values("people", "id") == [1]
        assert 2 not in found.values("tickets", "person")
    stub.answer = by_email(rows, exactly=False)
    found, report = await search(stub, desk(people(), tickets()), email="ANNA@x.org")
    assert (found.values("people", "id"), reason(report)) == ([], "account_unclear")


async def test_another_address_is_never_believed_for_one_of_other_case(stub: Stub):
    for other in ("anna@x.org.uk", "annä@x.org", "bob@x.org", "", None, 7):
        stub.answer = lambda *_, other=other: Reply([{"id": 1, "email": other}])
        found, report = await search(stub, desk(people(), tickets()), email="Anna@x.org")
        assert "people" not in found.rows
        assert reason(report) in {"answer_of_another", "answer_malformed"}


async def test_the_spelling_that_another_source_holds_is_asked_for(stub: Stub, tmp_path: Path):
    notes = collection(
        "notes",
        field_("id", primary_key=True),
        field_("who", "shop.customers.email from", dsr={"ignore_case": True}),
        dsr={"endpoint": {"path": "/people", "query": {"email": "{who}"}}},
    )
    stub.answer = lambda method, path, query, *_: Reply(
        [{"id": 4, "who": "AnnA@x.org"}] if query["email"] == ["AnnA@x.org"] else []
    )
    with sqlite_store(tmp_path) as store:
        store.run(
            "CREATE TABLE customers (id integer primary key, email text)",
            "INSERT INTO customers VALUES (1, 'AnnA@x.org')",
        )
        both = map_of(
            desk={"name": "Desk", "fides_meta": {"dsr": {"kind": "http"}}, "collections": [notes]},
            shop=[collection("customers", "id", field_("email", identity="email"))],
        )
        sources = {
            "desk": HttpSource(f"http://127.0.0.1:{stub.port}", both.datasets[0], Limits(), LOOPBACK),
            "shop": data_source(store.url, both.datasets[1]),
        }
        found = Found()
        report = await walk(both, sources, {"email": ["anna@X.org"]}, found, keys=SpillingKeyStore())
    assert report.complete
    assert found.values("notes", "id") == [4]
