"""What leaves the service: checked addresses, bounded answers, no redirects, whatever a name server says."""

import asyncio
import ipaddress
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from dsr_service.adapters.outbound_addresses import AddressGuard, AddressRefused, HostUnknown
from dsr_service.adapters.outbound_http import call, guarded_client
from tls import self_signed

LOOPBACK = ("127.0.0.0/8", "::1/128")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"

NOT_PUBLIC = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "169.254.1.1", "100.64.0.1", "100.100.100.200", "192.0.0.1", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:a9fe:a9fe::1",
    "2001:0:7f00:1::1", "2001:10::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
    "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:a00:1", "3fff::1", "5f00::1",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public_is_refused(address: str):
    assert not AddressGuard().allows(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_called(address: str):
    assert AddressGuard().allows(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fd00:ec2::254", "168.63.129.16", "::ffff:169.254.169.254"]
)
def test_a_clouds_own_service_is_never_called(address: str):
    everything = AddressGuard.of(["0.0.0.0/0", "::/0"])
    assert not everything.allows(ipaddress.ip_address(address))
    assert everything.allows(ipaddress.ip_address("10.0.0.1"))


@dataclass
class Server:
    """Answers every connection with the same bytes and counts them."""

    answer: bytes = OK
    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    drip: float = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            for at in range(0, len(self.answer), 1 if self.drip else 65536):
                writer.write(self.answer[at : at + (1 if self.drip else 65536)])
                await writer.drain()
                await asyncio.sleep(self.drip)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(
    answer: bytes = OK, tls: ssl.SSLContext | None = None, drip: float = 0
) -> AsyncIterator[Server]:
    stub = Server(answer, drip=drip)
    server = await asyncio.start_server(stub.serve, "127.0.0.1", 0, ssl=tls)
    stub.port = server.sockets[0].getsockname()[1]
    try:
        yield stub
    finally:
        server.close()


class Names:
    """A name server of the test's own: gives its answers in turn, then the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def guard(names: Names | None = None, *private: str) -> AddressGuard:
    listed = AddressGuard.of(private)
    return AddressGuard(listed.private, names) if names else listed


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "0", "127.1", "2130706433", "0x7f.1",
     "0177.0.0.1", "[::ffff:7f00:1]", "①②⑦.⓪.⓪.①", "127.0.0.1.", "[0:0:0:0:0:0:0:1]"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_no_spelling_of_this_machine_gets_a_connection(host: str, scheme: str):
    async with serving() as stub, guarded_client(guard()) as client:
        with pytest.raises((AddressRefused, httpx.ConnectError)):
            await call(client, "GET", f"{scheme}://{host}:{stub.port}/")
    assert stub.requests == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://127.0.0.1:70/", "ftp://example.org/", "unix:///run/x", "//example.org/", "/x",
     "", "http://", "https://:443/", "http://exa mple/", "dict://x:1/", "http://[::1", "javascript:1"],
)  # fmt: skip
async def test_other_schemes_are_not_called(url: str):
    async with guarded_client(guard(None, *LOOPBACK)) as client:
        with pytest.raises((AddressRefused, httpx.TransportError)):
            await call(client, "GET", url)


@pytest.mark.parametrize("port", [22, 25, 110, 143, 445, 587, 993])
async def test_other_peoples_mail_and_shell_servers_get_nothing(port: int):
    async with guarded_client(guard(Names(["93.184.216.34"]))) as client:
        with pytest.raises(AddressRefused):
            await call(client, "GET", f"https://mail.example:{port}/")


async def test_a_name_that_changes_between_check_and_use_gains_nothing():
    names = Names(["93.184.216.34"], ["127.0.0.1"])
    checked = await guard(names).resolve("rebinding.example", 443)
    assert str(checked) == "93.184.216.34"
    async with serving() as stub, guarded_client(guard(names)) as client:
        with pytest.raises(AddressRefused):
            await call(client, "GET", f"https://rebinding.example:{stub.port}/")
    assert stub.requests == []


async def test_the_name_is_looked_up_once_and_its_address_is_the_one_connected_to():
    names = Names(["127.0.0.1"], ["10.255.255.1"])
    async with serving() as stub, guarded_client(guard(names, *LOOPBACK)) as client:
        answer = await call(client, "GET", f"http://shop.example:{stub.port}/x")
    assert (answer.status, answer.body, answer.cut) == (200, b"hi", False)
    assert names.asked == ["shop.example"]
    assert f"Host: shop.example:{stub.port}".encode() in stub.requests[0]


async def test_one_private_address_among_public_ones_refuses_the_name():
    async with serving() as stub, guarded_client(guard(Names(["93.184.216.34", "127.0.0.1"]))) as client:
        with pytest.raises(AddressRefused):
            await call(client, "GET", f"https://both.example:{stub.port}/")
    assert stub.requests == []


async def test_without_tls_only_listed_networks_are_called():
    async with guarded_client(guard(Names(["93.184.216.34"]))) as client:
        with pytest.raises(AddressRefused):
            await call(client, "GET", "http://plain.example/")


async def test_the_certificate_is_of_the_name_and_not_of_the_address(tmp_path: Path):
    server_side, client_side = self_signed(tmp_path, "shop.example")
    names = Names(["127.0.0.1"])
    async with serving(tls=server_side) as stub:
        async with guarded_client(guard(names, *LOOPBACK), tls=client_side) as client:
            assert (await call(client, "GET", f"https://shop.example:{stub.port}/")).status == 200
            with pytest.raises(httpx.ConnectError, match=r"(?i)hostname mismatch"):
                await call(client, "GET", f"https://other.example:{stub.port}/")
        async with guarded_client(guard(names, *LOOPBACK)) as client:
            with pytest.raises(httpx.ConnectError, match="certificate"):
                await call(client, "GET", f"https://shop.example:{stub.port}/")


async def test_redirects_are_answers_and_not_followed():
    async with serving() as target, serving() as stub, guarded_client(guard(None, *LOOPBACK)) as client:
        where = f"http://127.0.0.1:{target.port}/"
        stub.answer = f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode()
        assert (await call(client, "GET", f"http://127.0.0.1:{stub.port}/")).status == 302
    assert target.requests == []


async def test_cookies_and_proxies_are_not_taken(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    answer = b"HTTP/1.1 204 No Content\r\nSet-Cookie: seen=1; Path=/\r\nConnection: close\r\n\r\n"
    async with serving(answer) as stub, guarded_client(guard(None, *LOOPBACK)) as client:
        for _ in range(2):
            await call(client, "GET", f"http://127.0.0.1:{stub.port}/")
    assert len(stub.requests) == 2
    assert b"cookie" not in stub.requests[1].lower()


async def test_an_endless_answer_is_cut():
    body = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n" + b"x" * (1 << 20)
    async with serving(body) as stub, guarded_client(guard(None, *LOOPBACK)) as client:
        answer = await call(client, "GET", f"http://127.0.0.1:{stub.port}/", most_bytes=1000)
    assert answer.cut
    assert len(answer.body) == 1000


async def test_a_packed_bomb_counts_as_what_it_is():
    import gzip

    packed = gzip.compress(bytes(50_000_000))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    async with serving(head + packed) as stub, guarded_client(guard(None, *LOOPBACK)) as client:
        answer = await call(client, "GET", f"http://127.0.0.1:{stub.port}/")
    assert answer.cut
    assert len(answer.body) == 64 * 1024


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", b"SSH-2.0-x\r\n"],
)
async def test_nonsense_is_a_transport_error(answer: bytes):
    async with serving(answer) as stub, guarded_client(guard(None, *LOOPBACK)) as client:
        with pytest.raises(httpx.TransportError):
            await call(client, "GET", f"http://127.0.0.1:{stub.port}/")


async def test_a_server_that_drips_is_left_in_time():
    began = time.monotonic()
    async with serving(OK, drip=0.2) as stub, guarded_client(guard(None, *LOOPBACK)) as client:
        with pytest.raises(httpx.ReadTimeout):
            await call(client, "GET", f"http://127.0.0.1:{stub.port}/", total_seconds=0.5)
    assert time.monotonic() - began < 8


async def test_a_dead_name_server_costs_its_time_limit_and_nobody_else():
    def dead(host: str, port: int) -> Sequence[str]:
        time.sleep(8)
        return []

    slow = AddressGuard(lookup=dead, resolve_seconds=0.3)
    began = time.monotonic()
    async with guarded_client(slow) as client:
        calls = [call(client, "GET", "https://slow.example/") for _ in range(12)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(each, httpx.TransportError) for each in results)
        assert time.monotonic() - began < 7
        # other work of the process's threads goes on
        await asyncio.wait_for(asyncio.to_thread(lambda: None), 7)


@pytest.mark.parametrize("name", ["nowhere.invalid", "a" * 64 + ".example", "nul\0.example", ""])
async def test_a_name_that_cannot_be_resolved_says_so(name: str):
    with pytest.raises(HostUnknown):
        await guard().resolve(name, 443)
