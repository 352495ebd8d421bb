"""Files that rows refer to: what is there comes whole, and no name leads out of its store."""

import asyncio
import os
from contextlib import aclosing, asynccontextmanager

import pytest

from dsr_service.adapters.file_sources import HttpFiles, LocalFiles, file_source
from dsr_service.adapters.file_spool import FileSpool
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.domain.attachments import path_in_package, plain
from dsr_service.services.ports.data_sources import SourceFailed
from dsr_service.services.ports.file_sources import FileAbsent

LOOPBACK = AddressGuard.of(["127.0.0.0/8"])


async def read(source, name: str) -> bytes:
    async with aclosing(source.read(name)) as reading:
        return b"".join([block async for block in reading])


async def refusal(source, name: str) -> str:
    with pytest.raises(FileAbsent) as absent:
        await read(source, name)
    return absent.value.reason


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "media"
    (root / "2026").mkdir(parents=True)
    (root / "2026" / "facture é.pdf").write_bytes(b"%PDF" + bytes(1_000_000))
    (root / "empty").write_bytes(b"")
    (tmp_path / "secret").write_bytes(b"canary")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "out").symlink_to(tmp_path)
    os.mkfifo(root / "pipe")
    return root


async def test_a_local_file_by_its_name_inside_or_by_its_whole_path(folder):
    source = LocalFiles(folder)
    for name in (
        "2026/facture é.pdf",
        "/2026//./facture é.pdf",
        "2026\\facture é.pdf",
        f"{folder}/2026/facture é.pdf",
    ):
        assert len(await read(source, name)) == 1_000_004, name
    assert await read(source, "empty") == b""


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("absent.pdf", "missing"),
        ("2026/absent/x", "missing"),
        ("../secret", "refused"),
        ("2026/../../secret", "refused"),
        ("..\\secret", "refused"),
        ("link", "refused"),
        ("out/secret", "refused"),
        ("pipe", "refused"),
        ("2026", "refused"),
        ("", "refused"),
        (".", "refused"),
        ("a\x00b", "refused"),
        ("x" * 300, "refused"),
        ("/etc/passwd", "missing"),
        ("empty/below", "refused"),
    ],
)
async def test_no_name_leads_out_of_the_folder(folder, name, reason):
    async with asyncio.timeout(60):
        assert await refusal(LocalFiles(folder), name) == reason


async def test_a_file_is_deleted_once_and_nothing_outside_its_folder(folder, tmp_path):
    source = LocalFiles(folder)
    for name in ("/2026/./facture é.pdf", f"{folder}/empty", "absent.pdf", "2026/absent/x", "empty"):
        await source.delete(name)
    for name in ("../secret", "link", "out/secret", "pipe", "2026", ""):
        with pytest.raises(FileAbsent):
            await source.delete(name)
    assert sorted(path.name for path in folder.rglob("*")) == ["2026", "link", "out", "pipe"]
    assert (tmp_path / "secret").exists()
    with pytest.raises(SourceFailed):
        await LocalFiles(tmp_path / "away").delete("x")


def test_the_spellings_of_one_file(folder):
    source = LocalFiles(folder)
    known = {"2026/a.pdf", "/2026/a.pdf", "./2026/a.pdf", f"{folder}/2026/a.pdf"}
    for name in known:
        assert source.spellings(name)[0] == "2026/a.pdf"
        assert set(source.spellings(name)) == known
    with pytest.raises(FileAbsent):
        source.spellings("../a.pdf")


async def test_a_web_server_is_only_read():
    source = HttpFiles("https://files.example/base", LOOPBACK)
    assert not source.erasable
    with pytest.raises(FileAbsent):
        await source.delete("a.pdf")
    await source.close()


async def test_a_folder_that_is_not_there_is_a_source_that_is_away(tmp_path):
    with pytest.raises(SourceFailed):
        await read(LocalFiles(tmp_path / "gone"), "a")


@asynccontextmanager
async def server(answers: dict[str, bytes]):
    asked = []

    async def serve(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        target = head.split(" ")[1]
        asked.append((target, head))
        writer.write(answers.get(target, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1], asked


def ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


async def test_a_web_server_below_its_base_and_nowhere_else():
    answers = {
        "/media/a%20b.pdf": ok(b"one"),
        "/media/q?x=1": ok(b"two"),
        "/media/moved": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/secret\r\nContent-Length: 0\r\n\r\n",
        "/media/busy": b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
        "/secret": ok(b"canary"),
    }
    async with server(answers) as (port, asked):
        source = HttpFiles(f"http://user:pass@127.0.0.1:{port}/media/", LOOPBACK)
        assert await read(source, "a b.pdf") == b"one"
        assert await read(source, f"http://127.0.0.1:{port}/media/q?x=1") == b"two"
        assert "authorization: basic" in asked[0][1].lower()
        for name in (
            "../secret",
            f"http://127.0.0.1:{port}/secret",
            f"http://127.0.0.1:{port}/media/%2e%2e/secret",
            f"https://127.0.0.1:{port}/media/x",
            "http://169.254.169.254/latest",
            "http://[broken/media/x",
            "moved",
        ):
            assert await refusal(source, name) == "refused", name
        assert await refusal(source, "absent") == "missing"
        with pytest.raises(SourceFailed):
            await read(source, "busy")
        await source.close()
        assert all(target != "/secret" for target, _ in asked)
        guarded = HttpFiles(f"http://127.0.0.1:{port}/media", AddressGuard())
        assert await refusal(guarded, "a b.pdf") == "refused"
        await guarded.close()


def test_only_known_addresses_are_sources():
    for url in ("ftp://host/x", "file://host/x", "memory:", "x"):
        with pytest.raises(ValueError, match="not a source of files"):
            file_source(url, AddressGuard())


def test_the_spool_gives_back_what_it_took_and_shows_nothing(tmp_path):
    with FileSpool(tmp_path) as spool:
        files = []
        for content in (b"", b"canary" * 100_000, b"x"):
            writer = spool.writer()
            for start in range(0, len(content), 70_000):
                writer.write(content[start : start + 70_000])
            writer.finish()
            files.append((writer.file(), content))
        abandoned = spool.writer()
        abandoned.write(b"y" * 600_000)  # too large: left behind
        last = spool.writer()
        last.write(b"last")
        last.finish()
        for file, content in [*reversed(files), (last.file(), b"last")]:
            assert b"".join(spool.read(file)) == content
            assert file.size == len(content)
        assert list(tmp_path.iterdir()) == [], "unlinked as soon as it was open"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("facture n°1.pdf", "facture_n_1.pdf"),
        ("../../etc/passwd", "etc_passwd"),
        ("été.PDF", "ete.PDF"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "file"),
        ("...", "file"),
        ("CON", "CON"),
        ("a" * 200 + ".pdf", "a" * 70 + ".pdf"),
        ("x\x00\ny", "x_y"),
    ],
)
def test_names_unpack_everywhere(name, shown):
    assert plain(name) == shown
    assert path_in_package("shop.orders", 3, "invoice", name, 0) == f"files/shop.orders/3-invoice-{shown}"
