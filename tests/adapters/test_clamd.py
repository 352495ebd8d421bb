"""The scanner's client against a server that speaks clamd's INSTREAM."""

import asyncio
import contextlib
import struct

import pytest

from dsr_service.adapters.clamd import ClamdScanner
from dsr_service.services.ports.document_inspection import ScannerUnavailable
from uploads.jpegs import eicar


async def _serve(reader, writer, *, limit=1 << 20):
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack(">I", await reader.readexactly(4))[0]:
            data += await reader.readexactly(size)
            if len(data) > limit:
                writer.write(b"INSTREAM size limit exceeded. ERROR\0")
                break
        else:
            writer.write(b"stream: Eicar-Test-Signature FOUND\0" if eicar() in data else b"stream: OK\0")
        await writer.drain()
    writer.close()


@pytest.fixture
async def address():
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_clean_and_infected(address, tmp_path):
    scanner = ClamdScanner(address)
    assert await scanner.is_infected(b"clean" * 50_000) is False
    assert await scanner.is_infected(b"x" * 100_000 + eicar()) is True
    file = tmp_path / "document"
    file.write_bytes(b"y" * 200_000 + eicar())
    assert await scanner.is_infected(file) is True


async def test_a_unix_socket_does_as_well(tmp_path):
    path = str(tmp_path / "clamd.ctl")
    async with await asyncio.start_unix_server(_serve, path):
        assert await ClamdScanner(f"unix://{path}").is_infected(eicar()) is True


async def test_its_own_limit_is_no_pass(address):
    with pytest.raises(ScannerUnavailable):
        await ClamdScanner(address).is_infected(bytes(3 << 20))


async def test_down_is_no_pass():
    with pytest.raises(ScannerUnavailable):
        await ClamdScanner("tcp://127.0.0.1:1").is_infected(b"a")


@pytest.mark.parametrize("reply", [b"", b"UNKNOWN COMMAND\0", b"x" * 10_000, b"stream: OK"])
async def test_what_is_not_understood_is_no_pass(reply):
    async def answer(reader, writer):
        await reader.read(10)
        writer.write(reply)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ScannerUnavailable):
            await ClamdScanner(f"tcp://127.0.0.1:{port}").is_infected(b"a")


async def test_silence_is_no_pass():
    async def wait(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ScannerUnavailable):
            await ClamdScanner(f"tcp://127.0.0.1:{port}", timeout_seconds=0.3).is_infected(b"a")


def test_an_address_names_its_kind():
    with pytest.raises(ValueError, match="tcp://"):
        ClamdScanner("127.0.0.1:3310")
